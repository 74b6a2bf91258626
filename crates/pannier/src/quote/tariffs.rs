//! Tariffs as they come: a JSON document, and what is wrong with it.

use pannier_bundle::Fault;
use pannier_crypto::{Signer, base64url, sha256};
use pannier_model::value::{Int, Invalid};
use pannier_report::{Code, Finding, Location};
use pannier_tariff::tariff::Tariff;

use crate::document::{Address, Document, Received, Sender, SignDocumentError, SignedTariff, TariffText, Version};

/// What the digest of a contract's tariff begins with.
const SHA_256: &str = "sha-256:";

/// A tariff that was read from a file, or what keeps it from being one.
#[derive(Clone, Debug)]
pub struct TariffFile {
    /// What the file is called.
    pub name: String,
    /// Digest of the bytes of the tariff: `sha-256:` and base64url, as `tariff_digest` of a contract has it.
    pub digest: String,
    /// The tariff, where nothing is wrong with it.
    pub tariff: Option<Tariff>,
    /// What is wrong with it, or could be better.
    pub findings: Vec<Finding>,
    /// Who signed it; `None` where nobody did.
    pub signed_by: Option<Sender>,
}

impl TariffFile {
    /// Reads a tariff from the bytes of its JSON document. `signed_by` is who vouches for exactly these bytes.
    pub fn read(bytes: &[u8], name: &str, signed_by: Option<Sender>) -> Self {
        let at = Location::whole().in_file(name);
        let reading = Tariff::read(bytes, &at);
        Self {
            name: name.to_owned(),
            digest: digest(bytes),
            tariff: reading.tariff,
            findings: reading.findings,
            signed_by,
        }
    }

    /// The digest as documents name a tariff: base64url alone.
    pub fn hash(&self) -> &str {
        self.digest.strip_prefix(SHA_256).unwrap_or(&self.digest)
    }

    /// A file that is no tariff: a signed one that nobody is known to have signed.
    pub fn refused(bytes: &[u8], name: &str, mut why: Finding) -> Self {
        why.location.file.get_or_insert_with(|| name.to_owned());
        Self { name: name.to_owned(), digest: digest(bytes), tariff: None, findings: vec![why], signed_by: None }
    }

    /// Reads a tariff, plain or signed. `whose` says who signed a document and is trusted, for instance
    /// [`authenticate`](crate::document::authenticate); where it refuses, that is what the file has against it.
    pub fn open(bytes: &[u8], name: &str, now: i64, whose: impl FnOnce(Received<SignedTariff>) -> Authentic) -> Self {
        if !is_signed(bytes) {
            return Self::read(bytes, name, None);
        }
        let opened =
            Received::read(bytes).and_then(whose).and_then(|(document, sender)| within(&document, sender, name, now));
        match opened {
            Ok(file) => file,
            Err(Fault::Finding(why)) => Self::refused(bytes, name, *why),
            // Nothing is read from a file here.
            Err(Fault::Io(error)) => {
                let why = Finding::new(Code::DocumentForm, Location::whole(), format!("it cannot be read: {error}"));
                Self::refused(bytes, name, why)
            }
        }
    }
}

/// A document and who signed it, or why nobody is believed to have.
pub type Authentic = Result<(Document<SignedTariff>, Sender), Fault>;

/// Whether a file is a signed document and not the JSON of a tariff: the header of a JWS is an object, so its base64url
/// begins like this.
pub fn is_signed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"eyJ")
}

/// The tariff in a document whose signature was checked. Its digest is that of the tariff inside, so that it has one digest
/// whether it comes signed or not.
fn within(document: &Document<SignedTariff>, sender: Sender, name: &str, now: i64) -> Result<TariffFile, Fault> {
    document.check_time(now)?;
    let kid = sender.kid().to_owned();
    let file = TariffFile::read(document.payload().tariff.as_str().as_bytes(), name, Some(sender));
    if file.tariff.as_ref().is_some_and(|tariff| !is_key_of(tariff, &kid)) {
        let at = Location::whole().at_pointer("/tariff");
        let what = "signed with another key than the one its provider names in key_id";
        return Err(Fault::new(Code::QuoteTariffKey, at, what));
    }
    Ok(file)
}

/// Whether a provider signs with this key, as far as its tariff says.
fn is_key_of(tariff: &Tariff, kid: &str) -> bool {
    tariff.provider.key_id.as_ref().is_none_or(|named| named.as_str() == kid)
}

/// Why a tariff was not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotSigned {
    /// It is none, or names another key (`quote-tariff-key`).
    #[error("{name} is no tariff that this key can sign")]
    Tariff {
        /// Name of the file.
        name: String,
        /// What is wrong with it.
        findings: Vec<Finding>,
    },
    /// The document cannot be made.
    #[error(transparent)]
    Document(#[from] SignDocumentError),
    /// It is no text, or one that is too long.
    #[error(transparent)]
    Text(#[from] Invalid),
}

/// Signs a tariff as its provider, byte by byte as it is. `exp` is from when on it is not to be acted on.
///
/// # Errors
/// Whoever receives it would refuse it.
pub fn sign(
    bytes: &[u8],
    name: &str,
    signer: &dyn Signer,
    iss: Address,
    iat: Int,
    exp: Option<Int>,
) -> Result<Document<SignedTariff>, NotSigned> {
    let mut file = TariffFile::read(bytes, name, None);
    let other = file.tariff.as_ref().is_some_and(|tariff| !is_key_of(tariff, &signer.public_key().kid()));
    if other {
        let at = Location::whole().in_file(name).at_pointer("/provider/key_id");
        let what = "its provider names another key than the one that is to sign it";
        file.findings.push(Finding::new(Code::QuoteTariffKey, at, what));
    }
    if file.tariff.is_none() || other {
        return Err(NotSigned::Tariff { name: file.name, findings: file.findings });
    }
    let text = TariffText::parse(&String::from_utf8_lossy(bytes))?;
    let mut payload = SignedTariff::new(Version, iss, iat, text);
    payload.exp = exp;
    Ok(Document::sign(&payload, signer)?)
}

/// `sha-256:` and base64url.
pub(super) fn digest(bytes: &[u8]) -> String {
    format!("{SHA_256}{}", base64url::encode(&sha256(bytes)))
}
