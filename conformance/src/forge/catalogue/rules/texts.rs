//! Free text, numbers of people, and the decimals of amounts.

use super::{Draft, SMALL, row, warn_row};

pub(super) fn vectors() -> Vec<Draft> {
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
