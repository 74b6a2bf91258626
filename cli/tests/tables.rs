//! `convert` to every kind of table, from a bank's file and from a share, read back by programs of others.

#![expect(clippy::print_stderr, reason = "a test says what it skips")]

mod common;

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use common::{check, pannier};

const TARGETS: [&str; 5] = ["ndjson", "csv", "sqlite", "parquet", "xlsx"];

#[test]
fn every_target_says_the_same() {
    let python = env::var_os("PANNIER_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let modules = Command::new(&python).args(["-c", "import openpyxl, pyarrow"]).stderr(Stdio::null()).status();
    if !modules.is_ok_and(|status| status.success()) {
        eprintln!("skipped: no python with openpyxl, pyarrow");
        assert!(env::var_os("PANNIER_REQUIRE_TOOLS").is_none(), "python with openpyxl and pyarrow is required");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    check(at, &["demo", "story"], 0);
    let sums = |source: &[&str], expected: &str| {
        let name = source[0].replace(['/', '.'], "-");
        fs::create_dir(at.join(&name)).expect("a folder");
        for target in TARGETS {
            let output = format!("{name}/{target}");
            check(at, &[&["convert"], source, &["--to", target, "-o", &output]].concat(), 0);
        }
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/sums.py");
        let output = Command::new(&python).arg(script).current_dir(at.join(&name)).output().expect("python runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{name}");
    };
    let told = |figures: &str, groups: &str| {
        let (rows, rest) = figures.split_once(' ').expect("rows and a sum");
        let (sum, _) = rest.split_once(' ').expect("a sum and days");
        format!(
            "ndjson {rows} {rest}\ncsv {rows} {rest}{groups}\nsqlite {rows} {rest}{groups}\nsqlite {sum}\n\
             parquet {rows} {rest}{groups}\nxlsx {rows} {rest}{groups}\n"
        )
    };
    sums(&["story/current-midata.csv"], &told("103 5926.97 2024-05-01 2025-04-28", ""));
    sums(
        &["story/share.pannier.zip", "--trust", "story/trust.json"],
        &told("111 6502.16 2024-05-01 2025-05-28", " identifiers text"),
    );
}

#[test]
fn nothing_is_left_of_a_target_that_was_not_finished() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let wrong = "{\"series\":\"a/transaction\",\"from\":\"2026-03-01\",\"to\":\"2026-04-01\"}\n{}\n";
    fs::write(at.join("wrong.ndjson"), wrong).expect("a file");
    for target in TARGETS {
        check(at, &["convert", "wrong.ndjson", "--to", target, "-o", target], 1);
        let left: Vec<_> = fs::read_dir(at.join(target)).into_iter().flatten().collect();
        assert!(left.is_empty() && !at.join(target).is_file(), "{target}");
    }
    let left: Vec<_> = fs::read_dir(at).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains(".part")), "{left:?}");
}

#[test]
fn databases_and_workbooks_go_through_pipes() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let lines = "{\"series\":\"a/transaction\",\"from\":\"2026-03-01\",\"to\":\"2026-04-01\"}\n";
    fs::write(at.join("march.ndjson"), lines).expect("a file");
    let output = |target: &str| pannier(at, &["convert", "march.ndjson", "--to", target]).stdout;
    assert!(output("sqlite").starts_with(b"SQLite format 3\0"));
    assert!(output("xlsx").starts_with(b"PK\x03\x04"));
}
