//! What verification says: outcome, where it stopped, who signed, what was withheld, what is proven complete.

use std::collections::BTreeMap;

use pannier_report::{Finding, NotChecked, Report, Stage};
use serde::Serialize;

use crate::{Issuer, document::Fit};

/// The answer to "may I rely on it?" (spec chapter 07). Complete: a further answer is a new version of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every stage passed and the issuer is listed.
    Verified,
    /// Every stage passed, the customer signed it, and policy accepts that.
    #[serde(rename = "self")]
    SelfMade,
    /// Signed by a key in no list.
    UnknownIssuer,
    /// The stages up to the one asked for passed; later ones were not looked at.
    Checked,
    /// A stage failed.
    Rejected,
}

impl Outcome {
    /// The word of the spec.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::SelfMade => "self",
            Self::UnknownIssuer => "unknown-issuer",
            Self::Checked => "checked",
            Self::Rejected => "rejected",
        }
    }
}

/// Bundle or share. Complete: these are the two kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// From the issuer to the customer, with the secret.
    Bundle,
    /// From the holder to a recipient.
    Share,
}

/// Whether the holder bound the share to somebody. Complete: the three cases of the format, and bundles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BindingState {
    /// A key binding verified: purpose, expiry and audience are the holder's words.
    Bound,
    /// The head names a holder key, but the share has no key binding.
    Unbound,
    /// The head names no holder key: whoever has the file can pass it on.
    Bearer,
    /// A bundle, which has none.
    None,
}

/// What one disclosed part shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PartShown {
    /// The part's id.
    pub id: String,
    /// Its series.
    pub series: String,
    /// First day.
    pub from: String,
    /// First day after.
    pub to: String,
    /// Rows the issuer signed.
    pub n: u64,
    /// Rows shown.
    pub shown: u64,
    /// Groups withheld as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld_groups: Vec<String>,
    /// Cells masked in each shown group.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub masked: BTreeMap<String, u64>,
}

impl PartShown {
    /// Whether every cell of the part is shown.
    pub fn is_whole(&self) -> bool {
        self.shown == self.n && self.withheld_groups.is_empty() && self.masked.is_empty()
    }
}

/// What was withheld.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Withheld {
    /// Digests of the head that stay sealed: parts or decoys, nobody but the holder can tell.
    pub sealed: u64,
    /// The disclosed parts.
    pub parts: Vec<PartShown>,
}

impl Withheld {
    /// Whether nothing was: no digest is sealed, and every cell of every part is shown.
    pub fn is_nothing(&self) -> bool {
        self.sealed == 0 && self.parts.iter().all(PartShown::is_whole)
    }
}

/// What signed facts prove about a series as of `iat`: nothing is missing in this period, in these groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// The series.
    pub series: String,
    /// First day.
    pub from: String,
    /// First day after.
    pub to: String,
    /// Days for which the issuer does not promise every record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// Groups in which every cell of the period is shown.
    pub groups: Vec<String>,
}

/// All that verification says about a file. Serialised, it is `schemas/v0/report.schema.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Verdict {
    /// The answer.
    pub outcome: Outcome,
    /// The stage that failed, else the last one that ran.
    pub stage: Stage,
    /// Bundle or share; none where the container did not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<FileKind>,
    /// Who signed; none where the head did not pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Issuer>,
    /// Day of issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<String>,
    /// First day on which it no longer verifies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// The identity of the head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// Whether and how the holder bound it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binding: Option<BindingState>,
    /// What the holder says the share is for; proven only where `binding` is `bound`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Whether everything the issuer signed is there and shown.
    pub complete: bool,
    /// Per series, what is proven to be complete.
    pub coverage: Vec<Coverage>,
    /// What was withheld.
    pub withheld: Withheld,
    /// What of the verifier's request is there; none where it named none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Fit>,
    /// Departures from the standard.
    pub findings: Vec<Finding>,
    /// Rules whose input is withheld.
    pub not_checked: Vec<NotChecked>,
    /// Findings beyond the number kept.
    pub suppressed: u64,
}

impl Verdict {
    /// A file about which nothing is known yet.
    pub(crate) fn new() -> Self {
        Self {
            outcome: Outcome::Rejected,
            stage: Stage::Container,
            kind: None,
            issuer: None,
            issued: None,
            expires: None,
            jti: None,
            binding: None,
            purpose: None,
            complete: false,
            coverage: Vec::new(),
            withheld: Withheld::default(),
            request: None,
            findings: Vec::new(),
            not_checked: Vec::new(),
            suppressed: 0,
        }
    }

    /// Whether the records may be relied on: outcome `verified`, or `self` where policy accepts it.
    pub fn is_accepted(&self) -> bool {
        matches!(self.outcome, Outcome::Verified | Outcome::SelfMade)
    }

    /// Takes in the findings of a stage that failed: those of the earliest stage only (`verify-earliest-stage`).
    pub(crate) fn reject(mut self, report: Report) -> Self {
        self.outcome = Outcome::Rejected;
        self.stage = report.failed_stage().unwrap_or(self.stage);
        self.suppressed = report.suppressed;
        self.findings = report.findings.into_iter().filter(|finding| finding.stage == self.stage).collect();
        self.coverage.clear();
        self.complete = false;
        self
    }
}
