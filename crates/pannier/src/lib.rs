//! Signed consumption data, for apps and institutions: bundles issued, verified, read, shared and priced.
//!
//! Time, randomness and room for what does not fit into memory are arguments: this crate never knows the wall clock, the
//! environment, a file or a standard stream.
//!
//! # Verify a file and read it
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now = 1_767_400_000;
//! use pannier::{MemoryScratch, Policy, Trust, record::Transaction, verify};
//!
//! let trust = Trust::from_list(&std::fs::read("trust.json")?)?;
//! let file = std::fs::read("jane.pannier.zip")?;
//! let bundle = verify(file, &trust, &Policy::default(), now, &MemoryScratch)?.accept()?;
//! for row in bundle.records::<Transaction>() {
//!     let row = row?;
//!     let is_withheld = row.cell("running_balance").is_withheld();
//!     println!("{} {} balance withheld: {is_withheld}", row.date, row.amount);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A file that is wrong is no error of [`fn@verify`] but its answer, and there is no way to the records but through
//! [`Verification::accept`], which gives them where every stage passed and the issuer is listed. What was withheld, and for
//! what the file is proven complete, is in [`Verified::verdict`]. A file too large for memory is a [`Source`] of its own;
//! nothing here reads more of it at once than it needs.
//!
//! # What else there is
//!
//! | to | use |
//! |---|---|
//! | read a large file once, while it is verified | [`verify_streaming`] |
//! | find all that is wrong with a file, whoever signed it | [`check_content`] |
//! | read several files of one customer as one | [`fn@merge`] |
//! | issue a bundle from records or from downloads | [`Issue`] |
//! | share a part of a bundle | [`mod@share`] |
//! | ask for a share, answer, agree, and keep a log of it | [`mod@document`] |
//! | price tariffs on records | [`mod@quote`] |
//! | offer a price on a share, and check an offer | [`mod@offer`] |
//! | show a person what records add up to | [`mod@insight`] |
//! | read and write the formats of others | [`convert`] |
//! | look a record type up, and its values | [`record`], [`value`] |
//!
//! # Two kinds of trouble
//!
//! Data that departs from the standard is a [`Finding`](report::Finding), with the requirement, the place and what to do next;
//! an operation that failed is an [`Error`]. Where a single document is read, a [`Fault`] is one or the other.

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
pub use pannier_bundle::{Fault, MemoryScratch, Scratch, ScratchFile, Source};
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
pub use verify::{NotAccepted, Verification, check_content, check_content_streaming, verify, verify_streaming};
