//! The files of the suite are what the forge makes, and the forge makes the same twice.

use pannier_conformance::{forge::write, suite};

#[test]
fn vectors_are_what_the_forge_makes() {
    let differences = write::differences(&suite()).expect("the suite can be read");
    assert!(differences.is_empty(), "run `cargo run -p pannier-conformance -- gen`; stale: {differences:?}");
}
