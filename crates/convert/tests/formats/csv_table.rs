//! Tables of delimited text and what they say about themselves, read by a program of others.

use std::{collections::BTreeMap, fs, io, path::Path};

use pannier_convert::write::csv_table::Tables;
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    everything::{self, Shown, expected, write},
    foreign::python,
};

/// A folder under the system's own for temporary files, gone when it is dropped.
fn folder_of(records: &[Shown]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    let tables = Tables::new(move |name: &str| -> io::Result<fs::File> { fs::File::create_new(path.join(name)) });
    assert_eq!(write(records, tables), []);
    folder
}

fn descriptor(folder: &Path) -> Value {
    let text = fs::read(folder.join("datapackage.json")).expect("a descriptor");
    serde_json::from_slice(&text).expect("a descriptor is JSON")
}

/// The rows of a table, by the names of their columns.
fn rows(folder: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join(name)).expect("a table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn frictionless_accepts_all_types_and_every_value_comes_back() {
    let mut records = everything::examples();
    let limits = everything::limits();
    let folder = folder_of(&records);
    let check =
        |folder: &Path, records: &[Shown]| python("datapackage.py", &["frictionless"], &[folder], &expected(records));
    let Some(printed) = check(folder.path(), &records) else { return };
    assert_eq!(printed.lines().count(), 30, "{printed}");
    let line = |name: &str| printed.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    assert_eq!(line("transaction "), "transaction 3 _thing,id account->account mandate->payment_mandate");
    assert_eq!(line("account "), "account 3 id contract->contract");
    assert_eq!(line("receipt_line "), "receipt_line 3 _thing,id receipt->receipt");

    let folder = folder_of(&limits);
    let printed = check(folder.path(), &limits).expect("it was there a moment ago");
    // What nobody refers to leads nowhere else: the table may refer to itself.
    assert_eq!(printed, "interval_day 2 _thing,id\ntransaction 8 _thing,id supersedes-> reverses->\n");

    // A reference that leads nowhere is no foreign key: the folder of a share would be called wrong.
    records.retain(|(record, _)| record.record_type().name != "contract");
    let folder = folder_of(&records);
    let printed = check(folder.path(), &records).expect("it was there a moment ago");
    assert!(printed.contains("\naccount 3 id\n") || printed.starts_with("account 3 id\n"), "{printed}");
}

#[test]
fn a_foreign_key_is_declared_only_where_every_reference_leads_somewhere() {
    let keys = |records: &[Shown]| {
        let folder = folder_of(records);
        let package = descriptor(folder.path());
        let resources = package["resources"].as_array().expect("a list").clone();
        let table = resources.into_iter().find(|table| table["name"] == "transaction").expect("a table");
        table["schema"]["foreignKeys"].as_array().map_or(0, Vec::len)
    };
    let mut records = everything::examples();
    records.retain(|(record, _)| ["account", "transaction"].contains(&record.record_type().name));
    assert_eq!(keys(&records), 1);
    records.extend(everything::limits().into_iter().filter(|(record, _)| record.thing() == Some("-a")));
    assert_eq!(keys(&records), 0, "rows of another account than those there");
}

#[test]
fn tables_keep_every_value_and_run_no_formula() {
    let folder = folder_of(&everything::limits());
    let rows = rows(folder.path(), "transaction.csv");
    let cell = |row: usize, name: &str| rows[row][name].as_str();
    assert_eq!(cell(0, "id"), "'-t1");
    assert_eq!(cell(0, "_thing"), "'-a");
    assert_eq!(cell(0, "account"), "'-a");
    assert_eq!(cell(0, "description"), "'=HYPERLINK(\"http://x\",\"y\")");
    assert_eq!(cell(1, "amount"), "-999999999999.999999", "a number is no formula");
    assert_eq!(cell(1, "description"), "'-1+1");
    assert_eq!(cell(2, "description"), "''quoted' \"twice\"\nand\tset off, with a comma");
    assert_eq!(cell(4, "description"), "'+44");
    assert_eq!(cell(5, "description"), "'\tindented");
    assert_eq!(cell(0, "counterparty_name"), "");
    let text = fs::read_to_string(folder.path().join("transaction.csv")).expect("a table");
    assert!(text.ends_with("\r\n"));
}

#[test]
fn withheld_groups_stand_in_a_column_of_their_own() {
    let folder = folder_of(&everything::examples());
    let rows = rows(folder.path(), "transaction.csv");
    assert_eq!(rows[0]["_withheld"], "");
    assert!(rows[2]["_withheld"].contains("counterparty") && rows[2]["_withheld"].contains(' '));
    assert_eq!(rows[2]["description"], "");
}

#[test]
fn the_descriptor_says_what_the_tables_are() {
    let folder = folder_of(&everything::limits());
    let package = descriptor(folder.path());
    assert_eq!(
        package["pannier:series"][1],
        serde_json::json!({
            "series": "r/interval_day", "from": "2026-01-01", "to": "2026-02-01", "incomplete": ["2026-01-31"]
        })
    );
    let table = &package["resources"][1];
    assert_eq!(table["path"], "transaction.csv");
    assert_eq!(table["rows"], 8);
    assert_eq!(table["bytes"], fs::metadata(folder.path().join("transaction.csv")).expect("a file").len());
    let fields = table["schema"]["fields"].as_array().expect("a list");
    let amount = fields.iter().find(|field| field["name"] == "amount").expect("a field");
    assert_eq!(amount["type"], "string");
    assert_eq!(amount["rdfType"], "http://www.w3.org/2001/XMLSchema#decimal");
    assert!(amount["constraints"]["pattern"].as_str().is_some_and(|pattern| pattern.contains("{1,6}")));
    assert!(fields.iter().all(|field| field["description"].as_str().is_some_and(|text| text.ends_with('.'))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a text begins with and holds, it comes back by the one rule, and no cell is a formula.
    #[test]
    fn every_text_comes_back(text in "[=+@'\t\n\",;a-]{0,3}[ -~\n\té€]{1,40}") {
        let record = serde_json::json!({
            "id": "-t", "account": "a", "date": "2026-01-02", "date_basis": "booked", "status": "booked",
            "amount": "-1.00", "currency": "GBP", "kind": "card", "description": text
        });
        let folder = folder_of(&[(everything::parse("transaction", record), Vec::new())]);
        let rows = rows(folder.path(), "transaction.csv");
        let cell = &rows[0]["description"];
        prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\n']));
        prop_assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), text);
    }
}
