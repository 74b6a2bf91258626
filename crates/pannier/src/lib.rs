//! The pipelines: what an app author uses.

pub use pannier_crypto as crypto;
pub use pannier_report as report;
