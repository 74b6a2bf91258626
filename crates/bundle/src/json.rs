//! Strict JSON: one text, one meaning.
//!
//! The JSON of heads, disclosures, key bindings, shares, requests and trust lists is read here and only here. RFC 8259
//! leaves open what a reader does with a name that occurs twice, a number of any size, a byte order mark or ten thousand
//! brackets; two programs that answer differently read two documents out of one signature. So (`head-json-strict`): UTF-8
//! without byte order mark; no name twice in an object, at any depth and after escapes are resolved; numbers are integers
//! within ±(2^53 − 1), without sign on zero, fraction or exponent; at most [`MAX_DEPTH`] arrays and objects inside each
//! other; nothing after the text but white space.
//!
//! [`read`] fills a type that derives `Deserialize` straight from the bytes, without a tree in between, so that a
//! `share.json` of 64 MiB costs what its ranges cost. [`Json`] holds members nobody gave a type, in their order.

mod error;
mod reader;
mod value;

use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, IgnoredAny};

pub use error::{JsonError, JsonFault};
pub use value::Json;

/// How many arrays and objects may stand inside each other; the outermost is the first.
pub const MAX_DEPTH: usize = crate::limits::DEPTH;

/// The greatest integer every JSON reader has exactly, 2^53 − 1; the least is its negative.
pub const MAX_INTEGER: u64 = crate::limits::INTEGER;

/// Reads one JSON text into `T`.
///
/// # Errors
/// The text is not strict JSON, or not a `T`. Unknown members are refused where `T` says `deny_unknown_fields`, which
/// every document type of this crate does. A text that is neither is reported as what is no strict JSON, wherever in it.
pub fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, JsonError> {
    read_seed(text, PhantomData)
}

/// As [`read`], into a type that something else than the text chooses.
pub(crate) fn read_seed<'de, S: DeserializeSeed<'de>>(text: &'de [u8], seed: S) -> Result<S::Value, JsonError> {
    strictly(text, seed).map_err(|error| {
        // A type stops at the first thing it does not want; whether the text is JSON at all comes first.
        let strict = if error.is_form() { strictly(text, PhantomData::<IgnoredAny>).err() } else { None };
        strict.unwrap_or(error)
    })
}

fn strictly<'de, S: DeserializeSeed<'de>>(text: &'de [u8], seed: S) -> Result<S::Value, JsonError> {
    let mut reader = reader::Reader::new(text)?;
    let value = seed.deserialize(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

/// Writes a value as one line without white space, members in the order of the type, strings escaped as in RFC 8785.
pub(crate) fn write<T: serde::Serialize + ?Sized>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("document types have text names and no floats")
}
