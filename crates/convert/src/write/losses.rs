//! What a target could not carry, counted.

use std::collections::{BTreeMap, BTreeSet};

use pannier_model::record::{AnyRecord, RecordType};

use crate::Loss;

/// Values without a place in the target, counted by what they are and why.
#[derive(Debug, Default)]
pub(crate) struct Losses(BTreeMap<(String, &'static str), u64>);

impl Losses {
    /// A whole record of a type.
    pub(crate) fn record(&mut self, record_type: &RecordType, reason: &'static str) {
        self.add(record_type.name.to_owned(), reason);
    }

    /// A value of a member.
    pub(crate) fn member(&mut self, record_type: &RecordType, member: &str, reason: &'static str) {
        self.add(format!("{}.{member}", record_type.name), reason);
    }

    /// Something that a series says about its records.
    pub(crate) fn series(&mut self, record_type: &RecordType, what: &str, reason: &'static str) {
        self.add(format!("{} series: {what}", record_type.name), reason);
    }

    fn add(&mut self, what: String, reason: &'static str) {
        *self.0.entry((what, reason)).or_default() += 1;
    }

    /// One loss for each kind, in the order of their names: `transaction.mcc`, "12 times: …".
    pub(crate) fn named(self) -> impl Iterator<Item = Loss> {
        self.0.into_iter().map(|((what, reason), count)| {
            let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
            Loss::whole(what, format!("{times}: {reason}"))
        })
    }
}

/// Groups that a holder kept back, for targets in which a withheld member looks like one that is absent.
#[derive(Debug, Default)]
pub(crate) struct Withheld(BTreeMap<String, BTreeSet<String>>);

impl Withheld {
    /// Takes the groups that a record does not show.
    pub(crate) fn see(&mut self, record: &AnyRecord, groups: &[&str]) {
        if groups.is_empty() {
            return;
        }
        let series = format!("{}/{}", record.thing().unwrap_or("all"), record.record_type().name);
        let known = self.0.entry(series).or_default();
        for group in groups {
            if !known.contains(*group) {
                known.insert((*group).to_owned());
            }
        }
    }

    /// One loss for each series.
    pub(crate) fn named(self) -> impl Iterator<Item = Loss> {
        self.0.into_iter().map(|(series, groups)| {
            let groups: Vec<String> = groups.into_iter().collect();
            Loss::whole(series, format!("withheld groups look as if they were empty: {}", groups.join(", ")))
        })
    }
}
