//! `pannier log`: what a recipient did with what it was given.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use pannier::{
    document::{self, Channel, Document, Event, EventKind, Grant, MAX_BYTES, Offer, Received, Withdrawal},
    report::{Code, Finding},
};

use super::{
    Answer,
    documents::{self, Answered, Believing, value},
    grant::{believing_list, seconds},
};
use crate::{
    args::{Format, Log, LogAdd, LogCheck, Overwrite, Shared},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        exclusive::Exclusive,
        input::Input,
        kind::{self, Kind},
        output::{self, Privacy},
    },
    render::{sharing::number, untrusted::Untrusted},
};

pub(crate) fn run(command: &Log, shared: &Shared, console: &mut Console) -> Answer {
    match command {
        Log::Add(flags) => add(flags, shared, console),
        Log::Check(flags) => check(flags, shared, console),
    }
}

fn add(flags: &LogAdd, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let signer = documents::signer(&flags.signing, console)?;
    let whom = Believing {
        trust: pannier::Trust::nobody(),
        key: Some(signer.public_key().clone()),
        accept_indeterminate: false,
        identities: None,
        now,
    };
    let mut answered = Answered::new();
    let Some(grant) = answered.read::<Grant>(&flags.grant, &whom)? else { return answered.no(console) };
    let withdrawal = match &flags.withdrawal {
        Some(path) => {
            let Some(withdrawal) = answered.read::<Withdrawal>(path, &whom)? else { return answered.no(console) };
            answered.found(path, document::check_withdrawal(&withdrawal, &grant));
            Some(withdrawal)
        }
        None => None,
    };
    let alone = Exclusive::of(&flags.log)?;
    let mut text = there(&flags.log)?;
    let before = read(&text, &grant, withdrawal.as_ref(), &whom);
    // What is due is for later; what was told wrongly has to be mended first. A breach that was told is no obstacle: what
    // comes behind it, an erasure perhaps, has to be told, too.
    answered.found(&flags.log, before.told().iter().filter(|finding| !was_not_allowed(finding)).cloned());
    if !answered.is_valid() {
        return answered.no(console);
    }
    let told = before.told().len();
    let (seq, previous) = before.next();
    let at = flags.at.map_or(now, |at| clock::now(Some(at)));
    let what = EventKind::parse(&flags.what).map_err(|error| Failure::new(error.to_string()))?;
    let mut event = Event::new(
        document::Version,
        grant.payload().recipient.clone(),
        seconds(now)?,
        grant.digest_text(),
        seconds(i64::try_from(seq).unwrap_or(i64::MAX))?,
        what,
        seconds(at)?,
    );
    event.previous = previous;
    event.with = flags.with.as_deref().map(|name| value("--with", name)).transpose()?;
    event.channel =
        flags.channel.as_deref().map(Channel::parse).transpose().map_err(|error| Failure::new(error.to_string()))?;
    event.withdrawal = withdrawal.as_ref().map(Document::digest_text);
    event.offer = match &flags.offer {
        Some(path) => Some(value("--offer", &offer_hash(path)?)?),
        None => None,
    };
    event.detail = flags.detail.as_deref().map(|detail| value("--detail", detail)).transpose()?;
    let signed = documents::sign(&event, &*signer)?;
    text.extend_from_slice(signed.text().as_bytes());
    text.push(b'\n');
    let after = read(&text, &grant, withdrawal.as_ref(), &whom);
    let more = after.told().iter().skip(told).filter(|finding| !flags.broken || !was_not_allowed(finding));
    answered.found(&flags.log, more.map(|finding| advised(finding.clone())));
    // What its holder will find as soon as they read it is said now, while there is something to do about it.
    let (late, due): (Vec<Finding>, Vec<Finding>) =
        after.check(now).into_iter().skip(after.told().len()).partition(came_late);
    answered.found(&flags.log, late.into_iter().filter(|_| !flags.broken).map(advised));
    if !answered.is_valid() {
        return answered.no(console);
    }
    for finding in due {
        console.warn(format_args!("{}: {}", Untrusted::path(&flags.log), Untrusted::text(&finding.message)));
    }
    // The log itself is replaced, in one step, by one that begins with all it had.
    if alone.is_there() {
        output::replace(&flags.log, &text, Privacy::Private)?;
    } else {
        // Somebody else may begin the same log.
        output::write(&flags.log, &text, Privacy::Private, Overwrite { force: false })?;
    }
    answered.show(&signed)?;
    if console.format != Format::Human {
        answered.print(console)?;
    }
    console.say(format_args!("{}: event {seq}, {what}", Untrusted::path(&flags.log)));
    Ok(Exit::Yes)
}

fn check(flags: &LogCheck, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let whom = believing_list(&flags.trust, flags.sender_key.as_deref(), true, now)?;
    let mut answered = Answered::new();
    let Some(grant) = answered.read::<Grant>(&flags.grant, &whom)? else { return answered.no(console) };
    let withdrawal = match &flags.withdrawal {
        Some(path) => {
            let Some(withdrawal) = answered.read::<Withdrawal>(path, &whom)? else { return answered.no(console) };
            answered.found(path, document::check_withdrawal(&withdrawal, &grant));
            Some(withdrawal)
        }
        None => None,
    };
    let text = lines(&flags.log)?;
    let log = read(&text, &grant, withdrawal.as_ref(), &whom);
    answered.found(&flags.log, log.check(now));
    if let Some(earlier) = &flags.earlier {
        answered.found(&flags.log, log.continues(&lines(earlier)?));
    }
    if flags.earlier.is_none() {
        answered.not_checked(
            Code::EventContinues,
            "no earlier copy was given (--earlier LOG); events that are cut off at the end of a log leave no trace in it",
        );
    }
    for event in log.events() {
        answered.show(event)?;
    }
    if console.format == Format::Human {
        let withdrawn = withdrawal.as_ref().map(|withdrawal| withdrawal.payload().iat.value());
        for event in log.events() {
            line(console.out(), event.payload(), withdrawn)?;
        }
        if answered.is_valid() {
            let recipient = Untrusted::text(grant.payload().recipient.as_str());
            let events = number(log.events().len() as u64, "event");
            writeln!(console.out(), "in order: {events} in one chain, signed by {recipient}")?;
        }
    }
    answered.end(console)
}

/// One event as a person reads it; `withdrawn` is when the holder ended the grant, seconds since 1970.
fn line(out: &mut impl io::Write, event: &Event, withdrawn: Option<u64>) -> io::Result<()> {
    let happened = clock::day(i64::try_from(event.at.value()).unwrap_or(i64::MAX));
    write!(out, "{happened}  {}", event.what)?;
    if let Some(with) = &event.with {
        write!(out, " with {}", Untrusted::text(with.as_str()))?;
    }
    if let Some(channel) = event.channel {
        write!(out, " by {channel}")?;
    }
    // Whether the withdrawal had come in by then only the recipient can say; the holder knows when it was signed.
    let uses = matches!(event.what, EventKind::Accessed | EventKind::Used | EventKind::Shared | EventKind::Contacted);
    if uses && withdrawn.is_some_and(|withdrawn| event.at.value() >= withdrawn) {
        write!(out, " (after the withdrawal was signed)")?;
    }
    if let Some(detail) = &event.detail {
        write!(out, ": {}", Untrusted::text(detail.as_str()))?;
    }
    writeln!(out)
}

fn read<'a>(
    text: &[u8],
    grant: &'a Document<Grant>,
    withdrawal: Option<&'a Document<Withdrawal>>,
    whom: &Believing,
) -> document::Log<'a> {
    document::Log::read(text, grant, withdrawal, |event: Received<Event>| {
        let (event, _) = whom.authenticate(event)?;
        event.check_time(whom.now).map(|()| event)
    })
}

fn was_not_allowed(finding: &Finding) -> bool {
    finding.code == Code::EventAllowed
}

fn came_late(finding: &Finding) -> bool {
    finding.code == Code::EventWithdrawn
}

/// What to do with an event that the grant does not allow, or that tells of a withdrawal too late: it may have happened all
/// the same.
fn advised(finding: Finding) -> Finding {
    if was_not_allowed(&finding) {
        finding.with_help("do not do it; if it did happen, --broken takes it down: a breach is told, not hidden")
    } else if came_late(&finding) {
        finding.with_help(
            "where it came in before, say when: --at INSTANT; where it was sent that late, use nothing any more, have the holder \
             withdraw anew, and take that down; --broken takes this one down as it is, and the holder will be told",
        )
    } else {
        finding
    }
}

/// The log as it stands; a new one is empty. Its last line ends, so that the next one can follow.
fn there(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut text = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        _ => lines(path)?,
    };
    if text.last().is_some_and(|byte| *byte != b'\n') {
        text.push(b'\n');
    }
    Ok(text)
}

/// The lines of a log that was named. What is no log is refused; that a log is empty, its check says.
fn lines(path: &Path) -> Result<Vec<u8>, Failure> {
    /// Far more than a recipient has to tell of one grant.
    const LIMIT: u64 = 128 << 20;
    let input = Input::open(path)?;
    if !input.head(1)?.is_empty() {
        kind::expect(&input, Kind::Log)?;
    }
    input.all(LIMIT)
}

/// The hash of an offer: that of the document, without the line break behind it.
fn offer_hash(path: &Path) -> Result<String, Failure> {
    let input = Input::open(path)?;
    kind::expect_document::<Offer>(&input)?;
    let offer = Received::<Offer>::read(&input.all(MAX_BYTES as u64 + 2)?).map_err(|fault| {
        Failure::new(format!("{} is no offer: {}", Untrusted::path(path), Untrusted::text(&fault.to_string())))
    })?;
    Ok(offer.digest_text().as_str().to_owned())
}
