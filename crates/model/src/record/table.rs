//! One table a type: the struct, its reading and writing and its description come from the same lines, so that they
//! cannot disagree.

use crate::record::RecordType;
use crate::value::{Date, Fields, Id, View, ViewMut};
use serde::Deserializer;

/// A record of a known type.
pub trait Record: Fields + Sized {
    /// What the type says about itself.
    const TYPE: &'static RecordType;

    /// The id of the record.
    fn id(&self) -> &Id;

    /// The day rows are sorted by: `date` of an event, `as_of` of a state.
    fn sort_date(&self) -> Date;

    /// The value of a member; `None` when it is absent or the type has no such member.
    fn get(&self, member: &str) -> Option<View<'_>>;

    /// Calls `each` with the member and the place of every id and number, so that a writer can put those of this
    /// bundle there.
    fn each_mut(&mut self, each: &mut dyn FnMut(&'static str, ViewMut<'_>));

    /// See [`AnyRecord::reread`](super::AnyRecord::reread).
    fn reread<'de, D: Deserializer<'de>>(
        &mut self,
        members: &mut dyn Iterator<Item = (usize, D)>,
    ) -> Result<(), D::Error>;
}

/// Declares a record type: its struct, members in byte order of a row, and [`RecordType`].
///
/// `id` stands before the members listed, `id_stability` after those of `core`, and the members every type has in
/// `identifiers` and `extensions` at the end. A reference is written `name: Id => "type"`, or `=> "any"`.
macro_rules! record {
    (
        $(#[$doc:meta])*
        $type:ident {
            name: $name:literal,
            plural: $plural:literal,
            about: $about:literal,
            kind: $kind:ident,
            series: $series:expr,
            sort: $sort:ident,
            label: $label:expr,
            id: $id:expr,
            totals: $totals:expr,
        }
        core $core_title:literal {
            required { $($(#[doc = $rdoc:literal])+ $req:ident: $rty:ty $(=> $rref:literal)?,)* }
            optional { $($(#[doc = $odoc:literal])+ $opt:ident: $oty:ty $(=> $oref:literal)?,)* }
        }
        $(group $group:ident $title:literal $(spans $spans:ident)? {
            $($(#[doc = $gdoc:literal])+ $member:ident: $gty:ty $(=> $gref:literal)?,)+
        })*
        identifiers $identifiers_title:literal {
            $($(#[doc = $idoc:literal])+ $identifier:ident: $ity:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[non_exhaustive]
        pub struct $type {
            /// What this record is called in its series.
            pub id: $crate::value::Id,
            $($(#[doc = $rdoc])+ pub $req: $rty,)*
            $(
                $(#[doc = $odoc])+
                #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::value::object::present")]
                pub $opt: Option<$oty>,
            )*
            /// How far `id` can be relied on; absent when it is stable.
            #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::value::object::present")]
            pub id_stability: Option<$crate::value::IdStability>,
            $($(
                $(#[doc = $gdoc])+
                #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::value::object::present")]
                pub $member: Option<$gty>,
            )+)*
            $(
                $(#[doc = $idoc])+
                #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::value::object::present")]
                pub $identifier: Option<$ity>,
            )*
            /// What the source calls this record.
            #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::value::object::present")]
            pub source_ids: Option<$crate::value::List<$crate::value::SourceId>>,
            /// Where in the source it stood, such as `row:17`.
            #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::value::object::present")]
            pub source_ref: Option<$crate::value::Name>,
            /// Members that only issuer and recipient know the meaning of.
            #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::value::object::present")]
            pub extensions: Option<$crate::value::Extensions>,
        }

        impl $type {
            /// A record with what every one of its type has, and nothing else.
            #[expect(clippy::allow_attributes, reason = "not every type has so many required members")]
            #[allow(clippy::too_many_arguments, reason = "one for each required member")]
            pub fn new(id: $crate::value::Id, $($req: $rty,)*) -> Self {
                Self {
                    id,
                    $($req,)*
                    $($opt: None,)*
                    id_stability: None,
                    $($($member: None,)+)*
                    $($identifier: None,)*
                    source_ids: None,
                    source_ref: None,
                    extensions: None,
                }
            }
        }

        impl $crate::record::Record for $type {
            const TYPE: &'static $crate::record::RecordType = &$crate::record::RecordType {
                name: $name,
                plural: $plural,
                about: $about,
                kind: $crate::record::Kind::$kind,
                series: $series,
                sort: stringify!($sort),
                label: $label,
                id: $id,
                totals: $totals,
                groups: &[
                    $crate::record::Group {
                        id: $crate::record::CORE,
                        title: $core_title,
                        members: &[
                            $crate::record::table::member!(
                                " What this record is called in its series.",
                                id: $crate::value::Id,
                                true
                            ),
                            $($crate::record::table::member!($($rdoc)+, $req: $rty, true $(, $rref)?),)*
                            $($crate::record::table::member!($($odoc)+, $opt: $oty, false $(, $oref)?),)*
                            $crate::record::table::member!(
                                " How far `id` can be relied on; absent when it is stable.",
                                id_stability: $crate::value::IdStability,
                                false
                            ),
                        ],
                        spans: false,
                    },
                    $($crate::record::Group {
                        id: stringify!($group),
                        title: $title,
                        members: &[
                            $($crate::record::table::member!($($gdoc)+, $member: $gty, false $(, $gref)?),)+
                        ],
                        spans: $crate::record::table::spans!($($spans)?),
                    },)*
                    $crate::record::Group {
                        id: "identifiers",
                        title: $identifiers_title,
                        members: &[
                            $($crate::record::table::member!($($idoc)+, $identifier: $ity, false),)*
                            $crate::record::table::member!(
                                " What the source calls this record.",
                                source_ids: $crate::value::List<$crate::value::SourceId>,
                                false
                            ),
                            $crate::record::table::member!(
                                " Where in the source it stood, such as `row:17`.",
                                source_ref: $crate::value::Name,
                                false
                            ),
                        ],
                        spans: false,
                    },
                    $crate::record::Group {
                        id: "extensions",
                        title: "Private members of the issuer",
                        members: &[$crate::record::table::member!(
                            " Members that only issuer and recipient know the meaning of.",
                            extensions: $crate::value::Extensions,
                            false
                        )],
                        spans: false,
                    },
                ],
            };

            fn id(&self) -> &$crate::value::Id {
                &self.id
            }

            fn sort_date(&self) -> $crate::value::Date {
                self.$sort
            }

            fn get(&self, member: &str) -> Option<$crate::value::View<'_>> {
                use $crate::value::Value as _;
                if member == "id" {
                    return Some(self.id.view());
                }
                $(if member == stringify!($req) {
                    return Some(self.$req.view());
                })*
                $(if member == stringify!($opt) {
                    return self.$opt.as_ref().map(|value| value.view());
                })*
                $($(if member == stringify!($member) {
                    return self.$member.as_ref().map(|value| value.view());
                })+)*
                $(if member == stringify!($identifier) {
                    return self.$identifier.as_ref().map(|value| value.view());
                })*
                match member {
                    "id_stability" => self.id_stability.as_ref().map(|value| value.view()),
                    "source_ids" => self.source_ids.as_ref().map(|value| value.view()),
                    "source_ref" => self.source_ref.as_ref().map(|value| value.view()),
                    "extensions" => self.extensions.as_ref().map(|value| value.view()),
                    _ => None,
                }
            }

            fn each_mut(&mut self, each: &mut dyn FnMut(&'static str, $crate::value::ViewMut<'_>)) {
                use $crate::value::Value as _;
                self.id.each_mut(&mut |place| each("id", place));
                $(self.$req.each_mut(&mut |place| each(stringify!($req), place));)*
                $(if let Some(value) = &mut self.$opt {
                    value.each_mut(&mut |place| each(stringify!($opt), place));
                })*
                $($(if let Some(value) = &mut self.$member {
                    value.each_mut(&mut |place| each(stringify!($member), place));
                })+)*
                $(if let Some(value) = &mut self.$identifier {
                    value.each_mut(&mut |place| each(stringify!($identifier), place));
                })*
            }

            fn reread<'de, D: serde::Deserializer<'de>>(
                &mut self,
                members: &mut dyn Iterator<Item = (usize, D)>,
            ) -> Result<(), D::Error> {
                use serde::{Deserialize as _, de::Error as _};
                /// The places of the members.
                #[expect(non_camel_case_types, reason = "named as the members are")]
                enum Place {
                    id,
                    $($req,)*
                    $($opt,)*
                    id_stability,
                    $($($member,)+)*
                    $($identifier,)*
                    source_ids,
                    source_ref,
                    extensions,
                }
                const REQUIRED: u64 = 1 << Place::id as u32 $(| 1 << Place::$req as u32)*;
                // One bit for each.
                const { assert!((Place::extensions as u32) < u64::BITS, "a type has at most 64 members") };
                $(self.$opt = None;)*
                self.id_stability = None;
                $($(self.$member = None;)+)*
                $(self.$identifier = None;)*
                self.source_ids = None;
                self.source_ref = None;
                self.extensions = None;
                let mut seen: u64 = 0;
                for (place, value) in members {
                    let bit = u32::try_from(place).ok().and_then(|place| 1_u64.checked_shl(place)).unwrap_or_default();
                    if seen & bit != 0 {
                        return Err(D::Error::custom("a member stands twice"));
                    }
                    seen |= bit;
                    if place == Place::id as usize {
                        self.id = <$crate::value::Id>::deserialize(value)?;
                    }
                    $(else if place == Place::$req as usize {
                        self.$req = <$rty>::deserialize(value)?;
                    })*
                    $(else if place == Place::$opt as usize {
                        self.$opt = Some(<$oty>::deserialize(value)?);
                    })*
                    else if place == Place::id_stability as usize {
                        self.id_stability = Some(<$crate::value::IdStability>::deserialize(value)?);
                    }
                    $($(else if place == Place::$member as usize {
                        self.$member = Some(<$gty>::deserialize(value)?);
                    })+)*
                    $(else if place == Place::$identifier as usize {
                        self.$identifier = Some(<$ity>::deserialize(value)?);
                    })*
                    else if place == Place::source_ids as usize {
                        self.source_ids = Some(<$crate::value::List<$crate::value::SourceId>>::deserialize(value)?);
                    } else if place == Place::source_ref as usize {
                        self.source_ref = Some(<$crate::value::Name>::deserialize(value)?);
                    } else if place == Place::extensions as usize {
                        self.extensions = Some(<$crate::value::Extensions>::deserialize(value)?);
                    } else {
                        return Err(D::Error::custom("a member that the type does not have"));
                    }
                }
                if seen & REQUIRED == REQUIRED {
                    Ok(())
                } else {
                    Err(D::Error::custom("a required member is missing"))
                }
            }
        }

        impl $crate::value::Fields for $type {
            fn each_field<'a>(&'a self, each: &mut dyn FnMut(&'static str, $crate::value::View<'a>)) {
                use $crate::value::Value as _;
                each("id", self.id.view());
                $(each(stringify!($req), self.$req.view());)*
                $(if let Some(value) = &self.$opt {
                    each(stringify!($opt), value.view());
                })*
                if let Some(value) = &self.id_stability {
                    each("id_stability", value.view());
                }
                $($(if let Some(value) = &self.$member {
                    each(stringify!($member), value.view());
                })+)*
                $(if let Some(value) = &self.$identifier {
                    each(stringify!($identifier), value.view());
                })*
                if let Some(value) = &self.source_ids {
                    each("source_ids", value.view());
                }
                if let Some(value) = &self.source_ref {
                    each("source_ref", value.view());
                }
                if let Some(value) = &self.extensions {
                    each("extensions", value.view());
                }
            }
        }

        /// The names of the members present, never their values.
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut shape = f.debug_set();
                $crate::value::Fields::each_field(self, &mut |name, _| {
                    shape.entry(&name);
                });
                shape.finish()
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::value::object::closed_schema(vec![
                    ("id", generator.subschema_for::<$crate::value::Id>(), true),
                    $((stringify!($req), generator.subschema_for::<$rty>(), true),)*
                    $((stringify!($opt), generator.subschema_for::<$oty>(), false),)*
                    ("id_stability", generator.subschema_for::<$crate::value::IdStability>(), false),
                    $($((stringify!($member), generator.subschema_for::<$gty>(), false),)+)*
                    $((stringify!($identifier), generator.subschema_for::<$ity>(), false),)*
                    (
                        "source_ids",
                        generator.subschema_for::<$crate::value::List<$crate::value::SourceId>>(),
                        false,
                    ),
                    ("source_ref", generator.subschema_for::<$crate::value::Name>(), false),
                    ("extensions", generator.subschema_for::<$crate::value::Extensions>(), false),
                ])
            }
        }
    };
}
pub(crate) use record;

/// One line of [`record!`] as [`crate::record::Member`]; the lines of its documentation are what it says about itself.
macro_rules! member {
    ($($doc:literal)+, $name:ident: $type:ty, $required:literal) => {
        $crate::record::Member {
            name: stringify!($name),
            about: concat!($($doc),+).trim_ascii(),
            kind: <$type as $crate::value::Value>::KIND,
            required: $required,
            refers: None,
        }
    };
    ($($doc:literal)+, $name:ident: $type:ty, $required:literal, $target:literal) => {
        $crate::record::Member {
            name: stringify!($name),
            about: concat!($($doc),+).trim_ascii(),
            kind: <$type as $crate::value::Value>::KIND,
            required: $required,
            refers: Some($crate::record::Target::new($target)),
        }
    };
}
pub(crate) use member;

macro_rules! spans {
    () => {
        false
    };
    (rows) => {
        true
    };
}
pub(crate) use spans;
