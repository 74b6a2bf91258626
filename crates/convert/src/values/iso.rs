//! Values as ISO 20022 and its relatives write them.

use pannier_model::value::{Amount, Date, Decimal, Rate};

use crate::values::number_style::NumberStyle;

/// The civil date as it is written, with or without time and offset; never moved to another zone.
pub(crate) fn date(text: &str) -> Option<Date> {
    let day = Date::parse(text.get(..10)?).ok()?;
    let rest = &text[10..];
    let rest_is_time = rest.starts_with('T') && rest.len() >= 6;
    let plain = rest.bytes().all(|byte| byte.is_ascii_digit() || b"T:.,+-Z".contains(&byte));
    (plain && (rest.is_empty() || rest_is_time || rest.starts_with(['Z', '+', '-']))).then_some(day)
}

/// Digits, a point, and perhaps a sign before them.
pub(crate) fn amount(text: &str) -> Option<Amount> {
    NumberStyle { group: None, ..NumberStyle::POINT }.read(text, &[]).ok()
}

/// Digits and a point without a sign: who gains by them stands beside.
pub(crate) fn unsigned(text: &str) -> Option<Amount> {
    amount(text).filter(|_| text.starts_with(|c: char| c.is_ascii_digit()))
}

/// A price or quantity: digits and a point, to twelve decimals; zeros behind the twelfth are not worth a refusal.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let (negative, rest) =
        text.strip_prefix('-').map_or((false, text.strip_prefix('+').unwrap_or(text)), |rest| (true, rest));
    let (units, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (units.is_empty() && fraction.is_empty()) || !digits(units) || !digits(fraction) {
        return None;
    }
    let units = units.trim_start_matches('0');
    let (kept, beyond) = fraction.split_at(fraction.len().min(12));
    if beyond.bytes().any(|digit| digit != b'0') {
        return None;
    }
    let read = if let Ok(plain) = Decimal::parse(rest) {
        plain
    } else {
        let point = if kept.is_empty() { "" } else { "." };
        Decimal::parse(&format!("{}{point}{kept}", if units.is_empty() { "0" } else { units })).ok()?
    };
    Some(if negative { -read } else { read })
}

/// A percentage as a fraction.
pub(crate) fn percent(text: &str) -> Option<Rate> {
    let percent = decimal(text)?;
    if percent.picos() % 100 != 0 {
        return None;
    }
    Decimal::from_units(percent.picos() / 100, 12).ok().map(|fraction| fraction.trimmed().into())
}

/// Whether original × rate is the amount to the hundredth: in which direction a rate is meant, sources do not agree on.
pub(crate) fn converts(original: Amount, rate: Decimal, amount: Amount) -> bool {
    i128::from(original.micros())
        .checked_mul(rate.picos())
        .map(|product| product / 1_000_000_000_000)
        .and_then(|product| product.checked_sub(i128::from(amount.micros())))
        .is_some_and(|difference| difference.abs() <= 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_taken_as_written() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
        };
        check("2026-01-15", Some("2026-01-15"));
        check("2026-01-15T00:30:00+09:00", Some("2026-01-15"));
        check("2026-01-15T23:59:59.000Z", Some("2026-01-15"));
        check("2026-01-15+01:00", Some("2026-01-15"));
        check("2026-01-15Z", Some("2026-01-15"));
        check("2026-02-30", None);
        check("2026-01-15x", None);
        check("2026-01-15T", None);
        check("15-01-2026", None);
        check("2026-01-1é", None);
        check("", None);
    }

    #[test]
    fn amounts_have_their_sign_or_none() {
        assert_eq!(amount("-12.50").map(|amount| amount.to_string()).as_deref(), Some("-12.50"));
        assert_eq!(unsigned("12.50").map(|amount| amount.to_string()).as_deref(), Some("12.50"));
        for text in ["-12.50", "+12.50", ".5", ""] {
            assert_eq!(unsigned(text), None, "{text}");
        }
        for text in ["12,50", "1,234.50", "1e3", "12.", "0x1"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn decimals_have_twelve_places() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(decimal(text).map(|decimal| decimal.to_string()).as_deref(), expected, "{text}");
        };
        check("1.50", Some("1.50"));
        check("+007", Some("7"));
        check("-.5", Some("-0.5"));
        check("-0.0", Some("0.0"));
        check("5.", Some("5"));
        check("0.1234567890120", Some("0.123456789012"));
        check("0.1234567890121", None);
        check("", None);
        check(".", None);
        check("1e3", None);
        check("1,5", None);
        check("- 1", None);
        assert_eq!(percent("17.5").map(|rate| rate.to_string()).as_deref(), Some("0.175"));
        assert_eq!(percent("20").map(|rate| rate.to_string()).as_deref(), Some("0.2"));
    }
}
