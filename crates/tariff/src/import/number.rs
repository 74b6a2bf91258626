//! Numbers as other people write them, exactly.

use pannier_model::value::{Amount, Decimal, Rate};

/// A number of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: Decimal,
    /// Whether it had more decimals than a tariff has, and was rounded half up.
    pub(super) rounded: bool,
}

/// Reads digits, a point and, as JSON has it, an exponent: `0.05`, `1e-05`. `None` for anything else, such as `$50`.
pub(super) fn number(text: &str) -> Option<Number> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.trim_start_matches('+').parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, mantissa) = mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || exponent.abs() > 60 || mantissa.len() > 60 {
        return None;
    }
    if mantissa.contains('.') && fraction.is_empty() {
        return None;
    }
    let mut all: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|digit| digit - b'0').collect();
    let mut scale = i32::try_from(fraction.len()).ok()? - exponent;
    while scale < 0 {
        all.push(0);
        scale += 1;
    }
    while scale > 0 && all.last() == Some(&0) {
        all.pop();
        scale -= 1;
    }
    let (mut rounded, mut up) = (false, false);
    while scale > 12 {
        let last = all.pop().unwrap_or(0);
        (rounded, up) = (rounded || last != 0, last >= 5);
        scale -= 1;
    }
    let units = all.iter().try_fold(0_i128, |sum, digit| sum.checked_mul(10)?.checked_add(i128::from(*digit)))?;
    let units = units + i128::from(up);
    let value = Decimal::from_units(if negative { -units } else { units }, u8::try_from(scale).ok()?).ok()?;
    Some(Number { value, rounded })
}

/// A whole number.
pub(super) fn whole(text: &str) -> Option<u32> {
    let number = number(text)?.value;
    number.trimmed().to_string().parse().ok()
}

/// As money: `None` beyond twelve digits or six decimals.
pub(super) fn amount(value: Decimal) -> Option<Amount> {
    Amount::parse(&value.trimmed().to_string()).ok()
}

/// As a rate.
pub(super) fn rate(value: Decimal) -> Option<Rate> {
    Rate::parse(&value.trimmed().to_string()).ok()
}

/// A number divided by a power of ten.
pub(super) fn shifted(value: Decimal, places: i32) -> Option<Decimal> {
    number(&format!("{}e{places}", value.trimmed())).map(|number| number.value)
}

/// The sum of two numbers.
pub(super) fn sum(one: Decimal, other: Decimal) -> Option<Decimal> {
    pannier_model::value::Total::of([one, other])?.to_decimal().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        for (text, expected) in [
            ("0.05", Some(("0.05", false))),
            ("1e-05", Some(("0.00001", false))),
            ("4.2E+1", Some(("42", false))),
            ("00.50", Some(("0.5", false))),
            ("0.0395000000000000", Some(("0.0395", false))),
            ("19.538999557495117", Some(("19.538999557495", true))),
            ("0.0000000000005", Some(("0.000000000001", true))),
            ("-3", Some(("-3", false))),
            ("9.999999680285692e+37", None),
            ("$50", None),
            ("1,000.00", None),
            ("", None),
            (".5", None),
            ("5.", None),
            ("--5", None),
            ("1e999999999999", None),
        ] {
            let read = number(text).map(|number| (number.value.trimmed().to_string(), number.rounded));
            assert_eq!(read, expected.map(|(text, rounded)| (text.to_owned(), rounded)), "{text}");
        }
    }
}
