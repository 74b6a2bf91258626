//! Trade item numbers.

use super::text_form::text_newtype;
use super::{Invalid, TextForm};
use serde::Serializer;

text_newtype! {
    /// A GTIN in its 14-digit form (`value-gtin`); a shorter one is filled with zeros on the left.
    ///
    /// A wrong check digit is data too: the member `gtin_check` beside it says so.
    Gtin, Gtin => Word
}

impl Gtin {
    /// Does the last digit agree with the others (GS1 General Specifications, 7.9.1)?
    pub fn has_right_check_digit(&self) -> bool {
        let sum: u32 = self
            .0
            .bytes()
            .enumerate()
            .map(|(place, byte)| u32::from(byte - b'0') * if place % 2 == 0 { 3 } else { 1 })
            .sum();
        sum.is_multiple_of(10)
    }
}

impl TextForm for Gtin {
    const EXPECTED: &'static str = "a GTIN of 14 digits";
    const PATTERN: &'static str = "^[0-9]{14}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.into()))
        } else {
            Err(Invalid::new(Self::EXPECTED))
        }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
