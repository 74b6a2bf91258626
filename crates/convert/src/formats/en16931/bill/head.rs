//! The document itself, without its lines and taxes.

use pannier_model::{
    record::{Invoice, InvoiceKind},
    value::{Amount, Currency, ExtensionValue, Extensions, List, NumberScheme, Total},
};
use pannier_report::{Code, Finding, Location};

use super::{
    super::{checks::Stated, codes, syntax::Syntax},
    element::{at, day, first, identifiers, money, period, words},
};
use crate::{
    Error, Loss, Options,
    output::Output,
    syntax::xml::Node,
    values::{
        documents::{self, unnamed},
        iso, text,
    },
};

/// The document itself, with the signs of the file.
pub(super) struct Head {
    pub(super) invoice: Invoice,
    pub(super) credit: bool,
    pub(super) stated: Stated,
}

/// Reads the document; a reason where it is no invoice that could be carried, which is also said as a finding.
pub(super) fn read(
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

/// Payments to third parties by the extension of XRechnung, which are part of what is payable; anywhere else these elements
/// say again what was prepaid.
fn to_others(document: Node<'_>, currency: Currency) -> Result<Option<Amount>, Box<Finding>> {
    let is_extended = document.child("CustomizationID").is_some_and(|id| id.peek().contains("extension:xrechnung"));
    let mut sum: Option<Total> = None;
    for payment in document.each("PrepaidPayment").filter(|_| is_extended) {
        let Some(amount) = money(payment, &["PaidAmount"], currency, 1)? else { continue };
        let before = sum.unwrap_or_else(|| Total::from(Amount::ZERO));
        sum = Some(before.plus(amount).ok_or_else(|| {
            Finding::new(Code::ConvertAmount, at(payment, 1), "payments to third parties are too large to add up")
        })?);
    }
    sum.map(Total::to_amount).transpose().map_err(|_| {
        Finding::new(Code::ConvertAmount, at(document, 1), "payments to third parties are too large to add up").into()
    })
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
        to_others: None,
        tax: None,
        line_count: document.leaf(syntax.line_count).and_then(|count| count.parse().ok()),
    };
    match to_others(document, currency) {
        Ok(None) => {}
        Ok(amount) => {
            stated.to_others = amount;
            let reason = "what is paid with the document to others is part of what is payable, and has no member";
            output.loss(Loss::whole("PrepaidPayment/PaidAmount", reason))?;
        }
        Err(finding) => {
            all = false;
            output.finding(finding)?;
        }
    }
    // The tax may be said once more in the currency of the tax office.
    let mut tax = None;
    for node in sums_of_tax(syntax, document, currency) {
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

/// The sums of taxes of a document. Where the tax office has the currency of the document, one that has no parts repeats those
/// that have.
fn sums_of_tax<'t>(syntax: &Syntax, document: Node<'t>, currency: Currency) -> Vec<Node<'t>> {
    let all = document.every(syntax.tax_totals);
    let office = syntax.tax_office.and_then(|path| document.child(path)).map(Node::peek);
    let (Some((of_part, part)), Some((of_sum, sum))) =
        (syntax.tax.each.split_once('/'), syntax.tax_totals.split_once('/'))
    else {
        return all;
    };
    if office != Some(currency.as_str()) || of_part != of_sum {
        return all;
    }
    let parted: Vec<Node<'t>> = document
        .each(of_sum)
        .filter(|total| total.child(part).is_some())
        .flat_map(|total| total.each(sum).collect::<Vec<_>>())
        .collect();
    if parted.is_empty() { all } else { parted }
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
