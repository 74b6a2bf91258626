//! Vectors, the forge that makes them, and the runner that puts them to an implementation.
//!
//! This crate exists to prove the standard for any language. It must never know how the crates it tests do their work:
//! it talks to an implementation through [`Subject`], and [`forge`] makes its files without them.

pub mod claim;
pub mod corpus;
pub mod differential;
pub mod entrypoint;
pub mod expected_failures;
pub mod forge;
pub mod form;
pub mod fuzz;
pub mod imported;
pub mod input;
pub mod native;
pub mod price;
pub mod results;
pub mod run;
pub mod suite;
pub mod vector;

pub use claim::{Claim, Level, Ops};
pub use expected_failures::ExpectedFailures;
pub use run::{Difference, Subject, judge};
pub use suite::{cases, suite};
pub use vector::{Answer, Case, Covered, Found, Index, Op, Options, Outcome, Vector};
