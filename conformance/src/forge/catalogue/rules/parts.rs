//! Periods, order and groups of parts.

use super::{Draft, LEDGER, SMALL, STATES, bank, bound, bundle, reject, reject_share, share};
use crate::forge::share::{Share, Shown};

pub(super) fn vectors() -> Vec<Draft> {
    let complete = "a statement of completeness covers days for which nobody promised anything";
    let incomplete = {
        let mut plan = bank::small();
        plan.part("k3").incomplete = vec!["2026-01-30".to_owned(), "2026-01-31".to_owned()];
        plan.part("k3").rows[4].change(r#""id_stability":"derived""#, r#""id_stability":"provisional""#);
        bundle(plan)
    };
    let empty = {
        let mut plan = bank::small();
        plan.part("k3").rows.clear();
        plan.part("k3").nested.clear();
        bundle(plan)
    };
    vec![
        Draft::accept("rules-gapless/accept-incomplete-days", &incomplete).says(
            "a part whose last two days are incomplete",
            "a source that breaks off in the middle of a day cannot be carried",
        ),
        Draft::accept("rules-gapless/accept-no-rows", &empty)
            .says("a part without rows", "a month in which nothing happened cannot be proven"),
        reject(
            "rules-period-over/reject-part-not-over",
            LEDGER,
            "t0",
            |part| "2026-04-02".clone_into(&mut part.to),
            "a part whose period is not over on the day of issue",
            complete,
        ),
        reject(
            "rules-date-in-period/reject-after",
            SMALL,
            "k3",
            |part| "2026-01-30".clone_into(&mut part.to),
            "a row on the first day after the period",
            complete,
        )
        .row("parts/k3.ndjson", 4),
        reject(
            "rules-date-in-period/reject-before",
            SMALL,
            "k3",
            |part| "2026-01-02".clone_into(&mut part.from),
            "a row on the day before the period",
            complete,
        )
        .row("parts/k3.ndjson", 0),
        reject(
            "rules-sorted/reject-swapped",
            SMALL,
            "k3",
            |part| part.rows.swap(0, 1),
            "two rows in falling order",
            "a run of rows proves that nothing lies between them, and something does",
        )
        .row("parts/k3.ndjson", 1),
        reject(
            "rules-gapless/reject-seq",
            LEDGER,
            "t0",
            |part| part.seq = 3,
            "a series numbered 0, 1, 3",
            "a month vanishes and nobody sees that it is missing",
        ),
        reject(
            "rules-gapless/reject-gap",
            LEDGER,
            "b9",
            |part| "2026-02-02".clone_into(&mut part.from),
            "a day between two parts",
            "a day on which something happened is in no part",
        ),
        reject_share(
            "rules-gapless/reject-share-no-room",
            |plan| plan.part("b9").seq = 2,
            "two months numbered 0 and 2 in a share: no day is left for the one that is withheld",
            "an issuer makes room for a part that is shown to some and not to others",
        ),
        reject_share(
            "rules-gapless/reject-share-gap",
            |plan| "2026-02-02".clone_into(&mut plan.part("b9").from),
            "consecutive parts in a share with a day between them",
            "a day on which something happened is in no part",
        ),
        reject_share(
            "rules-gapless/reject-share-same-number",
            |plan| plan.part("b9").seq = 0,
            "two parts of one series with the same number in a share",
            "a customer chooses which of two first months to show",
        ),
        Draft::reject(
            "rules-period-over/reject-share",
            &share(
                {
                    let mut plan = bank::ledger();
                    "2026-04-02".clone_into(&mut plan.part("t0").to);
                    plan
                },
                &Share { shown: vec![Shown::rows("t0", &[(0, 4)])], binding: Some(bound()), ..Share::default() },
            )
            .archive,
        )
        .base("verify-coverage/accept-last-part")
        .asking_binding()
        .says("a share of a part whose period is not over on the day of issue", complete),
        reject(
            "rules-gapless/reject-overlap",
            LEDGER,
            "b9",
            |part| "2026-01-31".clone_into(&mut part.from),
            "a day in two parts",
            "a record is counted twice",
        ),
        reject(
            "rules-same-groups/reject-group-left-out",
            LEDGER,
            "t0",
            |part| {
                drop(part.groups.remove(5));
                part.rows.iter_mut().for_each(|row| drop(row.fragments.remove(5)));
            },
            "a part without a group that the others have",
            "that a group is missing tells in which months it was empty",
        ),
        reject(
            "rules-state-part/reject-wider-period",
            SMALL,
            "m1",
            |part| "2026-03-01".clone_into(&mut part.from),
            "an account observed on one day in a part of a month",
            "a state counts as observed on days on which nobody looked",
        ),
        reject(
            "rules-state-part/reject-seq",
            SMALL,
            "m1",
            |part| part.seq = 1,
            "the only part of a state with number 1",
            "an earlier state seems to be withheld",
        ),
        reject(
            "rules-state-part/reject-no-rows",
            STATES,
            "c7",
            |part| part.rows.clear(),
            "a part of wishes in which there is none",
            "somebody without a wish and somebody whose wishes are not told look alike",
        ),
    ]
}
