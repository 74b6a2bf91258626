//! JSONTestSuite: what is not JSON is refused, what is JSON is read unless the standard allows less than JSON does.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pannier_bundle::json::{self, Json, JsonFault};

/// JSON that `head-json-strict` refuses, and why: the only departures from the suite.
const REFUSED: [(&str, JsonFault); 19] = [
    ("y_number.json", JsonFault::NotInteger),
    ("y_number_0e+1.json", JsonFault::NotInteger),
    ("y_number_0e1.json", JsonFault::NotInteger),
    ("y_number_double_close_to_zero.json", JsonFault::NotInteger),
    ("y_number_int_with_exp.json", JsonFault::NotInteger),
    ("y_number_minus_zero.json", JsonFault::NotInteger),
    ("y_number_negative_zero.json", JsonFault::NotInteger),
    ("y_number_real_capital_e.json", JsonFault::NotInteger),
    ("y_number_real_capital_e_neg_exp.json", JsonFault::NotInteger),
    ("y_number_real_capital_e_pos_exp.json", JsonFault::NotInteger),
    ("y_number_real_exponent.json", JsonFault::NotInteger),
    ("y_number_real_fraction_exponent.json", JsonFault::NotInteger),
    ("y_number_real_neg_exp.json", JsonFault::NotInteger),
    ("y_number_real_pos_exponent.json", JsonFault::NotInteger),
    ("y_number_simple_real.json", JsonFault::NotInteger),
    ("y_object_duplicated_key.json", JsonFault::DuplicateName),
    ("y_object_duplicated_key_and_value.json", JsonFault::DuplicateName),
    ("y_object_extreme_numbers.json", JsonFault::NotInteger),
    ("y_structure_lonely_negative_real.json", JsonFault::NotInteger),
];

fn cases() -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/vendor/json-parsing/test_parsing");
    fs::read_dir(folder)
        .expect("the suite is part of the repository")
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn what_is_not_json_is_refused() {
    let mut seen = 0;
    for (name, text) in cases().iter().filter(|(name, _)| name.starts_with("n_")) {
        assert!(json::read::<Json>(text).is_err(), "read: {name}");
        seen += 1;
    }
    assert_eq!(seen, 188);
}

#[test]
fn what_is_json_is_read_but_for_the_list() {
    let cases = cases();
    let right: Vec<_> = cases.iter().filter(|(name, _)| name.starts_with("y_")).collect();
    assert_eq!(right.len(), 95);
    let refused: Vec<(&str, JsonFault)> = right
        .into_iter()
        .filter_map(|(name, text)| Some((name.as_str(), json::read::<Json>(text).err()?.fault().clone())))
        .collect();
    assert_eq!(refused, REFUSED);
}

/// Where RFC 8259 leaves a choice (any size, any depth, lone surrogates, other encodings), this reader refuses.
#[test]
fn what_json_leaves_open_is_refused() {
    let read: Vec<String> = cases()
        .into_iter()
        .filter(|(name, text)| name.starts_with("i_") && json::read::<Json>(text).is_ok())
        .map(|(name, _)| name)
        .collect();
    assert_eq!(read, Vec::<String>::new());
}

#[derive(Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    id: String,
    rows: Vec<(u32, u32)>,
    #[serde(default)]
    note: Option<String>,
}

#[track_caller]
fn check(text: &str, fault: &JsonFault, pointer: &str, byte: u64) {
    let error = json::read::<Typed>(text.as_bytes()).expect_err("read");
    assert_eq!((error.fault(), error.pointer().as_str(), error.byte()), (fault, pointer, byte), "{text}");
}

#[test]
fn a_fault_says_what_and_where_and_no_value() {
    let typed = Typed { id: "a/é😀".to_owned(), rows: vec![(1, 2)], note: None };
    assert_eq!(json::read::<Typed>(r#" {"rows":[[1,2]],"id":"a\/\u00e9\ud83d\ude00"} "#.as_bytes()), Ok(typed));
    let form = |text: &str| JsonFault::Form(text.to_owned());
    check(r#"{"id":"a"}"#, &JsonFault::MissingMember("rows"), "", 0);
    check(r#"{"id":"a","rows":[],"x~/y":1}"#, &JsonFault::UnknownMember(&["id", "rows", "note"]), "/x~0~1y", 20);
    check(r#"{"id":"a","rows":[],"\u0069d":"b"}"#, &JsonFault::DuplicateName, "/id", 20);
    check(r#"{"id":"a","rows":[[1,"secret"]]}"#, &form("expected u32, found a string"), "/rows/0/1", 21);
    check(r#"{"id":"a","rows":[[1,2,3]]}"#, &form("expected no further element"), "/rows/0", 22);
    check(r#"{"id":"a","rows":[[1,4294967296]]}"#, &form("expected u32"), "/rows/0/1", 21);
    check(r#"{"id":null,"rows":[]}"#, &form("expected a string, found null"), "/id", 6);
    check(r#"{"id":"a","rows":[],"note":null}"#, &form("expected a string, found null"), "/note", 27);
    check(r#"["a",[]]"#, &form("expected an object"), "", 0);
    check(r#"{"id":"a","rows":[[1,2.0]]}"#, &JsonFault::NotInteger, "/rows/0/1", 21);
    check(r#"{"id":"a","rows":[]} x"#, &JsonFault::Syntax("nothing after the value"), "", 21);
    let message = json::read::<Typed>(br#"{"id":"a","rows":"secret"}"#).expect_err("read").to_string();
    assert_eq!(message, "expected a sequence, found a string");
}

#[test]
fn both_sides_of_every_bound() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let fault = |text: &str| json::read::<Json>(text.as_bytes()).err().map(|error| error.fault().clone());
    assert_eq!(fault(&nested(32)), None);
    assert_eq!(fault(&nested(33)), Some(JsonFault::Depth));
    for right in ["9007199254740991", "-9007199254740991", "0"] {
        assert_eq!(json::read::<Json>(right.as_bytes()).map(|value| value.to_text()), Ok(right.to_owned()));
    }
    for wrong in ["9007199254740992", "-9007199254740992", "99999999999999999999999"] {
        assert_eq!(fault(wrong), Some(JsonFault::IntegerRange), "{wrong}");
    }
    for wrong in ["-0", "1.0", "1e2", "0e0"] {
        assert_eq!(fault(wrong), Some(JsonFault::NotInteger), "{wrong}");
    }
    assert_eq!(fault("\u{feff}{}"), Some(JsonFault::ByteOrderMark));
    assert_eq!(json::read::<Json>(b"{\"a\":\"\xff\"}").map_err(|error| error.byte()), Err(6));
}

/// Every string, written and read back.
#[test]
fn strings_survive() {
    for text in ["", "\u{0}\u{1f}\"\\/\u{7f}", "é😀\u{2028}\u{fffd}", "line\nline\ttab\r\u{8}\u{c}"] {
        let value = Json::String(text.to_owned());
        assert_eq!(json::read::<Json>(value.to_text().as_bytes()), Ok(value));
    }
}
