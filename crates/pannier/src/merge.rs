//! Several verified files of one customer, read as one.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    iter::{Flatten, Peekable},
    vec,
};

use pannier_bundle::Source;
use pannier_model::{
    record::{AnyRecord, IdRecipe, Kind, RecordType, Target, by_name},
    value::{Date, Id, Number, View},
};
use pannier_validate::rules::PartFacts;

use crate::{
    Error, Records, Row, Verified,
    things::{full_number, thing_types},
};

/// Reads several files as one: the same thing in two of them is one thing, the same event one event.
///
/// Things are joined by the numbers in their `identifiers` (or the claim `identifier`), because labels are drawn afresh
/// for every bundle; a thing without a number stays its own. Events are joined by id. Where two heads of one issuer
/// speak of one day, the later one restates it: rows that only the earlier has are gone (`verify` each file first; its
/// verdict stays with it).
///
/// # Errors
/// A file changed since it was verified.
pub fn merge<'a, S: Source>(files: &[&'a Verified<S>]) -> Result<Merged<'a, S>, Error> {
    let mut things = Things::default();
    for (number, file) in files.iter().enumerate() {
        things.meet(number, file)?;
    }
    let mut series: BTreeMap<(String, &'static str), Vec<usize>> = BTreeMap::new();
    for (number, file) in files.iter().enumerate() {
        for part in &file.facts.parts {
            let Some(record_type) = part.record_type else { continue };
            let files = series.entry((things.name(number, part.thing()), record_type.name)).or_default();
            if files.last() != Some(&number) {
                files.push(number);
            }
        }
    }
    Ok(Merged { files: files.to_vec(), things, series })
}

/// Several files read as one.
pub struct Merged<'a, S> {
    files: Vec<&'a Verified<S>>,
    things: Things,
    series: BTreeMap<(String, &'static str), Vec<usize>>,
}

impl<S> fmt::Debug for Merged<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merged").field("files", &self.files.len()).finish_non_exhaustive()
    }
}

impl<'a, S: Source> Merged<'a, S> {
    /// The name of the thing that a label of a file stands for.
    pub(crate) fn name_of(&self, file: usize, label: &str) -> String {
        self.things.name(file, label)
    }

    /// The names of the joined series, ascending. A thing has the label of the first file it stands in.
    pub fn series(&self) -> Vec<String> {
        self.series.keys().map(|(thing, record_type)| format!("{thing}/{record_type}")).collect()
    }

    /// The records of one joined series, oldest first, with the names of the joined things in them. Memory holds the
    /// rows of a day.
    pub fn series_records(&self, series: &str) -> MergedRecords<'_, 'a, S> {
        let found = series.rsplit_once('/').and_then(|(thing, record_type)| {
            let record_type = by_name(record_type)?;
            let files = self.series.get(&(thing.to_owned(), record_type.name))?;
            Some((thing, record_type, files))
        });
        let readers = found.map_or_else(Vec::new, |(thing, record_type, files)| {
            let mut readers: Vec<Reader<'_, S>> =
                files.iter().map(|file| self.reader(*file, thing, record_type)).collect();
            // The latest word first.
            readers.sort_by_key(|reader| std::cmp::Reverse(reader.iat));
            readers
        });
        MergedRecords { merged: self, readers, ready: Vec::new().into_iter() }
    }

    /// All records, series by series.
    pub fn records(&self) -> impl Iterator<Item = Result<Row<AnyRecord>, Error>> + '_ {
        self.series().into_iter().flat_map(|series| self.series_records(&series))
    }

    fn reader(&self, number: usize, thing: &str, record_type: &'static RecordType) -> Reader<'a, S> {
        let file = self.files[number];
        let parts: Vec<&'a PartFacts> = file
            .facts
            .parts
            .iter()
            .filter(|part| part.record_type == Some(record_type) && self.things.name(number, part.thing()) == thing)
            .collect();
        let labels: BTreeSet<&'a str> = parts.iter().map(|part| part.series.as_str()).collect();
        let rows: Vec<Records<'a, S, AnyRecord>> =
            labels.into_iter().map(|series| file.series_records(series)).collect();
        Reader {
            number,
            iss: &file.claims().iss,
            iat: file.claims().iat,
            parts,
            rows: rows.into_iter().flatten().peekable(),
        }
    }
}

/// The rows of one joined series in one file.
struct Reader<'a, S: Source> {
    number: usize,
    iss: &'a str,
    iat: i64,
    parts: Vec<&'a PartFacts>,
    rows: Peekable<Flatten<vec::IntoIter<Records<'a, S, AnyRecord>>>>,
}

/// The next row of a reader. An error sorts before every date, so that it comes out at once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Unreadable,
    On(Date),
}

impl<S: Source> Reader<'_, S> {
    fn next_date(&mut self) -> Option<Next> {
        self.rows.peek().map(|row| match row {
            Ok(row) => Next::On(row.record.sort_date()),
            Err(_) => Next::Unreadable,
        })
    }

    /// Whether this file shows every row its issuer has of the day, and the issuer promises that these are all.
    fn promises(&self, day: Date) -> bool {
        self.parts.iter().any(|part| {
            part.from <= day && day < part.to && part.shows_all_rows() && part.incomplete.binary_search(&day).is_err()
        })
    }
}

/// Rows of a joined series, one by one.
pub struct MergedRecords<'m, 'a, S: Source> {
    merged: &'m Merged<'a, S>,
    readers: Vec<Reader<'a, S>>,
    /// Rows that are ready: those of a day, or all states.
    ready: vec::IntoIter<Row<AnyRecord>>,
}

impl<S: Source> fmt::Debug for MergedRecords<'_, '_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MergedRecords").field("files", &self.readers.len()).finish_non_exhaustive()
    }
}

impl<S: Source> Iterator for MergedRecords<'_, '_, S> {
    type Item = Result<Row<AnyRecord>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.ready.next() {
                return Some(Ok(row));
            }
            let date = self.readers.iter_mut().filter_map(Reader::next_date).min()?;
            match self.day(date) {
                Ok(rows) => self.ready = rows.into_iter(),
                Err(error) => {
                    self.readers.clear();
                    return Some(Err(error));
                }
            }
        }
    }
}

impl<S: Source> MergedRecords<'_, '_, S> {
    /// All rows of a day, each event once; of states, all there are, each thing once as it was seen last.
    fn day(&mut self, date: Next) -> Result<Vec<Row<AnyRecord>>, Error> {
        let mut rows: Vec<Row<AnyRecord>> = Vec::new();
        let mut places: HashMap<Id, usize> = HashMap::new();
        let mut restated: BTreeSet<&str> = BTreeSet::new();
        for reader in &mut self.readers {
            let is_restated = restated.contains(reader.iss);
            if let Next::On(day) = date
                && reader.promises(day)
            {
                restated.insert(reader.iss);
            }
            while let Some(next) = reader.next_date() {
                let is_state = matches!(reader.rows.peek(), Some(Ok(row)) if row.record.kind() == Kind::State);
                if next != date && !is_state {
                    break;
                }
                let Some(row) = reader.rows.next() else { break };
                let mut row = row?;
                if is_restated && !is_state {
                    continue;
                }
                self.merged.things.rename(reader.number, &mut row.record);
                match places.get(row.record.id()) {
                    None => {
                        places.insert(row.record.id().clone(), rows.len());
                        rows.push(row);
                    }
                    Some(&at) if is_state && rows[at].record.sort_date() < row.record.sort_date() => rows[at] = row,
                    Some(_) => {}
                }
            }
        }
        Ok(rows)
    }
}

/// Which labels of which files are one thing.
#[derive(Default)]
struct Things {
    names: HashMap<(usize, String), String>,
    /// By record type, scheme, value and currency.
    numbers: HashMap<(&'static str, &'static str, String, String), String>,
    taken: BTreeSet<String>,
}

impl Things {
    /// Learns the things of a file: from the records that describe them, and where these are withheld from the claim
    /// `identifier`.
    fn meet<S: Source>(&mut self, number: usize, file: &Verified<S>) -> Result<(), Error> {
        for series in file.series() {
            let described = series.rsplit_once('/').and_then(|(_, name)| by_name(name)).and_then(|known| known.label);
            if described.is_none() {
                continue;
            }
            for row in file.series_records(series) {
                let record = row?.record;
                // A number that several currencies share is one account in each of them.
                let currency = match record.get("currency") {
                    Some(View::Word(currency)) => currency,
                    _ => "",
                };
                self.join(number, record.id().as_str(), record.record_type(), full_number(&record), currency);
            }
        }
        for part in file.parts() {
            if let (Some(identifier), Some((thing, record_type))) = (&part.identifier, part.series.rsplit_once('/'))
                && let Some(record_type) = by_name(record_type).and_then(|series| {
                    // The label says which: consumption is that of a register or of a supply point.
                    thing_types(series).find(|known| known.label.is_some_and(|letter| thing.starts_with(letter)))
                })
                && !self.names.contains_key(&(number, thing.to_owned()))
            {
                self.join(number, thing, record_type, Some(identifier), "");
            }
        }
        Ok(())
    }

    fn join(
        &mut self,
        file: usize,
        label: &str,
        record_type: &'static RecordType,
        number: Option<&Number>,
        currency: &str,
    ) {
        let key = (file, label.to_owned());
        let known_by = number.and_then(|number| {
            let value = number.value()?.as_str().to_owned();
            Some((record_type.name, number.scheme().as_str(), value, currency.to_owned()))
        });
        let joined = known_by.as_ref().and_then(|known_by| self.numbers.get(known_by)).cloned();
        let name = match joined.or_else(|| self.names.get(&key).cloned()) {
            Some(name) => name,
            None => self.fresh(label),
        };
        if let Some(known_by) = known_by {
            self.numbers.entry(known_by).or_insert_with(|| name.clone());
        }
        self.names.insert(key, name);
    }

    /// The label itself, unless another thing of another file happens to have it.
    fn fresh(&mut self, label: &str) -> String {
        let mut name = label.to_owned();
        let mut copy = 2_u32;
        while !self.taken.insert(name.clone()) {
            name = format!("{label}.{copy}");
            copy += 1;
        }
        name
    }

    /// The name of the thing a label of a file stands for; things nobody describes keep their label.
    fn name(&self, file: usize, label: &str) -> String {
        self.names.get(&(file, label.to_owned())).cloned().unwrap_or_else(|| label.to_owned())
    }

    fn rename(&self, file: usize, record: &mut AnyRecord) {
        record.rename(&mut |target, id| {
            let is_thing = match target {
                Target::Any => true,
                Target::Type(name) => by_name(name).is_some_and(|known| known.label.is_some()),
            };
            let name = is_thing.then(|| self.names.get(&(file, id.as_str().to_owned()))).flatten()?;
            Id::parse(name).ok()
        });
        // Ids made of the name of a thing follow it.
        if let (IdRecipe::Joined(..), Some(Ok(id))) = (record.record_type().id, record.composed_id(0)) {
            let mut is_first = true;
            record.rename(&mut |_, _| std::mem::take(&mut is_first).then(|| id.clone()));
        }
    }
}
