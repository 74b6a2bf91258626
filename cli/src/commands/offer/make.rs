//! `pannier offer make`: the price of a tariff on shares, signed.

use std::path::{Path, PathBuf};

use pannier::{
    document::{self, AnyPayload, Document, OfferCommission, Request},
    offer::{self, NotOffered, Terms},
    quote::{Answers, Question},
    report::{Finding, Location},
    value::Date,
};

use super::{super::Answer, intent, no, shown, tariff, words};
use crate::{
    args::{Format, OfferMake, Shared},
    clock,
    commands::{
        documents::{self, Answered, Believing, value},
        grant::{believing, seconds},
        intent::{given_text, some, texts},
    },
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{input, keys},
    render::untrusted::Untrusted,
};

pub(super) fn run(flags: &OfferMake, shared: &Shared, console: &mut Console) -> Answer {
    let read = [&flags.public, &flags.facts, &flags.intent, &flags.request].into_iter().flatten();
    let read = read.chain(&flags.shares).chain([&flags.tariff]).map(PathBuf::as_path);
    input::not_an_input(&flags.output, read)?;
    let now = clock::now(shared.now);
    let signer = documents::signer(&flags.key, flags.signer.as_deref(), console)?;
    // A request of one's own needs no list.
    let own = keys::public(&flags.key).ok();
    let whom = Believing { key: own, ..believing(&flags.trust, None, true, now)? };
    let mut answered = Answered::new();
    let question = Question::year_from(from(flags.from.as_deref(), now)?, answers(flags.facts.as_deref())?);
    let tariff_file = tariff(&flags.tariff, &whom, &mut answered)?;
    let public = flags.public.as_ref().map(|path| tariff(path, &whom, &mut answered)).transpose()?;
    let shown = shown(&flags.shares, flags.only.as_deref(), &whom, &flags.trust, &mut answered)?;
    let asked = intent(flags.intent.as_ref(), &whom, &mut answered)?;
    let request: Option<Document<Request>> = match &flags.request {
        Some(path) => answered.read(path, &whom)?,
        None => None,
    };
    let Some(shown) = shown.filter(|_| answered.is_valid()) else { return no(&answered, console) };
    let terms = Terms {
        iss: value("--issuer", &flags.issuer)?,
        name: value("--name", &flags.name)?,
        iat: seconds(now)?,
        exp: seconds(flags.until.0)?,
        firm: !flags.indicative,
        contact: value("--contact", &flags.contact)?,
    };
    let mut made = match offer::make(terms, &shown, &tariff_file, public.as_ref(), &question) {
        Ok(made) => made,
        Err(NotOffered::Unpriced(unpriced)) => {
            let reasons = unpriced.reasons.iter().map(|reason| {
                Finding::new(reason.code, Location::whole().at_pointer(reason.clause.clone()), reason.text.clone())
            });
            answered.found(&flags.tariff, reasons);
            answered.print(console)?;
            return Err(Failure::new(format!("no offer: {}", Untrusted::text(&unpriced.to_string()))));
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
    answered.found(&flags.output, document::findings(&AnyPayload::Offer(Box::new(made.clone()))));
    // What the intent does not allow is found before the file has its name.
    if let Some(asked) = &asked {
        let draft = Document::sign(&made, &*signer)
            .map_err(|error| Failure::new(format!("cannot sign the offer: {}", Untrusted::text(&error.to_string()))))?;
        answered.found(&flags.output, document::check_offer(&draft, asked));
    }
    if !answered.is_valid() {
        return no(&answered, console);
    }
    let signed = documents::write(&made, &*signer, &flags.output, flags.overwrite)?;
    answered.show(&signed)?;
    if console.format == Format::Human {
        words(console.out(), signed.payload())?;
    }
    answered.print(console)?;
    console.say(format_args!(
        "wrote {}: whoever has the shares and tariffs can recompute it",
        Untrusted::path(&flags.output)
    ));
    Ok(Exit::Yes)
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

fn answers(path: Option<&Path>) -> Result<Answers, Failure> {
    let Some(path) = path else { return Ok(Answers::default()) };
    serde_json::from_slice(&input::read_small(path)?)
        .map_err(|error| Failure::on_file("read the answers in", path, &error))
}
