//! Quantities, readings and unit prices.

use super::exact::{exact, step};
use super::scan::{Written, scan};
use super::text_form::{digits_hidden, text_form};
use super::{Amount, Invalid, TextForm, Value, ValueKind, View};
use serde::Serializer;

/// A quantity, reading or unit price (`value-decimal`): up to fifteen digits before the point and twelve after it,
/// exact.
///
/// Comparison and hashing are by value; the number of decimals written is kept, so the text comes back byte for byte.
#[derive(Clone, Copy)]
pub struct Decimal {
    picos: i128,
    scale: u8,
}

exact!(Decimal { picos: i128 }, 12, 1_000_000_000_000_000_000_000_000_000, 15);

impl Decimal {
    pub(super) fn from_micros(micros: i64, scale: u8) -> Self {
        Self { picos: i128::from(micros) * 1_000_000, scale }
    }
}

impl TextForm for Decimal {
    const EXPECTED: &'static str =
        "a decimal: up to 15 digits, optionally a point and up to 12 more, no plus sign, no leading or negative zero";
    const PATTERN: &'static str = r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?$";
    const NOT_PATTERN: Option<&'static str> = Some(r"^-0(\.0+)?$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        // So few digits fit into a machine word, which is many times faster.
        let step = |scale: u8| i128::from(step(Self::SCALE - scale));
        let scanned = if text.len() <= 18 {
            scan::<i64>(text, 15, 12).map(|short| (i128::from(short.units) * step(short.scale), short.scale))
        } else {
            scan::<i128>(text, 15, 12).map(|long| (long.units * step(long.scale), long.scale))
        };
        let (picos, scale) = scanned.ok_or(Invalid::new(Self::EXPECTED))?;
        Ok(Self { picos, scale })
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.written().as_str())
    }
}

impl TryFrom<Decimal> for Amount {
    type Error = Invalid;

    /// Refused where the value needs more than six decimals or twelve digits before the point; never rounded.
    fn try_from(decimal: Decimal) -> Result<Self, Invalid> {
        let scale = decimal.needed_scale().max(decimal.scale.min(6));
        let units = decimal.picos / i128::from(step(Decimal::SCALE - scale));
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
