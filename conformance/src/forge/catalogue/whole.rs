//! Files in which nothing is wrong: the neighbours of all that are rejected.

use super::{Draft, bound, bundle, share};
use crate::forge::{
    bank,
    head::Plan,
    key::BANK_ED25519,
    retail,
    share::{Share, Shown},
};

pub(super) fn vectors() -> Vec<Draft> {
    vec![
        Draft::accept("whole/accept-small", &bundle(bank::small())).says(
            "a bundle of one account and one month of its transactions",
            "a verifier that refuses this refuses everything",
        ),
        Draft::accept("whole/accept-everything", &bundle(bank::whole())).says(
            "a bundle with every bank record type, every group, nested claims and an attachment",
            "a record type that is refused is lost to its customer",
        ),
        Draft::accept("whole/accept-states", &bundle(bank::states())).says(
            "what holds: account, person, contract with its document, mandate, overdraft, preference",
            "a record type that is refused is lost to its customer",
        ),
        Draft::accept("whole/accept-ledger", &bundle(bank::ledger())).says(
            "three months of transactions with balances, details and a mandate",
            "rules between records refuse what they should let pass",
        ),
        Draft::accept("whole/accept-invoice", &bundle(retail::billed(bank::small())))
            .says("an invoice for a month", "a customer cannot show what they are billed"),
        Draft::accept("whole/accept-receipt", &bundle(retail::shop(bank::small())))
            .says("a receipt with one line", "value types that a bank does not have are read wrongly"),
        Draft::accept("whole/accept-ed25519", &bundle(Plan { key: BANK_ED25519, ..bank::small() }))
            .says("a head signed with Ed25519", "the standard has two algorithms, and an issuer chooses"),
        Draft::accept("whole/accept-share-rows", &share(bank::small(), &rows()))
            .asking_binding()
            .says("a share of whole rows, bound to its recipient", "the row view is how a date range is shown"),
        Draft::accept("whole/accept-share-fields", &share(bank::small(), &fields())).asking_binding().says(
            "a share of two groups with a gap and masked cells, bound to its recipient",
            "the field view is how names stay at home",
        ),
        Draft::accept("whole/accept-share-totals", &share(bank::small(), &totals())).asking_binding().says(
            "a share of whole rows with the signed totals of their part",
            "totals are how a customer answers without showing every row",
        ),
    ]
}

/// As [`rows`], with the totals of the part.
pub(super) fn totals() -> Share {
    let mut share = rows();
    share.shown[1].nested = vec!["totals"];
    share
}

/// The account, and rows 1 to 3 of January whole.
pub(super) fn rows() -> Share {
    Share {
        shown: vec![Shown::rows("m1", &[(0, 1)]), Shown::rows("k3", &[(1, 4)])],
        binding: Some(bound()),
        ..Share::default()
    }
}

/// Two groups of four rows of January, the category of one withheld.
pub(super) fn fields() -> Share {
    Share {
        shown: vec![
            Shown::rows("m1", &[(0, 1)]),
            Shown::fields("k3", &[(0, 2), (3, 5)], &["core", "category"]).masking("category", &[(1, 2)]),
        ],
        binding: Some(bound()),
        ..Share::default()
    }
}
