//! Files and standard streams.

mod archive;
pub(crate) mod exclusive;
pub(crate) mod folder;
pub(crate) mod input;
mod interrupt;
pub(crate) mod keys;
pub(crate) mod kind;
pub(crate) mod output;
mod part;
pub(crate) mod scratch;
pub(crate) mod sealed;
pub(crate) mod seen;
pub(crate) mod signer;
pub(crate) mod source;
