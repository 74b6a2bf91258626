//! Rules on descriptors: periods, order and groups of the parts of a series.

use super::facts::PartFacts;
use super::findings::{Findings, PartFindings};
use super::plan::{Plan, SeriesPlan};
use pannier_model::record::Kind;
use pannier_report::Code;

/// Runs them all; no row is needed.
pub(crate) fn check(plan: &Plan, findings: &mut Findings) {
    for series in plan.series() {
        for (index, part) in plan.parts_of(series) {
            period_over(plan, part, &mut PartFindings::new(findings, plan, index));
        }
        same_groups(plan, series, findings);
        if series.record_type.is_some_and(|record_type| record_type.kind == Kind::State) {
            state_part(plan, series, findings);
        } else {
            gapless(plan, series, findings);
        }
    }
}

/// `rules-period-over`
fn period_over(plan: &Plan, part: &PartFacts, findings: &mut PartFindings<'_>) {
    let issued_on = plan.facts().issued_on;
    let latest = if part.is_state() { issued_on.next_day() } else { Some(issued_on) };
    if latest.is_some_and(|latest| part.to > latest) {
        findings.part(
            Code::RulesPeriodOver,
            "/to",
            "the period ends after the bundle was issued",
            "end the period at the day of `iat` (UTC), the day after for state records",
        );
    }
}

/// `rules-same-groups`
fn same_groups(plan: &Plan, series: &SeriesPlan, findings: &mut Findings) {
    let mut parts = plan.parts_of(series);
    let Some((_, first)) = parts.next() else { return };
    for (index, part) in parts {
        let groups = |part: &PartFacts| -> Vec<(String, Vec<String>)> {
            part.groups.iter().map(|group| (group.id.clone(), group.members.clone())).collect()
        };
        let (pointer, message) = if part.schema != first.schema {
            ("/schema", "the schema is not that of the other parts of the series")
        } else if part.sort != first.sort {
            ("/sort", "the sort member is not that of the other parts of the series")
        } else if groups(part) != groups(first) {
            ("/groups", "the groups or their members are not those of the other parts of the series")
        } else {
            continue;
        };
        PartFindings::new(findings, plan, index).part(
            Code::RulesSameGroups,
            pointer,
            message,
            "give all parts of a series the same schema, sort member and groups",
        );
    }
}

/// `rules-gapless`; in a share with sealed parts only what two disclosed neighbours can tell.
fn gapless(plan: &Plan, series: &SeriesPlan, findings: &mut Findings) {
    let hidden = plan.facts().scope.may_hide_parts();
    let mut before: Option<&PartFacts> = None;
    let mut missing = false;
    for (index, part) in plan.parts_of(series) {
        let expected = before.map_or(Some(0), |before| before.seq.checked_add(1));
        let doubled = before.is_some_and(|before| before.seq == part.seq);
        let mut findings = PartFindings::new(findings, plan, index);
        if doubled || (!hidden && expected != Some(part.seq)) {
            let message =
                if doubled { "two parts of the series have this `seq`" } else { "a `seq` before it is missing" };
            findings.part(Code::RulesGapless, "/seq", message, "number the parts of a series 0, 1, 2 …");
        } else {
            missing |= expected != Some(part.seq);
        }
        if let Some(before) = before {
            let follows = expected == Some(part.seq);
            let help = "let every part begin on the day the one before it ends";
            if part.from < before.to {
                findings.part(Code::RulesGapless, "/from", "the period overlaps that of the part before it", help);
            } else if part.from > before.to && (follows || !hidden) {
                findings.part(
                    Code::RulesGapless,
                    "/from",
                    "days between this part and the one before are in no part",
                    help,
                );
            } else if part.from == before.to && !follows && !doubled && hidden {
                findings.part(Code::RulesGapless, "/from", "the part leaves no day to those withheld before it", help);
            }
        }
        before = Some(part);
    }
    if missing {
        findings.not_checked(Code::RulesGapless, Some(&series.name), "parts of the series are withheld");
    }
}

/// `rules-state-part`, as far as descriptors tell; the period is compared with the rows once they are read.
fn state_part(plan: &Plan, series: &SeriesPlan, findings: &mut Findings) {
    for (place, (index, part)) in plan.parts_of(series).enumerate() {
        let mut findings = PartFindings::new(findings, plan, index);
        let help = "put all rows of a state series into one part with `seq` 0";
        if place > 0 {
            findings.part(Code::RulesStatePart, "/seq", "the state series has another part before it", help);
        } else if part.seq != 0 {
            findings.part(
                Code::RulesStatePart,
                "/seq",
                "the only part of a state series has a `seq` other than 0",
                help,
            );
        } else if part.rows == 0 {
            findings.part(Code::RulesStatePart, "/n", "the part of a state series has no rows", "leave the series out");
        }
    }
}
