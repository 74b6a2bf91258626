//! Rules that hold in all sectors, by records that a bank does not have: invoices, receipts and their lines.

use super::{Draft, bank};
use crate::forge::retail;

pub(super) fn vectors() -> Vec<Draft> {
    let line = |id: &str, swap: [&str; 2], title: &str, why: &str| {
        let mut plan = retail::shop(bank::small());
        plan.part("l7").rows[0].change(swap[0], swap[1]);
        Draft::reject(id, &plan.seal().bundle()).base("whole/accept-receipt").row("parts/l7.ndjson", 0).says(title, why)
    };
    vec![
        {
            let mut plan = retail::billed(bank::small());
            plan.part("i4").rows[0].change(r#""period_end":"2026-03-01""#, r#""period_end":"2026-02-01""#);
            Draft::reject("period-order/reject-empty", &plan.seal().bundle())
                .base("whole/accept-invoice")
                .row("parts/i4.ndjson", 0)
                .says("an invoice for no days", "the last day of a period was taken for the first after it")
        },
        line(
            "line-date/reject-other-day",
            [r#""date":"2026-03-14""#, r#""date":"2026-03-15""#],
            "a line of another day than its receipt",
            "a line is counted in another month than its receipt",
        ),
        line(
            "line-currency/reject-other",
            [r#""currency":"GBP""#, r#""currency":"EUR""#],
            "a line in euros of a receipt in pounds",
            "an amount is read in another currency",
        ),
        line(
            "gtin-check/reject-bad-said-ok",
            [r#""04006381333931""#, r#""04006381333932""#],
            "a GTIN whose check digit is wrong and said to be right",
            "a mistyped article is taken for another",
        ),
        {
            let mut plan = retail::shop(bank::small());
            plan.part("l7").rows[0].change(r#","gtin_check":"ok""#, "");
            Draft::reject("member-together/reject-gtin-without-check", &plan.seal().bundle())
                .base("whole/accept-receipt")
                .row("parts/l7.ndjson", 0)
                .says(
                    "a GTIN that does not say whether its check digit is right",
                    "a mistyped article is taken for another",
                )
        },
    ]
}
