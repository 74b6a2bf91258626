//! A document of somebody else as a tree that knows what was read of it.
//!
//! Numbers stay the text they are written in. Whatever an importer did not ask for is lost by name, so that nothing can
//! be forgotten: see [`Node::left`].

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    fmt,
};

use pannier_report::{Code, Finding, Location};
use serde::{
    Deserialize,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::json::push;

/// How deep a document nests.
const DEEPEST: usize = 64;

/// Most values in one document.
const MOST: usize = 1_000_000;

/// One value of the source.
#[derive(Debug)]
pub(super) struct Node {
    kind: Kind,
    /// Its RFC 6901 pointer.
    pub(super) pointer: String,
    taken: Cell<bool>,
}

#[derive(Debug)]
enum Kind {
    Null,
    Bool(bool),
    /// A text, or a number as it is written.
    Scalar(String, bool),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    /// Reads one JSON text; a text that is itself a JSON text is opened once.
    pub(super) fn read(text: &[u8], at: &Location) -> Result<Self, Finding> {
        let wrong = |message: String| {
            Finding::new(Code::TariffSourceForm, at.clone(), message)
                .with_help("give one JSON document; save it again from where it was published")
        };
        let text = std::str::from_utf8(text).map_err(|error| {
            let byte = u64::try_from(error.valid_up_to()).unwrap_or(u64::MAX);
            Finding::new(Code::TariffSourceForm, at.clone().at_byte(byte), "text is not UTF-8")
                .with_help("save the file as UTF-8")
        })?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let raw: &RawValue = serde_json::from_str(text).map_err(|error| {
            let line = u64::try_from(error.line()).unwrap_or(u64::MAX);
            let column = u64::try_from(error.column()).unwrap_or(u64::MAX);
            Finding::new(
                Code::TariffSourceForm,
                at.clone().at_line(line).at_column(column),
                "text is not one JSON value",
            )
            .with_help("look at this line for a comma, quote or bracket that is missing or too many")
        })?;
        let count = Cell::new(0);
        let node = build(raw, String::new(), 0, &count).map_err(wrong)?;
        if let Kind::Scalar(inner, true) = &node.kind
            && inner.trim_start().starts_with(['{', '['])
        {
            let raw: &RawValue =
                serde_json::from_str(inner).map_err(|_| wrong("text in the text is not one JSON value".to_owned()))?;
            return build(raw, String::new(), 0, &count).map_err(wrong);
        }
        Ok(node)
    }

    /// A member that is there and not null.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        match &self.kind {
            Kind::Object(members) => {
                members.iter().find(|(member, _)| member == name).map(|(_, node)| node).filter(|node| !node.is_null())
            }
            _ => None,
        }
    }

    /// A member of a member, and so on.
    pub(super) fn path(&self, names: &[&str]) -> Option<&Self> {
        names.iter().try_fold(self, |node, name| node.get(name))
    }

    /// Whether it has such a member.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) const fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    pub(super) const fn is_list(&self) -> bool {
        matches!(self.kind, Kind::List(_))
    }

    pub(super) const fn is_object(&self) -> bool {
        matches!(self.kind, Kind::Object(_))
    }

    /// The text or number, trimmed; `None` where it is empty or something else. Not taken.
    pub(super) fn peek(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(text, _) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The text or number, which counts as read from now on.
    pub(super) fn scalar(&self) -> Option<&str> {
        let text = self.peek()?;
        self.taken.set(true);
        Some(text)
    }

    /// Text or number of a member.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.scalar()
    }

    /// A truth value of a member.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        let node = self.get(name)?;
        match &node.kind {
            Kind::Bool(value) => {
                node.taken.set(true);
                Some(*value)
            }
            _ => None,
        }
    }

    /// The elements of a list; of anything else none.
    pub(super) fn elements(&self) -> &[Self] {
        match &self.kind {
            Kind::List(nodes) => nodes,
            _ => &[],
        }
    }

    /// The elements of a member that is a list.
    pub(super) fn list(&self, name: &str) -> &[Self] {
        self.get(name).map_or(&[], Self::elements)
    }

    /// The members of an object; of anything else none.
    pub(super) fn members(&self) -> &[(String, Self)] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// Everything in it counts as read.
    pub(super) fn take_all(&self) {
        self.taken.set(true);
        self.elements().iter().for_each(Self::take_all);
        for (_, node) in self.members() {
            node.take_all();
        }
    }

    /// Everything in it that was not read, as the pointers of the largest parts of which nothing was.
    pub(super) fn left(&self, found: &RefCell<Vec<String>>) {
        match self.state() {
            State::Unread => found.borrow_mut().push(self.pointer.clone()),
            State::Part => {
                self.elements().iter().for_each(|node| node.left(found));
                for (_, node) in self.members() {
                    node.left(found);
                }
            }
            State::Read | State::Nothing => {}
        }
    }

    /// Whether it is null, an empty text, or a list or object of nothing but those.
    pub(super) fn says_nothing(&self) -> bool {
        self.state() == State::Nothing
    }

    fn state(&self) -> State {
        if self.taken.get() {
            return State::Read;
        }
        let inner = |nodes: &mut dyn Iterator<Item = &Self>| {
            nodes.map(Self::state).fold(State::Nothing, |all, one| match (all, one) {
                (State::Nothing, state) | (state, State::Nothing) => state,
                (one, other) if one == other => one,
                _ => State::Part,
            })
        };
        match &self.kind {
            Kind::Null => State::Nothing,
            Kind::Scalar(text, _) if text.trim().is_empty() => State::Nothing,
            Kind::Bool(_) | Kind::Scalar(..) => State::Unread,
            Kind::List(nodes) => inner(&mut nodes.iter()),
            Kind::Object(members) => inner(&mut members.iter().map(|(_, node)| node)),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Nothing,
    Unread,
    Part,
    Read,
}

fn build(raw: &RawValue, pointer: String, depth: usize, count: &Cell<usize>) -> Result<Node, String> {
    count.set(count.get() + 1);
    if count.get() > MOST {
        return Err("document has more than a million values".to_owned());
    }
    let text = raw.get();
    if depth >= DEEPEST && text.starts_with(['{', '[']) {
        return Err("arrays and objects nest deeper than 64".to_owned());
    }
    let broken = |_: serde_json::Error| format!("value at `{pointer}` is not JSON");
    let kind = match text.as_bytes().first() {
        Some(b'n') => Kind::Null,
        Some(b't') => Kind::Bool(true),
        Some(b'f') => Kind::Bool(false),
        Some(b'"') => Kind::Scalar(serde_json::from_str(text).map_err(broken)?, true),
        Some(b'[') => {
            let Elements(raws) = serde_json::from_str(text).map_err(broken)?;
            let nodes = raws.into_iter().enumerate().map(|(index, raw)| {
                let mut pointer = pointer.clone();
                push(&mut pointer, &index.to_string());
                build(raw, pointer, depth + 1, count)
            });
            Kind::List(nodes.collect::<Result<_, _>>()?)
        }
        Some(b'{') => {
            let Members(raws) = serde_json::from_str(text).map_err(broken)?;
            let mut names = HashSet::new();
            let mut nodes = Vec::with_capacity(raws.len());
            for (name, raw) in raws {
                let mut pointer = pointer.clone();
                push(&mut pointer, &name);
                if !names.insert(name.clone()) {
                    return Err(format!("member stands twice in one object, at `{pointer}`"));
                }
                nodes.push((name, build(raw, pointer, depth + 1, count)?));
            }
            Kind::Object(nodes)
        }
        _ => Kind::Scalar(text.to_owned(), false),
    };
    Ok(Node { kind, pointer, taken: Cell::new(false) })
}

/// Elements of an array, unread.
struct Elements<'a>(Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Elements<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Elements<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
                let mut found = Vec::new();
                while let Some(raw) = sequence.next_element()? {
                    found.push(raw);
                }
                Ok(Elements(found))
            }
        }
        deserializer.deserialize_seq(Of)
    }
}

/// Members of an object in their order, unread.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut found = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    found.push(entry);
                }
                Ok(Members(found))
            }
        }
        deserializer.deserialize_map(Of)
    }
}
