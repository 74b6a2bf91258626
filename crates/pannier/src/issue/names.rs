//! The names things have in one bundle: labels drawn afresh, and ids of events under the customer's key.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _},
};

use pannier_bundle::{Scratch, ScratchFile};
use pannier_convert::ids::{IdKey, copied_id, event_id};
use pannier_crypto::random::{self, Random, RandomError};
use pannier_model::{
    record::{AnyRecord, IdRecipe, Kind, RECORD_TYPES, RecordType, Target},
    value::Id,
};

/// Whose names are meant: the names of one source, or names that hold in all sources of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scope {
    /// What the user or the institution named.
    Bundle,
    /// What a converter named while it read this source.
    Source(u32),
}

/// How many equal rows of one day are looked at to find which of them an id belongs to.
const MOST_EQUAL_ROWS: u64 = 4096;

/// Labels of things, and the numbers by which the same thing is known in two sources.
#[derive(Debug, Default)]
pub(crate) struct Names {
    labels: BTreeMap<(Scope, &'static str, String), Id>,
    /// The thing asked for last: rows of one account come one after the other.
    latest: Option<(Scope, &'static str, Id, Id)>,
    numbers: BTreeMap<(&'static str, String, String), Id>,
    taken: BTreeSet<String>,
    /// What sources describe under each name, for references that may be to things of several types; `None` where it
    /// is several of them.
    described: BTreeMap<(Scope, String), Option<&'static RecordType>>,
    /// Ids of attachments by their names; none for a name that several have.
    attached: BTreeMap<String, Option<Id>>,
    /// Ids of events that other rows refer to: the id of the source, and the one in the bundle once it is known.
    wanted: HashMap<(Scope, String), Option<Id>>,
}

impl Names {
    /// A label or id part of `letter` and five random base32 characters that nothing else in the bundle has: it says nothing
    /// about what is withheld (`head-ids-random`).
    pub(crate) fn draw(&mut self, letter: char, random: &mut dyn Random) -> Result<String, RandomError> {
        const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        loop {
            let bytes: [u8; 5] = random::array(random)?;
            let mut label = String::from(letter);
            label.extend(bytes.iter().map(|byte| char::from(BASE32[usize::from(byte % 32)])));
            if self.taken.insert(label.clone()) {
                return Ok(label);
            }
        }
    }

    /// The label of a thing, drawn when it is first named.
    pub(crate) fn label(
        &mut self,
        scope: Scope,
        thing: &'static RecordType,
        name: &Id,
        random: &mut dyn Random,
    ) -> Result<Option<Id>, RandomError> {
        let Some(letter) = thing.label else { return Ok(None) };
        if let Some((of, known, asked, label)) = &self.latest
            && (*of, *known, asked) == (scope, thing.name, name)
        {
            return Ok(Some(label.clone()));
        }
        let key = (scope, thing.name, name.as_str().to_owned());
        if let Some(label) = self.labels.get(&key) {
            self.latest = Some((scope, thing.name, name.clone(), label.clone()));
            return Ok(Some(label.clone()));
        }
        let label = Id::parse(&self.draw(letter, random)?).expect("six letters and digits are an id");
        self.labels.insert(key, label.clone());
        Ok(Some(label))
    }

    /// Each label with the first name that a source has for its thing, in the order of the sources.
    pub(crate) fn first_names(&self) -> Vec<(Id, String)> {
        let mut met = BTreeSet::new();
        let first = self.labels.iter().filter(|(_, label)| met.insert(label.as_str()));
        first.map(|((_, _, name), label)| (label.clone(), name.clone())).collect()
    }

    /// A source describes the thing it calls `name` by records of this type.
    pub(crate) fn described(&mut self, scope: Scope, record_type: &'static RecordType, name: &Id) {
        if record_type.label.is_none() {
            return;
        }
        let known = self.described.entry((scope, name.as_str().to_owned())).or_insert(Some(record_type));
        if *known != Some(record_type) {
            *known = None;
        }
    }

    /// The type of the thing that a source calls `name`, if it describes exactly one.
    fn type_of(&self, scope: Scope, name: &Id) -> Option<&'static RecordType> {
        self.described.get(&(scope, name.as_str().to_owned())).copied().flatten()
    }

    /// Of the types a thing can have, the one that its source describes under this name; without a description the
    /// first. Without types it can have any.
    pub(crate) fn thing_type(
        &self,
        scope: Scope,
        types: impl Iterator<Item = &'static RecordType>,
        name: &Id,
    ) -> Option<&'static RecordType> {
        let described = self.type_of(scope, name);
        let mut first = None;
        for thing in types {
            if described == Some(thing) || self.labels.contains_key(&(scope, thing.name, name.as_str().to_owned())) {
                return Some(thing);
            }
            first.get_or_insert(thing);
        }
        first.or(described)
    }

    /// The thing has this number: from now on its name means whatever else has the number.
    pub(crate) fn same_number(
        &mut self,
        scope: Scope,
        thing: &'static RecordType,
        name: &str,
        scheme: &str,
        value: &str,
    ) {
        let number = (thing.name, scheme.to_owned(), value.to_owned());
        let named = (scope, thing.name, name.to_owned());
        match (self.numbers.get(&number), self.labels.get(&named)) {
            (Some(label), None) => {
                self.labels.insert(named, label.clone());
            }
            (None, Some(label)) => {
                self.numbers.insert(number, label.clone());
            }
            _ => {}
        }
    }

    /// The one thing of any type that has this name, if there is exactly one.
    fn any(&self, scope: Scope, name: &str) -> Option<Id> {
        let mut found = RECORD_TYPES.iter().filter_map(|thing| self.labels.get(&(scope, thing.name, name.to_owned())));
        let first = found.next()?;
        found.next().is_none().then(|| first.clone())
    }

    /// An attachment that rows name as people do has this id in the bundle.
    pub(crate) fn attach(&mut self, name: &str, id: &str) {
        let id = Id::parse(id).ok();
        self.attached.entry(name.to_owned()).and_modify(|known| *known = None).or_insert(id);
    }

    /// Somebody refers to the event the source calls `id`.
    fn want(&mut self, scope: Scope, id: &str) {
        self.wanted.entry((scope, id.to_owned())).or_insert(None);
    }

    /// Gives a record the names of this bundle. Returns the new id of an event that got one, and whether references
    /// are left that can be resolved only when all rows are known ([`Names::resolve`]).
    pub(crate) fn rename(
        &mut self,
        scope: Scope,
        record: &mut AnyRecord,
        keys: &IdKeys,
        random: &mut dyn Random,
    ) -> Result<Renamed, RandomError> {
        let record_type = record.record_type();
        let mut renamed = Renamed { event: new_event_id(record, keys), unresolved: false };
        let own = record.id().clone();
        let mut failure = None;
        let mut event = renamed.event.clone();
        let mut is_first = true;
        record.rename(&mut |target, id| {
            // The record's own id is the first name that is asked for.
            if std::mem::take(&mut is_first) && *id == own && record_type.label.is_none() {
                return event.take();
            }
            let named = match target {
                Target::Type(name) => RECORD_TYPES.iter().find(|known| known.name == name).copied(),
                Target::Any => self.type_of(scope, id),
            };
            match named {
                Some(thing) if thing.label.is_some() => match self.label(scope, thing, id, random) {
                    Ok(label) => label,
                    Err(error) => {
                        failure = Some(error);
                        None
                    }
                },
                Some(thing) if thing.kind == Kind::Event => {
                    renamed.unresolved = true;
                    self.want(scope, id.as_str());
                    if let (IdRecipe::Joined(..), Some((parent, _))) = (thing.id, id.as_str().rsplit_once('.')) {
                        self.want(scope, parent);
                    }
                    None
                }
                Some(_) => None,
                None => {
                    renamed.unresolved = true;
                    self.want(scope, id.as_str());
                    None
                }
            }
        });
        if let Some(error) = failure {
            return Err(error);
        }
        // Which attachments there are, and what they are called here, is known at the end.
        record.rename_attachment(&mut |_| {
            renamed.unresolved = true;
            None
        });
        compose_id(record);
        Ok(renamed)
    }

    /// Puts the bundle's names where [`Names::rename`] could not yet.
    pub(crate) fn resolve(&self, scope: Scope, record: &mut AnyRecord) {
        let own = record.id().clone();
        let mut is_first = true;
        record.rename(&mut |target, id| {
            if std::mem::take(&mut is_first) && *id == own {
                return None;
            }
            match target {
                Target::Any => self.any(scope, id.as_str()).or_else(|| self.event(scope, id)),
                Target::Type(_) => self.event(scope, id),
            }
        });
        record.rename_attachment(&mut |name| self.attached.get(name.as_str()).cloned().flatten());
        compose_id(record);
    }

    /// The name of an event in the bundle; that of a line of it follows from the event's own.
    fn event(&self, scope: Scope, id: &Id) -> Option<Id> {
        let known = |id: &str| self.wanted.get(&(scope, id.to_owned())).cloned().flatten();
        known(id.as_str()).or_else(|| {
            let (parent, place) = id.as_str().rsplit_once('.')?;
            Id::parse(&format!("{}.{place}", known(parent)?)).ok()
        })
    }
}

/// Old and new ids of events, in scratch space: only the few that are referred to come back into memory.
pub(crate) struct RenameLog<'a> {
    scratch: &'a dyn Scratch,
    file: Option<BufWriter<Box<dyn ScratchFile>>>,
}

impl<'a> RenameLog<'a> {
    pub(crate) fn new(scratch: &'a dyn Scratch) -> Self {
        Self { scratch, file: None }
    }

    pub(crate) fn push(&mut self, scope: Scope, old: &Id, new: &Id) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(BufWriter::new(self.scratch.file()?)),
        };
        let source = match scope {
            Scope::Bundle => "-".to_owned(),
            Scope::Source(number) => number.to_string(),
        };
        // Ids have neither spaces nor line ends.
        writeln!(file, "{source} {} {}", old.as_str(), new.as_str())
    }

    /// Tells `names` the new ids of all events that rows refer to.
    pub(crate) fn replay(self, names: &mut Names) -> io::Result<()> {
        let (Some(file), true) = (self.file, !names.wanted.is_empty()) else { return Ok(()) };
        let mut file = file.into_inner()?;
        file.seek(SeekFrom::Start(0))?;
        for line in BufReader::new(file).lines() {
            let line = line?;
            let mut words = line.split(' ');
            let (Some(source), Some(old), Some(new)) = (words.next(), words.next(), words.next()) else { continue };
            let scope = source.parse().map_or(Scope::Bundle, Scope::Source);
            if let Some(place) = names.wanted.get_mut(&(scope, old.to_owned())) {
                *place = Id::parse(new).ok();
            }
        }
        Ok(())
    }
}

/// What renaming a record came to.
pub(crate) struct Renamed {
    /// The new id of an event whose id follows from its content.
    pub(crate) event: Option<Id>,
    /// Whether references are left to [`Names::resolve`].
    pub(crate) unresolved: bool,
}

/// The key under which converters make ids, and the customer's own.
pub(crate) struct IdKeys {
    pub(crate) converters: IdKey,
    pub(crate) customer: IdKey,
    /// Whether ids that the issuer vouches for get another name too: in one of several copies of the same records.
    pub(crate) renames_all: bool,
}

/// The id of an event under the customer's key; none for ids that stay.
fn new_event_id(record: &AnyRecord, keys: &IdKeys) -> Option<Id> {
    let record_type = record.record_type();
    derived_id(record, keys).or_else(|| {
        let is_copied = keys.renames_all && matches!(record_type.id, IdRecipe::Keyed(_));
        is_copied.then(|| copied_id(&keys.customer, record_type.name, record.id())).flatten()
    })
}

/// The id under the customer's key of an event whose id a converter derived; none for ids the issuer vouches for.
fn derived_id(record: &AnyRecord, keys: &IdKeys) -> Option<Id> {
    record.get("id_stability")?;
    let values = record.id_input()?;
    let name = record.record_type().name;
    let ordinal = (0..MOST_EQUAL_ROWS)
        .find(|ordinal| event_id(&keys.converters, name, &values, *ordinal).as_ref() == Some(record.id()))?;
    event_id(&keys.customer, name, &values, ordinal)
}

/// Ids that are made of other members follow them.
fn compose_id(record: &mut AnyRecord) {
    if !matches!(record.record_type().id, IdRecipe::Joined(..)) {
        return;
    }
    if let Some(Ok(id)) = record.composed_id(0) {
        let mut is_first = true;
        record.rename(&mut |_, _| std::mem::take(&mut is_first).then(|| id.clone()));
    }
}
