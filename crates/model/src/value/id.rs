//! What records are called inside a bundle.

use super::text_form::text_newtype;
use super::{Invalid, TextForm};
use serde::Serializer;
use smol_str::SmolStr;

text_newtype! {
    /// The id of a record, or a reference to one (`value-id`): 1 to 64 of letters, digits, `.`, `_`, `:` and `-`.
    ///
    /// Up to 23 bytes, which nearly all ids have, stand in the value itself; of a longer one all records share the text.
    Id in SmolStr, Id => Id, mut Id
}

/// Whether a byte may stand in an id.
const ALLOWED: [bool; 256] = {
    let mut allowed = [false; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        allowed[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-');
        byte += 1;
    }
    allowed
};

impl TextForm for Id {
    const EXPECTED: &'static str = "an id: 1 to 64 of A-Z a-z 0-9 . _ : -";
    const PATTERN: &'static str = "^[A-Za-z0-9._:-]{1,64}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        // Without a way out of the middle, which would cost more than the few bytes behind it.
        let is_good = || text.bytes().fold(true, |all, byte| all & ALLOWED[usize::from(byte)]);
        if (1..=64).contains(&text.len()) && is_good() {
            Ok(Self(text.into()))
        } else {
            Err(Invalid::new(Self::EXPECTED))
        }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
