//! From a plan to a file that its recipient will accept.

use std::{
    fmt,
    io::{self, Write},
};

use pannier_bundle::{
    Fault, Kind, Source,
    binding::bind,
    container::{Prepared, Writer},
    head::Head,
    part::{Layout, PartReducer, PartView, ReducedPart},
    row::{Fragments, GroupSet, Members},
};
use pannier_crypto::{
    Secret, Signer, base64url,
    random::{Random, array},
};
use pannier_report::{Finding, Report};
use rayon::prelude::*;

use super::{Plan, plan::held};
use crate::{
    Error, Outcome, Policy, Scratch, Trust, Verdict, Verified,
    reader::changed,
    verify::{MadeRules, Pass, broken, verify_made},
    written::Written,
};

/// To whom a share is bound.
pub struct Binding<'a> {
    /// The recipient, as it names itself.
    pub audience: String,
    /// The recipient's number for its request; 16 random bytes are drawn where there was none (`share-nonce-fresh`).
    pub nonce: Option<String>,
    /// The holder's key, which the head names.
    pub signer: &'a dyn Signer,
}

impl fmt::Debug for Binding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { audience, nonce, .. } = self;
        f.debug_struct("Binding").field("audience", audience).field("nonce", nonce).finish_non_exhaustive()
    }
}

/// A finished share, verified, in scratch space until it is written somewhere.
#[must_use = "the share is nowhere until `write_to` writes it"]
pub struct Made {
    file: Written,
    verdict: Verdict,
    nonce: Option<String>,
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Made").field("size", &self.size()).field("nonce", &self.nonce).finish_non_exhaustive()
    }
}

impl Made {
    /// Writes the share.
    ///
    /// # Errors
    /// Reading scratch space or writing failed.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        self.file.copy_to(out)
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.file.len()
    }

    /// What its recipient will be told by verification.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// The nonce of its key binding, if it has one.
    pub fn nonce(&self) -> Option<&str> {
        self.nonce.as_deref()
    }
}

/// A scratch file read from many threads at once.
impl Source for Made {
    fn len(&self) -> u64 {
        self.file.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.file.read_at(offset, buf)
    }
}

/// Makes the share that `plan` describes of the file it was made for, and verifies it as its recipient will.
///
/// Rows are looked at as they are written, and the finished file is found to hold them; what follows from the verification of
/// the file they come from is not found out again (`share-read-back`). The verdict is the one its recipient will reach.
///
/// Without `binding` it is the bearer's, or unbound where the head names a key. Parts are reduced on all cores, row by
/// row; rows and proofs go through `scratch`, so memory does not follow the size of the file.
///
/// # Errors
/// The plan is of another file; key, audience or nonce cannot bind it; no recipient would accept the result
/// ([`Error::Refused`]); or reading, scratch space, randomness or the signer failed.
pub fn write<S: Source>(
    file: &Verified<S>,
    plan: &Plan,
    binding: Option<&Binding<'_>>,
    trust: &Trust,
    now: i64,
    random: &mut dyn Random,
    scratch: &dyn Scratch,
) -> Result<Made, Error> {
    if plan.jti != file.head.claims().jti {
        return Err(Error::Misuse("the plan was made for another file".to_owned()));
    }
    let head = plan.reduced(&file.head);
    if head.parts().count() != plan.share.parts.len() {
        return Err(Error::Misuse("the plan shows parts that the file does not".to_owned()));
    }
    let text = plan.share.to_text(&head, now).map_err(|fault| match fault {
        Fault::Finding(finding) => refused([*finding]),
        Fault::Io(error) => Error::Io(error),
    })?;
    let (head, nonce) = match binding {
        None => (head, None),
        Some(binding) => {
            let nonce = match &binding.nonce {
                Some(nonce) => nonce.clone(),
                None => base64url::encode(&array::<16>(random)?),
            };
            (bind(head, &text, &binding.audience, &nonce, now, binding.signer)?, Some(nonce))
        }
    };

    let mut writer = Writer::new(scratch.file()?, Kind::Share)?;
    writer.head(&head.to_bytes())?;
    writer.share(&text)?;
    let (mut known, parts) = MadeRules::new(file, &head, &plan.share)?
        .run(scratch, &plan.share, |pass| reduced(file, &head, &plan.share.parts, now, pass, scratch))?;
    known.parts = parts.iter().map(|(_, part)| part.known.clone()).collect();
    for (id, part) in parts {
        writer.part(&id, part.rows)?;
        writer.streams(&id, part.seeds, part.nodes)?;
    }
    for document in head.attachments() {
        let entry = file.archive.reader(&format!("attachments/{}", document.id)).map_err(changed)?;
        writer.attachment(&document.id, Prepared::from_reader(entry, scratch)?)?;
    }
    let mut made = Made { file: Written::new(writer.finish()?)?, verdict: Verdict::new(), nonce };

    // What leaves the house is what its recipient reads.
    let policy = Policy {
        require_binding: binding.is_some(),
        audience: binding.map(|binding| binding.audience.clone()),
        nonce: made.nonce.clone(),
        accept_self: file.verdict.outcome == Outcome::SelfMade,
        accept_indeterminate: true,
        schemas: file.schemas.clone(),
        ..Policy::default()
    };
    let verdict = verify_made(&made, trust, &policy, now, scratch, &known)?.into_verdict();
    if !verdict.is_accepted() {
        return Err(refused(verdict.findings));
    }
    made.verdict = verdict;
    Ok(made)
}

/// Every part that `head` shows, reduced to its view, in order. What changes is not compared with the
/// signed roots: the finished file is verified, and reading a source that has changed meanwhile fails.
fn reduced<S: Source>(
    file: &Verified<S>,
    head: &Head,
    views: &[PartView],
    now: i64,
    pass: &Pass<'_>,
    scratch: &dyn Scratch,
) -> Result<Vec<(String, ReducedPart)>, Error> {
    let held = held(file, now)?;
    let secret = match held {
        None => Some(Secret::new(file.archive.secret().map_err(changed)?)),
        Some(_) => None,
    };
    let jti = &head.claims().jti;
    let parts: Vec<_> = head.parts().zip(views).enumerate().collect();
    parts
        .into_par_iter()
        .map(|(at, (part, target))| {
            let unshown = || Error::Misuse("the share does not show this part".to_owned());
            let layout = Layout::of(part).map_err(|error| Error::Misuse(error.to_string()))?;
            let place = file.head.parts().position(|known| known.id == part.id);
            let source = held.as_ref().zip(place).and_then(|(held, at)| held.parts.get(at));
            let whole = PartView::whole(u64::from(part.n));
            let held = source.unwrap_or(&whole);
            let mut reading = pass.part(at).ok_or_else(unshown)?;
            let mut rows = file.archive.rows(&layout.entry()).map_err(changed)?;
            let reduced = if held == target && (secret.is_some() || source.is_some()) {
                // Every row that is shown is shown as it is held.
                let mut fragments = Fragments::new();
                while let Some(row) = rows.next_row().map_err(changed)? {
                    let text = layout.form().split(row, &mut fragments).map_err(io::Error::other)?;
                    reading.row(text, Members::new(text, &fragments, GroupSet::ALL)).map_err(broken)?;
                }
                ReducedPart::unchanged(&layout, jti, secret.as_ref(), &file.archive, scratch)?
            } else {
                let mut reducer = match (&secret, source) {
                    (Some(secret), _) => PartReducer::from_bundle(&layout, None, jti, secret, target, scratch),
                    (None, Some(source)) => {
                        PartReducer::from_share(&layout, None, jti, source, &file.archive, target, scratch)
                    }
                    (None, None) => return Err(unshown()),
                }?;
                while let Some(row) = rows.next_row().map_err(changed)? {
                    if let Some(shown) = reducer.push(row)? {
                        reading.row(shown.text, shown.members).map_err(broken)?;
                    }
                }
                reducer.finish()?
            };
            pass.done(at, reading)?;
            Ok((part.id.clone(), reduced))
        })
        .collect()
}

fn refused(findings: impl IntoIterator<Item = Finding>) -> Error {
    let mut report = Report::new();
    findings.into_iter().for_each(|finding| report.push(finding));
    Error::Refused(Box::new(report))
}
