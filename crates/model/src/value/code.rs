//! Words of somebody else's code list.

use super::text_form::text_newtype;
use super::{Invalid, TextForm};
use serde::Serializer;
use smol_str::SmolStr;

text_newtype! {
    /// A code (`value-code`): a letter or digit, then up to 63 of letters, digits and `. _ : / # + -`.
    ///
    /// Up to 23 bytes stand in the value itself, as in an [`Id`](super::Id).
    CodeText in SmolStr, Code => Word
}

impl TextForm for CodeText {
    const EXPECTED: &'static str = "a code: a letter or digit, then up to 63 of A-Z a-z 0-9 . _ : / # + -";
    const PATTERN: &'static str = "^[A-Za-z0-9][A-Za-z0-9._:/#+-]{0,63}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let allowed =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'/' | b'#' | b'+' | b'-');
        match text.as_bytes() {
            [first, rest @ ..] if first.is_ascii_alphanumeric() && rest.len() <= 63 && rest.iter().all(allowed) => {
                Ok(Self(text.into()))
            }
            _ => Err(Invalid::new(Self::EXPECTED)),
        }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
