//! Exact numbers.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed as _, ToPrimitive as _, Zero as _};
use pannier_model::value::{Amount, Decimal, Rate, Total};
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use crate::tariff::RoundingMode;

/// An exact fraction. Nearly all of them fit into 128 bits; those that do not grow as they need.
///
/// It prints as a decimal where that is finite, else as `n/d` in lowest terms.
#[derive(Clone)]
pub struct Exact(Form);

#[derive(Clone)]
enum Form {
    /// `den` is above zero; not always in lowest terms.
    Small {
        num: i128,
        den: i128,
    },
    Big(Box<BigRational>),
}

/// Numbers above this are brought to lowest terms before they grow further.
const LARGE: i128 = 1 << 80;

impl Exact {
    /// Nothing.
    pub const ZERO: Self = Self(Form::Small { num: 0, den: 1 });
    /// One.
    pub const ONE: Self = Self(Form::Small { num: 1, den: 1 });

    /// A whole number.
    pub const fn whole(number: i128) -> Self {
        Self(Form::Small { num: number, den: 1 })
    }

    /// `num` by `den`, which is above zero.
    pub fn fraction(num: i128, den: i128) -> Self {
        debug_assert!(den > 0);
        Self::small(num, den.max(1))
    }

    /// From units of 10^-12.
    pub const fn picos(picos: i128) -> Self {
        Self(Form::Small { num: picos, den: 1_000_000_000_000 })
    }

    /// From units of 10^-6.
    pub fn micros(micros: impl Into<i128>) -> Self {
        Self(Form::Small { num: micros.into(), den: 1_000_000 })
    }

    fn small(num: i128, den: i128) -> Self {
        if num.unsigned_abs() < LARGE.unsigned_abs() && den < LARGE {
            return Self(Form::Small { num, den });
        }
        let (num, den) = lowest(num, den);
        Self(Form::Small { num, den })
    }

    fn big(&self) -> BigRational {
        match &self.0 {
            Form::Small { num, den } => BigRational::new(BigInt::from(*num), BigInt::from(*den)),
            Form::Big(big) => big.as_ref().clone(),
        }
    }

    fn from_big(big: BigRational) -> Self {
        match (big.numer().to_i128(), big.denom().to_i128()) {
            (Some(num), Some(den)) if num.unsigned_abs() < LARGE.unsigned_abs() && den < LARGE => Self::small(num, den),
            _ => Self(Form::Big(Box::new(big))),
        }
    }

    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.signum() == 0
    }

    /// -1, 0 or 1.
    pub fn signum(&self) -> i32 {
        match &self.0 {
            Form::Small { num, .. } => i32::try_from(num.signum()).unwrap_or_default(),
            Form::Big(big) => i32::from(big.is_positive()) - i32::from(big.is_negative()),
        }
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.signum() < 0 { -self } else { self.clone() }
    }

    /// This by another; `None` by nothing.
    pub fn over(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        if let (Form::Small { num, den }, Form::Small { num: other_num, den: other_den }) = (&self.0, &other.0)
            && let (Some(num), Some(den)) = (num.checked_mul(*other_den), den.checked_mul(*other_num))
            && den != i128::MIN
            && num != i128::MIN
        {
            return Some(if den < 0 { Self::small(-num, -den) } else { Self::small(num, den) });
        }
        Some(Self::from_big(self.big() / other.big()))
    }

    /// The number of steps of `step`, above zero, that reach up to it: its quotient, rounded up.
    #[must_use]
    pub fn steps_of(&self, step: &Self) -> Self {
        let Some(quotient) = self.over(step) else { return Self::ZERO };
        match &quotient.0 {
            Form::Small { num, den } => Self::whole(Integer::div_ceil(num, den)),
            Form::Big(big) => Self::from_big(big.ceil()),
        }
    }

    /// Rounded to so many decimals; a half goes where `mode` says.
    #[must_use]
    pub fn round(&self, places: u32, mode: RoundingMode) -> Self {
        let scale = 10_i128.pow(places.min(18));
        if let Form::Small { num, den } = &self.0
            && let Some(scaled) = num.checked_mul(scale)
        {
            let (quotient, rest) = (scaled / den, scaled % den);
            let half = rest.unsigned_abs().checked_mul(2).map(|twice| twice.cmp(&den.unsigned_abs()));
            if let Some(half) = half {
                let away = match mode {
                    RoundingMode::Down => false,
                    RoundingMode::Up => rest != 0,
                    RoundingMode::HalfUp => half != Ordering::Less,
                    RoundingMode::HalfEven => {
                        half == Ordering::Greater || (half == Ordering::Equal && quotient % 2 != 0)
                    }
                };
                let units = if away { quotient + num.signum() } else { quotient };
                return Self::small(units, scale);
            }
        }
        let scaled = self.big() * BigInt::from(scale);
        let quotient = scaled.trunc();
        let rest = (&scaled - &quotient).abs();
        let half = (&rest + &rest).cmp(&BigRational::from_integer(BigInt::from(1)));
        let away = match mode {
            RoundingMode::Down => false,
            RoundingMode::Up => !rest.is_zero(),
            RoundingMode::HalfUp => half != Ordering::Less,
            RoundingMode::HalfEven => {
                half == Ordering::Greater || (half == Ordering::Equal && quotient.to_integer().is_odd())
            }
        };
        let sign = BigRational::from_integer(BigInt::from(self.signum()));
        let units = if away { quotient + sign } else { quotient };
        Self::from_big(units / BigInt::from(scale))
    }

    /// The lesser of two.
    #[must_use]
    pub fn min_of(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    /// The greater of two.
    #[must_use]
    pub fn max_of(self, other: Self) -> Self {
        if other > self { other } else { self }
    }

    /// Written with exactly so many decimals, as amounts of money are; other numbers as they print.
    pub fn with_places(&self, places: u32) -> String {
        let text = self.to_string();
        if text.contains('/') || places == 0 {
            return text;
        }
        let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let lacking = usize::try_from(places).unwrap_or_default().saturating_sub(decimals);
        if lacking == 0 {
            return text;
        }
        let point = if decimals == 0 { "." } else { "" };
        format!("{text}{point}{}", "0".repeat(lacking))
    }
}

fn lowest(num: i128, den: i128) -> (i128, i128) {
    let divisor = num.unsigned_abs().gcd(&den.unsigned_abs());
    match i128::try_from(divisor) {
        Ok(divisor) if divisor > 1 => (num / divisor, den / divisor),
        _ => (num, den),
    }
}

macro_rules! operator {
    ($trait:ident $method:ident |$a:ident, $b:ident, $c:ident, $d:ident| $small:expr, |$x:ident, $y:ident| $big:expr) => {
        impl $trait<&Exact> for &Exact {
            type Output = Exact;

            fn $method(self, other: &Exact) -> Exact {
                if let (Form::Small { num: $a, den: $b }, Form::Small { num: $c, den: $d }) = (&self.0, &other.0)
                    && let Some((num, den)) = $small
                {
                    return Exact::small(num, den);
                }
                let ($x, $y) = (self.big(), other.big());
                Exact::from_big($big)
            }
        }

        impl $trait<Exact> for Exact {
            type Output = Exact;

            fn $method(self, other: Exact) -> Exact {
                (&self).$method(&other)
            }
        }

        impl $trait<&Exact> for Exact {
            type Output = Exact;

            fn $method(self, other: &Exact) -> Exact {
                (&self).$method(other)
            }
        }
    };
}

fn sum(a: i128, b: i128, c: i128, d: i128) -> Option<(i128, i128)> {
    if b == d {
        return Some((a.checked_add(c)?, b));
    }
    // One denominator often divides the other: both are powers of ten.
    if b % d == 0 {
        return Some((a.checked_add(c.checked_mul(b / d)?)?, b));
    }
    if d % b == 0 {
        return Some((a.checked_mul(d / b)?.checked_add(c)?, d));
    }
    Some((a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?, b.checked_mul(d)?))
}

operator!(Add add |a, b, c, d| sum(*a, *b, *c, *d), |x, y| x + y);
operator!(Sub sub |a, b, c, d| c.checked_neg().and_then(|c| sum(*a, *b, c, *d)), |x, y| x - y);
operator!(Mul mul |a, b, c, d| a.checked_mul(*c).zip(b.checked_mul(*d)), |x, y| x * y);

impl AddAssign<&Exact> for Exact {
    fn add_assign(&mut self, other: &Exact) {
        *self = &*self + other;
    }
}

impl AddAssign for Exact {
    fn add_assign(&mut self, other: Exact) {
        *self = &*self + &other;
    }
}

impl SubAssign<&Exact> for Exact {
    fn sub_assign(&mut self, other: &Exact) {
        *self = &*self - other;
    }
}

impl Neg for &Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        &Exact::ZERO - self
    }
}

impl Neg for Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        -&self
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        terms.fold(Self::ZERO, |sum, term| sum + term)
    }
}

impl<'a> std::iter::Sum<&'a Exact> for Exact {
    fn sum<I: Iterator<Item = &'a Self>>(terms: I) -> Self {
        terms.fold(Self::ZERO, |sum, term| sum + term)
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Form::Small { num: a, den: b }, Form::Small { num: c, den: d }) = (&self.0, &other.0) {
            if b == d {
                return a.cmp(c);
            }
            if let (Some(left), Some(right)) = (a.checked_mul(*d), c.checked_mul(*b)) {
                return left.cmp(&right);
            }
        }
        self.big().cmp(&other.big())
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Form::Small { num, den } = &self.0 else {
            return big_text(&self.big(), f);
        };
        let (num, den) = lowest(*num, *den);
        if den == 1 {
            return write!(f, "{num}");
        }
        let (mut rest, mut twos, mut fives) = (den, 0_u32, 0_u32);
        while rest % 2 == 0 {
            rest /= 2;
            twos += 1;
        }
        while rest % 5 == 0 {
            rest /= 5;
            fives += 1;
        }
        let places = twos.max(fives);
        let factor = 2_i128.checked_pow(places - twos).zip(5_i128.checked_pow(places - fives));
        let units = factor.and_then(|(two, five)| num.checked_mul(two)?.checked_mul(five));
        match (rest, units, 10_i128.checked_pow(places)) {
            (1, Some(units), Some(scale)) => {
                let sign = if units < 0 { "-" } else { "" };
                let (units, scale) = (units.unsigned_abs(), scale.unsigned_abs());
                let width = usize::try_from(places).unwrap_or_default();
                write!(f, "{sign}{}.{:0width$}", units / scale, units % scale)
            }
            (1, ..) => big_text(&self.big(), f),
            _ => write!(f, "{num}/{den}"),
        }
    }
}

fn big_text(big: &BigRational, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut rest = big.denom().clone();
    let mut places = 0_u32;
    let (two, five) = (BigInt::from(2), BigInt::from(5));
    let mut count = |prime: &BigInt| {
        let mut found = 0_u32;
        while (&rest % prime).is_zero() {
            rest /= prime;
            found += 1;
        }
        places = places.max(found);
    };
    count(&two);
    count(&five);
    if rest != BigInt::from(1) {
        return write!(f, "{}/{}", big.numer(), big.denom());
    }
    let scale = BigInt::from(10).pow(places);
    let units = (big * BigRational::from_integer(scale.clone())).to_integer();
    let sign = if units.is_negative() { "-" } else { "" };
    let (whole, part) = units.abs().div_rem(&scale);
    if places == 0 {
        return write!(f, "{sign}{whole}");
    }
    let width = usize::try_from(places).unwrap_or_default();
    write!(f, "{sign}{whole}.{:0>width$}", part.to_string())
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Exact {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Decimal> for Exact {
    fn from(decimal: Decimal) -> Self {
        Self::picos(decimal.picos())
    }
}

impl From<Amount> for Exact {
    fn from(amount: Amount) -> Self {
        Self::micros(amount.micros())
    }
}

impl From<Rate> for Exact {
    fn from(rate: Rate) -> Self {
        Self::from(rate.decimal())
    }
}

impl From<Total> for Exact {
    fn from(total: Total) -> Self {
        Self::picos(total.picos())
    }
}

impl From<u32> for Exact {
    fn from(number: u32) -> Self {
        Self::whole(number.into())
    }
}

impl From<usize> for Exact {
    fn from(number: usize) -> Self {
        Self::whole(i128::try_from(number).unwrap_or(i128::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(text: &str) -> Exact {
        Decimal::parse(text).unwrap().into()
    }

    #[test]
    fn prints_decimals_and_fractions() {
        for (number, text) in [
            (exact("12.50"), "12.5"),
            (exact("-0.05"), "-0.05"),
            (Exact::fraction(145_886, 9125), "145886/9125"),
            (Exact::fraction(11_501, 2440) + Exact::fraction(11_501, 2440), "11501/1220"),
            (Exact::fraction(371, 80) * Exact::ONE, "4.6375"),
            (Exact::whole(0), "0"),
        ] {
            assert_eq!(number.to_string(), text);
        }
        assert_eq!(exact("3").with_places(2), "3.00");
        assert_eq!(exact("3.1").with_places(2), "3.10");
        assert_eq!(exact("3.125").with_places(2), "3.125");
    }

    #[test]
    fn rounds_a_half_as_told() {
        for (mode, up, down) in [
            (RoundingMode::HalfUp, "0.13", "-0.13"),
            (RoundingMode::HalfEven, "0.12", "-0.12"),
            (RoundingMode::Down, "0.12", "-0.12"),
            (RoundingMode::Up, "0.13", "-0.13"),
        ] {
            assert_eq!(exact("0.125").round(2, mode).to_string(), up, "{mode}");
            assert_eq!(exact("-0.125").round(2, mode).to_string(), down, "{mode}");
        }
        assert_eq!(exact("0.124").round(2, RoundingMode::Up).to_string(), "0.13");
        assert_eq!(exact("0.125000001").round(2, RoundingMode::HalfEven).to_string(), "0.13");
    }

    proptest! {
        /// Small numbers and large ones are of one arithmetic.
        #[test]
        fn agrees_with_numbers_of_any_size(a: i128, b in 1..i128::MAX, c: i128, d in 1..i128::MAX, places in 0..7_u32) {
            let (x, y) = (Exact::fraction(a, b), Exact::fraction(c, d));
            let (p, q) = (BigRational::new(a.into(), b.into()), BigRational::new(c.into(), d.into()));
            prop_assert_eq!((&x + &y).big(), &p + &q);
            prop_assert_eq!((&x - &y).big(), &p - &q);
            prop_assert_eq!((&x * &y).big(), &p * &q);
            prop_assert_eq!(x.cmp(&y), p.cmp(&q));
            if c != 0 {
                prop_assert_eq!(x.over(&y).unwrap().big(), &p / &q);
            }
            for mode in [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::Up, RoundingMode::Down] {
                let small = Exact::fraction(a % 1_000_000_007, b % 1_000_003 + 1);
                let big = Exact(Form::Big(Box::new(small.big())));
                prop_assert_eq!(small.round(places, mode), big.round(places, mode));
            }
            let big = Exact(Form::Big(Box::new(x.big())));
            prop_assert_eq!(big.to_string(), x.to_string());
        }
    }
}
