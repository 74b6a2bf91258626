//! A writer that gathers accounts until the end, because its format says first what only the last record settles.

use std::io::Write;

use pannier_model::record::AnyRecord;

use super::{Book, Books, Carried, Losses, RecordWriter};
use crate::{Error, Loss, Series};

/// How a format writes all accounts; what has no place goes to the losses.
pub(crate) type Put<W> = fn(&mut W, &[Book], &mut Losses) -> Result<(), Error>;

/// Writes one file in one format. Its records are held in memory until [`RecordWriter::finish`].
#[derive(Debug)]
pub struct Gathered<W> {
    target: W,
    books: Books,
    put: Put<W>,
}

impl<W: Write> Gathered<W> {
    pub(crate) fn new(target: W, carried: &'static Carried, put: Put<W>) -> Self {
        Self { target, books: Books::new(carried), put }
    }
}

impl<W: Write> RecordWriter for Gathered<W> {
    fn series(&mut self, series: &Series) -> Result<(), Error> {
        self.books.series(series);
        Ok(())
    }

    fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), Error> {
        self.books.record(record, withheld);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Loss>, Error> {
        let books = self.books.take();
        (self.put)(&mut self.target, &books, &mut self.books.losses)?;
        self.target.flush().map_err(Error::Write)?;
        Ok(self.books.lost())
    }
}
