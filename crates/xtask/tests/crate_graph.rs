//! The crate graph is the one `crates/README.md` draws: direct dependencies, read from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

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
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("manifest");
    let table = manifest.split("[workspace.dependencies]").nth(1).and_then(|rest| rest.split("\n[").next());
    for line in table.expect("the table of dependencies").lines().filter(|line| line.contains("version =")) {
        assert!(line.contains("default-features = false"), "{line}");
        assert!(line.contains(" # "), "no reason is given: {line}");
    }
}
