//! What a purchase is for.

use super::text_form::text_newtype;
use super::{Invalid, TextForm};
use serde::Serializer;

text_newtype! {
    /// A class of COICOP 2018 (`value-coicop`): two digits, then up to three more levels: `01.1.4`.
    Coicop, Coicop => Word
}

impl TextForm for Coicop {
    const EXPECTED: &'static str = "a COICOP class: two digits, then up to three times a point and a digit";
    const PATTERN: &'static str = r"^[0-9]{2}(\.[0-9]){0,3}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let bytes = text.as_bytes();
        let form = matches!(bytes.len(), 2 | 4 | 6 | 8)
            && bytes[..2].iter().all(u8::is_ascii_digit)
            && bytes[2..].chunks_exact(2).all(|level| level[0] == b'.' && level[1].is_ascii_digit());
        if form { Ok(Self(text.into())) } else { Err(Invalid::new(Self::EXPECTED)) }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
