//! Elements of a document as a tree in two blocks of memory, which the next tree uses again.

use std::{cell::Cell, collections::BTreeMap, ops::Range};

use crate::text::trimmed;

/// A range of something that has fewer than four milliards of parts.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn of(range: Range<usize>) -> Self {
        let small = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        Self { start: small(range.start), end: small(range.end) }
    }

    const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The first eight bytes of a name as a number; zeros where it is shorter.
fn key(name: &str) -> u64 {
    let mut first = [0; 8];
    for (place, byte) in first.iter_mut().zip(name.bytes()) {
        *place = byte;
    }
    u64::from_le_bytes(first)
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
    /// Names, texts and values of attributes.
    text: String,
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
        self.text.clear();
    }

    /// Elements and bytes of text.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.elements.len() + self.attributes.len(), self.text.len())
    }

    /// The root; `None` where nothing has been read.
    pub(crate) fn root(&self) -> Option<Node<'_>> {
        (!self.elements.is_empty()).then_some(Node { tree: self, at: 0 })
    }

    fn push(&mut self, text: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(text);
        Span::of(start..self.text.len())
    }

    /// Begins an element within the one that is open; its number.
    pub(super) fn begin(&mut self, name: &str, known: bool, line: u64) -> usize {
        let start = self.text.len();
        if !known {
            self.text.push(FOREIGN);
        }
        self.text.push_str(name);
        let next = self.attributes.len();
        self.elements.push(Slot {
            name: Span::of(start..self.text.len()),
            key: key(&self.text[start..]),
            text: Span::default(),
            attributes: Span::of(next..next),
            end: 0,
            line,
            cut: false,
            used: Cell::new(false),
        });
        self.elements.len() - 1
    }

    /// An attribute of the element that has just begun.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        let pair = (self.push(name), self.push(value));
        self.attributes.push(pair);
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
            self.text.len()
        } else if before.end == self.text.len() {
            before.start
        } else {
            // Elements stand between this text and the one before.
            let start = self.text.len();
            self.text.extend_from_within(before);
            start
        };
        self.text.push_str(text);
        self.elements[element].text = Span::of(start..self.text.len());
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
        !(slot.cut && end == element + 1 && !self.text[slot.text.range()].trim().is_empty())
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
        for (index, slot) in node.tree.elements[node.at..node.slot().end as usize].iter().enumerate() {
            let text = &node.tree.text;
            let name = self.push(&text[slot.name.range()]);
            let own = if slot.text.range().is_empty() { Span::default() } else { self.push(&text[slot.text.range()]) };
            self.begin("", true, slot.line);
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
        trimmed(&self.tree.text[self.slot().text.range()])
    }

    /// Local name.
    pub(crate) fn name(self) -> &'t str {
        &self.tree.text[self.slot().name.range()]
    }

    /// Line of the file, from 1.
    pub(crate) fn line(self) -> u64 {
        self.slot().line
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
        let (name, rest) = match memchr::memchr(b'/', path.as_bytes()) {
            None => (path, None),
            Some(end) => (&path[..end], Some(&path[end + 1..])),
        };
        let key = key(name);
        let child = self.children().find(|child| child.is(key, name))?;
        rest.map_or(Some(child), |rest| child.child(rest))
    }

    /// All children of a name.
    pub(crate) fn each(self, name: &str) -> impl Iterator<Item = Self> {
        let key = key(name);
        self.children().filter(move |child| child.is(key, name))
    }

    fn is(self, key: u64, name: &str) -> bool {
        self.slot().key == key && self.name() == name
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
        let text = &self.tree.text;
        let mut attributes = self.tree.attributes[self.slot().attributes.range()].iter();
        attributes.find(|(key, _)| &text[key.range()] == name).map(|(_, value)| trimmed(&text[value.range()]))
    }

    /// Counts the texts that nobody took, by path.
    pub(crate) fn unread(self, found: &mut Unread) {
        for at in self.at..self.slot().end as usize {
            let node = Self { at, ..self };
            if !node.slot().used.get() && !node.slot().text.range().is_empty() && !node.text().is_empty() {
                found.see(&self.path_to(at));
            }
        }
    }

    /// The names from this element down to another one.
    fn path_to(self, at: usize) -> String {
        let mut path = String::new();
        let mut node = self;
        loop {
            path.push_str(node.name().trim_start_matches(FOREIGN));
            let inner = node.children().find(|child| child.at <= at && at < child.slot().end as usize);
            let Some(inner) = inner else { return path };
            path.push('/');
            node = inner;
        }
    }
}

/// Texts that nobody took: how many there are, by path.
#[derive(Debug, Default)]
pub(crate) struct Unread(BTreeMap<String, u64>);

impl Unread {
    /// Counts one more of a path.
    pub(crate) fn see(&mut self, path: &str) {
        self.add(path, 1);
    }

    /// Counts some more of a path. What a hostile file makes up without end is put together.
    pub(crate) fn add(&mut self, path: &str, more: u64) {
        if let Some(count) = self.0.get_mut(path) {
            *count += more;
        } else {
            let path = if self.0.len() < PATHS { path } else { "other elements" };
            *self.0.entry(path.to_owned()).or_default() += more;
        }
    }

    /// Every path and its count, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(path, count)| (path.as_str(), *count))
    }
}
