//! What an issuer decides about a bundle before the first record comes.

use pannier_crypto::{Algorithm, PublicKey, Signer, base64url, hmac_sha256, lp};

use super::Period;
use crate::Error;

/// Who signs. Complete: the two kinds of head there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// An institution, by the `iss` its trust list entry has.
    Issuer(String),
    /// The customer, from their own downloads; the outcome of verification is `self`.
    Myself,
}

/// Who the records are about, as the institution names them; never written into a bundle.
#[derive(Clone)]
pub struct Subject {
    /// The institution's own id of the customer.
    pub id: String,
    /// A secret key of the institution, from which pseudonym and id key follow.
    pub key: Vec<u8>,
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subject(..)")
    }
}

/// Decisions about a bundle; [`Settings::new`] gives those most bundles have.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who signs.
    pub author: Author,
    /// Who the records are about. Without it ids of events hold inside this bundle only.
    pub subject: Option<Subject>,
    /// Which of several copies of the same records this is, from 1. Nothing that is drawn or derived is common to two
    /// copies, so that recipients who compare theirs find only content; a number is best kept for one recipient, who
    /// then knows the customer again in the next bundle of that number. None for the only bundle.
    pub copy: Option<u32>,
    /// The customer's public key (P-256), which later binds shares to recipients; without it a share is a bearer's.
    pub holder: Option<PublicKey>,
    /// How events are cut into parts.
    pub period: Period,
    /// How many days the bundle verifies.
    pub expires_after_days: u32,
    /// Add monthly summaries of transactions, which can be shown without a single one of them.
    pub summaries: bool,
    /// Keep numbers of counterparties in full instead of pairing them.
    pub keep_numbers: bool,
    /// The key of event ids where no subject gives one: for a self-made bundle, from the customer's own key.
    pub id_key: Option<[u8; 32]>,
    /// How many parts are made at once.
    pub threads: usize,
}

impl Settings {
    /// Parts by month or year as the number of rows asks for, 90 days of validity, with summaries, all cores.
    pub fn new(author: Author) -> Self {
        Self {
            author,
            subject: None,
            copy: None,
            holder: None,
            period: Period::Auto,
            expires_after_days: 90,
            summaries: true,
            keep_numbers: false,
            id_key: None,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    /// The key of event ids, if one is given or follows from the subject.
    pub(crate) fn id_key(&self) -> Option<[u8; 32]> {
        let from_subject = |subject: &Subject| {
            lp(&[b"id-key", subject.id.as_bytes()]).ok().map(|label| hmac_sha256(&subject.key, &label))
        };
        let key = self.id_key.or_else(|| self.subject.as_ref().and_then(from_subject))?;
        let Some(copy) = self.copy else { return Some(key) };
        lp(&[b"id-key of copy", &copy.to_be_bytes()]).ok().map(|label| hmac_sha256(&key, &label))
    }

    /// The pairwise pseudonym for `sub`: different for every copy, the same in every bundle for one copy.
    pub(crate) fn pseudonym(&self) -> Option<String> {
        let subject = self.subject.as_ref()?;
        let label = match self.copy {
            None => lp(&[b"sub", subject.id.as_bytes()]).ok()?,
            Some(copy) => lp(&[b"sub of copy", subject.id.as_bytes(), &copy.to_be_bytes()]).ok()?,
        };
        Some(base64url::encode(&hmac_sha256(&subject.key, &label)[..16]))
    }

    /// Refuses settings that no head could express.
    pub(crate) fn check(&self, signer: &dyn Signer) -> Result<(), Error> {
        let misuse = |text: &str| Err(Error::Misuse(text.to_owned()));
        let is_p256 = |key: &PublicKey| key.algorithm() == Algorithm::Es256;
        if self.author == Author::Myself && !is_p256(signer.public_key()) {
            return misuse("a self-made bundle is signed with ES256: use a P-256 key");
        }
        if self.author == Author::Myself && self.holder.as_ref().is_some_and(|key| key != signer.public_key()) {
            return misuse("in a self-made bundle the holder key is the signing key");
        }
        if self.holder.as_ref().is_some_and(|key| !is_p256(key)) {
            return misuse("a holder key is a P-256 key");
        }
        if self.subject.as_ref().is_some_and(|subject| subject.key.len() < 16) {
            return misuse("a subject key has at least 16 bytes");
        }
        if !(1..=3660).contains(&self.expires_after_days) {
            return misuse("a bundle expires after 1 to 3660 days");
        }
        if let Author::Issuer(iss) = &self.author
            && !(iss.starts_with("https://") && iss.len() > "https://".len())
        {
            return misuse("an issuer is named by an https address");
        }
        Ok(())
    }
}
