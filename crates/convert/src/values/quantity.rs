//! Quantities in another unit, exactly.

use pannier_model::value::Decimal;

/// How many units of its last decimal a value is that has no more decimals than it needs.
pub(crate) fn whole(trimmed: Decimal) -> i128 {
    let step = 10_i64.pow(u32::from(12 - trimmed.scale()));
    // Machine words divide many times faster, and nearly all values fit into one.
    match i64::try_from(trimmed.picos()) {
        Ok(small) => i128::from(small / step),
        Err(_) => trimmed.picos() / i128::from(step),
    }
}

/// The product, exactly; `None` where it has more digits than a decimal.
pub(crate) fn scaled(value: Decimal, times: Decimal) -> Option<Decimal> {
    let (left, right) = (value.trimmed(), times.trimmed());
    let mut units = whole(left).checked_mul(whole(right))?;
    let mut scale = left.scale() + right.scale();
    while scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    Decimal::from_units(units, scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_exact() {
        let check = |value: &str, times: &str, expected: Option<&str>| {
            let decimal = |text: &str| text.parse::<Decimal>().expect("a decimal");
            let product = scaled(decimal(value), decimal(times)).map(|product| product.to_string());
            assert_eq!(product.as_deref(), expected, "{value} {times}");
        };
        check("123", "0.001", Some("0.123"));
        check("1.5", "1048576", Some("1572864"));
        check("0.333333333333", "3", Some("0.999999999999"));
        check("0.333333333333", "0.5", None);
        check("999999999999999", "10", None);
        check("-2.50", "100", Some("-250"));
        check("0", "0.001", Some("0"));
    }
}
