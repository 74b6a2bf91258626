//! `pannier offer make`: the price of a tariff on shares, signed.

use std::path::{Path, PathBuf};

use pannier::{
    document::{self, AnyPayload, Document, Intent, Offer, OfferCommission, Received, Request, authenticate},
    offer::{self, NotOffered, Shown, Terms},
    quote::Question,
    report::{Code, Finding, Location},
    value::Date,
};

use super::{super::Answer, intent, unread, verified, words};
use crate::{
    args::{Format, OfferMake, Shared},
    clock,
    commands::{
        documents::{self, Answered, Believing, value},
        grant::{believing, end, seconds},
        intent::{given_text, some, texts},
    },
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{input, keys, sealed::Recipient},
    render::untrusted::Untrusted,
};

pub(super) fn run(flags: &OfferMake, shared: &Shared, console: &mut Console) -> Answer {
    let read = [&flags.public, &flags.facts, &flags.intent, &flags.request].into_iter().flatten();
    let read = read.chain(&flags.shares).chain([&flags.tariff]).map(PathBuf::as_path);
    input::not_an_input(&flags.to.output, read)?;
    let now = clock::now(shared.now);
    let signer = documents::signer(&flags.signing, console)?;
    // A request of one's own needs no list.
    let own = keys::public(&flags.signing.key).ok();
    let whom = Believing {
        key: own,
        identities: Some(flags.identity.identity.clone()),
        ..believing(&flags.trust, None, true, now)?
    };
    let mut answered = Answered::new();
    let start = from(flags.from.as_deref(), now)?;
    let answers = match documents::answers(flags.facts.as_deref())? {
        Ok(answers) => answers,
        Err(why) => {
            answered.found(&flags.to.output, [why]);
            return answered.no(console);
        }
    };
    let question = Question::year_from(start, answers);
    let tariff_file = answered.tariff(&flags.tariff, &whom)?;
    let public = flags.public.as_ref().map(|path| answered.tariff(path, &whom)).transpose()?;
    let shares = verified(&flags.shares, &whom, &flags.trust, &mut answered)?;
    let asked = intent(flags.intent.as_ref(), &whom, &mut answered)?;
    let request: Option<Document<Request>> = match &flags.request {
        Some(path) => answered.read(path, &whom)?,
        None => None,
    };
    if !answered.is_valid() {
        return answered.no(console);
    }
    let shown = Shown::by(&shares.iter().collect::<Vec<_>>(), flags.only.as_deref()).map_err(unread)?;
    let terms = Terms {
        iss: value("--issuer", &flags.issuer)?,
        name: value("--name", &flags.name)?,
        iat: seconds(now)?,
        exp: end(flags.until, now)?,
        firm: !flags.indicative,
        contact: value("--contact", &flags.contact)?,
    };
    let mut made = match offer::make(terms, &shown, &tariff_file, public.as_ref(), &question) {
        Ok(made) => made,
        Err(NotOffered::Unpriced(unpriced)) => {
            let reasons = unpriced.reasons.iter().map(|reason| {
                Finding::new(reason.code, Location::whole().at_pointer(reason.clause.clone()), reason.text.clone())
            });
            answered.found(Path::new(&unpriced.file), reasons);
            answered.refuse();
            answered.print(console)?;
            console.say(format_args!("no offer: {}", Untrusted::text(&unpriced.to_string())));
            return Ok(Exit::No);
        }
        Err(error) => return Err(Failure::new(format!("no offer: {}", Untrusted::text(&error.to_string())))),
    };
    made.intent = asked.as_ref().map(Document::digest_text);
    made.request = request.as_ref().map(Document::digest_text);
    let commission = flags
        .commission
        .iter()
        .map(|pair| Ok(OfferCommission::new(value("--commission", &pair.name)?, value("--commission", &pair.value)?)));
    made.commission = some("--commission", commission.collect::<Result<Vec<_>, Failure>>()?)?;
    made.conditions = texts("--condition", &flags.condition)?;
    made.why_dearer = given_text("--why-dearer", flags.why_dearer.as_ref())?;
    made.withdrawal = given_text("--withdrawal", flags.withdrawal.as_ref())?;
    made.terms = flags.terms.as_ref().map(documents::terms).transpose()?;
    answered.found(&flags.to.output, document::findings(&AnyPayload::Offer(Box::new(made.clone()))));
    // What whoever receives it would refuse is found before the file has its name.
    let signed = documents::sign(&made, &*signer)?;
    if let Some(asked) = &asked {
        answered.found(&flags.to.output, document::check_offer(&signed, asked));
    }
    answered.found(&flags.to.output, not_listed(&signed, &whom));
    if !answered.is_valid() {
        return answered.no(console);
    }
    let recipients = recipients(flags, asked.as_ref())?;
    documents::put(&signed, &flags.to, &recipients)?;
    answered.show(&signed)?;
    if console.format == Format::Human {
        words(console.out(), signed.payload())?;
    }
    answered.print(console)?;
    for file in [Some(&tariff_file), public.as_ref()].into_iter().flatten().filter(|file| file.signed_by.is_none()) {
        console.say(format_args!("nobody signed {}; the offer names it by hash", Untrusted::text(&file.name)));
    }
    console.say(format_args!(
        "wrote {}: whoever has the shares and tariffs can recompute it",
        Untrusted::path(&flags.to.output)
    ));
    if !recipients.is_empty() {
        console.say("it is encrypted: whoever asked opens it, and nobody else");
    }
    Ok(Exit::Yes)
}

/// What the trust list has against the key that signs for the issuer. A provider need not stand in its own list; where it
/// does, or the key does, both have to be there together.
fn not_listed(offer: &Document<Offer>, whom: &Believing) -> Option<Finding> {
    let received = Received::<Offer>::read(offer.text().as_bytes());
    let why = received.and_then(|received| authenticate(received, &whom.trust, whom.now, whom.accept_indeterminate));
    let finding = why.err()?.finding()?.clone();
    let iss = offer.payload().iss.as_str();
    let organisations = whom.trust.lists().iter().flat_map(|list| list.issuers.iter().chain(&list.recipients));
    let is_listed = organisations.into_iter().any(|entry| entry.iss == iss);
    match finding.code {
        Code::DocumentKnownKey if is_listed => {
            let what = "the trust list has other keys for the issuer than the one that signs";
            let at = Location::whole().at_pointer("/iss");
            Some(
                Finding::new(finding.code, at, what)
                    .with_help("sign with a key of the issuer, or add this one to the list"),
            )
        }
        Code::DocumentKnownKey => None,
        _ => Some(finding),
    }
}

/// To whom it is encrypted: as was said, else as the intent asks.
fn recipients(flags: &OfferMake, asked: Option<&Document<Intent>>) -> Result<Vec<Recipient>, Failure> {
    match asked.and_then(|asked| asked.payload().reply_key.as_ref()) {
        Some(key) if flags.encrypt_to.is_empty() => {
            let recipient = key.as_str().parse().map_err(|why: String| {
                Failure::new(format!("the reply_key of the intent: {}", Untrusted::text(&why)))
                    .help("--encrypt-to names another recipient of who asks")
            })?;
            Ok(vec![recipient])
        }
        _ => Ok(flags.encrypt_to.clone()),
    }
}

/// The day with which the year begins: that given, else the first of the next month.
fn from(given: Option<&str>, now: i64) -> Result<Date, Failure> {
    if let Some(text) = given {
        let day: Date = value("--from", text)?;
        if day.month_start() != day {
            return Err(Failure::new("--from: expected the first day of a month"));
        }
        return Ok(day);
    }
    let today: Date = value("--from", &clock::day(now))?;
    today.month_start().plus_months(1).ok_or_else(|| Failure::new("--from: the calendar ends before"))
}
