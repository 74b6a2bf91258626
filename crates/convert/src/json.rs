//! JSON of other people: strict, with numbers as the text they are written in, and with an account of what was read.
//!
//! A number is never turned into a binary fraction; a name that stands twice in an object is refused, because readers
//! do not agree which of the two counts.

use std::{cell::Cell, collections::BTreeMap, fmt};

use pannier_report::{Code, Finding, Location};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// Deepest value.
const DEPTH: usize = 32;

/// A value with what stands in it.
#[derive(Debug)]
pub(crate) struct Node {
    value: Value,
    /// Some member of a record took it.
    used: Cell<bool>,
}

#[derive(Debug)]
enum Value {
    Null,
    Bool(bool),
    /// A text, or a number as it is written.
    Scalar(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// The documents of a source, one after the other; a finding with line and column where one is no JSON.
pub(crate) fn documents(text: &str) -> Result<Vec<Node>, Box<Finding>> {
    let mut documents = Vec::new();
    for raw in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        let raw = raw.map_err(|error| {
            let at = Location::line(error.line() as u64).at_column(error.column() as u64);
            let message = if error.is_eof() { "the JSON is cut off here" } else { "this is no JSON from here on" };
            Box::new(Finding::new(Code::ConvertStructure, at, message).with_value(error.to_string()))
        })?;
        documents.push(Node::read(raw.get(), DEPTH).map_err(|(pointer, message)| {
            Box::new(Finding::new(Code::ConvertStructure, Location::whole().at_pointer(pointer), message))
        })?);
    }
    Ok(documents)
}

impl Node {
    /// A value of text that is known to be JSON but for names that stand twice and halves of characters.
    fn read(text: &str, depth: usize) -> Result<Self, (String, &'static str)> {
        let depth = depth.checked_sub(1).ok_or_else(|| (String::new(), "values lie more than 32 deep"))?;
        let value = match text.as_bytes().first() {
            Some(b'{') => {
                let Object(members) = serde_json::from_str(text)
                    .map_err(|_| (String::new(), "a name stands twice in an object, or is no text"))?;
                let members = members.into_iter().map(|(name, raw)| match Self::read(raw.get(), depth) {
                    Ok(node) => Ok((name, node)),
                    Err((pointer, message)) => Err((format!("/{name}{pointer}"), message)),
                });
                Value::Object(members.collect::<Result<_, _>>()?)
            }
            Some(b'[') => {
                let elements: Vec<&RawValue> =
                    serde_json::from_str(text).map_err(|_| (String::new(), "an array is none"))?;
                let elements = elements.into_iter().enumerate().map(|(index, raw)| {
                    Self::read(raw.get(), depth).map_err(|(pointer, message)| (format!("/{index}{pointer}"), message))
                });
                Value::List(elements.collect::<Result<_, _>>()?)
            }
            Some(b'"') => Value::Scalar(
                serde_json::from_str(text).map_err(|_| (String::new(), "a text holds half of a character"))?,
            ),
            Some(b'n') => Value::Null,
            Some(b't') => Value::Bool(true),
            Some(b'f') => Value::Bool(false),
            _ => Value::Scalar(text.to_owned()),
        };
        Ok(Self { value, used: Cell::new(false) })
    }

    /// The value under a path of names: `Amount/Currency`; this value itself under an empty one.
    pub(crate) fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').filter(|name| !name.is_empty()).try_fold(self, |node, name| match &node.value {
            Value::Object(members) => members.iter().find(|(known, _)| known == name).map(|(_, node)| node),
            _ => None,
        })
    }

    /// The elements under a path: those of an array, or a single value that is none.
    pub(crate) fn each(&self, path: &str) -> &[Self] {
        self.at(path).map_or(&[], |node| match &node.value {
            Value::List(elements) => elements,
            Value::Null => &[],
            _ => std::slice::from_ref(node),
        })
    }

    /// The pages of a document: its elements where it is an array, else itself.
    pub(crate) fn pages(&self) -> &[Self] {
        match &self.value {
            Value::List(elements) => elements,
            _ => std::slice::from_ref(self),
        }
    }

    /// The text or number under a path, without taking it; trimmed, `None` where it is empty.
    pub(crate) fn peek(&self, path: &str) -> Option<&str> {
        match &self.at(path)?.value {
            Value::Scalar(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The text or number under a path, which counts as read from now on.
    pub(crate) fn take(&self, path: &str) -> Option<&str> {
        self.at(path)?.used.set(true);
        self.peek(path)
    }

    /// The text under the first of several paths that has one.
    pub(crate) fn any(&self, paths: &[&str]) -> Option<&str> {
        paths.iter().find_map(|path| self.take(path))
    }

    /// The text of this value itself, which counts as read from now on.
    pub(crate) fn text(&self) -> Option<&str> {
        self.used.set(true);
        match &self.value {
            Value::Scalar(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// `true` or `false` under a path.
    pub(crate) fn flag(&self, path: &str) -> Option<bool> {
        let node = self.at(path)?;
        node.used.set(true);
        match node.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Counts the values that nobody took, by path from `path` on.
    pub(crate) fn unread(&self, path: &str, found: &mut BTreeMap<String, u64>) {
        match &self.value {
            _ if self.used.get() => {}
            Value::Null => {}
            Value::Scalar(text) if text.trim().is_empty() => {}
            Value::Scalar(_) | Value::Bool(_) => *found.entry(path.to_owned()).or_default() += 1,
            Value::List(elements) => elements.iter().for_each(|element| element.unread(path, found)),
            Value::Object(members) => {
                for (name, node) in members {
                    node.unread(&format!("{path}/{name}"), found);
                }
            }
        }
    }
}

/// Members in order, each name once.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members: Vec<(String, &'de RawValue)> = Vec::new();
                let mut names = std::collections::HashSet::new();
                while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                    if !names.insert(name.clone()) {
                        return Err(serde::de::Error::custom("a name stands twice"));
                    }
                    members.push((name, value));
                }
                Ok(Object(members))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
                Err(serde::de::Error::custom("an array"))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_text() {
        let documents = documents(r#"{"a":{"b":1.10,"c":[" x ",null,12345678901234567890.123,true]}} {"a":{}}"#)
            .expect("two documents");
        assert_eq!(documents.len(), 2);
        assert_eq!(documents[0].take("a/b"), Some("1.10"));
        let texts: Vec<_> = documents[0].each("a/c").iter().map(Node::text).collect();
        assert_eq!(texts, [Some("x"), None, Some("12345678901234567890.123"), None]);
        let mut unread = BTreeMap::new();
        documents[0].unread("", &mut unread);
        assert_eq!(unread.len(), 0);
    }

    #[test]
    fn what_is_refused_has_a_place() {
        let check = |text: &str, line: Option<u64>, pointer: Option<&str>| {
            let finding = documents(text).expect_err("it is refused");
            assert_eq!((finding.location.line, finding.location.pointer.as_deref()), (line, pointer), "{text}");
        };
        check("{\n\"a\": 1,\n}", Some(3), None);
        check("{\"a\": [1, 2", Some(1), None);
        check("{\"a\": 01}", Some(1), None);
        check("\n{\"a\": NaN}", Some(2), None);
        check("\u{FEFF}{}", Some(1), None);
        check("{\"a\":{\"b\":1,\"b\":2}}", None, Some("/a"));
        check("{\"a\":{\"b\":1,\"\\u0062\":2}}", None, Some("/a"));
        check("{\"a\":[0,\"\\ud800\"]}", None, Some("/a/1"));
        check(&format!("{}{}", "[".repeat(40), "]".repeat(40)), None, Some(&"/0".repeat(32)));
    }
}
