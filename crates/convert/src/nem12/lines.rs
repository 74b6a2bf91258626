//! Lines of a source with the byte each begins at, so that one can be read again.

use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};

use crate::Input;

/// Longest line, in bytes: a day of 1,440 values needs a quarter of it.
const MOST: u64 = 64 << 10;

/// Where a line stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    /// From 1.
    pub(super) row: u64,
    pub(super) byte: u64,
}

/// What a line is.
pub(super) enum Line<'a> {
    Text(&'a str),
    /// A byte that is no UTF-8.
    NoText,
    /// Too long to be a record; its rest is passed over.
    TooLong,
}

/// Reads lines, one held at a time.
pub(super) struct Lines<'a> {
    reader: BufReader<&'a mut dyn Input>,
    buffer: Vec<u8>,
    row: u64,
    byte: u64,
}

impl<'a> Lines<'a> {
    /// From byte `start`, past a byte order mark.
    pub(super) fn new(input: &'a mut dyn Input, start: u64) -> io::Result<Self> {
        let mut reader = BufReader::with_capacity(128 << 10, input);
        reader.seek(SeekFrom::Start(start))?;
        Ok(Self { reader, buffer: Vec::new(), row: 0, byte: start })
    }

    /// Goes to a line that was read before.
    pub(super) fn go(&mut self, at: At) -> io::Result<()> {
        match i64::try_from(i128::from(at.byte) - i128::from(self.byte)) {
            Ok(step) => self.reader.seek_relative(step)?,
            Err(_) => {
                self.reader.seek(SeekFrom::Start(at.byte))?;
            }
        }
        (self.byte, self.row) = (at.byte, at.row - 1);
        Ok(())
    }

    /// The next line without its end; `None` at the end of the source.
    pub(super) fn next(&mut self) -> io::Result<Option<(At, Line<'_>)>> {
        self.buffer.clear();
        let read = (&mut self.reader).take(MOST).read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        self.row += 1;
        let at = At { row: self.row, byte: self.byte };
        self.byte += read as u64;
        if read as u64 == MOST && self.buffer.last() != Some(&b'\n') {
            self.byte += self.pass()?;
            return Ok(Some((at, Line::TooLong)));
        }
        let text = std::str::from_utf8(&self.buffer).map(|text| text.trim_end_matches(['\n', '\r']));
        Ok(Some((at, text.map_or(Line::NoText, Line::Text))))
    }

    /// Passes over the rest of a line and tells how many bytes that were.
    fn pass(&mut self) -> io::Result<u64> {
        let mut passed = 0;
        loop {
            let available = self.reader.fill_buf()?;
            if available.is_empty() {
                return Ok(passed);
            }
            let end = available.iter().position(|byte| *byte == b'\n');
            let step = end.map_or(available.len(), |end| end + 1);
            self.reader.consume(step);
            passed += step as u64;
            if end.is_some() {
                return Ok(passed);
            }
        }
    }
}
