//! Parquet files, read by the library itself and by pyarrow.

use std::{fs, io};

use ::parquet::{
    file::{
        metadata::RowGroupMetaData,
        reader::{FileReader as _, SerializedFileReader},
    },
    record::Field,
};
use pannier_convert::{Loss, write::parquet::Files};
use pannier_model::value::{Amount, Decimal};
use proptest::prelude::*;
use serde_json::json;

use crate::{
    everything::{self, Shown, expected, parse, write},
    foreign::python,
};

fn folder_of(records: &[Shown]) -> tempfile::TempDir {
    written(records).0
}

fn written(records: &[Shown]) -> (tempfile::TempDir, Vec<Loss>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    let files = Files::new(move |name: &str| -> io::Result<fs::File> { fs::File::create_new(path.join(name)) });
    let losses = write(records, files);
    (folder, losses)
}

fn reader(folder: &tempfile::TempDir, name: &str) -> SerializedFileReader<fs::File> {
    SerializedFileReader::new(fs::File::open(folder.path().join(name)).expect("a file")).expect("a Parquet file")
}

/// The values of a column, as the library prints them.
fn column(folder: &tempfile::TempDir, name: &str, column: &str) -> Vec<String> {
    let rows = reader(folder, name).into_iter();
    let value = |row: ::parquet::record::Row| {
        let (_, field) = row.get_column_iter().find(|(name, _)| *name == column).expect("a column");
        match field {
            Field::Str(text) => text.clone(),
            other => other.to_string(),
        }
    };
    rows.map(|row| value(row.expect("a row"))).collect()
}

#[test]
fn pyarrow_finds_all_types_and_every_value() {
    let mut records = everything::examples();
    records.extend(everything::limits());
    let folder = folder_of(&records);
    let arguments = [folder.path(), "amount".as_ref()];
    let Some(printed) = python("parquet.py", &["pyarrow"], &arguments, &expected(&records)) else { return };
    assert_eq!(printed.lines().count(), 30, "{printed}");
    let line = |name: &str| printed.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    assert_eq!(line("account "), "account 3 1 3 SNAPPY");
    assert_eq!(line("transaction "), "transaction 11 1 2 SNAPPY amount=137037035766.246901");
}

#[test]
fn row_groups_are_bounded() {
    let transaction = |number: usize| {
        parse(
            "transaction",
            json!({
                "id": format!("t{number}"), "account": "a", "date": "2026-01-02", "date_basis": "booked",
                "status": "booked", "amount": "-1.50", "currency": "GBP", "kind": "card"
            }),
        )
    };
    let records: Vec<Shown> = (0..70_000).map(|number| (transaction(number), Vec::new())).collect();
    let folder = folder_of(&records);
    let file = reader(&folder, "transaction.parquet");
    let rows: Vec<i64> = file.metadata().row_groups().iter().map(RowGroupMetaData::num_rows).collect();
    assert_eq!(rows, [1 << 16, 70_000 - (1 << 16)]);

    // Long lists end a row group before many rows do.
    let day = json!({
        "id": "2026-01-01", "register": "r", "date": "2026-01-01", "zone": "Europe/London", "fuel": "electricity",
        "direction": "import", "unit": "kWh", "resolution": "PT1M", "count": 1500, "missing": 0, "total": "0",
        "quality": "actual", "slots": vec!["0"; 1500]
    });
    let day = (parse("interval_day", day), Vec::new());
    let days: Vec<Shown> = vec![day; 700];
    assert!(reader(&folder_of(&days), "interval_day.parquet").metadata().num_row_groups() > 1);
}

#[test]
fn a_type_without_records_has_a_file_without_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    let files = Files::new(move |name: &str| -> io::Result<fs::File> { fs::File::create_new(path.join(name)) });
    let mut writer: Box<dyn pannier_convert::RecordWriter> = Box::new(files);
    let date = |text| pannier_model::value::Date::parse(text).expect("a date");
    writer
        .series(&pannier_convert::Series {
            thing: None,
            record_type: pannier_model::record::by_name("receipt").expect("a type"),
            from: date("2026-01-01"),
            to: date("2026-02-01"),
            incomplete: Vec::new(),
        })
        .expect("a series");
    writer.finish().expect("an end");
    let file = reader(&folder, "receipt.parquet");
    assert_eq!(file.metadata().file_metadata().num_rows(), 0);
    let metadata = file.metadata().file_metadata().key_value_metadata().expect("metadata");
    let series = metadata.iter().find(|pair| pair.key == "pannier.series").and_then(|pair| pair.value.as_deref());
    assert_eq!(series, Some(r#"[{"series":"all/receipt","from":"2026-01-01","to":"2026-02-01"}]"#));
}

/// The type of a column keeps values; how they were written is said beside them, or named as lost.
#[test]
fn zeros_behind_a_decimal() {
    let check = |amounts: &[&str], times: &[&str], written_so: &str, lost: &[&str]| {
        let transaction = |(amount, time): (&&str, &&str)| {
            let record = json!({
                "id": format!("t{amount}{time}").replace([':', '-'], "."), "account": "a", "date": "2026-01-02",
                "date_basis": "booked", "status": "booked", "amount": amount, "currency": "GBP", "kind": "card",
                "executed_time": time
            });
            (parse("transaction", record), Vec::new())
        };
        let records: Vec<Shown> = amounts.iter().zip(times).map(transaction).collect();
        let (folder, losses) = written(&records);
        let file = reader(&folder, "transaction.parquet");
        let metadata = file.metadata().file_metadata().key_value_metadata().expect("metadata");
        let found = metadata.iter().find(|pair| pair.key == "pannier.written").and_then(|pair| pair.value.as_deref());
        assert_eq!(found, Some(written_so));
        let losses: Vec<_> = losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
        assert_eq!(losses, lost);
    };
    check(&["1.50", "-2.00"], &["09:30", "10:30"], r#"{"amount":"0.00","executed_time":"HH:MM"}"#, &[]);
    check(&["1", "20"], &["09:30:00", "10:30:59"], r#"{"amount":"0","executed_time":"HH:MM:SS"}"#, &[]);
    check(&["1.50", "1.5"], &["09:30", "09:30"], r#"{"executed_time":"HH:MM"}"#, &["transaction.amount"]);
    check(&["1.50", "2.50"], &["09:30", "09:30:00"], r#"{"amount":"0.00"}"#, &["transaction.executed_time"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn decimals_are_exact(
        micros in -999_999_999_999_999_999_i64..=999_999_999_999_999_999,
        picos in -999_999_999_999_999_999_999_999_999_i128..=999_999_999_999_999_999_999_999_999,
    ) {
        let amount = Amount::from_units(micros, 6).expect("an amount");
        let total = Decimal::from_units(picos, 12).expect("a decimal");
        let transaction = json!({
            "id": "t", "account": "a", "date": "2026-01-02", "date_basis": "booked", "status": "booked",
            "amount": amount, "currency": "GBP", "kind": "card"
        });
        let day = json!({
            "id": "2026-01-02", "register": "r", "date": "2026-01-02", "zone": "Europe/London", "fuel": "electricity",
            "direction": "import", "unit": "kWh", "resolution": "PT1M", "count": 1, "missing": 0, "total": total,
            "quality": "actual"
        });
        let folder = folder_of(&[(parse("transaction", transaction), Vec::new()), (parse("interval_day", day), Vec::new())]);
        prop_assert_eq!(column(&folder, "transaction.parquet", "amount"), [amount.to_string()]);
        let found = column(&folder, "interval_day.parquet", "total");
        prop_assert_eq!(Decimal::parse(&found[0]), Ok(total), "{:?}", found);
    }
}
