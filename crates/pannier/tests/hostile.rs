//! An issued bundle against a generator of hostile mutations that shares no code with this project (`PANNIER_HOSTILE`
//! says where its `make_hostile.py` is): every case ends with its verdict and a code, and no case is accepted that should
//! not be.

#![expect(clippy::print_stderr, reason = "a test says what it skips")]

use std::{env, fs, path::Path, path::PathBuf, process::Command};

use pannier::{
    Issue, MemoryScratch, Outcome, Policy, Trust,
    crypto::{PrivateKey, SeededRandom, Signer as _},
    issue::{Author, Settings},
    record::{Account, Transaction},
    report::Stage,
    verify,
};
use serde_json::Value;

const ISSUER: &str = "https://bank.example";
/// 2026-06-01.
const NOW: i64 = 1_780_272_000;

fn bundle(key: &PrivateKey) -> Vec<u8> {
    let mut random = SeededRandom::new([5; 32]);
    let settings = Settings::new(Author::Issuer(ISSUER.to_owned()));
    let mut issue = Issue::new(settings, key, NOW, &mut random, &MemoryScratch).expect("settings");
    let account =
        r#"{"id":"a","as_of":"2026-05-01","kind":"current","currency":"GBP","status":"open","ownership":"sole"}"#;
    issue.record(serde_json::from_str::<Account>(account).expect("a record").into()).expect("memory");
    for number in 0..40 {
        let text = format!(
            r#"{{"id":"t{number}","account":"a","date":"2026-04-{:02}","date_basis":"booked","status":"booked","amount":"-{number}.50","currency":"GBP","kind":"card","description":"SHOP {number}"}}"#,
            1 + number / 2
        );
        issue.record(serde_json::from_str::<Transaction>(&text).expect("a record").into()).expect("memory");
    }
    let mut file = Vec::new();
    issue.finish().expect("a bundle").write_to(&mut file).expect("memory");
    file
}

/// The generator's cases over `file`; none where there is no generator to run.
fn generate(mode: &str, file: &[u8]) -> Option<(PathBuf, Vec<Value>)> {
    let folder = env::var_os("PANNIER_HOSTILE")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/hostile"), PathBuf::from);
    let script = folder.join("make_hostile.py");
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: no python3");
        assert!(env::var_os("PANNIER_REQUIRE_TOOLS").is_none(), "python3 is required");
        return None;
    }
    if !script.exists() {
        eprintln!("skipped: no hostile generator");
        return None;
    }
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("issued-{mode}"));
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).expect("a folder");
    let input = out.join("right.zip");
    fs::write(&input, file).expect("a file");
    let ran = Command::new("python3").arg(script).arg(mode).args([&input, &out]).output().expect("python3");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let index: Value = serde_json::from_slice(&fs::read(out.join("index.json")).expect("an index")).expect("an index");
    Some((out, index["cases"].as_array().expect("cases").clone()))
}

/// Outcome and stage of every case, after checking that what is refused is refused with a code of its stage.
fn verdicts(mode: &str) -> Vec<(String, Outcome, Stage)> {
    let key = PrivateKey::ed25519(&[4; 32]);
    let file = bundle(&key);
    let trust = Trust::only(ISSUER, key.public_key());
    let Some((folder, cases)) = generate(mode, &file) else { return Vec::new() };
    let judge = |case: &Value| {
        let name = case["file"].as_str().expect("a file name");
        let file = fs::read(folder.join(name)).expect("a case");
        let verification = verify(file, &trust, &Policy::default(), NOW, &MemoryScratch).expect("memory");
        let verdict = verification.into_verdict();
        if verdict.outcome != Outcome::Verified {
            assert!(!verdict.findings.is_empty(), "{name}");
            assert!(verdict.findings.iter().all(|finding| finding.code.stage() == verdict.stage), "{name}");
        }
        (case["id"].as_str().expect("an id").to_owned(), verdict.outcome, verdict.stage)
    };
    cases.iter().map(judge).collect()
}

#[test]
fn mutations_of_the_container() {
    let found = verdicts("mutate");
    for (id, outcome, stage) in &found {
        // The generator's profile allows more flags and does not know what a part is.
        let (want, at) = match id.as_str() {
            "AC01" | "AC06" | "AC08" => (Outcome::Verified, Stage::Rules),
            "AC02" | "AC03" | "AC04" | "AC05" => (Outcome::Rejected, Stage::Record),
            _ => (Outcome::Rejected, Stage::Container),
        };
        assert_eq!((*outcome, *stage), (want, at), "{id}");
    }
    assert!(found.is_empty() || found.len() > 200, "only {} cases", found.len());
}

#[test]
fn changes_that_only_a_signature_or_a_proof_can_refuse() {
    let found = verdicts("integrity");
    assert!(found.iter().all(|(_, outcome, _)| *outcome == Outcome::Rejected), "{found:?}");
    assert!(found.is_empty() || found.len() > 40, "only {} cases", found.len());
}
