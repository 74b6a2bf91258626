//! SHA-256 and the two keyed constructions made of it: HMAC (RFC 2104) and HKDF-Expand (RFC 5869 2.3).

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use ring::{hkdf, hmac as ring_hmac};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest: 32 bytes.
pub type Digest = [u8; 32];

/// SHA-256 of one byte string.
///
/// Of `sha2`, not of ring: a tree hashes one or two blocks at a time, and what ring does around them costs half as much again as
/// they do.
pub fn sha256(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// HMAC-SHA-256 of `bytes` under `key` (any length).
pub fn hmac_sha256(key: &[u8], bytes: &[u8]) -> Digest {
    let tag = ring_hmac::sign(&ring_hmac::Key::new(ring_hmac::HMAC_SHA256, key), bytes);
    tag.as_ref().try_into().expect("HMAC-SHA-256 gives 32 bytes")
}

/// A key of HMAC-SHA-256 with its share of the work done, for many short messages under it.
///
/// Of another library than [`hmac_sha256`]: what that one does around its two blocks takes as long as the blocks do.
#[derive(Clone)]
pub struct MacKey(Hmac<Sha256>);

impl MacKey {
    /// A key of any length.
    pub fn new(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes keys of any length"))
    }

    /// What [`hmac_sha256`] gives under this key.
    pub fn sign(&self, bytes: &[u8]) -> Digest {
        self.0.clone().chain_update(bytes).finalize().into_bytes().into()
    }
}

/// Shows nothing.
impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(..)")
    }
}

/// HKDF-Expand with SHA-256: fills `out` from the pseudorandom key `prk` and `info`.
///
/// There is no extract step here: the secrets of a bundle are uniform already. Whoever needs HKDF-Extract has it as
/// `hmac_sha256(salt, input)`.
///
/// # Errors
/// `out` is longer than 8,160 bytes, the most that RFC 5869 defines.
pub fn hkdf_expand(prk: &[u8; 32], info: &[u8], out: &mut [u8]) -> Result<(), ExpandError> {
    hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, prk)
        .expand(&[info], Length(out.len()))
        .and_then(|okm| okm.fill(out))
        .map_err(|_| ExpandError)
}

/// More bytes were asked of [`hkdf_expand`] than RFC 5869 defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("one key derivation gives at most 8160 bytes")]
pub struct ExpandError;

/// SHA-256 of bytes that arrive piece by piece.
#[derive(Clone)]
pub struct Hasher(Sha256);

impl Hasher {
    /// A hasher that has seen nothing.
    pub fn new() -> Self {
        Self(Sha256::new())
    }

    /// Takes the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all pieces in order.
    pub fn finish(self) -> Digest {
        self.0.finalize().into()
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

/// Says nothing of the state, which is as good as the bytes hashed when they are few.
impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher(..)")
    }
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}
