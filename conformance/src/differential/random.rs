//! Choices that are the same on every machine.

/// A generator of numbers (SplitMix64): good enough to choose with, and nothing else.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The generator of one file of a run.
    pub(super) fn new(seed: u64, number: u64) -> Self {
        let mut random = Self(seed ^ number.wrapping_mul(0xD134_2543_DE82_EF95));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0, smaller than `bound`; 0 where there is none.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound as u64).max(1)).expect("smaller than a length")
    }

    /// Whether something happens that happens once in `times`.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several, of which there is at least one.
    pub(super) fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// A byte.
    pub(super) fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).expect("smaller than 256")
    }

    /// Ascending half-open ranges within `0..length` that do not touch; mostly one.
    pub(super) fn ranges(&mut self, length: usize) -> Vec<(usize, usize)> {
        let mut ranges = Vec::new();
        let mut from = self.below(length.div_ceil(2).max(1)) * usize::from(!self.once_in(2));
        while from < length && ranges.len() < 3 {
            let end = from + 1 + self.below(length - from);
            ranges.push((from, end));
            from = end + 1 + self.below(3);
            if self.once_in(2) {
                break;
            }
        }
        ranges
    }
}
