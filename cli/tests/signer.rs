//! `--signer`: another program signs, and the bundle verifies like any other.

#![expect(clippy::print_stderr, reason = "a test says what it skips")]

mod common;

use std::{env, process::Command};

use common::check;

const DRAFT: &str = r#"{
    "iss": "https://saver.example", "name": "Saver", "purpose": "compare_accounts", "why": "To find a better account.",
    "level": "summary", "retention": "P7D", "contact": "privacy@saver.example",
    "items": [{"record_type": "account", "why": "What kind it is.", "required": true}]
}"#;

#[test]
fn openssl_signs() {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("skipped: no openssl");
        assert!(env::var_os("PANNIER_REQUIRE_TOOLS").is_none(), "openssl is required");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    check(at, &["demo", "story"], 0);
    check(at, &["keygen", "--pem", "-o", "bank.pem"], 0);
    check(at, &["keygen", "--pem", "-o", "other.pem"], 0);
    check(at, &["trust", "new", "trust.json"], 0);
    check(at, &["trust", "add", "trust.json", "--issuer", "https://saver.example", "--key", "bank.pem.pub"], 0);
    let issue = |signer: &str, code: i32| {
        let source = ["issue", "story/savings.ndjson", "--issuer", "https://saver.example", "--key", "bank.pem.pub"];
        let arguments = [source.as_slice(), &["--signer", signer, "-o", "sam.pannier.zip", "--force"]].concat();
        check(at, &arguments, code)
    };
    issue("openssl dgst -sha256 -sign bank.pem", 0);
    check(at, &["verify", "sam.pannier.zip", "--trust", "trust.json"], 0);
    std::fs::remove_file(at.join("sam.pannier.zip")).expect("a bundle");

    // A request likewise.
    check(at, &["trust", "add", "trust.json", "--recipient", "https://saver.example", "--key", "bank.pem.pub"], 0);
    let ask = |signer: &str, code: i32| {
        let arguments = ["request", "new", "--draft", "draft.json", "--key", "bank.pem.pub", "--signer", signer];
        check(at, &[arguments.as_slice(), &["-o", "ask.jwt", "--force"]].concat(), code)
    };
    std::fs::write(at.join("draft.json"), DRAFT).expect("a draft");
    ask("openssl dgst -sha256 -sign bank.pem", 0);
    check(at, &["request", "check", "ask.jwt", "--trust", "trust.json"], 0);
    std::fs::remove_file(at.join("ask.jwt")).expect("a request");
    let said = ask("openssl dgst -sha256 -sign other.pem", 2);
    assert!(said.contains("does not verify with its own key"), "{said}");
    assert!(!at.join("ask.jwt").exists(), "a request that nobody could verify");

    let refused = |signer: &str, says: &str| {
        let said = issue(signer, 2);
        assert!(said.contains(says), "{said}");
        assert!(!at.join("sam.pannier.zip").exists(), "{signer}");
    };
    refused("openssl dgst -sha256 -sign other.pem", "does not verify with its own key");
    refused("echo nonsense", "is no signature");
    refused("exit 3", "ended with");
}
