//! Power in kilowatts, exact until it is written.

use pannier_model::value::{Decimal, Total};
use std::cmp::Ordering;

/// A quantity of kilowatt-hours in a time: kept as a fraction, so that which of two is greater never depends on rounding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Power {
    /// Units of 10^-12 kWh.
    picos: i128,
    seconds: u32,
}

impl Power {
    /// `None` for no time at all.
    pub(crate) fn new(quantity: Decimal, seconds: u32) -> Option<Self> {
        Self::from_parts(quantity.picos(), seconds)
    }

    /// As it was taken apart by [`Self::parts`].
    pub(crate) fn from_parts(picos: i128, seconds: u32) -> Option<Self> {
        (seconds > 0).then_some(Self { picos, seconds })
    }

    pub(crate) const fn parts(self) -> (i128, u32) {
        (self.picos, self.seconds)
    }

    /// In kW, rounded to twelve decimals, half away from zero, and written without trailing zeros.
    pub(crate) fn kilowatts(self) -> Total {
        let seconds = i128::from(self.seconds);
        let product = self.picos.saturating_mul(3600);
        let half = seconds / 2;
        // An odd number of seconds has no exact half, and none is needed: no remainder lies on it.
        let rounded = product.saturating_add(if product < 0 { -half } else { half }) / seconds;
        let (mut units, mut scale) = (rounded, 12);
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Decimal::from_units(units, scale).map_or_else(|_| Total::from_picos(rounded), Total::from)
    }
}

impl PartialEq for Power {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Power {}

impl PartialOrd for Power {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By value: a decimal times the seconds of a day fits 128 bits.
impl Ord for Power {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = self.picos.saturating_mul(other.seconds.into());
        left.cmp(&other.picos.saturating_mul(self.seconds.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantity_by_hours() {
        let check = |quantity: &str, seconds: u32, expected: &str| {
            let power = Power::new(quantity.parse().expect("a decimal"), seconds).expect("some time");
            assert_eq!(power.kilowatts().to_string(), expected, "{quantity} in {seconds} s");
        };
        check("0.5", 1800, "1");
        check("0.50", 3600, "0.5");
        check("0", 900, "0");
        check("-0.25", 900, "-1");
        check("1", 86_400, "0.041666666667");
        check("-1", 86_400, "-0.041666666667");
        check("0.000000000001", 7200, "0.000000000001");
        check("-0.000000000001", 7200, "-0.000000000001");
        check("0.000000000001", 7201, "0");
        check("1", 10_800, "0.333333333333");
        check("2", 10_800, "0.666666666667");
        assert!(Power::new(Decimal::ZERO, 0).is_none());
        // The greater one, although both are written alike.
        let power = |picos, seconds| Power::from_parts(picos, seconds).expect("some time");
        assert!(power(3_000_000_000_001, 32_400) > power(1_000_000_000_000, 10_800));
        assert_eq!(power(2, 1800), power(4, 3600));
    }
}
