//! The time: the system's, or the one a test gives.

use std::{
    fmt,
    str::FromStr,
    time::{SystemTime, UNIX_EPOCH},
};

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};

/// A moment given on the command line, RFC 3339 with offset (`2026-03-01T09:00:00Z`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment(i64);

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse::<Timestamp>()
            .map(|moment| Self(moment.as_second()))
            .map_err(|_| "expected an instant with its offset, such as 2026-03-01T09:00:00Z".to_owned())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_second(self.0) {
            Ok(moment) => moment.fmt(f),
            Err(_) => write!(f, "second {}", self.0),
        }
    }
}

/// A day given on the command line; times are those of its midnight in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day(pub(crate) i64);

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "expected a day, such as 2026-03-01".to_owned();
        // The library reads more spellings of a day than one; here there is one.
        let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text).ok_or_else(wrong)?;
        let midnight = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_err(|_| wrong())?;
        Ok(Self(midnight.as_second()))
    }
}

/// Seconds since 1970-01-01T00:00:00Z: `fixed` where given, else the system's clock.
pub(crate) fn now(fixed: Option<Moment>) -> i64 {
    match fixed {
        Some(Moment(seconds)) => seconds,
        None => match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            // A clock set before 1970: nothing is valid then, which is the safe answer.
            Err(_) => 0,
        },
    }
}

/// The midnight `years` calendar years after the day of `seconds`, in UTC; the same moment where the calendar ends before.
pub(crate) fn years_after(seconds: i64, years: i16) -> i64 {
    let after = |seconds| {
        let day = TimeZone::UTC.to_datetime(Timestamp::from_second(seconds)?).date();
        let later = day.checked_add(Span::new().try_years(years)?)?;
        TimeZone::UTC.to_timestamp(later.at(0, 0, 0, 0)).map(Timestamp::as_second)
    };
    after(seconds).unwrap_or(seconds)
}

/// The UTC day of a time, as text; a time out of reach of the calendar as its seconds.
pub(crate) fn day(seconds: i64) -> String {
    match Timestamp::from_second(seconds) {
        Ok(moment) => TimeZone::UTC.to_datetime(moment).date().to_string(),
        Err(_) => format!("second {seconds}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_real_one() {
        assert_eq!("1970-01-02".parse(), Ok(Day(86400)));
        for wrong in ["2026-02-29", "2026-3-1", "20260301T00", ""] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn years_are_those_of_the_calendar() {
        let day = |text: &str| text.parse::<Day>().map(|day| day.0).unwrap();
        assert_eq!(years_after(day("2026-03-01"), 10), day("2036-03-01"));
        assert_eq!(years_after(day("2024-02-29"), 1), day("2025-02-28"));
        assert_eq!(years_after(i64::MAX, 1), i64::MAX);
    }

    #[test]
    fn a_moment_needs_an_offset() {
        assert_eq!("1970-01-02T00:00:00Z".parse(), Ok(Moment(86400)));
        assert_eq!("1970-01-01T01:00:00+01:00".parse(), Ok(Moment(0)));
        for wrong in ["2026-03-01", "2026-03-01T09:00:00", "yesterday", ""] {
            assert!(wrong.parse::<Moment>().is_err(), "{wrong:?}");
        }
    }
}
