//! A value as a tree in one block of memory, which the next tree uses again.
//!
//! Texts and numbers are ranges of the source; only what had to be put together (escapes, a page whose source is gone) is
//! kept in a string of the tree's own.

use std::{cell::Cell, collections::BTreeMap, rc::Rc};

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

/// A value with all that stands in it: its slots in the order in which they begin.
#[derive(Debug, Default)]
pub(super) struct Tree {
    slots: Vec<Slot>,
    source: Rc<String>,
    own: String,
}

impl Tree {
    /// Empties it for a value of this source.
    pub(super) fn share(&mut self, source: &Rc<String>) {
        self.slots.clear();
        self.own.clear();
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
        if span.start & OWN == 0 { &self.source[start..end] } else { &self.own[start..end] }
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

    /// What tells a name from nearly all others.
    pub(super) fn key_of(&self, name: Span) -> u64 {
        key(self.text(name).as_bytes())
    }

    /// Adds a value without others in it.
    pub(super) fn leaf(&mut self, name: Name, kind: Kind, text: Span) {
        let at = self.open(name, kind);
        self.slots[at].text = text;
        self.close(at);
    }

    /// Begins a list or an object; its number.
    pub(super) fn open(&mut self, name: Name, kind: Kind) -> usize {
        let slot = Slot {
            key: name.key,
            name: name.text,
            text: Span::default(),
            names: 0,
            count: 0,
            // Until it ends all that follows stands in it.
            end: u32::MAX,
            kind,
            used: Cell::new(false),
        };
        self.slots.push(slot);
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

    /// Notes a name of an object that is open; `false` where it certainly stands there for the first time.
    pub(super) fn note(&mut self, object: usize, name: Name) -> bool {
        let bit = bit(name.key);
        let names = &mut self.slots[object].names;
        let is_known = *names & bit != 0;
        *names |= bit;
        is_known
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
        let name = Name { text, key: self.key_of(text) };
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
}

/// A name of so many bytes is its key.
const KEY: usize = 8;

/// The first and the last bytes of a name as a number, which tells it from nearly all others of its length.
fn key(name: &[u8]) -> u64 {
    match (name.first_chunk(), name.last_chunk()) {
        (Some(first), Some(last)) if name.len() > KEY => {
            u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29)
        }
        (Some(all), _) => u64::from_le_bytes(*all),
        _ => name.iter().rev().fold(0, |key, byte| key << 8 | u64::from(*byte)),
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
    pub(crate) fn at(self, path: &str) -> Option<Self> {
        let mut node = self;
        let mut rest = path;
        while let Some(end) = slash(rest.as_bytes()) {
            if end > 0 {
                node = node.member(&rest[..end])?;
            }
            rest = &rest[end + 1..];
        }
        if rest.is_empty() { Some(node) } else { node.member(rest) }
    }

    /// The member of a name.
    fn member(self, name: &str) -> Option<Self> {
        let slot = self.slot();
        let key = key(name.as_bytes());
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
    pub(crate) fn peek(self, path: &str) -> Option<&'t str> {
        self.at(path)?.scalar()
    }

    /// The text or number under a path, which counts as read from now on.
    pub(crate) fn take(self, path: &str) -> Option<&'t str> {
        self.at(path)?.text()
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
            Kind::Scalar => Some(crate::text::trimmed(self.tree.text(slot.text))).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// `true` or `false` under a path.
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
