//! Files of which rows become records of any sector: usage of a line, lines of receipts, readings of a register,
//! what a counter showed, consumption of a supply point.
//!
//! A row is read into the members of its record first, whatever that is; what belongs together, in which order and
//! under which ids, is the business of each kind.

mod days;
mod events;
mod layout;
mod member;
mod meter;
mod moment;
mod numbered;
mod part;
mod reads;
mod receipts;
mod written;

pub(super) use layout::Layout;
pub(super) use written::Written;

use pannier_report::{Code, Finding, Location};

use self::{
    layout::Target,
    member::Style,
    part::{Defaults, Part},
};
use super::{
    Source,
    columns::{Finder, Words, cell, has_word},
    decided_order, decided_style, head_cells,
    tables::FileStyle,
};
use crate::{
    DateOrder, Encoding, Error, Loss, Options,
    output::Output,
    syntax::{
        cells::{self, Unread},
        delimited::{FIELDS, RawRow, Table},
    },
    values::{
        date_style::OrderEvidence,
        number_style::{NumberStyle, StyleEvidence},
    },
};

/// Fields that a row without a header can have although nobody reads them.
const OPEN: usize = 64;

/// Reads the rows of a file that starts at `start`.
pub(super) fn read(
    layout: &Layout,
    options: &Options,
    source: Source<'_>,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let Source { input, start, encoding } = source;
    let mut table = Table::new(input, layout.file.dialect, start);
    let Some((head, shape)) = head_cells(&mut table, &layout.file, encoding, output)? else { return Ok(()) };
    // Without a header the first row can be one of the short ones.
    let open = !shape.header && shape.short_rows;
    let mut finder = Finder::new(shape.header.then_some(head.as_slice()), if open { FIELDS } else { head.len() });
    let parts = Parts::placed(&layout.target, &mut finder);
    let leave_out = finder.rows(&layout.leave_out);
    if !finder.findings.is_empty() {
        return finder.findings.into_iter().try_for_each(|finding| output.finding(finding));
    }
    // A column that a file may be without stands at no place.
    let width =
        parts.all().iter().flat_map(|part| part.columns()).filter_map(|index| index.checked_add(1)).max().unwrap_or(0);
    let mut file = File {
        layout,
        options,
        encoding,
        leave_out,
        width: if open { width.max(head.len()).max(OPEN) } else { head.len() },
        shape,
        style: Style {
            order: DateOrder::YearFirst,
            date: layout.date.clone(),
            numbers: NumberStyle::POINT,
            symbols: layout.symbols.clone(),
            absent: layout.absent.clone(),
        },
    };
    let currency = layout.currency.or(options.currency);
    file.style.symbols.extend(currency.map(|currency| currency.as_str().to_owned()));
    if !file.decide(&parts, &mut table, output)? {
        return Ok(());
    }
    let mut reading = Reading { file: &file, table: &mut table };
    match parts {
        Parts::Events { event, thing, of } => events::read(&event, &thing, of, &mut reading, output),
        Parts::Receipts { receipt, key, line, tenders } => {
            let parts = receipts::Parts { receipt, key, line, tenders };
            receipts::read(&parts, &mut reading, output)
        }
        Parts::Days { point, registers, slots } => {
            days::read(&days::Parts { point, registers, slots }, &mut reading, output)
        }
        Parts::Reads { point, registers } => reads::read(&reads::Parts { point, registers }, &mut reading, output),
    }
}

/// The target of a mapping in one file.
enum Parts<'m> {
    Events { event: Part<'m>, thing: Part<'m>, of: layout::Events },
    Receipts { receipt: Part<'m>, key: Vec<usize>, line: Option<Part<'m>>, tenders: Vec<Part<'m>> },
    Days { point: Part<'m>, registers: Vec<meter::RegisterParts<'m>>, slots: Option<days::Slots> },
    Reads { point: Part<'m>, registers: Vec<meter::RegisterParts<'m>> },
}

impl<'m> Parts<'m> {
    fn placed(target: &'m Target, finder: &mut Finder<'_>) -> Self {
        match target {
            Target::Events { event, thing, of } => {
                Self::Events { event: event.placed(finder), thing: thing.placed(finder), of: *of }
            }
            Target::Receipts { receipt, key, line, tenders } => Self::Receipts {
                receipt: receipt.placed(finder),
                key: key.iter().map(|column| finder.one(column)).collect(),
                line: line.as_ref().map(|line| line.placed(finder)),
                tenders: tenders.iter().map(|tender| tender.placed(finder)).collect(),
            },
            Target::Days { point, registers, slots } => Self::Days {
                point: point.placed(finder),
                registers: registers.iter().map(|plan| meter::RegisterParts::placed(plan, finder)).collect(),
                slots: slots.as_ref().map(|slots| days::Slots {
                    first: finder.one(&slots.first),
                    last: finder.one(&slots.last),
                    by_clock: slots.by_clock,
                }),
            },
            Target::Reads { point, registers } => Self::Reads {
                point: point.placed(finder),
                registers: registers.iter().map(|plan| meter::RegisterParts::placed(plan, finder)).collect(),
            },
        }
    }

    fn all(&self) -> Vec<&Part<'m>> {
        match self {
            Self::Events { event, thing, .. } => vec![event, thing],
            Self::Receipts { receipt, line, tenders, .. } => {
                std::iter::once(receipt).chain(line).chain(tenders).collect()
            }
            Self::Days { point, registers, .. } | Self::Reads { point, registers } => {
                std::iter::once(point).chain(registers.iter().flat_map(meter::RegisterParts::both)).collect()
            }
        }
    }
}

/// One file, once its columns are found.
struct File<'a> {
    layout: &'a Layout,
    options: &'a Options,
    encoding: Encoding,
    leave_out: Vec<(usize, Words)>,
    /// Most fields of a row.
    width: usize,
    shape: FileStyle,
    style: Style,
}

impl File<'_> {
    fn defaults(&self) -> Defaults<'_> {
        Defaults {
            currency: self.layout.currency.or(self.options.currency),
            zone: self.options.zone.as_ref().or(self.layout.zone.as_ref()).map(pannier_model::value::Zone::as_str),
            country: self
                .options
                .country
                .as_ref()
                .or(self.layout.country.as_ref())
                .map(pannier_model::value::Country::as_str),
        }
    }

    /// Order of dates and notation of numbers: from the mapping, from the user, or from the whole file. `false` where
    /// a finding says why they cannot be told.
    fn decide(&mut self, parts: &Parts<'_>, table: &mut Table<'_>, output: &mut Output<'_>) -> Result<bool, Error> {
        let (mut orders, mut decimals) = (OrderEvidence::default(), StyleEvidence::default());
        let fixed = (self.layout.date.is_some() || self.options.date_order.is_some(), self.layout.numbers.is_some());
        let (mut dated, mut undecodable, mut seen) = (false, None, false);
        let all = parts.all();
        if fixed != (true, true) {
            table.forward::<Error>(|row| {
                let Ok(row) = row else { return Ok(()) };
                if row.number < self.shape.first_row() || row.is_blank() {
                    return Ok(());
                }
                let cells = match cells::decode(row, self.encoding) {
                    Ok(cells) => cells,
                    Err(finding) => {
                        undecodable.get_or_insert(finding);
                        return Ok(());
                    }
                };
                if has_word(&self.leave_out, |index| cell(&cells, index)) {
                    return Ok(());
                }
                seen = true;
                for (member, indices) in all.iter().filter_map(|part| part.members(&cells).ok()).flatten() {
                    let Some(text) = member.text(&cells, indices, &self.style) else { continue };
                    if member.shows_order() {
                        dated = true;
                        orders.see(&text);
                    } else if member.shows_notation() && !text.contains(['e', 'E']) {
                        let symbols: Vec<&str> = self.style.symbols.iter().map(String::as_str).collect();
                        decimals.see(&text, &symbols);
                    }
                }
                Ok(())
            })?;
            if !seen {
                output.finding(undecodable.unwrap_or_else(|| {
                    Finding::new(Code::ConvertRecordsPresent, Location::whole(), "the file has no rows").into()
                }))?;
                return Ok(false);
            }
        }
        if let Some(order) = self.options.date_order {
            self.style.order = order;
        } else if !fixed.0 && dated {
            let Some(order) = decided_order(orders, output)? else { return Ok(false) };
            self.style.order = order;
        }
        self.style.numbers = match self.layout.numbers {
            Some(numbers) => numbers,
            None => match decided_style(decimals, output)? {
                Some(numbers) => numbers,
                None => return Ok(false),
            },
        };
        Ok(true)
    }

    /// The cells of a row that holds data, `None` of one that the mapping leaves out, whatever it has; a finding where its structure
    /// or its bytes are wrong.
    fn cells(&self, row: &RawRow) -> Result<Option<Vec<String>>, Box<Finding>> {
        let cells = cells::decode(row, self.encoding)?;
        if has_word(&self.leave_out, |index| cell(&cells, index)) {
            return Ok(None);
        }
        let filled = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        if filled > self.width || (cells.len() < self.width && !self.shape.short_rows) {
            return Err(Finding::new(
                Code::ConvertStructure,
                cells::at(row, None),
                format!("a row has {} fields where {} are expected", cells.len(), self.width),
            )
            .with_help("short_rows = true in [file] allows rows with fewer fields")
            .into());
        }
        Ok(Some(cells))
    }
}

/// A file that is gone through.
struct Reading<'a, 't> {
    file: &'a File<'a>,
    table: &'a mut Table<'t>,
}

/// A row that holds data.
struct DataRow<'a> {
    raw: &'a RawRow,
    cells: &'a [String],
}

impl Reading<'_, '_> {
    /// Every row that holds data, from first to last, in a first pass: what is wrong with a row, what the mapping leaves
    /// out and columns that nobody reads are named. A row that `each` refuses is lost with its finding.
    fn survey(
        &mut self,
        parts: &[&Part<'_>],
        more: &[usize],
        output: &mut Output<'_>,
        mut each: impl FnMut(DataRow<'_>, &mut Vec<Loss>, &mut Output<'_>) -> Result<Result<(), Box<Finding>>, Error>,
    ) -> Result<(), Error> {
        let file = self.file;
        let first_row = file.shape.first_row();
        let reads = |index: usize| {
            more.contains(&index) || parts.iter().any(|part| part.columns().any(|column| column == index))
        };
        let read: Vec<bool> = (0..file.width).map(reads).collect();
        // Rows of several forms read different columns.
        let formed: Vec<&Part<'_>> = parts.iter().filter(|part| part.has_forms()).copied().collect();
        let is_read = |cells: &[String], index: usize| {
            let in_some = read.get(index).copied().unwrap_or(false);
            in_some && (formed.is_empty() || more.contains(&index) || parts.iter().any(|part| part.reads(cells, index)))
        };
        let mut unread = Unread::default();
        self.table.forward::<Error>(|row| {
            let row = match row {
                Ok(row) => row,
                Err((row, fault)) => return output.lost_row(row.number, cells::structure(row, fault)),
            };
            if row.is_blank() {
                return Ok(());
            }
            if row.number < first_row {
                if !file.shape.header || row.number + 1 != first_row {
                    return output.loss(Loss::row(row.number, "a row before the header that no member takes"));
                }
                if let Ok(cells) = cells::decode(row, file.encoding) {
                    cells.iter().enumerate().for_each(|(index, name)| unread.declare(index, name.trim()));
                }
                return Ok(());
            }
            let cells = match file.cells(row) {
                Ok(Some(cells)) => cells,
                Ok(None) => return output.skipped_row(row.number, "left out by the mapping"),
                Err(finding) => return output.lost_row(row.number, finding),
            };
            let mut losses = Vec::new();
            if let Err(finding) = each(DataRow { raw: row, cells: &cells }, &mut losses, output)? {
                return output.lost_row(row.number, finding);
            }
            for (index, cell) in cells.iter().enumerate() {
                if !cell.trim().is_empty() && !is_read(&cells, index) {
                    unread.count(index);
                }
            }
            losses.into_iter().try_for_each(|loss| output.lost_value(loss))
        })?;
        unread.report(output)
    }

    /// Every row of a second pass that has cells; what was refused in the first is silent.
    fn again(&mut self, backwards: bool, mut each: impl FnMut(DataRow<'_>) -> Result<(), Error>) -> Result<(), Error> {
        let file = self.file;
        let mut one = |row: &RawRow| -> Result<(), Error> {
            if row.is_blank() || row.number < file.shape.first_row() {
                return Ok(());
            }
            match file.cells(row) {
                Ok(Some(cells)) => each(DataRow { raw: row, cells: &cells }),
                _ => Ok(()),
            }
        };
        if backwards {
            self.table.backward(|row| one(row))
        } else {
            self.table.forward(|row| row.map_or(Ok(()), &mut one))
        }
    }
}

/// Said where no row of a file became a record.
fn nothing(output: &mut Output<'_>) -> Result<(), Error> {
    output.finding(Finding::new(Code::ConvertRecordsPresent, Location::whole(), "no row of the file became a record"))
}
