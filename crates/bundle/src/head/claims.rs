//! Header and claims of a head: the part every JOSE library sees.

use pannier_crypto::{Algorithm, Digest, PublicKey};
use pannier_report::Code;
use serde::{Deserialize, Serialize};

use super::descriptor::DigestText;
use super::{fail, form, refused};
use crate::fault::Fault;
use crate::json::{self, Json};
use crate::key::Jwk;
use crate::limits;

/// `typ` of a head.
pub const TYP: &str = "pannier-bundle+sd-jwt";
/// Seconds of a day; `iat` and `exp` of a head are multiples of it.
pub const DAY: i64 = 86_400;
/// The first second of the year 10000, which no date here can name.
const END_OF_TIME: i64 = 253_402_300_800;
const VERSION: i64 = 1;

/// The `iss` of a bundle that a customer signs with this key (RFC 9278).
pub fn self_issuer(key: &PublicKey) -> String {
    format!("{}{}", form::SELF_PREFIX, key.kid())
}

/// What the issuer says about the whole bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Who signs: an `https` URL, or the RFC 9278 name of the customer's own key.
    pub iss: String,
    /// When it was issued, seconds since 1970, cut to the day.
    pub iat: i64,
    /// When it ends to be valid, likewise.
    pub exp: i64,
    /// The bundle's identity: the text of 16 random bytes.
    pub jti: String,
    /// The holder's key; without it whoever has a share can pass it on as their own.
    pub cnf: Option<PublicKey>,
    /// The customer's name towards this recipient, if the issuer gives one.
    pub sub: Option<String>,
    /// Where a status could be asked; carried, never followed.
    pub status: Option<Json>,
    /// The rules the records follow; judged at stage `schema`.
    pub profile: String,
}

impl Claims {
    /// The thumbprint that `iss` names, where the bundle is the customer's own making.
    pub fn self_thumbprint(&self) -> Option<&str> {
        form::self_thumbprint(&self.iss)
    }
}

/// The header, as far as it tells one head from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) algorithm: Algorithm,
    pub(super) kid: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderText {
    alg: String,
    kid: String,
    typ: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimsText {
    iss: String,
    iat: i64,
    exp: i64,
    jti: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cnf: Option<ConfirmationText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<Json>,
    pannier: PannierText,
    #[serde(rename = "_sd_alg")]
    sd_alg: String,
    parts: Vec<ElementText>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfirmationText {
    jwk: Jwk,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PannierText {
    v: i64,
    profile: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ElementText {
    #[serde(rename = "...")]
    digest: DigestText,
}

/// Only the version, whatever stands beside it.
#[derive(Deserialize)]
struct VersionOnly {
    pannier: AnyVersion,
}

#[derive(Deserialize)]
struct AnyVersion {
    v: i64,
}

impl Header {
    pub(super) fn read(text: &[u8]) -> Result<Self, Fault> {
        let header: HeaderText = json::read(text).map_err(|error| refused(&error, "", Code::HeadHeader))?;
        if header.typ != TYP {
            return Err(fail(Code::HeadHeader, "/typ", format!("typ is not {TYP}")));
        }
        let Some(algorithm) = Algorithm::from_jose(&header.alg) else {
            return Err(fail(Code::HeadAlg, "/alg", "alg is neither ES256 nor Ed25519"));
        };
        if !form::is_kid(&header.kid) {
            return Err(fail(Code::HeadHeader, "/kid", "kid is not the thumbprint of a key"));
        }
        Ok(Self { algorithm, kid: header.kid })
    }

    pub(super) fn write(&self) -> Vec<u8> {
        json::write(&HeaderText { alg: self.algorithm.jose().to_owned(), kid: self.kid.clone(), typ: TYP.to_owned() })
    }
}

impl Claims {
    /// The claims and the digests of `parts` in their order.
    pub(super) fn read(text: &[u8]) -> Result<(Self, Vec<Digest>), Fault> {
        // Before anything else: of another version nothing else is known.
        if json::read::<VersionOnly>(text).is_ok_and(|claims| claims.pannier.v != VERSION) {
            return Err(fail(Code::HeadVersion, "/pannier/v", "the version of the format is not 1")
                .with_help("a newer program may know this version"));
        }
        let claims: ClaimsText = json::read(text).map_err(|error| refused(&error, "", code_at(&error.pointer())))?;
        if !form::is_issuer(&claims.iss) {
            return Err(fail(Code::HeadClaims, "/iss", "iss is neither an https URL nor the name of a key"));
        }
        for (pointer, time) in [("/iat", claims.iat), ("/exp", claims.exp)] {
            if !(0..END_OF_TIME).contains(&time) || time % DAY != 0 {
                return Err(fail(Code::HeadTimes, pointer, "the time is not the begin of a day"));
            }
        }
        if claims.iat >= claims.exp {
            return Err(fail(Code::HeadTimes, "/exp", "exp does not lie after iat"));
        }
        if !form::is_sixteen(&claims.jti) {
            return Err(fail(Code::HeadClaims, "/jti", "jti is not the base64url of 16 bytes"));
        }
        let cnf = claims.cnf.map(|cnf| confirmation(&cnf.jwk)).transpose()?;
        if claims.sub.as_deref().is_some_and(|sub| !form::is_word(sub)) {
            return Err(fail(Code::HeadClaims, "/sub", "sub is not 1 to 256 printable ASCII characters"));
        }
        if !matches!(claims.status, None | Some(Json::Object(_))) {
            return Err(fail(Code::HeadClaims, "/status", "status is not an object"));
        }
        if !form::is_word(&claims.pannier.profile) {
            return Err(fail(
                Code::HeadClaims,
                "/pannier/profile",
                "profile is not 1 to 256 printable ASCII characters",
            ));
        }
        if claims.sd_alg != "sha-256" {
            return Err(fail(Code::HeadClaims, "/_sd_alg", "_sd_alg is not sha-256"));
        }
        if claims.parts.len() > limits::PARTS {
            return Err(fail(Code::HeadPartsLimit, "/parts", format!("more than {} elements", limits::PARTS)));
        }
        let digests = claims.parts.iter().map(|element| element.digest.0).collect();
        let read = Self {
            iss: claims.iss,
            iat: claims.iat,
            exp: claims.exp,
            jti: claims.jti,
            cnf,
            sub: claims.sub,
            status: claims.status,
            profile: claims.pannier.profile,
        };
        Ok((read, digests))
    }

    pub(super) fn write(&self, digests: &[Digest]) -> Vec<u8> {
        json::write(&ClaimsText {
            iss: self.iss.clone(),
            iat: self.iat,
            exp: self.exp,
            jti: self.jti.clone(),
            cnf: self.cnf.as_ref().map(|key| ConfirmationText { jwk: Jwk::bare(key) }),
            sub: self.sub.clone(),
            status: self.status.clone(),
            pannier: PannierText { v: VERSION, profile: self.profile.clone() },
            sd_alg: "sha-256".to_owned(),
            parts: digests.iter().map(|digest| ElementText { digest: DigestText(*digest) }).collect(),
        })
    }
}

fn confirmation(jwk: &Jwk) -> Result<PublicKey, Fault> {
    let key = jwk.public_key().map_err(|error| fail(Code::HeadCnf, "/cnf/jwk", error.to_string()))?;
    if key.algorithm() == Algorithm::Es256 {
        Ok(key)
    } else {
        Err(fail(Code::HeadCnf, "/cnf/jwk", "the holder's key is not a P-256 key"))
    }
}

/// The requirement on the claim a pointer leads into.
fn code_at(pointer: &str) -> Code {
    match pointer.split('/').nth(1) {
        Some("iat" | "exp") => Code::HeadTimes,
        Some("cnf") => Code::HeadCnf,
        Some("pannier") if pointer == "/pannier/v" => Code::HeadVersion,
        _ => Code::HeadClaims,
    }
}
