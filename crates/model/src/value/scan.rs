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
    let mut units = before
        .iter()
        .chain(after)
        .try_fold(T::from(0), |units, byte| byte.is_ascii_digit().then(|| units * ten + T::from(byte - b'0')))?;
    if negative {
        if units == T::from(0) {
            return None;
        }
        units = -units;
    }
    Some(Scanned { units, scale: u8::try_from(after.len()).ok()? })
}

/// The text of a decimal, on the stack: a sign, a point, and digits before and after it.
pub(super) struct Written {
    bytes: [u8; 64],
    start: usize,
}

impl Written {
    /// The text of `units` steps of 10^-`scale`, with `scale` decimals (at most 20).
    pub(super) fn new(units: i128, scale: u8) -> Self {
        let mut written = Self { bytes: [b'0'; 64], start: 64 };
        let mut rest = units.unsigned_abs();
        let mut digits = 0;
        while digits <= scale || rest > 0 {
            if digits == scale && scale > 0 {
                written.push(b'.');
            }
            // Machine words divide many times faster, and nearly all values fit into one.
            let digit = if let Ok(small) = u64::try_from(rest) {
                rest = u128::from(small / 10);
                small % 10
            } else {
                let digit = rest % 10;
                rest /= 10;
                u64::try_from(digit).unwrap_or_default()
            };
            written.push(b'0' + digit.to_le_bytes()[0]);
            digits += 1;
        }
        if units < 0 {
            written.push(b'-');
        }
        written
    }

    fn push(&mut self, byte: u8) {
        self.start -= 1;
        self.bytes[self.start] = byte;
    }

    /// The text.
    pub(super) fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[self.start..]).expect("digits, a point and a sign")
    }
}
