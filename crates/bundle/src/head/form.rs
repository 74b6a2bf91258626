//! The forms of names and identifiers in a head. Byte grammars, so that every implementation can have the same ones.

use pannier_crypto::base64url;
use pannier_model::document::{Address, FileName, MediaType};

use crate::container;
use crate::part::ROW;

/// The most characters of a text nobody here gives a grammar: `series`, `schema`, `sort`, `profile`, `sub`.
pub(crate) const MAX_TEXT: usize = 256;
/// What a self-made bundle's `iss` begins with (RFC 9278 with the hash of RFC 7638).
pub(crate) const SELF_PREFIX: &str = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";

/// `[a-z][a-z0-9_]{0,31}` and not `row`, which names the tree over whole rows: parts, attachments, groups.
pub(crate) fn is_id(text: &str) -> bool {
    text != ROW && container::is_id(text)
}

/// `[a-z][a-z0-9_]{0,63}`: members of a row.
pub(crate) fn is_member(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// 1 to [`MAX_TEXT`] printable ASCII characters without space.
pub(crate) fn is_word(text: &str) -> bool {
    (1..=MAX_TEXT).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// An `https` URL without user, query or fragment, or the RFC 9278 name of a key.
pub(crate) fn is_issuer(text: &str) -> bool {
    is_institution(text) || self_thumbprint(text).is_some()
}

/// `https://host[:port][/path]`, host in lower case, no user, query or fragment: compared byte by byte.
pub(crate) fn is_institution(text: &str) -> bool {
    Address::parse(text).is_ok()
}

/// The thumbprint text of an RFC 9278 issuer.
pub(crate) fn self_thumbprint(iss: &str) -> Option<&str> {
    iss.strip_prefix(SELF_PREFIX).filter(|kid| is_kid(kid))
}

/// The text of 32 bytes.
pub(crate) fn is_kid(text: &str) -> bool {
    base64url::decode_array::<32>(text.as_bytes()).is_ok()
}

/// The text of 16 bytes: `jti`, salts, decoys.
pub(crate) fn is_sixteen(text: &str) -> bool {
    base64url::decode_array::<16>(text.as_bytes()).is_ok()
}

/// `[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}`: shown to people, never a path.
pub(crate) fn is_attachment_name(text: &str) -> bool {
    FileName::parse(text).is_ok()
}

/// `type/subtype` in lower case (RFC 6838 4.2), no parameters, at most 127 characters.
pub(crate) fn is_media_type(text: &str) -> bool {
    MediaType::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: fn(&str) -> bool, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert!(form(text), "refused: {text}");
        }
        for text in wrong {
            assert!(!form(text), "accepted: {text}");
        }
    }

    #[test]
    fn ids() {
        let longest = format!("a{}", "0".repeat(31));
        let longer = format!("{longest}0");
        check(is_id, &["a", "k3", "p_0", "rows", &longest], &["", "row", "3k", "_a", "K3", "a-b", "a.b", "ä", &longer]);
    }

    #[test]
    fn issuers() {
        let path = format!("https://bank.example/{}", "a".repeat(235));
        let too_long = format!("{path}a");
        check(
            is_issuer,
            &[
                "https://bank.example",
                "https://bank.example/",
                "https://bank.example:8443/retail/v1",
                "https://localhost",
                &path,
                "urn:ietf:params:oauth:jwk-thumbprint:sha-256:1fujOHd8I7gwTO263dEoPFz92UqRHap-7yEvM0VwmYk",
            ],
            &[
                "",
                "bank.example",
                "http://bank.example",
                "HTTPS://bank.example",
                "https://",
                "https:///a",
                "https://Bank.example",
                "https://bank..example",
                "https://-bank.example",
                "https://user@bank.example",
                "https://bank.example:0",
                "https://bank.example:08443",
                "https://bank.example:65536",
                "https://bank.example:",
                "https://bank.example?x",
                "https://bank.example#x",
                "https://bank.example/a b",
                "https://bänk.example",
                &too_long,
                "urn:ietf:params:oauth:jwk-thumbprint:sha-256:",
                "urn:ietf:params:oauth:jwk-thumbprint:sha-256:1fujOHd8I7gwTO263dEoPFz92UqRHap-7yEvM0VwmYl",
                "urn:ietf:params:oauth:jwk-thumbprint:sha-512:1fujOHd8I7gwTO263dEoPFz92UqRHap-7yEvM0VwmYk",
            ],
        );
    }

    #[test]
    fn attachments() {
        check(is_attachment_name, &["bill.pdf", "2026-01 bill.pdf", "a"], &["", ".pdf", " a", "a/b", "a\\b", "ä.pdf"]);
        check(
            is_media_type,
            &["application/pdf", "image/svg+xml", "application/vnd.pannier.bundle+zip"],
            &["", "pdf", "Application/PDF", "text/plain;charset=utf-8", "a/b/c", "/pdf", "application/"],
        );
    }
}
