//! Ids of events: a keyed function of `core` members only.
//!
//! A provider's id may hold a balance or an account number, and an unkeyed hash of a date and an amount is guessed in
//! seconds; either would tell on rows and groups that are withheld. Converters use [`IdKey::ZERO`]; whoever issues
//! puts ids under a key of the customer into the same records ([`identify`]).

use std::collections::HashMap;

use pannier_crypto::{
    base64url,
    digest::{hmac_sha256, sha256},
    label::lp,
};
use pannier_model::{record::AnyRecord, value::Id};
use zeroize::Zeroize;

/// The 32 bytes under which the ids of one customer are made.
#[derive(Clone, PartialEq, Eq)]
pub struct IdKey([u8; 32]);

impl IdKey {
    /// The key of conversion: ids under it are stable and hide nothing.
    pub const ZERO: Self = Self([0; 32]);

    /// A key; it never enters a bundle.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl Drop for IdKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Shows nothing.
impl std::fmt::Debug for IdKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdKey(..)")
    }
}

/// The id of an event (`convert-id`): 16 bytes of HMAC-SHA-256 over type, values and rank, as base64url.
///
/// `values` are the members of the type's id recipe as text, `ordinal` the 0-based rank among rows of the series with
/// the same values in chronological source order. `None` where a value is longer than 65,535 bytes, which no value of
/// a record is.
pub fn event_id(key: &IdKey, record_type: &str, values: &[impl AsRef<str>], ordinal: u64) -> Option<Id> {
    let ordinal = ordinal.to_string();
    let mut parts: Vec<&[u8]> = vec![b"id", record_type.as_bytes()];
    parts.extend(values.iter().map(|value| value.as_ref().as_bytes()));
    parts.push(ordinal.as_bytes());
    let digest = hmac_sha256(&key.0, &lp(&parts).ok()?);
    Id::parse(&base64url::encode(&digest[..16])).ok()
}

/// Ranks of equal rows of one series, handed out in chronological source order.
#[derive(Clone, Debug, Default)]
pub struct Ranks {
    seen: HashMap<[u8; 16], u64>,
}

impl Ranks {
    /// The rank of a row with these values: how often they came before.
    pub fn rank(&mut self, values: &[impl AsRef<str>]) -> u64 {
        let mut bytes = Vec::with_capacity(64);
        for value in values {
            bytes.extend_from_slice(&(value.as_ref().len() as u64).to_be_bytes());
            bytes.extend_from_slice(value.as_ref().as_bytes());
        }
        let mut short = [0; 16];
        short.copy_from_slice(&sha256(&bytes)[..16]);
        let next = self.seen.entry(short).or_default();
        let rank = *next;
        *next += 1;
        rank
    }

    /// Forgets everything. The date is among the values of every recipe, so where rows ascend by date whatever has
    /// been seen can be forgotten at each new date: memory holds the rows of a day.
    pub fn clear(&mut self) {
        self.seen.clear();
    }
}

/// Puts the id under `key` into an event; a record whose id is not a keyed hash stays as it is. `false` then.
pub fn identify(key: &IdKey, ranks: &mut Ranks, record: &mut AnyRecord) -> bool {
    let Some(values) = record.id_input() else { return false };
    let ordinal = ranks.rank(&values);
    let Some(id) = event_id(key, record.record_type().name, &values, ordinal) else { return false };
    let mut own = true;
    record.each_mut(&mut |member, place| {
        if let pannier_model::value::ViewMut::Id(place) = place
            && member == "id"
            && std::mem::take(&mut own)
        {
            *place = id.clone();
        }
    });
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python: `hmac.new(bytes(32), lp("id", "transaction", "2026-03-05", "-5", "GBP", "0"), sha256)`.
    #[test]
    fn known_answer() {
        let id = event_id(&IdKey::ZERO, "transaction", &["2026-03-05", "-5", "GBP"], 0).expect("short values");
        assert_eq!(id.as_str(), "6Cdm0rK016Ibngho72_26w");
        let other = event_id(&IdKey::new([1; 32]), "transaction", &["2026-03-05", "-5", "GBP"], 0);
        assert_ne!(other.as_ref(), Some(&id));
    }

    #[test]
    fn ranks_count_equal_values_only() {
        let mut ranks = Ranks::default();
        let mut check = |values: &[&str], expected: u64| assert_eq!(ranks.rank(values), expected, "{values:?}");
        check(&["2026-03-05", "-5"], 0);
        check(&["2026-03-05", "-5"], 1);
        check(&["2026-03-05-", "5"], 0);
        check(&["2026-03-05", "-5"], 2);
        check(&["2026-03-06", "-5"], 0);
    }
}
