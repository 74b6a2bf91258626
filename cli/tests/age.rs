//! Shares sealed to a recipient, beside the program `age`: each opens what the other wrote.

#![expect(clippy::print_stderr, reason = "a test says what it skips")]

mod common;

use std::{
    env, fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use common::check;

fn age(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program).current_dir(folder).args(arguments).stdin(Stdio::null()).output();
    let output = output.expect("the program runs");
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

#[test]
fn each_opens_what_the_other_wrote() {
    let is_here = |program| Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !is_here("age") || !is_here("age-keygen") {
        eprintln!("skipped: no age");
        assert!(env::var_os("PANNIER_REQUIRE_TOOLS").is_none(), "age is required");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    for key in ["first.key", "second.key"] {
        age(at, "age-keygen", &["-o", key]);
    }
    let recipient = |key: &str| {
        let output = age(at, "age-keygen", &["-y", key]);
        String::from_utf8(output.stdout).expect("ASCII").trim().to_owned()
    };
    let (first, second) = (recipient("first.key"), recipient("second.key"));
    check(at, &["demo", "story"], 0);
    let list = ["--trust", "story/trust.json"];
    let share = ["share", "story/current.pannier.zip", "--series", "transaction", "--groups", "core", "--yes"];
    let to = ["--encrypt-to", first.as_str(), "--encrypt-to", second.as_str(), "-o", "ours.age"];
    check(at, &[&share[..], &list, &to].concat(), 0);

    // Ours, opened by the program with either key: a share like any other.
    for key in ["first.key", "second.key"] {
        age(at, "age", &["-d", "-i", key, "-o", "opened.pannier.zip", "ours.age"]);
        check(at, &[&["verify", "opened.pannier.zip"], &list[..]].concat(), 3);
    }
    // Theirs, opened by us.
    age(at, "age", &["-r", &first, "-r", &second, "-o", "theirs.age", "opened.pannier.zip"]);
    check(at, &[&["verify", "theirs.age", "--identity", "second.key"], &list[..]].concat(), 3);

    // A file that lacks its end is not believed, wherever it was cut.
    let sealed = fs::read(at.join("theirs.age")).expect("a file");
    for left in [30, 150, 400, sealed.len() / 2, sealed.len() - 1] {
        fs::write(at.join("cut.age"), &sealed[..left]).expect("a file");
        let said = check(at, &[&["verify", "cut.age", "--identity", "first.key"], &list[..]].concat(), 2);
        assert!(said.contains("cut off or changed"), "{left}: {said}");
    }
}

/// What a header says is held in memory before anything of it is authenticated, so it has to end soon.
#[test]
fn a_header_without_an_end_is_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let identity = age::x25519::Identity::generate();
    fs::write(at.join("own.key"), age::secrecy::ExposeSecret::expose_secret(&identity.to_string())).expect("a file");
    let stanza = "-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    let refused = |stanzas: usize, says: &str| {
        fs::write(at.join("long.age"), "age-encryption.org/v1\n".to_owned() + &stanza.repeat(stanzas)).expect("a file");
        let said = check(at, &["verify", "long.age", "--identity", "own.key", "--accept-self"], 2);
        assert!(said.contains(says), "{stanzas}: {said}");
    };
    refused(1, "its header does not end");
    refused(100_000, "its header does not end");
}
