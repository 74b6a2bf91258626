//! What the converters make of every file is what they made of it before.
//!
//! A change that is meant is written down with `pannier-conformance corpus FOLDER --given NAME.toml --write NAME.txt`, so
//! that it stands beside the code that made it.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use pannier_conformance::{
    corpus::{self, Given},
    suite,
};

/// `corpus/NAME.toml` says what the files do not say, `corpus/NAME.txt` is what they came to.
fn check(folder: &Path, name: &str) {
    let at = suite().join("corpus");
    let given = Given::read(&at.join(name).with_extension("toml")).expect("the options can be read");
    let entries = corpus::run(folder, &given).expect("the files can be read");
    for entry in &entries {
        assert!(entry.reading.failure().is_none(), "{}: {:?}", entry.path, entry.reading.failure());
    }
    let before = fs::read_to_string(at.join(name).with_extension("txt")).expect("the baseline is there");
    let differences = corpus::differences(&before, &corpus::baseline(&entries));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn a_file_of_each_format() {
    check(&suite().join("corpus/own"), "own");
}

#[test]
fn files_of_the_command_and_its_demo() {
    check(&suite().join("../cli"), "command");
}

#[test]
#[expect(clippy::print_stdout, reason = "a test that did not run has to say so")]
fn shared_corpus() {
    let folder = env::var_os("PANNIER_CORPUS").map_or_else(|| suite().join("../../shared/corpus"), PathBuf::from);
    if folder.is_dir() {
        check(&folder, "shared");
    } else {
        println!("skipped: no corpus");
    }
}
