//! What `verify --format json` prints is what `schemas/v0/report.schema.json` says, whatever the answer.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use pannier::{report::Location, validate::shape};

fn pannier(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pannier"));
    command.current_dir(folder).args(line.split_whitespace()).args(["--now", "2025-06-02T09:00:00Z"]);
    command.output().expect("the command runs")
}

#[test]
fn every_answer_fits_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let demo = pannier(folder.path(), "demo story");
    assert_eq!(demo.status.code(), Some(0), "{}", String::from_utf8_lossy(&demo.stderr));
    fs::write(folder.path().join("nonsense"), "PK\x03\x04 and nothing more").unwrap();
    let check = |line: &str, outcome: &str, code: i32| {
        let output = pannier(folder.path(), &format!("verify {line} --format json"));
        assert_eq!(output.status.code(), Some(code), "{line}");
        let findings = shape::check_document("report", &output.stdout, &Location::whole());
        assert_eq!(findings, [], "{line}");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["outcome"], outcome, "{line}");
    };
    check("story/current.pannier.zip --trust story/trust.json", "verified", 0);
    check("story/current.pannier.zip --trust story/trust.json --until head", "checked", 0);
    check("story/current.pannier.zip --accept-self", "unknown-issuer", 1);
    check("story/own.pannier.zip --accept-self", "self", 0);
    check("story/own.pannier.zip --trust story/trust.json", "rejected", 1);
    check("story/forged.pannier.zip --trust story/trust.json", "rejected", 1);
    check("story/forged.pannier.zip --trust story/trust.json --show-values", "rejected", 1);
    check("nonsense --trust story/trust.json", "rejected", 1);
}
