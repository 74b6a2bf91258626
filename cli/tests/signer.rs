//! `--signer`: another program signs, and the bundle verifies like any other.

#![expect(clippy::print_stderr, reason = "a test says what it skips")]

use std::{
    env,
    path::Path,
    process::{Command, Output},
};

fn pannier(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pannier"));
    command.current_dir(folder).args(arguments).args(["--now", "2025-06-02T09:00:00Z"]);
    command.output().expect("the command runs")
}

/// Runs and checks the exit code; gives what was said on standard error.
fn check(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = pannier(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    said
}

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

    let refused = |signer: &str, says: &str| {
        let said = issue(signer, 2);
        assert!(said.contains(says), "{said}");
        assert!(!at.join("sam.pannier.zip").exists(), "{signer}");
    };
    refused("openssl dgst -sha256 -sign other.pem", "does not verify with its own key");
    refused("echo nonsense", "is no signature");
    refused("exit 3", "ended with");
}
