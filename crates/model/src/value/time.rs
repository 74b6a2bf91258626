//! Wall-clock times.

use super::date::two;
use super::text_form::{digits_hidden, text_form};
use super::{Invalid, TextForm, Value, ValueKind, View};
use std::fmt;

/// A wall-clock time whose offset the source does not say (`value-time`): `09:30` or `09:30:00`.
///
/// Never turned into an instant: which of two 02:30 it was, nobody wrote down. Whether seconds were written is kept
/// and does not matter for comparison.
#[derive(Clone, Copy)]
pub struct Time {
    second_of_day: u32,
    has_seconds: bool,
}

impl Time {
    /// From hour (0 to 23), minute and, where the source has them, seconds (0 to 59).
    pub fn new(hour: u8, minute: u8, second: Option<u8>) -> Result<Self, Invalid> {
        if hour > 23 || minute > 59 || second.is_some_and(|second| second > 59) {
            return Err(Invalid::new(Self::EXPECTED));
        }
        let second_of_day = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second.unwrap_or(0));
        Ok(Self { second_of_day, has_seconds: second.is_some() })
    }

    /// Seconds since midnight on the clock, 0 to 86 399.
    pub const fn second_of_day(self) -> u32 {
        self.second_of_day
    }

    /// Whether seconds were written.
    pub const fn has_seconds(self) -> bool {
        self.has_seconds
    }
}

impl TextForm for Time {
    const EXPECTED: &'static str = "a time of day as HH:MM or HH:MM:SS";
    const PATTERN: &'static str = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let bytes = text.as_bytes();
        let read = || match bytes.len() {
            5 if bytes[2] == b':' => Time::new(two(bytes, 0)?, two(bytes, 3)?, None).ok(),
            8 if bytes[2] == b':' && bytes[5] == b':' => {
                Time::new(two(bytes, 0)?, two(bytes, 3)?, Some(two(bytes, 6)?)).ok()
            }
            _ => None,
        };
        read().ok_or(Invalid::new(Self::EXPECTED))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = (self.second_of_day / 3600, self.second_of_day / 60 % 60, self.second_of_day % 60);
        write!(f, "{hour:02}:{minute:02}")?;
        if self.has_seconds { write!(f, ":{second:02}") } else { Ok(()) }
    }
}

impl PartialEq for Time {
    fn eq(&self, other: &Self) -> bool {
        self.second_of_day == other.second_of_day
    }
}

impl Eq for Time {}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.second_of_day.cmp(&other.second_of_day)
    }
}

impl std::hash::Hash for Time {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.second_of_day.hash(state);
    }
}

impl Value for Time {
    const KIND: ValueKind = ValueKind::Time;

    fn view(&self) -> View<'_> {
        View::Time(*self)
    }
}

text_form!(Time);
digits_hidden!(Time);
