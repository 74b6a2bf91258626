//! Short free text.

use super::text::{PATTERN, is_plain, is_printable};
use super::text_form::text_newtype;
use super::{Invalid, TextForm};
use serde::Serializer;
use smol_str::SmolStr;

text_newtype! {
    /// One to 200 characters of free text without control characters other than LF and TAB (`value-name`).
    ///
    /// That the text is in Unicode normalization form C is judged by `pannier-validate`: the tables are its.
    ///
    /// Up to 23 bytes stand in the value itself, as in an [`Id`](super::Id).
    Name in SmolStr, Name => Text
}

impl Name {
    /// The text, where it is printable ASCII and neither empty nor too long; whatever else may be one all the same.
    pub fn printable(text: &str) -> Option<Self> {
        ((1..=200).contains(&text.len()) && is_printable(text.as_bytes())).then(|| Self(text.into()))
    }
}

impl TextForm for Name {
    const EXPECTED: &'static str = "a name: 1 to 200 characters, no control character but LF and TAB";
    const PATTERN: &'static str = PATTERN;
    const LENGTH: Option<(u32, u32)> = Some((1, 200));

    fn parse(text: &str) -> Result<Self, Invalid> {
        if is_plain(text, 200) { Ok(Self(text.into())) } else { Err(Invalid::new(Self::EXPECTED)) }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
