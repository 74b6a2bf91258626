//! The forge: makes good and broken files byte by byte, from the text of `spec/` alone.
//!
//! It shares no reader, writer, tree or signature code with the crates it tests, so a mistake in one of them cannot
//! hide in the vectors as well. Everything it makes is a function of its source: no clock, no randomness, no
//! compressor; Ed25519 is deterministic by design and ES256 by RFC 6979.

pub mod bank;
pub mod catalogue;
pub mod cost;
pub mod crc;
pub mod deflate;
pub mod documents;
pub mod ed25519;
pub mod energy;
pub mod figures;
pub mod head;
pub mod key;
mod member;
pub mod priced;
pub mod retail;
pub mod share;
pub mod signed;
pub mod tariff;
pub mod telco;
pub mod tree;
pub mod types;
pub mod write;
pub mod zip;

/// One deliberate departure: changes a piece just before it is used, so that all that follows agrees with the change.
pub type Edit<T> = Option<fn(&mut T)>;

/// Applies an edit where there is one.
pub(crate) fn apply<T>(edit: Edit<T>, value: &mut T) {
    if let Some(edit) = edit {
        edit(value);
    }
}

/// Base64url without padding.
pub fn base64url(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// SHA-256 of the pieces one after the other.
pub fn sha256(pieces: &[&[u8]]) -> [u8; 32] {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for piece in pieces {
        context.update(piece);
    }
    context.finish().as_ref().try_into().expect("SHA-256 has 32 bytes")
}

/// HMAC-SHA-256.
pub fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key);
    ring::hmac::sign(&key, message).as_ref().try_into().expect("HMAC-SHA-256 has 32 bytes")
}

/// The first `length` (at most 32) bytes of HKDF-Expand with SHA-256: one block, RFC 5869 section 2.3.
pub fn expand(prk: &[u8; 32], info: &[u8], length: usize) -> Vec<u8> {
    let mut block = info.to_vec();
    block.push(1);
    hmac(prk, &block)[..length].to_vec()
}
