//! The pipelines: issue, verify, read, merge, share. What an app author and an institution use; it must never know stdio, the
//! environment or the wall clock (time, randomness and scratch space are arguments).
//!
//! # Verify a file and read it
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now = 1_767_400_000;
//! use pannier::{MemoryScratch, Policy, Trust, record::Transaction, verify};
//!
//! let trust = Trust::from_list(&std::fs::read("trust.json")?)?;
//! let bundle = verify(std::fs::read("jane.pannier.zip")?, &trust, &Policy::default(), now, &MemoryScratch)?.accept()?;
//! for row in bundle.records::<Transaction>() {
//!     let row = row?;
//!     println!("{} {} balance withheld: {}", row.date, row.amount, row.cell("running_balance").is_withheld());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Verification::accept`] gives the records only where every stage passed and the issuer is listed; what was
//! withheld, and for what the file is proven complete, is in [`Verified::verdict`]. A file too large for memory is a
//! [`Source`] of its own; nothing here reads more of it at once than it needs.
//!
//! # Issue a bundle
//!
//! See [`Issue`].
//!
//! # Share a part of a bundle
//!
//! See [`mod@share`].
//!
//! # Requests, and the documents that follow them
//!
//! See [`mod@document`].
//!
//! # Price tariffs on records
//!
//! See [`mod@quote`].
//!
//! # Offer a price on a share, and check an offer
//!
//! See [`mod@offer`].

pub mod document;
mod error;
pub mod insight;
pub mod issue;
mod merge;
pub mod offer;
mod policy;
pub mod quote;
mod reader;
mod row;
pub mod share;
mod things;
mod trust;
mod verdict;
mod verify;
mod written;

pub use pannier_bundle as bundle;
pub use pannier_bundle::{MemoryScratch, Scratch, ScratchFile, Source};
pub use pannier_convert as convert;
pub use pannier_crypto as crypto;
pub use pannier_model::{record, value};
pub use pannier_report as report;
pub use pannier_tariff as tariff;
pub use pannier_validate as validate;

pub use error::Error;
pub use issue::{Issue, Issued};
pub use merge::{Merged, MergedRecords, merge};
pub use policy::Policy;
pub use reader::{Records, Verified};
pub use row::{Cell, PartInfo, Row, Unproven};
pub use trust::{Issuer, Standing, Trust};
pub use verdict::{BindingState, Coverage, FileKind, Outcome, PartShown, Verdict, Withheld};
pub use verify::{Verification, check_content, check_content_streaming, verify, verify_streaming};
