//! What the readers of documents accept, the published schemas accept: heads, descriptors, shares and trust lists of
//! every vector, and a trust list changed at every place.
//!
//! The other way round does not hold and need not: a schema cannot check a signature, a key or an order.

use std::fs;
use std::path::{Path, PathBuf};

use pannier_bundle::Archive;
use pannier_bundle::trust::TrustList;
use pannier_crypto::base64url;
use pannier_report::Location;
use pannier_validate::shape::check_document;
use serde_json::{Value, json};

fn conformance() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance")
}

#[track_caller]
fn right(name: &str, text: &[u8], whose: &Path) {
    let findings = check_document(name, text, &Location::whole());
    assert!(findings.is_empty(), "{name} of {}: {findings:?}", whose.display());
}

/// The folders of all vectors that are accepted.
fn accepted() -> Vec<PathBuf> {
    let folders = fs::read_dir(conformance().join("vectors")).expect("vectors").map(|entry| entry.expect("a folder"));
    let vectors = folders.flat_map(|folder| fs::read_dir(folder.path()).expect("a folder of vectors"));
    let paths = vectors.map(|entry| entry.expect("a vector").path());
    paths.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("accept"))).collect()
}

#[test]
fn documents_of_accepted_vectors_satisfy_their_schemas() {
    let mut seen = [0; 4];
    for folder in accepted() {
        let file = folder.join("input.pannier.zip");
        let Ok(bytes) = fs::read(&file) else { continue };
        let archive = Archive::open(bytes).expect("an accepted container");
        let head = String::from_utf8(archive.head().expect("a head")).expect("ASCII");
        let mut pieces = head.split('~');
        let payload = pieces.next().and_then(|jws| jws.split('.').nth(1)).expect("a payload");
        right("head", &base64url::decode(payload.as_bytes()).expect("base64url"), &folder);
        seen[0] += 1;
        // What is left are disclosures, and behind the last of them a key binding or nothing.
        let disclosures = pieces.filter(|piece| !piece.is_empty() && !piece.contains('.'));
        let mut descriptor = json!({});
        for disclosure in disclosures {
            let text = base64url::decode(disclosure.as_bytes()).expect("base64url");
            let disclosure: Vec<Value> = serde_json::from_slice(&text).expect("an array");
            match disclosure.as_slice() {
                [_, attachment] if attachment.get("media_type").is_some() => {
                    right("attachment", attachment.to_string().as_bytes(), &folder);
                    seen[2] += 1;
                }
                [_, part] => {
                    right("part", part.to_string().as_bytes(), &folder);
                    descriptor = part.clone();
                    seen[1] += 1;
                }
                [_, Value::String(name), claim] => {
                    let mut whole = descriptor.clone();
                    whole[name] = claim.clone();
                    right("part", whole.to_string().as_bytes(), &folder);
                }
                _ => panic!("{}: a disclosure of neither form", folder.display()),
            }
        }
        if let Ok(share) = archive.share() {
            right("share", &share, &folder);
            seen[3] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?} heads, parts, attachments, shares");
}

fn trust_lists() -> Vec<PathBuf> {
    let files = fs::read_dir(conformance().join("trust")).expect("trust lists");
    files.map(|entry| entry.expect("a file").path()).filter(|path| path.extension() == Some("json".as_ref())).collect()
}

#[test]
fn trust_lists_that_are_read_satisfy_their_schema() {
    let mut read = 0;
    for path in trust_lists() {
        let text = fs::read(&path).expect("a list");
        if TrustList::read(&text).is_ok() {
            right("trust-list", &text, &path);
            read += 1;
        }
    }
    assert!(read > 0, "no trust list is read");
}

#[test]
fn whatever_place_of_a_trust_list_is_changed() {
    let path = conformance().join("trust/bank.json");
    let list: Value = serde_json::from_slice(&fs::read(&path).expect("a list")).expect("JSON");
    let mut places = Vec::new();
    collect(&list, String::new(), &mut places);
    let mut seen = [0; 2];
    for place in places {
        for value in [
            json!(null),
            json!(true),
            json!(0),
            json!(-1),
            json!(1_u64 << 53),
            json!(""),
            json!("word"),
            json!([]),
            json!({}),
            json!("https://other.example"),
            json!("revoked"),
            json!("a\u{0}"),
            json!("é".repeat(201)),
        ] {
            let mut changed = list.clone();
            *changed.pointer_mut(&place).expect("a place in the list") = value;
            let text = changed.to_string();
            let read = TrustList::read(text.as_bytes()).is_ok();
            let findings = check_document("trust-list", text.as_bytes(), &Location::whole());
            assert!(!read || findings.is_empty(), "{place}: {text}: {findings:?}");
            seen[usize::from(read)] += 1;
        }
    }
    assert!(seen[0] > 100 && seen[1] > 5, "{seen:?} refused and read");
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
