//! Tariffs as they come: a JSON document, and what is wrong with it.

use pannier_crypto::{base64url, sha256};
use pannier_report::{Finding, Location};
use pannier_tariff::tariff::Tariff;

use crate::document::Sender;

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

/// `sha-256:` and base64url.
pub(super) fn digest(bytes: &[u8]) -> String {
    format!("sha-256:{}", base64url::encode(&sha256(bytes)))
}
