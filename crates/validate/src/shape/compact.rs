//! The fast way into a record: from a text without spaces and escapes, as nearly every row is.
//!
//! It only ever says yes. What is of another form, and what the type refuses, is read again by `serde_json`, whose word on it
//! counts; nothing is accepted here that would be refused there, and the values are the same, which the tests below hold. It is
//! faster because strings are taken as they stand, nobody asks what else might stand in a place, and a record is moved less often.

use std::fmt;

use pannier_model::record::{AnyRecord, RecordType};
use serde::{
    Deserializer,
    de::{self, DeserializeSeed, MapAccess, Visitor, value::BorrowedStrDeserializer},
    forward_to_deserialize_any,
};

/// Deeper values are left to the reader that counts: no record has any.
const DEPTH: u32 = 32;

/// The record, if the text is of this form and the type takes it.
pub(super) fn read(record_type: &RecordType, text: &str) -> Option<AnyRecord> {
    let mut row = Row { text, at: 0 };
    let record = AnyRecord::deserialize(record_type, &mut row).ok()?;
    (row.at == text.len()).then_some(record)
}

/// Why it was not read is asked of another reader.
#[derive(Debug)]
struct Unread;

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not read")
    }
}

impl std::error::Error for Unread {}

impl de::Error for Unread {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// An object, and how far it has been read.
struct Row<'de> {
    text: &'de str,
    at: usize,
}

impl<'de> Row<'de> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Result<(), Unread> {
        if self.peek() != Some(byte) {
            return Err(Unread);
        }
        self.at += 1;
        Ok(())
    }

    /// A string that has no escapes, without its quotes.
    fn string(&mut self) -> Result<&'de str, Unread> {
        self.expect(b'"')?;
        let rest = &self.text.as_bytes()[self.at..];
        let len = plain(rest);
        let string = self.text.get(self.at..self.at + len).ok_or(Unread)?;
        self.at += len;
        self.expect(b'"')?;
        Ok(string)
    }

    /// A whole number of up to sixteen digits; what else may follow digits is not looked at, and no member begins with it.
    fn integer(&mut self) -> Result<u64, Unread> {
        let rest = &self.text.as_bytes()[self.at..];
        let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if len > 16 || (len > 1 && rest[0] == b'0') {
            return Err(Unread);
        }
        self.at += len;
        Ok(rest[..len].iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
    }

    fn word(&mut self, word: &str) -> Result<(), Unread> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(Unread);
        }
        self.at += word.len();
        Ok(())
    }

    /// An array or object up to the bracket that closes it.
    fn nested(&mut self) -> Result<&'de str, Unread> {
        let from = self.at;
        let mut depth = 0;
        loop {
            match self.peek().ok_or(Unread)? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth > DEPTH {
                return Err(Unread);
            }
            if depth == 0 {
                return self.text.get(from..self.at).ok_or(Unread);
            }
        }
    }
}

impl<'de> Deserializer<'de> for &mut Row<'de> {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.expect(b'{')?;
        visitor.visit_map(Members { row: self, first: true })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Members<'r, 'de> {
    row: &'r mut Row<'de>,
    first: bool,
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = Unread;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unread> {
        if self.row.peek() == Some(b'}') {
            self.row.at += 1;
            return Ok(None);
        }
        if !std::mem::take(&mut self.first) {
            self.row.expect(b',')?;
        }
        let name = self.row.string()?;
        self.row.expect(b':')?;
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unread> {
        seed.deserialize(Member(self.row))
    }
}

/// The value of a member.
struct Member<'r, 'de>(&'r mut Row<'de>);

impl<'de> Deserializer<'de> for Member<'_, 'de> {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        let row = self.0;
        match row.peek() {
            Some(b'"') => visitor.visit_borrowed_str(row.string()?),
            Some(b'0'..=b'9') => visitor.visit_u64(row.integer()?),
            Some(b't') => row.word("true").and_then(|()| visitor.visit_bool(true)),
            Some(b'f') => row.word("false").and_then(|()| visitor.visit_bool(false)),
            Some(b'{' | b'[') => {
                let mut inner = serde_json::Deserializer::from_str(row.nested()?);
                let value = inner.deserialize_any(visitor).map_err(|_| Unread)?;
                inner.end().map_err(|_| Unread)?;
                Ok(value)
            }
            _ => Err(Unread),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Bytes before the first quote, backslash or control character, or all of them; eight at a time.
fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // The lowest marked byte is right; marks above it may come from a borrow and are never looked at.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let mut at = 0;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let stops = zero(word ^ (ONES * u64::from(b'"')))
            | zero(word ^ (ONES * u64::from(b'\\')))
            | word.wrapping_sub(ONES * 0x20) & !word;
        let marks = stops & (ONES << 7);
        if marks != 0 {
            return at + (marks.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use pannier_model::record::RECORD_TYPES;

    use super::*;

    fn slow(record_type: &RecordType, text: &str) -> Option<AnyRecord> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let record = AnyRecord::deserialize(record_type, &mut deserializer).ok()?;
        deserializer.end().ok().map(|()| record)
    }

    /// Every example as a row.
    fn rows() -> Vec<(&'static RecordType, String)> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas/v0/examples");
        let row = |record_type: &'static RecordType, which| {
            let path = folder.join(record_type.name).join(format!("{which}.json"));
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let record = slow(record_type, &text).expect("an example is right");
            (record_type, serde_json::to_string(&record).expect("a record is written"))
        };
        RECORD_TYPES.iter().flat_map(|record_type| ["minimal", "full"].map(|which| row(record_type, which))).collect()
    }

    #[test]
    fn plain_text_ends_where_it_does() {
        for stop in [b'"', b'\\', 0, 0x1f] {
            for len in 0..20 {
                for other in [b' ', b'z', 0x7f, 0x80, 0xff, b'!', b'#', b'[', b']'] {
                    let text = [vec![other; len], vec![stop], vec![other; 9], vec![stop]].concat();
                    assert_eq!(plain(&text), len, "{stop} behind {len} times {other}");
                    assert_eq!(plain(&text[..len]), len, "{len} times {other}");
                }
            }
        }
    }

    #[test]
    fn every_example_is_read_the_fast_way() {
        for (record_type, row) in rows() {
            assert_eq!(read(record_type, &row), slow(record_type, &row), "{row}");
            assert_eq!(read(record_type, &row).is_some(), !row.contains('\\'), "{row}");
        }
    }

    #[test]
    fn nothing_is_read_that_the_other_reader_refuses_or_reads_otherwise() {
        let pieces = ["", " ", "\"", "\\u0041", ",", "}", "0", "-", "\n", "null"];
        for (record_type, row) in rows().into_iter().filter(|(_, row)| row.contains("extensions")) {
            for (at, _) in row.char_indices() {
                let (before, after) = row.split_at(at);
                let behind = &after[after.chars().next().map_or(0, char::len_utf8)..];
                for piece in pieces {
                    for changed in [format!("{before}{piece}{after}"), format!("{before}{piece}{behind}")] {
                        if let Some(record) = read(record_type, &changed) {
                            assert_eq!(Some(record), slow(record_type, &changed), "{changed}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn other_forms_are_left_to_the_other_reader() {
        let (record_type, row) = rows().remove(0);
        let member = row.find(',').expect("more than one member");
        let first = &row[1..member];
        let deep =
            format!("{},\"extensions\":{{\"a.b\":{}1{}}}}}", &row[..row.len() - 1], "[".repeat(200), "]".repeat(200));
        for changed in [
            row.replacen(':', ": ", 1),
            format!("{row} "),
            format!("{row}{row}"),
            row.replacen('}', ",}", 1),
            row.replacen('{', &format!("{{{first},"), 1),
            row.replacen("\":", "\\u0020\":", 1),
            deep,
            String::new(),
            "{".to_owned(),
            "[]".to_owned(),
        ] {
            assert_eq!(read(record_type, &changed), None, "{changed}");
        }
    }
}
