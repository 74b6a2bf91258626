//! An invoice, its lines and its taxes, whatever the syntax.

use std::collections::BTreeSet;

use pannier_model::{
    record::{
        AnyRecord, Invoice, InvoiceKind, InvoiceLine, InvoiceLineKind, InvoiceLineService, Record as _, TaxLine,
        TaxLineDocumentKind,
    },
    value::{
        Amount, CodeText, Currency, Date, Decimal, ExtensionValue, Extensions, IdStability, Int, List, NumberScheme,
        Rate, SourceId, TaxCategory, Text, Total, Unit,
    },
};
use pannier_report::{Code, Finding, Location};

use super::{
    checks::{self, Added, Stated},
    codes, lose,
    syntax::Syntax,
    units,
};
use crate::{
    Error, Loss, Options, Series,
    documents::{self, unnamed},
    gtin,
    ids::{IdKey, Ranks, identify},
    iso,
    output::Output,
    text,
    xml::Node,
};

/// Most identifiers that a record holds.
const IDENTIFIERS: usize = 1000;

/// Reads a document and hands on what it says.
pub(super) fn convert(
    syntax: &Syntax,
    document: Node<'_>,
    is_credit_note: bool,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    for path in syntax.envelope {
        document.every(path).into_iter().for_each(|node| {
            node.take();
        });
    }
    let head = match head(syntax, document, is_credit_note, options, output)? {
        Ok(head) => head,
        Err(reason) => return lose(syntax, document, reason, output),
    };
    let mut bill = Bill { syntax, head, lines: Vec::new(), taxes: Vec::new(), added: Added::default(), place: 1 };
    for part in document.children() {
        bill.part(part, output)?;
    }
    checks::sums(&bill.head.stated, &bill.added, output)?;
    bill.emit(output)
}

/// The document itself, with the signs of the file.
struct Head {
    invoice: Invoice,
    credit: bool,
    stated: Stated,
}

/// A line or tax and its place in the source.
struct Placed<T> {
    place: u64,
    record: T,
}

struct Bill<'a> {
    syntax: &'a Syntax,
    head: Head,
    lines: Vec<Placed<InvoiceLine>>,
    taxes: Vec<Placed<TaxLine>>,
    added: Added,
    /// Of the row before: the document is the first.
    place: u64,
}

fn at(node: Node<'_>, place: u64) -> Location {
    Location::line(node.line()).at_row(place)
}

/// The first element under several paths that has a text.
fn first<'a>(node: Node<'a>, paths: &[&str]) -> Option<Node<'a>> {
    paths.iter().flat_map(|path| node.every(path)).find(|found| !found.peek().is_empty())
}

/// An amount in the currency of the document; `None` where there is none.
fn money(node: Node<'_>, paths: &[&str], currency: Currency, place: u64) -> Result<Option<Amount>, Box<Finding>> {
    let Some(found) = first(node, paths) else { return Ok(None) };
    if let Some(other) = found.attribute("currencyID").filter(|other| *other != currency.as_str()) {
        return Err(Finding::new(
            Code::ConvertCurrency,
            at(found, place),
            "an amount is in another currency than the document",
        )
        .with_value(other)
        .into());
    }
    let amount = iso::amount(found.peek()).ok_or_else(|| {
        Box::new(
            Finding::new(Code::ConvertAmount, at(found, place), "an element holds no amount of at most six decimals")
                .with_value(found.peek()),
        )
    })?;
    found.take();
    Ok(Some(amount))
}

/// A civil date: `2026-03-05`, and `20260305` where the format 102 of Cross Industry Invoice says so.
fn day(node: Node<'_>) -> Option<Date> {
    let written = node.peek();
    let date = match node.attribute("format") {
        Some("102") if written.len() == 8 && written.is_ascii() => {
            iso::date(&format!("{}-{}-{}", &written[..4], &written[4..6], &written[6..]))
        }
        Some(_) => None,
        None => iso::date(written),
    };
    let date = date.filter(|date| date.next_day().is_some())?;
    node.take();
    Some(date)
}

fn head(
    syntax: &Syntax,
    document: Node<'_>,
    is_credit_note: bool,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<Result<Head, &'static str>, Error> {
    let Some(date) = first(document, syntax.date).and_then(day) else {
        let location =
            Location { row: Some(1), line: first(document, syntax.date).map(Node::line), ..Location::default() };
        output.finding(
            Finding::new(Code::ConvertDate, location, "the document has no date of issue that is one of the calendar")
                .with_help("an invoice without its date cannot be put in any period"),
        )?;
        return Ok(Err("the document has no date of issue"));
    };
    let currency = match first(document, syntax.currency) {
        Some(node) => {
            let currency = Currency::parse(node.peek());
            if currency.is_ok() {
                node.take();
            }
            currency.map_err(|_| "the currency of the document is none of ISO 4217")
        }
        // UBL allows the amounts to say it alone.
        None => document
            .every(syntax.totals.payable)
            .first()
            .and_then(|node| node.attribute("currencyID"))
            .and_then(|code| Currency::parse(code).ok())
            .or(options.currency)
            .ok_or("the document does not say its currency"),
    };
    let currency = match currency {
        Ok(currency) => currency,
        Err(message) => {
            let location = Location {
                row: Some(1),
                line: first(document, syntax.currency).map(Node::line),
                ..Location::default()
            };
            output.finding(
                Finding::new(Code::ConvertCurrency, location, message)
                    .with_help("a document without one is read with --currency, for instance --currency EUR"),
            )?;
            return Ok(Err(message));
        }
    };
    let Some(stated) = stated(syntax, document, currency, output)? else {
        return Ok(Err("an amount of the document cannot be read"));
    };
    // What UBL before the norm leaves out follows from what it cannot leave out.
    let total = stated.gross.or_else(|| {
        Total::from(stated.payable?)
            .plus(stated.prepaid.unwrap_or(Amount::ZERO))?
            .minus(stated.rounding.unwrap_or(Amount::ZERO))?
            .to_amount()
            .ok()
    });
    let Some(total) = total else {
        output.finding(Finding::new(
            Code::ConvertAmount,
            Location { row: Some(1), ..Location::default() },
            "the document has neither a total with tax nor an amount to pay",
        ))?;
        return Ok(Err("the document has no total"));
    };
    let mut kind = InvoiceKind::Invoice;
    if let Some(node) = first(document, syntax.kind) {
        match codes::document(node.peek()) {
            Some(known) => {
                node.take();
                kind = known;
            }
            None => output.lost_value(Loss::member(1, "kind", "its code is none of UNTDID 1001 for an invoice"))?,
        }
    }
    if is_credit_note {
        kind = InvoiceKind::CreditNote;
    }
    let credit = kind == InvoiceKind::CreditNote;
    let mut invoice = Invoice::new(unnamed(), date, kind, currency, false, total);
    describe(syntax, document, &mut invoice, output)?;
    (invoice.net, invoice.tax) = (stated.net, stated.tax);
    (invoice.paid, invoice.rounding, invoice.payable) = (stated.prepaid, stated.rounding, stated.payable);
    Ok(Ok(Head { invoice, credit, stated }))
}

/// All sums of the document; `None` where one of them is there and cannot be read, which is said.
fn stated(
    syntax: &Syntax,
    document: Node<'_>,
    currency: Currency,
    output: &mut Output<'_>,
) -> Result<Option<Stated>, Error> {
    let totals = &syntax.totals;
    let mut all = true;
    let mut read = |path: &str| match money(document, &[path], currency, 1) {
        Ok(amount) => Ok(amount),
        Err(finding) => {
            all = false;
            output.finding(finding).map(|()| None)
        }
    };
    let mut stated = Stated {
        lines: read(totals.lines)?,
        allowances: read(totals.allowances)?,
        charges: read(totals.charges)?,
        net: read(totals.net)?,
        gross: read(totals.gross)?,
        prepaid: read(totals.prepaid)?,
        rounding: read(totals.rounding)?,
        payable: read(totals.payable)?,
        tax: None,
        line_count: document.leaf(syntax.line_count).and_then(|count| count.parse().ok()),
    };
    // The tax may be said once more in the currency of the tax office.
    let mut tax = None;
    for node in document.every(syntax.tax_totals) {
        if node.attribute("currencyID").is_some_and(|other| other != currency.as_str()) {
            continue;
        }
        if let Some(amount) = iso::amount(node.peek()) {
            node.take();
            tax = tax.unwrap_or(Total::ZERO).plus(amount).map_or(tax, Some);
        } else {
            all = false;
            output.finding(Finding::new(Code::ConvertAmount, at(node, 1), "a sum of tax is no amount"))?;
        }
    }
    stated.tax = tax.and_then(|tax| tax.to_amount().ok());
    Ok(all.then_some(stated))
}

/// Everything of the document that has no influence on its sums.
fn describe(syntax: &Syntax, document: Node<'_>, invoice: &mut Invoice, output: &mut Output<'_>) -> Result<(), Error> {
    if let Some(node) = first(document, syntax.due) {
        invoice.due_on = day(node);
        if invoice.due_on.is_none() {
            output.lost_value(Loss::member(1, "due_on", "the date is none of the calendar"))?;
        }
    }
    if let Some((start, end)) = period(syntax, document, syntax.period, 1, output)? {
        (invoice.period_start, invoice.period_end) = (start, end);
    }
    if let Some(node) = first(document, syntax.number) {
        invoice.invoice_number = documents::number(NumberScheme::Invoice, node.peek());
        if invoice.invoice_number.is_some() {
            node.take();
        }
    }
    let notes: Vec<&str> = syntax.notes.iter().flat_map(|path| document.every(path)).filter_map(Node::take).collect();
    invoice.notes = words(&notes, 1, "notes", output)?;
    let mut ids = Vec::new();
    for (path, scheme) in syntax.references {
        identifiers(&mut ids, scheme, document, path);
    }
    invoice.source_ids = List::new(ids).ok();
    let seller = [("eu.en16931.seller_name", syntax.seller), ("eu.en16931.seller_tax_id", syntax.seller_tax_id)];
    let seller = seller.into_iter().filter_map(|(name, paths)| {
        let node = first(document, paths)?;
        let value = text::name(node.peek()).ok().flatten()?;
        node.take();
        Some((name.to_owned(), ExtensionValue::Text(value.as_str().into())))
    });
    invoice.extensions = Extensions::new(seller).ok();
    Ok(())
}

/// Texts below each other; lost where they are too long.
fn words(parts: &[&str], place: u64, member: &str, output: &mut Output<'_>) -> Result<Option<Text>, Error> {
    if let Ok(text) = text::text(&parts.join("\n")) {
        return Ok(text);
    }
    output.lost_value(Loss::member(place, member, "longer than 4000 characters"))?;
    Ok(None)
}

/// First day of a period, and the day after its last.
type Span = (Option<Date>, Option<Date>);

/// Both ends of a period, the second one exclusive; `None` where there is none that can be.
fn period(
    syntax: &Syntax,
    node: Node<'_>,
    path: &str,
    place: u64,
    output: &mut Output<'_>,
) -> Result<Option<Span>, Error> {
    let found = node.every(path);
    let Some(period) = found.first() else { return Ok(None) };
    let start = period.child(syntax.period_start).map(day);
    // The last day is billed too.
    let end = period.child(syntax.period_end).map(|node| day(node).and_then(Date::next_day));
    let backwards = matches!((start, end), (Some(Some(start)), Some(Some(end))) if end <= start);
    if matches!(start, Some(None)) || matches!(end, Some(None)) || backwards {
        output.lost_value(Loss::member(
            place,
            "period",
            "its first or last day is none of the calendar, or it ends before it begins",
        ))?;
        return Ok(None);
    }
    Ok(Some((start.flatten(), end.flatten())))
}

/// Adds the texts of a path as identifiers, each once.
fn identifiers(ids: &mut Vec<SourceId>, scheme: &str, node: Node<'_>, path: &str) {
    for found in node.every(path) {
        let (Ok(scheme), Ok(Some(value))) = (CodeText::parse(scheme), text::name(found.peek())) else { continue };
        let id = SourceId { scheme, value };
        if ids.len() < IDENTIFIERS && !ids.contains(&id) {
            ids.push(id);
        }
        found.take();
    }
}

impl Bill<'_> {
    fn currency(&self) -> Currency {
        self.head.invoice.currency
    }

    /// A part of the document that is a row, or holds some.
    fn part(&mut self, part: Node<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        let name = part.name();
        if self.syntax.lines.contains(&name) {
            self.place += 1;
            let place = self.place;
            match self.line(place, part, output)? {
                Ok(record) => {
                    self.added.lines = self.added.lines.plus(record.amount).unwrap_or_default();
                    self.added.line_count += 1;
                    self.lines.push(Placed { place, record });
                }
                Err(finding) => output.lost_row(place, finding)?,
            }
        } else if name == self.syntax.extra.each {
            self.place += 1;
            let place = self.place;
            match self.extra(place, part) {
                Ok((is_charge, record)) => {
                    let sum = if is_charge { &mut self.added.charges } else { &mut self.added.allowances };
                    *sum = sum.plus(record.amount.abs()).unwrap_or_default();
                    self.lines.push(Placed { place, record });
                }
                Err(finding) => output.lost_row(place, finding)?,
            }
        } else if Some(name) == self.syntax.tax.each.split('/').next() {
            let within = self.syntax.tax.each.split_once('/').map(|(_, rest)| rest);
            let taxes = within.map_or_else(|| vec![part], |rest| part.every(rest));
            for tax in taxes {
                let other = first(tax, self.syntax.tax.amount)
                    .and_then(|amount| amount.attribute("currencyID"))
                    .is_some_and(|other| other != self.currency().as_str());
                if other {
                    continue;
                }
                self.place += 1;
                let place = self.place;
                match self.tax(place, tax, output)? {
                    Ok(record) => {
                        self.added.taxes = self.added.taxes.plus(record.amount).unwrap_or_default();
                        self.added.tax_count += 1;
                        self.taxes.push(Placed { place, record });
                    }
                    Err(finding) => output.lost_row(place, finding)?,
                }
            }
        }
        Ok(())
    }

    fn new_line(&self, kind: InvoiceLineKind, amount: Amount) -> InvoiceLine {
        InvoiceLine::new(unnamed(), unnamed(), self.head.invoice.date, Int::ZERO, kind, amount, self.currency(), false)
    }

    fn line(
        &mut self,
        place: u64,
        node: Node<'_>,
        output: &mut Output<'_>,
    ) -> Result<Result<InvoiceLine, Box<Finding>>, Error> {
        let names = &self.syntax.line;
        let amount = match money(node, names.amount, self.currency(), place) {
            Ok(Some(amount)) => amount,
            Ok(None) => {
                return Ok(Err(Finding::new(Code::ConvertAmount, at(node, place), "a line has no amount").into()));
            }
            Err(finding) => return Ok(Err(finding)),
        };
        let mut line = self.new_line(InvoiceLineKind::Other, amount);
        let mut within = Total::ZERO;
        let mut whole = true;
        for extra in node.every(self.syntax.extra.in_line) {
            match self.within(place, extra) {
                Ok(amount) => within = within.plus(amount).unwrap_or_default(),
                Err(finding) => {
                    whole = false;
                    output.finding(finding)?;
                }
            }
        }
        let scale = self.quantity(place, node, &mut line, output)?;
        if let Some(scale) = scale {
            self.price(place, node, scale, &mut line, output)?;
        }
        if matches!(line.unit, Some(Unit::KilowattHour | Unit::Megajoule | Unit::Therm | Unit::KilovarHour)) {
            line.kind = InvoiceLineKind::Usage;
        }
        line.tax_rate = Self::rate(place, node, names.percent, output)?;
        // The same category stands beside the tax of the document.
        for path in names.category {
            node.every(path).into_iter().for_each(|node| {
                node.take();
            });
        }
        if let Some((start, end)) = period(self.syntax, node, names.period, place, output)? {
            (line.period_start, line.period_end) = (start, end);
        }
        let mut texts: Vec<&str> = Vec::new();
        for part in names.texts.iter().flat_map(|path| node.every(path)).filter_map(Node::take) {
            if !texts.contains(&part) {
                texts.push(part);
            }
        }
        line.description = words(&texts, place, "description", output)?;
        let mut ids = Vec::new();
        for (path, scheme) in names.references {
            identifiers(&mut ids, scheme, node, path);
        }
        self.item(place, node, &mut line, &mut ids, output)?;
        line.source_ids = List::new(ids).ok();
        if whole {
            checks::line(place, &line, within, output)?;
        }
        Ok(Ok(line))
    }

    /// The number of the product. One whose check digit is wrong is no trade item number that could be looked up.
    fn item(
        &self,
        place: u64,
        node: Node<'_>,
        line: &mut InvoiceLine,
        ids: &mut Vec<SourceId>,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        for item in node.every(self.syntax.line.item) {
            let is_gtin = item.attribute("schemeID").is_some_and(codes::is_gtin);
            let (scheme, value) = match gtin::read(item.peek()).filter(|_| is_gtin) {
                Some(gtin::Code::Item(gtin, pannier_model::value::Check::Ok)) => {
                    line.service = Some(InvoiceLineService::Goods);
                    line.kind = InvoiceLineKind::OneOff;
                    ("gtin", gtin.as_str().to_owned())
                }
                Some(_) => {
                    let message = "the number of the product is no GTIN, or its check digit is wrong";
                    output.finding(Finding::new(Code::ConvertValue, at(item, place), message))?;
                    ("gtin_bad", item.peek().to_owned())
                }
                None => ("standard_item_id", item.peek().to_owned()),
            };
            let (Ok(scheme), Ok(Some(value))) = (CodeText::parse(scheme), text::name(&value)) else { continue };
            item.take();
            ids.push(SourceId { scheme, value });
        }
        Ok(())
    }

    /// Quantity and unit of a line; both are lost where the unit is none of ours.
    fn quantity(
        &self,
        place: u64,
        node: Node<'_>,
        line: &mut InvoiceLine,
        output: &mut Output<'_>,
    ) -> Result<Option<units::Scale>, Error> {
        let Some(quantity) = first(node, self.syntax.line.quantity) else { return Ok(None) };
        let Some(scale) = quantity.attribute("unitCode").and_then(units::unit) else {
            output.lost_value(Loss::member(place, "quantity", "its unit is none that a quantity can have"))?;
            return Ok(None);
        };
        let Some(read) = iso::decimal(quantity.peek()).and_then(|read| scale.apply(read)) else {
            output.lost_value(Loss::member(place, "quantity", "it is no decimal number of at most twelve decimals"))?;
            return Ok(None);
        };
        quantity.take();
        (line.quantity, line.unit) = (Some(read), Some(scale.unit));
        Ok(Some(scale))
    }

    /// Price and what it is for, in the unit of the quantity.
    fn price(
        &self,
        place: u64,
        node: Node<'_>,
        of_quantity: units::Scale,
        line: &mut InvoiceLine,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        let names = &self.syntax.line;
        let Some(price) = first(node, names.price) else { return Ok(()) };
        let foreign = price.attribute("currencyID").is_some_and(|other| other != self.currency().as_str());
        let base = first(node, names.price_quantity);
        let scale = match base.and_then(|base| base.attribute("unitCode")) {
            Some(code) => units::unit(code).filter(|scale| scale.unit == of_quantity.unit),
            None => Some(of_quantity),
        };
        let one = Decimal::from_units(1, 0).unwrap_or(Decimal::ZERO);
        let quantity = scale.and_then(|scale| {
            scale.apply(base.map_or(Some(one), |base| iso::decimal(base.peek()))?).filter(|base| base.signum() > 0)
        });
        match (iso::decimal(price.peek()).filter(|_| !foreign), quantity) {
            (Some(unit_price), Some(quantity)) => {
                price.take();
                base.map(Node::take);
                line.unit_price = Some(unit_price);
                line.price_quantity = Some(quantity).filter(|quantity| *quantity != one);
                Ok(())
            }
            _ => output.lost_value(Loss::member(
                place,
                "unit_price",
                "price and base quantity are no decimal numbers in currency and unit of the line",
            )),
        }
    }

    fn rate(place: u64, node: Node<'_>, paths: &[&str], output: &mut Output<'_>) -> Result<Option<Rate>, Error> {
        let mut rates: BTreeSet<Rate> = BTreeSet::new();
        for found in paths.iter().flat_map(|path| node.every(path)).filter(|node| !node.peek().is_empty()) {
            let Some(rate) = iso::percent(found.peek()) else {
                output.lost_value(Loss::member(place, "tax_rate", "it is no percentage"))?;
                continue;
            };
            found.take();
            rates.insert(rate);
        }
        // A line under two taxes has no one rate.
        if rates.len() > 1 {
            output.loss(Loss::member(place, "tax_rate", "several rates on one line; they stand in the taxes"))?;
            return Ok(None);
        }
        Ok(rates.into_iter().next())
    }

    /// Amount of an allowance or charge, with the sign it has in a total.
    fn within(&self, place: u64, node: Node<'_>) -> Result<Amount, Box<Finding>> {
        self.signed(place, node).map(|(_, amount)| amount)
    }

    fn signed(&self, place: u64, node: Node<'_>) -> Result<(bool, Amount), Box<Finding>> {
        let is_charge = match node.leaf(self.syntax.extra.is_charge) {
            Some("true" | "1") => true,
            Some("false" | "0") => false,
            _ => {
                let message = "an allowance or charge does not say which of the two it is";
                return Err(Finding::new(Code::ConvertStructure, at(node, place), message).into());
            }
        };
        let amount = money(node, self.syntax.extra.amount, self.currency(), place)?.ok_or_else(|| {
            Box::new(Finding::new(Code::ConvertAmount, at(node, place), "an allowance or charge has no amount"))
        })?;
        Ok((is_charge, if is_charge { amount } else { -amount }))
    }

    /// An allowance or charge on the whole document, as a line of it.
    fn extra(&self, place: u64, node: Node<'_>) -> Result<(bool, InvoiceLine), Box<Finding>> {
        let names = &self.syntax.extra;
        let (is_charge, amount) = self.signed(place, node)?;
        let kind = if is_charge { InvoiceLineKind::Other } else { InvoiceLineKind::Discount };
        let mut line = self.new_line(kind, amount);
        if let Some(code) = first(node, names.reason_code).and_then(Node::take)
            && is_charge
            && codes::is_delivery(code)
        {
            line.service = Some(InvoiceLineService::Delivery);
        }
        let reason = first(node, names.reason).filter(|node| node.peek().len() < 4000);
        line.description = reason.and_then(Node::take).and_then(|reason| text::text(reason).ok().flatten());
        line.tax_rate = first(node, names.percent).and_then(|node| {
            let rate = iso::percent(node.peek())?;
            node.take();
            Some(rate)
        });
        first(node, names.category).and_then(Node::take);
        Ok((is_charge, line))
    }

    fn tax(&self, place: u64, node: Node<'_>, output: &mut Output<'_>) -> Result<Result<TaxLine, Box<Finding>>, Error> {
        let names = &self.syntax.tax;
        let amount = match money(node, names.amount, self.currency(), place) {
            Ok(Some(amount)) => amount,
            Ok(None) => {
                return Ok(Err(Finding::new(Code::ConvertAmount, at(node, place), "a tax has no amount").into()));
            }
            Err(finding) => return Ok(Err(finding)),
        };
        let base = match money(node, names.base, self.currency(), place) {
            Ok(Some(base)) => base,
            Ok(None) => {
                let message = "a tax does not say what it is on";
                return Ok(Err(Finding::new(Code::ConvertAmount, at(node, place), message).into()));
            }
            Err(finding) => return Ok(Err(finding)),
        };
        let mut category = TaxCategory::Other;
        if let Some(code) = first(node, names.category) {
            match codes::tax(code.peek()) {
                Some(known) => {
                    code.take();
                    category = known;
                }
                None => output.lost_value(Loss::member(place, "category", "its code is none of UNTDID 5305"))?,
            }
        }
        let mut tax = TaxLine::new(
            unnamed(),
            unnamed(),
            TaxLineDocumentKind::Invoice,
            self.head.invoice.date,
            Int::ZERO,
            category,
            base,
            amount,
            self.currency(),
        );
        if let Some(percent) = first(node, names.percent) {
            tax.rate = iso::percent(percent.peek());
            match tax.rate {
                Some(_) => drop(percent.take()),
                None => output.lost_value(Loss::member(place, "rate", "it is no percentage"))?,
            }
        }
        tax.name = first(node, names.name).and_then(Node::take).and_then(|name| text::name(name).ok().flatten());
        // UBL names a tax twice.
        for path in names.name {
            node.every(path).into_iter().for_each(|node| {
                node.take();
            });
        }
        Ok(Ok(tax))
    }

    fn emit(self, output: &mut Output<'_>) -> Result<(), Error> {
        let Self { head: Head { mut invoice, credit, .. }, lines, taxes, .. } = self;
        if credit {
            negate_document(&mut invoice);
            // A credit note that takes money is one that takes a credit back.
            if !checks::gives_back(&invoice) {
                invoice.kind = InvoiceKind::Correction;
            }
        }
        let date = invoice.date;
        let Some(to) = date.next_day() else {
            return output.finding(crate::output::last_day(Location { row: Some(1), ..Location::default() }));
        };
        // More invoices of the same day may exist.
        invoice.id_stability = Some(IdStability::Provisional);
        invoice.source_ref = documents::row(1);
        let mut record = AnyRecord::from(invoice);
        identify(&IdKey::ZERO, &mut Ranks::default(), &mut record);
        let id = record.id().clone();
        let series = |record_type| Series { thing: None, record_type, from: date, to, incomplete: vec![date] };
        output.series(series(Invoice::TYPE))?;
        output.row(1, record)?;
        if !lines.is_empty() {
            output.series(series(InvoiceLine::TYPE))?;
        }
        for (seq, Placed { place, record: mut line }) in (0..).zip(lines) {
            if credit {
                line.amount = -line.amount;
                line.quantity = line.quantity.map(|quantity| -quantity);
            }
            line.invoice = id.clone();
            line.seq = Int::new(seq).unwrap_or(line.seq);
            line.source_ref = documents::row(place);
            output.row(place, documents::composed(line))?;
        }
        if !taxes.is_empty() {
            output.series(series(TaxLine::TYPE))?;
        }
        for (seq, Placed { place, record: mut tax }) in (0..).zip(taxes) {
            if credit {
                (tax.base, tax.amount) = (-tax.base, -tax.amount);
            }
            tax.document = id.clone();
            tax.seq = Int::new(seq).unwrap_or(tax.seq);
            tax.source_ref = documents::row(place);
            output.row(place, documents::composed(tax))?;
        }
        Ok(())
    }
}

fn negate_document(invoice: &mut Invoice) {
    invoice.total = -invoice.total;
    for amount in [&mut invoice.net, &mut invoice.tax, &mut invoice.paid, &mut invoice.rounding, &mut invoice.payable]
        .into_iter()
        .flatten()
    {
        *amount = -*amount;
    }
}
