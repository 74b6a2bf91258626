//! Decoded cells of a delimited row, and the columns that nobody reads.

use std::collections::BTreeMap;

use pannier_report::{Code, Finding, Location};

use crate::{
    Encoding, Error, Loss,
    delimited::{Fault, RawRow},
    output::Output,
};

/// The text of every cell; otherwise the finding for the first one with a byte that its encoding lacks.
pub(crate) fn decode(row: &RawRow, encoding: Encoding) -> Result<Vec<String>, Box<Finding>> {
    row.fields()
        .enumerate()
        .map(|(index, bytes)| {
            encoding.decode(bytes).map(std::borrow::Cow::into_owned).ok_or_else(|| {
                Finding::new(
                    Code::ConvertEncoding,
                    at(row, Some(index)),
                    format!("a byte has no character in {}", encoding.name()),
                )
                .with_help("name the encoding of the source with --encoding, for instance windows-1252")
                .into()
            })
        })
        .collect()
}

/// Decoded cells that use the memory of those of the row before.
#[derive(Debug, Default)]
pub(crate) struct Cells(Vec<String>);

impl Cells {
    /// As [`decode`].
    pub(crate) fn read(&mut self, row: &RawRow, encoding: Encoding) -> Result<&[String], Box<Finding>> {
        if encoding != Encoding::UTF_8 {
            self.0 = decode(row, encoding)?;
            return Ok(&self.0);
        }
        // The finding is made where all of it is told.
        let Some(fields) = row.texts() else { return decode(row, encoding).map(|_| &*self.0) };
        for (index, text) in fields.enumerate() {
            if index == self.0.len() {
                self.0.push(String::new());
            }
            text.clone_into(&mut self.0[index]);
        }
        Ok(&self.0[..row.len()])
    }
}

/// Where a row, or its cell of this 0-based index, stands.
pub(crate) fn at(row: &RawRow, index: Option<usize>) -> Location {
    Location {
        row: Some(row.number),
        line: Some(row.line),
        column: index.map(|index| index as u64 + 1),
        ..Location::default()
    }
}

/// What is wrong with the structure of a row.
pub(crate) fn structure(row: &RawRow, fault: Fault) -> Finding {
    let finding = Finding::new(Code::ConvertStructure, at(row, None), fault.message());
    if fault.is_final() { finding.with_help("rows after this one were not read") } else { finding }
}

/// Columns that have no place in a record: counted while reading, named as losses once.
#[derive(Debug, Default)]
pub(crate) struct Unread {
    columns: BTreeMap<usize, (String, u64)>,
}

impl Unread {
    /// A column by its 0-based index and its name.
    pub(crate) fn declare(&mut self, index: usize, name: &str) {
        self.columns.insert(index, (name.to_owned(), 0));
    }

    /// A column without a name, unless it is known already.
    pub(crate) fn declare_once(&mut self, index: usize) {
        self.columns.entry(index).or_default();
    }

    /// Counts a cell that holds something and that nobody reads in its row.
    pub(crate) fn count(&mut self, index: usize) {
        self.columns.entry(index).or_default().1 += 1;
    }

    /// Counts the cells of a row that hold something.
    pub(crate) fn see(&mut self, cells: &[String]) {
        for (index, (_, count)) in &mut self.columns {
            *count += u64::from(cells.get(*index).is_some_and(|cell| !cell.trim().is_empty()));
        }
    }

    /// One loss for each column that held something.
    pub(crate) fn report(self, output: &mut Output<'_>) -> Result<(), Error> {
        for (index, (name, count)) in self.columns {
            if count > 0 {
                let name = if name.is_empty() { format!("column {}", index + 1) } else { name };
                output.loss(Loss::values(name, count, "in a column that no member takes"))?;
            }
        }
        Ok(())
    }
}
