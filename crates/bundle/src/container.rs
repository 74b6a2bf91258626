//! The ZIP file a bundle or a share is (`spec/02-container.md`).
//!
//! ZIP has room for contradictions: fifty parsers disagree on what a crafted file holds, and attacks on signed archives
//! live there. Here a file has one reading or none. [`Archive::open`] checks the strict profile on the raw bytes before
//! anything is inflated, and [`EntryReader`] and [`RowReader`] check what can only be seen while inflating. No ZIP library
//! reads a file that was received, and nothing is ever extracted to a path. Writing goes through the `zip` crate.

mod archive;
mod copy;
mod directory;
mod entry;
mod lines;
mod name;
mod out;
mod writer;

pub use archive::{Archive, Kind};
pub use copy::CopyError;
pub use directory::{Entry, Method};
pub use entry::{EntryReader, Section};
pub use lines::RowReader;
pub use name::{EntryName, MIMETYPE, is_id};
pub use writer::{DEFLATE_LEVEL, Prepared, SHARE_DEFLATE_LEVEL, Spool, WriteError, Writer};
