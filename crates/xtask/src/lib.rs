//! Generators and tidiness checks: what `cargo xtask` runs and what the tests of this crate hold.
//!
//! It must never know anything at run time of the toolkit: it reads and writes files of the source tree only.

pub mod codes;
pub mod freeze;
pub mod generated;
pub mod requirement;
pub mod site;
pub mod spec;
pub mod tables;

use std::path::PathBuf;

/// The root of the source tree.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("the crate lies two folders below the root").to_path_buf()
}
