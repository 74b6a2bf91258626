//! Quantities in another unit, exactly.

use pannier_model::value::Decimal;

/// The product, exactly; `None` where it has more digits than a decimal.
pub(crate) fn scaled(value: Decimal, times: Decimal) -> Option<Decimal> {
    let whole = |decimal: Decimal| {
        let scale = decimal.needed_scale();
        (decimal.picos() / 10_i128.pow(u32::from(12 - scale)), scale)
    };
    let ((left, left_scale), (right, right_scale)) = (whole(value), whole(times));
    let mut units = left.checked_mul(right)?;
    let mut scale = left_scale + right_scale;
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
