//! The monthly figures an issuer adds, so that an offer can be priced without a single transaction.

use std::collections::BTreeMap;

use pannier_convert::ids::{IdKey, event_id};
use pannier_model::{
    record::{AnyRecord, Balance, Record as _, Summary, Transaction},
    value::{Date, Id},
};
use pannier_validate::summary::{TransactionSummaries, Window};

use super::{
    series::SeriesState,
    sort::{Key, Row},
    window::Period,
};
use crate::Error;

/// Adds up rows as they go into their parts, account by account. Memory grows with days, not with rows.
pub(crate) struct Summing {
    accounts: BTreeMap<Id, TransactionSummaries>,
}

impl Summing {
    /// For the accounts that have a series of summaries to be computed ([`SeriesState::computed`]).
    pub(crate) fn new(series: &[SeriesState], period: Period, day: i64) -> Self {
        let mut accounts = BTreeMap::new();
        for computed in series.iter().filter(|series| series.computed) {
            let Some(account) = &computed.thing else { continue };
            let transactions = series
                .iter()
                .find(|other| other.thing.as_ref() == Some(account) && other.record_type == Transaction::TYPE);
            let slots = transactions.map(|series| series.window.parts(period, series.rows, day)).unwrap_or_default();
            let windows = slots
                .into_iter()
                .map(|slot| Window { from: slot.from, to: slot.to, incomplete: slot.incomplete })
                .collect();
            accounts.insert(account.clone(), TransactionSummaries::new(account.clone(), windows));
        }
        Self { accounts }
    }

    /// A row of `series` goes into its part. A row that is no record adds nothing; the rules refuse it.
    pub(crate) fn row(&mut self, series: &SeriesState, bytes: &[u8]) {
        let Some(account) = series.thing.as_ref().and_then(|thing| self.accounts.get_mut(thing)) else { return };
        if series.record_type == Transaction::TYPE {
            if let Ok(transaction) = serde_json::from_slice::<Transaction>(bytes) {
                account.transaction(&transaction);
            }
        } else if series.record_type == Balance::TYPE
            && let Ok(balance) = serde_json::from_slice::<Balance>(bytes)
        {
            account.balance(&balance);
        }
    }

    /// The rows of the series of summaries of `account`, in order.
    pub(crate) fn rows(&mut self, series: u32, account: &Id, key: &IdKey) -> Result<Vec<Row>, Error> {
        let Some(summaries) = self.accounts.remove(account) else { return Ok(Vec::new()) };
        let mut id_of = |summary: &Summary| {
            let record = AnyRecord::from(summary.clone());
            let id = record.id_input().and_then(|values| event_id(key, Summary::TYPE.name, &values, 0));
            id.unwrap_or_else(|| summary.id.clone())
        };
        let summaries = summaries
            .finish(&mut id_of)
            .map_err(|error| Error::Misuse(format!("a month's figures are too large to be written: {error}")))?;
        let mut rows = Vec::with_capacity(summaries.len());
        for (place, summary) in (0_u64..).zip(summaries) {
            let day = i32::try_from(summary.date.days_since_epoch()).unwrap_or(i32::MAX);
            let bytes = serde_json::to_vec(&summary).map_err(std::io::Error::other)?;
            // No source has this number: the row is the issuer's own.
            let key = Key { series, day, source: u32::MAX, place };
            rows.push(Row { key, number: place + 1, unresolved: false, term: None, bytes });
        }
        Ok(rows)
    }
}

/// The accounts whose transactions are to be summed, with the period of their summaries: from the first of a month to
/// the end of the last part. An issuer who gives summaries of an account itself is taken at its word.
pub(crate) fn wanted(series: &[SeriesState], period: Period, day: i64) -> Vec<(Id, Date, Date)> {
    let is_given =
        |thing: &Option<Id>| series.iter().any(|other| other.record_type == Summary::TYPE && other.thing == *thing);
    series
        .iter()
        .filter(|series| series.record_type == Transaction::TYPE && series.rows > 0 && !is_given(&series.thing))
        .filter_map(|series| {
            let parts = series.window.parts(period, series.rows, day);
            Some((series.thing.clone()?, parts.first()?.from.month_start(), parts.last()?.to))
        })
        .collect()
}
