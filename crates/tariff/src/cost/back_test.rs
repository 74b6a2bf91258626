//! The present contract priced on the past, beside what was really billed.

use super::Exact;
use super::facts::Facts;
use super::horizon::Horizon;
use super::price::wanted;
use super::quote::{Quote, Remark};
use super::replay::Replay;
use super::usage::{Days, Stream, Usage, date, day};
use crate::tariff::{Meter, Sector, Tariff, Terms};
use pannier_model::value::Date;
use pannier_report::Code;
use std::collections::BTreeSet;

/// What a tariff comes to over covered months, and what was billed for them.
#[derive(Clone, Debug)]
pub struct BackTest {
    /// First day.
    pub from: Date,
    /// First day after it.
    pub to: Date,
    /// What the tariff comes to.
    pub computed: Exact,
    /// What was billed.
    pub billed: Exact,
    /// Computed less billed.
    pub difference: Exact,
    /// Whether they differ by more than one per cent of what was billed, or by more than twelve units of currency.
    pub differs: bool,
    /// That, as a remark, where they do.
    pub remark: Option<Remark>,
    /// The computation, line by line.
    pub quote: Quote,
}

/// Longest past that is looked at, in months.
const LONGEST: usize = 36;

/// Prices the present contract over the covered months for which the data says what was billed; `None` where there are
/// none.
///
/// Invoices for what the tariff prices say so, each of them for whole months; on an account its fees, interest and rewards do.
pub fn back_test(tariff: &Tariff, usage: &Usage, facts: &Facts, holidays: &BTreeSet<Date>) -> Option<BackTest> {
    let covered = match tariff.sector {
        Sector::Bank => usage.money.covered.clone(),
        Sector::Retail => usage.goods.covered.clone(),
        Sector::Telco => usage.calls_covered.clone(),
        Sector::Energy | Sector::Water => covered_by_all(tariff, usage),
    };
    let months: BTreeSet<Date> = covered.months().into_iter().collect();
    let (from, to, billed) = if tariff.sector == Sector::Bank {
        let (from, to) = longest_run(&months)?;
        let charged = usage.money.charged.range(day(from)..day(to));
        (from, to, Exact::micros(charged.map(|(_, micros)| *micros).sum::<i128>()))
    } else {
        invoiced(tariff, usage, &months)?
    };
    let contracts = usage.contracts_of(&wanted(tariff, usage));
    let started = contracts.first().filter(|_| contracts.len() == 1).and_then(|contract| contract.started);
    let start = started.filter(|start| *start <= from).map_or(from, Date::month_start);
    let count = (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month()) - i64::from(from.month());
    let horizon = Horizon {
        start: from,
        contract_start: start,
        months: u8::try_from(count).ok()?,
        holidays: holidays.clone(),
        replays: false,
    };
    let quote = Replay::new(usage, horizon).price(tariff, facts);
    let computed = quote.year_one_gross()?.clone();
    let difference = &computed - &billed;
    let differs = difference.abs() > Exact::whole(12) || difference.abs() > billed.abs() * Exact::fraction(1, 100);
    let remark = differs.then(|| Remark {
        code: Code::QuoteBackTest,
        clause: String::new(),
        text: format!(
            "from {from} to before {to} the present contract comes to {} {currency}, billed were {}: look for what it does not \
             say, or for readings that were estimated",
            computed.with_places(2),
            billed.with_places(2),
            currency = tariff.currency,
        ),
    });
    Some(BackTest { from, to, computed, billed, difference, differs, remark, quote })
}

/// Days on which every meter that the tariff prices and the records have is covered: what another lacks would count as
/// nothing.
fn covered_by_all(tariff: &Tariff, usage: &Usage) -> Days {
    let prices = |meter: Meter| {
        tariff.components.iter().any(|component| match &component.terms {
            Terms::Usage(terms) => terms.meter == meter,
            Terms::Peak(terms) => terms.meter == meter,
            _ => false,
        })
    };
    let of_tariff = |stream: &&Stream| stream.meter.is_metered_by_day() && prices(stream.meter);
    let mut all: Option<Days> = None;
    for stream in usage.streams.iter().filter(of_tariff) {
        all = Some(match all {
            Some(days) => days.iter().filter(|day| stream.covered.has(*day)).collect(),
            None => stream.covered.clone(),
        });
    }
    all.unwrap_or_default()
}

/// The longest run of months, the latest of several; of one that is too long its last months.
fn longest_run(months: &BTreeSet<Date>) -> Option<(Date, Date)> {
    let mut best: Option<(usize, Date, Date)> = None;
    let mut run: Option<(usize, Date, Date)> = None;
    for month in months {
        let next = month.next_month()?;
        run = match run {
            Some((length, from, to)) if to == *month && length < LONGEST => Some((length + 1, from, next)),
            Some((length, from, to)) if to == *month => Some((length, from.next_month()?, next)),
            _ => Some((1, *month, next)),
        };
        if run.map(|(length, ..)| length) >= best.map(|(length, ..)| length) {
            best = run;
        }
    }
    best.map(|(_, from, to)| (from, to))
}

/// What was billed for a span of whole months.
#[derive(Clone, Debug)]
struct Span {
    from: Date,
    to: Date,
    total: Exact,
}

/// The longest run of invoices for whole covered months, the latest of several; of one that is too long its last invoices.
fn invoiced(tariff: &Tariff, usage: &Usage, months: &BTreeSet<Date>) -> Option<(Date, Date, Exact)> {
    let wanted = wanted(tariff, usage);
    let mut invoices: Vec<_> = usage
        .billed_for(&wanted)
        .filter(|invoice| invoice.currency == tariff.currency && invoice.from.day() == 1 && invoice.to.day() == 1)
        .filter(|invoice| {
            let days = day(invoice.from)..day(invoice.to);
            days.filter_map(date).filter(|date| date.day() == 1).all(|month| months.contains(&month))
        })
        .collect();
    invoices.sort_by_key(|invoice| (invoice.from, invoice.to));
    let mut best: Vec<Span> = Vec::new();
    let mut run: Vec<Span> = Vec::new();
    for invoice in invoices {
        let total = Exact::from(invoice.total);
        let first = run.first().map(|first| first.from);
        match run.last_mut() {
            // A correction of what was billed belongs to it.
            Some(last) if Some(invoice.from) >= first && invoice.to == last.to => last.total += total,
            last => {
                if last.is_none_or(|last| last.to != invoice.from) {
                    run.clear();
                }
                run.push(Span { from: invoice.from, to: invoice.to, total });
            }
        }
        while length(&run) > LONGEST {
            run.remove(0);
        }
        if length(&run) >= length(&best) {
            best.clone_from(&run);
        }
    }
    let (first, last) = (best.first()?, best.last()?);
    Some((first.from, last.to, best.iter().map(|span| &span.total).sum()))
}

/// How many months invoices that follow each other are for.
fn length(run: &[Span]) -> usize {
    let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    match run {
        [] => 0,
        [first, ..] => run.last().map_or(0, |last| usize::try_from(months(last.to) - months(first.from)).unwrap_or(0)),
    }
}
