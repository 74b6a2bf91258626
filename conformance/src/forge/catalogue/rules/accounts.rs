//! Accounts, their balances, credit, and what is taken from them again and again.

use super::{ALL, Draft, LEDGER, SMALL, STATES, bank, bundle, row, warn, warn_row};

pub(super) fn vectors() -> Vec<Draft> {
    let owed = "a debt is read as savings";
    let debt = {
        let mut plan = bank::ledger();
        plan.parts.retain(|part| ["m1", "h1"].contains(&part.id.as_str()));
        plan.part("m1").rows[0].change(r#""kind":"current""#, r#""kind":"mortgage""#);
        let balances = plan.part("h1");
        balances.rows.truncate(1);
        balances.rows[0].change(r#""kind":"opening_booked","amount":""#, r#""kind":"closing_booked","amount":"-"#);
        plan
    };
    let saved = {
        let mut plan = debt.clone();
        plan.part("h1").rows[0].change(r#""amount":"-"#, r#""amount":""#);
        plan
    };
    let neighbour = "balance-debt-negative/accept-mortgage";
    let lost = "a row that is missing or was read wrongly is not noticed";
    vec![
        warn_row(
            "account-closed/warn-open",
            SMALL,
            "m1",
            0,
            [r#""opened_on":"2019-05-07""#, r#""opened_on":"2019-05-07","closed_on":"2026-01-31""#],
            "an account that is open and was closed",
            "a switch is offered that cannot happen",
        ),
        warn(
            "balance-chain/warn-break",
            SMALL,
            "k3",
            |part| part.rows[4].change(r#""running_balance":"1862.41""#, r#""running_balance":"1862.42""#),
            "a running balance that is a penny off",
            lost,
        ),
        warn(
            "balance-reconciles/warn-closing",
            LEDGER,
            "h1",
            |part| part.rows[3].change(r#""amount":"2521.67""#, r#""amount":"2521.68""#),
            "a closing balance that is a penny off",
            lost,
        ),
        warn(
            "balance-reconciles/warn-two-closings",
            ALL,
            "h1",
            |part| {
                let mut other = part.rows[3].clone();
                other.change(r#""id":""#, r#""id":"x"#);
                other.change(r#""amount":"2521.67""#, r#""amount":"2521.60""#);
                part.rows.insert(3, other);
            },
            "two closing balances of one day, of which the later row is the one that summaries follow",
            "one program computes with the one and another with the other",
        ),
        Draft::accept(neighbour, &bundle(debt)).says("a mortgage with its debt", "who owes money cannot say how much"),
        Draft::warn("balance-debt-negative/warn-mortgage", &bundle(saved))
            .base(neighbour)
            .row("parts/h1.ndjson", 0)
            .says("a mortgage whose debt is positive", owed),
        row(
            "balance-account-currency/reject-balance",
            LEDGER,
            "h1",
            0,
            [r#""currency":"GBP""#, r#""currency":"EUR""#],
            "a balance in euros of an account in pounds",
            "an amount is read in another currency",
        ),
        row(
            "balance-account-currency/reject-credit",
            STATES,
            "f6",
            0,
            [r#""currency":"GBP""#, r#""currency":"EUR""#],
            "an overdraft in euros on an account in pounds",
            "an amount is read in another currency",
        ),
        row(
            "credit-not-negative/reject-limit",
            STATES,
            "f6",
            0,
            [r#""credit_limit":"500.00""#, r#""credit_limit":"-500.00""#],
            "a limit below zero",
            "a limit that was read as a debt",
        ),
        row(
            "credit-tiers/reject-descending",
            STATES,
            "f6",
            0,
            [
                r#"[{"basis":"ear","rate":"0.399","up_to":"500.00"}]"#,
                r#"[{"above":"100.00","basis":"ear","rate":"0.399"},{"basis":"ear","rate":"0","up_to":"100.00"}]"#,
            ],
            "the upper tier before the lower",
            "what a debt costs is computed from the wrong tier",
        ),
        row(
            "credit-tiers/reject-below-zero",
            STATES,
            "f6",
            0,
            [r#"[{"basis":"ear","rate""#, r#"[{"above":"-100.00","basis":"ear","rate""#],
            "a tier that begins below zero",
            "interest is charged on money that was not borrowed",
        ),
        row(
            "credit-tiers/reject-no-width",
            STATES,
            "f6",
            0,
            [r#""up_to":"500.00""#, r#""up_to":"0.00""#],
            "a tier from zero to zero",
            "what a debt costs is computed from no tier",
        ),
        row(
            "credit-tiers/reject-above-the-open",
            STATES,
            "f6",
            0,
            [
                r#"[{"basis":"ear","rate":"0.399","up_to":"500.00"}]"#,
                r#"[{"basis":"ear","rate":"0.399"},{"above":"500.00","basis":"ear","rate":"0.5"}]"#,
            ],
            "a tier above one that has no end",
            "what a debt costs is computed twice",
        ),
        row(
            "mandate-amount-out/reject-positive",
            STATES,
            "w4",
            0,
            [r#""last_amount":"-29.99""#, r#""last_amount":"29.99""#],
            "a direct debit that brings money in",
            "a payment is counted as income",
        ),
        row(
            "mandate-currency/reject-without",
            STATES,
            "w4",
            0,
            [r#","currency":"GBP""#, ""],
            "a mandate with an amount and no currency",
            "an amount is read without what gives it its meaning",
        ),
    ]
}
