//! Elements of one series, left in their source: where they stand, and how they are read again in the order of their
//! days.
//!
//! In memory are a mark for about every thousand elements and how many there are of each day, so that a series may be
//! of any length. Where days jump about, some of them at a time are put in order, by reading once more the stretches in
//! which they occur.

use pannier_model::value::Date;

use crate::{
    Error,
    events::gather::Days,
    syntax::json::{Mark, Node, Source},
};

/// Most rows of a block: what is held in memory when it is read backwards.
const ROWS: u32 = 1024;
/// Longest block, in bytes, to the beginning of its last element.
const BYTES: u64 = 1 << 20;
/// Elements of other series between two of one series that are read over.
const BETWEEN: u64 = 8;

/// Where an element stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    offset: u64,
    /// The stretch of elements between which nothing else stands, and the rank of this one among all.
    run: u64,
    rank: u64,
    /// Number of its first row in the source.
    place: u64,
}

impl At {
    /// For [`Source::node`].
    pub(crate) fn offset(self) -> u64 {
        self.offset
    }
}

/// Counts all elements of a walk.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    run: u64,
    rank: u64,
    is_cut: bool,
}

impl Steps {
    /// The next element, whose first row is the one of this number if it has any.
    pub(crate) fn next(&mut self, mark: Mark, place: u64) -> At {
        self.run += u64::from(std::mem::take(&mut self.is_cut) || !mark.follows);
        self.rank += 1;
        At { offset: mark.offset, run: self.run, rank: self.rank, place }
    }

    /// Nothing is read over the element met last.
    pub(crate) fn cut(&mut self) {
        self.is_cut = true;
    }
}

/// The elements of one series.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    blocks: Vec<Block>,
    days: Days,
    /// The outermost days.
    span: Option<(Date, Date)>,
    /// The day of the row met last, and how days go on from one row to the next.
    before: Option<Date>,
    rises: bool,
    falls: bool,
}

/// A stretch of elements of one run.
#[derive(Debug)]
struct Block {
    first: At,
    /// Rank of its last element.
    last: u64,
    rows: u32,
    earliest: Date,
    latest: Date,
}

/// Takes a row: its day, its number in the source, and what it says.
pub(crate) type Put<'p, T> = &'p mut dyn FnMut(Date, u64, T) -> Result<(), Error>;

/// Reads an element, whose first row has this number, once more: puts those of its rows that belong to the series, and
/// says how many rows of the source it is.
pub(crate) type Again<'a, T> = &'a mut dyn FnMut(Node<'_>, u64, Put<'_, T>) -> Result<u64, Error>;

impl Shelf {
    /// Takes the next row into account: its day, the element it stands in, and how many records it makes.
    pub(crate) fn see(&mut self, day: Date, at: At, weight: u64) {
        self.days.count(day, weight);
        let (earliest, latest) = self.span.unwrap_or((day, day));
        self.span = Some((earliest.min(day), latest.max(day)));
        let before = self.before.replace(day).unwrap_or(day);
        self.rises |= before < day;
        self.falls |= day < before;
        match self.blocks.last_mut().filter(|block| block.takes(at)) {
            Some(block) => {
                block.last = at.rank;
                block.rows += 1;
                block.earliest = block.earliest.min(day);
                block.latest = block.latest.max(day);
            }
            None => self.blocks.push(Block { first: at, last: at.rank, rows: 1, earliest: day, latest: day }),
        }
    }

    /// The first and the last day; `None` where there is no row.
    pub(crate) fn span(&self) -> Option<(Date, Date)> {
        self.span
    }

    /// Hands on all rows by day, and those of one day in the order of the source.
    pub(crate) fn each<T>(
        &self,
        source: &mut Source<'_>,
        read: Again<'_, T>,
        take: &mut dyn FnMut(u64, T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.run(false, source, read, take)
    }

    /// As [`Shelf::each`], with rows of one day in the order of the source from its end to its beginning.
    pub(crate) fn each_backwards<T>(
        &self,
        source: &mut Source<'_>,
        read: Again<'_, T>,
        take: &mut dyn FnMut(u64, T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.run(true, source, read, take)
    }

    fn run<T>(
        &self,
        backwards: bool,
        source: &mut Source<'_>,
        read: Again<'_, T>,
        take: &mut dyn FnMut(u64, T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Some((earliest, latest)) = self.span else { return Ok(()) };
        let in_order = if backwards { !self.rises } else { !self.falls };
        if in_order {
            return self.chain((earliest, latest), backwards, source, read, &mut |_, place, row| take(place, row));
        }
        for (first, last) in self.days.spans(earliest, latest) {
            if first == last {
                self.chain((first, last), backwards, source, read, &mut |_, place, row| take(place, row))?;
                continue;
            }
            let mut held = Vec::new();
            self.chain((first, last), backwards, source, read, &mut |day, place, row| {
                held.push((day, place, row));
                Ok(())
            })?;
            held.sort_by_key(|(day, ..)| *day);
            held.into_iter().try_for_each(|(_, place, row)| take(place, row))?;
        }
        Ok(())
    }

    /// The rows of some days, as they stand.
    fn chain<T>(
        &self,
        (first, last): (Date, Date),
        backwards: bool,
        source: &mut Source<'_>,
        read: Again<'_, T>,
        put: Put<'_, T>,
    ) -> Result<(), Error> {
        let wanted = |day: Date| first <= day && day <= last;
        for index in 0..self.blocks.len() {
            let block = &self.blocks[if backwards { self.blocks.len() - 1 - index } else { index }];
            if block.latest < first || last < block.earliest {
                continue;
            }
            if !backwards {
                block.read(source, read, &mut |day, place, row| {
                    if wanted(day) { put(day, place, row) } else { Ok(()) }
                })?;
                continue;
            }
            let mut held = Vec::new();
            block.read(source, read, &mut |day, place, row| {
                if wanted(day) {
                    held.push((day, place, row));
                }
                Ok(())
            })?;
            held.into_iter().rev().try_for_each(|(day, place, row)| put(day, place, row))?;
        }
        Ok(())
    }
}

impl Block {
    /// Whether an element that stands there is one more of this block.
    fn takes(&self, at: At) -> bool {
        let fits = self.rows < ROWS && at.offset - self.first.offset < BYTES && at.rank - self.last <= BETWEEN;
        at.run == self.first.run && (fits || at.rank == self.last)
    }

    fn read<T>(&self, source: &mut Source<'_>, read: Again<'_, T>, put: Put<'_, T>) -> Result<(), Error> {
        let mut place = self.first.place;
        for rank in self.first.rank..=self.last {
            let node = if rank == self.first.rank { source.node(self.first.offset)? } else { source.following()? };
            place += read(node, place, put)?;
        }
        Ok(())
    }
}
