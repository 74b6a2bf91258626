//! Sums of amounts and decimals.

use super::scan::Written;
use super::{Amount, Decimal, Invalid};
use std::cmp::Ordering;
use std::fmt;

/// An exact sum. Overflow is an answer (`None`), not a panic: what is added may come from a hostile file.
///
/// Kept in units of 10^-12, which leaves room for 10^11 of the largest decimals.
#[derive(Clone, Copy, Default)]
pub struct Total {
    picos: i128,
    scale: u8,
}

impl Total {
    /// The empty sum.
    pub const ZERO: Self = Self { picos: 0, scale: 0 };

    /// From units of 10^-12.
    pub const fn from_picos(picos: i128) -> Self {
        Self { picos, scale: 12 }
    }

    /// The sum in units of 10^-12.
    pub const fn picos(self) -> i128 {
        self.picos
    }

    /// This sum and one more term; `None` on overflow.
    pub fn plus(self, term: impl Into<Self>) -> Option<Self> {
        let term = term.into();
        Some(Self { picos: self.picos.checked_add(term.picos)?, scale: self.scale.max(term.scale) })
    }

    /// This sum less one term; `None` on overflow.
    pub fn minus(self, term: impl Into<Self>) -> Option<Self> {
        let term = term.into();
        Some(Self { picos: self.picos.checked_sub(term.picos)?, scale: self.scale.max(term.scale) })
    }

    /// The sum of all terms; `None` on overflow.
    pub fn of<T: Into<Self>>(terms: impl IntoIterator<Item = T>) -> Option<Self> {
        terms.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// The distance between two sums, never negative; `None` on overflow.
    pub fn distance(self, other: impl Into<Self>) -> Option<Self> {
        let difference = self.minus(other)?;
        Some(Self { picos: difference.picos.checked_abs()?, ..difference })
    }

    /// -1, 0 or 1.
    pub const fn signum(self) -> i128 {
        self.picos.signum()
    }

    /// As a decimal with as many decimals as the longest term; refused where it does not fit.
    pub fn to_decimal(self) -> Result<Decimal, Invalid> {
        Decimal::from_units(self.units(), self.scale)
    }

    /// As an amount; refused where it does not fit or would have to be rounded.
    pub fn to_amount(self) -> Result<Amount, Invalid> {
        self.to_decimal().and_then(Amount::try_from)
    }

    fn units(self) -> i128 {
        self.picos / 10_i128.pow(u32::from(12 - self.scale))
    }
}

impl From<Amount> for Total {
    fn from(amount: Amount) -> Self {
        Decimal::from(amount).into()
    }
}

impl From<Decimal> for Total {
    fn from(decimal: Decimal) -> Self {
        Self { picos: decimal.picos(), scale: decimal.scale() }
    }
}

impl PartialEq for Total {
    fn eq(&self, other: &Self) -> bool {
        self.picos == other.picos
    }
}

impl Eq for Total {}

impl PartialOrd for Total {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Total {
    fn cmp(&self, other: &Self) -> Ordering {
        self.picos.cmp(&other.picos)
    }
}

/// The sum with as many decimals as its longest term.
impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Written::new(self.units(), self.scale).as_str())
    }
}

super::text_form::digits_hidden!(Total);
