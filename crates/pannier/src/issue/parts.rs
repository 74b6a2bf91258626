//! Sorted rows into parts: copies joined, references resolved, trees and deflate on all cores.

use std::{
    collections::BTreeSet,
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    sync::{Mutex, mpsc},
};

use pannier_bundle::{
    Scratch, ScratchFile,
    container::Prepared,
    part::{Layout, PartWriter, Roots},
};
use pannier_convert::ids::IdKey;
use pannier_crypto::Secret;
use pannier_model::{
    record::{AnyRecord, Kind},
    value::Date,
};

use super::{
    copies::{combine, id_of, merge_day},
    names::{Names, Scope},
    series::SeriesState,
    sort::{Row, Sorted, Term, read_row, write_row},
    summaries::Summing,
    window::{Period, Slot},
};
use crate::Error;

/// Rows of a part that are held in memory; beyond that they wait in scratch space.
const HELD: usize = 2 << 20;

/// A part that is finished but for the head.
pub(crate) struct BuiltPart {
    pub(crate) series: usize,
    pub(crate) seq: u64,
    pub(crate) slot: Slot,
    pub(crate) id: String,
    pub(crate) totals: Vec<Sum>,
    pub(crate) n: u64,
    pub(crate) roots: Roots,
    pub(crate) rows: Prepared,
    /// Where the provenance of its first row lies ([`Provenance`]).
    pub(crate) first: u64,
}

/// One sum of a part's totals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) by: String,
    pub(crate) count: u64,
    pub(crate) picos: i128,
    pub(crate) scale: u8,
}

/// What all parts have in common.
pub(crate) struct Workshop<'a> {
    pub(crate) scratch: &'a dyn Scratch,
    pub(crate) secret: &'a Secret,
    pub(crate) jti: &'a str,
    pub(crate) names: &'a Names,
    pub(crate) scopes: &'a [Scope],
    pub(crate) series: &'a [SeriesState],
    pub(crate) period: Period,
    /// The day of `iat`, as days since 1970-01-01.
    pub(crate) day: i64,
    pub(crate) threads: usize,
    /// The key of the ids of rows that are made here.
    pub(crate) id_key: &'a IdKey,
}

/// Which row of which source each row of the bundle came from, so that a finding can name the place its reader knows.
pub(crate) struct Provenance {
    file: BufWriter<Box<dyn ScratchFile>>,
    rows: u64,
}

impl Provenance {
    const ENTRY: u64 = 12;

    pub(crate) fn new(scratch: &dyn Scratch) -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(scratch.file()?), rows: 0 })
    }

    fn push(&mut self, row: &Row) -> io::Result<()> {
        self.file.write_all(&row.key.source.to_be_bytes())?;
        self.file.write_all(&row.number.to_be_bytes())?;
        self.rows += 1;
        Ok(())
    }

    /// Source and row number in it, of the row at `place`.
    pub(crate) fn at(&mut self, place: u64) -> io::Result<(u32, u64)> {
        self.file.flush()?;
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start(place * Self::ENTRY))?;
        let (mut source, mut number) = ([0; 4], [0; 8]);
        file.read_exact(&mut source)?;
        file.read_exact(&mut number)?;
        file.seek(SeekFrom::End(0))?;
        Ok((u32::from_be_bytes(source), u64::from_be_bytes(number)))
    }
}

/// A part on its way to a worker.
struct Job<'a> {
    place: usize,
    series: usize,
    seq: u64,
    slot: Slot,
    id: String,
    part: Part<'a>,
}

/// The rows of a part, and what they add up to.
struct Part<'a> {
    /// Where the provenance of its first row lies ([`Provenance`]).
    first: u64,
    rows: Rows<'a>,
    sums: Vec<Sum>,
}

/// Makes all parts of all series. `ids` gives part ids; `differences` collects, per series, the members in which copies
/// of one event differ.
pub(crate) fn build(
    workshop: &Workshop<'_>,
    sorted: Sorted,
    ids: &mut dyn FnMut() -> Result<String, Error>,
    provenance: &mut Provenance,
    differences: &mut [BTreeSet<String>],
) -> Result<Vec<BuiltPart>, Error> {
    let threads = workshop.threads.max(1);
    let (jobs, waiting) = mpsc::sync_channel::<Job<'_>>(threads);
    let waiting = Mutex::new(waiting);
    let built: Mutex<Vec<(usize, Result<BuiltPart, Error>)>> = Mutex::new(Vec::new());
    let fed = std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let job = waiting.lock().ok().and_then(|waiting| waiting.recv().ok());
                    let Some(job) = job else { return };
                    let (place, result) = (job.place, workshop.make(job));
                    if let Ok(mut built) = built.lock() {
                        built.push((place, result));
                    }
                }
            });
        }
        let summing = Summing::new(workshop.series, workshop.period, workshop.day);
        let feed = Feed { workshop, sorted, next: None, ids, provenance, jobs, place: 0, summing };
        // The workers end when the feed, and with it the sending end, is gone.
        feed.run(differences)
    });
    fed?;
    let mut built = built.into_inner().unwrap_or_default();
    built.sort_by_key(|(place, _)| *place);
    built.into_iter().map(|(_, part)| part).collect()
}

/// Cuts the stream of sorted rows into parts and hands them to the workers.
struct Feed<'f, 'w> {
    workshop: &'f Workshop<'w>,
    sorted: Sorted,
    next: Option<Row>,
    ids: &'f mut dyn FnMut() -> Result<String, Error>,
    provenance: &'f mut Provenance,
    jobs: mpsc::SyncSender<Job<'w>>,
    place: usize,
    summing: Summing,
}

impl<'w> Feed<'_, 'w> {
    fn run(mut self, differences: &mut [BTreeSet<String>]) -> Result<(), Error> {
        self.next = self.sorted.next()?;
        let workshop = self.workshop;
        for ((number, series), differences) in workshop.series.iter().enumerate().zip(differences) {
            if series.computed {
                self.computed(number, series)?;
            } else {
                match series.record_type.kind {
                    Kind::Event => self.events(number, series, differences)?,
                    Kind::State => self.states(number, series, differences)?,
                }
            }
        }
        Ok(())
    }

    /// The next row, if it is of this series and dated before `end`.
    fn take(&mut self, series: usize, end: i64) -> Result<Option<Row>, Error> {
        let is_wanted = |row: &Row| row.key.series as usize == series && i64::from(row.key.day) < end;
        if !self.next.as_ref().is_some_and(is_wanted) {
            return Ok(None);
        }
        Ok(std::mem::replace(&mut self.next, self.sorted.next()?))
    }

    fn begin(&self) -> Part<'w> {
        Part { first: self.provenance.rows, rows: Rows::new(self.workshop.scratch), sums: Vec::new() }
    }

    fn put(&mut self, part: &mut Part<'w>, series: &SeriesState, row: &Row) -> Result<(), Error> {
        self.summing.row(series, &row.bytes);
        self.provenance.push(row)?;
        add(&mut part.sums, row.term);
        part.rows.push(row)?;
        Ok(())
    }

    fn send(&mut self, series: usize, seq: u64, slot: Slot, mut part: Part<'w>) -> Result<(), Error> {
        part.sums.retain(|sum| sum.count > 0);
        let job = Job { place: self.place, series, seq, slot, id: (self.ids)()?, part };
        self.place += 1;
        self.jobs.send(job).map_err(|_| Error::Io(io::Error::other("all workers are gone")))
    }

    /// A series of things that happened: a part for each slot of its window.
    fn events(&mut self, number: usize, series: &SeriesState, differences: &mut BTreeSet<String>) -> Result<(), Error> {
        let workshop = self.workshop;
        let is_joined = series.sources.len() > 1;
        let mut seq_of_row = 0_u64;
        let slots = series.window.parts(workshop.period, series.rows, workshop.day);
        for (seq, slot) in (0_u64..).zip(slots) {
            let mut part = self.begin();
            part.sums = series.by.iter().map(|by| Sum { by: by.clone(), ..Sum::default() }).collect();
            while let Some(row) = self.take(number, slot.to.days_since_epoch())? {
                let next_day = i64::from(row.key.day) + 1;
                let mut rows = vec![row];
                if is_joined {
                    while let Some(row) = self.take(number, next_day)? {
                        rows.push(row);
                    }
                    rows = merge_day(rows, series.record_type, differences);
                }
                for mut row in rows {
                    if is_joined || row.unresolved {
                        workshop.rewrite(&mut row, series, is_joined.then_some(seq_of_row));
                    }
                    seq_of_row += 1;
                    self.put(&mut part, series, &row)?;
                }
            }
            self.send(number, seq, slot, part)?;
        }
        Ok(())
    }

    /// A series of how things were: one part, each thing once.
    fn states(&mut self, number: usize, series: &SeriesState, differences: &mut BTreeSet<String>) -> Result<(), Error> {
        let mut rows = Vec::new();
        while let Some(row) = self.take(number, i64::MAX)? {
            rows.push(row);
        }
        let rows = latest_states(self.workshop, series, rows, differences);
        let Some(slot) = state_slot(&rows) else { return Ok(()) };
        let mut part = self.begin();
        for row in rows {
            self.put(&mut part, series, &row)?;
        }
        self.send(number, 0, slot, part)
    }

    /// A series that is made of the rows of others. Such series stand at the end, so all rows have been seen.
    fn computed(&mut self, number: usize, series: &SeriesState) -> Result<(), Error> {
        let workshop = self.workshop;
        let place = u32::try_from(number).map_err(io::Error::other)?;
        let mut rows = self.summing.rows(place, series.thing.as_ref(), workshop.id_key)?.into_iter().peekable();
        let slots = series.window.parts(workshop.period, rows.len() as u64, workshop.day);
        for (seq, slot) in (0_u64..).zip(slots) {
            let mut part = self.begin();
            let end = slot.to.days_since_epoch();
            while let Some(row) = rows.next_if(|row| i64::from(row.key.day) < end) {
                self.put(&mut part, series, &row)?;
            }
            self.send(number, seq, slot, part)?;
        }
        Ok(())
    }
}

fn add(sums: &mut [Sum], term: Option<Term>) {
    if let Some(term) = term
        && let Some(sum) = sums.get_mut(usize::from(term.by))
        && let Some(picos) = sum.picos.checked_add(term.picos)
    {
        sum.picos = picos;
        sum.count += 1;
        sum.scale = sum.scale.max(term.scale);
    }
}

/// From the earliest to the day after the latest day a state was seen on.
fn state_slot(rows: &[Row]) -> Option<Slot> {
    let days = || rows.iter().map(|row| i64::from(row.key.day));
    let from = Date::from_days_since_epoch(days().min()?)?;
    let to = Date::from_days_since_epoch(days().max()? + 1)?;
    Some(Slot { from, to, incomplete: Vec::new() })
}

/// One row a thing: the latest state, with what earlier ones alone said.
fn latest_states(
    workshop: &Workshop<'_>,
    series: &SeriesState,
    rows: Vec<Row>,
    differences: &mut BTreeSet<String>,
) -> Vec<Row> {
    let mut kept: Vec<Row> = Vec::new();
    for mut row in rows {
        if row.unresolved {
            workshop.rewrite(&mut row, series, None);
        }
        let copy =
            kept.iter().position(|held| held.key.source != row.key.source && id_of(&held.bytes) == id_of(&row.bytes));
        if let Some(at) = copy {
            // A state may change between two days; only what the same day says differently is a difference.
            let same_day = kept[at].key.day == row.key.day;
            let mut found = BTreeSet::new();
            combine(&mut row, &kept[at], series.record_type, &mut found);
            found.remove("as_of");
            if same_day {
                differences.extend(found);
            }
            kept.remove(at);
        }
        kept.push(row);
    }
    kept
}

impl Workshop<'_> {
    /// Puts the names of this bundle where they could not be put when the row came, and its place in a joined series.
    fn rewrite(&self, row: &mut Row, series: &SeriesState, seq: Option<u64>) {
        let Ok(value) = serde_json::from_slice::<serde_json::Value>(&row.bytes) else { return };
        let mut value = value;
        if let (Some(seq), Some(place)) = (seq, value.get_mut("seq")) {
            *place = seq.into();
        }
        let Ok(mut record) = AnyRecord::deserialize(series.record_type, value) else { return };
        if row.unresolved {
            let scope = self.scopes.get(row.key.source as usize).copied().unwrap_or(Scope::Bundle);
            self.names.resolve(scope, &mut record);
        }
        if let Ok(bytes) = serde_json::to_vec(&record) {
            row.bytes = bytes;
        }
    }

    fn make(&self, job: Job<'_>) -> Result<BuiltPart, Error> {
        let series = &self.series[job.series];
        let n = job.part.rows.count;
        let groups = series.groups().map(|group| (group.id, group.members.iter().map(|member| member.name)));
        let layout = Layout::new(job.id.as_str(), n, groups).map_err(|error| Error::Misuse(error.to_string()))?;
        let mut writer = PartWriter::new(&layout, self.jti, self.secret, self.scratch)?;
        job.part.rows.read(|row| writer.push(&row.bytes).map_err(Error::from))?;
        let (roots, rows) = writer.finish()?;
        Ok(BuiltPart {
            series: job.series,
            seq: job.seq,
            slot: job.slot,
            id: job.id,
            totals: job.part.sums,
            n,
            roots,
            rows,
            first: job.part.first,
        })
    }
}

/// The rows of one part: in memory while they are few, else in scratch space.
struct Rows<'a> {
    scratch: &'a dyn Scratch,
    held: Vec<u8>,
    file: Option<Box<dyn ScratchFile>>,
    count: u64,
}

impl<'a> Rows<'a> {
    fn new(scratch: &'a dyn Scratch) -> Self {
        Self { scratch, held: Vec::new(), file: None, count: 0 }
    }

    fn push(&mut self, row: &Row) -> io::Result<()> {
        self.count += 1;
        write_row(&mut self.held, row)?;
        if self.held.len() >= HELD {
            if self.file.is_none() {
                self.file = Some(self.scratch.file()?);
            }
            if let Some(file) = &mut self.file {
                file.write_all(&self.held)?;
            }
            self.held.clear();
        }
        Ok(())
    }

    fn read(self, mut each: impl FnMut(&Row) -> Result<(), Error>) -> Result<(), Error> {
        if let Some(mut file) = self.file {
            file.seek(SeekFrom::Start(0))?;
            let mut file = BufReader::with_capacity(1 << 18, file);
            while let Some(row) = read_row(&mut file)? {
                each(&row)?;
            }
        }
        let mut held = self.held.as_slice();
        while let Some(row) = read_row(&mut held)? {
            each(&row)?;
        }
        Ok(())
    }
}
