//! Rules between a record and the records under it: a transaction and its details, an invoice or receipt and its lines,
//! taxes, tenders and returns. They meet by a digest of the series and id of the one above; allowances of periods that
//! follow each other meet by a digest of what they are about and the day between them.

use super::findings::{Findings, PartFindings};
use super::identity::half;
use super::ledger::day_number;
use super::plan::Plan;
use super::spool::{Batch, Pack, Sorted, To};
use pannier_model::record::{
    AnyRecord, InvoiceLineKind, PlanAllowance, ReceiptDetail, ReceiptLineKind, TenderDirection,
};
use pannier_model::value::{Amount, Currency, Date, Decimal, Id, Rate, Unit};
use pannier_report::Code;
use std::collections::BTreeMap;
use std::io;

/// Digest 16, tag 1, part 2, row 4, day 4, currency 3, flags 1, three amounts 24, count 8.
pub(crate) const KIN: usize = 63;
/// Rates of tax remembered of one document.
const MOST_RATES: usize = 32;

const TRANSACTION: u8 = 0;
const INVOICE: u8 = 1;
const RECEIPT: u8 = 2;
/// Records above sort before those under them.
const DETAIL: u8 = 10;
const LINE: u8 = 11;
const PAYMENT_LINE: u8 = 12;
const TAX: u8 = 13;
const TENDER: u8 = 14;
const TAX_LINE: u8 = 15;
/// A receipt that names the one above as what it takes back, and a line that names a line of it.
const RETURN: u8 = 16;
const RETURN_LINE: u8 = 17;
/// What remained of an allowance that ends on the day, and what was rolled into one that begins on it.
const REMAINED: u8 = 18;
const ROLLED_IN: u8 = 19;

/// `details` of a transaction is stated.
const COUNTED: u8 = 1;
/// Line amounts are with tax.
const TAX_INCLUDED: u8 = 2;
/// `tax` is stated.
const TAX_STATED: u8 = 4;
/// All lines are there, and nothing of the basket stands beside them.
const ALL_LINES: u8 = 8;
/// Of a receipt: all lines are there and `goods`, in the place of the count, is stated. Of a line: it is of goods.
const GOODS: u8 = 16;
/// The second amount is the rate of tax; of an allowance: the first amount is known.
const RATED: u8 = 32;

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
                let goods = one.goods.filter(|_| one.detail == ReceiptDetail::Full);
                let listed = if goods.is_some() { GOODS } else { 0 };
                let flags = stated | all | listed | if one.tax_included { TAX_INCLUDED } else { 0 };
                let amounts = [one.payable, one.tax.unwrap_or(Amount::ZERO), one.rounding.unwrap_or(Amount::ZERO)];
                if let Some(sale) = &one.linked_to {
                    let kin = Kin {
                        tag: RETURN,
                        amounts: [Amount::ZERO; 3],
                        count: 0,
                        flags,
                        date: one.date,
                        currency: one.currency,
                    };
                    self.push(thing, "receipt", sale.as_str(), &kin, row, to)?;
                }
                // The bits of a signed number, taken back when it is read.
                let count = goods.map_or(0, |goods| u64::from_be_bytes(goods.micros().to_be_bytes()));
                (
                    "receipt",
                    &one.id,
                    Kin { tag: RECEIPT, date: one.date, currency: one.currency, flags, amounts, count },
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
                let (flags, rate) = rated(one.tax_rate);
                let amounts = [one.amount, rate, Amount::ZERO];
                ("invoice", &one.invoice, Kin { tag, date: one.date, currency: one.currency, flags, amounts, count: 0 })
            }
            AnyRecord::ReceiptLine(one) => {
                // The id of a line is that of its receipt and its place.
                if let Some((sale, _)) = one.returns.as_ref().and_then(|line| line.as_str().rsplit_once('.')) {
                    let kin = Kin {
                        tag: RETURN_LINE,
                        amounts: [Amount::ZERO; 3],
                        count: 0,
                        flags: 0,
                        date: one.date,
                        currency: one.currency,
                    };
                    self.push(thing, "receipt", sale, &kin, row, to)?;
                }
                let (rated, rate) = rated(one.tax_rate);
                let goods = matches!(one.kind, ReceiptLineKind::Sale | ReceiptLineKind::Return);
                let flags = rated | if goods { GOODS } else { 0 };
                let amounts = [one.amount, rate, Amount::ZERO];
                (
                    "receipt",
                    &one.receipt,
                    Kin { tag: LINE, date: one.date, currency: one.currency, flags, amounts, count: 0 },
                )
            }
            AnyRecord::TaxLine(one) => {
                let (flags, rate) = rated(one.rate);
                let amounts = [one.amount, rate, one.base];
                (
                    one.document_kind.as_str(),
                    &one.document,
                    Kin { tag: TAX_LINE, date: one.date, currency: one.currency, flags, amounts, count: 0 },
                )
            }
            AnyRecord::PlanAllowance(one) => return self.allowance(one, thing, row, to),
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

/// A rate of tax as an amount, where it has no more decimals than one, and the flag that says so.
fn rated(rate: Option<Rate>) -> (u8, Amount) {
    match rate.and_then(|rate| Amount::try_from(rate.decimal()).ok()) {
        Some(rate) => (RATED, rate),
        None => (0, Amount::ZERO),
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
    /// Tax lines, which say again what `tax` says.
    tax_lines: Sum,
    goods: Sum,
    rates: Rates,
    one_currency: bool,
}

/// What lines and tax lines of a document say by rate of tax, in units of 10^-6.
#[derive(Default)]
struct Rates {
    by_rate: BTreeMap<i128, ByRate>,
    /// A line, or a tax line, does not name its rate, or there are too many.
    unknown: bool,
}

#[derive(Clone, Copy, Default)]
struct ByRate {
    lines: Sum,
    base: i128,
    tax: i128,
    /// Part and row of the first tax line.
    place: Option<(usize, u32)>,
}

impl Rates {
    fn at(&mut self, flags: u8, rate: i128) -> Option<&mut ByRate> {
        let known = flags & RATED != 0 && (self.by_rate.len() < MOST_RATES || self.by_rate.contains_key(&rate));
        self.unknown |= !known;
        known.then(|| self.by_rate.entry(rate).or_default())
    }
}

/// What was rolled over on one day, of one kind of allowance.
#[derive(Default)]
struct Rolled {
    remained: Sum,
    /// An allowance that ends does not say what remained.
    unknown: bool,
    taken: i128,
    place: Option<(usize, u32)>,
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
    let mut rolled = Rolled::default();
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
            rolled_over(plan, &std::mem::take(&mut rolled), findings);
        }
        match tag {
            REMAINED => {
                rolled.remained.add(amounts[0]);
                rolled.unknown |= flags & RATED == 0;
                continue;
            }
            ROLLED_IN => {
                rolled.taken = rolled.taken.saturating_add(amounts[0]);
                rolled.unknown |= flags & RATED == 0;
                rolled.place.get_or_insert((part, row));
                continue;
            }
            RETURN | RETURN_LINE => {
                returned(plan, head.as_ref(), (part, row), tag, day, findings);
                continue;
            }
            _ => {}
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
                tax_lines: none,
                goods: none,
                rates: Rates::default(),
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
            DETAIL | LINE => {
                head.lines.add(amounts[0]);
                if flags & GOODS != 0 {
                    head.goods.add(amounts[0]);
                }
                if let (LINE, Some(rate)) = (tag, head.rates.at(flags, amounts[1])) {
                    rate.lines.add(amounts[0]);
                }
            }
            TAX_LINE => {
                head.tax_lines.add(amounts[0]);
                if let Some(rate) = head.rates.at(flags, amounts[1]) {
                    rate.tax = rate.tax.saturating_add(amounts[0]);
                    rate.base = rate.base.saturating_add(amounts[2]);
                    rate.place.get_or_insert((part, row));
                }
            }
            TAX => head.taxes.add(amounts[0]),
            TENDER => head.tenders.add(amounts[0]),
            _ => {}
        }
        head.details += u64::from(tag == DETAIL);
    }
    if let Some(head) = head {
        judge(plan, &head, findings);
    }
    rolled_over(plan, &rolled, findings);
    Ok(())
}

/// `return-earlier`: the receipt that is taken back is not of a later day.
fn returned(plan: &Plan, head: Option<&Head>, (part, row): (usize, u32), tag: u8, day: u32, findings: &mut Findings) {
    let thing = plan.facts().parts[part].thing();
    let mut found = PartFindings::new(findings, plan, part);
    let pointer = if tag == RETURN { "/linked_to" } else { "/returns" };
    match head {
        Some(head) if day < head.day => {
            found.row(Code::ReturnEarlier, row.into(), pointer, "what is taken back was sold later");
        }
        None if !plan.is_whole(&format!("{thing}/receipt")) => {
            found.not_checked(Code::ReturnEarlier, "receipts that are taken back are withheld");
        }
        _ => {}
    }
}

/// `allowance-rolled-in`
fn rolled_over(plan: &Plan, rolled: &Rolled, findings: &mut Findings) {
    let Some((part, row)) = rolled.place else { return };
    let series = &plan.facts().parts[part].series;
    let mut found = PartFindings::new(findings, plan, part);
    if !plan.is_whole(series) {
        // Another allowance that ends on the day may be withheld.
        found.not_checked(Code::AllowanceRolledIn, "allowances of the series are withheld");
    } else if rolled.remained.count > 0 && !rolled.unknown && rolled.taken > rolled.remained.sum {
        found.row_help(
            Code::AllowanceRolledIn,
            row.into(),
            "/rolled_in",
            "more was rolled in than remained of the period before",
            "`rolled_in` is what was left of the period before, not all that is left",
        );
    }
}

/// `tax-sum` and `tax-base`, of an invoice or receipt of `tax` whose lines are in series called `lines`.
fn taxes(plan: &Plan, head: &Head, lines: &str, thing: &str, found: &mut PartFindings<'_>) {
    if head.tax_lines.count == 0 || !head.one_currency {
        return;
    }
    let stated = head.flags & TAX_STATED != 0;
    if !plan.is_whole(&format!("{thing}/tax_line")) {
        if stated {
            found.not_checked(Code::TaxSum, "tax lines are withheld");
        }
        found.not_checked(Code::TaxBase, "tax lines are withheld");
        return;
    }
    if stated && head.tax_lines.sum != head.amounts[1] {
        let message = "the tax lines do not add up to the tax";
        found.row_help(Code::TaxSum, head.row.into(), "/tax", message, "one tax line for each rate, zero included");
    }
    if head.lines.count == 0 {
        return;
    }
    let series = format!("{thing}/{lines}");
    // The rate of a line of a receipt stands in a group that may be withheld.
    let rates_shown = plan.named(&series).is_some_and(|series| {
        plan.parts_of(series)
            .all(|(_, part)| part.shows_group(if lines == "receipt_line" { "category" } else { "core" }))
    });
    if !plan.is_whole(&series) || (!rates_shown && has_rates(plan, &series)) {
        found.not_checked(Code::TaxBase, "lines, or their rates of tax, are withheld");
        return;
    }
    if head.rates.unknown || (head.tag == RECEIPT && head.flags & ALL_LINES == 0) {
        return;
    }
    let wrong: Vec<(usize, u32)> = head
        .rates
        .by_rate
        .values()
        .filter(|rate| {
            let tax = if head.flags & TAX_INCLUDED != 0 { rate.tax } else { 0 };
            let slack = i128::from(rate.lines.count).saturating_mul(10_000);
            let expected = rate.base.saturating_add(tax);
            rate.lines.count > 0 && rate.lines.sum.saturating_sub(expected).saturating_abs() > slack
        })
        .filter_map(|rate| rate.place)
        .collect();
    for (part, row) in wrong {
        PartFindings::new(found.findings, plan, part).row_help(
            Code::TaxBase,
            row.into(),
            "/base",
            "the lines of this rate come to another base",
            "look for a line with the rate of another",
        );
    }
}

/// Whether the issuer gives rates of tax at all.
fn has_rates(plan: &Plan, series: &str) -> bool {
    plan.named(series).is_some_and(|series| plan.parts_of(series).any(|(_, part)| part.has_group("category")))
}

fn judge(plan: &Plan, head: &Head, findings: &mut Findings) {
    let facts = &plan.facts().parts[head.part];
    let thing = facts.thing();
    let mut found = PartFindings::new(findings, plan, head.part);
    match head.tag {
        TRANSACTION => transaction(plan, head, thing, &mut found),
        INVOICE => {
            taxes(plan, head, "invoice_line", thing, &mut found);
            let wrong = head.one_currency && !adds_up(head, head.amounts[0]);
            if head.lines.count > 0 && !plan.is_whole(&format!("{thing}/invoice_line")) {
                found.not_checked(Code::InvoiceLines, "lines of invoices are withheld");
            } else if head.lines.count > 0 && wrong {
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
            taxes(plan, head, "receipt_line", thing, &mut found);
            if head.flags & GOODS != 0 && head.lines.count > 0 {
                let goods = i128::from(i64::from_be_bytes(head.claimed.to_be_bytes()));
                if !plan.is_whole(&format!("{thing}/receipt_line")) {
                    found.not_checked(Code::ReceiptGoods, "lines of receipts are withheld");
                } else if head.one_currency && head.goods.sum != goods {
                    found.row_help(
                        Code::ReceiptGoods,
                        head.row.into(),
                        "/goods",
                        "what was sold and returned adds up to another sum",
                        "deposits, fees, services, delivery and discounts of the basket are no goods",
                    );
                }
            }
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
