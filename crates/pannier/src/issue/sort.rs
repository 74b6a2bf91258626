//! Rows of any number of sources, in the order of the bundle: series, day, source, place in the source.
//!
//! Rows are sorted in memory up to a budget and spilled as sorted runs to scratch space, so that ten million rows need
//! no more memory than ten thousand. Sources that are sorted already, which is nearly all of them, make one run.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
};

use pannier_bundle::{Scratch, ScratchFile};

/// How many bytes of rows are held before they are spilled.
const BUDGET: usize = 8 << 20;

/// How many runs are merged at once; more are first merged into one.
const FAN_IN: usize = 64;

/// The place of a row in the bundle. The derived order is the bundle's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// The series, numbered as they were met.
    pub(crate) series: u32,
    /// The sort date as days since 1970-01-01.
    pub(crate) day: i32,
    /// The source the row came from.
    pub(crate) source: u32,
    /// Its place among the rows of that source, oldest first.
    pub(crate) place: u64,
}

/// One row on its way into a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) key: Key,
    /// The row's number in its source, for findings.
    pub(crate) number: u64,
    /// Whether references in it still name what the source named.
    pub(crate) unresolved: bool,
    /// What the row adds to the totals of its part.
    pub(crate) term: Option<Term>,
    /// The row without LF.
    pub(crate) bytes: Vec<u8>,
}

/// A term of a total: in which of the series' sums it counts, and how much in units of 10^-12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) by: u16,
    pub(crate) picos: i128,
    /// Decimals written.
    pub(crate) scale: u8,
}

const HEADER: usize = 4 + 4 + 4 + 8 + 8 + 1 + 2 + 16 + 1 + 4;

/// Takes rows in any order; [`Sorter::finish`] gives them back sorted.
pub(crate) struct Sorter<'a> {
    scratch: &'a dyn Scratch,
    held: Vec<Row>,
    bytes: usize,
    runs: Vec<Run>,
    budget: usize,
}

impl<'a> Sorter<'a> {
    pub(crate) fn new(scratch: &'a dyn Scratch) -> Self {
        Self { scratch, held: Vec::new(), bytes: 0, runs: Vec::new(), budget: BUDGET }
    }

    pub(crate) fn push(&mut self, row: Row) -> io::Result<()> {
        self.bytes += row.bytes.len() + size_of::<Row>();
        self.held.push(row);
        if self.bytes >= self.budget { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        self.held.sort_by_key(|row| row.key);
        let (Some(first), Some(last)) = (self.held.first().map(|r| r.key), self.held.last().map(|r| r.key)) else {
            return Ok(());
        };
        let continues = self.runs.last().is_some_and(|run| run.last <= first);
        if !continues {
            if self.runs.len() == FAN_IN {
                let runs = std::mem::take(&mut self.runs);
                let merged = merge_to_run(Sorted::of(Vec::new(), runs)?, self.scratch)?;
                self.runs.push(merged);
            }
            self.runs.push(Run { file: self.scratch.file()?, last });
        }
        let run = self.runs.last_mut().expect("a run was pushed if there was none");
        let mut out = BufWriter::new(&mut run.file);
        for row in self.held.drain(..) {
            write_row(&mut out, &row)?;
        }
        out.flush()?;
        drop(out);
        run.last = last;
        self.bytes = 0;
        Ok(())
    }

    pub(crate) fn finish(mut self) -> io::Result<Sorted> {
        if self.runs.is_empty() {
            self.held.sort_by_key(|row| row.key);
            return Sorted::of(self.held, Vec::new());
        }
        self.spill()?;
        Sorted::of(Vec::new(), self.runs)
    }
}

/// Rows in the bundle's order.
pub(crate) struct Sorted {
    held: std::vec::IntoIter<Row>,
    runs: Vec<BufReader<Box<dyn ScratchFile>>>,
    heap: BinaryHeap<Reverse<Head>>,
}

/// The next row of a run; runs never hold equal keys, so the order is total.
struct Head {
    row: Row,
    run: usize,
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Head {}
impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Head {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.row.key, self.run).cmp(&(other.row.key, other.run))
    }
}

impl Sorted {
    fn of(held: Vec<Row>, runs: Vec<Run>) -> io::Result<Self> {
        let mut sorted = Self { held: held.into_iter(), runs: Vec::new(), heap: BinaryHeap::new() };
        for (number, mut run) in runs.into_iter().enumerate() {
            run.file.seek(SeekFrom::Start(0))?;
            sorted.runs.push(BufReader::new(run.file));
            sorted.refill(number)?;
        }
        Ok(sorted)
    }

    fn refill(&mut self, run: usize) -> io::Result<()> {
        if let Some(row) = read_row(&mut self.runs[run])? {
            self.heap.push(Reverse(Head { row, run }));
        }
        Ok(())
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<Row>> {
        if let Some(row) = self.held.next() {
            return Ok(Some(row));
        }
        let Some(Reverse(Head { row, run })) = self.heap.pop() else { return Ok(None) };
        self.refill(run)?;
        Ok(Some(row))
    }
}

struct Run {
    file: Box<dyn ScratchFile>,
    last: Key,
}

fn merge_to_run(mut rows: Sorted, scratch: &dyn Scratch) -> io::Result<Run> {
    let mut file = scratch.file()?;
    let mut last = Key { series: 0, day: i32::MIN, source: 0, place: 0 };
    let mut out = BufWriter::new(&mut file);
    while let Some(row) = rows.next()? {
        last = row.key;
        write_row(&mut out, &row)?;
    }
    out.flush()?;
    drop(out);
    Ok(Run { file, last })
}

pub(crate) fn write_row(out: &mut impl Write, row: &Row) -> io::Result<()> {
    let mut header = [0; HEADER];
    header[0..4].copy_from_slice(&row.key.series.to_be_bytes());
    header[4..8].copy_from_slice(&row.key.day.to_be_bytes());
    header[8..12].copy_from_slice(&row.key.source.to_be_bytes());
    header[12..20].copy_from_slice(&row.key.place.to_be_bytes());
    header[20..28].copy_from_slice(&row.number.to_be_bytes());
    header[28] = u8::from(row.unresolved) | u8::from(row.term.is_some()) << 1;
    if let Some(term) = row.term {
        header[29..31].copy_from_slice(&term.by.to_be_bytes());
        header[31..47].copy_from_slice(&term.picos.to_be_bytes());
        header[47] = term.scale;
    }
    let length = u32::try_from(row.bytes.len()).map_err(|_| io::Error::other("a row is longer than 4 GiB"))?;
    header[48..52].copy_from_slice(&length.to_be_bytes());
    out.write_all(&header)?;
    out.write_all(&row.bytes)
}

pub(crate) fn read_row(from: &mut impl Read) -> io::Result<Option<Row>> {
    let mut header = [0; HEADER];
    if from.read(&mut header[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut header[1..])?;
    let word = |at: usize| -> [u8; 4] { header[at..at + 4].try_into().expect("four bytes") };
    let long = |at: usize| -> [u8; 8] { header[at..at + 8].try_into().expect("eight bytes") };
    let mut bytes = vec![0; u32::from_be_bytes(word(48)) as usize];
    from.read_exact(&mut bytes)?;
    let term = (header[28] & 2 != 0).then(|| Term {
        by: u16::from_be_bytes(header[29..31].try_into().expect("two bytes")),
        picos: i128::from_be_bytes(header[31..47].try_into().expect("sixteen bytes")),
        scale: header[47],
    });
    Ok(Some(Row {
        key: Key {
            series: u32::from_be_bytes(word(0)),
            day: i32::from_be_bytes(word(4)),
            source: u32::from_be_bytes(word(8)),
            place: u64::from_be_bytes(long(12)),
        },
        number: u64::from_be_bytes(long(20)),
        unresolved: header[28] & 1 != 0,
        term,
        bytes,
    }))
}

#[cfg(test)]
mod tests {
    use pannier_bundle::MemoryScratch;
    use proptest::prelude::*;

    use super::*;

    fn term(place: usize) -> Option<Term> {
        place.is_multiple_of(3).then(|| Term { by: 7, picos: -(place as i128) << 70, scale: 2 })
    }

    fn sorted(keys: &[(u32, i32, u32)], budget: usize) -> Vec<Key> {
        let scratch = MemoryScratch;
        let mut sorter = Sorter { budget, ..Sorter::new(&scratch) };
        for (place, (series, day, source)) in keys.iter().enumerate() {
            let key = Key { series: *series, day: *day, source: *source, place: place as u64 };
            let bytes = format!("{{\"n\":{place}}}").into_bytes();
            sorter
                .push(Row { key, number: place as u64, unresolved: place % 2 == 1, term: term(place), bytes })
                .expect("memory");
        }
        let mut rows = sorter.finish().expect("memory");
        let mut out = Vec::new();
        while let Some(row) = rows.next().expect("memory") {
            assert_eq!(row.bytes, format!("{{\"n\":{}}}", row.key.place).into_bytes());
            assert_eq!(row.unresolved, row.number % 2 == 1);
            assert_eq!(row.term, term(usize::try_from(row.number).expect("small")));
            out.push(row.key);
        }
        out
    }

    proptest! {
        #[test]
        fn spilling_changes_nothing(
            keys in prop::collection::vec((0_u32..4, -3_i32..3, 0_u32..3), 0..300),
            budget in 1_usize..5000,
        ) {
            let mut expected: Vec<Key> = keys
                .iter()
                .enumerate()
                .map(|(place, &(series, day, source))| Key { series, day, source, place: place as u64 })
                .collect();
            expected.sort();
            prop_assert_eq!(&sorted(&keys, budget), &expected);
            prop_assert_eq!(&sorted(&keys, usize::MAX), &expected);
        }
    }
}
