//! Files and standard streams.

mod archive;
pub(crate) mod folder;
pub(crate) mod input;
pub(crate) mod keys;
pub(crate) mod kind;
pub(crate) mod output;
pub(crate) mod scratch;
pub(crate) mod sealed;
pub(crate) mod seen;
pub(crate) mod signer;
pub(crate) mod source;
