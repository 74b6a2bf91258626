//! An invoice, its lines and its taxes, whatever the syntax.

mod element;
mod head;
mod line;
mod tax;

use pannier_model::{
    record::{AnyRecord, Invoice, InvoiceKind, InvoiceLine, Record as _, TaxLine},
    value::{Currency, IdStability, Int, Total},
};
use pannier_report::Location;

use self::{element::first, head::Head};
use super::{
    checks::{self, Added},
    lose,
    syntax::Syntax,
};
use crate::{
    Error, Options, Series,
    ids::{IdKey, Ranks, identify},
    output::Output,
    syntax::xml::Node,
    values::documents,
};

/// Reads a document and hands on what it says.
pub(super) fn convert(
    syntax: &Syntax,
    document: Node<'_>,
    is_credit_note: bool,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    for path in syntax.envelope {
        document.every(path).into_iter().for_each(|node| {
            node.take();
        });
    }
    let head = match head::read(syntax, document, is_credit_note, options, output)? {
        Ok(head) => head,
        Err(reason) => return lose(syntax, document, reason, output),
    };
    let mut bill = Bill {
        syntax,
        head,
        lines: Vec::new(),
        allowances: Vec::new(),
        taxes: Vec::new(),
        added: Added::default(),
        place: 1,
    };
    for part in document.children() {
        bill.part(part, output)?;
    }
    bill.turn_allowances();
    checks::sums(&bill.head.stated, &bill.added, output)?;
    bill.emit(output)
}

/// A line or tax and its place in the source.
struct Placed<T> {
    place: u64,
    record: T,
}

struct Bill<'a> {
    syntax: &'a Syntax,
    head: Head,
    lines: Vec<Placed<InvoiceLine>>,
    /// Which of the lines are allowances on the document.
    allowances: Vec<usize>,
    taxes: Vec<Placed<TaxLine>>,
    added: Added,
    /// Of the row before: the document is the first.
    place: u64,
}

impl Bill<'_> {
    fn currency(&self) -> Currency {
        self.head.invoice.currency
    }

    /// A part of the document that is a row, or holds some.
    fn part(&mut self, part: Node<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        let name = part.name();
        if self.syntax.lines.contains(&name) {
            self.place += 1;
            let place = self.place;
            if let Some(reason) = self.counts_not(part) {
                return output.skipped_row(place, reason);
            }
            match self.line(place, part, output)? {
                Ok(record) => {
                    self.added.lines = self.added.lines.plus(record.amount).unwrap_or_default();
                    self.added.line_count += 1;
                    self.lines.push(Placed { place, record });
                }
                Err(finding) => output.lost_row(place, finding)?,
            }
        } else if let Some(freight) = self.syntax.freight.as_ref().filter(|freight| freight.each == name) {
            self.place += 1;
            let place = self.place;
            match self.freight(place, part, freight) {
                Ok(record) => {
                    self.added.charges = self.added.charges.plus(record.amount).unwrap_or_default();
                    self.lines.push(Placed { place, record });
                }
                Err(finding) => output.lost_row(place, finding)?,
            }
        } else if name == self.syntax.extra.each {
            self.place += 1;
            let place = self.place;
            match self.extra(place, part) {
                Ok((true, record)) => {
                    self.added.charges = self.added.charges.plus(record.amount).unwrap_or_default();
                    self.lines.push(Placed { place, record });
                }
                Ok((false, record)) => {
                    self.added.allowances = self.added.allowances.minus(record.amount).unwrap_or_default();
                    self.allowances.push(self.lines.len());
                    self.lines.push(Placed { place, record });
                }
                Err(finding) => output.lost_row(place, finding)?,
            }
        } else if Some(name) == self.syntax.tax.each.split('/').next() {
            let within = self.syntax.tax.each.split_once('/').map(|(_, rest)| rest);
            let taxes = within.map_or_else(|| vec![part], |rest| part.every(rest));
            for tax in taxes {
                let other = first(tax, self.syntax.tax.amount)
                    .and_then(|amount| amount.attribute("currencyID"))
                    .is_some_and(|other| other != self.currency().as_str());
                if other {
                    continue;
                }
                self.place += 1;
                let place = self.place;
                match self.tax(place, tax, output)? {
                    Ok(record) => {
                        self.added.taxes = self.added.taxes.plus(record.amount).unwrap_or_default();
                        self.added.tax_count += 1;
                        self.taxes.push(Placed { place, record });
                    }
                    Err(finding) => output.lost_row(place, finding)?,
                }
            }
        }
        Ok(())
    }

    /// Some write the amount of an allowance with a minus, as what it adds, and others as what it takes off. Their sum in the
    /// document, which is what is taken off, tells which.
    fn turn_allowances(&mut self) {
        let added = self.added.allowances;
        let turned = Total::ZERO.minus(added).unwrap_or_default();
        let stated = self.head.stated.allowances.map(Total::from);
        if added == Total::ZERO || stated != Some(turned) {
            return;
        }
        self.added.allowances = turned;
        for index in &self.allowances {
            let line = &mut self.lines[*index].record;
            line.amount = -line.amount;
        }
    }

    fn emit(self, output: &mut Output<'_>) -> Result<(), Error> {
        let Self { head: Head { mut invoice, credit, .. }, lines, taxes, .. } = self;
        if credit {
            negate_document(&mut invoice);
            // A credit note that takes money is one that takes a credit back.
            if !checks::gives_back(&invoice) {
                invoice.kind = InvoiceKind::Correction;
            }
        }
        let date = invoice.date;
        let Some(to) = date.next_day() else {
            return output.finding(crate::output::last_day(Location { row: Some(1), ..Location::default() }));
        };
        // More invoices of the same day may exist.
        invoice.id_stability = Some(IdStability::Provisional);
        invoice.source_ref = documents::row(1);
        let mut record = AnyRecord::from(invoice);
        identify(&IdKey::ZERO, &mut Ranks::default(), &mut record);
        let id = record.id().clone();
        let series = |record_type| Series { thing: None, record_type, from: date, to, incomplete: vec![date] };
        output.series(series(Invoice::TYPE))?;
        output.row(1, record)?;
        if !lines.is_empty() {
            output.series(series(InvoiceLine::TYPE))?;
        }
        for (seq, Placed { place, record: mut line }) in (0..).zip(lines) {
            if credit {
                line.amount = -line.amount;
                line.quantity = line.quantity.map(|quantity| -quantity);
            }
            line.invoice = id.clone();
            line.seq = Int::new(seq).unwrap_or(line.seq);
            line.source_ref = documents::row(place);
            output.row(place, documents::composed(line))?;
        }
        if !taxes.is_empty() {
            output.series(series(TaxLine::TYPE))?;
        }
        for (seq, Placed { place, record: mut tax }) in (0..).zip(taxes) {
            if credit {
                (tax.base, tax.amount) = (-tax.base, -tax.amount);
            }
            tax.document = id.clone();
            tax.seq = Int::new(seq).unwrap_or(tax.seq);
            tax.source_ref = documents::row(place);
            output.row(place, documents::composed(tax))?;
        }
        Ok(())
    }
}

fn negate_document(invoice: &mut Invoice) {
    invoice.total = -invoice.total;
    for amount in [&mut invoice.net, &mut invoice.tax, &mut invoice.paid, &mut invoice.rounding, &mut invoice.payable]
        .into_iter()
        .flatten()
    {
        *amount = -*amount;
    }
}
