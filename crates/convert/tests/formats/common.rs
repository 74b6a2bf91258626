//! What the tests of all formats share.

use std::{env, fmt::Write as _, fs, io::Cursor, path::PathBuf};

use pannier_convert::{Collected, Format, Loss, Options, RecordWriter, Summary, read};
use pannier_model::{record::AnyRecord, value::Amount};

/// Converts bytes in memory; every row must be accounted for, whatever the bytes are.
pub(crate) fn convert(format: Format, bytes: &[u8], options: &Options) -> (Collected, Summary) {
    let mut collected = Collected::default();
    let summary = read(format, &mut Cursor::new(bytes), options, &mut collected).expect("memory does not fail");
    assert_eq!(summary.read, summary.converted + summary.lost, "every row is converted or lost");
    let rows = collected.losses.iter().filter(|loss| loss.row.is_some() && loss.member.is_none()).count() as u64;
    assert!(rows >= summary.lost, "every lost row is named");
    let mut places: std::collections::HashSet<u64> =
        collected.losses.iter().filter(|loss| loss.member.is_none()).filter_map(|loss| loss.row).collect();
    for (series, rows) in &collected.series {
        if series.record_type.name == "transaction" {
            for place in rows.iter().filter_map(|row| row.place) {
                assert!(places.insert(place), "row {place} is converted and lost, or converted twice");
            }
        }
        for row in rows {
            let date = row.record.sort_date();
            assert!(series.from <= date && date < series.to, "{} lies outside its series", series.name());
        }
        let ids: std::collections::HashSet<_> = rows.iter().map(|row| row.record.id()).collect();
        assert_eq!(ids.len(), rows.len(), "ids of {} are unique", series.name());
    }
    (collected, summary)
}

/// Writes everything that was collected, none of it withheld; what the target could not carry.
pub(crate) fn write(collected: &Collected, writer: impl RecordWriter) -> Vec<Loss> {
    let mut writer: Box<dyn RecordWriter + '_> = Box::new(writer);
    for (series, rows) in &collected.series {
        writer.series(series).expect("memory does not fail");
        for row in rows {
            writer.record(&row.record, &[]).expect("memory does not fail");
        }
    }
    writer.finish().expect("memory does not fail")
}

/// One line for each record: type and the members given, `-` where absent.
pub(crate) fn lines(collected: &Collected, record_type: &str, members: &[&str]) -> Vec<String> {
    collected.records(record_type).map(|record| line(record, members)).collect()
}

fn line(record: &AnyRecord, members: &[&str]) -> String {
    let json = serde_json::to_value(record).expect("a record is JSON");
    let mut text = String::new();
    for member in members {
        let value = match json.get(member) {
            None => "-".to_owned(),
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let _ = write!(text, "{}{value}", if text.is_empty() { "" } else { " | " });
    }
    text
}

/// The sum of all transactions, with two decimals.
pub(crate) fn sum(collected: &Collected) -> String {
    let sum: i64 = collected
        .records("transaction")
        .map(|record| match record {
            AnyRecord::Transaction(transaction) => transaction.amount.micros(),
            _ => 0,
        })
        .sum();
    Amount::from_units(sum / 10_000, 2).expect("a sum").to_string()
}

/// Codes of findings with the rows they point at: `convert-date 3`.
pub(crate) fn codes(collected: &Collected) -> Vec<String> {
    collected
        .findings
        .iter()
        .map(|finding| match finding.location.row {
            Some(row) => format!("{} {row}", finding.code),
            None => finding.code.to_string(),
        })
        .collect()
}

/// A folder of the corpus; `None`, said aloud, where there is none.
#[expect(clippy::print_stdout, reason = "a test that did not run has to say so")]
pub(crate) fn corpus(folder: &str) -> Option<PathBuf> {
    let root = env::var_os("PANNIER_CORPUS")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"), PathBuf::from);
    let path = root.join(folder);
    if path.is_dir() {
        Some(path)
    } else {
        println!("skipped: no corpus");
        None
    }
}

/// All files below a folder that end so, by their path from it.
pub(crate) fn files(folder: &PathBuf, ends: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("the corpus can be read") {
            let path = entry.expect("the corpus can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if ends.iter().any(|end| path.to_string_lossy().ends_with(end)) {
                let name = path.strip_prefix(folder).expect("below the folder").to_string_lossy().into_owned();
                found.push((name, fs::read(&path).expect("the corpus can be read")));
            }
        }
    }
    found.sort();
    found
}
