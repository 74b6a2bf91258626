//! The pipelines: issue, verify, read, merge. What an app author and an institution use; it must never know stdio, the
//! environment or the wall clock (time, randomness and scratch space are arguments).

mod error;
mod policy;
mod trust;
mod verdict;

pub use pannier_bundle as bundle;
pub use pannier_bundle::{MemoryScratch, Scratch, ScratchFile, Source};
pub use pannier_convert as convert;
pub use pannier_crypto as crypto;
pub use pannier_model::{record, value};
pub use pannier_report as report;
pub use pannier_validate as validate;

pub use error::Error;
pub use policy::Policy;
pub use trust::{Issuer, Standing, Trust};
pub use verdict::{BindingState, Coverage, FileKind, Outcome, PartShown, Signer, Verdict, Withheld};
