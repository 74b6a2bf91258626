//! Records as delimited text: one table for each record type.
//!
//! The header has all members of the type in the byte order of a row, whether a table uses them or not, so that two
//! tables of one type can be put below each other; the last column is `_withheld`. An empty cell is a member that the
//! record does not have, for no value is empty; the groups that a share withholds stand in `_withheld`, separated by
//! spaces, and their cells are empty too. Nested values are JSON text.
//!
//! A spreadsheet runs a cell that begins with `=` as a formula (CWE-1236), and the text of a bank row is whatever its
//! other party wrote. Cells of free text and of ids that begin with `=`, `+`, `-`, `@`, TAB, LF or an apostrophe
//! therefore get an apostrophe in front; taking one leading apostrophe off such cells gives every value back.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    io::{self, Write},
};

use pannier_model::{
    record::{AnyRecord, RecordType},
    value::View,
};

use crate::{Error, Format, Loss, RecordWriter, Series};

/// The column that names withheld groups.
pub const WITHHELD: &str = "_withheld";

/// Writes the table of one record type.
pub struct Writer<W: Write> {
    rows: csv::Writer<W>,
    record_type: &'static RecordType,
}

impl<W: Write> Writer<W> {
    /// Begins a table with its header.
    pub fn new(target: W, record_type: &'static RecordType) -> Result<Self, Error> {
        let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(target);
        let names = record_type.members().map(|member| member.name).chain([WITHHELD]);
        rows.write_record(names).map_err(write_error)?;
        Ok(Self { rows, record_type })
    }

    /// One row; `withheld` are the groups that somebody kept back.
    pub fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), Error> {
        if record.record_type() != self.record_type {
            return Err(Error::NotCarried { format: Format::Csv, record_type: record.record_type().name });
        }
        for member in self.record_type.members() {
            let cell = record.get(member.name).map_or_else(String::new, cell);
            self.rows.write_field(cell).map_err(write_error)?;
        }
        self.rows.write_field(withheld.join(" ")).map_err(write_error)?;
        self.rows.write_record(None::<&[u8]>).map_err(write_error)
    }

    /// Ends the table and gives the target back.
    pub fn finish(self) -> Result<W, Error> {
        self.rows.into_inner().map_err(|error| Error::Write(error.into_error()))
    }
}

impl<W: Write> std::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("record_type", &self.record_type.name).finish_non_exhaustive()
    }
}

/// A folder of tables, one for every record type that has a series.
pub struct Tables<F, W: Write> {
    open: F,
    tables: BTreeMap<&'static str, Writer<W>>,
}

impl<W: Write, F: FnMut(&str) -> io::Result<W>> Tables<F, W> {
    /// `open` begins a file of that name: `transaction.csv`.
    pub const fn new(open: F) -> Self {
        Self { open, tables: BTreeMap::new() }
    }

    fn table(&mut self, record_type: &'static RecordType) -> Result<&mut Writer<W>, Error> {
        match self.tables.entry(record_type.name) {
            Entry::Occupied(there) => Ok(there.into_mut()),
            Entry::Vacant(place) => {
                let target = (self.open)(&format!("{}.csv", record_type.name)).map_err(Error::Write)?;
                Ok(place.insert(Writer::new(target, record_type)?))
            }
        }
    }
}

impl<W: Write, F: FnMut(&str) -> io::Result<W>> RecordWriter for Tables<F, W> {
    /// A table says nothing of periods; an empty one still says that there were no records.
    fn series(&mut self, series: &Series) -> Result<(), Error> {
        self.table(series.record_type).map(|_| ())
    }

    fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), Error> {
        self.table(record.record_type())?.record(record, withheld)
    }

    fn finish(self: Box<Self>) -> Result<Vec<Loss>, Error> {
        for table in self.tables.into_values() {
            table.finish()?.flush().map_err(Error::Write)?;
        }
        Ok(Vec::new())
    }
}

impl<F, W: Write> std::fmt::Debug for Tables<F, W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tables").field("tables", &self.tables).finish_non_exhaustive()
    }
}

fn cell(view: View<'_>) -> String {
    match view {
        View::Id(text) | View::Text(text) => disarmed(text),
        single_or_nested => match json(single_or_nested) {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        },
    }
}

/// Text that no spreadsheet takes for a formula.
fn disarmed(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\n', '\'']) { format!("'{text}") } else { text.to_owned() }
}

/// A nested value as JSON, members in ascending order.
fn json(view: View<'_>) -> serde_json::Value {
    use serde_json::Value;
    match view {
        View::Missing => Value::Null,
        View::Bool(value) => Value::Bool(value),
        View::Int(value) => value.value().into(),
        View::Number(number) => serde_json::to_value(number).unwrap_or_default(),
        View::Extensions(extensions) => serde_json::to_value(extensions).unwrap_or_default(),
        View::Object(fields) => {
            let mut members = serde_json::Map::new();
            fields.each_field(&mut |name, view| {
                members.insert(name.to_owned(), json(view));
            });
            Value::Object(members)
        }
        View::List(list) => (0..list.count()).filter_map(|index| list.element(index)).map(json).collect(),
        View::Id(text) | View::Text(text) | View::Word(text) => text.into(),
        View::Amount(value) => value.to_string().into(),
        View::Decimal(value) => value.to_string().into(),
        View::Date(value) => value.to_string().into(),
        View::Time(value) => value.to_string().into(),
        View::Instant(value) => value.to_string().into(),
        View::Duration(value) => value.to_string().into(),
    }
}

fn write_error(error: csv::Error) -> Error {
    Error::Write(error.into())
}
