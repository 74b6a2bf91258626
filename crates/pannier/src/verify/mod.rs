//! Verification: may these records be relied on? Spec chapter 07, stage by stage.

mod content;
mod facts;
mod made;
mod parts;
mod reading;
mod schema;
mod withheld;

use std::{
    collections::BTreeMap,
    fmt, io,
    sync::{Mutex, PoisonError},
};

use pannier_bundle::{
    Archive, Fault, Head, Kind, Pinned, Scratch, Source,
    binding::{self, KeyBinding, Seen},
    share::Share,
};
use pannier_model::{record::AnyRecord, value::Date};
use pannier_report::{Code, Finding, Location, Report, Stage};
use pannier_validate::shape::GivenSchema;

pub use self::content::{check_content, check_content_streaming};
pub(crate) use self::{
    made::{Made, MadeRules, Pass},
    parts::broken,
};
use crate::{BindingState, Error, FileKind, Outcome, Policy, Row, Trust, Unproven, Verdict, Verified};

/// The answer, and the records if it is yes. Dropped, it answers nothing: that a file is wrong is no error of [`verify`].
#[must_use = "a file that is wrong is no error: ask for the verdict, or for the records with `accept`"]
pub struct Verification<S>(Result<Box<Verified<S>>, Box<Verdict>>);

impl<S> fmt::Debug for Verification<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verification").field("outcome", &self.verdict().outcome).finish_non_exhaustive()
    }
}

impl<S> Verification<S> {
    /// What verification says.
    pub fn verdict(&self) -> &Verdict {
        match &self.0 {
            Ok(verified) => &verified.verdict,
            Err(verdict) => verdict,
        }
    }

    /// What verification says, and nothing else.
    pub fn into_verdict(self) -> Verdict {
        match self.0 {
            Ok(verified) => verified.verdict,
            Err(verdict) => *verdict,
        }
    }

    /// The records, where every stage passed and the issuer is listed (or the bundle is self-made, and policy accepts
    /// that).
    ///
    /// # Errors
    /// The verdict, where the answer is anything else.
    pub fn accept(self) -> Result<Verified<S>, NotAccepted> {
        self.0.map(|verified| *verified).map_err(NotAccepted)
    }
}

impl<S: Source> Verification<S> {
    /// Refuses what `seen` holds already (`binding-fresh`), and notes it otherwise. Asked last: a file that is refused for
    /// another reason does not use up its nonce. A file without key binding has none; where it matters, `policy` requires one.
    ///
    /// # Errors
    /// The memory could not be read or written; nothing may be accepted then.
    pub fn once(self, policy: &Policy, seen: &mut dyn Seen) -> Result<Self, Error> {
        let Some(binding) = self.0.as_ref().ok().and_then(|verified| verified.binding.as_ref()) else {
            return Ok(self);
        };
        match answer(binding::check_fresh(binding, policy.binding_age, seen))? {
            Ok(()) => Ok(self),
            Err(finding) => Ok(no(self.into_verdict().reject(one(finding)))),
        }
    }
}

/// The file may not be relied on; the verdict says why.
#[derive(thiserror::Error)]
#[error("the file is {}: {}", .0.outcome.as_str(), first(.0))]
pub struct NotAccepted(pub Box<Verdict>);

/// In words, as a `main` that returns it prints it: what is wrong, and none of the values it is about.
impl fmt::Debug for NotAccepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn first(verdict: &Verdict) -> String {
    match verdict.findings.first() {
        Some(finding) => finding.to_string(),
        None => format!("verification ended at stage {}", verdict.stage),
    }
}

/// Verifies a bundle or share.
///
/// `now` is seconds since 1970. Memory is bounded whatever the file says; rules that hold between rows far apart use
/// `scratch`. Nothing of the file is believed before its stage passed, and what comes out is read from the very bytes
/// that were checked.
///
/// # Errors
/// The file or scratch space could not be read. A file that is wrong is not an error but a verdict.
pub fn verify<S: Source>(
    source: S,
    trust: &Trust,
    policy: &Policy,
    now: i64,
    scratch: &dyn Scratch,
) -> Result<Verification<S>, Error> {
    run(source, trust, policy, now, scratch, Beside::default())
}

/// Verifies a file that was just made, of which something is known already.
pub(crate) fn verify_made<S: Source>(
    source: S,
    trust: &Trust,
    policy: &Policy,
    now: i64,
    scratch: &dyn Scratch,
    made: &Made,
) -> Result<Verification<S>, Error> {
    run(source, trust, policy, now, scratch, Beside { made: Some(made), watcher: None })
}

/// What there is beside the file. Nobody who receives one knows anything of it.
#[derive(Clone, Copy, Default)]
struct Beside<'a> {
    made: Option<&'a Made>,
    watcher: Option<parts::Watcher<'a>>,
}

/// Verifies a file and hands out its records on the way, so that they are read once; the verdict comes at the end.
///
/// Records come part by part in the order of the file, as [`Unproven`]: nothing may be done with them that cannot be
/// undone before the verdict is there. An error of `each` ends the reading.
///
/// # Errors
/// The file or scratch space could not be read, or `each` failed.
pub fn verify_streaming<S: Source>(
    source: S,
    trust: &Trust,
    policy: &Policy,
    now: i64,
    scratch: &dyn Scratch,
    each: &mut (dyn FnMut(Unproven<Row<AnyRecord>>) -> io::Result<()> + Send),
) -> Result<Verification<S>, Error> {
    // On one core, because the order in which parts are read is promised.
    let policy = Policy { threads: 1, ..policy.clone() };
    let each = Mutex::new(each);
    let watcher = |row| each.lock().unwrap_or_else(PoisonError::into_inner)(row);
    run(source, trust, &policy, now, scratch, Beside { made: None, watcher: Some(&watcher) })
}

fn run<S: Source>(
    source: S,
    trust: &Trust,
    policy: &Policy,
    now: i64,
    scratch: &dyn Scratch,
    beside: Beside<'_>,
) -> Result<Verification<S>, Error> {
    let schemas = match given_schemas(policy) {
        Ok(schemas) => schemas,
        // A schema of the verifier's own is looked at in its stage: the file may be refused before it, or go no further.
        Err(report) => {
            let until = policy.until.min(Stage::Proof);
            let before = Policy { schemas: Vec::new(), until, ..policy.clone() };
            let seen = run(source, trust, &before, now, scratch, beside)?;
            let ends = policy.until < Stage::Schema || seen.verdict().outcome != Outcome::Checked;
            return Ok(if ends { seen } else { no(seen.into_verdict().reject(report)) });
        }
    };
    let mut verdict = Verdict::new();
    let archive = match answer(Archive::open(Pinned::new(source)))? {
        Ok(archive) => archive,
        Err(finding) => return Ok(no(verdict.reject(one(finding)))),
    };
    let kind = archive.kind();
    verdict.kind = Some(if kind == Kind::Bundle { FileKind::Bundle } else { FileKind::Share });
    if policy.until == Stage::Container {
        return match answer(archive.check_contents())? {
            Ok(()) => Ok(no(checked(verdict, policy.until))),
            Err(finding) => Ok(no(verdict.reject(one(finding)))),
        };
    }

    // A failure at these stages may not hide one of the container's contents, which have not all been read yet.
    let front = match answer(front(&archive, trust, policy, now, &mut verdict))? {
        Ok(front) => front,
        Err(finding) => {
            if let Err(earlier) = answer(archive.check_contents())? {
                return Ok(no(verdict.reject(one(earlier))));
            }
            let is_unknown = finding.code == Code::TrustKnownKey;
            let mut verdict = verdict.reject(one(finding));
            if is_unknown {
                verdict.outcome = Outcome::UnknownIssuer;
            }
            return Ok(no(verdict));
        }
    };
    if let Some(made) = beside.made
        && made.share != front.share
    {
        // Rules were run on what was meant to be shown.
        return Err(Error::Io(io::Error::other("the share that was written shows something else")));
    }
    if policy.until < Stage::Record {
        return match answer(archive.check_contents())? {
            Ok(()) => Ok(no(checked(verdict, policy.until))),
            Err(finding) => Ok(no(verdict.reject(one(finding)))),
        };
    }

    let facts = facts::of(&front.head, front.share.as_ref(), &schemas);
    verdict.withheld = withheld::of(&front, &facts);
    // That the digests of a bundle are its decoys, and the rows the issuer's, is known when their trees are closed.
    verdict.complete = policy.until >= Stage::Proof && verdict.withheld.is_nothing();
    let checked_parts = parts::check(&parts::Task {
        archive: &archive,
        front: &front,
        facts: &facts,
        schemas: &schemas,
        policy,
        scratch,
        watcher: beside.watcher,
        made: beside.made,
    })?;
    let (report, coverage) = (checked_parts.report, checked_parts.coverage);
    if report.has_errors() {
        return Ok(no(verdict.reject(report)));
    }
    verdict.findings = report.findings;
    verdict.not_checked = report.not_checked;
    verdict.suppressed = report.suppressed;
    if policy.until < Stage::Rules {
        return Ok(no(checked(verdict, policy.until)));
    }
    verdict.stage = Stage::Rules;
    verdict.coverage = coverage.into_iter().map(withheld::coverage).collect();
    verdict.outcome = if front.is_self { Outcome::SelfMade } else { Outcome::Verified };
    let verified =
        Verified { archive, head: front.head, facts, binding: front.binding, verdict, schemas: policy.schemas.clone() };
    Ok(Verification(Ok(Box::new(verified))))
}

fn no<S>(verdict: Verdict) -> Verification<S> {
    Verification(Err(Box::new(verdict)))
}

fn checked(mut verdict: Verdict, until: Stage) -> Verdict {
    verdict.outcome = Outcome::Checked;
    verdict.stage = until;
    verdict
}

fn one(finding: Finding) -> Report {
    let mut report = Report::new();
    report.push(finding);
    report
}

/// Wrong data is an answer; a failed operation is an error.
fn answer<T>(result: Result<T, Fault>) -> Result<Result<T, Finding>, Error> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(Fault::Finding(finding)) => Ok(Err(*finding)),
        Err(Fault::Io(error)) => Err(Error::Io(error)),
    }
}

fn given_schemas(policy: &Policy) -> Result<BTreeMap<String, GivenSchema>, Report> {
    let mut schemas = BTreeMap::new();
    let mut report = Report::new();
    for text in &policy.schemas {
        match GivenSchema::read(text.as_bytes(), &Location::whole()) {
            Ok(schema) => {
                if let Some(url) = schema.url() {
                    schemas.insert(url.to_owned(), schema);
                }
            }
            Err(findings) => findings.into_iter().for_each(|finding| report.push(finding)),
        }
    }
    if report.has_errors() { Err(report) } else { Ok(schemas) }
}

/// What stages head, binding and share leave behind.
pub(crate) struct Front {
    pub(crate) head: Head,
    pub(crate) share: Option<Share>,
    pub(crate) is_self: bool,
    pub(crate) binding: Option<KeyBinding>,
}

/// Stages head, binding and share, as far as policy asks.
fn front<S: Source>(
    archive: &Archive<S>,
    trust: &Trust,
    policy: &Policy,
    now: i64,
    verdict: &mut Verdict,
) -> Result<Front, Fault> {
    let head = Head::parse(&archive.head()?)?;
    let issuer = trust.authenticate(&head, now, policy)?;
    let claims = head.claims();
    verdict.stage = Stage::Head;
    verdict.jti = Some(claims.jti.clone());
    verdict.issued = day(claims.iat).map(|date| date.to_string());
    verdict.expires = day(claims.exp).map(|date| date.to_string());
    verdict.issuer = Some(issuer);
    archive.check_file_set(
        head.parts().map(|part| part.id.as_str()),
        head.attachments().map(|attachment| attachment.id.as_str()),
    )?;
    let is_self = claims.self_thumbprint().is_some();
    if policy.until < Stage::Binding {
        return Ok(Front { head, share: None, is_self, binding: None });
    }

    let share = match archive.kind() {
        Kind::Bundle => None,
        Kind::Share => Some(archive.share()?),
    };
    let expected = binding::Expected {
        now,
        required: policy.require_binding,
        audience: policy.audience.as_deref(),
        nonce: policy.nonce.as_deref(),
        max_age: policy.binding_age,
        max_lead: policy.binding_lead,
    };
    let (state, bound) = match binding::check(&head, share.as_deref(), &expected)? {
        binding::Binding::Bundle => (BindingState::None, None),
        binding::Binding::Bearer => (BindingState::Bearer, None),
        binding::Binding::Unbound => (BindingState::Unbound, None),
        binding::Binding::Bound(binding) => (BindingState::Bound, Some(binding)),
    };
    verdict.binding = Some(state);
    verdict.stage = Stage::Binding;
    let share = match share {
        Some(text) if policy.until >= Stage::Share => Some(Share::read(&text, &head, now)?),
        _ => None,
    };
    verdict.stage = Stage::Share;
    verdict.purpose = share.as_ref().and_then(|share| share.purpose.clone());
    Ok(Front { head, share, is_self, binding: bound })
}

/// The civil day of a time in UTC.
pub(crate) fn day(seconds: i64) -> Option<Date> {
    Date::from_days_since_epoch(seconds.div_euclid(86_400))
}
