//! Short free text.

use super::text::{PATTERN, is_plain};
use super::text_form::text_newtype;
use super::{Invalid, TextForm};
use serde::Serializer;

text_newtype! {
    /// One to 200 characters of free text without control characters other than LF and TAB (`value-name`).
    ///
    /// That the text is in Unicode normalization form C is judged by `pannier-validate`: the tables are its.
    Name, Name => Text
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
