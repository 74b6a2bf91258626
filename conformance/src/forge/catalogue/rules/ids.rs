//! Ids, labels, references, and the thing a record belongs to.

use super::{Draft, LEDGER, SMALL, STATES, bank, bundle, row, warn};
use crate::forge::bank::transaction_id;

pub(super) fn vectors() -> Vec<Draft> {
    let (first, second) = (transaction_id(0), transaction_id(1));
    let mut two_accounts = bank::small();
    let mut other = two_accounts.part("m1").clone();
    "y8".clone_into(&mut other.id);
    "aqqqqq/account".clone_into(&mut other.series);
    other.rows[0].change(r#""id":"a7k2qx""#, r#""id":"aqqqqq""#);
    two_accounts.parts.push(other);
    let neighbour = "thing-matches-series/accept-two-accounts";
    let accepted = Draft::accept(neighbour, &bundle(two_accounts.clone()))
        .says("a bundle of two accounts", "customers with two accounts need two bundles");
    two_accounts.part("k3").rows[1].change(r#""account":"a7k2qx""#, r#""account":"aqqqqq""#);
    vec![
        row(
            "id-unique/reject-twice",
            SMALL,
            "k3",
            1,
            [&second, &first],
            "two transactions with one id",
            "whoever imports by id loses one of them",
        ),
        row(
            "id-composed/reject-detail",
            LEDGER,
            "x2",
            1,
            [&format!("{}.1", transaction_id(10)), &format!("{}.2", transaction_id(10))],
            "the second detail under the id of the third",
            "whoever takes such ids apart finds the wrong detail",
        ),
        warn(
            "id-provisional/warn-incomplete-day",
            SMALL,
            "k3",
            |part| part.incomplete = vec!["2026-01-30".to_owned()],
            "a derived id on an incomplete day that does not say it may change",
            "the same transaction comes back under another id and is counted twice",
        ),
        row(
            "label-form/reject-word",
            STATES,
            "c7",
            0,
            [r#""id":"f2x5yn""#, r#""id":"newsletter""#],
            "a word for a label",
            "the name of a withheld thing tells what it is",
        ),
        row(
            "reference-resolves/reject-mandate",
            LEDGER,
            "k3",
            2,
            [r#""mandate":"o5n2hb""#, r#""mandate":"o5n2hc""#],
            "a mandate that is not there",
            "what a payment rests on cannot be found",
        ),
        accepted,
        Draft::reject("thing-matches-series/reject-other-account", &two_accounts.seal().bundle())
            .base(neighbour)
            .row("parts/k3.ndjson", 1)
            .says(
                "a transaction of one account in the series of another",
                "whoever shares the series of one account shares a record of another",
            ),
    ]
}
