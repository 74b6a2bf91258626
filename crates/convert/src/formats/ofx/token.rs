//! Tags and texts of OFX, SGML and XML alike.
//!
//! One reader for both, and own code, because files do not keep to what they declare: there are SGML bodies under an
//! XML declaration, closed leaves in SGML, headers on one line and no header at all. An XML reader refuses all of
//! them. What makes XML dangerous is refused here as well: document types and entities of the file's own.

use std::{
    borrow::Cow,
    io::{self, BufRead as _, BufReader, SeekFrom},
};

use super::{
    element::Element,
    names::{self, RANKS},
};
use crate::{Encoding, Input, values::text::trimmed};

/// Longest text of an element, in bytes; the longest that OFX defines has 255 characters.
const TEXT: usize = 64 * 1024;
/// Longest tag with its attributes.
const TAG: usize = 4096;
/// Bytes that tell what a tag is: those of `<![CDATA[`.
const WIDTH: usize = 9;
/// Within so many bytes the tag of a leaf that nearly all rows have ends.
const LEAF: usize = 16;

/// A step of the text; what it is about is asked of [`Tokens`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A tag, by [`Tokens::name`].
    Open,
    Close,
    Text(Value),
    /// A document type or an entity declaration.
    Declaration,
    End,
}

/// The text of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// There is none.
    Empty,
    /// It is [`Tokens::value`].
    Text,
    TooLong,
    /// A byte has no character.
    Undecodable,
}

/// The name of an element, in capital letters.
pub(super) type Name = Cow<'static, str>;

/// Reads tokens from an offset on.
pub(super) struct Tokens<'a> {
    input: BufReader<&'a mut dyn Input>,
    encoding: Encoding,
    /// Offset of the next byte.
    offset: u64,
    pending: Vec<u8>,
    too_long: bool,
    /// Of the tag read last.
    name: Name,
    /// The text read last.
    value: String,
}

impl<'a> Tokens<'a> {
    pub(super) fn at(input: &'a mut dyn Input, offset: u64, encoding: Encoding) -> io::Result<Self> {
        input.seek(SeekFrom::Start(offset))?;
        let input = BufReader::with_capacity(64 * 1024, input);
        Ok(Self {
            input,
            encoding,
            offset,
            pending: Vec::new(),
            too_long: false,
            name: Name::Borrowed(""),
            value: String::new(),
        })
    }

    /// The name of the tag read last.
    pub(super) fn name(&self) -> &Name {
        &self.name
    }

    /// The text read last.
    pub(super) fn value(&self) -> &str {
        &self.value
    }

    /// The next token and the offset at which it begins. Texts of nothing but white space are left out.
    pub(super) fn next(&mut self) -> io::Result<(u64, Token)> {
        loop {
            if let Some(step) = self.plain()? {
                return Ok(step);
            }
            self.characters()?;
            let start = self.offset;
            if self.peek()?.is_none() {
                return Ok((start, self.text().map_or(Token::End, Token::Text)));
            }
            // A text ends where a tag begins, so the tag stays for the next call.
            let ahead = self.ahead()?;
            let token = match &ahead[..] {
                [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => {
                    self.cdata()?;
                    continue;
                }
                [b'<', b'!', b'-', b'-', ..] => {
                    self.skip_past(b"-->")?;
                    continue;
                }
                [b'<', b'?', ..] => {
                    self.skip_past(b"?>")?;
                    continue;
                }
                [b'<', b'!', ..] => Token::Declaration,
                [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => Token::Close,
                [b'<', letter, ..] if letter.is_ascii_alphabetic() => Token::Open,
                // A sign in a text, as in `A < B`.
                _ => {
                    self.peek()?;
                    self.bump();
                    self.push(b'<');
                    continue;
                }
            };
            if let Some(text) = self.text() {
                return Ok((start, Token::Text(text)));
            }
            self.tag()?;
            return Ok((start, token));
        }
    }

    /// The name of a leaf that nearly all rows have, with its text in [`Tokens::value`] and its end tag, if it has one, gone.
    /// `None`, with nothing taken, where anything else comes next or does not stand whole in the buffer.
    pub(super) fn leaf(&mut self) -> Option<(&'static str, Value)> {
        if !self.pending.is_empty() || self.too_long {
            return None;
        }
        let buffer = self.input.buffer();
        let start = buffer.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let tag = buffer[start..].strip_prefix(b"<")?;
        let width = tag.iter().take(LEAF).position(|byte| *byte == b'>')?;
        let name = names::leaf(&tag[..width])?;
        let rest = &tag[width + 1..];
        let length = memchr::memchr(b'<', rest)?;
        let ends = match &rest[length + 1..] {
            [b'/', letter, ..] if letter.is_ascii_alphabetic() => {
                let end = &rest[length + 2..];
                if end.starts_with(name.as_bytes()) && end.get(width) == Some(&b'>') { width + 3 } else { 0 }
            }
            [letter, ..] if letter.is_ascii_alphabetic() => 0,
            _ => return None,
        };
        let value = read(self.encoding, rest[..length].trim_ascii(), &mut self.value)?;
        let taken = start + width + 2 + length + ends;
        self.input.consume(taken);
        self.offset += taken as u64;
        Some((name, value))
    }

    /// A whole transaction into `element`, where it stands in the buffer and has nothing but the leaves of nearly all rows,
    /// each once at most: the offset of its tag. `None`, with nothing taken, where anything else comes next.
    pub(super) fn transaction(&mut self, row: u64, element: &mut Element) -> Option<u64> {
        if !self.pending.is_empty() || self.too_long || self.encoding != Encoding::UTF_8 {
            return None;
        }
        let buffer = self.input.buffer();
        let start = blanks(buffer);
        let inner = buffer[start..].strip_prefix(b"<STMTTRN>")?;
        let mut leaves = [None; RANKS];
        let mut at = 0;
        loop {
            at += blanks(&inner[at..]);
            let tag = inner[at..].strip_prefix(b"<")?;
            if tag.starts_with(b"/STMTTRN>") {
                break;
            }
            let width = tag.iter().take(LEAF).position(|byte| *byte == b'>')?;
            let leaf = &mut leaves[names::rank(&tag[..width])?];
            let written = &tag[width + 1..];
            let length = memchr::memchr(b'<', written)?;
            let value = written[..length].trim_ascii();
            let is_plain = |byte: Option<&u8>| byte.is_some_and(|byte| (0x21..0x7F).contains(byte));
            if leaf.is_some() || !is_plain(value.first()) || !is_plain(value.last()) {
                return None;
            }
            let begin = at + width + 2 + blanks(written);
            *leaf = Some((begin, begin + value.len()));
            at += width + 2 + length;
            let end = inner[at + 1..].strip_prefix(b"/").filter(|end| end.starts_with(&tag[..=width]));
            at += end.map_or(0, |_| width + 3);
        }
        let text = &inner[..at];
        // An entity is more than its characters.
        if memchr::memchr(b'&', text).is_some() {
            return None;
        }
        element.take(row, simdutf8::basic::from_utf8(text).ok()?, leaves);
        let begin = self.offset + start as u64;
        let taken = start + 2 * b"<STMTTRN>".len() + 1 + at;
        self.input.consume(taken);
        self.offset += taken as u64;
        Some(begin)
    }

    /// A text or a tag that stands whole in the buffer, as nearly all do; whatever else is left to a closer look.
    fn plain(&mut self) -> io::Result<Option<(u64, Token)>> {
        if !self.pending.is_empty() || self.too_long {
            return Ok(None);
        }
        self.peek()?;
        let buffer = self.input.buffer();
        let Some(length) = memchr::memchr(b'<', buffer) else { return Ok(None) };
        let token = match buffer[length + 1..] {
            [b'/', letter, ..] if letter.is_ascii_alphabetic() => Token::Close,
            [letter, ..] if letter.is_ascii_alphabetic() => Token::Open,
            _ => return Ok(None),
        };
        let text = read(self.encoding, buffer[..length].trim_ascii(), &mut self.value);
        self.input.consume(length);
        self.offset += length as u64;
        let start = self.offset;
        if let Some(text) = text {
            return Ok(Some((start, Token::Text(text))));
        }
        self.tag()?;
        Ok(Some((start, token)))
    }

    /// Takes the text up to the next `<` that stands in the buffer, or all that does.
    fn characters(&mut self) -> io::Result<()> {
        loop {
            self.peek()?;
            let buffer = self.input.buffer();
            let length = memchr::memchr(b'<', buffer).unwrap_or(buffer.len());
            if length == 0 {
                return Ok(());
            }
            let mut text = &buffer[..length];
            // Indentation is no text, however much of it there is.
            if self.pending.is_empty() {
                text = text.trim_ascii_start();
            }
            let room = TEXT.saturating_sub(self.pending.len());
            self.too_long |= text.len() > room;
            self.pending.extend_from_slice(&text[..text.len().min(room)]);
            self.input.consume(length);
            self.offset += length as u64;
        }
    }

    fn tag(&mut self) -> io::Result<()> {
        let buffer = self.input.buffer();
        // Nearly every tag is short and stands whole in the buffer.
        let inner = buffer.get(1..buffer.len().min(TAG)).unwrap_or_default();
        let end = memchr::memchr2(b'<', b'>', inner).map(|end| end + 1);
        if let Some(end) = end.filter(|end| buffer[*end] == b'>') {
            self.name = named(&buffer[..end]);
            self.input.consume(end + 1);
            self.offset += end as u64 + 1;
            return Ok(());
        }
        let mut bytes = Vec::new();
        while let Some(byte) = self.peek()? {
            // A tag that is never closed ends where the next one begins.
            if bytes.len() > 1 && byte == b'<' {
                break;
            }
            self.bump();
            if byte == b'>' {
                break;
            }
            if bytes.len() < TAG {
                bytes.push(byte);
            }
        }
        self.name = named(&bytes);
        Ok(())
    }

    fn cdata(&mut self) -> io::Result<()> {
        for _ in 0..b"<![CDATA[".len() {
            self.peek()?;
            self.bump();
        }
        let mut tail = [0; 3];
        while let Some(byte) = self.peek()? {
            self.bump();
            tail = [tail[1], tail[2], byte];
            if &tail == b"]]>" {
                // The two brackets have been taken for text.
                self.pending.truncate(self.pending.len().saturating_sub(2));
                break;
            }
            // Marks and ampersands of a CDATA section are characters: kept from the decoding of entities.
            if byte == b'&' { b"&amp;".iter().for_each(|byte| self.push(*byte)) } else { self.push(byte) }
        }
        Ok(())
    }

    fn skip_past(&mut self, end: &[u8]) -> io::Result<()> {
        let mut tail = Vec::new();
        while let Some(byte) = self.peek()? {
            self.bump();
            if tail.len() == end.len() {
                tail.remove(0);
            }
            tail.push(byte);
            if tail == end {
                break;
            }
        }
        Ok(())
    }

    /// The text gathered so far, if there is any.
    fn text(&mut self) -> Option<Value> {
        let value = if std::mem::take(&mut self.too_long) {
            self.value.clear();
            Some(Value::TooLong)
        } else {
            read(self.encoding, &self.pending, &mut self.value)
        };
        self.pending.clear();
        value
    }

    fn push(&mut self, byte: u8) {
        // Indentation is no text, however much of it there is.
        if self.pending.is_empty() && byte.is_ascii_whitespace() {
            return;
        }
        if self.pending.len() < TEXT {
            self.pending.push(byte);
        } else {
            self.too_long = true;
        }
    }

    fn bump(&mut self) {
        self.input.consume(1);
        self.offset += 1;
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.input.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Up to nine bytes from here on, without taking them; zeros past the end, which no tag begins with.
    fn ahead(&mut self) -> io::Result<[u8; WIDTH]> {
        let mut seen = [0; WIDTH];
        if let Some(bytes) = self.input.buffer().get(..WIDTH) {
            seen.copy_from_slice(bytes);
            return Ok(seen);
        }
        // The buffer ends within the tag: read it again from this byte, so that it is whole.
        let offset = self.offset;
        for place in &mut seen {
            let Some(byte) = self.peek()? else { break };
            self.input.consume(1);
            *place = byte;
        }
        io::Seek::seek(&mut self.input, SeekFrom::Start(offset))?;
        Ok(seen)
    }
}

/// How many bytes of white space come first.
fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(bytes.len())
}

/// Decodes a text into `value`, if there is one.
fn read(encoding: Encoding, bytes: &[u8], value: &mut String) -> Option<Value> {
    value.clear();
    let decoded = if encoding == Encoding::UTF_8 {
        std::str::from_utf8(bytes).ok().map(Cow::Borrowed)
    } else {
        encoding.decode(bytes)
    };
    match decoded.as_deref().map(trimmed) {
        None => return Some(Value::Undecodable),
        Some("") => return None,
        Some(text) if memchr::memchr(b'&', text.as_bytes()).is_some() => value.push_str(&unescape(text)),
        Some(text) => value.push_str(text),
    }
    Some(Value::Text)
}

/// The name of a tag that begins with these bytes; of a known one without memory of its own.
fn named(tag: &[u8]) -> Name {
    let start = tag.iter().position(|byte| !matches!(byte, b'<' | b'/')).unwrap_or(tag.len());
    let tag = &tag[start..];
    if let Some(name) = names::known(tag) {
        return Name::Borrowed(name);
    }
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let length = tag.iter().take(64).position(|byte| !is_part(byte)).unwrap_or(tag.len().min(64));
    let mut upper = [0; 64];
    let upper = &mut upper[..length];
    upper.copy_from_slice(&tag[..length]);
    upper.make_ascii_uppercase();
    names::known(upper).map_or_else(|| Name::Owned(String::from_utf8_lossy(upper).into_owned()), Name::Borrowed)
}

/// Entities as characters. Some banks escape twice, so that `AT&T` arrives as `AT&amp;amp;T`: what is an entity again
/// after the first time is decoded a second time. An ampersand that begins no entity is an ampersand.
fn unescape(text: &str) -> String {
    let once = unescape_once(text);
    if text.contains("&amp;") { unescape_once(&once) } else { once }
}

fn unescape_once(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').filter(|end| *end <= 10);
        if let Some((c, end)) = entity.and_then(|end| Some((character(&rest[1..end])?, end))) {
            plain.push(c);
            rest = &rest[end + 1..];
        } else {
            plain.push('&');
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    plain
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{A0}'),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn tokens(bytes: &[u8]) -> Vec<String> {
        let mut input = Cursor::new(bytes);
        let mut tokens = Tokens::at(&mut input, 0, Encoding::UTF_8).expect("memory");
        let mut seen = Vec::new();
        loop {
            match tokens.next().expect("memory").1 {
                Token::Open => seen.push(format!("<{}>", tokens.name())),
                Token::Close => seen.push(format!("</{}>", tokens.name())),
                Token::Text(Value::Text) => seen.push(tokens.value().to_owned()),
                Token::Text(other) => seen.push(format!("{other:?}")),
                Token::Declaration => seen.push("<!>".to_owned()),
                Token::End => return seen,
            }
        }
    }

    #[test]
    fn tags_and_texts() {
        let check = |text: &str, expected: &[&str]| assert_eq!(tokens(text.as_bytes()), expected, "{text}");
        check("", &[]);
        check("<A><B>x\n<C>y</C></A>", &["<A>", "<B>", "x", "<C>", "y", "</C>", "</A>"]);
        check("<?xml version=\"1.0\"?><!-- <X> --><ofx a=\"b\">", &["<OFX>"]);
        check("<M><![CDATA[a &<> [b]]]></M>", &["<M>", "a &<> [b]", "</M>"]);
        check("<M>A < B & C<N>1", &["<M>", "A < B & C", "<N>", "1"]);
        check("<M>Bank&amp;Co &#163; &#xA3; &unknown; &lt;x&gt;", &["<M>", "Bank&Co £ £ &unknown; <x>"]);
        check("<M>AT&amp;amp;T", &["<M>", "AT&T"]);
        check("<!DOCTYPE OFX [<!ENTITY x \"y\">]><OFX>", &["<!>", "<!>", "]>", "<OFX>"]);
        check("<INTU.BID>1<A\n<B>", &["<INTU.BID>", "1", "<A>", "<B>"]);
        check(&format!("<M>{}</M>", "x".repeat(TEXT + 1)), &["<M>", "TooLong", "</M>"]);
        assert_eq!(tokens(b"<M>\xFF</M>"), ["<M>", "Undecodable", "</M>"]);
    }

    /// A tag that a buffer cuts in two is read like any other.
    #[test]
    fn buffers_cut_nothing() {
        for before in (64 * 1024 - 12)..(64 * 1024 + 2) {
            let text = format!("{}<A>x</A><![CDATA[y]]>", " ".repeat(before));
            assert_eq!(tokens(text.as_bytes()), ["<A>", "x", "</A>", "y"], "{before}");
            let text = format!("<A>{}<![CDATA[y]]> < z", " ".repeat(before));
            assert_eq!(tokens(text.as_bytes()), ["<A>", "y < z"], "{before}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(prop_oneof![Just(b'<'), Just(b'>'), Just(b'!'), Just(b'&'), any::<u8>()], 0..300)) {
            prop_assert!(tokens(&bytes).len() <= bytes.len() + 1);
        }
    }
}
