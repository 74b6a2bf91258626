//! Rules between a record and the records under it: a transaction and its details, an invoice or receipt and its lines,
//! taxes and tenders. They meet by a digest of the series and id of the one above.

use super::findings::{Findings, PartFindings};
use super::identity::half;
use super::ledger::day_number;
use super::plan::Plan;
use super::spool::{Batch, Pack, Sorted, To};
use pannier_model::record::{AnyRecord, InvoiceLineKind, ReceiptDetail, TenderDirection};
use pannier_model::value::{Amount, Currency, Date, Id};
use pannier_report::Code;
use std::io;

/// Digest 16, tag 1, part 2, row 4, day 4, currency 3, flags 1, three amounts 24, count 8.
pub(crate) const KIN: usize = 63;

const TRANSACTION: u8 = 0;
const INVOICE: u8 = 1;
const RECEIPT: u8 = 2;
/// Records above sort before those under them.
const DETAIL: u8 = 10;
const LINE: u8 = 11;
const PAYMENT_LINE: u8 = 12;
const TAX: u8 = 13;
const TENDER: u8 = 14;

/// `details` of a transaction is stated.
const COUNTED: u8 = 1;
/// Line amounts are with tax.
const TAX_INCLUDED: u8 = 2;
/// `tax` is stated.
const TAX_STATED: u8 = 4;
/// All lines are there, and nothing of the basket stands beside them.
const ALL_LINES: u8 = 8;

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
        ]
        .contains(&record_type)
    }

    pub(crate) fn row(&mut self, record: &AnyRecord, thing: &str, row: u64, to: To<'_, KIN>) -> io::Result<()> {
        let none = [Amount::ZERO; 3];
        let (above, id, kin): (&str, &Id, Kin) = match record {
            AnyRecord::Transaction(one) => {
                let count = one.details.map_or(0, pannier_model::value::Int::value);
                if !self.details && count == 0 {
                    return Ok(());
                }
                let flags = if one.details.is_some() { COUNTED } else { 0 };
                let amounts = [one.amount, Amount::ZERO, Amount::ZERO];
                (
                    "transaction",
                    &one.id,
                    Kin { tag: TRANSACTION, date: one.date, currency: one.currency, flags, amounts, count },
                )
            }
            AnyRecord::Invoice(one) => {
                let stated = if one.tax.is_some() { TAX_STATED } else { 0 };
                let flags = stated | if one.tax_included { TAX_INCLUDED } else { 0 };
                let amounts = [one.total, one.tax.unwrap_or(Amount::ZERO), Amount::ZERO];
                (
                    "invoice",
                    &one.id,
                    Kin { tag: INVOICE, date: one.date, currency: one.currency, flags, amounts, count: 0 },
                )
            }
            AnyRecord::Receipt(one) => {
                let stated = if one.tax.is_some() { TAX_STATED } else { 0 };
                let beside = one.discount.is_some() || one.delivery.is_some() || one.tip.is_some();
                let all = if one.detail == ReceiptDetail::Full && !beside { ALL_LINES } else { 0 };
                let flags = stated | all | if one.tax_included { TAX_INCLUDED } else { 0 };
                let amounts = [one.payable, one.tax.unwrap_or(Amount::ZERO), one.rounding.unwrap_or(Amount::ZERO)];
                (
                    "receipt",
                    &one.id,
                    Kin { tag: RECEIPT, date: one.date, currency: one.currency, flags, amounts, count: 0 },
                )
            }
            AnyRecord::TransactionDetail(one) => {
                let amounts = [one.amount, Amount::ZERO, Amount::ZERO];
                (
                    "transaction",
                    &one.parent,
                    Kin { tag: DETAIL, date: one.date, currency: one.currency, flags: 0, amounts, count: 0 },
                )
            }
            AnyRecord::InvoiceLine(one) => {
                let tag = match one.kind {
                    InvoiceLineKind::Payment => PAYMENT_LINE,
                    InvoiceLineKind::Tax => TAX,
                    _ => LINE,
                };
                let amounts = [one.amount, Amount::ZERO, Amount::ZERO];
                (
                    "invoice",
                    &one.invoice,
                    Kin { tag, date: one.date, currency: one.currency, flags: 0, amounts, count: 0 },
                )
            }
            AnyRecord::ReceiptLine(one) => {
                let amounts = [one.amount, Amount::ZERO, Amount::ZERO];
                (
                    "receipt",
                    &one.receipt,
                    Kin { tag: LINE, date: one.date, currency: one.currency, flags: 0, amounts, count: 0 },
                )
            }
            // Taxes listed beside lines say again what `tax` says; only their date is of interest.
            AnyRecord::TaxLine(one) => (
                one.document_kind.as_str(),
                &one.document,
                Kin { tag: PAYMENT_LINE, date: one.date, currency: one.currency, flags: 0, amounts: none, count: 0 },
            ),
            AnyRecord::Tender(one) => {
                let amount = if one.direction == TenderDirection::Paid { one.amount } else { -one.amount };
                let amounts = [amount, Amount::ZERO, Amount::ZERO];
                (
                    "receipt",
                    &one.receipt,
                    Kin { tag: TENDER, date: one.date, currency: one.currency, flags: 0, amounts, count: 0 },
                )
            }
            _ => return Ok(()),
        };
        let digest = half(&[b"kin\0", thing.as_bytes(), b"/", above.as_bytes(), b"\0", id.as_str().as_bytes()]);
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

/// A record with what was found under it.
struct Head {
    tag: u8,
    part: usize,
    row: u32,
    day: u32,
    currency: [u8; 3],
    flags: u8,
    amounts: [i128; 3],
    claimed: u64,
    details: u64,
    /// Records and sum of each kind under it: details and lines, taxes, tenders.
    lines: Sum,
    taxes: Sum,
    tenders: Sum,
    one_currency: bool,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    count: u64,
    sum: i128,
}

impl Sum {
    fn add(&mut self, amount: i128) {
        self.count += 1;
        self.sum = self.sum.saturating_add(amount);
    }
}

pub(crate) fn finish(plan: &Plan, sorted: &mut Sorted<KIN>, findings: &mut Findings) -> io::Result<()> {
    let mut digest = None;
    let mut head: Option<Head> = None;
    while let Some(entry) = sorted.next()? {
        let mut fields = Pack::reading(entry);
        let next: [u8; 16] = fields.take();
        let [tag] = fields.take();
        let part = usize::from(u16::from_be_bytes(fields.take()));
        let row = u32::from_be_bytes(fields.take());
        let day = u32::from_be_bytes(fields.take());
        let currency: [u8; 3] = fields.take();
        let [flags] = fields.take();
        let amounts = [(); 3].map(|()| i128::from(i64::from_be_bytes(fields.take())));
        let claimed = u64::from_be_bytes(fields.take());
        if digest != Some(next) {
            digest = Some(next);
            if let Some(head) = head.take() {
                judge(plan, &head, findings);
            }
        }
        if tag < DETAIL {
            // A second record of that id is `id-unique`.
            let (none, one_currency) = (Sum::default(), true);
            head.get_or_insert(Head {
                tag,
                part,
                row,
                day,
                currency,
                flags,
                amounts,
                claimed,
                details: 0,
                lines: none,
                taxes: none,
                tenders: none,
                one_currency,
            });
            continue;
        }
        let Some(head) = &mut head else { continue };
        if day != head.day {
            PartFindings::new(findings, plan, part).row(
                Code::LineDate,
                row.into(),
                "/date",
                "the date is not that of the record it is part of",
            );
        }
        head.one_currency &= currency == head.currency;
        // Parts of a batch may have been paid in several currencies; a document has one.
        if currency != head.currency && tag != DETAIL {
            PartFindings::new(findings, plan, part).row(
                Code::LineCurrency,
                row.into(),
                "/currency",
                "the currency is not that of the invoice or receipt",
            );
        }
        match tag {
            DETAIL | LINE => head.lines.add(amounts[0]),
            TAX => head.taxes.add(amounts[0]),
            TENDER => head.tenders.add(amounts[0]),
            _ => {}
        }
        head.details += u64::from(tag == DETAIL);
    }
    if let Some(head) = head {
        judge(plan, &head, findings);
    }
    Ok(())
}

fn judge(plan: &Plan, head: &Head, findings: &mut Findings) {
    let facts = &plan.facts().parts[head.part];
    let thing = facts.thing();
    let mut found = PartFindings::new(findings, plan, head.part);
    match head.tag {
        TRANSACTION => transaction(plan, head, thing, &mut found),
        INVOICE if head.lines.count > 0 => {
            if !plan.is_whole(&format!("{thing}/invoice_line")) {
                found.not_checked(Code::InvoiceLines, "lines of invoices are withheld");
            } else if head.one_currency && !adds_up(head, head.amounts[0]) {
                found.row_help(
                    Code::InvoiceLines,
                    head.row.into(),
                    "/total",
                    "the lines do not add up to the total",
                    "lines of kind `payment` are not in the total; discounts and credits are negative",
                );
            }
        }
        RECEIPT => {
            if head.tenders.count > 0 {
                if !plan.is_whole(&format!("{thing}/tender")) {
                    found.not_checked(Code::TenderSum, "tenders of receipts are withheld");
                } else if head.one_currency && head.tenders.sum != head.amounts[0] {
                    let help = "amounts of tenders are never negative; `direction` says what was given back";
                    found.row_help(
                        Code::TenderSum,
                        head.row.into(),
                        "/payable",
                        "what was paid, less what was given back, is not what was payable",
                        help,
                    );
                }
            }
            if head.lines.count > 0 && head.flags & ALL_LINES != 0 {
                if !plan.is_whole(&format!("{thing}/receipt_line")) {
                    found.not_checked(Code::ReceiptLines, "lines of receipts are withheld");
                } else if head.one_currency && !adds_up(head, head.amounts[0].saturating_sub(head.amounts[2])) {
                    found.row_help(
                        Code::ReceiptLines,
                        head.row.into(),
                        "/payable",
                        "the lines do not add up to what was payable",
                        "write `detail` `summary` where lines are missing",
                    );
                }
            }
        }
        _ => {}
    }
}

/// Whether lines, and tax where they are without it, make `total`. Tax is rounded once or for each line, so it may differ
/// by a hundredth for each.
fn adds_up(head: &Head, total: i128) -> bool {
    if head.flags & TAX_INCLUDED != 0 {
        return head.lines.sum == total;
    }
    let tax = match (head.taxes.count, head.flags & TAX_STATED) {
        (0, 0) => return true,
        (0, _) => head.amounts[1],
        _ => head.taxes.sum,
    };
    let slack = i128::from(head.lines.count).saturating_mul(10_000);
    (head.lines.sum.saturating_add(tax).saturating_sub(total)).saturating_abs() <= slack
}

/// `transaction-details-count` and `detail-sum`.
fn transaction(plan: &Plan, head: &Head, thing: &str, found: &mut PartFindings<'_>) {
    let claimed = (head.flags & COUNTED != 0).then_some(head.claimed);
    if claimed.unwrap_or(0) == 0 && head.details == 0 {
        return;
    }
    if !plan.is_whole(&format!("{thing}/transaction_detail")) {
        // More details than stated are too many whatever else is withheld.
        if claimed.is_some_and(|claimed| head.details > claimed) {
            found.row(Code::TransactionDetailsCount, head.row.into(), "/details", "there are more details");
        } else if claimed != Some(head.details) {
            found.not_checked(Code::TransactionDetailsCount, "details of transactions are withheld");
            found.not_checked(Code::DetailSum, "details of transactions are withheld");
            return;
        }
    } else if claimed.is_some_and(|claimed| claimed != head.details) {
        found.row_help(
            Code::TransactionDetailsCount,
            head.row.into(),
            "/details",
            "the number of details is not the one stated",
            "count the records that name this transaction as `parent`, or leave `details` out",
        );
        return;
    }
    if head.details > 0 && head.one_currency && head.lines.sum != head.amounts[0] {
        found.row_help(
            Code::DetailSum,
            head.row.into(),
            "/amount",
            "the details do not add up to the transaction",
            "look for a detail with the wrong sign, or a charge that is part of the amount",
        );
    }
}
