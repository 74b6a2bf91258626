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
