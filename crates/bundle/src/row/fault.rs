//! Why a row is refused.

use pannier_report::{Code, Finding, Location};

/// A row that is not in the row form: the requirement, the byte, the member.
///
/// `byte` counts from 0 within the row; `pointer` names only members whose names were already checked, so neither it nor
/// `message` carries anything of the row's values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (byte {byte} of the row)")]
pub struct RowFault {
    /// The requirement departed from.
    pub code: Code,
    /// Where in the row.
    pub byte: usize,
    /// The member, as a JSON pointer; empty where none can be named.
    pub pointer: String,
    /// What is wrong.
    pub message: &'static str,
}

impl RowFault {
    /// The finding at `row`, the place of the row's first byte.
    pub fn at(&self, row: Location) -> Finding {
        let start = row.byte.unwrap_or(0);
        let location = row.at_byte(start + self.byte as u64);
        let location = if self.pointer.is_empty() { location } else { location.at_pointer(self.pointer.clone()) };
        Finding::new(self.code, location, self.message)
    }
}

/// A fault on its way out of nested values; boxed, because the way in is the hot one.
#[derive(Debug)]
pub(super) struct Stop(Box<Detail>);

#[derive(Debug)]
struct Detail {
    code: Code,
    byte: usize,
    message: &'static str,
    /// Innermost first.
    path: Vec<String>,
}

impl Stop {
    pub(super) fn new(code: Code, byte: usize, message: &'static str) -> Self {
        Self(Box::new(Detail { code, byte, message, path: Vec::new() }))
    }

    /// Names the member or the element it lies in.
    pub(super) fn under(mut self, token: impl Into<String>) -> Self {
        self.0.path.push(token.into());
        self
    }
}

impl From<Stop> for RowFault {
    fn from(Stop(detail): Stop) -> Self {
        // Names hold neither `~` nor `/`, so a pointer needs no escapes.
        let pointer = detail.path.iter().rev().fold(String::new(), |pointer, token| pointer + "/" + token);
        Self { code: detail.code, byte: detail.byte, pointer, message: detail.message }
    }
}
