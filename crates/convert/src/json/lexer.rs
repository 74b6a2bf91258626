//! One value, strictly as RFC 8259 writes it.

use std::{collections::HashSet, fmt, rc::Rc};

use super::{DEPTH, Node, Value};

/// Names of an object that are compared with each other one by one.
const FEW: usize = 24;

/// A part of the text of a source.
#[derive(Clone)]
pub(super) struct Text {
    source: Rc<String>,
    start: u32,
    end: u32,
}

impl Text {
    fn new(source: &Rc<String>, start: usize, end: usize) -> Self {
        let narrow = |position: usize| u32::try_from(position).expect("a stretch of a few MiB");
        Self { source: Rc::clone(source), start: narrow(start), end: narrow(end) }
    }

    pub(super) fn owned(text: String) -> Self {
        let end = text.len();
        Self::new(&Rc::new(text), 0, end)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.source[self.start as usize..self.end as usize]
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

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
    text: &'t Rc<String>,
    bytes: &'t [u8],
    pub(super) at: usize,
    /// Nothing follows the stretch.
    last: bool,
    /// Values that may still come: each takes far more memory than its bytes.
    values: u64,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t Rc<String>, at: usize, last: bool, values: u64) -> Self {
        Self { text, bytes: text.as_bytes(), at, last, values }
    }

    /// The next byte that is no white space, without passing it.
    fn next(&mut self) -> Result<u8, Fault> {
        loop {
            match self.bytes.get(self.at) {
                None => return Err(Fault::Short),
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(byte) => return Ok(*byte),
            }
        }
    }

    /// The value that begins behind white space, `depth` others around it.
    pub(super) fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        let first = self.next()?;
        if depth >= DEPTH {
            return Err(Fault::refused("values lie more than 32 deep"));
        }
        self.values = self.values.checked_sub(1).ok_or_else(|| Fault::refused("a value holds too many others"))?;
        Ok(Node::new(match first {
            b'"' => Value::Scalar(self.string()?.ok_or_else(|| Fault::refused("a text holds half of a character"))?),
            b'{' => Value::Object(self.object(depth)?),
            b'[' => Value::List(self.list(depth)?),
            b'-' | b'0'..=b'9' => Value::Scalar(self.number()?),
            b't' => self.word("true", Value::Bool(true))?,
            b'f' => self.word("false", Value::Bool(false))?,
            b'n' => self.word("null", Value::Null)?,
            _ => return Err(Fault::Syntax(self.at)),
        }))
    }

    fn object(&mut self, depth: usize) -> Result<Vec<(Text, Node)>, Fault> {
        self.at += 1;
        if self.next()? == b'}' {
            self.at += 1;
            return Ok(Vec::new());
        }
        let mut members: Vec<(Text, Node)> = Vec::with_capacity(8);
        let mut names = Names::default();
        loop {
            let name = self.name()?;
            if !names.add(&name, members.iter().map(|(name, _)| name)) {
                return Err(Fault::refused(TWICE));
            }
            let value = self.value(depth + 1).map_err(|fault| fault.below(&name.as_str()))?;
            members.push((name, value));
            let next = self.next()?;
            if next != b',' && next != b'}' {
                return Err(Fault::Syntax(self.at));
            }
            self.at += 1;
            if next == b'}' {
                return Ok(members);
            }
        }
    }

    /// The name of a member, and the colon behind it.
    pub(super) fn name(&mut self) -> Result<Text, Fault> {
        if self.next()? != b'"' {
            return Err(Fault::Syntax(self.at));
        }
        let name = self.string()?.ok_or_else(|| Fault::refused(TWICE))?;
        if self.next()? != b':' {
            return Err(Fault::Syntax(self.at));
        }
        self.at += 1;
        Ok(name)
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Fault> {
        self.at += 1;
        let mut elements = Vec::new();
        if self.next()? == b']' {
            self.at += 1;
            return Ok(elements);
        }
        loop {
            let element = self.value(depth + 1).map_err(|fault| fault.below(&elements.len()))?;
            elements.push(element);
            let next = self.next()?;
            if next != b',' && next != b']' {
                return Err(Fault::Syntax(self.at));
            }
            self.at += 1;
            if next == b']' {
                return Ok(elements);
            }
        }
    }

    /// Digits as they are written.
    fn number(&mut self) -> Result<Text, Fault> {
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
        Ok(Text::new(self.text, start, self.at))
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

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Fault> {
        for expected in word.bytes() {
            match self.bytes.get(self.at) {
                None => return Err(Fault::Short),
                Some(byte) if *byte == expected => self.at += 1,
                Some(_) => return Err(Fault::Syntax(self.at)),
            }
        }
        self.ends_here()?;
        Ok(value)
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
    fn string(&mut self) -> Result<Option<Text>, Fault> {
        let start = self.at + 1;
        self.at = self.plain(start)?;
        if self.bytes[self.at] == b'"' {
            self.at += 1;
            return Ok(Some(Text::new(self.text, start, self.at - 1)));
        }
        let mut text = self.text[start..self.at].to_owned();
        let mut whole = true;
        loop {
            match self.bytes[self.at] {
                b'"' => {
                    self.at += 1;
                    return Ok(whole.then(|| Text::owned(text)));
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

    /// The first position from `at` on of a quotation mark, a backslash or a control character.
    fn plain(&self, mut at: usize) -> Result<usize, Fault> {
        // Eight bytes at once: the high bit of each that is looked for, or of one behind such a byte.
        const ONES: u64 = u64::from_ne_bytes([1; 8]);
        const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
        while let Some(Ok(eight)) = self.bytes.get(at..at + 8).map(<[u8; 8]>::try_from) {
            let eight = u64::from_ne_bytes(eight);
            let zero = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes;
            let quote = zero(eight ^ (ONES * u64::from(b'"')));
            let backslash = zero(eight ^ (ONES * u64::from(b'\\')));
            let control = eight.wrapping_sub(ONES * 0x20) & !eight;
            if (quote | backslash | control) & HIGH != 0 {
                break;
            }
            at += 8;
        }
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b'"' | b'\\' => return Ok(at),
                0..0x20 => return Err(Fault::Syntax(at)),
                _ => at += 1,
            }
        }
        Err(Fault::Short)
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

/// The names of one object so far.
#[derive(Default)]
pub(super) struct Names {
    /// All of them, where they are not few.
    many: HashSet<String>,
    count: usize,
}

impl Names {
    /// `false` for one that is among those before it.
    pub(super) fn add<'a>(&mut self, name: &Text, before: impl Iterator<Item = &'a Text>) -> bool {
        self.count += 1;
        if self.count <= FEW {
            return !before.map(Text::as_str).any(|known| known == name.as_str());
        }
        if self.many.is_empty() {
            self.many.extend(before.map(|known| known.as_str().to_owned()));
        }
        self.many.insert(name.as_str().to_owned())
    }
}
