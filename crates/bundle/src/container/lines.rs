//! The rows of a part, line by line, out of an entry of any size.

use pannier_report::{Code, Location};

use super::EntryReader;
use crate::{fault::Fault, limits::LINE_BYTES};

/// Inflated bytes asked for at once.
const PIECE: usize = 64 << 10;

/// Reads rows one by one in the memory of one line.
#[derive(Debug)]
pub struct RowReader<'a> {
    entry: EntryReader<'a>,
    held: Vec<u8>,
    /// Where the next line begins in `held`.
    from: usize,
    /// Up to where `held` is known to have no LF.
    seen: usize,
    filled: usize,
    rows: u64,
    /// Where the next line begins in the content of the entry.
    offset: u64,
    last_start: u64,
    ended: bool,
}

impl<'a> RowReader<'a> {
    /// Reads the rows of what `entry` inflates to.
    pub fn new(entry: EntryReader<'a>) -> Self {
        Self { entry, held: Vec::new(), from: 0, seen: 0, filled: 0, rows: 0, offset: 0, last_start: 0, ended: false }
    }

    /// The next row without its LF, or `None` behind the last; then the whole entry has been read and checked.
    ///
    /// # Errors
    /// `record-line-end`, `record-line-length`, and all of [`EntryReader::read`].
    pub fn next_row(&mut self) -> Result<Option<&[u8]>, Fault> {
        loop {
            if let Some(found) = memchr::memchr(b'\n', &self.held[self.seen..self.filled]) {
                let (start, end) = (self.from, self.seen + found);
                if end - start >= LINE_BYTES {
                    return Err(self.too_long());
                }
                self.from = end + 1;
                self.seen = end + 1;
                self.rows += 1;
                self.last_start = self.offset;
                self.offset += (end + 1 - start) as u64;
                return Ok(Some(&self.held[start..end]));
            }
            self.seen = self.filled;
            if self.filled - self.from >= LINE_BYTES {
                return Err(self.too_long());
            }
            if self.ended || !self.fill()? {
                if self.from == self.filled {
                    return Ok(None);
                }
                let end = self.offset + (self.filled - self.from) as u64;
                return Err(Fault::new(
                    Code::RecordLineEnd,
                    Location::entry(self.entry.entry().name()).at_row(self.rows + 1).at_byte(end),
                    "the last line does not end with LF",
                ));
            }
        }
    }

    /// The number of the row read last, from 1; 0 before the first.
    pub fn row(&self) -> u64 {
        self.rows
    }

    /// The place of the row read last, for a finding in it at byte `byte` of the row.
    pub fn location(&self, byte: usize) -> Location {
        Location::entry(self.entry.entry().name()).at_row(self.rows).at_byte(self.last_start + byte as u64)
    }

    fn too_long(&self) -> Fault {
        Fault::new(
            Code::RecordLineLength,
            Location::entry(self.entry.entry().name()).at_row(self.rows + 1).at_byte(self.offset),
            "the line is longer than 1 MiB with its LF",
        )
    }

    /// Reads more behind what is held; false at the end of the entry.
    fn fill(&mut self) -> Result<bool, Fault> {
        self.held.copy_within(self.from..self.filled, 0);
        self.filled -= self.from;
        self.seen -= self.from;
        self.from = 0;
        if self.held.len() < self.filled + PIECE {
            self.held.resize(self.filled + PIECE, 0);
        }
        let read = self.entry.read(&mut self.held[self.filled..])?;
        self.filled += read;
        self.ended = read == 0;
        Ok(read > 0)
    }
}
