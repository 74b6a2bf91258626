//! Counts.

use super::{Invalid, Value, ValueKind, View};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// A whole number from 0 to 2^53 − 1 (`value-integer`): every JSON reader has these exactly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Int(u64);

impl Int {
    /// The greatest, 2^53 − 1.
    pub const MAX: Self = Self((1 << 53) - 1);
    /// Nought.
    pub const ZERO: Self = Self(0);
    const EXPECTED: &'static str = "a whole number from 0 to 2^53 - 1";

    /// Refused above 2^53 − 1.
    pub const fn new(value: u64) -> Result<Self, Invalid> {
        if value <= Self::MAX.0 { Ok(Self(value)) } else { Err(Invalid::new(Self::EXPECTED)) }
    }

    /// The number.
    pub const fn value(self) -> u64 {
        self.0
    }
}

impl From<u32> for Int {
    fn from(value: u32) -> Self {
        Self(value.into())
    }
}

impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Int(#)")
    }
}

impl Serialize for Int {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for Int {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Int;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(Int::EXPECTED)
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Int, E> {
                Int::new(value).map_err(E::custom)
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Int, E> {
                u64::try_from(value).map_err(|_| Invalid::new(Int::EXPECTED)).and_then(Int::new).map_err(E::custom)
            }
        }

        deserializer.deserialize_u64(Visitor)
    }
}

impl Value for Int {
    const KIND: ValueKind = ValueKind::Int;

    fn view(&self) -> View<'_> {
        View::Int(*self)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Int {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Int".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 0, "maximum": Self::MAX.0 })
    }
}
