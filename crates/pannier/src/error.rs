//! Operations that failed, as opposed to data that is wrong.

use std::io;

use pannier_report::Report;

/// Why an operation could not be carried out. Data that departs from a requirement is a finding in a [`Report`], and
/// an error only where nothing can be handed out without it ([`Error::Refused`]).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Reading, writing or scratch space failed.
    #[error("reading or writing failed: {0}")]
    Io(#[from] io::Error),
    /// The key did not sign.
    #[error("the key did not sign: {0}")]
    Sign(#[from] pannier_crypto::key::SignError),
    /// No randomness could be had.
    #[error("the system gave no randomness")]
    Random(#[from] pannier_crypto::random::RandomError),
    /// A part was not written.
    #[error("a part was not written: {0}")]
    Part(#[from] pannier_bundle::part::PartError),
    /// The file was not written.
    #[error("the file was not written: {0}")]
    Write(#[from] pannier_bundle::container::WriteError),
    /// The head was not made.
    #[error("the head was not made: {0}")]
    Compose(#[from] pannier_bundle::head::ComposeError),
    /// A source could not be converted.
    #[error("a source could not be read: {0}")]
    Convert(#[from] pannier_convert::Error),
    /// A part was not reduced to what a share shows.
    #[error("a part was not reduced: {0}")]
    Reduce(#[from] pannier_bundle::part::ReduceError),
    /// A share was not bound to its recipient.
    #[error("the share was not bound: {0}")]
    Bind(#[from] pannier_bundle::binding::BindError),
    /// What was asked for contradicts itself; never caused by the content of a file.
    #[error("{0}")]
    Misuse(String),
    /// Findings of severity error forbid the operation; nothing was written.
    #[error("the data departs from the standard in {} place(s)", .0.findings.len())]
    Refused(Box<Report>),
}
