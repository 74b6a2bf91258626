//! Records as Parquet: a folder with one file for each record type.
//!
//! Amounts are `DECIMAL(18,6)` and other decimals `DECIMAL(27,12)`: the value is exact. With how many decimals it was written
//! stands in the metadata where a column has all of its values alike (`pannier.written`), and is a loss where not. An instant is a `TIMESTAMP` in UTC, in microseconds, and beside it stands its text (`…_as_written`), with
//! its offset and all decimals. Dates are `DATE`, times of day `TIME`, durations and words strings, nested values groups and
//! lists, `extensions` JSON. `_withheld` lists the groups that a share withholds; their members are null. The metadata of a
//! file have its series (`pannier.series`) in the words of `ndjson`.
//!
//! Rows wait in memory for their row group, which ends at so many rows or bytes, whichever comes first.

mod column;
mod schema;

use std::{
    collections::{BTreeMap, btree_map::Entry},
    io::{self, Write},
    sync::Arc,
};

use ::parquet::{
    basic::Compression,
    errors::ParquetError,
    file::{metadata::KeyValue, properties::WriterProperties, writer::SerializedFileWriter},
    schema::types::SchemaDescriptor,
};
use pannier_model::{
    record::{AnyRecord, RecordType, by_name},
    value::{Fields, View},
};

use self::{
    column::{Column, Form, Value, Written},
    schema::{Node, Schema, Slot},
};
use crate::{
    Error, Loss, RecordWriter, Series,
    write::{datapackage::SeriesLine, table},
};

/// Most rows in a row group.
const ROWS: usize = 1 << 16;
/// Bytes of values after which a row group ends.
const BYTES: usize = 32 << 20;

/// Whether a file of this name may be one of such a folder.
pub fn is_table(name: &str) -> bool {
    name.strip_suffix(".parquet").is_some_and(|name| by_name(name).is_some())
}

/// A folder of files, one for every record type that has a series.
pub struct Files<F, W: Write + Send> {
    open: F,
    under_way: BTreeMap<&'static str, File<W>>,
}

impl<W: Write + Send, F: FnMut(&str) -> io::Result<W>> Files<F, W> {
    /// `open` begins a file of that name: `transaction.parquet`.
    pub const fn new(open: F) -> Self {
        Self { open, under_way: BTreeMap::new() }
    }

    fn file(&mut self, record_type: &'static RecordType) -> Result<&mut File<W>, Error> {
        match self.under_way.entry(record_type.name) {
            Entry::Occupied(there) => Ok(there.into_mut()),
            Entry::Vacant(place) => {
                let target = (self.open)(&format!("{}.parquet", record_type.name)).map_err(Error::Write)?;
                Ok(place.insert(File::begin(target, record_type).map_err(write_error)?))
            }
        }
    }
}

impl<W: Write + Send, F: FnMut(&str) -> io::Result<W>> RecordWriter for Files<F, W> {
    fn series(&mut self, series: &Series) -> Result<(), Error> {
        self.file(series.record_type)?.series.push(series.clone());
        Ok(())
    }

    fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), Error> {
        self.file(record.record_type())?.record(record, withheld).map_err(write_error)
    }

    fn finish(self: Box<Self>) -> Result<Vec<Loss>, Error> {
        let mut losses = Vec::new();
        for (record_type, file) in self.under_way {
            file.finish(record_type, &mut losses)?.flush().map_err(Error::Write)?;
        }
        Ok(losses)
    }
}

impl<F, W: Write + Send> std::fmt::Debug for Files<F, W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Files").field("under_way", &self.under_way.keys()).finish_non_exhaustive()
    }
}

/// The file of one record type under way.
struct File<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    schema: Schema,
    series: Vec<Series>,
    rows: usize,
    bytes: usize,
}

impl<W: Write + Send> File<W> {
    fn begin(target: W, record_type: &RecordType) -> Result<Self, ParquetError> {
        let schema = Schema::of(record_type)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = SerializedFileWriter::new(target, Arc::clone(&schema.root), Arc::new(properties))?;
        Ok(Self { writer, schema, series: Vec::new(), rows: 0, bytes: 0 })
    }

    fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), ParquetError> {
        let Schema { members, thing, withheld: groups, columns, .. } = &mut self.schema;
        for (slot, cell) in members.iter().zip(table::cells(record)) {
            self.bytes += put(slot, cell, 0, 0, columns);
        }
        self.bytes += put(thing, Some(View::Id(table::thing(record))), 0, 0, columns);
        self.bytes += put_words(groups, withheld, columns);
        self.rows += 1;
        if self.rows >= ROWS || self.bytes >= BYTES { self.end_row_group() } else { Ok(()) }
    }

    fn end_row_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.schema.columns {
            column.write(&mut group)?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    fn finish(mut self, record_type: &str, losses: &mut Vec<Loss>) -> Result<W, Error> {
        if self.rows > 0 {
            self.end_row_group().map_err(write_error)?;
        }
        let written = serde_json::to_string(&self.written(record_type, losses));
        let written = written.map_err(|error| Error::Write(error.into()))?;
        self.writer.append_key_value_metadata(KeyValue::new("pannier.written".to_owned(), written));
        let lines: Vec<SeriesLine<'_>> = self.series.iter().map(SeriesLine::of).collect();
        let lines = serde_json::to_string(&lines).map_err(|error| Error::Write(error.into()))?;
        self.writer.append_key_value_metadata(KeyValue::new("pannier.series".to_owned(), lines));
        self.writer.into_inner().map_err(write_error)
    }
}

impl<W: Write + Send> File<W> {
    /// How the values of each column were written, by its path; columns in which they were not alike are losses.
    fn written(&self, record_type: &str, losses: &mut Vec<Loss>) -> BTreeMap<String, String> {
        let descriptor = SchemaDescriptor::new(Arc::clone(&self.schema.root));
        let mut patterns = BTreeMap::new();
        for (column, place) in self.schema.columns.iter().zip(descriptor.columns()) {
            let path = place.path().string();
            let mixed = match column.written {
                Written::Nothing => continue,
                Written::Alike(form) => {
                    patterns.insert(path, form.pattern());
                    continue;
                }
                Written::Mixed(Form::Decimals(_)) => {
                    "not all values have as many decimals, and how many each had is not kept"
                }
                Written::Mixed(Form::Time { .. }) => "some values have seconds and some do not, and which is not kept",
            };
            let member = path.replace(".list.element", "");
            losses.push(Loss::whole(format!("{record_type}.{member}"), mixed));
        }
        patterns
    }
}

/// Puts a value into its place below `definition` levels that are there; what it takes, in bytes.
fn put(slot: &Slot, view: Option<View<'_>>, definition: i16, repetition: i16, columns: &mut [Column]) -> usize {
    let view = match view {
        None | Some(View::Missing) => return put_nothing(&slot.node, definition, repetition, columns),
        Some(view) => view,
    };
    let definition = definition + i16::from(slot.optional);
    match (&slot.node, view) {
        (Node::Struct(slots), View::Object(fields)) => put_members(slots, fields, definition, repetition, columns),
        (Node::Struct(slots), View::Number(number)) => put_members(slots, number, definition, repetition, columns),
        (Node::List { level, element }, View::List(list)) => {
            let place = |index| if index == 0 { repetition } else { *level };
            (0..list.count())
                .map(|index| put(element, list.element(index), definition + 1, place(index), columns))
                .sum()
        }
        (Node::Instant { moment, text }, View::Instant(instant)) => {
            let micros = instant.epoch_seconds() * 1_000_000 + i64::from(instant.subsec_nanos() / 1000);
            columns[*moment].push(&Value::Int64(micros), definition, repetition)
                + columns[*text].push(&Value::Text(&instant.to_string()), definition, repetition)
        }
        (Node::Leaf(leaf), view) => {
            let column = &mut columns[*leaf];
            let mut push = |value: &Value<'_>| column.push(value, definition, repetition);
            match view {
                View::Bool(value) => push(&Value::Bool(value)),
                View::Int(value) => push(&Value::Int64(value.value().cast_signed())),
                View::Amount(value) => {
                    let form = Form::Decimals(value.scale());
                    column.push_written(&Value::Int64(value.micros()), form, definition, repetition)
                }
                View::Decimal(value) => {
                    let form = Form::Decimals(value.scale());
                    column.push_written(&Value::Picos(value.picos()), form, definition, repetition)
                }
                View::Date(value) => {
                    push(&Value::Int32(value.days_since_epoch().try_into().expect("ten thousand years are few days")))
                }
                View::Time(value) => {
                    let form = Form::Time { seconds: value.has_seconds() };
                    let millis = Value::Int32((value.second_of_day() * 1000).cast_signed());
                    column.push_written(&millis, form, definition, repetition)
                }
                View::Id(text) | View::Word(text) | View::Text(text) => push(&Value::Text(text)),
                other => push(&Value::Text(&table::text(other))),
            }
        }
        _ => unreachable!("places and values follow from one kind"),
    }
}

fn put_members(
    slots: &[(&'static str, Slot)],
    fields: &dyn Fields,
    definition: i16,
    repetition: i16,
    columns: &mut [Column],
) -> usize {
    let mut bytes = 0;
    for (name, slot) in slots {
        let mut found = None;
        fields.each_field(&mut |field, view| {
            if field == *name {
                found = Some(view);
            }
        });
        bytes += put(slot, found, definition, repetition, columns);
    }
    bytes
}

/// A list of words that is always there, and may be empty.
fn put_words(slot: &Slot, words: &[&str], columns: &mut [Column]) -> usize {
    let Node::List { level, element } = &slot.node else {
        unreachable!("the groups that are withheld are a list");
    };
    if words.is_empty() {
        return put_nothing(&element.node, 0, 0, columns);
    }
    let place = |index| if index == 0 { 0 } else { *level };
    words.iter().enumerate().map(|(index, word)| put(element, Some(View::Word(word)), 1, place(index), columns)).sum()
}

/// Says in every leaf below a place that the path ends after `definition` levels.
fn put_nothing(node: &Node, definition: i16, repetition: i16, columns: &mut [Column]) -> usize {
    match node {
        Node::Leaf(leaf) => columns[*leaf].push_nothing(definition, repetition),
        Node::Instant { moment, text } => {
            columns[*moment].push_nothing(definition, repetition) + columns[*text].push_nothing(definition, repetition)
        }
        Node::Struct(slots) => {
            slots.iter().map(|(_, slot)| put_nothing(&slot.node, definition, repetition, columns)).sum()
        }
        Node::List { element, .. } => put_nothing(&element.node, definition, repetition, columns),
    }
}

fn write_error(error: ParquetError) -> Error {
    match error {
        // What the system said, without the library's word for it.
        ParquetError::External(cause) => Error::Write(io::Error::other(cause)),
        other => Error::Write(io::Error::other(other)),
    }
}
