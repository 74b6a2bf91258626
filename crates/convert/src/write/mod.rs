//! Records to the formats of other programs, one module for each: statements and journals, and tables. Where we read a format
//! too, its writer says what comes back the same.
//!
//! A target that cannot hold something says so: types, members and texts without a place are counted while writing and
//! named as losses at the end, one for each kind and not one for each row.

pub mod beancount;
mod books;
pub mod camt;
pub mod csv_table;
mod datapackage;
mod gathered;
pub mod hledger;
mod journal;
mod losses;
pub mod midata;
pub mod ofx;
pub mod parquet;
pub mod qif;
mod references;
pub mod sqlite;
mod table;
mod words;
pub mod xlsx;

use crate::{Error, Loss, Series};
pub(crate) use books::{Book, Books, Carried, Figures, Opening, Period};
pub use gathered::Gathered;
pub(crate) use losses::{Losses, Withheld};
use pannier_model::record::AnyRecord;

/// Writes records in one target format.
///
/// A series comes before its records; series come in any order, and the same one again for another period. Records of
/// an event series ascend by date. Nothing but what [`RecordWriter::finish`] has written is a whole file.
pub trait RecordWriter {
    /// Begins a series, of which there may be no records.
    fn series(&mut self, series: &Series) -> Result<(), Error>;

    /// Takes a record of a series that was begun. `withheld` names the groups of its members that somebody kept back; a
    /// target that cannot tell them from members which are absent says so among the losses.
    fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), Error>;

    /// Writes whatever is still held, flushes, and says what the target could not carry.
    fn finish(self: Box<Self>) -> Result<Vec<Loss>, Error>;
}
