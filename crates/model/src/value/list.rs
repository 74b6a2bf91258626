//! Lists inside a record.

use super::{Invalid, Sequence, Value, ValueKind, View, ViewMut};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// One to `MOST` values in the order of the source (`value-list`). An empty list is left out, never written.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct List<T, const MOST: usize = 1000>(Vec<T>);

impl<T, const MOST: usize> List<T, MOST> {
    const EXPECTED: &'static str = "a list with at least one and not too many elements";

    /// Refused when empty or longer than `MOST`.
    pub fn new(values: Vec<T>) -> Result<Self, Invalid> {
        if (1..=MOST).contains(&values.len()) { Ok(Self(values)) } else { Err(Invalid::new(Self::EXPECTED)) }
    }
}

impl<T, const MOST: usize> Deref for List<T, MOST> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MOST: usize> TryFrom<Vec<T>> for List<T, MOST> {
    type Error = Invalid;

    fn try_from(values: Vec<T>) -> Result<Self, Invalid> {
        Self::new(values)
    }
}

impl<'a, T, const MOST: usize> IntoIterator for &'a List<T, MOST> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: fmt::Debug, const MOST: usize> fmt::Debug for List<T, MOST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

impl<T: Serialize, const MOST: usize> Serialize for List<T, MOST> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for List<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T, const MOST: usize>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>, const MOST: usize> de::Visitor<'de> for Visitor<T, MOST> {
            type Value = List<T, MOST>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a list of 1 to {MOST} elements")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = sequence.next_element()? {
                    // Checked while reading: a hostile list must not fill the memory before it is refused.
                    if values.len() == MOST {
                        return Err(de::Error::invalid_length(MOST + 1, &self));
                    }
                    values.push(value);
                }
                List::new(values).map_err(de::Error::custom)
            }
        }

        deserializer.deserialize_seq(Visitor(PhantomData))
    }
}

impl<T: Value, const MOST: usize> Sequence for List<T, MOST> {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn element(&self, index: usize) -> Option<View<'_>> {
        self.0.get(index).map(Value::view)
    }
}

impl<T: Value, const MOST: usize> Value for List<T, MOST> {
    const KIND: ValueKind = ValueKind::List(&T::KIND);

    fn view(&self) -> View<'_> {
        View::List(self)
    }

    fn each_mut(&mut self, each: &mut dyn FnMut(ViewMut<'_>)) {
        for value in &mut self.0 {
            value.each_mut(each);
        }
    }
}

/// An element that may be missing: a slot of a meter's day.
impl<T: Value> Value for Option<T> {
    const KIND: ValueKind = T::KIND;

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Missing, Value::view)
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema, const MOST: usize> schemars::JsonSchema for List<T, MOST> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("List_{MOST}_{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let items = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "array", "minItems": 1, "maxItems": MOST, "items": items })
    }
}
