//! Generated files are fresh, and the standard's text keeps its own rules.

use xtask::{generated, root, spec};

#[test]
fn generated_files_are_fresh() {
    let stale = generated::stale(&root()).expect("spec and schemas are well formed");
    assert!(stale.is_empty(), "run `cargo xtask gen`: {stale:?}");
}

#[test]
fn requirements_are_well_formed() {
    let chapters = spec::chapters(&root()).expect("chapters");
    let requirements = spec::requirements(&chapters).expect("requirements");
    assert!(!requirements.is_empty());
}
