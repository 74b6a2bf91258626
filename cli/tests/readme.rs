//! The README is a test: what its console blocks show is what a reader who types them sees.

use std::{fs, path::Path};

fn readme() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("cli lies in the tree");
    fs::read_to_string(root.join("README.md")).expect("the README")
}

#[test]
fn formats_exist() {
    let readme = readme();
    let (_, read) = readme.split_once("Read today:").expect("the README says which formats are read");
    let (read, _) = read.split_once("Written:").expect("and which are written");
    let named: Vec<&str> = read.split('`').skip(1).step_by(2).filter(|name| !name.contains(' ')).collect();
    assert!(named.len() > 3, "{named:?}");
    for name in named {
        assert!(name.parse::<pannier::convert::Format>().is_ok(), "{name}");
    }
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
