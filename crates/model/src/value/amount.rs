//! Money.

use super::scan::{Written, scan};
use super::text_form::{digits_hidden, text_form};
use super::{Decimal, Invalid, TextForm, Value, ValueKind, View};
use serde::Serializer;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// Digits after the point that an amount can have.
const SCALE: u8 = 6;
const LIMIT: i64 = 1_000_000_000_000_000_000;

/// An amount of money (`value-amount`): up to twelve digits before the point and six after it, exact.
///
/// Comparison and hashing are by value (`12.3` equals `12.30`); the number of decimals written is kept, so the text
/// comes back byte for byte. The currency stands in a member beside it.
#[derive(Clone, Copy)]
pub struct Amount {
    micros: i64,
    scale: u8,
}

impl Amount {
    /// No money, written `0`.
    pub const ZERO: Self = Self { micros: 0, scale: 0 };

    /// From `units` steps of 10^-`scale`, such as cents with `scale` 2; written with `scale` decimals.
    ///
    /// Refused where `scale` is above 6 or the value has more than twelve digits before the point.
    pub fn from_units(units: i64, scale: u8) -> Result<Self, Invalid> {
        let invalid = Invalid::new(Self::EXPECTED);
        if scale > SCALE {
            return Err(invalid);
        }
        let micros = units.checked_mul(10_i64.pow(u32::from(SCALE - scale))).ok_or(invalid)?;
        if micros <= -LIMIT || micros >= LIMIT { Err(invalid) } else { Ok(Self { micros, scale }) }
    }

    /// The value in millionths.
    pub const fn micros(self) -> i64 {
        self.micros
    }

    /// Decimals written in the text, 0 to 6.
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// Decimals that are needed for the value: 1 for `12.30`.
    pub fn needed_scale(self) -> u8 {
        let mut scale = SCALE;
        let mut units = self.micros;
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        scale
    }

    /// The same value without trailing zeros: what an event id is made from.
    #[must_use]
    pub fn trimmed(self) -> Self {
        Self { scale: self.needed_scale(), ..self }
    }

    /// -1, 0 or 1.
    pub const fn signum(self) -> i64 {
        self.micros.signum()
    }

    /// The value without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self { micros: self.micros.abs(), scale: self.scale }
    }
}

impl Amount {
    fn written(self) -> Written {
        Written::new(i128::from(self.micros / 10_i64.pow(u32::from(SCALE - self.scale))), self.scale)
    }
}

impl std::ops::Neg for Amount {
    type Output = Self;

    fn neg(self) -> Self {
        Self { micros: -self.micros, scale: self.scale }
    }
}

impl TextForm for Amount {
    const EXPECTED: &'static str =
        "an amount: up to 12 digits, optionally a point and up to 6 more, no plus sign, no leading or negative zero";
    const PATTERN: &'static str = r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?$";
    const NOT_PATTERN: Option<&'static str> = Some(r"^-0(\.0+)?$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        let scanned = scan::<i64>(text, 12, 6).ok_or(Invalid::new(Self::EXPECTED))?;
        let micros = scanned.units * 10_i64.pow(u32::from(SCALE - scanned.scale));
        Ok(Self { micros, scale: scanned.scale })
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.written().as_str())
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.written().as_str())
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.micros == other.micros
    }
}

impl Eq for Amount {}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        self.micros.cmp(&other.micros)
    }
}

impl Hash for Amount {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.micros.hash(state);
    }
}

impl From<Amount> for Decimal {
    fn from(amount: Amount) -> Self {
        Self::from_micros(amount.micros, amount.scale)
    }
}

impl Value for Amount {
    const KIND: ValueKind = ValueKind::Amount;

    fn view(&self) -> View<'_> {
        View::Amount(*self)
    }
}

text_form!(Amount);
digits_hidden!(Amount);
