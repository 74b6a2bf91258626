//! Money.

use super::exact::{exact, step};
use super::scan::{Written, scan};
use super::text_form::{digits_hidden, text_form};
use super::{Decimal, Invalid, TextForm, Value, ValueKind, View};
use serde::Serializer;

/// An amount of money (`value-amount`): up to twelve digits before the point and six after it, exact.
///
/// Comparison and hashing are by value (`12.3` equals `12.30`); the number of decimals written is kept, so the text
/// comes back byte for byte. The currency stands in a member beside it.
#[derive(Clone, Copy)]
pub struct Amount {
    micros: i64,
    scale: u8,
}

exact!(Amount { micros: i64 }, 6, 1_000_000_000_000_000_000, 12);

impl TextForm for Amount {
    const EXPECTED: &'static str =
        "an amount: up to 12 digits, optionally a point and up to 6 more, no plus sign, no leading or negative zero";
    const PATTERN: &'static str = r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?$";
    const NOT_PATTERN: Option<&'static str> = Some(r"^-0(\.0+)?$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        let scanned = scan::<i64>(text, 12, 6).ok_or(Invalid::new(Self::EXPECTED))?;
        let micros = scanned.units * step(Self::SCALE - scanned.scale);
        Ok(Self { micros, scale: scanned.scale })
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.written().as_str())
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
