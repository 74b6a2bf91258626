//! Amazon: the order history, digital orders and the refunds of a request for one's own data (`Retail.OrderHistory`,
//! `Digital Items`, `Refund Details`, `Digital Returns`).
//!
//! Carried: orders with their items, delivery charges, discounts, tax, and how they were paid; refunds as returns. Not
//! carried, and named as losses: addresses, gift messages, tracking, serial numbers, states and days of shipments.
//!
//! Moments are in UTC, so `--zone` says on which day an order was made. A row is an item of an order; columns that repeat the
//! sum of a whole shipment on each of its rows are not read.

mod digital;

use pannier_model::{
    record::{
        ProductId, ProductIdScheme, Receipt, ReceiptChannel, ReceiptDetail, ReceiptKind, ReceiptLine, ReceiptLineKind,
        Tender, TenderDirection, TenderKind,
    },
    value::{
        Amount, CodeText, Currency, Date, Decimal, Digits4, Instant, Int, List, NumberScheme, SourceId, Total, Unit,
        Zone,
    },
};
use pannier_report::{Code, Finding, Location};

use self::digital::Digital;
use crate::{
    Error, Format, Input, Loss, Options, Sink, Summary,
    events::{
        orders::{self, Groups, Maker},
        purchase::{self, Line, Purchase, product},
    },
    formats::sheet::{self, Refused, Row, Sheet, Vendor},
    output::Output,
    values::documents::{self, unnamed},
};

const NOTHING: &[&str] = &["Not Available", "Not Applicable", "N/A"];
const ORDERS: Vendor<'_> = Vendor {
    required: &["Order ID", "Order Date", "Currency", "ASIN", "Unit Price", "Product Name"],
    nothing: NOTHING,
    symbols: &["$", "£", "€", "¥", "₹"],
    apostrophes: true,
};
const ORDER: &[&str] = &["Order ID", "OrderID"];
const REFUND_DATE: &[&str] = &["Refund Date", "RefundCompletionDate", "DateOfReturn"];
const REFUND_AMOUNT: &[&str] = &["Refund Amount", "AmountRefunded", "ReturnAmount"];
const CURRENCY: &[&str] = &["Currency", "ReturnAmountCurrency"];
const REFUNDS: [Vendor<'_>; 3] = [
    Vendor { required: &["Order ID", "Refund Date", "Refund Amount", "Currency"], ..ORDERS },
    Vendor { required: &["OrderID", "RefundCompletionDate", "AmountRefunded", "Currency"], ..ORDERS },
    Vendor { required: &["OrderID", "DateOfReturn", "ReturnAmount", "ReturnAmountCurrency"], ..ORDERS },
];

/// Whether the header of a text is one of these files.
pub(crate) fn resembles(start: &str) -> bool {
    std::iter::once(&ORDERS)
        .chain(&REFUNDS)
        .chain(&digital::FILES)
        .chain([&digital::RETURNS])
        .any(|vendor| sheet::has_columns(start, vendor.required))
}

/// Reads an order history or refunds. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Amazon, sink);
    let Some(zone) = &options.zone else {
        output.finding(
            Finding::new(
                Code::ConvertZone,
                Location::whole(),
                "moments are in UTC, and nothing says on which day they were",
            )
            .with_help("say where you live with --zone, for instance --zone Europe/London"),
        )?;
        return Ok(output.summary);
    };
    if jiff::tz::TimeZone::get(zone.as_str()).is_err() {
        output.finding(
            Finding::new(Code::ConvertZone, Location::whole(), "no zone has this name")
                .with_help("--zone takes names of the IANA database, for instance Europe/London"),
        )?;
        return Ok(output.summary);
    }
    let start = String::from_utf8_lossy(&crate::syntax::encoding::head(input, Format::PREFIX as u64)?).into_owned();
    let mut groups = Groups::default();
    if let Some(vendor) = REFUNDS.iter().find(|vendor| sheet::has_columns(&start, vendor.required)) {
        let sheet = Sheet::read(input, vendor, options, &mut output, &mut |row, _| {
            groups.begin(row.place());
            Ok(())
        })?;
        if let Some(sheet) = sheet {
            orders::emit::<()>(groups, sheet, Refunds { zone, purchase: None }, &mut output)?;
        }
        return Ok(output.summary);
    }
    if sheet::has_columns(&start, digital::RETURNS.required) {
        let mut groups = Groups::default();
        let sheet = Sheet::read(input, &digital::RETURNS, options, &mut output, &mut |row, _| {
            match digital::return_key(row) {
                Some(key) => groups.add(key, row.place()),
                None => groups.begin(row.place()),
            }
            Ok(())
        })?;
        if let Some(sheet) = sheet {
            orders::emit(groups, sheet, digital::Returns::new(zone), &mut output)?;
        }
        return Ok(output.summary);
    }
    let digital = digital::FILES.iter().position(|vendor| sheet::has_columns(&start, vendor.required));
    let (vendor, currency) = match digital {
        Some(file) => (&digital::FILES[file], digital::CURRENCY),
        None => (&ORDERS, CURRENCY),
    };
    let mut groups = Groups::default();
    let sheet = Sheet::read(input, vendor, options, &mut output, &mut |row, _| {
        match row.text(ORDER) {
            Some(key) => {
                groups.add((key.to_owned(), row.text(currency).unwrap_or_default().to_owned()), row.place());
            }
            None => groups.begin(row.place()),
        }
        Ok(())
    })?;
    match (sheet, digital) {
        (Some(sheet), None) => orders::emit(groups, sheet, Orders { zone, order: None }, &mut output)?,
        (Some(sheet), Some(file)) => orders::emit(groups, sheet, Digital::new(zone, file), &mut output)?,
        (None, _) => {}
    }
    Ok(output.summary)
}

/// A moment, and the day it was in a zone: `2026-03-05T18:03:51Z`, `2026-03-05 18:03:51`, `03/05/2026 18:03:51 UTC`; a day
/// alone is that day.
fn moment(row: &Row<'_>, names: &[&str], zone: &Zone) -> Result<(Date, Option<Instant>), Refused> {
    let wrong = || row.wrong(Code::ConvertDate, names, "a cell holds no moment in UTC that is one of the calendar");
    let text = row.text(names).ok_or_else(wrong)?;
    if let Some(date) = Date::parse(text).ok().filter(|date| date.next_day().is_some()) {
        return Ok((date, None));
    }
    let instant = Instant::parse(text).ok().or_else(|| {
        let (day, time) = text.strip_suffix(" UTC").unwrap_or(text).split_once(' ')?;
        let date = Date::parse(day).ok().or_else(|| crate::DateOrder::MonthFirst.read(day))?;
        Instant::parse(&format!("{date}T{time}Z")).ok()
    });
    let instant = instant.ok_or_else(wrong)?;
    let date = documents::local_date(instant, zone).ok_or_else(wrong)?;
    Ok((date, Some(instant)))
}

fn currency(row: &Row<'_>, names: &[&str]) -> Result<Currency, Refused> {
    let code = row.text(names).unwrap_or_default();
    Currency::parse(code).map_err(|invalid| row.wrong(Code::ConvertCurrency, names, &invalid.to_string()).into())
}

/// How an order was paid, as written: `Visa - 1234`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Instrument {
    kind: TenderKind,
    brand: Option<CodeText>,
    last4: Option<Digits4>,
}

impl Instrument {
    /// `None` where several are named, because nothing says how much each paid.
    fn of(text: &str) -> Option<Self> {
        if text.contains(" and ") || text.contains(';') {
            return None;
        }
        let (name, number) = text.rsplit_once(" - ").unwrap_or((text, ""));
        let lower = name.to_lowercase();
        let last4 = Digits4::parse(number.trim()).ok();
        let kind = match lower.as_str() {
            _ if lower.contains("gift") => TenderKind::GiftCard,
            _ if lower.contains("points") => TenderKind::Points,
            _ if lower.contains("direct debit") || lower.contains("lastschrift") || lower.contains("bank account") => {
                TenderKind::DirectDebit
            }
            _ if lower.contains("invoice") || lower.contains("pay later") => TenderKind::Bnpl,
            _ if lower.contains("cash") => TenderKind::Cash,
            _ if last4.is_some() || is_card_brand(&lower) => TenderKind::Card,
            _ if lower.contains("credit card") || lower.contains("debit card") => TenderKind::Card,
            _ => TenderKind::Other,
        };
        let brand = CodeText::parse(&name.replace(' ', "_")).ok().filter(|_| last4.is_some() || is_card_brand(&lower));
        Some(Self { kind, brand, last4 })
    }

    fn tender(&self, amount: Amount, currency: Currency, direction: TenderDirection) -> Tender {
        let day = Date::new(1, 1, 1).expect("a day of the calendar");
        let mut tender =
            Tender::new(unnamed(), unnamed(), day, Int::ZERO, self.kind, direction, amount.abs(), currency);
        (tender.card_brand, tender.card_last4) = (self.brand.clone(), self.last4.clone());
        tender
    }
}

/// Whether a name in small letters is that of a brand of cards; some exports cut the digits behind it.
fn is_card_brand(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let brands = [
        "visa",
        "mastercard",
        "americanexpress",
        "amex",
        "discover",
        "jcb",
        "dinersclub",
        "maestro",
        "rupay",
        "unionpay",
    ];
    brands.contains(&name.as_str())
}

struct Orders<'a> {
    zone: &'a Zone,
    order: Option<Order>,
}

/// An order while its rows are read.
struct Order {
    receipt: Receipt,
    key: String,
    lines: Vec<Line>,
    owed: Total,
    tax: Total,
    /// What each instrument paid, and rows of which that is not known.
    paid: Vec<(Instrument, Total)>,
    unclear: bool,
}

impl Maker for Orders<'_> {
    fn row(&mut self, row: &Row<'_>, output: &mut Output<'_>) -> Result<(), Refused> {
        let key = row.text(ORDER).ok_or_else(|| row.wrong(Code::ConvertStructure, ORDER, "a row has no order"))?;
        let status = row.text(&["Order Status"]).unwrap_or_default();
        let quantity = row.decimal(&["Quantity", "Original Quantity"])?;
        let (date, instant) = moment(row, &["Order Date"], self.zone)?;
        let currency = currency(row, CURRENCY)?;
        let unit_price = row.decimal(&["Unit Price"])?;
        let unit_tax = row.decimal(&["Unit Price Tax"])?;
        let shipping = row.amount(&["Shipping Charge"])?.filter(|amount| amount.signum() != 0);
        let discount = row.amount(&["Total Discounts"])?.filter(|amount| amount.signum() != 0);
        let owed = row.amount(&["Total Owed", "Total Amount"])?;
        if status.eq_ignore_ascii_case("Cancelled") && owed.is_none_or(|owed| owed.signum() == 0) {
            return Err(Refused::Skipped("an item of an order that was cancelled: nothing was owed"));
        }
        let nothing = quantity.is_some_and(|quantity| quantity.signum() == 0);
        if nothing && owed.is_none_or(|owed| owed.signum() == 0) {
            return Err(Refused::Skipped("an item of which none was sent: nothing was owed"));
        }
        let quantity = quantity.unwrap_or_else(|| Decimal::from_units(1, 0).unwrap_or(Decimal::ZERO));
        let each = unit_price
            .and_then(|price| Total::from(price).plus(unit_tax.unwrap_or(Decimal::ZERO)))
            .and_then(|each| each.to_decimal().ok());
        let goods = each.and_then(|each| product(each, quantity));
        // A discount is written with its sign, and in some countries without.
        let discount = discount.map(|discount| -discount.abs());
        let amount = match goods {
            Some(goods) => {
                Total::from(goods).plus(discount.unwrap_or(Amount::ZERO)).and_then(|sum| sum.to_amount().ok())
            }
            None => owed.and_then(|owed| Total::from(owed).minus(shipping.unwrap_or(Amount::ZERO))?.to_amount().ok()),
        };
        let amount = amount
            .ok_or_else(|| row.wrong(Code::ConvertAmount, &["Unit Price"], "a row has neither a price nor a total"))?;
        let made = Total::from(amount).plus(shipping.unwrap_or(Amount::ZERO)).unwrap_or_default();
        let owed = owed.map_or(made, Total::from);
        let day = date;
        let mut record = ReceiptLine::new(
            unnamed(),
            unnamed(),
            day,
            Int::ZERO,
            ReceiptLineKind::Sale,
            quantity,
            Unit::Item,
            amount,
            currency,
            true,
        );
        record.unit_price = each;
        record.discount = discount.filter(|_| goods.is_some());
        let mut losses = Vec::new();
        record.name = row.words(&["Product Name"], &mut losses);
        record.product_ids = row
            .name(&["ASIN"], &mut losses)
            .and_then(|value| List::new(vec![ProductId { scheme: ProductIdScheme::Asin, value }]).ok());
        if self.order.is_none() {
            self.order = Some(Order::begin(row, key, (date, instant), currency, self.zone, &mut losses));
        }
        for loss in losses {
            output.lost_value(loss)?;
        }
        let Some(order) = &mut self.order else { return Ok(()) };
        order.owed = order.owed.plus(owed).unwrap_or_default();
        let tax = unit_tax.and_then(|tax| product(tax, quantity));
        order.tax = order.tax.plus(tax.unwrap_or(Amount::ZERO)).unwrap_or_default();
        order.lines.push(Line { place: Some(row.number), record, key: None, returns: None });
        if let Some(shipping) = shipping {
            let one = Decimal::from_units(1, 0).unwrap_or(Decimal::ZERO);
            let delivery = ReceiptLine::new(
                unnamed(),
                unnamed(),
                day,
                Int::ZERO,
                ReceiptLineKind::Delivery,
                one,
                Unit::Item,
                shipping,
                currency,
                true,
            );
            order.lines.push(Line { place: None, record: delivery, key: None, returns: None });
        }
        order.pay(row, owed);
        Ok(())
    }

    fn finish(&mut self, output: &mut Output<'_>) -> Result<Option<Purchase>, Error> {
        match self.order.take() {
            Some(order) => order.finish(output),
            None => Ok(None),
        }
    }
}

impl Order {
    /// The order of a row, without its items.
    fn begin(
        row: &Row<'_>,
        key: &str,
        (date, instant): (Date, Option<Instant>),
        currency: Currency,
        zone: &Zone,
        losses: &mut Vec<Loss>,
    ) -> Self {
        let mut receipt = purchase::receipt(date, ReceiptKind::Order, currency, true, Amount::ZERO);
        receipt.channel = ReceiptChannel::Online;
        receipt.issued_at = instant;
        receipt.zone = Some(zone.clone());
        receipt.merchant_name = row.name(&["Website", "Marketplace"], losses);
        receipt.receipt_number = documents::number(NumberScheme::Order, key);
        let reference = row.name(&["Purchase Order Number"], losses);
        receipt.source_ids = reference.and_then(|value| {
            List::new(vec![SourceId { scheme: CodeText::parse("purchase_order").ok()?, value }]).ok()
        });
        Self {
            receipt,
            key: key.to_owned(),
            lines: Vec::new(),
            owed: Total::ZERO,
            tax: Total::ZERO,
            paid: Vec::new(),
            unclear: false,
        }
    }

    /// What a row of the order says of how this was paid; some files say nothing of it.
    fn pay(&mut self, row: &Row<'_>, owed: Total) {
        const INSTRUMENT: &[&str] = &["Payment Instrument Type", "Payment Method Type", "Payment Information"];
        if !row.has(INSTRUMENT) {
            return;
        }
        match row.text(INSTRUMENT).map(Instrument::of) {
            Some(Some(instrument)) => match self.paid.iter_mut().find(|(known, _)| *known == instrument) {
                Some((_, sum)) => *sum = sum.plus(owed).unwrap_or_default(),
                None => self.paid.push((instrument, owed)),
            },
            _ => self.unclear |= owed.signum() != 0,
        }
    }

    fn finish(self, output: &mut Output<'_>) -> Result<Option<Purchase>, Error> {
        let Self { mut receipt, key, lines, owed, tax, paid, unclear } = self;
        let place = lines.first().and_then(|line| line.place).unwrap_or_default();
        let Ok(payable) = owed.to_amount() else {
            let location = Location { row: Some(place), ..Location::default() };
            output.finding(Finding::new(Code::ConvertAmount, location, "the sum of an order does not fit"))?;
            for place in lines.iter().filter_map(|line| line.place) {
                output.skipped_row(place, "the sum of its order does not fit")?;
            }
            return Ok(None);
        };
        receipt.payable = payable;
        receipt.tax = tax.to_amount().ok().filter(|tax| tax.signum() != 0);
        let currency = receipt.currency;
        let mut purchase = Purchase::new(None, receipt);
        purchase.keys.push(key);
        purchase.lines = lines;
        if unclear {
            output.loss(Loss::member(
                place,
                "Payment Instrument Type",
                "several means of payment, or none: nothing says how much each paid",
            ))?;
        } else {
            let tenders = paid.iter().filter_map(|(instrument, sum)| {
                let amount = sum.to_amount().ok().filter(|amount| amount.signum() != 0)?;
                let direction = if amount.signum() < 0 { TenderDirection::Refunded } else { TenderDirection::Paid };
                Some((None, instrument.tender(amount, currency, direction)))
            });
            purchase.tenders = tenders.collect();
        }
        Ok(Some(purchase))
    }
}

struct Refunds<'a> {
    zone: &'a Zone,
    purchase: Option<Purchase>,
}

impl Maker for Refunds<'_> {
    fn row(&mut self, row: &Row<'_>, _: &mut Output<'_>) -> Result<(), Refused> {
        self.purchase = Some(refund(row, self.zone)?);
        Ok(())
    }

    fn finish(&mut self, _: &mut Output<'_>) -> Result<Option<Purchase>, Error> {
        Ok(self.purchase.take())
    }
}

/// A refund: a return of which only the sum is known.
fn refund(row: &Row<'_>, zone: &Zone) -> Result<Purchase, Refused> {
    let key = row.text(ORDER).ok_or_else(|| row.wrong(Code::ConvertStructure, ORDER, "a row has no order"))?;
    let Some(amount) = row.amount(REFUND_AMOUNT)?.filter(|amount| amount.signum() != 0) else {
        return Err(Refused::Skipped("a refund of nothing"));
    };
    if row.text(REFUND_DATE).is_none() {
        return Err(Refused::Skipped("a refund that was not paid"));
    }
    let status = row.text(&["Payment Status", "Status", "Reversal Status"]).unwrap_or_default().to_ascii_lowercase();
    if ["failed", "cancelled", "canceled", "rejected"].contains(&status.as_str()) {
        return Err(Refused::Skipped("a refund that was not paid"));
    }
    let (date, instant) = moment(row, REFUND_DATE, zone)?;
    let currency = currency(row, CURRENCY)?;
    let amount = amount.abs();
    let mut receipt = purchase::receipt(date, ReceiptKind::Return, currency, true, -amount);
    receipt.detail = ReceiptDetail::Summary;
    receipt.channel = ReceiptChannel::Online;
    receipt.issued_at = instant;
    receipt.zone = Some(zone.clone());
    receipt.merchant_name = row.name(&["Website"], &mut Vec::new());
    receipt.receipt_number = documents::number(NumberScheme::Order, key);
    let mut purchase = Purchase::new(Some(row.number), receipt);
    let means = row.text(&["Disbursement Type", "DisbursementType"]).unwrap_or_default().to_lowercase();
    let kind = if means.contains("gift") { TenderKind::GiftCard } else { TenderKind::Unknown };
    let instrument = Instrument { kind, brand: None, last4: None };
    purchase.tenders.push((None, instrument.tender(amount, currency, TenderDirection::Refunded)));
    Ok(purchase)
}
