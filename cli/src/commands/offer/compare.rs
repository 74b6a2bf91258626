//! `pannier offer compare`: offers side by side.

use std::{
    io::{self, Write},
    path::Path,
};

use pannier::{
    document::{Document, Offer, is_dearer},
    report::Report,
    value::{Amount, Currency, Date},
};
use serde::Serialize;

use super::{super::Answer, Sources};
use crate::{
    args::{Format, OfferCompare, Shared},
    clock,
    commands::documents::Answered,
    console::Console,
    exit::Exit,
    render::{
        human::{self, STRONG},
        json,
        sharing::number,
        untrusted::Untrusted,
    },
};

/// Offers in order of price (`offer-comparison.schema.json`).
#[derive(Serialize)]
struct Comparison {
    /// The lowest first year first; all on the same use, answers and year, in one currency.
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
    let mut answered = Answered::new();
    let sources = Sources::read(&flags.from, now, &mut answered)?;
    let mut report = Report::new();
    answered.findings().for_each(|finding| report.push(finding.clone()));
    let mut read: Vec<(About, Row)> = Vec::with_capacity(flags.offers.len());
    let mut compared: Vec<Document<Offer>> = Vec::with_capacity(flags.offers.len());
    for path in &flags.offers {
        let mut answered = Answered::new();
        let again = sources.in_time(path, &mut answered)?;
        answered.findings().for_each(|finding| report.push(finding.clone()));
        if let Some((offer, recomputed)) = again.filter(|_| answered.is_valid()) {
            let row = row(path, &offer);
            // A folder of offers has copies; one offer is one line.
            if let Some((_, first)) = read.iter().find(|(_, other)| other.digest == row.digest) {
                let (again, first) = (Untrusted::path(path), Untrusted::text(&first.file));
                console.say(format_args!("{again} is the offer in {first}: it is listed once"));
                continue;
            }
            read.push((about(offer.payload(), recomputed.usage), row));
            compared.push(offer);
        }
    }
    // What most of them are about decides with what the others are compared.
    let most = read.iter().map(|(about, _)| about.clone());
    let most = most.max_by_key(|one| read.iter().filter(|(other, _)| other == one).count());
    let (alike, others): (Vec<_>, Vec<_>) = read.into_iter().partition(|(about, _)| Some(about) == most.as_ref());
    let [mut offers, mut others] = [alike, others].map(|rows| rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>());
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
            console.say("every figure was computed again, from the tariffs and what the shares show");
            sources.tell_unsigned(compared.iter().map(Document::payload), console);
        }
    } else {
        json::answer(console.out(), format, &comparison, &comparison.report.findings, show_values)?;
    }
    Ok(if found { Exit::No } else { Exit::Yes })
}

/// What has to be the same where offers stand side by side: the use, the one thing, the answers, the year, the currency.
/// Two providers may have been given two shares that show the same use.
type About = (Option<String>, Option<String>, Vec<String>, Date, Currency);

fn about(offer: &Offer, usage: Option<String>) -> About {
    (usage, offer.thing.as_ref().map(ToString::to_string), answers(offer), offer.from, offer.currency)
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
            row.months.map_or_else(|| "no".to_owned(), |months| number(months, "month")),
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
            writeln!(out, "not comparable with these: on other use, answers, another year or currency")?;
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
