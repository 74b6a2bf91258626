//! Bytes into digests, trees, keys and signatures; must never know ZIP, JSON text, who is trusted, or what time it is.
//!
//! Everything that hides a withheld row or proves a shown one is here, and so is everything that touches *ring*. The two
//! exceptions to "no JSON" are fixed bytes, not parsing: the members a thumbprint hashes (RFC 7638) and the
//! `header.payload.signature` form of a compact JWS (RFC 7515 7.1). The JSON text of keys and headers is read elsewhere
//! and arrives as parts.
//!
//! | to | use |
//! |---|---|
//! | hash bytes, derive keys | [`digest`] |
//! | write digests as text | [`base64url`] |
//! | derive what the holder's secret hides | [`Secret`] |
//! | commit to rows, withhold some, check what is left | [`TreeBuilder`], [`Redactor`], [`TreeVerifier`] over [`Shown`] |
//! | load, write and use keys | [`PublicKey`], [`PrivateKey`], [`Signer`] |
//! | take apart or make a compact JWS | [`Compact`], [`sign_compact`] |
//!
//! Clauses named `trees-…` and `proof-…` are the requirements of `spec/04-trees.md`.

pub mod base64url;
pub mod digest;
pub mod jws;
pub mod key;
pub mod label;
pub mod random;
pub mod secret;
pub mod shown;
pub mod tree;

pub use digest::{Digest, Hasher, hmac_sha256, sha256};
pub use jws::{Compact, sign_compact};
pub use key::{Algorithm, PrivateKey, PublicKey, Signer};
pub use label::lp;
pub use random::{Random, SeededRandom, SystemRandom};
pub use secret::{Context, Secret, Seed};
pub use shown::Shown;
pub use tree::{ProofWriter, Redactor, TreeBuilder, TreeVerifier};
