//! Digital orders: books, films, programs (`Digital Items.csv`, and since 2025 `Digital Content Orders.csv`), and what of them was
//! given back (`Digital Returns.csv`).
//!
//! In the older file a row is an item with its price and tax; in the newer ones a component of what was paid or given back for
//! an item, and the rows of an item make one line, or one return.

use pannier_model::{
    record::{
        ProductId, ProductIdScheme, ReceiptChannel, ReceiptDetail, ReceiptKind, ReceiptLine, ReceiptLineKind,
        TenderDirection, TenderKind,
    },
    value::{Amount, Decimal, Int, List, NumberScheme, Total, Unit, Zone},
};
use pannier_report::Code;

use super::{Instrument, ORDER, ORDERS, Order, currency, moment};
use crate::{
    Error,
    events::{
        orders::Maker,
        purchase::{self, Line, Purchase, product},
    },
    formats::sheet::{Refused, Row, Vendor},
    output::Output,
    values::documents::{self, unnamed},
};

/// Items, then components.
pub(super) const FILES: [Vendor<'_>; 2] = [
    Vendor { required: &["OrderId", "DigitalOrderItemId", "ASIN", "OrderDate", "OurPrice"], ..ORDERS },
    Vendor {
        required: &["Order ID", "Digital Order Item ID", "Order Date", "Component Type", "Transaction Amount"],
        ..ORDERS
    },
];
pub(super) const CURRENCY: &[&str] = &["OurPriceCurrencyCode", "Base Currency Code"];
const DATE: &[&str] = &["OrderDate", "Order Date"];
const NAME: &[&str] = &["ProductName", "Product Name", "Title"];

/// Makes orders of rows.
pub(super) struct Digital<'a> {
    zone: &'a Zone,
    /// Whether a row is a component of what was paid for an item.
    components: bool,
    order: Option<Order>,
    /// What the items of the lines are called.
    items: Vec<String>,
}

impl<'a> Digital<'a> {
    /// For one of [`FILES`].
    pub(super) fn new(zone: &'a Zone, file: usize) -> Self {
        Self { zone, components: file == 1, order: None, items: Vec::new() }
    }
}

/// What a row adds.
struct Paid {
    quantity: Decimal,
    each: Option<Decimal>,
    amount: Amount,
    tax: Amount,
}

/// The price and tax of an item.
fn item(row: &Row<'_>) -> Result<Paid, Refused> {
    let Some(price) = row.decimal(&["OurPrice"])? else {
        return Err(Refused::Skipped("an item without a price"));
    };
    let one = Decimal::from_units(1, 0).unwrap_or(Decimal::ZERO);
    let quantity = row.decimal(&["QuantityOrdered", "OriginalQuantity"])?.unwrap_or(one);
    let unit_tax = row.decimal(&["OurPriceTax"])?.unwrap_or(Decimal::ZERO);
    let each = Total::from(price).plus(unit_tax).and_then(|each| each.to_decimal().ok());
    let sums = each.and_then(|each| Some((product(each, quantity)?, product(unit_tax, quantity)?)));
    let (amount, tax) = sums
        .ok_or_else(|| row.wrong(Code::ConvertAmount, &["OurPrice"], "quantity times price with tax is no amount"))?;
    Ok(Paid { quantity, each, amount, tax })
}

/// A component of what was paid.
fn component(row: &Row<'_>) -> Result<Paid, Refused> {
    let status = row.text(&["Order Status"]).unwrap_or_default();
    if ["cancelled", "canceled", "failed", "declined"].iter().any(|word| status.eq_ignore_ascii_case(word)) {
        return Err(Refused::Skipped("a component of an order that was not carried out"));
    }
    let Some(amount) = row.amount(&["Transaction Amount"])? else {
        return Err(Refused::Skipped("a component without an amount"));
    };
    let is_tax = row.text(&["Component Type"]).is_some_and(|word| word.to_ascii_lowercase().contains("tax"));
    let one = Decimal::from_units(1, 0).unwrap_or(Decimal::ZERO);
    let quantity = row.decimal(&["Original Quantity"])?.filter(|count| count.signum() > 0).unwrap_or(one);
    Ok(Paid { quantity, each: None, amount, tax: if is_tax { amount } else { Amount::ZERO } })
}

/// What was given back for items, component by component.
pub(super) const RETURNS: Vendor<'_> = Vendor {
    required: &["Order ID", "Return Date", "Monetary Component Type", "Transaction Amount", "Base Currency"],
    ..ORDERS
};
const BASE: &[&str] = &["Base Currency"];

/// The rows of a return go together by its order, its item, and the currency.
pub(super) fn return_key(row: &Row<'_>) -> Option<[String; 3]> {
    let key = row.text(ORDER)?;
    let [item, currency] =
        [&["Digital Order Item ID"], BASE].map(|names| row.text(names).unwrap_or_default().to_owned());
    Some([key.to_owned(), item, currency])
}

/// Makes returns of rows.
pub(super) struct Returns<'a> {
    zone: &'a Zone,
    /// The return, and what was given back.
    open: Option<(Purchase, Total)>,
}

impl<'a> Returns<'a> {
    pub(super) fn new(zone: &'a Zone) -> Self {
        Self { zone, open: None }
    }
}

impl Maker for Returns<'_> {
    fn row(&mut self, row: &Row<'_>, _: &mut Output<'_>) -> Result<(), Refused> {
        let key = row.text(ORDER).ok_or_else(|| row.wrong(Code::ConvertStructure, ORDER, "a row has no order"))?;
        let status = row.text(&["Return Status"]).unwrap_or_default().to_ascii_lowercase();
        if !status.is_empty() && !status.contains("complete") {
            return Err(Refused::Skipped("a refund that was not paid"));
        }
        let Some(amount) = row.amount(&["Transaction Amount"])? else {
            return Err(Refused::Skipped("a component without an amount"));
        };
        if let Some((_, sum)) = &mut self.open {
            *sum = (sum.plus(amount))
                .ok_or_else(|| row.wrong(Code::ConvertAmount, ORDER, "the sum of a return does not fit"))?;
            return Err(Refused::Skipped("a further component of a return: it is in its amount"));
        }
        let (date, instant) = moment(row, &["Return Date"], self.zone)?;
        let mut receipt = purchase::receipt(date, ReceiptKind::Return, currency(row, BASE)?, true, Amount::ZERO);
        receipt.detail = ReceiptDetail::Summary;
        receipt.channel = ReceiptChannel::Online;
        receipt.issued_at = instant;
        receipt.zone = Some(self.zone.clone());
        receipt.merchant_name = row.name(&["Marketplace"], &mut Vec::new());
        receipt.receipt_number = documents::number(NumberScheme::Order, key);
        self.open = Some((Purchase::new(Some(row.number), receipt), amount.into()));
        Ok(())
    }

    fn finish(&mut self, output: &mut Output<'_>) -> Result<Option<Purchase>, Error> {
        let Some((mut purchase, sum)) = self.open.take() else { return Ok(None) };
        let place = purchase.place.unwrap_or_default();
        let Some(amount) = sum.to_amount().ok().filter(|amount| amount.signum() > 0) else {
            output.skipped_row(place, "a refund of nothing")?;
            return Ok(None);
        };
        purchase.receipt.payable = -amount;
        let unknown = Instrument { kind: TenderKind::Unknown, brand: None, last4: None };
        let tender = unknown.tender(amount, purchase.receipt.currency, TenderDirection::Refunded);
        purchase.tenders.push((None, tender));
        Ok(Some(purchase))
    }
}

impl Maker for Digital<'_> {
    fn row(&mut self, row: &Row<'_>, output: &mut Output<'_>) -> Result<(), Refused> {
        let key = row.text(ORDER).ok_or_else(|| row.wrong(Code::ConvertStructure, ORDER, "a row has no order"))?;
        let day = moment(row, DATE, self.zone)?;
        let currency = currency(row, CURRENCY)?;
        let paid = if self.components { component(row)? } else { item(row)? };
        let id = row.text(&["DigitalOrderItemId", "Digital Order Item ID"]).unwrap_or_default();
        let mut losses = Vec::new();
        if self.order.is_none() {
            self.items.clear();
            self.order = Some(Order::begin(row, key, day, currency, self.zone, &mut losses));
        }
        let Some(order) = &mut self.order else { return Ok(()) };
        let plus = |sum: Total, more: Amount| {
            sum.plus(more).ok_or_else(|| row.wrong(Code::ConvertAmount, ORDER, "the sum of an order does not fit"))
        };
        (order.owed, order.tax) = (plus(order.owed, paid.amount)?, plus(order.tax, paid.tax)?);
        order.pay(row, paid.amount.into());
        let known = self.items.iter().position(|known| self.components && !id.is_empty() && known == id);
        if let Some(line) = known.and_then(|known| order.lines.get_mut(known)) {
            let sum = Total::from(line.record.amount).plus(paid.amount).and_then(|sum| sum.to_amount().ok());
            line.record.amount =
                sum.ok_or_else(|| row.wrong(Code::ConvertAmount, ORDER, "the sum of an order does not fit"))?;
            return Err(Refused::Skipped("a further component of an item: it is in the amount of its line"));
        }
        let (kind, date) = (ReceiptLineKind::Sale, order.receipt.date);
        let mut record = ReceiptLine::new(
            unnamed(),
            unnamed(),
            date,
            Int::ZERO,
            kind,
            paid.quantity,
            Unit::Item,
            paid.amount,
            currency,
            true,
        );
        record.unit_price = paid.each;
        record.name = row.words(NAME, &mut losses);
        record.brand = row.name(&["Publisher"], &mut losses);
        record.product_ids = row
            .name(&["ASIN"], &mut losses)
            .and_then(|value| List::new(vec![ProductId { scheme: ProductIdScheme::Asin, value }]).ok());
        order.lines.push(Line { place: Some(row.number), record, key: None, returns: None });
        self.items.push(id.to_owned());
        losses.into_iter().try_for_each(|loss| output.lost_value(loss))?;
        Ok(())
    }

    fn finish(&mut self, output: &mut Output<'_>) -> Result<Option<Purchase>, Error> {
        match self.order.take() {
            Some(order) => order.finish(output),
            None => Ok(None),
        }
    }
}
