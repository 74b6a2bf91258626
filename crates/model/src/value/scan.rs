//! The grammar of decimal texts, shared by amounts and decimals.

/// A decimal text taken apart: `units` counts steps of 10^-`scale`.
pub(super) struct Scanned<T> {
    pub(super) units: T,
    pub(super) scale: u8,
}

/// Reads `-?(0|[1-9][0-9]*)(\.[0-9]+)?` with at most `whole` digits before and `fraction` after the point, and no
/// negative zero. `T` must hold `whole + fraction` digits, so nothing here can overflow.
pub(super) fn scan<T>(text: &str, whole: usize, fraction: usize) -> Option<Scanned<T>>
where
    T: Copy + PartialEq + From<u8> + std::ops::Mul<Output = T> + std::ops::Add<Output = T> + std::ops::Neg<Output = T>,
{
    let bytes = text.as_bytes();
    let (negative, bytes) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    let point = bytes.iter().position(|byte| *byte == b'.');
    let (before, after) = match point {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (bytes, &bytes[..0]),
    };
    let leading_zero = before.len() > 1 && before[0] == b'0';
    let lengths = (1..=whole).contains(&before.len()) && after.len() <= fraction && after.is_empty() == point.is_none();
    if leading_zero || !lengths {
        return None;
    }
    let ten = T::from(10);
    let mut units = T::from(0);
    for byte in before.iter().chain(after) {
        if !byte.is_ascii_digit() {
            return None;
        }
        units = units * ten + T::from(byte - b'0');
    }
    if negative {
        if units == T::from(0) {
            return None;
        }
        units = -units;
    }
    Some(Scanned { units, scale: u8::try_from(after.len()).ok()? })
}

/// Writes `units` steps of 10^-`scale`.
pub(super) fn write(f: &mut std::fmt::Formatter<'_>, units: i128, scale: u8) -> std::fmt::Result {
    let sign = if units < 0 { "-" } else { "" };
    let units = units.unsigned_abs();
    if scale == 0 {
        return write!(f, "{sign}{units}");
    }
    let step = 10_u128.pow(u32::from(scale));
    write!(f, "{sign}{}.{:0width$}", units / step, units % step, width = usize::from(scale))
}
