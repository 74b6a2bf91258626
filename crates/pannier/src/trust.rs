//! Who is trusted: trust lists together with the verifier's policy decide whose head is believed.

use std::collections::BTreeMap;

use pannier_bundle::head::ENTRY;
use pannier_bundle::trust::{Anchor, IssuerEntry, KeyEntry, KeyState, TrustList, read_signed};
use pannier_bundle::{Fault, Head};
use pannier_crypto::{Algorithm, PublicKey};
use pannier_model::record::PROFILE;
use pannier_report::{Code, Location};
use serde::Serialize;

use crate::Policy;

/// The issuers a verifier accepts, from one or several lists.
///
/// Nothing in a file ever adds to it. A key that stands in several lists has to stand there for the same issuer, and each
/// list has to let the head pass: a revocation in one is a revocation.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    lists: Vec<TrustList>,
    /// List, entry and key by thumbprint.
    places: BTreeMap<String, Vec<[usize; 3]>>,
    /// The same among the recipients.
    recipients: BTreeMap<String, Vec<[usize; 3]>>,
}

/// Whose head it is, once authenticated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Issuer {
    /// The `iss` claim.
    pub iss: String,
    /// The name in the trust list; none for a self-made bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The thumbprint of the key.
    pub kid: String,
    /// Why it is believed: in use, retired, revoked since (and policy takes the risk), or the customer's own.
    pub standing: Standing,
}

/// Why a head is believed; what comes later is the weaker reason. Complete: there is no other authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Its key is listed and in use.
    Active,
    /// Its key is listed and no longer signs.
    Retired,
    /// Its key was revoked after the date the head gives; policy accepts that the date may be a lie.
    Indeterminate,
    /// The customer signed it; policy accepts that.
    #[serde(rename = "self")]
    SelfMade,
}

impl Trust {
    /// Trusts no issuer: every head but a self-made one is by an unknown key.
    pub fn nobody() -> Self {
        Self::default()
    }

    /// Trusts one key of one issuer, without a list and without an end: for an issuer who checks its own work.
    pub fn only(iss: &str, key: &PublicKey) -> Self {
        let key = KeyEntry { key: key.clone(), nbf: 0, exp: i64::MAX, state: KeyState::Active };
        let entry = IssuerEntry { iss: iss.to_owned(), name: iss.to_owned(), profiles: Vec::new(), keys: vec![key] };
        let list = TrustList {
            iss: iss.to_owned(),
            seq: 0,
            iat: 0,
            exp: i64::MAX,
            issuers: vec![entry],
            recipients: Vec::new(),
        };
        Self::nobody().and(list).expect("one key cannot stand in two places")
    }

    /// Trusts a plain list that the user has named.
    ///
    /// # Errors
    /// The list departs from the standard.
    pub fn from_list(text: &[u8]) -> Result<Self, Fault> {
        Self::nobody().and(TrustList::read(text)?)
    }

    /// Trusts a signed list, checked against the anchor that the user has pinned.
    ///
    /// # Errors
    /// The list departs from the standard, or is not signed as the anchor asks.
    pub fn from_signed(text: &[u8], anchor: &Anchor) -> Result<Self, Fault> {
        Self::nobody().and(read_signed(text, anchor)?)
    }

    /// Trusts one list more.
    ///
    /// # Errors
    /// A key of it stands for another issuer in a list before.
    pub fn and(mut self, list: TrustList) -> Result<Self, Fault> {
        let at = self.lists.len();
        for (entry, issuer) in list.issuers.iter().enumerate() {
            for (key, known) in issuer.keys.iter().enumerate() {
                let kid = known.key.kid();
                let elsewhere = self.entries(&kid).any(|(_, other, _)| other.iss != issuer.iss);
                if elsewhere {
                    let location = Location::whole().at_pointer(format!("/issuers/{entry}/keys/{key}/jwk"));
                    let what = "another list has this key for another issuer";
                    return Err(Fault::new(Code::TrustListKeyOnce, location, what));
                }
                self.places.entry(kid).or_default().push([at, entry, key]);
            }
        }
        for (entry, recipient) in list.recipients.iter().enumerate() {
            for (key, known) in recipient.keys.iter().enumerate() {
                self.recipients.entry(known.key.kid()).or_default().push([at, entry, key]);
            }
        }
        self.lists.push(list);
        Ok(self)
    }

    /// The lists, in the order in which they were given.
    pub fn lists(&self) -> &[TrustList] {
        &self.lists
    }

    fn entries(&self, kid: &str) -> impl Iterator<Item = (&TrustList, &IssuerEntry, &KeyEntry)> {
        self.places.get(kid).into_iter().flatten().filter_map(|&[list, issuer, key]| {
            let list = self.lists.get(list)?;
            let issuer = list.issuers.get(issuer)?;
            Some((list, issuer, issuer.keys.get(key)?))
        })
    }

    /// The places of a key that may sign documents: among recipients and issuers.
    pub(crate) fn organisations(&self, kid: &str) -> impl Iterator<Item = (&IssuerEntry, &KeyEntry)> {
        let recipients = self.recipients.get(kid).into_iter().flatten().filter_map(|&[list, entry, key]| {
            let entry = self.lists.get(list)?.recipients.get(entry)?;
            Some((entry, entry.keys.get(key)?))
        });
        recipients.chain(self.entries(kid).map(|(_, entry, key)| (entry, key)))
    }

    /// Refuses to judge by a list that may not know the latest revocations (`trust-list-expired`).
    pub(crate) fn check_lists(&self, now: i64) -> Result<(), Fault> {
        if let Some(list) = self.lists.iter().find(|list| list.exp <= now) {
            let what = match crate::verify::day(list.exp) {
                Some(day) => format!("a trust list has expired: it was good until {day}"),
                None => "a trust list has expired".to_owned(),
            };
            return Err(Fault::new(Code::TrustListExpired, Location::whole(), what)
                .with_help("get the current list; an old one does not know which keys were revoked since"));
        }
        Ok(())
    }

    /// Whether the head may be believed at `now` (seconds since 1970): its key, its signature, its issuer, its times.
    ///
    /// # Errors
    /// The first departure from a requirement of stage `head`; [`Code::TrustKnownKey`] where the key is in no list, which
    /// is an outcome of its own and no word against the file.
    pub fn authenticate(&self, head: &Head, now: i64, policy: &Policy) -> Result<Issuer, Fault> {
        let issuer = match head.claims().self_thumbprint() {
            Some(thumbprint) => self_made(head, thumbprint, policy)?,
            None => self.listed(head, now, policy)?,
        };
        head.check_time(now)?;
        Ok(issuer)
    }

    fn listed(&self, head: &Head, now: i64, policy: &Policy) -> Result<Issuer, Fault> {
        self.check_lists(now)?;
        let claims = head.claims();
        let Some((_, _, known)) = self.entries(head.kid()).next() else {
            return Err(fail(Code::TrustKnownKey, "/kid", "signed by a key that is in no trust list").with_help(
                "ask the issuer for its key over a channel you trust, and add it to your list; do not take it from the file",
            ));
        };
        head.verify(&known.key)?;
        let mut name = claims.iss.as_str();
        let mut weakest = Standing::Active;
        for (_, issuer, key) in self.entries(head.kid()) {
            if issuer.iss != claims.iss {
                return Err(fail(Code::TrustIssuer, "/iss", "iss is not the issuer to whom the key belongs"));
            }
            // A profile nobody knows is left to stage `schema`.
            if claims.profile == PROFILE && !issuer.profiles.is_empty() && !issuer.profiles.contains(&claims.profile) {
                let what = "the trust list does not have this issuer for this profile";
                return Err(fail(Code::TrustProfile, "/pannier/profile", what));
            }
            if !(key.nbf..key.exp).contains(&claims.iat) {
                return Err(fail(Code::TrustKeyPeriod, "/iat", "iat does not lie in the period of the key"));
            }
            name = &issuer.name;
            weakest = weakest.max(standing(key.state, claims.iat, policy)?);
        }
        Ok(Issuer {
            iss: claims.iss.clone(),
            name: Some(name.to_owned()),
            kid: head.kid().to_owned(),
            standing: weakest,
        })
    }
}

fn standing(state: KeyState, iat: i64, policy: &Policy) -> Result<Standing, Fault> {
    match state {
        KeyState::Active => Ok(Standing::Active),
        KeyState::Retired => Ok(Standing::Retired),
        // `iat` is cut to the day, so the day of the revocation as a whole counts as after it.
        KeyState::Revoked(at) if iat >= at - at.rem_euclid(pannier_bundle::head::DAY) => {
            Err(fail(Code::TrustRevoked, "/iat", "the key was revoked before the head was issued")
                .with_help("whoever had the key may have made it; ask the issuer for one signed with a key it holds"))
        }
        KeyState::Revoked(_) if policy.accept_indeterminate => Ok(Standing::Indeterminate),
        KeyState::Revoked(_) => {
            let what = "the key was revoked since, and whoever has it can write any date";
            Err(fail(Code::TrustIndeterminate, "/iat", what)
                .with_help("ask the holder for a newer bundle of this issuer"))
        }
    }
}

/// A bundle the customer made: key, issuer and holder are one, and no list is consulted.
fn self_made(head: &Head, thumbprint: &str, policy: &Policy) -> Result<Issuer, Fault> {
    let holder = head.claims().cnf.as_ref().filter(|key| key.kid() == thumbprint && head.kid() == thumbprint);
    let Some(key) = holder else {
        return Err(fail(Code::SelfThumbprint, "/iss", "iss, kid and the key in cnf do not name one key"));
    };
    if head.algorithm() != Algorithm::Es256 {
        return Err(fail(Code::HeadAlg, "/alg", "a self-made bundle is signed with ES256"));
    }
    head.verify(key)?;
    if !policy.accept_self {
        return Err(fail(Code::SelfAccepted, "/iss", "the customer signed this, not an institution")
            .with_help("accept self-made bundles only where nobody gains from inventing records"));
    }
    Ok(Issuer { iss: head.claims().iss.clone(), name: None, kid: thumbprint.to_owned(), standing: Standing::SelfMade })
}

fn fail(code: Code, pointer: &str, message: &str) -> Fault {
    Fault::new(code, Location::entry(ENTRY).at_pointer(pointer), message)
}
