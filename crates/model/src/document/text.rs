//! Texts that stand in documents only.

use serde::Serializer;

use crate::value::text_form::text_newtype;
use crate::value::{Invalid, TextForm};

/// What the name of a key begins with (RFC 9278 with the hash of RFC 7638).
const KEY_PREFIX: &str = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";

text_newtype! {
    /// An organisation: an `https` URL without user, query or fragment, host in lower case, compared byte by byte.
    Address, Code => Word
}

impl TextForm for Address {
    const EXPECTED: &'static str = "an https URL without user, query or fragment, host in lower case";
    const PATTERN: &'static str = r"^https://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9/._~-]*)?$";
    const LENGTH: Option<(u32, u32)> = Some((9, 256));

    fn parse(text: &str) -> Result<Self, Invalid> {
        if is_address(text) { Ok(Self(text.into())) } else { Err(Invalid::new(Self::EXPECTED)) }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

fn is_address(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").filter(|_| text.len() <= 256) else { return false };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    host.split('.').all(label)
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number != 0 && number.to_string() == port))
        && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~'))
}

text_newtype! {
    /// A holder: the name of a key (RFC 9278), so nobody but who has it.
    KeyName, Code => Word
}

impl KeyName {
    /// The name of the key with this thumbprint.
    ///
    /// # Errors
    /// The text is no thumbprint: 43 characters of base64url that stand for 32 bytes.
    pub fn of(thumbprint: &str) -> Result<Self, Invalid> {
        Self::parse(&format!("{KEY_PREFIX}{thumbprint}"))
    }

    /// The thumbprint (RFC 7638) of the key.
    pub fn thumbprint(&self) -> &str {
        &self.0[KEY_PREFIX.len()..]
    }
}

impl TextForm for KeyName {
    const EXPECTED: &'static str =
        "the name of a key: urn:ietf:params:oauth:jwk-thumbprint:sha-256: and its thumbprint";
    const PATTERN: &'static str = "^urn:ietf:params:oauth:jwk-thumbprint:sha-256:[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        match text.strip_prefix(KEY_PREFIX) {
            Some(thumbprint) if is_digest(thumbprint) => Ok(Self(text.into())),
            _ => Err(Invalid::new(Self::EXPECTED)),
        }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

text_newtype! {
    /// 32 bytes in base64url: the hash of a document, a coordinate of a key.
    DocumentDigest, Code => Word
}

impl TextForm for DocumentDigest {
    const EXPECTED: &'static str = "32 bytes in base64url without padding, 43 characters";
    const PATTERN: &'static str = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if is_digest(text) { Ok(Self(text.into())) } else { Err(Invalid::new(Self::EXPECTED)) }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// 42 characters of base64url and one whose last two bits are zero: there is one spelling of 32 bytes.
fn is_digest(text: &str) -> bool {
    let Some((last, rest)) = text.as_bytes().split_last() else { return false };
    rest.len() == 42
        && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && b"AEIMQUYcgkosw048".contains(last)
}

text_newtype! {
    /// 1 to 256 printable ASCII characters without space: an audience, a nonce.
    Token, Code => Word
}

impl TextForm for Token {
    const EXPECTED: &'static str = "1 to 256 printable ASCII characters without space";
    const PATTERN: &'static str = "^[!-~]{1,256}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let is_token = (1..=256).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_token { Ok(Self(text.into())) } else { Err(Invalid::new(Self::EXPECTED)) }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

text_newtype! {
    /// The text of a tariff document, byte by byte as its provider published it.
    TariffText, Code => Word
}

impl TextForm for TariffText {
    const EXPECTED: &'static str = "the text of a JSON object";
    const PATTERN: &'static str = r"^\{";

    // How long it is, the document bounds that it stands in.
    fn parse(text: &str) -> Result<Self, Invalid> {
        if text.starts_with('{') { Ok(Self(text.into())) } else { Err(Invalid::new(Self::EXPECTED)) }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

text_newtype! {
    /// The id of a record type or of a group: a small letter, then up to 31 small letters, digits and `_`.
    GroupName, Code => Word
}

impl TextForm for GroupName {
    const EXPECTED: &'static str = "the name of a record type or group: a small letter, then up to 31 of a-z 0-9 _";
    const PATTERN: &'static str = "^[a-z][a-z0-9_]{0,31}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let is_name = (1..=32).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        if is_name { Ok(Self(text.into())) } else { Err(Invalid::new(Self::EXPECTED)) }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

text_newtype! {
    /// The kind of a file: `type/subtype` in lower case without parameters.
    MediaType, Code => Word
}

impl TextForm for MediaType {
    const EXPECTED: &'static str = "a media type in lower case without parameters, such as application/pdf";
    const PATTERN: &'static str = "^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$";
    const LENGTH: Option<(u32, u32)> = Some((3, 127));

    fn parse(text: &str) -> Result<Self, Invalid> {
        let is_name = |name: &str| {
            name.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
                && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9') || b"!#$&^_.+-".contains(&byte))
        };
        let is_type =
            text.len() <= 127 && text.split_once('/').is_some_and(|(kind, sub)| is_name(kind) && is_name(sub));
        if is_type { Ok(Self(text.into())) } else { Err(Invalid::new(Self::EXPECTED)) }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

text_newtype! {
    /// What people call a file: a letter or digit, then up to 99 of `A-Z a-z 0-9 . _ -` and space; never a path.
    FileName, Code => Word
}

impl TextForm for FileName {
    const EXPECTED: &'static str =
        "the name of a file: a letter or digit, then up to 99 of A-Z a-z 0-9 . _ - and space";
    const PATTERN: &'static str = "^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let is_name = text.len() <= 100
            && text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" ._-".contains(&byte));
        if is_name { Ok(Self(text.into())) } else { Err(Invalid::new(Self::EXPECTED)) }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
