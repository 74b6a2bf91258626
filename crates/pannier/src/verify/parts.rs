//! Stages record, proof, schema and rules: every part once, on all cores.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use pannier_bundle::{
    Archive, Fault, Kind, Pinned, Scratch, Source,
    head::{AttachmentDescriptor, PartDescriptor},
    part::{Layout, PartCheck, PartView, Roots},
};
use pannier_crypto::{Digest, Hasher, Secret, base64url, secret::decoy_digest};
use pannier_model::record::AnyRecord;
use pannier_report::{Code, Finding, Location, Report, Stage};
use pannier_validate::{
    rules::{BundleFacts, Complete, PartDone, Rules, RulesError, Spool, SpoolFile},
    shape::GivenSchema,
};

use super::{Front, answer, made::Made, one, reading::Reading, schema};
use crate::{Error, PartInfo, Policy, Row, Unproven};

/// What the parts are checked against.
pub(crate) struct Task<'a, S> {
    pub(crate) archive: &'a Archive<Pinned<S>>,
    pub(crate) front: &'a Front,
    pub(crate) facts: &'a BundleFacts,
    pub(crate) schemas: &'a BTreeMap<String, GivenSchema>,
    pub(crate) policy: &'a Policy,
    pub(crate) scratch: &'a dyn Scratch,
    /// Is shown every record as it is read, before anything is proven.
    pub(crate) watcher: Option<Watcher<'a>>,
    /// What is known of a file that was just made.
    pub(crate) made: Option<&'a Made>,
}

/// Whoever reads along while a file is verified.
pub(crate) type Watcher<'a> = &'a (dyn Fn(Unproven<Row<AnyRecord>>) -> std::io::Result<()> + Sync);

/// What checking them came to.
pub(crate) struct Checked {
    pub(crate) report: Report,
    pub(crate) coverage: Vec<Complete>,
}

/// Checks every part and attachment; the report holds the findings of all stages, of which the caller keeps the earliest.
pub(crate) fn check<S: Source>(task: &Task<'_, S>) -> Result<Checked, Error> {
    let mut report = Report::new();
    let secret = match task.archive.kind() {
        Kind::Bundle => match answer(task.archive.secret())? {
            Ok(secret) => Some(Secret::new(secret)),
            Err(finding) => return Ok(Checked { report: one(finding), coverage: Vec::new() }),
        },
        Kind::Share => None,
    };
    // Whoever stops at stage `record` has not asked for proofs.
    let wants_proof = task.policy.until >= Stage::Proof;
    if let Some(secret) = &secret
        && wants_proof
        && let Some(finding) = undisclosed(task.front, secret)
    {
        report.push(finding);
    }
    let wants_schema = task.policy.until >= Stage::Schema;
    if wants_schema {
        report.extend(schema::descriptors(&task.front.head, task.facts, task.schemas));
    }
    // Rules take records of the types their schemas name; descriptors that name something else are refused anyway.
    let wants_rules = task.policy.until >= Stage::Rules && !report.has_errors() && task.made.is_none();
    let spool = Space(task.scratch);
    let rules = wants_rules.then(|| Rules::new(task.facts.clone(), &spool));
    let done: Mutex<Vec<PartDone>> = Mutex::new(Vec::new());

    let parts: Vec<&PartDescriptor> = task.front.head.parts().collect();
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<(usize, Result<Report, Error>)>> = Mutex::new(Vec::new());
    let threads = task.policy.threads.clamp(1, parts.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(part) = parts.get(at) else { return };
                    let result = part_report(task, at, part, secret.as_ref(), rules.as_ref(), &done);
                    if let Ok(mut found) = found.lock() {
                        found.push((at, result));
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_default();
    found.sort_by_key(|(at, _)| *at);
    for (_, result) in found {
        report.extend(result?);
    }
    for attachment in task.front.head.attachments() {
        match attachment_finding(task.archive, attachment) {
            Ok(Some(finding)) if wants_proof => report.push(*finding),
            Ok(_) => {}
            Err(Fault::Finding(finding)) => report.push(*finding),
            Err(Fault::Io(error)) => return Err(Error::Io(error)),
        }
    }
    // The rules of rows that are not what they say would be about nothing.
    let coverage = match (rules, task.made) {
        (_, Some(made)) => {
            report.extend(made.report.clone());
            made.coverage.clone()
        }
        (Some(rules), _) if !report.has_errors() => {
            let outcome = rules.finish(done.into_inner().unwrap_or_default()).map_err(broken)?;
            report.extend(outcome.report);
            outcome.complete
        }
        _ => Vec::new(),
    };
    Ok(Checked { report, coverage })
}

/// In a bundle everything is disclosed, and what is not is exactly the decoys (`proof-disclosures-complete`).
fn undisclosed(front: &Front, secret: &Secret) -> Option<Finding> {
    let head = &front.head;
    let sealed: Vec<String> = head.sealed_parts().iter().map(|digest| base64url::encode(digest)).collect();
    let mut decoys: Vec<String> = (0..u32::try_from(sealed.len()).unwrap_or(u32::MAX))
        .filter_map(|i| secret.decoy(&head.claims().jti, i).ok())
        .map(|value| decoy_digest(&value))
        .collect();
    decoys.sort_unstable();
    let mut sorted = sealed;
    sorted.sort_unstable();
    (sorted != decoys || !head.sealed_claims().is_empty()).then(|| {
        Finding::new(
            Code::ProofDisclosuresComplete,
            Location::entry("head.sdjwt"),
            "a digest of the head is neither disclosed nor a decoy: something of the bundle is missing",
        )
        .with_help("ask the issuer for the bundle again; what is here cannot be shared as a whole")
    })
}

/// One part: record form, proof, shape, and the rows handed to the rules.
fn part_report<S: Source>(
    task: &Task<'_, S>,
    at: usize,
    part: &PartDescriptor,
    secret: Option<&Secret>,
    rules: Option<&Rules<'_>>,
    done: &Mutex<Vec<PartDone>>,
) -> Result<Report, Error> {
    let mut report = Report::new();
    let until = if task.made.is_some() { Stage::Proof } else { task.policy.until };
    let rules = rules.and_then(|rules| rules.part(at));
    let mut reading = Reading::new(&task.facts.parts[at], task.schemas, until, rules);
    let is_known = match rows(task, at, part, secret, &mut reading, &mut report) {
        Ok(is_known) => is_known,
        Err(Stop::Fault(Fault::Finding(finding))) => {
            report.push(*finding);
            false
        }
        Err(Stop::Fault(Fault::Io(error))) => return Err(Error::Io(error)),
        Err(Stop::Rules(error)) => return Err(broken(error)),
    };
    report.extend(std::mem::take(&mut reading.report));
    // What was not read of the part's entries may be at fault at an earlier stage, which then is the one to report. Rows were
    // read to the end where nothing is wrong; of the streams trees take what they need, which checks no CRC.
    let wrong = report.has_errors();
    let unread = suffixes(task.archive.kind()).iter().filter(|suffix| wrong || (!is_known && **suffix != "ndjson"));
    for suffix in unread {
        match drain(task, &format!("parts/{}.{suffix}", part.id)) {
            Ok(()) => {}
            Err(Fault::Finding(earlier)) => report.push(*earlier),
            Err(Fault::Io(error)) => return Err(Error::Io(error)),
        }
    }
    if !report.has_errors() {
        let part = reading.finish().map_err(broken)?;
        if let Ok(mut done) = done.lock() {
            done.extend(part);
        }
    }
    Ok(report)
}

/// What the names of a part's entries end with.
const fn suffixes(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Bundle => &["ndjson"],
        Kind::Share => &["ndjson", "seeds", "nodes"],
    }
}

/// Why the rows of a part were not read to the end.
enum Stop {
    Fault(Fault),
    Rules(RulesError),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<RulesError> for Stop {
    fn from(error: RulesError) -> Self {
        Self::Rules(error)
    }
}

/// The rules were given what was proven before, so only scratch space can fail them.
pub(crate) fn broken(error: RulesError) -> Error {
    match error {
        RulesError::Spool(error) => Error::Io(error),
        other => Error::Io(std::io::Error::other(other)),
    }
}

/// Scratch space as the rules ask for it.
pub(crate) struct Space<'a>(pub(crate) &'a dyn Scratch);

impl Spool for Space<'_> {
    fn file(&self) -> std::io::Result<Box<dyn SpoolFile>> {
        Ok(Box::new(self.0.file()?))
    }
}

/// Reads the rows of a part, and says whether all of its entries were compared with what is known of them instead.
fn rows<S: Source>(
    task: &Task<'_, S>,
    at: usize,
    part: &PartDescriptor,
    secret: Option<&Secret>,
    reading: &mut Reading<'_>,
    report: &mut Report,
) -> Result<bool, Stop> {
    let layout = Layout::of(part).map_err(|error| {
        let location = Location::entry("head.sdjwt").in_series(part.series.clone());
        Fault::new(Code::HeadGroups, location, error.to_string())
    })?;
    if let Some(known) = task.made.and_then(|made| made.parts.get(at)?.as_ref()) {
        known.check(&layout, task.archive)?.into_iter().for_each(|finding| report.push(finding));
        return Ok(true);
    }
    let roots = Roots::of(part);
    let jti = &task.front.head.claims().jti;
    let view = task.front.share.as_ref().and_then(|share| share.parts.get(at));
    let mut check = match (secret, view) {
        (Some(secret), _) => PartCheck::bundle(&layout, &roots, jti, secret)
            .map_err(|error| Fault::new(Code::HeadIdsUnique, Location::entry("head.sdjwt"), error.to_string()))?,
        (None, Some(view)) => PartCheck::share(&layout, &roots, jti, view, task.archive)?,
        (None, None) => PartCheck::share(&layout, &roots, jti, &PartView::whole(u64::from(part.n)), task.archive)?,
    };
    let info = task.watcher.map(|_| Arc::new(PartInfo::of(&task.facts.parts[at])));
    let mut reader = task.archive.rows(&layout.entry())?;
    while let Some(row) = reader.next_row()? {
        let row = check.push(row)?;
        let record = reading.row(row.text, row.members())?;
        if let (Some(watcher), Some(info), Some(record)) = (task.watcher, &info, record) {
            let row = Row { record: record.clone(), part: Arc::clone(info), number: row.number, shown: row.shown };
            watcher(Unproven(row)).map_err(Fault::Io)?;
        }
    }
    let findings = check.finish()?;
    if task.policy.until >= Stage::Proof {
        for finding in findings {
            report.push(finding);
        }
    }
    Ok(false)
}

fn drain<S: Source>(task: &Task<'_, S>, entry: &str) -> Result<(), Fault> {
    let mut reader = task.archive.reader(entry)?;
    let mut piece = vec![0; 1 << 16];
    while reader.read(&mut piece)? > 0 {}
    Ok(())
}

fn attachment_finding<S: Source>(
    archive: &Archive<S>,
    attachment: &AttachmentDescriptor,
) -> Result<Option<Box<Finding>>, Fault> {
    let entry = format!("attachments/{}", attachment.id);
    let mut reader = archive.reader(&entry)?;
    let mut hasher = Hasher::new();
    let (mut piece, mut bytes) = (vec![0; 1 << 16], 0_u64);
    loop {
        match reader.read(&mut piece)? {
            0 => break,
            read => {
                hasher.update(&piece[..read]);
                bytes += read as u64;
            }
        }
    }
    let digest: Digest = hasher.finish();
    let same = bytes == attachment.bytes && digest == attachment.sha256;
    Ok((!same).then(|| {
        let message = "the document is not the one the issuer signed";
        Box::new(Finding::new(Code::ProofAttachment, Location::entry(entry), message))
    }))
}
