//! Disclosures: the salted texts behind the digests of a head (RFC 9901 4.2).
//!
//! A part or attachment is `[salt, descriptor]` (an array element), a nested claim `[salt, name, value]` (an object
//! property). The digest is over the base64url text, so no disclosure is ever written twice.

use pannier_crypto::{Digest, base64url, digest::sha256};
use serde::Serialize;

use crate::json;

/// The digest of a disclosure's text: what stands in the head for it.
pub fn digest(text: &[u8]) -> Digest {
    sha256(text)
}

/// The disclosure of an array element.
pub(crate) fn element<T: Serialize>(salt: &[u8; 16], content: &T) -> String {
    base64url::encode(&json::write(&(base64url::encode(salt), content)))
}

/// The disclosure of an object property.
pub(crate) fn property<T: Serialize>(salt: &[u8; 16], name: &str, value: &T) -> String {
    base64url::encode(&json::write(&(base64url::encode(salt), name, value)))
}
