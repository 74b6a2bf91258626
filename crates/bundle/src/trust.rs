//! Trust lists: which issuers have which keys, read strictly and checked in themselves.
//!
//! A list is the only authority (`trust-known-key`). It comes plain where a person names the file, or signed by a
//! threshold of list keys that the verifier has pinned before. Whom to believe and for how long is decided by whoever
//! calls; nothing here knows the time or a policy.

use std::collections::BTreeSet;

use pannier_crypto::jws::signing_input;
use pannier_crypto::key::SignError;
use pannier_crypto::{Algorithm, PublicKey, Signer, base64url};
use pannier_report::{Code, Finding, Location};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::head::{is_institution, is_issuer, is_word};
use crate::json::{self, JsonError};
use crate::key::Jwk;

/// `typ` of a signed trust list.
pub const TYP: &str = "pannier-trust+jwt";
/// The most bytes of a trust list, plain or signed: five hundred thousand keys.
pub const MAX_BYTES: usize = 128 << 20;
const MAX_NAME: usize = 200;
/// The most profiles of an entry, and the most keys.
const MAX_PROFILES: usize = 1000;
const MAX_KEYS: usize = 100_000;

/// Issuers and keys, each key in one place only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustList {
    /// Who keeps the list.
    pub iss: String,
    /// Its number; a later list has a greater one.
    pub seq: u64,
    /// When it was made, seconds since 1970.
    pub iat: i64,
    /// From when on it is no longer accepted.
    pub exp: i64,
    /// The issuers.
    pub issuers: Vec<IssuerEntry>,
    /// Organisations that receive shares; carried for later use, never a signer of heads.
    pub recipients: Vec<IssuerEntry>,
}

/// One institution and its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerEntry {
    /// The `iss` of its heads.
    pub iss: String,
    /// Its name for people.
    pub name: String,
    /// The profiles it may sign for; empty for any.
    pub profiles: Vec<String>,
    /// Its keys.
    pub keys: Vec<KeyEntry>,
}

/// One key of an institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEntry {
    /// The key.
    pub key: PublicKey,
    /// The first second of the heads it may sign.
    pub nbf: i64,
    /// The second from which on it may sign none.
    pub exp: i64,
    /// Whether it is in use.
    pub state: KeyState,
}

/// Whether a key is in use. Complete: a fourth state is a new version of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Signs.
    Active,
    /// Signs no longer; what it has signed verifies.
    Retired,
    /// Given up at this second: it may be in other hands since then, or longer.
    Revoked(i64),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListText {
    iss: String,
    seq: u64,
    iat: i64,
    exp: i64,
    issuers: Vec<IssuerText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recipients: Option<Vec<IssuerText>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IssuerText {
    iss: String,
    name: String,
    profiles: Vec<String>,
    keys: Vec<KeyText>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyText {
    jwk: Jwk,
    nbf: i64,
    exp: i64,
    state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revoked_at: Option<i64>,
}

impl TrustList {
    /// Reads a plain list. Where it comes from, its reader has to know.
    ///
    /// # Errors
    /// The first departure from a requirement on lists, with a pointer into the list.
    pub fn read(text: &[u8]) -> Result<Self, Fault> {
        check_size(text)?;
        let list: ListText = json::read(text).map_err(|error| refused(&error, "/jwk"))?;
        if !is_institution(&list.iss) {
            return Err(fail(Code::TrustListForm, "/iss", "not an https URL"));
        }
        if list.iat < 0 || list.iat >= list.exp {
            return Err(fail(Code::TrustListForm, "/exp", "exp does not lie after iat"));
        }
        let mut keys = BTreeSet::new();
        let issuers = issuers(&list.issuers, "/issuers", &mut keys)?;
        let recipients = issuers_of_recipients(&list)?;
        Ok(Self { iss: list.iss, seq: list.seq, iat: list.iat, exp: list.exp, issuers, recipients })
    }

    /// The list as JSON, one line.
    pub fn to_text(&self) -> Vec<u8> {
        let entries = |entries: &[IssuerEntry]| entries.iter().map(IssuerEntry::text).collect::<Vec<_>>();
        json::write(&ListText {
            iss: self.iss.clone(),
            seq: self.seq,
            iat: self.iat,
            exp: self.exp,
            issuers: entries(&self.issuers),
            recipients: Some(entries(&self.recipients)).filter(|entries| !entries.is_empty()),
        })
    }

    /// The entry and the key with this thumbprint.
    pub fn find(&self, kid: &str) -> Option<(&IssuerEntry, &KeyEntry)> {
        self.issuers
            .iter()
            .find_map(|issuer| issuer.keys.iter().find(|entry| entry.key.kid() == kid).map(|entry| (issuer, entry)))
    }
}

impl IssuerEntry {
    fn text(&self) -> IssuerText {
        IssuerText {
            iss: self.iss.clone(),
            name: self.name.clone(),
            profiles: self.profiles.clone(),
            keys: self.keys.iter().map(KeyEntry::text).collect(),
        }
    }
}

impl KeyEntry {
    fn text(&self) -> KeyText {
        let (state, revoked_at) = match self.state {
            KeyState::Active => ("active", None),
            KeyState::Retired => ("retired", None),
            KeyState::Revoked(at) => ("revoked", Some(at)),
        };
        KeyText { jwk: Jwk::named(&self.key), nbf: self.nbf, exp: self.exp, state: state.to_owned(), revoked_at }
    }
}

fn issuers_of_recipients(list: &ListText) -> Result<Vec<IssuerEntry>, Fault> {
    issuers(list.recipients.as_deref().unwrap_or_default(), "/recipients", &mut BTreeSet::new())
}

fn issuers(texts: &[IssuerText], at: &str, kids: &mut BTreeSet<String>) -> Result<Vec<IssuerEntry>, Fault> {
    let mut names = BTreeSet::new();
    let mut entries = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        let at = format!("{at}/{index}");
        if is_issuer(&text.iss) && !is_institution(&text.iss) {
            let what = "a customer's own key has no place in a trust list";
            return Err(fail(Code::SelfUnlisted, &format!("{at}/iss"), what));
        }
        if !is_institution(&text.iss) {
            return Err(fail(Code::TrustListForm, &format!("{at}/iss"), "not an https URL"));
        }
        if !names.insert(text.iss.as_str()) {
            return Err(fail(Code::TrustListForm, &format!("{at}/iss"), "two entries have one iss"));
        }
        if !(1..=MAX_NAME).contains(&text.name.chars().count()) || text.name.chars().any(char::is_control) {
            let what = "not 1 to 200 characters without control characters";
            return Err(fail(Code::TrustListForm, &format!("{at}/name"), what));
        }
        if !text.profiles.iter().all(|profile| is_word(profile)) {
            let what = "not 1 to 256 printable ASCII characters";
            return Err(fail(Code::TrustListForm, &format!("{at}/profiles"), what));
        }
        if text.profiles.len() > MAX_PROFILES {
            return Err(fail(Code::TrustListForm, &format!("{at}/profiles"), format!("more than {MAX_PROFILES}")));
        }
        if text.keys.len() > MAX_KEYS {
            return Err(fail(Code::TrustListForm, &format!("{at}/keys"), format!("more than {MAX_KEYS}")));
        }
        let mut keys = Vec::with_capacity(text.keys.len());
        for (index, text) in text.keys.iter().enumerate() {
            let at = format!("{at}/keys/{index}");
            let entry = key(text, &at)?;
            if !kids.insert(entry.key.kid()) {
                return Err(fail(Code::TrustListKeyOnce, &format!("{at}/jwk"), "the key stands in the list before"));
            }
            keys.push(entry);
        }
        let entry =
            IssuerEntry { iss: text.iss.clone(), name: text.name.clone(), profiles: text.profiles.clone(), keys };
        entries.push(entry);
    }
    Ok(entries)
}

fn key(text: &KeyText, at: &str) -> Result<KeyEntry, Fault> {
    let key =
        text.jwk.public_key().map_err(|error| fail(Code::TrustListKey, &format!("{at}/jwk"), error.to_string()))?;
    if text.nbf < 0 || text.nbf >= text.exp {
        return Err(fail(Code::TrustListForm, &format!("{at}/exp"), "exp does not lie after nbf"));
    }
    let state = match (text.state.as_str(), text.revoked_at) {
        ("active", None) => KeyState::Active,
        ("retired", None) => KeyState::Retired,
        ("revoked", Some(at)) if at >= 0 => KeyState::Revoked(at),
        _ => {
            let what = "not active or retired, nor revoked with revoked_at";
            return Err(fail(Code::TrustListForm, &format!("{at}/state"), what));
        }
    };
    Ok(KeyEntry { key, nbf: text.nbf, exp: text.exp, state })
}

/// Who has to sign a list, as a verifier pinned it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The `iss` of the list.
    pub iss: String,
    /// The keys that may sign it, each once.
    pub keys: Vec<PublicKey>,
    /// How many of them have to.
    pub threshold: usize,
    /// The number of the newest list that was seen: one with a smaller number is an old one.
    pub seq: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnchorText {
    iss: String,
    threshold: u32,
    keys: Vec<Jwk>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
}

impl Anchor {
    /// Reads an anchor file.
    ///
    /// # Errors
    /// Not an anchor, a bad key, a key twice, or a threshold that its keys cannot meet.
    pub fn read(text: &[u8]) -> Result<Self, Fault> {
        check_size(text)?;
        let anchor: AnchorText = json::read(text).map_err(|error| refused(&error, "/keys/"))?;
        if !is_institution(&anchor.iss) {
            return Err(fail(Code::TrustListForm, "/iss", "not an https URL"));
        }
        let mut kids = BTreeSet::new();
        let mut keys = Vec::with_capacity(anchor.keys.len());
        for (index, jwk) in anchor.keys.iter().enumerate() {
            let at = format!("/keys/{index}");
            let key = jwk.public_key().map_err(|error| fail(Code::TrustListKey, &at, error.to_string()))?;
            if !kids.insert(key.kid()) {
                return Err(fail(Code::TrustListKeyOnce, &at, "the key stands in the anchor before"));
            }
            keys.push(key);
        }
        let threshold = usize::try_from(anchor.threshold).unwrap_or(usize::MAX);
        if !(1..=keys.len()).contains(&threshold) {
            return Err(fail(Code::TrustListForm, "/threshold", "the threshold is 0 or more than there are keys"));
        }
        Ok(Self { iss: anchor.iss, keys, threshold, seq: anchor.seq.unwrap_or(0) })
    }

    /// The anchor as JSON, one line.
    pub fn to_text(&self) -> Vec<u8> {
        json::write(&AnchorText {
            iss: self.iss.clone(),
            threshold: u32::try_from(self.threshold).unwrap_or(u32::MAX),
            keys: self.keys.iter().map(Jwk::named).collect(),
            seq: Some(self.seq).filter(|seq| *seq > 0),
        })
    }
}

/// A JWS in JSON serialisation (RFC 7515 7.2.1), as a signed list is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedText {
    payload: String,
    signatures: Vec<SignatureText>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureText {
    protected: String,
    signature: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderText {
    alg: String,
    kid: String,
    typ: String,
}

/// Reads a signed list: at least the threshold of distinct keys of `anchor` signed these very bytes, and each signature is
/// good.
///
/// A signature that does not verify, or is by a key the anchor does not have, refuses the list: nobody has a reason to
/// add one, and ignoring it would hide an attempt.
///
/// # Errors
/// As [`TrustList::read`], or the signatures are not those the anchor asks for.
pub fn read_signed(text: &[u8], anchor: &Anchor) -> Result<TrustList, Fault> {
    check_size(text)?;
    let signed: SignedText = json::read(text).map_err(|error| refused(&error, "/jwk"))?;
    let payload = base64url::decode(signed.payload.as_bytes())
        .map_err(|_| fail(Code::TrustListForm, "/payload", "not base64url"))?;
    let mut signers = BTreeSet::new();
    for (index, signature) in signed.signatures.iter().enumerate() {
        let kid = verify_one(&signed.payload, signature, anchor, &format!("/signatures/{index}"))?;
        if !signers.insert(kid) {
            let what = "a key has signed twice; each counts once";
            return Err(fail(Code::TrustListSigned, &format!("/signatures/{index}"), what));
        }
    }
    if signers.len() < anchor.threshold {
        let (there, needed) = (signers.len(), anchor.threshold);
        let what = match there {
            1 => format!("1 signature where {needed} are needed"),
            _ => format!("{there} signatures where {needed} are needed"),
        };
        return Err(fail(Code::TrustListSigned, "/signatures", what));
    }
    let list = TrustList::read(&payload)?;
    if list.iss != anchor.iss {
        return Err(fail(Code::TrustListSigned, "/payload", "the list is not the one the anchor is for"));
    }
    if list.seq < anchor.seq {
        let what = format!("list number {}, where number {} was seen before", list.seq, anchor.seq);
        let finding = Finding::new(Code::TrustListRollback, Location::whole().at_pointer("/seq"), what)
            .with_help("get the newest list: an old one does not know what was revoked since");
        return Err(finding.into());
    }
    Ok(list)
}

/// The thumbprint of the key that made this signature.
fn verify_one(payload: &str, signature: &SignatureText, anchor: &Anchor, at: &str) -> Result<String, Fault> {
    let header = base64url::decode(signature.protected.as_bytes())
        .map_err(|_| fail(Code::TrustListForm, &format!("{at}/protected"), "not base64url"))?;
    let header: HeaderText = json::read(&header)
        .map_err(|error| fail(Code::TrustListForm, &format!("{at}/protected"), error.to_string()))?;
    let refuse = |what: &str| Err(fail(Code::TrustListSigned, at, what));
    let Some(key) = anchor.keys.iter().find(|key| key.kid() == header.kid) else {
        return refuse("signed by a key that the anchor does not have");
    };
    if header.typ != TYP || Algorithm::from_jose(&header.alg) != Some(key.algorithm()) {
        return refuse("typ or alg is not that of a trust list signed by this key");
    }
    let bytes = base64url::decode(signature.signature.as_bytes())
        .map_err(|_| fail(Code::TrustListForm, &format!("{at}/signature"), "not base64url"))?;
    if key.verify(format!("{}.{payload}", signature.protected).as_bytes(), &bytes).is_err() {
        return refuse("the signature does not belong to this list and its key");
    }
    Ok(header.kid)
}

/// Signs a list with one key more: `signed` is the signed list so far, if another key has signed it before.
///
/// # Errors
/// `signed` is another list, or signed by this key already; the signer fails.
pub fn sign(list: &TrustList, signed: Option<&[u8]>, signer: &dyn Signer) -> Result<Vec<u8>, SignListError> {
    let text = list.to_text();
    let payload = base64url::encode(&text);
    let mut signatures = Vec::new();
    if let Some(signed) = signed {
        let signed: SignedText = json::read(signed).map_err(SignListError::Json)?;
        if signed.payload != payload {
            return Err(SignListError::OtherList);
        }
        signatures = signed.signatures;
    }
    let header = json::write(&HeaderText {
        alg: signer.algorithm().jose().to_owned(),
        kid: signer.public_key().kid(),
        typ: TYP.to_owned(),
    });
    let protected = base64url::encode(&header);
    if signatures.iter().any(|signature| signature.protected == protected) {
        return Err(SignListError::SignedBefore);
    }
    let input = signing_input(&header, &text);
    let signature = signer.sign(input.as_bytes())?;
    signer.public_key().verify(input.as_bytes(), &signature).map_err(|_| SignError::Foreign)?;
    signatures.push(SignatureText { protected, signature: base64url::encode(&signature) });
    Ok(json::write(&SignedText { payload, signatures }))
}

/// Why a list was not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignListError {
    /// What is to be added to is no signed list.
    #[error("the file to add a signature to is no signed list: {0}")]
    Json(#[source] JsonError),
    /// It is another list than the one to sign.
    #[error("the signatures so far belong to another list")]
    OtherList,
    /// The key has signed it before.
    #[error("this key has signed the list before")]
    SignedBefore,
    /// No signature.
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// A list, a signed list or an anchor that is too long is not read.
fn check_size(text: &[u8]) -> Result<(), Fault> {
    if text.len() > MAX_BYTES {
        return Err(fail(Code::TrustListForm, "", format!("longer than {MAX_BYTES} bytes")));
    }
    Ok(())
}

/// Pointers lead into the list; a list is no entry of a file, so there is none to name.
fn fail(code: Code, pointer: &str, message: impl Into<String>) -> Fault {
    Finding::new(code, Location::whole().at_pointer(pointer), message).into()
}

fn refused(error: &JsonError, keys: &str) -> Fault {
    let code = if error.pointer().contains(keys) { Code::TrustListKey } else { Code::TrustListForm };
    Finding::new(code, Location::whole().at_pointer(error.pointer()).at_byte(error.byte()), error.to_string()).into()
}
