//! Elements of an XML document by local name, one tree at a time.
//!
//! Only elements in the namespaces of a format are found by name. What stands in any other keeps its text, so that it is
//! named among the losses, but no reader takes it for its own.

use std::{cell::Cell, collections::BTreeMap};

use pannier_report::{Code, Finding, Location};
use quick_xml::{
    NsReader,
    events::{BytesStart, Event},
    name::ResolveResult,
};

use crate::{Encoding, Error, Input, Options, gather};

/// Deepest element.
const DEPTH: usize = 64;
/// Longest text of an element, in bytes.
const TEXT: usize = 64 * 1024;
/// Most elements of one tree: a tree takes a hundred times the bytes of its tags.
const ELEMENTS: u64 = 2_000_000;
/// Stands before the name of an element of a namespace that the format does not know.
const FOREIGN: char = '?';

/// An element with what stands in it.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// Local name.
    pub(crate) name: String,
    pub(crate) children: Vec<Node>,
    /// Line of the file, from 1.
    pub(crate) line: u64,
    /// Local names and values, as written.
    attributes: Vec<(String, String)>,
    text: String,
    /// A comment or processing instruction inside, which would cut its text in two.
    cut: bool,
    /// Some member took its text.
    used: Cell<bool>,
}

impl Node {
    /// An element of no name around others.
    pub(crate) fn around(children: Vec<Self>) -> Self {
        Self { children, ..Self::default() }
    }

    /// The first element under a path of names: `timePeriod/start`.
    pub(crate) fn child(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |node, name| node.children.iter().find(|child| child.name == name))
    }

    /// All children of a name.
    pub(crate) fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// All elements under a path of names, whichever of the elements above repeat.
    pub(crate) fn every<'a>(&'a self, path: &str) -> Vec<&'a Self> {
        path.split('/').fold(vec![self], |nodes, name| {
            nodes.into_iter().flat_map(|node| node.children.iter().filter(|child| child.name == name)).collect()
        })
    }

    /// The text of this element, which counts as read from now on; `None` where there is none.
    pub(crate) fn take(&self) -> Option<&str> {
        self.used.set(true);
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }

    /// The text of the first element under a path, which counts as read from now on.
    pub(crate) fn leaf(&self, path: &str) -> Option<&str> {
        self.child(path)?.take()
    }

    /// The text of this element without taking it.
    pub(crate) fn peek(&self) -> &str {
        self.text.trim()
    }

    /// The text under the first of several paths that has one.
    pub(crate) fn any(&self, paths: &[&str]) -> Option<&str> {
        paths.iter().find_map(|path| self.leaf(path))
    }

    /// An attribute by its local name, as written.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// Counts the texts that nobody took, by path.
    pub(crate) fn unread(&self, path: &str, found: &mut BTreeMap<String, u64>) {
        let name = self.name.trim_start_matches(FOREIGN);
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        if !self.used.get() && !self.text.trim().is_empty() {
            *found.entry(path.clone()).or_default() += 1;
        }
        for child in &self.children {
            child.unread(&path, found);
        }
    }
}

/// The source as text, in the encoding that its byte order mark, `--encoding` or its XML declaration names.
pub(crate) fn text(input: &mut dyn Input, options: &Options) -> Result<Result<String, Box<Finding>>, Error> {
    Ok(gather::bytes(input, gather::MOST_BYTES)?.and_then(|bytes| {
        let mut options = options.clone();
        options.encoding = options.encoding.or_else(|| declared_encoding(&bytes));
        gather::text(&bytes, &options)
    }))
}

/// Local name and namespace of the outermost element, from a text that may be cut behind it.
pub(crate) fn root(start: &str) -> Option<(String, String)> {
    let mut reader = NsReader::from_str(start);
    loop {
        let (space, event) = reader.read_resolved_event().ok()?;
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let space = match space {
                    ResolveResult::Bound(space) => space.as_ref().to_owned(),
                    _ => String::new(),
                };
                return Some((tag.local_name().as_ref().to_owned(), space));
            }
            Event::Text(text) if !text.trim().is_empty() => return None,
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The encoding of the XML declaration.
fn declared_encoding(bytes: &[u8]) -> Option<Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(256)]);
    let declaration = start.trim_start_matches('\u{FEFF}').strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Encoding::named(value[1..].split(quote).next()?)
}

/// What a format wants of an element that lies in no tree. Complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Its begin and end are told, and everything right under it is a tree.
    Holder,
    /// Nothing: the walk goes on inside.
    Path,
    /// It is handed on whole.
    Tree,
}

/// What the walk meets. Complete.
pub(crate) enum Piece {
    /// An element of [`Role::Holder`] begins; its name.
    Begin(String),
    /// It ends.
    End,
    /// An element with all that stands in it.
    Tree(Node),
}

/// An element that is asked about, and where it stands.
pub(crate) struct Element<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// The names around it, outermost first.
    pub(crate) around: &'a [String],
}

/// Which namespaces a format's elements are in. Complete.
#[derive(Clone, Copy)]
pub(crate) enum Spaces<'a> {
    /// Any: the format changes its namespace with every version.
    Any,
    /// These; an element of another has a name that no reader asks for.
    Only(&'a [&'a str]),
}

impl Spaces<'_> {
    fn know(self, space: &ResolveResult<'_>) -> bool {
        match (self, space) {
            (Self::Any, _) => true,
            (Self::Only(spaces), ResolveResult::Bound(space)) => spaces.contains(&space.as_ref()),
            (Self::Only(_), _) => false,
        }
    }
}

/// Walks a document and hands on what `role` asks for. A finding ends the walk: what follows a place that is no XML means
/// nothing.
pub(crate) fn walk(
    text: &str,
    spaces: Spaces<'_>,
    role: &dyn Fn(&Element<'_>) -> Role,
    take: &mut dyn FnMut(Piece) -> Result<(), Error>,
) -> Result<Result<(), Box<Finding>>, Error> {
    let mut reader = NsReader::from_str(text);
    // Names of the open elements, and how many of them there are outside of the holder that is open.
    let mut names: Vec<String> = Vec::new();
    let mut holder: Option<usize> = None;
    let mut roots = 0_u64;
    let mut elements = 0_u64;
    let mut open: Vec<Node> = Vec::new();
    let mut lines = Lines { text, at: 0, line: 1 };
    loop {
        let start = reader.buffer_position();
        let line = lines.of(start);
        let refuse = |message: &str| {
            Ok(Err(Box::new(Finding::new(Code::ConvertStructure, Location::line(line), message.to_owned()))))
        };
        let Ok((space, event)) = reader.read_resolved_event() else {
            return refuse("the file is no well-formed XML from here on");
        };
        let known = spaces.know(&space);
        match event {
            Event::Start(tag) | Event::Empty(tag) if names.len() == DEPTH => {
                let _ = tag;
                return refuse("elements lie more than 64 deep");
            }
            Event::Start(tag) | Event::Empty(tag) if names.is_empty() && roots > 0 => {
                let _ = tag;
                return refuse("a second element stands beside the document");
            }
            Event::Start(tag) => {
                roots += u64::from(names.is_empty());
                let node = node(&tag, known, line);
                let name = node.name.clone();
                match role_of(&node, &names, &open, holder, role) {
                    Role::Tree if elements >= ELEMENTS => return refuse(TOO_MANY),
                    Role::Tree => {
                        elements += 1;
                        open.push(node);
                    }
                    Role::Holder => {
                        holder = Some(names.len());
                        take(Piece::Begin(node.name))?;
                    }
                    Role::Path => {}
                }
                names.push(name);
            }
            Event::Empty(tag) => {
                roots += u64::from(names.is_empty());
                let node = node(&tag, known, line);
                match (role_of(&node, &names, &open, holder, role), open.last_mut()) {
                    (Role::Tree, Some(_)) if elements >= ELEMENTS => return refuse(TOO_MANY),
                    (Role::Tree, Some(parent)) => {
                        elements += 1;
                        parent.children.push(node);
                    }
                    (Role::Tree, None) => take(Piece::Tree(node))?,
                    (Role::Holder, _) => {
                        take(Piece::Begin(node.name))?;
                        take(Piece::End)?;
                    }
                    (Role::Path, _) => {}
                }
            }
            Event::End(_) => {
                names.pop();
                if let Some(done) = open.pop() {
                    if done.cut && !done.text.trim().is_empty() && done.children.is_empty() {
                        return refuse("a comment stands inside a value");
                    }
                    if let Some(parent) = open.last_mut() {
                        parent.children.push(done);
                    } else {
                        elements = 0;
                        take(Piece::Tree(done))?;
                    }
                } else if holder == Some(names.len()) {
                    holder = None;
                    take(Piece::End)?;
                }
            }
            Event::Text(part) => {
                if names.is_empty() && !part.trim().is_empty() {
                    return refuse("text stands beside the document");
                }
                if !grow(open.last_mut(), &part.xml10_content()) {
                    return refuse("a value is longer than 64 KiB");
                }
            }
            Event::CData(part) => {
                if !grow(open.last_mut(), &part.xml10_content()) {
                    return refuse("a value is longer than 64 KiB");
                }
            }
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    Ok(None) => entity(&reference),
                    Err(_) => None,
                };
                let Some(character) = character else {
                    return refuse("an entity that XML does not define itself");
                };
                if !grow(open.last_mut(), character.encode_utf8(&mut [0; 4])) {
                    return refuse("a value is longer than 64 KiB");
                }
            }
            // Entities of a document type expand without bound and fetch from anywhere.
            Event::DocType(_) => return refuse("the file declares a document type"),
            Event::Comment(_) | Event::PI(_) => {
                if let Some(node) = open.last_mut() {
                    node.cut = true;
                }
            }
            Event::Decl(_) => {}
            Event::Eof if !names.is_empty() => return refuse("the file is cut off"),
            Event::Eof if roots == 0 => return refuse("there is no element"),
            Event::Eof => return Ok(Ok(())),
        }
    }
}

const TOO_MANY: &str = "an element holds more than two million others";

/// Inside a tree and right under a holder everything is (part of) a tree; elsewhere the format says.
fn role_of(
    node: &Node,
    names: &[String],
    open: &[Node],
    holder: Option<usize>,
    role: &dyn Fn(&Element<'_>) -> Role,
) -> Role {
    if open.is_empty() && holder.is_none() { role(&Element { name: &node.name, around: names }) } else { Role::Tree }
}

fn node(tag: &BytesStart<'_>, known: bool, line: u64) -> Node {
    let mut name = tag.local_name().as_ref().to_owned();
    if !known {
        name.insert(0, FOREIGN);
    }
    let attributes = tag
        .attributes()
        .flatten()
        .map(|attribute| (attribute.key.local_name().as_ref().to_owned(), attribute.value.into_owned()))
        .collect();
    Node { name, line, attributes, ..Node::default() }
}

fn grow(node: Option<&mut Node>, text: &str) -> bool {
    let Some(node) = node else { return true };
    // Indentation between elements is no value.
    if node.text.is_empty() && text.trim().is_empty() {
        return true;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents() {
        let check = |text: &str, expected: &str| {
            let mut seen = String::new();
            let role = |element: &Element<'_>| match element.name {
                "h" => Role::Holder,
                "t" => Role::Tree,
                _ => Role::Path,
            };
            let outcome = walk(text, Spaces::Only(&["urn:a"]), &role, &mut |piece| {
                let node = match piece {
                    Piece::Tree(node) => node,
                    Piece::Begin(_) => {
                        seen.push('[');
                        return Ok(());
                    }
                    Piece::End => {
                        seen.push(']');
                        return Ok(());
                    }
                };
                let value = node.leaf("v").unwrap_or("-");
                seen.push_str(value);
                seen.push(';');
                Ok(())
            })
            .expect("nothing fails");
            if let Err(finding) = outcome {
                seen.push_str(&finding.message);
            }
            assert_eq!(seen, expected, "{text}");
        };
        check("<r xmlns='urn:a'><t><v> 1 </v></t><t/></r>", "1;-;");
        check("<r xmlns='urn:b' xmlns:x='urn:a'><x:t><x:v>1</x:v></x:t><t><v>2</v></t></r>", "1;");
        check("<r xmlns='urn:a'><t><v xmlns='urn:b'>1</v></t></r>", "-;");
        check("<r xmlns='urn:a'><t><v>a&amp;&#98;<![CDATA[<c>]]></v></t></r>", "a&b<c>;");
        check("<r xmlns='urn:a'><h><s><v>1</v></s><t/><h/></h><h/><s/></r>", "[1;-;-;][]");
        check("<t><v>1</v></t>", "");
        check("", "there is no element");
        check("<r/><r/>", "a second element stands beside the document");
        check("x<r/>", "text stands beside the document");
        check("<r xmlns='urn:a'><t>", "the file is cut off");
        check("<r></q>", "the file is no well-formed XML from here on");
        check("<!DOCTYPE r><r/>", "the file declares a document type");
        check("<r xmlns='urn:a'><t><v>&x;</v></t></r>", "an entity that XML does not define itself");
        check("<r xmlns='urn:a'><t><v>1<!-- -->2</v></t></r>", "a comment stands inside a value");
        check("<r xmlns='urn:a'><t><!-- --><v>1</v></t></r>", "1;");
        check(&"<a>".repeat(65), "elements lie more than 64 deep");
        let long = format!("<r xmlns='urn:a'><t><v>{}</v></t></r>", "x".repeat(TEXT + 1));
        check(&long, "a value is longer than 64 KiB");
    }
}
