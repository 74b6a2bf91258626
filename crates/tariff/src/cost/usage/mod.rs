//! What somebody used, gathered once and priced many times.

mod bills;
mod builder;
mod days;
mod goods;
mod meters;
mod money;
mod points;
mod services;
mod sums;

pub(crate) use bills::{Billed, Seen, Wanted};
pub use builder::UsageBuilder;
pub(crate) use days::Days;
pub(crate) use goods::Goods;
pub(crate) use meters::{Grain, Item, Stream};
pub(crate) use money::{Money, Movement};
use services::Services;
pub(crate) use services::Thing;
pub(crate) use sums::Sums;

use crate::tariff::Meter;
use pannier_model::value::{Amount, Currency, Date};
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

/// A contract in force.
#[derive(Clone, Debug)]
pub(crate) struct InForce {
    pub(crate) sector: &'static str,
    /// Accounts, lines and supply points; none where it does not say.
    pub(crate) covers: Vec<Covered>,
    /// What leaving costs, where that is known.
    pub(crate) exit: Option<(Amount, Option<Currency>)>,
    pub(crate) started: Option<Date>,
}

/// What a contract covers: a thing, or of a supply point what one of its registers counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Covered {
    pub(crate) label: String,
    pub(crate) meter: Option<Meter>,
}

impl InForce {
    /// Whether it and another contract are about one thing, as far as a tariff is for it.
    pub(crate) fn meets(&self, other: &Self, wanted: &Wanted<'_>) -> bool {
        let about = |contract: &Self| -> Vec<Covered> {
            contract.covers.iter().filter(|one| wanted.has(one)).cloned().collect()
        };
        let (own, others) = (about(self), about(other));
        let same = |one: &Covered, other: &Covered| {
            one.label == other.label && (one.meter.is_none() || other.meter.is_none() || one.meter == other.meter)
        };
        own.is_empty() || others.is_empty() || own.iter().any(|one| others.iter().any(|other| same(one, other)))
    }
}

impl Wanted<'_> {
    /// Whether what a contract covers is priced.
    fn has(&self, covered: &Covered) -> bool {
        self.labels.contains(covered.label.as_str()) && covered.meter.is_none_or(|meter| self.meters.contains(&meter))
    }
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
        let of_sector = self.contracts.iter().filter(|contract| contract.sector == wanted.sector);
        let over = of_sector
            .filter(|contract| contract.covers.is_empty() || contract.covers.iter().any(|covered| wanted.has(covered)));
        over.collect()
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
