//! Why a text is not a value.

use std::fmt;

/// A text that is not a value of the wanted type. Says what was expected, never what was found: what was found may be
/// somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid {
    expected: &'static str,
}

impl Invalid {
    /// A refusal that names the expected form, such as `a date as YYYY-MM-DD`.
    pub const fn new(expected: &'static str) -> Self {
        Self { expected }
    }

    /// What would have been accepted.
    pub const fn expected(self) -> &'static str {
        self.expected
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl std::error::Error for Invalid {}
