//! The way from a reader to its sink, with everything counted that passes.

use pannier_model::{
    record::{AnyRecord, RecordType},
    value::{Date, Id},
};
use pannier_report::{Code, Finding, Location};

use crate::{Error, Format, Item, Loss, Row, Series, Sink, Summary};

/// What a reader writes to.
pub(crate) struct Output<'a> {
    sink: &'a mut dyn Sink,
    pub(crate) summary: Summary,
}

impl<'a> Output<'a> {
    pub(crate) fn new(format: Format, sink: &'a mut dyn Sink) -> Self {
        Self { sink, summary: Summary::new(format) }
    }

    pub(crate) fn finding(&mut self, finding: impl Into<Box<Finding>>) -> Result<(), Error> {
        let finding = *finding.into();
        if finding.is_error() {
            self.summary.errors += 1;
        }
        self.take(Item::Finding(finding))
    }

    pub(crate) fn loss(&mut self, loss: Loss) -> Result<(), Error> {
        self.take(Item::Loss(loss))
    }

    /// A value that its member cannot hold: a finding about the source, and a loss.
    pub(crate) fn lost_value(&mut self, loss: Loss) -> Result<(), Error> {
        let location = Location { row: loss.row, ..Location::default() };
        let location = match &loss.member {
            Some(member) => location.at_pointer(format!("/{member}")),
            None => location,
        };
        self.finding(Finding::new(Code::ConvertValue, location, loss.reason.clone()))?;
        self.loss(loss)
    }

    /// A data row that cannot be converted, for a reason that is a finding: counted as read and lost.
    pub(crate) fn lost_row(&mut self, row: u64, finding: impl Into<Box<Finding>>) -> Result<(), Error> {
        let finding = finding.into();
        let reason = finding.message.clone();
        self.finding(finding)?;
        self.skipped_row(row, reason)
    }

    /// A data row that no record carries although nothing is wrong with it.
    pub(crate) fn skipped_row(&mut self, row: u64, reason: impl Into<String>) -> Result<(), Error> {
        self.summary.read += 1;
        self.summary.lost += 1;
        self.loss(Loss::row(row, reason))
    }

    pub(crate) fn series(&mut self, series: Series) -> Result<(), Error> {
        self.take(Item::Series(series))
    }

    /// A record that stands for a data row.
    pub(crate) fn row(&mut self, place: u64, record: impl Into<AnyRecord>) -> Result<(), Error> {
        self.summary.read += 1;
        self.summary.converted += 1;
        self.record(Some(place), record)
    }

    pub(crate) fn record(&mut self, place: Option<u64>, record: impl Into<AnyRecord>) -> Result<(), Error> {
        self.take(Item::Record(Row { place, record: record.into() }))
    }

    /// A state as a series of one record, which holds on one day.
    pub(crate) fn state(&mut self, thing: Id, record: impl Into<AnyRecord>) -> Result<(), Error> {
        let record = record.into();
        let as_of = record.sort_date();
        let Some(to) = as_of.next_day() else {
            return self.finding(last_day(Location::whole()));
        };
        self.series(day_series(thing, record.record_type(), as_of, to))?;
        self.record(None, record)
    }

    fn take(&mut self, item: Item) -> Result<(), Error> {
        self.sink.take(item).map_err(Error::Sink)
    }
}

/// The name of the n-th thing of a source, counted from 1: the name itself, then `name-2`. Cut where it would be too
/// long for an id with a number and a kind behind it.
pub(crate) fn numbered(name: &str, n: usize) -> Id {
    let kept: String = name.chars().take(40).collect();
    let name = if n == 1 { kept } else { format!("{kept}-{n}") };
    Id::parse(&name).expect("the beginning of an id, with a number")
}

/// A series over whole days without gaps in its promise.
pub(crate) fn day_series(thing: Id, record_type: &'static RecordType, from: Date, to: Date) -> Series {
    Series { thing: Some(thing), record_type, from, to, incomplete: Vec::new() }
}

/// The calendar ends; half-open periods need one day more.
pub(crate) fn last_day(location: Location) -> Finding {
    Finding::new(Code::ConvertDate, location, "a date has no day after it in the calendar of the format")
}
