//! Tesco: the data of one's own that the shop gives out as JSON, in both layouts it has had.
//!
//! Carried: purchases with their items, savings and payments. Not carried, and named as losses: profile and contact data, addresses of
//! stores, and online orders, of which the export has no items. There are no barcodes in it.
//!
//! Times are those of the clock at the till in the United Kingdom, and amounts pounds.

use std::collections::BTreeMap;

use pannier_model::{
    record::{
        ReceiptChannel, ReceiptDetail, ReceiptKind, ReceiptLine, ReceiptLineKind, Tender, TenderDirection, TenderKind,
    },
    value::{Amount, CodeText, Currency, Date, Decimal, Instant, Int, Time, Total, Unit, Zone},
};
use pannier_report::{Code, Finding, Location};

use crate::{
    Error, Format, Input, Loss, Options, Sink, Summary,
    events::{
        purchase::{self, Line, Outline, Purchase, Supply, Take, product},
        shelf::{Put, Shelf, Steps},
    },
    output::Output,
    syntax::json::{Node, Piece, Source},
    values::{
        documents::{self, unnamed},
        iso, text,
    },
};

/// Arrays of purchases and of online orders, in both layouts; in the older one they are arrays of arrays.
const ARRAYS: [&str; 4] = ["Purchase", "purchases", "Order", "orders"];

/// Whether a text is such an export.
pub(crate) fn resembles(start: &str) -> bool {
    start.starts_with(['{', '['])
        && start.contains("\"basketValueNet\"")
        && (start.contains("\"purchases\"") || start.contains("\"Purchase\""))
}

/// Reads an export. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Tesco, sink);
    let currency = Currency::parse("GBP").expect("three letters");
    if options.currency.is_some_and(|given| given != currency) {
        output.finding(
            Finding::new(Code::ConvertCurrency, Location::whole(), "amounts of this export are pounds sterling")
                .with_help("leave out --currency"),
        )?;
        return Ok(output.summary);
    }
    let zone = options.zone.clone().or_else(|| Zone::parse("Europe/London").ok());
    let export = Export { currency, zone };
    let mut rows = 0;
    let mut unread = BTreeMap::new();
    let (mut steps, mut shelf, mut outline) = (Steps::default(), Shelf::default(), Outline::default());
    let mut source = Source::new(input, options.encoding)?;
    let outcome = source.walk(&ARRAYS, &mut |piece| match piece {
        Piece::Element(0 | 1, node, mark, _) => {
            let at = steps.next(mark, rows + 1);
            let found = export.purchase(node, rows + 1);
            rows += found.rows;
            found.losses.into_iter().try_for_each(|loss| loss.say(&mut output))?;
            if let Some(purchase) = found.purchase {
                node.unread("", &mut unread);
                outline.see(&purchase);
                let records = 1 + purchase.lines.len() + purchase.tenders.len();
                shelf.see(purchase.receipt.date, at, records as u64);
            }
            Ok(())
        }
        Piece::Element(..) => {
            rows += 1;
            output.skipped_row(rows, "an online order, of which the export has no items")
        }
        Piece::Rest(node, _) => {
            for name in ["customerId", "requestId"] {
                node.take(name);
            }
            node.unread("", &mut unread);
            Ok(())
        }
        Piece::Page => Ok(()),
    })?;
    if let Err(finding) = outcome {
        output.finding(finding)?;
    } else if rows == 0 {
        output.finding(
            Finding::new(Code::ConvertRecordsPresent, Location::whole(), "the export has no purchase")
                .with_help("take the file with the transactions, not that with the profile"),
        )?;
    }
    for (path, count) in &unread {
        output.loss(Loss::values(path, *count, "that no member takes"))?;
    }
    let backwards = outline.is_newest_first();
    outline.emit(&mut Again { export, shelf, source, backwards }, &mut output)?;
    Ok(output.summary)
}

struct Export {
    currency: Currency,
    zone: Option<Zone>,
}

/// Purchases that are read once more where they stand.
struct Again<'a> {
    export: Export,
    shelf: Shelf,
    source: Source<'a>,
    backwards: bool,
}

impl Supply for Again<'_> {
    fn each(&mut self, take: Take<'_>) -> Result<(), Error> {
        let Self { export, shelf, source, backwards } = self;
        let mut read = |node: Node<'_>, place: u64, put: Put<'_, Purchase>| {
            let found = export.purchase(node, place);
            if let Some(purchase) = found.purchase {
                put(purchase.receipt.date, place, purchase)?;
            }
            Ok(found.rows)
        };
        let mut take = |_: u64, mut purchase: Purchase| take(&mut purchase);
        if *backwards {
            shelf.each_backwards(source, &mut read, &mut take)
        } else {
            shelf.each(source, &mut read, &mut take)
        }
    }
}

/// What an element comes to. A purchase and each of its items are rows.
struct Found {
    rows: u64,
    purchase: Option<Purchase>,
    losses: Vec<Lost>,
}

/// What the records lack.
enum Lost {
    Row(u64, Finding),
    Skipped(u64, &'static str),
    Value(Loss),
    Part(Loss),
}

impl Lost {
    fn say(self, output: &mut Output<'_>) -> Result<(), Error> {
        match self {
            Self::Row(place, finding) => output.lost_row(place, finding),
            Self::Skipped(place, reason) => output.skipped_row(place, reason),
            Self::Value(loss) => output.lost_value(loss),
            Self::Part(loss) => output.loss(loss),
        }
    }
}

/// A text that says something: `NA` says that there is nothing.
fn said<'a>(node: Node<'a>, names: &[&str]) -> Option<&'a str> {
    node.any(names).filter(|text| *text != "NA")
}

fn money(node: Node<'_>, names: &[&str]) -> Result<Option<Amount>, &'static str> {
    let Some(text) = said(node, names) else { return Ok(None) };
    iso::amount(text).map(Some).ok_or("an amount is none of at most six decimals")
}

fn undated() -> Date {
    Date::new(1, 1, 1).expect("a day of the calendar")
}

/// When it was, as `2024-03-05 18:03:51`, or as a moment.
struct Moment {
    date: Date,
    time: Option<Time>,
    instant: Option<Instant>,
}

fn moment(written: &str, zone: Option<&Zone>) -> Option<Moment> {
    if let Ok(instant) = Instant::parse(written) {
        let date = documents::local_date(instant, zone?)?;
        return Some(Moment { date, time: None, instant: Some(instant) });
    }
    let (date, time) = written.split_once([' ', 'T'])?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let date = Date::parse(date).ok().filter(|date| date.next_day().is_some())?;
    let plain = fraction.bytes().all(|byte| byte.is_ascii_digit());
    Some(Moment { date, time: Some(Time::parse(time).ok().filter(|_| plain)?), instant: None })
}

impl Export {
    /// The purchase of an element that is the row of this number.
    fn purchase(&self, node: Node<'_>, place: u64) -> Found {
        let items: Vec<Node<'_>> = node.each("product").chain(node.each("items")).collect();
        let rows = 1 + items.len() as u64;
        let mut losses = Vec::new();
        let purchase = match self.receipt(node, place) {
            Ok((purchase, gross)) => Some(self.fill_in(purchase, gross, node, &items, &mut losses)),
            Err((code, message)) => {
                losses.push(Lost::Row(place, Finding::new(code, Location::whole().at_row(place), message)));
                losses.extend((place + 1..place + rows).map(|item| Lost::Skipped(item, "its purchase cannot be read")));
                None
            }
        };
        Found { rows, purchase, losses }
    }

    /// A receipt without what stands on it, and what its basket was worth.
    fn receipt(&self, node: Node<'_>, place: u64) -> Result<(Purchase, Amount), (Code, &'static str)> {
        let moment = said(node, &["timeStamp", "timestamp"]).and_then(|text| moment(text, self.zone.as_ref()));
        let moment = moment.ok_or((Code::ConvertDate, "a purchase has no moment that is one of the calendar"))?;
        let amount = |name: &str| money(node, &[name]).map_err(|message| (Code::ConvertAmount, message));
        let (net, gross) = (amount("basketValueNet")?, amount("basketValueGross")?);
        amount("overallBasketSavings")?;
        let payable = net.or(gross).ok_or((Code::ConvertAmount, "a purchase has no value of its basket"))?;
        let kind = if payable.signum() < 0 { ReceiptKind::Return } else { ReceiptKind::Sale };
        let mut receipt = purchase::receipt(moment.date, kind, self.currency, true, payable);
        receipt.channel = match said(node, &["purchaseType", "type"]).map(str::to_ascii_lowercase).as_deref() {
            Some("instore" | "in_store") => ReceiptChannel::Store,
            Some("ghs" | "online") => ReceiptChannel::Online,
            _ => ReceiptChannel::Unknown,
        };
        (receipt.time, receipt.issued_at) = (moment.time, moment.instant);
        receipt.zone.clone_from(&self.zone);
        receipt.merchant_name = "Tesco".parse().ok();
        receipt.store_id = said(node, &["storeId"]).and_then(|id| CodeText::parse(id).ok());
        receipt.store_name = said(node, &["storeName"]).and_then(|name| text::name(name).ok().flatten());
        Ok((Purchase::new(Some(place), receipt), gross.unwrap_or(payable)))
    }

    /// Puts lines and payments on a receipt.
    fn fill_in(
        &self,
        mut purchase: Purchase,
        gross: Amount,
        node: Node<'_>,
        items: &[Node<'_>],
        losses: &mut Vec<Lost>,
    ) -> Purchase {
        let place = purchase.place.unwrap_or_default();
        let payable = purchase.receipt.payable;
        let fuel = said(node, &["storeFormat"]).is_some_and(|format| format.eq_ignore_ascii_case("petrol"));
        for (place, item) in (place + 1..).zip(items) {
            match line(*item, self.currency) {
                Ok(record) => purchase.lines.push(Line { place: Some(place), record, key: None, returns: None }),
                Err(message) => {
                    purchase.receipt.detail = ReceiptDetail::Summary;
                    let at = Location::whole().at_row(place);
                    losses.push(Lost::Row(place, Finding::new(Code::ConvertAmount, at, message)));
                }
            }
        }
        if purchase.lines.is_empty() {
            purchase.receipt.detail = ReceiptDetail::Summary;
        }
        if fuel && let Some(place) = fill(&mut purchase, gross) {
            let reason = "a price of one litre beside a quantity of 1; the line has what was paid for it";
            losses.push(Lost::Part(Loss::member(place, "price", reason)));
        }
        let savings = money(node, &["overallBasketSavings"]).ok().flatten();
        if let Some(savings) = savings.filter(|savings| savings.signum() != 0) {
            saved(&mut purchase, savings, payable);
        }
        for payment in node.each("paymentType").chain(node.each("payment")) {
            match money(payment, &["amount"]) {
                Ok(Some(amount)) if amount.signum() != 0 => {
                    purchase.tenders.push((None, tender(payment, amount, self.currency)));
                }
                Ok(_) => {}
                Err(_) => losses.push(Lost::Value(Loss::member(place, "payment", "its amount is none"))),
            }
        }
        let items = purchase.lines.iter().filter(|line| line.place.is_some()).count() as u64;
        if let Some(stated) = node.take("numberOfItems").and_then(|count| count.parse::<u64>().ok())
            && stated != items
            && items == 0
        {
            let reason = "the export has none of the items of this purchase";
            losses.push(Lost::Part(Loss::member(place, "numberOfItems", reason)));
        }
        purchase
    }
}

/// An item. Its weight and volume are those of one.
fn line(item: Node<'_>, currency: Currency) -> Result<ReceiptLine, &'static str> {
    let price = said(item, &["price"]).and_then(iso::decimal).ok_or("an item has no price")?;
    let quantity = said(item, &["quantity"]).and_then(iso::decimal).ok_or("an item has no quantity")?;
    let amount = product(price, quantity).ok_or("quantity times price is no amount")?;
    let (quantity, price) = if amount.signum() < 0 { (-quantity.abs(), price.abs()) } else { (quantity, price) };
    let kind = if amount.signum() < 0 { ReceiptLineKind::Return } else { ReceiptLineKind::Sale };
    let mut line = ReceiptLine::new(
        unnamed(),
        unnamed(),
        undated(),
        Int::ZERO,
        kind,
        quantity,
        Unit::Item,
        amount,
        currency,
        true,
    );
    line.unit_price = Some(price);
    line.name = said(item, &["name"]).and_then(|name| text::text(name).ok().flatten());
    let measures = [
        ("weightInGrams", Unit::Gram),
        ("weight", Unit::Gram),
        ("volumeInLitres", Unit::Litre),
        ("volume", Unit::Litre),
    ];
    for (name, unit) in measures {
        let measure = said(item, &[name]).and_then(iso::decimal).filter(|measure| measure.signum() > 0);
        if let Some(measure) = measure.filter(|_| line.net_quantity.is_none()) {
            (line.net_quantity, line.net_unit) = (Some(measure), Some(unit));
        }
    }
    item.take("channel");
    Ok(line)
}

/// At a petrol station the price of fuel is that of a litre, and its quantity 1: what the other lines leave of the basket was
/// paid for it. The row of the line, where there is one such line.
fn fill(purchase: &mut Purchase, gross: Amount) -> Option<u64> {
    let sum = Total::of(purchase.lines.iter().map(|line| line.record.amount))?;
    if sum == Total::from(gross) {
        return None;
    }
    let is_fuel = |line: &&mut Line| {
        let name = line.record.name.as_ref().map_or(String::new(), |name| name.as_str().to_lowercase());
        ["diesel", "unleaded", "petrol", "momentum", "super"].iter().any(|word| name.contains(word))
    };
    let only = purchase.lines.len() == 1;
    let mut fuels: Vec<&mut Line> = purchase.lines.iter_mut().filter(|line| only || is_fuel(line)).collect();
    let [fuel] = fuels.as_mut_slice() else { return None };
    let rest = sum.minus(fuel.record.amount)?;
    let left = Total::from(gross).minus(rest)?.to_amount().ok()?;
    fuel.record.amount = purchase::in_minor_units(left, fuel.record.currency);
    fuel.record.quantity = Decimal::from_units(1, 0).ok()?;
    fuel.record.unit_price = None;
    fuel.place
}

/// What was saved on the basket, where the items are listed before it.
fn saved(purchase: &mut Purchase, savings: Amount, payable: Amount) {
    let Some(sum) = Total::of(purchase.lines.iter().map(|line| line.record.amount)) else { return };
    let Some(Ok(taken)) = sum.minus(payable).map(Total::to_amount) else { return };
    if taken != savings.abs() {
        return;
    }
    let one = Decimal::from_units(1, 0).unwrap_or(Decimal::ZERO);
    let currency = purchase.receipt.currency;
    let record = ReceiptLine::new(
        unnamed(),
        unnamed(),
        undated(),
        Int::ZERO,
        ReceiptLineKind::Discount,
        one,
        Unit::Item,
        -savings.abs(),
        currency,
        true,
    );
    purchase.lines.push(Line { place: None, record, key: None, returns: None });
}

fn tender(payment: Node<'_>, amount: Amount, currency: Currency) -> Tender {
    let word = said(payment, &["type"]).unwrap_or_default().to_ascii_uppercase();
    payment.take("category");
    let (kind, brand) = match word.as_str() {
        "CASH" => (TenderKind::Cash, None),
        _ if word.contains("VOUCHER") || word.contains("COUPON") => (TenderKind::Voucher, None),
        _ if word.contains("GIFT") => (TenderKind::GiftCard, None),
        _ if word.contains("CLUBCARD") => (TenderKind::Points, None),
        _ if word.contains("PAYPAL") || word.contains("TESCO_PAY") => (TenderKind::Wallet, None),
        _ if ["VISA", "MASTERCARD", "AMEX", "AMERICAN", "MAESTRO", "CARD", "DEBIT"]
            .iter()
            .any(|known| word.contains(known)) =>
        {
            (TenderKind::Card, CodeText::parse(&word).ok())
        }
        "" => (TenderKind::Unknown, None),
        _ => (TenderKind::Other, None),
    };
    let direction = if amount.signum() < 0 { TenderDirection::Refunded } else { TenderDirection::Paid };
    let mut tender = Tender::new(unnamed(), unnamed(), undated(), Int::ZERO, kind, direction, amount.abs(), currency);
    tender.card_brand = brand;
    tender
}
