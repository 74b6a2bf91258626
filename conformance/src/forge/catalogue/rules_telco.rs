//! Stage `rules`: telecommunications.

use super::{Draft, sector::Sector};
use crate::forge::telco;

const PLAN: Sector = Sector { base: "whole/accept-telco", plan: telco::plan };
const SUMMED: Sector = Sector { base: "summary-disagrees/accept-telco", plan: telco::summed };

pub(super) fn vectors() -> Vec<Draft> {
    [whole(), lines(), allowances(), devices(), usage(), secrets(), figures()].concat()
}

fn whole() -> Vec<Draft> {
    vec![
        PLAN.accept(
            "two lines, allowances rolled over and shared, a device, use at home and abroad, data by the day",
            "a record type that is refused is lost to its customer",
        ),
        SUMMED.accept(
            "figures of use at home and abroad, and of what was charged",
            "a customer shows every call to show how many there were",
        ),
    ]
}

fn lines() -> Vec<Draft> {
    vec![
        PLAN.row(
            "subscription-ended/warn-active",
            ("s2", 0),
            &[[r#""status":"ended""#, r#""status":"active""#]],
            "/ended_on",
            "a line that ended yesterday and is active",
            "a line that is gone is compared and paid for",
        ),
        PLAN.row(
            "subscription-ended/warn-before-start",
            ("s2", 0),
            &[[r#""activated_on":"2024-05-01""#, r#""activated_on":"2026-05-01""#]],
            "/ended_on",
            "a line that ended before it began",
            "a line that is gone is compared and paid for",
        ),
        PLAN.row(
            "member-together/reject-line-without-currency",
            ("s1", 0),
            &[[r#","currency":"GBP""#, ""]],
            "/recurring_amount",
            "a monthly price without currency",
            "an amount is read without what gives it its meaning",
        ),
    ]
}

fn allowances() -> Vec<Draft> {
    vec![
        PLAN.row(
            "allowance-unlimited/reject-with-quantity",
            ("p1", 2),
            &[[r#""unit":"B""#, r#""quantity":"1000000000","unit":"B""#]],
            "/unlimited",
            "an unlimited allowance of a gigabyte",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
        PLAN.row(
            "allowance-unlimited/reject-without-quantity",
            ("p1", 0),
            &[[r#""quantity":"5000000000","#, ""], [r#","remaining":"500000000""#, ""]],
            "/unlimited",
            "a limited allowance that does not say of how much",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
        PLAN.row(
            "allowance-unlimited/reject-fair-use",
            ("p1", 0),
            &[[r#""unit":"B""#, r#""unit":"B","fair_use":"1000000000""#]],
            "/fair_use",
            "a limited allowance with a fair use beside its limit",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
        PLAN.row(
            "allowance-balance/warn-remaining",
            ("p1", 0),
            &[[r#""used":"4500000000""#, r#""used":"4400000000""#]],
            "/remaining",
            "more was left than is said",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
        PLAN.row(
            "allowance-balance/warn-below-zero",
            ("p1", 1),
            &[[r#""remaining":"0""#, r#""remaining":"-100000000""#]],
            "/remaining",
            "what remains is below zero",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
        PLAN.row(
            "allowance-balance/warn-no-over",
            ("p1", 1),
            &[[r#","over":"100000000""#, ""]],
            "/used",
            "more was used than granted, and nothing says that it was charged",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
        PLAN.row(
            "allowance-balance/warn-over",
            ("p1", 1),
            &[[r#""over":"100000000""#, r#""over":"10000000""#]],
            "/over",
            "less was charged than was used beyond the allowance",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
        PLAN.row(
            "allowance-rolled-in/warn-too-much",
            ("p1", 1),
            &[[r#""rolled_in":"500000000","used":"5600000000""#, r#""rolled_in":"600000000","used":"5700000000""#]],
            "/rolled_in",
            "more was rolled in than was left",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
        PLAN.row(
            "allowance-rolled-in/accept-less",
            ("p1", 1),
            &[[r#""rolled_in":"500000000","used":"5600000000""#, r#""rolled_in":"400000000","used":"5500000000""#]],
            "",
            "less was rolled in than was left",
            "operators who keep a part of what is left are refused",
        ),
        PLAN.change(
            "allowance-pool/reject-line",
            |plan| {
                plan.parts.retain(|part| part.id != "p1");
                let pool = plan.part("p2");
                "l7k2qx/plan_allowance".clone_into(&mut pool.series);
                pool.rows[0].change(r#""unlimited":false"#, r#""unlimited":false,"line":"l7k2qx""#);
            },
            "a pool of two lines that is said to be one line's",
            "a pool is counted once for each line",
        )
        .row("parts/p2.ndjson", 0)
        .pointer("/line"),
        PLAN.row(
            "member-together/reject-allowance-without-unit",
            ("p2", 0),
            &[[r#","unit":"count""#, ""]],
            "/quantity",
            "a thousand of nobody knows what",
            "a quantity without its unit cannot be read",
        ),
        PLAN.row(
            "period-order/reject-allowance",
            ("p2", 0),
            &[[r#""period_end":"2026-04-01""#, r#""period_end":"2026-03-01""#]],
            "/period_end",
            "an allowance for no days",
            "the last day of a period was taken for the first after it",
        ),
    ]
}

fn devices() -> Vec<Draft> {
    vec![
        PLAN.row(
            "device-balance/warn-instalment-more",
            ("d1", 0),
            &[[r#""instalments_paid":10"#, r#""instalments_paid":11"#]],
            "/balance_left",
            "one instalment more was paid than was taken off",
            "what is left to pay keeps people from leaving, or looks like nothing",
        ),
        PLAN.row(
            "device-balance/accept-settled",
            ("d1", 0),
            &[
                [r#""status":"active""#, r#""status":"settled""#],
                [r#""balance_left":"315.00""#, r#""balance_left":"0.00""#],
            ],
            "",
            "a telephone that was paid off at once after ten of 24 instalments",
            "whoever pays early is told that something is wrong",
        ),
        PLAN.row(
            "device-instalments/warn-more-than-agreed",
            ("d1", 0),
            &[[r#""instalments_total":24"#, r#""instalments_total":9"#]],
            "/instalments_paid",
            "ten of nine instalments paid",
            "what is left to pay keeps people from leaving, or looks like nothing",
        ),
        PLAN.row(
            "device-instalments/warn-settled",
            ("d1", 0),
            &[[r#""status":"active""#, r#""status":"settled""#]],
            "/balance_left",
            "settled, with 315 pounds left",
            "what is left to pay keeps people from leaving, or looks like nothing",
        ),
        PLAN.row(
            "gtin-digit/warn-device",
            ("d1", 0),
            &[[r#""gtin":"04006381333931","gtin_check":"ok""#, r#""gtin":"04006381333932","gtin_check":"bad""#]],
            "/gtin",
            "a telephone whose GTIN is mistyped, and says so",
            "a mistyped article is taken for another",
        ),
    ]
}

fn usage() -> Vec<Draft> {
    vec![
        PLAN.row(
            "usage-grain/reject-month-in-one-part",
            ("u1", 2),
            &[
                [r#""grain":"event","kind":"sms""#, r#""grain":"day","kind":"voice""#],
                [r#""unit":"count""#, r#""unit":"s""#],
            ],
            "/grain",
            "a call and the calls of a day in one month",
            "a call is counted twice",
        ),
        PLAN.row(
            "usage-grain/reject-month-over-parts",
            ("u2", 2),
            &[[r#""grain":"event""#, r#""grain":"day""#]],
            "/grain",
            "a call in one part and the calls of a day in the next, of one month",
            "a call is counted twice",
        ),
        PLAN.row(
            "usage-grain/accept-other-month",
            ("u1", 0),
            &[[r#""grain":"event""#, r#""grain":"month""#]],
            "",
            "a month counted as a whole, the next one call by call",
            "an operator that gives calls from some month on is refused",
        ),
        PLAN.row(
            "usage-events/reject-one-of-three",
            ("u1", 0),
            &[[r#""unit":"s""#, r#""unit":"s","events":3"#]],
            "/events",
            "a single call that says it is three",
            "a call is counted once by one reader and three times by the next",
        ),
        PLAN.row(
            "usage-unit/warn-blocks",
            ("u2", 0),
            &[[r#""unit":"B""#, r#""unit":"count""#]],
            "/unit",
            "data in blocks",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
        PLAN.row(
            "usage-unit/warn-minutes",
            ("u1", 0),
            &[[r#""unit":"s""#, r#""unit":"count""#]],
            "/unit",
            "a call in minutes",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
        PLAN.row(
            "usage-unit/warn-data-down",
            ("u2", 1),
            &[[r#""direction":"both""#, r#""direction":"in""#]],
            "/direction",
            "data one way, beside data both ways",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
        PLAN.row(
            "usage-volume/warn-other-megabyte",
            ("u2", 0),
            &[[r#""quantity":"52428800""#, r#""quantity":"50000000""#]],
            "/quantity",
            "fifty megabytes of two sizes",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
        PLAN.row(
            "usage-roaming/warn-at-home",
            ("u2", 1),
            &[[r#""roaming":"roaming""#, r#""roaming":"home""#]],
            "/roaming_country",
            "use at home, in another country",
            "use abroad counts as use at home",
        ),
        PLAN.row(
            "usage-roaming/warn-unsaid",
            ("u2", 1),
            &[[r#","roaming":"roaming""#, ""]],
            "/roaming_country",
            "a country, and nothing that says roaming",
            "use abroad counts as use at home",
        ),
        PLAN.row(
            "number-unmasked/warn-called",
            ("u1", 0),
            &[[r#""scheme":"phone"}"#, r#""scheme":"phone","value":"+441632960001"}"#]],
            "/number/value",
            "the number that was called, in full",
            "somebody who never agreed is in the file with their number",
        ),
        PLAN.row(
            "member-together/reject-charge-without-tax-side",
            ("u1", 1),
            &[[r#","tax_included":true"#, ""]],
            "/rated_amount",
            "a charge that does not say whether tax is in it",
            "prices with and without tax are compared",
        ),
    ]
}

fn secrets() -> Vec<Draft> {
    vec![
        secret(
            "value-forbidden-name/reject-imsi",
            r#""extensions":{"example.operator.imsi":"234150000000000"}"#,
            "/extensions",
            "the identity of a SIM card",
        ),
        secret(
            "value-forbidden-name/reject-imei-nested",
            r#""extensions":{"example.operator.device":{"imei":"490154203237518"}}"#,
            "/extensions/example.operator.device",
            "the number of a device under another name",
        ),
        secret(
            "value-forbidden-name/reject-cell-in-list",
            r#""extensions":{"example.operator.path":[{"x":{"cell_id":"1a2b"}}]}"#,
            "/extensions/example.operator.path/0/x",
            "a cell deep in a list",
        ),
        secret(
            "value-forbidden-name/reject-longitude",
            r#""extensions":{"example.operator.place":{"lng":"-0.12"}}"#,
            "/extensions/example.operator.place",
            "a place on earth",
        ),
    ]
}

fn figures() -> Vec<Draft> {
    vec![
        SUMMED.row(
            "summary-disagrees/reject-usage-value",
            ("n1", 0),
            &[[r#""value":"60""#, r#""value":"61""#]],
            "/value",
            "a second more than was called",
            "a recipient who sees the figure alone relies on a signature under nonsense",
        ),
        SUMMED.row(
            "summary-disagrees/reject-usage-count",
            ("n1", 4),
            &[[r#""count":1"#, r#""count":2"#]],
            "/count",
            "one message counted twice",
            "a recipient who sees the figure alone relies on a signature under nonsense",
        ),
        SUMMED.row(
            "summary-disagrees/reject-usage-roaming",
            ("n1", 6),
            &[[".international.roaming", ".international.home"]],
            "/count",
            "what was charged abroad, as charged at home",
            "a recipient who sees the figure alone relies on a signature under nonsense",
        ),
        SUMMED
            .part(
                "summary-disagrees/reject-usage-left-out",
                "n1",
                |part| drop(part.rows.remove(2)),
                "use abroad that no figure is about",
                "what counts against a customer is left out",
            )
            .entry("head.sdjwt"),
    ]
}

/// A row of use with extensions.
fn secret(id: &str, extensions: &str, pointer: &str, title: &str) -> Draft {
    let why = "a place, a device or a card gets into a file that is handed on";
    PLAN.part(id, "u1", |part| *part.rows[0].fragments.last_mut().expect("extensions") = extensions.into(), title, why)
        .row("parts/u1.ndjson", 0)
        .pointer(pointer)
}
