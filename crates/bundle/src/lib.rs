//! The container, its head and its parts, read and written; must never know what a record means, who is trusted, or the filesystem.
//!
//! Bytes come in through a [`Source`] and go out through any `Write + Seek`; room for what does not fit into memory comes
//! from a [`Scratch`]. What is wrong with a file is a [`Fault`].

pub mod container;
pub mod disclosure;
pub mod fault;
pub mod head;
pub mod json;
pub mod key;
pub mod limits;
pub mod part;
pub mod row;
pub mod scratch;
pub mod source;

pub use container::{Archive, Kind};
pub use fault::Fault;
pub use head::{Head, HeadBuilder};
pub use scratch::{MemoryScratch, Scratch, ScratchFile};
pub use source::{Pinned, Source};
