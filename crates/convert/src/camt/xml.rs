//! The elements of a message, one statement and one entry at a time: names without prefix or namespace, so that every
//! version of a message is read alike.

use std::{cell::Cell, collections::BTreeMap};

use pannier_report::{Code, Finding, Location};
use quick_xml::{Reader, events::Event};

use crate::Error;

/// Deepest element.
const DEPTH: usize = 64;
/// Longest text of an element, in bytes.
const TEXT: usize = 64 * 1024;

/// An element with what stands in it.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    /// The attribute `Ccy`.
    pub(super) currency: Option<String>,
    pub(super) children: Vec<Node>,
    /// Line of the file, from 1.
    pub(super) line: u64,
    text: String,
    /// A comment or processing instruction inside, which would cut its text in two.
    cut: bool,
    /// Some member took its text.
    used: Cell<bool>,
}

impl Node {
    /// An element of no name around others.
    pub(super) fn around(children: Vec<Self>) -> Self {
        Self { children, ..Self::default() }
    }

    /// The first element under a path of names: `Acct/Id/IBAN`.
    pub(super) fn child(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |node, name| node.children.iter().find(|child| child.name == name))
    }

    /// All children of a name.
    pub(super) fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of this element, which counts as read from now on; `None` where there is none.
    pub(super) fn take(&self) -> Option<&str> {
        self.used.set(true);
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }

    /// The text of this element without taking it.
    pub(super) fn peek(&self) -> &str {
        self.text.trim()
    }

    /// The text of the first element under a path, which counts as read from now on.
    pub(super) fn leaf(&self, path: &str) -> Option<&str> {
        self.child(path)?.take()
    }

    /// The text under the first of several paths that has one.
    pub(super) fn any(&self, paths: &[&str]) -> Option<&str> {
        paths.iter().find_map(|path| self.leaf(path))
    }

    /// Counts the texts that nobody took, by path.
    pub(super) fn unread(&self, path: &str, found: &mut BTreeMap<String, u64>) {
        let path = if path.is_empty() { self.name.clone() } else { format!("{path}/{}", self.name) };
        if !self.used.get() && !self.text.trim().is_empty() {
            *found.entry(path.clone()).or_default() += 1;
        }
        for child in &self.children {
            child.unread(&path, found);
        }
    }
}

/// What the walk meets.
pub(super) enum Piece {
    /// A statement (`Stmt`), report (`Rpt`) or notification (`Ntfctn`) begins.
    Begin(Kind),
    /// One element right under it.
    Part(Node),
    /// It ends.
    End,
}

/// Which message a statement stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// camt.053.
    Statement,
    /// camt.052, camt.054: what there is so far, or some of it.
    Report,
}

/// Walks a document. A finding ends it: what follows a place that is no XML means nothing.
pub(super) fn walk(
    text: &str,
    take: &mut dyn FnMut(Piece) -> Result<(), Error>,
) -> Result<Result<(), Box<Finding>>, Error> {
    let mut reader = Reader::from_str(text);
    let mut names: Vec<String> = Vec::new();
    // Elements that are open under a statement, outermost first.
    let mut open: Vec<Node> = Vec::new();
    let mut statement: Option<usize> = None;
    let mut statements = 0_u64;
    let mut roots = 0_u64;
    let mut lines = Lines { text, at: 0, line: 1 };
    let refuse = |line: u64, message: &str| {
        Ok(Err(Box::new(Finding::new(Code::ConvertStructure, Location::line(line), message.to_owned()))))
    };
    loop {
        let start = reader.buffer_position();
        let Ok(event) = reader.read_event() else {
            return refuse(lines.of(start), "the file is no well-formed XML from here on");
        };
        let line = lines.of(start);
        match event {
            Event::Start(tag) | Event::Empty(tag) if names.len() == DEPTH => {
                let _ = tag;
                return refuse(line, "elements lie more than 64 deep");
            }
            Event::Start(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                if names.is_empty() {
                    roots += 1;
                    if roots > 1 {
                        return refuse(line, "a second element stands beside the document");
                    }
                }
                if statement.is_some() {
                    open.push(node(name.clone(), &tag, line));
                } else if let Some(kind) = kind(names.last(), &name) {
                    statement = Some(names.len());
                    statements += 1;
                    take(Piece::Begin(kind))?;
                }
                names.push(name);
            }
            Event::Empty(tag) => {
                if statement.is_some() {
                    let empty = node(tag.local_name().as_ref().to_owned(), &tag, line);
                    match open.last_mut() {
                        Some(parent) => parent.children.push(empty),
                        None => take(Piece::Part(empty))?,
                    }
                }
            }
            Event::End(_) => {
                names.pop();
                if let Some(done) = open.pop() {
                    if done.cut && !done.text.trim().is_empty() {
                        return refuse(line, "a comment stands inside a value");
                    }
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => take(Piece::Part(done))?,
                    }
                } else if statement == Some(names.len()) {
                    statement = None;
                    take(Piece::End)?;
                }
            }
            Event::Text(part) => {
                if !grow(open.last_mut(), &part.xml10_content()) {
                    return refuse(line, "a value is longer than 64 KiB");
                }
                if names.is_empty() && !part.trim().is_empty() {
                    return refuse(line, "text stands beside the document");
                }
            }
            Event::CData(part) => {
                if !grow(open.last_mut(), &part.xml10_content()) {
                    return refuse(line, "a value is longer than 64 KiB");
                }
            }
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    Ok(None) => entity(&reference),
                    Err(_) => None,
                };
                let Some(character) = character else {
                    return refuse(line, "an entity that XML does not define itself");
                };
                if !grow(open.last_mut(), character.encode_utf8(&mut [0; 4])) {
                    return refuse(line, "a value is longer than 64 KiB");
                }
            }
            Event::DocType(_) => {
                // Entities of a document type expand without bound and fetch from anywhere.
                return refuse(line, "the file declares a document type");
            }
            Event::Comment(_) | Event::PI(_) => {
                if let Some(node) = open.last_mut() {
                    node.cut = true;
                }
            }
            Event::Decl(_) => {}
            Event::Eof => break,
        }
    }
    if !names.is_empty() {
        return refuse(lines.of(text.len() as u64), "the file is cut off");
    }
    if statements == 0 {
        return refuse(1, "there is no statement, report or notification of camt.052, camt.053 or camt.054");
    }
    Ok(Ok(()))
}

fn kind(parent: Option<&String>, name: &str) -> Option<Kind> {
    parent.filter(|parent| parent.starts_with("BkToCstmr"))?;
    match name {
        "Stmt" => Some(Kind::Statement),
        "Rpt" | "Ntfctn" => Some(Kind::Report),
        _ => None,
    }
}

fn node(name: String, tag: &quick_xml::events::BytesStart<'_>, line: u64) -> Node {
    let currency = tag
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref() == "Ccy")
        .map(|attribute| attribute.value.into_owned());
    Node { name, currency, line, ..Node::default() }
}

fn grow(node: Option<&mut Node>, text: &str) -> bool {
    let Some(node) = node else { return true };
    node.text.push_str(text);
    node.text.len() <= TEXT
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => return None,
    })
}

/// Lines of ascending byte positions.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, position: u64) -> u64 {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        if position > self.at {
            let passed = self.text.get(self.at..position).unwrap_or_default();
            self.line += passed.matches('\n').count() as u64;
            self.at = position;
        }
        self.line
    }
}
