//! What somebody used, gathered once and priced many times.

mod bills;
mod builder;
mod contracts;
mod days;
mod goods;
mod meters;
mod money;
mod points;
mod services;
mod sums;

pub(crate) use bills::{Billed, Seen, Wanted};
pub use builder::UsageBuilder;
pub(crate) use contracts::{Covered, InForce};
pub(crate) use days::Days;
pub(crate) use goods::Goods;
pub(crate) use meters::{Grain, Item, Stream};
pub(crate) use money::{Money, Movement};
use services::Services;
pub(crate) use services::Thing;
pub(crate) use sums::Sums;

use pannier_model::value::{Amount, Date};
use std::collections::BTreeMap;

/// Whether a group of members is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is.
    Present,
    /// The issuer signed that it has none.
    AbsentProven,
    /// It exists and is not shown.
    Withheld,
}

/// Use of one person, made by a [`UsageBuilder`] from records: what tariffs are priced on.
#[derive(Clone, Debug)]
pub struct Usage {
    pub(crate) streams: Vec<Stream>,
    pub(crate) money: Money,
    pub(crate) goods: Goods,
    pub(crate) sums: Sums,
    /// What the records are of.
    pub(crate) services: Services,
    /// Answers that records give to facts.
    pub(crate) answers: BTreeMap<String, String>,
    /// Hours set at the customer's meter, by label.
    pub(crate) windows: BTreeMap<String, Vec<MeterHours>>,
    pub(crate) arranged_limit: Option<Amount>,
    pub(crate) presence: BTreeMap<(String, String), Presence>,
    /// Whether events of use were promised, and so zero is an answer.
    pub(crate) calls_covered: Days,
    pub(crate) billed: Vec<Billed>,
    /// All use that passed, whatever is looked at.
    pub(crate) seen: Seen,
    /// Contracts in force.
    pub(crate) contracts: Vec<InForce>,
    /// What was assumed while gathering.
    pub(crate) notes: Vec<String>,
    /// Things of one kind among which has to be chosen, by record type.
    pub(crate) several: BTreeMap<&'static str, Vec<String>>,
    pub(crate) digest: String,
    /// Names of records, `series/id`.
    pub(crate) names: Vec<Box<str>>,
}

/// Hours of a meter, in seconds of the clock; `to` not after `from` is on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MeterHours {
    pub(crate) workdays: Option<bool>,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

impl Usage {
    /// Begins to gather.
    pub fn builder() -> UsageBuilder {
        UsageBuilder::default()
    }

    /// A digest of the records that were gathered, whatever their order: `sha-256:` and base64url.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Whether a group of a record type is there; `Present` where nobody said otherwise.
    pub(crate) fn presence(&self, record_type: &str, group: &str) -> Presence {
        let key = (record_type.to_owned(), group.to_owned());
        self.presence.get(&key).copied().unwrap_or(Presence::Present)
    }

    /// The contracts in force of a trade over the things that are priced: one, or it is not known which counts.
    pub(crate) fn contracts_of(&self, wanted: &Wanted<'_>) -> Vec<&InForce> {
        self.contracts.iter().filter(|contract| contract.is_for(wanted)).collect()
    }

    /// The bills for what is priced and nothing else.
    pub(crate) fn billed_for<'a>(&'a self, wanted: &'a Wanted<'_>) -> impl Iterator<Item = &'a Billed> {
        self.billed.iter().filter(|bill| self.seen.is_for(bill, wanted))
    }

    /// First day that is covered by anything, and the day after the last.
    pub fn covered(&self) -> Option<(Date, Date)> {
        let all = self.streams.iter().map(|stream| &stream.covered);
        let all = all.chain([&self.money.covered, &self.goods.covered, &self.calls_covered, &self.sums.covered]);
        let ends: Vec<(i32, i32)> = all.filter_map(Days::ends).collect();
        let from = ends.iter().map(|(from, _)| *from).min()?;
        let to = ends.iter().map(|(_, to)| *to).max()?;
        Some((days::date(from)?, days::date(to)?))
    }
}

/// The date of a day number.
pub(crate) fn date(day: i32) -> Option<Date> {
    days::date(day)
}

/// The day number of a date.
pub(crate) fn day(date: Date) -> i32 {
    days::day(date)
}
