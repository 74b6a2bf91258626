//! Rows that stand on two pages of an account: whoever asks for a month and then for half of it again, or for the next page
//! while rows are added, gets some twice. A bank's identifier tells them from rows that only look the same.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, RandomState},
};

use pannier_model::{record::Transaction, value::Date};

use super::{Outline, Rows};
use crate::Error;

/// The scheme of identifiers that no two movements of an account share.
const IDENTIFIER: &str = "transaction_id";

/// Finds the rows of these pages that an earlier one has too. Only days that two of them have are looked at.
pub(super) fn find(pages: &[Outline], rows: &mut dyn Rows, found: &mut HashSet<u64>) -> Result<(), Error> {
    let days = shared(pages);
    if days.is_empty() {
        return Ok(());
    }
    let hashes = RandomState::new();
    let mut seen: HashMap<u64, usize> = HashMap::new();
    for (page, outline) in pages.iter().enumerate() {
        for block in &outline.blocks {
            let (first, last) = block.days();
            if !days.iter().any(|(from, to)| *from <= last && first <= *to) {
                continue;
            }
            rows.read(block, &mut |entry| {
                if let Some(key) = key(&entry.transaction).filter(|_| within(&days, entry.transaction.date))
                    && *seen.entry(hashes.hash_one(key)).or_insert(page) != page
                {
                    found.insert(entry.place);
                }
                Ok(())
            })?;
        }
    }
    Ok(())
}

/// What two copies of a row have in common. Its state is a part of it: a row that was expected and then booked is two.
fn key(row: &Transaction) -> Option<(&str, Date, String, String)> {
    let ids = row.source_ids.as_ref()?;
    let id = ids.iter().find(|id| id.scheme.as_str() == IDENTIFIER)?;
    Some((id.value.as_str(), row.date, row.amount.to_string(), row.status.to_string()))
}

fn within(days: &[(Date, Date)], day: Date) -> bool {
    let next = days.partition_point(|(_, last)| *last < day);
    days.get(next).is_some_and(|(first, _)| *first <= day)
}

/// Stretches of days that more than one page has rows of, ascending, none touching another.
fn shared(pages: &[Outline]) -> Vec<(Date, Date)> {
    let mut spans: Vec<(Date, Date)> = pages.iter().filter_map(|page| page.rows.extent.span()).collect();
    spans.sort_unstable();
    let mut shared: Vec<(Date, Date)> = Vec::new();
    let mut latest: Option<Date> = None;
    for (first, last) in spans {
        if let Some(before) = latest.filter(|before| first <= *before) {
            let end = before.min(last);
            match shared.last_mut() {
                Some((_, known)) if first <= *known => *known = end.max(*known),
                _ => shared.push((first, end)),
            }
        }
        latest = latest.max(Some(last));
    }
    shared
}
