//! Civil dates.

use super::text_form::{digits_hidden, text_form};
use super::{Invalid, TextForm, Value, ValueKind, View};
use jiff::ToSpan as _;
use serde::Serializer;
use std::fmt;

/// A civil date (`value-date`) in the zone of whatever the record is about: `2026-02-28`.
///
/// Ordering by value and by text agree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// The date of a year 1 to 9999, a month 1 to 12 and a day of it.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, Invalid> {
        let invalid = Invalid::new(Self::EXPECTED);
        let number = |value: u8| i8::try_from(value).map_err(|_| invalid);
        let year = i16::try_from(year).map_err(|_| invalid)?;
        let date = jiff::civil::Date::new(year, number(month)?, number(day)?).map_err(|_| invalid)?;
        Self::from_civil(date)
    }

    /// From the calendar library; refused before year 1, which other libraries do not have.
    pub fn from_civil(date: jiff::civil::Date) -> Result<Self, Invalid> {
        if date.year() < 1 { Err(Invalid::new(Self::EXPECTED)) } else { Ok(Self(date)) }
    }

    /// As the calendar library has it.
    pub const fn civil(self) -> jiff::civil::Date {
        self.0
    }

    /// Year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.0.year().unsigned_abs()
    }

    /// Month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// Day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// The date `days` later (earlier when negative); `None` outside years 1 to 9999.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        // Years 1 to 9999 have fewer days; the library refuses larger spans by a panic.
        if days.unsigned_abs() > 3_660_000 {
            return None;
        }
        self.0.checked_add(days.days()).ok().and_then(|date| Self::from_civil(date).ok())
    }

    /// The date `months` later (earlier when negative), on the last day of a month that is too short; `None` outside
    /// years 1 to 9999.
    pub fn plus_months(self, months: i64) -> Option<Self> {
        if months.unsigned_abs() > 120_000 {
            return None;
        }
        self.0.checked_add(months.months()).ok().and_then(|date| Self::from_civil(date).ok())
    }

    /// The next day; `None` after 9999-12-31.
    pub fn next_day(self) -> Option<Self> {
        self.0.tomorrow().ok().map(Self)
    }

    /// The day before; `None` before 0001-01-01.
    pub fn previous_day(self) -> Option<Self> {
        self.0.yesterday().ok().and_then(|date| Self::from_civil(date).ok())
    }

    /// Days from `earlier` to this date; negative when it is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.days_since_epoch() - earlier.days_since_epoch()
    }

    /// Days since 1970-01-01.
    pub fn days_since_epoch(self) -> i64 {
        self.0.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24
    }

    /// The date so many days after 1970-01-01; `None` outside years 1 to 9999.
    pub fn from_days_since_epoch(days: i64) -> Option<Self> {
        Self(jiff::civil::date(1970, 1, 1)).plus_days(days)
    }

    /// First day of the month.
    #[must_use]
    pub fn month_start(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// First day of the following month; `None` in December 9999.
    pub fn next_month(self) -> Option<Self> {
        self.month_start().plus_months(1)
    }

    /// First day of the year.
    #[must_use]
    pub fn year_start(self) -> Self {
        Self(self.0.first_of_year())
    }

    /// First day of the following year; `None` in 9999.
    pub fn next_year(self) -> Option<Self> {
        self.year_start().plus_months(12)
    }

    /// Days of the month, 28 to 31.
    pub fn days_in_month(self) -> u8 {
        self.0.days_in_month().unsigned_abs()
    }
}

impl Date {
    /// The ten characters of the text form.
    fn text(self) -> [u8; 10] {
        let digit = |value: u16, step: u16| b'0' + (value / step % 10).to_le_bytes()[0];
        let (year, month, day) = (self.year(), u16::from(self.month()), u16::from(self.day()));
        [
            digit(year, 1000),
            digit(year, 100),
            digit(year, 10),
            digit(year, 1),
            b'-',
            digit(month, 10),
            digit(month, 1),
            b'-',
            digit(day, 10),
            digit(day, 1),
        ]
    }
}

/// Two digits at `at`, or `None`.
pub(super) fn two(bytes: &[u8], at: usize) -> Option<u8> {
    match bytes.get(at..at + 2)? {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some((a - b'0') * 10 + (b - b'0')),
        _ => None,
    }
}

fn read(bytes: &[u8]) -> Option<Date> {
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = u16::from(two(bytes, 0)?) * 100 + u16::from(two(bytes, 2)?);
    Date::new(year, two(bytes, 5)?, two(bytes, 8)?).ok()
}

impl TextForm for Date {
    const EXPECTED: &'static str = "a date of the calendar as YYYY-MM-DD";
    const PATTERN: &'static str =
        "^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
    const FORMAT: Option<&'static str> = Some("date");

    fn parse(text: &str) -> Result<Self, Invalid> {
        read(text.as_bytes()).ok_or(Invalid::new(Self::EXPECTED))
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(str::from_utf8(&self.text()).expect("ten ASCII characters"))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.text()).expect("ten ASCII characters"))
    }
}

impl Value for Date {
    const KIND: ValueKind = ValueKind::Date;

    fn view(&self) -> View<'_> {
        View::Date(*self)
    }
}

text_form!(Date);
digits_hidden!(Date);
