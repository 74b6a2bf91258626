//! Operations that failed. What is wrong with the data itself is a finding, never an error.

use std::io;

use crate::{Format, syntax::window::Stop};

/// Why a conversion could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The source could not be read.
    #[error("cannot read the source: {0}")]
    Read(#[from] io::Error),
    /// Whoever receives the records could not take one.
    #[error("cannot hand on a record: {0}")]
    Sink(#[source] io::Error),
    /// The target could not be written.
    #[error("cannot write the target: {0}")]
    Write(#[source] io::Error),
    /// A record has no place in the target format.
    #[error("{format} cannot hold a record of type {record_type}")]
    NotCarried {
        /// The target.
        format: Format,
        /// The record type.
        record_type: &'static str,
    },
    /// The records as a whole do not fit the target format.
    #[error("{target} cannot hold these records: {reason}")]
    Refused {
        /// The target.
        target: &'static str,
        /// Why, for people; never a value.
        reason: &'static str,
    },
}

impl Error {
    pub(crate) const fn refused(target: &'static str, reason: &'static str) -> Self {
        Self::Refused { target, reason }
    }
}

/// A second reading of a source finds nothing that the first did not: otherwise it was changed between the two.
impl From<Stop> for Error {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Error(error) => error,
            Stop::Finding(_) => Self::Read(io::Error::other("the source was changed while it was read")),
        }
    }
}
