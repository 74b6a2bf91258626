//! Allowances of periods that follow each other.

use super::{
    super::{
        findings::{Findings, PartFindings},
        plan::Plan,
    },
    entry::{Entry, RATED},
    head::Sum,
};
use pannier_report::Code;

/// What was rolled over on one day, of one kind of allowance.
#[derive(Default)]
pub(super) struct Rolled {
    remained: Sum,
    /// An allowance that ends does not say what remained.
    unknown: bool,
    taken: i128,
    place: Option<(usize, u32)>,
}

impl Rolled {
    /// What remained of an allowance that ends on the day.
    pub(super) fn remained(&mut self, entry: &Entry) {
        self.remained.add(entry.amounts[0]);
        self.unknown |= entry.flags & RATED == 0;
    }

    /// What was rolled into one that begins on it.
    pub(super) fn rolled_in(&mut self, entry: &Entry) {
        self.taken = self.taken.saturating_add(entry.amounts[0]);
        self.unknown |= entry.flags & RATED == 0;
        self.place.get_or_insert((entry.part, entry.row));
    }
}

/// `allowance-rolled-in`
pub(super) fn judge(plan: &Plan, rolled: &Rolled, findings: &mut Findings) {
    let Some((part, row)) = rolled.place else { return };
    let series = &plan.facts().parts[part].series;
    let mut found = PartFindings::new(findings, plan, part);
    if !plan.is_whole(series) {
        // Another allowance that ends on the day may be withheld.
        found.not_checked(Code::AllowanceRolledIn, "allowances of the series are withheld");
    } else if rolled.remained.count > 0 && !rolled.unknown && rolled.taken > rolled.remained.sum {
        found.row_help(
            Code::AllowanceRolledIn,
            row.into(),
            "/rolled_in",
            "more was rolled in than remained of the period before",
            "`rolled_in` is what was left of the period before, not all that is left",
        );
    }
}
