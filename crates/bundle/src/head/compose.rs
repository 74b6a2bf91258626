//! A new head: what an issuer signs.

use pannier_crypto::jws::sign_compact;
use pannier_crypto::key::SignError;
use pannier_crypto::label::LabelError;
use pannier_crypto::random::{Random, RandomError, array};
use pannier_crypto::secret::decoy_digest;
use pannier_crypto::{Digest, Secret, Signer, base64url};
use pannier_report::Finding;

use super::claims::Header;
use super::descriptor::{DigestText, GroupText, PartText};
use super::{AttachmentDescriptor, Claims, Head, Nested, PartDescriptor};
use crate::disclosure;
use crate::fault::Fault;
use crate::limits;

/// The fewest elements of `parts` (`head-decoys`).
const FEWEST_PARTS: usize = 4;

/// Collects what a head says and signs it.
///
/// Parts and attachments may come in any order: the head puts disclosures into the order of their digests, which is random,
/// and fills up with decoys, so that neither place nor number tells a recipient of a share what else there is.
#[derive(Debug)]
pub struct HeadBuilder {
    claims: Claims,
    items: Vec<New>,
}

#[derive(Debug)]
enum New {
    Part(Box<PartDescriptor>),
    Attachment(AttachmentDescriptor),
}

impl HeadBuilder {
    /// A head that says `claims` of nothing yet. `claims.jti` is the one the trees were made with.
    pub fn new(claims: Claims) -> Self {
        Self { claims, items: Vec::new() }
    }

    /// Adds a part; its `totals`, `identifier` and `provenance` become disclosures of their own.
    #[must_use]
    pub fn part(mut self, part: PartDescriptor) -> Self {
        self.items.push(New::Part(Box::new(part)));
        self
    }

    /// Adds an attachment.
    #[must_use]
    pub fn attachment(mut self, attachment: AttachmentDescriptor) -> Self {
        self.items.push(New::Attachment(attachment));
        self
    }

    /// Draws the salts, adds the decoys, sorts, signs, and reads the result back.
    ///
    /// # Errors
    /// Too many parts, a source of random bytes or a signer that fails, or claims and descriptors that no verifier would
    /// accept ([`ComposeError::Invalid`] says which requirement).
    pub fn sign(self, secret: &Secret, random: &mut dyn Random, signer: &dyn Signer) -> Result<Head, ComposeError> {
        let size = self.items.len().next_power_of_two().max(FEWEST_PARTS);
        if size > limits::PARTS {
            return Err(ComposeError::TooMany { found: self.items.len() });
        }
        let mut disclosed = Vec::with_capacity(self.items.len());
        for item in &self.items {
            disclosed.push(disclose(item, random)?);
        }
        disclosed.sort_unstable_by(|a, b| a.digest.cmp(&b.digest));
        let mut digests: Vec<String> = disclosed.iter().map(|item| item.digest.clone()).collect();
        for index in 0..size - self.items.len() {
            let index = u32::try_from(index).expect("fewer decoys than parts are allowed");
            digests.push(decoy_digest(&secret.decoy(&self.claims.jti, index)?));
        }
        digests.sort_unstable();
        let digests: Vec<Digest> = digests
            .iter()
            .map(|digest| base64url::decode_array(digest.as_bytes()).expect("a digest was just encoded"))
            .collect();
        let header = Header { algorithm: signer.algorithm(), kid: signer.public_key().kid() };
        let mut text = sign_compact(&header.write(), &self.claims.write(&digests), signer)?;
        text.push('~');
        for item in &disclosed {
            for disclosure in std::iter::once(&item.text).chain(&item.nested) {
                text.push_str(disclosure);
                text.push('~');
            }
        }
        let head = Head::parse(text.as_bytes())?;
        head.verify(signer.public_key())?;
        match head.claim_findings().first() {
            Some(finding) => Err(ComposeError::Invalid(Box::new(finding.clone()))),
            None => Ok(head),
        }
    }
}

/// An item as its disclosures. Digests are texts here because their order in the head is that of ASCII.
struct Disclosed {
    digest: String,
    text: String,
    nested: Vec<String>,
}

fn disclose(item: &New, random: &mut dyn Random) -> Result<Disclosed, RandomError> {
    let salt = array(random)?;
    let (text, nested) = match item {
        New::Attachment(attachment) => (disclosure::element(&salt, attachment), Vec::new()),
        New::Part(part) => {
            let mut nested = Vec::new();
            for name in part.nested() {
                let text = nested_text(part, name, &array(random)?);
                nested.push((digest_of(&text), text));
            }
            nested.sort_unstable();
            let sd = nested.iter().map(|(_, text)| DigestText(disclosure::digest(text.as_bytes()))).collect::<Vec<_>>();
            let text = disclosure::element(&salt, &part_text(part, sd));
            (text, nested.into_iter().map(|(_, text)| text).collect())
        }
    };
    Ok(Disclosed { digest: digest_of(&text), text, nested })
}

fn nested_text(part: &PartDescriptor, name: Nested, salt: &[u8; 16]) -> String {
    match name {
        Nested::Totals => disclosure::property(salt, name.as_str(), &part.totals),
        Nested::Identifier => disclosure::property(salt, name.as_str(), &part.identifier),
        Nested::Provenance => disclosure::property(salt, name.as_str(), &part.provenance),
    }
}

fn digest_of(text: &str) -> String {
    base64url::encode(&disclosure::digest(text.as_bytes()))
}

fn part_text(part: &PartDescriptor, sd: Vec<DigestText>) -> PartText {
    PartText {
        id: part.id.clone(),
        series: part.series.clone(),
        seq: part.seq,
        from: part.from,
        to: part.to,
        schema: part.schema.clone(),
        sort: part.sort.clone(),
        n: part.n,
        row: part.row,
        groups: part
            .groups
            .iter()
            .map(|group| GroupText {
                id: group.id.clone(),
                members: group.members.clone(),
                root: group.root,
                needs: Some(group.needs.clone()).filter(|needs| !needs.is_empty()),
                spans: group.spans.then_some(true),
            })
            .collect(),
        incomplete: Some(part.incomplete.clone()).filter(|days| !days.is_empty()),
        sd: Some(sd).filter(|digests| !digests.is_empty()),
    }
}

/// Why there is no new head.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// More parts and attachments than a head can list with its decoys.
    #[error("{found} parts and attachments, more than a head can list")]
    TooMany {
        /// How many.
        found: usize,
    },
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// No signature.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// A text is too long to derive from.
    #[error(transparent)]
    Label(#[from] LabelError),
    /// No verifier would accept it.
    #[error("the head would be refused: {0}")]
    Invalid(Box<Finding>),
}

impl From<Fault> for ComposeError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Finding(finding) => Self::Invalid(finding),
            Fault::Io(_) => unreachable!("a head is read from memory"),
        }
    }
}
