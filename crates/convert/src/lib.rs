//! Foreign formats to records and back, one module for each. Must never know ZIP, keys, files, schemas or a clock: it
//! takes readers and writers.
//!
//! Three rules hold for every format. What a format lacks is given by the user and never guessed ([`Options`]). Every
//! row and every value of a source either stands in a record or is named as a [`Loss`]. And a file is decided about
//! once (its direction, the order of its dates, the style of its amounts), never row by row.
//!
//! ```
//! use std::io::Cursor;
//! use pannier_convert::{Collected, Format, Options, read};
//!
//! let file = "Date,Type,Merchant/Description,Debit/Credit,Balance\n\
//!             05/03/2026,VIS,EXAMPLE CHEMIST,-£5.00,£260.00\n";
//! let mut collected = Collected::default();
//! let summary = read(Format::Midata, &mut Cursor::new(file), &Options::default(), &mut collected)?;
//! assert_eq!(summary.converted, 1);
//! assert_eq!(collected.series[1].0.name(), "current/transaction");
//! # Ok::<(), pannier_convert::Error>(())
//! ```

mod error;
mod events;
mod format;
pub mod formats;
pub mod ids;
mod options;
mod output;
mod sink;
mod syntax;
mod values;
#[cfg(test)]
mod words;
pub mod write;

use std::io::{Read, Seek};

pub use error::Error;
pub use format::{Format, Guess, UnknownFormat};
pub use formats::{mapped, ndjson};
pub use options::Options;
pub use sink::{Collected, Control, Item, Loss, Row, Series, Sink, Summary, number_of};
pub use syntax::encoding::Encoding;
pub use values::date_style::{DateOrder, UnknownDateOrder};
pub use write::RecordWriter;

use formats::{
    amazon, berlin_group, camt, cdr_au, cdr_energy, en16931, green_button, ica, midata, midata_energy, mt940, nem12,
    ob_uk, ofx, poslog, qif, shopify, square, tesco, tmf,
};
use syntax::end_mark;

/// Bytes that can be read twice: statements are, because period and direction stand at no fixed place. A pipe is
/// spooled by whoever owns it.
pub trait Input: Read + Seek {}

impl<T: Read + Seek> Input for T {}

/// Reads a source of this format from its beginning and hands on what it holds.
///
/// What is wrong with the source is a finding in the sink; the summary counts. An error is returned only where the
/// source cannot be read or the sink does not take.
pub fn read(format: Format, input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    if format == Format::Ndjson {
        return ndjson::read(input, sink);
    }
    match end_mark::Ended::of(input, options.encoding)? {
        Ok(mut ended) => read_foreign(format, &mut ended, options, sink),
        Err(input) => read_foreign(format, input, options, sink),
    }
}

fn read_foreign(
    format: Format,
    input: &mut dyn Input,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, Error> {
    match format {
        Format::Ndjson => ndjson::read(input, sink),
        Format::Midata => midata::read(input, options, sink),
        Format::Qif => qif::read(input, options, sink),
        Format::Mt940 => mt940::read(input, options, sink),
        Format::Camt => camt::read(input, options, sink),
        Format::ObUk => ob_uk::read(input, options, sink),
        Format::BerlinGroup => berlin_group::read(input, options, sink),
        Format::CdrAu => cdr_au::read(input, options, sink),
        Format::CdrEnergy => cdr_energy::read(input, options, sink),
        Format::Ofx => ofx::read(input, options, sink),
        Format::MidataEnergy => midata_energy::read(input, options, sink),
        Format::Nem12 => nem12::read(input, options, sink),
        Format::GreenButton => green_button::read(input, options, sink),
        Format::Ubl => en16931::read_ubl(input, options, sink),
        Format::Cii => en16931::read_cii(input, options, sink),
        Format::Poslog => poslog::read(input, options, sink),
        Format::Amazon => amazon::read(input, options, sink),
        Format::Shopify => shopify::read(input, options, sink),
        Format::Square => square::read(input, options, sink),
        Format::Tesco => tesco::read(input, options, sink),
        Format::Ica => ica::read(input, options, sink),
        Format::Csv => mapped::read(input, options, sink),
        Format::Tmf635 => tmf::usage(input, options, sink),
        Format::Tmf677 => tmf::allowances(input, options, sink),
        Format::Tmf678 => tmf::bills(input, options, sink),
        Format::Asterisk => mapped::asterisk(input, options, sink),
    }
}
