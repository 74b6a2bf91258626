//! Vectors, the forge that makes them, and the runner that puts them to an implementation.
//!
//! This crate exists to prove the standard for any language. It must never know how the crates it tests do their work:
//! it talks to an implementation through [`Subject`], and [`forge`] makes its files without them.

pub mod corpus;
pub mod entrypoint;
pub mod forge;
pub mod fuzz;
pub mod input;
pub mod native;
pub mod run;
pub mod vector;

pub use run::{Difference, Level, Subject, judge};
pub use vector::{Answer, Case, Covered, Found, Index, Options, Outcome, Vector, cases, suite};
