//! Entries: what one record says to those above and under it, as bytes that sort by the one above.

use super::super::{
    identity::half,
    ledger::day_number,
    plan::Plan,
    spool::{Batch, Pack, To},
};
use pannier_model::record::{
    AnyRecord, InvoiceLineKind, PlanAllowance, ReceiptDetail, ReceiptLineKind, TenderDirection,
};
use pannier_model::value::{Amount, Currency, Date, Decimal, Id, Rate, Unit};
use std::io;

/// Digest 16, tag 1, part 2, row 4, day 4, currency 3, flags 1, three amounts 24, count 8.
pub(crate) const KIN: usize = 63;

pub(super) const TRANSACTION: u8 = 0;
pub(super) const INVOICE: u8 = 1;
pub(super) const RECEIPT: u8 = 2;
/// Records above sort before those under them.
pub(super) const DETAIL: u8 = 10;
pub(super) const LINE: u8 = 11;
pub(super) const PAYMENT_LINE: u8 = 12;
pub(super) const TAX: u8 = 13;
pub(super) const TENDER: u8 = 14;
pub(super) const TAX_LINE: u8 = 15;
/// A receipt that names the one above as what it takes back, and a line that names a line of it.
pub(super) const RETURN: u8 = 16;
pub(super) const RETURN_LINE: u8 = 17;
/// What remained of an allowance that ends on the day, and what was rolled into one that begins on it.
pub(super) const REMAINED: u8 = 18;
pub(super) const ROLLED_IN: u8 = 19;

/// `details` of a transaction is stated.
pub(super) const COUNTED: u8 = 1;
/// Of a line: its amount is with tax.
pub(super) const TAX_INCLUDED: u8 = 2;
/// `tax` is stated.
pub(super) const TAX_STATED: u8 = 4;
/// All lines are there, and nothing of the basket stands beside them.
pub(super) const ALL_LINES: u8 = 8;
/// Of a receipt: all lines are there and `goods`, in the place of the count, is stated. Of a line: it is of goods.
pub(super) const GOODS: u8 = 16;
/// The second amount is the rate of tax; of an allowance: the first amount is known.
pub(super) const RATED: u8 = 32;

/// Records of one part that have others under or above them.
#[derive(Debug)]
pub(crate) struct Family {
    batch: Batch<KIN>,
    part: u16,
    /// Whether details of the account are disclosed; else only transactions that state some are of interest.
    details: bool,
}

impl Family {
    pub(crate) fn new(plan: &Plan, part: usize) -> Self {
        let thing = plan.facts().parts[part].thing();
        Self {
            batch: Batch::new(),
            part: u16::try_from(part).unwrap_or(u16::MAX),
            details: plan.named(&format!("{thing}/transaction_detail")).is_some(),
        }
    }

    /// Whether records of the type are of interest here.
    pub(crate) fn concerns(record_type: &str) -> bool {
        [
            "transaction",
            "transaction_detail",
            "invoice",
            "invoice_line",
            "receipt",
            "receipt_line",
            "tax_line",
            "tender",
            "plan_allowance",
        ]
        .contains(&record_type)
    }

    pub(crate) fn row(&mut self, record: &AnyRecord, thing: &str, row: u64, to: To<'_, KIN>) -> io::Result<()> {
        let (above, id, kin): (&str, &Id, Kin) = match record {
            AnyRecord::Transaction(one) => {
                let count = one.details.map_or(0, pannier_model::value::Int::value);
                if !self.details && count == 0 {
                    return Ok(());
                }
                let flags = if one.details.is_some() { COUNTED } else { 0 };
                let amounts = [one.amount, Amount::ZERO, Amount::ZERO];
                ("transaction", &one.id, Kin { flags, amounts, count, ..Kin::of(TRANSACTION, one.date, one.currency) })
            }
            AnyRecord::Invoice(one) => {
                let flags = if one.tax.is_some() { TAX_STATED } else { 0 };
                let amounts = [one.total, one.tax.unwrap_or(Amount::ZERO), Amount::ZERO];
                ("invoice", &one.id, Kin { flags, amounts, ..Kin::of(INVOICE, one.date, one.currency) })
            }
            AnyRecord::Receipt(one) => {
                let stated = if one.tax.is_some() { TAX_STATED } else { 0 };
                let beside = one.discount.is_some() || one.delivery.is_some() || one.tip.is_some();
                let all = if one.detail == ReceiptDetail::Full && !beside { ALL_LINES } else { 0 };
                let goods = one.goods.filter(|_| one.detail == ReceiptDetail::Full);
                let listed = if goods.is_some() { GOODS } else { 0 };
                let flags = stated | all | listed;
                let amounts = [one.payable, one.tax.unwrap_or(Amount::ZERO), one.rounding.unwrap_or(Amount::ZERO)];
                if let Some(sale) = &one.linked_to {
                    let kin = Kin { flags, ..Kin::of(RETURN, one.date, one.currency) };
                    self.push(thing, "receipt", sale.as_str(), &kin, row, to)?;
                }
                // The bits of a signed number, taken back when it is read.
                let count = goods.map_or(0, |goods| u64::from_be_bytes(goods.micros().to_be_bytes()));
                ("receipt", &one.id, Kin { flags, amounts, count, ..Kin::of(RECEIPT, one.date, one.currency) })
            }
            AnyRecord::TransactionDetail(one) => {
                let amounts = [one.amount, Amount::ZERO, Amount::ZERO];
                ("transaction", &one.parent, Kin { amounts, ..Kin::of(DETAIL, one.date, one.currency) })
            }
            AnyRecord::InvoiceLine(one) => {
                let tag = match one.kind {
                    InvoiceLineKind::Payment => PAYMENT_LINE,
                    InvoiceLineKind::Tax => TAX,
                    _ => LINE,
                };
                let (rated, rate) = rated(one.tax_rate);
                let flags = rated | side(one.tax_included);
                let amounts = [one.amount, rate, Amount::ZERO];
                ("invoice", &one.invoice, Kin { flags, amounts, ..Kin::of(tag, one.date, one.currency) })
            }
            AnyRecord::ReceiptLine(one) => {
                // The id of a line is that of its receipt and its place.
                if let Some((sale, _)) = one.returns.as_ref().and_then(|line| line.as_str().rsplit_once('.')) {
                    let kin = Kin::of(RETURN_LINE, one.date, one.currency);
                    self.push(thing, "receipt", sale, &kin, row, to)?;
                }
                let (rated, rate) = rated(one.tax_rate);
                let goods = matches!(one.kind, ReceiptLineKind::Sale | ReceiptLineKind::Return);
                let flags = rated | side(one.tax_included) | if goods { GOODS } else { 0 };
                let amounts = [one.amount, rate, Amount::ZERO];
                ("receipt", &one.receipt, Kin { flags, amounts, ..Kin::of(LINE, one.date, one.currency) })
            }
            AnyRecord::TaxLine(one) => {
                let (flags, rate) = rated(one.rate);
                let amounts = [one.amount, rate, one.base];
                (
                    one.document_kind.as_str(),
                    &one.document,
                    Kin { flags, amounts, ..Kin::of(TAX_LINE, one.date, one.currency) },
                )
            }
            AnyRecord::PlanAllowance(one) => return self.allowance(one, thing, row, to),
            AnyRecord::Tender(one) => {
                let amount = if one.direction == TenderDirection::Paid { one.amount } else { -one.amount };
                let amounts = [amount, Amount::ZERO, Amount::ZERO];
                ("receipt", &one.receipt, Kin { amounts, ..Kin::of(TENDER, one.date, one.currency) })
            }
            _ => return Ok(()),
        };
        self.push(thing, above, id.as_str(), &kin, row, to)
    }

    /// What an allowance leaves to the period after it, and what it takes from the one before.
    fn allowance(&mut self, one: &PlanAllowance, thing: &str, row: u64, to: To<'_, KIN>) -> io::Result<()> {
        let Ok(currency) = Currency::parse("XTS") else { return Ok(()) };
        let unit = one.unit.map_or("", Unit::as_str);
        let mut put = |tag, day: Date, quantity: Option<Decimal>| {
            let about = format!("{} {} {unit} {day}", one.service, one.zone);
            let amount = quantity.and_then(|quantity| Amount::try_from(quantity).ok());
            let flags = if amount.is_some() { RATED } else { 0 };
            let amounts = [amount.unwrap_or(Amount::ZERO), Amount::ZERO, Amount::ZERO];
            self.push(
                thing,
                "plan_allowance",
                &about,
                &Kin { tag, date: day, currency, flags, amounts, count: 0 },
                row,
                to,
            )
        };
        put(REMAINED, one.period_end, one.remaining)?;
        match one.rolled_in {
            Some(_) => put(ROLLED_IN, one.date, one.rolled_in),
            None => Ok(()),
        }
    }

    fn push(&mut self, thing: &str, above: &str, id: &str, kin: &Kin, row: u64, to: To<'_, KIN>) -> io::Result<()> {
        let digest = half(&[b"kin\0", thing.as_bytes(), b"/", above.as_bytes(), b"\0", id.as_bytes()]);
        let [first, second, third] = kin.amounts.map(|amount| amount.micros().to_be_bytes());
        let entry = Pack::new()
            .put(digest)
            .put([kin.tag])
            .put(self.part.to_be_bytes())
            .put(u32::try_from(row).unwrap_or(u32::MAX).to_be_bytes())
            .put(day_number(kin.date).to_be_bytes())
            .put(letters(kin.currency.as_str()))
            .put([kin.flags])
            .put(first)
            .put(second)
            .put(third)
            .put(kin.count.to_be_bytes())
            .done();
        self.batch.push(entry, to)
    }

    pub(crate) fn finish(mut self, to: To<'_, KIN>) -> io::Result<()> {
        self.batch.hand_over(to)
    }
}

/// The letters of a currency as bytes of an entry.
pub(crate) fn letters(currency: &str) -> [u8; 3] {
    currency.as_bytes().try_into().unwrap_or_default()
}

/// An entry, read back.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// Of the record above, or of what an allowance is about and its day.
    pub(super) digest: [u8; 16],
    pub(super) tag: u8,
    pub(super) part: usize,
    pub(super) row: u32,
    pub(super) day: u32,
    pub(super) currency: [u8; 3],
    pub(super) flags: u8,
    /// In units of 10^-6.
    pub(super) amounts: [i128; 3],
    pub(super) count: u64,
}

impl Entry {
    pub(super) fn read(bytes: [u8; KIN]) -> Self {
        let mut fields = Pack::reading(bytes);
        let digest = fields.take();
        let [tag] = fields.take();
        let part = usize::from(u16::from_be_bytes(fields.take()));
        let row = u32::from_be_bytes(fields.take());
        let day = u32::from_be_bytes(fields.take());
        let currency = fields.take();
        let [flags] = fields.take();
        let amounts = [(); 3].map(|()| i128::from(i64::from_be_bytes(fields.take())));
        let count = u64::from_be_bytes(fields.take());
        Self { digest, tag, part, row, day, currency, flags, amounts, count }
    }
}

/// What an entry says besides where it is.
struct Kin {
    tag: u8,
    date: Date,
    currency: Currency,
    flags: u8,
    /// Amount; of documents also tax and rounding.
    amounts: [Amount; 3],
    count: u64,
}

impl Kin {
    /// With nothing to say but that it is there.
    fn of(tag: u8, date: Date, currency: Currency) -> Self {
        Self { tag, date, currency, flags: 0, amounts: [Amount::ZERO; 3], count: 0 }
    }
}

/// The flag that says on which side of the tax an amount stands.
fn side(tax_included: bool) -> u8 {
    if tax_included { TAX_INCLUDED } else { 0 }
}

/// A rate of tax as an amount, where it has no more decimals than one, and the flag that says so.
fn rated(rate: Option<Rate>) -> (u8, Amount) {
    match rate.and_then(|rate| Amount::try_from(rate.decimal()).ok()) {
        Some(rate) => (RATED, rate),
        None => (0, Amount::ZERO),
    }
}
