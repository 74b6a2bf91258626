//! Gathers findings of many parts at once: few of each code, the same ones in whatever order the parts were read.

use super::facts::PartFacts;
use super::plan::Plan;
use pannier_report::{Code, Finding, Location, NotChecked, Report};
use std::collections::{BTreeMap, BTreeSet};

/// Findings of one code that are kept. A fault of the source is usually in every row: a hundred examples are enough,
/// and no code crowds out another.
const KEPT_OF_A_CODE: usize = 100;

/// Part, row and order in which it was found.
type Place = (u32, u64, u32);

/// Findings and notes, bounded.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    by_code: BTreeMap<Code, Kept>,
    notes: BTreeSet<NotChecked>,
    made: u32,
}

#[derive(Debug, Default)]
struct Kept {
    first: BTreeMap<Place, Finding>,
    suppressed: u64,
}

impl Findings {
    fn push(&mut self, rank: u32, row: u64, finding: impl FnOnce() -> Finding, code: Code) {
        let place = (rank, row, self.made);
        self.made = self.made.saturating_add(1);
        let kept = self.by_code.entry(code).or_default();
        if kept.first.len() >= KEPT_OF_A_CODE && kept.first.keys().next_back().is_some_and(|last| place >= *last) {
            kept.suppressed += 1;
            return;
        }
        kept.first.insert(place, finding());
        kept.cut();
    }

    /// Counts findings of a code that nobody kept: there are as many before them as are kept.
    fn left_out(&mut self, code: Code, count: u64) {
        if count > 0 {
            self.by_code.entry(code).or_default().suppressed += count;
        }
    }

    /// Notes that a rule could not be checked.
    pub(crate) fn not_checked(&mut self, code: Code, series: Option<&str>, reason: &str) {
        self.notes.insert(NotChecked { code, series: series.map(str::to_owned), reason: reason.to_owned() });
    }

    pub(crate) fn absorb(&mut self, other: Self) {
        for (code, theirs) in other.by_code {
            let ours = self.by_code.entry(code).or_default();
            ours.suppressed += theirs.suppressed;
            for ((rank, row, _), finding) in theirs.first {
                ours.first.insert((rank, row, self.made), finding);
                self.made = self.made.saturating_add(1);
            }
            ours.cut();
        }
        self.notes.extend(other.notes);
    }

    /// The report: errors first, then by series, part and row.
    pub(crate) fn into_report(self) -> Report {
        let mut report = Report::new();
        let mut all = Vec::new();
        for (code, kept) in self.by_code {
            report.suppressed += kept.suppressed;
            all.extend(
                kept.first.into_iter().map(|((rank, row, made), finding)| ((code.level(), rank, row, made), finding)),
            );
        }
        all.sort_by_key(|(place, _)| *place);
        for (_, finding) in all {
            report.push(finding);
        }
        report.not_checked = self.notes.into_iter().collect();
        report
    }
}

impl Kept {
    fn cut(&mut self) {
        while self.first.len() > KEPT_OF_A_CODE {
            self.first.pop_last();
            self.suppressed += 1;
        }
    }
}

/// Where findings about one part go.
#[derive(Debug)]
pub(crate) struct PartFindings<'a> {
    pub(crate) findings: &'a mut Findings,
    part: &'a PartFacts,
    index: usize,
    rank: u32,
}

impl<'a> PartFindings<'a> {
    /// About part `index` of the facts.
    pub(crate) fn new(findings: &'a mut Findings, plan: &'a Plan, index: usize) -> Self {
        Self { findings, part: &plan.facts().parts[index], index, rank: plan.rank(index) }
    }

    /// Counts findings of a code behind as many of this part as are kept.
    pub(crate) fn left_out(&mut self, code: Code, count: u64) {
        self.findings.left_out(code, count);
    }

    /// A finding in a row, counted from 1 among those shown.
    pub(crate) fn row(&mut self, code: Code, row: u64, pointer: impl Into<String>, message: &str) {
        self.row_with(code, row, pointer, message, None);
    }

    /// As [`Self::row`], with what to do next.
    pub(crate) fn row_help(&mut self, code: Code, row: u64, pointer: impl Into<String>, message: &str, help: &str) {
        self.row_with(code, row, pointer, message, Some(help));
    }

    fn row_with(&mut self, code: Code, row: u64, pointer: impl Into<String>, message: &str, help: Option<&str>) {
        let part = self.part;
        let finding = || {
            let at = Location::entry(part.entry()).in_series(&part.series).at_row(row).at_pointer(pointer);
            let finding = Finding::new(code, at, message);
            match help {
                Some(help) => finding.with_help(help),
                None => finding,
            }
        };
        self.findings.push(self.rank, row, finding, code);
    }

    /// A finding about the descriptor of the part, in which the pointer is. Descriptors stand in the head, counted as
    /// the facts count them.
    pub(crate) fn part(&mut self, code: Code, pointer: &str, message: &str, help: &str) {
        let (part, index) = (self.part, self.index);
        let finding = || {
            let pointer = format!("/parts/{index}{pointer}");
            let at = Location::entry("head.sdjwt").in_series(&part.series).at_pointer(pointer);
            Finding::new(code, at, message).with_help(help)
        };
        self.findings.push(self.rank, 0, finding, code);
    }

    /// Notes that a rule could not be checked on the series of the part.
    pub(crate) fn not_checked(&mut self, code: Code, reason: &str) {
        self.findings.not_checked(code, Some(&self.part.series), reason);
    }
}
