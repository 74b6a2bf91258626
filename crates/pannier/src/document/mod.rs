//! Signed documents: whose they are, and whether they may be acted on.
//!
//! [`authenticate`] finds the key in a trust list, [`authenticate_with`] takes one that the user was given; both check what
//! the chapter on documents asks of it. Neither asks whether the document has expired: [`Document::check_time`] does, for
//! whoever is about to act on it.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now = 1_767_400_000;
//! use pannier::{Trust, document::{Received, Request, authenticate}};
//!
//! let trust = Trust::from_list(&std::fs::read("trust.json")?)?;
//! let (request, sender) = authenticate(Received::<Request>::read(&std::fs::read("request.jwt")?)?, &trust, now, false)?;
//! request.check_time(now)?;
//! println!("{} asks: {}", sender.name().unwrap_or("somebody"), request.payload().why.as_str());
//! # Ok(())
//! # }
//! ```

mod attached;
mod beyond;
mod fit;
mod given;
mod grant;
mod log;
mod offer;
mod purpose;

pub use self::attached::AttachmentsFit;
pub use self::fit::{Fit, ItemFit, fit};
pub use self::given::Given;
pub use self::grant::{check_share, end_of_retention};
pub use self::log::Log;
pub use self::offer::is_dearer;
pub use self::purpose::{NEEDS, Need, judge, need_of};
pub use pannier_bundle::document::{Document, MAX_BYTES, Received, SignDocumentError, holder_key, payload_text, typ};
pub use pannier_model::document::*;

use pannier_bundle::Fault;
use pannier_bundle::trust::KeyState;
use pannier_crypto::PublicKey;
use pannier_model::value::{Date, Int};
use pannier_report::{Code, Finding, Location, Report};

use crate::{Issuer, Standing, Trust};

/// Whose document it is, once authenticated. Complete: these are the parties that sign documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// An organisation of a trust list.
    Listed(Issuer),
    /// An organisation whose key the user was given: it is what it says it is on the user's word.
    Given {
        /// `iss` of the document.
        iss: String,
        /// The thumbprint of the key.
        kid: String,
    },
    /// A holder, known by a key.
    Holder {
        /// The thumbprint of the key.
        kid: String,
    },
}

impl Sender {
    /// The name in the trust list.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Listed(issuer) => issuer.name.as_deref(),
            Self::Given { .. } | Self::Holder { .. } => None,
        }
    }

    /// The address of an organisation; of a holder the thumbprint of the key.
    pub fn address(&self) -> &str {
        match self {
            Self::Listed(issuer) => &issuer.iss,
            Self::Given { iss, .. } => iss,
            Self::Holder { kid } => kid,
        }
    }

    /// The thumbprint of the key.
    pub fn kid(&self) -> &str {
        match self {
            Self::Listed(issuer) => &issuer.kid,
            Self::Given { kid, .. } | Self::Holder { kid } => kid,
        }
    }
}

/// Whose document it is, by the recipients and issuers of `trust`; a holder's by the key it holds.
///
/// `now` is compared with the ends of the lists. `accept_indeterminate` takes documents of a key that was revoked later, if
/// their date is right.
///
/// # Errors
/// The first departure from a requirement on who signs; [`Code::DocumentKnownKey`] where the key is in no list.
pub fn authenticate<T: Payload>(
    received: Received<T>,
    trust: &Trust,
    now: i64,
    accept_indeterminate: bool,
) -> Result<(Document<T>, Sender), Fault> {
    let iss = match received.unverified().signatory() {
        Signatory::Holder(_) => {
            let document = received.verify_holder()?;
            let kid = document.kid().to_owned();
            return Ok((document, Sender::Holder { kid }));
        }
        Signatory::Organisation(address) => address.as_str().to_owned(),
    };
    trust.check_lists(now)?;
    let kid = received.kid().to_owned();
    let Some((_, known)) = trust.organisations(&kid).next() else {
        return Err(fail(Code::DocumentKnownKey, "/kid", "signed by a key that is in no trust list").with_help(
            "get the key of whoever sent it by a way you trust, and add it: pannier trust add LIST --recipient URL --key KEY.pub",
        ));
    };
    let document = received.verify(&known.key)?;
    let iat = i64::try_from(document.payload().iat().value()).unwrap_or(i64::MAX);
    let mut name = None;
    let mut weakest = Standing::Active;
    for (entry, key) in trust.organisations(&kid) {
        if entry.iss != iss {
            return Err(fail(Code::DocumentIssuer, "/iss", "iss is not the organisation to which the key belongs"));
        }
        if !(key.nbf..key.exp).contains(&iat) {
            return Err(fail(Code::DocumentKeyPeriod, "/iat", "iat does not lie in the period of the key"));
        }
        name.get_or_insert_with(|| entry.name.clone());
        weakest = weakest.max(standing(key.state, iat, accept_indeterminate)?);
    }
    Ok((document, Sender::Listed(Issuer { iss, name, kid, standing: weakest })))
}

/// As [`authenticate`], for an organisation whose key the user was given by hand: no list is asked.
///
/// # Errors
/// Signed by another key, or as [`Received::verify`]. A holder's document is judged by the key it holds, which has to be
/// this one.
pub fn authenticate_with<T: Payload>(received: Received<T>, key: &PublicKey) -> Result<(Document<T>, Sender), Fault> {
    if received.kid() != key.kid() {
        return Err(fail(Code::DocumentKnownKey, "/kid", "signed by another key than the one given"));
    }
    let iss = match received.unverified().signatory() {
        Signatory::Holder(_) => None,
        Signatory::Organisation(address) => Some(address.as_str().to_owned()),
    };
    let kid = key.kid();
    Ok(match iss {
        Some(iss) => (received.verify(key)?, Sender::Given { iss, kid }),
        None => (received.verify_holder()?, Sender::Holder { kid }),
    })
}

/// Everything that is wrong with the content of a document of whichever kind; nobody is trusted and nothing is verified.
#[must_use]
pub fn check_content(bytes: &[u8]) -> Report {
    let mut report = Report::new();
    let received = match Received::<AnyPayload>::read(bytes) {
        Ok(received) => received,
        // Nothing is read from a file here, so a fault is a finding.
        Err(fault) => {
            // The type says the first that is wrong with a payload, its schema all.
            let kind = typ(bytes).as_deref().and_then(by_typ).filter(|_| fault.code() == Some(Code::DocumentPayload));
            let all = kind.zip(payload_text(bytes)).map(|(kind, payload)| {
                pannier_validate::shape::check_document(kind.name, &payload, &Location::whole())
            });
            let first = fault.finding().cloned().into_iter().collect();
            for finding in all.filter(|all| !all.is_empty()).unwrap_or(first) {
                report.push(finding);
            }
            return report;
        }
    };
    for finding in findings(received.unverified()) {
        report.push(finding);
    }
    report
}

/// What a payload of whichever kind has against it beyond its form.
#[must_use]
pub fn findings(payload: &AnyPayload) -> Vec<Finding> {
    match payload {
        AnyPayload::Request(request) => judge(request),
        AnyPayload::Withdrawal(_) => Vec::new(),
        AnyPayload::Grant(payload) => grant::grant(payload),
        AnyPayload::Event(payload) => grant::event(payload),
        AnyPayload::Intent(payload) => offer::intent(payload),
        AnyPayload::Offer(payload) => offer::offer(payload),
        AnyPayload::Acceptance(payload) => offer::acceptance(payload),
        AnyPayload::SignedTariff(signed) => {
            crate::quote::TariffFile::read(signed.tariff.as_str().as_bytes(), "", None).findings
        }
    }
}

/// What a grant has against it together with the request it names, beyond what each has by itself.
#[must_use]
pub fn check_grant(grant: &Document<Grant>, request: &Document<Request>) -> Vec<Finding> {
    between(grant, "request", request, grant::within_request)
}

/// What a withdrawal has against it together with the grant it names.
#[must_use]
pub fn check_withdrawal(withdrawal: &Document<Withdrawal>, grant: &Document<Grant>) -> Vec<Finding> {
    between(withdrawal, "grant", grant, grant::withdrawal_key)
}

/// What an offer has against it together with the intent it names.
#[must_use]
pub fn check_offer(offer: &Document<Offer>, intent: &Document<Intent>) -> Vec<Finding> {
    between(offer, "intent", intent, offer::within_intent)
}

/// What an acceptance has against it together with the offer it names.
#[must_use]
pub fn check_acceptance(acceptance: &Document<Acceptance>, offer: &Document<Offer>) -> Vec<Finding> {
    between(acceptance, "offer", offer, offer::of_offer)
}

/// What two documents have against one another, where the one names the other.
fn between<T: Payload, P: Payload>(
    document: &Document<T>,
    member: &str,
    predecessor: &Document<P>,
    check: fn(&Document<T>, &Document<P>) -> Vec<Finding>,
) -> Vec<Finding> {
    match document.check_follows(member, predecessor) {
        Ok(()) => check(document, predecessor),
        Err(Fault::Finding(finding)) => vec![*finding],
        // Nothing is read from a file here.
        Err(Fault::Io(_)) => Vec::new(),
    }
}

fn standing(state: KeyState, iat: i64, accept_indeterminate: bool) -> Result<Standing, Fault> {
    match state {
        KeyState::Active => Ok(Standing::Active),
        KeyState::Retired => Ok(Standing::Retired),
        KeyState::Revoked(at) if accept_indeterminate && iat < at => Ok(Standing::Indeterminate),
        KeyState::Revoked(_) => Err(fail(Code::DocumentKeyRevoked, "/iat", "the key was revoked")
            .with_help("ask whoever sent it for one that is signed with their present key")),
    }
}

fn fail(code: Code, pointer: &str, message: &str) -> Fault {
    Fault::new(code, Location::whole().at_pointer(pointer), message)
}

fn at(code: Code, pointer: &str, message: impl Into<String>) -> Finding {
    let whole = Location::whole();
    Finding::new(code, if pointer.is_empty() { whole } else { whole.at_pointer(pointer) }, message)
}

fn seconds(time: Int) -> i64 {
    i64::try_from(time.value()).unwrap_or(i64::MAX)
}

/// The first second of a day in UTC, since 1970.
fn midnight(day: Date) -> i64 {
    day.days_since_epoch() * 86_400
}
