//! Values of the model as members of a document.

use super::{Member, Reader};
use crate::json::Node;
use pannier_model::record::{UsageEventNumberClass, UsageEventReach, UsageEventRoaming};
use pannier_model::value::{
    Amount, Category, CodeText, Currency, Date, Decimal, Digits4, Duration, Gtin, List, Name, Rate, Text, TextForm,
    Time, Zone,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn read_text<T: TextForm>(node: &Node, at: &mut Reader<'_>) -> Option<T> {
    let value = match node {
        Node::Text(text) => T::parse(text).ok(),
        _ => None,
    };
    if value.is_none() {
        at.wrong(node, T::EXPECTED);
    }
    value
}

pub(super) fn text_schema<T: TextForm>() -> Value {
    let mut schema = json!({ "type": "string", "pattern": T::PATTERN });
    if let Some(pattern) = T::NOT_PATTERN {
        schema["not"] = json!({ "type": "string", "pattern": pattern });
    }
    if let Some(format) = T::FORMAT {
        schema["format"] = format.into();
    }
    if let Some((least, most)) = T::LENGTH {
        schema["minLength"] = least.into();
        schema["maxLength"] = most.into();
    }
    schema
}

macro_rules! text_members {
    ($($type:ident)+) => {$(
        impl Member for $type {
            fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
                read_text(node, at)
            }

            fn schema() -> Value {
                text_schema::<Self>()
            }
        }
    )+};
}

text_members!(Amount CodeText Currency Date Decimal Digits4 Duration Gtin Name Rate Text Time Zone);

macro_rules! word_members {
    ($($type:ident)+) => {$(
        impl Member for $type {
            fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
                let value = match node {
                    Node::Text(word) => Self::parse(word).ok(),
                    _ => None,
                };
                if value.is_none() {
                    at.wrong(node, &format!("one of the words {}", Self::WORDS.join(" ")));
                }
                value
            }

            fn schema() -> Value {
                json!({ "type": "string", "enum": Self::WORDS })
            }
        }
    )+};
}

word_members!(Category UsageEventNumberClass UsageEventReach UsageEventRoaming);

impl Member for bool {
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
        if let Node::Bool(value) = node {
            return Some(*value);
        }
        at.wrong(node, "true or false, without quotes");
        None
    }

    fn schema() -> Value {
        json!({ "type": "boolean" })
    }
}

impl Member for u32 {
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
        let value = match node {
            Node::Whole(value) if *value <= 10_000 => Self::try_from(*value).ok(),
            _ => None,
        };
        if value.is_none() {
            at.wrong(node, "a whole number from 0 to 10000, without quotes");
        }
        value
    }

    fn schema() -> Value {
        json!({ "type": "integer", "minimum": 0, "maximum": 10_000 })
    }
}

/// Reads at most `most` elements.
fn elements<T: Member>(node: &Node, least: usize, most: usize, at: &mut Reader<'_>) -> Option<Vec<T>> {
    let Node::List(nodes) = node else {
        at.wrong(node, "a list");
        return None;
    };
    if nodes.len() < least || nodes.len() > most {
        at.wrong(node, &format!("a list of {least} to {most} elements"));
        return None;
    }
    let mut values = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        values.push(at.within(&index.to_string(), |at| T::read(node, at)));
    }
    values.into_iter().collect()
}

impl<T: Member, const MOST: usize> Member for List<T, MOST> {
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
        elements(node, 1, MOST, at).and_then(|values| Self::new(values).ok())
    }

    fn schema() -> Value {
        json!({ "type": "array", "minItems": 1, "maxItems": MOST, "items": T::schema() })
    }
}

/// A list that says by being empty that there is nothing.
impl<T: Member> Member for Vec<T> {
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
        elements(node, 0, 1000, at)
    }

    fn schema() -> Value {
        json!({ "type": "array", "maxItems": 1000, "items": T::schema() })
    }
}

/// Values by name, at most a hundred.
impl<T: Member> Member for BTreeMap<CodeText, T> {
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
        let Node::Object(members) = node else {
            at.wrong(node, "an object of names and values");
            return None;
        };
        if members.is_empty() || members.len() > 100 {
            at.wrong(node, "an object of 1 to 100 names");
            return None;
        }
        let mut values = Vec::with_capacity(members.len());
        for (name, node) in members {
            values.push(at.within(name, |at| {
                let name = CodeText::parse(name).ok();
                if name.is_none() {
                    at.wrong(&Node::Text(String::new()), CodeText::EXPECTED);
                }
                let value = T::read(node, at);
                Some((name?, value?))
            }));
        }
        values.into_iter().collect()
    }

    fn schema() -> Value {
        json!({
            "type": "object",
            "minProperties": 1,
            "maxProperties": 100,
            "propertyNames": { "pattern": CodeText::PATTERN },
            "additionalProperties": T::schema(),
        })
    }
}
