//! Keys as DER and PEM, each in the one form that `openssl pkey` and *ring* write.
//!
//! Every key of a kind has the same length, so its DER is a constant with the key's bytes in it: there is nothing to parse and
//! no second spelling to accept.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::KeyError;

const P256_SPKI: [u8; 27] =
    *b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04";
const ED25519_SPKI: [u8; 12] = *b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";

/// PKCS#8 v1 around RFC 5915, without parameters, with the public key.
const P256_PKCS8: [u8; 36] = *b"\x30\x81\x87\x02\x01\x00\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x04\x6d\x30\x6b\x02\x01\x01\x04\x20";
const P256_PKCS8_PUBLIC: [u8; 6] = *b"\xa1\x44\x03\x42\x00\x04";
/// RFC 8410 7.
const ED25519_PKCS8: [u8; 16] = *b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
/// The same with the public key behind it (RFC 5958 v2).
const ED25519_PKCS8_V2: [u8; 16] = *b"\x30\x51\x02\x01\x01\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
const ED25519_PKCS8_V2_PUBLIC: [u8; 3] = *b"\x81\x21\x00";

/// x and y of a P-256 `SubjectPublicKeyInfo`.
pub(super) fn p256_from_spki(der: &[u8]) -> Option<(&[u8; 32], &[u8; 32])> {
    let (x, y) = der.strip_prefix(&P256_SPKI)?.split_first_chunk()?;
    Some((x, y.try_into().ok()?))
}

/// The key of an Ed25519 `SubjectPublicKeyInfo`.
pub(super) fn ed25519_from_spki(der: &[u8]) -> Option<&[u8; 32]> {
    der.strip_prefix(&ED25519_SPKI)?.try_into().ok()
}

/// `point` is 0x04, x, y.
pub(super) fn p256_to_spki(point: &[u8; 65]) -> Vec<u8> {
    [&P256_SPKI[..26], point].concat()
}

pub(super) fn ed25519_to_spki(key: &[u8; 32]) -> Vec<u8> {
    [&ED25519_SPKI[..], key].concat()
}

/// d, x and y of a P-256 private key.
pub(super) fn p256_from_pkcs8(der: &[u8]) -> Option<(&[u8; 32], &[u8; 32], &[u8; 32])> {
    let (d, rest) = der.strip_prefix(&P256_PKCS8)?.split_first_chunk()?;
    let (x, y) = rest.strip_prefix(&P256_PKCS8_PUBLIC)?.split_first_chunk()?;
    Some((d, x, y.try_into().ok()?))
}

/// The seed of an Ed25519 private key, and the public key where it stands beside it.
pub(super) fn ed25519_from_pkcs8(der: &[u8]) -> Option<(&[u8; 32], Option<&[u8; 32]>)> {
    if let Some(seed) = der.strip_prefix(&ED25519_PKCS8) {
        return Some((seed.try_into().ok()?, None));
    }
    let (seed, rest) = der.strip_prefix(&ED25519_PKCS8_V2)?.split_first_chunk()?;
    let public = rest.strip_prefix(&ED25519_PKCS8_V2_PUBLIC)?.try_into().ok()?;
    Some((seed, Some(public)))
}

/// `point` is 0x04, x, y.
pub(super) fn p256_to_pkcs8(d: &[u8; 32], point: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([&P256_PKCS8[..], d, &P256_PKCS8_PUBLIC[..5], point].concat())
}

pub(super) fn ed25519_to_pkcs8(seed: &[u8; 32]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([&ED25519_PKCS8[..], seed].concat())
}

/// The bytes of a text that is one PEM block with this label (RFC 7468 2), white space around it allowed.
pub(super) fn from_pem(label: &'static str, pem: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let refused = KeyError::Pem { expected: label };
    let body = pem
        .trim()
        .strip_prefix("-----BEGIN ")
        .and_then(|rest| rest.strip_prefix(label))
        .and_then(|rest| rest.strip_prefix("-----"))
        .and_then(|rest| rest.strip_suffix("-----"))
        .and_then(|rest| rest.strip_suffix(label))
        .and_then(|rest| rest.strip_suffix("-----END "))
        .ok_or(refused)?;
    // The whole size at once: a buffer that grows leaves pieces of the key behind.
    let mut text = Zeroizing::new(String::with_capacity(body.len()));
    text.extend(body.lines().map(str::trim));
    STANDARD.decode(text.as_bytes()).map(Zeroizing::new).map_err(|_| refused)
}

/// One PEM block, lines of 64 characters, ended by a line feed.
pub(super) fn to_pem(label: &str, der: &[u8]) -> String {
    let body = Zeroizing::new(STANDARD.encode(der));
    let mut pem = String::with_capacity(body.len() + body.len() / 64 + 2 * label.len() + 40);
    pem.extend(["-----BEGIN ", label, "-----\n"]);
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        pem.extend([line, "\n"]);
        rest = more;
    }
    pem.extend(["-----END ", label, "-----\n"]);
    pem
}
