//! POSLog (ARTS, OMG) 2.x to 6: the transaction log of tills, one transaction after the other. A Digital Receipt of the same
//! makers is one of them.
//!
//! Carried: retail transactions with their lines, discounts, taxes, payments, change, tips and rounding, returns with the sale
//! they belong to, points where the log states a balance. Elements of vendors are named and not read.
//!
//! Times mostly have no zone: they are wall-clock times. Not carried, and named as losses: customers, operators, control
//! transactions, and whatever else no member takes. Of cards never more than the last four digits.

mod line;
mod loyalty;
mod settle;
mod words;

use pannier_model::{
    record::{Receipt, ReceiptChannel, ReceiptDetail, ReceiptKind, ReceiptLineKind},
    value::{Amount, CodeText, Currency, Date, Instant, NumberScheme, Time, Total},
};
use pannier_report::{Code, Finding, Location};

use self::{line::Found, loyalty::Members};
use crate::{
    Error, Format, Input, Item, Loss, Options, Sink, Summary,
    events::purchase::{Line, Outline, Purchase, Supply, Take, in_minor_units},
    output::Output,
    syntax::xml::{self, Document, Element, Node, Piece, Role, Spaces, Unread},
    values::{documents, iso, text},
};

/// The element that is read as a whole.
const TRANSACTION: &str = "Transaction";
/// The namespace of most versions; some of the sixth write `…/v6.0.0/poslog` in its place.
const SPACE: &str = "http://www.nrf-arts.org/IXRetail/namespace/";
/// What the namespaces of all versions begin with.
const SPACES: &str = "http://www.nrf-arts.org/IXRetail/";

/// Reads a log. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Poslog, sink);
    let mut document = match Document::of(input, options)? {
        Ok(document) => document,
        Err(finding) => {
            output.finding(finding)?;
            return Ok(output.summary);
        }
    };
    let root = document.root()?;
    let own = [root.as_ref().map(|(_, space)| space.as_str()).filter(|space| is_own(space)).unwrap_or(SPACE)];
    // Some tills leave the namespace out; where there is one, elements of others are those of vendors.
    let spaces = match &root {
        Some((_, space)) if space.is_empty() => Spaces::Any,
        _ => Spaces::Only(&own),
    };
    let role = |element: &Element<'_>| match (element.around.len(), element.name) {
        (0 | 1, TRANSACTION) => Role::Tree,
        _ => Role::Path,
    };
    let mut log = Log::new(options);
    let mut outline = Outline::default();
    let mut marks = Vec::new();
    let outcome = document.walk(spaces, &role, &mut |piece| match piece {
        Piece::Tree(transaction, offset) => {
            let place = log.place;
            if let Some(purchase) = log.transaction(transaction, &mut output)? {
                outline.see(&purchase);
                marks.push(Mark { date: purchase.receipt.date, offset, place });
            }
            Ok(())
        }
        Piece::Begin(_) | Piece::End => Ok(()),
    })?;
    if let Err(finding) = outcome {
        output.finding(finding)?;
    } else if !log.seen {
        let message = "there is no transaction of POSLog";
        output.finding(Finding::new(Code::ConvertRecordsPresent, Location::whole(), message))?;
    }
    for (path, count) in log.unread.iter() {
        output.loss(Loss::values(path, count, "of an element that no member takes"))?;
    }
    log.members.receipts().for_each(|key| outline.want(key));
    if outline.is_newest_first() {
        marks.reverse();
    }
    marks.sort_by_key(|mark: &Mark| mark.date);
    let receipts = outline.emit(&mut Again { options, document, spaces, marks }, &mut output)?;
    log.members.emit(&receipts, &mut output)?;
    Ok(output.summary)
}

/// Whether a text is such a log.
pub(crate) fn resembles(start: &str) -> bool {
    start.starts_with('<')
        && xml::root(start).is_some_and(|(name, space)| {
            matches!(name.as_str(), "POSLog" | "DigitalReceipt" | "Transaction") && is_own(&space)
                || name == "POSLog" && space.is_empty()
        })
}

fn is_own(space: &str) -> bool {
    space.starts_with(SPACES)
}

/// Where a transaction stands that became a receipt.
struct Mark {
    date: Date,
    offset: u64,
    /// Number of the row before it.
    place: u64,
}

/// Transactions, read once more where they stand.
struct Again<'a> {
    options: &'a Options,
    document: Document<'a>,
    spaces: Spaces<'a>,
    marks: Vec<Mark>,
}

impl Supply for Again<'_> {
    fn each(&mut self, take: Take<'_>) -> Result<(), Error> {
        // What was wrong or left over was said the first time.
        let mut nobody = |_: Item| Ok(());
        let mut silent = Output::new(Format::Poslog, &mut nobody);
        for mark in &self.marks {
            let mut log = Log { place: mark.place, ..Log::new(self.options) };
            self.document.again(mark.offset, TRANSACTION, 1, self.spaces, &mut |node| match log
                .transaction(node, &mut silent)?
            {
                Some(mut purchase) => take(&mut purchase),
                None => Ok(()),
            })?;
        }
        Ok(())
    }
}

struct Log<'a> {
    options: &'a Options,
    /// Of the row before: transactions and their lines are rows.
    place: u64,
    members: Members,
    unread: Unread,
    seen: bool,
}

/// A row that cannot be read.
type Refused = Box<Finding>;

fn at(node: Node<'_>, place: u64) -> Location {
    Location::line(node.line()).at_row(place)
}

fn is_true(node: Node<'_>, attribute: &str) -> bool {
    node.attribute(attribute).is_some_and(|value| matches!(value, "true" | "1"))
}

impl<'a> Log<'a> {
    fn new(options: &'a Options) -> Self {
        Self { options, place: 0, members: Members::default(), unread: Unread::default(), seen: false }
    }
}

impl Log<'_> {
    /// The purchase of a transaction; `None` where it is none, or cannot be read, which is said.
    fn transaction(&mut self, node: Node<'_>, output: &mut Output<'_>) -> Result<Option<Purchase>, Error> {
        self.seen = true;
        self.place += 1;
        let place = self.place;
        let items: Vec<Node<'_>> = node.every("RetailTransaction/LineItem");
        let first = place + 1;
        self.place += items.len() as u64;
        let lose = |reason: &str, output: &mut Output<'_>| {
            for line in first..first + items.len() as u64 {
                output.skipped_row(line, reason)?;
            }
            output.skipped_row(place, reason).map(|()| None)
        };
        let Some(retail) = node.child("RetailTransaction") else {
            output.skipped_row(place, "a transaction in which nothing is bought")?;
            return Ok(None);
        };
        let status = retail.attribute("TransactionStatus").unwrap_or_default().to_ascii_lowercase();
        if is_true(node, "TrainingModeFlag") {
            return lose("a transaction of a training", output);
        }
        if is_true(node, "CancelFlag") || matches!(status.as_str(), "canceled" | "cancelled" | "suspended" | "voided") {
            return lose("a transaction that was cancelled or put aside at the till", output);
        }
        let head = match self.head(node, retail, place) {
            Ok(head) => head,
            Err(finding) => {
                output.finding(finding)?;
                return lose("its transaction cannot be read", output);
            }
        };
        let purchase = self.receipt(node, retail, head, first, &items, output)?;
        node.unread(&mut self.unread);
        Ok(purchase)
    }

    /// What a transaction says about itself.
    fn head(&self, node: Node<'_>, retail: Node<'_>, place: u64) -> Result<Head, Refused> {
        let currency = currency(node, retail).or(self.options.currency).ok_or_else(|| {
            Box::new(
                Finding::new(Code::ConvertCurrency, at(node, place), "a transaction does not say its currency")
                    .with_help("give it: --currency EUR"),
            )
        })?;
        let moment = Moment::of(node, retail, self.options).ok_or_else(|| {
            Box::new(
                Finding::new(
                    Code::ConvertDate,
                    at(node, place),
                    "a transaction has no day that is one of the calendar",
                )
                .with_help("where its times are in UTC, --zone says which day it was at the till"),
            )
        })?;
        let mut totals = Totals::default();
        let mut net = None;
        for total in retail.each("Total") {
            let Some(amount) = iso::amount(total.peek()).map(|amount| in_minor_units(amount, currency)) else {
                return Err(Finding::new(Code::ConvertAmount, at(total, place), "a total is no amount").into());
            };
            // A vendor's own words have its prefix.
            let word = total.attribute("TotalType").and_then(|word| word.rsplit(':').next());
            let slot = match word {
                Some("TransactionGrandAmount") => &mut totals.grand,
                Some("TransactionNetAmount") => {
                    net = Some(total);
                    totals.net = Some(amount);
                    continue;
                }
                Some("TransactionTaxAmount" | "TransactionTaxIncluded") => &mut totals.tax,
                Some("RoundingAmount" | "TransactionRoundingAmount") => &mut totals.rounding,
                // The same once more, before discounts; what is saved; how much is in the basket.
                _ => continue,
            };
            total.take();
            *slot = Some(amount);
        }
        // Net of discounts, not of tax, is what was to pay once more.
        if totals.net == totals.grand && totals.tax.is_some_and(|tax| tax.signum() != 0) {
            totals.net = None;
        } else {
            net.and_then(Node::take);
        }
        let made = totals.net.zip(totals.tax).and_then(|(net, tax)| Total::from(net).plus(tax)?.to_amount().ok());
        let payable = totals.grand.or(made).ok_or_else(|| {
            Box::new(Finding::new(
                Code::ConvertAmount,
                at(retail, place),
                "a transaction has no TransactionGrandAmount, and no net and tax amounts",
            ))
        })?;
        Ok(Head { place, currency, moment, totals, payable })
    }

    fn receipt(
        &mut self,
        node: Node<'_>,
        retail: Node<'_>,
        head: Head,
        first: u64,
        items: &[Node<'_>],
        output: &mut Output<'_>,
    ) -> Result<Option<Purchase>, Error> {
        let Head { place, currency, moment, totals, payable } = head;
        let mut purchase = Purchase::new(
            Some(place),
            crate::events::purchase::receipt(moment.date, ReceiptKind::Sale, currency, true, payable),
        );
        describe(node, retail, &moment, &mut purchase, self.options);
        let mut all = true;
        let (mut voided, mut included, mut tips) = (Vec::new(), None, Total::ZERO);
        let (mut taxes_of_lines, mut beside, mut rounded) = (Vec::new(), Vec::new(), Vec::new());
        for (place, item) in (first..).zip(items) {
            match line::read(*item, place, currency) {
                Ok(Found::Line(line)) if line.voided => voided.push(*line),
                Ok(Found::Line(line)) => {
                    included = included.or(line.tax_included);
                    taxes_of_lines.extend(line.taxes);
                    beside.extend(line.beside.map(|discount| (purchase.lines.len(), discount)));
                    if line.unknown_unit {
                        output.lost_value(Loss::member(
                            place,
                            "unit",
                            "its unit is none that a quantity can have; the line is carried as one item",
                        ))?;
                    }
                    purchase.lines.push(Line {
                        place: Some(place),
                        record: line.record,
                        key: line.key,
                        returns: line.returns,
                    });
                }
                Ok(Found::Tenders(tenders)) => {
                    for (index, (tender, tip)) in tenders.into_iter().enumerate() {
                        tips = tip.and_then(|tip| tips.plus(tip)).unwrap_or(tips);
                        purchase.tenders.push(((index == 0).then_some(place), tender));
                    }
                }
                Ok(Found::Tax(tax)) => purchase.taxes.push((Some(place), tax)),
                Ok(Found::Points(points)) => self.members.points(place, points),
                Ok(Found::Rounding(amount)) => {
                    purchase.receipt.rounding = Some(amount);
                    output.skipped_row(place, "it stands on the receipt as rounding")?;
                }
                Ok(Found::RoundedPayment(amount, payment)) => rounded.push((place, amount, payment)),
                Ok(Found::Nothing(reason)) => output.skipped_row(place, reason)?,
                Err(finding) => {
                    all = false;
                    output.lost_row(place, finding)?;
                }
            }
        }
        if purchase.taxes.is_empty() {
            purchase.taxes = line::summed(taxes_of_lines).into_iter().map(|tax| (None, tax)).collect();
        }
        (purchase.receipt.net, purchase.receipt.tax) = (totals.net, totals.tax);
        purchase.receipt.rounding = purchase.receipt.rounding.or(totals.rounding).filter(|amount| amount.signum() != 0);
        for (place, amount, payment) in rounded {
            if settle::rounding(&mut purchase, amount) {
                output.skipped_row(place, "it stands on the receipt as rounding")?;
            } else {
                purchase.tenders.push((Some(place), *payment));
            }
        }
        if !beside.is_empty() {
            settle::discounts(&mut purchase, &beside, &totals);
        }
        let sums = Sums::of(&purchase, &totals);
        let Some(included) = included.or_else(|| sums.tax_included()) else {
            self.lose_untaxed(at(retail, place), &purchase, &voided, output)?;
            return Ok(None);
        };
        purchase.receipt.tax_included = included;
        for line in &mut purchase.lines {
            line.record.tax_included = purchase.receipt.tax_included;
        }
        resolve_voids(&mut purchase, voided, output)?;
        if tips.signum() > 0 {
            add_tip(&mut purchase, tips);
        }
        if !all {
            purchase.receipt.detail = ReceiptDetail::Summary;
        }
        if payable.signum() < 0 && purchase.receipt.kind == ReceiptKind::Sale {
            purchase.receipt.kind = ReceiptKind::Return;
        }
        self.members.of_transaction(retail, moment.date, purchase.keys.first().map(String::as_str));
        Ok(Some(purchase))
    }

    /// A transaction of which nothing tells whether its prices contain tax.
    fn lose_untaxed(
        &mut self,
        at: Location,
        purchase: &Purchase,
        voided: &[line::Bought],
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        let message = "nothing says whether the prices of a transaction contain tax, and its sums do not tell";
        output.finding(
            Finding::new(Code::ConvertStructure, at, message)
                .with_help("a line is missing from the log, or its totals are wrong"),
        )?;
        let lines = purchase.lines.iter().map(|line| line.place).chain(voided.iter().map(|line| Some(line.place)));
        let paid = purchase.tenders.iter().map(|(place, _)| *place);
        let taxes = purchase.taxes.iter().map(|(place, _)| *place);
        let reason = "its transaction cannot be read";
        for place in lines.chain(paid).chain(taxes).flatten().chain(purchase.place) {
            output.skipped_row(place, reason)?;
        }
        self.members.lose_open(reason, output)
    }
}

struct Head {
    place: u64,
    currency: Currency,
    moment: Moment,
    totals: Totals,
    payable: Amount,
}

#[derive(Default)]
struct Totals {
    grand: Option<Amount>,
    net: Option<Amount>,
    tax: Option<Amount>,
    rounding: Option<Amount>,
}

/// When it was: the clock at the till where the log has it, the day of business otherwise.
struct Moment {
    date: Date,
    time: Option<Time>,
    instant: Option<Instant>,
}

impl Moment {
    fn of(node: Node<'_>, retail: Node<'_>, options: &Options) -> Option<Self> {
        let business = ["BusinessDayDate/Date", "BusinessDayDate"]
            .iter()
            .find_map(|path| node.leaf(path))
            .and_then(iso::date)
            .filter(|date| date.next_day().is_some());
        let written: Vec<&str> = ["ReceiptDateTime", "POSLogDateTime", "EndDateTime", "BeginDateTime"]
            .iter()
            .flat_map(|path| retail.each(path).chain(node.each(path)))
            // When the log was sent is no time of the transaction.
            .filter(|moment| !moment.attribute("TypeCode").is_some_and(|code| code.eq_ignore_ascii_case("Message")))
            .filter_map(Node::take)
            .collect();
        let instant = written.iter().find_map(|text| Instant::parse(text).ok());
        let clock = written.iter().find_map(|text| clock(text));
        if let Some((date, time)) = clock {
            return Some(Self { date, time: Some(time), instant });
        }
        // UTC is the clock of no till.
        let local = instant.filter(|instant| instant.offset_minutes() != 0);
        let date = business
            .or(local.map(Instant::local_date))
            .or_else(|| documents::local_date(instant?, options.zone.as_ref()?))?;
        Some(Self { date, time: None, instant })
    }
}

/// A civil date and time without an offset; fractions of a second are dropped.
fn clock(text: &str) -> Option<(Date, Time)> {
    let (date, time) = text.split_once('T')?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let date = Date::parse(date).ok().filter(|date| date.next_day().is_some())?;
    fraction.bytes().all(|byte| byte.is_ascii_digit()).then_some((date, Time::parse(time).ok()?))
}

/// The currency that the transaction, a total or a payment names; `XXX` is written where an amount is zero.
fn currency(node: Node<'_>, retail: Node<'_>) -> Option<Currency> {
    let stated = node.leaf("CurrencyCode").or_else(|| retail.leaf("CurrencyCode"));
    let totals =
        retail.each("Total").filter_map(|total| total.attribute("CurrencyCode").or(total.attribute("Currency")));
    let paid = retail.every("LineItem/Tender/Amount").into_iter().filter_map(|amount| amount.attribute("Currency"));
    stated.into_iter().chain(totals).chain(paid).find_map(|code| Currency::parse(code).ok())
}

/// Shop, number, time, and what the receipt is called by others.
fn describe(node: Node<'_>, retail: Node<'_>, moment: &Moment, purchase: &mut Purchase, options: &Options) {
    let receipt: &mut Receipt = &mut purchase.receipt;
    receipt.channel = ReceiptChannel::Store;
    receipt.time = moment.time.filter(|_| moment.instant.is_none());
    receipt.issued_at = moment.instant;
    receipt.zone.clone_from(&options.zone);
    let unit = node.child("BusinessUnit/UnitID").or_else(|| node.child("BusinessUnit"));
    let store = node.leaf("RetailStoreID").or_else(|| unit.and_then(Node::take));
    receipt.store_id = store.and_then(|store| CodeText::parse(store).ok());
    let name = unit
        .and_then(|unit| unit.attribute("Name"))
        .or(node.child("RetailStoreID").and_then(|id| id.attribute("StoreName")));
    receipt.store_name = name.and_then(|name| text::name(name).ok().flatten());
    let number = node.leaf("ReceiptNumber").or_else(|| retail.leaf("ReceiptNumber"));
    let sequence = node.leaf("SequenceNumber");
    let id = node.leaf("TransactionID");
    receipt.receipt_number =
        number.or(id).or(sequence).and_then(|number| documents::number(NumberScheme::Receipt, number));
    if let Some(sequence) = sequence {
        let workstation = node.leaf("WorkstationID").unwrap_or_default();
        purchase.keys.push(format!("{workstation}|{sequence}"));
    }
    purchase.keys.extend(id.map(|id| format!("id|{id}")));
    for link in retail.each("TransactionLink") {
        purchase.returns.extend(line::link(link));
        if link.attribute("ReasonCode").is_some_and(|reason| reason.to_ascii_lowercase().contains("void")) {
            purchase.receipt.kind = ReceiptKind::Void;
        }
    }
}

/// What the lines of a transaction make.
struct Sums {
    lines: Option<Total>,
    rounding: Amount,
    payable: Amount,
    net: Option<Amount>,
    tax: Option<Amount>,
    count: i128,
}

impl Sums {
    fn of(purchase: &Purchase, totals: &Totals) -> Self {
        Self {
            lines: Total::of(purchase.lines.iter().map(|line| line.record.amount)),
            rounding: purchase.receipt.rounding.unwrap_or(Amount::ZERO),
            payable: purchase.receipt.payable,
            net: totals.net,
            tax: totals.tax,
            count: i128::try_from(purchase.lines.len()).unwrap_or(0),
        }
    }

    /// Whether the lines are with tax; `None` where the sums do not tell.
    fn tax_included(&self) -> Option<bool> {
        if self.tax.is_none_or(|tax| tax.signum() == 0) || self.count == 0 {
            return Some(true);
        }
        let near = |sum: Total, other: Total| {
            sum.distance(other).is_some_and(|distance| distance.picos() <= self.count.saturating_mul(10_000_000_000))
        };
        let lines = self.lines?;
        let with = Total::from(self.payable).minus(self.rounding)?;
        let without = with.minus(self.tax?)?;
        match (near(lines, with), near(lines, without) || self.net.is_some_and(|net| near(lines, net.into()))) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }
}

/// Lines that are marked as voided are either in no sum, or take an earlier line back: the sum of the others tells.
fn resolve_voids(purchase: &mut Purchase, voided: Vec<line::Bought>, output: &mut Output<'_>) -> Result<(), Error> {
    if voided.is_empty() {
        return Ok(());
    }
    let receipt = &purchase.receipt;
    let rest = Total::of(purchase.lines.iter().map(|line| line.record.amount));
    let tax = if receipt.tax_included { Amount::ZERO } else { receipt.tax.unwrap_or(Amount::ZERO) };
    let wanted =
        Total::from(receipt.payable).minus(receipt.rounding.unwrap_or(Amount::ZERO)).and_then(|sum| sum.minus(tax));
    let taken_back = Total::of(voided.iter().map(|line| line.record.amount.abs()));
    let reverses = rest != wanted && rest.zip(taken_back).and_then(|(rest, back)| rest.minus(back)) == wanted;
    for line in voided {
        if !reverses {
            output.skipped_row(line.place, "a line that was voided at the till: it is in no sum")?;
            continue;
        }
        let mut record = line.record;
        record.kind = ReceiptLineKind::Void;
        record.tax_included = purchase.receipt.tax_included;
        record.amount = -record.amount.abs();
        record.quantity = -record.quantity.abs();
        purchase.lines.push(Line { place: Some(line.place), record, key: line.key, returns: None });
    }
    Ok(())
}

/// A tip is paid with the rest; where it is not in the total yet, it is added.
fn add_tip(purchase: &mut Purchase, tips: Total) {
    let Ok(tip) = tips.to_amount() else { return };
    purchase.receipt.tip = Some(tip);
    let paid = purchase.tenders.iter().map(|(_, tender)| match tender.direction {
        pannier_model::record::TenderDirection::Paid => tender.amount,
        _ => -tender.amount,
    });
    let with_tip = Total::from(purchase.receipt.payable).plus(tip);
    if Total::of(paid) == with_tip
        && let Some(Ok(payable)) = with_tip.map(Total::to_amount)
    {
        purchase.receipt.payable = payable;
    }
}
