//! Why a file was not read: it departs from the standard, or the reading itself failed.

use std::io;

use pannier_report::{Code, Finding, Location};

/// Why reading stopped.
///
/// Complete: data is wrong or an operation failed, there is no third kind.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file departs from a requirement.
    #[error("{0}")]
    Finding(Box<Finding>),
    /// The bytes could not be had.
    #[error("the file cannot be read: {0}")]
    Io(#[source] io::Error),
}

impl Fault {
    /// A departure from `code` at `location`; `message` holds no value of a person.
    pub fn new(code: Code, location: Location, message: impl Into<String>) -> Self {
        Finding::new(code, location, message).into()
    }

    /// The finding, if data is wrong.
    pub fn finding(&self) -> Option<&Finding> {
        match self {
            Self::Finding(finding) => Some(finding),
            Self::Io(_) => None,
        }
    }

    /// The requirement departed from, if data is wrong.
    pub fn code(&self) -> Option<Code> {
        self.finding().map(|finding| finding.code)
    }

    /// Adds what to do next, if data is wrong.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        match self {
            Self::Finding(finding) => finding.with_help(help).into(),
            Self::Io(error) => Self::Io(error),
        }
    }
}

impl From<Finding> for Fault {
    fn from(finding: Finding) -> Self {
        Self::Finding(Box::new(finding))
    }
}

/// A finding that travelled through `std::io` as an error comes out as the finding it was.
impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(fault) => fault,
            Err(error) => Self::Io(error),
        }
    }
}

/// For readers that speak `std::io`; [`Fault::from`] undoes it.
impl From<Fault> for io::Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Io(error) => error,
            finding @ Fault::Finding(_) => Self::new(io::ErrorKind::InvalidData, finding),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_survives_a_trip_through_io() {
        let fault = Fault::new(Code::ContainerCrc, Location::entry("parts/k3.ndjson"), "differs");
        let back = Fault::from(io::Error::from(fault));
        assert_eq!(back.code(), Some(Code::ContainerCrc));
    }

    #[test]
    fn an_io_error_stays_one() {
        let fault = Fault::from(io::Error::other("disk"));
        assert!(matches!(&fault, Fault::Io(error) if error.to_string() == "disk"));
        assert_eq!(fault.code(), None);
    }
}
