//! `register-backwards`, `register-digits`: readings next to each other.

use pannier_model::record::{RegisterRead, RegisterReadReason};
use pannier_model::value::{Decimal, Flow, Quality, Unit};

/// A reading of a counter, as far as later ones are compared with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    direction: Flow,
    unit: Unit,
    value: Decimal,
    row: u64,
}

/// A reading below the one it is compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drop {
    before: Decimal,
    after: Decimal,
    pub(crate) row: u64,
}

/// What the next reading is compared with. Complete.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Before {
    /// The same as the first reading of the part.
    #[default]
    Part,
    /// Nothing: the counter begins, or a reading may be withheld.
    Nothing,
    /// The last reading that was no estimate.
    Reading(Reading),
}

/// The readings of one part, to be joined with those of other parts and with the register, which says how many digits it has.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    /// Readings that are compared with the last one of the part before.
    pub(crate) first: Vec<Reading>,
    before: Before,
    /// The last row that was shown, counted from 0 among all rows.
    last: Option<u32>,
    pub(crate) drops: Drops,
    pub(crate) greatest: Option<(Decimal, u64)>,
}

/// Readings at the beginning of a part that are compared with the part before (`register-backwards`).
const MOST_FIRST: usize = 100;

impl Readings {
    /// Takes the next shown row: `index` from 0 among all rows of the part, `row` from 1 among those shown.
    pub(crate) fn row(&mut self, read: &RegisterRead, index: u32, row: u64) {
        let follows = self.last.map_or(index == 0, |last| last.checked_add(1) == Some(index));
        let afresh = matches!(read.reason, RegisterReadReason::SwapIn | RegisterReadReason::Opening);
        self.last = Some(index);
        if !follows || afresh {
            self.before = Before::Nothing;
        }
        let reading = Reading { direction: read.direction, unit: read.unit, value: read.reading, row };
        match self.before {
            Before::Part if self.first.len() < MOST_FIRST => self.first.push(reading),
            Before::Reading(before) => {
                if let Some(drop) = drop(before, reading) {
                    self.drops.push(drop);
                }
            }
            _ => {}
        }
        if read.quality != Quality::Estimated {
            self.before = Before::Reading(reading);
        }
        if self.greatest.is_none_or(|(greatest, _)| read.reading > greatest) {
            self.greatest = Some((read.reading, row));
        }
    }

    /// What the first reading of the next part is compared with, this part having so many `rows`.
    pub(crate) fn after(&self, rows: u32) -> Before {
        let ends = self.last.map_or(rows == 0, |last| last.checked_add(1) == Some(rows));
        if ends { self.before } else { Before::Nothing }
    }
}

/// Whether a reading is below the one it is compared with.
pub(crate) fn drop(before: Reading, after: Reading) -> Option<Drop> {
    let same = (before.direction, before.unit) == (after.direction, after.unit);
    let (row, before, after) = (after.row, before.value, after.value);
    (same && after < before).then_some(Drop { before, after, row })
}

/// 10 to the power of `digits` in the units that decimals are kept in; `None` where no reading is that large.
pub(crate) fn range(digits: u64) -> Option<i128> {
    let digits = u32::try_from(digits).ok()?;
    10_i128.checked_pow(digits.checked_add(12)?)
}

impl Drop {
    /// Whether the counter may have passed its last digit. One of known digits did when it went less than half around;
    /// of another only a step from the last tenth of its range to the first is taken for that.
    fn wraps(self, digits: Option<u64>) -> bool {
        let (before, after) = (self.before.picos(), self.after.picos());
        if let Some(digits) = digits {
            return range(digits).is_some_and(|range| {
                let steps = range.checked_sub(before).and_then(|left| left.checked_add(after));
                before < range && steps.is_some_and(|steps| steps < range / 2)
            });
        }
        let mut range = 1_000_000_000_000_i128;
        while range <= before {
            range *= 10;
        }
        before >= range / 10 * 9 && after <= range / 10
    }
}

/// Digits from which on no reading fills a counter: all such counters are alike.
const ENOUGH_DIGITS: u64 = 27;
/// What can be known of a counter: nothing, or that it has 0, 1, 2 … digits.
const COUNTERS: usize = 29;
/// Drops kept for each of these: as many as findings of a code are.
const KEPT: u64 = 100;

/// Drops of one part. The register, which tells how many digits the counter has, may stand in any part, so that for each number
/// of digits the first are kept that would not pass for its last digit, and the others are counted.
#[derive(Debug, Default)]
pub(crate) struct Drops {
    kept: Vec<Drop>,
    counts: [u64; COUNTERS],
}

impl Drops {
    fn push(&mut self, drop: Drop) {
        let mut is_kept = false;
        let counters = std::iter::once(None).chain((0..=ENOUGH_DIGITS).map(Some));
        for (count, digits) in self.counts.iter_mut().zip(counters) {
            if !drop.wraps(digits) {
                is_kept |= *count < KEPT;
                *count += 1;
            }
        }
        if is_kept {
            self.kept.push(drop);
        }
    }

    /// Those of a counter of so many digits that are departures, in their order, and how many more there were.
    pub(crate) fn backwards(&self, digits: Option<u64>) -> (impl Iterator<Item = Drop>, u64) {
        let place = digits.map_or(0, |digits| digits.min(ENOUGH_DIGITS) + 1);
        let count = usize::try_from(place).ok().and_then(|place| self.counts.get(place)).copied().unwrap_or_default();
        let found = self.kept.iter().copied().filter(move |drop| !drop.wraps(digits));
        let more = count.saturating_sub(u64::try_from(found.clone().count()).unwrap_or(u64::MAX));
        (found, more)
    }
}

/// Whether a reading of a part is a departure beside the last one of the part before.
pub(crate) fn is_backwards(drop: Drop, digits: Option<u64>) -> bool {
    !drop.wraps(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).expect("a decimal")
    }

    /// However often a counter went around, the first time it ran backwards is found, and what is not kept is counted.
    #[test]
    fn drops_behind_many() {
        let check = |before: &[(&str, &str, u64)], digits: Option<u64>, rows: &[u64], more: u64| {
            let mut drops = Drops::default();
            let mut row = 0;
            for (from, to, times) in before {
                for _ in 0..*times {
                    row += 1;
                    drops.push(Drop { before: decimal(from), after: decimal(to), row });
                }
            }
            let (found, left) = drops.backwards(digits);
            let found: Vec<u64> = found.map(|drop| drop.row).collect();
            let shown: Vec<u64> = found.iter().copied().take(rows.len()).collect();
            assert_eq!((shown.as_slice(), found.len() as u64 + left), (rows, rows.len() as u64 + more), "{before:?}");
        };
        let around = ("99990", "12", 5000);
        check(&[around], None, &[], 0);
        check(&[around, ("5012", "4890", 1)], None, &[5001], 0);
        check(&[around, ("5012", "4890", 1)], Some(5), &[5001], 0);
        // Of six digits it would have gone nearly all around.
        check(&[around, ("5012", "4890", 1)], Some(6), &[1, 2], 4999);
        check(&[("60120", "4890", 300), around], Some(5), &[], 0);
        check(&[("60120", "4890", 300), around], None, &[1, 2, 3], 297);
        check(&[("60120", "4890", 300)], Some(u64::MAX), &[1], 299);
        check(&[("60120", "4890", 300)], Some(ENOUGH_DIGITS - 1), &[1], 299);
    }
}
