//! Reading members and gathering what is wrong with them.

use crate::json::{Node, push};
use pannier_report::{Code, Finding, Location};
use serde::ser::SerializeMap;
use serde_json::{Map, Value, json};

/// Most findings one document gives.
const KEPT: usize = 100;

/// Under which requirements a kind of document states its form.
#[derive(Clone, Copy)]
pub(crate) struct Codes {
    /// A member nobody knows.
    pub(crate) unknown: Code,
    /// A member that has to be there.
    pub(crate) required: Code,
    /// A value of another form.
    pub(crate) value: Code,
    /// Places of members that have a requirement of their own when they are absent, with what to do.
    pub(crate) missing: &'static [(&'static str, Code, &'static str)],
}

/// Where reading stands, and what was found so far.
pub(crate) struct Reader<'a> {
    at: &'a Location,
    codes: Codes,
    pointer: String,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(at: &'a Location, codes: Codes) -> Self {
        Self { at, codes, pointer: String::new(), findings: Vec::new() }
    }

    pub(crate) fn finish(self) -> Vec<Finding> {
        self.findings
    }

    pub(crate) fn finding(&mut self, code: Code, message: impl Into<String>, help: impl Into<String>) {
        if self.findings.len() < KEPT {
            let place = self.at.clone().at_pointer(self.pointer.clone());
            self.findings.push(Finding::new(code, place, message).with_help(help));
        }
    }

    /// One step further in.
    pub(crate) fn within<T>(&mut self, step: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.pointer.len();
        push(&mut self.pointer, step);
        let value = read(self);
        self.pointer.truncate(length);
        value
    }

    /// A member that has to be there and is not.
    pub(crate) fn missing(&mut self, name: &str) {
        let place = self.pointer.as_str();
        let of_own = |member: &str| member.strip_prefix(place).and_then(|rest| rest.strip_prefix('/')) == Some(name);
        let own = self.codes.missing.iter().find(|(member, ..)| of_own(member));
        let (code, help) = own.map_or_else(
            || (self.codes.required, format!("add `{name}`")),
            |(_, code, help)| (*code, (*help).to_owned()),
        );
        self.finding(code, format!("`{name}` is missing"), help);
    }

    /// A value that is not what was expected.
    pub(crate) fn wrong(&mut self, node: &Node, expected: &str) {
        let code = self.codes.value;
        let help = match node {
            Node::Whole(_) | Node::Number if !expected.contains("whole number") => {
                "write it as a string: a JSON number is read as a float by many programs".to_owned()
            }
            Node::Text(text)
                if text.starts_with(|c: char| !c.is_alphanumeric() && c != '-') && expected.contains("digits") =>
            {
                "write the number alone: the currency stands in `currency`".to_owned()
            }
            Node::Text(text) if text.contains('%') => "write a rate as a fraction: 5.6 % is `0.056`".to_owned(),
            Node::Text(text) if text.contains(',') && expected.contains("digits") => {
                "write a point before the decimals and nothing between thousands".to_owned()
            }
            _ => format!("write {expected}"),
        };
        let message = match node {
            Node::Text(_) => format!("value is not {expected}"),
            other => format!("value is {}, expected {expected}", other.kind()),
        };
        self.finding(code, message, help);
    }
}

/// A type that stands as a value in a document.
pub(crate) trait Member: Sized {
    /// Reads it; `None` after at least one finding.
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self>;
    /// The JSON Schema of what [`Member::read`] accepts.
    fn schema() -> Value;
}

/// The members of an object, and which of them were asked for.
pub(crate) struct Open<'n> {
    members: &'n [(String, Node)],
    taken: Vec<bool>,
}

impl<'n> Open<'n> {
    pub(crate) fn new(node: &'n Node, at: &mut Reader<'_>) -> Option<Self> {
        match node {
            Node::Object(members) => Some(Self { members, taken: vec![false; members.len()] }),
            other => {
                at.wrong(other, "an object");
                None
            }
        }
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<&'n Node> {
        let index = self.members.iter().position(|(member, _)| member == name)?;
        self.taken[index] = true;
        Some(&self.members[index].1)
    }

    pub(crate) fn required<T: Member>(&mut self, name: &'static str, at: &mut Reader<'_>) -> Option<T> {
        if let Some(node) = self.take(name) {
            return at.within(name, |at| T::read(node, at));
        }
        at.missing(name);
        None
    }

    /// `Some(None)` where it is absent, `None` where it is wrong.
    #[expect(clippy::option_option, reason = "absent and wrong are two things, and `?` is for the second")]
    pub(crate) fn optional<T: Member>(&mut self, name: &'static str, at: &mut Reader<'_>) -> Option<Option<T>> {
        match self.take(name) {
            Some(node) => at.within(name, |at| T::read(node, at)).map(Some),
            None => Some(None),
        }
    }

    /// Says so of every member nobody asked for.
    pub(crate) fn close(self, known: &[&str], at: &mut Reader<'_>) -> Closed {
        let mut closed = Closed(true);
        for ((name, _), _) in self.members.iter().zip(&self.taken).filter(|(_, taken)| !**taken) {
            closed = Closed(false);
            let near =
                known.iter().find(|member| member.replace('_', "").eq_ignore_ascii_case(&name.replace(['_', '-'], "")));
            let help = near.map_or_else(
                || "remove it; what a tariff cannot say goes to `unmodelled` with its effect".to_owned(),
                |near| format!("it is written `{near}`"),
            );
            let code = at.codes.unknown;
            at.within(name, |at| at.finding(code, "member is unknown here", help));
        }
        closed
    }
}

/// Whether an object had no member but those that are known.
#[must_use]
#[derive(Clone, Copy)]
pub(crate) struct Closed(pub(crate) bool);

/// An object as JSON Schema, as it grows.
#[derive(Default)]
pub(crate) struct ObjectSchema {
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl ObjectSchema {
    pub(crate) fn member(&mut self, name: &str, required: bool, about: &str, mut schema: Value) {
        if let Value::Object(members) = &mut schema {
            members.insert("description".to_owned(), about.into());
        }
        if required {
            self.required.push(name.into());
        }
        self.properties.insert(name.to_owned(), schema);
    }

    pub(crate) fn finish(self) -> Value {
        let mut schema = json!({ "type": "object", "additionalProperties": false });
        if !self.required.is_empty() {
            schema["required"] = self.required.into();
        }
        schema["properties"] = self.properties.into();
        schema
    }
}

/// A type whose members stand in an object, alone or beside those of another.
pub(crate) trait Members: Sized {
    /// The names in their order.
    const NAMES: &'static [&'static str];
    fn take(open: &mut Open<'_>, at: &mut Reader<'_>) -> Option<Self>;
    fn put<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
    fn describe(schema: &mut ObjectSchema);
}
