//! Invoices and receipts: their lines, tenders and returns.

use super::{
    super::{
        findings::{Findings, PartFindings},
        plan::Plan,
    },
    entry::{ALL_LINES, Entry, GOODS, RETURN, TAX_STATED},
    head::Head,
    taxes,
};
use pannier_report::Code;

/// `invoice-lines`, and taxes.
pub(super) fn invoice(plan: &Plan, head: &Head, thing: &str, found: &mut PartFindings<'_>) {
    taxes::judge(plan, head, "invoice_line", thing, found);
    let wrong = head.one_currency && !adds_up(head, head.amounts[0]);
    if head.lines.count > 0 && !plan.is_whole(&format!("{thing}/invoice_line")) {
        found.not_checked(Code::InvoiceLines, "lines of invoices are withheld");
    } else if head.lines.count > 0 && wrong {
        found.row_help(
            Code::InvoiceLines,
            head.row.into(),
            "/total",
            "the lines do not add up to the total",
            "lines of kind `payment` are not in the total; discounts and credits are negative",
        );
    }
}

/// `receipt-goods`, `tender-sum`, `receipt-lines`, and taxes.
pub(super) fn receipt(plan: &Plan, head: &Head, thing: &str, found: &mut PartFindings<'_>) {
    taxes::judge(plan, head, "receipt_line", thing, found);
    if head.flags & GOODS != 0 && head.lines.count > 0 {
        let goods = i128::from(i64::from_be_bytes(head.claimed.to_be_bytes()));
        if !plan.is_whole(&format!("{thing}/receipt_line")) {
            found.not_checked(Code::ReceiptGoods, "lines of receipts are withheld");
        } else if head.one_currency && head.goods.sum != goods {
            found.row_help(
                Code::ReceiptGoods,
                head.row.into(),
                "/goods",
                "what was sold and returned adds up to another sum",
                "deposits, fees, services, delivery and discounts of the basket are no goods",
            );
        }
    }
    if head.tenders.count > 0 {
        if !plan.is_whole(&format!("{thing}/tender")) {
            found.not_checked(Code::TenderSum, "tenders of receipts are withheld");
        } else if head.one_currency && head.tenders.sum != head.amounts[0] {
            let help = "amounts of tenders are never negative; `direction` says what was given back";
            found.row_help(
                Code::TenderSum,
                head.row.into(),
                "/payable",
                "what was paid, less what was given back, is not what was payable",
                help,
            );
        }
    }
    if head.lines.count > 0 && head.flags & ALL_LINES != 0 {
        if !plan.is_whole(&format!("{thing}/receipt_line")) {
            found.not_checked(Code::ReceiptLines, "lines of receipts are withheld");
        } else if head.one_currency && !adds_up(head, head.amounts[0].saturating_sub(head.amounts[2])) {
            found.row_help(
                Code::ReceiptLines,
                head.row.into(),
                "/payable",
                "the lines do not add up to what was payable",
                "write `detail` `summary` where lines are missing",
            );
        }
    }
}

/// `return-earlier`: the receipt that is taken back is not of a later day.
pub(super) fn returned(plan: &Plan, head: Option<&Head>, entry: &Entry, findings: &mut Findings) {
    let Entry { tag, part, row, day, .. } = *entry;
    let thing = plan.facts().parts[part].thing();
    let mut found = PartFindings::new(findings, plan, part);
    let pointer = if tag == RETURN { "/linked_to" } else { "/returns" };
    match head {
        Some(head) if day < head.day => {
            found.row(Code::ReturnEarlier, row.into(), pointer, "what is taken back was sold later");
        }
        None if !plan.is_whole(&format!("{thing}/receipt")) => {
            found.not_checked(Code::ReturnEarlier, "receipts that are taken back are withheld");
        }
        _ => {}
    }
}

/// Whether lines, and tax where they are without it, make `total`. Tax is rounded once or for each line, so it may differ
/// by a hundredth for each. Of lines on both sides of the tax nobody knows which tax is meant.
fn adds_up(head: &Head, total: i128) -> bool {
    match head.with_tax {
        0 => {}
        all if all == head.lines.count => return head.lines.sum == total,
        _ => return true,
    }
    let tax = match (head.taxes.count, head.flags & TAX_STATED) {
        (0, 0) => return true,
        (0, _) => head.amounts[1],
        _ => head.taxes.sum,
    };
    let slack = i128::from(head.lines.count).saturating_mul(10_000);
    (head.lines.sum.saturating_add(tax).saturating_sub(total)).saturating_abs() <= slack
}
