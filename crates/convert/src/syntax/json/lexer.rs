//! One value, strictly as RFC 8259 writes it.

use std::{collections::HashSet, fmt};

use super::{
    DEPTH,
    shape::Known,
    tree::{Kind, Name, Span, Tree},
};

/// Names of an object that are compared with each other one by one, where they have to be.
const FEW: usize = 48;

/// Why there is no value.
pub(super) enum Fault {
    /// The stretch ends before the value does.
    Short,
    /// This position is no JSON.
    Syntax(usize),
    /// It is JSON that is not read; where below the value, and why.
    Refused(String, &'static str),
}

impl Fault {
    fn refused(message: &'static str) -> Self {
        Self::Refused(String::new(), message)
    }

    fn below(self, step: &dyn fmt::Display) -> Self {
        match self {
            Self::Refused(pointer, message) => Self::Refused(format!("/{step}{pointer}"), message),
            other => other,
        }
    }
}

/// Reads from a stretch of text.
pub(super) struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    pub(super) at: usize,
    /// Nothing follows the stretch.
    last: bool,
    /// Values that may still come: each takes far more memory than its bytes.
    values: u64,
    /// What is read, which shares the stretch.
    tree: &'t mut Tree,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, at: usize, last: bool, values: u64, tree: &'t mut Tree) -> Self {
        Self { text, bytes: text.as_bytes(), at, last, values, tree }
    }

    /// The next byte that is no white space, without passing it; 0, which JSON has nowhere, where there is none.
    fn next(&mut self) -> u8 {
        loop {
            match self.bytes.get(self.at) {
                None => return 0,
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(byte) => return *byte,
            }
        }
    }

    /// What is wrong where something else was wanted.
    #[cold]
    fn unwanted(&self) -> Fault {
        if self.at < self.bytes.len() { Fault::Syntax(self.at) } else { Fault::Short }
    }

    /// Adds the value that begins behind white space, `depth` others around it, under this name.
    pub(super) fn value(&mut self, depth: usize, name: Name) -> Result<(), Fault> {
        let first = self.next();
        if self.at == self.bytes.len() {
            return Err(Fault::Short);
        }
        if depth >= DEPTH {
            return Err(Fault::refused("values lie more than 32 deep"));
        }
        self.values = self.values.checked_sub(1).ok_or_else(|| Fault::refused("a value holds too many others"))?;
        let (kind, text) = match first {
            b'"' => {
                let text = self.string()?.ok_or_else(|| Fault::refused("a text holds half of a character"))?;
                (Kind::Scalar, text)
            }
            b'{' => return self.object(depth, name),
            b'[' => return self.list(depth, name),
            b'-' | b'0'..=b'9' => (Kind::Scalar, self.number()?),
            b't' => (self.word("true", Kind::True)?, Span::default()),
            b'f' => (self.word("false", Kind::False)?, Span::default()),
            b'n' => (self.word("null", Kind::Null)?, Span::default()),
            _ => return Err(Fault::Syntax(self.at)),
        };
        self.tree.leaf(name, kind, text);
        Ok(())
    }

    fn object(&mut self, depth: usize, name: Name) -> Result<(), Fault> {
        let object = self.tree.open(name, Kind::Object);
        self.at += 1;
        if self.next() == b'}' {
            self.at += 1;
            self.tree.close(object);
            return Ok(());
        }
        let mut count = 0;
        let mut many = HashSet::new();
        let mut before = Known::NONE;
        loop {
            let name = self.member(object, before)?;
            before = name.known;
            count += 1;
            if self.stands_twice(object, name, count, &mut many) {
                return Err(Fault::refused(TWICE));
            }
            if !self.plain_text(depth + 1, name)
                && let Err(fault) = self.value(depth + 1, name)
            {
                return Err(fault.below(&self.tree.text(name.text)));
            }
            let next = self.next();
            if next != b',' && next != b'}' {
                return Err(self.unwanted());
            }
            self.at += 1;
            if next == b'}' {
                self.tree.close(object);
                return Ok(());
            }
        }
    }

    /// Adds a text without escapes, as most values are; `false`, and nothing is passed, where it is something else.
    fn plain_text(&mut self, depth: usize, name: Name) -> bool {
        if self.next() != b'"' || depth >= DEPTH || self.values == 0 {
            return false;
        }
        let start = self.at + 1;
        let end = self.special(start);
        if self.bytes.get(end) != Some(&b'"') {
            return false;
        }
        self.values -= 1;
        self.at = end + 1;
        self.tree.leaf(name, Kind::Scalar, Tree::shared(start, end));
        true
    }

    /// Whether a name, one of so many, stands among those before it. `many`: all, where they are not few.
    fn stands_twice(&mut self, object: usize, name: Name, count: usize, many: &mut HashSet<String>) -> bool {
        if let Some(stands) = self.tree.note(object, name) {
            return stands;
        }
        if count <= FEW {
            return self.tree.has(object, name);
        }
        if many.is_empty() {
            many.extend(self.tree.names(object).map(str::to_owned));
        }
        !many.insert(self.tree.text(name.text).to_owned())
    }

    /// The name of a member of this object, behind the one before, and the colon behind it.
    fn member(&mut self, object: usize, before: Known) -> Result<Name, Fault> {
        let first = self.next();
        let start = self.at + 1;
        let rest = self.bytes.get(start..).unwrap_or_default();
        if first == b'"'
            && let Some((known, key, length)) = self.tree.expected(object, before, rest)
        {
            self.at = start + length + 1;
            self.colon()?;
            return Ok(Name { text: Tree::shared(start, start + length), key, known });
        }
        let text = self.name()?;
        Ok(self.tree.learn(object, before, text))
    }

    /// The name of a member, and the colon behind it.
    pub(super) fn name(&mut self) -> Result<Span, Fault> {
        if self.next() != b'"' {
            return Err(self.unwanted());
        }
        let text = self.string()?.ok_or_else(|| Fault::refused(TWICE))?;
        self.colon()?;
        Ok(text)
    }

    fn colon(&mut self) -> Result<(), Fault> {
        if self.next() != b':' {
            return Err(self.unwanted());
        }
        self.at += 1;
        Ok(())
    }

    fn list(&mut self, depth: usize, name: Name) -> Result<(), Fault> {
        let list = self.tree.open(name, Kind::List);
        let inner = Name { known: name.known, ..Name::default() };
        self.at += 1;
        if self.next() == b']' {
            self.at += 1;
            self.tree.close(list);
            return Ok(());
        }
        let mut count = 0;
        loop {
            self.value(depth + 1, inner).map_err(|fault| fault.below(&count))?;
            count += 1;
            let next = self.next();
            if next != b',' && next != b']' {
                return Err(self.unwanted());
            }
            self.at += 1;
            if next == b']' {
                self.tree.end_list(list, count);
                return Ok(());
            }
        }
    }

    /// Digits as they are written.
    fn number(&mut self) -> Result<Span, Fault> {
        let start = self.at;
        self.at += usize::from(self.bytes[self.at] == b'-');
        let first = self.at;
        if self.digits()? > 1 && self.bytes[first] == b'0' {
            return Err(Fault::Syntax(first + 1));
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            self.digits()?;
        }
        self.ends_here()?;
        Ok(Tree::shared(start, self.at))
    }

    /// At least one digit.
    fn digits(&mut self) -> Result<usize, Fault> {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        match self.bytes.get(self.at) {
            _ if self.at > start => Ok(self.at - start),
            None => Err(Fault::Short),
            Some(_) => Err(Fault::Syntax(self.at)),
        }
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind, Fault> {
        for expected in word.bytes() {
            match self.bytes.get(self.at) {
                None => return Err(Fault::Short),
                Some(byte) if *byte == expected => self.at += 1,
                Some(_) => return Err(Fault::Syntax(self.at)),
            }
        }
        self.ends_here()?;
        Ok(kind)
    }

    /// A number or a word is followed by something else than more of it.
    fn ends_here(&self) -> Result<(), Fault> {
        match self.bytes.get(self.at) {
            None if self.last => Ok(()),
            None => Err(Fault::Short),
            Some(b'+' | b'-' | b'.' | b'"' | b'_') => Err(Fault::Syntax(self.at)),
            Some(byte) if byte.is_ascii_alphanumeric() => Err(Fault::Syntax(self.at)),
            Some(_) => Ok(()),
        }
    }

    /// A text from its opening quotation mark on; `None` where it holds half of a character.
    fn string(&mut self) -> Result<Option<Span>, Fault> {
        let start = self.at + 1;
        self.at = self.plain(start)?;
        if self.bytes[self.at] == b'"' {
            self.at += 1;
            return Ok(Some(Tree::shared(start, self.at - 1)));
        }
        let mut text = self.text[start..self.at].to_owned();
        let mut whole = true;
        loop {
            match self.bytes[self.at] {
                b'"' => {
                    self.at += 1;
                    return Ok(whole.then(|| self.tree.keep(&text)));
                }
                b'\\' => match self.escape()? {
                    Some(character) => text.push(character),
                    None => whole = false,
                },
                _ => return Err(Fault::Syntax(self.at)),
            }
            let from = self.at;
            self.at = self.plain(from)?;
            text.push_str(&self.text[from..self.at]);
        }
    }

    /// The first position from `at` on of a quotation mark or a backslash; a control character is none that stands in a text.
    fn plain(&self, at: usize) -> Result<usize, Fault> {
        let at = self.special(at);
        match self.bytes.get(at) {
            Some(b'"' | b'\\') => Ok(at),
            Some(_) => Err(Fault::Syntax(at)),
            None => Err(Fault::Short),
        }
    }

    /// The first position from `at` on of a quotation mark, a backslash or a control character; else the end.
    fn special(&self, mut at: usize) -> usize {
        // Eight bytes at once: the high bit of each that is looked for, or of one behind such a byte.
        const ONES: u64 = u64::from_ne_bytes([1; 8]);
        const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
        while let Some(eight) = self.bytes.get(at..).and_then(<[u8]>::first_chunk) {
            let eight = u64::from_le_bytes(*eight);
            let zero = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes;
            let quote = zero(eight ^ (ONES * u64::from(b'"')));
            let backslash = zero(eight ^ (ONES * u64::from(b'\\')));
            let control = eight.wrapping_sub(ONES * 0x20) & !eight;
            let found = (quote | backslash | control) & HIGH;
            if found != 0 {
                // The first of them is one for certain.
                return at + (found.trailing_zeros() / 8) as usize;
            }
            at += 8;
        }
        let rest = self.bytes.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count()
    }

    /// The character behind a backslash; `None` for half of one.
    fn escape(&mut self) -> Result<Option<char>, Fault> {
        let byte = *self.bytes.get(self.at + 1).ok_or(Fault::Short)?;
        self.at += 2;
        Ok(Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit()?;
                if !(0xD800..0xDC00).contains(&first) {
                    return Ok(char::from_u32(first));
                }
                match self.bytes.get(self.at..self.at + 2) {
                    None if self.bytes.len() < self.at + 2 && !self.last => return Err(Fault::Short),
                    Some(b"\\u") => {}
                    _ => return Ok(None),
                }
                let back = self.at;
                self.at += 2;
                let second = self.unit()?;
                if !(0xDC00..0xE000).contains(&second) {
                    self.at = back;
                    return Ok(None);
                }
                return Ok(char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)));
            }
            _ => return Err(Fault::Syntax(self.at - 1)),
        }))
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, Fault> {
        let mut unit = 0;
        for _ in 0..4 {
            let byte = *self.bytes.get(self.at).ok_or(Fault::Short)?;
            let digit = char::from(byte).to_digit(16).ok_or(Fault::Syntax(self.at))?;
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }
}

pub(super) const TWICE: &str = "a name stands twice in an object, or is no text";
