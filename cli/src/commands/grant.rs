//! `pannier grant` and `pannier withdraw`: what a holder agrees to, and how it ends.

use std::{io, io::Write, path::Path};

use pannier::{
    Trust,
    crypto::Signer,
    document::{
        self, Basis, Document, Given, Grant as Agreed, GrantContact, GroupName, KeyName, Level, Purpose, Request,
        Withdrawal, holder_key,
    },
    value::{Int, List, Name},
};

use super::{
    Answer,
    documents::{self, Answered, Believing, value},
    verify as verifying,
};
use crate::{
    args::{Format, Grant, GrantCheck, GrantNew, ListFlags, Shared, TrustFlags, Withdraw},
    clock::{self, Day},
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{input, keys},
    render::{asking, human::STRONG, sharing::number, untrusted::Untrusted},
};

const DAY: i64 = 86_400;

pub(crate) fn run(command: &Grant, shared: &Shared, console: &mut Console) -> Answer {
    match command {
        Grant::New(flags) => new(flags, shared, console),
        Grant::Check(flags) => check(flags, shared, console),
    }
}

fn new(flags: &GrantNew, shared: &Shared, console: &mut Console) -> Answer {
    let inputs = [&flags.share, &flags.request].into_iter().flatten().map(std::path::PathBuf::as_path);
    input::not_an_input(&flags.to.output, inputs)?;
    let now = clock::now(shared.now);
    let needed = flags.request.is_some() || flags.share.is_some();
    let whom = Believing {
        identities: Some(flags.identity.identity.clone()),
        ..believing(&flags.trust, flags.sender_key.as_deref(), needed, now)?
    };
    let mut answered = Answered::new();
    let request: Option<Document<Request>> = match &flags.request {
        Some(path) => {
            let request = answered.read(path, &whom)?;
            if let Some(late) = request.as_ref().and_then(|request| request.check_time(now).err()) {
                answered.found(path, late.finding().cloned());
            }
            request
        }
        None => None,
    };
    let given = match &flags.share {
        Some(path) => given(path, &whom, &flags.trust, &mut answered)?,
        None => None,
    };
    if !answered.is_valid() {
        return answered.no(console);
    }
    let signer = documents::signer(&flags.signing, console)?;
    let grant = agreed(flags, request.as_ref(), given, &*signer, now)?;
    let findings = document::findings(&document::AnyPayload::Grant(Box::new(grant.clone())));
    answered.found(&flags.to.output, findings);
    if !answered.is_valid() {
        return answered.no(console);
    }
    let made = documents::sign(&grant, &*signer)?;
    // What goes beyond the request is found before the file has its name.
    if let Some(request) = &request {
        answered.found(&flags.to.output, document::check_grant(&made, request));
        if !answered.is_valid() {
            return answered.no(console);
        }
    }
    documents::put(&made, &flags.to, &[])?;
    answered.show(&made)?;
    if console.format == Format::Human {
        words(console.out(), made.payload())?;
    } else {
        answered.print(console)?;
    }
    console.say(format_args!("wrote {}: keep it, and hand a copy to the recipient", Untrusted::path(&flags.to.output)));
    Ok(Exit::Yes)
}

/// The grant that the flags, the request and the share make.
fn agreed(
    flags: &GrantNew,
    request: Option<&Document<Request>>,
    given: Option<Given>,
    signer: &dyn Signer,
    now: i64,
) -> Result<Agreed, Failure> {
    let asked = request.map(Document::payload);
    let missing = |flag: &str| Failure::new(format!("{flag} is needed where no request says it"));
    let kid = signer.public_key().kid();
    let cnf = holder_key(signer.public_key()).ok_or_else(|| {
        Failure::new("the key of a holder is an ES256 key").help("make one with `pannier keygen -o KEY`")
    })?;
    let recipient = match (&flags.recipient, asked) {
        (Some(url), _) => value("--recipient", url)?,
        (None, Some(asked)) => asked.iss.clone(),
        (None, None) => return Err(missing("--recipient")),
    };
    let purpose = match (&flags.purpose, asked) {
        (Some(word), _) => Purpose::parse(word).map_err(|error| Failure::new(error.to_string()))?,
        (None, Some(asked)) => asked.purpose,
        (None, None) => return Err(missing("--purpose")),
    };
    let why = match (&flags.why, asked) {
        (Some(text), _) => value("--why", text)?,
        (None, Some(asked)) => asked.why.clone(),
        (None, None) => return Err(missing("--why")),
    };
    let withdraw = match (&flags.withdraw_to, asked) {
        (Some(text), _) => value("--withdraw-to", text)?,
        (None, Some(asked)) => asked.contact.clone(),
        (None, None) => return Err(missing("--withdraw-to")),
    };
    let exp = match (flags.until, asked) {
        (Some(day), _) => day.0,
        (None, Some(asked)) => document::end_of_retention(now, asked.retention),
        (None, None) => return Err(missing("--until")),
    };
    let level = match &given {
        None => Level::Answer,
        Some(given) if given.is_summary() => Level::Summary,
        Some(_) => Level::Records,
    };
    let mut grant = Agreed::new(
        document::Version,
        KeyName::of(&kid).map_err(|error| Failure::new(error.to_string()))?,
        seconds(now)?,
        seconds(exp)?,
        cnf,
        recipient,
        purpose,
        why,
        Basis::parse(&flags.basis).map_err(|error| Failure::new(error.to_string()))?,
        level,
        flags.join,
        withdraw,
    );
    grant.request = request.map(Document::digest_text);
    if let Some(given) = given {
        let items = asked.map_or_else(|| given.items.clone(), |asked| given.answering(asked, now));
        grant.given = listed("record types", items)?;
        grant.attachments = listed("documents", given.attachments)?;
        grant.share = Some(given.share);
    }
    if !flags.pass_on_to.is_empty() {
        let names = flags.pass_on_to.iter().map(|name| value("--pass-on-to", name)).collect::<Result<Vec<_>, _>>()?;
        grant.recipients = Some(List::new(names).map_err(|error| Failure::new(format!("--pass-on-to: {error}")))?);
    }
    if let Some(contact) = &flags.contact {
        let channels =
            List::new(contact.channels.clone()).map_err(|error| Failure::new(format!("--contact: {error}")))?;
        let most = Int::new(contact.most).map_err(|error| Failure::new(format!("--contact: {error}")))?;
        grant.contact = Some(GrantContact::new(most, value("--contact", &contact.per)?, channels));
    }
    if let Some(terms) = &flags.terms {
        grant.terms = Some(documents::terms(terms)?);
    }
    Ok(grant)
}

/// What a share shows, as a grant lists it; no list where there is nothing.
fn listed<T, const MOST: usize>(what: &str, items: Vec<T>) -> Result<Option<List<T, MOST>>, Failure> {
    if items.is_empty() {
        return Ok(None);
    }
    List::new(items).map(Some).map_err(|_| {
        Failure::new(format!("the share shows more {what} than the {MOST} that a grant can name"))
            .help("make two shares, and a grant for each")
    })
}

fn check(flags: &GrantCheck, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let needed = flags.request.is_some() || flags.share.is_some();
    let whom = Believing {
        identities: Some(flags.identity.identity.clone()),
        ..believing(&flags.trust, flags.sender_key.as_deref(), needed, now)?
    };
    let mut answered = Answered::new();
    let grant: Option<Document<Agreed>> = answered.read(&flags.grant, &whom)?;
    if let Some(grant) = &grant {
        let findings = document::findings(&document::AnyPayload::Grant(Box::new(grant.payload().clone())));
        answered.found(
            &flags.grant,
            findings.into_iter().chain(grant.check_time(now).err().and_then(|late| late.finding().cloned())),
        );
        if let Some(path) = &flags.request
            && let Some(request) = answered.read::<Request>(path, &whom)?
        {
            answered.found(&flags.grant, document::check_grant(grant, &request));
        }
        if let Some(path) = &flags.share
            && let Some(given) = given(path, &whom, &flags.trust, &mut answered)?
        {
            answered.found(&flags.grant, document::check_share(grant.payload(), &given));
        }
        let ended = match &flags.withdrawal {
            Some(path) => ends(path, grant, &whom, &mut answered)?,
            None => None,
        };
        if console.format == Format::Human {
            words(console.out(), grant.payload())?;
            if let Some(ended) = &ended {
                writeln!(console.out(), "{STRONG}withdrawn{STRONG:#} {ended}")?;
            }
        }
    }
    answered.end(console)
}

/// That a withdrawal ends this grant, as a person reads it; none where it does not.
fn ends(
    path: &Path,
    grant: &Document<Agreed>,
    whom: &Believing,
    answered: &mut Answered,
) -> Result<Option<String>, Failure> {
    let Some(withdrawal) = answered.read::<Withdrawal>(path, whom)? else { return Ok(None) };
    let against = document::check_withdrawal(&withdrawal, grant);
    if !against.is_empty() {
        answered.found(path, against);
        return Ok(None);
    }
    answered.refuse();
    let signed = i64::try_from(withdrawal.payload().iat.value()).unwrap_or(i64::MAX);
    let rest = if withdrawal.payload().erase {
        format!("everything has to be erased by {}", clock::day(signed.saturating_add(30 * DAY)))
    } else {
        "what was given may be kept".to_owned()
    };
    Ok(Some(format!("on {}: nothing of it may be used any more, and {rest}", clock::day(signed))))
}

pub(crate) fn withdraw(flags: &Withdraw, shared: &Shared, console: &mut Console) -> Answer {
    input::not_an_input(&flags.to.output, [flags.grant.as_path()])?;
    let now = clock::now(shared.now);
    let whom = Believing { trust: Trust::nobody(), key: None, accept_indeterminate: false, identities: None, now };
    let mut answered = Answered::new();
    let Some(grant) = answered.read::<Agreed>(&flags.grant, &whom)? else {
        return answered.no(console);
    };
    let signer = documents::signer(&flags.signing, console)?;
    if signer.public_key().kid() != grant.kid() {
        return Err(Failure::new(format!("{} is not the key of this grant", Untrusted::path(&flags.signing.key)))
            .help("a grant is ended with the key it was made with"));
    }
    let payload = grant.payload();
    let mut withdrawal = Withdrawal::new(
        document::Version,
        payload.iss.clone(),
        seconds(now)?,
        payload.cnf.clone(),
        grant.digest_text(),
        !flags.keep,
    );
    if let Some(why) = &flags.why {
        withdrawal.why = Some(value("--why", why)?);
    }
    let made = documents::write(&withdrawal, &*signer, &flags.to)?;
    answered.show(&made)?;
    if console.format != Format::Human {
        answered.print(console)?;
    }
    console.say(format_args!(
        "wrote {}: send it to {}",
        Untrusted::path(&flags.to.output),
        Untrusted::text(payload.withdraw.as_str())
    ));
    if withdrawal.erase {
        console.say(format_args!(
            "by {} everything has to be erased, and the log has to say so: pannier log check",
            clock::day(now + 30 * DAY)
        ));
    }
    Ok(Exit::Yes)
}

/// A grant as a person reads it.
pub(super) fn words(out: &mut impl Write, grant: &Agreed) -> io::Result<()> {
    let day = |moment: Int| clock::day(i64::try_from(moment.value()).unwrap_or(i64::MAX));
    let text = |text: &str| Untrusted::text(text).to_string();
    let listed = |names: Vec<&str>| text(&names.join(", "));
    writeln!(
        out,
        "{STRONG}{}{STRONG:#} may use this until {}, for {}: {}",
        text(grant.recipient.as_str()),
        day(grant.exp),
        document::need_of(grant.purpose).map_or("another purpose", |need| need.about),
        text(grant.why.as_str())
    )?;
    if grant.given.is_none() && grant.attachments.is_none() {
        writeln!(out, "  given: an answer, and nothing else")?;
    }
    for item in grant.given.iter().flat_map(|given| given.iter()) {
        let groups = item.groups.iter().flat_map(|groups| groups.iter()).map(GroupName::as_str);
        let groups: Vec<_> = groups.collect();
        let groups = if groups.is_empty() { String::new() } else { format!(" with {}", listed(groups)) };
        let period = match (item.from, item.to) {
            (Some(from), Some(to)) => format!(", {from} up to {to}"),
            (Some(from), None) => format!(", from {from}"),
            (None, Some(to)) => format!(", up to {to}"),
            (None, None) => String::new(),
        };
        writeln!(out, "  given: {}{groups}{period}", text(item.record_type.as_str()))?;
    }
    for document in grant.attachments.iter().flat_map(|given| given.iter()) {
        let line = format!("document {} ({})", document.name, document.media_type);
        writeln!(out, "  given: {}", text(&line))?;
    }
    let names = grant.recipients.iter().flat_map(|names| names.iter()).map(Name::as_str);
    let names: Vec<_> = names.collect();
    let passed_on = if names.is_empty() { "to nobody".to_owned() } else { format!("to {}", listed(names)) };
    writeln!(out, "  passed on: {passed_on}")?;
    let joined = if grant.join { "allowed" } else { "not allowed" };
    writeln!(out, "  joined with other data about you: {joined}")?;
    match &grant.contact {
        None => writeln!(out, "  approaching you: not allowed")?,
        Some(contact) => {
            let channels = contact.channels.iter().map(|channel| channel.as_str()).collect();
            writeln!(
                out,
                "  approaching you: at most {} in each {}, by {}",
                number(contact.most.value(), "time"),
                asking::words(contact.per).trim_start_matches("1 "),
                listed(channels)
            )?;
        }
    }
    if let Some(terms) = &grant.terms {
        writeln!(out, "  beside it: {}", text(terms.uri.as_str()))?;
    }
    writeln!(out, "  withdrawal: to {}, at any time", text(grant.withdraw.as_str()))
}

/// Whom the user believes; where only a holder's document is read nobody needs to be.
pub(super) fn believing(flags: &TrustFlags, key: Option<&Path>, needed: bool, now: i64) -> Result<Believing, Failure> {
    believing_list(&flags.list, key, needed && !flags.accept_self, now)
}

/// As [`believing`], where a customer's own signature is never enough.
pub(super) fn believing_list(
    flags: &ListFlags,
    key: Option<&Path>,
    needed: bool,
    now: i64,
) -> Result<Believing, Failure> {
    let key = key.map(keys::public).transpose()?;
    let trust = match verifying::list(flags)? {
        Some(trust) => trust,
        None if key.is_some() || !needed => Trust::nobody(),
        None => return Err(verifying::no_list()),
    };
    Ok(Believing { trust, key, accept_indeterminate: flags.accept_indeterminate, identities: None, now })
}

/// What a share shows; a finding where it does not verify or is none.
pub(super) fn given(
    path: &Path,
    whom: &Believing,
    flags: &TrustFlags,
    answered: &mut Answered,
) -> Result<Option<Given>, Failure> {
    let Some(verified) = answered.share(path, whom, flags)? else { return Ok(None) };
    let given = Given::of(&verified).map_err(|error| Failure::on_file("read", path, &error))?;
    given.map_or_else(
        || {
            Err(Failure::new(format!("{} is no share that shows anything", Untrusted::path(path)))
                .help("make one with `pannier share`"))
        },
        |given| Ok(Some(given)),
    )
}

/// The end of a document that is good up to a day, in its form; a day that is over is refused.
pub(super) fn end(until: Day, now: i64) -> Result<Int, Failure> {
    if until.0 <= now {
        return Err(Failure::new("--until: the day is over").help("name a later one"));
    }
    seconds(until.0)
}

pub(super) fn seconds(moment: i64) -> Result<Int, Failure> {
    u64::try_from(moment)
        .ok()
        .and_then(|moment| Int::new(moment).ok())
        .ok_or_else(|| Failure::new("the time lies outside what a document can say"))
}
