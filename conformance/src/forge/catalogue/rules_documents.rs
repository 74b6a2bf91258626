//! Stage `rules`: bills, contracts, wishes about being contacted, and what is held.

use serde_json::{Value, json};

use super::{Draft, bundle, sector::Sector};
use crate::forge::{
    bank::{self, ACCOUNT},
    documents,
    head::{Part, Row},
    priced::{self, FEED_IN, REGISTER_OF_HOME},
    types::CONTRACT,
};

const PLAN: Sector = Sector { base: "whole/accept-documents", plan: documents::plan };

/// A contract of the bank over the account, and other states.
const STATES: Sector = Sector { base: "whole/accept-states", plan: bank::states };

pub(super) fn vectors() -> Vec<Draft> {
    [bills(), people(), contracts()].concat()
}

/// Another contract beside the one over the account, which is in force from 1 January to 1 April 2026 at least.
fn contracts() -> Vec<Draft> {
    let beside = |id: &str, (as_of, next): (&str, &str), own: Value, title: &str, why: &str| {
        let mut state = json!({"id": "c5t7yk", "as_of": as_of, "sector": "bank", "status": "active",
            "provider": "Other Bank", "product_name": "Other", "exit_charge_kind": "unknown", "covers": [ACCOUNT]});
        for (name, value) in own.as_object().expect("an object") {
            state[name] = value.clone();
        }
        let part = Part::new("k2", "c5t7yk", &CONTRACT, 0, (as_of, next), vec![Row::of(&CONTRACT, &state)]);
        STATES.change(id, |plan| plan.parts.push(part), title, why)
    };
    let issued = ("2026-04-01", "2026-04-02");
    let wrong = "every contract that was ever left is a warning";
    let lost = "what leaving costs is taken from a contract that was left long ago";
    vec![
        beside("contract-once/accept-ended", issued, json!({"status": "ended"}), "a contract that has ended", wrong),
        beside(
            "contract-once/accept-other-trade",
            issued,
            json!({"sector": "insurance"}),
            "an insurance of the account beside the contract with the bank",
            wrong,
        ),
        beside(
            "contract-once/accept-day-before",
            ("2025-12-31", "2026-01-01"),
            json!({"starts_on": "2025-01-01"}),
            "a contract in force on the day before the other begins",
            wrong,
        ),
        beside(
            "contract-once/warn-one-day",
            ("2026-01-01", "2026-01-02"),
            json!({"starts_on": "2025-01-01"}),
            "two contracts over one account on one day",
            lost,
        )
        .base("contract-once/accept-day-before")
        .row("parts/k2.ndjson", 0)
        .pointer("/covers/0"),
        Draft::accept(
            "contract-once/accept-import-and-export",
            &bundle(priced::home_under_two([REGISTER_OF_HOME, FEED_IN])),
        )
        .says("a contract for what is taken, and one for what is fed in", wrong),
        Draft::warn(
            "contract-once/warn-one-register",
            &bundle(priced::home_under_two([REGISTER_OF_HOME, REGISTER_OF_HOME])),
        )
        .base("contract-once/accept-import-and-export")
        .says("two contracts in force over one register", lost)
        .row("parts/k2.ndjson", 0)
        .pointer("/covers/0"),
        beside("contract-once/warn-both-now", issued, json!({}), "two contracts in force over one account", lost)
            .base("contract-once/accept-ended")
            .row("parts/k2.ndjson", 0)
            .pointer("/covers/0"),
    ]
}

fn bills() -> Vec<Draft> {
    vec![
        PLAN.accept(
            "a bill at three rates of tax with an instalment, a credit note, two wishes and two uses of data",
            "a record type that is refused is lost to its customer",
        ),
        PLAN.part(
            "document-sign/reject-credit-note",
            "i1",
            |part| part.rows[1].change(r#""total":"-30.00""#, r#""total":"30.00""#),
            "a credit note that the customer pays for",
            "a credit counts as a bill",
        )
        .row("parts/i1.ndjson", 1)
        .pointer("/total"),
        PLAN.row(
            "invoice-tax/warn-net",
            ("i1", 0),
            &[[r#""net":"172.50""#, r#""net":"187.50""#]],
            "/total",
            "a sum without tax that is the sum with it",
            "one of three sums is from another line of the bill",
        ),
        PLAN.row(
            "invoice-payable/warn-paid-sign",
            ("i1", 0),
            &[[r#""paid":"50.00""#, r#""paid":"-50.00""#]],
            "/payable",
            "a payment that was taken off with the wrong sign",
            "what was paid is asked for again",
        ),
        PLAN.change(
            "invoice-lines/warn-left-out",
            |plan| {
                plan.part("l1").rows[1].change(r#""amount":"50.00""#, r#""amount":"49.00""#);
                drop(plan.part("x1").rows.drain(..));
            },
            "a line that is a pound off",
            "a quote is computed from lines that are not the whole bill",
        )
        .row("parts/i1.ndjson", 0)
        .pointer("/total"),
        PLAN.change(
            "invoice-lines/accept-with-tax",
            |plan| {
                for (row, before, after) in [(0, "100.00", "105.00"), (1, "50.00", "60.00"), (2, "22.50", "22.50")] {
                    gross(&mut plan.part("l1").rows[row], before, after);
                }
            },
            "lines that say that they are with tax, of a bill whose total is",
            "the side of the tax is taken from the bill, and a right bill is called wrong",
        ),
        PLAN.change(
            "invoice-lines/accept-both-sides",
            |plan| gross(&mut plan.part("l1").rows[0], "100.00", "105.00"),
            "one line with tax and two without, which nobody can add up",
            "the same lines are right for one verifier and wrong for the next",
        ),
        PLAN.change(
            "invoice-lines/warn-with-tax",
            |plan| {
                for (row, before, after) in [(0, "100.00", "100.00"), (1, "50.00", "50.00"), (2, "22.50", "22.50")] {
                    gross(&mut plan.part("l1").rows[row], before, after);
                }
                drop(plan.part("x1").rows.drain(..));
            },
            "lines that say that they are with tax, and are without",
            "a quote is computed from lines that are not the whole bill",
        )
        .row("parts/i1.ndjson", 0)
        .pointer("/total"),
        PLAN.row(
            "instalment-agreement/warn-without",
            ("l1", 2),
            &[[r#","device_agreement":"d4p7wz""#, ""]],
            "/kind",
            "an instalment that does not say of what",
            "what is left to pay cannot be found",
        ),
        PLAN.change(
            "tax-sum/warn-invoice",
            |plan| {
                drop(plan.part("x1").rows.remove(0));
            },
            "a bill whose tax at the reduced rate is on no tax line",
            "what something costs without tax is computed from the wrong rate",
        )
        .row("parts/i1.ndjson", 0)
        .pointer("/tax"),
        PLAN.change(
            "tax-base/warn-invoice",
            |plan| {
                plan.part("x1").rows[1]
                    .change(r#""base":"50.00","amount":"10.00""#, r#""base":"72.50","amount":"14.50""#);
                drop(plan.part("x1").rows.remove(2));
                plan.part("x1").rows[0]
                    .change(r#""base":"100.00","amount":"5.00""#, r#""base":"10.00","amount":"0.50""#);
            },
            "bases that add up and belong to other rates",
            "what something costs without tax is computed from the wrong rate",
        )
        .row("parts/x1.ndjson", 0)
        .pointer("/base"),
        PLAN.change(
            "tax-base/accept-rate-unsaid",
            |plan| {
                let taxes = plan.part("x1");
                taxes.rows[0].change(r#""base":"100.00","amount":"5.00""#, r#""base":"60.00","amount":"3.00""#);
                taxes.rows[2].change(r#""base":"22.50","amount":"0.00""#, r#""base":"62.50","amount":"2.00""#);
                taxes.rows[2].change(r#","rate":"0""#, "");
            },
            "a tax line without its rate, so that nobody knows which lines are under it",
            "a bill is called wrong whose tax lines are coarser than its lines",
        ),
        PLAN.row(
            "line-currency/reject-tax",
            ("x1", 0),
            &[[r#""currency":"GBP""#, r#""currency":"EUR""#]],
            "/currency",
            "tax in euros on a bill in pounds",
            "amounts of two currencies are added up",
        ),
        PLAN.row(
            "line-date/reject-invoice",
            ("l1", 0),
            &[[r#""date":"2026-03-02""#, r#""date":"2026-03-01""#]],
            "/date",
            "a line of another day than its bill",
            "a line is counted in another month than its bill",
        ),
        PLAN.row(
            "member-together/reject-quantity-without-unit",
            ("l1", 0),
            &[[r#","unit":"kWh""#, ""]],
            "/quantity",
            "four hundred of nobody knows what",
            "a quantity without its unit cannot be read",
        ),
    ]
}

fn people() -> Vec<Draft> {
    vec![
        PLAN.row(
            "preference-once/reject-yes-and-no",
            ("f1", 1),
            &[[r#""topic":"own_products""#, r#""topic":"research""#]],
            "/topic",
            "yes and no to the same",
            "whoever wants to call picks the answer they like",
        ),
        PLAN.row(
            "data-use-once/warn-twice",
            ("h1", 1),
            &[[r#""purpose":"analytics""#, r#""purpose":"billing""#]],
            "/purpose",
            "one use of data twice",
            "nobody knows how long data is kept",
        ),
        PLAN.row(
            "value-country/reject-lower-case",
            ("h1", 0),
            &[[r#""retention":"P1Y""#, r#""retention":"P1Y","countries":["us"]"#]],
            "/countries/0",
            "a country in small letters",
            "a transfer to a country is not found",
        ),
    ]
}

/// A line that is with tax, and comes to `after`.
fn gross(line: &mut Row, before: &str, after: &str) {
    line.change(r#""tax_included":false"#, r#""tax_included":true"#);
    line.change(&format!(r#""amount":"{before}""#), &format!(r#""amount":"{after}""#));
}
