//! The period of a series, how it is cut into parts, and the days no promise is made for.

use std::collections::BTreeSet;
use std::ops::Range;

use pannier_model::value::Date;

/// How events are cut into parts.
///
/// Complete: these are the words of the command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    /// A calendar month, or a calendar year where a series has fewer than 1,000 rows a year.
    #[default]
    Auto,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
    /// One part for the whole window.
    All,
}

/// Below this many rows a year a series is cut by years (bundle format, section 3).
const ROWS_OF_A_YEARLY_SERIES: u64 = 1000;

/// What several sources say about one series: which days they cover, and which of these completely.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window {
    declared: Vec<(Range<i64>, BTreeSet<i64>)>,
    rows: Option<(i64, i64)>,
}

/// One part to be: half-open period and the days that are not promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) incomplete: Vec<Date>,
}

impl Slot {
    /// The days that are promised.
    pub(crate) fn promised(&self) -> impl Iterator<Item = Date> {
        let days = self.from.days_since_epoch()..self.to.days_since_epoch();
        days.map(date).filter(|day| self.incomplete.binary_search(day).is_err())
    }
}

impl Window {
    /// A source declares `[from, to)` and the days in it for which it does not promise every record.
    pub(crate) fn declare(&mut self, from: Date, to: Date, incomplete: impl IntoIterator<Item = Date>) {
        let period = from.days_since_epoch()..to.days_since_epoch();
        self.declared.push((period, incomplete.into_iter().map(Date::days_since_epoch).collect()));
    }

    /// A row has this day.
    pub(crate) fn meet(&mut self, day: i64) {
        let (first, last) = self.rows.get_or_insert((day, day));
        *first = (*first).min(day);
        *last = (*last).max(day);
    }

    /// The window, cut off before `limit` (the day of `iat` for events): half-open days, none if nothing is left.
    fn whole(&self, limit: i64) -> Option<Range<i64>> {
        let declared = self.declared.iter().map(|(period, _)| period).filter(|period| !period.is_empty());
        let starts = declared.clone().map(|period| period.start).chain(self.rows.map(|rows| rows.0));
        let ends = declared.map(|period| period.end).chain(self.rows.map(|rows| rows.1 + 1));
        let (start, end) = (starts.min()?, ends.max()?.min(limit));
        (start < end).then_some(start..end)
    }

    /// The parts of an event series with `rows` rows, oldest first.
    pub(crate) fn parts(&self, period: Period, rows: u64, limit: i64) -> Vec<Slot> {
        let Some(whole) = self.whole(limit) else { return Vec::new() };
        let yearly = match period {
            Period::Auto => {
                let days = u64::try_from(whole.end - whole.start).unwrap_or(1);
                // rows a year < 1000, in whole numbers
                u128::from(rows) * 365 < u128::from(ROWS_OF_A_YEARLY_SERIES) * u128::from(days.max(365))
            }
            Period::Year => true,
            Period::Month | Period::All => false,
        };
        let mut slots = Vec::new();
        let mut from = whole.start;
        while from < whole.end {
            let start = date(from);
            let next = match period {
                Period::All => None,
                _ if yearly => start.next_year(),
                _ => start.next_month(),
            };
            let to = next.map_or(whole.end, |next| next.days_since_epoch().min(whole.end));
            let incomplete = (from..to).filter(|day| !self.promised(*day)).map(date).collect();
            slots.push(Slot { from: start, to: date(to), incomplete });
            from = to;
        }
        slots
    }

    fn promised(&self, day: i64) -> bool {
        self.declared.iter().any(|(period, incomplete)| period.contains(&day) && !incomplete.contains(&day))
    }
}

/// Days come from dates and stay between the first and the last of them.
fn date(day: i64) -> Date {
    Date::from_days_since_epoch(day).expect("a day between two dates is a date")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    fn check(
        sources: &[(&str, &str, &[&str])],
        period: Period,
        rows: u64,
        limit: &str,
        expected: &[(&str, &str, usize)],
    ) {
        let mut window = Window::default();
        for (from, to, incomplete) in sources {
            window.declare(day(from), day(to), incomplete.iter().map(|text| day(text)));
        }
        let parts: Vec<(String, String, usize)> = window
            .parts(period, rows, day(limit).days_since_epoch())
            .into_iter()
            .map(|slot| (slot.from.to_string(), slot.to.to_string(), slot.incomplete.len()))
            .collect();
        let expected: Vec<(String, String, usize)> =
            expected.iter().map(|(from, to, days)| ((*from).to_owned(), (*to).to_owned(), *days)).collect();
        assert_eq!(parts, expected);
    }

    #[test]
    fn windows_are_cut_at_calendar_borders() {
        let one: &[(&str, &str, &[&str])] = &[("2025-11-23", "2026-02-10", &["2025-11-23"])];
        check(
            one,
            Period::Month,
            5,
            "2026-06-01",
            &[
                ("2025-11-23", "2025-12-01", 1),
                ("2025-12-01", "2026-01-01", 0),
                ("2026-01-01", "2026-02-01", 0),
                ("2026-02-01", "2026-02-10", 0),
            ],
        );
        check(one, Period::Auto, 5, "2026-06-01", &[("2025-11-23", "2026-01-01", 1), ("2026-01-01", "2026-02-10", 0)]);
        check(
            one,
            Period::Auto,
            1000,
            "2025-12-02",
            &[("2025-11-23", "2025-12-01", 1), ("2025-12-01", "2025-12-02", 0)],
        );
        check(one, Period::All, 5, "2026-06-01", &[("2025-11-23", "2026-02-10", 1)]);
        check(one, Period::All, 5, "2025-11-23", &[]);
    }

    #[test]
    fn what_one_source_promises_another_need_not() {
        let overlapping: &[(&str, &str, &[&str])] =
            &[("2026-01-01", "2026-01-10", &["2026-01-09"]), ("2026-01-08", "2026-01-20", &["2026-01-08"])];
        check(overlapping, Period::Month, 9, "2026-06-01", &[("2026-01-01", "2026-01-20", 0)]);
        let apart: &[(&str, &str, &[&str])] = &[("2026-01-01", "2026-01-10", &[]), ("2026-01-15", "2026-01-20", &[])];
        check(apart, Period::Month, 9, "2026-06-01", &[("2026-01-01", "2026-01-20", 5)]);
    }

    #[test]
    fn rows_outside_what_was_declared_widen_the_window_without_a_promise() {
        let mut window = Window::default();
        window.declare(day("2026-01-05"), day("2026-01-10"), []);
        window.meet(day("2026-01-03").days_since_epoch());
        let slots = window.parts(Period::Month, 1, day("2026-06-01").days_since_epoch());
        assert_eq!(slots[0].from, day("2026-01-03"));
        assert_eq!(slots[0].incomplete, [day("2026-01-03"), day("2026-01-04")]);
    }
}
