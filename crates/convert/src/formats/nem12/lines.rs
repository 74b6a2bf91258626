//! Lines of a source with the byte each begins at, so that one can be read again.

use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom};

use crate::Input;

/// Longest line, in bytes: a day of 1,440 values needs a quarter of it.
const MOST: usize = 64 << 10;

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

    /// The next line without its end, which is LF, CR LF or a lone CR; `None` at the end of the source.
    pub(super) fn next(&mut self) -> io::Result<Option<(At, Line<'_>)>> {
        self.buffer.clear();
        let at = At { row: self.row + 1, byte: self.byte };
        let mut read = 0;
        let mut ended = false;
        while !ended {
            let available = match self.reader.fill_buf() {
                Ok([]) => break,
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let end = memchr::memchr2(b'\n', b'\r', available);
            let line = &available[..end.unwrap_or(available.len())];
            // One byte more than is allowed tells that it is too long.
            let left = (MOST + 1).saturating_sub(self.buffer.len());
            self.buffer.extend_from_slice(&line[..line.len().min(left)]);
            ended = end.is_some();
            let is_return = end.is_some_and(|end| available[end] == b'\r');
            let step = line.len() + usize::from(ended);
            self.reader.consume(step);
            read += step as u64;
            if is_return && self.peek()? == Some(b'\n') {
                self.reader.consume(1);
                read += 1;
            }
        }
        if read == 0 {
            return Ok(None);
        }
        self.row += 1;
        self.byte += read;
        if self.buffer.len() > MOST {
            return Ok(Some((at, Line::TooLong)));
        }
        Ok(Some((at, std::str::from_utf8(&self.buffer).map_or(Line::NoText, Line::Text))))
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.reader.fill_buf() {
                Ok(available) => return Ok(available.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
