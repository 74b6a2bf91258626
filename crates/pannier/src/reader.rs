//! Reading a verified file: records of one type, of all types, and documents.

use std::{fmt, io, marker::PhantomData, ops::Range, sync::Arc, vec};

use pannier_bundle::{
    Archive, Fault, Head, Kind, Pinned, Source,
    binding::KeyBinding,
    container::RowReader,
    head::{AttachmentDescriptor, Claims, PartDescriptor},
    row::GroupSet,
};
use pannier_crypto::{Digest, digest::sha256};
use pannier_model::record::{AnyRecord, Record, RecordType};
use pannier_validate::rules::{BundleFacts, PartFacts};
use serde::de::DeserializeOwned;

use crate::{Error, PartInfo, Row, Verdict};

/// A file that passed every stage. Only verification makes one (`verify-release`).
///
/// Records are read from the very bytes that were verified: should the file change meanwhile, reading fails. What was
/// withheld and what is proven complete is in [`Verified::verdict`], which cannot be left behind.
pub struct Verified<S> {
    pub(crate) archive: Archive<Pinned<S>>,
    pub(crate) head: Head,
    pub(crate) facts: BundleFacts,
    pub(crate) binding: Option<KeyBinding>,
    pub(crate) verdict: Verdict,
    /// The schemas of the user's own it was verified with.
    pub(crate) schemas: Vec<String>,
}

impl<S> fmt::Debug for Verified<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").field("outcome", &self.verdict.outcome).finish_non_exhaustive()
    }
}

impl<S: Source> Verified<S> {
    /// Outcome, issuer, what was withheld, what is complete, what was not checked.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Hash of what a share shows, `pannier_share` of its key binding where it has one; none for a bundle.
    ///
    /// # Errors
    /// The file changed since it was verified.
    pub fn share_hash(&self) -> Result<Option<Digest>, Error> {
        match self.archive.kind() {
            Kind::Bundle => Ok(None),
            Kind::Share => self.archive.share().map(|share| Some(sha256(&share))).map_err(changed),
        }
    }

    /// What the issuer says about the whole bundle.
    pub fn claims(&self) -> &Claims {
        self.head.claims()
    }

    /// The disclosed parts, with their nested claims as far as these are disclosed.
    pub fn parts(&self) -> impl Iterator<Item = &PartDescriptor> {
        self.head.parts()
    }

    /// The names of the disclosed series, ascending.
    pub fn series(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.facts.parts.iter().map(|part| part.series.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// All records of one type, series by series, oldest first.
    pub fn records<T: Record + DeserializeOwned>(&self) -> Records<'_, S, T> {
        self.read(|part| part.record_type == Some(T::TYPE), |_, text| serde_json::from_str(text))
    }

    /// All records of all types that are built in.
    pub fn all_records(&self) -> Records<'_, S, AnyRecord> {
        self.read(
            |part| part.record_type.is_some(),
            |record_type, text| {
                let record_type = record_type.ok_or_else(|| serde::de::Error::custom("a type that is not built in"))?;
                AnyRecord::deserialize(record_type, &mut serde_json::Deserializer::from_str(text))
            },
        )
    }

    /// All records of one series.
    pub fn series_records(&self, series: &str) -> Records<'_, S, AnyRecord> {
        let mut records = self.all_records();
        let parts: Vec<usize> = records.parts.filter(|at| self.facts.parts[*at].series == series).collect();
        records.parts = parts.into_iter();
        records
    }

    /// Every row as its JSON text, of every type, known or not.
    pub fn texts(&self) -> Records<'_, S, String> {
        self.read(|_| true, |_, text| Ok(text.to_owned()))
    }

    /// The disclosed documents.
    pub fn attachments(&self) -> impl Iterator<Item = &AttachmentDescriptor> {
        self.head.attachments()
    }

    /// The content of a disclosed document, by its id.
    ///
    /// # Errors
    /// There is none of this id, or the file changed since it was verified.
    pub fn attachment(&self, id: &str) -> Result<Vec<u8>, Error> {
        let known = self.attachments().find(|attachment| attachment.id == id);
        let known = known.ok_or_else(|| Error::Misuse(format!("no attachment has the id {id}")))?;
        self.archive.read_small(&format!("attachments/{id}"), known.bytes).map_err(changed)
    }

    fn read<T>(&self, wanted: impl Fn(&PartFacts) -> bool, decode: Decode<T>) -> Records<'_, S, T> {
        let mut parts: Vec<usize> = (0..self.facts.parts.len()).filter(|at| wanted(&self.facts.parts[*at])).collect();
        parts.sort_by_key(|at| {
            let part = &self.facts.parts[*at];
            (part.series.as_str(), part.seq)
        });
        Records { bundle: self, parts: parts.into_iter(), open: None, decode, record: PhantomData }
    }
}

type Decode<T> = fn(Option<&'static RecordType>, &str) -> Result<T, serde_json::Error>;

/// Rows of a verified file, one by one, in the memory of one row.
pub struct Records<'a, S, T> {
    bundle: &'a Verified<S>,
    parts: vec::IntoIter<usize>,
    open: Option<OpenPart<'a>>,
    decode: Decode<T>,
    record: PhantomData<T>,
}

impl<S, T> fmt::Debug for Records<'_, S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").field("parts", &self.parts).finish_non_exhaustive()
    }
}

struct OpenPart<'a> {
    info: Arc<PartInfo>,
    record_type: Option<&'static RecordType>,
    rows: RowReader<'a>,
    numbers: RowNumbers,
    cells: CellMap,
}

impl<S: Source, T> Iterator for Records<'_, S, T> {
    type Item = Result<Row<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(open) = &mut self.open {
                let row = match open.rows.next_row() {
                    Ok(Some(row)) => row,
                    Ok(None) => {
                        self.open = None;
                        continue;
                    }
                    Err(fault) => return Some(Err(changed(fault))),
                };
                let number = open.numbers.next().unwrap_or_default();
                let text = std::str::from_utf8(row).map_err(io::Error::other);
                let record = text.and_then(|text| (self.decode)(open.record_type, text).map_err(io::Error::other));
                return Some(record.map_err(Error::Io).map(|record| Row {
                    record,
                    part: Arc::clone(&open.info),
                    number,
                    shown: open.cells.of(number),
                }));
            }
            let facts = &self.bundle.facts.parts[self.parts.next()?];
            match self.bundle.archive.rows(&facts.entry()) {
                Ok(rows) => self.open = Some(OpenPart::new(facts, rows)),
                Err(fault) => return Some(Err(changed(fault))),
            }
        }
    }
}

impl PartInfo {
    pub(crate) fn of(facts: &PartFacts) -> Self {
        Self {
            id: facts.id.clone(),
            series: facts.series.clone(),
            seq: facts.seq,
            from: facts.from,
            to: facts.to,
            n: u64::from(facts.rows),
            groups: facts.groups.iter().map(|group| (group.id.clone(), group.members.clone())).collect(),
        }
    }
}

impl<'a> OpenPart<'a> {
    fn new(facts: &PartFacts, rows: RowReader<'a>) -> Self {
        Self {
            info: Arc::new(PartInfo::of(facts)),
            record_type: facts.record_type,
            rows,
            numbers: RowNumbers::new(facts.shown.clone()),
            cells: CellMap::new(facts),
        }
    }
}

/// The numbers of shown rows, in order.
#[derive(Clone, Debug)]
pub(crate) struct RowNumbers {
    ranges: vec::IntoIter<Range<u32>>,
    current: Range<u32>,
}

impl RowNumbers {
    pub(crate) fn new(shown: Vec<Range<u32>>) -> Self {
        Self { ranges: shown.into_iter(), current: 0..0 }
    }
}

impl Iterator for RowNumbers {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        loop {
            if let Some(number) = self.current.next() {
                return Some(u64::from(number));
            }
            self.current = self.ranges.next()?;
        }
    }
}

/// Which groups are shown in which row of a part.
#[derive(Clone, Debug)]
pub(crate) struct CellMap {
    shown: GroupSet,
    masked: Vec<(usize, Vec<Range<u32>>)>,
}

impl CellMap {
    pub(crate) fn new(facts: &PartFacts) -> Self {
        let groups = || facts.groups.iter().enumerate();
        Self {
            shown: groups().filter(|(_, group)| group.shown).map(|(at, _)| at).collect(),
            masked: groups()
                .filter(|(_, group)| group.shown && !group.masked.is_empty())
                .map(|(at, group)| (at, group.masked.clone()))
                .collect(),
        }
    }

    pub(crate) fn of(&self, row: u64) -> GroupSet {
        let mut shown = self.shown;
        for (group, ranges) in &self.masked {
            let next = ranges.partition_point(|range| u64::from(range.end) <= row);
            if ranges.get(next).is_some_and(|range| u64::from(range.start) <= row) {
                shown.remove(*group);
            }
        }
        shown
    }
}

/// A fault after everything passed can only mean that somebody wrote to the file.
pub(crate) fn changed(fault: Fault) -> Error {
    match fault {
        Fault::Io(error) => Error::Io(error),
        Fault::Finding(finding) => {
            Error::Io(io::Error::other(format!("the file changed after it was verified: {finding}")))
        }
    }
}
