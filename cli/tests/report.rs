//! What `verify`, `share` and `request check` print with `--format json` is what the schemas in `schemas/v0/` say, whatever the answer.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use pannier::{report::Location, validate::shape};

fn pannier(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pannier"));
    command.current_dir(folder).args(line.split_whitespace());
    if !line.contains("--now") {
        command.args(["--now", "2025-06-02T09:00:00Z"]);
    }
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

#[test]
fn every_answer_about_a_request_fits_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let demo = pannier(folder.path(), "demo story");
    assert_eq!(demo.status.code(), Some(0), "{}", String::from_utf8_lossy(&demo.stderr));
    let asked = |line: &str, schema: &str, outcome: &str, code: i32, pointers: &[&str]| {
        for format in ["json", "jsonl"] {
            let output = pannier(folder.path(), &format!("{line} --format {format}"));
            assert_eq!(output.status.code(), Some(code), "{line}: {}", String::from_utf8_lossy(&output.stderr));
            let findings = shape::check_document(schema, &output.stdout, &Location::whole());
            assert_eq!(findings, [], "{line}");
            let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(answer["outcome"], outcome, "{line}");
            for pointer in pointers {
                assert!(answer.pointer(pointer).is_some(), "{line}: {pointer}: {answer:#}");
            }
        }
    };
    let new = |items: &[&str], output: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pannier"));
        command.current_dir(folder.path()).args(["request", "new", "--recipient", "https://app.example"]);
        command.args(["--name", "Example App", "--purpose", "compare_accounts", "--why", "To find a better account."]);
        command.args(["--level", "records", "--retention", "P7D", "--contact", "privacy@app.example"]);
        command.args(["--key", "story/app.key", "--now", "2025-06-02T08:00:00Z", "-o", output]);
        for item in items {
            command.args(["--item", item]);
        }
        let made = command.output().expect("the command runs");
        assert_eq!(made.status.code(), Some(0), "{output}: {}", String::from_utf8_lossy(&made.stderr));
    };
    new(&["account=What it is"], "met.jwt");
    new(&["account+identifiers=What it is", "contract=What it costs", "transaction@P1M=What you pay"], "unmet.jwt");
    let text = fs::read_to_string(folder.path().join("met.jwt")).unwrap();
    fs::write(folder.path().join("broken.jwt"), text.replacen('.', ".e", 1)).unwrap();

    let check = |line: &str, outcome: &str, code: i32, pointers: &[&str]| {
        asked(&format!("request check {line}"), "request-check", outcome, code, pointers);
    };
    check("met.jwt", "unverified", 1, &["/request/items/0", "/findings/0", "/kid"]);
    check("met.jwt --trust story/trust.json", "verified", 0, &["/known_as"]);
    check("met.jwt --key story/app.key.pub", "verified", 0, &["/kid"]);
    check("met.jwt story/current.pannier.zip --trust story/trust.json", "verified", 0, &["/fit/items/0/series/0"]);
    check(
        "unmet.jwt story/current.pannier.zip --trust story/trust.json --show-values",
        "verified",
        3,
        &["/fit/items/1/missing/0", "/fit/items/2/from", "/fit/items/0/groups/0"],
    );
    check("met.jwt --key story/bank.key.pub", "unknown-sender", 1, &["/findings/0"]);
    check("broken.jwt --trust story/trust.json", "rejected", 1, &["/findings/0"]);
    check("met.jwt --trust story/trust.json --now 2026-06-02T08:00:00Z", "rejected", 1, &["/findings/0"]);

    // What the recipient is told of the answer.
    for (request, code) in [("met", 0), ("unmet", 3)] {
        let line = format!(
            "share story/current.pannier.zip --request {request}.jwt --incomplete --allow identifiers --trust story/trust.json \
             --key story/own.key --yes -o {request}.pannier.zip"
        );
        let made = pannier(folder.path(), &line);
        assert_eq!(made.status.code(), Some(0), "{line}: {}", String::from_utf8_lossy(&made.stderr));
        let line = format!("verify {request}.pannier.zip --request {request}.jwt --trust story/trust.json");
        asked(&line, "report", "verified", code, &["/request/met", "/request/items/0/series"]);
    }
}

#[test]
fn every_plan_of_a_share_fits_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let demo = pannier(folder.path(), "demo story");
    assert_eq!(demo.status.code(), Some(0), "{}", String::from_utf8_lossy(&demo.stderr));
    let share = |line: &str, format: &str| -> serde_json::Value {
        let line = format!("share story/{line} --trust story/trust.json --format {format}");
        let output = pannier(folder.path(), &line);
        assert_eq!(output.status.code(), Some(0), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        let findings = shape::check_document("share-plan", &output.stdout, &Location::whole());
        assert_eq!(findings, [], "{line}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    // Of each member that is not always there, the line that brings it.
    let check = |line: &str, pointers: &[&str]| {
        for format in ["json", "jsonl"] {
            let plan = share(line, format);
            for pointer in pointers {
                assert!(plan.pointer(pointer).is_some(), "{line}: {pointer}: {plan:#}");
            }
        }
    };
    check("current.pannier.zip --series * --dry-run", &["/goes/0/without_claims"]);
    check(
        "current.pannier.zip --series transaction --from 2025-01-10 --to 2025-03-20 --dry-run",
        &["/boundary/from", "/goes/0/without", "/coverage/0/groups", "/stays/0/n"],
    );
    check(
        "current.pannier.zip --series transaction --from 2025-01-10 --to 2025-03-20 --neighbours --dry-run",
        &["/goes/0/neighbours", "/goes/0/masked/text"],
    );
    check(
        "current.pannier.zip --series transaction --claims totals,identifier --allow identifiers --decoys --dry-run",
        &["/goes/0/claims/1"],
    );
    check(
        "current.pannier.zip --series transaction --aud https://app.example --key story/own.key --purpose loan \
         --expires 2025-07-01 --yes -o bound.pannier.zip --force",
        &["/audience", "/nonce", "/purpose", "/exp"],
    );
    check("share.pannier.zip --series transaction --groups core --dry-run", &["/goes/0/without/1"]);

    // A row in the middle stays, and the running balance with it unless it is named.
    let rows = pannier(folder.path(), "convert story/current.pannier.zip --trust story/trust.json --to ndjson");
    let rows = String::from_utf8(rows.stdout).unwrap();
    let ids: Vec<&str> = rows
        .lines()
        .filter(|line| line.starts_with(r#"{"type":"transaction""#))
        .filter_map(|line| line.split(r#""id":""#).nth(1)?.split('"').next())
        .collect();
    let gap = format!("current.pannier.zip --series transaction --without {} --dry-run", ids[20]);
    check(&gap, &["/goes"]);
    let plan = share(&gap, "json");
    let has = |plan: &serde_json::Value, member: &str| {
        plan["goes"].as_array().unwrap().iter().any(|part| part.get(member).is_some())
    };
    assert!(has(&plan, "left_out") && !has(&plan, "telling"), "{plan:#}");
    let plan = share(&format!("{gap} --groups balance,text"), "json");
    assert!(has(&plan, "telling") && !has(&plan, "left_out"), "{plan:#}");
}
