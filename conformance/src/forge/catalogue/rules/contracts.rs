//! Contracts, and what a customer wishes.

use serde_json::json;

use super::{Draft, STATES, bank, bundle, row};
use crate::forge::{figures::states, head::Plan, priced, types};

/// The account with ten contracts over it, each naming it a thousand times, and one more where `more`.
fn ten_thousand(more: bool) -> Plan {
    let mut plan = priced::last_months(1);
    let contract = |number: usize, times: usize| {
        let label = format!("caaaa{}", char::from(b'a' + u8::try_from(number).expect("a letter")));
        let state = json!({"id": label, "sector": "bank", "status": "active", "provider": "Example Bank",
            "product_name": "Everyday", "exit_charge_kind": "none", "covers": vec![bank::ACCOUNT; times]});
        states(&format!("o{number}"), &label, &types::CONTRACT, &[state])
    };
    plan.parts.extend((0..10).map(|number| contract(number, 1000)));
    if more {
        plan.parts.push(contract(10, 1));
    }
    plan
}

pub(super) fn vectors() -> Vec<Draft> {
    let leaving = "what leaving costs, and when it is free, cannot be told";
    vec![
        row(
            "contract-currency/reject-without",
            STATES,
            "g8",
            0,
            [r#","currency":"GBP""#, ""],
            "a contract with an amount and no currency",
            "an amount is read without what gives it its meaning",
        ),
        row(
            "contract-currency/reject-without-tax-side",
            STATES,
            "g8",
            0,
            [r#","tax_included":true"#, ""],
            "a contract with an amount that does not say whether tax is in it",
            "prices with and without tax are compared",
        ),
        row(
            "contract-exit-charge/reject-kind-without",
            STATES,
            "g8",
            0,
            [r#""exit_charge_kind":"none""#, r#""exit_charge_kind":"amount""#],
            "an exit charge that is not given",
            leaving,
        ),
        row(
            "contract-exit-charge/reject-free-with-charge",
            STATES,
            "g8",
            0,
            [
                r#""ends_on":"2027-01-01""#,
                r#""ends_on":"2027-01-01","exit_charge":"90.00","exit_charge_as_of":"2026-04-01""#,
            ],
            "free to leave, with an exit charge",
            leaving,
        ),
        row(
            "contract-recurring/reject-without-period",
            STATES,
            "g8",
            0,
            [r#","recurring_period":"P1M""#, ""],
            "an amount due nobody knows how often",
            "a week and a month are different prices",
        ),
        row(
            "contract-term/reject-last-day",
            STATES,
            "g8",
            0,
            [r#""ends_on":"2027-01-01""#, r#""ends_on":"2026-12-31""#],
            "the last day of the term for the first free one",
            leaving,
        ),
        row(
            "contract-term/reject-behind-the-calendar",
            STATES,
            "g8",
            0,
            [r#""starts_on":"2026-01-01""#, r#""starts_on":"9999-12-31""#],
            "a term that no date can end",
            leaving,
        ),
        {
            let mut plan = bank::states();
            let contract = &mut plan.part("g8").rows[0];
            contract.change(r#""starts_on":"2026-01-01""#, r#""starts_on":"2026-01-31""#);
            contract.change(r#""P12M""#, r#""P1M""#);
            contract.change(r#""ends_on":"2027-01-01""#, r#""ends_on":"2026-02-28""#);
            Draft::accept("contract-term/accept-short-month", &bundle(plan))
                .says("a month from 31 January", "a term that ends in a short month is refused")
        },
        Draft::warn("contract-once/warn-10000-things", &bundle(ten_thousand(false)))
            .base("contract-once/accept-10001-things")
            .says("ten contracts in force that cover an account ten thousand times", "what is paid twice is not told"),
        Draft::accept("contract-once/accept-10001-things", &bundle(ten_thousand(true))).says(
            "contracts that cover more things than anybody looks at",
            "a file of many contracts stops its reader",
        ),
        row(
            "preference-period/reject-without",
            STATES,
            "c7",
            0,
            [r#","per":"P1M""#, ""],
            "two contacts, nobody knows in which time",
            "a wish of a customer means nothing",
        ),
    ]
}
