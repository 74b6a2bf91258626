//! Which requirement a wrong row is reported under, where, and that nothing of the row is repeated.

use std::fs;
use std::path::PathBuf;

use pannier_model::record::by_name;
use pannier_report::{Code, Location};
use pannier_validate::shape::{GivenSchema, KEPT_PER_ROW, check_document, check_row, check_text};
use serde_json::{Value, json};

/// A right row of the type with some members replaced; `Value::Null` takes a member out.
fn row(record_type: &str, changes: &[(&str, Value)]) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas/v0/examples");
    let text = fs::read_to_string(folder.join(record_type).join("full.json")).expect("an example");
    let mut row: Value = serde_json::from_str(&text).expect("an example is JSON");
    let members = row.as_object_mut().expect("an object");
    for (name, value) in changes {
        match value {
            Value::Null => drop(members.remove(*name)),
            value => drop(members.insert((*name).to_owned(), value.clone())),
        }
    }
    row.to_string()
}

#[track_caller]
fn refused(record_type: &str, row: &str, expected: &[(Code, &str)]) {
    let record_type = by_name(record_type).expect("a known type");
    let at = Location::entry("parts/p1.ndjson").at_row(7);
    let findings = check_text(record_type, row, &at).expect_err("the row is wrong");
    assert_eq!(check_row(record_type, row.as_bytes(), &at).as_ref(), Err(&findings));
    let found: Vec<(Code, &str)> =
        findings.iter().map(|found| (found.code, found.location.pointer.as_deref().unwrap_or("none"))).collect();
    assert_eq!(found, expected, "{findings:#?}");
    for finding in &findings {
        assert_eq!((finding.location.row, finding.location.entry.as_deref()), (Some(7), Some("parts/p1.ndjson")));
        let said = format!("{} {}", finding.message, finding.help.as_deref().unwrap_or_default());
        assert!(!said.contains("SECRET") && !said.contains("4111"), "{said}");
    }
}

#[test]
fn each_value_is_reported_under_its_own_requirement() {
    for (member, value, code) in [
        ("amount", json!("SECRET"), Code::ValueAmount),
        ("amount", json!(-12.5), Code::RecordNumberForm),
        ("amount", json!(12), Code::ValueAmount),
        ("amount", json!("-0.00"), Code::ValueAmount),
        ("currency", json!("XXX"), Code::ValueCurrency),
        ("date", json!("2026-02-29"), Code::ValueDate),
        ("executed_time", json!("24:00"), Code::ValueTime),
        ("executed_at", json!("2026-01-14 09:30"), Code::ValueInstant),
        ("seq", json!(-1), Code::ValueInteger),
        ("kind", json!("SECRET"), Code::ValueEnum),
        ("status", json!("SECRET"), Code::ValueEnum),
        ("mcc", json!("541"), Code::ValueDigits4),
        ("description", json!(""), Code::ValueText),
        ("description", json!("SECRET\u{0}"), Code::ValueText),
        ("counterparty_name", json!("SECRET".repeat(40)), Code::ValueName),
        ("counterparty_country", json!("SECRET"), Code::ValueCountry),
        ("bank_code", json!("a b"), Code::ValueCode),
        ("account", json!("a/b"), Code::ValueId),
        ("fx_rate", json!("0.1234567890123"), Code::ValueDecimal),
        ("reversal", json!("SECRET"), Code::RecordMemberType),
        ("source_ids", json!([]), Code::ValueSourceIds),
        ("extensions", json!({}), Code::ValueExtensions),
    ] {
        let mut expected = vec![(code, format!("/{member}"))];
        if value.is_f64() {
            expected.push((Code::ValueAmount, format!("/{member}")));
        }
        let expected: Vec<(Code, &str)> = expected.iter().map(|(code, place)| (*code, place.as_str())).collect();
        refused("transaction", &row("transaction", &[(member, value)]), &expected);
    }
}

#[test]
fn nested_places_are_named() {
    let number = |value: Value| row("transaction", &[("counterparty_number", value)]);
    refused(
        "transaction",
        &number(json!({ "display": "x", "scheme": "card", "value": "4111111111111111" })),
        &[(Code::ValueCardNumberNever, "/counterparty_number")],
    );
    refused(
        "transaction",
        &number(json!({ "display": "x", "scheme": "SECRET" })),
        &[(Code::ValueNumber, "/counterparty_number/scheme")],
    );
    refused(
        "transaction",
        &number(json!({ "scheme": "iban" })),
        &[(Code::RecordRequiredMember, "/counterparty_number")],
    );
    refused(
        "transaction",
        &number(json!({ "display": "x", "scheme": "iban", "pair_id": "SECRET" })),
        &[(Code::ValuePairId, "/counterparty_number/pair_id")],
    );
    refused(
        "interval_day",
        &row("interval_day", &[("slots", json!(["1", null, "SECRET"]))]),
        &[(Code::ValueDecimal, "/slots/2")],
    );
    refused("interval_day", &row("interval_day", &[("slots", json!([]))]), &[(Code::ValueList, "/slots")]);
    refused(
        "credit_arrangement",
        &row("credit_arrangement", &[("rates", json!([{ "basis": "ear" }]))]),
        &[(Code::RecordRequiredMember, "/rates/0")],
    );
}

#[test]
fn members_that_are_missing_unknown_or_forbidden() {
    refused("transaction", &row("transaction", &[("amount", Value::Null)]), &[(Code::RecordRequiredMember, "")]);
    refused("transaction", &row("transaction", &[("points", json!(1))]), &[(Code::RecordClosed, "/points")]);
    refused("transaction", &row("transaction", &[("imsi", json!("SECRET"))]), &[(Code::ValueForbiddenName, "/imsi")]);
    let extensions = |value: Value| row("transaction", &[("extensions", value)]);
    refused("transaction", &extensions(json!({ "points": 1 })), &[(Code::ValueExtensions, "/extensions")]);
    refused(
        "transaction",
        &extensions(json!({ "com.example.PIN": 1 })),
        &[(Code::ValueExtensions, "/extensions"), (Code::ValueForbiddenName, "/extensions")],
    );
    refused(
        "transaction",
        &extensions(json!({ "com.example.place": { "x": [{ "lat": "48.85" }] } })),
        &[(Code::ValueForbiddenName, "/extensions/com.example.place/x/0")],
    );
    let right = row("transaction", &[]);
    refused(
        "transaction",
        &right.replacen('{', "{\"reversal\":null,", 1).replace(",\"reversal\":false", ""),
        &[(Code::RecordMemberType, "/reversal")],
    );
}

#[test]
fn texts_that_are_no_row() {
    refused("transaction", "", &[(Code::RecordRowForm, "none")]);
    refused("transaction", "[]", &[(Code::RecordMemberType, "")]);
    let right = row("transaction", &[]);
    refused("transaction", &format!("{right}{right}"), &[(Code::RecordRowForm, "none")]);
    refused("transaction", &right.replacen('{', "{\"id\":\"x\",", 1), &[(Code::RecordMemberOrder, "/id")]);
}

#[test]
fn a_hopeless_row_gives_a_few_findings() {
    let members: Vec<String> = (0..1000).map(|index| format!("\"m{index}\":1")).collect();
    let row = format!("{{{}}}", members.join(","));
    let record_type = by_name("transaction").expect("a known type");
    let findings = check_text(record_type, &row, &Location::whole()).expect_err("the row is wrong");
    assert_eq!(findings.len(), KEPT_PER_ROW);
}

const GIVEN: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://bank.example/v0/parking.schema.json",
  "title": "parking",
  "x-sort": "date",
  "type": "object",
  "additionalProperties": false,
  "required": ["id", "date"],
  "properties": {
    "id": { "$ref": "https://pannier.example/v0/common.schema.json#/$defs/id" },
    "date": { "$ref": "https://pannier.example/v0/common.schema.json#/$defs/date" },
    "hours": { "$ref": "#/$defs/hours", "x-group": "stay" }
  },
  "$defs": { "hours": { "type": "integer", "minimum": 0, "x-requirement": "value-integer" } }
}"##;

#[test]
fn a_given_schema_judges_rows_of_its_type() {
    let schema = GivenSchema::read(GIVEN.as_bytes(), &Location::whole()).expect("a right schema");
    assert_eq!(schema.url(), Some("https://bank.example/v0/parking.schema.json"));
    assert_eq!(schema.sort(), Some("date"));
    assert_eq!(
        [schema.group_of("date"), schema.group_of("hours"), schema.group_of("x")],
        [Some("core"), Some("stay"), None]
    );
    let check = |row: &str| -> Vec<(Code, String)> {
        let findings = schema.check_row(row.as_bytes(), &Location::whole());
        findings.into_iter().map(|found| (found.code, found.location.pointer.unwrap_or_default())).collect()
    };
    assert_eq!(check(r#"{"id":"x","date":"2026-01-14","hours":2}"#), []);
    assert_eq!(check(r#"{"id":"x","date":"2026-02-30"}"#), [(Code::ValueDate, "/date".to_owned())]);
    assert_eq!(check(r#"{"id":"x","date":"2026-01-14","hours":-2}"#), [(Code::ValueInteger, "/hours".to_owned())]);
    assert_eq!(check("{"), [(Code::RecordRowForm, String::new())]);
}

#[test]
fn a_given_schema_speaks_for_its_own_stage_only() {
    let text = GIVEN.replace("\"value-integer\"", "\"head-signature\"");
    let schema = GivenSchema::read(text.as_bytes(), &Location::whole()).expect("a right schema");
    let findings = schema.check_row(br#"{"id":"x","date":"2026-01-14","hours":-2}"#, &Location::whole());
    assert_eq!(findings.iter().map(|found| found.code).collect::<Vec<_>>(), [Code::RecordMemberType]);
}

#[test]
fn documents_have_requirements_of_their_own() {
    let check = |schema: &str, text: &str| -> Vec<Code> {
        check_document(schema, text.as_bytes(), &Location::whole()).into_iter().map(|found| found.code).collect()
    };
    assert_eq!(check("share", r#"{"v":1,"v":1,"parts":[]}"#), [Code::ShareForm]);
    assert_eq!(check("share", r#"{"v":1,"parts":[]}"#), []);
    assert_eq!(check("share", r#"{"v":1,"parts":[{"id":"k3","rows":[[0]],"groups":["row"]}]}"#), [Code::ShareRanges]);
    assert_eq!(check("trust-list", "{"), [Code::TrustListForm]);
    assert_eq!(check("attachment", "{}").first(), Some(&Code::HeadDescriptor));
    assert_eq!(check("transaction", "{"), [Code::RecordRowForm]);
    assert_eq!(check("parking", "{}"), [Code::SchemaKnown]);
}

#[track_caller]
fn lint(change: impl FnOnce(&mut Value), place: &str) {
    let mut schema: Value = serde_json::from_str(GIVEN).expect("JSON");
    change(&mut schema);
    let findings = GivenSchema::read(schema.to_string().as_bytes(), &Location::whole()).expect_err("a wrong schema");
    let found: Vec<_> = findings.iter().map(|found| (found.code, found.location.pointer.as_deref())).collect();
    assert_eq!(found, [(Code::SchemaGivenForm, Some(place))]);
}

#[test]
fn a_schema_that_would_accept_too_much_is_refused() {
    lint(|schema| schema["properties"]["hours"]["patern"] = json!("^a$"), "/properties/hours/patern");
    lint(|schema| schema["additionalProperties"] = json!(true), "");
    lint(|schema| schema["type"] = json!(["object", "null"]), "");
    lint(|schema| schema["$schema"] = json!("http://json-schema.org/draft-07/schema#"), "");
    lint(|schema| schema["$id"] = json!("https://pannier.example/v0/party.schema.json"), "");
    lint(|schema| schema["properties"]["id"]["$ref"] = json!("https://bank.example/other.json"), "/properties/id/$ref");
    lint(|schema| schema["properties"]["id"]["$ref"] = json!("../party.schema.json"), "/properties/id/$ref");
    lint(|schema| schema["properties"]["id"]["$dynamicRef"] = json!("#x"), "/properties/id/$dynamicRef");
    lint(|schema| schema["properties"]["id"]["$id"] = json!("https://bank.example/inner"), "/properties/id/$id");
    lint(|schema| schema["properties"]["id"]["allOf"] = json!([{ "foo": 1 }]), "/properties/id/allOf/0/foo");
    lint(|schema| schema["properties"]["id"] = json!(5), "/properties/id");
    // An expression that only a backtracking engine could run, and a format nobody knows.
    lint(|schema| schema["$defs"]["hours"] = json!({ "type": "string", "pattern": "(?=a)b" }), "/$defs/hours/pattern");
    lint(|schema| schema["$defs"]["hours"] = json!({ "type": "string", "format": "hour" }), "/$defs/hours/format");
    lint(|schema| schema["$defs"]["hours"] = json!({ "type": "strin" }), "/$defs/hours/type");
    // References are followed by the compiler, which knows no place.
    lint(|schema| schema["properties"]["hours"]["$ref"] = json!("#/$defs/none"), "");
}

/// A row of a mebibyte in which everything is wrong is refused about as fast as it can be read.
#[test]
fn a_huge_wrong_row_takes_no_huge_time() {
    let slots = vec!["\"x\""; 250_000].join(",");
    let long = row("interval_day", &[]).replace("[\"3.25\",null]", &format!("[{slots}]"));
    let fractions = vec!["1.5"; 250_000].join(",");
    let deep = format!("{{\"com.example.a\":{}{fractions}{}}}", "[".repeat(30), "]".repeat(30));
    let names: Vec<String> = (0..60_000).map(|index| format!("\"A{index}\":[1.5]")).collect();
    let wide = format!("{{\"com.example.a\":{{{}}}}}", names.join(","));
    let extended = |extensions: &str| {
        let row = row("interval_day", &[("extensions", Value::Null)]);
        format!("{},\"extensions\":{extensions}}}", &row[..row.len() - 1])
    };
    let record_type = by_name("interval_day").expect("a known type");
    for row in [long, extended(&deep), extended(&wide)] {
        let begin = std::time::Instant::now();
        let findings = check_text(record_type, &row, &Location::whole()).expect_err("the row is wrong");
        assert!(row.len() > 500_000 && findings.len() <= KEPT_PER_ROW);
        // Far above what it takes, far below what a validator takes that is given all of it.
        assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
    }
}
