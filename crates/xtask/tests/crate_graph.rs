//! The crate graph is the one `crates/README.md` draws: direct dependencies, read from `cargo metadata`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use xtask::root;

/// What each crate may use of ours, outside of its tests.
const ALLOWED: &[(&str, &[&str])] = &[
    ("pannier-report", &[]),
    ("pannier-model", &[]),
    ("pannier-crypto", &[]),
    ("pannier-bundle", &["pannier-crypto", "pannier-model", "pannier-report"]),
    ("pannier-validate", &["pannier-crypto", "pannier-model", "pannier-report"]),
    ("pannier-convert", &["pannier-crypto", "pannier-model", "pannier-report"]),
    ("pannier-tariff", &["pannier-crypto", "pannier-model", "pannier-report"]),
    (
        "pannier",
        &[
            "pannier-bundle",
            "pannier-convert",
            "pannier-crypto",
            "pannier-model",
            "pannier-report",
            "pannier-tariff",
            "pannier-validate",
        ],
    ),
    ("pannier-cli", &["pannier"]),
    ("pannier-conformance", &["pannier"]),
    ("xtask", &[]),
];

/// Outside crates that only one crate may use.
const EXCLUSIVE: &[(&str, &[&str])] = &[
    ("ring", &["pannier-conformance", "pannier-crypto"]),
    ("hmac", &["pannier-crypto"]),
    ("zip", &["pannier-bundle"]),
    ("jsonschema", &["pannier-validate"]),
    ("csv", &["pannier-convert"]),
    ("quick-xml", &["pannier-convert"]),
    ("parquet", &["pannier-convert"]),
    ("rusqlite", &["pannier-convert"]),
    ("rust_xlsxwriter", &["pannier-convert"]),
    ("num-rational", &["pannier-tariff"]),
    ("clap", &["pannier-cli"]),
    ("tempfile", &["pannier-cli"]),
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .expect("cargo metadata")
}

fn direct(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    metadata
        .packages
        .iter()
        .map(|package| {
            let uses = package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind == DependencyKind::Normal)
                .map(|dependency| dependency.name.clone())
                .collect();
            (package.name.to_string(), uses)
        })
        .collect()
}

#[test]
fn crates_use_only_what_lies_below_them() {
    let graph = direct(&metadata());
    let ours: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    assert_eq!(graph.keys().map(String::as_str).collect::<BTreeSet<_>>(), ours, "a crate is missing from the table");
    for (name, allowed) in ALLOWED {
        for used in graph[*name].iter().filter(|used| ours.contains(used.as_str())) {
            assert!(allowed.contains(&used.as_str()), "{name} uses {used}");
        }
    }
}

#[test]
fn outside_crates_stay_where_they_belong() {
    let graph = direct(&metadata());
    for (outside, homes) in EXCLUSIVE {
        for (name, uses) in &graph {
            assert!(!uses.contains(*outside) || homes.contains(&name.as_str()), "{name} uses {outside}");
        }
    }
}

#[test]
fn shared_dependencies_bring_no_default_features() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("manifest");
    let table = manifest.split("[workspace.dependencies]").nth(1).and_then(|rest| rest.split("\n[").next());
    for line in table.expect("the table of dependencies").lines().filter(|line| line.contains("version =")) {
        assert!(line.contains("default-features = false"), "{line}");
        assert!(line.contains(" # "), "no reason is given: {line}");
    }
}

const OURS: &[&str] =
    &["pannier_bundle", "pannier_crypto", "pannier_validate", "pannier_model", "pannier_convert", "pannier_tariff"];

/// What makes the vectors shares no code with what reads or writes files, so that no mistake can hide in both: of ours it
/// may name codes and stages, of its own crate only data and itself.
#[test]
fn the_forge_uses_none_of_our_readers_and_writers() {
    let mut files = Vec::new();
    rust_files(&root().join("conformance/src/forge"), &mut files);
    assert!(files.len() > 20, "the forge has moved");
    for (name, text) in &files {
        for used in paths(text, "pannier") {
            assert_eq!(used, "report", "{name} uses pannier::{used}");
        }
        for used in paths(text, "crate") {
            assert!(["forge", "input", "price", "suite", "vector"].contains(&used), "{name} uses crate::{used}");
        }
        for ours in OURS {
            assert!(!text.contains(ours), "{name} uses {ours}");
        }
    }
    // A price is figures as they stand in a vector, worked out by nobody.
    let price = fs::read_to_string(root().join("conformance/src/price.rs")).expect("a source");
    assert_eq!(paths(&price, "pannier").len() + paths(&price, "crate").len(), 0, "price.rs is data");
    // What the forge takes from these is data: recipes, vectors, names of folders. Reading an input stands beside them.
    for (file, allowed) in [("input.rs", ["Recipe", "Piece"].as_slice()), ("suite.rs", &["FOLDERS"])] {
        let module = file.trim_end_matches(".rs");
        for (name, text) in &files {
            for used in items(text, module) {
                assert!(allowed.contains(&used), "{name} uses crate::{module}::{used}");
            }
        }
    }
}

fn rust_files(folder: &Path, out: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, out);
        } else {
            out.push((path.display().to_string(), fs::read_to_string(&path).expect("a source")));
        }
    }
}

/// What follows `root::` in a source: one name, or the first names of a braced list.
fn paths<'a>(text: &'a str, root: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(&format!("{root}::")) {
        let whole = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if whole {
            found.extend(names(&text[at + root.len() + 2..]));
        }
    }
    found
}

/// The names of `module` that a source takes.
fn items<'a>(text: &'a str, module: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for start in [format!("crate::{module}::"), format!("    {module}::")] {
        found.extend(text.match_indices(&start).flat_map(|(at, _)| names(&text[at + start.len()..])));
    }
    found
}

/// The name a path goes on with, or the names that begin the elements of the list that stands there.
fn names(rest: &str) -> Vec<&str> {
    let word = |text: &str| text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let Some(list) = rest.strip_prefix('{') else { return vec![&rest[..word(rest)]] };
    let mut found = Vec::new();
    let (mut depth, mut fresh) = (0, true);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && c.is_alphabetic() => {
                found.push(&list[at..at + word(&list[at..])]);
                fresh = false;
            }
            _ => {}
        }
    }
    found
}

#[test]
fn names_are_found_in_lists() {
    assert_eq!(
        paths("use pannier::report::{Code, Stage};\nuse pannier::{report, bundle::{A, B}};", "pannier"),
        ["report", "report", "bundle"]
    );
    assert_eq!(paths("use my_crate::x; crate::forge::bank", "crate"), ["forge"]);
    assert_eq!(
        items("use crate::{\n    suite::FOLDERS,\n    input::{Piece, Recipe},\n};", "input"),
        ["Piece", "Recipe"]
    );
}
