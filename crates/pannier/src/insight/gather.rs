//! Sums by chart, line and column, and how they become charts.

use std::collections::{BTreeMap, BTreeSet};

use pannier_model::value::{Date, Decimal, Total};

use super::{Chart, Column, Form, Line, Thing, Window, energy::Registers};

/// Lines that a chart shows; the smaller ones are one line together.
const LINES: usize = 9;
/// Lines of which sums are kept.
const NAMES: usize = 1024;
/// Charts of which sums are kept; a file has as many things as it likes.
const CHARTS: usize = 1024;
/// Months shown, the latest ones.
const MONTHS: usize = 36;
/// Line of everything that has no line of its own.
const OTHERS: &str = "everything else";

/// Which question of which thing a figure belongs to. The order is the order of charts of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Question {
    /// Place among the questions about one thing.
    pub(super) place: u8,
    pub(super) title: &'static str,
    pub(super) form: Form,
    /// Record type of which the periods say whether a month is covered.
    pub(super) record_type: &'static str,
    pub(super) note: Option<&'static str>,
}

/// A unit, and by how many of the unit of the records one of the shown unit is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Scale {
    pub(super) unit: String,
    pub(super) divisor: i128,
}

impl Scale {
    pub(super) fn plain(unit: &str) -> Self {
        Self { unit: unit.to_owned(), divisor: 1 }
    }
}

/// Where a figure stands on its line: in a month, or in an hour of the days of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// First day of the month.
    pub(super) month: Date,
    pub(super) hour: Option<u8>,
}

impl Place {
    pub(super) fn month_of(date: Date) -> Self {
        Self { month: date.month_start(), hour: None }
    }
}

/// A sum and how many terms it has; `None` where no number can hold the sum.
#[derive(Clone, Copy, Debug)]
struct Sum {
    total: Option<Total>,
    count: u64,
}

type Figures = BTreeMap<String, BTreeMap<Place, Sum>>;

/// What a chart is about.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Heading {
    thing: String,
    question: Question,
    scale: Scale,
    /// The register that has the chart for itself; empty where registers share one.
    alone: String,
}

/// Figures of all things under one heading.
#[derive(Default)]
struct Merged {
    things: BTreeSet<String>,
    figures: Figures,
}

/// All figures so far.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    charts: BTreeMap<(String, Question, Scale), Figures>,
}

impl Gathered {
    /// Adds a term to the line `name` of a chart of `thing`.
    pub(super) fn add(
        &mut self,
        thing: &str,
        question: Question,
        scale: Scale,
        name: &str,
        place: Place,
        term: impl Into<Total>,
    ) {
        let key = (thing.to_owned(), question, scale);
        if self.charts.len() >= CHARTS && !self.charts.contains_key(&key) {
            return;
        }
        let figures = self.charts.entry(key).or_default();
        let name = if figures.len() >= NAMES && !figures.contains_key(name) { OTHERS } else { name };
        if !figures.contains_key(name) {
            figures.insert(name.to_owned(), BTreeMap::new());
        }
        let line = figures.get_mut(name).expect("inserted if it was not there");
        let sum = line.entry(place).or_insert(Sum { total: Some(Total::ZERO), count: 0 });
        sum.total = sum.total.and_then(|total| total.plus(term));
        sum.count = sum.count.saturating_add(1);
    }

    pub(super) fn finish(
        self,
        registers: &Registers,
        windows: &BTreeMap<String, Vec<Window>>,
        described: &BTreeMap<String, Thing>,
    ) -> Vec<Chart> {
        // Registers of one supply point are lines of one chart, but for the course of a day: there months are.
        let mut merged: BTreeMap<Heading, Merged> = BTreeMap::new();
        for ((thing, question, scale), figures) in self.charts {
            let (shown, figures) = match registers.place_of(&thing) {
                Some((supply_point, name)) => (supply_point.to_owned(), renamed(figures, name)),
                None => (thing.clone(), figures),
            };
            let alone = if question.form == Form::Hours { thing.clone() } else { String::new() };
            let merged = merged.entry(Heading { thing: shown, question, scale, alone }).or_default();
            merged.things.insert(thing);
            for (name, line) in figures {
                let into = merged.figures.entry(name).or_default();
                for (place, sum) in line {
                    let there = into.entry(place).or_insert(Sum { total: Some(Total::ZERO), count: 0 });
                    there.total = there.total.zip(sum.total).and_then(|(a, b)| a.plus(b));
                    there.count = there.count.saturating_add(sum.count);
                }
            }
        }
        merged
            .into_iter()
            .filter_map(|(Heading { thing, question, scale, .. }, Merged { things, figures })| {
                let covered = |month: Date| {
                    things.iter().all(|thing| {
                        let series = format!("{thing}/{}", question.record_type);
                        windows.get(&series).is_none_or(|windows| covers(windows, month))
                    })
                };
                let about = (question.form == Form::Hours).then(|| figures.keys().next().cloned()).flatten();
                let (columns, lines) = match question.form {
                    Form::Hours => by_hour(&figures)?,
                    Form::Stacks | Form::Levels => by_month(&figures, &scale, question.form, covered)?,
                };
                let known = described.get(&thing);
                Some(Chart {
                    title: question.title,
                    about,
                    thing_type: known.map(|known| known.record_type),
                    number: known.and_then(|known| known.number.clone()),
                    thing: (thing != "all").then_some(thing),
                    unit: scale.unit,
                    form: question.form,
                    columns,
                    lines,
                    note: question.note,
                })
            })
            .collect()
    }
}

/// The one line of a register gets the name of what the register counts.
fn renamed(figures: Figures, name: &str) -> Figures {
    figures.into_iter().map(|(line, values)| (if line.is_empty() { name.to_owned() } else { line }, values)).collect()
}

/// Whether every day of the month lies in a window and is promised whole.
fn covers(windows: &[Window], month: Date) -> bool {
    let Some(end) = month.next_month() else { return false };
    let mut day = month;
    // Windows of one series do not overlap much: a few steps reach the end of the month.
    while day < end {
        match windows.iter().filter(|window| window.from <= day && day < window.to).map(|window| window.to).max() {
            Some(to) => day = to,
            None => return false,
        }
    }
    !windows.iter().flat_map(|window| &window.incomplete).any(|day| month <= *day && *day < end)
}

/// The latest months up to the last one that has a figure, without gaps.
fn by_month(
    figures: &Figures,
    scale: &Scale,
    form: Form,
    covered: impl Fn(Date) -> bool,
) -> Option<(Vec<Column>, Vec<Line>)> {
    let months: BTreeSet<Date> = figures.values().flat_map(BTreeMap::keys).map(|place| place.month).collect();
    let (first, last) = (*months.first()?, *months.last()?);
    let mut columns: Vec<Date> = std::iter::successors(Some(last), |month| month.plus_months(-1))
        .take_while(|month| first <= *month)
        .take(MONTHS)
        .collect();
    columns.reverse();
    let mut lines: Vec<Line> = figures
        .iter()
        .map(|(name, line)| {
            let value = |month: &Date| {
                let sum = line.get(&Place { month: *month, hour: None })?;
                quotient(sum.total?, scale.divisor)
            };
            Line { name: name.clone(), values: columns.iter().map(value).collect() }
        })
        .filter(|line| line.values.iter().any(Option::is_some))
        .collect();
    if form == Form::Stacks {
        lines = largest_first(lines);
    }
    let name = |month: &Date| month.to_string()[..7].to_owned();
    let columns = columns.iter().map(|month| Column { name: name(month), partial: !covered(*month) });
    let columns: Vec<Column> = columns.collect();
    (!lines.is_empty()).then_some((columns, lines))
}

/// A line for each of the latest twelve months: the mean over the days of which the hour is known whole.
fn by_hour(figures: &Figures) -> Option<(Vec<Column>, Vec<Line>)> {
    let columns = (0..24).map(|hour| Column { name: format!("{hour:02}:00"), partial: false }).collect();
    let mut lines = Vec::new();
    // A register has one line of figures, under the name of what it counts.
    for line in figures.values() {
        let months: BTreeSet<Date> = line.keys().map(|place| place.month).collect();
        for month in months.into_iter().rev().take(12).collect::<Vec<_>>().into_iter().rev() {
            let value = |hour| {
                let sum = line.get(&Place { month, hour: Some(hour) })?;
                quotient(sum.total?, i128::from(sum.count))
            };
            let name = month.to_string()[..7].to_owned();
            lines.push(Line { name, values: (0..24).map(value).collect() });
        }
    }
    (!lines.is_empty()).then_some((columns, lines))
}

/// Lines by the size of what they add up to; the smallest are one line together.
fn largest_first(mut lines: Vec<Line>) -> Vec<Line> {
    let size = |line: &Line| -> i128 {
        line.values.iter().flatten().fold(0_i128, |sum, value| sum.saturating_add(value.picos().saturating_abs()))
    };
    lines.sort_by(|a, b| {
        let is_rest = |line: &Line| line.name == OTHERS;
        is_rest(a).cmp(&is_rest(b)).then(size(b).cmp(&size(a))).then(a.name.cmp(&b.name))
    });
    if lines.len() > LINES {
        let rest = lines.split_off(LINES - 1);
        let columns = rest.first().map_or(0, |line| line.values.len());
        let value = |at: usize| {
            let mut terms = rest.iter().filter_map(|line| line.values[at]).peekable();
            terms.peek()?;
            Total::of(terms).and_then(|total| total.to_decimal().ok())
        };
        lines.push(Line { name: OTHERS.to_owned(), values: (0..columns).map(value).collect() });
    }
    lines
}

/// Exact where the divisor is 1; else to three decimals, half away from zero: figures for the eye.
fn quotient(total: Total, divisor: i128) -> Option<Decimal> {
    /// A thousandth, in units of 10^-12.
    const THOUSANDTH: i128 = 1_000_000_000;
    if divisor <= 1 {
        return total.to_decimal().ok();
    }
    let step = divisor.checked_mul(THOUSANDTH)?;
    let half = (step / 2).checked_mul(if total.signum() < 0 { -1 } else { 1 })?;
    let thousandths = total.picos().checked_add(half)? / step;
    Decimal::from_units(thousandths, 3).ok().map(Decimal::trimmed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn total(text: &str) -> Total {
        text.parse::<Decimal>().unwrap().into()
    }

    #[test]
    fn quotients_are_rounded_half_away_from_zero() {
        let check = |sum: &str, divisor: i128, expected: &str| {
            assert_eq!(quotient(total(sum), divisor).unwrap().to_string(), expected, "{sum} / {divisor}");
        };
        check("1.10", 1, "1.10");
        check("90", 60, "1.5");
        check("100", 60, "1.667");
        check("-100", 60, "-1.667");
        check("0.0005", 1_000, "0");
        check("0.5", 1_000, "0.001");
        check("1234567890", 1_000_000_000, "1.235");
    }

    #[test]
    fn a_month_is_covered_by_windows_that_leave_no_day_out() {
        let check = |windows: &[(&str, &str, &[&str])], expected: bool| {
            let windows: Vec<Window> = windows
                .iter()
                .map(|(from, to, incomplete)| Window {
                    from: date(from),
                    to: date(to),
                    incomplete: incomplete.iter().map(|day| date(day)).collect(),
                })
                .collect();
            assert_eq!(covers(&windows, date("2026-02-01")), expected, "{windows:?}");
        };
        check(&[("2026-02-01", "2026-03-01", &[])], true);
        check(&[("2026-01-15", "2026-02-10", &[]), ("2026-02-10", "2026-04-01", &[])], true);
        check(&[("2026-01-15", "2026-02-10", &[]), ("2026-02-11", "2026-04-01", &[])], false);
        check(&[("2026-02-02", "2026-03-01", &[])], false);
        check(&[("2026-02-01", "2026-03-01", &["2026-02-28"])], false);
        check(&[("2026-01-01", "2026-03-01", &["2026-01-01"])], true);
        check(&[], false);
    }
}
