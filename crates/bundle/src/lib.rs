//! The container, its head and its parts, read and written; must never know what a record means, who is trusted, or the filesystem.
//!
//! Bytes come in through a [`Source`] and go out through any `Write + Seek`; room for what does not fit into memory comes
//! from a [`Scratch`]. What is wrong with a file is a [`Fault`].

pub mod binding;
pub mod container;
pub mod disclosure;
pub mod document;
pub mod fault;
pub mod head;
pub mod json;
pub mod key;
pub mod limits;
pub mod part;
pub mod row;
pub mod scratch;
pub mod share;
pub mod source;
pub mod trust;
pub mod unpack;

pub use container::{Archive, Kind};
pub use document::{Document, Received};
pub use fault::Fault;
pub use head::{AttachmentDescriptor, Claims, GroupDescriptor, Head, HeadBuilder, PartDescriptor};
pub use scratch::{MemoryScratch, Pooled, Scratch, ScratchFile};
pub use share::Share;
pub use source::{Pinned, Source, SourceReader};
pub use trust::TrustList;
