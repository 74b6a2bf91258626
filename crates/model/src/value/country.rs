//! Countries.

use super::text_form::text_newtype;
use super::{Invalid, TextForm};
use serde::Serializer;
use smol_str::SmolStr;

text_newtype! {
    /// A country as two capital letters (`value-country`, ISO 3166-1 alpha-2).
    Country in SmolStr, Country => Word
}

impl TextForm for Country {
    const EXPECTED: &'static str = "a country as two capital letters (ISO 3166-1)";
    const PATTERN: &'static str = "^[A-Z]{2}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            Ok(Self(text.into()))
        } else {
            Err(Invalid::new(Self::EXPECTED))
        }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
