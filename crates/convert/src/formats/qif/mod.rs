//! QIF, the text format of Quicken that many banks still offer: lines of one letter and a value, records that end
//! with `^`, sections that begin with `!`.
//!
//! The format has no currency, no identifier, no encoding and no order of dates; the first three are given by the user
//! where they cannot be read off, and the order of dates is decided once from all dates of the file or refused.
//!
//! Carried: date, amount, payee, memo, check number, splits with their categories, several accounts with their
//! statement balance, opening balances. Not carried, and named as losses: addresses, categories that are no word of
//! ours, flags of tax and business; investment sections and lists (categories, classes, memorised payments, prices).

mod category;
mod date;
mod movement;
mod reader;
mod record;
mod styles;
mod unread;

use pannier_model::record::AccountKind;
use pannier_report::{Code, Finding, Location};

pub(crate) use self::category::{of as category, word as category_word};
use self::{
    movement::Reading,
    reader::Reader,
    record::{Records, Section, starts},
    styles::Styles,
    unread::Unread,
};
use crate::{
    Error, Format, Input, Options, Sink, Summary,
    events::gather::{Block, Each, Rows},
    output::Output,
    syntax::{lines::Lines, window::Stop},
};

/// Reads a QIF file. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Qif, sink);
    let refuse = |finding: Box<Finding>, mut output: Output<'_>| {
        output.finding(finding)?;
        Ok(output.summary)
    };
    let Some(currency) = options.currency else {
        let finding = Finding::new(Code::ConvertCurrency, Location::whole(), "a QIF file does not say its currency")
            .with_help("give it: --currency EUR");
        return refuse(finding.into(), output);
    };
    let lines = match Lines::of(input, options)? {
        Ok(lines) => lines,
        Err(finding) => return refuse(finding, output),
    };
    let mut records = Records::new(lines);
    let styles = match Stop::apart(Styles::decide(&mut records, options))? {
        Ok(styles) => styles,
        Err(finding) => return refuse(finding, output),
    };
    let reading = Reading { styles, currency };
    let mut reader = Reader::new(reading);
    records.rewind()?;
    while records.next()? {
        reader.record(records.place, &records.record, &mut output)?;
    }
    reader.unread.report(&mut output)?;
    reader.gathered.emit(&mut Again { records, reading }, options, &mut output)?;
    Ok(output.summary)
}

/// Whether a text begins as QIF does, perhaps behind lines of remarks.
pub(crate) fn resembles(start: &str) -> bool {
    let first = start.lines().map(str::trim_start).find(|line| !line.is_empty() && !line.starts_with('#'));
    first
        .and_then(|line| line.strip_prefix('!'))
        .is_some_and(|rest| ["type:", "account", "option:", "clear:"].iter().any(|word| starts(rest, word)))
}

/// Movements, read once more.
struct Again<'i> {
    records: Records<'i>,
    reading: Reading,
}

impl Rows for Again<'_> {
    fn read(&mut self, block: &Block, each: Each<'_>) -> Result<(), Error> {
        self.records.go(block.mark.offset, Section::Movements(AccountKind::Other), block.place)?;
        for _ in 0..block.span {
            if !self.records.next()? {
                break;
            }
            let record = &self.records.record;
            if !record.ended || !matches!(record.section, Section::Movements(_)) {
                continue;
            }
            // What was wrong or left over was said the first time.
            if let Ok(entry) = self.reading.movement(self.records.place, record, &mut Unread::default()) {
                each(entry)?;
            }
        }
        Ok(())
    }
}
