//! `pannier intent`: what a holder looks for.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use pannier::{
    Trust,
    document::{
        self, AnyPayload, Document, FactAnswer, Intent as Wanted, IntentCurrent, IntentData, KeyName, Level, Sector,
        Version, holder_key,
    },
    value::{Currency, Int, List, TextForm},
};

use super::{
    Answer,
    documents::{self, Answered, Believing, terms, value},
    grant::{believing, end, given, seconds},
};
use crate::{
    args::{Format, Intent, IntentCheck, IntentNew, Shared},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::input,
    render::{human::STRONG, sharing::number, untrusted::Untrusted},
};

pub(crate) fn run(command: &Intent, shared: &Shared, console: &mut Console) -> Answer {
    match command {
        Intent::New(flags) => new(flags, shared, console),
        Intent::Check(flags) => check(flags, shared, console),
    }
}

fn new(flags: &IntentNew, shared: &Shared, console: &mut Console) -> Answer {
    input::not_an_input(&flags.to.output, [&flags.share, &flags.current].into_iter().flatten().map(PathBuf::as_path))?;
    let now = clock::now(shared.now);
    let mut answered = Answered::new();
    let whom = believing(&flags.trust, None, flags.share.is_some(), now)?;
    let share = match &flags.share {
        Some(path) => given(path, &whom, &flags.trust, &mut answered)?.map(|given| given.share),
        None => None,
    };
    let current = flags.current.as_ref().map(|path| answered.tariff(path, &whom)).transpose()?;
    if !answered.is_valid() {
        return answered.no(console);
    }
    let signer = documents::signer(&flags.signing, console)?;
    let kid = signer.public_key().kid();
    let cnf = holder_key(signer.public_key()).ok_or_else(|| {
        Failure::new("the key of a holder is an ES256 key").help("make one with `pannier keygen -o KEY`")
    })?;
    let wrong = |error: pannier::value::Invalid| Failure::new(error.to_string());
    let mut data = IntentData::new(Level::parse(&flags.level).map_err(wrong)?);
    data.share = share;
    data.record_types = texts("--record-type", &flags.record_type)?;
    let mut intent = Wanted::new(
        Version,
        KeyName::of(&kid).map_err(wrong)?,
        seconds(now)?,
        end(flags.until, now)?,
        cnf,
        Sector::parse(&flags.sector).map_err(wrong)?,
        value("--need", &flags.need)?,
        currency(&flags.currency)?,
        data,
        value("--reply-to", &flags.reply_to)?,
        count("--max-replies", flags.max_replies)?,
    );
    intent.recipient = given_text("--recipient", flags.recipient.as_ref())?;
    let facts =
        flags.fact.iter().map(|pair| Ok(FactAnswer::new(value("--fact", &pair.name)?, value("--fact", &pair.value)?)));
    intent.facts = some("--fact", facts.collect::<Result<Vec<_>, Failure>>()?)?;
    intent.must = texts("--must", &flags.must)?;
    intent.wish = texts("--wish", &flags.wish)?;
    intent.budget = given_text("--budget", flags.budget.as_ref())?;
    intent.max_months = flags.max_months.map(|months| count("--max-months", months)).transpose()?;
    intent.start = given_text("--start", flags.start.as_ref())?;
    intent.current = match &flags.year_cost {
        Some(cost) => {
            let mut now = IntentCurrent::new(value("--year-cost", cost)?);
            now.tariff = current.map(|file| value("--current", file.hash())).transpose()?;
            now.leaving = given_text("--leaving", flags.leaving.as_ref())?;
            now.ends = given_text("--ends", flags.ends.as_ref())?;
            Some(now)
        }
        None => None,
    };
    intent.reply_key = given_text("--reply-key", flags.reply_key.as_ref().map(ToString::to_string).as_ref())?;
    intent.terms = flags.terms.as_ref().map(terms).transpose()?;
    answered.found(&flags.to.output, document::findings(&AnyPayload::Intent(Box::new(intent.clone()))));
    if !answered.is_valid() {
        return answered.no(console);
    }
    let made = documents::write(&intent, &*signer, &flags.to)?;
    answered.show(&made)?;
    if console.format == Format::Human {
        words(console.out(), made.payload())?;
    } else {
        answered.print(console)?;
    }
    console.say(format_args!("wrote {}: it says what is wanted, and not by whom", Untrusted::path(&flags.to.output)));
    Ok(Exit::Yes)
}

fn check(flags: &IntentCheck, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let whom = Believing { trust: Trust::nobody(), key: None, accept_indeterminate: false, identities: None, now };
    let mut answered = Answered::new();
    let intent: Option<Document<Wanted>> = answered.read(&flags.intent, &whom)?;
    if let Some(intent) = &intent {
        let findings = document::findings(&AnyPayload::Intent(Box::new(intent.payload().clone())));
        let late = intent.check_time(now).err().and_then(|late| late.finding().cloned());
        answered.found(&flags.intent, findings.into_iter().chain(late));
        if console.format == Format::Human {
            words(console.out(), intent.payload())?;
        }
    }
    answered.end(console)
}

/// A currency in which somebody can answer. Documents may have one that this program does not know yet; who asks does not.
fn currency(text: &str) -> Result<Currency, Failure> {
    let currency: Currency = value("--currency", text)?;
    if currency.minor_digits().is_none() {
        return Err(Failure::new(format!("--currency: {currency} is no currency in use (ISO 4217)"))
            .help("name one that is, such as EUR, GBP or USD"));
    }
    Ok(currency)
}

/// An intent as a person reads it.
fn words(out: &mut impl Write, intent: &Wanted) -> io::Result<()> {
    let text = |text: &str| Untrusted::text(text).to_string();
    writeln!(out, "{STRONG}{}{STRONG:#} ({})", text(intent.need.as_str()), intent.sector)?;
    for must in intent.must.iter().flat_map(|texts| texts.iter()) {
        writeln!(out, "  has to be: {}", text(must.as_str()))?;
    }
    for wish in intent.wish.iter().flat_map(|texts| texts.iter()) {
        writeln!(out, "  wished for: {}", text(wish.as_str()))?;
    }
    if let Some(budget) = intent.budget {
        writeln!(out, "  at most: {budget} {} in the first year", intent.currency)?;
    }
    if let Some(months) = intent.max_months {
        writeln!(out, "  bound for at most: {}", number(months.value(), "month"))?;
    }
    if let Some(current) = &intent.current {
        write!(out, "  now: {} {} a year", current.year_cost, intent.currency)?;
        if let Some(tariff) = &current.tariff {
            write!(out, ", by the tariff {tariff}")?;
        }
        if let Some(leaving) = current.leaving {
            write!(out, "; leaving costs {leaving} {}", intent.currency)?;
        }
        if let Some(ends) = current.ends {
            write!(out, "; it can end on {ends}")?;
        }
        writeln!(out)?;
    }
    for fact in intent.facts.iter().flat_map(|facts| facts.iter()) {
        writeln!(out, "  {}: {}", text(fact.fact.as_str()), text(fact.is.as_str()))?;
    }
    let shown = match intent.data.level {
        Level::Answer => "nothing: prices are computed by the one who asks",
        Level::Summary => "monthly summaries",
        Level::Records => "records",
    };
    writeln!(out, "  to be seen: {shown}")?;
    if let Some(recipient) = &intent.recipient {
        writeln!(out, "  asked: {}", text(recipient.as_str()))?;
    }
    writeln!(
        out,
        "  replies: at most {}, to {}, until {}",
        intent.max_replies.value(),
        text(intent.reply_to.as_str()),
        clock::day(i64::try_from(intent.exp.value()).unwrap_or(i64::MAX))
    )
}

/// A value that may have been given.
pub(super) fn given_text<T: TextForm>(flag: &str, text: Option<&String>) -> Result<Option<T>, Failure> {
    text.map(|text| value(flag, text)).transpose()
}

/// Values of a flag that can be given several times.
pub(super) fn texts<T: TextForm, const MOST: usize>(
    flag: &str,
    texts: &[String],
) -> Result<Option<List<T, MOST>>, Failure> {
    some(flag, texts.iter().map(|text| value(flag, text)).collect::<Result<Vec<_>, _>>()?)
}

/// A list, where anything was given.
pub(super) fn some<T, const MOST: usize>(flag: &str, values: Vec<T>) -> Result<Option<List<T, MOST>>, Failure> {
    if values.is_empty() {
        return Ok(None);
    }
    List::new(values).map(Some).map_err(|error| Failure::new(format!("{flag}: {error}")))
}

fn count(flag: &str, number: u64) -> Result<Int, Failure> {
    Int::new(number).map_err(|error| Failure::new(format!("{flag}: {error}")))
}
