//! Why there is no answer: what could not be done, and what to do next.

use std::{fmt, io, path::Path};

use crate::render::untrusted::Untrusted;

/// An operation that failed (exit code 2). Wrong data is never one: that is a finding.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    help: Vec<String>,
    /// What failed beside it, of other files of the same command.
    beside: Vec<Failure>,
    broken_pipe: bool,
}

impl Failure {
    /// `what` is lower case without full stop; text that came from a file or an argument is escaped in it already.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), help: Vec::new(), beside: Vec::new(), broken_pipe: false }
    }

    /// Adds what to do next, one line.
    #[must_use]
    pub(crate) fn help(mut self, line: impl Into<String>) -> Self {
        self.help.push(line.into());
        self
    }

    /// An operation on a file failed: `doing` is a verb such as `read`.
    pub(crate) fn on_file(doing: &str, path: &Path, cause: &dyn fmt::Display) -> Self {
        Self::new(format!("cannot {doing} {}: {}", Untrusted::path(path), Untrusted::text(&cause.to_string())))
    }

    /// All that failed, if anything did: a person mends several files at once.
    pub(crate) fn all(failures: Vec<Self>) -> Option<Self> {
        let mut failures = failures.into_iter();
        let mut first = failures.next()?;
        first.beside.extend(failures);
        Some(first)
    }

    /// What failed beside it.
    pub(crate) fn beside(&self) -> &[Self] {
        &self.beside
    }

    /// Lines of advice.
    pub(crate) fn advice(&self) -> &[String] {
        &self.help
    }

    /// Whether the reader of standard output went away.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// For writes to standard output only; files are named with [`Failure::on_file`].
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let broken_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        Self { broken_pipe, ..Self::new(format!("cannot write to standard output: {error}")) }
    }
}
