//! A `LineItem`: something bought or given back, a discount, a tax, a payment, points.

use std::collections::BTreeMap;

use pannier_model::{
    record::{
        ProductId, ProductIdScheme, ReceiptLine, ReceiptLineKind, TaxLine, TaxLineDocumentKind, Tender,
        TenderDirection, TenderKind,
    },
    value::{
        Amount, Check, CodeText, Currency, Date, Decimal, Digits4, Int, List, Name, Rate, TaxCategory, Total, Unit,
    },
};
use pannier_report::{Code, Finding};

use super::{Refused, at, is_true, words};
use crate::{
    events::purchase::in_minor_units,
    formats::en16931::units,
    syntax::xml::Node,
    values::{documents::unnamed, gtin, iso, text},
};

/// What a line is. Complete.
pub(super) enum Found {
    Line(Box<Bought>),
    /// Payments, change and cash given out, each with the tip in it.
    Tenders(Vec<(Tender, Option<Amount>)>),
    Tax(TaxLine),
    Points(Points),
    Rounding(Amount),
    /// What a sum was rounded by, written as a payment, and that payment.
    RoundedPayment(Amount, Box<Tender>),
    /// Nothing that a record holds, and why.
    Nothing(&'static str),
}

/// Something on the receipt.
pub(super) struct Bought {
    pub(super) place: u64,
    pub(super) record: ReceiptLine,
    pub(super) key: Option<String>,
    pub(super) returns: Option<(Vec<String>, String)>,
    pub(super) voided: bool,
    /// Whether the price contains tax, where the line says it.
    pub(super) tax_included: Option<bool>,
    pub(super) taxes: Vec<TaxLine>,
    pub(super) unknown_unit: bool,
    /// A discount without which quantity and price make the amount.
    pub(super) beside: Option<Amount>,
}

/// Points earned or used with a line.
pub(super) struct Points {
    pub(super) earned: Option<Decimal>,
    pub(super) redeemed: Option<Decimal>,
}

impl Points {
    /// What an element says of points; `None` where it says nothing.
    pub(super) fn of(node: Node<'_>) -> Option<Self> {
        let points = |names: &[&str]| {
            let typed = || names.iter().find_map(|name| Self::typed(node, name));
            node.any(names).or_else(typed).and_then(iso::decimal).map(Decimal::abs)
        };
        let earned = points(&["PointsAwarded", "PointsEarned"]);
        let redeemed = points(&["PointsRedeemed"]);
        (earned.is_some() || redeemed.is_some()).then_some(Self { earned, redeemed })
    }

    /// The points of a type, where a log writes `<Points Type="PointsEarned">`.
    pub(super) fn typed<'n>(node: Node<'n>, name: &str) -> Option<&'n str> {
        node.each("Points").find(|points| points.attribute("Type") == Some(name))?.take()
    }
}

/// A date for records before their receipt gives them its own.
fn undated() -> Date {
    Date::new(1, 1, 1).expect("a day of the calendar")
}

fn money(node: Node<'_>, path: &str, currency: Currency, place: u64) -> Result<Option<Amount>, Refused> {
    let Some(found) = node.child(path).filter(|found| !found.peek().is_empty()) else { return Ok(None) };
    let amount = iso::amount(found.peek()).ok_or_else(|| {
        Box::new(Finding::new(Code::ConvertAmount, at(found, place), "a line has an amount that is none"))
    })?;
    // Zero is written in the currency XXX.
    let foreign = found.attribute("Currency").is_some_and(|code| code != currency.as_str());
    if foreign && amount.signum() != 0 {
        let message = "an amount is in another currency than its transaction";
        return Err(Finding::new(Code::ConvertCurrency, at(found, place), message).into());
    }
    found.take();
    Ok(Some(in_minor_units(amount, currency)))
}

/// Reads a line.
pub(super) fn read(item: Node<'_>, place: u64, currency: Currency) -> Result<Found, Refused> {
    item.leaf("EndDateTime");
    item.leaf("BeginDateTime");
    let key = item.leaf("SequenceNumber").map(str::to_owned);
    let voided = is_true(item, "VoidFlag") || is_true(item, "CancelFlag");
    if let Some(node) = item.child("Sale") {
        return bought(node, place, currency, false, voided, key).map(|line| Found::Line(Box::new(line)));
    }
    if let Some(node) = item.child("Return") {
        return bought(node, place, currency, true, voided, key).map(|line| Found::Line(Box::new(line)));
    }
    for (name, kind) in
        [("Discount", ReceiptLineKind::Discount), ("Tip", ReceiptLineKind::Tip), ("Gratuity", ReceiptLineKind::Tip)]
    {
        if let Some(node) = item.child(name) {
            return beside(node, place, currency, kind, voided).map(|line| Found::Line(Box::new(line)));
        }
    }
    if voided {
        return Ok(Found::Nothing("a line that was voided at the till"));
    }
    if let Some(node) = item.child("Tender") {
        if words::is_rounding(node.attribute("TenderType").unwrap_or_default())
            && let Some(amount) = money(node, "Amount", currency, place)?
        {
            node.leaf("Rounding");
            node.leaf("Cashback");
            let paid = payment(node, TenderDirection::Paid, amount, currency);
            return Ok(Found::RoundedPayment(amount, Box::new(paid)));
        }
        return tender(node, place, currency).map(Found::Tenders);
    }
    if let Some(node) = item.child("TenderChange") {
        let change = node.child("TenderChange").unwrap_or(node);
        return Ok(match money(change, "Amount", currency, place)? {
            Some(amount) => Found::Tenders(vec![(payment(change, TenderDirection::Change, amount, currency), None)]),
            None => Found::Nothing("change without an amount"),
        });
    }
    if let Some(node) = item.child("Tax") {
        return tax(node, place, currency).map(|tax| match tax {
            Some(tax) => Found::Tax(tax),
            None => Found::Nothing("a tax that does not say what it is on"),
        });
    }
    if let Some(node) = item.child("Rounding") {
        let amount = iso::amount(node.child("Amount").map_or(node.peek(), Node::peek));
        return Ok(amount.map_or(Found::Nothing("rounding without an amount"), |amount| {
            Found::Rounding(in_minor_units(amount, currency))
        }));
    }
    if let Some(node) = item.child("LoyaltyReward") {
        if let Some(points) = Points::of(node) {
            return Ok(Found::Points(points));
        }
        let reward = ["ExtendedRewardAmount", "Amount", "BaseRewardAmount"];
        if reward.iter().any(|path| node.child(path).is_some()) {
            return beside(node, place, currency, ReceiptLineKind::Discount, false)
                .map(|line| Found::Line(Box::new(line)));
        }
        return Ok(Found::Nothing("a reward without points and amount"));
    }
    Ok(Found::Nothing("a line of a kind that no record holds"))
}

fn new_line(kind: ReceiptLineKind, quantity: Decimal, amount: Amount, currency: Currency) -> ReceiptLine {
    ReceiptLine::new(unnamed(), unnamed(), undated(), Int::ZERO, kind, quantity, Unit::Item, amount, currency, true)
}

fn one() -> Decimal {
    Decimal::from_units(1, 0).unwrap_or(Decimal::ZERO)
}

/// A discount or tip that is a line of its own.
fn beside(
    node: Node<'_>,
    place: u64,
    currency: Currency,
    kind: ReceiptLineKind,
    voided: bool,
) -> Result<Bought, Refused> {
    let mut amount = None;
    for path in ["ExtendedRewardAmount", "Amount", "BaseRewardAmount"] {
        amount = amount.or(money(node, path, currency, place)?);
    }
    let amount = amount.ok_or_else(|| {
        Box::new(Finding::new(Code::ConvertAmount, at(node, place), "a discount or tip has no amount"))
    })?;
    // Discounts are written without their sign, or with it.
    let amount = if kind == ReceiptLineKind::Discount { -amount.abs() } else { amount };
    let mut record = new_line(kind, one(), amount, currency);
    record.name = node.any(&["Description", "PromotionDescription"]).and_then(|name| text::text(name).ok().flatten());
    record.promotion = node.leaf("PromotionID").and_then(|name| text::name(name).ok().flatten());
    Ok(Bought {
        place,
        record,
        key: None,
        returns: None,
        voided,
        tax_included: None,
        taxes: Vec::new(),
        unknown_unit: false,
        beside: None,
    })
}

/// A sale or a return. Some logs write a return as a sale of a negative quantity with a positive amount.
fn bought(
    node: Node<'_>,
    place: u64,
    currency: Currency,
    given_back: bool,
    voided: bool,
    key: Option<String>,
) -> Result<Bought, Refused> {
    let amount = money(node, "ExtendedAmount", currency, place)?
        .ok_or_else(|| Box::new(Finding::new(Code::ConvertAmount, at(node, place), "a line has no ExtendedAmount")))?;
    let written = node.child("Quantity");
    let read = match written.filter(|quantity| !quantity.peek().is_empty()) {
        Some(quantity) => {
            let read = iso::decimal(quantity.peek()).ok_or_else(|| {
                Box::new(Finding::new(Code::ConvertAmount, at(quantity, place), "a quantity is no decimal number"))
            })?;
            quantity.take();
            read
        }
        None => one(),
    };
    let word = written
        .and_then(|quantity| quantity.attribute("UnitOfMeasureCode").or(quantity.attribute("UnitOfMeasure")))
        .unwrap_or_default();
    let scale = units::word(word);
    let scaled = scale.and_then(|scale| Some((scale, scale.apply(read)?)));
    let back = given_back || read.signum() < 0 || amount.signum() < 0;
    let turned = |value: Decimal| if back { -value.abs() } else { value };
    let kind = match words::item(node.attribute("ItemType")) {
        ReceiptLineKind::Deposit if back => ReceiptLineKind::DepositRefund,
        ReceiptLineKind::Sale if back => ReceiptLineKind::Return,
        kind => kind,
    };
    let amount = if back { -amount.abs() } else { amount };
    let quantity = scaled.map_or(one(), |(_, quantity)| quantity);
    let mut record = new_line(kind, turned(quantity), amount, currency);
    record.unit = scaled.map_or(Unit::Item, |(scale, _)| scale.unit);
    record.variable_measure = matches!(record.unit, Unit::Kilogram | Unit::Gram).then_some(true);
    let beside = match scaled {
        Some((scale, _)) => prices(node, place, currency, read, scale, &mut record)?,
        None => None,
    };
    product(node, &mut record);
    let taxes: Vec<TaxLine> = node
        .each("Tax")
        .map(|tax_node| tax(tax_node, place, currency))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .map(|mut tax| {
            if back {
                (tax.base, tax.amount) = (-tax.base.abs(), -tax.amount.abs());
            }
            tax
        })
        .collect();
    if let [tax] = taxes.as_slice() {
        record.tax_rate = tax.rate;
        record.tax_category = Some(tax.category).filter(|category| *category != TaxCategory::Other);
    }
    let tax_included = node.leaf("TaxIncludedInPriceFlag").map(|flag| matches!(flag, "true" | "1"));
    let returns = node.child("TransactionLink").and_then(|node| {
        let keys = link(node);
        let line = node.leaf("LineItemSequenceNumber").map(str::to_owned)?;
        Some((keys, line))
    });
    let unknown_unit = scaled.is_none();
    Ok(Bought { place, record, key, returns, voided, tax_included, taxes, unknown_unit, beside })
}

/// The keys of the receipt that a link names.
pub(super) fn link(node: Node<'_>) -> Vec<String> {
    for path in ["BusinessUnit", "BusinessUnit/UnitID", "RetailStoreID", "BusinessDayDate", "BusinessDayDate/Date"] {
        node.leaf(path);
    }
    let id = node.leaf("TransactionID").map(|id| format!("id|{id}"));
    let sequence = node
        .leaf("SequenceNumber")
        .map(|sequence| format!("{}|{sequence}", node.leaf("WorkstationID").unwrap_or_default()));
    sequence.into_iter().chain(id).collect()
}

/// Which of its prices makes the amount of a line, and what was taken off. A discount that is no part of that is given back.
fn prices(
    node: Node<'_>,
    place: u64,
    currency: Currency,
    quantity: Decimal,
    scale: units::Scale,
    record: &mut ReceiptLine,
) -> Result<Option<Amount>, Refused> {
    let price = |path: &str| node.child(path).and_then(|found| iso::decimal(found.peek()).map(|price| (found, price)));
    let actual = price("ActualSalesUnitPrice");
    let regular = price("RegularSalesUnitPrice").or_else(|| price("UnitListPrice"));
    let mut discount = None;
    for path in ["ExtendedDiscountAmount", "DiscountAmount"] {
        discount = discount.or(money(node, path, currency, place)?.filter(|amount| amount.signum() != 0));
    }
    let makes = |price: Decimal, taken: Amount| {
        let Some(product) = quantity.abs().picos().checked_mul(price.abs().picos()) else { return false };
        let Some(sum) = Total::from(record.amount.abs()).plus(taken.abs()) else { return false };
        sum.picos()
            .checked_mul(1_000_000_000_000)
            .and_then(|sum| product.checked_sub(sum))
            .is_some_and(|distance| distance.abs() <= 5_000_000_000_000_000_000_000)
    };
    let taken = discount.unwrap_or(Amount::ZERO);
    let choice = match (actual, regular) {
        (Some((found, price)), _) if makes(price, Amount::ZERO) => Some((found, price, None)),
        (_, Some((found, price))) if makes(price, taken) => Some((found, price, discount)),
        (Some((found, price)), _) if makes(price, taken) => Some((found, price, discount)),
        (Some((found, price)), _) | (None, Some((found, price))) => Some((found, price, None)),
        (None, None) => None,
    };
    if let Some((found, price, taken_off)) = choice {
        found.take();
        record.unit_price = Some(price.abs());
        record.price_quantity = scale.apply(one()).filter(|base| *base != one());
        // What is taken off a sale is negative, and what is taken off a return positive.
        record.discount = taken_off.map(|amount| if record.amount.signum() < 0 { amount.abs() } else { -amount.abs() });
        if let Some((found, listed)) = regular {
            found.take();
            record.list_price = Some(listed.abs()).filter(|listed| Some(*listed) != record.unit_price);
        }
        if taken_off.is_none() && makes(price, Amount::ZERO) {
            return Ok(discount);
        }
    }
    Ok(None)
}

fn product(node: Node<'_>, record: &mut ReceiptLine) {
    let items: Vec<Node<'_>> = node.each("ItemID").collect();
    // Some tills write there what kind of number it is.
    let is_kind = |name: &str| {
        matches!(name.to_ascii_uppercase().as_str(), "SKU" | "EAN" | "UPC" | "GTIN" | "PLU" | "CODABAR" | "BARCODE")
    };
    let named = || items.iter().filter_map(|item| item.attribute("Name")).find(|name| !is_kind(name));
    let description = node.leaf("Description").or_else(named);
    record.name = description.and_then(|name| text::text(name).ok().flatten());
    let mut ids: Vec<ProductId> = Vec::new();
    let mut add = |scheme: ProductIdScheme, value: &str| {
        if let Some(value) = text::name(value).ok().flatten().filter(|_| ids.len() < 20) {
            let id = ProductId { scheme, value };
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    };
    let positions = node.every("POSIdentity/POSItemID");
    let scheme = node.child("POSIdentity").and_then(|identity| identity.attribute("POSIDType")).unwrap_or_default();
    for found in positions.iter().copied().chain(items.iter().copied()) {
        let Some(code) = found.take() else { continue };
        let named =
            ["EAN", "UPC", "GTIN", "ITF", "JAN"].iter().any(|known| scheme.to_ascii_uppercase().starts_with(known));
        match gtin::read(code) {
            // A number of the till's own can have the length of a GTIN; only the right check digit, or a word, makes it one.
            Some(gtin::Code::Item(gtin, check))
                if record.gtin.is_none() && (check == Check::Ok || (named && found.name() == "POSItemID")) =>
            {
                record.gtin = Some(gtin);
                record.gtin_check = Some(check);
            }
            _ if scheme.eq_ignore_ascii_case("PLU") && found.name() == "POSItemID" => add(ProductIdScheme::Plu, code),
            _ => add(ProductIdScheme::Merchant, code),
        }
    }
    record.product_ids = List::new(ids).ok();
    // A till that reads tags has the number of the kind beside that of the piece.
    let numbers = node.each("SerialNumber").filter(|serial| {
        serial
            .attribute("Type")
            .is_some_and(|kind| matches!(kind.to_ascii_uppercase().as_str(), "GTIN" | "EAN" | "UPC"))
    });
    for serial in numbers {
        if record.gtin.is_none()
            && let Some(gtin::Code::Item(gtin, check)) = gtin::read(serial.peek())
        {
            serial.take();
            (record.gtin, record.gtin_check) = (Some(gtin), Some(check));
        }
    }
    if let Some(category) = node.child("MerchandiseHierarchy") {
        let word = category.attribute("DepartmentDescription").or(category.take());
        category.take();
        record.category_text = word.and_then(|word| text::name(word).ok().flatten());
    }
}

/// A tax; `None` where it does not say what it is on.
fn tax(node: Node<'_>, place: u64, currency: Currency) -> Result<Option<TaxLine>, Refused> {
    let Some(amount) = money(node, "Amount", currency, place)? else { return Ok(None) };
    let Some(taxable) = money(node, "TaxableAmount", currency, place)? else { return Ok(None) };
    let contains = node.child("TaxableAmount").is_some_and(|base| is_true(base, "TaxIncludedInTaxableAmountFlag"));
    let rate = node.leaf("Percent").and_then(iso::percent);
    let base = if contains {
        let Some(Ok(base)) = Total::from(taxable).minus(amount).map(Total::to_amount) else { return Ok(None) };
        // Some tills say so of prices, and write the base without tax: the rate tells.
        match (off(base, amount, rate), off(taxable, amount, rate)) {
            (Some(less), Some(whole)) if less > ROUNDED && whole < less / 4 => taxable,
            _ => base,
        }
    } else {
        taxable
    };
    let mut tax = TaxLine::new(
        unnamed(),
        unnamed(),
        TaxLineDocumentKind::Receipt,
        undated(),
        Int::ZERO,
        words::tax(node.attribute("TaxSubType")),
        base,
        amount,
        currency,
    );
    tax.rate = rate;
    tax.name = node.attribute("TaxType").and_then(|name| Name::parse(name).ok());
    Ok(Some(tax))
}

/// Half of a hundredth, as [`off`] tells it: what rounding explains.
const ROUNDED: i128 = 5_000_000_000_000_000;

/// How far a tax is from its rate on a base, in parts of 10^-18.
fn off(base: Amount, tax: Amount, rate: Option<Rate>) -> Option<i128> {
    let rate = rate.map(Rate::decimal).filter(|rate| rate.picos() != 0)?;
    let due = i128::from(base.micros()).checked_mul(rate.picos())?;
    due.checked_sub(i128::from(tax.micros()).checked_mul(1_000_000_000_000)?).map(i128::abs)
}

/// Taxes of lines added up by category and rate.
pub(super) fn summed(taxes: Vec<TaxLine>) -> Vec<TaxLine> {
    let mut sums: BTreeMap<(&'static str, Option<Rate>, Option<Name>), TaxLine> = BTreeMap::new();
    for tax in taxes {
        let key = (tax.category.as_str(), tax.rate, tax.name.clone());
        match sums.get_mut(&key) {
            None => {
                sums.insert(key, tax);
            }
            Some(sum) => {
                let add = |one: Amount, more: Amount| Total::from(one).plus(more).and_then(|sum| sum.to_amount().ok());
                if let (Some(base), Some(amount)) = (add(sum.base, tax.base), add(sum.amount, tax.amount)) {
                    (sum.base, sum.amount) = (base, amount);
                }
            }
        }
    }
    sums.into_values().collect()
}

fn payment(node: Node<'_>, direction: TenderDirection, amount: Amount, currency: Currency) -> Tender {
    let kind = words::tender(node.attribute("TenderType").unwrap_or_default());
    Tender::new(unnamed(), unnamed(), undated(), Int::ZERO, kind, direction, amount.abs(), currency)
}

/// A payment with its change and the cash given out with it.
fn tender(node: Node<'_>, place: u64, currency: Currency) -> Result<Vec<(Tender, Option<Amount>)>, Refused> {
    let amount = money(node, "Amount", currency, place)?
        .ok_or_else(|| Box::new(Finding::new(Code::ConvertAmount, at(node, place), "a payment has no amount")))?;
    let refund = node.attribute("TypeCode").is_some_and(|code| code.eq_ignore_ascii_case("Refund"));
    let direction = if refund || amount.signum() < 0 { TenderDirection::Refunded } else { TenderDirection::Paid };
    let mut paid = payment(node, direction, amount, currency);
    if let Some(card) = node.child("CreditDebit").or_else(|| node.child("Credit")).or_else(|| node.child("Debit")) {
        let brand = card.attribute("CardType").or_else(|| card.any(&["CardType", "IssuerName"]));
        paid.card_brand = brand.and_then(|brand| CodeText::parse(brand).ok());
        // Whatever the log shows of a card's number, four digits of it are carried.
        let number = card.any(&["PrimaryAccountNumber", "AccountNumber"]).unwrap_or_default();
        let last = number.char_indices().rev().take(4).last().map_or("", |(start, _)| &number[start..]);
        paid.card_last4 = Digits4::parse(last).ok();
    }
    if let Some(foreign) = node.child("ForeignCurrency") {
        let code = foreign.leaf("CurrencyCode").and_then(|code| Currency::parse(code).ok());
        let face = foreign.any(&["OriginalFaceAmount", "Amount"]).and_then(iso::amount);
        if let (Some(code), Some(face)) = (code.filter(|code| *code != currency), face) {
            (paid.original_amount, paid.original_currency) = (Some(face.abs()), Some(code));
        }
    }
    let mut tip = None;
    for path in ["TipAmount", "Tip/Amount", "Tip"] {
        let found = node.child(path).and_then(|found| Some((found, iso::amount(found.peek())?)));
        if let Some((found, amount)) = found.filter(|_| tip.is_none()) {
            found.take();
            tip = Some(in_minor_units(amount, currency));
        }
    }
    let mut all = vec![(paid, tip)];
    for change in node.each("TenderChange") {
        if let Some(amount) = money(change, "Amount", currency, place)? {
            let mut given = payment(change, TenderDirection::Change, amount, currency);
            if given.kind == TenderKind::Unknown {
                given.kind = TenderKind::Cash;
            }
            all.push((given, None));
        }
    }
    if let Some(amount) = money(node, "Cashback", currency, place)? {
        let mut given = payment(node, TenderDirection::Change, amount, currency);
        given.kind = TenderKind::Cash;
        all.push((given, None));
    }
    // Tills write out what was not given: change of zero beside a payment, a payment of zero beside change.
    if all.iter().any(|(tender, _)| tender.amount.signum() != 0) {
        all.retain(|(tender, tip)| tender.amount.signum() != 0 || tip.is_some());
    } else {
        all.truncate(1);
    }
    Ok(all)
}
