//! What the converters make of every file is what they made of it before.
//!
//! A change that is meant is written down with `pannier-conformance corpus FOLDER --given FILE --write FILE`, so that it
//! stands beside the code that made it.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use pannier_conformance::{
    corpus::{self, Given},
    suite,
};

fn check(folder: &Path, given: &str, baseline: &str) {
    let at = suite().join("corpus");
    let given = Given::read(&at.join(given)).expect("the options can be read");
    let entries = corpus::run(folder, &given).expect("the files can be read");
    for entry in &entries {
        assert!(entry.reading.failure().is_none(), "{}: {:?}", entry.path, entry.reading.failure());
    }
    let before = fs::read_to_string(at.join(baseline)).expect("the baseline is there");
    let differences = corpus::differences(&before, &corpus::baseline(&entries));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn own_fixtures() {
    check(&suite().join("../cli"), "own.toml", "own.txt");
}

#[test]
#[expect(clippy::print_stdout, reason = "a test that did not run has to say so")]
fn shared_corpus() {
    let folder = env::var_os("PANNIER_CORPUS").map_or_else(|| suite().join("../../shared/corpus"), PathBuf::from);
    if folder.is_dir() {
        check(&folder, "given.toml", "shared.txt");
    } else {
        println!("skipped: no corpus");
    }
}
