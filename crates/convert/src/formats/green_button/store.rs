//! Readings of a register, packed: a few bytes each, so that a feed of any length leaves its readings in memory and
//! none of its text.

use pannier_model::value::{Decimal, Quality};

/// Most readings of a chunk.
const CHUNK: u32 = 4_096;
/// Most readings that are put in order at once.
const SORTED: u64 = 65_536;

/// A value with its time as the source writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raw {
    /// Number among all readings of the source, from 1.
    pub(super) place: u64,
    pub(super) start: i64,
    pub(super) seconds: i64,
    pub(super) value: Decimal,
    pub(super) quality: Option<Quality>,
}

/// Readings in the order of the source.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    chunks: Vec<Chunk>,
    /// Kinds of quality, as they occur.
    qualities: Vec<Option<Quality>>,
}

#[derive(Clone, Debug)]
struct Chunk {
    bytes: Vec<u8>,
    count: u32,
    /// The earliest and the latest start.
    first: i64,
    last: i64,
    /// The reading packed last, to which the next one is compared.
    before: Raw,
}

/// What a reading has in common with the one before it.
const NEXT_PLACE: u8 = 1;
const NEXT_START: u8 = 2;
const SAME_SECONDS: u8 = 4;
const SAME_QUALITY: u8 = 8;
const SAME_SCALE: u8 = 16;

/// What the first reading of a chunk is compared to.
const NOTHING: Raw = Raw { place: 0, start: 0, seconds: 0, value: Decimal::ZERO, quality: None };

impl Store {
    /// Adds a reading.
    pub(super) fn push(&mut self, raw: Raw) {
        let quality = self.qualities.iter().position(|known| *known == raw.quality).unwrap_or_else(|| {
            self.qualities.push(raw.quality);
            self.qualities.len() - 1
        });
        if self.chunks.last().is_none_or(|chunk| chunk.count >= CHUNK) {
            if let Some(chunk) = self.chunks.last_mut() {
                chunk.bytes.shrink_to_fit();
            }
            let (bytes, before) = (Vec::new(), NOTHING);
            self.chunks.push(Chunk { bytes, count: 0, first: i64::MAX, last: i64::MIN, before });
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.push(raw, quality);
        }
    }

    /// Adds all readings of another one.
    pub(super) fn append(&mut self, other: Self) {
        if self.chunks.is_empty() {
            *self = other;
        } else {
            other.each().for_each(|raw| self.push(raw));
        }
    }

    /// The reading that came first.
    pub(super) fn first(&self) -> Option<Raw> {
        self.each().next()
    }

    /// All readings in the order of the source.
    pub(super) fn each(&self) -> impl Iterator<Item = Raw> + '_ {
        self.chunks.iter().flat_map(|chunk| self.unpack(chunk))
    }

    /// All readings from the earliest start to the latest, and in the order of the source where starts are equal.
    pub(super) fn sorted<E>(&self, take: &mut dyn FnMut(Raw) -> Result<(), E>) -> Result<(), E> {
        let mut chunks: Vec<&Chunk> = self.chunks.iter().collect();
        chunks.sort_by_key(|chunk| chunk.first);
        let mut rest = chunks.as_slice();
        // Chunks that overlap each other are put in order together.
        while let Some(begin) = rest.first() {
            let (mut count, mut last, mut held) = (0, begin.last, 0_u64);
            for chunk in rest {
                if count > 0 && (chunk.first > last || chunk.first >= last && held >= SORTED) {
                    break;
                }
                last = last.max(chunk.last);
                held += u64::from(chunk.count);
                count += 1;
            }
            let (group, others) = rest.split_at(count);
            self.group(group, begin.first, last, take)?;
            rest = others;
        }
        Ok(())
    }

    /// Readings of some chunks with starts from `first` to `last`, a part of them at a time where they are many.
    fn group<E>(
        &self,
        chunks: &[&Chunk],
        first: i64,
        last: i64,
        take: &mut dyn FnMut(Raw) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut within: Vec<&Chunk> = chunks.to_vec();
        within.retain(|chunk| chunk.first <= last && first <= chunk.last);
        let readings = || within.iter().flat_map(|chunk| self.unpack(chunk));
        let wanted = || readings().filter(|raw| first <= raw.start && raw.start <= last);
        let most: u64 = within.iter().map(|chunk| u64::from(chunk.count)).sum();
        if most <= SORTED || wanted().count() as u64 <= SORTED || first >= last {
            let mut held: Vec<Raw> = wanted().collect();
            held.sort_by_key(|raw| (raw.start, raw.place));
            return held.into_iter().try_for_each(take);
        }
        let middle = first.midpoint(last);
        self.group(&within, first, middle, take)?;
        self.group(&within, middle + 1, last, take)
    }

    fn unpack<'a>(&'a self, chunk: &'a Chunk) -> impl Iterator<Item = Raw> + 'a {
        let mut bytes = chunk.bytes.as_slice();
        let mut before = NOTHING;
        (0..chunk.count).map(move |_| {
            before = unpack(&mut bytes, before, &self.qualities);
            before
        })
    }
}

impl Chunk {
    fn push(&mut self, raw: Raw, quality: usize) {
        let before = self.before;
        let scale = raw.value.needed_scale();
        let mut common = 0;
        for (bit, is_common) in [
            (NEXT_PLACE, raw.place == before.place.wrapping_add(1)),
            (NEXT_START, raw.start == before.start.wrapping_add(before.seconds)),
            (SAME_SECONDS, raw.seconds == before.seconds),
            (SAME_QUALITY, self.count > 0 && raw.quality == before.quality),
            (SAME_SCALE, scale == before.value.needed_scale()),
        ] {
            common |= if is_common { bit } else { 0 };
        }
        self.bytes.push(common);
        if common & NEXT_PLACE == 0 {
            write(&mut self.bytes, raw.place.into());
        }
        if common & NEXT_START == 0 {
            write(&mut self.bytes, signed(raw.start.into()));
        }
        if common & SAME_SECONDS == 0 {
            write(&mut self.bytes, signed(raw.seconds.into()));
        }
        if common & SAME_QUALITY == 0 {
            write(&mut self.bytes, quality as u128);
        }
        if common & SAME_SCALE == 0 {
            self.bytes.push(scale);
        }
        write(&mut self.bytes, signed(raw.value.picos() / 10_i128.pow(u32::from(12 - scale))));
        self.count += 1;
        self.first = self.first.min(raw.start);
        self.last = self.last.max(raw.start);
        self.before = raw;
    }
}

fn unpack(bytes: &mut &[u8], before: Raw, qualities: &[Option<Quality>]) -> Raw {
    let common = byte(bytes);
    let narrow = |number: i128| i64::try_from(number).expect("packed from 64 bits");
    let place = if common & NEXT_PLACE == 0 {
        u64::try_from(read(bytes)).expect("packed from 64 bits")
    } else {
        before.place.wrapping_add(1)
    };
    let start = if common & NEXT_START == 0 {
        narrow(unsigned(read(bytes)))
    } else {
        before.start.wrapping_add(before.seconds)
    };
    let seconds = if common & SAME_SECONDS == 0 { narrow(unsigned(read(bytes))) } else { before.seconds };
    let quality = if common & SAME_QUALITY == 0 {
        usize::try_from(read(bytes)).ok().and_then(|kind| qualities.get(kind).copied()).flatten()
    } else {
        before.quality
    };
    let scale = if common & SAME_SCALE == 0 { byte(bytes) } else { before.value.needed_scale() };
    let value = Decimal::from_units(unsigned(read(bytes)), scale).expect("packed from a decimal");
    Raw { place, start, seconds, value, quality }
}

/// Small numbers of either sign as small numbers.
fn signed(number: i128) -> u128 {
    ((number << 1) ^ (number >> 127)).cast_unsigned()
}

fn unsigned(number: u128) -> i128 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

/// Seven bits a byte, the lowest first; the high bit says that more follow.
fn write(bytes: &mut Vec<u8>, mut number: u128) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            return bytes.push(low & 0x7F);
        }
        bytes.push(low | 0x80);
    }
}

fn read(bytes: &mut &[u8]) -> u128 {
    let mut number = 0;
    let mut shift = 0;
    loop {
        let next = byte(bytes);
        number |= u128::from(next & 0x7F) << shift;
        shift += 7;
        if next < 0x80 {
            return number;
        }
    }
}

fn byte(bytes: &mut &[u8]) -> u8 {
    let (first, rest) = bytes.split_first().expect("as many as were packed");
    *bytes = rest;
    *first
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn raw(place: u64, start: i64, seconds: i64, value: &str, quality: Option<Quality>) -> Raw {
        Raw { place, start, seconds, value: Decimal::parse(value).expect("a decimal"), quality }
    }

    fn store(readings: &[Raw]) -> Store {
        let mut store = Store::default();
        for raw in readings {
            store.push(*raw);
        }
        store
    }

    fn sorted(store: &Store) -> Vec<Raw> {
        let mut found = Vec::new();
        let _ = store.sorted(&mut |raw| {
            found.push(raw);
            Ok::<(), ()>(())
        });
        found
    }

    #[test]
    fn readings_of_an_hour_take_few_bytes() {
        let readings: Vec<Raw> =
            (0..10_000).map(|n| raw(n + 1, 3_600 * i64::try_from(n).expect("small"), 3_600, "450", None)).collect();
        let store = store(&readings);
        let bytes: usize = store.chunks.iter().map(|chunk| chunk.bytes.len()).sum();
        assert!(bytes < 31_000, "{bytes}");
        assert_eq!(sorted(&store), readings);
    }

    /// More than are put in order at once, in every order.
    #[test]
    fn many_readings_are_sorted() {
        let count = 150_000_u64;
        let check = |start: &dyn Fn(u64) -> u64| {
            let mut readings: Vec<Raw> = (0..count)
                .map(|n| raw(n + 1, i64::try_from(start(n)).expect("small"), 60, "1.5", Some(Quality::Actual)))
                .collect();
            let found = sorted(&store(&readings));
            readings.sort_by_key(|raw| (raw.start, raw.place));
            assert!(found == readings);
        };
        check(&|n| n);
        check(&|n| count - n);
        check(&|n| n * 7_919 % count);
        check(&|n| n / 100);
        check(&|_| 5);
    }

    proptest! {
        #[test]
        fn nothing_changes(readings in prop::collection::vec(
            (any::<u64>(), any::<i64>(), any::<i64>(), -999_999_999_999_999_i128..999_999_999_999_999, 0_u8..=12, any::<bool>()), 0..60,
        )) {
            let readings: Vec<Raw> = readings
                .into_iter()
                .map(|(place, start, seconds, units, scale, known)| Raw {
                    place,
                    start,
                    seconds,
                    value: Decimal::from_units(units, scale).expect("fifteen digits"),
                    quality: known.then_some(Quality::Mixed),
                })
                .collect();
            prop_assert_eq!(store(&readings).each().collect::<Vec<_>>(), readings);
        }
    }
}
