//! Generated files are fresh, and the standard's text keeps its own rules.

use xtask::{generated, root, site, spec};

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

#[test]
fn links_in_every_text_lead_somewhere() {
    let pages = site::pages(&root()).expect("every text can be read");
    assert!(pages.contains_key("spec/SUMMARY.md") && pages.contains_key("conformance/README.md"));
    let broken = site::broken_links(&root(), &pages);
    assert!(broken.is_empty(), "{broken:#?}");
    // The site is made of `spec/` alone, and a folder is no page of it.
    let spec = root().join("spec");
    let pages = site::pages(&spec).expect("every chapter can be read");
    let broken = site::broken_links(&spec, &pages);
    assert!(broken.is_empty(), "on the site: {broken:#?}");
    let folders = site::links_to_folders(&pages);
    assert!(folders.is_empty(), "links to folders: {folders:?}");
}
