//! Values that only tariffs have.

use crate::form::{Member, Reader};
use crate::json::Node;
use pannier_model::value::{Amount, TextForm as _};
use serde_json::{Value, json};
use std::fmt;

macro_rules! text_value {
    ($type:ident, $expected:literal, $schema:expr) => {
        impl Member for $type {
            fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
                let value = match node {
                    Node::Text(text) => Self::parse(text),
                    _ => None,
                };
                if value.is_none() {
                    at.wrong(node, $expected);
                }
                value
            }

            fn schema() -> Value {
                $schema
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    };
}

/// A time of day in minutes, `00:00` to `24:00`; the last only ends a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime(u16);

impl ClockTime {
    /// The end of the day.
    pub const END: Self = Self(1440);

    /// Minutes since midnight, 0 to 1440.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// From minutes since midnight; `None` above 1440.
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes <= 1440 { Some(Self(minutes)) } else { None }
    }

    /// Reads `HH:MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = (number(text.get(..2)?)?, number(text.get(3..)?)?);
        let right =
            text.len() == 5 && text.as_bytes()[2] == b':' && minute < 60 && (hour < 24 || (hour == 24 && minute == 0));
        right.then_some(Self(hour * 60 + minute))
    }
}

/// Two digits.
fn number(text: &str) -> Option<u16> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

text_value!(
    ClockTime,
    "a time of day as HH:MM, 00:00 to 24:00",
    json!({ "type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$" })
);

/// A day of any year, `MM-DD`; `02-29` is the first of March in a year without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearDay {
    month: u8,
    day: u8,
}

impl YearDay {
    /// Month, 1 to 12, and day of it.
    pub const fn month_and_day(self) -> (u8, u8) {
        (self.month, self.day)
    }

    /// Reads `MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let (month, day) = (number(text.get(..2)?)?, number(text.get(3..)?)?);
        let longest = match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let right = text.as_bytes()[2] == b'-' && (1..=12).contains(&month) && (1..=longest).contains(&day);
        right.then_some(Self { month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? })
    }
}

impl fmt::Display for YearDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

text_value!(
    YearDay,
    "a day of the year as MM-DD",
    json!({
        "type": "string",
        "pattern": "^((01|03|05|07|08|10|12)-(0[1-9]|[12][0-9]|3[01])|(04|06|09|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))$",
    })
);

/// A country or a part of it (ISO 3166): `FR`, `GB-SCT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jurisdiction(Box<str>);

impl Jurisdiction {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads it.
    pub fn parse(text: &str) -> Option<Self> {
        let (country, part) = text.split_once('-').map_or((text, None), |(country, part)| (country, Some(part)));
        let right = country.len() == 2
            && country.bytes().all(|byte| byte.is_ascii_uppercase())
            && part.is_none_or(|part| {
                (1..=3).contains(&part.len())
                    && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            });
        right.then(|| Self(text.into()))
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(
    Jurisdiction,
    "a country or a part of one, such as FR or GB-SCT",
    json!({ "type": "string", "pattern": "^[A-Z]{2}(-[A-Z0-9]{1,3})?$" })
);

/// An end of a band of balances: an amount, or what the customer may overdraw by arrangement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// An amount, not below zero.
    Amount(Amount),
    /// The arranged limit of the account.
    ArrangedLimit,
}

impl Bound {
    /// Reads an amount or `arranged_limit`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "arranged_limit" => Some(Self::ArrangedLimit),
            _ => Amount::parse(text).ok().filter(|amount| amount.signum() >= 0).map(Self::Amount),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount(amount) => amount.fmt(f),
            Self::ArrangedLimit => f.write_str("arranged_limit"),
        }
    }
}

text_value!(Bound, "an amount of up to 12 digits, not below zero, or `arranged_limit`", {
    let amount = Amount::PATTERN.trim_start_matches("^-?").trim_end_matches('$');
    json!({ "type": "string", "pattern": format!("^({amount}|arranged_limit)$") })
});
