//! Ids are unique and references resolve: every id and reference becomes a key of fixed length, and sorting the keys brings
//! the two together wherever they stand.

use super::Rules;
use super::facts::Scope;
use super::findings::{Findings, PartFindings};
use super::plan::Plan;
use super::spool::{Batch, Collector, Pack, Sorted, Spool, To};
use pannier_crypto::{Hasher, base64url, digest::sha256};
use pannier_model::record::{AnyRecord, IdRecipe, RECORD_TYPES, RecordType, Target, TaxLineDocumentKind, by_name};
use pannier_model::value::{Id, View};
use pannier_report::Code;
use std::io;

/// Key 19, tag 1, type 1, part 2, row 4, member 1, candidates 1.
pub(crate) const NAME: usize = 29;
/// What stands for an id 16, how it does 1, where it is looked for 2.
const KEY: usize = 19;

/// Part 2, row 4, member 1, type 1.
const MISS: usize = 8;
/// An id stands here; sorts before the references to it.
const DEFINES: u8 = 0;
/// A reference stands here.
const REFERS: u8 = 1;
/// Where labels are looked for, which name a thing of the bundle in whatever series; no series has this number, because the
/// head holds at most 16,384 parts (`head-parts-limit`).
const EVERYWHERE: u16 = u16::MAX;
/// The number of a series that is not in the file.
const NOWHERE: u16 = u16::MAX - 1;
/// Type byte of an id whose type the standard does not know, and of a reference to whatever it is.
const ANY: u8 = u8::MAX;

/// Ids and references of one part.
#[derive(Debug)]
pub(crate) struct Identity {
    batch: Batch<NAME>,
    part: u16,
    own_type: u8,
    /// Where its own ids are looked for.
    place: u16,
    /// Whether its own ids are known to be unique, and nobody looks for them.
    is_known: bool,
    references: Vec<Reference>,
}

/// The fields of an entry that differ within a part.
#[derive(Clone, Copy)]
struct Name {
    key: [u8; KEY],
    tag: u8,
    record_type: u8,
    row: u64,
    member: u8,
    candidates: u8,
}

/// A member that refers to records.
#[derive(Debug)]
struct Reference {
    /// Its place in the type.
    place: u8,
    name: &'static str,
    target: Target,
    /// The label referred to last. Every row of a series names the same account: once is enough.
    last_label: String,
}

impl Identity {
    pub(crate) fn new(rules: &Rules<'_>, number: usize) -> Self {
        let part = &rules.plan.facts().parts[number];
        let labelled = part.record_type.is_some_and(|record_type| record_type.label.is_some());
        let is_known = part.record_type.is_some_and(|record_type| !labelled && is_known(record_type, rules));
        let references = part.record_type.map_or_else(Vec::new, |record_type| {
            record_type
                .members()
                .enumerate()
                .filter(|(_, member)| part.shows_member(member.name))
                .filter_map(|(place, member)| {
                    let (place, target) = (u8::try_from(place).ok()?, member.refers?);
                    Some(Reference { place, name: member.name, target, last_label: String::new() })
                })
                .filter(|reference| !reference.is_settled(rules))
                .collect()
        });
        Self {
            batch: Batch::new(),
            part: u16::try_from(number).unwrap_or(u16::MAX),
            own_type: part.record_type.map_or(ANY, type_byte),
            place: if labelled { EVERYWHERE } else { place_of(Some(rules.plan.series_of(number))) },
            is_known,
            references,
        }
    }

    /// Notes the id of a row.
    pub(crate) fn id(&mut self, id: &Id, row: u64, to: To<'_, NAME>) -> io::Result<()> {
        if self.is_known {
            return Ok(());
        }
        let key = key(id.as_str(), self.place);
        self.push(Name { key, tag: DEFINES, record_type: self.own_type, row, member: 0, candidates: 1 }, to)
    }

    /// Notes every reference of a row.
    pub(crate) fn references(&mut self, record: &AnyRecord, plan: &Plan, row: u64, to: To<'_, NAME>) -> io::Result<()> {
        for number in 0..self.references.len() {
            let Reference { place, name, target, last_label } = &mut self.references[number];
            let (place, target) = (*place, event_target(name, *target, record));
            match record.get(name) {
                Some(View::Id(id)) => {
                    if id == last_label {
                        continue;
                    }
                    if is_label(target) {
                        id.clone_into(last_label);
                    }
                    self.reference(id, place, target, plan, row, to)?;
                }
                Some(View::List(list)) => {
                    for index in 0..list.count() {
                        if let Some(View::Id(id)) = list.element(index) {
                            self.reference(id, place, target, plan, row, to)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn reference(
        &mut self,
        id: &str,
        member: u8,
        target: Target,
        plan: &Plan,
        row: u64,
        to: To<'_, NAME>,
    ) -> io::Result<()> {
        let name = |place, record_type, candidates| {
            let key = key(id, place);
            Name { key, tag: REFERS, record_type, row, member, candidates }
        };
        let record_type = match target {
            Target::Any => return self.push(name(EVERYWHERE, ANY, 1), to),
            Target::Type(type_name) => by_name(type_name),
        };
        let Some(record_type) = record_type else { return Ok(()) };
        let wanted = type_byte(record_type);
        if record_type.label.is_some() {
            return self.push(name(EVERYWHERE, wanted, 1), to);
        }
        // In the series of the same thing, else in `all`: where both are there, one has to hold it.
        let own = format!("{}/{}", plan.facts().parts[usize::from(self.part)].thing(), record_type.name);
        let shared = format!("all/{}", record_type.name);
        let (own_place, shared_place) = (plan.number(&own), plan.number(&shared));
        if own != shared && own_place.is_some() && shared_place.is_some() {
            self.push(name(place_of(own_place), wanted, 2), to)?;
            return self.push(name(place_of(shared_place), wanted, 2), to);
        }
        self.push(name(place_of(shared_place.or(own_place)), wanted, 1), to)
    }

    fn push(&mut self, name: Name, to: To<'_, NAME>) -> io::Result<()> {
        // A part has fewer than 2^32 rows (`head-descriptor`).
        let row = u32::try_from(name.row).unwrap_or(u32::MAX);
        let entry = Pack::new()
            .put(name.key)
            .put([name.tag])
            .put([name.record_type])
            .put(self.part.to_be_bytes())
            .put(row.to_be_bytes())
            .put([name.member])
            .put([name.candidates])
            .done();
        self.batch.push(entry, to)
    }

    pub(crate) fn finish(mut self, to: To<'_, NAME>) -> io::Result<()> {
        self.batch.hand_over(to)
    }
}

/// Whether nobody looks for ids of the type: they are known to be unique, and references to them to resolve. Not where another
/// member says what a reference is to (see [`event_target`]), so that these are looked up as ever.
fn is_known(record_type: &RecordType, rules: &Rules<'_>) -> bool {
    rules.has_all(record_type.name) && TaxLineDocumentKind::ALL.iter().all(|kind| kind.as_str() != record_type.name)
}

impl Reference {
    /// Whether every record it may be to is there as in a file in which it resolved.
    fn is_settled(&self, rules: &Rules<'_>) -> bool {
        match self.target {
            Target::Type(name) => rules.has_all(name),
            Target::Any => false,
        }
    }
}

/// Whether references of this kind name a thing of the bundle by its label.
fn is_label(target: Target) -> bool {
    match target {
        Target::Any => false,
        Target::Type(name) => by_name(name).is_some_and(|record_type| record_type.label.is_some()),
    }
}

/// A reference that may point to documents of two types says which in a member beside it.
fn event_target(member: &str, target: Target, record: &AnyRecord) -> Target {
    match (record, member) {
        (AnyRecord::TaxLine(line), "document") => Target::Type(line.document_kind.as_str()),
        _ => target,
    }
}

/// Rules on the id of one row: `thing-matches-series`, `label-form`, `id-composed`.
pub(crate) fn check_row(record: &AnyRecord, thing: &str, row: u64, findings: &mut PartFindings<'_>) {
    let record_type = record.record_type();
    if record.thing().unwrap_or("all") != thing {
        let pointer = match record_type.series {
            pannier_model::record::Series::Members([member, ..]) => format!("/{member}"),
            _ => "/id".to_owned(),
        };
        findings.row_help(
            Code::ThingMatchesSeries,
            row,
            pointer,
            "the record belongs to another thing than its series",
            "put the record into the series of the thing it names",
        );
    }
    let id = record.id().as_str();
    if let Some(letter) = record_type.label {
        let random = id.strip_prefix(letter).unwrap_or_default().as_bytes();
        if random.len() != 5 || !random.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7')) {
            findings.row(
                Code::LabelForm,
                row,
                "/id",
                "the label is not the letter of its type and five characters a-z 2-7",
            );
        }
    }
    let composed = match record_type.id {
        IdRecipe::Date => {
            let date = record.sort_date().to_string();
            id.strip_prefix(&date).is_some_and(|rest| {
                rest.is_empty()
                    || rest
                        .strip_prefix('.')
                        .is_some_and(|n| !n.starts_with('0') && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
            })
        }
        IdRecipe::Joined(..) => {
            record.composed_id(0).is_some_and(|composed| composed.is_ok_and(|composed| composed.as_str() == id))
        }
        IdRecipe::Label | IdRecipe::Keyed(_) => true,
    };
    if !composed {
        findings.row(Code::IdComposed, row, "/id", "the id is not composed of the members its type names");
    }
}

/// `id-unique` and `reference-resolves`, once every part was read.
pub(crate) fn finish(
    plan: &Plan,
    sorted: &mut Sorted<NAME>,
    findings: &mut Findings,
    spool: &dyn Spool,
) -> io::Result<u64> {
    // A reference with two candidates is looked up twice, far apart in this order; it is unresolved when it missed
    // twice. Such references are never lists, so place and member tell them apart.
    let misses = Collector::<MISS>::new();
    let mut batch = Batch::new();
    let mut current: Option<[u8; KEY]> = None;
    let mut defined: Vec<u8> = Vec::new();
    while let Some(entry) = sorted.next()? {
        let mut fields = Pack::reading(entry);
        let key: [u8; KEY] = fields.take();
        let [tag] = fields.take();
        let [record_type] = fields.take();
        let part = u16::from_be_bytes(fields.take());
        let row = u32::from_be_bytes(fields.take());
        let [member] = fields.take();
        let [candidates] = fields.take();
        if current != Some(key) {
            current = Some(key);
            defined.clear();
        }
        if tag == DEFINES {
            if !defined.is_empty() {
                let index = usize::from(part);
                PartFindings::new(findings, plan, index).row_help(
                    Code::IdUnique,
                    row.into(),
                    "/id",
                    "another record has this id",
                    "derive ids with the rank among equal rows, and draw labels afresh",
                );
            }
            if !defined.contains(&record_type) {
                defined.push(record_type);
            }
            continue;
        }
        let resolved = if record_type == ANY { !defined.is_empty() } else { defined.contains(&record_type) };
        if resolved {
            continue;
        }
        if candidates == 2 {
            let miss =
                Pack::new().put(part.to_be_bytes()).put(row.to_be_bytes()).put([member]).put([record_type]).done();
            batch.push(miss, misses.on(spool))?;
            continue;
        }
        unresolved(plan, usize::from(part), row, member, record_type, findings);
    }
    batch.hand_over(misses.on(spool))?;
    let (mut misses, temporary) = misses.sorted()?;
    let mut before = None;
    while let Some(miss) = misses.next()? {
        if before.replace(miss) == Some(miss) {
            let mut fields = Pack::reading(miss);
            let part = usize::from(u16::from_be_bytes(fields.take()));
            let row = u32::from_be_bytes(fields.take());
            let [member] = fields.take();
            let [record_type] = fields.take();
            unresolved(plan, part, row, member, record_type, findings);
        }
    }
    Ok(temporary)
}

fn unresolved(plan: &Plan, index: usize, row: u32, member: u8, wanted: u8, findings: &mut Findings) {
    let part = &plan.facts().parts[index];
    let member = part
        .record_type
        .and_then(|record_type| record_type.members().nth(usize::from(member)))
        .map_or("", |member| member.name);
    let known = match RECORD_TYPES.get(usize::from(wanted)) {
        // A label names a thing of the bundle, wherever its series is.
        Some(record_type) if record_type.label.is_some() => {
            plan.types_are_whole(|other| other.name == record_type.name)
        }
        Some(record_type) => {
            plan.is_whole(&format!("{}/{}", part.thing(), record_type.name))
                && plan.is_whole(&format!("all/{}", record_type.name))
        }
        None => plan.types_are_whole(|other| other.label.is_some()),
    };
    if known {
        PartFindings::new(findings, plan, index).row_help(
            Code::ReferenceResolves,
            row.into(),
            format!("/{member}"),
            "no record of that id is where the reference points",
            "leave a reference out when its target is not in the bundle",
        );
    } else {
        findings.not_checked(
            Code::ReferenceResolves,
            Some(&part.series),
            &format!("records that `{member}` may refer to are withheld"),
        );
    }
}

/// Attachments are named by their id, not by a record.
pub(crate) fn check_attachment(record: &AnyRecord, plan: &Plan, row: u64, findings: &mut PartFindings<'_>) {
    let Some(View::Id(id)) = record.get("attachment") else { return };
    if plan.facts().attachments.iter().any(|attachment| attachment == id) {
        return;
    }
    match plan.facts().scope {
        Scope::Share { sealed: true } => {
            findings.not_checked(Code::ReferenceResolves, "attachments that `attachment` may refer to are withheld");
        }
        _ => findings.row_help(
            Code::ReferenceResolves,
            row,
            "/attachment",
            "no attachment of that id is in the bundle",
            "leave a reference out when its target is not in the bundle",
        ),
    }
}

/// Place of a type in the list of all; below 255 by a test.
fn type_byte(record_type: &RecordType) -> u8 {
    RECORD_TYPES
        .iter()
        .position(|other| other.name == record_type.name)
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(ANY)
}

fn place_of(series: Option<usize>) -> u16 {
    series.and_then(|number| u16::try_from(number).ok()).unwrap_or(NOWHERE)
}

/// What an id is found by. Sixteen bytes stand for it: itself, where it is not longer; what it spells, where it is a keyed hash
/// in base64url, as most ids of events are; half of its SHA-256 otherwise. No two ids have one key, short of a collision.
fn key(id: &str, place: u16) -> [u8; KEY] {
    let (bytes, form) = if id.len() <= 16 {
        let mut bytes = [0; 16];
        // No id has a byte 0.
        bytes[..id.len()].copy_from_slice(id.as_bytes());
        (bytes, 0)
    } else if id.len() == 22
        && let Ok(bytes) = base64url::decode_array(id.as_bytes())
    {
        (bytes, 1)
    } else {
        (half(&[id.as_bytes()]), 2)
    };
    Pack::new().put(bytes).put([form]).put(place.to_be_bytes()).done()
}

/// A collision needs 2^64 tries and would cost its maker a false finding, never a missed one of somebody else.
pub(crate) fn half(pieces: &[&[u8]]) -> [u8; 16] {
    // Nearly all are short, and what is put together first is hashed in one go.
    let mut space = [0; 128];
    let mut end = 0;
    let mut short = true;
    for piece in pieces {
        let place = space.get_mut(end..end + piece.len());
        short &= place.is_some();
        let Some(place) = place else { break };
        place.copy_from_slice(piece);
        end += piece.len();
    }
    let digest = if short {
        sha256(&space[..end])
    } else {
        let mut hasher = Hasher::new();
        for piece in pieces {
            hasher.update(piece);
        }
        hasher.finish()
    };
    let mut first = [0; 16];
    first.copy_from_slice(&digest[..16]);
    first
}
