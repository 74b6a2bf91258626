//! Members that nobody but issuer and recipient agree on.

use super::{Invalid, Value, ValueKind, View};
use serde::de::{self, MapAccess, SeqAccess};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Names that no consumer export may carry (`value-forbidden-name`): identities of devices and SIM cards, places a
/// person was at, and what opens an account.
const FORBIDDEN: [&str; 24] = [
    "imsi",
    "imei",
    "imeisv",
    "iccid",
    "cell",
    "cell_id",
    "lac",
    "tac",
    "location_area",
    "latitude",
    "longitude",
    "lat",
    "lon",
    "lng",
    "geo",
    "pan",
    "card_number",
    "cvv",
    "cvc",
    "cvv2",
    "pin",
    "password",
    "passcode",
    "otp",
];

const DEEPEST: usize = 32;
const GREATEST: i64 = (1 << 53) - 1;

/// Must no member be called so? Judged by the part after the last point, whatever its case, `-` read as `_`.
pub fn is_forbidden_name(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let same = |a: u8, b: u8| {
        if a == b'-' { b == b'_' } else { a.eq_ignore_ascii_case(&b) }
    };
    FORBIDDEN.iter().any(|word| word.len() == last.len() && last.bytes().zip(word.bytes()).all(|(a, b)| same(a, b)))
}

/// Is it a reverse domain name of at least two parts: `com.example.points`?
fn is_domain_name(name: &str) -> bool {
    let part = |part: &str| {
        part.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    name.contains('.') && name.split('.').all(part)
}

/// A name below the first level of extensions: `[a-z][a-z0-9_.-]*`.
fn is_inner_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'.' | b'-');
    name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase()) && name.bytes().all(inner)
}

/// Private members of a record (`value-extensions`), by names in reverse domain form, ascending.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Extensions(BTreeMap<Box<str>, ExtensionValue>);

impl Extensions {
    const EXPECTED: &'static str =
        "extensions: at least one member, names like com.example.points and none of the forbidden ones";
    /// What a name of the first level looks like.
    #[cfg(feature = "schemars")]
    const NAME_PATTERN: &'static str = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$";
    #[cfg(feature = "schemars")]
    const INNER_PATTERN: &'static str = "^[a-z][a-z0-9_.-]*$";

    /// From names and values; refused when empty, when a name has another form or is forbidden at any depth, or when
    /// values are nested too deep for a row.
    pub fn new(members: impl IntoIterator<Item = (String, ExtensionValue)>) -> Result<Self, Invalid> {
        let members: BTreeMap<Box<str>, ExtensionValue> =
            members.into_iter().map(|(name, value)| (name.into_boxed_str(), value)).collect();
        let right = |name: &str, value: &ExtensionValue| {
            is_domain_name(name) && !is_forbidden_name(name) && value.is_allowed(DEEPEST - 2)
        };
        if !members.is_empty() && members.iter().all(|(name, value)| right(name, value)) {
            Ok(Self(members))
        } else {
            Err(Invalid::new(Self::EXPECTED))
        }
    }

    /// The members in ascending order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ExtensionValue)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// Calls `each` with every text in it, at any depth.
    pub fn each_text<'a>(&'a self, each: &mut dyn FnMut(&'a str)) {
        for value in self.0.values() {
            value.each_text(each);
        }
    }

    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&ExtensionValue> {
        self.0.get(name)
    }
}

impl fmt::Debug for Extensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Extensions({} members)", self.0.len())
    }
}

impl Serialize for Extensions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Extensions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Extensions;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(Extensions::EXPECTED)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Extensions, A::Error> {
                read_members(map).and_then(|members| Extensions::new(members).map_err(de::Error::custom))
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

impl Value for Extensions {
    const KIND: ValueKind = ValueKind::Extensions;

    fn view(&self) -> View<'_> {
        View::Extensions(self)
    }
}

/// A value inside [`Extensions`]: anything a row can hold. Complete: JSON has no other, and fractions are refused.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum ExtensionValue {
    /// `null`, which may stand in arrays only.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number within ±(2^53 − 1).
    Int(i64),
    /// Text without U+0000.
    Text(Box<str>),
    /// A list.
    Array(Vec<Self>),
    /// Members with names `[a-z][a-z0-9_.-]*`, ascending.
    Object(BTreeMap<Box<str>, Self>),
}

impl ExtensionValue {
    fn each_text<'a>(&'a self, each: &mut dyn FnMut(&'a str)) {
        match self {
            Self::Text(text) => each(text),
            Self::Array(elements) => elements.iter().for_each(|element| element.each_text(each)),
            Self::Object(members) => members.values().for_each(|value| value.each_text(each)),
            Self::Null | Self::Bool(_) | Self::Int(_) => {}
        }
    }

    /// May it stand where a value of a member is wanted, with `depth` levels left below?
    fn is_allowed(&self, depth: usize) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(_) => true,
            Self::Int(value) => (-GREATEST..=GREATEST).contains(value),
            Self::Text(text) => !text.contains('\0'),
            Self::Array(elements) => {
                depth > 0
                    && elements.iter().all(|element| matches!(element, Self::Null) || element.is_allowed(depth - 1))
            }
            Self::Object(members) => {
                depth > 0
                    && members.iter().all(|(name, value)| {
                        is_inner_name(name) && !is_forbidden_name(name) && value.is_allowed(depth - 1)
                    })
            }
        }
    }
}

impl fmt::Debug for ExtensionValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Bool(_) => f.write_str("Bool(#)"),
            Self::Int(_) => f.write_str("Int(#)"),
            Self::Text(text) => write!(f, "Text({} characters)", text.chars().count()),
            Self::Array(elements) => write!(f, "Array({} elements)", elements.len()),
            Self::Object(members) => write!(f, "Object({} members)", members.len()),
        }
    }
}

impl Serialize for ExtensionValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Array(elements) => elements.serialize(serializer),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for ExtensionValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = ExtensionValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value of a row: whole numbers only, no U+0000")
            }

            fn visit_unit<E: de::Error>(self) -> Result<ExtensionValue, E> {
                Ok(ExtensionValue::Null)
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<ExtensionValue, E> {
                Ok(ExtensionValue::Bool(value))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<ExtensionValue, E> {
                Ok(ExtensionValue::Int(value))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<ExtensionValue, E> {
                i64::try_from(value).map(ExtensionValue::Int).map_err(|_| E::custom("number out of range"))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ExtensionValue, E> {
                Ok(ExtensionValue::Text(text.into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<ExtensionValue, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = sequence.next_element()? {
                    elements.push(element);
                }
                Ok(ExtensionValue::Array(elements))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ExtensionValue, A::Error> {
                let members = read_members(map)?;
                Ok(ExtensionValue::Object(
                    members.into_iter().map(|(name, value)| (name.into_boxed_str(), value)).collect(),
                ))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// Reads members and refuses a name that stands twice.
fn read_members<'de, A: MapAccess<'de>>(mut map: A) -> Result<BTreeMap<String, ExtensionValue>, A::Error> {
    let mut members = BTreeMap::new();
    while let Some((name, value)) = map.next_entry::<String, ExtensionValue>()? {
        if members.insert(name, value).is_some() {
            return Err(de::Error::custom("a name stands twice in extensions"));
        }
    }
    Ok(members)
}

/// [`FORBIDDEN`] as an expression: portable ones have no flag for case, so every letter stands in both.
#[cfg(feature = "schemars")]
fn forbidden_pattern() -> String {
    let word = |word: &&str| -> String {
        word.chars()
            .map(|c| match c {
                '_' => "[_-]".to_owned(),
                c if c.is_ascii_alphabetic() => format!("[{}{c}]", c.to_ascii_uppercase()),
                c => c.to_string(),
            })
            .collect()
    };
    let words: Vec<String> = FORBIDDEN.iter().map(word).collect();
    format!(r"^(.*\.)?({})$", words.join("|"))
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Extensions {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Extensions".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<ExtensionValue>();
        schemars::json_schema!({
            "type": "object",
            "minProperties": 1,
            "propertyNames": {
                "allOf": [{ "pattern": Self::NAME_PATTERN }, { "not": { "pattern": forbidden_pattern() } }],
            },
            "additionalProperties": value,
        })
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for ExtensionValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ExtensionValue".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<Self>();
        schemars::json_schema!({
            "type": ["array", "boolean", "integer", "object", "string"],
            "minimum": -GREATEST,
            "maximum": GREATEST,
            "pattern": "^[^\\u0000]*$",
            "items": { "anyOf": [{ "type": "null" }, value] },
            "propertyNames": {
                "allOf": [{ "pattern": Extensions::INNER_PATTERN }, { "not": { "pattern": forbidden_pattern() } }],
            },
            "additionalProperties": value,
        })
    }
}
