//! Terms and periods.

use super::text_form::text_form;
use super::{Date, Invalid, TextForm, Value, ValueKind, View};
use std::fmt;

/// The unit of a [`Duration`]. Complete: ISO 8601 has no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DurationUnit {
    /// `P…Y`
    Years,
    /// `P…M`
    Months,
    /// `P…W`
    Weeks,
    /// `P…D`
    Days,
    /// `PT…H`
    Hours,
    /// `PT…M`
    Minutes,
    /// `PT…S`
    Seconds,
}

impl DurationUnit {
    const fn letters(self) -> (&'static str, char) {
        match self {
            Self::Years => ("P", 'Y'),
            Self::Months => ("P", 'M'),
            Self::Weeks => ("P", 'W'),
            Self::Days => ("P", 'D'),
            Self::Hours => ("PT", 'H'),
            Self::Minutes => ("PT", 'M'),
            Self::Seconds => ("PT", 'S'),
        }
    }
}

/// A number of one unit of time (`value-duration`): `P24M`, `P1Y`, `PT30M`.
///
/// One unit only, because `P1M` has no length in days and a sum of units has no one meaning.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Duration {
    count: u32,
    unit: DurationUnit,
}

impl Duration {
    /// `count` of `unit`: 1 to 9999 of calendar units, 1 to 99 999 of hours, minutes and seconds.
    pub fn new(count: u32, unit: DurationUnit) -> Result<Self, Invalid> {
        let most = if unit.letters().0 == "P" { 9_999 } else { 99_999 };
        if (1..=most).contains(&count) { Ok(Self { count, unit }) } else { Err(Invalid::new(Self::EXPECTED)) }
    }

    /// How many.
    pub const fn count(self) -> u32 {
        self.count
    }

    /// Of what.
    pub const fn unit(self) -> DurationUnit {
        self.unit
    }

    /// Length in seconds where it has one: hours, minutes, seconds. A day may have 23 hours.
    pub const fn seconds(self) -> Option<u32> {
        match self.unit {
            DurationUnit::Hours => Some(self.count * 3600),
            DurationUnit::Minutes => Some(self.count * 60),
            DurationUnit::Seconds => Some(self.count),
            _ => None,
        }
    }

    /// So many times as long; `None` where that is no duration.
    pub fn times(self, times: u32) -> Option<Self> {
        Self::new(self.count.checked_mul(times)?, self.unit).ok()
    }

    /// The date this long after `start`, on the last day of a month that is too short; `None` for clock units and
    /// outside years 1 to 9999.
    pub fn after(self, start: Date) -> Option<Date> {
        let count = i64::from(self.count);
        match self.unit {
            DurationUnit::Years => start.plus_months(count * 12),
            DurationUnit::Months => start.plus_months(count),
            DurationUnit::Weeks => start.plus_days(count * 7),
            DurationUnit::Days => start.plus_days(count),
            _ => None,
        }
    }
}

fn read(text: &str) -> Option<Duration> {
    let rest = text.strip_prefix('P')?;
    let (clock, rest) = match rest.strip_prefix('T') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (number, letter) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    let unit = match (clock, letter) {
        (false, "Y") => DurationUnit::Years,
        (false, "M") => DurationUnit::Months,
        (false, "W") => DurationUnit::Weeks,
        (false, "D") => DurationUnit::Days,
        (true, "H") => DurationUnit::Hours,
        (true, "M") => DurationUnit::Minutes,
        (true, "S") => DurationUnit::Seconds,
        _ => return None,
    };
    if number.len() > 5 || !number.bytes().all(|byte| byte.is_ascii_digit()) || number.starts_with('0') {
        return None;
    }
    Duration::new(number.parse().ok()?, unit).ok()
}

impl TextForm for Duration {
    const EXPECTED: &'static str = "a duration of one unit, such as P24M, P14D or PT30M";
    const PATTERN: &'static str = "^P([1-9][0-9]{0,3}[YMWD]|T[1-9][0-9]{0,4}[HMS])$";
    const FORMAT: Option<&'static str> = Some("duration");

    fn parse(text: &str) -> Result<Self, Invalid> {
        read(text).ok_or(Invalid::new(Self::EXPECTED))
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, letter) = self.unit.letters();
        write!(f, "{prefix}{}{letter}", self.count)
    }
}

impl Value for Duration {
    const KIND: ValueKind = ValueKind::Duration;

    fn view(&self) -> View<'_> {
        View::Duration(*self)
    }
}

text_form!(Duration);
super::text_form::digits_hidden!(Duration);
