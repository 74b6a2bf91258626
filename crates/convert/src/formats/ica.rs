//! ICA: receipts and their rows, which the Swedish grocer gives out as two XML files that belong together by `transactionId`.
//!
//! Put into one file, the rows find their receipts; the file of receipts alone gives their sums. Times are those of the clock
//! at the till in Sweden, and amounts kronor. There are no barcodes in it.

use std::collections::HashMap;

use pannier_model::{
    record::{ReceiptChannel, ReceiptDetail, ReceiptKind, ReceiptLine, ReceiptLineKind},
    value::{Amount, Currency, Date, Decimal, Int, NumberScheme, Time, Total, Unit, Zone},
};
use pannier_report::{Code, Finding, Location};

use crate::{
    Error, Format, Input, Loss, Options, Sink, Summary,
    events::purchase::{self, Line, Purchase, Purchases, product},
    output::Output,
    syntax::xml::{self, Element, Node, Piece, Role, Spaces, Unread},
    values::{
        documents::{self, unnamed},
        iso, text,
    },
};

/// The elements that hold receipts and rows, and the one that each of them is.
const RECEIPTS: &str = "TransactionHeader";
const ROWS: &str = "LineItems";
const ONE: &str = "transactions";

/// Whether a text is one of these files.
pub(crate) fn resembles(start: &str) -> bool {
    start.starts_with('<')
        && xml::root(start).is_some()
        && start.contains("<businessObjectToFileArea")
        && (start.contains("<TransactionHeader") || start.contains("<LineItems"))
}

/// Reads receipts, and rows that stand in the same file. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Ica, sink);
    let mut document = match xml::Document::of(input, options)? {
        Ok(document) => document,
        Err(finding) => {
            output.finding(finding)?;
            return Ok(output.summary);
        }
    };
    let role = |element: &Element<'_>| match element.around.last().map(AsRef::as_ref) {
        Some(RECEIPTS | ROWS) if element.name == ONE => Role::Tree,
        _ => Role::Path,
    };
    let mut export = Export {
        currency: Currency::parse("SEK").expect("three letters"),
        zone: Zone::parse("Europe/Stockholm").ok(),
        place: 0,
        list: Vec::new(),
        index: HashMap::new(),
        rows: Vec::new(),
        unread: Unread::default(),
    };
    let outcome = document.walk(Spaces::Any, &role, &mut |piece| match piece {
        Piece::Tree(node, _) => export.one(node, &mut output),
        Piece::Begin(_) | Piece::End => Ok(()),
    })?;
    if let Err(finding) = outcome {
        output.finding(finding)?;
    } else if export.place == 0 {
        let message = "there are neither receipts nor rows of them";
        output.finding(Finding::new(Code::ConvertRecordsPresent, Location::whole(), message))?;
    }
    for (path, count) in export.unread.iter() {
        output.loss(Loss::values(path, count, "of an element that no member takes"))?;
    }
    export.finish(&mut output)?;
    Ok(output.summary)
}

struct Export {
    currency: Currency,
    zone: Option<Zone>,
    place: u64,
    list: Vec<Purchase>,
    index: HashMap<String, usize>,
    /// Rows by the transaction they name; receipts may come after them.
    rows: Vec<(String, Row)>,
    unread: Unread,
}

/// A row before it is known what its price is for.
struct Row {
    place: u64,
    record: ReceiptLine,
    price: Amount,
    discount: Option<Amount>,
}

impl Row {
    /// What was paid for it, where the price is that of the whole row, or of one.
    fn amount(&self, of_row: bool) -> Option<Amount> {
        let goods = if of_row { self.price } else { product(self.price.into(), self.record.quantity.abs())? };
        let paid = Total::from(goods.abs()).plus(self.discount.unwrap_or(Amount::ZERO))?.to_amount().ok()?;
        Some(if self.record.kind == ReceiptLineKind::Return { -paid } else { paid })
    }

    fn line(mut self, of_row: bool) -> Option<Line> {
        self.record.amount = self.amount(of_row)?;
        let one = Decimal::from_units(1, 0).ok()?;
        // Of several under one price the export does not say what one costs.
        let known = !of_row || self.record.quantity.abs() == one;
        self.record.unit_price = known.then(|| Decimal::from(self.price.abs()));
        Some(Line { place: Some(self.place), record: self.record, key: None, returns: None })
    }
}

fn undated() -> Date {
    Date::new(1, 1, 1).expect("a day of the calendar")
}

/// An identifier; `0` says that there is none.
fn id<'t>(node: Node<'t>, name: &str) -> Option<&'t str> {
    node.leaf(name).filter(|id| *id != "0")
}

impl Export {
    fn one(&mut self, node: Node<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        self.place += 1;
        let place = self.place;
        let at = Location::line(node.line()).at_row(place);
        let wrong = |code: Code, message: &str| Finding::new(code, at.clone(), message.to_owned());
        let key = id(node, "transactionId").map(str::to_owned);
        let Some(key) = key else {
            return output.lost_row(place, wrong(Code::ConvertStructure, "a receipt or row has no transactionId"));
        };
        // Only a receipt has a value of its own.
        let outcome = if node.child("transactionValue").is_some() {
            self.receipt(place, node, &key)
        } else {
            row(place, node, self.currency).map(|row| self.rows.push((key.clone(), row)))
        };
        match outcome {
            Ok(()) => {
                node.unread(&mut self.unread);
                Ok(())
            }
            Err((code, message)) => output.lost_row(place, wrong(code, message)),
        }
    }

    fn receipt(&mut self, place: u64, node: Node<'_>, key: &str) -> Result<(), (Code, &'static str)> {
        let written = node.leaf("transactionTimestamp").unwrap_or_default();
        let (date, time) = written.split_once([' ', 'T']).unwrap_or((written, ""));
        let date = Date::parse(date)
            .ok()
            .filter(|date| date.next_day().is_some())
            .ok_or((Code::ConvertDate, "a receipt has no moment that is one of the calendar"))?;
        let payable = node
            .leaf("transactionValue")
            .and_then(iso::amount)
            .ok_or((Code::ConvertAmount, "a receipt has no value that is an amount"))?;
        let payable = purchase::in_minor_units(payable, self.currency);
        let kind = if payable.signum() < 0 { ReceiptKind::Return } else { ReceiptKind::Sale };
        let mut receipt = purchase::receipt(date, kind, self.currency, true, payable);
        receipt.detail = ReceiptDetail::Summary;
        receipt.time = Time::parse(time.split('.').next().unwrap_or_default()).ok();
        receipt.zone.clone_from(&self.zone);
        receipt.merchant_name = "ICA".parse().ok();
        receipt.store_name = node.any(&["storeName", "marketingName"]).and_then(|name| text::name(name).ok().flatten());
        receipt.channel = match node.leaf("receiptType") {
            Some(word) if word.to_ascii_lowercase().contains("online") => ReceiptChannel::Online,
            Some(_) => ReceiptChannel::Store,
            None => ReceiptChannel::Unknown,
        };
        receipt.receipt_number = documents::number(NumberScheme::Receipt, id(node, "slipId").unwrap_or(key));
        node.leaf("totalDiscount");
        let mut purchase = Purchase::new(Some(place), receipt);
        purchase.keys.push(key.to_owned());
        if self.index.contains_key(key) {
            return Err((Code::ConvertStructure, "two receipts have one transactionId"));
        }
        self.index.insert(key.to_owned(), self.list.len());
        self.list.push(purchase);
        Ok(())
    }

    fn finish(mut self, output: &mut Output<'_>) -> Result<(), Error> {
        let of_row = self.price_is_of_row();
        let mut strays = 0_u64;
        for (key, row) in self.rows {
            let place = row.place;
            let Some(purchase) = self.index.get(&key).and_then(|index| self.list.get_mut(*index)) else {
                strays += 1;
                output.skipped_row(place, "its receipt is not in the file")?;
                continue;
            };
            if let Some(line) = row.line(of_row) {
                purchase.receipt.detail = ReceiptDetail::Full;
                purchase.lines.push(line);
            } else {
                let at = Location::whole().at_row(place);
                output.lost_row(place, Finding::new(Code::ConvertAmount, at, "a row comes to no amount"))?;
            }
        }
        if strays > 0 {
            let message = format!("{strays} rows belong to receipts that are not in the file");
            output.finding(
                Finding::new(Code::ConvertStructure, Location::whole(), message)
                    .with_help("put the file of receipts and the file of rows into one, between <ica> and </ica>"),
            )?;
        }
        Purchases { account: None, list: self.list }.emit(output).map(|_| ())
    }

    /// Whether prices are those of whole rows, decided once for the file: by which of the two makes the values of more
    /// receipts.
    fn price_is_of_row(&self) -> bool {
        let mut sums = vec![(Some(Total::ZERO), Some(Total::ZERO)); self.list.len()];
        for (key, row) in &self.rows {
            let Some((rows, pieces)) = self.index.get(key).and_then(|index| sums.get_mut(*index)) else { continue };
            *rows = rows.zip(row.amount(true)).and_then(|(sum, amount)| sum.plus(amount));
            *pieces = pieces.zip(row.amount(false)).and_then(|(sum, amount)| sum.plus(amount));
        }
        let (mut rows, mut pieces) = (0_u64, 0_u64);
        for (purchase, (of_rows, of_pieces)) in self.list.iter().zip(sums) {
            let value = Some(Total::from(purchase.receipt.payable));
            rows += u64::from(of_rows == value);
            pieces += u64::from(of_pieces == value);
        }
        rows >= pieces
    }
}

/// A row of a receipt. Discounts are written without their sign.
fn row(place: u64, node: Node<'_>, currency: Currency) -> Result<Row, (Code, &'static str)> {
    let amount = |name: &str| match node.leaf(name) {
        None => Ok(None),
        Some(text) => iso::amount(text)
            .map(|amount| Some(purchase::in_minor_units(amount, currency)))
            .ok_or((Code::ConvertAmount, "a row has an amount that is none")),
    };
    let price = amount("price")?.ok_or((Code::ConvertAmount, "a row has no price"))?;
    let quantity = node
        .leaf("quantity")
        .and_then(iso::decimal)
        .ok_or((Code::ConvertAmount, "a row has no quantity that is a number"))?;
    let discount = [amount("discountValue")?, amount("voucherValue")?]
        .into_iter()
        .flatten()
        .try_fold(Total::ZERO, |sum, amount| sum.plus(amount.abs()))
        .and_then(|sum| sum.to_amount().ok())
        .filter(|sum| sum.signum() != 0)
        .map(|sum| -sum);
    let back = price.signum() < 0 || quantity.signum() < 0;
    let kind = if back { ReceiptLineKind::Return } else { ReceiptLineKind::Sale };
    let quantity = if back { -quantity.abs() } else { quantity };
    let (unit, none) = (Unit::Item, Amount::ZERO);
    let mut line =
        ReceiptLine::new(unnamed(), unnamed(), undated(), Int::ZERO, kind, quantity, unit, none, currency, true);
    // What is taken off a return is given back less.
    line.discount = discount.map(|discount| if back { -discount } else { discount });
    line.variable_measure = (quantity.needed_scale() > 0).then_some(true);
    line.name =
        node.any(&["itemDesc", "itemDescription", "articleName"]).and_then(|name| text::text(name).ok().flatten());
    line.category_text =
        node.any(&["itemCategoryDescription", "categoryDescription"]).and_then(|name| text::name(name).ok().flatten());
    id(node, "personalOfferId");
    node.leaf("discountQuantity");
    Ok(Row { place, record: line, price, discount })
}
