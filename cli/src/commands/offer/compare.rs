//! `pannier offer compare`: offers side by side.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use pannier::{
    document::{self, AnyPayload, Document, Offer, is_dearer},
    report::{Finding, Report},
    value::Amount,
};
use serde::Serialize;

use super::super::Answer;
use crate::{
    args::{Format, OfferCompare, Shared},
    clock,
    commands::{
        documents::{Answered, Believing},
        grant::believing,
    },
    console::Console,
    exit::Exit,
    failure::Failure,
    render::{
        human::{self, STRONG},
        json,
        untrusted::Untrusted,
    },
};

/// Offers in order of price (`offer-comparison.schema.json`).
#[derive(Serialize)]
struct Comparison {
    /// The lowest first year first; all on the same shares, answers and year, in one currency.
    offers: Vec<Row>,
    /// Those that cannot stand beside the first.
    others: Vec<Row>,
    #[serde(flatten)]
    report: Report,
}

#[derive(Clone, Serialize)]
struct Row {
    file: String,
    digest: String,
    iss: String,
    name: String,
    tariff: String,
    currency: String,
    status: &'static str,
    firm: bool,
    exp: u64,
    personalised: bool,
    year_one: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    year_two: Option<Amount>,
    /// What anybody pays for the same use.
    public_year_one: Amount,
    /// Whether the personal price is above the public one.
    dearer: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    months: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    commission: Vec<String>,
}

pub(super) fn run(flags: &OfferCompare, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let whom = believing(&flags.trust, None, true, now)?;
    let mut report = Report::new();
    let mut read: Vec<(&PathBuf, Document<Offer>)> = Vec::with_capacity(flags.offers.len());
    for path in &flags.offers {
        if let Some(offer) = believed(path, &whom, now, &mut report)? {
            read.push((path, offer));
        }
    }
    // What most of them are about decides with what the others are compared.
    let about = |offer: &Offer| (shares(offer), answers(offer), offer.from, offer.currency);
    let most = read
        .iter()
        .map(|(_, offer)| about(offer.payload()))
        .max_by_key(|one| read.iter().filter(|(_, other)| about(other.payload()) == *one).count());
    let (mut offers, mut others) = (Vec::new(), Vec::new());
    for (path, offer) in &read {
        let alike = most.as_ref().is_some_and(|most| about(offer.payload()) == *most);
        if alike { &mut offers } else { &mut others }.push(row(path, offer));
    }
    let key = |row: &Row| (row.year_one, row.iss.clone(), row.tariff.clone());
    offers.sort_by_key(key);
    others.sort_by_key(key);
    let found = report.has_errors();
    let comparison = Comparison { offers, others, report };
    let (format, show_values) = (console.format, console.show_values);
    if format == Format::Human {
        table(console.out(), &comparison)?;
        human::report(console.out(), &comparison.report, show_values)?;
        if !comparison.offers.is_empty() {
            console.say("figures are those the providers signed; `pannier offer verify` computes them again");
        }
    } else {
        json::answer(console.out(), format, &comparison, &comparison.report.findings, show_values)?;
    }
    Ok(if found { Exit::No } else { Exit::Yes })
}

/// An offer that can still be accepted; findings where it cannot be believed.
fn believed(path: &Path, whom: &Believing, now: i64, report: &mut Report) -> Result<Option<Document<Offer>>, Failure> {
    let mut answered = Answered::new();
    let Some(offer) = answered.read::<Offer>(path, whom)? else {
        answered.findings().for_each(|finding| report.push(finding.clone()));
        return Ok(None);
    };
    let mut findings = document::findings(&AnyPayload::Offer(Box::new(offer.payload().clone())));
    findings.extend(offer.check_time(now).err().and_then(|late| late.finding().cloned()));
    let refused = findings.iter().any(Finding::is_error);
    answered.found(path, findings);
    answered.findings().for_each(|finding| report.push(finding.clone()));
    Ok((!refused).then_some(offer))
}

/// The shares an offer is about, whatever their order.
fn shares(offer: &Offer) -> Vec<String> {
    let mut shares: Vec<_> =
        offer.shares.iter().map(|share| format!("{} {}", share.jti, share.pannier_share)).collect();
    shares.extend(offer.thing.iter().map(ToString::to_string));
    shares.sort();
    shares
}

/// The answers it is computed with; choices are the provider's to make.
fn answers(offer: &Offer) -> Vec<String> {
    let facts = offer.facts.iter().flat_map(|facts| facts.iter());
    let mut answers: Vec<_> = facts.map(|one| format!("{}={}", one.fact, one.is)).collect();
    answers.extend(offer.holidays.iter().flat_map(|days| days.iter()).map(ToString::to_string));
    answers.sort();
    answers
}

fn row(path: &Path, document: &Document<Offer>) -> Row {
    let offer = document.payload();
    let public = offer.public.as_ref().map_or(offer.price.year_one.gross, |public| public.price.year_one.gross);
    let commission = offer.commission.iter().flat_map(|all| all.iter());
    Row {
        file: path.to_string_lossy().into_owned(),
        digest: document.digest_text().to_string(),
        iss: offer.iss.to_string(),
        name: offer.name.to_string(),
        tariff: offer.tariff.name.to_string(),
        currency: offer.currency.to_string(),
        status: offer.price.status.as_str(),
        firm: offer.firm,
        exp: offer.exp.value(),
        personalised: offer.personalised,
        year_one: offer.price.year_one.gross,
        year_two: offer.price.year_two.as_ref().map(|sum| sum.gross),
        public_year_one: public,
        dearer: is_dearer(offer),
        months: offer.price.commitment.as_ref().map(|total| total.months.value()),
        commission: commission.map(|one| one.to.to_string()).collect(),
    }
}

fn table(out: &mut impl Write, comparison: &Comparison) -> io::Result<()> {
    let text = |text: &str| Untrusted::text(text).to_string();
    let cells = |row: &Row| {
        [
            text(&row.name),
            text(&row.tariff),
            format!("{} {}", row.year_one, row.currency),
            if row.personalised { row.public_year_one.to_string() } else { "the same".to_owned() },
            row.year_two.map_or_else(|| "-".to_owned(), |year| year.to_string()),
            row.months.map_or_else(|| "no".to_owned(), |months| format!("{months} months")),
            clock::day(i64::try_from(row.exp).unwrap_or(i64::MAX)),
        ]
    };
    let head = ["provider", "tariff", "first year", "public price", "second year", "bound", "until"].map(str::to_owned);
    let all: Vec<_> = comparison.offers.iter().chain(&comparison.others).map(cells).collect();
    if all.is_empty() {
        return writeln!(out, "no offer to compare");
    }
    let width = |column: usize| {
        let cells = all.iter().chain([&head]).map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let line = |out: &mut dyn Write, row: &[String; 7]| -> io::Result<()> {
        let cells = row.iter().enumerate().map(|(column, cell)| match column {
            2..=4 => format!("{cell:>width$}", width = width(column)),
            _ => format!("{cell:<width$}", width = width(column)),
        });
        let cells: Vec<_> = cells.collect();
        writeln!(out, "{}", cells.join("  ").trim_end())
    };
    write!(out, "{STRONG}")?;
    line(out, &head)?;
    write!(out, "{STRONG:#}")?;
    for (index, (row, from)) in all.iter().zip(comparison.offers.iter().chain(&comparison.others)).enumerate() {
        if index == comparison.offers.len() {
            writeln!(out, "not comparable with these: on other shares, answers, another year or currency")?;
        }
        line(out, row)?;
        if from.dearer {
            writeln!(out, "  warning: dearer for you than for everybody ({})", from.public_year_one)?;
        }
        if !from.firm {
            writeln!(out, "  indicative: the provider is not bound by it")?;
        }
        if from.status == "bounded" {
            writeln!(out, "  an upper bound: something was not shown")?;
        }
        for to in &from.commission {
            writeln!(out, "  paid if you accept: {}", text(to))?;
        }
    }
    Ok(())
}
