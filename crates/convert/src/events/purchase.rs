//! Purchases of a source, put in order when it ends: which of them came first, and which sale a return belongs to, is known
//! only then. A reader gathers them ([`Purchases`]), or reads them once more where they stand ([`Supply`]).
//!
//! What every reader of receipts shares: order, ids, references between receipts, the period, and the two sums that hold on a
//! receipt (its lines make what was to pay, and so do its payments).

use std::collections::{HashMap, HashSet};

use pannier_model::{
    record::{
        AnyRecord, Receipt, ReceiptDetail, ReceiptKind, ReceiptLine, Record as _, RecordType, TaxLine,
        TaxLineDocumentKind, Tender, TenderDirection,
    },
    value::{Amount, Currency, Date, Decimal, Id, IdStability, Int, Total},
};
use pannier_report::{Code, Finding, Location};

use crate::{
    Control, Error, Series,
    events::statement::{Direction, Extent, Window},
    ids::Daily,
    output::{Output, last_day},
    values::documents::{composed, row, unnamed},
};

/// One receipt with what stands on it. Ids, dates, `seq` and references are written at the end.
#[derive(Clone, Debug)]
pub(crate) struct Purchase {
    /// Row of the source that is the receipt itself; `None` where only its lines are rows.
    pub(crate) place: Option<u64>,
    pub(crate) receipt: Receipt,
    /// What other receipts of the source call it.
    pub(crate) keys: Vec<String>,
    /// Keys of the sale that is given back, any of them.
    pub(crate) returns: Vec<String>,
    pub(crate) lines: Vec<Line>,
    pub(crate) tenders: Vec<(Option<u64>, Tender)>,
    pub(crate) taxes: Vec<(Option<u64>, TaxLine)>,
}

/// A line of a receipt.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Row of the source.
    pub(crate) place: Option<u64>,
    pub(crate) record: ReceiptLine,
    /// What lines of other receipts call it.
    pub(crate) key: Option<String>,
    /// Keys of a receipt, any of them, and of the line on it that is given back.
    pub(crate) returns: Option<(Vec<String>, String)>,
}

impl Purchase {
    /// A receipt on which nothing stands yet.
    pub(crate) fn new(place: Option<u64>, receipt: Receipt) -> Self {
        Self {
            place,
            receipt,
            keys: Vec::new(),
            returns: Vec::new(),
            lines: Vec::new(),
            tenders: Vec::new(),
            taxes: Vec::new(),
        }
    }

    /// Whether its lines, and its tax where they are without, make what was to pay; `None` where something else does too.
    fn lines_agree(&self) -> Option<bool> {
        let receipt = &self.receipt;
        let beside = receipt.discount.is_some() || receipt.delivery.is_some() || receipt.tip.is_some();
        if beside || receipt.detail != ReceiptDetail::Full || self.lines.is_empty() {
            return None;
        }
        let sum = Total::of(self.lines.iter().map(|line| line.record.amount))?
            .plus(receipt.rounding.unwrap_or(Amount::ZERO))?;
        if receipt.tax_included {
            return Some(sum == Total::from(receipt.payable));
        }
        let stated = Total::of(self.taxes.iter().map(|(_, tax)| tax.amount))?;
        let tax = if self.taxes.is_empty() { receipt.tax?.into() } else { stated };
        let slack = i128::try_from(self.lines.len()).ok()?.checked_mul(10_000_000_000)?;
        Some(sum.plus(tax)?.distance(receipt.payable)?.picos() <= slack)
    }

    /// Whether its payments make what was to pay.
    fn tenders_agree(&self) -> Option<bool> {
        if self.tenders.is_empty() {
            return None;
        }
        let signed = self.tenders.iter().map(|(_, tender)| match tender.direction {
            TenderDirection::Paid => tender.amount,
            TenderDirection::Refunded | TenderDirection::Change => -tender.amount,
        });
        Some(Total::of(signed)? == Total::from(self.receipt.payable))
    }
}

/// All purchases of a source, in its order.
#[derive(Debug, Default)]
pub(crate) struct Purchases {
    /// The customer or loyalty account all of them were booked to.
    pub(crate) account: Option<Id>,
    pub(crate) list: Vec<Purchase>,
}

/// Where a receipt is, by what other receipts call it, and where its lines are.
#[derive(Default)]
struct Keys {
    receipts: HashMap<String, Id>,
    lines: HashMap<(String, String), Id>,
}

/// Purchases, as often as they are asked for.
pub(crate) trait Supply {
    /// Hands on all of them by day, and those of one day in the order in which they came about.
    fn each(&mut self, take: Take<'_>) -> Result<(), Error>;
}

/// Takes a purchase.
pub(crate) type Take<'t> = &'t mut dyn FnMut(&mut Purchase) -> Result<(), Error>;

impl Supply for Purchases {
    fn each(&mut self, take: Take<'_>) -> Result<(), Error> {
        self.list.iter_mut().try_for_each(take)
    }
}

/// What purchases come to, noted while they pass.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// The customer or loyalty account all of them were booked to.
    account: Option<Id>,
    extent: Extent,
    lines: bool,
    tenders: bool,
    taxes: bool,
    /// Keys of receipts that others name.
    wanted: HashSet<String>,
}

impl Outline {
    /// Whoever takes the records asks for the receipt of this key.
    pub(crate) fn want(&mut self, key: &str) {
        if !self.wanted.contains(key) {
            self.wanted.insert(key.to_owned());
        }
    }

    /// Takes the next purchase of the source into account.
    pub(crate) fn see(&mut self, purchase: &Purchase) {
        self.extent.see(purchase.receipt.date, purchase.receipt.payable, None);
        self.lines |= !purchase.lines.is_empty();
        self.tenders |= !purchase.tenders.is_empty();
        self.taxes |= !purchase.taxes.is_empty();
        let of_lines = purchase.lines.iter().filter_map(|line| line.returns.as_ref());
        let keys = purchase.returns.iter().chain(of_lines.flat_map(|(receipts, _)| receipts));
        keys.for_each(|key| self.want(key));
    }

    /// Whether the source has the newest purchase first.
    pub(crate) fn is_newest_first(&self) -> bool {
        self.extent.direction() == Direction::NewestFirst
    }

    /// Hands on everything, a receipt and then what stands on it, and says which id each key that was asked for stands for.
    /// Where the last day has none behind it, all are lost.
    pub(crate) fn emit(self, supply: &mut dyn Supply, output: &mut Output<'_>) -> Result<HashMap<String, Id>, Error> {
        output.summary.newest_first |= self.is_newest_first();
        let Some((earliest, latest)) = self.extent.span() else { return Ok(HashMap::new()) };
        let Some(window) = Window::of_rows(earliest, latest) else {
            output.finding(last_day(Location::whole()))?;
            supply.each(&mut |purchase| purchase.lose("its period has no end", output))?;
            return Ok(HashMap::new());
        };
        let keys = self.keys(supply, &window)?;
        let series = |record_type: &'static RecordType| Series {
            thing: self.account.clone(),
            record_type,
            from: window.from,
            to: window.to,
            incomplete: window.incomplete.iter().copied().collect(),
        };
        for (record_type, is_there) in [
            (Receipt::TYPE, true),
            (ReceiptLine::TYPE, self.lines),
            (Tender::TYPE, self.tenders),
            (TaxLine::TYPE, self.taxes),
        ] {
            if is_there {
                output.series(series(record_type))?;
            }
        }
        let mut check = Check::default();
        self.parts(supply, &window, &mut |purchase| {
            check.see(purchase);
            self.hand_on(purchase, &keys, output)
        })?;
        check.finish(output)?;
        Ok(keys.receipts)
    }

    /// A receipt and what stands on it.
    fn hand_on(&self, purchase: &mut Purchase, keys: &Keys, output: &mut Output<'_>) -> Result<(), Error> {
        let Purchase { place, receipt, returns, lines, tenders, taxes, .. } = purchase;
        let linked = returns.iter().find_map(|key| keys.receipts.get(key));
        receipt.linked_to = linked.filter(|id| **id != receipt.id).cloned();
        hand_on(*place, receipt.clone(), output)?;
        for (seq, line) in (0..).zip(lines.drain(..)) {
            let mut record = line.record;
            record.receipt = receipt.id.clone();
            record.date = receipt.date;
            record.seq = Int::new(seq).unwrap_or(record.seq);
            record.account.clone_from(&self.account);
            record.source_ref = line.place.and_then(row);
            record.returns = line.returns.and_then(|(receipt, line)| {
                receipt.into_iter().find_map(|receipt| keys.lines.get(&(receipt, line.clone())).cloned())
            });
            hand_on(line.place, composed(record), output)?;
        }
        for (seq, (place, mut tender)) in (0..).zip(tenders.drain(..)) {
            tender.receipt = receipt.id.clone();
            tender.date = receipt.date;
            tender.seq = Int::new(seq).unwrap_or(tender.seq);
            tender.account.clone_from(&self.account);
            tender.source_ref = place.and_then(row);
            hand_on(place, composed(tender), output)?;
        }
        for (seq, (place, mut tax)) in (0..).zip(taxes.drain(..)) {
            tax.document = receipt.id.clone();
            tax.document_kind = TaxLineDocumentKind::Receipt;
            tax.date = receipt.date;
            tax.seq = Int::new(seq).unwrap_or(tax.seq);
            tax.account.clone_from(&self.account);
            tax.source_ref = place.and_then(row);
            hand_on(place, composed(tax), output)?;
        }
        Ok(())
    }

    /// Goes through all purchases, each with its name.
    fn parts(&self, supply: &mut dyn Supply, window: &Window, take: Take<'_>) -> Result<(), Error> {
        let mut names = Daily::default();
        supply.each(&mut |purchase| {
            self.name(purchase, window, &mut names);
            take(purchase)
        })
    }

    /// Writes the id of a receipt, and what it says of its source.
    fn name(&self, purchase: &mut Purchase, window: &Window, names: &mut Daily) {
        let receipt = &mut purchase.receipt;
        receipt.account.clone_from(&self.account);
        let first = purchase.lines.first().and_then(|line| line.place);
        if receipt.source_ref.is_none() {
            receipt.source_ref = purchase.place.or(first).and_then(row);
        }
        let settled = !window.incomplete.contains(&receipt.date);
        receipt.id_stability = Some(if settled { IdStability::Derived } else { IdStability::Provisional });
        receipt.id = names.name(receipt.clone()).id().clone();
    }

    /// Which receipts and lines the keys are of that somebody asks for.
    fn keys(&self, supply: &mut dyn Supply, window: &Window) -> Result<Keys, Error> {
        let mut keys = Keys::default();
        if self.wanted.is_empty() {
            return Ok(keys);
        }
        self.parts(supply, window, &mut |purchase| {
            let receipt = &purchase.receipt;
            for key in purchase.keys.iter().filter(|key| self.wanted.contains(*key)) {
                for (seq, line) in purchase.lines.iter().enumerate() {
                    if let (Some(name), Ok(id)) = (&line.key, Id::parse(&format!("{}.{seq}", receipt.id.as_str()))) {
                        keys.lines.entry((key.clone(), name.clone())).or_insert(id);
                    }
                }
                keys.receipts.entry(key.clone()).or_insert_with(|| receipt.id.clone());
            }
            Ok(())
        })?;
        Ok(keys)
    }
}

impl Purchases {
    /// Hands on everything, oldest first, and says which id each key of a receipt stands for. Where the last day
    /// has none behind it, all are lost.
    pub(crate) fn emit(mut self, output: &mut Output<'_>) -> Result<HashMap<String, Id>, Error> {
        let mut outline = Outline { account: self.account.clone(), ..Outline::default() };
        self.list.iter().for_each(|purchase| outline.see(purchase));
        if outline.is_newest_first() {
            self.list.reverse();
        }
        self.list.sort_by_key(|purchase| purchase.receipt.date);
        outline.emit(&mut self, output)
    }
}

impl Purchase {
    fn lose(&self, reason: &str, output: &mut Output<'_>) -> Result<(), Error> {
        let lines = self.lines.iter().map(|line| line.place);
        let others = self.tenders.iter().map(|(place, _)| *place).chain(self.taxes.iter().map(|(place, _)| *place));
        for place in std::iter::once(self.place).chain(lines).chain(others).flatten() {
            output.skipped_row(place, reason)?;
        }
        Ok(())
    }
}

fn hand_on(place: Option<u64>, record: impl Into<AnyRecord>, output: &mut Output<'_>) -> Result<(), Error> {
    match place {
        Some(place) => output.row(place, record),
        None => output.record(None, record),
    }
}

/// Holds the sums of every receipt against what stands on it.
struct Check {
    lines: Control,
    tenders: Control,
}

impl Default for Check {
    fn default() -> Self {
        let control = |figure| Control {
            thing: Id::parse("all").expect("a valid id"),
            figure,
            checked: 0,
            breaks: 0,
            first_break: None,
        };
        Self { lines: control("lines of a receipt"), tenders: control("payments of a receipt") }
    }
}

impl Check {
    fn see(&mut self, purchase: &Purchase) {
        let place = purchase.place.or(purchase.lines.first().and_then(|line| line.place));
        let Self { lines, tenders } = self;
        for (agrees, control) in [(purchase.lines_agree(), lines), (purchase.tenders_agree(), tenders)] {
            let Some(agrees) = agrees else { continue };
            control.checked += 1;
            if !agrees {
                control.breaks += 1;
                control.first_break = control.first_break.or(place);
            }
        }
    }

    fn finish(self, output: &mut Output<'_>) -> Result<(), Error> {
        for (control, message) in [
            (self.lines, "what stands on a receipt does not make what was to pay"),
            (self.tenders, "what was paid, less change and refunds, is not what was to pay"),
        ] {
            if control.breaks > 0 {
                let location = Location { row: control.first_break, ..Location::default() };
                let message = format!("{message} ({} of {})", control.breaks, control.checked);
                output.finding(
                    Finding::new(Code::ConvertControlFigure, location, message)
                        .with_help("all figures are carried as they stand; a row may be missing from the source"),
                )?;
            }
            if control.checked > 0 {
                output.summary.controls.push(control);
            }
        }
        Ok(())
    }
}

/// A receipt of which only date and what was to pay are known.
pub(crate) fn receipt(
    date: Date,
    kind: ReceiptKind,
    currency: Currency,
    tax_included: bool,
    payable: Amount,
) -> Receipt {
    Receipt::new(
        unnamed(),
        date,
        kind,
        pannier_model::record::ReceiptChannel::Unknown,
        currency,
        tax_included,
        payable,
        ReceiptDetail::Full,
    )
}

/// Price × quantity, where it is an amount exactly.
pub(crate) fn product(price: Decimal, quantity: Decimal) -> Option<Amount> {
    const ONE: i128 = 1_000_000_000_000;
    let product = price.picos().checked_mul(quantity.picos())?;
    if product % ONE != 0 {
        return None;
    }
    let total = Decimal::from_units(product / ONE, 12).ok()?;
    let scale = price.scale().min(6).max(total.needed_scale());
    if scale > 6 {
        return None;
    }
    Amount::from_units(i64::try_from(total.picos() / 10_i128.pow(12 - u32::from(scale))).ok()?, scale).ok()
}

/// The amount without decimals that are zero and beyond those of its currency: tills write `1.290` euros.
pub(crate) fn in_minor_units(amount: Amount, currency: Currency) -> Amount {
    let wanted = currency.minor_digits().unwrap_or(2).max(amount.needed_scale());
    if wanted >= amount.scale() {
        return amount;
    }
    let step = 10_i64.pow(u32::from(6_u8.saturating_sub(wanted)));
    Amount::from_units(amount.micros() / step, wanted).unwrap_or(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_of_tills() {
        let check = |amount: &str, currency: &str, expected: &str| {
            let amount = Amount::parse(amount).expect("an amount");
            let found = in_minor_units(amount, Currency::parse(currency).expect("a currency"));
            assert_eq!(found.to_string(), expected, "{amount} {currency}");
        };
        check("1.290", "EUR", "1.29");
        check("-1.200000", "EUR", "-1.20");
        check("1.2", "EUR", "1.2");
        check("1.295", "EUR", "1.295");
        check("100.00", "JPY", "100");
        check("0.000", "KWD", "0.000");
    }
}
