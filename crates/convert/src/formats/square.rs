//! Square: the exports of items sold and of transactions.
//!
//! Carried: of items each line with its discount and tax, put together by transaction; of transactions the sums and how they
//! were paid. Amounts have a sign and no currency, so `--currency` gives it; the zone is written in words. Not carried, and
//! named as losses: names of customers and staff, devices, notes, fees.

use pannier_model::{
    record::{
        ProductId, ProductIdScheme, ReceiptChannel, ReceiptDetail, ReceiptKind, ReceiptLine, ReceiptLineKind, Tender,
        TenderDirection, TenderKind,
    },
    value::{
        Amount, CodeText, Currency, Date, Decimal, Digits4, Int, List, NumberScheme, SourceId, Time, Total, Unit, Zone,
    },
};
use pannier_report::{Code, Finding, Location};

use crate::{
    DateOrder, Error, Format, Input, Loss, Options, Sink, Summary,
    events::{
        orders::{self, Groups, Maker},
        purchase::{self, Line, Purchase, product},
    },
    formats::sheet::{self, Refused, Row, Sheet, Vendor},
    output::Output,
    values::{
        date_style::{Decided, OrderEvidence},
        documents::{self, unnamed},
        gtin,
        kind::find,
    },
};

const ITEMS: Vendor<'_> = Vendor {
    required: &["Date", "Time", "Item", "Qty", "Gross Sales", "Net Sales", "Transaction ID", "Event Type"],
    nothing: &[],
    symbols: &["$", "£", "€", "¥", "CA$", "A$"],
    apostrophes: false,
};
const TRANSACTIONS: Vendor<'_> = Vendor {
    required: &["Date", "Time", "Gross Sales", "Net Sales", "Total Collected", "Transaction ID", "Event Type"],
    ..ITEMS
};

/// Whether the header of a text is one of these exports.
pub(crate) fn resembles(start: &str) -> bool {
    sheet::has_columns(start, ITEMS.required) || sheet::has_columns(start, TRANSACTIONS.required)
}

/// Reads an export of items or transactions. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Square, sink);
    let Some(currency) = options.currency else {
        output.finding(
            Finding::new(
                Code::ConvertCurrency,
                Location::whole(),
                "amounts have the sign of a currency and not its name",
            )
            .with_help("give it: --currency USD"),
        )?;
        return Ok(output.summary);
    };
    let start = crate::format::text_of(&crate::syntax::encoding::head(input, Format::PREFIX as u64)?);
    let transactions = sheet::has_columns(&start, TRANSACTIONS.required);
    let vendor = if transactions { &TRANSACTIONS } else { &ITEMS };
    let Some(order) = date_order(input, vendor, options, &mut output)? else { return Ok(output.summary) };
    let mut groups = Groups::default();
    let sheet = Sheet::read(input, vendor, options, &mut output, &mut |row, _| {
        let key = ["Transaction ID", "Payment ID", "Event Type"].map(|name| row.text(&[name]).unwrap_or_default());
        if transactions || key[0].is_empty() {
            groups.begin(row.place());
        } else {
            groups.add(key.map(str::to_owned), row.place());
        }
        Ok(())
    })?;
    if let Some(sheet) = sheet {
        orders::emit(groups, sheet, Sales { currency, order, transactions, sale: None }, &mut output)?;
    }
    Ok(output.summary)
}

/// The order of the parts of all dates; two digits of a year are of this century. `None` where it is not known, which is
/// said.
fn date_order(
    input: &mut dyn Input,
    vendor: &Vendor<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<Option<DateOrder>, Error> {
    if let Some(order) = options.date_order {
        return Ok(Some(order));
    }
    let mut evidence = OrderEvidence::default();
    let mut seen = false;
    // Rows are judged in the second pass.
    let mut nobody = |_: crate::Item| Ok(());
    let mut silent = Output::new(Format::Square, &mut nobody);
    sheet::read(input, vendor, options, &mut silent, &mut |row, _| {
        let date = whole_year(row.text(&["Date"]).unwrap_or_default());
        // A date that is none in any order says nothing about the others.
        let orders = [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst];
        if orders.iter().any(|order| order.read(&date).is_some()) {
            seen = true;
            evidence.see(&date);
        }
        Ok(())
    })?;
    let message = match evidence.decide() {
        Decided::Style(order) => return Ok(Some(order)),
        _ if !seen => return Ok(Some(DateOrder::YearFirst)),
        Decided::Ambiguous => "every date of the file can be read day first and month first",
        Decided::Contradiction => "no one order of day, month and year reads all dates of the file",
    };
    output.finding(
        Finding::new(Code::ConvertDate, Location::whole(), message).with_help("say which with --date-order dmy or mdy"),
    )?;
    Ok(None)
}

/// `03/05/17` is written `03/05/2017`.
fn whole_year(date: &str) -> String {
    match date.rsplit_once('/') {
        Some((rest, year)) if year.len() == 2 => format!("{rest}/20{year}"),
        _ => date.to_owned(),
    }
}

/// A time of day: `14:30:00`, and in accounts that have set it `2:30:00 PM`.
fn clock(text: &str) -> Option<Time> {
    let upper = text.to_ascii_uppercase();
    let (time, after_noon) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(time), _) => (time, false),
        (_, Some(time)) => (time, true),
        _ => return Time::parse(text).ok(),
    };
    let (hour, rest) = time.trim_end().split_once(':')?;
    let hour: u8 = hour.parse().ok().filter(|hour| (1..=12).contains(hour))?;
    Time::parse(&format!("{:02}:{rest}", hour % 12 + if after_noon { 12 } else { 0 })).ok()
}

/// Zones by the words of the export: those of the Rails framework. Which of two zones with one offset is meant, the words
/// say.
const ZONES: &[(&str, &str)] = &[
    ("Hawaii", "Pacific/Honolulu"),
    ("Alaska", "America/Juneau"),
    ("Pacific Time (US & Canada)", "America/Los_Angeles"),
    ("Arizona", "America/Phoenix"),
    ("Mountain Time (US & Canada)", "America/Denver"),
    ("Central Time (US & Canada)", "America/Chicago"),
    ("Saskatchewan", "America/Regina"),
    ("Eastern Time (US & Canada)", "America/New_York"),
    ("Indiana (East)", "America/Indiana/Indianapolis"),
    ("Guam", "Pacific/Guam"),
    ("American Samoa", "Pacific/Pago_Pago"),
    ("Atlantic Time (Canada)", "America/Halifax"),
    ("Newfoundland", "America/St_Johns"),
    ("Puerto Rico", "America/Puerto_Rico"),
    ("London", "Europe/London"),
    ("Edinburgh", "Europe/London"),
    ("Dublin", "Europe/Dublin"),
    ("Paris", "Europe/Paris"),
    ("Madrid", "Europe/Madrid"),
    ("Tokyo", "Asia/Tokyo"),
    ("Perth", "Australia/Perth"),
    ("Adelaide", "Australia/Adelaide"),
    ("Darwin", "Australia/Darwin"),
    ("Brisbane", "Australia/Brisbane"),
    ("Sydney", "Australia/Sydney"),
    ("Canberra", "Australia/Sydney"),
    ("Melbourne", "Australia/Melbourne"),
    ("Hobart", "Australia/Hobart"),
];

fn zone(words: &str) -> Option<Zone> {
    Zone::parse(find(ZONES, words.trim())?).ok()
}

struct Sales {
    currency: Currency,
    order: DateOrder,
    /// Whether a row is a whole transaction, or one of its items.
    transactions: bool,
    sale: Option<Sale>,
}

impl Maker for Sales {
    fn row(&mut self, row: &Row<'_>, output: &mut Output<'_>) -> Result<(), Refused> {
        if self.transactions { self.transaction(row, output) } else { self.item(row, output) }
    }

    fn finish(&mut self, output: &mut Output<'_>) -> Result<Option<Purchase>, Error> {
        match self.sale.take() {
            Some(sale) => sale.finish(output),
            None => Ok(None),
        }
    }
}

/// A transaction while its rows are read.
struct Sale {
    purchase: Purchase,
    /// Sums of its rows.
    net: Total,
    tax: Total,
    card: Option<(Option<CodeText>, Option<Digits4>)>,
    /// Whether only its sums are known.
    summary: bool,
}

fn one() -> Decimal {
    Decimal::from_units(1, 0).unwrap_or(Decimal::ZERO)
}

fn undated() -> Date {
    Date::new(1, 1, 1).expect("a day of the calendar")
}

fn is_refund(row: &Row<'_>) -> bool {
    row.text(&["Event Type"]).is_some_and(|word| word.eq_ignore_ascii_case("Refund"))
}

impl Sales {
    /// The receipt of a row, without amounts.
    fn head(&self, row: &Row<'_>, losses: &mut Vec<Loss>) -> Result<Purchase, Refused> {
        let date = row.text(&["Date"]).and_then(|date| self.order.read(&whole_year(date)));
        let date = date
            .ok_or_else(|| row.wrong(Code::ConvertDate, &["Date"], "a cell holds no date in the order of the file"))?;
        let kind = if is_refund(row) { ReceiptKind::Return } else { ReceiptKind::Sale };
        let mut receipt = purchase::receipt(date, kind, self.currency, false, Amount::ZERO);
        receipt.time = row.text(&["Time"]).and_then(clock);
        if receipt.time.is_none() && row.text(&["Time"]).is_some() {
            losses.push(Loss::member(row.number, "Time", "it is no time of day"));
        }
        let words = row.text(&["Time Zone"]);
        receipt.zone = words.and_then(zone);
        if words.is_some() && receipt.zone.is_none() {
            losses.push(Loss::member(row.number, "Time Zone", "its words name no zone that is known here"));
        }
        receipt.channel = match row.text(&["Channel", "Source"]).map(str::to_ascii_lowercase).as_deref() {
            Some(word) if word.contains("online") => ReceiptChannel::Online,
            Some(word) if word.contains("point of sale") || word.contains("register") => ReceiptChannel::Store,
            Some(_) => ReceiptChannel::Other,
            None => ReceiptChannel::Unknown,
        };
        receipt.store_name = row.name(&["Location"], losses);
        let transaction = row.text(&["Transaction ID"]).unwrap_or_default();
        receipt.receipt_number = documents::number(NumberScheme::Receipt, transaction);
        receipt.source_ids = row
            .name(&["Payment ID"], losses)
            .and_then(|value| List::new(vec![SourceId { scheme: CodeText::parse("payment_id").ok()?, value }]).ok());
        let mut purchase = Purchase::new(None, receipt);
        if is_refund(row) {
            purchase.returns.push(transaction.to_owned());
        } else {
            purchase.keys.push(transaction.to_owned());
        }
        Ok(purchase)
    }

    fn item(&mut self, row: &Row<'_>, output: &mut Output<'_>) -> Result<(), Refused> {
        let needed = |names: &[&str]| {
            row.amount(names)?.ok_or_else(|| row.wrong(Code::ConvertAmount, names, "a row has no amount here"))
        };
        let net = needed(&["Net Sales"])?;
        let gross = needed(&["Gross Sales"])?;
        let tax = row.amount(&["Tax"])?.unwrap_or(Amount::ZERO);
        let written =
            row.decimal(&["Qty"])?.ok_or_else(|| row.wrong(Code::ConvertAmount, &["Qty"], "a row has no quantity"))?;
        let back = is_refund(row);
        // A refund has negative amounts and a positive quantity.
        let quantity = if back { -written.abs() } else { written };
        let mut losses = Vec::new();
        if row.text(&["Transaction ID"]).is_none() {
            return Err(row.wrong(Code::ConvertStructure, &["Transaction ID"], "a row has no transaction").into());
        }
        let kind = if back { ReceiptLineKind::Return } else { kind(row) };
        let mut line = ReceiptLine::new(
            unnamed(),
            unnamed(),
            undated(),
            Int::ZERO,
            kind,
            quantity,
            Unit::Item,
            net,
            self.currency,
            false,
        );
        let word = row.text(&["Unit"]).unwrap_or_default();
        if let Some(scale) = crate::formats::en16931::units::word(word) {
            if let Some(scaled) = scale.apply(quantity) {
                (line.quantity, line.unit) = (scaled, scale.unit);
                line.price_quantity = scale.apply(one()).filter(|base| *base != one());
                line.variable_measure = matches!(line.unit, Unit::Kilogram | Unit::Gram).then_some(true);
            }
            line.unit_price = price(gross, quantity);
        } else {
            let reason = "its unit is none that a quantity can have; the line is carried as one item";
            losses.push(Loss::member(row.number, "Unit", reason));
            line.quantity = if back { -one() } else { one() };
        }
        if line.unit_price.is_none() {
            line.price_quantity = None;
        }
        let difference = Total::from(net).minus(gross).and_then(|difference| difference.to_amount().ok());
        line.discount = difference.filter(|difference| difference.signum() != 0);
        row.amount(&["Discounts"])?;
        line.name = row.words(&["Item"], &mut losses);
        line.category_text = row.name(&["Category"], &mut losses);
        let mut ids = Vec::new();
        if let Some(value) = row.name(&["SKU"], &mut losses) {
            ids.push(ProductId { scheme: ProductIdScheme::Sku, value });
        }
        match row.text(&["GTIN"]).and_then(gtin::read) {
            Some(gtin::Code::Item(gtin, check)) => (line.gtin, line.gtin_check) = (Some(gtin), Some(check)),
            Some(gtin::Code::Part(part)) => ids.push(part),
            None => {}
        }
        line.product_ids = List::new(ids).ok();
        let card = card(row);
        if self.sale.is_none() {
            let purchase = self.head(row, &mut losses)?;
            self.sale = Some(Sale { purchase, net: Total::ZERO, tax: Total::ZERO, card: None, summary: false });
        }
        let Some(sale) = &mut self.sale else { return Ok(()) };
        sale.net = sale.net.plus(net).unwrap_or_default();
        sale.tax = sale.tax.plus(tax).unwrap_or_default();
        sale.card = sale.card.take().or(card);
        sale.purchase.lines.push(Line { place: Some(row.number), record: line, key: None, returns: None });
        losses.into_iter().try_for_each(|loss| output.lost_value(loss))?;
        Ok(())
    }

    fn transaction(&mut self, row: &Row<'_>, output: &mut Output<'_>) -> Result<(), Refused> {
        let mut losses = Vec::new();
        let collected = row
            .amount(&["Total Collected"])?
            .ok_or_else(|| row.wrong(Code::ConvertAmount, &["Total Collected"], "a row has no amount here"))?;
        let mut purchase = self.head(row, &mut losses)?;
        purchase.place = Some(row.number);
        let receipt = &mut purchase.receipt;
        receipt.detail = ReceiptDetail::Summary;
        receipt.payable = collected;
        receipt.goods = row.amount(&["Gross Sales"])?;
        receipt.net = row.amount(&["Net Sales"])?;
        receipt.tax = row.amount(&["Tax"])?;
        receipt.tip = row.amount(&["Tip"])?.filter(|tip| tip.signum() != 0);
        receipt.discount = row.amount(&["Discounts"])?.filter(|amount| amount.signum() != 0);
        let ways = [
            ("Card", TenderKind::Card),
            ("Cash", TenderKind::Cash),
            ("Square Gift Card", TenderKind::GiftCard),
            ("Cash App", TenderKind::Wallet),
            ("Other Tender", TenderKind::Other),
        ];
        for (column, kind) in ways {
            let Some(amount) = row.amount(&[column])?.filter(|amount| amount.signum() != 0) else { continue };
            let direction = if amount.signum() < 0 { TenderDirection::Refunded } else { TenderDirection::Paid };
            let mut tender =
                Tender::new(unnamed(), unnamed(), undated(), Int::ZERO, kind, direction, amount.abs(), self.currency);
            if kind == TenderKind::Card
                && let Some((brand, last4)) = card(row)
            {
                (tender.card_brand, tender.card_last4) = (brand, last4);
            }
            purchase.tenders.push((None, tender));
        }
        self.sale = Some(Sale { purchase, net: Total::ZERO, tax: Total::ZERO, card: None, summary: true });
        losses.into_iter().try_for_each(|loss| output.lost_value(loss))?;
        Ok(())
    }
}

/// What a line is by its `Itemization Type`.
fn kind(row: &Row<'_>) -> ReceiptLineKind {
    match row.text(&["Itemization Type"]).map(str::to_ascii_lowercase).as_deref() {
        Some("service" | "appointments service") => ReceiptLineKind::Service,
        Some("gift card") => ReceiptLineKind::GiftCard,
        _ => ReceiptLineKind::Sale,
    }
}

/// Brand and last four digits of a card; `None` where there was none.
fn card(row: &Row<'_>) -> Option<(Option<CodeText>, Option<Digits4>)> {
    let brand = row.text(&["Card Brand"]).and_then(|brand| CodeText::parse(&brand.replace(' ', "_")).ok());
    let last4 = row.text(&["PAN Suffix"]).and_then(|digits| {
        let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
        // A spreadsheet takes leading zeros off.
        Digits4::parse(&format!("{digits:0>4}")).ok().filter(|_| !digits.is_empty())
    });
    (brand.is_some() || last4.is_some()).then_some((brand, last4))
}

/// The price of one, where gross ÷ quantity has at most six decimals.
fn price(gross: Amount, quantity: Decimal) -> Option<Decimal> {
    const ONE: i128 = 1_000_000_000_000;
    let dividend = Decimal::from(gross).picos().checked_mul(ONE)?;
    if quantity.picos() == 0 || dividend % quantity.picos() != 0 {
        return None;
    }
    let price = Decimal::from_units(dividend / quantity.picos(), 12).ok()?;
    let scale = price.needed_scale().max(gross.scale());
    let price = Decimal::from_units(price.picos() / 10_i128.pow(12 - u32::from(scale)), scale).ok()?;
    product(price, quantity).is_some_and(|again| again == gross).then_some(price)
}

impl Sale {
    fn finish(self, output: &mut Output<'_>) -> Result<Option<Purchase>, Error> {
        let Self { mut purchase, net, tax, card, summary } = self;
        if !summary {
            let (Some(Ok(payable)), Ok(net), Ok(tax)) = (
                net.plus(tax.to_amount().unwrap_or(Amount::ZERO)).map(Total::to_amount),
                net.to_amount(),
                tax.to_amount(),
            ) else {
                for place in purchase.lines.iter().filter_map(|line| line.place) {
                    output.skipped_row(place, "the sum of its transaction does not fit")?;
                }
                let message = "the sum of a transaction does not fit";
                output.finding(Finding::new(Code::ConvertAmount, Location::whole(), message))?;
                return Ok(None);
            };
            (purchase.receipt.payable, purchase.receipt.net, purchase.receipt.tax) = (payable, Some(net), Some(tax));
            if let Some((brand, last4)) = card.filter(|_| payable.signum() != 0) {
                let direction = if payable.signum() < 0 { TenderDirection::Refunded } else { TenderDirection::Paid };
                let currency = purchase.receipt.currency;
                let mut tender = Tender::new(
                    unnamed(),
                    unnamed(),
                    undated(),
                    Int::ZERO,
                    TenderKind::Card,
                    direction,
                    payable.abs(),
                    currency,
                );
                (tender.card_brand, tender.card_last4) = (brand, last4);
                purchase.tenders.push((None, tender));
            }
        }
        if purchase.receipt.kind == ReceiptKind::Return && purchase.receipt.payable.signum() > 0 {
            purchase.receipt.kind = ReceiptKind::Sale;
        }
        Ok(Some(purchase))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        for (words, _) in ZONES {
            assert!(zone(words).is_some(), "{words}");
        }
        Table::of(ZONES.iter().copied()).stands("retail.md", "square zones", ["`zone`", "words"]);
    }
}
