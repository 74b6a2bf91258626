//! What amounts and decimals have in common: an integer count of the smallest step, and the decimals that were written.

/// The arithmetic-free part of an exact number: making, looking at, comparing and writing it.
///
/// `$field` counts steps of 10^-`$scale` in a `$int`, below `$limit` either way. Comparison and hashing are by value;
/// the number of decimals written is kept, so the text comes back byte for byte.
macro_rules! exact {
    ($type:ident { $field:ident: $int:ty }, $scale:literal, $limit:expr, $whole_digits:literal) => {
        impl $type {
            const SCALE: u8 = $scale;

            /// Nothing, written `0`.
            pub const ZERO: Self = Self { $field: 0, scale: 0 };

            /// From `units` steps of 10^-`scale`, such as cents with `scale` 2; written with `scale` decimals.
            ///
            #[doc = concat!("Refused where `scale` is above ", $scale, " or there are more than ", $whole_digits, " digits before the point.")]
            pub fn from_units(units: $int, scale: u8) -> Result<Self, Invalid> {
                let invalid = Invalid::new(<Self as TextForm>::EXPECTED);
                if scale > Self::SCALE {
                    return Err(invalid);
                }
                let step = <$int>::from($crate::value::exact::step(Self::SCALE - scale));
                let $field = units.checked_mul(step).ok_or(invalid)?;
                if $field <= -$limit || $field >= $limit { Err(invalid) } else { Ok(Self { $field, scale }) }
            }

            #[doc = concat!("The value in units of 10^-", $scale, ".")]
            pub const fn $field(self) -> $int {
                self.$field
            }

            #[doc = concat!("Decimals written in the text, 0 to ", $scale, ".")]
            pub const fn scale(self) -> u8 {
                self.scale
            }

            /// Decimals that are needed for the value: 1 for `12.30`.
            pub fn needed_scale(self) -> u8 {
                $crate::value::exact::needed(self.$field.into(), Self::SCALE)
            }

            /// The same value without trailing zeros: what an event id is made from.
            #[must_use]
            pub fn trimmed(self) -> Self {
                Self { scale: self.needed_scale(), ..self }
            }

            /// -1, 0 or 1.
            pub const fn signum(self) -> $int {
                self.$field.signum()
            }

            /// The value without its sign.
            #[must_use]
            pub const fn abs(self) -> Self {
                Self { $field: self.$field.abs(), scale: self.scale }
            }

            fn written(self) -> Written {
                let step = <$int>::from($crate::value::exact::step(Self::SCALE - self.scale));
                Written::new((self.$field / step).into(), self.scale)
            }
        }

        impl std::ops::Neg for $type {
            type Output = Self;

            fn neg(self) -> Self {
                Self { $field: -self.$field, scale: self.scale }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.written().as_str())
            }
        }

        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.$field == other.$field
            }
        }

        impl Eq for $type {}

        impl PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $type {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.$field.cmp(&other.$field)
            }
        }

        impl std::hash::Hash for $type {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.$field.hash(state);
            }
        }
    };
}
pub(super) use exact;

/// Ten to the power of so many decimals, at most twelve.
pub(super) fn step(decimals: u8) -> i64 {
    const STEPS: [i64; 13] = [
        1,
        10,
        100,
        1_000,
        10_000,
        100_000,
        1_000_000,
        10_000_000,
        100_000_000,
        1_000_000_000,
        10_000_000_000,
        100_000_000_000,
        1_000_000_000_000,
    ];
    STEPS[usize::from(decimals)]
}

/// How many of so many decimals are needed for this count of the last of them.
pub(super) fn needed(units: i128, scale: u8) -> u8 {
    let mut rest = units.unsigned_abs();
    let mut scale = scale;
    // Machine words divide many times faster, and nearly all values fit into one.
    if let Ok(mut small) = u64::try_from(rest) {
        for (step, decimals) in [(1_000_000, 6), (1_000, 3), (10, 1)] {
            while scale >= decimals && small.is_multiple_of(step) {
                small /= step;
                scale -= decimals;
            }
        }
        return scale;
    }
    while scale > 0 && rest.is_multiple_of(10) {
        rest /= 10;
        scale -= 1;
    }
    scale
}

#[cfg(test)]
mod tests {
    use super::needed;

    #[test]
    fn zeros_at_the_end_are_not_needed() {
        let word = i128::from(u64::MAX);
        for units in [
            0,
            1,
            7,
            10,
            1_000,
            500_000,
            1_000_000,
            1_960_000_000_000,
            word,
            word + 5,
            10_i128.pow(26),
            3 * 10_i128.pow(19),
        ] {
            for scale in 0..=12 {
                let text = units.to_string();
                let zeros = text.len() - text.trim_end_matches('0').len();
                let zeros = if units == 0 { usize::from(scale) } else { zeros.min(usize::from(scale)) };
                for signed in [units, -units] {
                    assert_eq!(usize::from(needed(signed, scale)) + zeros, usize::from(scale), "{signed} {scale}");
                }
            }
        }
    }
}
