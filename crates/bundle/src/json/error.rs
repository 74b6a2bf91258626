//! Why a text is not the strict JSON that was wanted.

use std::fmt;

use pannier_report::Location;
use serde::de;

/// What is wrong with a JSON text. Names kinds and names of members, never a value, which may be somebody's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonFault {
    /// Not UTF-8.
    Utf8,
    /// Begins with a byte order mark.
    ByteOrderMark,
    /// Not JSON: what was expected.
    Syntax(&'static str),
    /// More arrays and objects inside each other than [`super::MAX_DEPTH`].
    Depth,
    /// A number with fraction or exponent, or a zero with a sign.
    NotInteger,
    /// An integer beyond ±(2^53 − 1).
    IntegerRange,
    /// A name occurs twice in one object.
    DuplicateName,
    /// A member the type does not have, beside those that it has.
    UnknownMember(&'static [&'static str]),
    /// A member the type needs is not there.
    MissingMember(&'static str),
    /// JSON, but not what the type wants: what was expected.
    Form(String),
}

/// A [`JsonFault`] and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    fault: JsonFault,
    /// Reference tokens, innermost first: they are added on the way out.
    path: Vec<String>,
    byte: u64,
}

impl JsonError {
    pub(super) fn new(fault: JsonFault, byte: usize) -> Self {
        Self { fault, path: Vec::new(), byte: u64::try_from(byte).unwrap_or(u64::MAX) }
    }

    /// Adds the name or index of the value the fault is in.
    #[must_use]
    pub(super) fn within(mut self, token: impl Into<String>) -> Self {
        self.path.push(token.into());
        self
    }

    /// Gives a fault made by a type, which knows no bytes, its place.
    #[must_use]
    pub(super) fn placed(mut self, byte: usize) -> Self {
        if self.byte == UNPLACED {
            self.byte = u64::try_from(byte).unwrap_or(u64::MAX);
        }
        self
    }

    /// What is wrong.
    pub fn fault(&self) -> &JsonFault {
        &self.fault
    }

    /// Where: an RFC 6901 pointer into the text, empty for the whole.
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        for token in self.path.iter().rev() {
            pointer.push('/');
            pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
        }
        pointer
    }

    /// Where, in bytes of the text from 0: at or shortly after the fault.
    pub fn byte(&self) -> u64 {
        self.byte
    }

    /// Whether the text is JSON in the strict sense and only its content is not what the type wants.
    pub fn is_form(&self) -> bool {
        matches!(self.fault, JsonFault::UnknownMember(_) | JsonFault::MissingMember(_) | JsonFault::Form(_))
    }

    /// The place as a location within `entry`; `below` is the pointer of the text itself, empty when it is the whole.
    pub fn location(&self, entry: &str, below: &str) -> Location {
        Location::entry(entry).at_pointer(format!("{below}{}", self.pointer()))
    }
}

/// No byte known yet.
const UNPLACED: u64 = u64::MAX;

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            JsonFault::Utf8 => f.write_str("the text is not UTF-8"),
            JsonFault::ByteOrderMark => f.write_str("the text begins with a byte order mark"),
            JsonFault::Syntax(expected) => write!(f, "the text is not JSON: expected {expected}"),
            JsonFault::Depth => write!(f, "more than {} arrays and objects inside each other", super::MAX_DEPTH),
            JsonFault::NotInteger => f.write_str("a number that is not a plain integer"),
            JsonFault::IntegerRange => f.write_str("an integer beyond 2^53 - 1"),
            JsonFault::DuplicateName => f.write_str("a name occurs twice in one object"),
            JsonFault::UnknownMember([]) => f.write_str("a member that does not belong here"),
            JsonFault::UnknownMember(known) => {
                write!(f, "a member that does not belong here; those that do: {}", known.join(", "))
            }
            JsonFault::MissingMember(name) => write!(f, "the member {name} is missing"),
            JsonFault::Form(expected) => f.write_str(expected),
        }
    }
}

impl std::error::Error for JsonError {}

impl de::Error for JsonError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { fault: JsonFault::Form(message.to_string()), path: Vec::new(), byte: UNPLACED }
    }

    // serde's own words for the next three quote the value found.
    fn invalid_type(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("expected {expected}, found {}", kind(found)))
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("expected {expected}"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::custom(format_args!("expected one of {}", expected.join(", ")))
    }

    fn unknown_field(_: &str, known: &'static [&'static str]) -> Self {
        Self { fault: JsonFault::UnknownMember(known), path: Vec::new(), byte: UNPLACED }
    }

    fn missing_field(name: &'static str) -> Self {
        Self { fault: JsonFault::MissingMember(name), path: Vec::new(), byte: UNPLACED }
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self { fault: JsonFault::DuplicateName, path: Vec::new(), byte: UNPLACED }
    }
}

fn kind(found: de::Unexpected<'_>) -> &'static str {
    match found {
        de::Unexpected::Bool(_) => "a boolean",
        de::Unexpected::Unsigned(_) | de::Unexpected::Signed(_) => "an integer",
        de::Unexpected::Str(_) | de::Unexpected::Char(_) => "a string",
        de::Unexpected::Unit | de::Unexpected::Option => "null",
        de::Unexpected::Seq => "an array",
        de::Unexpected::Map => "an object",
        _ => "something else",
    }
}
