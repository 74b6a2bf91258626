//! Long free text.

use super::text_form::text_newtype;
use super::{Invalid, TextForm};
use serde::Serializer;
use smol_str::SmolStr;

/// Names and texts alike: anything but the control characters (Unicode category Cc), of which LF and TAB may stand.
pub(super) const PATTERN: &str = "^[^\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F]*$";

/// Is `text` one to `most` characters long and free of control characters other than LF and TAB?
pub(super) fn is_plain(text: &str, most: usize) -> bool {
    let long = text.len() > most && text.chars().nth(most).is_some();
    // One pass over bytes settles the common case; only other scripts and wrong texts are looked at by character.
    let is_simple = is_printable(text.as_bytes());
    !text.is_empty() && !long && (is_simple || text.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'))
}

/// Whether there is nothing but printable ASCII. It goes by pieces without a way out of the middle, so that many bytes are
/// looked at in one step.
pub(super) fn is_printable(bytes: &[u8]) -> bool {
    bytes.chunks(64).all(|piece| piece.iter().fold(true, |all, byte| all & (0x20..0x7F).contains(byte)))
}

text_newtype! {
    /// One to 4000 characters of free text without control characters other than LF and TAB (`value-text`).
    ///
    /// That the text is in Unicode normalization form C is judged by `pannier-validate`: the tables are its.
    ///
    /// Up to 23 bytes stand in the value itself, as in an [`Id`](super::Id).
    Text in SmolStr, Text => Text
}

impl Text {
    /// The text, where it is printable ASCII and neither empty nor too long; whatever else may be one all the same.
    pub fn printable(text: &str) -> Option<Self> {
        ((1..=4000).contains(&text.len()) && is_printable(text.as_bytes())).then(|| Self(text.into()))
    }
}

impl TextForm for Text {
    const EXPECTED: &'static str = "a text: 1 to 4000 characters, no control character but LF and TAB";
    const PATTERN: &'static str = PATTERN;
    const LENGTH: Option<(u32, u32)> = Some((1, 4000));

    fn parse(text: &str) -> Result<Self, Invalid> {
        if is_plain(text, 4000) { Ok(Self(text.into())) } else { Err(Invalid::new(Self::EXPECTED)) }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
