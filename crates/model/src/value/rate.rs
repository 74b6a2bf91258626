//! Fractions: interest, tax, discount.

use super::text_form::{digits_hidden, text_form};
use super::{Decimal, Invalid, TextForm, Value, ValueKind, View};
use std::fmt;

/// A rate as a fraction of one (`value-rate`): `0.056` is 5.6 %.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(Decimal);

impl Rate {
    /// The fraction.
    pub const fn decimal(self) -> Decimal {
        self.0
    }
}

impl From<Decimal> for Rate {
    fn from(fraction: Decimal) -> Self {
        Self(fraction)
    }
}

impl TextForm for Rate {
    const EXPECTED: &'static str = "a rate as a decimal fraction, such as 0.056 for 5.6 %";
    const PATTERN: &'static str = Decimal::PATTERN;
    const NOT_PATTERN: Option<&'static str> = Decimal::NOT_PATTERN;

    fn parse(text: &str) -> Result<Self, Invalid> {
        Decimal::parse(text).map(Self).map_err(|_| Invalid::new(Self::EXPECTED))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Value for Rate {
    const KIND: ValueKind = ValueKind::Rate;

    fn view(&self) -> View<'_> {
        View::Decimal(self.0)
    }
}

text_form!(Rate);
digits_hidden!(Rate);
