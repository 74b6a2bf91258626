//! TMF678: bills, and the rates applied on them as their lines.

use std::collections::HashMap;

use pannier_model::{
    record::{
        Invoice, InvoiceKind, InvoiceLine, InvoiceLineKind, InvoiceLineService, InvoiceStatus, Record as _, TaxLine,
        TaxLineDocumentKind,
    },
    value::{Amount, Currency, Date, Decimal, Id, Int, NumberScheme, Rate, TaxCategory, Total},
};
use pannier_report::{Code, Finding, Location};

use super::{Elements, day, measured, period, resource, series, stability};
use crate::{
    Error, Format, Input, Options, Sink, Summary,
    events::shelf::{At, Put, Shelf},
    formats::api::{self, Refused, wrong},
    ids::Daily,
    output::Output,
    syntax::json::{Node, Source},
    values::{
        documents::{composed, number, row, unnamed},
        iso,
        quantity::scaled,
    },
};

pub(super) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Tmf678, sink);
    let mut source = Source::new(input, options.encoding)?;
    let mut elements = Elements::default();
    let mut found = Found::default();
    let whole = elements.walk(&mut source, &mut output, &mut |elements, page, at, output| {
        let Some((is_rate, resource)) = resource_of(page) else { return Ok(()) };
        let place = elements.next();
        if is_rate {
            let outcome = Applied::read(resource, place).map(|rate| found.rate(&rate, at));
            elements.outcome("appliedCustomerBillingRate", resource, place, outcome, output)
        } else {
            let outcome = Bill::read(resource, place).map(|bill| found.bill(&bill, at));
            elements.outcome("customerBill", resource, place, outcome, output)
        }
    })?;
    if whole {
        elements.finish("bill or applied rate", &mut output)?;
        found.emit(&mut source, &mut output)?;
    }
    Ok(output.summary)
}

/// A rate, or a bill, on a page.
fn resource_of(page: Node<'_>) -> Option<(bool, Node<'_>)> {
    let resource = resource(page, &["customerBill", "appliedCustomerBillingRate"]);
    let is = |kind: &str| resource.peek("@type") == Some(kind) || resource.peek("type") == Some(kind);
    let rate = is("AppliedCustomerBillingRate")
        || is("appliedCustomerBillingRate")
        || resource.at("appliedTax").is_some()
        || resource.at("isBilled").is_some();
    let amount = resource.at("taxIncludedAmount").is_some() || resource.at("taxExcludedAmount").is_some();
    let bill = resource.at("billNo").is_some() || (amount && (is("CustomerBill") || resource.at("billDate").is_some()));
    if !rate && !bill {
        return None;
    }
    resource.take("type");
    Some((rate, resource))
}

/// An amount and its currency under a path; one that does not say its currency is in that of what it is part of.
fn money(
    node: Node<'_>,
    path: &str,
    around: Option<Currency>,
    place: u64,
) -> Result<Option<(Amount, Currency)>, Refused> {
    let Some((value, word)) = measured(node, path) else { return Ok(None) };
    let amount = iso::amount(value).ok_or_else(|| wrong(Code::ConvertAmount, place, "an amount is none"))?;
    let currency = word.map_or(around, |word| word.parse::<Currency>().ok());
    let currency =
        currency.ok_or_else(|| wrong(Code::ConvertCurrency, place, "an amount does not say its currency"))?;
    Ok(Some((amount, currency)))
}

/// The amount under a path in the currency of its document.
fn amount(node: Node<'_>, path: &str, currency: Currency, place: u64) -> Result<Option<Amount>, Refused> {
    match money(node, path, Some(currency), place)? {
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

fn taxes(node: Node<'_>, path: &str, currency: Currency, place: u64) -> Result<Vec<Tax>, Refused> {
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
    fn read(node: Node<'_>, place: u64) -> Result<Self, Refused> {
        let date = day(node, "billDate", place)?
            .ok_or_else(|| wrong(Code::ConvertDate, place, "a bill does not say its day"))?;
        let (total, currency) = money(node, "taxIncludedAmount", None, place)?
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
        invoice.invoice_number = node.read("billNo", |text| number(NumberScheme::Invoice, text));
        invoice.source_ids = api::source_ids(node, &[("id", "bill_id"), ("billingAccount/id", "billing_account")]);
        invoice.source_ref = row(place);
        let id = node.peek("id").unwrap_or_default().to_owned();
        Ok(Self { place, id, invoice, taxes })
    }

    /// The only tax of the bill of this name, where its base is known.
    fn tax(&self, name: Id, place: u64) -> Option<TaxLine> {
        let ([tax], Some(base)) = (self.taxes.as_slice(), self.invoice.net) else { return None };
        let Invoice { date, currency, .. } = self.invoice;
        let category = if tax.amount.signum() == 0 { TaxCategory::Zero } else { TaxCategory::Other };
        let seq = Int::new(0).ok()?;
        let kind = TaxLineDocumentKind::Invoice;
        let mut line = TaxLine::new(unnamed(), name, kind, date, seq, category, base, tax.amount, currency);
        line.rate = tax.rate.as_deref().and_then(|text| rate(text, base, tax.amount));
        line.name.clone_from(&tax.name);
        line.source_ref = row(place);
        Some(line)
    }
}

struct Applied {
    bill: String,
    line: InvoiceLine,
    taxed: bool,
    net: Option<Amount>,
    gross: Option<Amount>,
}

impl Applied {
    fn read(node: Node<'_>, place: u64) -> Result<Self, Refused> {
        let bill = node.take("bill/id").or_else(|| node.take("customerBill/id"));
        let Some(bill) = bill.map(str::to_owned) else {
            return Err(Refused::Lost("a rate that is on no bill yet"));
        };
        let date = day(node, "date", place)?;
        let net = money(node, "taxExcludedAmount", None, place)?;
        let gross = money(node, "taxIncludedAmount", None, place)?;
        let (amount, currency, taxed) = match (net, gross) {
            (Some((net, currency)), _) => (net, currency, false),
            (None, Some((gross, currency))) => (gross, currency, true),
            (None, None) => return Err(wrong(Code::ConvertAmount, place, "a rate has no amount")),
        };
        let word = node.any(&["appliedBillingRateType", "rateType", "type"]).unwrap_or_default().to_lowercase();
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
        let day = date.unwrap_or_else(undated);
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
        Ok(Self { bill, line, taxed, net: net.map(|net| net.0), gross: gross.map(|gross| gross.0) })
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

/// Where bills and rates stand, and what has to be known of all of them before one is handed on.
#[derive(Default)]
struct Found {
    bills: Shelf,
    /// What bills are called in the source, and the rates of each.
    ids: HashMap<String, usize>,
    rates: Vec<Rates>,
}

/// What is known of the rates on a bill.
#[derive(Default)]
struct Rates {
    shelf: Shelf,
    /// Currencies of its rates, and whether one of them is with tax.
    currencies: Vec<(Currency, bool)>,
    /// The oldest bill they can be of.
    bill: Option<(Date, u64, Currency)>,
}

impl Rates {
    /// Whether those of a currency are with tax; `None` where there is none of it.
    fn taxed(&self, currency: Currency) -> Option<bool> {
        self.currencies.iter().find(|(known, _)| *known == currency).map(|(_, taxed)| *taxed)
    }
}

/// A bill that has been handed on.
struct Named {
    id: Id,
    date: Date,
    currency: Currency,
    /// Whose rates are on it, and whether they are with tax.
    rates: Option<(usize, bool)>,
    /// Whether its tax makes a line.
    taxed: bool,
}

impl Found {
    fn rates(&mut self, bill: &str) -> &mut Rates {
        let next = self.rates.len();
        let index = *self.ids.entry(bill.to_owned()).or_insert(next);
        if index == next {
            self.rates.push(Rates::default());
        }
        &mut self.rates[index]
    }

    fn bill(&mut self, bill: &Bill, at: At) {
        let Invoice { date, currency, .. } = bill.invoice;
        self.bills.see(date, at, 1);
        let rates = self.rates(&bill.id);
        if rates.bill.is_none_or(|(known, ..)| date < known) {
            rates.bill = Some((date, bill.place, currency));
        }
    }

    fn rate(&mut self, rate: &Applied, at: At) {
        let rates = self.rates(&rate.bill);
        // All of one day, so that they stay in the order of the source.
        rates.shelf.see(undated(), at, 1);
        let currency = rate.line.currency;
        match rates.currencies.iter_mut().find(|(known, _)| *known == currency) {
            Some((_, taxed)) => *taxed |= rate.taxed,
            None => rates.currencies.push((currency, rate.taxed)),
        }
    }

    /// Hands on bills, oldest first, then their lines, then their taxes.
    fn emit(self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        self.lose(source, output)?;
        let Some((invoices, window)) = series(None, Invoice::TYPE, self.bills.span()) else { return Ok(()) };
        output.series(invoices)?;
        let mut names = Daily::default();
        let mut named = Vec::new();
        self.bills.each(source, &mut bill_again, &mut |place, bill| {
            let Bill { id, mut invoice, taxes, .. } = bill;
            let rates = self.ids.get(&id).and_then(|index| {
                let rates = &self.rates[*index];
                rates
                    .bill
                    .filter(|(_, own, _)| *own == place)
                    .and(rates.taxed(invoice.currency))
                    .map(|taxed| (*index, taxed))
            });
            invoice.tax_included = rates.is_none_or(|(_, taxed)| taxed);
            invoice.id_stability = Some(stability(&window, invoice.date));
            let Invoice { date, currency, net, .. } = invoice;
            let record = names.name(invoice);
            let id = record.id().clone();
            named.push(Named { id, date, currency, rates, taxed: taxes.len() == 1 && net.is_some() });
            output.row(place, record)?;
            // The base of one tax is the bill without it; of several nothing says which is whose.
            if taxes.is_empty() || (taxes.len() == 1 && net.is_some()) {
                return Ok(());
            }
            let reason = format!("{} taxes of which the base is not known", taxes.len());
            output.loss(crate::Loss::member(place, "taxItem", reason))
        })?;
        self.lines(&named, source, output)?;
        let span = span(named.iter().filter(|bill| bill.taxed).map(|bill| bill.date));
        let Some((taxes, _)) = series(None, TaxLine::TYPE, span) else { return Ok(()) };
        output.series(taxes)?;
        let mut named = named.into_iter();
        self.bills.each(source, &mut bill_again, &mut |place, bill| {
            let Some(Named { id, .. }) = named.next() else { return Ok(()) };
            match bill.tax(id, place) {
                Some(tax) => output.record(Some(place), composed(tax)),
                None => Ok(()),
            }
        })
    }

    fn lines(&self, named: &[Named], source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        let span = span(named.iter().filter(|bill| bill.rates.is_some()).map(|bill| bill.date));
        let Some((series, _)) = series(None, InvoiceLine::TYPE, span) else { return Ok(()) };
        output.series(series)?;
        for Named { id, date, currency, rates, .. } in named {
            let Some((rates, taxed)) = rates else { continue };
            let mut next = 0;
            self.rates[*rates].shelf.each(source, &mut rate_again(*rates, &self.ids), &mut |place, rate| {
                if rate.line.currency != *currency {
                    return Ok(());
                }
                let mut line = rate.with_tax(*taxed).line;
                (line.invoice, line.date) = (id.clone(), *date);
                line.seq = Int::new(next).unwrap_or(line.seq);
                next += 1;
                output.row(place, composed(line))
            })?;
        }
        Ok(())
    }

    /// Says of the rates that no bill has that they are lost.
    fn lose(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        for (index, rates) in self.rates.iter().enumerate() {
            let own = rates.bill.map(|(.., currency)| currency);
            if rates.currencies.iter().all(|(currency, _)| Some(*currency) == own) {
                continue;
            }
            rates.shelf.each(source, &mut rate_again(index, &self.ids), &mut |place, rate| {
                if Some(rate.line.currency) == own {
                    return Ok(());
                }
                let at = Location::whole().at_row(place);
                let finding = Finding::new(Code::ConvertStructure, at, "the bill of a rate is not in the source")
                    .with_help("give the bill and its rates in one file, one after the other");
                output.lost_row(place, finding)
            })?;
        }
        Ok(())
    }
}

/// A day for what has none yet.
fn undated() -> Date {
    Date::from_days_since_epoch(0).expect("a day of the calendar")
}

fn span(days: impl Iterator<Item = Date>) -> Option<(Date, Date)> {
    days.fold(None, |span, day| {
        let (first, last) = span.unwrap_or((day, day));
        Some((first.min(day), last.max(day)))
    })
}

/// Reads a bill once more.
fn bill_again(page: Node<'_>, place: u64, put: Put<'_, Bill>) -> Result<u64, Error> {
    match resource_of(page) {
        None => Ok(0),
        Some((true, _)) => Ok(1),
        Some((false, resource)) => {
            if let Ok(bill) = Bill::read(resource, place) {
                put(bill.invoice.date, place, bill)?;
            }
            Ok(1)
        }
    }
}

/// Reads the rates of one bill once more.
fn rate_again(
    bill: usize,
    ids: &HashMap<String, usize>,
) -> impl FnMut(Node<'_>, u64, Put<'_, Applied>) -> Result<u64, Error> {
    move |page, place, put| {
        let Some((is_rate, resource)) = resource_of(page) else { return Ok(0) };
        if is_rate
            && let Ok(rate) = Applied::read(resource, place)
            && ids.get(&rate.bill) == Some(&bill)
        {
            put(undated(), place, rate)?;
        }
        Ok(1)
    }
}
