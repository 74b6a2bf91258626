//! Closed objects.

/// Declares a closed object: the struct, its reader, writer and schema. A member is `req` or `opt`; `as "word"` gives
/// it a name in the document that Rust keeps for itself.
macro_rules! object {
    ($($(#[doc = $about:literal])+ $vis:vis $name:ident {
        $($(#[doc = $doc:literal])+ $need:ident $field:ident $(as $word:literal)?: $type:ty,)+
    })+) => {$(
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $name {
            $($(#[doc = $doc])+ pub $field: $crate::form::object!(@type $need $type),)+
        }

        impl $crate::form::Members for $name {
            const NAMES: &'static [&'static str] = &[$($crate::form::object!(@name $field $($word)?),)+];

            fn take(open: &mut $crate::form::Open<'_>, at: &mut $crate::form::Reader<'_>) -> Option<Self> {
                $(let $field = $crate::form::object!(@take $need open at ($crate::form::object!(@name $field $($word)?)) $type);)+
                Some(Self { $($field: $field?,)+ })
            }

            fn put<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                $($crate::form::object!(@put $need self map ($crate::form::object!(@name $field $($word)?)) $field);)+
                Ok(())
            }

            fn describe(schema: &mut $crate::form::ObjectSchema) {
                $(schema.member(
                    $crate::form::object!(@name $field $($word)?),
                    $crate::form::object!(@required $need),
                    concat!($($doc),+).trim(),
                    <$type as $crate::form::Member>::schema(),
                );)+
            }
        }

        impl $crate::form::Member for $name {
            fn read(node: &$crate::json::Node, at: &mut $crate::form::Reader<'_>) -> Option<Self> {
                let mut open = $crate::form::Open::new(node, at)?;
                let value = <Self as $crate::form::Members>::take(&mut open, at);
                let closed = open.close(<Self as $crate::form::Members>::NAMES, at);
                value.filter(|_| closed.0)
            }

            fn schema() -> serde_json::Value {
                let mut schema = $crate::form::ObjectSchema::default();
                <Self as $crate::form::Members>::describe(&mut schema);
                schema.finish()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                $crate::form::Members::put(self, &mut map)?;
                serde::ser::SerializeMap::end(map)
            }
        }
    )+};
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $word:literal) => { $word };
    (@type req $type:ty) => { $type };
    (@type opt $type:ty) => { Option<$type> };
    (@take req $open:ident $at:ident ($name:expr) $type:ty) => { $open.required::<$type>($name, $at) };
    (@take opt $open:ident $at:ident ($name:expr) $type:ty) => { $open.optional::<$type>($name, $at) };
    (@put req $self:ident $map:ident ($name:expr) $field:ident) => { $map.serialize_entry($name, &$self.$field)? };
    (@put opt $self:ident $map:ident ($name:expr) $field:ident) => {
        if let Some(value) = &$self.$field {
            $map.serialize_entry($name, value)?;
        }
    };
    (@required req) => { true };
    (@required opt) => { false };
}
pub(crate) use object;
