//! Private keys held in this process.

use std::fmt;

use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
use zeroize::Zeroizing;

use super::{Algorithm, JwkParts, KeyError, PublicKey, SignError, Signer, encoding};
use crate::base64url;

/// A private key with the public key it belongs to.
///
/// Never printed. Its bytes are wiped when it is dropped; *ring* keeps a copy of its own inside the key pair and does not
/// wipe that one.
pub struct PrivateKey {
    /// d of ES256, the seed of Ed25519.
    bytes: Zeroizing<[u8; 32]>,
    public: PublicKey,
    pair: Pair,
}

enum Pair {
    Es256(Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

impl PrivateKey {
    /// A fresh key from the operating system's random bytes.
    ///
    /// # Errors
    /// [`KeyError::Random`].
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        let random = ring::rand::SystemRandom::new();
        let document = match algorithm {
            Algorithm::Es256 => EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random),
            Algorithm::Ed25519 => Ed25519KeyPair::generate_pkcs8(&random),
        };
        Self::from_pkcs8_der(document.map_err(|_| KeyError::Random)?.as_ref())
    }

    /// The Ed25519 key with this seed (RFC 8032 5.1.5). The same seed gives the same key and the same signatures, which
    /// ES256 cannot promise here.
    pub fn ed25519(seed: &[u8; 32]) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("a seed has 32 bytes and any will do");
        let public = pair.public_key().as_ref().try_into().expect("an Ed25519 key has 32 bytes");
        Self {
            bytes: Zeroizing::new(*seed),
            public: PublicKey::ed25519(public)
                .expect("a multiple of the base point by a clamped number has large order"),
            pair: Pair::Ed25519(Box::new(pair)),
        }
    }

    /// The P-256 key d with its point.
    ///
    /// # Errors
    /// [`KeyError::Mismatch`], [`KeyError::NotOnCurve`], [`KeyError::Random`].
    pub fn p256(d: &[u8; 32], x: &[u8; 32], y: &[u8; 32]) -> Result<Self, KeyError> {
        let public = PublicKey::p256(x, y)?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            d,
            public.bytes(),
            &ring::rand::SystemRandom::new(),
        )
        .map_err(|_| KeyError::Mismatch)?;
        Ok(Self { bytes: Zeroizing::new(*d), public, pair: Pair::Es256(Box::new(pair)) })
    }

    /// The key that the members of a private JWK describe.
    ///
    /// # Errors
    /// Those of [`PublicKey::from_jwk_parts`], [`KeyError::Mismatch`].
    pub fn from_jwk_parts(parts: &JwkParts<'_>, d: &str) -> Result<Self, KeyError> {
        let public = PublicKey::from_jwk_parts(parts)?;
        let bytes = base64url::decode(d.as_bytes()).map(Zeroizing::new);
        let bytes = bytes.map_err(|error| KeyError::Member { member: "d", error })?;
        let Some(d) = bytes.first_chunk().filter(|_| bytes.len() == 32) else {
            let error = base64url::Base64Error::Size { expected: 32, found: bytes.len() };
            return Err(KeyError::Member { member: "d", error });
        };
        match public.coordinates() {
            Some((x, y)) => Self::p256(d, x, y),
            None => Some(Self::ed25519(d)).filter(|key| key.public == public).ok_or(KeyError::Mismatch),
        }
    }

    /// The key in a DER PKCS#8 document: P-256 with its public key (RFC 5915), Ed25519 with or without (RFC 8410).
    ///
    /// # Errors
    /// [`KeyError::Encoding`], and those of [`PrivateKey::p256`].
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        if let Some((d, x, y)) = encoding::p256_from_pkcs8(der) {
            return Self::p256(d, x, y);
        }
        let (seed, public) = encoding::ed25519_from_pkcs8(der).ok_or(KeyError::Encoding)?;
        let key = Self::ed25519(seed);
        match public {
            Some(public) if key.public.bytes() != public => Err(KeyError::Mismatch),
            _ => Ok(key),
        }
    }

    /// The key in a `PRIVATE KEY` PEM text (RFC 7468 10), as `openssl genpkey` writes it.
    ///
    /// # Errors
    /// [`KeyError::Pem`], and those of [`PrivateKey::from_pkcs8_der`].
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, KeyError> {
        Self::from_pkcs8_der(&encoding::from_pem("PRIVATE KEY", pem)?)
    }

    /// The key as a `PRIVATE KEY` PEM text, without a passphrase.
    pub fn to_pkcs8_pem(&self) -> Zeroizing<String> {
        let der = match self.pair {
            Pair::Es256(_) => encoding::p256_to_pkcs8(&self.bytes, self.public.bytes()),
            Pair::Ed25519(_) => encoding::ed25519_to_pkcs8(&self.bytes),
        };
        Zeroizing::new(encoding::to_pem("PRIVATE KEY", &der))
    }

    /// The member `d` of its private JWK.
    pub fn d(&self) -> Zeroizing<String> {
        Zeroizing::new(base64url::encode(&*self.bytes))
    }
}

impl Signer for PrivateKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        match &self.pair {
            Pair::Es256(pair) => pair
                .sign(&ring::rand::SystemRandom::new(), message)
                .map(|signature| signature.as_ref().to_vec())
                .map_err(|_| SignError::Random),
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({} {})", self.public.algorithm(), self.public.kid())
    }
}
