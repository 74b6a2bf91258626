//! A share that is being made: schema and rules for its rows as they are written.
//!
//! Whoever makes a share has its rows in hand and has verified the file they come from. What is true of the rows written is true
//! of the rows a recipient reads, once the finished file is found to hold the very bytes that were written; so they are not
//! taken out of it again. And what was found out about the other file is not found out again (see [`Rules::derived`]).

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use pannier_bundle::{Head, Share, Source, part::KnownPart};
use pannier_report::{Code, KEPT_FINDINGS, Report, Stage};
use pannier_validate::{
    rules::{BundleFacts, Complete, PartDone, Rules, is_between_rows},
    shape::GivenSchema,
};

use super::{
    facts, given_schemas,
    parts::{Space, broken},
    reading::Reading,
};
use crate::{Error, Policy, Verified};

/// What is known of a finished share before it is read back.
pub(crate) struct Made {
    /// What it was meant to show.
    pub(super) share: Option<Share>,
    /// For each part what its entries add up to, where its trees need no hashing.
    pub(crate) parts: Vec<Option<KnownPart>>,
    /// What the stages schema and rules found.
    pub(super) report: Report,
    pub(super) coverage: Vec<Complete>,
}

/// The facts of a share that is being made, and the schemas of its rows.
pub(crate) struct MadeRules {
    facts: BundleFacts,
    schemas: BTreeMap<String, GivenSchema>,
    /// The record types of which every row is shown that the file it is made of shows; `None` where something was found in
    /// that file that would have to be found again, so that nothing follows from it.
    whole: Option<Vec<&'static str>>,
}

impl MadeRules {
    /// For a share of `file` with this head.
    pub(crate) fn new<S: Source>(file: &Verified<S>, head: &Head, share: &Share) -> Result<Self, Error> {
        let policy = Policy { schemas: file.schemas.clone(), ..Policy::default() };
        let schemas = given_schemas(&policy).map_err(|report| Error::Refused(Box::new(report)))?;
        let facts = facts::of(head, Some(share), &schemas);
        let whole = whole(file, &facts);
        Ok(Self { facts, schemas, whole })
    }

    /// Runs the rules: `read` is given them, and reads every part. No part is known yet.
    pub(crate) fn run<T>(
        &self,
        scratch: &dyn pannier_bundle::Scratch,
        share: &Share,
        read: impl FnOnce(&Pass<'_>) -> Result<T, Error>,
    ) -> Result<(Made, T), Error> {
        let space = Space(scratch);
        let rules = match &self.whole {
            Some(whole) => Rules::derived(self.facts.clone(), whole.clone(), &space),
            None => Rules::new(self.facts.clone(), &space),
        };
        let pass = Pass { made: self, rules, found: Mutex::default() };
        let written = read(&pass)?;
        let Pass { rules, found, .. } = pass;
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.sort_by_key(|(at, ..)| *at);
        let (mut report, mut done) = (Report::new(), Vec::new());
        for (_, of_part, part) in found {
            report.extend(of_part);
            done.extend(part);
        }
        let mut coverage = Vec::new();
        if !report.has_errors() {
            let outcome = rules.finish(done).map_err(broken)?;
            report.extend(outcome.report);
            coverage = outcome.complete;
        }
        Ok((Made { share: Some(share.clone()), parts: Vec::new(), report, coverage }, written))
    }
}

/// One pass over all parts, on any number of threads.
pub(crate) struct Pass<'a> {
    made: &'a MadeRules,
    rules: Rules<'a>,
    /// By its place, what was found about the shape of a part's rows, and what it leaves for the rules between parts.
    found: Mutex<Vec<(usize, Report, Option<PartDone>)>>,
}

impl Pass<'_> {
    /// The reading of the part at this place, to be given every row shown.
    pub(crate) fn part(&self, at: usize) -> Option<Reading<'_>> {
        let facts = self.made.facts.parts.get(at)?;
        Some(Reading::new(facts, &self.made.schemas, Stage::Rules, self.rules.part(at)))
    }

    /// Takes a part that was read to its end.
    pub(crate) fn done(&self, at: usize, mut reading: Reading<'_>) -> Result<(), Error> {
        let report = std::mem::take(&mut reading.report);
        let part = if report.has_errors() { None } else { reading.finish().map_err(broken)? };
        self.found.lock().unwrap_or_else(PoisonError::into_inner).push((at, report, part));
        Ok(())
    }
}

/// The record types of which no row is left out, if anything follows from the verification of `file`.
fn whole<S: Source>(file: &Verified<S>, facts: &BundleFacts) -> Option<Vec<&'static str>> {
    let verdict = &file.verdict;
    // Rules between rows are found out about again whatever they found there. Of every code some findings are kept as long as
    // there is room for more, so that none is overlooked.
    let is_full = verdict.findings.len() >= KEPT_FINDINGS;
    if is_full || !verdict.findings.iter().all(|finding| is_between_rows(finding.code)) {
        return None;
    }
    // A reference that did not resolve there does not resolve here, and that has to be said.
    if verdict.not_checked.iter().any(|note| note.code == Code::ReferenceResolves) {
        return Some(Vec::new());
    }
    let mut whole: BTreeMap<&str, bool> = BTreeMap::new();
    for source in &file.facts.parts {
        let Some(record_type) = source.record_type else { continue };
        let is_same = facts.parts.iter().any(|part| part.id == source.id && part.shown == source.shown);
        *whole.entry(record_type.name).or_insert(true) &= is_same;
    }
    Some(whole.into_iter().filter(|(_, is_whole)| *is_whole).map(|(name, _)| name).collect())
}
