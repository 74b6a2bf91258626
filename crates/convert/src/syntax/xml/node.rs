//! Elements of a document as a tree in two blocks of memory, which the next tree uses again.

use std::{cell::Cell, collections::BTreeMap, ops::Range, rc::Rc};

use crate::values::text::trimmed;

/// A range of something that has fewer than four milliards of parts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(super) fn of(range: Range<usize>) -> Self {
        let small = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        Self { start: small(range.start), end: small(range.end) }
    }

    pub(super) const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    const fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

/// So many bytes of a name are its key.
const KEY: usize = 8;

/// The first bytes of a name as a number; zeros where it is shorter.
fn key(name: &str) -> u64 {
    if let Some(first) = name.as_bytes().first_chunk() {
        return u64::from_le_bytes(*first);
    }
    let mut first = [0; KEY];
    for (place, byte) in first.iter_mut().zip(name.bytes()) {
        *place = byte;
    }
    u64::from_le_bytes(first)
}

/// The key of a name that stands in a text.
fn key_at(text: &[u8], name: &Range<usize>) -> u64 {
    match text.get(name.start..).and_then(<[u8]>::first_chunk) {
        // What stands behind the name is cut off.
        Some(first) if name.len() < KEY => u64::from_le_bytes(*first) & ((1 << (8 * name.len())) - 1),
        Some(first) => u64::from_le_bytes(*first),
        None => name.clone().rev().fold(0, |key, at| key << 8 | u64::from(text[at])),
    }
}

/// Stands before the name of an element of a namespace that the format does not know.
pub(super) const FOREIGN: char = '?';
/// Most paths of texts that nobody took which are told apart.
const PATHS: usize = 4096;

/// One tree: its elements in the order in which they begin.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    elements: Vec<Slot>,
    attributes: Vec<(Span, Span)>,
    /// Names, texts and values of attributes, where they had to be put together.
    own: String,
    /// Where they stand otherwise.
    shared: Option<Shared>,
    /// For [`Tree::read_at_once`]: memory that the next tree uses again.
    pub(super) open: Vec<(usize, Span)>,
}

/// A source that a tree is ranges of.
#[derive(Debug)]
struct Shared {
    source: Rc<String>,
    /// Position of the root, and its line of the file.
    begin: usize,
    line: u64,
}

#[derive(Debug)]
struct Slot {
    name: Span,
    /// The beginning of the name, which tells nearly all apart.
    key: u64,
    text: Span,
    attributes: Span,
    /// The element behind all that stands in this one.
    end: u32,
    /// Line of the file, unless the source is shared and tells.
    line: u64,
    /// A comment or processing instruction inside, which would cut its text in two.
    cut: bool,
    /// Some member took its text.
    used: Cell<bool>,
}

impl Tree {
    pub(super) fn clear(&mut self) {
        self.elements.clear();
        self.attributes.clear();
        self.own.clear();
        self.shared = None;
    }

    /// What names, texts and values are ranges of.
    fn text(&self) -> &str {
        self.shared.as_ref().map_or(&self.own, |shared| &shared.source)
    }

    /// Empties the tree for one that stands at a position of a source and in this line of the file.
    pub(super) fn share(&mut self, source: &Rc<String>, begin: usize, line: u64) {
        self.clear();
        self.shared = Some(Shared { source: Rc::clone(source), begin, line });
    }

    /// Begins an element whose name stands there.
    pub(super) fn begin_shared(&mut self, source: &str, name: Range<usize>) -> usize {
        let next = self.attributes.len();
        let key = key_at(source.as_bytes(), &name);
        self.push_slot(Span::of(name), key, next, 0)
    }

    /// An attribute of the element that has just begun.
    pub(super) fn attribute_shared(&mut self, source: &str, name: &str, value: &str) {
        let place = |part: &str| {
            let start = part.as_ptr().addr() - source.as_ptr().addr();
            Span::of(start..start + part.len())
        };
        self.attribute_at(place(name), place(value));
    }

    /// The text of an element that has none yet.
    pub(super) fn text_shared(&mut self, element: usize, text: Range<usize>) {
        self.elements[element].text = Span::of(text);
    }

    /// Elements and bytes of text.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.elements.len() + self.attributes.len(), self.own.len())
    }

    /// The root; `None` where nothing has been read.
    pub(crate) fn root(&self) -> Option<Node<'_>> {
        (!self.elements.is_empty()).then_some(Node { tree: self, at: 0 })
    }

    fn push(&mut self, text: &str) -> Span {
        let start = self.own.len();
        self.own.push_str(text);
        Span::of(start..self.own.len())
    }

    /// Begins an element within the one that is open; its number.
    pub(super) fn begin(&mut self, name: &str, known: bool, line: u64) -> usize {
        let start = self.own.len();
        if !known {
            self.own.push(FOREIGN);
        }
        self.own.push_str(name);
        let next = self.attributes.len();
        let key = key(&self.own[start..]);
        self.push_slot(Span::of(start..self.own.len()), key, next, line)
    }

    fn push_slot(&mut self, name: Span, key: u64, attributes: usize, line: u64) -> usize {
        self.elements.push(Slot {
            name,
            key,
            text: Span::default(),
            attributes: Span::of(attributes..attributes),
            end: 0,
            line,
            cut: false,
            used: Cell::new(false),
        });
        self.elements.len() - 1
    }

    /// An attribute of the element that has just begun.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        let (name, value) = (self.push(name), self.push(value));
        self.attribute_at(name, value);
    }

    fn attribute_at(&mut self, name: Span, value: Span) {
        self.attributes.push((name, value));
        let end = self.attributes.len();
        if let Some(element) = self.elements.last_mut() {
            element.attributes = Span::of(element.attributes.start as usize..end);
        }
    }

    /// Whether an element has a text so far.
    pub(super) fn has_text(&self, element: usize) -> bool {
        !self.elements[element].text.range().is_empty()
    }

    /// Adds to the text of an element; `false` where it is longer than `most` bytes then.
    pub(super) fn grow(&mut self, element: usize, text: &str, most: usize) -> bool {
        let before = self.elements[element].text.range();
        // Indentation between elements is no value.
        if before.is_empty() && text.trim_ascii().is_empty() && text.trim().is_empty() {
            return true;
        }
        if before.len() + text.len() > most {
            return false;
        }
        let start = if before.is_empty() {
            self.own.len()
        } else if before.end == self.own.len() {
            before.start
        } else {
            // Elements stand between this text and the one before.
            let start = self.own.len();
            self.own.extend_from_within(before);
            start
        };
        self.own.push_str(text);
        self.elements[element].text = Span::of(start..self.own.len());
        true
    }

    pub(super) fn cut(&mut self, element: usize) {
        self.elements[element].cut = true;
    }

    /// Ends an element; `false` where a comment stands inside its value.
    pub(super) fn end(&mut self, element: usize) -> bool {
        let end = self.elements.len();
        let slot = &mut self.elements[element];
        slot.end = u32::try_from(end).unwrap_or(u32::MAX);
        !(slot.cut && end == element + 1 && !self.own[slot.text.range()].trim().is_empty())
    }

    /// Begins a tree around others, with a root that has no name.
    pub(crate) fn around(&mut self) {
        self.clear();
        self.begin("", true, 0);
        self.end(0);
    }

    /// Puts a copy of another tree right under the root.
    pub(crate) fn adopt(&mut self, node: Node<'_>) {
        let shift = self.elements.len();
        let text = node.tree.text();
        // Where lines are counted from: elements come in the order of the source.
        let (mut line, mut counted) = (node.line(), node.slot().name.range().start);
        for (index, slot) in node.tree.elements[node.at..node.slot().end as usize].iter().enumerate() {
            let start = slot.name.range().start;
            if node.tree.shared.is_some() {
                line += lines(&text[counted..start]);
                counted = start;
            } else {
                line = slot.line;
            }
            let name = self.push(&text[slot.name.range()]);
            let own = if slot.text.range().is_empty() { Span::default() } else { self.push(&text[slot.text.range()]) };
            self.begin("", true, line);
            for (key, value) in &node.tree.attributes[slot.attributes.range()] {
                self.attribute(&text[key.range()], &text[value.range()]);
            }
            let end = slot.end as usize - node.at + shift;
            let copy = &mut self.elements[shift + index];
            (copy.name, copy.key, copy.text) = (name, slot.key, own);
            copy.end = u32::try_from(end).unwrap_or(u32::MAX);
        }
        self.end(0);
    }
}

fn lines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// An element with what stands in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'t> {
    tree: &'t Tree,
    at: usize,
}

impl<'t> Node<'t> {
    fn slot(self) -> &'t Slot {
        &self.tree.elements[self.at]
    }

    fn text(self) -> &'t str {
        trimmed(&self.tree.text()[self.slot().text.range()])
    }

    /// Local name.
    pub(crate) fn name(self) -> &'t str {
        &self.tree.text()[self.slot().name.range()]
    }

    /// Line of the file, from 1.
    pub(crate) fn line(self) -> u64 {
        let slot = self.slot();
        match &self.tree.shared {
            Some(Shared { source, begin, line }) => line + lines(&source[*begin..slot.name.range().start]),
            None => slot.line,
        }
    }

    /// The elements right inside.
    pub(crate) fn children(self) -> impl Iterator<Item = Self> {
        let end = self.slot().end as usize;
        let mut next = self.at + 1;
        std::iter::from_fn(move || {
            let at = next;
            (at < end).then(|| {
                next = self.tree.elements[at].end as usize;
                Self { at, ..self }
            })
        })
    }

    /// The first element under a path of names: `timePeriod/start`.
    pub(crate) fn child(self, path: &str) -> Option<Self> {
        let mut node = self;
        let mut rest = path;
        loop {
            // Names are short: a step for each byte is less than what it takes to begin a search.
            let Some(end) = rest.bytes().position(|byte| byte == b'/') else { return node.named(rest) };
            node = node.named(&rest[..end])?;
            rest = &rest[end + 1..];
        }
    }

    /// The first child of a name.
    fn named(self, name: &str) -> Option<Self> {
        let key = key(name);
        let elements = &self.tree.elements[..self.slot().end as usize];
        let mut at = self.at + 1;
        while let Some(slot) = elements.get(at) {
            if slot.key == key && (Self { at, ..self }).is_called(name) {
                return Some(Self { at, ..self });
            }
            at = slot.end as usize;
        }
        None
    }

    /// All children of a name.
    pub(crate) fn each(self, name: &str) -> impl Iterator<Item = Self> {
        let key = key(name);
        self.children().filter(move |child| child.slot().key == key && child.is_called(name))
    }

    /// Whether an element whose key is that of the name has the name: of a short one the key tells all.
    fn is_called(self, name: &str) -> bool {
        self.slot().name.len() == name.len() && (name.len() <= KEY || self.name() == name)
    }

    /// All elements under a path of names, whichever of the elements above repeat.
    pub(crate) fn every(self, path: &str) -> Vec<Self> {
        path.split('/').fold(vec![self], |nodes, name| nodes.into_iter().flat_map(|node| node.each(name)).collect())
    }

    /// The text of this element, which counts as read from now on; `None` where there is none.
    pub(crate) fn take(self) -> Option<&'t str> {
        self.slot().used.set(true);
        Some(self.text()).filter(|text| !text.is_empty())
    }

    /// The text of the first element under a path, which counts as read from now on.
    pub(crate) fn leaf(self, path: &str) -> Option<&'t str> {
        self.child(path)?.take()
    }

    /// The text of this element without taking it.
    pub(crate) fn peek(self) -> &'t str {
        self.text()
    }

    /// The text under the first of several paths that has one.
    pub(crate) fn any(self, paths: &[&str]) -> Option<&'t str> {
        paths.iter().find_map(|path| self.leaf(path))
    }

    /// An attribute by its local name, as written.
    pub(crate) fn attribute(self, name: &str) -> Option<&'t str> {
        let text = self.tree.text();
        let mut attributes = self.tree.attributes[self.slot().attributes.range()].iter();
        attributes.find(|(key, _)| &text[key.range()] == name).map(|(_, value)| trimmed(&text[value.range()]))
    }

    /// Counts the texts that nobody took, by path.
    pub(crate) fn unread(self, found: &mut Unread) {
        for at in self.at..self.slot().end as usize {
            let node = Self { at, ..self };
            if !node.slot().used.get() && !node.slot().text.range().is_empty() && !node.text().is_empty() {
                found.see_at(self, at);
            }
        }
    }

    /// The names from this element down to another one.
    fn path_to(self, at: usize, path: &mut String) {
        let mut node = self;
        loop {
            path.push_str(node.name().trim_start_matches(FOREIGN));
            let inner = node.children().find(|child| at < child.slot().end as usize).filter(|child| child.at <= at);
            let Some(inner) = inner else { return };
            path.push('/');
            node = inner;
        }
    }
}

/// Texts that nobody took: how many there are, by path.
#[derive(Debug, Default)]
pub(crate) struct Unread {
    counts: BTreeMap<String, u64>,
    /// The path that is looked for.
    path: String,
}

impl Unread {
    /// Counts the text of the element of this number under another one.
    fn see_at(&mut self, root: Node<'_>, at: usize) {
        let mut path = std::mem::take(&mut self.path);
        path.clear();
        root.path_to(at, &mut path);
        self.see(&path);
        self.path = path;
    }

    /// Counts one more of a path.
    pub(crate) fn see(&mut self, path: &str) {
        self.add(path, 1);
    }

    /// Counts some more of a path. What a hostile file makes up without end is put together.
    pub(crate) fn add(&mut self, path: &str, more: u64) {
        if let Some(count) = self.counts.get_mut(path) {
            *count += more;
        } else {
            let path = if self.counts.len() < PATHS { path } else { "other elements" };
            *self.counts.entry(path.to_owned()).or_default() += more;
        }
    }

    /// Every path and its count, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.counts.iter().map(|(path, count)| (path.as_str(), *count))
    }
}
