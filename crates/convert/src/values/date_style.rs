//! In which order a source writes day, month and year: decided once for a whole file, never row by row.
//!
//! A reader that decides row by row takes 03/04 as 3 April and 04/13 as 13 April in one file, and about four rows in
//! ten get a wrong date without anybody noticing.

use std::{fmt, str::FromStr};

use pannier_model::value::Date;

/// The order of the parts of a numeric date. Complete: no other order is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// `31/12/2026`.
    DayFirst,
    /// `12/31/2026`.
    MonthFirst,
    /// `2026-12-31`, `20261231`.
    YearFirst,
}

impl DateOrder {
    const ALL: [Self; 3] = [Self::DayFirst, Self::MonthFirst, Self::YearFirst];

    /// The word of `--date-order` and of mappings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DayFirst => "dmy",
            Self::MonthFirst => "mdy",
            Self::YearFirst => "ymd",
        }
    }

    /// Reads a numeric date with a four-digit year; `.`, `/`, `-` or a space between its parts, the same one twice, or
    /// nothing at all when the year stands first. A dot after the last part is allowed (Hungary).
    pub fn read(self, text: &str) -> Option<Date> {
        let bytes = text.strip_suffix('.').unwrap_or(text).as_bytes();
        if self == Self::YearFirst && bytes.len() == 8 && bytes.iter().all(u8::is_ascii_digit) {
            return date(number(&bytes[..4])?, number(&bytes[4..6])?, number(&bytes[6..])?);
        }
        let separator = *bytes.iter().find(|byte| !byte.is_ascii_digit())?;
        if !matches!(separator, b'.' | b'/' | b'-' | b' ') {
            return None;
        }
        let mut parts = bytes.split(|byte| *byte == separator);
        let parts = [parts.next()?, parts.next()?, parts.next().filter(|_| parts.next().is_none())?];
        let (year, month, day) = match self {
            Self::DayFirst => (parts[2], parts[1], parts[0]),
            Self::MonthFirst => (parts[2], parts[0], parts[1]),
            Self::YearFirst => (parts[0], parts[1], parts[2]),
        };
        if year.len() != 4 || month.len() > 2 || day.len() > 2 {
            return None;
        }
        date(number(year)?, number(month)?, number(day)?)
    }
}

impl fmt::Display for DateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is none of `dmy`, `mdy`, `ymd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected dmy, mdy or ymd")]
pub struct UnknownDateOrder;

impl FromStr for DateOrder {
    type Err = UnknownDateOrder;

    fn from_str(text: &str) -> Result<Self, UnknownDateOrder> {
        Self::ALL.into_iter().find(|order| order.as_str() == text).ok_or(UnknownDateOrder)
    }
}

/// The number of up to four digits.
pub(crate) fn number(digits: &[u8]) -> Option<u16> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    digits.iter().try_fold(0, |sum: u16, digit| digit.is_ascii_digit().then(|| sum * 10 + u16::from(digit - b'0')))
}

/// A date that a half-open period can end behind: 9999-12-31, by which some sources mean "never", is none.
fn date(year: u16, month: u16, day: u16) -> Option<Date> {
    let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    has_next(date).then_some(date)
}

/// Whether a period can end behind a day.
pub(crate) fn has_next(date: Date) -> bool {
    (date.year(), date.month(), date.day()) != (9999, 12, 31)
}

/// What the dates seen so far say about their order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OrderEvidence {
    possible: [bool; 3],
}

impl Default for OrderEvidence {
    fn default() -> Self {
        Self { possible: [true; 3] }
    }
}

/// What the evidence allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decided<T> {
    /// One style reads every value.
    Style(T),
    /// Several do, with different results.
    Ambiguous,
    /// None does.
    Contradiction,
}

impl OrderEvidence {
    /// Takes one date of the source into account.
    pub(crate) fn see(&mut self, text: &str) {
        for (possible, order) in self.possible.iter_mut().zip(DateOrder::ALL) {
            *possible = *possible && order.read(text).is_some();
        }
    }

    /// As [`Self::see`], unless no order reads the text: then `false`, and it says nothing about the others.
    pub(crate) fn see_if_date(&mut self, text: &str) -> bool {
        let read = DateOrder::ALL.map(|order| order.read(text).is_some());
        if !read.contains(&true) {
            return false;
        }
        for (possible, is_read) in self.possible.iter_mut().zip(read) {
            *possible &= is_read;
        }
        true
    }

    /// The order of the whole source. 03/03 in every row would read the same either way, and the next file would not:
    /// it is ambiguous too.
    pub(crate) fn decide(self) -> Decided<DateOrder> {
        let mut possible =
            DateOrder::ALL.into_iter().zip(self.possible).filter_map(|(order, yes)| yes.then_some(order));
        match (possible.next(), possible.next()) {
            (Some(order), None) => Decided::Style(order),
            (Some(_), Some(_)) => Decided::Ambiguous,
            (None, _) => Decided::Contradiction,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numeric_dates() {
        let check = |order: DateOrder, text: &str, expected: Option<&str>| {
            assert_eq!(order.read(text).map(|date| date.to_string()).as_deref(), expected, "{order} {text}");
        };
        check(DateOrder::DayFirst, "03/04/2026", Some("2026-04-03"));
        check(DateOrder::MonthFirst, "03/04/2026", Some("2026-03-04"));
        check(DateOrder::DayFirst, "3.4.2026", Some("2026-04-03"));
        check(DateOrder::YearFirst, "2026-04-03", Some("2026-04-03"));
        check(DateOrder::YearFirst, "2019.04.19.", Some("2019-04-19"));
        check(DateOrder::YearFirst, "20260403", Some("2026-04-03"));
        check(DateOrder::DayFirst, "30/12/9999", Some("9999-12-30"));
        check(DateOrder::DayFirst, "31/12/9999", None);
        check(DateOrder::DayFirst, "03/04/26", None);
        check(DateOrder::DayFirst, "31/02/2026", None);
        check(DateOrder::DayFirst, "03/04-2026", None);
        check(DateOrder::DayFirst, "03/04/2026/1", None);
        check(DateOrder::DayFirst, "003/04/2026", None);
        check(DateOrder::YearFirst, "2026-04-03 10:00", None);
        check(DateOrder::DayFirst, "٠٣/٠٤/2026", None);
        check(DateOrder::DayFirst, "", None);
    }

    #[test]
    fn one_order_for_the_whole_file() {
        let check = |dates: &[&str], expected: Decided<DateOrder>| {
            let mut evidence = OrderEvidence::default();
            for date in dates {
                evidence.see(date);
            }
            assert_eq!(evidence.decide(), expected, "{dates:?}");
        };
        check(&["2026-01-02"], Decided::Style(DateOrder::YearFirst));
        check(&["03/04/2026", "13/04/2026"], Decided::Style(DateOrder::DayFirst));
        check(&["03/04/2026", "04/13/2026"], Decided::Style(DateOrder::MonthFirst));
        check(&["03/04/2026", "05/04/2026"], Decided::Ambiguous);
        check(&["03/03/2026"], Decided::Ambiguous);
        check(&["13/04/2026", "04/13/2026"], Decided::Contradiction);
        check(&["yesterday"], Decided::Contradiction);
    }
}
