//! One table a kind of document: the struct, its reading and writing and its description come from the same lines.

/// A member of a document, as its schema describes it.
#[derive(Debug, PartialEq, Eq)]
pub struct DocumentMember {
    /// Its name.
    pub name: &'static str,
    /// What it means, in one sentence: the description in the schema.
    pub about: &'static str,
    /// Whether it is always there.
    pub required: bool,
}

/// Declares a closed object of a document: a struct that refuses unknown and doubled members and `null`, its members, and
/// under the feature `schemars` its schema. Members are written in the order of the table.
macro_rules! closed {
    (
        $(#[doc = $doc:literal])+
        $type:ident
        required { $($(#[doc = $rdoc:literal])+ $req:ident: $rty:ty,)* }
        optional { $($(#[doc = $odoc:literal])+ $opt:ident: $oty:ty,)* }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[non_exhaustive]
        pub struct $type {
            $($(#[doc = $rdoc])+ pub $req: $rty,)*
            $(
                $(#[doc = $odoc])+
                #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::value::object::present")]
                pub $opt: Option<$oty>,
            )*
        }

        impl $type {
            /// Its members in order.
            pub const MEMBERS: &'static [$crate::document::DocumentMember] = &[
                $($crate::document::DocumentMember {
                    name: stringify!($req),
                    about: concat!($($rdoc),+).trim_ascii(),
                    required: true,
                },)*
                $($crate::document::DocumentMember {
                    name: stringify!($opt),
                    about: concat!($($odoc),+).trim_ascii(),
                    required: false,
                },)*
            ];

            /// With what is always there, and nothing else.
            #[expect(clippy::allow_attributes, reason = "not every type has so many required members")]
            #[allow(clippy::too_many_arguments, reason = "one for each required member")]
            pub fn new($($req: $rty,)*) -> Self {
                Self { $($req,)* $($opt: None,)* }
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

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::value::object::closed_schema(vec![
                    $((stringify!($req), generator.subschema_for::<$rty>(), true),)*
                    $((stringify!($opt), generator.subschema_for::<$oty>(), false),)*
                ])
            }
        }
    };
}
pub(crate) use closed;

/// Declares a kind of document over [`closed!`]: `v`, `iss` and `iat` stand before the members listed.
///
/// What the layer asks of every document is said once: who signs (`iss` is an [`super::Address`] for an organisation, a
/// [`super::KeyName`] for a holder), when it expires, which documents it names as predecessors, and the holder's key where
/// a holder signs.
macro_rules! document {
    (
        $(#[doc = $doc:literal])+
        $type:ident {
            name: $name:literal,
            about: $about:literal,
            iss: $iss:ty,
            expires: $expires:expr,
            follows: $follows:expr,
            holder: $holder:expr,
        }
        required { $($(#[doc = $rdoc:literal])+ $req:ident: $rty:ty,)* }
        optional { $($(#[doc = $odoc:literal])+ $opt:ident: $oty:ty,)* }
    ) => {
        $crate::document::table::closed! {
            $(#[doc = $doc])+
            $type
            required {
                /// Version of the form of documents: 1.
                v: $crate::document::Version,
                /// Who signs.
                iss: $iss,
                /// Moment it was signed, in seconds since 1970.
                iat: $crate::value::Int,
                $($(#[doc = $rdoc])+ $req: $rty,)*
            }
            optional { $($(#[doc = $odoc])+ $opt: $oty,)* }
        }

        impl $type {
            /// What the kind says about itself.
            pub const KIND: &'static $crate::document::DocumentKind = &$crate::document::DocumentKind {
                name: $name,
                typ: concat!("pannier-", $name, "+jwt"),
                about: $about,
                members: Self::MEMBERS,
            };
        }

        impl $crate::document::Payload for $type {
            fn kinds() -> &'static [&'static $crate::document::DocumentKind] {
                &[Self::KIND]
            }

            fn kind(&self) -> &'static $crate::document::DocumentKind {
                Self::KIND
            }

            fn read<'de, D: serde::Deserializer<'de>>(
                _: &'static $crate::document::DocumentKind,
                deserializer: D,
            ) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(deserializer)
            }

            fn signatory(&self) -> $crate::document::Signatory<'_> {
                (&self.iss).into()
            }

            fn iat(&self) -> $crate::value::Int {
                self.iat
            }

            fn exp(&self) -> Option<$crate::value::Int> {
                let expires: fn(&Self) -> Option<$crate::value::Int> = $expires;
                expires(self)
            }

            fn predecessors(&self) -> Vec<(&'static str, $crate::document::DocumentDigest)> {
                let follows: fn(&Self) -> Vec<(&'static str, $crate::document::DocumentDigest)> = $follows;
                follows(self)
            }

            fn holder_key(&self) -> Option<&$crate::document::HolderKey> {
                let holder: fn(&Self) -> Option<&$crate::document::HolderKey> = $holder;
                holder(self)
            }
        }
    };
}
pub(crate) use document;
