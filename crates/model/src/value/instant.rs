//! Moments in time.

use super::date::two;
use super::text_form::{digits_hidden, text_form};
use super::{Date, Invalid, TextForm, Time, Value, ValueKind, View};
use std::cmp::Ordering;
use std::fmt;

/// A moment with its offset from UTC (`value-instant`): `2026-03-29T01:00:00Z`, `2026-03-29T02:00:00.5+01:00`.
///
/// The offset and the number of decimals written are kept, so the text comes back byte for byte; comparison is by the
/// moment.
#[derive(Clone, Copy)]
pub struct Instant {
    date: Date,
    time: Time,
    nanos: u32,
    digits: u8,
    offset: Offset,
}

#[derive(Clone, Copy)]
enum Offset {
    Utc,
    East(u16),
    /// Minutes; `-00:00` is written by sources that know UTC and not their own offset (RFC 3339, 4.3).
    West(u16),
}

impl Instant {
    /// The civil date at the written offset.
    pub const fn local_date(self) -> Date {
        self.date
    }

    /// The clock time at the written offset, without the fraction of its second.
    pub const fn local_time(self) -> Time {
        self.time
    }

    /// Minutes east of UTC, negative for west.
    pub fn offset_minutes(self) -> i32 {
        match self.offset {
            Offset::Utc => 0,
            Offset::East(minutes) => i32::from(minutes),
            Offset::West(minutes) => -i32::from(minutes),
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z, without the fraction.
    pub fn epoch_seconds(self) -> i64 {
        self.date.days_since_epoch() * 86_400 + i64::from(self.time.second_of_day())
            - i64::from(self.offset_minutes()) * 60
    }

    /// The fraction of the second in 10^-9.
    pub const fn subsec_nanos(self) -> u32 {
        self.nanos
    }

    /// The moment so many seconds after 1970-01-01T00:00:00Z, written in UTC; `None` outside years 1 to 9999.
    pub fn from_epoch_seconds(seconds: i64) -> Option<Self> {
        let date = Date::from_days_since_epoch(seconds.div_euclid(86_400))?;
        let second = u32::try_from(seconds.rem_euclid(86_400)).ok()?;
        let part = |value: u32| u8::try_from(value).ok();
        let time = Time::new(part(second / 3600)?, part(second / 60 % 60)?, Some(part(second % 60)?)).ok()?;
        Some(Self { date, time, nanos: 0, digits: 0, offset: Offset::Utc })
    }
}

fn read(text: &str) -> Option<Instant> {
    let bytes = text.as_bytes();
    if bytes.len() < 20 || !text.is_ascii() || bytes[10] != b'T' {
        return None;
    }
    let date = Date::parse(&text[..10]).ok()?;
    let time = Time::parse(&text[11..19]).ok()?;
    let mut at = 19;
    let (mut nanos, mut digits) = (0, 0);
    if bytes[at] == b'.' {
        at += 1;
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            if digits == 9 {
                return None;
            }
            nanos = nanos * 10 + u32::from(digit - b'0');
            digits += 1;
            at += 1;
        }
        if digits == 0 {
            return None;
        }
        nanos *= 10_u32.pow(9 - u32::from(digits));
    }
    let offset = match &bytes[at..] {
        b"Z" => Offset::Utc,
        [sign @ (b'+' | b'-'), rest @ ..] if rest.len() == 5 && rest[2] == b':' => {
            let (hours, minutes) = (two(rest, 0)?, two(rest, 3)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let minutes = u16::from(hours) * 60 + u16::from(minutes);
            if *sign == b'+' { Offset::East(minutes) } else { Offset::West(minutes) }
        }
        _ => return None,
    };
    Some(Instant { date, time, nanos, digits, offset })
}

impl TextForm for Instant {
    const EXPECTED: &'static str =
        "an instant as YYYY-MM-DDTHH:MM:SS, optionally a point and up to 9 digits, then Z or an offset such as +01:00";
    const PATTERN: &'static str = r"^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$";
    const FORMAT: Option<&'static str> = Some("date-time");

    fn parse(text: &str) -> Result<Self, Invalid> {
        read(text).ok_or(Invalid::new(Self::EXPECTED))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)?;
        if self.digits > 0 {
            let fraction = self.nanos / 10_u32.pow(9 - u32::from(self.digits));
            write!(f, ".{fraction:0width$}", width = usize::from(self.digits))?;
        }
        match self.offset {
            Offset::Utc => f.write_str("Z"),
            Offset::East(minutes) => write!(f, "+{:02}:{:02}", minutes / 60, minutes % 60),
            Offset::West(minutes) => write!(f, "-{:02}:{:02}", minutes / 60, minutes % 60),
        }
    }
}

impl PartialEq for Instant {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Instant {}

impl PartialOrd for Instant {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Instant {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.epoch_seconds(), self.nanos).cmp(&(other.epoch_seconds(), other.nanos))
    }
}

impl std::hash::Hash for Instant {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.epoch_seconds(), self.nanos).hash(state);
    }
}

impl Value for Instant {
    const KIND: ValueKind = ValueKind::Instant;

    fn view(&self) -> View<'_> {
        View::Instant(*self)
    }
}

text_form!(Instant);
digits_hidden!(Instant);
