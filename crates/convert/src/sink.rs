//! What a reader hands on, piece by piece, and what it says at the end.

use std::io;

use pannier_model::{
    record::{AnyRecord, RecordType},
    value::{Date, Id, Number, View},
};
use pannier_report::Finding;

use crate::Format;

/// One piece of what a source holds: a [`Series`] before its records, records of a series in chronological order, an
/// account before what happened on it. Findings and losses come whenever they are noticed. Complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A series of which records follow, or of which there are none in its period.
    Series(Series),
    /// One record.
    Record(Row),
    /// What departs from a requirement.
    Finding(Finding),
    /// What could not be carried.
    Loss(Loss),
}

/// All records of one type for one thing in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The account, line, meter … under the name the converter gives it, unique in the source; `None` for series `all`.
    pub thing: Option<Id>,
    /// Type of its records.
    pub record_type: &'static RecordType,
    /// First day, as the source declares it; else the date of the first row.
    pub from: Date,
    /// First day after the last.
    pub to: Date,
    /// Days within for which not every record is promised, ascending.
    pub incomplete: Vec<Date>,
}

impl Series {
    /// `<thing>/<record type>`: `current/transaction`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.thing.as_ref().map_or("all", Id::as_str), self.record_type.name)
    }
}

/// A record and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Row or element of the source, from 1; `None` where the record is about the source as a whole.
    pub place: Option<u64>,
    /// The record. Ids of events are made with the all-zero key ([`crate::ids`]).
    pub record: AnyRecord,
}

impl Row {
    /// The number by which the world knows the thing that the record describes, as [`number_of`] has it.
    pub fn number(&self) -> Option<&Number> {
        number_of(&self.record)
    }
}

/// The number by which the world knows the thing that a record describes: an account's number, a meter's serial.
///
/// Two sources hold the same thing when scheme and value of their numbers are equal. Without a value every source holds a
/// thing of its own, until the user gives two of them one name (`--account`).
pub fn number_of(record: &AnyRecord) -> Option<&Number> {
    record.record_type().label?;
    ["number", "serial"].into_iter().find_map(|member| match record.get(member) {
        Some(View::Number(number)) => Some(number),
        _ => None,
    })
}

/// A row, or a value of one, that no record carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Row or element of the source, from 1; `None` where it is about the source as a whole.
    pub row: Option<u64>,
    /// Column, element or member; `None` for a whole row.
    pub member: Option<String>,
    /// Why, for people; never a value.
    pub reason: String,
}

impl Loss {
    /// A whole row.
    pub fn row(row: u64, reason: impl Into<String>) -> Self {
        Self { row: Some(row), member: None, reason: reason.into() }
    }

    /// A value of a row.
    pub fn member(row: u64, member: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { row: Some(row), member: Some(member.into()), reason: reason.into() }
    }

    /// Something of the source as a whole.
    pub fn whole(member: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { row: None, member: Some(member.into()), reason: reason.into() }
    }

    /// Some values of the source, all for one reason, which follows their number: `of an element that no member takes`.
    pub(crate) fn values(member: impl Into<String>, count: u64, reason: &str) -> Self {
        Self::whole(member, format!("{count} value{} {reason}", if count == 1 { "" } else { "s" }))
    }
}

/// Takes what a reader hands on. A closure that takes an [`Item`] is one; an error ends the conversion.
pub trait Sink {
    /// Takes the next piece.
    fn take(&mut self, item: Item) -> io::Result<()>;
}

impl<F: FnMut(Item) -> io::Result<()>> Sink for F {
    fn take(&mut self, item: Item) -> io::Result<()> {
        self(item)
    }
}

/// Keeps everything in memory: for small sources and for tests.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    /// Every series with its records.
    pub series: Vec<(Series, Vec<Row>)>,
    /// All of them.
    pub findings: Vec<Finding>,
    /// All of them.
    pub losses: Vec<Loss>,
}

impl Collected {
    /// The records of one type, over all series.
    pub fn records(&self, record_type: &str) -> impl Iterator<Item = &AnyRecord> {
        self.series
            .iter()
            .filter(move |(series, _)| series.record_type.name == record_type)
            .flat_map(|(_, rows)| rows.iter().map(|row| &row.record))
    }
}

impl Sink for Collected {
    fn take(&mut self, item: Item) -> io::Result<()> {
        match item {
            Item::Series(series) => self.series.push((series, Vec::new())),
            Item::Record(row) => {
                let thing = row.record.thing();
                let series = self.series.iter_mut().rev().find(|(series, _)| {
                    series.record_type == row.record.record_type() && series.thing.as_ref().map(Id::as_str) == thing
                });
                match series {
                    Some((_, rows)) => rows.push(row),
                    None => return Err(io::Error::other("a record came before its series")),
                }
            }
            Item::Finding(finding) => self.findings.push(finding),
            Item::Loss(loss) => self.losses.push(loss),
        }
        Ok(())
    }
}

/// What a conversion came to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The format read.
    pub format: Format,
    /// Rows that hold data, converted or not; headers, blank rows and trailers do not count.
    pub read: u64,
    /// Rows that became a record.
    pub converted: u64,
    /// Rows that did not; `read` is the sum of both.
    pub lost: u64,
    /// Findings of severity error.
    pub errors: u64,
    /// Whether the source ran newest first.
    pub newest_first: bool,
    /// Figures of the source that the rows were held against.
    pub controls: Vec<Control>,
}

impl Summary {
    pub(crate) fn new(format: Format) -> Self {
        Self { format, read: 0, converted: 0, lost: 0, errors: 0, newest_first: false, controls: Vec::new() }
    }
}

/// A figure of the source that follows from its rows, and whether it does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Control {
    /// The thing it is about.
    pub thing: Id,
    /// Which figure: `running balance`.
    pub figure: &'static str,
    /// How often it could be checked.
    pub checked: u64,
    /// How often it did not agree.
    pub breaks: u64,
    /// Row of the first break.
    pub first_break: Option<u64>,
}
