//! All findings of one run, and what was not looked at.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Code, Finding, Severity, Stage};

/// A requirement that was not checked, and why: silence would look like approval.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NotChecked {
    /// The requirement.
    pub code: Code,
    /// The series concerned, or none for the whole bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Why: which input is withheld or missing.
    pub reason: String,
}

/// Findings in the order in which they were made, up to a limit, and what was not checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The findings kept.
    pub findings: Vec<Finding>,
    /// Requirements that could not be checked.
    pub not_checked: Vec<NotChecked>,
    /// Findings beyond the limit, counted but not kept.
    pub suppressed: u64,
    /// Whether a finding of severity error was made, kept or not.
    #[serde(skip)]
    has_error: bool,
    /// What `not_checked` holds, for looking up: a hostile file of many series makes many notes.
    #[serde(skip)]
    noted: BTreeSet<NotChecked>,
}

/// How many findings a report keeps, so that a broken file of ten million rows cannot fill the memory.
pub const KEPT_FINDINGS: usize = 1000;

impl Report {
    /// An empty report.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding; beyond [`KEPT_FINDINGS`] it is only counted.
    pub fn push(&mut self, finding: Finding) {
        self.has_error |= finding.is_error();
        if self.findings.len() < KEPT_FINDINGS {
            self.findings.push(finding);
        } else {
            self.suppressed += 1;
        }
    }

    /// Notes that a requirement was not checked; the same note is kept once.
    pub fn not_checked(&mut self, code: Code, series: Option<&str>, reason: impl Into<String>) {
        let note = NotChecked { code, series: series.map(str::to_owned), reason: reason.into() };
        self.note(note);
    }

    fn note(&mut self, note: NotChecked) {
        if self.noted.insert(note.clone()) {
            self.not_checked.push(note);
        }
    }

    /// Takes in all of another report.
    pub fn extend(&mut self, other: Self) {
        self.has_error |= other.has_error;
        self.suppressed += other.suppressed;
        for finding in other.findings {
            self.push(finding);
        }
        for note in other.not_checked {
            self.note(note);
        }
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.has_error || self.findings.iter().any(Finding::is_error)
    }

    /// How many kept findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// The earliest stage at which an error was found.
    pub fn failed_stage(&self) -> Option<Stage> {
        self.findings.iter().filter(|finding| finding.is_error()).map(|finding| finding.stage).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_kept_once() {
        let code = Code::ALL[0];
        let mut report = Report::new();
        report.not_checked(code, Some("a7k2qx/transaction"), "withheld");
        let mut other = Report::new();
        for series in ["a7k2qx/transaction", "b7k2qx/transaction", "b7k2qx/transaction"] {
            other.not_checked(code, Some(series), "withheld");
        }
        report.extend(other);
        let series: Vec<_> = report.not_checked.iter().filter_map(|note| note.series.as_deref()).collect();
        assert_eq!(series, ["a7k2qx/transaction", "b7k2qx/transaction"]);
    }
}
