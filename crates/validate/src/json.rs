//! JSON read strictly: what two readers could understand differently is a finding, not a value.
//!
//! `serde_json` alone takes the last of two members with one name, rounds what it cannot hold and nests 128 deep. Each
//! of these has been used to show one thing to a checker and another to whoever came after it.

use std::fmt::{self, Write as _};

use pannier_report::{Code, Finding, Location};
use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// How deep arrays and objects nest; the outermost counts as one.
pub const DEEPEST: usize = 32;
/// How many findings one text gives at most.
const KEPT: usize = 16;

/// What reading a text gave: a value where there is one, and what is wrong with the text.
///
/// A fraction leaves both: the value goes on to the schema, so that one run says everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strict {
    /// The value; `None` where the text is not JSON, doubles a name or nests too deep.
    pub value: Option<Value>,
    /// Departures from the row form, with pointers.
    pub findings: Vec<Finding>,
}

/// Reads one JSON text; `at` is where it stands.
pub fn read(text: &[u8], at: &Location) -> Strict {
    let fail = |code, message: String, offset: Option<usize>| {
        let mut location = at.clone();
        if let Some(offset) = offset {
            location = location.at_byte(u64::try_from(offset).unwrap_or(u64::MAX));
        }
        Strict { value: None, findings: vec![Finding::new(code, location, message)] }
    };
    let text = match std::str::from_utf8(text) {
        Ok(text) => text,
        Err(error) => return fail(Code::RecordUtf8, "text is not UTF-8".to_owned(), Some(error.valid_up_to())),
    };
    if text.starts_with('\u{FEFF}') {
        return fail(Code::RecordUtf8, "text begins with a byte order mark".to_owned(), Some(0));
    }
    let mut state = State { pointer: String::new(), faults: Vec::new(), fatal: None };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Seed { state: &mut state, depth: 0 }.deserialize(&mut deserializer);
    let read = read.and_then(|value| deserializer.end().map(|()| value));
    let place =
        |(code, pointer, message): (Code, String, &str)| Finding::new(code, at.clone().at_pointer(pointer), message);
    match (read, state.fatal) {
        (Ok(value), _) => Strict { value: Some(value), findings: state.faults.into_iter().map(place).collect() },
        (Err(_), Some(fatal)) => Strict { value: None, findings: vec![place(fatal)] },
        (Err(error), None) => {
            let offset = offset(text, error.line(), error.column());
            fail(Code::RecordRowForm, "text is not one JSON value".to_owned(), Some(offset))
        }
    }
}

/// Byte offset of a line and column, both from 1 as `serde_json` counts them, the column in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    before.saturating_add(column.saturating_sub(1)).min(text.len())
}

type Fault = (Code, String, &'static str);

struct State {
    pointer: String,
    faults: Vec<Fault>,
    /// Why reading was given up, where it was not for the grammar of JSON.
    fatal: Option<Fault>,
}

impl State {
    fn fault(&mut self, code: Code, message: &'static str) {
        if self.faults.len() < KEPT {
            self.faults.push((code, self.pointer.clone(), message));
        }
    }

    fn give_up<E: de::Error>(&mut self, code: Code, message: &'static str) -> E {
        self.fatal = Some((code, self.pointer.clone(), message));
        E::custom(message)
    }
}

struct Seed<'a> {
    state: &'a mut State,
    depth: usize,
}

impl Seed<'_> {
    /// One level further in, or nothing.
    fn deeper<E: de::Error>(&mut self) -> Result<usize, E> {
        if self.depth == DEEPEST {
            return Err(self.state.give_up(Code::RecordDepth, "arrays and objects nest deeper than 32"));
        }
        Ok(self.depth + 1)
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        self.state.fault(Code::RecordNumberForm, "number is not an integer without point, exponent or negative zero");
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut sequence: A) -> Result<Value, A::Error> {
        let depth = self.deeper()?;
        let mut elements = Vec::new();
        let length = self.state.pointer.len();
        loop {
            let _ = write!(self.state.pointer, "/{}", elements.len());
            let element = sequence.next_element_seed(Seed { state: &mut *self.state, depth })?;
            self.state.pointer.truncate(length);
            match element {
                Some(element) => elements.push(element),
                None => return Ok(Value::Array(elements)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Value, A::Error> {
        let depth = self.deeper()?;
        let mut members = Map::new();
        let length = self.state.pointer.len();
        while let Some(name) = map.next_key::<String>()? {
            self.state.pointer.push('/');
            self.state.pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            if members.contains_key(&name) {
                return Err(self.state.give_up(Code::RecordMemberOrder, "a member stands twice"));
            }
            let value = map.next_value_seed(Seed { state: &mut *self.state, depth })?;
            self.state.pointer.truncate(length);
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &[u8], expected: &[(Code, Option<&str>)], value: bool) {
        let read = read(text, &Location::whole());
        let found: Vec<_> =
            read.findings.iter().map(|finding| (finding.code, finding.location.pointer.as_deref())).collect();
        assert_eq!(found, expected);
        assert_eq!(read.value.is_some(), value);
    }

    #[test]
    fn reads_what_has_one_meaning() {
        for text in ["{}", "[]", "null", r#"{"a":[1,-2,"x",true,null,{"b":{}}]}"#, " {\n\"a\" : 1 } "] {
            check(text.as_bytes(), &[], true);
        }
    }

    #[test]
    fn names_code_and_place_of_every_fault() {
        check(br#"{"a":{"b":1,"b":2}}"#, &[(Code::RecordMemberOrder, Some("/a/b"))], false);
        check(br#"{"a":1,"\u0061":2}"#, &[(Code::RecordMemberOrder, Some("/a"))], false);
        check(br#"{"a/b~c":{"d":0,"d":0}}"#, &[(Code::RecordMemberOrder, Some("/a~1b~0c/d"))], false);
        let both = [(Code::RecordNumberForm, Some("/a/1")), (Code::RecordNumberForm, Some("/b"))];
        check(br#"{"a":[1,1.0],"b":-0}"#, &both, true);
        check(b"18446744073709551616", &[(Code::RecordNumberForm, Some(""))], true);
        check(b"\xFF", &[(Code::RecordUtf8, None)], false);
        check(b"\xEF\xBB\xBF{}", &[(Code::RecordUtf8, None)], false);
        for text in ["", "{", "{}{}", "{'a':1}", "{\"a\":01}", "[1,]", "nul", "\"\u{1}\"", r#""\ud800""#] {
            check(text.as_bytes(), &[(Code::RecordRowForm, None)], false);
        }
    }

    #[test]
    fn nests_as_deep_as_allowed_and_no_deeper() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        check(nested(DEEPEST).as_bytes(), &[], true);
        let place = "/0".repeat(DEEPEST);
        check(nested(DEEPEST + 1).as_bytes(), &[(Code::RecordDepth, Some(&place))], false);
        check(nested(100_000).as_bytes(), &[(Code::RecordDepth, Some(&place))], false);
    }
}
