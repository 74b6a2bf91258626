//! From the signed head and what the holder shows to the facts that rules and readers work with.

use std::{collections::BTreeMap, ops::Range};

use pannier_bundle::{
    head::{GroupDescriptor, Head, PartDescriptor},
    part::PartView,
    share::Share,
};
use pannier_crypto::Shown;
use pannier_model::{record::by_schema_url, value::Date};
use pannier_validate::{
    rules::{BundleFacts, GroupFacts, PartFacts, PartTotal, Scope},
    shape::GivenSchema,
};

use super::day;

/// The facts of a file whose head and share passed.
pub(crate) fn of(head: &Head, share: Option<&Share>, given: &BTreeMap<String, GivenSchema>) -> BundleFacts {
    let parts = head.parts().enumerate().map(|(at, part)| {
        let view = share.and_then(|share| share.parts.get(at));
        part_facts(part, view, given)
    });
    BundleFacts {
        issued_on: day(head.claims().iat).unwrap_or_else(first_day),
        scope: match share {
            None => Scope::Bundle,
            Some(share) => Scope::Share { sealed: head.sealed_parts().len() > share.decoys.len() },
        },
        parts: parts.collect(),
        attachments: head.attachments().map(|attachment| attachment.id.clone()).collect(),
    }
}

/// `iat` was checked to name a day; no other date is ever taken.
fn first_day() -> Date {
    Date::from_days_since_epoch(0).expect("1970-01-01 is a date")
}

fn part_facts(part: &PartDescriptor, view: Option<&PartView>, given: &BTreeMap<String, GivenSchema>) -> PartFacts {
    let record_type = if given.contains_key(&part.schema) { None } else { by_schema_url(&part.schema) };
    let shown = view.map_or_else(|| Shown::all(u64::from(part.n)), |view| view.rows().clone());
    let groups = part.groups.iter().enumerate().map(|(at, group)| group_facts(at, group, view));
    PartFacts {
        id: part.id.clone(),
        series: part.series.clone(),
        seq: part.seq,
        from: part.from,
        to: part.to,
        schema: part.schema.clone(),
        record_type,
        sort: part.sort.clone(),
        rows: part.n,
        groups: groups.collect(),
        incomplete: part.incomplete.clone(),
        totals: part.totals.as_ref().map(|lines| {
            lines
                .iter()
                .map(|line| PartTotal {
                    by: line.by.as_str().to_owned(),
                    count: line.count.value(),
                    member: line.member.clone(),
                    sum: line.sum,
                })
                .collect()
        }),
        shown: short(shown.ranges()),
    }
}

fn group_facts(at: usize, group: &GroupDescriptor, view: Option<&PartView>) -> GroupFacts {
    let (shown, masked) = match view {
        None | Some(PartView::Rows(_)) => (true, Vec::new()),
        Some(PartView::Fields { groups, .. }) => match groups.iter().find(|shown| shown.group == at) {
            Some(shown) => (true, short(shown.masked.ranges())),
            None => (false, Vec::new()),
        },
    };
    GroupFacts { id: group.id.clone(), members: group.members.clone(), shown, masked }
}

/// Rows are fewer than 2^32: the descriptor's `n` is.
fn short(ranges: &[Range<u64>]) -> Vec<Range<u32>> {
    let number = |row: u64| u32::try_from(row).unwrap_or(u32::MAX);
    ranges.iter().map(|range| number(range.start)..number(range.end)).collect()
}
