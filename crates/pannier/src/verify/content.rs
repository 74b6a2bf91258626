//! Is the content right? Everything is collected and nobody is trusted: for whoever makes files, not for whoever relies
//! on them.

use std::{
    io,
    sync::{Mutex, PoisonError},
};

use pannier_bundle::{Archive, Fault, Head, Kind, Pinned, Scratch, Share, Source};
use pannier_model::record::AnyRecord;
use pannier_report::Report;

use super::{Front, answer, facts, given_schemas, one, parts};
use crate::{Error, Policy, Row, Unproven};

/// Collects every departure of a bundle or share, whoever signed it.
///
/// Nothing is said about who signed, when, or for whom: that is what [`crate::verify`] answers. A container or a head
/// that cannot be read ends it, because what follows would be about other bytes.
///
/// # Errors
/// The file or scratch space could not be read.
pub fn check_content<S: Source>(source: S, policy: &Policy, scratch: &dyn Scratch) -> Result<Report, Error> {
    run(source, policy, scratch, None)
}

/// The same, and hands out the records on the way as what they are: nobody's word for them has been asked for.
///
/// For looking into a file that need not be verifiable any more: an expired one, one of an unknown issuer. Records come
/// part by part in the order of the file; an error of `each` ends the reading.
///
/// # Errors
/// The file or scratch space could not be read, or `each` failed.
pub fn check_content_streaming<S: Source>(
    source: S,
    policy: &Policy,
    scratch: &dyn Scratch,
    each: &mut (dyn FnMut(Unproven<Row<AnyRecord>>) -> io::Result<()> + Send),
) -> Result<Report, Error> {
    // On one core, because the order in which parts are read is promised.
    let policy = Policy { threads: 1, ..policy.clone() };
    let each = Mutex::new(each);
    let watcher = |row| each.lock().unwrap_or_else(PoisonError::into_inner)(row);
    run(source, &policy, scratch, Some(&watcher))
}

fn run<S: Source>(
    source: S,
    policy: &Policy,
    scratch: &dyn Scratch,
    watcher: Option<parts::Watcher<'_>>,
) -> Result<Report, Error> {
    let schemas = match given_schemas(policy) {
        Ok(schemas) => schemas,
        Err(report) => return Ok(report),
    };
    let archive = match answer(Archive::open(Pinned::new(source)))? {
        Ok(archive) => archive,
        Err(finding) => return Ok(one(finding)),
    };
    if let Err(finding) = answer(archive.check_contents())? {
        return Ok(one(finding));
    }
    let front = match answer(unauthenticated(&archive))? {
        Ok(front) => front,
        Err(finding) => return Ok(one(finding)),
    };
    let facts = facts::of(&front.head, front.share.as_ref(), &schemas);
    let task = parts::Task {
        archive: &archive,
        front: &front,
        facts: &facts,
        schemas: &schemas,
        policy,
        scratch,
        watcher,
        made: None,
    };
    Ok(parts::check(&task)?.report)
}

/// Head and share as they stand. A share is read as of its making: whether it has expired is no question of content.
fn unauthenticated<S: Source>(archive: &Archive<S>) -> Result<Front, Fault> {
    let head = Head::parse(&archive.head()?)?;
    archive.check_file_set(
        head.parts().map(|part| part.id.as_str()),
        head.attachments().map(|attachment| attachment.id.as_str()),
    )?;
    let share = match archive.kind() {
        Kind::Bundle => None,
        Kind::Share => Some(Share::read(&archive.share()?, &head, 0)?),
    };
    let is_self = head.claims().self_thumbprint().is_some();
    Ok(Front { head, share, is_self, binding: None })
}
