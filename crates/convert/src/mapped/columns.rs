//! Columns as a mapping names them, and where they are in one file.

use pannier_report::{Code, Finding, Location};
use serde::Deserialize;

/// How a column is named: by its header, or by its place from 1.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
pub(super) enum Column {
    Header(String),
    Place(usize),
}

impl Column {
    /// The name of its header, where it is named so.
    pub(super) fn header(&self) -> Option<&str> {
        match self {
            Self::Header(name) => Some(name.trim()),
            Self::Place(_) => None,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(Column),
    More(Vec<Column>),
}

impl OneOrMore {
    pub(super) fn columns(&self) -> &[Column] {
        match self {
            Self::One(column) => std::slice::from_ref(column),
            Self::More(columns) => columns,
        }
    }
}

/// Rows in which a column has one of these words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rows {
    pub(super) column: Column,
    pub(super) values: Vec<String>,
}

/// Looks columns up in one file and notes those that are not there.
pub(super) struct Finder<'a> {
    header: Option<&'a [String]>,
    width: usize,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Finder<'a> {
    /// In this header, or by place only; `width` fields stand in a row.
    pub(super) const fn new(header: Option<&'a [String]>, width: usize) -> Self {
        Self { header, width, findings: Vec::new() }
    }

    pub(super) fn one(&mut self, column: &Column) -> usize {
        let (found, shown) = match column {
            Column::Place(place) => ((1..=self.width).contains(place).then(|| place - 1), format!("number {place}")),
            Column::Header(name) => {
                let mut places =
                    self.header.unwrap_or_default().iter().enumerate().filter(|(_, cell)| cell.trim() == name.trim());
                let first = places.next().map(|(index, _)| index);
                if first.is_some() && places.next().is_some() {
                    self.wrong(format!("two columns are named {name:?}: give the place of the right one"));
                }
                (first, format!("{name:?}"))
            }
        };
        found.unwrap_or_else(|| {
            self.wrong(format!("the file has no column {shown}; it has {} columns", self.width));
            usize::MAX
        })
    }

    fn wrong(&mut self, message: String) {
        let finding = Finding::new(Code::ConvertMapping, Location::whole(), message)
            .with_help("programs change their exports without notice: compare the header with the mapping");
        self.findings.push(finding);
    }

    pub(super) fn maybe(&mut self, column: Option<&Column>) -> Option<usize> {
        column.map(|column| self.one(column))
    }

    pub(super) fn all(&mut self, columns: Option<&OneOrMore>) -> Vec<usize> {
        columns.map(OneOrMore::columns).unwrap_or_default().iter().map(|column| self.one(column)).collect()
    }

    pub(super) fn rows(&mut self, rows: &[Rows]) -> Vec<(usize, Vec<String>)> {
        rows.iter().map(|rows| (self.one(&rows.column), rows.values.clone())).collect()
    }
}

/// Whether a row has one of the words in its column.
pub(super) fn has_word(rows: &[(usize, Vec<String>)], cells: &[String]) -> bool {
    rows.iter().any(|(index, values)| values.iter().any(|value| *value == cell(cells, *index)))
}

/// The trimmed text of a cell; empty where the row has none.
pub(super) fn cell(cells: &[String], index: usize) -> &str {
    cells.get(index).map_or("", |cell| cell.trim())
}
