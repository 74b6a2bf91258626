//! TMF678: bills, and the rates applied on them as their lines.

use std::collections::HashMap;

use pannier_model::{
    record::{
        AnyRecord, Invoice, InvoiceKind, InvoiceLine, InvoiceLineKind, InvoiceLineService, InvoiceStatus, Record as _,
        TaxLine, TaxLineDocumentKind,
    },
    value::{Amount, Currency, Date, Decimal, Int, NumberScheme, Rate, TaxCategory, Total},
};
use pannier_report::{Code, Finding, Location};

use super::{Elements, day, identified, period, resources, series, stability};
use crate::{
    Error, Format, Input, Options, Sink, Summary,
    api::{self, Refused, wrong},
    documents::{composed, number, row, unnamed},
    ids::Ranks,
    iso,
    json::Node,
    output::Output,
    quantity::scaled,
};

pub(super) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Tmf678, sink);
    let Some(documents) = api::documents(input, options, &mut output)? else { return Ok(output.summary) };
    let mut elements = Elements::default();
    let mut bills: Vec<Bill> = Vec::new();
    let mut lines: Vec<Applied> = Vec::new();
    for resource in resources(&documents, &["customerBill", "appliedCustomerBillingRate"]) {
        let is = |kind: &str| resource.peek("@type") == Some(kind) || resource.peek("type") == Some(kind);
        let rate = is("AppliedCustomerBillingRate")
            || is("appliedCustomerBillingRate")
            || resource.at("appliedTax").is_some()
            || resource.at("isBilled").is_some();
        let amount = resource.at("taxIncludedAmount").is_some() || resource.at("taxExcludedAmount").is_some();
        let bill = resource.at("billNo").is_some() || (is("CustomerBill") && amount);
        if !rate && !bill {
            continue;
        }
        let place = elements.next();
        resource.take("type");
        if rate {
            let outcome = Applied::read(resource, place).map(|line| lines.push(line));
            elements.outcome("appliedCustomerBillingRate", resource, place, outcome, &mut output)?;
        } else {
            let outcome = Bill::read(resource, place).map(|bill| bills.push(bill));
            elements.outcome("customerBill", resource, place, outcome, &mut output)?;
        }
    }
    elements.finish("bill or applied rate", &mut output)?;
    emit(bills, lines, &mut output)?;
    Ok(output.summary)
}

/// An amount and its currency under a path.
fn money(node: &Node, path: &str, place: u64) -> Result<Option<(Amount, Currency)>, Refused> {
    let Some(value) = node.take(&format!("{path}/value")) else { return Ok(None) };
    let amount = iso::amount(value).ok_or_else(|| wrong(Code::ConvertAmount, place, "an amount is none"))?;
    let currency = node.take(&format!("{path}/unit")).and_then(|unit| unit.parse::<Currency>().ok());
    let currency =
        currency.ok_or_else(|| wrong(Code::ConvertCurrency, place, "an amount does not say its currency"))?;
    Ok(Some((amount, currency)))
}

/// The amount under a path in the currency of its document.
fn amount(node: &Node, path: &str, currency: Currency, place: u64) -> Result<Option<Amount>, Refused> {
    match money(node, path, place)? {
        Some((amount, own)) if own == currency => Ok(Some(amount)),
        Some(_) => Err(wrong(Code::ConvertCurrency, place, "a document has amounts in two currencies")),
        None => Ok(None),
    }
}

/// One tax of a document or a line.
#[derive(Clone)]
struct Tax {
    amount: Amount,
    rate: Option<String>,
    name: Option<pannier_model::value::Name>,
}

fn taxes(node: &Node, path: &str, currency: Currency, place: u64) -> Result<Vec<Tax>, Refused> {
    let mut taxes = Vec::new();
    for tax in node.each(path) {
        if let Some(amount) = amount(tax, "taxAmount", currency, place)? {
            let rate = tax.take("taxRate").map(str::to_owned);
            taxes.push(Tax { amount, rate, name: api::name(tax, "taxCategory") });
        }
    }
    Ok(taxes)
}

/// A rate as a fraction. The interface is not of one mind whether 20 or 0.2 are a fifth: the tax tells.
fn rate(text: &str, base: Amount, tax: Amount) -> Option<Rate> {
    let written = iso::decimal(text)?;
    let hundredth = Decimal::from_units(1, 2).ok()?;
    let agrees = |rate: &Decimal| {
        let exact = i128::from(base.micros()).checked_mul(rate.picos()).map(|product| product / 1_000_000_000_000);
        exact.is_some_and(|exact| (exact - i128::from(tax.micros())).abs() <= 10_000)
    };
    [scaled(written, hundredth), Some(written.trimmed())].into_iter().flatten().find(agrees).map(Rate::from)
}

struct Bill {
    place: u64,
    id: String,
    invoice: Invoice,
    taxes: Vec<Tax>,
}

impl Bill {
    fn read(node: &Node, place: u64) -> Result<Self, Refused> {
        let date = day(node, "billDate", place)?
            .ok_or_else(|| wrong(Code::ConvertDate, place, "a bill does not say its day"))?;
        let (total, currency) = money(node, "taxIncludedAmount", place)?
            .ok_or_else(|| wrong(Code::ConvertAmount, place, "a bill does not say its sum with tax"))?;
        let kind = if total.signum() < 0 { InvoiceKind::CreditNote } else { InvoiceKind::Invoice };
        let mut invoice = Invoice::new(unnamed(), date, kind, currency, true, total);
        if let Some((start, end)) = period(node, "billingPeriod", place)? {
            invoice.period_start = Some(start);
            invoice.period_end = Some(end);
        }
        invoice.due_on = day(node, "paymentDueDate", place)?;
        invoice.net = amount(node, "taxExcludedAmount", currency, place)?;
        let taxes = taxes(node, "taxItem", currency, place)?;
        if !taxes.is_empty() {
            invoice.tax = Total::of(taxes.iter().map(|tax| tax.amount)).and_then(|sum| sum.to_amount().ok());
        }
        invoice.payable = amount(node, "amountDue", currency, place)?;
        // What is owed besides this bill, or was paid before it, is what the amount due does not explain.
        if let Some(payable) = invoice.payable {
            let before = Total::from(payable).minus(total).and_then(|rest| rest.to_amount().ok());
            match before {
                Some(before) if before.signum() > 0 => invoice.previous_balance = Some(before),
                Some(before) if before.signum() < 0 => invoice.paid = Some(-before),
                _ => {}
            }
        }
        invoice.status = node.take("state").or_else(|| node.take("status")).map(|word| match word {
            "settled" => InvoiceStatus::Paid,
            "new" | "validated" | "sent" | "partiallyPaid" => InvoiceStatus::Open,
            _ => InvoiceStatus::Unknown,
        });
        invoice.invoice_number = node.take("billNo").and_then(|text| number(NumberScheme::Invoice, text));
        invoice.source_ids = api::source_ids(node, &[("id", "bill_id"), ("billingAccount/id", "billing_account")]);
        invoice.source_ref = row(place);
        let id = node.peek("id").unwrap_or_default().to_owned();
        Ok(Self { place, id, invoice, taxes })
    }
}

struct Applied {
    place: u64,
    bill: String,
    line: InvoiceLine,
    taxed: bool,
    net: Option<Amount>,
    gross: Option<Amount>,
}

impl Applied {
    fn read(node: &Node, place: u64) -> Result<Self, Refused> {
        let bill = node.take("bill/id").or_else(|| node.take("customerBill/id"));
        let Some(bill) = bill.map(str::to_owned) else {
            return Err(Refused::Lost("a rate that is on no bill yet"));
        };
        let date = day(node, "date", place)?;
        let net = money(node, "taxExcludedAmount", place)?;
        let gross = money(node, "taxIncludedAmount", place)?;
        let (amount, currency, taxed) = match (net, gross) {
            (Some((net, currency)), _) => (net, currency, false),
            (None, Some((gross, currency))) => (gross, currency, true),
            (None, None) => return Err(wrong(Code::ConvertAmount, place, "a rate has no amount")),
        };
        let word = node.take("appliedBillingRateType").unwrap_or_default().to_lowercase();
        let text = format!("{word} {}", node.peek("name").unwrap_or_default().to_lowercase());
        let kind = match () {
            () if amount.signum() < 0 && text.contains("discount") => InvoiceLineKind::Discount,
            () if amount.signum() < 0 => InvoiceLineKind::Credit,
            () if text.contains("usage") => InvoiceLineKind::Usage,
            () if text.contains("month") || text.contains("recurring") || text.contains("rental") => {
                InvoiceLineKind::Recurring
            }
            () if text.contains("one time") || text.contains("onetime") || text.contains("one-off") => {
                InvoiceLineKind::OneOff
            }
            () => InvoiceLineKind::Other,
        };
        // The day is that of the bill, once it is known.
        let day = date.unwrap_or_else(|| Date::from_days_since_epoch(0).expect("a day of the calendar"));
        let seq = Int::new(0).expect("a small number");
        let mut line = InvoiceLine::new(unnamed(), unnamed(), day, seq, kind, amount, currency, taxed);
        line.service = service(&text);
        if let Some((start, end)) = period(node, "periodCoverage", place)? {
            line.period_start = Some(start);
            line.period_end = Some(end);
        }
        let taxes = taxes(node, "appliedTax", currency, place)?;
        if let (false, [tax]) = (taxed, taxes.as_slice()) {
            line.tax_rate = tax.rate.as_deref().and_then(|text| rate(text, amount, tax.amount));
        }
        line.description = api::long(node, "description").or_else(|| api::long(node, "name"));
        node.take("name");
        node.flag("isBilled");
        line.source_ids = api::source_ids(node, &[("id", "rate_id"), ("product/id", "product_id")]);
        line.source_ref = row(place);
        Ok(Self { place, bill, line, taxed, net: net.map(|net| net.0), gross: gross.map(|gross| gross.0) })
    }

    /// The same line with its tax in it, where the others of its bill have theirs in them.
    fn with_tax(mut self, taxed: bool) -> Self {
        if taxed && let Some(gross) = self.gross {
            self.line.amount = gross;
            self.line.tax_included = true;
        } else if let Some(net) = self.net.filter(|_| !taxed) {
            self.line.amount = net;
            self.line.tax_included = false;
        }
        self
    }
}

fn service(text: &str) -> Option<InvoiceLineService> {
    [
        ("voice", InvoiceLineService::Voice),
        ("sms", InvoiceLineService::Sms),
        ("mms", InvoiceLineService::Mms),
        ("data", InvoiceLineService::Data),
    ]
    .into_iter()
    .find_map(|(word, service)| text.contains(word).then_some(service))
}

/// Hands on bills, oldest first, then their lines, then their taxes.
fn emit(mut bills: Vec<Bill>, lines: Vec<Applied>, output: &mut Output<'_>) -> Result<(), Error> {
    bills.sort_by_key(|bill| bill.invoice.date);
    let mut own: HashMap<String, Vec<Applied>> = HashMap::new();
    for line in lines {
        let known = bills.iter().find(|bill| bill.id == line.bill);
        if known.is_some_and(|bill| bill.invoice.currency == line.line.currency) {
            own.entry(line.bill.clone()).or_default().push(line);
        } else {
            let at = Location::whole().at_row(line.place);
            let finding = Finding::new(Code::ConvertStructure, at, "the bill of a rate is not in the source")
                .with_help("give the bill and its rates in one file, one after the other");
            output.lost_row(line.place, finding)?;
        }
    }
    let days: Vec<Date> = bills.iter().map(|bill| bill.invoice.date).collect();
    let Some((invoices, window)) = series(None, Invoice::TYPE, &days) else { return Ok(()) };
    output.series(invoices)?;
    let mut ranks = Ranks::default();
    let (mut parts, mut taxes) = (Vec::new(), Vec::new());
    for Bill { place, id, mut invoice, taxes: items } in bills {
        let rates = own.remove(&id).unwrap_or_default();
        let taxed = rates.is_empty() || rates.iter().any(|rate| rate.taxed);
        invoice.tax_included = taxed;
        invoice.id_stability = Some(stability(&window, invoice.date));
        let net = invoice.net;
        let (date, currency) = (invoice.date, invoice.currency);
        let record = identified(&mut ranks, invoice);
        let name = record.id().clone();
        output.row(place, record)?;
        for (seq, rate) in (0..).zip(rates) {
            let rate = rate.with_tax(taxed);
            let mut line = rate.line;
            (line.invoice, line.date) = (name.clone(), date);
            line.seq = Int::new(seq).unwrap_or(line.seq);
            parts.push((rate.place, composed(line)));
        }
        // The base of one tax is the bill without it; of several nothing says which is whose.
        match (items.as_slice(), net) {
            ([], _) => {}
            ([tax], Some(base)) => {
                let category = if tax.amount.signum() == 0 { TaxCategory::Zero } else { TaxCategory::Other };
                let seq = Int::new(0).expect("a small number");
                let kind = TaxLineDocumentKind::Invoice;
                let mut line = TaxLine::new(unnamed(), name, kind, date, seq, category, base, tax.amount, currency);
                line.rate = tax.rate.as_deref().and_then(|text| rate(text, base, tax.amount));
                line.name.clone_from(&tax.name);
                line.source_ref = row(place);
                taxes.push((place, composed(line)));
            }
            (several, _) => output.loss(crate::Loss::member(
                place,
                "taxItem",
                format!("{} taxes of which the base is not known", several.len()),
            ))?,
        }
    }
    hand_on(InvoiceLine::TYPE, parts, true, output)?;
    hand_on(TaxLine::TYPE, taxes, false, output)
}

fn hand_on(
    record_type: &'static pannier_model::record::RecordType,
    records: Vec<(u64, AnyRecord)>,
    rows: bool,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let days: Vec<Date> = records.iter().map(|(_, record)| record.sort_date()).collect();
    let Some((series, _)) = series(None, record_type, &days) else { return Ok(()) };
    output.series(series)?;
    for (place, record) in records {
        if rows { output.row(place, record)? } else { output.record(Some(place), record)? }
    }
    Ok(())
}
