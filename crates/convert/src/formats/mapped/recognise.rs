//! How files that a mapping is for are told from others.

use std::{collections::BTreeMap, convert::Infallible};

use serde::Deserialize;

use super::{columns::Column, tables::FileStyle};
use crate::syntax::delimited::Lead;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecogniseTable {
    /// Cells that stand in the header beside those that are read.
    #[serde(default)]
    header: Vec<String>,
    /// Cells that stand in the rows before the header.
    #[serde(default)]
    above: Vec<String>,
    /// Whether no other cells stand in the header.
    #[serde(default)]
    whole: bool,
    /// Whether other programs write the same header and mean something else.
    #[serde(default)]
    shared: bool,
    /// How many fields a row of a file without a header has.
    #[serde(default)]
    fields: Vec<usize>,
    /// Place of a column = what stands in it, a nine for any digit.
    #[serde(default)]
    like: BTreeMap<String, Vec<String>>,
}

/// What a file looks like.
#[derive(Clone, Debug, Default)]
pub(super) struct Recognise {
    header: Vec<Column>,
    above: Vec<String>,
    whole: bool,
    pub(super) shared: bool,
    fields: Vec<usize>,
    /// 0-based place of a column, and what stands in it.
    like: Vec<(usize, Vec<String>)>,
}

impl RecogniseTable {
    pub(super) fn understood(self, file: &FileStyle, wrong: &mut dyn FnMut(&str, &str)) -> Recognise {
        if !file.header && (self.whole || !self.header.is_empty() || !self.above.is_empty()) {
            wrong("/recognise/header", "a file without a header is told by the fields of its rows");
        }
        if file.header && !(self.fields.is_empty() && self.like.is_empty()) {
            wrong("/recognise/fields", "a file with a header is told by its header");
        }
        let mut like = Vec::new();
        for (place, patterns) in self.like {
            match place.parse::<usize>().ok().and_then(|place| place.checked_sub(1)) {
                Some(index) => like.push((index, patterns)),
                None => wrong("/recognise/like", "a column is named by its place from 1"),
            }
        }
        let header = self.header.into_iter().map(Column::Header).collect();
        Recognise { header, above: self.above, whole: self.whole, shared: self.shared, fields: self.fields, like }
    }
}

impl Recognise {
    /// Whether the first rows of a file look so; `columns` are those that the mapping reads.
    pub(super) fn fits(&self, file: &FileStyle, columns: &[Column], rows: &[Vec<String>]) -> bool {
        let lead = |number: u64| -> Result<Lead, Infallible> {
            let row = usize::try_from(number - 1).ok().and_then(|index| rows.get(index));
            Ok(row.map_or(Lead::Other, |cells| Lead::of(cells.iter().map(String::as_bytes))))
        };
        let Ok(begin) = file.begin(lead);
        let begin = usize::try_from(begin - 1).ok();
        if !file.header {
            // Some programs write a header before rows that have none.
            return rows.iter().skip(begin.unwrap_or(0)).take(2).any(|cells| self.is_row(cells));
        }
        let place =
            if file.header_has.is_empty() { begin } else { rows.iter().position(|cells| file.is_header(cells)) };
        let Some((before, header)) = place.and_then(|place| Some((rows.get(..place)?, rows.get(place)?))) else {
            return false;
        };
        let stands_above = |cell: &String| before.iter().any(|cells| cells.contains(cell));
        self.above.iter().all(stands_above) && self.is_header(columns, header)
    }

    fn is_header(&self, columns: &[Column], header: &[String]) -> bool {
        let named = || columns.iter().chain(&self.header);
        named().any(Column::tells_files_apart)
            && named().all(|column| column.stands_in(header))
            && (!self.whole
                || header.iter().all(|cell| cell.is_empty() || named().any(|column| column.is_headed(cell))))
    }

    fn is_row(&self, cells: &[String]) -> bool {
        // A delimiter at the end of a row makes no field.
        let shorter = cells.split_last().filter(|(last, _)| last.trim().is_empty()).map(|(_, others)| others.len());
        (self.fields.contains(&cells.len()) || shorter.is_some_and(|count| self.fields.contains(&count)))
            && self.like.iter().all(|(index, patterns)| {
                let text = cells.get(*index).map_or("", |cell| cell.trim());
                patterns.iter().any(|pattern| is_like(text, pattern))
            })
    }
}

fn is_like(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text
            .bytes()
            .zip(pattern.bytes())
            .all(|(found, like)| found == like || (like == b'9' && found.is_ascii_digit()))
}
