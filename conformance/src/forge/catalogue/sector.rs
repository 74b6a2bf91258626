//! Changes of the bundle of a sector, one fault each.

use super::{Draft, bundle};
use crate::forge::head::{Part, Plan};

/// A bundle of a sector in which nothing is wrong.
#[derive(Clone, Copy)]
pub(super) struct Sector {
    /// Its vector.
    pub(super) base: &'static str,
    pub(super) plan: fn() -> Plan,
}

impl Sector {
    /// The accepting vector itself.
    pub(super) fn accept(self, title: &str, why: &str) -> Draft {
        Draft::accept(self.base, &bundle((self.plan)())).says(title, why)
    }

    /// A change of the bundle before it is hashed and signed: rejected, warned of or accepted, as the id says.
    pub(super) fn change(self, id: &str, change: impl FnOnce(&mut Plan), title: &str, why: &str) -> Draft {
        let mut plan = (self.plan)();
        change(&mut plan);
        let verdict = id.split('/').nth(1).and_then(|variant| variant.split('-').next());
        let draft = match verdict {
            Some("reject") => Draft::reject(id, &plan.seal().bundle()),
            Some("warn") => Draft::warn(id, &bundle(plan)),
            _ => return Draft::accept(id, &bundle(plan)).says(title, why),
        };
        draft.base(self.base).says(title, why)
    }

    /// Texts of one row replaced; the finding is in this row.
    pub(super) fn row(
        self,
        id: &str,
        (part, row): (&str, usize),
        swaps: &[[&str; 2]],
        pointer: &str,
        title: &str,
        why: &str,
    ) -> Draft {
        let change = |plan: &mut Plan| {
            for [from, to] in swaps {
                plan.part(part).rows[row].change(from, to);
            }
        };
        let draft = self.change(id, change, title, why);
        if draft.vector.expect.findings.is_empty() {
            return draft;
        }
        draft.row(&format!("parts/{part}.ndjson"), row as u64).pointer(pointer)
    }

    /// A part changed as a whole.
    pub(super) fn part(self, id: &str, part: &str, change: impl FnOnce(&mut Part), title: &str, why: &str) -> Draft {
        self.change(id, |plan| change(plan.part(part)), title, why)
    }
}
