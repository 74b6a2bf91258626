//! Ids of events: a keyed function of `core` members only.
//!
//! A provider's id may hold a balance or an account number, and an unkeyed hash of a date and an amount is guessed in
//! seconds; either would tell on rows and groups that are withheld. Converters use [`IdKey::ZERO`]; whoever issues
//! puts ids under a key of the customer into the same records ([`identify`]).

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, DefaultHasher, Hasher},
};

use pannier_crypto::{
    base64url,
    digest::{Digest, MacKey, hmac_sha256, sha256},
    label::lp,
};
use pannier_model::{
    record::{AnyRecord, Record as _, Transaction},
    value::{Date, Id, IdStability},
};
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
    shortened(&hmac_sha256(&key.0, &message(record_type, values, ordinal)?))
}

/// What the id of an event is the keyed hash of.
fn message(record_type: &str, values: &[impl AsRef<str>], ordinal: u64) -> Option<Vec<u8>> {
    let ordinal = ordinal.to_string();
    let mut parts: Vec<&[u8]> = vec![b"id", record_type.as_bytes()];
    parts.extend(values.iter().map(|value| value.as_ref().as_bytes()));
    parts.push(ordinal.as_bytes());
    lp(&parts).ok()
}

/// The id in one of several copies of the same records of a record that its issuer calls `id` (`share-copies-fresh`):
/// 16 bytes of HMAC-SHA-256 over type and id, as base64url. `None` where the id is longer than 65,535 bytes, which none is.
pub fn copied_id(key: &IdKey, record_type: &str, id: &Id) -> Option<Id> {
    let message = lp(&[b"copied id", record_type.as_bytes(), id.as_str().as_bytes()]).ok()?;
    shortened(&hmac_sha256(&key.0, &message))
}

/// The first 16 bytes of a digest as base64url.
fn shortened(digest: &Digest) -> Option<Id> {
    let text = base64url::encode_16(digest.first_chunk()?);
    Id::parse(std::str::from_utf8(&text).ok()?).ok()
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

/// Gives the records of a series, handed on by date, their ids under [`IdKey::ZERO`]; in memory are the ranks of a day.
#[derive(Debug)]
pub(crate) struct Daily {
    key: MacKey,
    ranks: Ranks,
    day: Option<Date>,
}

impl Default for Daily {
    fn default() -> Self {
        Self { key: MacKey::new(&IdKey::ZERO.0), ranks: Ranks::default(), day: None }
    }
}

impl Daily {
    /// The record with its id.
    pub(crate) fn name(&mut self, record: impl Into<AnyRecord>) -> AnyRecord {
        let mut record = record.into();
        if self.day.replace(record.sort_date()) != Some(record.sort_date()) {
            self.ranks.clear();
        }
        named(&|message| self.key.sign(message), &mut self.ranks, &mut record);
        record
    }
}

/// Names transactions of one series as [`identify`] does with [`IdKey::ZERO`], without a text in between.
#[derive(Debug)]
pub(crate) struct Names {
    key: MacKey,
    /// What every message begins with, then the message.
    message: Vec<u8>,
    begin: usize,
    /// The day that the message has, and where it ends: rows of one day stand together.
    day: Option<(Date, usize)>,
    /// How often equal values came before, by their hash: 16 bytes a row, for sources that jump about are long.
    seen: HashMap<u64, u32, BuildHasherDefault<Known>>,
}

impl Default for Names {
    fn default() -> Self {
        let message = lp(&[b"id", Transaction::TYPE.name.as_bytes()]).expect("short parts");
        Self { key: MacKey::new(&IdKey::ZERO.0), begin: message.len(), message, day: None, seen: HashMap::default() }
    }
}

impl Names {
    /// Writes the id of a transaction into it.
    pub(crate) fn identify(&mut self, transaction: &mut Transaction) {
        let Transaction { date, amount, currency, .. } = transaction;
        let day = (u64::from(date.year()) << 16) | (u64::from(date.month()) << 8) | u64::from(date.day());
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(currency.as_str().bytes().fold(day, |sum, byte| (sum << 8) | u64::from(byte)));
        hasher.write_i64(amount.micros());
        let next = self.seen.entry(hasher.finish()).or_default();
        let rank = *next;
        *next += 1;
        if let Some((_, end)) = self.day.filter(|(day, _)| day == date) {
            self.message.truncate(end);
        } else {
            self.message.truncate(self.begin);
            let mut text = Digits::default();
            text.push_padded(u64::from(date.day()), 2);
            text.push(b'-');
            text.push_padded(u64::from(date.month()), 2);
            text.push(b'-');
            text.push_padded(u64::from(date.year()), 4);
            self.part(text.as_slice());
            self.day = Some((*date, self.message.len()));
        }
        let mut text = Digits::default();
        let micros = amount.micros().unsigned_abs();
        let (mut fraction, mut decimals) = (micros % 1_000_000, 6);
        if fraction > 0 {
            while fraction.is_multiple_of(10) {
                fraction /= 10;
                decimals -= 1;
            }
            text.push_padded(fraction, decimals);
            text.push(b'.');
        }
        text.push_padded(micros / 1_000_000, 1);
        if amount.signum() < 0 {
            text.push(b'-');
        }
        self.part(text.as_slice());
        self.part(currency.as_str().as_bytes());
        let mut text = Digits::default();
        text.push_padded(u64::from(rank), 1);
        self.part(text.as_slice());
        if let Some(id) = shortened(&self.key.sign(&self.message)) {
            transaction.id = id;
        }
    }

    fn part(&mut self, text: &[u8]) {
        let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
        self.message.extend_from_slice(&length.to_be_bytes());
        self.message.extend_from_slice(text);
    }

    /// Forgets everything, as [`Ranks::clear`].
    pub(crate) fn clear(&mut self) {
        self.seen.clear();
    }
}

/// A short text, written from its end.
pub(crate) struct Digits {
    bytes: [u8; 32],
    start: usize,
}

impl Default for Digits {
    fn default() -> Self {
        Self { bytes: [0; 32], start: 32 }
    }
}

impl Digits {
    pub(crate) fn push(&mut self, byte: u8) {
        self.start -= 1;
        self.bytes[self.start] = byte;
    }

    /// A number with at least so many digits.
    pub(crate) fn push_padded(&mut self, number: u64, digits: usize) {
        let mut rest = number;
        let mut written = 0;
        while written < digits || rest > 0 {
            self.push(b'0' + (rest % 10).to_le_bytes()[0]);
            rest /= 10;
            written += 1;
        }
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}

/// How sure an id is: on a day that is not promised whole a row equal to it may still turn up.
pub(crate) const fn stability(is_incomplete: bool) -> IdStability {
    if is_incomplete { IdStability::Provisional } else { IdStability::Derived }
}

/// Hands on a hash that is one already.
#[derive(Debug, Default)]
struct Known(u64);

impl Hasher for Known {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Puts the id under `key` into an event; a record whose id is not a keyed hash stays as it is. `false` then.
pub fn identify(key: &IdKey, ranks: &mut Ranks, record: &mut AnyRecord) -> bool {
    named(&|message| hmac_sha256(&key.0, message), ranks, record)
}

/// As [`identify`], by what makes the keyed hash of a message.
fn named(sign: &dyn Fn(&[u8]) -> Digest, ranks: &mut Ranks, record: &mut AnyRecord) -> bool {
    let Some(values) = record.id_input() else { return false };
    let ordinal = ranks.rank(&values);
    let message = message(record.record_type().name, &values, ordinal);
    let Some(id) = message.and_then(|message| shortened(&sign(&message))) else { return false };
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
    fn the_short_way_gives_the_same_ids() {
        use pannier_model::{
            record::{TransactionDateBasis, TransactionStatus},
            value::{Amount, Currency, Date, TxKind},
        };
        let (mut names, mut ranks) = (Names::default(), Ranks::default());
        let id = Id::parse("x").expect("an id");
        for (date, amount, currency) in [
            ("2026-03-05", "-5.00", "GBP"),
            ("2026-03-05", "-5", "GBP"),
            ("2026-03-05", "-5", "EUR"),
            ("2026-03-06", "-5", "GBP"),
            ("2026-03-05", "-5", "GBP"),
            ("0001-01-01", "123456789012.123456", "JPY"),
        ] {
            let mut transaction = Transaction::new(
                id.clone(),
                id.clone(),
                Date::parse(date).expect("a date"),
                TransactionDateBasis::Booked,
                TransactionStatus::Booked,
                Amount::parse(amount).expect("an amount"),
                Currency::parse(currency).expect("a currency"),
                TxKind::Other,
            );
            names.identify(&mut transaction);
            let mut record = AnyRecord::from(transaction.clone());
            assert!(identify(&IdKey::ZERO, &mut ranks, &mut record));
            assert_eq!(record.id(), &transaction.id, "{date} {amount} {currency}");
        }
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
