//! Which names stood where in the values read before, and which came after which.
//!
//! The elements of an array mostly have the same names in the same order. A name that comes where it came the last time is
//! compared with it instead of being read, and a member is found by its name without a search.

use super::tree::same;

/// Names that are remembered. There are far fewer in any interface; of what has more, the rest is read and searched as
/// if nothing were known.
const MOST: usize = 1024;
/// Places of the index, of which at most half are taken.
const PLACES: usize = 2 * MOST;
/// Places that are looked at for one name: names made to collide do not make others slow.
const STEPS: usize = 16;

/// Number of a name among those that are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known(u32);

impl Known {
    /// Above all names: the value itself.
    pub(super) const ROOT: Self = Self(0);
    /// None that is remembered.
    pub(super) const NONE: Self = Self(u32::MAX);
}

impl Default for Known {
    fn default() -> Self {
        Self::ROOT
    }
}

/// A name of the objects under another name.
#[derive(Debug)]
struct Entry {
    /// The name that these objects stand under.
    above: Known,
    /// What tells it from nearly all others.
    key: u64,
    text: Box<str>,
    /// What came behind it the last time, and as the first name of what stands under it.
    next: Known,
    first: Known,
    /// Where it stood the last time: in which value, in which object of it, and as which slot.
    value: u64,
    object: u32,
    slot: u32,
}

/// Where a member may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In this slot for certain.
    Slot(u32),
    /// This many slots behind its object, where the object is like the last one of its kind.
    Behind(u32, Known),
    /// Nowhere in the value.
    Nowhere,
    /// Nothing is known.
    Unknown,
}

/// The names that are remembered.
#[derive(Debug, Default)]
pub(super) struct Shape {
    entries: Vec<Entry>,
    /// Their numbers by name and what is above; 0 where there is none. `None` until there is a name.
    index: Option<Box<[u16; PLACES]>>,
    /// Number of the value that is read.
    value: u64,
}

impl Shape {
    /// Begins the next value.
    pub(super) fn begin(&mut self) {
        self.value += 1;
        if self.entries.len() >= MOST {
            self.entries.clear();
            self.index = None;
        }
    }

    /// The name that is expected behind one, or first under another where there is none yet.
    pub(super) fn expected(&self, above: Known, before: Known) -> Known {
        match (self.entries.get(before.0 as usize), self.entries.get(above.0 as usize)) {
            (Some(before), _) => before.next,
            (None, Some(above)) => above.first,
            (None, None) => Known::NONE,
        }
    }

    /// A name and its key.
    pub(super) fn name(&self, known: Known) -> Option<(&str, u64)> {
        self.entries.get(known.0 as usize).map(|entry| (&*entry.text, entry.key))
    }

    /// Remembers a name under another one. It is expected behind `before`, or as the first where there is none, unless it
    /// was written with escapes.
    pub(super) fn learn(&mut self, above: Known, before: Known, key: u64, text: &str, is_plain: bool) -> Known {
        let known = self.find(above, key, text).or_else(|| self.add(above, key, text)).unwrap_or(Known::NONE);
        if is_plain {
            if let Some(before) = self.entries.get_mut(before.0 as usize) {
                before.next = known;
            } else if let Some(above) = self.entries.get_mut(above.0 as usize) {
                above.first = known;
            }
        }
        known
    }

    /// Notes that a name stands in this slot of this object; `false` where it stands there already.
    pub(super) fn note(&mut self, known: Known, object: u32, slot: u32) -> bool {
        let Some(entry) = self.entries.get_mut(known.0 as usize) else { return true };
        let is_new = entry.value != self.value || entry.object != object;
        (entry.value, entry.object, entry.slot) = (self.value, object, slot);
        is_new
    }

    /// Where a name stands in an object of this number.
    pub(super) fn place(&self, above: Known, key: u64, text: &str, object: u32) -> Place {
        let Some(known) = self.find(above, key, text) else { return Place::Unknown };
        let Some(entry) = self.entries.get(known.0 as usize) else { return Place::Unknown };
        if entry.value != self.value {
            return Place::Nowhere;
        }
        if entry.object == object { Place::Slot(entry.slot) } else { Place::Behind(entry.slot - entry.object, known) }
    }

    fn find(&self, above: Known, key: u64, text: &str) -> Option<Known> {
        let index = self.index.as_ref()?;
        for at in places(above, key) {
            let number = index[at];
            if number == 0 {
                break;
            }
            let entry = self.entries.get(usize::from(number))?;
            if entry.key == key && entry.above == above && same(entry.text.as_bytes(), text.as_bytes()) {
                return Some(Known(number.into()));
            }
        }
        None
    }

    fn add(&mut self, above: Known, key: u64, text: &str) -> Option<Known> {
        // A path goes on behind a slash: no path finds a name that has one.
        if above == Known::NONE || self.entries.len() >= MOST || text.contains('/') {
            return None;
        }
        if self.entries.is_empty() {
            self.entries.push(Entry::new(Known::NONE, 0, ""));
        }
        let index = self.index.get_or_insert_with(|| Box::new([0; PLACES]));
        let at = places(above, key).find(|at| index[*at] == 0)?;
        let number = u16::try_from(self.entries.len()).ok()?;
        self.entries.push(Entry::new(above, key, text));
        index[at] = number;
        Some(Known(number.into()))
    }
}

impl Entry {
    fn new(above: Known, key: u64, text: &str) -> Self {
        Self { above, key, text: text.into(), next: Known::NONE, first: Known::NONE, value: 0, object: 0, slot: 0 }
    }
}

/// Places of the index that a name may have, in the order in which they are tried.
fn places(above: Known, key: u64) -> impl Iterator<Item = usize> {
    let mixed = (key ^ u64::from(above.0).rotate_left(40)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let first = usize::try_from(mixed >> (64 - PLACES.trailing_zeros())).unwrap_or_default();
    (first..first + STEPS).map(|at| at % PLACES)
}
