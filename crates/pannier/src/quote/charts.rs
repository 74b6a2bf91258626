//! The cost of a year as charts: by month, and by tariff.

use std::collections::{BTreeMap, BTreeSet};

use pannier_model::value::Decimal;
use pannier_tariff::cost::{Exact, Quote};

use super::{Comparison, Priced};
use crate::insight::{Chart, Column, Form, Line};

/// Tariffs that a chart by month shows; more curves cannot be told apart.
const CURVES: usize = 8;

/// Charts of the present contract and the first `top` of the ranking: the first year by tariff, and each month of it.
pub fn charts(comparison: &Comparison, top: usize) -> Vec<Chart> {
    let current = comparison.current.iter().map(|current| ("now".to_owned(), &current.priced));
    let ranked = comparison.ranked.iter().take(top).enumerate().map(|(at, priced)| ((at + 1).to_string(), priced));
    // One axis has one currency.
    let currency = comparison.ranked.first().map(|priced| priced.quote.currency.as_str().to_owned());
    let shown: Vec<(String, &Priced)> = current
        .chain(ranked)
        .filter(|(_, priced)| {
            currency.as_deref() == Some(priced.quote.currency.as_str()) && !priced.quote.lines.is_empty()
        })
        .collect();
    let Some(unit) = currency.filter(|_| !shown.is_empty()) else { return Vec::new() };
    let by_month: Vec<BTreeMap<String, Exact>> = shown.iter().map(|(_, priced)| months(&priced.quote)).collect();
    let months: BTreeSet<&String> = by_month.iter().flat_map(BTreeMap::keys).collect();
    let curves = shown.iter().zip(&by_month).take(CURVES).map(|((rank, priced), sums)| Line {
        name: format!("{rank} · {}", priced.quote.name),
        values: months.iter().map(|month| drawn(&priced.quote, sums.get(*month).unwrap_or(&Exact::ZERO))).collect(),
    });
    let chart = |title, form, columns, lines, note| Chart {
        title,
        about: None,
        thing: None,
        thing_type: None,
        number: None,
        unit: unit.clone(),
        form,
        columns,
        lines,
        note,
    };
    let column = |name: &str| Column { name: name.to_owned(), partial: false };
    let ranks = shown.iter().map(|(rank, _)| column(rank)).collect();
    let components: BTreeSet<&str> =
        shown.iter().flat_map(|(_, priced)| priced.quote.by_component.iter().map(|sum| &*sum.component)).collect();
    let stacks = components.into_iter().map(|component| Line {
        name: component.to_owned(),
        values: shown
            .iter()
            .map(|(_, priced)| {
                let sum = priced.quote.by_component.iter().find(|sum| &*sum.component == component)?;
                drawn(&priced.quote, &sum.gross)
            })
            .collect(),
    });
    let mut stacks: Vec<Line> = stacks.collect();
    stacks.truncate(usize::from(u8::MAX));
    let month_columns = months.iter().map(|month| column(month)).collect();
    vec![
        chart(
            "First year by tariff",
            Form::Stacks,
            ranks,
            stacks,
            Some(
                "Columns are ranks, parts are components of the tariffs, with tax; what is credited stands below zero.",
            ),
        ),
        chart(
            "First year by month",
            Form::Levels,
            month_columns,
            curves.collect(),
            Some("A bill for several months stands in the first of them."),
        ),
    ]
}

/// What each month comes to, with tax.
fn months(quote: &Quote) -> BTreeMap<String, Exact> {
    let mut sums: BTreeMap<String, Exact> = BTreeMap::new();
    let lines = quote.lines.iter().map(|line| (&line.period, &line.gross));
    for (period, gross) in lines.chain(quote.rounded.iter().map(|sum| (&sum.period, &sum.gross))) {
        // A month, or the first day and the first day after.
        if let Some(month) = period.get(..7) {
            *sums.entry(month.to_owned()).or_default() += gross;
        }
    }
    sums
}

fn drawn(quote: &Quote, exact: &Exact) -> Option<Decimal> {
    let places = quote.currency.minor_digits().map_or(2, u32::from);
    Decimal::parse(&exact.with_places(places)).ok()
}
