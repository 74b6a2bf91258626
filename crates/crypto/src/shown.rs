//! Which rows of a tree are shown: ascending half-open ranges, checked once.

use std::borrow::Borrow;
use std::ops::Range;

/// The shown rows of a tree of `n` rows, as the fewest half-open ranges in ascending order.
///
/// The fewest, so that one set of rows has one form and one proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    n: u64,
    ranges: Vec<Range<u64>>,
}

impl Shown {
    /// These ranges of a tree of `n` rows, if they are in the one form allowed.
    ///
    /// # Errors
    /// The first range that is empty, out of order, touching the one before, or beyond the last row.
    pub fn new(n: u64, ranges: Vec<Range<u64>>) -> Result<Self, ShownError> {
        let mut last_end = None;
        for (index, range) in ranges.iter().enumerate() {
            if range.start >= range.end {
                return Err(ShownError::Empty { index });
            }
            match last_end {
                Some(end) if range.start < end => return Err(ShownError::Order { index }),
                Some(end) if range.start == end => return Err(ShownError::Touching { index }),
                _ => {}
            }
            if range.end > n {
                return Err(ShownError::Beyond { index, n });
            }
            last_end = Some(range.end);
        }
        Ok(Self { n, ranges })
    }

    /// Every row.
    pub fn all(n: u64) -> Self {
        let ranges = if n == 0 { Vec::new() } else { std::iter::once(0..n).collect() };
        Self { n, ranges }
    }

    /// No row.
    pub fn none(n: u64) -> Self {
        Self { n, ranges: Vec::new() }
    }

    /// The rows for which `keep` is true, asked once for each row in order.
    pub fn from_fn(n: u64, mut keep: impl FnMut(u64) -> bool) -> Self {
        let mut ranges: Vec<Range<u64>> = Vec::new();
        for row in (0..n).filter(|&row| keep(row)) {
            match ranges.last_mut() {
                Some(last) if last.end == row => last.end += 1,
                _ => ranges.push(row..row + 1),
            }
        }
        Self { n, ranges }
    }

    /// The number of rows of the tree, shown or not.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The ranges, ascending, none empty, none touching the next.
    pub fn ranges(&self) -> &[Range<u64>] {
        &self.ranges
    }

    /// How many rows are shown.
    pub fn count(&self) -> u64 {
        self.ranges.iter().map(|range| range.end - range.start).sum()
    }

    /// Whether row `row` is shown.
    pub fn contains(&self, row: u64) -> bool {
        let after = self.ranges.partition_point(|range| range.end <= row);
        self.ranges.get(after).is_some_and(|range| range.contains(&row))
    }

    /// The shown rows in order.
    pub fn rows(&self) -> impl Iterator<Item = u64> + '_ {
        self.ranges.iter().cloned().flatten()
    }

    /// Whether every row shown here is shown in `other`, a choice of the same tree.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.n == other.n
            && self.ranges.iter().all(|range| {
                let after = other.ranges.partition_point(|held| held.end <= range.start);
                other.ranges.get(after).is_some_and(|held| held.start <= range.start && range.end <= held.end)
            })
    }

    /// The rows shown here that `masked` does not name: what a group shows when some of its cells are masked.
    #[must_use]
    pub fn minus(&self, masked: &Self) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + masked.ranges.len());
        for range in &self.ranges {
            let mut start = range.start;
            let first = masked.ranges.partition_point(|cut| cut.end <= start);
            for cut in masked.ranges[first..].iter().take_while(|cut| cut.start < range.end) {
                if start < cut.start {
                    ranges.push(start..cut.start);
                }
                start = cut.end;
            }
            if start < range.end {
                ranges.push(start..range.end);
            }
        }
        Self { n: self.n, ranges }
    }

    /// How long the two streams of a proof are for this choice (`proof-stream-length`).
    ///
    /// Takes time in the number of ranges and the depth of the tree, never in the number of rows.
    pub fn proof_size(&self) -> ProofSize {
        let mut size = ProofSize { seeds: 0, nodes: 0 };
        let mut spans = vec![(0, self.n)];
        let mut cursor = Cursor::new(self);
        while let Some((lo, hi)) = spans.pop().filter(|_| self.n > 0) {
            match cursor.look(lo, hi) {
                Cover::All => size.seeds += 1,
                Cover::None => size.nodes += 1,
                Cover::Part => {
                    let middle = split(lo, hi);
                    spans.push((middle, hi));
                    spans.push((lo, middle));
                }
            }
        }
        size
    }
}

/// The length of the two streams of one tree in a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofSize {
    /// Seeds, 16 bytes each.
    pub seeds: u64,
    /// Hashes, 32 bytes each.
    pub nodes: u64,
}

impl ProofSize {
    /// Bytes in the stream of seeds.
    pub fn seed_bytes(self) -> u64 {
        self.seeds.saturating_mul(16)
    }

    /// Bytes in the stream of nodes.
    pub fn node_bytes(self) -> u64 {
        self.nodes.saturating_mul(32)
    }
}

/// Why a list of ranges is not in the one form allowed. `index` counts ranges from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShownError {
    /// A range ends where it begins or before.
    #[error("range {index} holds no row")]
    Empty {
        /// Which range.
        index: usize,
    },
    /// A range begins before the one in front of it ends.
    #[error("range {index} begins before the one in front of it ends")]
    Order {
        /// Which range.
        index: usize,
    },
    /// A range begins where the one in front of it ends; the two are one range.
    #[error("range {index} continues the one in front of it; the two are one range")]
    Touching {
        /// Which range.
        index: usize,
    },
    /// A range goes beyond the last row.
    #[error("range {index} goes beyond the last of {n} rows")]
    Beyond {
        /// Which range.
        index: usize,
        /// The rows there are.
        n: u64,
    },
}

/// How much of a span is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cover {
    All,
    None,
    Part,
}

/// Where a span of two or more rows is split: its left half is the largest power of two smaller than its length
/// (`trees-shape`, RFC 9162 2.1.1).
pub(crate) fn split(lo: u64, hi: u64) -> u64 {
    lo + (1 << (hi - lo - 1).ilog2())
}

/// Answers how much of a span is shown, for spans asked in the order of a walk from left to right.
#[derive(Debug)]
pub(crate) struct Cursor<S> {
    shown: S,
    next: usize,
}

impl<S: Borrow<Shown>> Cursor<S> {
    pub(crate) fn new(shown: S) -> Self {
        Self { shown, next: 0 }
    }

    pub(crate) fn get(&self) -> &Shown {
        self.shown.borrow()
    }

    /// Spans begin where the one asked before began or further right; ranges that end before are never needed again.
    pub(crate) fn look(&mut self, lo: u64, hi: u64) -> Cover {
        let ranges = &self.shown.borrow().ranges;
        while ranges.get(self.next).is_some_and(|range| range.end <= lo) {
            self.next += 1;
        }
        match ranges.get(self.next) {
            Some(range) if range.start <= lo && hi <= range.end => Cover::All,
            Some(range) if range.start < hi => Cover::Part,
            _ => Cover::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_have_one_form() {
        #[track_caller]
        fn check(ranges: &[(u64, u64)], expected: Result<u64, ShownError>) {
            let shown = Shown::new(10, ranges.iter().map(|&(start, end)| start..end).collect());
            assert_eq!(shown.map(|shown| shown.count()), expected, "{ranges:?}");
        }
        check(&[], Ok(0));
        check(&[(0, 10)], Ok(10));
        check(&[(0, 1), (2, 3), (9, 10)], Ok(3));
        check(&[(3, 3)], Err(ShownError::Empty { index: 0 }));
        check(&[(0, 1), (5, 4)], Err(ShownError::Empty { index: 1 }));
        check(&[(4, 6), (5, 7)], Err(ShownError::Order { index: 1 }));
        check(&[(4, 6), (1, 2)], Err(ShownError::Order { index: 1 }));
        check(&[(4, 6), (4, 6)], Err(ShownError::Order { index: 1 }));
        check(&[(1, 2), (2, 3)], Err(ShownError::Touching { index: 1 }));
        check(&[(0, 11)], Err(ShownError::Beyond { index: 0, n: 10 }));
        check(&[(0, 1), (10, 11)], Err(ShownError::Beyond { index: 1, n: 10 }));
        check(&[(0, u64::MAX)], Err(ShownError::Beyond { index: 0, n: 10 }));
    }

    #[test]
    fn all_and_none() {
        for n in [0, 1, 7] {
            assert_eq!(Shown::all(n), Shown::from_fn(n, |_| true));
            assert_eq!(Shown::none(n), Shown::from_fn(n, |_| false));
            assert!(Shown::none(n).is_subset(&Shown::all(n)));
        }
        assert!(!Shown::none(3).is_subset(&Shown::none(4)), "of another tree");
    }

    fn choice() -> impl Strategy<Value = Vec<bool>> {
        proptest::collection::vec(any::<bool>(), 24)
    }

    fn shown(mask: &[bool]) -> Shown {
        Shown::from_fn(24, |row| mask[usize::try_from(row).unwrap()])
    }

    proptest! {
        #[test]
        fn a_choice_is_its_set_of_rows(mask in choice(), other in choice()) {
            let (a, b) = (shown(&mask), shown(&other));
            prop_assert_eq!(Shown::new(24, a.ranges().to_vec()), Ok(a.clone()), "from_fn gives the one form");
            let rows: Vec<u64> = (0..24).filter(|&row| mask[usize::try_from(row).unwrap()]).collect();
            prop_assert_eq!(a.count(), rows.len() as u64);
            prop_assert_eq!(a.rows().collect::<Vec<_>>(), rows);
            for row in 0..30 {
                prop_assert_eq!(a.contains(row), mask.get(usize::try_from(row).unwrap()) == Some(&true));
            }
            let both = |f: fn(bool, bool) -> bool| mask.iter().zip(&other).map(|(&a, &b)| f(a, b)).collect::<Vec<_>>();
            prop_assert_eq!(a.minus(&b), shown(&both(|a, b| a && !b)));
            prop_assert_eq!(a.is_subset(&b), both(|a, b| a && !b).iter().all(|only| !only));
            prop_assert!(a.minus(&b).is_subset(&a));
        }
    }
}
