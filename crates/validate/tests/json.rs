//! Strict JSON against the suite of others, against `serde_json`, and against bytes at random.

use std::fs;
use std::path::Path;

use pannier_report::{Code, Location};
use pannier_validate::json::{Strict, read};
use proptest::prelude::*;
use serde_json::{Map, Value};

/// Texts that JSON allows (`y_`) and a row does not: what two readers could understand differently.
fn is_stricter(strict: &Strict) -> bool {
    let stricter = [Code::RecordMemberOrder, Code::RecordNumberForm, Code::RecordDepth];
    !strict.findings.is_empty() && strict.findings.iter().all(|finding| stricter.contains(&finding.code))
}

#[test]
fn the_suite_of_others() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/vendor/json-parsing/test_parsing");
    let mut seen = [0; 3];
    for entry in fs::read_dir(folder).expect("the suite") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned();
        let strict = read(&fs::read(&path).expect("a text"), &Location::whole());
        match &name[..2] {
            "n_" => assert!(strict.value.is_none() && !strict.findings.is_empty(), "{name} is read"),
            "y_" => assert!(strict.value.is_some() && strict.findings.is_empty() || is_stricter(&strict), "{name}"),
            _ => assert!(strict.value.is_some() || !strict.findings.is_empty(), "{name} is neither read nor refused"),
        }
        seen[usize::from(name.starts_with("n_")) + 2 * usize::from(name.starts_with("y_"))] += 1;
    }
    assert!(seen.iter().all(|count| *count > 30), "{seen:?}: the suite is not there in full");
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec((".{0,6}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn what_has_one_meaning_is_read_as_it_is(value in value()) {
        let strict = read(value.to_string().as_bytes(), &Location::whole());
        prop_assert_eq!(strict, Strict { value: Some(value), findings: vec![] });
    }

    #[test]
    fn whatever_is_read_serde_json_reads_alike(text in "[\\[\\]{}:,\"0-9a.\\\\u -]{0,24}") {
        let strict = read(text.as_bytes(), &Location::whole());
        if let Some(value) = strict.value {
            prop_assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(value));
        } else {
            prop_assert!(!strict.findings.is_empty());
        }
    }

    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let strict = read(&bytes, &Location::whole());
        prop_assert!(strict.value.is_some() || !strict.findings.is_empty());
    }
}
