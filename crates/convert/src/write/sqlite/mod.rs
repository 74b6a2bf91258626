//! Records as an SQLite database: one table for each record type, named in the plural.
//!
//! All tables are there in every database, so that a query runs on each of them; `series` says which have records to
//! expect. Tables are strict. Decimals are text, because the numbers of SQLite are binary fractions; beside every amount
//! stands a generated column with the same in millionths, whose sums are exact. Nested values are JSON, and the view
//! `interval_slots` has the slots of a day as rows. Every value comes back as it was, so there are no losses.
//!
//! The database is given as a connection: where it lies, and what it is called, is for whoever opens it. It is complete
//! after [`RecordWriter::finish`] and not before.

mod schema;

use std::{collections::BTreeMap, io};

use pannier_model::{
    record::{AnyRecord, RECORD_TYPES},
    value::{Id, View},
};
pub use rusqlite::Connection;
use rusqlite::{Statement, ffi::ErrorCode};

use crate::{Error, Loss, RecordWriter, Series, write::table};

/// Memory that the library may take for pages, in KiB.
const PAGES_KIB: i64 = 32 * 1024;

/// Writes records into a database.
#[derive(Debug)]
pub struct Writer {
    connection: Connection,
    /// The statement that adds a record, by record type.
    inserts: BTreeMap<&'static str, String>,
}

impl Writer {
    /// Makes the tables in an empty database.
    pub fn new(connection: Connection) -> Result<Self, Error> {
        connection.set_prepared_statement_cache_capacity(RECORD_TYPES.len() + 2);
        // A database that is not finished is thrown away, so nothing has to be rolled back or forced to disk.
        // Keys say what refers to what; a share may withhold the row that another one refers to.
        let settings =
            [("journal_mode", "OFF"), ("synchronous", "OFF"), ("locking_mode", "EXCLUSIVE"), ("foreign_keys", "OFF")];
        for (name, value) in settings {
            connection.pragma_update(None, name, value).map_err(write_error)?;
        }
        connection.pragma_update(None, "cache_size", -PAGES_KIB).map_err(write_error)?;
        connection.execute_batch("BEGIN").map_err(write_error)?;
        connection.execute_batch(&schema::statements()).map_err(write_error)?;
        Ok(Self { connection, inserts: BTreeMap::new() })
    }

    fn insert(&mut self, record: &AnyRecord, withheld: &[&str]) -> rusqlite::Result<()> {
        let record_type = record.record_type();
        let insert = self.inserts.entry(record_type.name).or_insert_with(|| schema::insert(record_type));
        let mut statement = self.connection.prepare_cached(insert)?;
        statement.raw_bind_parameter(1, table::thing(record))?;
        let mut place = 1;
        for cell in table::cells(record) {
            place += 1;
            bind(&mut statement, place, cell)?;
        }
        let withheld = if withheld.is_empty() { None } else { Some(withheld.join(" ")) };
        statement.raw_bind_parameter(place + 1, withheld)?;
        statement.raw_execute().map(|_| ())
    }
}

impl RecordWriter for Writer {
    fn series(&mut self, series: &Series) -> Result<(), Error> {
        let thing = series.thing.as_ref().map_or("all", Id::as_str);
        let record_type = series.record_type;
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO \"series\" (\"_thing\", \"record_type\", \"table_name\", \"period_start\", \
                 \"period_end\") VALUES (?, ?, ?, ?, ?)",
            )
            .and_then(|mut statement| {
                let (from, to) = (series.from.to_string(), series.to.to_string());
                statement.execute((thing, record_type.name, record_type.plural, from, to))
            })
            .map_err(write_error)?;
        for day in &series.incomplete {
            self.connection
                .prepare_cached("INSERT OR IGNORE INTO \"incomplete_days\" VALUES (?, ?, ?)")
                .and_then(|mut statement| statement.execute((thing, record_type.name, day.to_string())))
                .map_err(write_error)?;
        }
        Ok(())
    }

    fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), Error> {
        self.insert(record, withheld).map_err(|error| match error.sqlite_error_code() {
            // The message names columns and no values.
            Some(ErrorCode::ConstraintViolation) => {
                Error::Write(io::Error::other(format!("two records of one series have the same id ({error})")))
            }
            _ => write_error(error),
        })
    }

    fn finish(self: Box<Self>) -> Result<Vec<Loss>, Error> {
        self.connection.execute_batch("COMMIT").map_err(write_error)?;
        self.connection.flush_prepared_statement_cache();
        self.connection.close().map_err(|(_, error)| write_error(error))?;
        Ok(Vec::new())
    }
}

fn bind(statement: &mut Statement<'_>, place: usize, cell: Option<View<'_>>) -> rusqlite::Result<()> {
    match cell {
        None | Some(View::Missing) => statement.raw_bind_parameter(place, rusqlite::types::Null),
        Some(View::Bool(value)) => statement.raw_bind_parameter(place, value),
        Some(View::Int(value)) => statement.raw_bind_parameter(place, i64::try_from(value.value()).ok()),
        Some(View::Id(text) | View::Word(text) | View::Text(text)) => statement.raw_bind_parameter(place, text),
        Some(other) => statement.raw_bind_parameter(place, table::text(other)),
    }
}

fn write_error(error: rusqlite::Error) -> Error {
    Error::Write(io::Error::other(error))
}
