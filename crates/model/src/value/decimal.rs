//! Quantities, readings and unit prices.

use super::scan::{Written, scan};
use super::text_form::{digits_hidden, text_form};
use super::{Amount, Invalid, TextForm, Value, ValueKind, View};
use serde::Serializer;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// Digits after the point that a decimal can have.
const SCALE: u8 = 12;
const LIMIT: i128 = 1_000_000_000_000_000_000_000_000_000;

/// A quantity, reading or unit price (`value-decimal`): up to fifteen digits before the point and twelve after it,
/// exact.
///
/// Comparison and hashing are by value; the number of decimals written is kept, so the text comes back byte for byte.
#[derive(Clone, Copy)]
pub struct Decimal {
    picos: i128,
    scale: u8,
}

impl Decimal {
    /// Nothing, written `0`.
    pub const ZERO: Self = Self { picos: 0, scale: 0 };

    /// From `units` steps of 10^-`scale`; written with `scale` decimals.
    ///
    /// Refused where `scale` is above 12 or the value has more than fifteen digits before the point.
    pub fn from_units(units: i128, scale: u8) -> Result<Self, Invalid> {
        let invalid = Invalid::new(<Self as TextForm>::EXPECTED);
        if scale > SCALE {
            return Err(invalid);
        }
        let picos = units.checked_mul(10_i128.pow(u32::from(SCALE - scale))).ok_or(invalid)?;
        if picos <= -LIMIT || picos >= LIMIT { Err(invalid) } else { Ok(Self { picos, scale }) }
    }

    pub(super) fn from_micros(micros: i64, scale: u8) -> Self {
        Self { picos: i128::from(micros) * 1_000_000, scale }
    }

    /// The value in units of 10^-12.
    pub const fn picos(self) -> i128 {
        self.picos
    }

    /// Decimals written in the text, 0 to 12.
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// Decimals that are needed for the value: 1 for `12.30`.
    pub fn needed_scale(self) -> u8 {
        let mut scale = SCALE;
        let mut units = self.picos;
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
    pub const fn signum(self) -> i128 {
        self.picos.signum()
    }

    /// The value without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self { picos: self.picos.abs(), scale: self.scale }
    }
}

impl Decimal {
    fn written(self) -> Written {
        Written::new(self.picos / 10_i128.pow(u32::from(SCALE - self.scale)), self.scale)
    }
}

impl std::ops::Neg for Decimal {
    type Output = Self;

    fn neg(self) -> Self {
        Self { picos: -self.picos, scale: self.scale }
    }
}

impl TextForm for Decimal {
    const EXPECTED: &'static str =
        "a decimal: up to 15 digits, optionally a point and up to 12 more, no plus sign, no leading or negative zero";
    const PATTERN: &'static str = r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?$";
    const NOT_PATTERN: Option<&'static str> = Some(r"^-0(\.0+)?$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        let scanned = scan::<i128>(text, 15, 12).ok_or(Invalid::new(Self::EXPECTED))?;
        let picos = scanned.units * 10_i128.pow(u32::from(SCALE - scanned.scale));
        Ok(Self { picos, scale: scanned.scale })
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.written().as_str())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.written().as_str())
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.picos == other.picos
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.picos.cmp(&other.picos)
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.picos.hash(state);
    }
}

impl TryFrom<Decimal> for Amount {
    type Error = Invalid;

    /// Refused where the value needs more than six decimals or twelve digits before the point; never rounded.
    fn try_from(decimal: Decimal) -> Result<Self, Invalid> {
        let scale = decimal.needed_scale().max(decimal.scale.min(6));
        let units = decimal.picos / 10_i128.pow(u32::from(SCALE - scale));
        i64::try_from(units).map_err(|_| Invalid::new(Self::EXPECTED)).and_then(|units| Self::from_units(units, scale))
    }
}

impl Value for Decimal {
    const KIND: ValueKind = ValueKind::Decimal;

    fn view(&self) -> View<'_> {
        View::Decimal(*self)
    }
}

text_form!(Decimal);
digits_hidden!(Decimal);
