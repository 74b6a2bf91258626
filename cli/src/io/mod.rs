//! Files and standard streams.

pub(crate) mod output;
