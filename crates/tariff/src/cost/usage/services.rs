//! Which services the records are of: what keeps a tariff for one thing from being priced on another.

use super::days::Days;
use super::{Goods, Money, Stream, Sums};
use crate::tariff::Meter;
use pannier_model::record::{AccountKind, SubscriptionKind};
use std::collections::BTreeSet;

/// What use there is, and of which things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Services {
    /// The account whose movements are looked at.
    pub(crate) account: Option<Thing<AccountKind>>,
    /// The lines whose use is, in the order of their labels: one, unless the records are of several.
    pub(crate) lines: Vec<Thing<SubscriptionKind>>,
    /// The account that receipts belong to, where they belong to one.
    pub(crate) receipts: Option<String>,
    /// Supply points, or registers whose supply point the records do not tell, with what they count.
    pub(crate) points: BTreeSet<(Meter, String)>,
    has_goods: bool,
    has_telco: bool,
}

/// A thing and its kind, where a record says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Thing<K> {
    pub(crate) label: String,
    pub(crate) kind: Option<K>,
}

impl Services {
    /// Notes of what there is use.
    pub(super) fn seen(&mut self, streams: &[Stream], money: &Money, sums: &Sums, goods: &Goods, calls: &Days) {
        let has_money = !money.movements.is_empty()
            || !money.balances.is_empty()
            || money.covered.ends().is_some()
            || !sums.figures.is_empty();
        if !has_money {
            self.account = None;
        }
        self.has_telco = calls.ends().is_some() || streams.iter().any(|stream| !stream.meter.is_metered_by_day());
        self.has_goods = !goods.lines.is_empty();
        for meter in streams.iter().map(|stream| stream.meter).filter(|meter| meter.is_metered_by_day()) {
            if !self.points.iter().any(|(other, _)| *other == meter) {
                self.points.insert((meter, String::new()));
            }
        }
    }

    pub(crate) const fn has_goods(&self) -> bool {
        self.has_goods
    }

    pub(crate) const fn has_telco(&self) -> bool {
        self.has_telco
    }

    /// The fuels of meters, each once.
    pub(crate) fn fuels(&self) -> BTreeSet<&'static str> {
        self.points.iter().filter_map(|(meter, _)| meter.fuel()).collect()
    }

    /// Everything there is use of, in words.
    pub(crate) fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        if let Some(account) = &self.account {
            let kind = account.kind.map(|kind| format!(" ({})", kind.as_str())).unwrap_or_default();
            words.push(format!("an account{kind}"));
        }
        if self.has_telco {
            words.push(match self.lines.as_slice() {
                [Thing { kind: Some(kind), .. }] => format!("a line ({})", kind.as_str()),
                [] | [_] => "a line".to_owned(),
                lines => format!("{} lines", lines.len()),
            });
        }
        if self.has_goods {
            words.push("receipts".to_owned());
        }
        words.extend(self.fuels().into_iter().map(str::to_owned));
        if words.is_empty() { "nothing that a tariff is for".to_owned() } else { words.join(", ") }
    }
}
