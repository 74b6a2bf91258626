//! Which references between tables are known to resolve: only those are declared as foreign keys.

use std::collections::{BTreeMap, HashSet};

use pannier_model::{
    record::{AnyRecord, Member, RECORD_TYPES, RecordType, Target},
    value::{ValueKind, View},
};

/// So many different ids of one kind are remembered; a reference into a larger table is not declared.
const REMEMBERED: usize = 100_000;

/// The record type that a member points to, where it is one and the member is a single id.
pub(crate) fn target(member: &Member) -> Option<&'static str> {
    match (member.kind, member.refers) {
        (ValueKind::Id, Some(Target::Type(name))) => Some(name),
        _ => None,
    }
}

/// The ids that records have and those that they refer to.
#[derive(Debug, Default)]
pub(crate) struct References {
    /// By record type.
    ids: BTreeMap<&'static str, Ids>,
    /// By record type and member.
    referred: BTreeMap<(&'static str, &'static str), Ids>,
}

impl References {
    /// Takes a record into account.
    pub(crate) fn see(&mut self, record: &AnyRecord) {
        let record_type = record.record_type();
        if is_referred_to(record_type) {
            self.ids.entry(record_type.name).or_default().add(record.id().as_str());
        }
        for member in record_type.members().filter(|member| target(member).is_some()) {
            if let Some(View::Id(id)) = record.get(member.name) {
                self.referred.entry((record_type.name, member.name)).or_default().add(id);
            }
        }
    }

    /// Whether every id that a member of these records refers to is the id of a record of type `target`.
    pub(crate) fn resolve(&self, record_type: &RecordType, member: &Member, target: &str) -> bool {
        let Some(referred) = self.referred.get(&(record_type.name, member.name)) else {
            return true;
        };
        match (referred, self.ids.get(target)) {
            (Ids::Few(referred), Some(Ids::Few(ids))) => referred.is_subset(ids),
            _ => false,
        }
    }
}

#[derive(Debug)]
enum Ids {
    Few(HashSet<Box<str>>),
    TooMany,
}

impl Default for Ids {
    fn default() -> Self {
        Self::Few(HashSet::new())
    }
}

impl Ids {
    fn add(&mut self, id: &str) {
        if let Self::Few(ids) = self
            && !ids.contains(id)
        {
            if ids.len() < REMEMBERED {
                ids.insert(id.into());
            } else {
                *self = Self::TooMany;
            }
        }
    }
}

fn is_referred_to(record_type: &RecordType) -> bool {
    RECORD_TYPES.iter().any(|other| other.members().any(|member| target(member) == Some(record_type.name)))
}
