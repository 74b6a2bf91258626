//! The documents of a source, element by element.

use pannier_report::{Code, Finding, Location};

use super::{
    DEPTH, Node, Value,
    lexer::{Fault, Lexer, Names, TWICE, Text},
};
use crate::{
    Encoding, Error, Input,
    window::{Stop, Window},
};

/// Longest element, and most of what stands on a page beside its arrays, in bytes.
const VALUE: u64 = 4 << 20;

/// What the walk meets. Complete.
#[derive(Debug)]
pub(crate) enum Piece {
    /// A page begins: a document, or an element of a document that is an array.
    Page,
    /// An element of an array that was asked for, by its number among those asked for; or the value itself, where it is
    /// no array and not `null`. Arrays in arrays are taken for one.
    Element(usize, Node, Mark),
    /// The page ends; what stands on it beside the arrays that were asked for.
    Rest(Node, Mark),
}

/// Where an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// For [`Source::node`].
    pub(crate) offset: u64,
    /// Whether nothing but a comma stands between it and the element before: [`Source::following`] finds it then.
    pub(crate) follows: bool,
}

/// JSON of any length.
pub(crate) struct Source<'a> {
    window: Window<'a>,
    /// Names and indices around the place that is looked at.
    path: Vec<Step>,
    /// Where the last element of an array ended.
    before: Option<u64>,
    /// Bytes of the page beside its arrays.
    beside: u64,
}

enum Step {
    Name(Text),
    Index(u64),
}

/// What a reader asks for: the names on the way to each array.
type Paths<'p> = [Vec<&'p str>];

impl<'a> Source<'a> {
    /// UTF-8, or UTF-16 by its byte order mark, or as given.
    pub(crate) fn new(input: &'a mut dyn Input, given: Option<Encoding>) -> Result<Self, Error> {
        Ok(Self { window: Window::new(input, given)?, path: Vec::new(), before: None, beside: 0 })
    }

    /// Walks all documents from the beginning: one, several one after the other, or arrays of them. `arrays` are the
    /// paths of those whose elements are wanted, below a page: `Data/Transaction`; `*` stands for any name.
    ///
    /// A finding ends the walk: what follows a place that is no JSON means nothing.
    pub(crate) fn walk(
        &mut self,
        arrays: &[&str],
        take: &mut dyn FnMut(Piece) -> Result<(), Error>,
    ) -> Result<Result<(), Box<Finding>>, Error> {
        let arrays: Vec<Vec<&str>> = arrays.iter().map(|path| path.split('/').collect()).collect();
        let outcome = self.documents(&arrays, take);
        Stop::apart(outcome)
    }

    /// The element at the offset of a [`Mark`].
    pub(crate) fn node(&mut self, offset: u64) -> Result<Node, Error> {
        self.window.seek(offset).and_then(|()| self.value(0)).map_err(changed)
    }

    /// The element that follows the one read last, where its mark says that one does.
    pub(crate) fn following(&mut self) -> Result<Node, Error> {
        let next = self.next().map_err(changed)?;
        if next == Some(b',') {
            self.window.at += 1;
        }
        self.value(0).map_err(changed)
    }

    fn documents(&mut self, arrays: &Paths<'_>, take: &mut dyn FnMut(Piece) -> Result<(), Error>) -> Result<(), Stop> {
        self.window.seek(0)?;
        self.path.clear();
        self.before = None;
        while let Some(first) = self.next()? {
            self.page(first, arrays, take)?;
            if self.window.rest().first().is_some_and(u8::is_ascii_alphanumeric) {
                return Err(self.syntax(self.window.at));
            }
        }
        Ok(())
    }

    /// A page that begins with this byte, or an array of pages.
    fn page(
        &mut self,
        first: u8,
        arrays: &Paths<'_>,
        take: &mut dyn FnMut(Piece) -> Result<(), Error>,
    ) -> Result<(), Stop> {
        if first == b'[' {
            return self.list(&mut |source, first| source.page(first, arrays, take));
        }
        take(Piece::Page)?;
        self.beside = 0;
        let mark = self.mark();
        let node = if first == b'{' {
            let all: Vec<usize> = (0..arrays.len()).collect();
            self.members(0, &all, arrays, take)?
        } else {
            self.value(self.path.len())?
        };
        self.before = Some(self.window.offset(self.window.at));
        take(Piece::Rest(node, mark))?;
        Ok(())
    }

    /// The elements of an array; each is handed to `element` with its first byte.
    fn list(&mut self, element: &mut dyn FnMut(&mut Self, u8) -> Result<(), Stop>) -> Result<(), Stop> {
        self.deeper()?;
        self.window.at += 1;
        self.before = None;
        let mut index = 0;
        let mut next = self.some()?;
        if next == b']' {
            self.window.at += 1;
            return Ok(());
        }
        loop {
            self.path.push(Step::Index(index));
            element(self, next)?;
            self.path.pop();
            index += 1;
            match self.some()? {
                b',' => self.window.at += 1,
                b']' => break,
                _ => return Err(self.syntax(self.window.at)),
            }
            next = self.some()?;
        }
        self.window.at += 1;
        self.before = None;
        Ok(())
    }

    /// An object of which some members lead to arrays that are wanted: those of `open`, of whose paths the first `passed`
    /// names have been passed. What is not wanted makes the node.
    fn members(
        &mut self,
        passed: usize,
        open: &[usize],
        arrays: &Paths<'_>,
        take: &mut dyn FnMut(Piece) -> Result<(), Error>,
    ) -> Result<Node, Stop> {
        self.deeper()?;
        self.window.at += 1;
        let mut members: Vec<(Text, Node)> = Vec::new();
        let mut taken: Vec<Text> = Vec::new();
        let mut names = Names::default();
        let mut next = self.some()?;
        if next == b'}' {
            self.window.at += 1;
            return Ok(Node::new(Value::Object(members)));
        }
        loop {
            let name = self.name()?;
            if !names.add(&name, members.iter().map(|(name, _)| name).chain(&taken)) {
                return Err(self.refused(self.window.at, "", TWICE));
            }
            let leads = |array: &&usize| {
                let step = arrays[**array].get(passed);
                step.is_some_and(|step| *step == name.as_str() || *step == "*")
            };
            let open: Vec<usize> = open.iter().filter(leads).copied().collect();
            next = self.some()?;
            self.path.push(Step::Name(name.clone()));
            let wanted = open.iter().find(|array| arrays[**array].len() == passed + 1);
            let beside = match wanted {
                Some(array) => {
                    self.elements(next, *array, take)?;
                    None
                }
                None if next == b'{' && !open.is_empty() => Some(self.members(passed + 1, &open, arrays, take)?),
                None => {
                    let begin = self.window.offset(self.window.at);
                    let value = self.value(self.path.len())?;
                    self.beside += self.window.offset(self.window.at) - begin;
                    Some(value)
                }
            };
            self.path.pop();
            // A member takes more memory than its bytes.
            self.beside += name.as_str().len() as u64 + 16;
            if self.beside > VALUE {
                return Err(self.refused(
                    self.window.at,
                    "",
                    "what stands on a page beside its arrays is longer than 4 MiB",
                ));
            }
            match beside {
                Some(value) => members.push((name, value)),
                None => taken.push(name),
            }
            match self.some()? {
                b',' => self.window.at += 1,
                b'}' => break,
                _ => return Err(self.syntax(self.window.at)),
            }
            next = self.some()?;
            if next != b'"' {
                return Err(self.syntax(self.window.at));
            }
        }
        self.window.at += 1;
        Ok(Node::new(Value::Object(members)))
    }

    /// What stands under a path that is wanted.
    fn elements(
        &mut self,
        first: u8,
        array: usize,
        take: &mut dyn FnMut(Piece) -> Result<(), Error>,
    ) -> Result<(), Stop> {
        self.before = None;
        if first != b'[' {
            let mark = self.mark();
            let value = self.value(self.path.len())?;
            if !matches!(value.value, Value::Null) {
                take(Piece::Element(array, value, mark))?;
            }
            return Ok(());
        }
        self.list(&mut |source, first| {
            if first == b'[' {
                return source.elements(first, array, take);
            }
            let mark = source.mark();
            let value = source.value(source.path.len())?;
            source.before = Some(source.window.offset(source.window.at));
            take(Piece::Element(array, value, mark))?;
            Ok(())
        })
    }

    /// The place of an element that begins here.
    fn mark(&self) -> Mark {
        Mark { offset: self.window.offset(self.window.at), follows: self.before.is_some() }
    }

    /// One level more.
    fn deeper(&self) -> Result<(), Stop> {
        if self.path.len() < DEPTH {
            return Ok(());
        }
        Err(self.refused(self.window.at, "", "values lie more than 32 deep"))
    }

    /// The next byte that is no white space, without passing it; `None` at the end of the text.
    fn next(&mut self) -> Result<Option<u8>, Stop> {
        loop {
            let rest = self.window.rest();
            let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
            let found = rest.get(blank).copied();
            self.window.at += blank;
            match found {
                Some(byte) => return Ok(Some(byte)),
                None if self.window.is_last() => return Ok(None),
                None => self.window.fill()?,
            }
        }
    }

    /// The next byte where the text may not end.
    fn some(&mut self) -> Result<u8, Stop> {
        self.next()?.ok_or_else(|| self.cut())
    }

    fn name(&mut self) -> Result<Text, Stop> {
        #[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is not general enough")]
        self.lex(|lexer| lexer.name())
    }

    /// The value here, `depth` others around it.
    fn value(&mut self, depth: usize) -> Result<Node, Stop> {
        self.lex(|lexer| lexer.value(depth))
    }

    /// Reads with more and more text in memory, until it is enough.
    fn lex<T>(&mut self, read: impl Fn(&mut Lexer<'_>) -> Result<T, Fault>) -> Result<T, Stop> {
        loop {
            let start = self.window.at;
            let mut lexer = Lexer::new(self.window.text(), start, self.window.is_last(), VALUE / 16);
            let outcome = read(&mut lexer);
            let end = lexer.at;
            match outcome {
                Ok(_) if (end - start) as u64 > VALUE => return Err(self.long()),
                Ok(value) => {
                    self.window.at = end;
                    return Ok(value);
                }
                Err(Fault::Short) if self.window.is_last() => return Err(self.cut()),
                Err(Fault::Short) if self.window.rest().len() as u64 > VALUE => return Err(self.long()),
                Err(Fault::Short) => self.window.fill()?,
                Err(Fault::Syntax(at)) => return Err(self.syntax(at)),
                Err(Fault::Refused(below, message)) => return Err(self.refused(end, &below, message)),
            }
        }
    }

    fn cut(&self) -> Stop {
        at(self.window.place(self.window.text().len()), "the JSON is cut off here")
    }

    fn syntax(&self, position: usize) -> Stop {
        at(self.window.place(position), "this is no JSON from here on")
    }

    fn long(&self) -> Stop {
        at(self.window.place(self.window.at), "a value that begins here is longer than 4 MiB")
    }

    /// What is JSON and is not read: where in the text, and where among its values.
    fn refused(&self, position: usize, below: &str, message: &'static str) -> Stop {
        let mut pointer = String::new();
        for step in &self.path {
            pointer.push('/');
            match step {
                Step::Name(name) => pointer.push_str(name.as_str()),
                Step::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer.push_str(below);
        at(self.window.place(position).at_pointer(pointer), message)
    }
}

fn at(place: Location, message: &'static str) -> Stop {
    Stop::Finding(Finding::new(Code::ConvertStructure, place, message).into())
}

/// What was JSON a moment ago is none any more.
fn changed(stop: Stop) -> Error {
    match stop {
        Stop::Error(error) => error,
        Stop::Finding(_) => Error::Read(std::io::Error::other("it changed while it was read")),
    }
}
