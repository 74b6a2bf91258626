//! Where in the data something is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a finding points. Every member is optional; a reader prints those that are there.
///
/// Rows count from 1 within an entry (the shown rows of a share), lines and columns from 1, bytes from 0. A pointer is
/// an RFC 6901 JSON pointer into the row, the head's claims, a descriptor or a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// The file as the user named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The entry of the container, for instance `parts/k3.ndjson`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The series, for instance `a7k2qx/transaction`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// The row, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// JSON pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Line of a text file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Column of a text file or table, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// Offset in bytes, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byte: Option<u64>,
}

impl Location {
    /// Nowhere in particular: the whole file.
    pub fn whole() -> Self {
        Self::default()
    }

    /// An entry of the container.
    pub fn entry(entry: impl Into<String>) -> Self {
        Self { entry: Some(entry.into()), ..Self::default() }
    }

    /// A line of a text file, from 1.
    pub fn line(line: u64) -> Self {
        Self { line: Some(line), ..Self::default() }
    }

    /// Adds the file the user named.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Adds the series.
    #[must_use]
    pub fn in_series(mut self, series: impl Into<String>) -> Self {
        self.series = Some(series.into());
        self
    }

    /// Adds the row, from 1.
    #[must_use]
    pub fn at_row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }

    /// Adds the JSON pointer.
    #[must_use]
    pub fn at_pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Adds the line, from 1.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// Adds the column, from 1.
    #[must_use]
    pub fn at_column(mut self, column: u64) -> Self {
        self.column = Some(column);
        self
    }

    /// Adds the byte offset, from 0.
    #[must_use]
    pub fn at_byte(mut self, byte: u64) -> Self {
        self.byte = Some(byte);
        self
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for (before, text) in [("", &self.file), ("", &self.entry), ("series ", &self.series)] {
            if let Some(text) = text {
                write!(f, "{between}{before}{text}")?;
                between = " : ";
            }
        }
        for (name, number) in [("row", self.row), ("line", self.line), ("column", self.column), ("byte", self.byte)] {
            if let Some(number) = number {
                write!(f, "{between}{name} {number}")?;
                between = " ";
            }
        }
        if let Some(pointer) = &self.pointer {
            let shown = if pointer.is_empty() { "(root)" } else { pointer };
            write!(f, "{between}{shown}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_is_there() {
        let at = Location::entry("parts/k3.ndjson").at_row(7).at_pointer("/amount");
        assert_eq!(at.to_string(), "parts/k3.ndjson : row 7 /amount");
        assert_eq!(Location::whole().to_string(), "");
    }
}
