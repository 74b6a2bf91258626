//! The reader: a serde deserializer over bytes that refuses what two programs could read in two ways.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::de::{self, DeserializeSeed, IntoDeserializer as _, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::{JsonError, JsonFault, MAX_DEPTH, MAX_INTEGER};

/// One pass over one text.
pub(super) struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: usize,
}

impl<'de> Reader<'de> {
    /// A reader before the first byte; the encoding is checked at once, for the whole text.
    pub(super) fn new(text: &'de [u8]) -> Result<Self, JsonError> {
        let text =
            simdutf8::compat::from_utf8(text).map_err(|error| JsonError::new(JsonFault::Utf8, error.valid_up_to()))?;
        if text.starts_with('\u{feff}') {
            return Err(JsonError::new(JsonFault::ByteOrderMark, 0));
        }
        Ok(Self { text, at: 0, depth: 0 })
    }

    /// Nothing may follow the value but white space.
    pub(super) fn finish(mut self) -> Result<(), JsonError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.syntax("nothing after the value")),
        }
    }

    fn fail(&self, fault: JsonFault) -> JsonError {
        JsonError::new(fault, self.at)
    }

    fn syntax(&self, expected: &'static str) -> JsonError {
        self.fail(JsonFault::Syntax(expected))
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not white space, left in place.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), JsonError> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.syntax(expected))
        }
    }

    fn word(&mut self, word: &'static str) -> Result<(), JsonError> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(())
        } else {
            Err(self.syntax("a value"))
        }
    }

    fn enter(&mut self) -> Result<(), JsonError> {
        if self.depth == MAX_DEPTH {
            return Err(self.fail(JsonFault::Depth));
        }
        self.at += 1;
        self.depth += 1;
        Ok(())
    }

    /// The end of an array or object whose type has taken all it wants.
    fn leave(&mut self, end: u8, expected: &'static str) -> Result<(), JsonError> {
        self.depth -= 1;
        if self.peek() == Some(b',') {
            return Err(self.fail(JsonFault::Form(format!("expected {expected}"))));
        }
        self.expect(end, expected)
    }

    fn integer(&mut self) -> Result<i64, JsonError> {
        let start = self.at;
        let negative = self.byte() == Some(b'-');
        if negative {
            self.at += 1;
        }
        let digits = self.at;
        while matches!(self.byte(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        let text = &self.text[digits..self.at];
        if text.is_empty() || (text.len() > 1 && text.starts_with('0')) {
            return Err(JsonError::new(JsonFault::Syntax("a number"), start));
        }
        if matches!(self.byte(), Some(b'.' | b'e' | b'E')) || (negative && text == "0") {
            return Err(JsonError::new(JsonFault::NotInteger, start));
        }
        let out_of_range = || JsonError::new(JsonFault::IntegerRange, start);
        let size: u64 = text.parse().map_err(|_| out_of_range())?;
        let value = i64::try_from(size).ok().filter(|_| size <= MAX_INTEGER).ok_or_else(out_of_range)?;
        Ok(if negative { -value } else { value })
    }

    /// The string whose opening quote is next; borrowed when it has no escape.
    fn string(&mut self) -> Result<Cow<'de, str>, JsonError> {
        let text: &'de str = self.text;
        self.at += 1;
        let mut plain = self.at;
        let mut out = String::new();
        loop {
            match self.byte() {
                None => return Err(self.syntax("the end of a string")),
                Some(b'"') => {
                    let rest = &text[plain..self.at];
                    self.at += 1;
                    if out.is_empty() {
                        return Ok(Cow::Borrowed(rest));
                    }
                    out.push_str(rest);
                    return Ok(Cow::Owned(out));
                }
                Some(b'\\') => {
                    out.push_str(&text[plain..self.at]);
                    self.at += 1;
                    out.push(self.escape()?);
                    plain = self.at;
                }
                Some(0..0x20) => return Err(self.syntax("no control character in a string")),
                Some(_) => self.at += 1,
            }
        }
    }

    /// The character of an escape, after its backslash.
    fn escape(&mut self) -> Result<char, JsonError> {
        let short = match self.byte() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode_escape();
            }
            _ => return Err(self.syntax("an escape")),
        };
        self.at += 1;
        Ok(short)
    }

    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        const LONE: &str = "surrogates in pairs";
        let first = self.four_digits()?;
        let scalar = match first {
            0xD800..=0xDBFF => {
                if !self.text.as_bytes()[self.at..].starts_with(b"\\u") {
                    return Err(self.syntax(LONE));
                }
                self.at += 2;
                let second = self.four_digits()?;
                if !(0xDC00..=0xDFFF).contains(&second) {
                    return Err(self.syntax(LONE));
                }
                0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            }
            scalar => scalar,
        };
        char::from_u32(scalar).ok_or_else(|| self.syntax(LONE))
    }

    fn four_digits(&mut self) -> Result<u32, JsonError> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            value = value * 16 + digit.ok_or_else(|| self.syntax("four hexadecimal digits"))?;
            self.at += 1;
        }
        Ok(value)
    }

    /// The value whose first byte is next.
    fn value<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, JsonError> {
        match self.byte() {
            Some(b'{') => {
                self.enter()?;
                let members = Members { reader: self, seen: BTreeSet::new(), name: String::new(), first: true };
                let value = visitor.visit_map(members)?;
                // A type that stops early has not seen the end: what it ignores, it must not believe.
                self.leave(b'}', "the end of the object").map(|()| value)
            }
            Some(b'[') => {
                self.enter()?;
                let value = visitor.visit_seq(Elements { reader: self, index: 0 })?;
                self.leave(b']', "no further element").map(|()| value)
            }
            Some(b'"') => match self.string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            Some(b'-' | b'0'..=b'9') => {
                let value = self.integer()?;
                match u64::try_from(value) {
                    Ok(value) => visitor.visit_u64(value),
                    Err(_) => visitor.visit_i64(value),
                }
            }
            Some(b't') => self.word("true").and_then(|()| visitor.visit_bool(true)),
            Some(b'f') => self.word("false").and_then(|()| visitor.visit_bool(false)),
            Some(b'n') => self.word("null").and_then(|()| visitor.visit_unit()),
            _ => Err(self.syntax("a value")),
        }
    }
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.peek();
        let start = self.at;
        self.value(visitor).map_err(|error| error.placed(start))
    }

    /// A member that is there has a value: `null` is never another way to leave it out.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_some(self)
    }

    /// Members by name only: serde would also fill a struct from an array, which is a second spelling.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        if self.peek() == Some(b'{') {
            self.deserialize_any(visitor)
        } else {
            Err(self.fail(JsonFault::Form("expected an object".to_owned())))
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.fail(JsonFault::Form("expected a word".to_owned())));
        }
        let start = self.at;
        let word = self.string()?;
        visitor.visit_enum(word.as_ref().into_deserializer()).map_err(|error: JsonError| error.placed(start))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

struct Elements<'a, 'de> {
    reader: &'a mut Reader<'de>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, JsonError> {
        let next = self.reader.peek();
        if next == Some(b']') {
            return Ok(None);
        }
        if self.index > 0 {
            self.reader.expect(b',', "a comma or the end of the array")?;
        }
        let value = seed.deserialize(&mut *self.reader).map_err(|error| error.within(self.index.to_string()))?;
        self.index += 1;
        Ok(Some(value))
    }
}

struct Members<'a, 'de> {
    reader: &'a mut Reader<'de>,
    seen: BTreeSet<Cow<'de, str>>,
    name: String,
    first: bool,
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, JsonError> {
        if self.reader.peek() == Some(b'}') {
            return Ok(None);
        }
        if !self.first {
            self.reader.expect(b',', "a comma or the end of the object")?;
        }
        self.first = false;
        if self.reader.peek() != Some(b'"') {
            return Err(self.reader.syntax("a name"));
        }
        let start = self.reader.at;
        let name = self.reader.string()?;
        self.name.clear();
        self.name.push_str(&name);
        if self.seen.contains(&name) {
            return Err(JsonError::new(JsonFault::DuplicateName, start).within(name));
        }
        let value = match &name {
            Cow::Borrowed(text) => seed.deserialize(de::value::BorrowedStrDeserializer::new(text)),
            Cow::Owned(text) => seed.deserialize(de::value::StrDeserializer::new(text)),
        };
        let value = value.map_err(|error: JsonError| error.placed(start).within(&self.name))?;
        self.seen.insert(name);
        Ok(Some(value))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, JsonError> {
        self.reader.expect(b':', "a colon")?;
        seed.deserialize(&mut *self.reader).map_err(|error| error.within(&self.name))
    }
}
