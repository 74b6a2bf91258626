//! The text of a source, piece by piece: as much of it as is looked at stands in memory, and any place can be gone back
//! to.
//!
//! Places are offsets in the text as UTF-8. In a source of another encoding they are found again by marks, one for each
//! piece read.

use std::{
    borrow::Cow,
    io::{self, Read as _, SeekFrom},
    rc::Rc,
};

use pannier_report::{Code, Finding, Location};

use crate::{Encoding, Error, Input, syntax::encoding::byte_order_mark};

/// Most bytes that are read at once; a stretch that is longer is doubled.
const PIECE: usize = 256 * 1024;
/// Bytes that are read at once after a jump: it may be about one element only.
const JUMP: usize = 4 * 1024;
/// Bytes that are read before the place where a jump goes back by fewer: the next one will, too.
const BACK: usize = 16 * 1024;
/// Most bytes that are read at once of another encoding than UTF-8: to jump is to decode from the last mark on.
const MARKED: usize = 16 * 1024;

/// Why reading ends before the text does.
pub(crate) enum Stop {
    /// Something is wrong with the text.
    Finding(Box<Finding>),
    /// Something failed.
    Error(Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Error(error.into())
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl Stop {
    /// The two kinds of trouble apart.
    pub(crate) fn apart<T>(outcome: Result<T, Self>) -> Result<Result<T, Box<Finding>>, Error> {
        match outcome {
            Ok(value) => Ok(Ok(value)),
            Err(Self::Finding(finding)) => Ok(Err(finding)),
            Err(Self::Error(error)) => Err(error),
        }
    }
}

/// A stretch of the text, and where in it the reader stands.
pub(crate) struct Window<'a> {
    input: &'a mut dyn Input,
    encoding: Encoding,
    /// Length of the byte order mark.
    mark: u64,
    /// The stretch. Values that are handed out keep it alive.
    text: Rc<String>,
    /// Position in the stretch: what lies before it is done with.
    pub(crate) at: usize,
    /// Offset of the stretch.
    base: u64,
    /// Whether nothing follows the stretch.
    end: bool,
    /// Bytes read behind the stretch that are no whole character yet.
    carry: Vec<u8>,
    /// Offset in the text and in the source of pieces; none for UTF-8, where one follows from the other.
    marks: Vec<(u64, u64)>,
    /// Offset in the source of the next byte to read, and how many to read.
    next: u64,
    piece: usize,
    /// Offset in the text that was gone back to last, and the one before it in the source: who reads from the end to the
    /// beginning wants nothing of what lies behind that.
    sought: u64,
    bound: u64,
    /// Line of the beginning of the stretch, and the offset at which that line begins; `None` after a jump.
    line: Option<(u64, u64)>,
}

impl<'a> Window<'a> {
    /// At the beginning: UTF-8, or UTF-16 by its byte order mark, or as given.
    pub(crate) fn new(input: &'a mut dyn Input, given: Option<Encoding>) -> Result<Self, Error> {
        let head = crate::syntax::encoding::head(input, 4)?;
        let (encoding, mark) = byte_order_mark(&head).unwrap_or((given.unwrap_or(Encoding::UTF_8), 0));
        input.seek(SeekFrom::Start(mark))?;
        Ok(Self {
            input,
            encoding,
            mark,
            text: Rc::default(),
            at: 0,
            base: 0,
            end: false,
            carry: Vec::new(),
            marks: Vec::new(),
            next: mark,
            piece: JUMP,
            sought: 0,
            bound: 0,
            line: Some((1, 0)),
        })
    }

    /// The stretch.
    pub(crate) fn text(&self) -> &Rc<String> {
        &self.text
    }

    /// What of it is left.
    pub(crate) fn rest(&self) -> &[u8] {
        &self.text.as_bytes()[self.at..]
    }

    /// Whether nothing follows the stretch.
    pub(crate) fn is_last(&self) -> bool {
        self.end
    }

    /// Offset in the text of a position in the stretch.
    pub(crate) fn offset(&self, position: usize) -> u64 {
        self.base + position as u64
    }

    /// Line and column, from 1, of a position in the stretch, as far as lines have been counted.
    pub(crate) fn place(&self, position: usize) -> Location {
        let Some((line, start)) = self.line else { return Location::whole() };
        let before = &self.text.as_bytes()[..position.min(self.text.len())];
        let breaks = lines(before);
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(start, |found| self.offset(found + 1));
        Location::line(line + breaks).at_column(self.offset(before.len()) - start + 1)
    }

    /// Drops what lies before the position and reads on; the stretch grows by a piece or to twice its length.
    pub(crate) fn fill(&mut self) -> Result<(), Stop> {
        let kept = &self.text[self.at..];
        let dropped = &self.text.as_bytes()[..self.at];
        if let Some((line, start)) = &mut self.line {
            *line += lines(dropped);
            if let Some(found) = dropped.iter().rposition(|byte| *byte == b'\n') {
                *start = self.base + found as u64 + 1;
            }
        }
        let more = kept.len().max(self.piece);
        self.piece = (2 * self.piece).min(if self.encoding == Encoding::UTF_8 { PIECE } else { MARKED });
        let mut bytes = std::mem::take(&mut self.carry);
        let begin = self.next - bytes.len() as u64;
        let wanted = more.saturating_sub(bytes.len()) as u64;
        let wanted = match self.bound.checked_sub(self.next) {
            Some(before @ 1..) => wanted.min(before),
            _ => wanted,
        };
        let read = (&mut *self.input).take(wanted).read_to_end(&mut bytes)? as u64;
        self.next += read;
        let last = read < wanted;
        let (whole, decoded) = self.decoded(&bytes, last);
        let offset = self.base + self.text.len() as u64;
        // Where no value keeps the stretch alive, its memory is used again.
        let mut text = match Rc::get_mut(&mut self.text) {
            Some(stretch) => {
                stretch.drain(..self.at);
                std::mem::take(stretch)
            }
            None => self.text[self.at..].to_owned(),
        };
        text.reserve_exact(whole);
        if self.encoding != Encoding::UTF_8 && self.marks.last().is_none_or(|(known, _)| *known < offset) {
            self.marks.push((offset, begin));
        }
        self.base += self.at as u64;
        self.at = 0;
        let Some(decoded) = decoded else {
            let good = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
            text.push_str(std::str::from_utf8(&bytes[..good]).unwrap_or_default());
            self.text = Rc::new(text);
            return Err(Stop::Finding(self.no_character()));
        };
        text.push_str(&decoded);
        drop(decoded);
        self.text = Rc::new(text);
        bytes.drain(..whole);
        self.carry = bytes;
        self.end = last;
        Ok(())
    }

    fn no_character(&self) -> Box<Finding> {
        let place = if self.encoding == Encoding::UTF_8 { self.place(self.text.len()) } else { Location::whole() };
        let message = format!("a byte has no character in {}", self.encoding.name());
        Finding::new(Code::ConvertEncoding, place, message)
            .with_help("name the encoding of the source with --encoding, for instance windows-1252")
            .into()
    }

    /// How many bytes are whole characters for certain, and these as text; `None` where one has no character.
    fn decoded<'b>(&self, bytes: &'b [u8], last: bool) -> (usize, Option<Cow<'b, str>>) {
        if self.encoding != Encoding::UTF_8 {
            let whole = self.whole(bytes, last);
            return (whole, self.encoding.decode(&bytes[..whole]));
        }
        match simdutf8::compat::from_utf8(bytes) {
            Ok(text) => (bytes.len(), Some(text.into())),
            // A character that is cut waits for its other bytes.
            Err(error) if error.error_len().is_none() && !last => {
                let whole = error.valid_up_to();
                (whole, simdutf8::compat::from_utf8(&bytes[..whole]).ok().map(Cow::Borrowed))
            }
            Err(_) => (bytes.len(), None),
        }
    }

    /// How many bytes of another encoding than UTF-8 are whole characters for certain.
    fn whole(&self, bytes: &[u8], last: bool) -> usize {
        if last {
            return bytes.len();
        }
        if self.encoding.is_utf_16() {
            let even = bytes.len() & !1;
            let high = match bytes[..even] {
                [.., first, second] => {
                    let unit = if self.encoding.name() == "UTF-16LE" { second } else { first };
                    (0xD8..0xDC).contains(&unit)
                }
                _ => false,
            };
            return if high { even - 2 } else { even };
        }
        // No byte below 0x30 is a later part of a character in any encoding that is read.
        bytes.iter().rposition(|byte| *byte < 0x30).map_or(bytes.len(), |found| found + 1)
    }

    /// Goes to an offset that was passed before.
    pub(crate) fn seek(&mut self, offset: u64) -> Result<(), Stop> {
        let before = std::mem::replace(&mut self.sought, offset);
        let within = offset.checked_sub(self.base).and_then(|within| usize::try_from(within).ok());
        if let Some(within) = within.filter(|within| *within <= self.text.len()) {
            self.at = within;
            return Ok(());
        }
        let is_plain = self.encoding == Encoding::UTF_8;
        let steps_back = is_plain && offset < before && before - offset < BACK as u64;
        let (begin, raw) = if is_plain {
            let begin = if steps_back { self.character(offset.saturating_sub(BACK as u64))? } else { offset };
            (begin, begin + self.mark)
        } else {
            let found = self.marks.partition_point(|(begin, _)| *begin <= offset);
            self.marks.get(found.saturating_sub(1)).copied().unwrap_or((0, self.mark))
        };
        self.input.seek(SeekFrom::Start(raw))?;
        self.bound = if is_plain { before + self.mark } else { 0 };
        self.next = raw;
        self.piece = if steps_back { 2 * BACK } else { JUMP };
        self.carry.clear();
        match Rc::get_mut(&mut self.text) {
            Some(stretch) => stretch.clear(),
            None => self.text = Rc::default(),
        }
        self.at = 0;
        self.base = begin;
        self.end = false;
        self.line = (begin == 0).then_some((1, 0));
        while self.offset(self.text.len()) < offset && !self.end {
            self.at = if steps_back { 0 } else { self.text.len() };
            self.fill()?;
        }
        self.at = usize::try_from(offset - self.base).unwrap_or(usize::MAX).min(self.text.len());
        Ok(())
    }

    /// The first offset from this one on at which a character of UTF-8 begins.
    fn character(&mut self, offset: u64) -> Result<u64, Stop> {
        self.input.seek(SeekFrom::Start(offset + self.mark))?;
        let mut bytes = Vec::with_capacity(3);
        (&mut *self.input).take(3).read_to_end(&mut bytes)?;
        Ok(offset + bytes.iter().take_while(|byte| **byte & 0xC0 == 0x80).count() as u64)
    }
}

fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
