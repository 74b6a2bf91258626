//! The documents of a source, element by element.

use std::collections::HashSet;

use pannier_report::{Code, Finding, Location};

use super::{
    DEPTH, Node,
    lexer::{Fault, Lexer, TWICE},
    tree::{Kind, Name, Tree},
};
use crate::{
    Encoding, Error, Input,
    syntax::window::{Stop, Window},
};

/// Longest element, and most of what stands on a page beside its arrays, in bytes.
const VALUE: u64 = 4 << 20;
/// Longest page that is read in one go, where none of it is handed on before its end. None so short is refused for its
/// length, however much there is in it.
const WHOLE: usize = 256 << 10;

/// What the walk meets. Complete.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece<'t> {
    /// A page begins: a document, or an element of a document that is an array.
    Page,
    /// An element of an array that was asked for, by its number among those asked for; or the value itself, where it is
    /// no array and not `null`. Arrays in arrays are taken for one. Then what stands before it on the page, beside the arrays
    /// that were asked for.
    Element(usize, Node<'t>, Mark, Node<'t>),
    /// The page ends; what stands on it beside the arrays that were asked for.
    Rest(Node<'t>, Mark),
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
    /// The element that is looked at, and what stands on the page beside its arrays so far.
    element: Tree,
    page: Tree,
}

enum Step {
    Name(String),
    Index(u64),
}

/// What a reader asks for: the names on the way to each array.
type Paths<'p> = [Vec<&'p str>];

impl<'a> Source<'a> {
    /// UTF-8, or UTF-16 by its byte order mark, or as given.
    pub(crate) fn new(input: &'a mut dyn Input, given: Option<Encoding>) -> Result<Self, Error> {
        Ok(Self {
            window: Window::new(input, given)?,
            path: Vec::new(),
            before: None,
            beside: 0,
            element: Tree::default(),
            page: Tree::default(),
        })
    }

    /// Walks all documents from the beginning: one, several one after the other, or arrays of them. `arrays` are the
    /// paths of those whose elements are wanted, below a page: `Data/Transaction`; `*` stands for any name. Where one path is the
    /// beginning of another, it is for what is no object.
    ///
    /// A finding ends the walk: what follows a place that is no JSON means nothing.
    pub(crate) fn walk(
        &mut self,
        arrays: &[&str],
        take: &mut dyn FnMut(Piece<'_>) -> Result<(), Error>,
    ) -> Result<Result<(), Box<Finding>>, Error> {
        let arrays: Vec<Vec<&str>> = arrays.iter().map(|path| path.split('/').collect()).collect();
        let outcome = self.documents(&arrays, take);
        Stop::apart(outcome)
    }

    /// The element at the offset of a [`Mark`].
    pub(crate) fn node(&mut self, offset: u64) -> Result<Node<'_>, Error> {
        self.element.clear();
        self.window.seek(offset).and_then(|()| self.value(0)).map_err(changed)?;
        Ok(self.element.root())
    }

    /// The element that follows the one read last, where its mark says that one does.
    pub(crate) fn following(&mut self) -> Result<Node<'_>, Error> {
        let next = self.next().map_err(changed)?;
        if next == Some(b',') {
            self.window.at += 1;
        }
        self.value(0).map_err(changed)?;
        Ok(self.element.root())
    }

    fn documents(
        &mut self,
        arrays: &Paths<'_>,
        take: &mut dyn FnMut(Piece<'_>) -> Result<(), Error>,
    ) -> Result<(), Stop> {
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
        take: &mut dyn FnMut(Piece<'_>) -> Result<(), Error>,
    ) -> Result<(), Stop> {
        if first == b'[' {
            return self.list(&mut |source, first| source.page(first, arrays, take));
        }
        take(Piece::Page)?;
        self.beside = 0;
        let mark = self.mark();
        let is_whole = if first != b'{' {
            self.value(self.path.len())?;
            true
        } else if arrays.is_empty() && self.whole()? {
            true
        } else {
            let all: Vec<usize> = (0..arrays.len()).collect();
            self.page.clear();
            self.members(Name::default(), 0, &all, arrays, take)?;
            false
        };
        self.before = Some(self.window.offset(self.window.at));
        take(Piece::Rest(if is_whole { self.element.root() } else { self.page.root() }, mark))?;
        Ok(())
    }

    /// Reads a page in one go; `false` where it is long, or where something about it is wrong, which is left to a closer look.
    fn whole(&mut self) -> Result<bool, Stop> {
        loop {
            let start = self.window.at;
            let depth = self.path.len();
            match self.try_lex(|lexer| lexer.value(depth, Name::default())) {
                (Ok(()), end) if end - start <= WHOLE => {
                    self.window.at = end;
                    return Ok(true);
                }
                (Err(Fault::Short), _) if !self.window.is_last() && self.window.rest().len() < WHOLE => {
                    self.fill()?;
                }
                _ => return Ok(false),
            }
        }
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

    /// An object, called so, of which some members lead to arrays that are wanted: those of `open`, of whose paths the first
    /// `passed` names have been passed. What is not wanted is added to the page.
    fn members(
        &mut self,
        called: Name,
        passed: usize,
        open: &[usize],
        arrays: &Paths<'_>,
        take: &mut dyn FnMut(Piece<'_>) -> Result<(), Error>,
    ) -> Result<(), Stop> {
        self.deeper()?;
        self.window.at += 1;
        let object = self.page.open(called, Kind::Object);
        let mut names = HashSet::new();
        let mut next = self.some()?;
        if next == b'}' {
            self.window.at += 1;
            self.page.close(object);
            return Ok(());
        }
        loop {
            let name = self.name()?;
            if !names.insert(name.clone()) {
                return Err(self.refused(self.window.at, "", TWICE));
            }
            let leads = |array: &&usize| {
                let step = arrays[**array].get(passed);
                step.is_some_and(|step| *step == name || *step == "*")
            };
            let open: Vec<usize> = open.iter().filter(leads).copied().collect();
            next = self.some()?;
            self.path.push(Step::Name(name.clone()));
            // An object is passed through where a longer path leads through it.
            let is_way = next == b'{' && open.iter().any(|array| arrays[*array].len() > passed + 1);
            let wanted = open.iter().find(|array| arrays[**array].len() == passed + 1).filter(|_| !is_way);
            match wanted {
                Some(array) => self.elements(next, *array, take)?,
                None if next == b'{' && !open.is_empty() => {
                    let called = self.page.member(object, &name);
                    self.members(called, passed + 1, &open, arrays, take)?;
                }
                None => {
                    let begin = self.window.offset(self.window.at);
                    self.value(self.path.len())?;
                    self.beside += self.window.offset(self.window.at) - begin;
                    let called = self.page.member(object, &name);
                    self.page.adopt(called, &self.element);
                }
            }
            self.path.pop();
            // A member takes more memory than its bytes.
            self.beside += name.len() as u64 + 16;
            if self.beside > VALUE {
                return Err(self.refused(
                    self.window.at,
                    "",
                    "what stands on a page beside its arrays is longer than 4 MiB",
                ));
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
        self.page.close(object);
        Ok(())
    }

    /// What stands under a path that is wanted.
    fn elements(
        &mut self,
        first: u8,
        array: usize,
        take: &mut dyn FnMut(Piece<'_>) -> Result<(), Error>,
    ) -> Result<(), Stop> {
        self.before = None;
        if first != b'[' {
            let mark = self.mark();
            self.value(self.path.len())?;
            let node = self.element.root();
            if !node.is_null() {
                take(Piece::Element(array, node, mark, self.page.root()))?;
            }
            return Ok(());
        }
        self.list(&mut |source, first| {
            if first == b'[' {
                return source.elements(first, array, take);
            }
            let mark = source.mark();
            source.value(source.path.len())?;
            source.before = Some(source.window.offset(source.window.at));
            take(Piece::Element(array, source.element.root(), mark, source.page.root()))?;
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
                None => self.fill()?,
            }
        }
    }

    /// The next byte where the text may not end.
    fn some(&mut self) -> Result<u8, Stop> {
        self.next()?.ok_or_else(|| self.cut())
    }

    fn name(&mut self) -> Result<String, Stop> {
        #[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is not general enough")]
        let name = self.lex(|lexer| lexer.name())?;
        Ok(self.element.text(name).to_owned())
    }

    /// Reads the value here, `depth` others around it.
    fn value(&mut self, depth: usize) -> Result<(), Stop> {
        self.lex(|lexer| lexer.value(depth, Name::default()))
    }

    /// Reads with more and more text in memory, until it is enough.
    fn lex<T>(&mut self, read: impl Fn(&mut Lexer<'_>) -> Result<T, Fault>) -> Result<T, Stop> {
        loop {
            let start = self.window.at;
            let (outcome, end) = self.try_lex(&read);
            match outcome {
                Ok(_) if (end - start) as u64 > VALUE => return Err(self.long()),
                Ok(value) => {
                    self.window.at = end;
                    return Ok(value);
                }
                Err(Fault::Short) if self.window.is_last() => return Err(self.cut()),
                Err(Fault::Short) if self.window.rest().len() as u64 > VALUE => return Err(self.long()),
                Err(Fault::Short) => self.fill()?,
                Err(Fault::Syntax(at)) => return Err(self.syntax(at)),
                Err(Fault::Refused(below, message)) => return Err(self.refused(end, &below, message)),
            }
        }
    }

    /// Reads on. What was read before is let go: it would keep the stretch that it stands in.
    fn fill(&mut self) -> Result<(), Stop> {
        self.element.clear();
        self.window.fill()
    }

    /// Reads from the text that is in memory; where it ended.
    fn try_lex<T>(&mut self, read: impl Fn(&mut Lexer<'_>) -> Result<T, Fault>) -> (Result<T, Fault>, usize) {
        let Self { window, element, .. } = self;
        element.share(window.text());
        let mut lexer = Lexer::new(window.text(), window.at, window.is_last(), VALUE / 16, element);
        let outcome = read(&mut lexer);
        (outcome, lexer.at)
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
                Step::Name(name) => pointer.push_str(name),
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
