//! Delimited text as rows of raw fields, strictly, forwards and backwards, in constant memory.
//!
//! Own code rather than a library for two reasons. Readers in common use join what is broken: they take an unclosed
//! quote to the end of the file as one field and `"ab"c` as `abc`, so rows vanish without a word. And a file that runs
//! newest first has to be read backwards, which needs the byte where each row begins. A test holds this reader against
//! the `csv` crate on everything both accept.

use std::{
    io::{self, BufRead as _, BufReader, SeekFrom},
    ops::Range,
};

use crate::Input;

/// Longest row, in bytes. A row is a line of a statement: whatever is longer is an unclosed quote or an attack.
pub(crate) const ROW_BYTES: usize = 1 << 20;
/// Most fields of a row.
pub(crate) const FIELDS: usize = 1024;
/// Rows between two marks: what is held in memory when reading backwards.
const BLOCK: u64 = 4096;

/// How fields and rows are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// What encloses fields, if anything does. A `"` stands nowhere else. An apostrophe is one of the text too: it ends a
    /// field only before a delimiter or the end of the row.
    pub(crate) quote: Option<u8>,
}

/// Where a field stands in the bytes of its row, which are fewer than four milliards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(crate) fn new(start: usize, end: usize) -> Self {
        let small = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        Self { start: small(start), end: small(end) }
    }

    pub(crate) const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One row: fields without their quotes, still in the bytes of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawRow {
    /// From 1; blank lines count too.
    pub(crate) number: u64,
    /// Line on which it begins, from 1.
    pub(crate) line: u64,
    /// Offset of its first byte.
    pub(crate) byte: u64,
    /// The bytes of all fields; what parts them may stand between.
    bytes: Vec<u8>,
    spans: Vec<Span>,
}

impl RawRow {
    /// Number of fields, at least 1.
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether the field that is being read has nothing but blanks.
    fn is_blank_so_far(&self) -> bool {
        self.bytes[self.begin()..].iter().all(|byte| *byte == b' ')
    }

    /// Field `index`, from 0.
    pub(crate) fn field(&self, index: usize) -> Option<&[u8]> {
        self.bytes.get(self.spans.get(index)?.range())
    }

    /// The fields in order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter_map(|index| self.field(index))
    }

    /// The fields as text, and where in it each stands; `None` where one is not UTF-8.
    pub(crate) fn text(&self) -> Option<(&str, &[Span])> {
        let text = simdutf8::basic::from_utf8(&self.bytes).ok()?;
        // Two fields may hold the halves of a character.
        let is_whole = self.spans.iter().all(|span| text.is_char_boundary(span.range().end));
        is_whole.then_some((text, &self.spans))
    }

    /// Nothing but delimiters and white space.
    pub(crate) fn is_blank(&self) -> bool {
        self.fields().all(|field| field.iter().all(u8::is_ascii_whitespace))
    }

    /// Where the field begins that is not ended yet.
    fn begin(&self) -> usize {
        self.spans.last().map_or(0, |span| span.range().end)
    }

    /// Ends the field that begins at `start`; where the next one begins.
    fn end_field(&mut self, start: usize) -> usize {
        self.spans.push(Span::new(start, self.bytes.len()));
        self.bytes.len()
    }
}

/// What a row before the header can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lead {
    /// `sep=;`, with which a program tells a spreadsheet the delimiter. It is the first row of a file.
    Separator,
    Blank,
    Other,
}

impl Lead {
    pub(crate) fn of<'f>(mut fields: impl Iterator<Item = &'f [u8]>) -> Self {
        let first = fields.next().unwrap_or_default().trim_ascii();
        // The delimiter itself parts the row.
        let is_separator = match first.split_at_checked(4) {
            Some((word, sign)) => word.eq_ignore_ascii_case(b"sep=") && sign.len() < 2,
            None => false,
        };
        match (is_separator, fields.all(|field| field.trim_ascii().is_empty())) {
            (true, true) => Self::Separator,
            (false, true) if first.is_empty() => Self::Blank,
            _ => Self::Other,
        }
    }
}

/// What is wrong with the structure of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    StrayQuote,
    TextAfterQuote,
    Nul,
    TooManyFields,
    /// Nothing after it can be trusted.
    UnclosedQuote,
    /// Nothing after it can be trusted.
    TooLong,
}

impl Fault {
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::StrayQuote => "a quotation mark stands inside a field that does not begin with one",
            Self::TextAfterQuote => "text follows the closing quotation mark of a field",
            Self::Nul => "a NUL byte stands in the text",
            Self::TooManyFields => "a row has more than 1024 fields",
            Self::UnclosedQuote => "a quotation mark is never closed",
            Self::TooLong => "a row is longer than 1 MiB, so a quotation mark is probably never closed",
        }
    }

    /// Whether the rest of the file cannot be read.
    pub(crate) const fn is_final(self) -> bool {
        matches!(self, Self::UnclosedQuote | Self::TooLong)
    }
}

/// A row or what is wrong with it.
pub(crate) type Row<'a> = Result<&'a RawRow, (&'a RawRow, Fault)>;

/// A delimited source with its index of rows.
pub(crate) struct Table<'a> {
    input: &'a mut dyn Input,
    dialect: Dialect,
    /// Length of the byte order mark.
    start: u64,
    /// Beginning of every 4096th row; complete after one pass forwards.
    marks: Vec<Mark>,
}

#[derive(Clone, Copy)]
struct Mark {
    byte: u64,
    row: u64,
    line: u64,
}

impl<'a> Table<'a> {
    /// `start` is the offset of the first row, past a byte order mark.
    pub(crate) fn new(input: &'a mut dyn Input, dialect: Dialect, start: u64) -> Self {
        Self { input, dialect, start, marks: Vec::new() }
    }

    /// Every row from first to last. A final [`Fault`] is the last thing seen.
    pub(crate) fn forward<E: From<io::Error>>(
        &mut self,
        mut each: impl FnMut(Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.input.seek(SeekFrom::Start(self.start))?;
        let at = Mark { byte: self.start, row: 1, line: 1 };
        let mut marks = Vec::new();
        let mut lexer = Lexer::new(&mut *self.input, self.dialect, at);
        let mut row = RawRow::default();
        loop {
            if (lexer.at.row - 1).is_multiple_of(BLOCK) {
                marks.push(lexer.at);
            }
            match lexer.next(&mut row)? {
                Step::Row => each(Ok(&row))?,
                Step::Fault(fault) => {
                    each(Err((&row, fault)))?;
                    if fault.is_final() {
                        break;
                    }
                }
                Step::End => break,
            }
        }
        self.marks = marks;
        Ok(())
    }

    /// The row of this number, from 1; `None` where the source is shorter or the row has a fault.
    pub(crate) fn row(&mut self, number: u64) -> io::Result<Option<RawRow>> {
        self.input.seek(SeekFrom::Start(self.start))?;
        let at = Mark { byte: self.start, row: 1, line: 1 };
        let mut lexer = Lexer::new(&mut *self.input, self.dialect, at);
        let mut row = RawRow::default();
        loop {
            match lexer.next(&mut row)? {
                Step::Row if row.number == number => return Ok(Some(row)),
                Step::Fault(fault) if fault.is_final() || row.number == number => return Ok(None),
                Step::Row | Step::Fault(_) => {}
                Step::End => return Ok(None),
            }
        }
    }

    /// Every row from last to first; wants an earlier pass [`Table::forward`], whose faults are not told again.
    pub(crate) fn backward<E: From<io::Error>>(
        &mut self,
        mut each: impl FnMut(&RawRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut rows: Vec<RawRow> = Vec::new();
        for index in (0..self.marks.len()).rev() {
            let at = self.marks[index];
            self.input.seek(SeekFrom::Start(at.byte))?;
            let mut lexer = Lexer::new(&mut *self.input, self.dialect, at);
            let mut good = 0;
            for _ in 0..BLOCK {
                if good == rows.len() {
                    rows.push(RawRow::default());
                }
                match lexer.next(&mut rows[good])? {
                    Step::Row => good += 1,
                    Step::Fault(fault) if fault.is_final() => break,
                    Step::Fault(_) => {}
                    Step::End => break,
                }
            }
            for row in rows[..good].iter().rev() {
                each(row)?;
            }
        }
        Ok(())
    }
}

/// Where a row stands that was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    byte: u64,
    number: u64,
    line: u64,
}

impl RawRow {
    /// Where it stands, for [`Again::row`].
    pub(crate) fn place(&self) -> At {
        At { byte: self.byte, number: self.number, line: self.line }
    }
}

/// Rows that were read before, asked for in any order; those that follow each other are read as fast as the first time.
pub(crate) struct Again<'a> {
    lexer: Lexer<'a>,
    row: RawRow,
}

impl<'a> Again<'a> {
    pub(crate) fn new(input: &'a mut dyn Input, dialect: Dialect) -> io::Result<Self> {
        input.seek(SeekFrom::Start(0))?;
        Ok(Self { lexer: Lexer::new(input, dialect, Mark { byte: 0, row: 1, line: 1 }), row: RawRow::default() })
    }

    /// The row that begins there; `None` where the source has none there any more.
    pub(crate) fn row(&mut self, at: At) -> io::Result<Option<&RawRow>> {
        let by = i128::from(at.byte) - i128::from(self.lexer.at.byte);
        self.lexer.input.seek_relative(i64::try_from(by).map_err(|_| io::ErrorKind::InvalidInput)?)?;
        self.lexer.at = Mark { byte: at.byte, row: at.number, line: at.line };
        match self.lexer.next(&mut self.row)? {
            Step::Row => Ok(Some(&self.row)),
            Step::Fault(_) | Step::End => Ok(None),
        }
    }
}

enum Step {
    Row,
    Fault(Fault),
    End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first byte of a field.
    Start,
    Bare,
    Quoted,
    /// After a quotation mark within a quoted field: its end, or the first half of a doubled one.
    Closing,
    /// After a blank behind the end of a quoted field.
    Closed,
    /// After a fault: up to the end of the line.
    Skip,
}

struct Lexer<'a> {
    input: BufReader<&'a mut dyn Input>,
    dialect: Dialect,
    /// Where the next row begins.
    at: Mark,
}

impl<'a> Lexer<'a> {
    fn new(input: &'a mut dyn Input, dialect: Dialect, at: Mark) -> Self {
        Self { input: BufReader::with_capacity(64 * 1024, input), dialect, at }
    }

    fn next(&mut self, row: &mut RawRow) -> io::Result<Step> {
        if self.whole_line(row)? {
            return Ok(Step::Row);
        }
        row.number = self.at.row;
        row.line = self.at.line;
        row.byte = self.at.byte;
        row.bytes.clear();
        row.spans.clear();
        let mut start = 0;
        let mut state = State::Start;
        let mut fault = None;
        let mut read = 0_u64;
        loop {
            let Some(byte) = self.byte()? else {
                if read == 0 {
                    return Ok(Step::End);
                }
                if state == State::Quoted {
                    return Ok(Step::Fault(Fault::UnclosedQuote));
                }
                break;
            };
            read += 1;
            if read > ROW_BYTES as u64 {
                return Ok(Step::Fault(Fault::TooLong));
            }
            if byte == b'\n' || (byte == b'\r' && !self.followed_by_lf()?) {
                self.at.line += 1;
            }
            if byte == 0 && state != State::Quoted {
                fault = fault.or(Some(Fault::Nul));
            }
            let ends_row = matches!(byte, b'\n' | b'\r');
            let is_quote = self.dialect.quote == Some(byte);
            match state {
                State::Quoted if is_quote => state = State::Closing,
                State::Quoted => {
                    if byte == 0 {
                        fault = fault.or(Some(Fault::Nul));
                    }
                    row.bytes.push(byte);
                }
                State::Closing if is_quote => {
                    row.bytes.push(byte);
                    state = State::Quoted;
                }
                _ if ends_row => {
                    if byte == b'\r' && self.followed_by_lf()? {
                        self.byte()?;
                        read += 1;
                        self.at.line += 1;
                    }
                    break;
                }
                State::Skip => {}
                _ if byte == self.dialect.delimiter => {
                    if row.spans.len() + 1 == FIELDS {
                        fault = fault.or(Some(Fault::TooManyFields));
                        state = State::Skip;
                    } else {
                        start = row.end_field(start);
                        state = State::Start;
                    }
                }
                State::Start if is_quote => state = State::Quoted,
                State::Closing if self.dialect.quote == Some(b'\'') => {
                    row.bytes.extend([b'\'', byte]);
                    state = State::Quoted;
                }
                // Blanks around a quoted field are no part of it.
                State::Closing | State::Closed if byte == b' ' => state = State::Closed,
                State::Closing | State::Closed => {
                    fault = fault.or(Some(Fault::TextAfterQuote));
                    state = State::Skip;
                }
                State::Bare if is_quote && byte == b'"' && row.is_blank_so_far() => {
                    row.bytes.truncate(row.begin());
                    state = State::Quoted;
                }
                State::Bare if is_quote && byte == b'"' => {
                    fault = fault.or(Some(Fault::StrayQuote));
                    state = State::Skip;
                }
                State::Start | State::Bare => {
                    row.bytes.push(byte);
                    state = State::Bare;
                }
            }
        }
        row.end_field(start);
        self.at.byte += read;
        self.at.row += 1;
        Ok(fault.map_or(Step::Row, Step::Fault))
    }

    /// Takes a row that is one line, stands whole in the buffer and has no fault; whatever else is left to the walk byte by
    /// byte.
    fn whole_line(&mut self, row: &mut RawRow) -> io::Result<bool> {
        self.peek()?;
        let buffer = self.input.buffer();
        let Some(end) = memchr::memchr2(b'\n', b'\r', buffer).filter(|end| *end < ROW_BYTES - 2) else {
            return Ok(false);
        };
        let ends = match (buffer[end], buffer.get(end + 1)) {
            (b'\n', _) => 1,
            (_, Some(b'\n')) => 2,
            (_, Some(_)) => 1,
            (_, None) => return Ok(false),
        };
        row.bytes.clear();
        row.spans.clear();
        if !fields(&buffer[..end], self.dialect, row) {
            return Ok(false);
        }
        (row.number, row.line, row.byte) = (self.at.row, self.at.line, self.at.byte);
        let read = end + ends;
        self.input.consume(read);
        self.at.byte += read as u64;
        self.at.row += 1;
        self.at.line += 1;
        Ok(true)
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        if byte.is_some() {
            self.input.consume(1);
        }
        Ok(byte)
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.input.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn followed_by_lf(&mut self) -> io::Result<bool> {
        Ok(self.peek()? == Some(b'\n'))
    }
}

/// The places of a byte, in order. Eight bytes are looked at in one step: fields are short, and a search that begins anew
/// after each costs more than the bytes it skips.
fn each_place(wanted: u8, bytes: &[u8], mut each: impl FnMut(usize)) {
    const LOW: u64 = u64::from_ne_bytes([0x7F; 8]);
    let wanted_everywhere = u64::from_ne_bytes([wanted; 8]);
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let differing = u64::from_le_bytes(*word) ^ wanted_everywhere;
        // The highest bit of every byte that does not differ, and no other.
        let mut found = !(((differing & LOW) + LOW) | differing | LOW);
        while found != 0 {
            each(8 * index + found.trailing_zeros() as usize / 8);
            found &= found - 1;
        }
    }
    let start = bytes.len() - rest.len();
    rest.iter().enumerate().filter(|(_, byte)| **byte == wanted).for_each(|(index, _)| each(start + index));
}

/// The fields of a line, unless it is not whole or has a fault.
fn fields(line: &[u8], dialect: Dialect, row: &mut RawRow) -> bool {
    let has_sign = match dialect.quote {
        None => memchr::memchr(0, line).is_some(),
        Some(quote) => memchr::memchr2(0, quote, line).is_some(),
    };
    if !has_sign {
        row.bytes.extend_from_slice(line);
        let mut start = 0;
        each_place(dialect.delimiter, line, |end| {
            row.spans.push(Span::new(start, end));
            start = end + 1;
        });
        row.spans.push(Span::new(start, line.len()));
        return row.spans.len() <= FIELDS;
    }
    if dialect.quote != Some(b'"') || memchr::memchr(0, line).is_some() {
        return false;
    }
    let mut rest = line;
    let mut start = 0;
    loop {
        if rest.first() == Some(&b'"') {
            rest = &rest[1..];
            // A doubled mark stands for one.
            loop {
                let Some(mark) = memchr::memchr(b'"', rest) else { return false };
                row.bytes.extend_from_slice(&rest[..mark]);
                rest = &rest[mark + 1..];
                if rest.first() != Some(&b'"') {
                    break;
                }
                row.bytes.push(b'"');
                rest = &rest[1..];
            }
            if rest.first().is_some_and(|byte| *byte != dialect.delimiter) {
                return false;
            }
        } else {
            let field = &rest[..memchr::memchr(dialect.delimiter, rest).unwrap_or(rest.len())];
            if memchr::memchr(b'"', field).is_some() {
                return false;
            }
            row.bytes.extend_from_slice(field);
            rest = &rest[field.len()..];
        }
        start = row.end_field(start);
        if row.spans.len() > FIELDS {
            return false;
        }
        let Some((_, after)) = rest.split_first() else { return true };
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    const COMMA: Dialect = Dialect { delimiter: b',', quote: Some(b'"') };

    #[test]
    fn leads() {
        for (text, expected) in [
            ("sep=;", Lead::Separator),
            ("SEP=,", Lead::Separator),
            ("\"sep=,\"", Lead::Separator),
            ("sep=", Lead::Separator),
            ("sep=,1", Lead::Other),
            ("sep=;;", Lead::Other),
            ("Sept", Lead::Other),
            (" , ", Lead::Blank),
            (",x", Lead::Other),
        ] {
            let mut input = Cursor::new(text);
            let row = Table::new(&mut input, COMMA, 0).row(1).expect("memory").expect("a row");
            assert_eq!(Lead::of(row.fields()), expected, "{text}");
        }
    }

    type Seen = Vec<Result<Vec<String>, Fault>>;

    fn rows(bytes: &[u8]) -> Seen {
        rows_in(bytes, COMMA)
    }

    fn rows_in(bytes: &[u8], dialect: Dialect) -> Seen {
        let mut input = Cursor::new(bytes);
        let mut seen = Vec::new();
        Table::new(&mut input, dialect, 0)
            .forward::<io::Error>(|row| {
                seen.push(match row {
                    Ok(row) => Ok(row.fields().map(|field| String::from_utf8_lossy(field).into_owned()).collect()),
                    Err((_, fault)) => Err(fault),
                });
                Ok(())
            })
            .expect("memory");
        seen
    }

    #[test]
    fn structure_is_strict() {
        let row = |fields: &[&str]| Ok(fields.iter().map(ToString::to_string).collect::<Vec<_>>());
        let check = |text: &str, expected: &[Result<Vec<String>, Fault>]| {
            assert_eq!(rows(text.as_bytes()), expected, "{text:?}");
        };
        check("", &[]);
        check("a,b", &[row(&["a", "b"])]);
        check("a,b\n", &[row(&["a", "b"])]);
        check("a,b\r\nc\r\n", &[row(&["a", "b"]), row(&["c"])]);
        check("a\rb\r", &[row(&["a"]), row(&["b"])]);
        check("a\n\nb", &[row(&["a"]), row(&[""]), row(&["b"])]);
        check("\"a\r\nb\",c\n", &[row(&["a\r\nb", "c"])]);
        check("\"say \"\"hi\"\"\"\n", &[row(&["say \"hi\""])]);
        check("\"\",\n", &[row(&["", ""])]);
        check("a\"b\nc\n", &[Err(Fault::StrayQuote), row(&["c"])]);
        check("\"a\"b,\nc\n", &[Err(Fault::TextAfterQuote), row(&["c"])]);
        check("\"a\" ,\"b\"  \nc\n", &[row(&["a", "b"]), row(&["c"])]);
        check("x, \"a, b\" , \"c\"\r\n", &[row(&["x", "a, b", "c"])]);
        check("\"a\" b\nc\n", &[Err(Fault::TextAfterQuote), row(&["c"])]);
        check("\"a\" \"b\"\nc\n", &[Err(Fault::TextAfterQuote), row(&["c"])]);
        check("x \"a\"\nc\n", &[Err(Fault::StrayQuote), row(&["c"])]);
        check("a\n\"b\nc,d\n", &[row(&["a"]), Err(Fault::UnclosedQuote)]);
        check("a\0b\nc\n", &[Err(Fault::Nul), row(&["c"])]);
        check("\"a\0b\"\nc\n", &[Err(Fault::Nul), row(&["c"])]);
        check(&format!("{}\nc\n", ",".repeat(FIELDS)), &[Err(Fault::TooManyFields), row(&["c"])]);
        check(&format!("\"{}", "x".repeat(ROW_BYTES)), &[Err(Fault::TooLong)]);
    }

    /// Texts have apostrophes of their own.
    #[test]
    fn apostrophes_enclose_fields() {
        let row = |fields: &[&str]| Ok(fields.iter().map(ToString::to_string).collect::<Vec<_>>());
        let check = |text: &str, expected: &[Result<Vec<String>, Fault>]| {
            assert_eq!(rows_in(text.as_bytes(), Dialect { quote: Some(b'\''), ..COMMA }), expected, "{text:?}");
        };
        check("a,'b, c',d\n", &[row(&["a", "b, c", "d"])]);
        check("a,'b'\r\n'c',\n", &[row(&["a", "b"]), row(&["c", ""])]);
        check("a,'the baker's, 1',d'e\n", &[row(&["a", "the baker's, 1", "d'e"])]);
        check("'say ''hi''',\"b\"\n", &[row(&["say 'hi'", "\"b\""])]);
        check("'',a\n", &[row(&["", "a"])]);
        check("a,'b\n", &[Err(Fault::UnclosedQuote)]);
    }

    #[test]
    fn a_field_is_text_by_itself() {
        let check = |line: &[u8], expected: Option<&[&str]>| {
            let mut row = RawRow::default();
            assert!(fields(line, COMMA, &mut row), "{line:?}");
            let found: Option<Vec<&str>> =
                row.text().map(|(text, spans)| spans.iter().map(|span| &text[span.range()]).collect());
            assert_eq!(found.as_deref(), expected, "{line:?}");
        };
        check("a,é,".as_bytes(), Some(&["a", "é", ""]));
        check(b"a,\xC3,\xA9", None);
        check(b"\"\xC3\",\"\xA9\"", None);
        check(b"\xFF", None);
    }

    #[test]
    fn places_are_those_of_the_source() {
        let mut input = Cursor::new(b"a\r\n\"b\nb\"\n\nc".as_slice());
        let mut seen = Vec::new();
        Table::new(&mut input, COMMA, 0)
            .forward::<io::Error>(|row| {
                let row = row.expect("well formed");
                seen.push((row.number, row.line, row.byte));
                Ok(())
            })
            .expect("memory");
        assert_eq!(seen, [(1, 1, 0), (2, 2, 3), (3, 4, 9), (4, 5, 10)]);
    }

    #[test]
    fn backwards_is_forwards_turned_round() {
        let text = "1,\"x\ny\"\n2,z\n".repeat(5_000);
        let mut input = Cursor::new(text.into_bytes());
        let mut table = Table::new(&mut input, COMMA, 0);
        let (mut ahead, mut back) = (Vec::new(), Vec::new());
        table
            .forward::<io::Error>(|row| {
                ahead.push(row.expect("well formed").clone());
                Ok(())
            })
            .expect("memory");
        table
            .backward::<io::Error>(|row| {
                back.push(row.clone());
                Ok(())
            })
            .expect("memory");
        back.reverse();
        assert_eq!(ahead.len(), 10_000);
        assert_eq!(ahead, back);
    }

    proptest! {
        #[test]
        fn places_are_those_of_a_plain_search(bytes in proptest::collection::vec(prop_oneof![Just(b';'), Just(b';' ^ 0x80), any::<u8>()], 0..80)) {
            let mut seen = Vec::new();
            each_place(b';', &bytes, |place| seen.push(place));
            let expected: Vec<usize> = (0..bytes.len()).filter(|place| bytes[*place] == b';').collect();
            prop_assert_eq!(seen, expected);
        }

        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..200)) {
            let seen = rows(&bytes);
            prop_assert!(seen.len() <= bytes.len());
        }

        /// What is well formed this reader and the `csv` crate take with the same result.
        #[test]
        fn agrees_with_the_csv_crate(text in "(([ab ]{0,3}|\"([ab,\n]|\"\"){0,4}\")[,\n]){0,12}") {
            let ours: Result<Vec<Vec<String>>, Fault> = rows(text.as_bytes()).into_iter().collect();
            // The csv crate skips empty lines.
            let ours: Vec<Vec<String>> = ours.expect("well formed").into_iter().filter(|row| *row != [""]).collect();
            let theirs: Vec<Vec<String>> = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes())
                .records()
                .map(|row| row.expect("text").iter().map(str::to_owned).collect())
                .filter(|row: &Vec<String>| *row != [""])
                .collect();
            prop_assert_eq!(ours, theirs);
        }
    }
}
