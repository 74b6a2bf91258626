//! Decoded cells of a delimited row, and the columns that nobody reads.

use std::collections::BTreeMap;

use pannier_report::{Code, Finding, Location};

use crate::{
    Encoding, Error, Loss,
    output::Output,
    syntax::delimited::{Fault, RawRow, Span},
    values::text::trimmed,
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

/// The cells of one row as text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Line<'a> {
    text: &'a str,
    spans: &'a [Span],
}

impl<'a> Line<'a> {
    pub(crate) fn len(self) -> usize {
        self.spans.len()
    }

    /// The trimmed text of a cell; empty where the row has none.
    pub(crate) fn cell(self, index: usize) -> &'a str {
        self.spans.get(index).map_or("", |span| trimmed(self.written(*span)))
    }

    /// All cells as they are written, in order.
    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = &'a str> + ExactSizeIterator {
        self.spans.iter().map(move |span| self.written(*span))
    }

    /// How many cells there are without empty ones at the end.
    pub(crate) fn filled(self) -> usize {
        self.iter().rposition(|cell| !trimmed(cell).is_empty()).map_or(0, |last| last + 1)
    }

    fn written(self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }
}

/// Memory for cells that have to be decoded, which the next row uses again.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    text: String,
    spans: Vec<Span>,
}

impl Cells {
    /// As [`decode`].
    pub(crate) fn read<'a>(&'a mut self, row: &'a RawRow, encoding: Encoding) -> Result<Line<'a>, Box<Finding>> {
        if encoding == Encoding::UTF_8
            && let Some((text, spans)) = row.text()
        {
            return Ok(Line { text, spans });
        }
        self.text.clear();
        self.spans.clear();
        for bytes in row.fields() {
            let start = self.text.len();
            match encoding.decode(bytes) {
                Some(decoded) => self.text.push_str(&decoded),
                // The finding is made where all of it is told.
                None => return decode(row, encoding).map(|_| Line::default()),
            }
            self.spans.push(Span::new(start, self.text.len()));
        }
        Ok(Line { text: &self.text, spans: &self.spans })
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

    /// Counts the cells of a row that hold something; `cell` gives the trimmed text of one.
    pub(crate) fn see<'c>(&mut self, cell: impl Fn(usize) -> &'c str) {
        for (index, (_, count)) in &mut self.columns {
            *count += u64::from(!cell(*index).is_empty());
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
