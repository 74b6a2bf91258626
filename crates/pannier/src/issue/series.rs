//! What is known of a series while its rows come in.

use std::collections::BTreeSet;

use pannier_model::{
    record::{AnyRecord, RecordType},
    value::{Fields as _, Id, Total, View},
};

use super::{sort::Term, window::Window};

/// A series that is being filled.
pub(crate) struct SeriesState {
    /// `<thing>/<record type>` with the label of this bundle.
    pub(crate) name: String,
    pub(crate) thing: Option<Id>,
    pub(crate) record_type: &'static RecordType,
    pub(crate) window: Window,
    pub(crate) rows: u64,
    /// Whether its rows are made here, from those of other series.
    pub(crate) computed: bool,
    /// Sources that rows came from.
    pub(crate) sources: BTreeSet<u32>,
    /// Which groups of the type any row has a member of: the others are left out of the whole series.
    groups: u64,
    /// What totals are kept apart by: currencies, units or kinds met.
    pub(crate) by: Vec<String>,
}

impl SeriesState {
    pub(crate) fn new(thing: Option<&Id>, record_type: &'static RecordType) -> Self {
        Self {
            name: format!("{}/{}", thing.map_or("all", Id::as_str), record_type.name),
            thing: thing.cloned(),
            record_type,
            window: Window::default(),
            rows: 0,
            computed: false,
            sources: BTreeSet::new(),
            groups: 1,
            by: Vec::new(),
        }
    }

    /// A record of the series is dated `day` and came from `source`.
    pub(crate) fn meet(&mut self, record: &AnyRecord, day: i64, source: u32) {
        self.rows += 1;
        self.sources.insert(source);
        self.window.meet(day);
        // Members come in row order, so one walk along the groups finds the group of each.
        let mut at = 0;
        let groups = self.record_type.groups;
        record.each_field(&mut |member, _| {
            while at < groups.len() && !groups[at].members.iter().any(|known| known.name == member) {
                at += 1;
            }
            self.groups |= 1_u64.checked_shl(u32::try_from(at).unwrap_or(u32::MAX)).unwrap_or(0);
        });
    }

    /// The groups the parts of this series have, in order, each with its members.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &'static pannier_model::record::Group> + use<'_> {
        self.record_type.groups.iter().enumerate().filter(|(at, _)| self.groups >> at & 1 == 1).map(|(_, group)| group)
    }

    /// What this record adds to the totals of its part; rows that are not booked add nothing.
    pub(crate) fn term(&mut self, record: &AnyRecord) -> Option<Term> {
        let totals = self.record_type.totals?;
        if let Some(View::Word(status)) = record.get("status")
            && status != "booked"
        {
            return None;
        }
        let total = match record.get(totals.member)? {
            View::Amount(amount) => Total::from(amount),
            View::Decimal(decimal) => Total::from(decimal),
            _ => return None,
        };
        let scale = total.to_decimal().ok()?.scale();
        let View::Word(by) = record.get(totals.by)? else { return None };
        let known = self.by.iter().position(|known| known == by);
        let by = known.unwrap_or_else(|| {
            self.by.push(by.to_owned());
            self.by.len() - 1
        });
        Some(Term { by: u16::try_from(by).ok()?, picos: total.picos(), scale })
    }
}
