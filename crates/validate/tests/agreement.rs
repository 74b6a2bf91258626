//! Over every example and its systematic mutations, the type reads a document exactly when the schema accepts it.
//!
//! The other proof compares schemas; this one runs the code that reads, so a grammar that says one thing in its
//! constants and another in its bytes is found here.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use pannier_model::document::{AnyPayload, DOCUMENT_KINDS, DocumentKind, Payload as _};
use pannier_model::record::{AnyRecord, RECORD_TYPES, RecordType};
use pannier_report::{Code, Location};
use pannier_validate::schemas;
use pannier_validate::shape::{check_document, check_row, check_text};
use serde_json::{Value, json};

fn example(name: &str, which: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas/v0/examples");
    let path = folder.join(name).join(format!("{which}.json"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(record_type: &RecordType, text: &str) -> Option<AnyRecord> {
    AnyRecord::deserialize(record_type, &mut serde_json::Deserializer::from_str(text)).ok()
}

#[test]
fn examples_are_right_and_come_back_byte_for_byte() {
    for record_type in RECORD_TYPES {
        for which in ["minimal", "full"] {
            let text = example(record_type.name, which);
            let findings = check_document(record_type.name, text.as_bytes(), &Location::whole());
            assert!(findings.is_empty(), "{} {which}: {findings:?}", record_type.name);
            let record = read(record_type, &text).expect("an example is read");
            let again = serde_json::to_string_pretty(&record).expect("a record is written");
            assert_eq!(format!("{again}\n"), text, "{} {which}", record_type.name);
            let row = serde_json::to_string(&record).expect("a record is written");
            assert_eq!(check_text(record_type, &row, &Location::whole()).as_ref(), Ok(&record));
            assert_eq!(check_row(record_type, row.as_bytes(), &Location::whole()), Ok(record));
        }
    }
}

#[test]
fn examples_of_documents_are_right_and_every_member_of_a_full_one_can_be_wrong() {
    let names = ["head", "part", "attachment", "share", "trust-list", "report", "issue-job", "request-check"];
    for name in names.into_iter().chain(DOCUMENT_KINDS.iter().map(|kind| kind.name)) {
        for which in ["minimal", "full"] {
            let findings = check_document(name, example(name, which).as_bytes(), &Location::whole());
            assert!(findings.is_empty(), "{name} {which}: {findings:?}");
        }
        let full: Value = serde_json::from_str(&example(name, "full")).expect("an example is JSON");
        let schema = schemas::by_name(name).expect("a built-in schema").value();
        for member in schema["properties"].as_object().expect("members").keys() {
            let mut wrong = full.clone();
            assert!(wrong.get(member).is_some(), "{name}: no {member} in full");
            wrong[member] = Value::Null;
            let findings = check_document(name, wrong.to_string().as_bytes(), &Location::whole());
            let places: Vec<_> = findings.iter().map(|found| found.location.pointer.clone()).collect();
            assert_eq!(places, [Some(format!("/{member}"))], "{name}: {findings:?}");
        }
    }
}

fn read_payload(kind: &'static DocumentKind, text: &str) -> Option<AnyPayload> {
    AnyPayload::read(kind, &mut serde_json::Deserializer::from_str(text)).ok()
}

#[test]
fn examples_of_signed_documents_come_back_byte_for_byte() {
    for kind in DOCUMENT_KINDS {
        for which in ["minimal", "full"] {
            let text = example(kind.name, which);
            let payload = read_payload(kind, &text).expect("an example is read");
            let again = serde_json::to_string_pretty(&payload).expect("a payload is written");
            assert_eq!(format!("{again}\n"), text, "{} {which}", kind.name);
        }
        let minimal: Value = serde_json::from_str(&example(kind.name, "minimal")).expect("an example is JSON");
        let members: BTreeSet<&str> = minimal.as_object().expect("an object").keys().map(String::as_str).collect();
        let required = kind.members.iter().filter(|member| member.required).map(|member| member.name);
        assert_eq!(members, required.collect(), "{}", kind.name);
    }
}

#[test]
fn mutations_of_signed_documents_are_refused_by_both_or_by_neither() {
    let mut seen = [0; 2];
    for kind in DOCUMENT_KINDS {
        let document: Value = serde_json::from_str(&example(kind.name, "full")).expect("an example is JSON");
        for_each_mutation(&document, &mut |_| true, &mut |pointer, what, mutated| {
            let text = mutated.to_string();
            let read = read_payload(kind, &text).is_some();
            let findings = check_document(kind.name, text.as_bytes(), &Location::whole());
            assert_eq!(read, findings.is_empty(), "{} {pointer}: {what}: {findings:?}", kind.name);
            assert!(findings.iter().all(|found| found.code == Code::DocumentPayload), "{findings:?}");
            seen[usize::from(read)] += 1;
        });
    }
    assert!(seen[0] > 500 && seen[1] > 100, "{seen:?} refused and accepted: mutations have become one-sided");
}

#[test]
fn minimal_examples_have_what_is_required_and_full_ones_have_everything() {
    for record_type in RECORD_TYPES {
        let [minimal, full] = ["minimal", "full"].map(|which| {
            let value: Value = serde_json::from_str(&example(record_type.name, which)).expect("an example is JSON");
            value
        });
        for member in record_type.members() {
            assert!(full.get(member.name).is_some(), "{}: no {} in full", record_type.name, member.name);
            if member.required {
                assert!(minimal.get(member.name).is_some(), "{}: no {}", record_type.name, member.name);
            }
        }
    }
}

#[test]
fn mutations_are_refused_by_both_or_by_neither() {
    let mut seen = [0; 2];
    let mut known = BTreeSet::new();
    for record_type in RECORD_TYPES {
        // Members of one kind are read by the same code: the first is tried with everything, the others with less.
        let mut thorough = |pointer: &str| match record_type.member(pointer.trim_start_matches('/')) {
            Some(member) => known.insert(format!("{:?}", member.kind)),
            None => known.insert(pointer.rsplit('/').next().unwrap_or_default().to_owned()),
        };
        let document: Value = serde_json::from_str(&example(record_type.name, "full")).expect("an example is JSON");
        for_each_mutation(&document, &mut thorough, &mut |pointer, what, mutated| {
            let text = mutated.to_string();
            let read = read(record_type, &text).is_some();
            let findings = check_document(record_type.name, text.as_bytes(), &Location::whole());
            let name = record_type.name;
            assert_eq!(read, findings.is_empty(), "{name} {pointer}: {what}: {findings:?}");
            if what == "null" && !read {
                let explained = check_row(record_type, text.as_bytes(), &Location::whole());
                assert_eq!(explained, Err(findings), "{name} {pointer}: {what}");
            }
            seen[usize::from(read)] += 1;
        });
    }
    assert!(seen[0] > 10_000 && seen[1] > 1_000, "{seen:?} refused and accepted: mutations have become one-sided");
}

/// Calls `each` with every document that differs from `document` at one place in one of the ways below.
fn for_each_mutation(
    document: &Value,
    thorough: &mut dyn FnMut(&str) -> bool,
    each: &mut dyn FnMut(&str, &str, &Value),
) {
    let mut places = Vec::new();
    collect(document, String::new(), &mut places);
    for pointer in places {
        let original = document.pointer(&pointer).expect("a place in the document").clone();
        let mut mutated = document.clone();
        let thorough = thorough(&pointer);
        for (what, value) in replacements(&original, thorough) {
            *mutated.pointer_mut(&pointer).expect("a place in the document") = value;
            each(&pointer, what, &mutated);
        }
        *mutated.pointer_mut(&pointer).expect("a place in the document") = original;
        if let Some((parent, name)) = pointer.rsplit_once('/') {
            let mut less = document.clone();
            match less.pointer_mut(parent).expect("a parent") {
                Value::Object(members) => drop(members.remove(name)),
                Value::Array(elements) => drop(elements.remove(name.parse().expect("an index"))),
                _ => unreachable!("only these have children"),
            }
            each(&pointer, "left out", &less);
        }
    }
}

fn collect(value: &Value, pointer: String, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| collect(value, format!("{pointer}/{name}"), places));
        }
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(at, value)| collect(value, format!("{pointer}/{at}"), places));
        }
        _ => {}
    }
    places.push(pointer);
}

fn replacements(original: &Value, thorough: bool) -> Vec<(&'static str, Value)> {
    let mut values = vec![
        ("null", Value::Null),
        ("true", json!(true)),
        ("zero", json!(0)),
        ("a fraction", json!(1.5)),
        ("a whole fraction", json!(1.0)),
        ("a word", json!("word")),
        ("empty text", json!("")),
        ("an empty list", json!([])),
        ("a list of null", json!([null])),
        ("an empty object", json!({})),
    ];
    match original {
        _ if !thorough => {}
        Value::Number(_) => values.extend([
            ("below", json!(-1)),
            ("greatest", json!(9_007_199_254_740_991_u64)),
            ("above", json!(9_007_199_254_740_992_u64)),
            ("far above", json!(u64::MAX)),
            ("far below", json!(i64::MIN)),
        ]),
        Value::String(text) => {
            let texts = [
                "-0",
                "-0.00",
                "0",
                "00",
                "+1",
                "1e3",
                "999999999999.999999",
                "1000000000000",
                "0.0000001",
                "999999999999999.999999999999",
                "1000000000000000",
                "0.0000000000001",
                "2026-02-28",
                "2026-02-29",
                "0000-01-01",
                "0001-01-01",
                "0010-12-31",
                "0100-12-31",
                "1000-12-31",
                "0000-12-31",
                "9999-12-31",
                "2026-13-01",
                "24:00",
                "23:59:59",
                "23:59:60",
                "2026-01-14T09:30:00Z",
                "2026-01-14T09:30:60Z",
                "2026-02-29T09:30:00Z",
                "2026-01-14T09:30:00+24:00",
                "9999-12-31T23:59:59-23:59",
                "0000-01-01T00:00:00+23:59",
                "0001-01-01T00:00:00+23:59",
                "2026-01-14t09:30:00z",
                "P1Y",
                "P0D",
                "P1Y1D",
                "P9999D",
                "P10000D",
                "PT99999S",
                "PT100000S",
                "XXX",
                "EUR",
                "eur",
                "FR",
                "card",
                "Europe/Paris",
                "a//b",
                "line\nand\ttab",
                "bell\u{7}",
                "\u{7F}",
                "\u{85}",
                "\u{0}",
                "٣",
                "01.1.4.5.6",
                "01",
                "a/b",
                "a b",
                "1234",
                "00000000000000",
            ];
            values.extend(texts.map(|text| ("another text", json!(text))));
            for length in [22, 64, 65, 200, 201, 4000, 4001] {
                values.push(("long", json!("a".repeat(length))));
                values.push(("long in characters of two bytes", json!("é".repeat(length))));
            }
            values.push(("one more", json!(format!("{text}0"))));
            values.push(("a space before", json!(format!(" {text}"))));
            values.push(("a line end after", json!(format!("{text}\n"))));
            values.push(("in capitals", json!(text.to_uppercase())));
        }
        Value::Array(elements) => {
            for length in [1000, 1001, 1500, 1501] {
                let one = elements.first().cloned().unwrap_or(Value::Null);
                values.push(("long", Value::Array(vec![one; length])));
            }
        }
        Value::Object(members) => {
            for name in
                ["unknown", "Com.example", "com.example.pin", "imsi", "card-number", "com.example.more", "a.b-c"]
            {
                let mut more = members.clone();
                more.insert(name.to_owned(), json!("1"));
                values.push(("a member more", Value::Object(more)));
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
    values
}
