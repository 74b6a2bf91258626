//! Databases, read by the library itself and by the module of Python.

use std::path::Path;

use pannier_convert::{Error, RecordWriter as _, write::sqlite};
use pannier_model::record::RECORD_TYPES;
use proptest::prelude::*;
use serde_json::json;

use crate::{
    everything::{self, Shown, expected, parse, write},
    foreign::python,
};

fn database_of(records: &[Shown]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let connection = sqlite::Connection::open(file.path()).expect("a connection");
    assert_eq!(write(records, sqlite::Writer::new(connection).expect("an empty database")), []);
    file
}

/// What a query says: values with `|` between, one row an element.
fn ask(file: &tempfile::NamedTempFile, query: &str) -> Vec<String> {
    let connection = sqlite::Connection::open(file.path()).expect("a connection");
    let mut statement = connection.prepare(query).expect("a query");
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let values = (0..columns).map(|column| {
            Ok(match row.get_ref(column)? {
                rusqlite::types::ValueRef::Null => "-".to_owned(),
                rusqlite::types::ValueRef::Integer(value) => value.to_string(),
                rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                other => format!("{other:?}"),
            })
        });
        Ok(values.collect::<rusqlite::Result<Vec<_>>>()?.join("|"))
    });
    rows.expect("rows").map(|row| row.expect("a row")).collect()
}

#[test]
fn python_finds_all_types_and_every_value() {
    let mut records = everything::examples();
    records.extend(everything::limits());
    let file = database_of(&records);
    let queries = [
        "SELECT count(*) FROM series",
        "SELECT sum(amount_micros) FROM transactions WHERE account = '-a'",
        "SELECT count(*), min(starts_at), max(starts_at) FROM interval_slots WHERE register = 'r'",
    ];
    let arguments: Vec<&Path> = std::iter::once(file.path()).chain(queries.iter().map(Path::new)).collect();
    let Some(printed) = python("sqlite.py", &["sqlite3"], &arguments, &expected(&records)) else { return };
    assert_eq!(printed.lines().nth(1), Some("137037035803146901"), "{printed}");
    assert_eq!(printed.lines().nth(2), Some("1504|2026-01-02T00:00:00Z|2026-01-04T00:59:00Z"));
}

#[test]
fn every_database_has_the_same_tables() {
    let schema = "SELECT sql FROM sqlite_schema ORDER BY name";
    let (one, other) = (database_of(&everything::examples()), database_of(&everything::limits()));
    let tables = ask(&one, schema);
    assert_eq!(tables, ask(&other, schema));
    for record_type in RECORD_TYPES {
        let name = format!("CREATE TABLE \"{}\"", record_type.plural);
        let table = tables.iter().find(|sql| sql.starts_with(&name)).expect("a table for every type");
        assert!(table.ends_with("STRICT"), "{table}");
        for member in record_type.members() {
            let described = format!("\n  \"{}\" ", member.name);
            let column = table.split(&described).nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default();
            assert!(column.ends_with(&format!("-- {}", member.about)), "{name} {}: {column}", member.name);
        }
    }
}

#[test]
fn keys_refer_to_tables_that_are_there() {
    let file = database_of(&everything::examples());
    // A pair of key and table that does not fit makes this an error, whatever the rows are.
    let dangling = ask(&file, "SELECT DISTINCT \"table\", parent FROM pragma_foreign_key_check ORDER BY 1, 2");
    assert_eq!(dangling, Vec::<String>::new());
    assert!(
        ask(&file, "SELECT \"from\", \"table\" FROM pragma_foreign_key_list('transactions')")
            .contains(&"account|accounts".to_owned())
    );
}

#[test]
fn periods_and_incomplete_days_stand_in_tables() {
    let file = database_of(&everything::limits());
    assert_eq!(
        ask(&file, "SELECT * FROM series ORDER BY record_type"),
        ["r|interval_day|interval_days|2026-01-01|2026-02-01", "-a|transaction|transactions|2026-01-01|2026-02-01"]
    );
    assert_eq!(
        ask(&file, "SELECT _thing, record_type, date FROM incomplete_days ORDER BY record_type"),
        ["r|interval_day|2026-01-31", "-a|transaction|2026-01-31"]
    );
}

#[test]
fn slots_of_a_day_are_rows() {
    let check = |more: serde_json::Value, expected: &[&str]| {
        let mut day = json!({
            "id": "2026-03-29", "register": "r", "date": "2026-03-29", "zone": "Europe/London", "fuel": "electricity",
            "direction": "import", "unit": "kWh", "resolution": "PT30M", "count": 3, "missing": 1, "total": "0.300",
            "quality": "actual", "slots": ["0.1", null, "0.200"]
        });
        day.as_object_mut().expect("a record").extend(more.as_object().expect("members").clone());
        let file = database_of(&[(parse("interval_day", day), Vec::new())]);
        assert_eq!(ask(&file, "SELECT slot, starts_at, value, quality FROM interval_slots"), expected);
    };
    check(json!({}), &["0|-|0.1|actual", "1|-|-|actual", "2|-|0.200|actual"]);
    check(
        json!({"start": "2026-03-29T00:30:00Z", "quality_runs": [{"start": 1, "end": 2, "quality": "estimated"}]}),
        &[
            "0|2026-03-29T00:30:00Z|0.1|actual",
            "1|2026-03-29T01:00:00Z|-|estimated",
            "2|2026-03-29T01:30:00Z|0.200|actual",
        ],
    );
    check(
        json!({"start": "2026-03-29T01:00:00+01:00", "resolution": "PT1H"}),
        &[
            "0|2026-03-29T00:00:00Z|0.1|actual",
            "1|2026-03-29T01:00:00Z|-|actual",
            "2|2026-03-29T02:00:00Z|0.200|actual",
        ],
    );
    check(
        json!({"start": "2026-03-29T00:00:00Z", "resolution": "P1D", "slots": ["7"]}),
        &["0|2026-03-29T00:00:00Z|7|actual"],
    );
}

#[test]
fn two_records_of_one_series_with_one_id_are_refused() {
    let connection = sqlite::Connection::open_in_memory().expect("memory");
    let mut writer = sqlite::Writer::new(connection).expect("an empty database");
    let (record, _) = &everything::limits()[0];
    writer.record(record, &[]).expect("the first");
    let error = writer.record(record, &[]).expect_err("the second");
    assert!(matches!(&error, Error::Write(why) if why.to_string().contains("the same id")), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The generated column is the amount in millionths, for every way to write it.
    #[test]
    fn millionths_are_exact(units in -999_999_999_999_999_999_i64..=999_999_999_999_999_999, scale in 0_u8..=6) {
        let units = units / 10_i64.pow(u32::from(6 - scale));
        let amount = pannier_model::value::Amount::from_units(units, scale).expect("an amount");
        let record = json!({
            "id": "t", "account": "a", "date": "2026-01-02", "date_basis": "booked", "status": "booked",
            "amount": amount, "currency": "GBP", "kind": "card"
        });
        let file = database_of(&[(parse("transaction", record), Vec::new())]);
        let found = ask(&file, "SELECT amount, amount_micros, running_balance_micros FROM transactions");
        prop_assert_eq!(found, [format!("{amount}|{}|-", amount.micros())]);
    }
}
