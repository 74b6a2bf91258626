//! A value as a tree in one block of memory, which the next tree uses again.
//!
//! Texts and numbers are ranges of the source; only what had to be put together (escapes, a page whose source is gone) is
//! kept in a string of the tree's own.

use std::{cell::Cell, collections::BTreeMap, rc::Rc};

use super::shape::{Known, Place, Shape};

/// A range of a text of the tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

/// Marks the start of a range of the string that the tree has itself. Stretches of a source are far shorter.
const OWN: u32 = 1 << 31;

impl Span {
    fn of(start: usize, end: usize) -> Self {
        let narrow = |position: usize| u32::try_from(position).ok().filter(|position| *position < OWN);
        let narrow = |position: usize| narrow(position).expect("a stretch of a few MiB");
        Self { start: narrow(start), end: narrow(end) }
    }

    const fn len(self) -> usize {
        (self.end - (self.start & !OWN)) as usize
    }

    /// Whether it stands in the source as it is.
    const fn is_shared(self) -> bool {
        self.start & OWN == 0
    }
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    False,
    True,
    /// A text, or a number as it is written.
    Scalar,
    List,
    Object,
}

/// A value: those inside it follow it.
#[derive(Clone, Debug)]
struct Slot {
    /// Of the name it stands under, see [`key`].
    key: u64,
    name: Span,
    /// Of the name it stands under, or of the list around it.
    known: Known,
    /// Of a scalar.
    text: Span,
    /// Of an object: a bit for each of its names, of a few that share it, so that most names it lacks are known by it.
    names: u64,
    /// Of a list: how many elements it has.
    count: u32,
    /// The slot behind all that stands in this one.
    end: u32,
    kind: Kind,
    /// Some member of a record took it.
    used: Cell<bool>,
}

impl Slot {
    fn new(name: Name, kind: Kind) -> Self {
        Self {
            key: name.key,
            name: name.text,
            known: name.known,
            text: Span::default(),
            names: 0,
            count: 0,
            // Until it ends all that follows stands in it.
            end: u32::MAX,
            kind,
            used: Cell::new(false),
        }
    }
}

/// A value with all that stands in it: its slots in the order in which they begin.
#[derive(Debug, Default)]
pub(super) struct Tree {
    slots: Vec<Slot>,
    source: Rc<String>,
    own: String,
    /// Of values before it, where its texts are the source's.
    shape: Shape,
}

impl Tree {
    /// Empties it for a value of this source.
    pub(super) fn share(&mut self, source: &Rc<String>) {
        self.slots.clear();
        self.own.clear();
        self.shape.begin();
        if !Rc::ptr_eq(&self.source, source) {
            self.source = Rc::clone(source);
        }
    }

    /// Empties it for values whose texts it keeps itself.
    pub(super) fn clear(&mut self) {
        self.slots.clear();
        self.own.clear();
        self.source = Rc::default();
    }

    /// The value itself.
    pub(super) fn root(&self) -> Node<'_> {
        Node { tree: self, at: 0 }
    }

    pub(super) fn text(&self, span: Span) -> &str {
        let (start, end) = ((span.start & !OWN) as usize, span.end as usize);
        if span.is_shared() { &self.source[start..end] } else { &self.own[start..end] }
    }

    /// A range of the source.
    pub(super) fn shared(start: usize, end: usize) -> Span {
        Span::of(start, end)
    }

    /// A text that stands nowhere else.
    pub(super) fn keep(&mut self, text: &str) -> Span {
        let start = self.own.len();
        self.own.push_str(text);
        let Span { start, end } = Span::of(start, self.own.len());
        Span { start: start | OWN, end }
    }

    /// Adds a value without others in it.
    pub(super) fn leaf(&mut self, name: Name, kind: Kind, text: Span) {
        let end = u32::try_from(self.slots.len() + 1).expect("fewer values than bytes");
        self.slots.push(Slot { text, end, ..Slot::new(name, kind) });
    }

    /// Begins a list or an object; its number.
    pub(super) fn open(&mut self, name: Name, kind: Kind) -> usize {
        self.slots.push(Slot::new(name, kind));
        self.slots.len() - 1
    }

    /// Ends what began as this number.
    pub(super) fn close(&mut self, at: usize) {
        self.slots[at].end = u32::try_from(self.slots.len()).expect("fewer values than bytes");
    }

    /// Ends a list of so many elements.
    pub(super) fn end_list(&mut self, list: usize, count: u32) {
        self.slots[list].count = count;
        self.close(list);
    }

    /// The name that comes next in an object that is open, behind the one before, where the source goes on with it: how
    /// long it is besides.
    pub(super) fn expected(&self, object: usize, before: Known, rest: &[u8]) -> Option<(Known, u64, usize)> {
        let known = self.shape.expected(self.slots[object].known, before);
        let (text, key) = self.shape.name(known)?;
        let (written, behind) = rest.split_at_checked(text.len())?;
        (same(written, text.as_bytes()) && behind.first() == Some(&b'"')).then_some((known, key, text.len()))
    }

    /// The name of a member that comes next in an object that is open, behind the one before.
    pub(super) fn learn(&mut self, object: usize, before: Known, text: Span) -> Name {
        let Self { slots, source, own, shape, .. } = self;
        let (start, end) = ((text.start & !OWN) as usize, text.end as usize);
        let written = if text.is_shared() { &source[start..end] } else { &own[start..end] };
        let key = key(written.as_bytes());
        let known = shape.learn(slots[object].known, before, key, written, text.is_shared());
        Name { text, key, known }
    }

    /// Notes a name that comes next in an object that is open: whether it stands there already, where that is known for
    /// certain, or at least that it does not.
    pub(super) fn note(&mut self, object: usize, name: Name) -> Option<bool> {
        let bit = bit(name.key);
        let names = &mut self.slots[object].names;
        let may_stand = *names & bit != 0;
        *names |= bit;
        if name.known == Known::NONE {
            return (!may_stand).then_some(false);
        }
        let narrow = |number: usize| u32::try_from(number).expect("fewer values than bytes");
        Some(!self.shape.note(name.known, narrow(object), narrow(self.slots.len())))
    }

    /// Whether an object that is open has a member of this name.
    pub(super) fn has(&self, object: usize, name: Name) -> bool {
        self.members(object).any(|slot| {
            slot.key == name.key
                && slot.name.len() == name.text.len()
                && (name.text.len() <= KEY || self.text(slot.name) == self.text(name.text))
        })
    }

    /// The names of an object that is open.
    pub(super) fn names(&self, object: usize) -> impl Iterator<Item = &str> {
        self.members(object).map(|slot| self.text(slot.name))
    }

    fn members(&self, object: usize) -> impl Iterator<Item = &Slot> {
        let mut next = object + 1;
        std::iter::from_fn(move || {
            let slot = self.slots.get(next)?;
            next = slot.end as usize;
            Some(slot)
        })
    }

    /// A name of a member that comes next in an object that is open.
    pub(super) fn member(&mut self, object: usize, name: &str) -> Name {
        let text = self.keep(name);
        let name = Name { text, key: key(name.as_bytes()), known: Known::NONE };
        self.note(object, name);
        name
    }

    /// Puts a copy of another tree here, under a name of this one.
    pub(super) fn adopt(&mut self, name: Name, other: &Self) {
        let shift = self.slots.len();
        for slot in &other.slots {
            let mut copy = slot.clone();
            copy.name = self.keep(other.text(slot.name));
            copy.text = self.keep(other.text(slot.text));
            copy.known = Known::NONE;
            copy.end = u32::try_from(slot.end as usize + shift).expect("fewer values than bytes");
            self.slots.push(copy);
        }
        if let Some(first) = self.slots.get_mut(shift) {
            (first.name, first.key) = (name.text, name.key);
        }
    }
}

/// A name and its [`key`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Name {
    pub(super) text: Span,
    pub(super) key: u64,
    pub(super) known: Known,
}

/// A name of so many bytes is its key.
pub(super) const KEY: usize = 8;

/// The first and the last bytes of a name as a number, which tells it from nearly all others of its length.
#[inline]
fn key(name: &[u8]) -> u64 {
    match (name.first_chunk(), name.last_chunk()) {
        (Some(first), Some(last)) if name.len() > KEY => {
            u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29)
        }
        (Some(all), _) => u64::from_le_bytes(*all),
        _ => name.iter().rev().fold(0, |key, byte| key << 8 | u64::from(*byte)),
    }
}

/// Whether two names are equal: most are so short that a few numbers tell.
#[inline]
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    const HALF: usize = KEY / 2;
    if one.len() != other.len() {
        return false;
    }
    match (one.first_chunk::<KEY>(), one.last_chunk::<KEY>()) {
        (Some(first), Some(last)) => {
            other.first_chunk() == Some(first)
                && other.last_chunk() == Some(last)
                && (one.len() <= 2 * KEY || one[KEY..one.len() - KEY] == other[KEY..one.len() - KEY])
        }
        _ if one.len() < HALF => one.iter().eq(other),
        _ => one.first_chunk::<HALF>() == other.first_chunk() && one.last_chunk::<HALF>() == other.last_chunk(),
    }
}

/// The bit of a name among those of its object.
const fn bit(key: u64) -> u64 {
    1 << (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58)
}

/// The place of the first slash.
fn slash(path: &[u8]) -> Option<usize> {
    // Names are short: eight bytes at once without a search to set up.
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let mut at = 0;
    while let Some(eight) = path.get(at..).and_then(<[u8]>::first_chunk) {
        let eight = u64::from_le_bytes(*eight) ^ (ONES * u64::from(b'/'));
        let found = eight.wrapping_sub(ONES) & !eight & HIGH;
        if found != 0 {
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    path[at..].iter().position(|byte| *byte == b'/').map(|found| at + found)
}

/// A value of a tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'t> {
    tree: &'t Tree,
    at: u32,
}

impl<'t> Node<'t> {
    fn slot(self) -> &'t Slot {
        &self.tree.slots[self.at as usize]
    }

    /// Whether it is `null`.
    pub(super) fn is_null(self) -> bool {
        self.slot().kind == Kind::Null
    }

    /// The value under a path of names: `Amount/Currency`; this value itself under an empty one.
    // The key of a path that is written in a reader is known before it runs.
    #[inline]
    pub(crate) fn at(self, path: &str) -> Option<Self> {
        if path.is_empty() { Some(self) } else { self.find(path, key(path.as_bytes())) }
    }

    fn find(self, path: &str, key: u64) -> Option<Self> {
        let slot = self.slot();
        match self.tree.shape.place(slot.known, key, path, self.at) {
            Place::Slot(at) => return Some(Self { at, ..self }),
            Place::Nowhere => return None,
            Place::Behind(distance, known) => {
                let at = self.at + distance;
                let found = self.tree.slots.get(at as usize).filter(|_| at < slot.end);
                // What stands in a list has its name, and none of its own.
                let is_member = |found: &Slot| found.known == known && found.name.len() > 0;
                if slot.kind == Kind::Object && found.is_some_and(is_member) {
                    return Some(Self { at, ..self });
                }
            }
            Place::Unknown => {}
        }
        let Some(end) = slash(path.as_bytes()) else { return self.member(path, key) };
        self.at(&path[..end])?.at(&path[end + 1..])
    }

    /// The member of a name, searched for.
    fn member(self, name: &str, key: u64) -> Option<Self> {
        let slot = self.slot();
        // Nothing but an object has names.
        if slot.names & bit(key) == 0 {
            return None;
        }
        let mut at = self.at + 1;
        while let Some(member) = self.tree.slots.get(at as usize).filter(|_| at < slot.end) {
            if member.key == key
                && member.name.len() == name.len()
                && (name.len() <= KEY || self.tree.text(member.name) == name)
            {
                return Some(Self { at, ..self });
            }
            at = member.end;
        }
        None
    }

    /// The elements under a path: those of an array, or a single value that is none.
    pub(crate) fn each(self, path: &str) -> Each<'t> {
        let none = Each { node: self, left: 0 };
        let Some(node) = self.at(path) else { return none };
        match node.slot().kind {
            Kind::List => Each { node: Self { at: node.at + 1, ..node }, left: node.slot().count },
            Kind::Null => none,
            _ => node.alone(),
        }
    }

    /// Only this value.
    pub(crate) fn alone(self) -> Each<'t> {
        Each { node: self, left: 1 }
    }

    /// The text or number under a path, without taking it; trimmed, `None` where it is empty.
    #[inline]
    pub(crate) fn peek(self, path: &str) -> Option<&'t str> {
        self.at(path)?.scalar()
    }

    /// The text or number under a path, which counts as read from now on.
    #[inline]
    pub(crate) fn take(self, path: &str) -> Option<&'t str> {
        self.at(path)?.text()
    }

    /// What the text or number under a path says, as `understand` has it, which counts as read then. What it does not
    /// understand is left, and so named as lost.
    pub(crate) fn read<T>(self, path: &str, understand: impl FnOnce(&'t str) -> Option<T>) -> Option<T> {
        let found = self.at(path)?;
        understand(found.scalar()?).inspect(|_| found.slot().used.set(true))
    }

    /// The text under the first of several paths that has one.
    pub(crate) fn any(self, paths: &[&str]) -> Option<&'t str> {
        paths.iter().find_map(|path| self.take(path))
    }

    /// The text of this value itself, which counts as read from now on.
    pub(crate) fn text(self) -> Option<&'t str> {
        self.slot().used.set(true);
        self.scalar()
    }

    fn scalar(self) -> Option<&'t str> {
        let slot = self.slot();
        match slot.kind {
            Kind::Scalar => {
                Some(crate::values::text::trimmed(self.tree.text(slot.text))).filter(|text| !text.is_empty())
            }
            _ => None,
        }
    }

    /// `true` or `false` under a path.
    #[inline]
    pub(crate) fn flag(self, path: &str) -> Option<bool> {
        let slot = self.at(path)?.slot();
        slot.used.set(true);
        match slot.kind {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }

    /// Whether `true` stands under a path, without taking it.
    pub(crate) fn is_true(self, path: &str) -> bool {
        self.at(path).is_some_and(|node| node.slot().kind == Kind::True)
    }

    /// Counts the values that nobody took, by path from `path` on; they count as read from now on.
    pub(crate) fn unread(self, path: &str, found: &mut BTreeMap<String, u64>) {
        let mut at = self.at;
        let mut written = String::new();
        while at < self.slot().end {
            let node = Self { at, ..self };
            let slot = node.slot();
            if slot.used.replace(true) {
                at = slot.end;
                continue;
            }
            at += 1;
            let is_value = match slot.kind {
                Kind::Null | Kind::List | Kind::Object => false,
                Kind::True | Kind::False => true,
                Kind::Scalar => node.scalar().is_some(),
            };
            if is_value {
                written.clear();
                written.push_str(path);
                self.path_to(node, &mut written);
                match found.get_mut(&written) {
                    Some(count) => *count += 1,
                    None => drop(found.insert(written.clone(), 1)),
                }
            }
        }
    }

    /// The names on the way from this value to one inside it.
    fn path_to(self, inner: Self, path: &mut String) {
        let mut node = self;
        while node.at < inner.at {
            let is_object = node.slot().kind == Kind::Object;
            node.at += 1;
            while node.slot().end <= inner.at {
                node.at = node.slot().end;
            }
            if is_object {
                path.push('/');
                path.push_str(self.tree.text(node.slot().name));
            }
        }
    }
}

/// Values one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Each<'t> {
    node: Node<'t>,
    left: u32,
}

impl Each<'_> {
    /// Whether there are none left.
    pub(crate) fn is_empty(&self) -> bool {
        self.left == 0
    }
}

impl<'t> Iterator for Each<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        self.left = self.left.checked_sub(1)?;
        let node = self.node;
        self.node.at = node.slot().end;
        Some(node)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for Each<'_> {}
