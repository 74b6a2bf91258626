//! What all values written as one JSON string share: one grammar, one reader, one schema.

use super::Invalid;
use serde::{Serializer, de};
use std::fmt;
use std::marker::PhantomData;

/// A value whose form in a row is one JSON string.
///
/// The constants state the grammar as JSON Schema says it, beside the code that checks it; a test holds the two
/// together.
pub trait TextForm: Sized + fmt::Display {
    /// What a message says was expected.
    const EXPECTED: &'static str;
    /// Regular expression over the whole text (JSON Schema `pattern`).
    const PATTERN: &'static str;
    /// A second expression that must not match (JSON Schema `not`).
    const NOT_PATTERN: Option<&'static str> = None;
    /// JSON Schema `format`, where one exists.
    const FORMAT: Option<&'static str> = None;
    /// Least and greatest number of characters, where the pattern does not bound them.
    const LENGTH: Option<(u32, u32)> = None;

    /// Reads the text form; nothing around it is trimmed and no other spelling is accepted.
    fn parse(text: &str) -> Result<Self, Invalid>;

    /// Writes the text form; types that have it at hand do without the machinery of [`fmt`].
    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads a [`TextForm`] from a string of any data format.
pub(crate) struct TextVisitor<T>(PhantomData<T>);

impl<T> TextVisitor<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: TextForm> de::Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        T::parse(text).map_err(E::custom)
    }
}

/// The JSON Schema of a [`TextForm`], from its constants.
#[cfg(feature = "schemars")]
pub(crate) fn text_schema<T: TextForm>() -> schemars::Schema {
    let mut schema = schemars::json_schema!({ "type": "string", "pattern": T::PATTERN });
    if let Some(pattern) = T::NOT_PATTERN {
        // With its type, because a pattern alone also matches `null`, which an optional element can be.
        let not = schemars::json_schema!({ "type": "string", "pattern": pattern });
        schema.insert("not".into(), not.to_value());
    }
    if let Some(format) = T::FORMAT {
        schema.insert("format".into(), format.into());
    }
    if let Some((least, most)) = T::LENGTH {
        schema.insert("minLength".into(), least.into());
        schema.insert("maxLength".into(), most.into());
    }
    schema
}

/// Gives a [`TextForm`] its inherent `parse`, the conversions from text and both directions of serde.
macro_rules! text_form {
    ($type:ident) => {
        impl $type {
            /// Reads the text form; nothing around it is trimmed and no other spelling is accepted.
            pub fn parse(text: &str) -> Result<Self, $crate::value::Invalid> {
                <Self as $crate::value::TextForm>::parse(text)
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::value::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $type {
            type Error = $crate::value::Invalid;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = $crate::value::Invalid;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::value::TextForm::write_to(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::value::text_form::TextVisitor::<Self>::new())
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::value::text_form::text_schema::<Self>()
            }
        }
    };
}
pub(crate) use text_form;

/// A [`TextForm`] kept as its text: storage, `as_str`, `Display`, and a `Debug` that counts instead of quoting.
macro_rules! text_newtype {
    ($(#[$doc:meta])* $type:ident, $kind:ident => $view:ident $(, mut $mutable:ident)?) => {
        $crate::value::text_form::text_newtype! {
            $(#[$doc])* $type in Box<str>, $kind => $view $(, mut $mutable)?
        }
    };
    ($(#[$doc:meta])* $type:ident in $store:ty, $kind:ident => $view:ident $(, mut $mutable:ident)?) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type($store);

        impl $type {
            /// The text as it stands in a row.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($type), "({} characters)"), self.0.chars().count())
            }
        }

        impl $crate::value::Value for $type {
            const KIND: $crate::value::ValueKind = $crate::value::ValueKind::$kind;

            fn view(&self) -> $crate::value::View<'_> {
                $crate::value::View::$view(&self.0)
            }
            $(
                fn each_mut(&mut self, each: &mut dyn FnMut($crate::value::ViewMut<'_>)) {
                    each($crate::value::ViewMut::$mutable(self));
                }
            )?
        }

        $crate::value::text_form::text_form!($type);
    };
}
pub(crate) use text_newtype;

/// A `Debug` that keeps signs and separators and hides every digit: `Amount(-##.##)`.
macro_rules! digits_hidden {
    ($type:ident) => {
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let shape: String =
                    self.to_string().chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
                write!(f, concat!(stringify!($type), "({})"), shape)
            }
        }
    };
}
pub(crate) use digits_hidden;
