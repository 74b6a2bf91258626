//! Taxes of an invoice or receipt.

use super::{
    super::{findings::PartFindings, plan::Plan},
    entry::{ALL_LINES, RECEIPT, TAX_STATED},
    head::Head,
};
use pannier_report::Code;

/// `tax-sum` and `tax-base`, of an invoice or receipt of `tax` whose lines are in series called `lines`.
pub(super) fn judge(plan: &Plan, head: &Head, lines: &str, thing: &str, found: &mut PartFindings<'_>) {
    if head.tax_lines.count == 0 || !head.one_currency {
        return;
    }
    let stated = head.flags & TAX_STATED != 0;
    if !plan.is_whole(&format!("{thing}/tax_line")) {
        if stated {
            found.not_checked(Code::TaxSum, "tax lines are withheld");
        }
        found.not_checked(Code::TaxBase, "tax lines are withheld");
        return;
    }
    if stated && head.tax_lines.sum != head.amounts[1] {
        let message = "the tax lines do not add up to the tax";
        found.row_help(Code::TaxSum, head.row.into(), "/tax", message, "one tax line for each rate, zero included");
    }
    if head.lines.count == 0 {
        return;
    }
    let series = format!("{thing}/{lines}");
    // The rate of a line of a receipt stands in a group that may be withheld.
    let rates_shown = plan.named(&series).is_some_and(|series| {
        plan.parts_of(series)
            .all(|(_, part)| part.shows_group(if lines == "receipt_line" { "category" } else { "core" }))
    });
    if !plan.is_whole(&series) || (!rates_shown && has_rates(plan, &series)) {
        found.not_checked(Code::TaxBase, "lines, or their rates of tax, are withheld");
        return;
    }
    if head.rates.unknown || (head.tag == RECEIPT && head.flags & ALL_LINES == 0) {
        return;
    }
    let wrong: Vec<(usize, u32)> = head
        .rates
        .by_rate
        .values()
        .filter(|rate| {
            let tax = if rate.with_tax > 0 { rate.tax } else { 0 };
            let one_side = [0, rate.lines.count].contains(&rate.with_tax);
            let slack = i128::from(rate.lines.count).saturating_mul(10_000);
            let expected = rate.base.saturating_add(tax);
            rate.lines.count > 0 && one_side && rate.lines.sum.saturating_sub(expected).saturating_abs() > slack
        })
        .filter_map(|rate| rate.place)
        .collect();
    for (part, row) in wrong {
        PartFindings::new(found.findings, plan, part).row_help(
            Code::TaxBase,
            row.into(),
            "/base",
            "the lines of this rate come to another base",
            "look for a line with the rate of another",
        );
    }
}

/// Whether the issuer gives rates of tax at all.
fn has_rates(plan: &Plan, series: &str) -> bool {
    plan.named(series).is_some_and(|series| plan.parts_of(series).any(|(_, part)| part.has_group("category")))
}
