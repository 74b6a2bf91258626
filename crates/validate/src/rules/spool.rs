//! Sorting more than fits in memory: fixed-size entries, sorted in runs on temporary space that the caller gives.
//!
//! Rules that hold between rows far apart (ids are unique, references resolve) need every row once in another order.
//! Entries are byte arrays whose order is their meaning, so one sorter serves all of them.

use std::cmp::Ordering;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, VecDeque};
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

/// Bytes of entries a collector holds before it writes them out.
const HELD: usize = 4 << 20;
/// Bytes of entries one part gathers before it takes the collector's lock.
const BATCH: usize = 128 << 10;
/// Bytes read at once from each run while merging.
const CHUNK: usize = 32 << 10;

/// Gives temporary space. What is written holds digests of ids, row numbers, dates and amounts: a caller whose space
/// outlives the run encrypts it.
pub trait Spool: Send + Sync {
    /// A new empty file that vanishes when it is dropped.
    fn file(&self) -> io::Result<Box<dyn SpoolFile>>;
}

/// A temporary file.
pub trait SpoolFile: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> SpoolFile for T {}

/// Temporary space in memory: for tests, and for bundles known to be small.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemorySpool;

impl Spool for MemorySpool {
    fn file(&self) -> io::Result<Box<dyn SpoolFile>> {
        Ok(Box::new(Cursor::new(Vec::new())))
    }
}

/// Gathers entries from parts that are read at the same time.
pub(crate) struct Collector<const N: usize> {
    runs: Mutex<Runs<N>>,
    held: usize,
}

struct Runs<const N: usize> {
    buffer: Vec<[u8; N]>,
    file: Option<Box<dyn SpoolFile>>,
    /// First byte and number of entries of each run.
    written: Vec<(u64, u64)>,
    end: u64,
}

impl<const N: usize> Collector<N> {
    pub(crate) fn new() -> Self {
        Self::holding(HELD / N)
    }

    /// Writes a run whenever `held` entries have gathered.
    fn holding(held: usize) -> Self {
        Self { runs: Mutex::new(Runs { buffer: Vec::new(), file: None, written: Vec::new(), end: 0 }), held }
    }

    /// The collector with the space it may use.
    pub(crate) fn on<'a>(&'a self, spool: &'a dyn Spool) -> To<'a, N> {
        To { collector: self, spool }
    }

    /// All entries in order, and the bytes of temporary space they took.
    pub(crate) fn sorted(self) -> io::Result<(Sorted<N>, u64)> {
        let mut runs = self.runs.into_inner().unwrap_or_else(PoisonError::into_inner);
        runs.buffer.sort_unstable_by(order);
        let mut sources = vec![Source { chunk: runs.buffer.into(), next: 0, left: 0 }];
        for (start, count) in runs.written {
            sources.push(Source { chunk: VecDeque::new(), next: start, left: count });
        }
        let mut file = runs.file;
        let mut heap = BinaryHeap::with_capacity(sources.len());
        for (run, source) in sources.iter_mut().enumerate() {
            heap.extend(source.take(&mut file)?.map(|entry| First { entry, run }));
        }
        Ok((Sorted { file, sources, heap }, runs.end))
    }
}

impl<const N: usize> Runs<N> {
    fn write_out(&mut self, spool: &dyn Spool) -> io::Result<()> {
        if self.file.is_none() {
            self.file = Some(spool.file()?);
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        self.buffer.sort_unstable_by(order);
        file.seek(SeekFrom::Start(self.end))?;
        let count = u64::try_from(self.buffer.len()).map_err(io::Error::other)?;
        for entries in self.buffer.chunks(CHUNK / N + 1) {
            file.write_all(entries.as_flattened())?;
        }
        self.written.push((self.end, count));
        self.end += count * u64::try_from(N).map_err(io::Error::other)?;
        self.buffer.clear();
        Ok(())
    }
}

/// Entries of one part on their way to a [`Collector`].
#[derive(Debug)]
pub(crate) struct Batch<const N: usize>(Vec<[u8; N]>);

impl<const N: usize> Batch<N> {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds an entry and hands a full batch over.
    pub(crate) fn push(&mut self, entry: [u8; N], to: To<'_, N>) -> io::Result<()> {
        self.0.push(entry);
        if self.0.len() * N >= BATCH { self.hand_over(to) } else { Ok(()) }
    }

    /// Hands over what has gathered.
    pub(crate) fn hand_over(&mut self, to: To<'_, N>) -> io::Result<()> {
        let mut runs = to.collector.runs.lock().unwrap_or_else(PoisonError::into_inner);
        runs.buffer.append(&mut self.0);
        if runs.buffer.len() >= to.collector.held { runs.write_out(to.spool) } else { Ok(()) }
    }
}

/// Where entries go: a collector, and temporary space for what it cannot hold.
#[derive(Clone, Copy)]
pub(crate) struct To<'a, const N: usize> {
    collector: &'a Collector<N>,
    spool: &'a dyn Spool,
}

/// Entries of all parts in ascending order.
pub(crate) struct Sorted<const N: usize> {
    file: Option<Box<dyn SpoolFile>>,
    sources: Vec<Source<N>>,
    heap: BinaryHeap<First<N>>,
}

/// The first entry of a run that is left. The least is the greatest, for a heap that has the greatest at its top.
struct First<const N: usize> {
    entry: [u8; N],
    run: usize,
}

impl<const N: usize> Ord for First<N> {
    fn cmp(&self, other: &Self) -> Ordering {
        order(&other.entry, &self.entry).then_with(|| other.run.cmp(&self.run))
    }
}

impl<const N: usize> PartialOrd for First<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<const N: usize> PartialEq for First<N> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<const N: usize> Eq for First<N> {}

/// The order of bytes. Most entries begin with a digest: as one number its first eight bytes tell them apart.
fn order<const N: usize>(one: &[u8; N], other: &[u8; N]) -> Ordering {
    match (one.split_first_chunk::<8>(), other.split_first_chunk::<8>()) {
        (Some((first, rest)), Some((other_first, other_rest))) => {
            u64::from_be_bytes(*first).cmp(&u64::from_be_bytes(*other_first)).then_with(|| rest.cmp(other_rest))
        }
        _ => one.cmp(other),
    }
}

/// A sorted run: what of it is in memory, where its rest begins, and how many entries that has.
struct Source<const N: usize> {
    chunk: VecDeque<[u8; N]>,
    next: u64,
    left: u64,
}

impl<const N: usize> Source<N> {
    /// Takes the next entry of the run.
    fn take(&mut self, file: &mut Option<Box<dyn SpoolFile>>) -> io::Result<Option<[u8; N]>> {
        if self.chunk.is_empty() && self.left > 0 {
            let file = file.as_mut().ok_or_else(|| io::Error::other("a run without its file"))?;
            let most = CHUNK / N + 1;
            let count = usize::try_from(self.left).map_or(most, |left| left.min(most));
            let mut entries = vec![[0; N]; count];
            file.seek(SeekFrom::Start(self.next))?;
            file.read_exact(entries.as_flattened_mut())?;
            let bytes = u64::try_from(count * N).map_err(io::Error::other)?;
            self.next += bytes;
            self.left -= u64::try_from(count).map_err(io::Error::other)?;
            self.chunk = entries.into();
        }
        Ok(self.chunk.pop_front())
    }
}

impl<const N: usize> Sorted<N> {
    /// The next entry without taking it.
    pub(crate) fn peek(&self) -> Option<&[u8; N]> {
        self.heap.peek().map(|first| &first.entry)
    }

    /// Takes the next entry.
    pub(crate) fn next(&mut self) -> io::Result<Option<[u8; N]>> {
        let Some(mut first) = self.heap.peek_mut() else { return Ok(None) };
        let entry = first.entry;
        match self.sources[first.run].take(&mut self.file)? {
            Some(next) => first.entry = next,
            None => drop(PeekMut::pop(first)),
        }
        Ok(Some(entry))
    }
}

/// Writes and reads the fields of an entry in order; big-endian, so that byte order is order.
pub(crate) struct Pack<const N: usize> {
    bytes: [u8; N],
    at: usize,
}

impl<const N: usize> Pack<N> {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; N], at: 0 }
    }

    pub(crate) const fn reading(bytes: [u8; N]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Appends fixed bytes. An entry that is too short for its fields is a fault of this crate, which any test meets.
    #[must_use]
    pub(crate) fn put<const M: usize>(mut self, field: [u8; M]) -> Self {
        self.bytes[self.at..self.at + M].copy_from_slice(&field);
        self.at += M;
        self
    }

    pub(crate) const fn done(self) -> [u8; N] {
        self.bytes
    }

    pub(crate) fn take<const M: usize>(&mut self) -> [u8; M] {
        let mut field = [0; M];
        field.copy_from_slice(&self.bytes[self.at..self.at + M]);
        self.at += M;
        field
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_whatever_the_runs(values in prop::collection::vec(any::<[u8; 3]>(), 0..200), held in 1_usize..40) {
            let collector = Collector::<3>::holding(held);
            let mut batch = Batch::new();
            for (number, value) in values.iter().enumerate() {
                batch.push(*value, collector.on(&MemorySpool)).unwrap();
                if number % 7 == 0 {
                    batch.hand_over(collector.on(&MemorySpool)).unwrap();
                }
            }
            batch.hand_over(collector.on(&MemorySpool)).unwrap();
            let (mut sorted, space) = collector.sorted().unwrap();
            let mut seen = Vec::new();
            while let Some(entry) = sorted.next().unwrap() {
                seen.push(entry);
            }
            let mut expected = values;
            expected.sort_unstable();
            prop_assert_eq!(&seen, &expected);
            prop_assert!(space <= 3 * u64::try_from(expected.len()).unwrap());
        }
    }

    #[test]
    fn runs_longer_than_a_chunk_are_read_on() {
        let collector = Collector::<4>::holding(20_000);
        let mut batch = Batch::new();
        for value in (0_u32..50_000).rev() {
            batch.push(value.to_be_bytes(), collector.on(&MemorySpool)).unwrap();
        }
        batch.hand_over(collector.on(&MemorySpool)).unwrap();
        let (mut sorted, space) = collector.sorted().unwrap();
        for value in 0_u32..50_000 {
            assert_eq!(sorted.next().unwrap(), Some(value.to_be_bytes()));
        }
        assert_eq!((sorted.next().unwrap(), space >= 4 * 20_000), (None, true));
    }
}
