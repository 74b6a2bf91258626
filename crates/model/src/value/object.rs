//! Closed objects inside a record.

use serde::{Deserialize, Deserializer};

/// Reads a member that may be absent and is never `null`: absence is said by absence.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Makes a struct with serde a closed object of a record: members are listed in ascending order as `need name: Type`,
/// `need` being `req` or `opt`.
macro_rules! object {
    (@fields $type:ident { $($need:ident $field:ident,)+ }) => {
        impl $crate::value::Fields for $type {
            fn each_field<'a>(&'a self, each: &mut dyn FnMut(&'static str, $crate::value::View<'a>)) {
                $($crate::value::object::object!(@each $need self $field each);)+
            }
        }
    };
    ($type:ident { $($need:ident $field:ident: $value:ty,)+ }) => {
        $crate::value::object::object!(@fields $type { $($need $field,)+ });

        impl $crate::value::Value for $type {
            const KIND: $crate::value::ValueKind = $crate::value::ValueKind::Object(&[
                $((stringify!($field), <$value as $crate::value::Value>::KIND),)+
            ]);

            fn view(&self) -> $crate::value::View<'_> {
                $crate::value::View::Object(self)
            }
        }

        $crate::value::object::object!(@schema $type { $($need $field: $value,)+ });
    };
    (@schema $type:ident { $($need:ident $field:ident: $value:ty,)+ }) => {
        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::value::object::closed_schema(vec![$(
                    (
                        stringify!($field),
                        generator.subschema_for::<$value>(),
                        $crate::value::object::object!(@required $need),
                    ),
                )+])
            }
        }
    };
    (@each req $self:ident $field:ident $each:ident) => {
        $each(stringify!($field), $crate::value::Value::view(&$self.$field));
    };
    (@each opt $self:ident $field:ident $each:ident) => {
        if let Some(value) = &$self.$field {
            $each(stringify!($field), $crate::value::Value::view(value));
        }
    };
    (@required req) => { true };
    (@required opt) => { false };
}
pub(crate) use object;

/// The schema of a closed object: members with their schemas, and whether each is required.
#[cfg(feature = "schemars")]
pub(crate) fn closed_schema(members: Vec<(&'static str, schemars::Schema, bool)>) -> schemars::Schema {
    let required: Vec<&str> = members.iter().filter(|(_, _, required)| *required).map(|(name, ..)| *name).collect();
    let mut schema = schemars::json_schema!({ "type": "object", "additionalProperties": false });
    if !required.is_empty() {
        schema.insert("required".into(), required.into());
    }
    let properties: std::collections::BTreeMap<&str, schemars::Schema> =
        members.into_iter().map(|(name, schema, _)| (name, schema)).collect();
    let properties = properties.into_iter().map(|(name, schema)| (name.to_owned(), schema.to_value())).collect();
    schema.insert("properties".into(), properties);
    schema
}
