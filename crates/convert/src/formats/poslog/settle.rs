//! What only the sums of a transaction tell: whether discounts are contained in the amounts of their lines, and which way a
//! sum was rounded that is written as a payment.

use pannier_model::{
    record::TenderDirection,
    value::{Amount, Total},
};

use super::Totals;
use crate::events::purchase::Purchase;

/// Takes discounts off the amounts of their lines where that, and nothing less, makes what was to pay. Some tills write
/// quantity times price as the amount of a line and what is taken off beside it.
pub(super) fn discounts(purchase: &mut Purchase, beside: &[(usize, Amount)], totals: &Totals) {
    let receipt = &purchase.receipt;
    let with = Total::from(receipt.payable).minus(receipt.rounding.unwrap_or(Amount::ZERO));
    let without = with.zip(totals.tax).and_then(|(with, tax)| with.minus(tax));
    let slack = i128::try_from(purchase.lines.len()).unwrap_or(0).saturating_mul(10_000_000_000);
    let makes = |sum: Total| {
        let wanted = [with, without, totals.net.map(Total::from)];
        wanted.into_iter().flatten().any(|total| sum.distance(total).is_some_and(|far| far.picos() <= slack))
    };
    let taken = |index: usize, discount: Amount| {
        let back = purchase.lines[index].record.amount.signum() < 0;
        if back { discount.abs() } else { -discount.abs() }
    };
    let all: Vec<(usize, Amount)> = beside.iter().map(|(index, discount)| (*index, taken(*index, *discount))).collect();
    let lines = Total::of(purchase.lines.iter().map(|line| line.record.amount));
    let less = lines.zip(Total::of(all.iter().map(|(_, amount)| *amount))).and_then(|(lines, off)| {
        let off = off.to_amount().ok()?;
        lines.plus(off)
    });
    let (Some(lines), Some(less)) = (lines, less) else { return };
    if makes(lines) || !makes(less) {
        return;
    }
    for (index, discount) in all {
        let record = &mut purchase.lines[index].record;
        if let Some(Ok(amount)) = Total::from(record.amount).plus(discount).map(Total::to_amount) {
            record.amount = amount;
            record.discount = Some(discount);
        }
    }
}

/// Takes an amount that was rounded into what was to pay, up or down, whichever makes the payments; `false` where neither
/// does.
pub(super) fn rounding(purchase: &mut Purchase, rounded: Amount) -> bool {
    let paid = Total::of(purchase.tenders.iter().map(|(_, tender)| match tender.direction {
        TenderDirection::Paid => tender.amount,
        _ => -tender.amount,
    }));
    let payable = Total::from(purchase.receipt.payable);
    for rounded in [rounded, -rounded] {
        let with = payable.plus(rounded);
        if with == paid
            && purchase.receipt.rounding.is_none()
            && let Some(Ok(payable)) = with.map(Total::to_amount)
        {
            (purchase.receipt.payable, purchase.receipt.rounding) = (payable, Some(rounded));
            return true;
        }
    }
    false
}
