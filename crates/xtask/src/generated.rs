//! Every generated file, and whether it is fresh.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::json;

use crate::{codes, freeze, site, spec, tables};

/// The generated files: path below the root and the text each should have.
///
/// # Errors
/// A source is malformed.
pub fn files(root: &Path) -> Result<BTreeMap<String, String>, String> {
    let chapters = spec::chapters(root)?;
    let requirements = spec::requirements(&chapters)?;
    let mut files = BTreeMap::new();
    for (chapter, text) in &chapters {
        files.insert(format!("spec/{chapter}"), tables::fill(root, chapter, text)?);
    }
    files.insert("crates/report/src/codes.rs".to_owned(), codes::render(&requirements));
    let list = json!({
        "generated": "by `cargo xtask gen` from the requirement blocks of spec/; do not edit",
        "requirements": requirements,
    });
    let mut list = serde_json::to_string_pretty(&list).map_err(|error| error.to_string())?;
    list.push('\n');
    files.insert("spec/requirements.json".to_owned(), list);
    files.insert("spec/SUMMARY.md".to_owned(), site::summary(&site::pages(&root.join("spec"))?)?);
    files.insert(freeze::PATH.to_owned(), freeze::index(root)?);
    Ok(files)
}

/// Writes what is stale; returns the paths written.
///
/// # Errors
/// A source is malformed, or a file cannot be written.
pub fn write(root: &Path) -> Result<Vec<String>, String> {
    let stale = stale(root)?;
    let files = files(root)?;
    for path in &stale {
        fs::write(root.join(path), &files[path]).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(stale)
}

/// The paths whose text is not what it should be.
///
/// # Errors
/// A source is malformed.
pub fn stale(root: &Path) -> Result<Vec<String>, String> {
    let files = files(root)?;
    Ok(files
        .into_iter()
        .filter(|(path, text)| fs::read_to_string(root.join(path)).ok().as_deref() != Some(text))
        .map(|(path, _)| path)
        .collect())
}
