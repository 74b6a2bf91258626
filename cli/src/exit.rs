//! Exit codes: the part of the answer that a script reads.

use std::process::ExitCode;

/// Yes: verified and complete, or an answer to the request that was named; valid, checked, done.
pub const YES: u8 = 0;

/// No: rejected, issuer unknown, self-signed where that was not accepted, or findings of severity error.
pub const NO: u8 = 1;

/// No answer: wrong usage, a file that is missing or cannot be read, no trust list, a bug.
pub const CANNOT_ANSWER: u8 = 2;

/// Verified, but something was withheld; where a request was named, something that it requires is missing.
pub const PARTIAL: u8 = 3;

/// The run was interrupted; what was not finished is gone.
pub const INTERRUPTED: i32 = 130;

/// The answer of one run. Complete: scripts tell these four apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// [`YES`]
    Yes,
    /// [`NO`]
    No,
    /// [`CANNOT_ANSWER`]
    CannotAnswer,
    /// [`PARTIAL`]
    Partial,
}

impl Exit {
    /// The number the process ends with.
    pub const fn code(self) -> u8 {
        match self {
            Self::Yes => YES,
            Self::No => NO,
            Self::CannotAnswer => CANNOT_ANSWER,
            Self::Partial => PARTIAL,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
