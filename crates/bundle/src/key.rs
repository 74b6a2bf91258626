//! Keys as JSON (JWK, RFC 7517): read strictly, written in one form.
//!
//! A JWK has the members its kind needs (`kty`, `crv`, `x`, for P-256 `y`; a private one `d`) and at most `kid`, `alg` and
//! `use` beside them, each of which must agree with the key. A private key where a public one belongs is refused loudly:
//! it has been given away.

use pannier_crypto::key::{JwkParts, KeyError};
use pannier_crypto::{PrivateKey, PublicKey};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::json::{self, JsonError};

/// A JWK as it stands in a document: the members are there, whether they make a key is for [`Jwk::public_key`] to say.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct Jwk {
    kty: String,
    crv: String,
    x: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    y: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    d: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alg: Option<String>,
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    usage: Option<String>,
}

impl Jwk {
    /// The bare public key: `kty`, `crv`, `x` and, for P-256, `y`, as `cnf` holds it.
    pub fn bare(key: &PublicKey) -> Self {
        Self {
            kty: key.algorithm().kty().to_owned(),
            crv: key.algorithm().crv().to_owned(),
            x: key.x(),
            y: key.y(),
            d: None,
            kid: None,
            alg: None,
            usage: None,
        }
    }

    /// The public key with `kid` and `alg`, as a trust list or a key file holds it.
    pub fn named(key: &PublicKey) -> Self {
        let mut jwk = Self::bare(key);
        jwk.kid = Some(key.kid());
        jwk.alg = Some(key.algorithm().jose().to_owned());
        jwk
    }

    /// The public key, all members checked.
    ///
    /// # Errors
    /// The members make no good key, disagree with it, or hold a private key.
    pub fn public_key(&self) -> Result<PublicKey, JwkError> {
        if self.d.is_some() {
            return Err(JwkError::Private);
        }
        let key = PublicKey::from_jwk_parts(&self.parts())?;
        self.agree(&key)?;
        Ok(key)
    }

    fn parts(&self) -> JwkParts<'_> {
        JwkParts { kty: &self.kty, crv: &self.crv, x: &self.x, y: self.y.as_deref() }
    }

    fn agree(&self, key: &PublicKey) -> Result<(), JwkError> {
        let disagrees = |said: &Option<String>, is: &str| said.as_deref().is_some_and(|said| said != is);
        if disagrees(&self.kid, &key.kid()) {
            return Err(JwkError::Disagrees { member: "kid" });
        }
        if disagrees(&self.alg, key.algorithm().jose()) {
            return Err(JwkError::Disagrees { member: "alg" });
        }
        if disagrees(&self.usage, "sig") {
            return Err(JwkError::Disagrees { member: "use" });
        }
        Ok(())
    }
}

impl std::fmt::Debug for Jwk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Jwk({})", if self.d.is_some() { "private" } else { "public" })
    }
}

/// Reads a public JWK.
///
/// # Errors
/// Not strict JSON, unknown members, or as [`Jwk::public_key`].
pub fn read_public(text: &[u8]) -> Result<PublicKey, JwkError> {
    json::read::<Jwk>(text)?.public_key()
}

/// Reads a private JWK.
///
/// # Errors
/// Not strict JSON, unknown members, no `d`, or members that make no key or disagree with it.
pub fn read_private(text: &[u8]) -> Result<PrivateKey, JwkError> {
    let jwk: Jwk = json::read(text)?;
    let d = jwk.d.as_deref().ok_or(JwkError::Public)?;
    let key = PrivateKey::from_jwk_parts(&jwk.parts(), d)?;
    jwk.agree(pannier_crypto::Signer::public_key(&key))?;
    Ok(key)
}

/// A public key as one line of JSON, with `kid` and `alg`.
pub fn public_text(key: &PublicKey) -> String {
    text(&Jwk::named(key))
}

/// A private key as one line of JSON, with `kid` and `alg`; not protected by a passphrase.
pub fn private_text(key: &PrivateKey) -> Zeroizing<String> {
    let mut jwk = Jwk::named(pannier_crypto::Signer::public_key(key));
    jwk.d = Some((*key.d()).clone());
    Zeroizing::new(text(&jwk))
}

fn text(jwk: &Jwk) -> String {
    String::from_utf8(json::write(jwk)).expect("JSON is UTF-8")
}

/// Why JSON is no key. Never holds a byte of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwkError {
    /// Not the JSON of a JWK.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The members make no key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A private key where a public one belongs.
    #[error("a private key stands where a public key belongs")]
    Private,
    /// A public key where a private one belongs.
    #[error("the key has no private part")]
    Public,
    /// `kid`, `alg` or `use` says something else than the key.
    #[error("the member {member} disagrees with the key")]
    Disagrees {
        /// Which.
        member: &'static str,
    },
}
