//! Keys and signatures: ES256 (RFC 7518 3.4) and Ed25519 (RFC 9864), nothing else.
//!
//! A [`PublicKey`] is checked when it is made, so that whoever holds one need not ask again. The bytes of a
//! signature identify nothing: whoever has one ES256 signature can make a second that verifies as well.

mod ed25519;
mod encoding;
mod private;
mod signer;

use std::fmt;

use ring::{agreement, signature};

pub use private::PrivateKey;
pub use signer::{SignError, Signer, es256_from_der};

use crate::base64url::{self, Base64Error};
use crate::digest::{Digest, sha256};

/// A signature algorithm; it belongs to the key and is never taken from a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256: the one every JOSE tool has.
    Es256,
    /// Ed25519 under its fully specified name. The older name `EdDSA` leaves the curve open and is refused.
    Ed25519,
}

impl Algorithm {
    /// The algorithm with this JOSE name, exactly.
    pub fn from_jose(alg: &str) -> Option<Self> {
        match alg {
            "ES256" => Some(Self::Es256),
            "Ed25519" => Some(Self::Ed25519),
            _ => None,
        }
    }

    /// The name in `alg`.
    pub fn jose(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Ed25519 => "Ed25519",
        }
    }

    /// The `kty` of its keys.
    pub fn kty(self) -> &'static str {
        match self {
            Self::Es256 => "EC",
            Self::Ed25519 => "OKP",
        }
    }

    /// The `crv` of its keys.
    pub fn crv(self) -> &'static str {
        match self {
            Self::Es256 => "P-256",
            Self::Ed25519 => "Ed25519",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.jose())
    }
}

/// The members of a JWK that make a public key, as their texts (RFC 7517, RFC 7518 6.2, RFC 8037 2).
///
/// Read by whoever reads JSON, who also decides on the members that are not here (`alg`, `use`, `kid`, private ones).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JwkParts<'a> {
    /// `EC` or `OKP`.
    pub kty: &'a str,
    /// `P-256` or `Ed25519`.
    pub crv: &'a str,
    /// base64url of 32 bytes.
    pub x: &'a str,
    /// base64url of 32 bytes for `EC`, absent for `OKP`.
    pub y: Option<&'a str>,
}

/// A public key known to be good: a point of P-256, or an Ed25519 key that is neither of small order nor in a second spelling.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicKey(Point);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Point {
    /// 0x04, x, y (SEC 1 2.3.3).
    P256([u8; 65]),
    /// RFC 8032 5.1.2.
    Ed25519([u8; 32]),
}

impl PublicKey {
    /// The P-256 key with these coordinates, big-endian.
    ///
    /// # Errors
    /// [`KeyError::NotOnCurve`], or [`KeyError::Random`] where the system has none: the check multiplies the point with a
    /// random number, which is how *ring* tells whether it is one.
    pub fn p256(x: &[u8; 32], y: &[u8; 32]) -> Result<Self, KeyError> {
        let mut point = [4; 65];
        point[1..33].copy_from_slice(x);
        point[33..].copy_from_slice(y);
        let random = ring::rand::SystemRandom::new();
        let other =
            agreement::EphemeralPrivateKey::generate(&agreement::ECDH_P256, &random).map_err(|_| KeyError::Random)?;
        agreement::agree_ephemeral(other, &agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, &point), |_| ())
            .map_err(|_| KeyError::NotOnCurve)?;
        Ok(Self(Point::P256(point)))
    }

    /// The Ed25519 key with these bytes.
    ///
    /// # Errors
    /// [`KeyError::SmallOrder`] for the keys under which anybody can sign, [`KeyError::NotCanonical`] for a second spelling
    /// of a key, [`KeyError::NotOnCurve`] for bytes that are no point.
    pub fn ed25519(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        ed25519::check(bytes)?;
        Ok(Self(Point::Ed25519(*bytes)))
    }

    /// The key that the members of a JWK describe.
    ///
    /// # Errors
    /// [`KeyError::Kind`], [`KeyError::Member`], [`KeyError::Presence`], and those of [`PublicKey::p256`] and [`PublicKey::ed25519`].
    pub fn from_jwk_parts(parts: &JwkParts<'_>) -> Result<Self, KeyError> {
        match (parts.kty, parts.crv, parts.y) {
            ("EC", "P-256", Some(y)) => Self::p256(&member("x", parts.x)?, &member("y", y)?),
            ("OKP", "Ed25519", None) => Self::ed25519(&member("x", parts.x)?),
            ("EC", "P-256", None) | ("OKP", "Ed25519", Some(_)) => Err(KeyError::Presence { member: "y" }),
            _ => Err(KeyError::Kind),
        }
    }

    /// The key in a DER `SubjectPublicKeyInfo` (RFC 5480 with the uncompressed point, RFC 8410).
    ///
    /// # Errors
    /// [`KeyError::Encoding`], and those of [`PublicKey::p256`] and [`PublicKey::ed25519`].
    pub fn from_spki_der(der: &[u8]) -> Result<Self, KeyError> {
        if let Some((x, y)) = encoding::p256_from_spki(der) {
            Self::p256(x, y)
        } else if let Some(bytes) = encoding::ed25519_from_spki(der) {
            Self::ed25519(bytes)
        } else {
            Err(KeyError::Encoding)
        }
    }

    /// The key in a `PUBLIC KEY` PEM text (RFC 7468 13), as `openssl pkey -pubout` writes it.
    ///
    /// # Errors
    /// [`KeyError::Pem`], and those of [`PublicKey::from_spki_der`].
    pub fn from_spki_pem(pem: &str) -> Result<Self, KeyError> {
        Self::from_spki_der(&encoding::from_pem("PUBLIC KEY", pem)?)
    }

    /// The key as a `PUBLIC KEY` PEM text.
    pub fn to_spki_pem(&self) -> String {
        let der = match &self.0 {
            Point::P256(point) => encoding::p256_to_spki(point),
            Point::Ed25519(bytes) => encoding::ed25519_to_spki(bytes),
        };
        encoding::to_pem("PUBLIC KEY", &der)
    }

    /// The algorithm of its signatures.
    pub fn algorithm(&self) -> Algorithm {
        match self.0 {
            Point::P256(_) => Algorithm::Es256,
            Point::Ed25519(_) => Algorithm::Ed25519,
        }
    }

    /// The member `x` of its JWK.
    pub fn x(&self) -> String {
        match &self.0 {
            Point::P256(point) => base64url::encode(&point[1..33]),
            Point::Ed25519(bytes) => base64url::encode(bytes),
        }
    }

    /// The member `y` of its JWK, if it has one.
    pub fn y(&self) -> Option<String> {
        match &self.0 {
            Point::P256(point) => Some(base64url::encode(&point[33..])),
            Point::Ed25519(_) => None,
        }
    }

    /// The RFC 7638 thumbprint: SHA-256 of the required members in a fixed form.
    pub fn thumbprint(&self) -> Digest {
        let (kty, crv, x) = (self.algorithm().kty(), self.algorithm().crv(), self.x());
        let text = match self.y() {
            Some(y) => format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}","y":"{y}"}}"#),
            None => format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}"}}"#),
        };
        sha256(text.as_bytes())
    }

    /// The thumbprint as text: the `kid` of this key everywhere in the format.
    pub fn kid(&self) -> String {
        base64url::encode(&self.thumbprint())
    }

    /// Whether `signature` is this key's for `message`: exactly 64 bytes, r and s or R and S.
    ///
    /// # Errors
    /// It is not. Why is not told, for there is nothing else to do than to refuse.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        let (algorithm, bytes): (&dyn signature::VerificationAlgorithm, &[u8]) = match &self.0 {
            Point::P256(point) => (&signature::ECDSA_P256_SHA256_FIXED, point),
            Point::Ed25519(bytes) => (&signature::ED25519, bytes),
        };
        signature::UnparsedPublicKey::new(algorithm, bytes).verify(message, signature).map_err(|_| BadSignature)
    }

    /// x and y, for P-256.
    fn coordinates(&self) -> Option<(&[u8; 32], &[u8; 32])> {
        match &self.0 {
            Point::P256(point) => {
                let (x, y) = point[1..].split_first_chunk()?;
                Some((x, y.try_into().ok()?))
            }
            Point::Ed25519(_) => None,
        }
    }

    fn bytes(&self) -> &[u8] {
        match &self.0 {
            Point::P256(point) => point,
            Point::Ed25519(bytes) => bytes,
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", self.algorithm(), self.kid())
    }
}

fn member(member: &'static str, text: &str) -> Result<[u8; 32], KeyError> {
    base64url::decode_array(text.as_bytes()).map_err(|error| KeyError::Member { member, error })
}

/// The signature is not the key's for this message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not belong to this key and these bytes")]
pub struct BadSignature;

/// Why there is no key. Never holds a byte of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Neither `EC`/`P-256` nor `OKP`/`Ed25519`.
    #[error("the key is neither EC with P-256 nor OKP with Ed25519")]
    Kind,
    /// A member of a JWK that is missing although its kind needs it, or present although its kind has none.
    #[error("the member {member} is missing, or its kind of key has none")]
    Presence {
        /// Its name.
        member: &'static str,
    },
    /// A member of a JWK is not the base64url of 32 bytes.
    #[error("the member {member} is not the base64url of 32 bytes")]
    Member {
        /// Its name.
        member: &'static str,
        /// Why.
        #[source]
        error: Base64Error,
    },
    /// The public key is no point of its curve.
    #[error("the public key is not a point of its curve")]
    NotOnCurve,
    /// An Ed25519 key of small order: signatures that verify under it prove nothing.
    #[error("the public key has small order")]
    SmallOrder,
    /// An Ed25519 key in a spelling other than the one RFC 8032 gives it.
    #[error("the public key is not in its canonical form")]
    NotCanonical,
    /// The private part is out of range or belongs to another public part.
    #[error("the private part does not belong to the public part")]
    Mismatch,
    /// Not one PEM block of the kind expected.
    #[error("the text is not one PEM block {expected:?}")]
    Pem {
        /// The label that belongs there.
        expected: &'static str,
    },
    /// DER of another kind of key, or not in the one form accepted.
    #[error("the DER is not a P-256 or Ed25519 key in the form that openssl pkey writes")]
    Encoding,
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random,
}
