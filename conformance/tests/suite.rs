//! The suite refuses what would make it say less than it seems to.

use pannier_conformance::{
    forge::{hex, sha256},
    suite,
    suite::{Files, check, read},
};
use serde_json::{Value, json};

const VECTOR: &str = "vectors/head-signature/reject-wrong-key/vector.json";

fn files() -> Files {
    read(&suite()).expect("the suite can be read")
}

/// The defects of the suite after a change.
fn defects(change: impl FnOnce(&mut Files)) -> Vec<String> {
    let mut files = files();
    change(&mut files);
    check(&files).map_or_else(|defects| defects.iter().map(ToString::to_string).collect(), |_| Vec::new())
}

/// Changes a document, and lists the changed file so that only the change itself can be found.
fn edit(files: &mut Files, path: &str, change: impl FnOnce(&mut Value)) {
    let mut document: Value = serde_json::from_slice(&files[path]).expect("JSON");
    change(&mut document);
    replace(files, path, document.to_string().as_bytes());
}

fn replace(files: &mut Files, path: &str, bytes: &[u8]) {
    let old = hex(&sha256(&[&files[path]]));
    files.insert(path.to_owned(), bytes.to_vec());
    let index = String::from_utf8(files["index.json"].clone()).expect("text");
    files.insert("index.json".to_owned(), index.replace(&old, &hex(&sha256(&[bytes]))).into_bytes());
}

#[test]
fn the_suite_is_whole() {
    assert_eq!(defects(|_| ()), [""; 0]);
}

#[test]
fn one_vector_has_one_fault() {
    let second = |document: &mut Value| {
        document["expect"]["findings"].as_array_mut().expect("findings").push(json!({"code": "head-form"}));
    };
    assert_eq!(
        defects(|files| edit(files, VECTOR, second)),
        [
            format!("{VECTOR}: has 2 faults: head-form, head-signature"),
            format!("{VECTOR}: stands in the folder of head-signature and is about another requirement"),
        ]
    );
}

#[test]
fn a_malformed_vector_is_refused() {
    let no_title = |document: &mut Value| drop(document.as_object_mut().expect("an object").remove("title"));
    let without = defects(|files| edit(files, VECTOR, no_title));
    assert!(without.iter().any(|defect| defect.starts_with(VECTOR) && defect.contains("title")), "{without:?}");
    let unknown = defects(|files| edit(files, VECTOR, |document| document["clock"] = json!(1)));
    assert!(unknown.iter().any(|defect| defect.starts_with(VECTOR) && defect.contains("clock")), "{unknown:?}");
    let text = defects(|files| replace(files, VECTOR, b"{"));
    assert!(text.iter().any(|defect| defect.starts_with(VECTOR)), "{text:?}");
    let code = |document: &mut Value| document["expect"]["findings"][0]["code"] = json!("head-signed");
    let unknown = defects(|files| edit(files, VECTOR, code));
    assert!(unknown.iter().any(|defect| defect.starts_with(VECTOR)), "{unknown:?}");
    let twice = |files: &mut Files| {
        let text = String::from_utf8(files[VECTOR].clone()).expect("text").replacen('{', "{\"now\":0,", 1);
        replace(files, VECTOR, text.as_bytes());
    };
    let twice = defects(twice);
    assert!(twice.iter().any(|defect| defect.starts_with(VECTOR)), "{twice:?}");
}

#[test]
fn an_id_stands_once() {
    let again = |index: &mut Value| {
        let vectors = index["vectors"].as_array_mut().expect("vectors");
        let one = vectors.iter().find(|vector| vector["id"] == "account-closed/warn-open").cloned();
        vectors.push(one.expect("the vector is listed"));
    };
    assert_eq!(
        defects(|files| edit(files, "index.json", again)),
        ["index.json: account-closed/warn-open is listed twice"]
    );
}

#[test]
fn every_file_is_listed_as_it_is() {
    let stray = "vectors/head-signature/reject-wrong-key/notes.txt";
    assert_eq!(defects(|files| drop(files.insert(stray.to_owned(), Vec::new()))), [format!("{stray}: is not listed")]);
    let folder = "vectors/head-signature/reject-new/vector.json";
    assert_eq!(
        defects(|files| drop(files.insert(folder.to_owned(), files[VECTOR].clone()))),
        [format!("{folder}: is not listed")]
    );
    let list = "trust/bank.json";
    assert_eq!(
        defects(|files| files.get_mut(list).expect("a list").push(b'\n')),
        [format!("{list}: is not the file that is listed")]
    );
    let lost = defects(|files| drop(files.remove(VECTOR)));
    assert!(lost.contains(&format!("{VECTOR}: is listed and missing")), "{lost:?}");
    assert!(
        !lost.iter().any(|defect| defect.starts_with("index.json")),
        "what cannot be read is not counted: {lost:?}"
    );
    let added = defects(|files| edit(files, "index.json", |index| index["count"] = 1.into()));
    assert!(added.iter().all(|defect| defect.starts_with("index.json: `count` says 1, there are ")), "{added:?}");
    assert_eq!(added.len(), 1);
    let input = "vectors/head-signature/reject-wrong-key/input.pannier.zip";
    let gone = defects(|files| drop(files.remove(input)));
    assert!(gone.contains(&format!("{VECTOR}: names input.pannier.zip, which is not there")), "{gone:?}");
}

#[test]
fn a_vector_is_where_its_verdict_says() {
    for (change, what) in [
        (json!({"id": "head-signature/reject-other"}), "its id is head-signature/reject-other"),
        (
            json!({"base": "whole/accept-nothing"}),
            "its neighbour whole/accept-nothing is no vector that is accepted without a finding",
        ),
        (json!({"base": null}), "has no accepting neighbour"),
        (
            json!({"requirements": ["head-form"]}),
            "stands in the folder of head-signature and is about another requirement",
        ),
        (json!({"trust": "trust.json"}), "names trust.json, which is not there"),
    ] {
        let merged = |document: &mut Value| {
            for (member, value) in change.as_object().expect("an object") {
                match value {
                    Value::Null => drop(document.as_object_mut().expect("an object").remove(member)),
                    _ => document[member] = value.clone(),
                }
            }
        };
        assert_eq!(defects(|files| edit(files, VECTOR, merged)), [format!("{VECTOR}: {what}")]);
    }
    let later = |document: &mut Value| document["expect"]["stage"] = json!("rules");
    assert_eq!(
        defects(|files| edit(files, VECTOR, later)),
        [format!("{VECTOR}: head-signature is caught at stage head")]
    );
}
