//! Time zones.

use super::text_form::text_newtype;
use super::{Invalid, TextForm};
use serde::Serializer;

text_newtype! {
    /// An IANA time zone name (`value-zone`): `Europe/Paris`; a market time of fixed offset is `Etc/GMT-10`.
    ///
    /// Only the form is checked: which names exist changes several times a year, and a bundle outlives a database.
    Zone, Zone => Word
}

impl TextForm for Zone {
    const EXPECTED: &'static str = "an IANA time zone name such as Europe/Paris, at most 64 characters";
    const PATTERN: &'static str = "^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$";
    const LENGTH: Option<(u32, u32)> = Some((1, 64));

    fn parse(text: &str) -> Result<Self, Invalid> {
        let part = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-'))
        };
        if text.len() <= 64 && text.split('/').all(part) {
            Ok(Self(text.into()))
        } else {
            Err(Invalid::new(Self::EXPECTED))
        }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
