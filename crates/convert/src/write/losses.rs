//! What a target could not carry, counted.

use std::collections::{BTreeMap, BTreeSet};

use pannier_model::record::AnyRecord;

use crate::Loss;

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
