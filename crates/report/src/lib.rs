//! What can be wrong and where: codes, findings, locations, severities, reports.
//!
//! This crate must never know how anything is checked, a terminal, a file, or a value that belongs to a person.
//! A departure of *data* from a requirement is a [`Finding`]; an operation that failed is an error of the crate
//! that performs it and has no code.

mod code;
#[rustfmt::skip]
mod codes;
mod finding;
mod location;
mod report;

pub use code::{Level, Role, Severity, Stage, UnknownCode, UnknownStage};
pub use codes::Code;
pub use finding::Finding;
pub use location::Location;
pub use report::{KEPT_FINDINGS, NotChecked, Report};
