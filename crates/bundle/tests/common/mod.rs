//! The known answers of the format, shared by the tests.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses some of it and stops where it fails")]

use std::path::{Path, PathBuf};

use pannier_bundle::json::{self, Json};

/// A file below `conformance/vendor`.
pub(crate) fn vendor(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/vendor").join(path)
}

/// `bundle.json` of the known answers.
pub(crate) fn known() -> Json {
    json::read(&std::fs::read(vendor("pannier-kat/bundle.json")).unwrap()).unwrap()
}

/// The text at a path of names within JSON.
pub(crate) fn text<'a>(json: &'a Json, path: &[&str]) -> &'a str {
    path.iter().fold(json, |json, name| json.member(name).unwrap()).as_str().unwrap()
}

/// The elements of an array member.
pub(crate) fn list<'a>(json: &'a Json, name: &str) -> &'a [Json] {
    match json.member(name) {
        Some(Json::Array(values)) => values,
        _ => panic!("{name} is no array"),
    }
}
