//! Rows of statements, read again in the order in which they are handed on.

use std::collections::BTreeMap;

use pannier_model::{
    record::{AnyRecord, Record as _, Transaction, TransactionDetail},
    value::{Date, Id, Int},
};

use super::{Entry, Outline, period};
use crate::{
    Error,
    events::statement::{Direction, Ledger},
    output::Output,
    values::date_style::has_next,
};

/// Most rows of a block: what is held in memory when it is read backwards.
const ROWS: u32 = 1024;
/// Longest block, in bytes, to the beginning of its last row.
const BYTES: u64 = 4 << 20;
/// Rows, with their parts, that are held in memory to be sorted.
const SORTED: u64 = 8192;

/// A stretch of rows of one statement.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// Where it begins.
    pub(crate) mark: Mark,
    /// Number of its first row in the source.
    pub(crate) place: u64,
    /// Rows of the source from its first to its last, whatever became of them.
    pub(crate) span: u32,
    /// Rows that were good.
    rows: u32,
    earliest: Date,
    latest: Date,
}

/// Where a row begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    /// Offset in the text.
    pub(crate) offset: u64,
    /// What its reader has to know besides; rows of one block have the same.
    pub(crate) context: u32,
}

impl Block {
    pub(super) fn new(entry: &Entry, mark: Mark) -> Self {
        let day = entry.transaction.date;
        Self { mark, place: entry.place, span: 1, rows: 1, earliest: day, latest: day }
    }

    /// Whether a row that begins there is one more of this block.
    pub(super) fn takes(&self, mark: Mark, place: u64) -> bool {
        self.mark.context == mark.context
            && self.rows < ROWS
            && mark.offset - self.mark.offset < BYTES
            && place - self.place < u64::from(u32::MAX)
    }

    /// First and last day of its rows.
    pub(super) fn days(&self) -> (Date, Date) {
        (self.earliest, self.latest)
    }

    pub(super) fn see(&mut self, entry: &Entry) {
        self.span = u32::try_from(entry.place - self.place + 1).unwrap_or(u32::MAX);
        self.rows += 1;
        self.earliest = self.earliest.min(entry.transaction.date);
        self.latest = self.latest.max(entry.transaction.date);
    }
}

/// Takes rows.
pub(crate) type Each<'e> = &'e mut dyn FnMut(Entry) -> Result<(), Error>;

/// Rows that can be read again.
pub(crate) trait Rows {
    /// Hands on the good rows of a block in the order of the source.
    fn read(&mut self, block: &Block, each: Each<'_>) -> Result<(), Error>;
}

/// How many rows, with their parts, there are of each day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Days {
    counts: BTreeMap<Date, u64>,
    /// The day of the last row and its rows that are not in `counts` yet.
    run: Option<(Date, u64)>,
}

impl Days {
    /// Takes the next row into account.
    pub(crate) fn see(&mut self, entry: &Entry) {
        self.count(entry.transaction.date, 1 + entry.details.len() as u64);
    }

    /// Takes a row of this day into account that counts as so many.
    pub(crate) fn count(&mut self, date: Date, weight: u64) {
        match &mut self.run {
            Some((day, count)) if *day == date => *count += weight,
            run => {
                if let Some((day, count)) = run.replace((date, weight)) {
                    *self.counts.entry(day).or_default() += count;
                }
            }
        }
    }

    /// Takes the rows of another statement into account.
    pub(crate) fn join(&mut self, other: Self) {
        for (day, count) in other.counts.into_iter().chain(other.run) {
            *self.counts.entry(day).or_default() += count;
        }
    }

    /// Spans of days, ascending, each of which has few rows or is one day.
    pub(crate) fn spans(&self, first: Date, last: Date) -> Vec<(Date, Date)> {
        let mut counts = self.counts.clone();
        if let Some((day, count)) = self.run {
            *counts.entry(day).or_default() += count;
        }
        let mut spans: Vec<(Date, Date)> = Vec::new();
        let mut held = u64::MAX;
        for (day, count) in counts.range(first..=last) {
            held = held.saturating_add(*count);
            match spans.last_mut() {
                Some((_, end)) if held <= SORTED => *end = *day,
                _ => {
                    spans.push((*day, *day));
                    held = *count;
                }
            }
        }
        spans
    }
}

/// The rows of one period, with the days in it that nobody promises.
pub(super) fn transactions(
    thing: &Id,
    statements: &[Outline],
    days: &Days,
    rows: &mut dyn Rows,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let Some(window) = period::window(statements, output)? else { return Ok(()) };
    let have_parts = statements.iter().any(|statement| statement.rows.details);
    let course = Course { thing, statements, days, ascending: ascending(statements) };
    output.series(window.series(thing, Transaction::TYPE))?;
    let mut ledger = Ledger::new(thing.clone(), window.clone(), course.ascending);
    course.run(&mut ledger, rows, &mut |place, record, _| output.row(place, record))?;
    ledger.close(output)?;
    if have_parts {
        output.series(window.series(thing, TransactionDetail::TYPE))?;
        // The same once more: what a part needs of its whole is the id, which depends on the rows before.
        let mut ledger = Ledger::new(thing.clone(), window, course.ascending);
        course.run(&mut ledger, rows, &mut |place, record, parts| {
            for (seq, mut part) in parts.into_iter().enumerate() {
                part.id = Id::parse(&format!("{}.{seq}", record.id().as_str())).expect("22 characters and a number");
                part.account = thing.clone();
                part.parent = record.id().clone();
                part.date = record.sort_date();
                part.seq = Int::new(seq as u64).unwrap_or(part.seq);
                output.record(Some(place), part)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Whether no row is older than one before it.
fn ascending(statements: &[Outline]) -> bool {
    let mut latest: Option<Date> = None;
    statements.iter().filter(|statement| statement.rows.count() > 0).all(|statement| {
        let extent = &statement.rows.extent;
        let follows = extent.earliest >= latest;
        latest = extent.latest.max(latest);
        follows && extent.is_ascending(extent.direction())
    })
}

/// The rows of a period in the order in which they are handed on: by day, and within one as balances chain.
struct Course<'a> {
    thing: &'a Id,
    statements: &'a [Outline],
    days: &'a Days,
    ascending: bool,
}

/// Takes a record, the row it stands for, and its parts.
type Take<'t> = &'t mut dyn FnMut(u64, AnyRecord, Vec<TransactionDetail>) -> Result<(), Error>;

impl Course<'_> {
    fn run(&self, ledger: &mut Ledger, rows: &mut dyn Rows, take: Take<'_>) -> Result<(), Error> {
        if self.ascending {
            return self.chain(None, rows, &mut |seq, entry| {
                let (place, record, parts) = self.complete(ledger, seq, entry);
                take(place, record, parts)
            });
        }
        let earliest = self.statements.iter().filter_map(|statement| statement.rows.extent.earliest).min();
        let latest = self.statements.iter().filter_map(|statement| statement.rows.extent.latest).max();
        let (Some(earliest), Some(latest)) = (earliest, latest) else { return Ok(()) };
        // Rows that jump about are sorted some days at a time. Blocks that hold none of these days are not read.
        for (first, last) in self.days.spans(earliest, latest) {
            ledger.forget();
            let mut held = Vec::new();
            self.chain(Some((first, last)), rows, &mut |seq, entry| {
                let completed = self.complete(ledger, seq, entry);
                if first == last {
                    let (place, record, parts) = completed;
                    return take(place, record, parts);
                }
                held.push(completed);
                Ok(())
            })?;
            held.sort_by_key(|(_, record, _)| record.sort_date());
            for (place, record, parts) in held {
                take(place, record, parts)?;
            }
        }
        Ok(())
    }

    fn complete(&self, ledger: &mut Ledger, seq: u64, entry: Entry) -> (u64, AnyRecord, Vec<TransactionDetail>) {
        let Entry { place, mut transaction, details } = entry;
        transaction.account = self.thing.clone();
        if !details.is_empty() {
            transaction.details = Int::new(details.len() as u64).ok();
        }
        (place, ledger.complete(seq, place, transaction), details)
    }

    /// Rows of some days or all, as balances chain, with their rank in that order.
    fn chain(
        &self,
        within: Option<(Date, Date)>,
        rows: &mut dyn Rows,
        each: &mut dyn FnMut(u64, Entry) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let is_wanted = |day: Date| within.is_none_or(|(first, last)| first <= day && day <= last);
        let mut next = 0;
        for statement in self.statements {
            let blocks = &statement.blocks;
            let newest_first = statement.rows.direction() == Direction::NewestFirst;
            for index in 0..blocks.len() {
                let block = &blocks[if newest_first { blocks.len() - 1 - index } else { index }];
                let begin = next;
                next += u64::from(block.rows);
                if within.is_some_and(|(first, last)| block.latest < first || last < block.earliest) {
                    continue;
                }
                if newest_first {
                    let mut held = Vec::with_capacity(block.rows as usize);
                    rows.read(block, &mut |entry| {
                        held.push(entry);
                        Ok(())
                    })?;
                    held.retain(|entry: &Entry| has_next(entry.transaction.date));
                    for (seq, entry) in (begin..).zip(held.into_iter().rev()) {
                        if is_wanted(entry.transaction.date) {
                            each(seq, entry)?;
                        }
                    }
                } else {
                    let mut seq = begin;
                    rows.read(block, &mut |entry| {
                        if !has_next(entry.transaction.date) {
                            return Ok(());
                        }
                        seq += 1;
                        if is_wanted(entry.transaction.date) { each(seq - 1, entry) } else { Ok(()) }
                    })?;
                }
            }
        }
        Ok(())
    }
}
