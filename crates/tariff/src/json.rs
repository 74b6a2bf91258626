//! One JSON text as a tree, read strictly and without a float.
//!
//! A tariff decides what somebody pays, so two readers must not see two tariffs in one text: a name stands once in an
//! object, and a number is whole. Anything else is kept as what it is and refused by whoever wanted a value there.

use std::fmt;

use pannier_report::{Code, Finding, Location};
use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};

/// How deep arrays and objects nest; the outermost counts as one.
const DEEPEST: usize = 32;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    /// A whole number from 0.
    Whole(u64),
    /// Any other number: below zero, with a point, or too large.
    Number,
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    /// What it is, in words.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Whole(_) | Self::Number => "a JSON number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// Reads one JSON text that stands at `at`; a text that is not one is a finding of `code`.
pub(crate) fn read(text: &[u8], code: Code, at: &Location) -> Result<Node, Finding> {
    let text = std::str::from_utf8(text).map_err(|error| {
        let byte = u64::try_from(error.valid_up_to()).unwrap_or(u64::MAX);
        Finding::new(code, at.clone().at_byte(byte), "text is not UTF-8").with_help("save the file as UTF-8")
    })?;
    if text.starts_with('\u{FEFF}') {
        return Err(Finding::new(code, at.clone().at_byte(0), "text begins with a byte order mark")
            .with_help("save the file as UTF-8 without a byte order mark"));
    }
    let mut fault = None;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Seed { pointer: String::new(), fault: &mut fault, depth: 0 };
    let read = seed.deserialize(&mut deserializer).and_then(|node| deserializer.end().map(|()| node));
    read.map_err(|error| {
        if let Some((pointer, message, help)) = fault {
            Finding::new(code, at.clone().at_pointer(pointer), message).with_help(help)
        } else {
            let line = u64::try_from(error.line()).unwrap_or(u64::MAX);
            let column = u64::try_from(error.column()).unwrap_or(u64::MAX);
            Finding::new(code, at.clone().at_line(line).at_column(column), "text is not one JSON value")
                .with_help("look at this line for a comma, quote or bracket that is missing or too many")
        }
    })
}

/// A step of an RFC 6901 pointer.
pub(crate) fn push(pointer: &mut String, step: &str) {
    pointer.push('/');
    for character in step.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

type Fault = (String, &'static str, &'static str);

struct Seed<'a> {
    pointer: String,
    fault: &'a mut Option<Fault>,
    depth: usize,
}

impl Seed<'_> {
    fn give_up<E: de::Error>(&mut self, message: &'static str, help: &'static str) -> E {
        if self.fault.is_none() {
            *self.fault = Some((self.pointer.clone(), message, help));
        }
        E::custom(message)
    }

    fn deeper<E: de::Error>(&mut self) -> Result<usize, E> {
        if self.depth == DEEPEST {
            return Err(self.give_up("arrays and objects nest deeper than 32", "nest less deep"));
        }
        Ok(self.depth + 1)
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Whole(value))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Node, E> {
        Ok(Node::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut sequence: A) -> Result<Node, A::Error> {
        let depth = self.deeper()?;
        let mut elements = Vec::new();
        loop {
            let mut pointer = self.pointer.clone();
            push(&mut pointer, &elements.len().to_string());
            match sequence.next_element_seed(Seed { pointer, fault: &mut *self.fault, depth })? {
                Some(element) => elements.push(element),
                None => return Ok(Node::List(elements)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Node, A::Error> {
        let depth = self.deeper()?;
        let mut members = Vec::new();
        let mut names = std::collections::HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            let mut pointer = self.pointer.clone();
            push(&mut pointer, &name);
            if !names.insert(name.clone()) {
                self.pointer = pointer;
                return Err(self.give_up("member stands twice in one object", "keep one of the two"));
            }
            let value = map.next_value_seed(Seed { pointer, fault: &mut *self.fault, depth })?;
            members.push((name, value));
        }
        Ok(Node::Object(members))
    }
}
