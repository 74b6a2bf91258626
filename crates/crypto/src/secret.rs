//! The secret of a bundle and everything derived from it (`trees-context`, `trees-seed`, `trees-decoy`, `trees-pair-id`).
//!
//! Texts (`jti`, ids) go in as the UTF-8 bytes of the claim, never decoded.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, zeroize_bytes};

use crate::base64url;
use crate::digest::{hkdf_expand, hmac_sha256, sha256};
use crate::label::{LabelError, lp};
use crate::random::{self, Random, RandomError};

/// The 32 random bytes of `secret.bin`: with them the holder can withhold any row, without them nobody can guess one.
///
/// Wiped when dropped and never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; 32]);

impl Secret {
    /// The secret with these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A fresh secret (`trees-secret-fresh`: one for every head, used for no other).
    ///
    /// # Errors
    /// As [`Random::fill`].
    pub fn generate(random: &mut dyn Random) -> Result<Self, RandomError> {
        random::array(random).map(Self)
    }

    /// The bytes, for `secret.bin` and for nothing else.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The root seed of one tree: HKDF-Expand(secret, LP("seed", jti, part, group), 16).
    ///
    /// # Errors
    /// A text is longer than 65,535 bytes.
    pub fn seed(&self, jti: &str, part: &str, group: &str) -> Result<Seed, LabelError> {
        let info = lp(&[b"seed", jti.as_bytes(), part.as_bytes(), group.as_bytes()])?;
        Ok(Seed(self.expand(&info)))
    }

    /// The value behind decoy `i`: HKDF-Expand(secret, LP("decoy", jti, u32(i)), 16).
    ///
    /// # Errors
    /// `jti` is longer than 65,535 bytes.
    pub fn decoy(&self, jti: &str, i: u32) -> Result<[u8; 16], LabelError> {
        Ok(self.expand(&lp(&[b"decoy", jti.as_bytes(), &i.to_be_bytes()])?))
    }

    /// The key under which account numbers of this bundle become pair ids: HKDF-Expand(secret, LP("pair"), 32).
    pub fn pair_key(&self) -> PairKey {
        PairKey(self.expand(&lp(&[b"pair"]).expect("a four-byte part has a length")))
    }

    fn expand<const N: usize>(&self, info: &[u8]) -> [u8; N] {
        const { assert!(N <= 8160, "HKDF-Expand gives no more") };
        let mut out = [0; N];
        hkdf_expand(&self.0, info, &mut out).expect("N is within the limit, as asserted");
        out
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The digest that stands in the head for a decoy with this value: base64url(SHA-256(base64url(value))).
///
/// It is made like the digest of a disclosure, so that nobody can tell the two apart before the value is opened.
pub fn decoy_digest(value: &[u8; 16]) -> String {
    base64url::encode(&sha256(base64url::encode(value).as_bytes()))
}

/// The seed of a node: 16 bytes from which the salts of all rows below it follow.
///
/// At a leaf the seed *is* the salt. Wiped when dropped, and never printed, for a withheld row is only as safe as it.
#[derive(Clone)]
pub struct Seed([u8; 16]);

impl Zeroize for Seed {
    fn zeroize(&mut self) {
        // In one store: a walk drops a seed at every node, and sixteen stores of a byte took a tenth of its time.
        zeroize_bytes(&mut self.0);
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        self.zeroize();
    }
}

impl ZeroizeOnDrop for Seed {}

impl Seed {
    /// The seed with these bytes.
    pub fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the stream of seeds of a share and for hashing.
    pub fn expose(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

/// What makes the hashes of one tree useless in every other: 16 public bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context([u8; 16]);

impl Context {
    /// The context with these bytes.
    pub fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// The context of the tree of one group (or of `row`, the row view) of one part:
/// the first 16 bytes of SHA-256(LP("ctx", jti, part, group)).
///
/// # Errors
/// A text is longer than 65,535 bytes.
pub fn tree_context(jti: &str, part: &str, group: &str) -> Result<Context, LabelError> {
    let digest = sha256(&lp(&[b"ctx", jti.as_bytes(), part.as_bytes(), group.as_bytes()])?);
    let (context, _) = digest.split_first_chunk().expect("a digest has 32 bytes");
    Ok(Context(*context))
}

/// The key of a bundle's pair ids. Wiped when dropped and never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PairKey([u8; 32]);

impl PairKey {
    /// The name under which one account number appears throughout a bundle, 22 characters:
    /// base64url of the first 16 bytes of HMAC-SHA-256(key, LP(scheme, value)).
    ///
    /// Keyed, because account numbers are few enough to be tried one by one against a plain hash.
    ///
    /// # Errors
    /// A text is longer than 65,535 bytes.
    pub fn pair_id(&self, scheme: &str, value: &str) -> Result<String, LabelError> {
        let tag = hmac_sha256(&self.0, &lp(&[scheme.as_bytes(), value.as_bytes()])?);
        Ok(base64url::encode(&tag[..16]))
    }
}

impl fmt::Debug for PairKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairKey(..)")
    }
}
