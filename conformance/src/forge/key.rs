//! Test keys: private scalars that anybody can compute, for nothing but vectors.

use std::{collections::BTreeMap, sync::LazyLock};

use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use ring::signature::{Ed25519KeyPair, KeyPair as _};

use super::{base64url, sha256};

/// Who signs with it, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestKey {
    /// Its name; the private key is the SHA-256 of `TEST ONLY` and this.
    pub name: &'static str,
    /// Its signature algorithm.
    pub algorithm: Algorithm,
}

/// The two algorithms of version 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256, nonces by RFC 6979.
    Es256,
    /// Ed25519.
    Ed25519,
}

/// The bank most vectors come from.
pub const BANK: TestKey = TestKey { name: "bank", algorithm: Algorithm::Es256 };
/// The same bank's key of the other algorithm.
pub const BANK_ED25519: TestKey = TestKey { name: "bank-ed25519", algorithm: Algorithm::Ed25519 };
/// Another listed institution.
pub const OTHER_BANK: TestKey = TestKey { name: "other-bank", algorithm: Algorithm::Es256 };
/// A key that is in no list.
pub const STRANGER: TestKey = TestKey { name: "stranger", algorithm: Algorithm::Es256 };
/// A listed key that is retired.
pub const RETIRED: TestKey = TestKey { name: "retired", algorithm: Algorithm::Es256 };
/// A listed key that is revoked.
pub const REVOKED: TestKey = TestKey { name: "revoked", algorithm: Algorithm::Es256 };
/// A listed key whose period is over.
pub const LAPSED: TestKey = TestKey { name: "lapsed", algorithm: Algorithm::Es256 };
/// A listed key whose period has not begun.
pub const FUTURE: TestKey = TestKey { name: "future", algorithm: Algorithm::Es256 };
/// The customer's key.
pub const HOLDER: TestKey = TestKey { name: "holder", algorithm: Algorithm::Es256 };
/// Somebody else's key.
pub const THIEF: TestKey = TestKey { name: "thief", algorithm: Algorithm::Es256 };

/// Three that sign the trust list.
pub const LIST_ONE: TestKey = TestKey { name: "list-one", algorithm: Algorithm::Es256 };
/// See [`LIST_ONE`].
pub const LIST_TWO: TestKey = TestKey { name: "list-two", algorithm: Algorithm::Ed25519 };
/// See [`LIST_ONE`].
pub const LIST_THREE: TestKey = TestKey { name: "list-three", algorithm: Algorithm::Es256 };

/// An organisation that asks for shares.
pub const APP: TestKey = TestKey { name: "app", algorithm: Algorithm::Es256 };
/// The same organisation's key of the other algorithm.
pub const APP_ED25519: TestKey = TestKey { name: "app-ed25519", algorithm: Algorithm::Ed25519 };
/// Its key that is retired.
pub const APP_RETIRED: TestKey = TestKey { name: "app-retired", algorithm: Algorithm::Es256 };
/// Its key that is revoked.
pub const APP_REVOKED: TestKey = TestKey { name: "app-revoked", algorithm: Algorithm::Es256 };
/// Its key whose period has not begun.
pub const APP_FUTURE: TestKey = TestKey { name: "app-future", algorithm: Algorithm::Es256 };
/// Another organisation that asks.
pub const OTHER_APP: TestKey = TestKey { name: "other-app", algorithm: Algorithm::Es256 };

/// All of them, for the key files.
pub const ALL: [TestKey; 19] = [
    LIST_ONE,
    LIST_TWO,
    LIST_THREE,
    BANK,
    BANK_ED25519,
    OTHER_BANK,
    STRANGER,
    RETIRED,
    REVOKED,
    LAPSED,
    FUTURE,
    HOLDER,
    THIEF,
    APP,
    APP_ED25519,
    APP_RETIRED,
    APP_REVOKED,
    APP_FUTURE,
    OTHER_APP,
];

/// The point of P-256 whose x is 0, written with the prime of the field in the place of 0, as a JWK.
pub fn beyond_the_prime() -> String {
    const PRIME: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    ];
    const Y: [u8; 32] = [
        0x66, 0x48, 0x5c, 0x78, 0x0e, 0x2f, 0x83, 0xd7, 0x24, 0x33, 0xbd, 0x5d, 0x84, 0xa0, 0x6b, 0xb6, 0x54, 0x1c,
        0x2a, 0xf3, 0x1d, 0xae, 0x87, 0x17, 0x28, 0xbf, 0x85, 0x6a, 0x17, 0x4f, 0x93, 0xf4,
    ];
    format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, base64url(&PRIME), base64url(&Y))
}

/// A key pair with what is computed from it once.
struct Pair {
    secret: Secret,
    jwk: String,
    kid: String,
}

enum Secret {
    Es256(Box<SigningKey>),
    Ed25519(Ed25519KeyPair),
}

static PAIRS: LazyLock<BTreeMap<&str, Pair>> = LazyLock::new(|| ALL.iter().map(|key| (key.name, key.pair())).collect());

impl TestKey {
    /// The private bytes: a scalar of P-256, or the seed of Ed25519.
    pub(super) fn seed(self) -> [u8; 32] {
        sha256(&[b"TEST ONLY ", self.name.as_bytes()])
    }

    fn pair(self) -> Pair {
        let (secret, jwk) = match self.algorithm {
            Algorithm::Es256 => {
                let key = SigningKey::from_slice(&self.seed()).expect("a hash is a scalar but for one in 2^32");
                let point = key.verifying_key().to_sec1_point(false);
                let x = base64url(point.x().expect("an uncompressed point has x"));
                let y = base64url(point.y().expect("an uncompressed point has y"));
                (Secret::Es256(Box::new(key)), format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#))
            }
            Algorithm::Ed25519 => {
                let key = Ed25519KeyPair::from_seed_unchecked(&self.seed()).expect("any 32 bytes are a seed");
                let x = base64url(key.public_key().as_ref());
                (Secret::Ed25519(key), format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#))
            }
        };
        let kid = base64url(&sha256(&[jwk.as_bytes()]));
        Pair { secret, jwk, kid }
    }

    /// The name in a header.
    pub const fn alg(self) -> &'static str {
        match self.algorithm {
            Algorithm::Es256 => "ES256",
            Algorithm::Ed25519 => "Ed25519",
        }
    }

    /// The public key as the required members of a JWK in the order of RFC 7638.
    pub fn jwk(self) -> String {
        PAIRS[self.name].jwk.clone()
    }

    /// The key pair as a JWK, for other implementations.
    pub fn private_jwk(self) -> String {
        let public = self.jwk();
        let d = base64url(&self.seed());
        format!(r#"{},"d":"{d}","kid":"{}","alg":"{}"}}"#, &public[..public.len() - 1], self.kid(), self.alg())
    }

    /// The RFC 7638 thumbprint.
    pub fn kid(self) -> String {
        PAIRS[self.name].kid.clone()
    }

    /// A signature over `message`: r and s of ES256, or the 64 bytes of Ed25519.
    pub fn sign(self, message: &[u8]) -> Vec<u8> {
        match &PAIRS[self.name].secret {
            Secret::Es256(key) => {
                let signature: Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Secret::Ed25519(key) => key.sign(message).as_ref().to_vec(),
        }
    }
}
