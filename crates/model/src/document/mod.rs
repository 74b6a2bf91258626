//! What the signed documents beside a bundle say: requests and what follows them (spec: the chapter on documents).
//!
//! A document is a compact JWS with a `typ` of its own; its payload is one of the types here. Keys, signatures and JSON text
//! are for `pannier-bundle`.
//!
//! A kind of document is one file with a `document!` table, one line in `documents!` below, and one schema of the same
//! name. Everything else (reading, signing, key lookup, `validate`, vectors) finds it through [`DOCUMENT_KINDS`].

mod event;
mod grant;
mod intent;
mod offer;
mod request;
mod signed_tariff;
mod table;
mod text;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use event::{Event, EventKind};
pub use grant::{Basis, Channel, Grant, GrantAttachment, GrantContact, GrantItem, GrantShare, GrantTerms, Withdrawal};
pub use intent::{FactAnswer, Intent, IntentCurrent, IntentData, Sector};
pub use offer::{
    Acceptance, Identity, Offer, OfferChoice, OfferCommission, OfferCommitment, OfferComponent, OfferGrade, OfferPrice,
    OfferPublic, OfferStatus, OfferSum, OfferTariff,
};
pub use request::{Level, Purpose, Request, RequestAttachments, RequestItem};
pub use signed_tariff::SignedTariff;
pub use table::DocumentMember;
pub use text::{Address, DocumentDigest, FileName, GroupName, KeyName, MediaType, TariffText, Token};

use crate::value::Int;
use crate::value::words::words;

/// A kind of document.
#[derive(Debug)]
pub struct DocumentKind {
    /// Its name, also that of its schema: `request`.
    pub name: &'static str,
    /// `typ` of its header.
    pub typ: &'static str,
    /// What it is, in one line for people.
    pub about: &'static str,
    /// Members of its payload in order.
    pub members: &'static [DocumentMember],
}

/// Kinds are told apart by name: there is one table for each.
impl PartialEq for DocumentKind {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.name == other.name
    }
}

impl Eq for DocumentKind {}

/// The payload of a document: of one kind, or, for [`AnyPayload`], of any.
pub trait Payload: Serialize + Sized {
    /// The kinds it can be.
    fn kinds() -> &'static [&'static DocumentKind];

    /// The kind it is.
    fn kind(&self) -> &'static DocumentKind;

    /// Reads a payload of that kind, which is one of [`Payload::kinds`]; unknown and doubled members are refused.
    ///
    /// # Errors
    /// Those of the deserializer, and that the payload is none of the kind.
    fn read<'de, D: Deserializer<'de>>(kind: &'static DocumentKind, deserializer: D) -> Result<Self, D::Error>;

    /// Who says that they sign.
    fn signatory(&self) -> Signatory<'_>;

    /// When it was signed, seconds since 1970.
    fn iat(&self) -> Int;

    /// From when on it is no longer to be acted on, for a kind that ends.
    fn exp(&self) -> Option<Int>;

    /// The documents it follows: the member that names each, and its hash.
    fn predecessors(&self) -> Vec<(&'static str, DocumentDigest)>;

    /// The key of a holder who signs.
    fn holder_key(&self) -> Option<&HolderKey>;
}

/// Who signs a document. Complete: organisations are listed, holders are known by a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatory<'a> {
    /// An organisation, whose key stands in a trust list.
    Organisation(&'a Address),
    /// A holder, whose key stands in the document and says no more than that it is the same key again.
    Holder(&'a KeyName),
}

impl<'a> From<&'a Address> for Signatory<'a> {
    fn from(address: &'a Address) -> Self {
        Self::Organisation(address)
    }
}

impl<'a> From<&'a KeyName> for Signatory<'a> {
    fn from(name: &'a KeyName) -> Self {
        Self::Holder(name)
    }
}

/// Version of the form of documents: the number 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Version;

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(1)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;

        impl de::Visitor<'_> for One {
            type Value = Version;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the version 1")
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Version, E> {
                if value == 1 { Ok(Version) } else { Err(E::custom("expected the version 1")) }
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Version, E> {
                if value == 1 { Ok(Version) } else { Err(E::custom("expected the version 1")) }
            }
        }

        deserializer.deserialize_u64(One)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Version {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Version".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "const": 1 })
    }
}

words! {
    /// Kind of a holder's key.
    KeyType {
        Ec = "EC",
    }

    /// Curve of a holder's key.
    KeyCurve {
        P256 = "P-256",
    }
}

table::closed! {
    /// The key of a holder, as `cnf` of a head has it (RFC 7800).
    HolderKey
    required {
        /// The public key.
        jwk: HolderJwk,
    }
    optional {}
}

table::closed! {
    /// A public key of P-256 with the members it needs and no others (RFC 7517).
    HolderJwk
    required {
        /// Curve of the key.
        crv: KeyCurve,
        /// Kind of key.
        kty: KeyType,
        /// First coordinate, 32 bytes in base64url.
        x: DocumentDigest,
        /// Second coordinate, 32 bytes in base64url.
        y: DocumentDigest,
    }
    optional {}
}

/// Declares [`AnyPayload`] over all kinds and the list of them.
macro_rules! documents {
    ($($type:ident,)+) => {
        /// A payload whose kind is known only when it is read. Complete in a version of the schemas.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum AnyPayload {
            $(#[doc = concat!("See [`", stringify!($type), "`].")] $type(Box<$type>),)+
        }

        /// All kinds of documents, in the order of the spec.
        pub static DOCUMENT_KINDS: &[&DocumentKind] = &[$($type::KIND,)+];

        impl Payload for AnyPayload {
            fn kinds() -> &'static [&'static DocumentKind] {
                DOCUMENT_KINDS
            }

            fn kind(&self) -> &'static DocumentKind {
                match self { $(Self::$type(payload) => payload.kind(),)+ }
            }

            fn read<'de, D: Deserializer<'de>>(kind: &'static DocumentKind, deserializer: D) -> Result<Self, D::Error> {
                $(if kind == $type::KIND {
                    return $type::deserialize(deserializer).map(|payload| Self::$type(Box::new(payload)));
                })+
                Err(de::Error::custom("a document of a kind that is not built in"))
            }

            fn signatory(&self) -> Signatory<'_> {
                match self { $(Self::$type(payload) => payload.signatory(),)+ }
            }

            fn iat(&self) -> Int {
                match self { $(Self::$type(payload) => payload.iat(),)+ }
            }

            fn exp(&self) -> Option<Int> {
                match self { $(Self::$type(payload) => payload.exp(),)+ }
            }

            fn predecessors(&self) -> Vec<(&'static str, DocumentDigest)> {
                match self { $(Self::$type(payload) => payload.predecessors(),)+ }
            }

            fn holder_key(&self) -> Option<&HolderKey> {
                match self { $(Self::$type(payload) => payload.holder_key(),)+ }
            }
        }

        impl Serialize for AnyPayload {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$type(payload) => payload.serialize(serializer),)+ }
            }
        }

        /// The schema of a kind as its type has it, for the proof that the written one says the same.
        #[cfg(feature = "schemars")]
        pub fn derived_schema(kind: &DocumentKind) -> Option<schemars::Schema> {
            $(if kind == $type::KIND {
                let settings = schemars::generate::SchemaSettings::draft2020_12();
                return Some(settings.into_generator().into_root_schema_for::<$type>());
            })+
            None
        }
    };
}

documents! {
    Request,
    Grant,
    Withdrawal,
    Event,
    Intent,
    Offer,
    Acceptance,
    SignedTariff,
}

/// The kind of that name.
pub fn by_name(name: &str) -> Option<&'static DocumentKind> {
    DOCUMENT_KINDS.iter().copied().find(|kind| kind.name == name)
}

/// The kind with that `typ`.
pub fn by_typ(typ: &str) -> Option<&'static DocumentKind> {
    DOCUMENT_KINDS.iter().copied().find(|kind| kind.typ == typ)
}
