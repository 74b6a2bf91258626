//! `schemas/index.json`: the shape of every schema as a hash, and which versions are frozen.
//!
//! A shape is a schema without its words for people, written in one way (`spec/18-versions.md`). Of a version that is not
//! frozen the hashes are generated; of a frozen one they stay, and whatever departs from them is an error.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::tables::Schema;

/// Where the index stands, below the root.
pub const PATH: &str = "schemas/index.json";
const GENERATED: &str = "by `cargo xtask gen` from schemas/; do not edit";
/// What is said to people only.
const WORDS: [&str; 4] = ["title", "description", "examples", "$comment"];

/// The index of all versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    generated: String,
    versions: BTreeMap<String, Version>,
}

/// One version: a folder of `schemas/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    frozen: bool,
    /// SHA-256 of the shape by name, in hexadecimal.
    shapes: BTreeMap<String, String>,
}

/// The text that the index should have.
///
/// # Errors
/// A schema cannot be read, or one of a frozen version has another shape than when it was frozen.
pub fn index(root: &Path) -> Result<String, String> {
    let mut index = Index { generated: GENERATED.to_owned(), versions: BTreeMap::new() };
    let old = read(root)?;
    for (name, shapes) in shapes(root)? {
        let frozen = old.versions.get(&name).filter(|version| version.frozen);
        if let Some(version) = frozen {
            unchanged(&name, &version.shapes, &shapes)?;
        }
        index.versions.insert(name, Version { frozen: frozen.is_some(), shapes });
    }
    if let Some((name, _)) =
        old.versions.iter().find(|(name, version)| version.frozen && !index.versions.contains_key(*name))
    {
        return Err(format!("schemas/{name}: a frozen version has gone"));
    }
    text(&index)
}

/// The text that the index has once `version` is frozen.
///
/// # Errors
/// There is no such version, or [`index`] fails.
pub fn freeze(root: &Path, version: &str) -> Result<String, String> {
    let mut index: Index = serde_json::from_str(&index(root)?).map_err(|error| error.to_string())?;
    index.versions.get_mut(version).ok_or_else(|| format!("schemas/{version}: there is no such version"))?.frozen =
        true;
    text(&index)
}

fn text(index: &Index) -> Result<String, String> {
    serde_json::to_string_pretty(index).map(|text| text + "\n").map_err(|error| error.to_string())
}

/// The index as it stands; an empty one where there is none yet.
fn read(root: &Path) -> Result<Index, String> {
    match fs::read_to_string(root.join(PATH)) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| format!("{PATH}: {error}")),
        Err(_) => Ok(Index { generated: String::new(), versions: BTreeMap::new() }),
    }
}

fn unchanged(version: &str, old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Result<(), String> {
    for name in old.keys().chain(new.keys()) {
        let what = match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) if old == new => continue,
            (Some(_), Some(_)) => "has another shape than when its version was frozen",
            (Some(_), None) => "has gone from a frozen version",
            _ => "was added to a frozen version",
        };
        return Err(format!("schemas/{version}/{name}.schema.json {what}; make a new version (spec/18-versions.md)"));
    }
    Ok(())
}

/// The hash of every schema by version and name.
fn shapes(root: &Path) -> Result<BTreeMap<String, BTreeMap<String, String>>, String> {
    let mut versions: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for version in entries(&root.join("schemas"))? {
        let is_version = version.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok());
        if !is_version {
            continue;
        }
        for file in entries(&root.join("schemas").join(&version))? {
            let Some(name) = file.strip_suffix(".schema.json") else { continue };
            let path = root.join("schemas").join(&version).join(&file);
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let hash = hash(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            versions.entry(version.clone()).or_default().insert(name.to_owned(), hash);
        }
    }
    Ok(versions)
}

fn entries(folder: &Path) -> Result<Vec<String>, String> {
    let fail = |error: std::io::Error| format!("{}: {error}", folder.display());
    let names = fs::read_dir(folder).map_err(fail)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    names.collect::<std::io::Result<_>>().map_err(fail)
}

/// SHA-256 of the shape of a schema, in hexadecimal.
///
/// # Errors
/// The text is no schema.
pub fn hash(schema: &str) -> Result<String, serde_json::Error> {
    let digest = Sha256::digest(shape(schema)?.as_bytes());
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat())
}

/// The shape of a schema: everything that decides about a document, in one text.
///
/// # Errors
/// The text is no schema.
pub fn shape(schema: &str) -> Result<String, serde_json::Error> {
    let mut value: Value = serde_json::from_str(schema)?;
    strip(&mut value);
    if let Some(properties) = value.get("properties").cloned() {
        // The members of a record have an order, which is the byte order of its row.
        let order: Schema = serde_json::from_str(schema)?;
        let member =
            |(name, _): (String, Value)| Value::Array(vec![Value::String(name.clone()), properties[&name].clone()]);
        value["properties"] = order.properties.0.into_iter().map(member).collect();
    }
    // Names come out sorted and strings with the escapes of RFC 8785; there are no fractions in schemas.
    serde_json::to_string(&value)
}

/// Takes the words out of a schema and those inside it; members of documents may be called `title`.
fn strip(schema: &mut Value) {
    let Value::Object(keywords) = schema else { return };
    keywords.retain(|keyword, _| !WORDS.contains(&keyword.as_str()));
    for (keyword, value) in keywords {
        match (keyword.as_str(), value) {
            ("properties" | "$defs", Value::Object(schemas)) => schemas.values_mut().for_each(strip),
            ("anyOf" | "allOf" | "oneOf", Value::Array(schemas)) => schemas.iter_mut().for_each(strip),
            ("items" | "additionalProperties" | "propertyNames" | "not", schema) => strip(schema),
            ("x-groups", Value::Array(groups)) => {
                for group in groups.iter_mut().filter_map(Value::as_object_mut) {
                    group.remove("title");
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"title":"a","properties":{"title":{"type":"string","description":"What."},"b":{"items":{"$comment":"c","enum":[1]}}},
        "x-groups":[{"id":"core","title":"For people"}],"required":["b"]}"#;

    #[test]
    fn a_shape_has_no_words() {
        let shape = shape(ONE).expect("a schema");
        assert_eq!(
            shape,
            r#"{"properties":[["title",{"type":"string"}],["b",{"items":{"enum":[1]}}]],"required":["b"],"x-groups":[{"id":"core"}]}"#
        );
    }

    #[test]
    fn the_example_of_the_standard_is_true() {
        let text = fs::read_to_string(crate::root().join("spec/18-versions.md")).expect("the chapter is there");
        let fenced = |language: &str, number: usize| {
            let block =
                text.split(&format!("\n```{language}\n")).nth(number).and_then(|rest| rest.split("\n```").next());
            block.unwrap_or_else(|| panic!("no block {number} of {language}"))
        };
        let schema = fenced("json", 2);
        assert_eq!(shape(schema).expect("a schema"), fenced("shape", 1));
        assert_eq!(hash(schema).expect("a schema"), fenced("hash", 1));
    }

    #[test]
    fn words_may_change_and_nothing_else() {
        let other = |from: &str, to: &str| hash(&ONE.replace(from, to)).expect("a schema");
        let one = hash(ONE).expect("a schema");
        for (from, to) in [("What.", "Which."), ("For people", "For everybody"), (r#""title":"a","#, ""), ("\n", " ")] {
            assert_eq!(other(from, to), one, "{from}");
        }
        for (from, to) in
            [(r#""enum":[1]"#, r#""enum":[2]"#), (r#""required":["b"]"#, r#""required":[]"#), ("\"core\"", "\"text\"")]
        {
            assert_ne!(other(from, to), one, "{from}");
        }
        let swapped = r#"{"title":"a","properties":{"b":{"items":{"$comment":"c","enum":[1]}},"title":{"type":"string"}},
            "x-groups":[{"id":"core"}],"required":["b"]}"#;
        assert_ne!(hash(swapped).expect("a schema"), one, "the order of members");
    }

    #[test]
    fn a_frozen_version_stays() {
        let shapes = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let old = shapes(&[("account", "1"), ("balance", "2")]);
        assert_eq!(unchanged("v1", &old, &old), Ok(()));
        for (new, says) in [
            (shapes(&[("account", "1"), ("balance", "3")]), "schemas/v1/balance.schema.json has another shape"),
            (shapes(&[("account", "1")]), "schemas/v1/balance.schema.json has gone"),
            (shapes(&[("account", "1"), ("balance", "2"), ("card", "3")]), "schemas/v1/card.schema.json was added"),
        ] {
            let message = unchanged("v1", &old, &new).expect_err(says);
            assert!(message.starts_with(says), "{message}");
        }
    }
}
