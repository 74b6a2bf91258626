//! The same event in two sources is written once.

use std::collections::{BTreeMap, BTreeSet};

use pannier_model::record::{AnyRecord, RecordType};
use serde_json::{Map, Value};

use super::sort::Row;

/// Members in which two copies of one event may differ without saying different things about it: where a source put
/// the row, and how sure its id is.
const OF_THE_SOURCE: [&str; 5] = ["seq", "source_ref", "source_ids", "id_stability", "kind_text"];

/// The id of a row in row form: its first member, which has no escapes.
pub(crate) fn id_of(row: &[u8]) -> &[u8] {
    let value = row.strip_prefix(br#"{"id":""#.as_slice()).unwrap_or_default();
    let end = value.iter().position(|byte| *byte == b'"').unwrap_or(value.len());
    &value[..end]
}

/// The rows of one series and one day, each event once, in the order of the source that has most of them: a download
/// that ends in the middle of a day knows less of that day than one that does not.
///
/// Adds the members in which copies differ to `differences`. Two rows of one source are never copies of each other: if
/// they have one id, that is a finding of the rules.
pub(crate) fn merge_day(rows: Vec<Row>, record_type: &RecordType, differences: &mut BTreeSet<String>) -> Vec<Row> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for row in &rows {
        *counts.entry(row.key.source).or_default() += 1;
    }
    if counts.len() < 2 {
        return rows;
    }
    let most = counts.values().copied().max().unwrap_or_default();
    let base = counts.iter().find(|(_, count)| **count == most).map_or(0, |(source, _)| *source);
    let (mut merged, others): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.key.source == base);
    let mut places: BTreeMap<Vec<u8>, usize> =
        merged.iter().enumerate().map(|(at, row)| (id_of(&row.bytes).to_vec(), at)).collect();
    let mut of: BTreeMap<Vec<u8>, u32> = merged.iter().map(|row| (id_of(&row.bytes).to_vec(), base)).collect();
    for row in others {
        let id = id_of(&row.bytes).to_vec();
        match places.get(&id) {
            Some(&at) if of[&id] != row.key.source => combine(&mut merged[at], &row, record_type, differences),
            _ => {
                places.insert(id.clone(), merged.len());
                of.insert(id, row.key.source);
                merged.push(row);
            }
        }
    }
    merged
}

/// Adds to `row` what only its copy says. A row that cannot be read stays as it is; the rules will say why.
pub(crate) fn combine(row: &mut Row, copy: &Row, record_type: &RecordType, differences: &mut BTreeSet<String>) {
    let read = |bytes: &[u8]| serde_json::from_slice::<Map<String, Value>>(bytes).ok();
    let (Some(mut members), Some(others)) = (read(&row.bytes), read(&copy.bytes)) else { return };
    unmask(&mut members, &others);
    let hidden: BTreeSet<String> = others.keys().filter(|name| name.ends_with("_masked")).cloned().collect();
    for (name, value) in others {
        if HIDDEN.iter().any(|(shown, flag)| name == *flag && members.contains_key(*shown)) {
            continue;
        }
        match members.get_mut(&name) {
            None => {
                members.insert(name, value);
            }
            Some(own) if *own == value => {}
            Some(_) if HIDDEN.iter().any(|(text, flag)| name == *text && hidden.contains(*flag)) => {}
            Some(own) if name == "source_ids" => {
                if let (Value::Array(own), Value::Array(more)) = (own, value) {
                    // Two movements that look the same, of which one source has the one and another the other.
                    if more.iter().any(is_unique)
                        && own.iter().any(is_unique)
                        && !more.iter().any(|id| own.contains(id))
                    {
                        differences.insert(name);
                    }
                    for id in more {
                        if !own.contains(&id) {
                            own.push(id);
                        }
                    }
                }
            }
            // An id is as sure as the surest copy.
            Some(own) if name == "id_stability" && value == "derived" => *own = value,
            Some(_) if OF_THE_SOURCE.contains(&name.as_str()) => {}
            Some(_) => {
                differences.insert(name);
            }
        }
    }
    if let Some(bytes) = write(record_type, members) {
        row.bytes = bytes;
        row.unresolved |= copy.unresolved;
    }
}

/// Whether an identifier is one that no two movements of an account share, and that never changes, by its interface.
fn is_unique(id: &Value) -> bool {
    id.get("scheme").is_some_and(|scheme| scheme == "transaction_id")
}

/// A text, and the member that says its source hid part or all of it.
const HIDDEN: [(&str, &str); 2] = [("description", "description_masked"), ("counterparty_name", "counterparty_masked")];

/// What one source hid another may show: the text and its mark are taken from the copy that hid nothing.
fn unmask(members: &mut Map<String, Value>, others: &Map<String, Value>) {
    for (text, flag) in HIDDEN {
        if members.contains_key(flag)
            && !others.contains_key(flag)
            && let Some(shown) = others.get(text)
        {
            members.insert(text.to_owned(), shown.clone());
            members.remove(flag);
        }
    }
}

/// The row form of these members, if they are a record.
pub(crate) fn write(record_type: &RecordType, members: Map<String, Value>) -> Option<Vec<u8>> {
    let record = AnyRecord::deserialize(record_type, Value::Object(members)).ok()?;
    serde_json::to_vec(&record).ok()
}

#[cfg(test)]
mod tests {
    use pannier_model::record::{Record as _, Transaction};

    use super::{super::sort::Key, *};

    fn row(source: u32, place: u64, id: &str, rest: &str) -> Row {
        let bytes = format!(
            r#"{{"id":"{id}","account":"a7k2qx","date":"2026-01-05","date_basis":"booked","status":"booked","amount":"-4.50","currency":"GBP","kind":"card"{rest}}}"#
        );
        let key = Key { series: 0, day: 20_458, source, place };
        Row { key, number: place, unresolved: false, term: None, bytes: bytes.into_bytes() }
    }

    fn check(rows: Vec<Row>, ids: &[&str], differing: &[&str]) -> Vec<Row> {
        let mut differences = BTreeSet::new();
        let merged = merge_day(rows, Transaction::TYPE, &mut differences);
        assert_eq!(merged.iter().map(|row| String::from_utf8_lossy(id_of(&row.bytes))).collect::<Vec<_>>(), ids);
        assert_eq!(differences.iter().map(String::as_str).collect::<Vec<_>>(), differing);
        merged
    }

    #[test]
    fn the_fuller_source_gives_the_order() {
        check(
            vec![row(0, 0, "c", ""), row(1, 0, "a", ""), row(1, 1, "b", ""), row(1, 2, "c", "")],
            &["a", "b", "c"],
            &[],
        );
        check(vec![row(0, 0, "a", ""), row(0, 1, "b", ""), row(1, 0, "z", "")], &["a", "b", "z"], &[]);
    }

    #[test]
    fn a_copy_adds_what_it_knows_and_differences_are_named() {
        let merged = check(
            vec![
                row(0, 0, "a", r#","seq":7,"id_stability":"provisional""#),
                row(1, 0, "a", r#","seq":1,"id_stability":"derived","running_balance":"1.00""#),
            ],
            &["a"],
            &[],
        );
        let text = String::from_utf8(merged[0].bytes.clone()).expect("JSON");
        assert!(text.ends_with(r#","seq":7,"id_stability":"derived","running_balance":"1.00"}"#), "{text}");
        check(
            vec![row(0, 0, "a", r#","description":"COFFEE""#), row(1, 0, "a", r#","description":"TEA""#)],
            &["a"],
            &["description"],
        );
    }

    #[test]
    fn what_one_source_hid_another_may_show() {
        let hidden = r#","description":"I****","description_masked":"partial""#;
        let shown = r#","description":"INT'L SHOP""#;
        for (first, second) in [(hidden, shown), (shown, hidden)] {
            let merged = check(vec![row(0, 0, "a", first), row(1, 0, "a", second)], &["a"], &[]);
            let text = String::from_utf8(merged[0].bytes.clone()).expect("JSON");
            assert!(text.ends_with(r#","description":"INT'L SHOP"}"#), "{text}");
        }
    }

    #[test]
    fn identifiers_that_never_change_tell_two_events() {
        let ids = |scheme: &str, value: &str| format!(r#","source_ids":[{{"scheme":"{scheme}","value":"{value}"}}]"#);
        for (first, second, differing) in [
            (ids("transaction_id", "1"), ids("transaction_id", "2"), &["source_ids"][..]),
            (ids("transaction_id", "1"), ids("transaction_id", "1"), &[]),
            (ids("transaction_id", "1"), ids("fitid", "2"), &[]),
            // Banks make these afresh for each download.
            (ids("fitid", "1"), ids("fitid", "2"), &[]),
            (ids("transaction_id", "1"), String::new(), &[]),
        ] {
            check(vec![row(0, 0, "a", &first), row(1, 0, "a", &second)], &["a"], differing);
        }
    }

    #[test]
    fn rows_of_one_source_are_never_merged() {
        check(vec![row(0, 0, "a", ""), row(0, 1, "a", ""), row(1, 0, "b", "")], &["a", "a", "b"], &[]);
    }
}
