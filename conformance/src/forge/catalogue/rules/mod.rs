//! Stage `rules`: what has to hold between records. One file for each subject.

mod accounts;
mod contracts;
mod ids;
mod lines;
mod parts;
mod summaries;
mod texts;
mod totals;
mod transactions;

use super::{Draft, bound, bundle, share, whole};
use crate::forge::{
    bank,
    head::{Part, Plan},
    share::{Share, Shown},
};

const SMALL: &str = "whole/accept-small";
const STATES: &str = "whole/accept-states";
const LEDGER: &str = "whole/accept-ledger";
const ALL: &str = "whole/accept-everything";

pub(super) fn vectors() -> Vec<Draft> {
    [
        parts::vectors(),
        ids::vectors(),
        texts::vectors(),
        transactions::vectors(),
        accounts::vectors(),
        contracts::vectors(),
        lines::vectors(),
        totals::vectors(),
        summaries::vectors(),
    ]
    .concat()
}

/// The plan behind an accepting vector.
fn plan(base: &str) -> Plan {
    match base {
        SMALL => bank::small(),
        STATES => bank::states(),
        LEDGER => bank::ledger(),
        _ => bank::whole(),
    }
}

/// A change of one part of an accepting bundle before it was hashed and signed.
fn reject(id: &str, base: &str, part: &str, change: impl FnOnce(&mut Part), title: &str, why: &str) -> Draft {
    let mut plan = plan(base);
    change(plan.part(part));
    Draft::reject(id, &plan.seal().bundle()).base(base).says(title, why)
}

/// A share of January and February whose head was changed before it was signed.
fn reject_share(id: &str, change: impl FnOnce(&mut Plan), title: &str, why: &str) -> Draft {
    let mut plan = bank::ledger();
    change(&mut plan);
    let shown = vec![Shown::rows("k3", &[(0, 5)]), Shown::rows("b9", &[(0, 3)])];
    let made = share(plan, &Share { shown, binding: Some(bound()), ..Share::default() });
    let base = "verify-coverage/accept-last-part-withheld";
    Draft::reject(id, &made.archive).base(base).asking_binding().says(title, why)
}

fn warn(id: &str, base: &str, part: &str, change: impl FnOnce(&mut Part), title: &str, why: &str) -> Draft {
    let mut plan = plan(base);
    change(plan.part(part));
    Draft::warn(id, &bundle(plan)).base(base).says(title, why)
}

/// As [`reject`], one text of one row replaced.
fn row(id: &str, base: &str, part: &str, row: usize, swap: [&str; 2], title: &str, why: &str) -> Draft {
    reject(id, base, part, |part| part.rows[row].change(swap[0], swap[1]), title, why)
        .row(&format!("parts/{part}.ndjson"), row as u64)
}

/// As [`warn`], one text of one row replaced.
fn warn_row(id: &str, base: &str, part: &str, row: usize, swap: [&str; 2], title: &str, why: &str) -> Draft {
    warn(id, base, part, |part| part.rows[row].change(swap[0], swap[1]), title, why)
        .row(&format!("parts/{part}.ndjson"), row as u64)
}
