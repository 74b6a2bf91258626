//! Delimited text of anybody, with a mapping that says what its columns mean and which records its rows become.
//!
//! Carried: whatever the mapping gives a column to. Not in such files: the period they cover (from the first to the
//! last row, neither day promised), and anything a person can only know from elsewhere; what a file does not say is in
//! the mapping or given by the user. Where the mapping leaves the order of dates or the decimal sign open, the whole
//! file decides, and an ambiguous file is refused.

mod columns;
mod draft;
mod mapping;
mod recognise;
mod records;
mod shipped;
mod tables;
mod transactions;

pub use draft::{Draft, draft};
pub use mapping::Mapping;
pub use shipped::{Shipped, recognised};

use pannier_report::{Code, Finding, Location};

use self::{mapping::Rows, tables::FileStyle};
use crate::{
    DateOrder, Encoding, Error, Format, Input, Options, Sink, Summary,
    output::Output,
    syntax::{
        cells,
        delimited::{Lead, Table},
        encoding::{byte_order_mark, head, is_utf_8},
        transcoded::Transcoded,
    },
    values::{
        date_style::{Decided, OrderEvidence},
        number_style::{NumberStyle, StyleEvidence},
    },
};

/// Reads delimited text with the mapping of the options. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let output = Output::new(Format::Csv, sink);
    with(options.mapping.as_ref(), input, options, output)
}

/// Reads call detail records of Asterisk with the mapping for the order of their columns, or that of the options.
pub(crate) fn asterisk(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Asterisk, sink);
    let shown = head(input, Format::PREFIX as u64)?;
    let known = recognised(&shown).into_iter().find(|shipped| shipped.is_asterisk()).map(Shipped::mapping);
    let mapping = options.mapping.as_ref().or(known);
    if mapping.is_none() {
        output.finding(
            Finding::new(
                Code::ConvertStructure,
                Location::whole(),
                "no row has the fields of a call detail record in the order of cdr_csv or cdr_custom",
            )
            .with_help("--mapping names a mapping for another order; spec/formats/mapping.md says how to write it"),
        )?;
        return Ok(output.summary);
    }
    with(mapping, input, options, output)
}

fn with(
    mapping: Option<&Mapping>,
    input: &mut dyn Input,
    options: &Options,
    mut output: Output<'_>,
) -> Result<Summary, Error> {
    let Some(mapping) = mapping else {
        output.finding(
            Finding::new(Code::ConvertMapping, Location::whole(), "delimited text needs a mapping of its columns")
                .with_help(
                    "name one with --mapping: `pannier mapping --draft FILE` drafts one for a file of transactions, `pannier mapping --list` lists those that come with the program, and spec/formats/mapping.md says how to write one",
                ),
        )?;
        return Ok(output.summary);
    };
    let mark = byte_order_mark(&head(input, 4)?);
    let start = mark.map_or(0, |(_, length)| length);
    // What the text says of itself is certain, whoever says otherwise.
    let certain = mark.map(|(encoding, _)| encoding).or(options.encoding);
    let encoding = match (certain, mapping.file().encodings.as_slice()) {
        (Some(encoding), _) => encoding,
        (None, [encoding]) => *encoding,
        // The first of several is UTF-8.
        (None, [_, other]) if !is_utf_8(input)? => *other,
        (None, _) => Encoding::UTF_8,
    };
    if encoding.is_utf_16() {
        match Transcoded::new(input, encoding)? {
            Ok(mut text) => {
                let source = Source { input: &mut text, start: 0, encoding: Encoding::UTF_8 };
                rows(mapping, options, source, &mut output)?;
            }
            Err(finding) => output.finding(finding)?,
        }
    } else {
        rows(mapping, options, Source { input, start, encoding }, &mut output)?;
    }
    Ok(output.summary)
}

/// Where the rows of a file begin and how their bytes are text.
struct Source<'a> {
    input: &'a mut dyn Input,
    start: u64,
    encoding: Encoding,
}

fn rows(mapping: &Mapping, options: &Options, source: Source<'_>, output: &mut Output<'_>) -> Result<(), Error> {
    match mapping.rows() {
        Rows::Transactions(bookings) => transactions::read(bookings, options, source, output),
        Rows::Records(layout) => records::read(layout, options, source, output),
    }
}

/// Rows among which a header is looked for.
const PREAMBLE: u64 = 100;

/// The cells of the header, or of the first row where there is none, and the file as it is then known; `None` where a
/// finding says why not.
fn head_cells(
    table: &mut Table<'_>,
    file: &FileStyle,
    encoding: Encoding,
    output: &mut Output<'_>,
) -> Result<Option<(Vec<String>, FileStyle)>, Error> {
    let mut file = file.clone();
    if file.header_has.is_empty() {
        file.head_row = file.begin(|number| {
            let row = table.row(number)?;
            Ok::<_, Error>(row.map_or(Lead::Other, |row| Lead::of(row.fields())))
        })?;
    } else {
        let mut found = None;
        for number in 1..=PREAMBLE {
            let row = table.row(number)?;
            let cells = row.and_then(|row| cells::decode(&row, encoding).ok());
            if cells.is_some_and(|cells| file.is_header(&cells)) {
                found = Some(number);
                break;
            }
        }
        let Some(number) = found else {
            output.finding(
                Finding::new(
                    Code::ConvertStructure,
                    Location::whole(),
                    "no row of the first 100 is the header of the mapping",
                )
                .with_help(
                    "header_has in [file] names cells of the header; --encoding says how its letters are written",
                ),
            )?;
            return Ok(None);
        };
        file.head_row = number;
    }
    let Some(row) = table.row(file.head_row)? else {
        output.finding(
            Finding::new(
                Code::ConvertStructure,
                Location::whole(),
                format!("the file has no whole row {}", file.head_row),
            )
            .with_help("skip in [file] is the number of rows before the header"),
        )?;
        return Ok(None);
    };
    match cells::decode(&row, encoding) {
        // A delimiter at the end of the header makes a column without a name, which a mapping can give by its place.
        Ok(cells) => Ok(Some((cells, file))),
        Err(finding) => {
            output.finding(finding)?;
            Ok(None)
        }
    }
}

/// The order of dates that the whole file shows; `None` where a finding says why not.
fn decided_order(orders: OrderEvidence, output: &mut Output<'_>) -> Result<Option<DateOrder>, Error> {
    let (message, help) = match orders.decide() {
        Decided::Style(order) => return Ok(Some(order)),
        Decided::Ambiguous => (
            "every date of the file can be read day first and month first",
            "say which with --date-order dmy or mdy, or with format in [date]",
        ),
        Decided::Contradiction => (
            "no one order of day, month and year reads all dates of the file",
            "give format in [date], and name rows that are none under [[leave_out]]",
        ),
    };
    output.finding(Finding::new(Code::ConvertDate, Location::whole(), message).with_help(help))?;
    Ok(None)
}

/// The notation of numbers that the whole file shows; `None` where a finding says why not.
fn decided_style(decimals: StyleEvidence, output: &mut Output<'_>) -> Result<Option<NumberStyle>, Error> {
    let (message, help) = match decimals.decide() {
        Decided::Style(numbers) => return Ok(Some(numbers)),
        Decided::Ambiguous => ("amounts such as 1.234 can be read in two ways", "give decimal in [number]"),
        Decided::Contradiction => (
            "no one decimal sign reads all amounts of the file",
            "give decimal in [number], and signs of the currency in symbols",
        ),
    };
    output.finding(Finding::new(Code::ConvertAmount, Location::whole(), message).with_help(help))?;
    Ok(None)
}
