//! What lines and components share.

use serde_json::{Value, json};

use super::{GUESSED, accept, reject};
use crate::forge::catalogue::Draft;
use crate::forge::tariff::{Tariff, account, mobile, monthly, used, with};

const DRAWN: &str = "tariff-pool/accept-drawn";
const FOR_EACH: &str = "tariff-lines/accept-for-each";
const TOO_LOW: &str = "no order of use gives a figure that is never too low";

/// Data from a pool, with other members of the pool and of what draws on it.
fn pooled(pool: &Value, draws: &Value) -> Tariff {
    let pool = with(&json!({"id": "gb", "label": "Data", "quantity": "20"}), pool);
    let draws = with(&with(&used("data", "GB", "5.00"), &json!({"pool": "gb"})), draws);
    mobile().components(&[draws]).with("/pools", json!([pool]))
}

fn plain() -> Tariff {
    pooled(&json!({}), &json!({}))
}

pub(super) fn vectors() -> Vec<Draft> {
    let refused = |id: &str, tariff: &Tariff, pointer: &str, title: &str, why: &str| {
        reject(id, DRAWN, tariff, pointer, title, why)
    };
    let sim = |lines: Option<u32>| {
        let tariff = mobile().component(&with(&monthly("5.00"), &json!({"for_each": "line"})));
        match lines {
            Some(lines) => tariff.with("/lines", json!(lines)),
            None => tariff,
        }
    };
    vec![
        accept(DRAWN, &plain(), "data from a pool"),
        accept(
            "tariff-pool/accept-takes",
            &pooled(&json!({"per": "P1M", "rollover": "P1M"}), &json!({"unit": "MB", "takes": "0.001"})),
            "a pool of gigabytes for data in megabytes",
        ),
        refused(
            "tariff-pool/reject-two-prices",
            &pooled(
                &json!({}),
                &json!({"mode": "graduated", "blocks": [{"price": "5.00", "up_to": "2"}, {"price": "3.00"}]}),
            ),
            "/components/0/pool",
            "two prices beyond a pool",
            TOO_LOW,
        ),
        refused(
            "tariff-pool/reject-credit",
            &pooled(&json!({}), &json!({"direction": "credit"})),
            "/components/0/pool",
            "a credit that draws on a pool",
            TOO_LOW,
        ),
        refused(
            "tariff-pool/reject-discount",
            &pooled(&json!({}), &json!({"blocks": [{"price": "-1.00"}]})),
            "/components/0/pool",
            "a price below zero beyond a pool",
            TOO_LOW,
        ),
        refused(
            "tariff-pool/reject-contingent",
            &pooled(&json!({}), &json!({"contingent": true, "when": [{"fact": "travels", "is": "yes"}]})),
            "/components/0/pool",
            "a contingent component that draws on a pool",
            TOO_LOW,
        ),
        refused(
            "tariff-pool/reject-not-drawn",
            &plain().with("/pools/-", json!({"id": "sms", "label": "Messages", "quantity": "100"})),
            "/pools/1",
            "a pool that nothing draws on",
            "what the customer has is charged, because a name is missing",
        ),
        refused(
            "tariff-pool/reject-below-nothing",
            &pooled(&json!({"quantity": "-1"}), &json!({})),
            "/pools/0/quantity",
            "a pool of less than nothing",
            GUESSED,
        ),
        refused(
            "tariff-pool/reject-takes-nothing",
            &pooled(&json!({}), &json!({"takes": "0"})),
            "/components/0/takes",
            "use that takes nothing from its pool",
            "use without end is free",
        ),
        refused(
            "tariff-pool/reject-takes-alone",
            &plain().component(&with(&used("sms", "count", "0.05"), &json!({"id": "sms", "takes": "2"}))),
            "/components/1/takes",
            "a part of a pool that is not named",
            GUESSED,
        ),
        refused(
            "tariff-reference/reject-pool",
            &plain().component(&with(&used("sms", "count", "0.05"), &json!({"id": "sms", "pool": "units"}))),
            "/components/1/pool",
            "a pool that is not there",
            "use is charged that the customer has paid for",
        ),
        refused(
            "tariff-name-once/reject-pools",
            &plain().with("/pools/-", json!({"id": "gb", "label": "More data", "quantity": "5"})),
            "/pools/1/id",
            "two pools of one name",
            GUESSED,
        ),
        refused(
            "tariff-period/reject-pool",
            &pooled(&json!({"per": "P5M"}), &json!({})),
            "/pools/0/per",
            "a pool of five months",
            GUESSED,
        ),
        accept(FOR_EACH, &sim(Some(4)), "a fee for each of up to four lines"),
        reject(
            "tariff-lines/reject-for-each-alone",
            FOR_EACH,
            &sim(None),
            "/components/1/for_each",
            "a fee for each line of a tariff for one",
            GUESSED,
        ),
        reject(
            "tariff-lines/reject-pool-for-each",
            DRAWN,
            &pooled(&json!({"for_each": "line"}), &json!({})),
            "/pools/0/for_each",
            "a pool for each line of a tariff for one",
            GUESSED,
        ),
        reject("tariff-lines/reject-one", FOR_EACH, &sim(Some(1)), "/lines", "a tariff for one line together", GUESSED),
        reject(
            "tariff-lines/reject-account",
            "tariff-value/accept-account",
            &account().with("/lines", json!(2)),
            "/lines",
            "an account for two lines",
            GUESSED,
        ),
    ]
}
