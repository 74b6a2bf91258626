//! Records as delimited text: a folder with one table for each record type, and `datapackage.json`, which says what they
//! are.
//!
//! The header has all members of the type in the byte order of a row, whether a table uses them or not, so that two
//! tables of one type can be put below each other; then `_thing`, whose series the record is in, and `_withheld`. An empty
//! cell is a member that the record does not have, for no value is empty; the groups that a share withholds stand in
//! `_withheld`, separated by spaces, and their cells are empty too. Nested values are JSON text.
//!
//! A spreadsheet runs a cell that begins with `=` as a formula (CWE-1236), and the text of a bank row is whatever its
//! other party wrote. Cells of free text and of ids that begin with `=`, `+`, `-`, `@`, TAB, LF or an apostrophe
//! therefore get an apostrophe in front; taking one leading apostrophe off such cells gives every value back.

use std::{
    borrow::Cow,
    collections::{BTreeMap, btree_map::Entry},
    fmt::Write as _,
    io::{self, Write},
};

use pannier_crypto::digest::Hasher;
use pannier_model::{
    record::{AnyRecord, RecordType, by_name},
    value::View,
};

use crate::{
    Error, Loss, RecordWriter, Series,
    write::{
        datapackage::{self, Described},
        references::References,
        table::{self, THING, WITHHELD},
    },
};

/// Whether a file of this name may be one of such a folder.
pub fn is_table(name: &str) -> bool {
    name == datapackage::FILE || name.strip_suffix(".csv").is_some_and(|name| by_name(name).is_some())
}

/// A folder of tables, one for every record type that has a series.
pub struct Tables<F, W: Write> {
    open: F,
    under_way: BTreeMap<&'static str, Table<W>>,
    series: Vec<Series>,
    references: References,
}

impl<W: Write, F: FnMut(&str) -> io::Result<W>> Tables<F, W> {
    /// `open` begins a file of that name: `transaction.csv`, at the end `datapackage.json`.
    pub fn new(open: F) -> Self {
        Self { open, under_way: BTreeMap::new(), series: Vec::new(), references: References::default() }
    }

    fn table(&mut self, record_type: &'static RecordType) -> Result<&mut Table<W>, Error> {
        match self.under_way.entry(record_type.name) {
            Entry::Occupied(there) => Ok(there.into_mut()),
            Entry::Vacant(place) => {
                let path = format!("{}.csv", record_type.name);
                let target = (self.open)(&path).map_err(Error::Write)?;
                Ok(place.insert(Table::begin(target, path, record_type)?))
            }
        }
    }
}

impl<W: Write, F: FnMut(&str) -> io::Result<W>> RecordWriter for Tables<F, W> {
    /// An empty table says that there were no records.
    fn series(&mut self, series: &Series) -> Result<(), Error> {
        self.series.push(series.clone());
        self.table(series.record_type).map(|_| ())
    }

    fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), Error> {
        self.references.see(record);
        self.table(record.record_type())?.record(record, withheld)
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Loss>, Error> {
        let mut described = Vec::new();
        for table in std::mem::take(&mut self.under_way).into_values() {
            described.push(table.finish()?);
        }
        // A package has at least one table.
        if !described.is_empty() {
            let text = datapackage::descriptor(&described, &self.series, &self.references);
            let mut target = (self.open)(datapackage::FILE).map_err(Error::Write)?;
            target.write_all(&text).and_then(|()| target.flush()).map_err(Error::Write)?;
        }
        Ok(Vec::new())
    }
}

impl<F, W: Write> std::fmt::Debug for Tables<F, W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tables").field("under_way", &self.under_way.keys()).finish_non_exhaustive()
    }
}

/// The table of one record type under way.
struct Table<W: Write> {
    rows: csv::Writer<Counted<W>>,
    path: String,
    record_type: &'static RecordType,
    count: u64,
}

impl<W: Write> Table<W> {
    fn begin(target: W, path: String, record_type: &'static RecordType) -> Result<Self, Error> {
        let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Counted {
            target,
            bytes: 0,
            hasher: Hasher::new(),
        });
        let names = record_type.members().map(|member| member.name).chain([THING, WITHHELD]);
        rows.write_record(names).map_err(write_error)?;
        Ok(Self { rows, path, record_type, count: 0 })
    }

    fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), Error> {
        for value in table::cells(record) {
            self.rows.write_field(value.map_or(Cow::Borrowed(""), cell).as_bytes()).map_err(write_error)?;
        }
        self.rows.write_field(disarmed(table::thing(record)).as_bytes()).map_err(write_error)?;
        self.rows.write_field(withheld.join(" ")).map_err(write_error)?;
        self.rows.write_record(None::<&[u8]>).map_err(write_error)?;
        self.count += 1;
        Ok(())
    }

    fn finish(self) -> Result<Described, Error> {
        let mut counted = self.rows.into_inner().map_err(|error| Error::Write(error.into_error()))?;
        counted.flush().map_err(Error::Write)?;
        let mut digest = String::new();
        for byte in counted.hasher.finish() {
            let _ = write!(digest, "{byte:02x}");
        }
        let Self { path, record_type, count, .. } = self;
        Ok(Described { record_type, path, bytes: counted.bytes, digest, rows: count })
    }
}

/// A target whose bytes are counted and hashed.
struct Counted<W> {
    target: W,
    bytes: u64,
    hasher: Hasher,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.target.write(bytes)?;
        self.hasher.update(&bytes[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.target.flush()
    }
}

fn cell(view: View<'_>) -> Cow<'_, str> {
    match view {
        View::Id(text) | View::Text(text) => disarmed(text),
        View::Word(text) => text.into(),
        single_or_nested => table::text(single_or_nested).into(),
    }
}

/// Text that no spreadsheet takes for a formula.
pub(crate) fn disarmed(text: &str) -> Cow<'_, str> {
    if table::is_formula(text) || text.starts_with('\'') { format!("'{text}").into() } else { text.into() }
}

fn write_error(error: csv::Error) -> Error {
    Error::Write(error.into())
}
