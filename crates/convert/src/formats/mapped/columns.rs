//! Columns as a mapping names them, and where they are in one file.

use pannier_report::{Code, Finding, Location};
use serde::Deserialize;

/// How a column is named: by its header, by its place from 1, or by the headers it has had.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
pub(super) enum Column {
    Header(String),
    Place(usize),
    Names(Names),
}

/// The headers of a column in other years and languages.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    any: Vec<String>,
    /// Whether a file may be without it.
    #[serde(default)]
    optional: bool,
}

impl Column {
    /// Its headers, where it is named so.
    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::Header(name) => std::slice::from_ref(name),
            Self::Place(_) => &[],
            Self::Names(names) => &names.any,
        }
    }

    const fn is_optional(&self) -> bool {
        matches!(self, Self::Names(Names { optional: true, .. }))
    }

    /// Whether a cell of a header is one of its headers.
    pub(super) fn is_headed(&self, cell: &str) -> bool {
        self.names().iter().any(|name| name.trim() == cell.trim())
    }

    /// Whether it stands in a header as often as it has to.
    pub(super) fn stands_in(&self, header: &[String]) -> bool {
        if let Self::Place(place) = self {
            return (1..=header.len()).contains(place);
        }
        let count = header.iter().filter(|cell| self.is_headed(cell)).count();
        count == 1 || (count == 0 && self.is_optional())
    }

    /// Whether a file has to have it, by its header.
    pub(super) const fn tells_files_apart(&self) -> bool {
        !matches!(self, Self::Place(_)) && !self.is_optional()
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

/// Rows that a column tells.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RowsTable")]
pub(super) struct Rows {
    pub(super) column: Column,
    words: Words,
}

/// One of these words, or any other; a `*` at either end of one stands for anything.
#[derive(Clone, Debug)]
pub(super) struct Words {
    listed: Vec<String>,
    others: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowsTable {
    column: Column,
    values: Option<Vec<String>>,
    other_than: Option<Vec<String>>,
}

impl TryFrom<RowsTable> for Rows {
    type Error = &'static str;

    fn try_from(table: RowsTable) -> Result<Self, Self::Error> {
        let (listed, others) = match (table.values, table.other_than) {
            (Some(values), None) => (values, false),
            (None, Some(values)) => (values, true),
            _ => return Err("rows are told by `values` or by `other_than`"),
        };
        Ok(Self { column: table.column, words: Words { listed, others } })
    }
}

impl Words {
    fn has(&self, text: &str) -> bool {
        let is_listed = self.listed.iter().any(|value| match (value.strip_prefix('*'), value.strip_suffix('*')) {
            (None, None) => value == text,
            (None, Some(start)) => text.starts_with(start),
            (Some(end), None) => text.ends_with(end),
            (Some(part), Some(_)) => text.contains(part.trim_end_matches('*')),
        });
        is_listed != self.others
    }
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

    /// The place of a column; one that no row has where the file may be without it.
    pub(super) fn one(&mut self, column: &Column) -> usize {
        let found = if let Column::Place(place) = column {
            (1..=self.width).contains(place).then(|| place - 1)
        } else {
            let mut places =
                self.header.unwrap_or_default().iter().enumerate().filter(|(_, cell)| column.is_headed(cell));
            let first = places.next();
            if let (Some((_, name)), Some(_)) = (first, places.next()) {
                self.wrong(format!("two columns are named {:?}: give the place of the right one", name.trim()));
            }
            first.map(|(index, _)| index)
        };
        found.unwrap_or_else(|| {
            if !column.is_optional() {
                let shown = match column {
                    Column::Place(place) => format!("number {place}"),
                    Column::Header(name) => format!("{name:?}"),
                    Column::Names(names) => {
                        names.any.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(" or ")
                    }
                };
                self.wrong(format!("the file has no column {shown}; it has {} columns", self.width));
            }
            usize::MAX
        })
    }

    fn wrong(&mut self, message: String) {
        let finding = Finding::new(Code::ConvertMapping, Location::whole(), message)
            .with_help("programs change their exports without notice: compare the header with the mapping");
        self.findings.push(finding);
    }

    pub(super) fn maybe(&mut self, column: Option<&Column>) -> Option<usize> {
        column.map(|column| self.one(column)).filter(|index| *index != usize::MAX)
    }

    pub(super) fn all(&mut self, columns: Option<&OneOrMore>) -> Vec<usize> {
        columns
            .map(OneOrMore::columns)
            .unwrap_or_default()
            .iter()
            .filter_map(|column| self.maybe(Some(column)))
            .collect()
    }

    pub(super) fn rows(&mut self, rows: &[Rows]) -> Vec<(usize, Words)> {
        rows.iter().filter_map(|rows| Some((self.maybe(Some(&rows.column))?, rows.words.clone()))).collect()
    }
}

/// Whether a row has one of the words in its column; `cell` gives the trimmed text of one.
pub(super) fn has_word<'c>(rows: &[(usize, Words)], cell: impl Fn(usize) -> &'c str) -> bool {
    rows.iter().any(|(index, words)| words.has(cell(*index)))
}

/// The trimmed text of a cell; empty where the row has none.
pub(super) fn cell(cells: &[String], index: usize) -> &str {
    cells.get(index).map_or("", |cell| cell.trim())
}
