//! Free text, numbers of people, and the decimals of amounts.

use super::{Draft, LEDGER, SMALL, bundle, plan, row, warn_row};

/// A purchase abroad in another currency, and in as many decimals.
const ABROAD: [&str; 2] = [r#""original_amount":"-21.50""#, r#""original_currency":"EUR""#];

/// The ledger with that purchase in these words.
fn abroad(id: &str, amount: &str, currency: &str) -> Draft {
    let mut plan = plan(LEDGER);
    let row = &mut plan.part("b9").rows[1];
    row.change(ABROAD[0], &format!(r#""original_amount":"{amount}""#));
    row.change(ABROAD[1], &format!(r#""original_currency":"{currency}""#));
    if id.contains("/warn-") {
        Draft::warn(id, &bundle(plan)).base(LEDGER).row("parts/b9.ndjson", 1)
    } else {
        Draft::accept(id, &bundle(plan))
    }
}

fn currencies() -> Vec<Draft> {
    const UNREADABLE: &str = "records of the past, or of a currency that is newer, are called wrong";
    vec![
        abroad("currency-known/warn-no-currency", "-21.50", "XXY")
            .pointer("/original_currency")
            .says("a purchase in a currency that there is not", "a slip in three letters makes another sum of it"),
        abroad("currency-known/accept-withdrawn", "-21.500", "HRK")
            .says("a purchase in a currency that was withdrawn, of which no decimals are stated", UNREADABLE),
        abroad("amount-scale/accept-three-of-three", "-21.500", "KWD")
            .says("three decimals of a currency that has three", UNREADABLE),
        abroad("amount-scale/warn-none", "-21.50", "JPY")
            .pointer("/original_amount")
            .says("two decimals of a currency that has none", "a separator of thousands was taken for a decimal mark"),
    ]
}

pub(super) fn vectors() -> Vec<Draft> {
    [texts(), currencies()].concat()
}

fn texts() -> Vec<Draft> {
    vec![
        row(
            "text-normalised/reject-decomposed",
            SMALL,
            "k3",
            3,
            ["Caf\u{e9} Zo\u{eb}", "Cafe\u{301} Zoe\u{308}"],
            "a name with letters and accents apart",
            "a name is not found again",
        ),
        warn_row(
            "amount-scale/warn-three-decimals",
            SMALL,
            "k3",
            0,
            [r#""amount":"-45.50""#, r#""amount":"-45.500""#],
            "an amount in pounds with three decimals",
            "a separator of thousands was taken for a decimal mark",
        ),
        warn_row(
            "card-number-in-text/warn-in-description",
            SMALL,
            "k3",
            0,
            ["CARD 1001", "CARD 4000000000000002"],
            "a card number in a description",
            "whoever reads the file pays with the card",
        ),
        warn_row(
            "number-unmasked/warn-counterparty",
            SMALL,
            "k3",
            2,
            [r#""scheme":"sortcode_acct"}"#, r#""scheme":"sortcode_acct","value":"00-00-00 12345678"}"#],
            "the account number of the other party",
            "somebody who never agreed is in the file with their number",
        ),
        warn_row(
            "number-display/warn-in-full",
            SMALL,
            "k3",
            2,
            [r#""display":"****5678""#, r#""display":"00-00-00 12345678""#],
            "a number in full where its end should stand",
            "screens, logs and paper show the number",
        ),
    ]
}
