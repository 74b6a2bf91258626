//! The monthly figures an issuer adds, so that an offer can be priced without a single row behind them.

use std::collections::{BTreeMap, BTreeSet};

use pannier_convert::ids::{IdKey, event_id};
use pannier_model::{
    record::{AnyRecord, Balance, Record as _, RecordType, Register, Summary, SummaryOf},
    value::{CodeText, Date, Id},
};
use pannier_validate::summary::{Summaries, Window, summed};

use super::{
    series::SeriesState,
    sort::{Key, Row},
    window::{Period, Slot},
};
use crate::Error;

/// Adds up rows as they go into their parts, thing by thing. Memory grows with days and months, not with rows.
pub(crate) struct Summing {
    things: BTreeMap<Option<Id>, Vec<Summaries>>,
    /// The time-of-use windows of the registers among the things.
    windows: BTreeMap<Id, CodeText>,
}

impl Summing {
    /// For the things that have a series of summaries to be computed ([`SeriesState::computed`]).
    pub(crate) fn new(series: &[SeriesState], period: Period, day: i64) -> Self {
        let mut things: BTreeMap<Option<Id>, Vec<Summaries>> = BTreeMap::new();
        for computed in series.iter().filter(|series| series.computed) {
            things.entry(computed.thing.clone()).or_default();
        }
        for one in series.iter().filter(|series| series.rows > 0) {
            if let Some(sums) = things.get_mut(&one.thing)
                && let Some(of) = summed(one.record_type)
            {
                let window = |slot: Slot| Window { from: slot.from, to: slot.to, incomplete: slot.incomplete };
                let windows = one.window.parts(period, one.rows, day).into_iter().map(window).collect();
                sums.push(Summaries::new(of, one.thing.clone(), windows));
            }
        }
        Self { things, windows: BTreeMap::new() }
    }

    /// A row of `series` goes into its part. A row that is no record adds nothing; the rules refuse it.
    pub(crate) fn row(&mut self, series: &SeriesState, bytes: &[u8]) {
        let record_type = series.record_type;
        if record_type == Register::TYPE {
            return self.register(bytes);
        }
        let of = if record_type == Balance::TYPE { Some(SummaryOf::Transaction) } else { summed(record_type) };
        let Some(sums) = of.and_then(|of| self.things.get_mut(&series.thing)?.iter_mut().find(|sums| sums.of() == of))
        else {
            return;
        };
        if let Some(record) = read(record_type, bytes) {
            sums.row(&record);
        }
    }

    fn register(&mut self, bytes: &[u8]) {
        let Some(AnyRecord::Register(register)) = read(Register::TYPE, bytes) else { return };
        if let Some(tou) = register.tou.clone()
            && self.things.contains_key(&Some(register.id.clone()))
        {
            self.windows.insert(register.id.clone(), tou);
        }
    }

    /// The rows of the series of summaries of `thing`, in order.
    pub(crate) fn rows(&mut self, series: u32, thing: Option<&Id>, key: &IdKey) -> Result<Vec<Row>, Error> {
        let mut id_of = |summary: &Summary| {
            let record = AnyRecord::from(summary.clone());
            let id = record.id_input().and_then(|values| event_id(key, Summary::TYPE.name, &values, 0));
            id.unwrap_or_else(|| summary.id.clone())
        };
        let tou = thing.and_then(|thing| self.windows.get(thing));
        let mut summaries = Vec::new();
        for sums in self.things.remove(&thing.cloned()).unwrap_or_default() {
            let figures = sums
                .finish(tou, &mut id_of)
                .map_err(|error| Error::Misuse(format!("a month's figures are too large to be written: {error}")))?;
            summaries.extend(figures);
        }
        // Each of them is sorted; of equal metric and bucket, as of intervals and readings, the type decides.
        let place = |one: &Summary| (one.date, one.metric, one.bucket.clone(), one.of);
        summaries.sort_by_cached_key(place);
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

fn read(record_type: &RecordType, bytes: &[u8]) -> Option<AnyRecord> {
    AnyRecord::deserialize(record_type, &mut serde_json::Deserializer::from_slice(bytes)).ok()
}

/// Summaries of one thing that are to be computed.
pub(crate) struct Wanted {
    pub(crate) thing: Option<Id>,
    /// First day of the first month.
    pub(crate) from: Date,
    /// The end of the last part that is summed up.
    pub(crate) to: Date,
    /// The months of each series in which any day is promised.
    promised: Vec<BTreeSet<Date>>,
}

impl Wanted {
    /// The first days of months of which nothing is promised of one of the series: without a figure of it nobody could
    /// tell them from months in which nothing happened.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = Date> {
        let months = std::iter::successors(Some(self.from), |month| month.next_month());
        months
            .take_while(|month| *month < self.to)
            .filter(|month| self.promised.iter().any(|promised| !promised.contains(month)))
    }
}

/// The things of which records are to be summed up. An issuer who gives summaries of a thing itself is taken at its word.
pub(crate) fn wanted(series: &[SeriesState], period: Period, day: i64) -> Vec<Wanted> {
    let is_given =
        |thing: &Option<Id>| series.iter().any(|other| other.record_type == Summary::TYPE && other.thing == *thing);
    let mut wanted: BTreeMap<Option<Id>, Wanted> = BTreeMap::new();
    for one in series.iter().filter(|one| summed(one.record_type).is_some() && one.rows > 0) {
        let parts = one.window.parts(period, one.rows, day);
        if let (Some(first), Some(last)) = (parts.first(), parts.last())
            && !is_given(&one.thing)
        {
            let (thing, from, to) = (one.thing.clone(), first.from.month_start(), last.to);
            let all = wanted.entry(thing.clone()).or_insert(Wanted { thing, from, to, promised: Vec::new() });
            all.from = all.from.min(from);
            all.to = all.to.max(to);
            all.promised.push(parts.iter().flat_map(Slot::promised).map(Date::month_start).collect());
        }
    }
    wanted.into_values().collect()
}
