//! The key binding of a share: the holder's signature over what is shown, to whom, and for which request.
//!
//! A KB-JWT (RFC 9901 4.3) behind the last `~` of the head, with one claim more: `pannier_share`, the hash of `share.json`.
//! RFC 9901 asks for a compelling reason to add a claim; here it is that the SD-JWT commits to descriptors only, and
//! without it anybody on the way could show less than the holder did.

use std::collections::BTreeSet;
use std::io;

use pannier_crypto::jws::{JwsError, sign_compact};
use pannier_crypto::key::SignError;
use pannier_crypto::{Algorithm, Compact, Digest, Signer, base64url, digest::sha256};
use pannier_report::{Code, Finding, Location};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::head::{ENTRY, Head};
use crate::json::{self, JsonError};

/// `typ` of a key binding.
pub const TYP: &str = "kb+jwt";
/// How long before the verifier's time a key binding may have been made, unless policy says otherwise.
pub const MAX_AGE: i64 = 600;
/// How long after it, for clocks that differ.
pub const MAX_LEAD: i64 = 300;
/// The most characters of `aud` and `nonce`.
const MAX_TEXT: usize = 256;

/// What a key binding says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyBinding {
    /// When the holder signed, seconds since 1970.
    pub iat: i64,
    /// For whom.
    pub aud: String,
    /// The recipient's number for the request, or 16 random bytes where there was none.
    pub nonce: String,
    /// Hash of the head as presented.
    pub sd_hash: Digest,
    /// Hash of `share.json`.
    pub share_hash: Digest,
}

/// Whether and to whom a file is bound. Complete: the three cases of a share, and bundles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    /// A bundle: it has none.
    Bundle,
    /// A share of a head without `cnf`: whoever has the file can pass it on as their own.
    Bearer,
    /// A share whose head names a holder key, but without key binding: `purpose` and `exp` are not proven.
    Unbound,
    /// A key binding that verified.
    Bound(KeyBinding),
}

/// What the verifier asks of a key binding. Its own policy, never the file's.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The verifier's time, seconds since 1970.
    pub now: i64,
    /// Whether a file without key binding is refused.
    pub required: bool,
    /// The audience it has to name; with none, whatever it names is accepted.
    pub audience: Option<&'a str>,
    /// The nonce it has to repeat; with none, whatever it repeats is accepted.
    pub nonce: Option<&'a str>,
    /// The most seconds before `now` at which it may have been made.
    pub max_age: i64,
    /// The most seconds after `now`.
    pub max_lead: i64,
}

impl Expected<'_> {
    /// Nothing is required; what is there has to be right and made about `now`.
    pub fn at(now: i64) -> Self {
        Self { now, required: false, audience: None, nonce: None, max_age: MAX_AGE, max_lead: MAX_LEAD }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderText {
    alg: String,
    typ: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimsText {
    iat: i64,
    aud: String,
    nonce: String,
    sd_hash: String,
    pannier_share: String,
}

/// Stage `binding`: checks the key binding of a share (`share` is the text of its `share.json`) or its absence in a bundle
/// (`None`).
///
/// # Errors
/// The first departure from a requirement of stage `binding`. Whether a nonce was seen before is [`check_fresh`]'s question.
pub fn check(head: &Head, share: Option<&[u8]>, expected: &Expected<'_>) -> Result<Binding, Fault> {
    let Some(text) = head.binding() else {
        if expected.required {
            return Err(fail(Code::BindingRequired, "", "there is no key binding")
                .with_help("ask the holder for a share bound to you and to your request"));
        }
        return Ok(match (share, &head.claims().cnf) {
            (None, _) => Binding::Bundle,
            (Some(_), None) => Binding::Bearer,
            (Some(_), Some(_)) => Binding::Unbound,
        });
    };
    let (Some(share), Some(holder)) = (share, &head.claims().cnf) else {
        let what = if share.is_none() { "a bundle has a key binding" } else { "the head names no key to bind to" };
        return Err(fail(Code::BindingWithoutKey, "", what));
    };
    let compact = Compact::parse(text.as_bytes()).map_err(|error| {
        let _: JwsError = error;
        fail(Code::BindingForm, "", error.to_string())
    })?;
    check_header(&compact.header)?;
    let binding = read_claims(&compact.payload)?;
    compact
        .verify(holder)
        .map_err(|_| fail(Code::BindingSignature, "", "the signature is not that of the key in cnf"))?;
    if binding.sd_hash != head.sd_hash() {
        return Err(fail(
            Code::BindingSdHash,
            "/sd_hash",
            "sd_hash is not the hash of this head with these disclosures",
        ));
    }
    if expected.audience.is_some_and(|audience| audience != binding.aud) {
        return Err(fail(Code::BindingAudience, "/aud", "the share was made for another audience")
            .with_help("ask the holder for a share bound to you; this one was for somebody else"));
    }
    if expected.nonce.is_some_and(|nonce| nonce != binding.nonce) {
        return Err(fail(Code::BindingNonce, "/nonce", "the share was made for another request")
            .with_help("ask the holder for an answer to this request; this one answers another"));
    }
    let earliest = expected.now.saturating_sub(expected.max_age);
    let latest = expected.now.saturating_add(expected.max_lead);
    if !(earliest..=latest).contains(&binding.iat) {
        let (what, help) = if binding.iat < earliest {
            ("the key binding is too old", "ask the holder for a new share; one is taken within minutes of being bound")
        } else {
            ("the key binding is from the future", "look at both clocks, or ask the holder for a new share")
        };
        return Err(fail(Code::BindingTime, "/iat", what).with_help(help));
    }
    if binding.share_hash != sha256(share) {
        return Err(fail(Code::BindingShareHash, "/pannier_share", "pannier_share is not the hash of this share.json"));
    }
    Ok(Binding::Bound(binding))
}

fn check_header(text: &[u8]) -> Result<(), Fault> {
    let header: HeaderText = json::read(text).map_err(|error| refused(&error, Code::BindingHeader))?;
    if header.typ != TYP {
        return Err(fail(Code::BindingHeader, "/typ", format!("typ is not {TYP}")));
    }
    if header.alg != Algorithm::Es256.jose() {
        return Err(fail(Code::BindingHeader, "/alg", "alg is not ES256"));
    }
    Ok(())
}

fn read_claims(text: &[u8]) -> Result<KeyBinding, Fault> {
    let claims: ClaimsText = json::read(text).map_err(|error| refused(&error, Code::BindingClaims))?;
    if claims.iat < 0 {
        return Err(fail(Code::BindingClaims, "/iat", "iat is negative"));
    }
    for (pointer, text) in [("/aud", &claims.aud), ("/nonce", &claims.nonce)] {
        if !is_text(text) {
            return Err(fail(Code::BindingClaims, pointer, "not 1 to 256 printable ASCII characters"));
        }
    }
    let digest = |pointer: &str, text: &str| {
        base64url::decode_array(text.as_bytes())
            .map_err(|_| fail(Code::BindingClaims, pointer, "not the base64url of 32 bytes"))
    };
    Ok(KeyBinding {
        sd_hash: digest("/sd_hash", &claims.sd_hash)?,
        share_hash: digest("/pannier_share", &claims.pannier_share)?,
        iat: claims.iat,
        aud: claims.aud,
        nonce: claims.nonce,
    })
}

fn is_text(text: &str) -> bool {
    (1..=MAX_TEXT).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Binds a share: the head with the holder's key binding behind it.
///
/// `head` is the head as it will be presented, `share` the text of `share.json` as it will be written.
///
/// # Errors
/// The head names no key, or another one than the signer's; `aud` or `nonce` is not 1 to 256 printable ASCII characters; the
/// signer fails.
pub fn bind(
    head: Head,
    share: &[u8],
    aud: &str,
    nonce: &str,
    iat: i64,
    signer: &dyn Signer,
) -> Result<Head, BindError> {
    let holder = head.claims().cnf.as_ref().ok_or(BindError::NoHolderKey)?;
    if holder != signer.public_key() {
        return Err(BindError::OtherKey);
    }
    if !is_text(aud) {
        return Err(BindError::Text { claim: "aud" });
    }
    if !is_text(nonce) {
        return Err(BindError::Text { claim: "nonce" });
    }
    let header = json::write(&HeaderText { alg: Algorithm::Es256.jose().to_owned(), typ: TYP.to_owned() });
    let claims = json::write(&ClaimsText {
        iat,
        aud: aud.to_owned(),
        nonce: nonce.to_owned(),
        sd_hash: base64url::encode(&head.sd_hash()),
        pannier_share: base64url::encode(&sha256(share)),
    });
    let text = sign_compact(&header, &claims, signer)?;
    Ok(head.with_binding(Some(text)))
}

/// Why a share was not bound.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// The head has no `cnf`.
    #[error("the head names no holder key; a share of it cannot be bound")]
    NoHolderKey,
    /// The signer's key is not the one in `cnf`.
    #[error("the key is not the holder key that the head names")]
    OtherKey,
    /// A claim that no verifier would accept.
    #[error("{claim} is not 1 to 256 printable ASCII characters")]
    Text {
        /// Which.
        claim: &'static str,
    },
    /// No signature.
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// Remembers which pairs of audience and nonce were accepted.
pub trait Seen {
    /// Notes the pair and says whether it is new; both in one step, so that of two verifications at once only one wins.
    ///
    /// The note has to be kept at least until `until` (seconds since 1970): afterwards the time of the key binding is
    /// refused anyway.
    ///
    /// # Errors
    /// The memory could not be read or written; the share must not be accepted.
    fn note(&mut self, aud: &str, nonce: &str, until: i64) -> io::Result<bool>;
}

/// A memory that lasts as long as the program.
#[derive(Clone, Debug, Default)]
pub struct SeenInMemory(BTreeSet<(String, String)>);

impl Seen for SeenInMemory {
    fn note(&mut self, aud: &str, nonce: &str, _: i64) -> io::Result<bool> {
        Ok(self.0.insert((aud.to_owned(), nonce.to_owned())))
    }
}

/// Refuses a second use of a nonce (`binding-fresh`) as long as a binding of this age is taken. Ask it last: a share that is
/// refused for another reason must not use up the holder's nonce.
///
/// # Errors
/// The pair was accepted before, or `seen` failed.
pub fn check_fresh(binding: &KeyBinding, max_age: i64, seen: &mut dyn Seen) -> Result<(), Fault> {
    let until = binding.iat.saturating_add(max_age);
    if seen.note(&binding.aud, &binding.nonce, until)? {
        Ok(())
    } else {
        Err(fail(Code::BindingFresh, "/nonce", "this nonce was accepted before")
            .with_help("ask the holder for a new share; whoever sent this one may have copied it"))
    }
}

/// Pointers lead into the header or the claims of the key binding.
fn fail(code: Code, pointer: &str, message: impl Into<String>) -> Fault {
    let location = Location::entry(ENTRY);
    Finding::new(code, if pointer.is_empty() { location } else { location.at_pointer(pointer) }, message).into()
}

fn refused(error: &JsonError, form: Code) -> Fault {
    let code = if error.is_form() { form } else { Code::BindingForm };
    fail(code, &error.pointer(), error.to_string())
}
