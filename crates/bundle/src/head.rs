//! The head: the signed statement of what a bundle holds, a plain SD-JWT (RFC 9901).
//!
//! [`Head::parse`] checks everything that needs neither a key, nor a clock, nor the meaning of a record: the form of
//! every byte, every claim and descriptor, that each disclosure belongs to a digest the issuer signed and stands where it
//! must. [`Head::verify`] checks the signature. A [`Head`] keeps the bytes it was read from; nothing signed is ever written
//! a second time, and a share's head is made of the same bytes by leaving disclosures out ([`Head::reduce`]).

mod claims;
mod compose;
mod descriptor;
mod form;
mod open;

use std::ops::Range;

use pannier_crypto::jws::{JwsError, Segment};
use pannier_crypto::{Algorithm, Compact, Digest, PublicKey, base64url, digest::sha256};
use pannier_report::{Code, Finding, Location};

pub use claims::{Claims, DAY, TYP, self_issuer};
pub use compose::{ComposeError, HeadBuilder};
pub use descriptor::{AttachmentDescriptor, GroupDescriptor, Nested, PartDescriptor, Provenance, TotalsLine};

pub(crate) use form::{is_institution, is_issuer, is_kid, is_word};

use crate::fault::Fault;
use crate::json::JsonError;
use crate::limits;
use claims::Header;

/// The entry that holds the head.
pub const ENTRY: &str = "head.sdjwt";

/// A head whose form is right. Who signed it is another question, asked by [`Head::verify`].
#[derive(Clone, Debug)]
pub struct Head {
    /// Up to and including the last `~`.
    presented: Vec<u8>,
    /// What follows the last `~`.
    binding: Option<String>,
    /// Where the issuer's JWT ends, which is where the first `~` stands.
    jwt: usize,
    header: Header,
    claims: Claims,
    items: Vec<Item>,
    /// Undisclosed digests: those of `parts` in their order, then nested ones.
    sealed: Vec<Digest>,
    /// How many of `sealed` stand in `parts`.
    sealed_parts: usize,
    claim_findings: Vec<Finding>,
}

/// A part or an attachment that is disclosed.
#[derive(Clone, Debug)]
struct Item {
    descriptor: Descriptor,
    /// Its disclosure within the presented bytes, with the `~` behind it.
    text: Range<usize>,
    nested: Vec<(Nested, Range<usize>)>,
}

#[derive(Clone, Debug)]
enum Descriptor {
    Part(Box<PartDescriptor>),
    Attachment(AttachmentDescriptor),
}

impl Item {
    fn id(&self) -> &str {
        match &self.descriptor {
            Descriptor::Part(part) => &part.id,
            Descriptor::Attachment(attachment) => &attachment.id,
        }
    }
}

impl Head {
    /// Reads the bytes of the entry `head.sdjwt`, a key binding behind the last `~` left for stage `binding`.
    ///
    /// # Errors
    /// The first departure from a requirement of stage `head` that needs no key and no clock.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        if u64::try_from(bytes.len()).is_ok_and(|length| length > limits::HEAD_BYTES) {
            return Err(fail(
                Code::ContainerEntrySize,
                "",
                format!("the head is longer than {} bytes", limits::HEAD_BYTES),
            ));
        }
        check_alphabet(bytes)?;
        let Some(end) = bytes.iter().rposition(|&byte| byte == b'~') else {
            return Err(fail(Code::HeadForm, "", "the head is no SD-JWT: it has no ~"));
        };
        let (presented, binding) = bytes.split_at(end + 1);
        let jwt = presented.iter().position(|&byte| byte == b'~').unwrap_or(end);
        let compact = compact(&presented[..jwt])?;
        let header = Header::read(&compact.header)?;
        let (claims, digests) = Claims::read(&compact.payload)?;
        let opened = open::open(presented, jwt + 1, &digests)?;
        let binding = match std::str::from_utf8(binding) {
            Ok("") => None,
            Ok(text) if text.split('.').count() == 3 => Some(text.to_owned()),
            _ => return Err(fail(Code::HeadForm, "", "what stands behind the last ~ is no key binding")),
        };
        Ok(Self {
            presented: presented.to_vec(),
            binding,
            jwt,
            header,
            claims,
            items: opened.items,
            sealed: opened.sealed,
            sealed_parts: opened.sealed_parts,
            claim_findings: opened.claim_findings,
        })
    }

    /// Whether `key` signed this head. Whether the key may be trusted is not asked here.
    ///
    /// # Errors
    /// `kid` or `alg` is not the key's, or the signature does not verify.
    pub fn verify(&self, key: &PublicKey) -> Result<(), Fault> {
        if self.header.kid != key.kid() {
            return Err(fail(Code::HeadSignature, "", "kid names another key"));
        }
        if self.header.algorithm != key.algorithm() {
            return Err(fail(Code::HeadAlg, "/alg", format!("the key that kid names signs with {}", key.algorithm())));
        }
        compact(&self.presented[..self.jwt])?
            .verify(key)
            .map_err(|_| fail(Code::HeadSignature, "", "the signature does not belong to these bytes and this key"))
    }

    /// Whether the head is in force at `now`, seconds since 1970.
    ///
    /// # Errors
    /// It has expired, or says it was issued more than a day later.
    pub fn check_time(&self, now: i64) -> Result<(), Fault> {
        if self.claims.exp <= now {
            return Err(fail(Code::HeadExpired, "/exp", "the bundle has expired")
                .with_help("get a new one from the issuer; its holder can still inspect this one"));
        }
        if self.claims.iat > now.saturating_add(DAY) {
            return Err(fail(Code::HeadNotYetValid, "/iat", "the head is from the future")
                .with_help("check the clock of this machine"));
        }
        Ok(())
    }

    /// The algorithm the header names; what it is worth says [`Head::verify`].
    pub fn algorithm(&self) -> Algorithm {
        self.header.algorithm
    }

    /// The thumbprint of the key the header names.
    pub fn kid(&self) -> &str {
        &self.header.kid
    }

    /// What the issuer says about the whole bundle.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The disclosed parts in the order of their disclosures, which is the order of their entries.
    pub fn parts(&self) -> impl Iterator<Item = &PartDescriptor> {
        self.items.iter().filter_map(|item| match &item.descriptor {
            Descriptor::Part(part) => Some(&**part),
            Descriptor::Attachment(_) => None,
        })
    }

    /// The disclosed part `id`.
    pub fn part(&self, id: &str) -> Option<&PartDescriptor> {
        self.parts().find(|part| part.id == id)
    }

    /// The disclosed attachments in the order of their disclosures.
    pub fn attachments(&self) -> impl Iterator<Item = &AttachmentDescriptor> {
        self.items.iter().filter_map(|item| match &item.descriptor {
            Descriptor::Part(_) => None,
            Descriptor::Attachment(attachment) => Some(attachment),
        })
    }

    /// Nested claims that are not of their form, for stage `schema` to report (`schema-claims`); they are absent from the
    /// descriptors.
    pub fn claim_findings(&self) -> &[Finding] {
        &self.claim_findings
    }

    /// How many digests are not disclosed: withheld parts, attachments and nested claims, or decoys.
    pub fn sealed(&self) -> usize {
        self.sealed.len()
    }

    /// Undisclosed digests of `parts`, in their order: withheld parts and attachments, or decoys.
    pub fn sealed_parts(&self) -> &[Digest] {
        &self.sealed[..self.sealed_parts]
    }

    /// Undisclosed digests of disclosed descriptors: nested claims that are withheld.
    pub fn sealed_claims(&self) -> &[Digest] {
        &self.sealed[self.sealed_parts..]
    }

    /// The bytes up to and including the last `~`: what a key binding is about.
    pub fn presented(&self) -> &[u8] {
        &self.presented
    }

    /// `sd_hash` of a key binding to this head as presented (RFC 9901 4.3.1).
    pub fn sd_hash(&self) -> Digest {
        sha256(&self.presented)
    }

    /// The key binding behind the last `~`, not looked at.
    pub fn binding(&self) -> Option<&str> {
        self.binding.as_deref()
    }

    /// The entry's bytes: the head as presented and its key binding, if it has one.
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.presented, self.binding.as_deref().unwrap_or_default().as_bytes()].concat()
    }

    /// The same head with another key binding, or none.
    #[must_use]
    pub fn with_binding(mut self, binding: Option<String>) -> Self {
        self.binding = binding;
        self
    }

    /// The head of a share: the same signed bytes, with only the disclosures that `keep` names, without key binding.
    ///
    /// `keep` is asked for the id of each disclosed part and attachment (`None`) and for each nested claim of a part that
    /// is kept (`Some`). What is left out becomes one of the sealed digests.
    #[must_use]
    pub fn reduce(&self, mut keep: impl FnMut(&str, Option<Nested>) -> bool) -> Self {
        let mut presented = self.presented[..=self.jwt].to_vec();
        for item in &self.items {
            if !keep(item.id(), None) {
                continue;
            }
            presented.extend_from_slice(&self.presented[item.text.clone()]);
            for (name, text) in &item.nested {
                if keep(item.id(), Some(*name)) {
                    presented.extend_from_slice(&self.presented[text.clone()]);
                }
            }
        }
        Self::parse(&presented).expect("some of the disclosures of a head, in their order, make a head")
    }
}

fn check_alphabet(bytes: &[u8]) -> Result<(), Fault> {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    let Some(at) = bytes.iter().position(|byte| !allowed(byte)) else {
        return Ok(());
    };
    let (code, what) = if bytes[at].is_ascii_graphic() {
        (Code::HeadBase64url, "padding, or a character that base64url does not have")
    } else {
        (Code::HeadForm, "a byte that stands in no SD-JWT")
    };
    let at = u64::try_from(at).unwrap_or(u64::MAX);
    Err(Finding::new(code, Location::entry(ENTRY).at_byte(at), what).into())
}

fn compact(jwt: &[u8]) -> Result<Compact<'_>, Fault> {
    Compact::parse(jwt).map_err(|error| {
        // An unsigned head is told by its `alg` first: that is what its maker meant.
        if let JwsError::Empty { segment: Segment::Signature } = error {
            let header = jwt.split(|&byte| byte == b'.').next().unwrap_or_default();
            if let Some(Err(fault)) = base64url::decode(header).ok().map(|header| Header::read(&header)) {
                return fault;
            }
        }
        let code = if matches!(error, JwsError::Base64 { .. }) { Code::HeadBase64url } else { Code::HeadForm };
        fail(code, "", error.to_string())
    })
}

/// A finding at a pointer of the head: into the header or the claims, with disclosed descriptors in place of their digests.
fn finding(code: Code, pointer: &str, message: impl Into<String>) -> Finding {
    let location = Location::entry(ENTRY);
    Finding::new(code, if pointer.is_empty() { location } else { location.at_pointer(pointer) }, message)
}

fn fail(code: Code, pointer: &str, message: impl Into<String>) -> Fault {
    finding(code, pointer, message).into()
}

/// A fault of the JSON itself, or of what it says (`form`).
fn refused(error: &JsonError, below: &str, form: Code) -> Fault {
    let code = if error.is_form() { form } else { Code::HeadJsonStrict };
    fail(code, &format!("{below}{}", error.pointer()), error.to_string())
}
