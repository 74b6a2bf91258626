//! Signed documents beside a bundle: compact JWS, each kind with its own `typ`, read strictly and kept as received.
//!
//! [`Received::read`] checks everything that needs neither a key nor a clock: the form of every byte, the header, the kind,
//! the payload. Only [`Received::verify`] makes a [`Document`]. Whose key it is to be is for the caller: an organisation's
//! stands in a trust list or is given by hand; a holder's stands in the document and proves no more than that whoever has it
//! says so ([`Received::verify_holder`]).
//!
//! A document names the one it follows by [`Document::digest`], the hash of the very bytes that were received: ES256 has
//! many signatures for one payload, and each makes another document.

use std::marker::PhantomData;

use pannier_crypto::jws::sign_compact;
use pannier_crypto::key::SignError;
use pannier_crypto::{Algorithm, Compact, Digest, PublicKey, Signer, base64url, digest::sha256};
use pannier_model::document::{DocumentDigest, DocumentKind, HolderKey, Payload, Signatory};
use pannier_report::{Code, Finding, Location};
use serde::de::{DeserializeSeed, Deserializer};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::head::is_kid;
use crate::json::{self, JsonError};
use crate::key::Jwk;

/// The most bytes of a document: a tariff with its price list, not a data set.
pub const MAX_BYTES: usize = 4 << 20;
/// How many seconds after the verifier's time a document may have been signed, for clocks that differ.
pub const MAX_LEAD: i64 = 300;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderText {
    alg: String,
    kid: String,
    typ: String,
}

/// Reads a payload of the kind that the header names.
struct OfKind<T>(&'static DocumentKind, PhantomData<T>);

impl<'de, T: Payload> DeserializeSeed<'de> for OfKind<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(self.0, deserializer)
    }
}

/// A document whose form is right. Who signed it, nobody has looked at yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received<T> {
    text: String,
    alg: Algorithm,
    kid: String,
    payload: T,
}

/// A document whose signature is that of a key which the caller knows, or, of a holder's, of the key it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document<T> {
    text: String,
    kid: String,
    payload: T,
}

impl<T: Payload> Received<T> {
    /// Reads a document of a kind that `T` can be. One line end may follow it, as editors and mail leave one; it is no part
    /// of the document.
    ///
    /// # Errors
    /// The first departure from a requirement of stage `document` that needs no key and no clock.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        Self::read_as(bytes, T::kinds())
    }

    /// As [`Received::read`], for who expects only some of the kinds that `T` can be.
    ///
    /// # Errors
    /// As [`Received::read`].
    pub fn read_as(bytes: &[u8], expected: &[&'static DocumentKind]) -> Result<Self, Fault> {
        let bytes = bytes.strip_suffix(b"\n").map_or(bytes, |line| line.strip_suffix(b"\r").unwrap_or(line));
        if bytes.len() > MAX_BYTES {
            return Err(fail(Code::DocumentForm, "", format!("longer than {MAX_BYTES} bytes")));
        }
        let compact =
            Compact::parse(bytes).map_err(|error| fail(Code::DocumentForm, "", format!("no compact JWS: {error}")))?;
        let header: HeaderText = json::read(&compact.header).map_err(|error| refused(&error, Code::DocumentHeader))?;
        let alg = Algorithm::from_jose(&header.alg)
            .ok_or_else(|| fail(Code::DocumentHeader, "/alg", "alg is neither ES256 nor Ed25519"))?;
        if !is_kid(&header.kid) {
            return Err(fail(Code::DocumentHeader, "/kid", "kid is no thumbprint of a key"));
        }
        let kind = kind(&header.typ, expected)?;
        let payload = json::read_seed(&compact.payload, OfKind(kind, PhantomData::<T>))
            .map_err(|error| refused(&error, Code::DocumentPayload))?;
        if payload.exp().is_some_and(|exp| exp <= payload.iat()) {
            return Err(fail(Code::DocumentPayload, "/exp", "exp does not lie after iat"));
        }
        // What `Compact` took for base64url and full stops is ASCII.
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| fail(Code::DocumentForm, "", "not ASCII"))?;
        Ok(Self { text, alg, kid: header.kid, payload })
    }

    /// The kind it says it is.
    pub fn kind(&self) -> &'static DocumentKind {
        self.payload.kind()
    }

    /// The thumbprint of the key it says it is signed with: for looking the key up.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// SHA-256 of the document as received: what a later document names it by.
    pub fn digest_text(&self) -> DocumentDigest {
        digest_text(&self.text)
    }

    /// What it says, without anybody who vouches for it: for showing to a person, never to act on.
    pub fn unverified(&self) -> &T {
        &self.payload
    }

    /// Whether `key` signed it. Whether the key is that of whom the document names is for the caller to say.
    ///
    /// # Errors
    /// The signature is not the key's (`document-signature`), or `alg` is not (`document-alg`).
    pub fn verify(self, key: &PublicKey) -> Result<Document<T>, Fault> {
        if self.alg != key.algorithm() {
            return Err(fail(Code::DocumentAlg, "/alg", "alg is not the algorithm of the key"));
        }
        let signed = Compact::parse(self.text.as_bytes()).is_ok_and(|compact| compact.verify(key).is_ok());
        if !signed || key.kid() != self.kid {
            return Err(fail(
                Code::DocumentSignature,
                "",
                "the signature does not belong to this document and its key",
            ));
        }
        Ok(Document { text: self.text, kid: self.kid, payload: self.payload })
    }

    /// Whether the holder signed it whose key the document holds: `iss`, `kid` and the key are one.
    ///
    /// # Errors
    /// They are not (`document-holder-key`), or the signature is not the key's.
    pub fn verify_holder(self) -> Result<Document<T>, Fault> {
        let at = "/cnf/jwk";
        let Some(holder) = self.payload.holder_key() else {
            return Err(fail(Code::DocumentHolderKey, "", "the document holds no key of its holder"));
        };
        let key = public_key(holder)
            .map_err(|error| fail(Code::DocumentHolderKey, at, format!("no key of a holder: {error}")))?;
        let names_key = matches!(self.payload.signatory(), Signatory::Holder(name) if name.thumbprint() == key.kid());
        if !names_key || self.kid != key.kid() {
            return Err(fail(Code::DocumentHolderKey, at, "iss, kid and the key in cnf do not name one key"));
        }
        self.verify(&key)
    }
}

impl<T: Payload> Document<T> {
    /// Signs a payload and reads the result back as whoever receives it will.
    ///
    /// # Errors
    /// The signer fails, or is not the one the payload names; the payload would be refused.
    pub fn sign(payload: &T, signer: &dyn Signer) -> Result<Self, SignDocumentError> {
        let key = signer.public_key();
        let header = json::write(&HeaderText {
            alg: key.algorithm().jose().to_owned(),
            kid: key.kid(),
            typ: payload.kind().typ.to_owned(),
        });
        let text = sign_compact(&header, &json::write(payload), signer)?;
        let received = Received::<T>::read(text.as_bytes())?;
        let document = match payload.signatory() {
            Signatory::Organisation(_) => received.verify(key)?,
            Signatory::Holder(_) => received.verify_holder()?,
        };
        Ok(document)
    }

    /// What it says.
    pub fn payload(&self) -> &T {
        &self.payload
    }

    /// The document itself: ASCII, no line end.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The thumbprint of the key that signed it.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// SHA-256 of the document as received: what a later document names it by.
    pub fn digest(&self) -> Digest {
        sha256(self.text.as_bytes())
    }

    /// The same as text, for the member of a later document.
    pub fn digest_text(&self) -> DocumentDigest {
        digest_text(&self.text)
    }

    /// Whether it may be acted on at `now` (seconds since 1970): signed before, and not at its end.
    ///
    /// # Errors
    /// `document-early` or `document-expired`. A document that is kept as evidence stays what it is when it has expired.
    pub fn check_time(&self, now: i64) -> Result<(), Fault> {
        let seconds = |time: pannier_model::value::Int| i64::try_from(time.value()).unwrap_or(i64::MAX);
        if seconds(self.payload.iat()) > now.saturating_add(MAX_LEAD) {
            return Err(fail(Code::DocumentEarly, "/iat", "the document is from the future"));
        }
        if self.payload.exp().is_some_and(|exp| seconds(exp) <= now) {
            return Err(fail(Code::DocumentExpired, "/exp", "the document has expired")
                .with_help("ask whoever sent it for a new one"));
        }
        Ok(())
    }

    /// Whether `member`, which names a predecessor, names this one.
    ///
    /// # Errors
    /// `document-predecessor`: it names another document, or the same payload under another signature.
    pub fn check_follows<P: Payload>(&self, member: &str, predecessor: &Document<P>) -> Result<(), Fault> {
        let named = self
            .payload
            .predecessors()
            .into_iter()
            .any(|(name, digest)| name == member && digest == predecessor.digest_text());
        if named {
            return Ok(());
        }
        let what = format!("{member} is not the hash of this {}", predecessor.payload.kind().name);
        Err(fail(Code::DocumentPredecessor, &format!("/{member}"), what))
    }
}

/// The `typ` of the document in `bytes`, whatever else may be wrong with it; none where they are no compact JWS of ours.
pub fn typ(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.trim_ascii_end();
    let compact = Compact::parse(bytes).ok().filter(|_| bytes.len() <= MAX_BYTES)?;
    let header: json::Json = json::read(&compact.header).ok()?;
    header.member("typ").and_then(json::Json::as_str).map(str::to_owned)
}

/// The payload of the document in `bytes`, not looked at, so that all of it can be judged at once.
pub fn payload_text(bytes: &[u8]) -> Option<Vec<u8>> {
    Compact::parse(bytes.trim_ascii_end()).ok().map(|compact| compact.payload)
}

fn digest_text(document: &str) -> DocumentDigest {
    DocumentDigest::parse(&base64url::encode(&sha256(document.as_bytes()))).expect("the base64url of 32 bytes")
}

/// The key of a holder as a document holds it.
pub fn holder_key(key: &PublicKey) -> Option<HolderKey> {
    #[derive(Serialize)]
    struct Cnf {
        jwk: Jwk,
    }
    json::read(&json::write(&Cnf { jwk: Jwk::bare(key) })).ok()
}

fn public_key(holder: &HolderKey) -> Result<PublicKey, String> {
    let jwk: Jwk = json::read(&json::write(&holder.jwk)).map_err(|error| error.to_string())?;
    jwk.public_key().map_err(|error| error.to_string())
}

fn kind(typ: &str, expected: &[&'static DocumentKind]) -> Result<&'static DocumentKind, Fault> {
    expected.iter().copied().find(|kind| kind.typ == typ).ok_or_else(|| {
        let what = match expected {
            [one] => format!("typ is not {}", one.typ),
            _ => "typ is that of no document of this standard".to_owned(),
        };
        fail(Code::DocumentTyp, "/typ", what)
    })
}

/// Why a document was not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignDocumentError {
    /// Whoever receives it would refuse it.
    #[error("it would be refused: {0}")]
    Refused(#[from] Fault),
    /// No signature.
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// Pointers lead into the header or the payload; a document is no entry of a file, so there is none to name.
fn fail(code: Code, pointer: &str, message: impl Into<String>) -> Fault {
    let location = Location::whole();
    Finding::new(code, if pointer.is_empty() { location } else { location.at_pointer(pointer) }, message).into()
}

fn refused(error: &JsonError, form: Code) -> Fault {
    let code = if error.is_form() { form } else { Code::DocumentForm };
    fail(code, &error.pointer(), error.to_string())
}
