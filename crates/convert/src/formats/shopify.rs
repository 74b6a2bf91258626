//! Shopify: the export of orders (79 columns, one row for each item).
//!
//! Carried: orders with their items, discounts, delivery, taxes, and how they were paid. What is about an order stands on its
//! first row only. Not carried, and named as losses: names, addresses, telephone numbers, notes, states, and refunds, of
//! which the export has no day.

use pannier_model::{
    record::{
        ProductId, ProductIdScheme, ReceiptChannel, ReceiptDetail, ReceiptKind, ReceiptLine, ReceiptLineKind, TaxLine,
        TaxLineDocumentKind, Tender, TenderDirection, TenderKind,
    },
    value::{
        Amount, CodeText, Currency, Date, Decimal, Instant, Int, List, NumberScheme, Rate, SourceId, TaxCategory, Text,
        Total, Unit,
    },
};
use pannier_report::{Code, Finding, Location};

use crate::{
    Error, Format, Input, Loss, Options, Sink, Summary,
    events::{
        orders::{self, Groups, Maker},
        purchase::{self, Line, Purchase, product},
    },
    formats::sheet::{self, Refused, Row, Sheet, Vendor},
    output::Output,
    values::{
        documents::{self, unnamed},
        iso, text,
    },
};

const ORDERS: Vendor<'_> = Vendor {
    required: &["Name", "Financial Status", "Created at", "Currency", "Total", "Lineitem quantity", "Lineitem price"],
    nothing: &[],
    symbols: &[],
    apostrophes: false,
};

/// Whether the header of a text is one of this export.
pub(crate) fn resembles(start: &str) -> bool {
    sheet::has_columns(start, ORDERS.required)
}

/// Reads an export of orders. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Shopify, sink);
    let mut groups = Groups::<()>::default();
    let mut before: Option<String> = None;
    let sheet = Sheet::read(input, &ORDERS, options, &mut output, &mut |row, _| {
        match row.text(&["Name"]) {
            Some(name) if before.as_deref() != Some(name) => {
                before = Some(name.to_owned());
                groups.begin(row.place());
            }
            _ => groups.go_on(row.place()),
        }
        Ok(())
    })?;
    if let Some(sheet) = sheet {
        orders::emit(groups, sheet, Orders::default(), &mut output)?;
    }
    Ok(output.summary)
}

/// The rows of one order: what is about it as a whole stands on the first.
#[derive(Default)]
struct Orders {
    order: Option<Order>,
    /// Its first row could not be read.
    unreadable: bool,
}

/// An order while its rows are read.
struct Order {
    /// Its first row.
    place: u64,
    purchase: Purchase,
    subtotal: Option<Amount>,
    shipping: Option<Amount>,
    taxes: Option<Amount>,
    discount: Option<Amount>,
    discount_code: Option<Text>,
    /// Names and values of up to five taxes.
    pairs: Vec<(String, Amount)>,
    /// Whether each item is taxed.
    all_taxed: bool,
    tender: Option<Tender>,
}

fn one() -> Decimal {
    Decimal::from_units(1, 0).unwrap_or(Decimal::ZERO)
}

fn undated() -> Date {
    Date::new(1, 1, 1).expect("a day of the calendar")
}

impl Maker for Orders {
    fn row(&mut self, row: &Row<'_>, output: &mut Output<'_>) -> Result<(), Refused> {
        let name = row
            .text(&["Name"])
            .ok_or_else(|| row.wrong(Code::ConvertStructure, &["Name"], "a row does not say its order"))?;
        if self.unreadable {
            return Err(Refused::Skipped("the first row of its order cannot be read"));
        }
        let mut losses = Vec::new();
        if self.order.is_none() {
            self.unreadable = true;
            self.order = Some(head(row, name, &mut losses)?);
            self.unreadable = false;
        }
        let Some(order) = &mut self.order else { return Ok(()) };
        let empty = |name: &str| row.text(&[name]).is_none();
        if empty("Lineitem name") && empty("Lineitem quantity") && empty("Lineitem price") {
            losses.into_iter().try_for_each(|loss| output.lost_value(loss))?;
            return Err(Refused::Skipped("a row without an item: what it says of its order is carried with this"));
        }
        let currency = order.purchase.receipt.currency;
        let line = item(row, currency, &mut losses)?;
        order.all_taxed &= row.text(&["Lineitem taxable"]).is_none_or(|flag| flag.eq_ignore_ascii_case("true"));
        order.purchase.lines.push(Line { place: Some(row.number), record: line, key: None, returns: None });
        for loss in losses {
            output.lost_value(loss)?;
        }
        Ok(())
    }

    fn finish(&mut self, output: &mut Output<'_>) -> Result<Option<Purchase>, Error> {
        self.unreadable = false;
        self.order.take().map(|order| order.finish(output)).transpose()
    }
}

/// What the first row says of the order.
fn head(row: &Row<'_>, name: &str, losses: &mut Vec<Loss>) -> Result<Order, Refused> {
    let created = &["Created at"];
    let (date, instant) = row.text(created).and_then(moment).ok_or_else(|| {
        row.wrong(
            Code::ConvertDate,
            created,
            "an order has no day or moment with an offset that is one of the calendar",
        )
    })?;
    if date.next_day().is_none() {
        return Err(row
            .wrong(Code::ConvertDate, created, "a date has no day after it in the calendar of the format")
            .into());
    }
    let currency = Currency::parse(row.text(&["Currency"]).unwrap_or_default())
        .map_err(|invalid| row.wrong(Code::ConvertCurrency, &["Currency"], &invalid.to_string()))?;
    let total = row
        .amount(&["Total"])?
        .ok_or_else(|| row.wrong(Code::ConvertAmount, &["Total"], "the first row of an order has no total"))?;
    let cancelled = row.text(&["Cancelled at"]).is_some();
    let kind = if cancelled { ReceiptKind::Void } else { ReceiptKind::Order };
    let mut receipt = purchase::receipt(date, kind, currency, true, total);
    receipt.channel = match row.text(&["Source"]).map(str::to_ascii_lowercase).as_deref() {
        Some("web") => ReceiptChannel::Online,
        Some("pos") => ReceiptChannel::Store,
        Some(_) => ReceiptChannel::Other,
        None => ReceiptChannel::Unknown,
    };
    receipt.issued_at = instant;
    receipt.store_name = row.name(&["Location"], losses);
    receipt.receipt_number = documents::number(NumberScheme::Order, name);
    let ids = [("order_id", "Id"), ("receipt_number", "Receipt Number"), ("payment_reference", "Payment Reference")];
    let ids = ids.into_iter().filter_map(|(scheme, column)| {
        Some(SourceId { scheme: CodeText::parse(scheme).ok()?, value: row.name(&[column], losses)? })
    });
    receipt.source_ids = List::new(ids.collect()).ok();
    let mut pairs = Vec::new();
    for number in 1..=5 {
        let (name, value) = (format!("Tax {number} Name"), format!("Tax {number} Value"));
        let named = row.text(&[&name]);
        if let Some(value) = row.amount(&[&value])?.filter(|value| value.signum() != 0) {
            pairs.push((named.unwrap_or_default().to_owned(), value));
        }
    }
    let paid = row.text(&["Financial Status"]).is_some_and(|status| {
        ["paid", "partially_refunded", "refunded"].contains(&status.to_ascii_lowercase().as_str())
    });
    let method = row.text(&["Payment Method"]).map(str::to_ascii_lowercase);
    let outstanding = row.amount(&["Outstanding Balance"])?.is_some_and(|open| open.signum() != 0);
    let tender = method.filter(|_| paid && !outstanding && total.signum() > 0).map(|method| {
        Tender::new(unnamed(), unnamed(), undated(), Int::ZERO, means(&method), TenderDirection::Paid, total, currency)
    });
    let mut purchase = Purchase::new(None, receipt);
    purchase.keys.push(name.to_owned());
    Ok(Order {
        place: row.number,
        purchase,
        subtotal: row.amount(&["Subtotal"])?,
        shipping: row.amount(&["Shipping"])?.filter(|amount| amount.signum() != 0),
        taxes: row.amount(&["Taxes"])?,
        discount: row.amount(&["Discount Amount"])?.map(Amount::abs).filter(|amount| amount.signum() != 0),
        discount_code: row.words(&["Discount Code"], losses),
        pairs,
        all_taxed: true,
        tender,
    })
}

/// `2026-03-05 11:27:02 +0100`, or as RFC 3339 has it; of some programs that write this layout only the day.
fn moment(written: &str) -> Option<(Date, Option<Instant>)> {
    if let Ok(date) = Date::parse(written) {
        return Some((date, None));
    }
    let instant = Instant::parse(written).ok().or_else(|| {
        let mut parts = written.split(' ');
        let (day, time, offset) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || offset.len() != 5 || !offset.is_ascii() {
            return None;
        }
        Instant::parse(&format!("{day}T{time}{}:{}", &offset[..3], &offset[3..])).ok()
    })?;
    Some((instant.local_date(), Some(instant)))
}

fn means(method: &str) -> TenderKind {
    // Several gateways are joined by a plus sign.
    match method {
        _ if method.contains('+') => TenderKind::Other,
        _ if method.contains("paypal") || method.contains("apple") || method.contains("google") => TenderKind::Wallet,
        _ if method.contains("gift") => TenderKind::GiftCard,
        _ if method.contains("klarna") || method.contains("afterpay") || method.contains("clearpay") => {
            TenderKind::Bnpl
        }
        _ if method.contains("bank") || method.contains("transfer") => TenderKind::Transfer,
        _ if method.contains("cash") => TenderKind::Cash,
        _ if method.contains("card") => TenderKind::Card,
        _ => TenderKind::Other,
    }
}

/// What a row says of its item.
fn item(row: &Row<'_>, currency: Currency, losses: &mut Vec<Loss>) -> Result<ReceiptLine, Refused> {
    let (columns, price_column) = (&["Lineitem quantity"], &["Lineitem price"]);
    let quantity =
        row.decimal(columns)?.ok_or_else(|| row.wrong(Code::ConvertAmount, columns, "an item has no quantity"))?;
    let price = row
        .decimal(price_column)?
        .ok_or_else(|| row.wrong(Code::ConvertAmount, price_column, "an item has no price"))?;
    let discount =
        row.amount(&["Lineitem discount"])?.filter(|amount| amount.signum() != 0).map(|amount| -amount.abs());
    let amount = product(price, quantity)
        .and_then(|goods| Total::from(goods).plus(discount.unwrap_or(Amount::ZERO)))
        .and_then(|sum| sum.to_amount().ok())
        .ok_or_else(|| row.wrong(Code::ConvertAmount, price_column, "quantity times price is no amount"))?;
    let mut line = ReceiptLine::new(
        unnamed(),
        unnamed(),
        undated(),
        Int::ZERO,
        ReceiptLineKind::Sale,
        quantity,
        Unit::Item,
        amount,
        currency,
        true,
    );
    line.unit_price = Some(price);
    line.discount = discount;
    line.list_price =
        row.decimal(&["Lineitem compare at price"])?.filter(|listed| *listed != price && listed.signum() > 0);
    line.name = row.words(&["Lineitem name"], losses);
    line.brand = row.name(&["Vendor"], losses);
    line.product_ids = row
        .name(&["Lineitem sku"], losses)
        .and_then(|value| List::new(vec![ProductId { scheme: ProductIdScheme::Sku, value }]).ok());
    Ok(line)
}

impl Order {
    /// Adds what the order has beside its items, and decides whether prices are with tax.
    fn finish(mut self, output: &mut Output<'_>) -> Result<Purchase, Error> {
        let total = self.purchase.receipt.payable;
        let goods = Total::of(self.purchase.lines.iter().map(|line| line.record.amount)).unwrap_or_default();
        let left = self.discount(goods);
        if let Some(shipping) = self.shipping {
            self.beside(ReceiptLineKind::Delivery, shipping, None);
        }
        let taxes = self.taxes.unwrap_or(Amount::ZERO);
        let items: Total = self.subtotal.map_or(goods, Total::from);
        let mut without = items.plus(self.shipping.unwrap_or(Amount::ZERO));
        let makes = |sum: Total| sum == Total::from(total) || sum.plus(taxes) == Some(Total::from(total));
        // Free delivery is a discount that is not in the subtotal.
        if let (Some(sum), Some(left)) = (without, left)
            && !makes(sum)
            && let Some(less) = sum.minus(left).filter(|less| makes(*less))
        {
            let name = self.discount_code.clone();
            self.beside(ReceiptLineKind::Discount, -left, name);
            without = Some(less);
        }
        let included = taxes.signum() == 0 || without == Some(Total::from(total));
        let excluded = without.and_then(|sum| sum.plus(taxes)) == Some(Total::from(total));
        // Where neither is so, a tip or a duty is in the total too; the sums are checked with the lines.
        self.purchase.receipt.tax_included = included || !excluded;
        self.purchase.receipt.tax = self.taxes.filter(|taxes| taxes.signum() != 0);
        for line in &mut self.purchase.lines {
            line.record.tax_included = self.purchase.receipt.tax_included;
        }
        // In some countries delivery is not taxed.
        if ![without, Some(items)].into_iter().flatten().any(|sum| self.tax_lines(sum)) {
            output.loss(Loss::member(
                self.place,
                "Tax 1 Value",
                "nothing says what each tax is on; their sum is carried",
            ))?;
        }
        if !included && !excluded {
            output.finding(
                Finding::new(
                    Code::ConvertControlFigure,
                    Location { row: Some(self.place), ..Location::default() },
                    "subtotal, shipping and taxes do not make the total of an order",
                )
                .with_help("it may hold a tip or duties, for which the export has no amount of its own"),
            )?;
        }
        if self.purchase.lines.iter().all(|line| line.place.is_none()) {
            self.purchase.receipt.detail = ReceiptDetail::Summary;
        }
        self.purchase.tenders = self.tender.into_iter().map(|tender| (None, tender)).collect();
        Ok(self.purchase)
    }

    /// A line that stands on no row of its own.
    fn beside(&mut self, kind: ReceiptLineKind, amount: Amount, name: Option<Text>) {
        let currency = self.purchase.receipt.currency;
        let mut line = ReceiptLine::new(
            unnamed(),
            unnamed(),
            undated(),
            Int::ZERO,
            kind,
            one(),
            Unit::Item,
            amount,
            currency,
            true,
        );
        line.name = name;
        self.purchase.lines.push(Line { place: None, record: line, key: None, returns: None });
    }

    /// The discount of the order may contain those of its items, or be spread over them altogether: the subtotal tells. What of
    /// it is in neither.
    fn discount(&mut self, goods: Total) -> Option<Amount> {
        let (subtotal, discount) = (self.subtotal?, self.discount?);
        let taken = goods.minus(subtotal)?.to_amount().ok()?;
        if taken.signum() > 0 && taken <= discount {
            let name = self.discount_code.clone();
            self.beside(ReceiptLineKind::Discount, -taken, name);
            return Total::from(discount).minus(taken)?.to_amount().ok().filter(|left| left.signum() > 0);
        }
        Some(discount).filter(|_| taken.signum() == 0)
    }

    /// Taxes whose base is plain: all items are taxed, and each rate of a name makes its value of what the order comes to.
    /// `false` where it is not.
    fn tax_lines(&mut self, sum: Total) -> bool {
        let receipt = &self.purchase.receipt;
        let mut lines = Vec::new();
        for (name, value) in &self.pairs {
            let base = if receipt.tax_included { sum.minus(self.taxes.unwrap_or(Amount::ZERO)) } else { Some(sum) };
            let Some(Ok(base)) = base.map(Total::to_amount) else { return false };
            let Some(rate) = rate(name) else { return false };
            if !self.all_taxed || !is_near(base, rate, *value, receipt.currency) {
                return false;
            }
            let mut line = TaxLine::new(
                unnamed(),
                unnamed(),
                TaxLineDocumentKind::Receipt,
                undated(),
                Int::ZERO,
                TaxCategory::Other,
                base,
                *value,
                receipt.currency,
            );
            line.rate = Some(rate);
            line.name = text::name(name).ok().flatten();
            lines.push((None, line));
        }
        self.purchase.taxes = lines;
        true
    }
}

/// The rate at the end of a name: `VAT 20%`, `State Tax 6.25%`.
fn rate(name: &str) -> Option<Rate> {
    let number = name.trim().strip_suffix('%')?.rsplit(' ').next()?;
    iso::percent(number)
}

/// Whether base × rate is the tax within one of the smallest unit of the currency.
fn is_near(base: Amount, rate: Rate, tax: Amount, currency: Currency) -> bool {
    const ONE: i128 = 1_000_000_000_000;
    let unit = ONE * ONE / 10_i128.pow(u32::from(currency.minor_digits().unwrap_or(2)));
    let product = Decimal::from(base).picos().checked_mul(rate.decimal().picos());
    let wanted = Decimal::from(tax).picos().checked_mul(ONE);
    product
        .zip(wanted)
        .and_then(|(product, wanted)| product.checked_sub(wanted))
        .is_some_and(|distance| distance.abs() <= unit)
}
