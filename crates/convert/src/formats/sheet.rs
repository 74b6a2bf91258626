//! Delimited text of one vendor: a header that names its columns, then rows.
//!
//! Columns are asked for by name, under any of the names a vendor has given them over the years. What nobody asks for is
//! named among the losses, with how often it held something.
//!
//! Vendors write commas between cells and points in numbers. Where a spreadsheet has saved the file again, semicolons or TABs
//! stand between cells, and its numbers say together which their decimal sign is.

use std::{cell::RefCell, collections::BTreeSet, io};

use pannier_report::{Code, Finding, Location};

use crate::{
    Encoding, Error, Input, Loss, Options,
    output::Output,
    syntax::{
        cells,
        delimited::{self, At, Dialect, Lead, RawRow, Table},
        encoding::{byte_order_mark, head},
        transcoded::Transcoded,
    },
    values::{
        number_style::{BadNumber, NumberStyle},
        text,
    },
};
use pannier_model::value::{Amount, Decimal, Name, Text};

/// What a vendor writes.
pub(crate) struct Vendor<'a> {
    /// Columns without which a file is none of this vendor's.
    pub(crate) required: &'a [&'a str],
    /// Words that stand for an empty cell.
    pub(crate) nothing: &'a [&'a str],
    /// Signs of currencies that stand before or after amounts.
    pub(crate) symbols: &'a [&'a str],
    /// Apostrophes that stand around a value so that no spreadsheet runs it.
    pub(crate) apostrophes: bool,
}

/// A row by the names of its columns.
pub(crate) struct Row<'a> {
    /// From 1; the header is one.
    pub(crate) number: u64,
    raw: &'a RawRow,
    cells: &'a [String],
    vendor: &'a Vendor<'a>,
    header: &'a Header,
    style: NumberStyle,
}

/// The names of the columns and which of them were asked for.
struct Header {
    names: Vec<String>,
    asked: RefCell<BTreeSet<usize>>,
}

impl Header {
    fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known.eq_ignore_ascii_case(name))
    }
}

impl<'a> Row<'a> {
    /// The text of a column under the first of several names that the file has; `None` where it is empty or says that there
    /// is nothing.
    pub(crate) fn text(&self, names: &[&str]) -> Option<&'a str> {
        let index = names.iter().find_map(|name| self.header.find(name))?;
        self.header.asked.borrow_mut().insert(index);
        let mut cell = self.cells.get(index)?.trim();
        if self.vendor.apostrophes {
            cell = cell.strip_prefix('\'').and_then(|cell| cell.strip_suffix('\'')).unwrap_or(cell).trim();
        }
        Some(cell)
            .filter(|cell| !cell.is_empty() && !self.vendor.nothing.iter().any(|word| cell.eq_ignore_ascii_case(word)))
    }

    /// Whether the file has one of these columns.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.header.find(name).is_some())
    }

    /// An amount; `None` where there is none.
    pub(crate) fn amount(&self, names: &[&str]) -> Result<Option<Amount>, Box<Finding>> {
        let Some(text) = self.text(names) else { return Ok(None) };
        NumberStyle { parentheses: true, ..self.style }.read(text, self.vendor.symbols).map(Some).map_err(|error| {
            let message = match error {
                BadNumber::Notation => "a cell holds no amount as the vendor writes it",
                BadNumber::Range => "an amount has more than 12 digits before the point or 6 after it",
            };
            self.wrong(Code::ConvertAmount, names, message)
        })
    }

    /// A quantity or price; `None` where there is none.
    pub(crate) fn decimal(&self, names: &[&str]) -> Result<Option<Decimal>, Box<Finding>> {
        self.amount(names).map(|amount| amount.map(Decimal::from))
    }

    /// A name that fits; one that does not is lost by itself.
    pub(crate) fn name(&self, names: &[&str], losses: &mut Vec<Loss>) -> Option<Name> {
        let written = self.text(names)?;
        text::name(written).unwrap_or_else(|_| {
            losses.push(Loss::member(self.number, names[0], "longer than 200 characters"));
            None
        })
    }

    /// A text that fits; one that does not is lost by itself.
    pub(crate) fn words(&self, names: &[&str], losses: &mut Vec<Loss>) -> Option<Text> {
        let written = self.text(names)?;
        text::text(written).unwrap_or_else(|_| {
            losses.push(Loss::member(self.number, names[0], "longer than 4000 characters"));
            None
        })
    }

    /// Where it stands, for [`Again::row`].
    pub(crate) fn place(&self) -> At {
        self.raw.place()
    }

    /// Where the row, or the cell of a column, stands.
    pub(crate) fn at(&self, names: &[&str]) -> Location {
        cells::at(self.raw, names.iter().find_map(|name| self.header.find(name)))
    }

    /// A finding about a cell of this row.
    pub(crate) fn wrong(&self, code: Code, names: &[&str], message: &str) -> Box<Finding> {
        Box::new(
            Finding::new(code, self.at(names), message.to_owned()).with_value(self.text(names).unwrap_or_default()),
        )
    }
}

/// Whether the first line of a text is a header that has all of these columns.
pub(crate) fn has_columns(text: &str, columns: &[&str]) -> bool {
    delimiter(text, columns).is_some()
}

/// What stands between the cells of the first line, where that is a header that has all of these columns.
fn delimiter(text: &str, columns: &[&str]) -> Option<u8> {
    [b',', b';', b'\t'].into_iter().find(|delimiter| are_between(char::from(*delimiter), text, columns))
}

fn are_between(delimiter: char, text: &str, columns: &[&str]) -> bool {
    let text = text.trim_start_matches('\u{FEFF}');
    let is_separator = |line: &str| Lead::of([line.trim_matches('"').as_bytes()].into_iter()) == Lead::Separator;
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let line = lines.find(|line| !is_separator(line)).unwrap_or_default();
    let mut quoted = false;
    let names: Vec<String> = line
        .split(|c: char| {
            quoted ^= c == '"';
            c == delimiter && !quoted
        })
        .map(|name| name.trim().trim_matches('"').trim().to_ascii_lowercase())
        .collect();
    columns.iter().all(|column| names.contains(&column.to_ascii_lowercase()))
}

/// A sheet of which every row was read once.
pub(crate) struct Sheet<'a> {
    text: Source<'a>,
    encoding: Encoding,
    vendor: &'a Vendor<'a>,
    found: Found,
}

/// What a first reading finds out.
struct Found {
    dialect: Dialect,
    header: Header,
    /// How often each column holds something.
    filled: Vec<u64>,
    style: NumberStyle,
}

/// Where its bytes come from.
enum Source<'a> {
    Plain(&'a mut dyn Input),
    Transcoded(Transcoded<'a>),
}

impl Source<'_> {
    fn input(&mut self) -> &mut dyn Input {
        match self {
            Self::Plain(input) => input,
            Self::Transcoded(text) => text,
        }
    }
}

/// Takes a row; amounts can be asked for when it is read again.
pub(crate) type Each<'e> = &'e mut dyn FnMut(&Row<'_>, &mut Output<'_>) -> Result<(), Refused>;

/// Reads every row, and names the columns that nobody asked for.
pub(crate) fn read<'a>(
    input: &'a mut dyn Input,
    vendor: &'a Vendor<'a>,
    options: &Options,
    output: &mut Output<'_>,
    each: Each<'_>,
) -> Result<(), Error> {
    match Sheet::read(input, vendor, options, output, each)? {
        Some(sheet) => sheet.unread(output),
        None => Ok(()),
    }
}

impl<'a> Sheet<'a> {
    /// Reads every row. `None` where there is no header, or not that of this vendor, which is said.
    pub(crate) fn read(
        input: &'a mut dyn Input,
        vendor: &'a Vendor<'a>,
        options: &Options,
        output: &mut Output<'_>,
        each: Each<'_>,
    ) -> Result<Option<Self>, Error> {
        let mark = byte_order_mark(&head(input, 4)?);
        let mut start = mark.map_or(0, |(_, length)| length);
        let mut encoding = mark.map(|(encoding, _)| encoding).or(options.encoding).unwrap_or(Encoding::UTF_8);
        let mut text = if encoding.is_utf_16() {
            match Transcoded::new(input, encoding)? {
                Ok(text) => Source::Transcoded(text),
                Err(finding) => {
                    output.finding(finding)?;
                    return Ok(None);
                }
            }
        } else {
            Source::Plain(input)
        };
        if matches!(text, Source::Transcoded(_)) {
            (start, encoding) = (0, Encoding::UTF_8);
        }
        let found = rows(text.input(), start, encoding, vendor, output, each)?;
        Ok(found.map(|found| Self { text, encoding, vendor, found }))
    }

    /// For rows to be read once more.
    pub(crate) fn again(&mut self) -> Result<Again<'_>, Error> {
        let Self { text, encoding, vendor, found } = self;
        let rows = delimited::Again::new(text.input(), found.dialect)?;
        Ok(Again { rows, encoding: *encoding, vendor, found })
    }

    /// Names the columns that nobody has asked for by now.
    pub(crate) fn unread(&self, output: &mut Output<'_>) -> Result<(), Error> {
        let Found { header, filled, .. } = &self.found;
        let asked = header.asked.borrow();
        for (index, (name, count)) in header.names.iter().zip(filled).enumerate() {
            if *count > 0 && !asked.contains(&index) {
                output.loss(Loss::values(name, *count, "in a column that no member takes"))?;
            }
        }
        Ok(())
    }
}

/// Rows of a sheet, read once more.
pub(crate) struct Again<'s> {
    rows: delimited::Again<'s>,
    encoding: Encoding,
    vendor: &'s Vendor<'s>,
    found: &'s Found,
}

impl Again<'_> {
    /// What is made of the row that stands there.
    pub(crate) fn row(&mut self, at: At, each: Each<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        let Self { rows, encoding, vendor, found } = self;
        let changed = || Error::Read(io::Error::other("the source was changed while it was read"));
        let raw = rows.row(at)?.ok_or_else(changed)?;
        let cells = cells::decode(raw, *encoding).map_err(|_| changed())?;
        let Found { header, style, .. } = found;
        let row = Row { number: raw.number, raw, cells: &cells, vendor, header, style: *style };
        each(&row, output).or_else(|refused| refused.say(row.number, output))
    }
}

/// Which decimal sign the numbers of a sheet have: the comma, where there are numbers that have it and none that have a point.
#[derive(Default)]
struct Styles {
    comma: bool,
    point: bool,
}

impl Styles {
    fn see(&mut self, cell: &str, vendor: &Vendor<'_>) {
        let reads = |style: NumberStyle| style.read(cell.trim_matches('\''), vendor.symbols).is_ok();
        match (reads(NumberStyle::COMMA), reads(NumberStyle::POINT)) {
            (true, false) => self.comma = true,
            (false, true) => self.point = true,
            _ => {}
        }
    }

    fn decide(&self) -> NumberStyle {
        if self.comma && !self.point { NumberStyle::COMMA } else { NumberStyle::POINT }
    }
}

/// Why a row is not carried. Complete.
pub(crate) enum Refused {
    /// It is wrong.
    Wrong(Box<Finding>),
    /// Nothing is wrong with it, and no record can hold it.
    Skipped(&'static str),
    /// Whoever takes the records could not.
    Failed(Error),
}

impl Refused {
    fn say(self, row: u64, output: &mut Output<'_>) -> Result<(), Error> {
        match self {
            Self::Wrong(finding) => output.lost_row(row, finding),
            Self::Skipped(reason) => output.skipped_row(row, reason),
            Self::Failed(error) => Err(error),
        }
    }
}

impl From<Box<Finding>> for Refused {
    fn from(finding: Box<Finding>) -> Self {
        Self::Wrong(finding)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

fn rows(
    input: &mut dyn Input,
    start: u64,
    encoding: Encoding,
    vendor: &Vendor<'_>,
    output: &mut Output<'_>,
    each: Each<'_>,
) -> Result<Option<Found>, Error> {
    let mut header: Option<Header> = None;
    let mut filled: Vec<u64> = Vec::new();
    let mut refused = false;
    let begin = head(input, crate::Format::PREFIX as u64)?;
    let begin = begin.get(usize::try_from(start).unwrap_or_default()..).unwrap_or_default();
    let delimiter = delimiter(&crate::format::text_of(begin), vendor.required).unwrap_or(b',');
    let dialect = Dialect { delimiter, quote: Some(b'"') };
    let mut styles = Styles::default();
    let mut table = Table::new(input, dialect, start);
    table.forward::<Error>(|row| {
        let row = match row {
            Ok(row) => row,
            Err(_) if refused => return Ok(()),
            Err((row, fault)) if header.is_some() => return output.lost_row(row.number, cells::structure(row, fault)),
            Err((row, fault)) => {
                refused = true;
                return output.finding(cells::structure(row, fault));
            }
        };
        if row.is_blank() || refused || (row.number == 1 && Lead::of(row.fields()) == Lead::Separator) {
            return Ok(());
        }
        let decoded = match cells::decode(row, encoding) {
            Ok(decoded) => decoded,
            Err(finding) if header.is_some() => return output.lost_row(row.number, finding),
            Err(finding) => {
                refused = true;
                return output.finding(finding);
            }
        };
        let Some(header) = &header else {
            let names: Vec<String> = decoded.iter().map(|name| name.trim().to_owned()).collect();
            filled = vec![0; names.len()];
            let found = Header { names, asked: RefCell::default() };
            let missing: Vec<&str> =
                vendor.required.iter().copied().filter(|name| found.find(name).is_none()).collect();
            if !missing.is_empty() {
                refused = true;
                let message = format!("the header has no column {}", missing.join(", "));
                return output.finding(
                    Finding::new(Code::ConvertStructure, cells::at(row, None), message)
                        .with_help("the file is another one of this vendor, or was edited; --from names a format"),
                );
            }
            header = Some(found);
            return Ok(());
        };
        let width = decoded.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        if width > header.names.len() {
            let message = format!("a row has {width} fields where the header has {}", header.names.len());
            return output.lost_row(row.number, Finding::new(Code::ConvertStructure, cells::at(row, None), message));
        }
        if decoded.len() < header.names.len() {
            let message = format!("a row has {} fields where the header has {}", decoded.len(), header.names.len());
            return output.lost_row(
                row.number,
                Finding::new(Code::ConvertStructure, cells::at(row, None), message)
                    .with_help("the file is cut off, or a quotation mark in it is wrong"),
            );
        }
        for (count, cell) in filled.iter_mut().zip(&decoded) {
            let cell = cell.trim();
            let holds = !cell.is_empty() && !vendor.nothing.iter().any(|word| cell.eq_ignore_ascii_case(word));
            *count += u64::from(holds);
            if holds && delimiter != b',' {
                styles.see(cell, vendor);
            }
        }
        let row = Row { number: row.number, raw: row, cells: &decoded, vendor, header, style: NumberStyle::POINT };
        each(&row, output).or_else(|refused| refused.say(row.number, output))
    })?;
    if header.is_none() && !refused {
        let message = "the file has no header row";
        output.finding(Finding::new(Code::ConvertRecordsPresent, Location::whole(), message))?;
    }
    Ok(header.map(|header| Found { dialect, header, filled, style: styles.decide() }))
}
