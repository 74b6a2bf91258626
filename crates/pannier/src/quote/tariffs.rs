//! Tariffs as they come: a JSON document, and what is wrong with it.

use pannier_bundle::Fault;
use pannier_crypto::{base64url, sha256};
use pannier_report::{Code, Finding, Location};
use pannier_tariff::tariff::Tariff;

use crate::{
    Trust,
    document::{Received, Sender, SignedTariff, authenticate},
};

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
        let at = Location { file: Some(name.to_owned()), ..Location::default() };
        let reading = Tariff::read(bytes, &at);
        Self {
            name: name.to_owned(),
            digest: digest(bytes),
            tariff: reading.tariff,
            findings: reading.findings,
            signed_by,
        }
    }
}

impl TariffFile {
    /// A file that is no tariff: a signed one that nobody is known to have signed.
    pub fn refused(bytes: &[u8], name: &str, why: Finding) -> Self {
        Self { name: name.to_owned(), digest: digest(bytes), tariff: None, findings: vec![why], signed_by: None }
    }
}

/// Reads a tariff out of a document that its provider signed. The digest is that of the tariff inside, so that it has one
/// digest whether it comes signed or not.
///
/// # Errors
/// Nobody of `trust` signed it, it has expired, or it is signed with another key than its provider names
/// (`quote-tariff-key`).
pub fn signed(
    bytes: &[u8],
    name: &str,
    trust: &Trust,
    accept_indeterminate: bool,
    now: i64,
) -> Result<TariffFile, Fault> {
    let received = Received::<SignedTariff>::read(bytes)?;
    let (document, sender) = authenticate(received, trust, now, accept_indeterminate)?;
    document.check_time(now)?;
    let kid = sender.kid().to_owned();
    let file = TariffFile::read(document.payload().tariff.as_str().as_bytes(), name, Some(sender));
    let named = file.tariff.as_ref().and_then(|tariff| tariff.provider.key_id.as_ref());
    if named.is_some_and(|named| named.as_str() != kid) {
        let at = Location::whole().at_pointer("/tariff");
        return Err(Fault::new(
            Code::QuoteTariffKey,
            at,
            "signed with another key than the one its provider names in key_id",
        ));
    }
    Ok(file)
}

/// `sha-256:` and base64url.
pub(super) fn digest(bytes: &[u8]) -> String {
    format!("sha-256:{}", base64url::encode(&sha256(bytes)))
}
