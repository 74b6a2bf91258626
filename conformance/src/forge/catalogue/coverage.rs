//! What a report says to be complete (`verify-coverage`, `verify-complete`): never a day more than signed facts prove.
//!
//! Bookings of the account: 1, 5, 15, 15 and 30 January; 5, 11 and 15 February; 2, 5, 16 and 31 March.

use super::{Draft, Made, bound, share, whole};
use crate::{
    forge::{
        bank::{self, ACCOUNT},
        head::{Attachment, Plan},
        share::{Share, Shown},
    },
    vector::Covered,
};

const ALL: [&str; 8] = ["core", "balance", "category", "text", "counterparty", "fx", "identifiers", "extensions"];
const TWO: [&str; 2] = ["core", "category"];
const CORE: [&str; 1] = ["core"];
const HIDDEN: &str = "a customer hides what counts against them in days that the report calls complete";
const LOST: &str = "a customer shows everything and cannot prove it";

/// Days `[from, to)` of the transactions, in these groups.
fn days(from: &str, to: &str, groups: &[&str]) -> Covered {
    let groups = groups.iter().map(|group| (*group).to_owned()).collect();
    let series = format!("{ACCOUNT}/transaction");
    Covered { series, from: from.to_owned(), to: to.to_owned(), except: Vec::new(), groups }
}

fn except(mut days: Covered, except: &[&str]) -> Covered {
    days.except = except.iter().map(|day| (*day).to_owned()).collect();
    days
}

fn shared(plan: Plan, shown: Vec<Shown>) -> Made {
    share(plan, &Share { shown, binding: Some(bound()), ..Share::default() })
}

/// A share of transactions, and what it proves.
fn proves(variant: &str, shown: Vec<Shown>, coverage: Vec<Covered>, title: &str, why: &str) -> Draft {
    Draft::accept(&format!("verify-coverage/accept-{variant}"), &shared(bank::ledger(), shown))
        .asking_binding()
        .proving(coverage)
        .says(title, why)
}

/// A share of January.
fn january(variant: &str, shown: Shown, coverage: Vec<Covered>, title: &str) -> Draft {
    proves(variant, vec![shown], coverage, title, HIDDEN)
}

pub(super) fn vectors() -> Vec<Draft> {
    [runs(), cells(), parts(), promises(), everything()].concat()
}

/// Of which days a run of rows proves something.
fn runs() -> Vec<Draft> {
    let rows = |rows: &[(usize, usize)]| Shown::rows("k3", rows);
    vec![
        january(
            "run-of-rows",
            rows(&[(1, 4)]),
            vec![days("2026-01-06", "2026-01-15", &ALL)],
            "rows 2 to 4 of 5: the day of the last one shown may have had another",
        ),
        january(
            "run-to-the-end",
            rows(&[(1, 5)]),
            vec![days("2026-01-06", "2026-02-01", &ALL)],
            "all rows but the first: the day of the first one shown may have had another",
        ),
        january(
            "tie-before",
            rows(&[(3, 5)]),
            vec![days("2026-01-16", "2026-02-01", &ALL)],
            "a run that begins with the second of two rows of one day",
        ),
        january(
            "tie-behind",
            rows(&[(0, 3)]),
            vec![days("2026-01-01", "2026-01-15", &ALL)],
            "a run that ends with the first of two rows of one day",
        ),
        january("tie-alone", rows(&[(2, 4)]), Vec::new(), "both rows of one day and no other: a third may be withheld"),
        january("one-row", rows(&[(1, 2)]), Vec::new(), "one row in the middle, which proves nothing but itself"),
        january(
            "first-row",
            rows(&[(0, 1)]),
            Vec::new(),
            "the first row, of the first day: that day may have had another",
        ),
        january(
            "gap",
            rows(&[(0, 2), (3, 5)]),
            vec![days("2026-01-01", "2026-01-05", &ALL), days("2026-01-16", "2026-02-01", &ALL)],
            "all rows but one in the middle",
        ),
        january(
            "scattered",
            rows(&[(0, 1), (2, 3), (4, 5)]),
            vec![days("2026-01-31", "2026-02-01", &ALL)],
            "every other row: only the days behind the last are proven empty",
        ),
        january("no-row", rows(&[]), Vec::new(), "a part of five rows of which none is shown"),
    ]
}

/// Groups and cells: a statement for one group says nothing of another.
fn cells() -> Vec<Draft> {
    let fields = |rows: &[(usize, usize)], groups: &[&'static str]| Shown::fields("k3", rows, groups);
    let neighbours = fields(&[(1, 5)], &TWO).masking("category", &[(1, 2), (4, 5)]);
    vec![
        january(
            "group-withheld",
            fields(&[(0, 5)], &CORE),
            vec![days("2026-01-01", "2026-02-01", &CORE)],
            "all rows of one group",
        ),
        january(
            "masked-cell",
            fields(&[(0, 5)], &TWO).masking("category", &[(1, 2)]),
            vec![
                days("2026-01-01", "2026-02-01", &["core"]),
                except(days("2026-01-01", "2026-02-01", &["category"]), &["2026-01-05"]),
            ],
            "all rows, one cell of one group masked",
        ),
        january(
            "masked-one-of-two",
            fields(&[(0, 5)], &TWO).masking("category", &[(2, 3)]),
            vec![
                days("2026-01-01", "2026-02-01", &["core"]),
                except(days("2026-01-01", "2026-02-01", &["category"]), &["2026-01-15"]),
            ],
            "of two rows of one day the cell of one masked",
        ),
        january(
            "masked-everywhere",
            fields(&[(0, 5)], &TWO).masking("category", &[(0, 5)]),
            vec![
                days("2026-01-01", "2026-02-01", &["core"]),
                except(
                    days("2026-01-01", "2026-02-01", &["category"]),
                    &["2026-01-01", "2026-01-05", "2026-01-15", "2026-01-30"],
                ),
            ],
            "every cell of a group masked: it is complete on the days without rows",
        ),
        january(
            "neighbours",
            neighbours,
            vec![
                days("2026-01-06", "2026-02-01", &["core"]),
                except(days("2026-01-06", "2026-02-01", &["category"]), &["2026-01-30"]),
            ],
            "two rows and the row on either side, of which only what dates it is shown",
        ),
    ]
}

/// Parts that are shown, withheld, and of other groups.
fn parts() -> Vec<Draft> {
    let whole = |part: &str, n: usize| Shown::rows(part, &[(0, n)]);
    let (first, second, third) = (|| whole("k3", 5), || whole("b9", 3), || whole("t0", 4));
    let quarter = days("2026-01-01", "2026-04-01", &ALL);
    let both = |part: &str, n: usize| Shown::fields(part, &[(0, n)], &TWO);
    vec![
        proves("series", vec![first(), second(), third()], vec![quarter], "all rows of consecutive parts", LOST),
        proves(
            "part-withheld",
            vec![first(), third()],
            vec![days("2026-01-01", "2026-02-01", &ALL), days("2026-03-01", "2026-04-01", &ALL)],
            "the first and the third of three months",
            HIDDEN,
        ),
        proves(
            "no-row-of-a-part-between",
            vec![first(), Shown::rows("b9", &[]), third()],
            vec![days("2026-01-01", "2026-02-01", &ALL), days("2026-03-01", "2026-04-01", &ALL)],
            "three months, of the second of them no row",
            HIDDEN,
        ),
        proves(
            "last-part-withheld",
            vec![first(), second()],
            vec![days("2026-01-01", "2026-03-01", &ALL)],
            "the first two of three months",
            HIDDEN,
        ),
        proves(
            "last-part",
            vec![third()],
            vec![days("2026-03-01", "2026-04-01", &ALL)],
            "the last of three months, which ends on the day of issue",
            LOST,
        ),
        proves(
            "group-withheld-between",
            vec![both("k3", 5), Shown::fields("b9", &[(0, 3)], &CORE), both("t0", 4)],
            vec![
                days("2026-01-01", "2026-04-01", &["core"]),
                days("2026-01-01", "2026-02-01", &["category"]),
                days("2026-03-01", "2026-04-01", &["category"]),
            ],
            "three months, of the second of them a group less",
            HIDDEN,
        ),
        proves(
            "run-over-parts",
            vec![Shown::rows("k3", &[(3, 5)]), Shown::rows("b9", &[(0, 2)])],
            vec![days("2026-01-16", "2026-02-11", &ALL)],
            "the last rows of one month and the first of the next",
            LOST,
        ),
        proves(
            "run-over-parts-broken",
            vec![Shown::rows("k3", &[(0, 4)]), second()],
            vec![days("2026-01-01", "2026-01-15", &ALL), days("2026-02-01", "2026-03-01", &ALL)],
            "a month without its last row, and the next month",
            HIDDEN,
        ),
    ]
}

/// What the issuer promises, and what not.
fn promises() -> Vec<Draft> {
    let part = |change: fn(&mut Plan), shown: Shown| {
        let mut plan = bank::small();
        change(&mut plan);
        shared(plan, vec![shown])
    };
    let draft = |variant: &str, made: &Made, coverage: Vec<Covered>, title: &str| {
        Draft::accept(&format!("verify-coverage/accept-{variant}"), made)
            .asking_binding()
            .proving(coverage)
            .says(title, "a day that nobody promised counts as a day on which nothing happened")
    };
    let incomplete: fn(&mut Plan) =
        |plan| plan.part("k3").incomplete = vec!["2026-01-10".to_owned(), "2026-01-31".to_owned()];
    let empty: fn(&mut Plan) = |plan| {
        plan.part("k3").rows.clear();
        plan.part("k3").nested.clear();
    };
    let account = Covered {
        series: format!("{ACCOUNT}/account"),
        groups: ["core", "identifiers", "extensions"].map(str::to_owned).into(),
        ..days("2026-04-01", "2026-04-02", &[])
    };
    vec![
        draft(
            "incomplete-days",
            &part(incomplete, Shown::rows("k3", &[(0, 5)])),
            vec![except(days("2026-01-01", "2026-02-01", &ALL), &["2026-01-10", "2026-01-31"])],
            "all rows of a month with two days that are not promised",
        ),
        draft(
            "incomplete-outside",
            &part(incomplete, Shown::rows("k3", &[(1, 4)])),
            vec![except(days("2026-01-06", "2026-01-15", &ALL), &["2026-01-10"])],
            "a run of rows over one of two days that are not promised",
        ),
        draft(
            "no-rows",
            &part(empty, Shown::fields("k3", &[], &CORE)),
            vec![days("2026-01-01", "2026-02-01", &ALL)],
            "a part without rows: the signed number says that there is none, in whichever group",
        ),
        draft(
            "state",
            &part(|_| (), Shown::rows("m1", &[(0, 1)])),
            vec![account.clone()],
            "what holds is promised for the day it was looked at",
        ),
        draft(
            "state-masked",
            &part(
                |_| (),
                Shown::fields("m1", &[(0, 1)], &["core", "identifiers", "extensions"])
                    .masking("identifiers", &[(0, 1)]),
            ),
            vec![Covered { groups: ["core", "extensions"].map(str::to_owned).into(), ..account }],
            "of the one day of a part a cell is masked: nothing is left to state for its group",
        ),
    ]
}

/// When everything is there, and when it only looks so.
fn everything() -> Vec<Draft> {
    let all = |decoys: &[usize]| {
        let mut january = Shown::rows("k3", &[(0, 5)]);
        january.nested = vec!["totals", "identifier", "provenance"];
        Share { shown: vec![Shown::rows("m1", &[(0, 1)]), january], decoys: decoys.to_vec(), ..whole::rows() }
    };
    let draft = |variant: &str, made: &Made, title: &str, why: &str| {
        Draft::accept(&format!("verify-complete/accept-{variant}"), made).asking_binding().says(title, why)
    };
    let mut opened = share(bank::small(), &all(&[0, 1]));
    opened.complete = true;
    let half = share(bank::small(), &all(&[0]));
    let closed = share(bank::small(), &all(&[]));
    let mut without_claim = all(&[0, 1]);
    without_claim.shown[1].nested.pop();
    let without_claim = share(bank::small(), &without_claim);
    let mut masked = all(&[0, 1]);
    let january = Shown::fields("k3", &[(0, 5)], &ALL).masking("fx", &[(4, 5)]);
    masked.shown[1] = Shown { nested: masked.shown[1].nested.clone(), ..january };
    let masked = share(bank::small(), &masked);
    let mut documented = bank::small();
    documented.attachments.push(Attachment {
        id: "d2".to_owned(),
        name: "Terms 2026.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        content: b"Free for ever.\n".to_vec(),
        descriptor: None,
        file: None,
    });
    // Two parts and a document are three: the power of two leaves one decoy.
    let documented = share(documented, &all(&[0]));
    vec![
        draft("decoys-opened", &opened, "everything, and every decoy opened", LOST),
        draft("decoy-closed", &half, "everything, and all decoys but one opened: it may be a part", HIDDEN),
        draft("decoys-closed", &closed, "everything, and no decoy opened: each may be a part", HIDDEN),
        draft("claim-withheld", &without_claim, "everything but a claim about a part", HIDDEN),
        draft("cell-masked", &masked, "everything but one cell, which is empty", HIDDEN),
        draft("document-withheld", &documented, "everything but a document", HIDDEN),
    ]
}
