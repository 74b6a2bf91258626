//! The README is a test: what its console blocks show is what a reader who types them sees.

use std::{collections::BTreeSet, fs, path::Path};

use pannier::convert::Format;

fn readme() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("cli lies in the tree");
    fs::read_to_string(root.join("README.md")).expect("the README")
}

#[test]
fn the_formats_that_are_read_are_all_named() {
    let readme = readme();
    let (_, read) = readme.split_once("What is read;").expect("the README says which formats are read");
    let (read, _) = read.split_once("What is written:").expect("and which are written");
    let named: BTreeSet<&str> = read.split('`').skip(1).step_by(2).collect();
    let all: BTreeSet<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
    assert_eq!(named, all);
}

#[test]
fn console_blocks() {
    let space = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    // The folders beside the case make its commands run in one place that starts empty.
    for folder in ["README.in", "README.out"] {
        fs::create_dir_all(space.join(folder)).expect("scratch space");
        fs::write(space.join(folder).join(".keep"), "").expect("scratch space");
    }
    fs::write(space.join("README.md"), readme()).expect("scratch space");
    trycmd::TestCases::new().env("NO_COLOR", "1").case(space.join("README.md")).run();
}
