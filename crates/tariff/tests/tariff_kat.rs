//! Known answers of `conformance/vendor/tariff-kat`: costs that were computed by another program, six of them checked
//! against the yearly costs that a regulator publishes.
//!
//! The vectors abridge a tariff: names in camel case, no header. What they leave out is filled in here, tax included at no
//! rate and bills by the month.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::{fs, path::PathBuf};

use common::{any_day, any_transaction, balance, call, date, decimal, hourly, interval_day, usage};
use pannier_model::record::AnyRecord;
use pannier_model::value::{Category, Date, TxKind};
use pannier_tariff::cost::{Facts, Horizon, Quote, Status, Usage, price};
use pannier_tariff::tariff::Tariff;
use serde_json::{Map, Value, json};

fn vendor() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../conformance/vendor/tariff-kat")
}

fn vectors() -> Vec<(String, Value)> {
    let entries = fs::read_dir(vendor()).expect("the known answers are here");
    let files = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"));
    let mut vectors: Vec<(String, Value)> = files
        .map(|path| {
            let text = fs::read_to_string(&path).expect("text");
            (path.file_stem().unwrap().to_string_lossy().into_owned(), serde_json::from_str(&text).expect("JSON"))
        })
        .collect();
    vectors.sort_by(|one, other| one.0.cmp(&other.0));
    vectors
}

/// `blockPeriod` as `block_period`.
fn snake(name: &str) -> String {
    let parts: Vec<String> = name
        .chars()
        .map(|c| if c.is_ascii_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.into() })
        .collect();
    parts.concat()
}

fn snake_names(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (snake(name), snake_names(value))).collect(),
        Value::Array(elements) => elements.iter().map(snake_names).collect(),
        other => other.clone(),
    }
}

/// A component of a vector as the schema has it.
fn component(abridged: &Value) -> Value {
    let mut full = snake_names(abridged).as_object().expect("an object").clone();
    full.insert("label".to_owned(), full["id"].clone());
    full.insert("direction".to_owned(), "charge".into());
    match full["kind"].as_str().expect("a kind") {
        "usage" => {
            let (meter, unit) = match full["meter"].as_str().expect("a meter") {
                "voice.s" => ("voice", "s"),
                "data.MB" => ("data", "MB"),
                _ => ("electricity.import", "kWh"),
            };
            full.insert("meter".to_owned(), meter.into());
            full.insert("unit".to_owned(), unit.into());
            if full["blocks"].as_array().is_some_and(|blocks| blocks.len() > 1) {
                full.entry("mode").or_insert("graduated".into());
            }
        }
        "balance" => {
            for block in full["blocks"].as_array_mut().expect("blocks") {
                if let Some(rate) = block.as_object_mut().and_then(|block| block.remove("price")) {
                    block["rate"] = rate;
                }
            }
        }
        "event" => {
            let given = full["match"].as_object().expect("a match").clone();
            let mut matching = Map::new();
            for (name, value) in given {
                let word = |value: Value| json!([value.as_str().expect("a word").replace('-', "_")]);
                let (name, value) = match name.as_str() {
                    "type" => ("kind", word(value)),
                    "category" => ("category", word(value)),
                    "foreign" => ("is_foreign", value),
                    other => panic!("{other}"),
                };
                matching.insert(name.to_owned(), value);
            }
            full.insert("match".to_owned(), matching.into());
        }
        _ => {}
    }
    // The schema knows no duration of nothing: what begins at the start has no `from`.
    if let Some(phase) = full.get_mut("phase").and_then(Value::as_object_mut) {
        phase.retain(|_, at| at != "P0M");
    }
    full.into()
}

fn tariff(name: &str, abridged: &Value) -> Tariff {
    let is_account = name.starts_with("uk-") || name.starts_with("bank-");
    let sector = if is_account {
        "bank"
    } else if name.starts_with("telco-") || abridged["components"][0]["meter"] == "data.MB" {
        "telco"
    } else {
        "energy"
    };
    let mut rounding = abridged["rounding"].clone();
    rounding["mode"] = "half_up".into();
    let mut full = json!({
        "id": name,
        "version": "1",
        "provider": { "id": "0", "name": "Somebody" },
        "name": name,
        "sector": sector,
        "jurisdiction": "GB",
        "currency": abridged["currency"],
        "time_zone": abridged["timeZone"].as_str().unwrap_or("Etc/UTC"),
        "saleable": { "from": "2020-01-01" },
        "priced": { "from": "2020-01-01" },
        "eligibility": [],
        "tax": { "included": true, "rate": "0" },
        "rounding": rounding,
        "billing": { "anchor": "calendar", "period": "P1M" },
        "components": abridged["components"].as_array().expect("components").iter().map(component).collect::<Vec<Value>>(),
        "unmodelled": [],
    });
    if abridged["windows"].as_object().is_some_and(|windows| !windows.is_empty()) {
        let windows = abridged["windows"].as_object().expect("windows");
        full["windows"] = windows.iter().map(|(name, slots)| (name.clone(), json!({ "slots": slots }))).collect();
    }
    common::read(&full)
}

/// Every day of the year that is priced.
fn year(start: Date) -> Vec<Date> {
    let end = start.plus_months(12).expect("a year");
    common::days(&start.to_string(), &end.to_string())
}

fn records(vector: &Value, start: Date) -> Vec<AnyRecord> {
    let data = &vector["data"];
    if data["note"].is_string() {
        // Half a kilowatt-hour in each real hour: 23 of them on the last Sunday of March, 25 on that of October.
        return hourly(&year(start), "Europe/Paris", "0.5");
    }
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut records = Vec::new();
    let readings = data["readings"].as_array().expect("readings");
    if readings.first().is_some_and(|reading| reading[2] == "e") {
        for at in year(start) {
            let day = at.to_string();
            let quantity = readings.iter().find(|reading| reading[0] == day.as_str());
            let quantity = quantity.map_or("0".to_owned(), |reading| text(&reading[3]));
            records.push(any_day(interval_day(at, "Etc/UTC", vec![decimal(&quantity)], "P1D")));
        }
    }
    for (number, reading) in readings.iter().enumerate().filter(|(_, reading)| reading[2] != "e") {
        let (at, quantity) = (date(&text(&reading[0])), text(&reading[3]));
        records.push(if reading[2] == "voice.s" {
            call(number, at, &quantity)
        } else {
            common::data(number, at, &format!("{quantity}000000"))
        });
    }
    let currency = common::currency(&text(&vector["tariff"]["currency"]));
    for (number, event) in data["events"].as_array().expect("events").iter().enumerate() {
        let facts = &event[1];
        let (kind, reversal) = match facts["type"].as_str().expect("a type") {
            "credit" => (TxKind::TransferIn, None),
            "returned-item" => (TxKind::DirectDebit, Some(true)),
            other => (TxKind::parse(other).expect("a kind"), None),
        };
        let at = date(&format!("{}-01", text(&event[0])));
        let mut one = common::transaction(number, at, &text(&facts["amount"]), kind);
        one.currency = currency;
        one.reversal = reversal;
        one.category = facts["category"].as_str().map_or(Some(Category::Other), |word| Category::parse(word).ok());
        one.is_foreign = Some(facts["foreign"] == true);
        records.push(any_transaction(one));
    }
    for end in data["endOfDay"].as_array().expect("ends of days") {
        records.push(balance(date(&text(&end[0])), &text(&end[1])));
    }
    records
}

/// The members of a line that a vector gives; the words of the label are for people.
fn check_lines(name: &str, quote: &Quote, expected: &[Value]) {
    let document = quote.to_value();
    let lines = document["lines"].as_array().expect("lines");
    for (at, expected) in expected.iter().enumerate() {
        let line = &lines[at];
        for member in ["component", "period", "quantity", "price", "exact"] {
            assert_eq!(line[member], expected[member], "{name}, line {at}, {member}: {line}");
        }
        let unit = expected["unit"].as_str().expect("a unit");
        assert_eq!(line["unit"], unit, "{name}, line {at}");
        assert_eq!(line["gross"], expected["amount"], "{name}, line {at}: {line}");
    }
}

#[test]
fn costs_are_those_of_the_other_program() {
    let mut seen = 0;
    for (name, vector) in vectors().into_iter().filter(|(_, vector)| vector["tariff"].is_object()) {
        let start = date(vector["horizonStart"].as_str().expect("a start"));
        let tariff = tariff(&name, &vector["tariff"]);
        let end = start.plus_months(12).expect("a year");
        let usage = usage(&start.to_string(), &end.to_string(), &records(&vector, start));
        let quote = price(&tariff, &usage, &Facts::new(), &Horizon::year_from(start));
        assert_eq!(quote.status, Status::Exact, "{name}: {:?}", quote.reasons);
        let document = quote.to_value();
        let expected = &vector["expect"];
        assert_eq!(document["year_one"]["gross"], expected["yearOne"], "{name}");
        assert_eq!(document["year_two"]["gross"], expected["yearTwo"], "{name}");
        let of_components: Value = document["by_component"]
            .as_array()
            .expect("sums")
            .iter()
            .map(|sum| (sum["component"].as_str().expect("an id").to_owned(), sum["gross"].clone()))
            .collect();
        assert_eq!(of_components, expected["byComponent"], "{name}");
        check_lines(&name, &quote, expected["firstLines"].as_array().expect("lines"));
        if let Some(oracle) = vector["oracle"].as_str() {
            let published: i64 = oracle.split(' ').next().and_then(|word| word.parse().ok()).expect("a number");
            let ours = document["year_one"]["gross"].as_str().and_then(|gross| gross.split('.').next()).unwrap();
            let ours: i64 = ours.parse().unwrap();
            assert_eq!((ours + 5) / 10 * 10, published, "{name}: the regulator says {oracle}");
        }
        seen += 1;
    }
    assert_eq!(seen, 21);
}

#[test]
fn days_and_months_stand_for_others() {
    for (name, covers) in [("projection-by-day", "day"), ("projection-by-month", "month")] {
        let (_, vector) = vectors().into_iter().find(|(found, _)| found == name).expect("the vector");
        let start = date("2027-01-01");
        let tariff = if covers == "day" {
            &json!({ "kind": "usage", "id": "u", "meter": "e", "blocks": [{ "price": "1" }] })
        } else {
            &json!({ "kind": "usage", "id": "u", "meter": "data.MB", "blocks": [{ "price": "1" }] })
        };
        let tariff = self::tariff(
            name,
            &json!({
                "currency": "EUR",
                "rounding": { "places": 2, "at": "line" },
                "windows": {},
                "components": [tariff],
            }),
        );
        let mut builder = Usage::builder();
        if covers == "day" {
            for at in year(date("2026-01-01")) {
                builder.record(&any_day(interval_day(at, "Etc/UTC", vec![decimal("1")], "P1D")));
            }
        } else {
            for month in vector["covered"].as_array().expect("months") {
                let from = date(&format!("{}-01", month.as_str().expect("a month")));
                builder.promised("usage_event", None, from, from.next_month().unwrap(), &[]);
            }
        }
        let quote = price(&tariff, &builder.build(), &Facts::new(), &Horizon::year_from(start));
        assert_eq!(quote.status, Status::Projected, "{name}: {:?}", quote.reasons);
        for triple in vector["map"].as_array().expect("a map") {
            let target = triple[0].as_str().expect("a target");
            let pair = quote.map.iter().find(|pair| pair.target == target).expect("the target");
            assert_eq!(
                (pair.source.as_str(), u64::from(pair.distance)),
                (triple[1].as_str().expect("a source"), triple[2].as_u64().expect("a distance"),),
                "{name}: {target}"
            );
        }
    }
}
