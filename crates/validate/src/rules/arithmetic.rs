//! Exact products of the numbers in one record, and the rounding their sources allow.

use pannier_model::value::{Amount, Decimal, Total};

/// Whether the product of `factors` is `total` times the product of `over`, within half of the last of the `scale`
/// decimals that `total` is written with, and `steps` whole ones more. `None` where numbers are too large to tell.
pub(crate) fn is_product(factors: &[Decimal], over: &[Decimal], total: Total, scale: u8, steps: i128) -> Option<bool> {
    // Numbers are compared as integers without their decimals' zeros, which keeps real ones far below 128 bits.
    let (mut left, mut left_scale) = (1_i128, 0_u32);
    for factor in factors {
        let (units, scale) = integer(factor.picos());
        left = left.checked_mul(units)?;
        left_scale += scale;
    }
    let (mut right, mut right_scale) = (1_i128, 0_u32);
    for factor in over {
        let (units, scale) = integer(factor.picos());
        right = right.checked_mul(units)?;
        right_scale += scale;
    }
    // total ± slack, both in units of 10^-12, times `over`.
    let step = 10_i128.checked_pow(12_u32.checked_sub(scale.min(12).into())?)?;
    let slack = step.checked_mul(steps)?.checked_add(step / 2)?;
    let middle = total.picos().checked_mul(right)?;
    let slack = slack.checked_mul(right)?.checked_abs()?;
    // Both sides to one scale: left has `left_scale`, middle 12 + `right_scale`.
    let wanted = 12 + right_scale;
    let (left, middle, slack) = if left_scale <= wanted {
        (left.checked_mul(10_i128.checked_pow(wanted - left_scale)?)?, middle, slack)
    } else {
        let factor = 10_i128.checked_pow(left_scale - wanted)?;
        (left, middle.checked_mul(factor)?, slack.checked_mul(factor)?)
    };
    Some(left.checked_sub(middle)?.checked_abs()? <= slack)
}

/// Units and the power of ten they are divided by, without trailing zeros.
fn integer(picos: i128) -> (i128, u32) {
    let (mut units, mut scale) = (picos, 12);
    while scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    (units, scale)
}

/// The sum of amounts with signs, `None` on overflow, which amounts cannot reach.
pub(crate) fn sum(terms: &[(bool, Option<Amount>)]) -> Option<Total> {
    terms.iter().try_fold(Total::ZERO, |sum, (plus, term)| match term {
        None => Some(sum),
        Some(term) if *plus => sum.plus(*term),
        Some(term) => sum.minus(*term),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products() {
        let check = |factors: &[&str], over: &[&str], total: &str, steps, expected| {
            let read =
                |texts: &[&str]| -> Vec<Decimal> { texts.iter().map(|text| text.parse().expect(text)).collect() };
            let total: Decimal = total.parse().expect(total);
            assert_eq!(
                is_product(&read(factors), &read(over), total.into(), total.scale(), steps),
                expected,
                "{factors:?}"
            );
        };
        check(&["3", "0.25"], &[], "0.75", 0, Some(true));
        check(&["3", "0.25"], &[], "0.76", 0, Some(false));
        check(&["3", "0.25"], &[], "0.8", 0, Some(true));
        check(&["3", "0.25"], &[], "0.7", 0, Some(true));
        check(&["3", "0.25"], &[], "0.9", 0, Some(false));
        check(&["3", "0.25"], &[], "0.9", 1, Some(true));
        check(&["1500", "12.5"], &["100"], "187.50", 0, Some(true));
        check(&["-2", "1.5"], &["-1"], "3", 0, Some(true));
        check(&["0", "1.5"], &[], "0.00", 0, Some(true));
        check(&["999999999999999.999999999999", "999999999999999.999999999999"], &[], "1", 0, None);
    }
}
