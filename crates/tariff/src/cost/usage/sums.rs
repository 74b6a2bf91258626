//! Monthly figures that an issuer made: what is left where records are withheld.

use super::days::Days;
use pannier_model::record::{
    Summary, SummaryMetric, SummaryOf, UsageEventNumberClass, UsageEventReach, UsageEventRoaming,
};
use pannier_model::value::{Currency, Date, Unit};
use std::collections::{BTreeMap, BTreeSet};

use super::meters::{Item, StreamKey, meter};
use crate::tariff::Meter;
use pannier_model::value::{Flow, Fuel};

/// A figure of transactions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SumKey {
    pub(crate) metric: SummaryMetric,
    pub(crate) bucket: String,
}

/// Figures of an account by month.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sums {
    pub(crate) currency: Option<Currency>,
    /// By figure and month: how many rows, and the value in units of 10^-12.
    pub(crate) figures: BTreeMap<SumKey, BTreeMap<Date, (u64, i128, u32)>>,
    /// Days of the months that are whole.
    pub(crate) covered: Days,
    pub(super) months: SummedMonths,
}

/// Which months sums cover: those in which each thing that is summed at all is, from its first month to its last, by rows
/// that all say the month is whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct SummedMonths(BTreeMap<String, BTreeMap<Date, bool>>);

impl SummedMonths {
    pub(super) fn add(&mut self, thing: &str, month: Date, complete: bool) {
        let months = self.0.entry(thing.to_owned()).or_default();
        *months.entry(month).or_insert(true) &= complete;
    }

    pub(super) fn covered(&self) -> Days {
        let mut days = Days::default();
        let all: BTreeSet<Date> = self.0.values().flat_map(BTreeMap::keys).copied().collect();
        for month in all {
            let is_whole = self.0.values().all(|months| {
                let ends = months.first_key_value().zip(months.last_key_value());
                let in_use = ends.is_some_and(|((first, _), (last, _))| (*first..=*last).contains(&month));
                !in_use || months.get(&month) == Some(&true)
            });
            if is_whole && let Some(to) = month.next_month() {
                days.add(month, to);
            }
        }
        days
    }
}

impl Sums {
    pub(crate) fn take(&mut self, one: &Summary, record: u32) {
        if one.of != SummaryOf::Transaction {
            return;
        }
        self.months.add("", one.date, one.complete);
        self.currency = self.currency.or(one.currency);
        let key = SumKey { metric: one.metric, bucket: one.bucket.as_str().to_owned() };
        let value = (one.count.value(), one.value.picos(), record);
        self.figures.entry(key).or_default().insert(one.date, value);
    }

    /// A figure of a month; nothing where the month is whole and has none.
    pub(crate) fn figure(&self, metric: SummaryMetric, bucket: &str, month: Date) -> Option<(u64, i128, u32)> {
        let key = SumKey { metric, bucket: bucket.to_owned() };
        self.figures.get(&key).and_then(|months| months.get(&month)).copied()
    }
}

/// The stream and quantity of a sum of use or energy.
pub(crate) fn stream(one: &Summary, record: u32) -> Option<(StreamKey, Item)> {
    let parts: Vec<&str> = one.bucket.as_str().split('.').collect();
    let unit: Unit = one.unit?;
    let mut key = match (one.of, one.metric, parts.as_slice()) {
        (SummaryOf::UsageEvent, SummaryMetric::Usage, [kind, direction, class, reach, roaming]) => {
            let meter = match *kind {
                "voice" => Meter::Voice,
                "sms" => Meter::Sms,
                "mms" => Meter::Mms,
                "data" => Meter::Data,
                _ => return None,
            };
            if *direction == "in" && meter != Meter::Data {
                return None;
            }
            let classes = (
                UsageEventNumberClass::parse(class).ok()?,
                UsageEventReach::parse(reach).ok()?,
                UsageEventRoaming::parse(roaming).ok()?,
            );
            StreamKey { classes, ..StreamKey::of_meter(meter, unit, None) }
        }
        (SummaryOf::IntervalDay | SummaryOf::Consumption, SummaryMetric::Energy, [fuel, flow, tou @ ..]) => {
            let flow = Flow::parse(flow).ok()?;
            // What netted over a month says nothing of the hours.
            if flow == Flow::Net {
                return None;
            }
            let meter = meter(Fuel::parse(fuel).ok()?, flow)?;
            let tou = Some(tou.join(".")).filter(|tou| !tou.is_empty() && tou != "all");
            StreamKey { tou, ..StreamKey::of_meter(meter, unit, None) }
        }
        _ => return None,
    };
    key.by_month = true;
    let item = Item {
        day: super::day(one.date),
        second: None,
        length: 0,
        picos: one.value.picos(),
        estimated: false,
        sum: true,
        instant: None,
        record,
    };
    Some((key, item))
}
