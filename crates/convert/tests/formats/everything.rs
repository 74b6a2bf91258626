//! Records of all types for writers: the examples of the schemas, as they are and with groups withheld, and values at their
//! limits.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use pannier_convert::{Error, Loss, RecordWriter, Series};
use pannier_model::{
    record::{AnyRecord, CORE, RECORD_TYPES, by_name},
    value::{Date, Id},
};
use serde_json::{Value, json};

/// A record, and the groups of it that are withheld.
pub(crate) type Shown = (AnyRecord, Vec<&'static str>);

/// Every type: its smallest record, one with all members, and one of which only `core` is shown.
pub(crate) fn examples() -> Vec<Shown> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas/v0/examples");
    let mut records = Vec::new();
    for record_type in RECORD_TYPES {
        let read = |name: &str| -> Value {
            let text = fs::read(folder.join(record_type.name).join(name)).expect("every type has examples");
            serde_json::from_slice(&text).expect("an example is JSON")
        };
        let full = read("full.json");
        let mut minimal = read("minimal.json");
        rename(&mut minimal, ".minimal");
        let mut core = full.clone();
        rename(&mut core, ".core");
        let hidden: Vec<&str> = record_type.groups.iter().map(|group| group.id).filter(|id| *id != CORE).collect();
        let shown = |name: &str| record_type.group_of(name).is_some_and(|group| group.id == CORE);
        core.as_object_mut().expect("a record").retain(|name, _| shown(name));
        records.push((parse(record_type.name, full), Vec::new()));
        records.push((parse(record_type.name, minimal), Vec::new()));
        records.push((parse(record_type.name, core), hidden));
    }
    records
}

/// Transactions and days whose values are as large, as small, as long and as strange as they may be.
pub(crate) fn limits() -> Vec<Shown> {
    let transaction = |id: &str, amount: &str, description: &str| {
        parse(
            "transaction",
            json!({
                "id": id, "account": "-a", "date": "2026-01-02", "date_basis": "booked", "status": "booked",
                "amount": amount, "currency": "GBP", "kind": "card", "description": description,
                "executed_at": "2026-01-02T23:59:59.123456789-11:30"
            }),
        )
    };
    let day = |id: &str, date: &str, slots: &[Option<&str>]| {
        parse(
            "interval_day",
            json!({
                "id": id, "register": "r", "date": date, "zone": "Europe/London", "fuel": "electricity",
                "direction": "import", "unit": "kWh", "resolution": "PT1M", "count": slots.len(), "missing": 0,
                "total": "999999999999999.999999999999", "quality": "actual", "slots": slots,
                "start": format!("{date}T00:00:00+00:00"), "quality_runs": [{"end": 2, "quality": "estimated", "start": 1}]
            }),
        )
    };
    let longest = Some("-999999999999999.999999999999");
    let records = vec![
        transaction("-t1", "999999999999.999999", "=HYPERLINK(\"http://x\",\"y\")"),
        transaction("t2", "-999999999999.999999", "-1+1"),
        transaction("t3", "0.000001", "'quoted' \"twice\"\nand\tset off, with a comma"),
        transaction("t4", "-0.10", "@x \u{1F6D2} _x0041_ <b>&amp;</b> "),
        transaction("t5", "123456789012", "+44"),
        transaction("t6", "0.00", "\tindented"),
        transaction("t7", "1234567890.12345", " spaces  within "),
        transaction("t8", "12345678901.12345", &"é".repeat(4000)),
        day("2026-01-02", "2026-01-02", &[Some("0.1"), None, Some("0"), Some("-0.000000000001")]),
        day("2026-01-03", "2026-01-03", &[longest; 1500]),
    ];
    records.into_iter().map(|record| (record, Vec::new())).collect()
}

/// How many series they are of.
pub(crate) fn series(records: &[Shown]) -> usize {
    let of = |(record, _): &Shown| (record.thing().unwrap_or("all").to_owned(), record.record_type().name);
    records.iter().map(of).collect::<BTreeSet<_>>().len()
}

/// Gives a writer all of them, each in a series of January 2026 whose last day is incomplete; what could not be carried.
pub(crate) fn write(records: &[Shown], writer: impl RecordWriter) -> Vec<Loss> {
    try_write(records, Box::new(writer)).expect("room for everything")
}

/// The same for a target that may not take all of it.
pub(crate) fn try_write(records: &[Shown], mut writer: Box<dyn RecordWriter + '_>) -> Result<Vec<Loss>, Error> {
    let mut series: BTreeMap<(String, &str), Vec<&Shown>> = BTreeMap::new();
    for shown in records {
        let thing = shown.0.thing().unwrap_or("all").to_owned();
        series.entry((thing, shown.0.record_type().name)).or_default().push(shown);
    }
    let date = |text| Date::parse(text).expect("a date");
    for ((thing, record_type), records) in series {
        let thing = if thing == "all" { None } else { Some(Id::parse(&thing).expect("an id")) };
        let record_type = by_name(record_type).expect("a type");
        let incomplete = vec![date("2026-01-31")];
        let (from, to) = (date("2026-01-01"), date("2026-02-01"));
        writer.series(&Series { thing, record_type, from, to, incomplete })?;
        for (record, withheld) in records {
            writer.record(record, withheld)?;
        }
    }
    writer.finish()
}

/// What a reader has to find, one record a line: `{"type", "thing", "withheld", "record"}`.
pub(crate) fn expected(records: &[Shown]) -> String {
    let lines = records.iter().map(|(record, withheld)| {
        let thing = record.thing().unwrap_or("all");
        let line = json!({"type": record.record_type().name, "thing": thing, "withheld": withheld, "record": record});
        format!("{line}\n")
    });
    lines.collect()
}

/// A record of that type.
pub(crate) fn parse(record_type: &str, record: Value) -> AnyRecord {
    AnyRecord::deserialize(by_name(record_type).expect("a type"), record).expect("a record of its type")
}

fn rename(record: &mut Value, suffix: &str) {
    let id = record["id"].as_str().expect("an id").to_owned();
    record["id"] = format!("{id}{suffix}").into();
}
