//! Elements of an XML document of any length by local name, one tree at a time.
//!
//! Own code rather than a library: a reader of events takes a text or a comment of any length into memory, and looks at
//! names and texts several times before they are where they are wanted. What is no well-formed document is refused where
//! that shows; a test holds this reader against the `quick-xml` crate.
//!
//! Only elements in the namespaces of a format are found by name. What stands in any other keeps its text, so that it is
//! named among the losses, but no reader takes it for its own.
//!
//! A tree that stands whole and plainly in memory, as nearly all do, is read in one pass without a copy (`once`). Here is the
//! closer look at all others, which finds the same: a test says so.

mod node;
mod once;
mod tag;

use std::rc::Rc;

use pannier_report::{Code, Finding, Location};

use self::tag::{Attributes, character, is_name, local, tag_end};
pub(crate) use self::{
    node::{Node, Tree, Unread},
    tag::root,
};
use crate::{
    Encoding, Error, Input, Options,
    syntax::{
        encoding::head,
        lines::check,
        window::{Stop, Window},
    },
};

/// Deepest element.
const DEPTH: usize = 64;
/// Longest text of an element, in bytes.
const TEXT: usize = 64 * 1024;
/// Longest tag with its attributes, in bytes.
const TAG: usize = 64 * 1024;
/// Longest reference to a character, in bytes.
const REFERENCE: usize = 32;
/// Most elements and attributes of one tree, and most bytes of their names and texts.
const ELEMENTS: usize = 2_000_000;
const BYTES: usize = 64 << 20;

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
pub(crate) enum Piece<'t> {
    /// An element of [`Role::Holder`] begins; its name.
    Begin(&'t str),
    /// It ends.
    End,
    /// An element with all that stands in it, and the offset at which it begins.
    Tree(Node<'t>, u64),
}

/// An element that is asked about, and where it stands.
pub(crate) struct Element<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// The names around it, outermost first.
    pub(crate) around: &'a [&'a str],
}

/// Which namespaces a format's elements are in. Complete.
#[derive(Clone, Copy)]
pub(crate) enum Spaces<'a> {
    /// Any: the format changes its namespace with every version.
    Any,
    /// These; an element of another has a name that no reader asks for.
    Only(&'a [&'a str]),
}

/// A document that can be walked through and gone back to.
pub(crate) struct Document<'i> {
    window: Window<'i>,
    tree: Tree,
    /// Line of what `counted` bytes of the stretch lead to.
    line: u64,
    counted: usize,
    /// Whether lines are counted: of what is read once more nobody asks for them.
    counts: bool,
    /// Prefixes that were declared around the first tree, and whether for a namespace of the format.
    declared: Vec<(String, bool)>,
}

/// What is open around a place.
struct Around<'a> {
    spaces: Spaces<'a>,
    /// Names as written, one behind the other.
    names: String,
    starts: Vec<usize>,
    /// Prefixes that are declared, how deep, and whether for a namespace of the format.
    prefixes: Vec<(usize, String, bool)>,
    /// How many of them stand outside of what is read.
    outer: usize,
    /// Elements of the tree that is read, and where it begins.
    open: Vec<usize>,
    offset: u64,
    /// How deep the holder is that is open.
    holder: Option<usize>,
    /// Whether the root has been seen.
    rooted: bool,
    /// Whether nothing more is wanted.
    is_done: bool,
}

impl<'i> Document<'i> {
    /// The source as text, in the encoding that its byte order mark, `--encoding` or its XML declaration names; a finding
    /// where it has a byte without a character, wherever that is.
    pub(crate) fn of(input: &'i mut dyn Input, options: &Options) -> Result<Result<Self, Box<Finding>>, Error> {
        let given = options.encoding.or(declared_encoding(&head(input, 256)?));
        if let Err(finding) = check(input, given)? {
            return Ok(Err(finding));
        }
        Ok(Ok(Self {
            window: Window::new(input, given)?,
            tree: Tree::default(),
            line: 1,
            counted: 0,
            counts: true,
            declared: Vec::new(),
        }))
    }

    /// Local name and namespace of the outermost element.
    pub(crate) fn root(&mut self) -> Result<Option<(String, String)>, Error> {
        self.go(0)?;
        if self.window.rest().is_empty() {
            self.fill()?;
        }
        Ok(root(self.window.text()))
    }

    /// Walks through the document and hands on what `role` asks for. A finding ends the walk: what follows a place that is
    /// no XML means nothing.
    pub(crate) fn walk(
        &mut self,
        spaces: Spaces<'_>,
        role: &dyn Fn(&Element<'_>) -> Role,
        take: &mut dyn FnMut(Piece<'_>) -> Result<(), Error>,
    ) -> Result<Result<(), Box<Finding>>, Error> {
        let mut around = Around::new(spaces);
        Stop::apart(self.go(0).and_then(|()| self.run(&mut around, role, &mut |piece| take(piece).map(|()| true))))
    }

    /// Reads so many elements of a name once more, the first of which begins at `offset`, with what stands between them.
    /// What the elements around the first one declared when it was walked to holds for all.
    pub(crate) fn again(
        &mut self,
        offset: u64,
        name: &str,
        count: u32,
        spaces: Spaces<'_>,
        take: &mut dyn FnMut(Node<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut around = Around::new(spaces);
        around.prefixes = self.declared.iter().map(|(prefix, is_ours)| (0, prefix.clone(), *is_ours)).collect();
        around.outer = around.prefixes.len();
        // As if in a holder, whose begin is not there.
        around.holder = Some(0);
        around.rooted = true;
        let mut left = count;
        self.go(offset)?;
        self.run(&mut around, &|_| Role::Tree, &mut |piece| {
            let Piece::Tree(node, _) = piece else { return Ok(false) };
            if node.name() == name {
                left = left.saturating_sub(1);
                take(node)?;
            }
            Ok(left > 0)
        })?;
        Ok(())
    }

    fn go(&mut self, offset: u64) -> Result<(), Stop> {
        self.window.seek(offset)?;
        (self.line, self.counted, self.counts) = (1, self.window.at, offset == 0);
        Ok(())
    }

    /// The line of a position in the stretch that no earlier one is asked for after it.
    fn line_of(&mut self, position: usize) -> u64 {
        let bytes = self.window.text().as_bytes();
        if let Some(passed) = bytes.get(self.counted..position) {
            if self.counts {
                self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
            }
            self.counted = position;
        }
        self.line
    }

    /// Reads on, with what lies before the position dropped.
    fn fill(&mut self) -> Result<(), Stop> {
        self.line_of(self.window.at);
        self.counted -= self.window.at;
        self.window.fill()
    }

    fn refuse(&mut self, message: &str) -> Stop {
        let line = self.line_of(self.window.at);
        Stop::Finding(Finding::new(Code::ConvertStructure, Location::line(line), message.to_owned()).into())
    }

    /// Goes through the text until `take` has enough.
    fn run(
        &mut self,
        around: &mut Around<'_>,
        role: &dyn Fn(&Element<'_>) -> Role,
        take: &mut dyn FnMut(Piece<'_>) -> Result<bool, Error>,
    ) -> Result<(), Stop> {
        loop {
            let text = Rc::clone(self.window.text());
            let bytes = text.as_bytes();
            loop {
                let at = self.window.at;
                let Some(found) = memchr::memchr(b'<', &bytes[at..]) else {
                    if !self.window.is_last() {
                        break;
                    }
                    self.text(&text[at..], around)?;
                    self.window.at = bytes.len();
                    return match (around.starts.is_empty(), around.rooted) {
                        (false, _) => Err(self.refuse("the file is cut off")),
                        (true, false) => Err(self.refuse("there is no element")),
                        (true, true) => Ok(()),
                    };
                };
                if found > 0 {
                    self.text(&text[at..at + found], around)?;
                    self.window.at += found;
                }
                let markup = &text[self.window.at..];
                if !self.window.is_last() && markup.len() < "<![CDATA[".len() {
                    break;
                }
                match markup.as_bytes().get(1) {
                    Some(b'/') => {
                        let Some(end) = memchr::memchr(b'>', markup.as_bytes()) else { break };
                        self.end(markup[2..end].trim_end(), around, take)?;
                        self.window.at += end + 1;
                    }
                    Some(b'!' | b'?') => break,
                    _ => {
                        if let Some(length) = self.leaf(markup, around) {
                            self.window.at += length;
                            continue;
                        }
                        let Some(end) = tag_end(markup.as_bytes()) else { break };
                        self.window.at += self.begin(&markup[1..end], around, role, take)?;
                    }
                }
                if around.is_done {
                    return Ok(());
                }
            }
            self.beyond(&text, around)?;
        }
    }

    /// What cannot be settled with the stretch in memory, or is no element.
    fn beyond(&mut self, text: &str, around: &mut Around<'_>) -> Result<(), Stop> {
        let rest = &text[self.window.at..];
        if rest.starts_with("<!--") {
            around.cut(&mut self.tree);
            return self.skip("<!--".len(), "-->");
        }
        if rest.starts_with("<?") {
            around.cut(&mut self.tree);
            return self.skip("<?".len(), "?>");
        }
        if rest.starts_with("<![CDATA[") {
            if around.starts.is_empty() && around.holder.is_none() {
                return Err(self.refuse("text stands beside the document"));
            }
            return self.characters(around);
        }
        if self.window.is_last() || rest.len() >= "<!DOCTYPE".len() && rest.starts_with("<!") {
            // Entities of a document type expand without bound and fetch from anywhere.
            let is_type = rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!DOCTYPE"));
            return Err(self.refuse(if is_type { "the file declares a document type" } else { ILL_FORMED }));
        }
        if rest.starts_with('<') {
            if rest.len() > TAG {
                return Err(self.refuse("a tag is longer than 64 KiB"));
            }
            return self.fill();
        }
        // A text goes on behind the stretch: what of it is whole is taken now.
        let reference = rest.rfind('&').filter(|at| !rest[*at..].contains(';') && rest.len() - at <= REFERENCE);
        let whole = reference.unwrap_or_else(|| rest.strip_suffix('\r').unwrap_or(rest).len());
        self.text(&rest[..whole], around)?;
        self.window.at += whole;
        self.fill()
    }

    /// Skips what ends so.
    fn skip(&mut self, begin: usize, end: &str) -> Result<(), Stop> {
        self.window.at += begin;
        loop {
            let found = memchr::memmem::find(self.window.rest(), end.as_bytes());
            if let Some(found) = found {
                self.window.at += found + end.len();
                return Ok(());
            }
            if self.window.is_last() {
                return Err(self.refuse(ILL_FORMED));
            }
            let rest = self.window.rest().len();
            self.advance(rest.saturating_sub(end.len() - 1));
            self.fill()?;
        }
    }

    /// Goes on by so many bytes at least, to where a character begins.
    fn advance(&mut self, by: usize) {
        let mut at = self.window.at + by;
        while !self.window.text().is_char_boundary(at) {
            at -= 1;
        }
        self.window.at = at;
    }

    /// The characters of a CDATA section, as they are.
    fn characters(&mut self, around: &mut Around<'_>) -> Result<(), Stop> {
        self.window.at += "<![CDATA[".len();
        loop {
            let text = Rc::clone(self.window.text());
            let start = self.window.at;
            let found = memchr::memmem::find(&text.as_bytes()[start..], b"]]>");
            match found {
                Some(found) => self.window.at += found,
                None if self.window.is_last() => return Err(self.refuse(ILL_FORMED)),
                None => {
                    // Two brackets may be the beginning of the end, and a return that of a line end.
                    let rest = &text[start..];
                    self.advance(rest.trim_end_matches([']', '\r']).len());
                }
            }
            self.grow(&text[start..self.window.at], around)?;
            if found.is_some() {
                self.window.at += "]]>".len();
                return Ok(());
            }
            if self.window.at == start && text.len() - start > TEXT {
                return Err(self.refuse(LONG_VALUE));
            }
            self.fill()?;
        }
    }

    /// A text with its references.
    fn text(&mut self, text: &str, around: &mut Around<'_>) -> Result<(), Stop> {
        if around.open.is_empty() && around.starts.is_empty() {
            if !text.trim().is_empty() && around.holder.is_none() {
                return Err(self.refuse("text stands beside the document"));
            }
            return Ok(());
        }
        // Indentation, before which no text stands that it would belong to.
        if around.open.last().is_none_or(|element| !self.tree.has_text(*element)) && text.trim_ascii().is_empty() {
            return Ok(());
        }
        if memchr::memchr2(b'&', b'\r', text.as_bytes()).is_none() {
            return self.put(text, around);
        }
        let mut rest = text;
        while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
            self.grow(&rest[..at], around)?;
            rest = &rest[at + 1..];
            let Some(end) = memchr::memchr(b';', rest.as_bytes()).filter(|end| *end < REFERENCE) else {
                return Err(self.refuse(ILL_FORMED));
            };
            let Some(character) = character(&rest[..end]) else {
                return Err(self.refuse("an entity that XML does not define itself"));
            };
            self.put(character.encode_utf8(&mut [0; 4]), around)?;
            rest = &rest[end + 1..];
        }
        self.grow(rest, around)
    }

    /// Adds to the value of the innermost element; every line end is LF.
    fn grow(&mut self, text: &str, around: &Around<'_>) -> Result<(), Stop> {
        if memchr::memchr(b'\r', text.as_bytes()).is_some() {
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            return self.put(&text, around);
        }
        self.put(text, around)
    }

    fn put(&mut self, text: &str, around: &Around<'_>) -> Result<(), Stop> {
        match around.open.last() {
            Some(element) if !self.tree.grow(*element, text, TEXT) => Err(self.refuse(LONG_VALUE)),
            Some(_) if self.tree.size().1 > BYTES => Err(self.refuse(TOO_MANY)),
            _ => Ok(()),
        }
    }

    /// An element of a tree that has neither attributes nor elements and whose text is as it is written, as most are: taken in
    /// one step, if it stands whole in the stretch. Its length; whatever else is left to a closer look.
    fn leaf(&mut self, markup: &str, around: &Around<'_>) -> Option<usize> {
        if around.open.is_empty() || around.starts.len() >= DEPTH {
            return None;
        }
        let tag = memchr::memchr(b'>', markup.as_bytes())?;
        let name = markup.get(1..tag).filter(|name| is_name(name))?;
        let inner = &markup[tag + 1..];
        let end = memchr::memchr(b'<', inner.as_bytes())?;
        let text = &inner[..end];
        let ends = inner[end + 1..].strip_prefix('/')?.strip_prefix(name)?.starts_with('>');
        let (elements, bytes) = self.tree.size();
        let has_room = elements < ELEMENTS && text.len() <= TEXT && bytes + name.len() + text.len() < BYTES;
        if !ends || !has_room || memchr::memchr2(b'&', b'\r', text.as_bytes()).is_some() {
            return None;
        }
        let line = self.line_of(self.window.at);
        let element = self.tree.begin(local(name), around.know(name), line);
        self.tree.grow(element, text, TEXT);
        self.tree.end(element);
        Some("<></>".len() + 2 * name.len() + text.len())
    }

    /// A start tag, from its name on, or all of a tree that begins with it. The length of either.
    fn begin(
        &mut self,
        tag: &str,
        around: &mut Around<'_>,
        role: &dyn Fn(&Element<'_>) -> Role,
        take: &mut dyn FnMut(Piece<'_>) -> Result<bool, Error>,
    ) -> Result<usize, Stop> {
        let whole = "<>".len() + tag.len();
        let depth = around.starts.len();
        if depth == DEPTH {
            return Err(self.refuse("elements lie more than 64 deep"));
        }
        if depth == 0 && around.rooted && around.holder.is_none() {
            return Err(self.refuse("a second element stands beside the document"));
        }
        around.rooted = true;
        let (tag, is_empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let length = tag.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(length);
        if !is_name(name) {
            return Err(self.refuse(ILL_FORMED));
        }
        let has_attributes = !attributes.trim_ascii().is_empty();
        if has_attributes && !around.declare(attributes, depth) {
            return Err(self.refuse(ILL_FORMED));
        }
        let known = around.know(name);
        let local = local(name);
        let is_inside = !around.open.is_empty() || around.holder.is_some();
        let role = if is_inside {
            Role::Tree
        } else if known {
            role(&Element { name: local, around: &around.path() })
        } else {
            Role::Path
        };
        match role {
            Role::Tree => {
                if around.open.is_empty() {
                    self.tree.clear();
                    if self.declared.is_empty() && depth > 0 {
                        let outer = around.prefixes.iter().filter(|(declared, ..)| *declared < depth);
                        self.declared = outer.map(|(_, prefix, is_ours)| (prefix.clone(), *is_ours)).collect();
                    }
                    around.offset = self.window.offset(self.window.at);
                    let (text, begin) = (Rc::clone(self.window.text()), self.window.at);
                    let line = self.line_of(begin);
                    if let Some(end) = self.tree.read_at_once(&text, begin, line, around) {
                        self.whole(around, take)?;
                        around.forget(depth);
                        return Ok(end - begin);
                    }
                }
                if self.tree.size().0 >= ELEMENTS {
                    return Err(self.refuse(TOO_MANY));
                }
                let line = self.line_of(self.window.at);
                let element = self.tree.begin(local, known, line);
                if has_attributes {
                    for (name, value) in Attributes(attributes).filter_map(Result::ok) {
                        self.tree.attribute(self::local(name), value);
                    }
                }
                if is_empty {
                    self.tree.end(element);
                    if around.open.is_empty() {
                        self.whole(around, take)?;
                    }
                } else {
                    around.open.push(element);
                }
            }
            Role::Holder => {
                around.is_done = !take(Piece::Begin(local))?;
                if is_empty {
                    around.is_done |= !take(Piece::End)?;
                } else {
                    around.holder = Some(depth);
                }
            }
            Role::Path => {}
        }
        if is_empty {
            around.forget(depth);
        } else {
            around.starts.push(around.names.len());
            around.names.push_str(name);
        }
        Ok(whole)
    }

    /// An end tag.
    fn end(
        &mut self,
        name: &str,
        around: &mut Around<'_>,
        take: &mut dyn FnMut(Piece<'_>) -> Result<bool, Error>,
    ) -> Result<(), Stop> {
        let Some(start) = around.starts.pop() else {
            // The holder itself, of which only the inside is read.
            around.is_done = around.holder.is_some();
            return if around.is_done { Ok(()) } else { Err(self.refuse(ILL_FORMED)) };
        };
        if &around.names[start..] != name {
            return Err(self.refuse(ILL_FORMED));
        }
        around.names.truncate(start);
        let depth = around.starts.len();
        around.forget(depth);
        if let Some(element) = around.open.pop() {
            if !self.tree.end(element) {
                return Err(self.refuse("a comment stands inside a value"));
            }
            if around.open.is_empty() {
                self.whole(around, take)?;
            }
        } else if around.holder == Some(depth) {
            around.holder = None;
            around.is_done = !take(Piece::End)?;
        }
        Ok(())
    }

    /// A tree that is whole.
    fn whole(
        &mut self,
        around: &mut Around<'_>,
        take: &mut dyn FnMut(Piece<'_>) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        if let Some(root) = self.tree.root() {
            around.is_done = !take(Piece::Tree(root, around.offset))?;
        }
        Ok(())
    }
}

impl<'a> Around<'a> {
    fn new(spaces: Spaces<'a>) -> Self {
        Self {
            spaces,
            names: String::new(),
            starts: Vec::new(),
            prefixes: Vec::new(),
            outer: 0,
            open: Vec::new(),
            offset: 0,
            holder: None,
            rooted: false,
            is_done: false,
        }
    }

    /// The local names of the open elements.
    fn path(&self) -> Vec<&str> {
        let ends = self.starts.iter().skip(1).copied().chain([self.names.len()]);
        self.starts.iter().zip(ends).map(|(start, end)| local(&self.names[*start..end])).collect()
    }

    /// Notes the namespaces that a tag at this depth declares; `false` where its attributes are not well-formed.
    fn declare(&mut self, attributes: &str, depth: usize) -> bool {
        for attribute in Attributes(attributes) {
            let Ok((name, value)) = attribute else { return false };
            let Spaces::Only(spaces) = self.spaces else { continue };
            let prefix = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
            if let Some(prefix) = prefix {
                self.prefixes.push((depth, prefix.to_owned(), spaces.contains(&value)));
            }
        }
        true
    }

    /// Whether a name is in a namespace of the format.
    fn know(&self, name: &str) -> bool {
        if matches!(self.spaces, Spaces::Any) {
            return true;
        }
        let prefix = memchr::memchr(b':', name.as_bytes()).map_or("", |colon| &name[..colon]);
        // Nothing is not compared with nothing: to look at no bytes at the address of an empty string takes hundreds of cycles.
        let is_it = |known: &str| if prefix.is_empty() { known.is_empty() } else { known == prefix };
        self.prefixes.iter().rev().find(|(_, known, _)| is_it(known)).is_some_and(|(_, _, is_ours)| *is_ours)
    }

    /// Forgets what was declared at this depth.
    fn forget(&mut self, depth: usize) {
        while self.prefixes.len() > self.outer
            && self.prefixes.last().is_some_and(|(declared, _, _)| *declared >= depth)
        {
            self.prefixes.pop();
        }
    }

    /// A comment or processing instruction stands here.
    fn cut(&self, tree: &mut Tree) {
        if let Some(element) = self.open.last() {
            tree.cut(*element);
        }
    }
}

const ILL_FORMED: &str = "the file is no well-formed XML from here on";
const LONG_VALUE: &str = "a value is longer than 64 KiB";
const TOO_MANY: &str = "an element holds more than two million others, or more than 64 MiB";

/// The encoding of the XML declaration.
fn declared_encoding(bytes: &[u8]) -> Option<Encoding> {
    let start = String::from_utf8_lossy(bytes);
    let declaration = start.trim_start_matches('\u{FEFF}').strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Encoding::named(value[1..].split(quote).next()?)
}

#[cfg(test)]
mod tests;
