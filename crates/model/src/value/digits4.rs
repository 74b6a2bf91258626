//! Four digits.

use super::text_form::text_newtype;
use super::{Invalid, TextForm};
use serde::Serializer;

text_newtype! {
    /// Exactly four digits (`value-digits4`): a merchant category (ISO 18245), the end of a card number.
    Digits4, Digits4 => Word
}

impl TextForm for Digits4 {
    const EXPECTED: &'static str = "four digits";
    const PATTERN: &'static str = "^[0-9]{4}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.into()))
        } else {
            Err(Invalid::new(Self::EXPECTED))
        }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
