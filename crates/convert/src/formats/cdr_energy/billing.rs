//! Invoices, and what was billed beside them.

use std::collections::{BTreeMap, HashMap};

use pannier_model::{
    record::{
        Consumption, Invoice, InvoiceKind, InvoiceLine, InvoiceLineKind, InvoiceLineService, InvoiceStatus, Record as _,
    },
    value::{Amount, Date, Decimal, Flow, Fuel, Id, Instant, Int, NumberScheme, Quality, Text},
};
use pannier_report::Code;

use super::{
    Kind,
    accounts::{Known, account_id, amount, aud},
    again,
    points::Points,
};
use crate::{
    Error, Series,
    events::{
        gather::unnamed,
        interval::{self, Stretch, Stretches},
        shelf::{At, Put, Shelf},
        statement::Window,
    },
    formats::{
        api::{self, Refused, wrong},
        green_button::scaled,
        mdff,
    },
    ids::{Daily, stability},
    output::Output,
    syntax::json::{Node, Source},
    values::iso,
};

/// What was billed: invoices and usage stay in the source, and where they stand is known.
#[derive(Default)]
pub(super) struct Billing {
    invoices: Shelf,
    /// Accounts billed, by what the source calls them.
    accounts: HashMap<String, Billed>,
    /// Service points at which usage was billed, by what the source calls them.
    points: Vec<(String, Shelf)>,
    by_point: HashMap<String, usize>,
}

/// Invoices of an account.
#[derive(Default)]
struct Billed {
    shelf: Shelf,
    /// Whether one of them has lines.
    lines: bool,
}

struct Bill {
    place: u64,
    account: String,
    date: Date,
    total: Amount,
    tax: Amount,
    due_on: Option<Date>,
    period: Option<(Date, Date)>,
    status: InvoiceStatus,
    number: Option<pannier_model::value::Number>,
    /// The only service point billed.
    point: Option<String>,
    lines: Vec<Line>,
}

struct Line {
    kind: InvoiceLineKind,
    service: Option<InvoiceLineService>,
    amount: Amount,
    description: Option<Text>,
}

/// Usage as it was billed.
struct Used {
    place: u64,
    point: String,
    from: Date,
    to: Date,
    moments: (Option<Instant>, Option<Instant>),
    direction: Flow,
    quantity: Decimal,
    unit: pannier_model::value::Unit,
    cost: Amount,
    estimated: bool,
}

impl Billing {
    /// Every service point that usage was billed for.
    pub(super) fn points(&self) -> impl Iterator<Item = &str> {
        self.points.iter().map(|(point, _)| point.as_str())
    }

    /// `invoices`: a bill with the sums it consists of.
    pub(super) fn invoice(&mut self, node: Node<'_>, place: u64, at: At) -> Result<(), Refused> {
        let bill = Bill::of(node, place)?;
        let billed = self.accounts.entry(bill.account).or_default();
        billed.lines |= !bill.lines.is_empty();
        billed.shelf.see(bill.date, at, 1);
        self.invoices.see(bill.date, at, 1);
        Ok(())
    }

    /// `transactions`: usage is consumption with its cost; the sums of invoices tell the rest.
    pub(super) fn transaction(&mut self, node: Node<'_>, place: u64, at: At) -> Result<(), Refused> {
        let used = Used::of(node, place)?;
        let next = self.points.len();
        let index = *self.by_point.entry(used.point.clone()).or_insert(next);
        if index == next {
            self.points.push((used.point, Shelf::default()));
        }
        self.points[index].1.see(used.from, at, 1);
        Ok(())
    }

    /// Hands on invoices with their lines, and usage.
    pub(super) fn emit(
        self,
        known: &Known,
        points: &Points,
        source: &mut Source<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        self.emit_invoices(known, points, source, output)?;
        emit_usage(&self.points, points, source, output)
    }
}

impl Bill {
    fn of(node: Node<'_>, place: u64) -> Result<Self, Refused> {
        let account = account_id(node, place)?.to_owned();
        let date = node
            .take("issueDate")
            .and_then(iso::date)
            .ok_or_else(|| wrong(Code::ConvertDate, place, "an invoice has no issueDate, or one that is no date"))?;
        if node.at("invoiceAmount").is_none() {
            return Err(Refused::Lost("an invoice without its amount"));
        }
        let total = amount(node, "invoiceAmount", place)?;
        let tax = optional(node, "gstAmount", place)?;
        let period = (api::day(node, "period/startDate"), api::day(node, "period/endDate").and_then(Date::next_day));
        let points: Vec<&str> = node.each("servicePoints").filter_map(Node::text).collect();
        Ok(Self {
            place,
            account,
            date,
            total,
            tax,
            due_on: api::day(node, "dueDate"),
            period: period.0.zip(period.1).filter(|(from, to)| from < to),
            status: match node.take("paymentStatus") {
                Some("PAID") => InvoiceStatus::Paid,
                Some("PARTIALLY_PAID" | "NOT_PAID") => InvoiceStatus::Open,
                _ => InvoiceStatus::Unknown,
            },
            number: node.read("invoiceNumber", |number| api::number_of(NumberScheme::Invoice, number)),
            point: if let [only] = points.as_slice() { Some((*only).to_owned()) } else { None },
            lines: lines(node, total, tax),
        })
    }
}

impl Used {
    fn of(node: Node<'_>, place: u64) -> Result<Self, Refused> {
        match node.take("transactionUType") {
            Some("usage") => {}
            Some("demand") => return Err(Refused::Lost("a charge for power, which is no quantity of energy")),
            Some("onceOff" | "otherCharges") => return Err(Refused::Lost("a charge that no invoice here consists of")),
            Some("payment") => return Err(Refused::Lost("a payment to the supplier")),
            _ => return Err(wrong(Code::ConvertStructure, place, "a billing transaction is of no known kind")),
        }
        let Some(point) = node.take("usage/servicePointId").map(str::to_owned) else {
            return Err(Refused::Lost("usage that does not say at which service point"));
        };
        let (unit, power) = mdff::unit(node.take("usage/measureUnit").unwrap_or("KWH"))
            .ok_or_else(|| wrong(Code::ConvertStructure, place, "a unit is none that adds up to a quantity"))?;
        let usage = node
            .take("usage/usage")
            .and_then(interval::decimal)
            .and_then(|usage| scaled(usage, power))
            .ok_or_else(|| wrong(Code::ConvertAmount, place, "usage is no number that a record holds"))?;
        let day = |path: &str| {
            node.peek(path)
                .and_then(iso::date)
                .ok_or_else(|| wrong(Code::ConvertDate, place, "usage has a date that is none"))
        };
        let (from, until) = (day("usage/startDate")?, day("usage/endDate")?);
        let moment = |path: &str| node.read(path, |text| Instant::parse(text).ok());
        let moments = (moment("usage/startDate"), moment("usage/endDate"));
        // An end at midnight is the day after already.
        let midnight = moments.1.is_some_and(|end| end.local_time().to_string().starts_with("00:00"));
        let to = if midnight && until > from { Some(until) } else { until.next_day() };
        let to = to.filter(|to| *to > from);
        let to = to.ok_or_else(|| wrong(Code::ConvertDate, place, "usage ends before it begins"))?;
        let mut cost = amount(node, "usage/amount", place)?;
        for adjustment in node.each("usage/adjustments") {
            let adjusted = i64::checked_add(cost.micros(), amount(adjustment, "amount", place)?.micros());
            cost = adjusted
                .and_then(|micros| match micros % 10_000 {
                    0 => Amount::from_units(micros / 10_000, 2).ok(),
                    _ => Amount::from_units(micros, 6).map(Amount::trimmed).ok(),
                })
                .ok_or_else(|| wrong(Code::ConvertAmount, place, "adjustments add up to more than a record holds"))?;
        }
        let estimated = node.flag("usage/isEstimate") == Some(true);
        let direction = if usage.signum() < 0 { Flow::Export } else { Flow::Import };
        let quantity = if usage.signum() < 0 { -usage } else { usage };
        Ok(Self { place, point, from, to, moments, direction, quantity, unit, cost, estimated })
    }
}

fn optional(node: Node<'_>, path: &str, place: u64) -> Result<Amount, Refused> {
    if node.at(path).is_none() { Ok(Amount::ZERO) } else { amount(node, path, place) }
}

/// The sums an invoice consists of, where they make its total; else none, and they stay among what nobody took.
///
/// Whether credits and discounts are written with a minus, holders do not agree on: the total tells.
fn lines(node: Node<'_>, total: Amount, tax: Amount) -> Vec<Line> {
    use InvoiceLineKind as K;
    let mut lines = Vec::new();
    let mut paths: Vec<String> = Vec::new();
    let mut credits = Vec::new();
    for (fuel, service) in [("electricity", InvoiceLineService::Electricity), ("gas", InvoiceLineService::Gas)] {
        for (member, kind, is_credit) in [
            ("totalUsageCharges", K::Usage, false),
            ("totalGenerationCredits", K::Credit, true),
            ("totalOnceOffCharges", K::OneOff, false),
            ("totalOnceOffDiscounts", K::Discount, true),
        ] {
            let path = format!("{fuel}/{member}");
            let Some(found) = node.peek(&path).and_then(iso::amount) else { continue };
            paths.push(path);
            credits.push(is_credit);
            lines.push(Line { kind, service: Some(service), amount: found, description: None });
        }
        for charge in node.each(&format!("{fuel}/otherCharges")) {
            let Some(found) = charge.peek("amount").and_then(iso::amount) else { continue };
            credits.push(false);
            let description =
                charge.peek("description").and_then(|text| crate::values::text::text(text).ok().flatten());
            lines.push(Line { kind: K::Other, service: Some(service), amount: found, description });
        }
    }
    for (member, kind, is_credit) in [("totalCharges", K::Recurring, false), ("totalDiscounts", K::Discount, true)] {
        let path = format!("accountCharges/{member}");
        let Some(found) = node.peek(&path).and_then(iso::amount) else { continue };
        paths.push(path);
        credits.push(is_credit);
        lines.push(Line { kind, service: None, amount: found, description: None });
    }
    let fits = |lines: &[Line]| {
        let sum: i128 = lines.iter().map(|line| i128::from(line.amount.micros())).sum();
        let slack = i128::try_from(lines.len()).unwrap_or(0).saturating_mul(10_000);
        (sum + i128::from(tax.micros()) - i128::from(total.micros())).abs() <= slack
    };
    if !fits(&lines) {
        for (line, is_credit) in lines.iter_mut().zip(&credits) {
            if *is_credit && line.amount.signum() > 0 {
                line.amount = -line.amount;
            }
        }
    }
    if !fits(&lines) {
        return Vec::new();
    }
    for path in &paths {
        node.take(path);
    }
    for charge in ["electricity", "gas"].iter().flat_map(|fuel| node.each(&format!("{fuel}/otherCharges"))) {
        charge.take("amount");
        charge.take("description");
        charge.take("type");
    }
    // Contained in the tax of the invoice.
    for path in ["electricity/totalGst", "gas/totalGst", "accountCharges/totalGst"] {
        node.take(path);
    }
    lines.retain(|line| line.amount.signum() != 0);
    lines
}

/// Invoices of one account, or of all that nothing is known of.
struct Group<'a> {
    account: Option<Id>,
    shelf: &'a Shelf,
    from: Date,
    last: Date,
    lines: bool,
}

impl Billing {
    /// Invoices by account; first those of accounts that no element describes.
    fn groups(&self, known: &Known) -> Vec<Group<'_>> {
        let mut unknown: Option<Group<'_>> = None;
        let mut groups = Vec::new();
        for (account, billed) in &self.accounts {
            let Some((from, last)) = billed.shelf.span() else { continue };
            let account = known.account(account).cloned();
            let shelf = if account.is_some() { &billed.shelf } else { &self.invoices };
            let group = Group { account, shelf, from, last, lines: billed.lines };
            match (&group.account, &mut unknown) {
                (Some(_), _) => groups.push(group),
                (None, Some(all)) => {
                    (all.from, all.last) = (all.from.min(from), all.last.max(last));
                    all.lines |= billed.lines;
                }
                (None, unknown) => *unknown = Some(group),
            }
        }
        groups.sort_by(|a, b| a.account.cmp(&b.account));
        unknown.into_iter().chain(groups).collect()
    }

    fn emit_invoices(
        &self,
        known: &Known,
        points: &Points,
        source: &mut Source<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        for Group { account, shelf, from, last, lines } in self.groups(known) {
            let account = account.as_ref();
            let mut again = |node: Node<'_>, place: u64, put: Put<'_, Bill>| {
                if let Ok(bill) = Bill::of(again(node, Kind::Invoice), place)
                    && known.account(&bill.account) == account
                {
                    put(bill.date, place, bill)?;
                }
                Ok(1)
            };
            // The first and the last day of a download may have more than it shows.
            let Some(window) = Window::of_rows(from, last) else {
                shelf.each(source, &mut again, &mut |place, _| {
                    output.lost_row(place, crate::output::last_day(pannier_report::Location::whole()))
                })?;
                continue;
            };
            let series = |record_type| Series {
                thing: account.cloned(),
                record_type,
                from: window.from,
                to: window.to,
                incomplete: window.incomplete.iter().copied().collect(),
            };
            output.series(series(Invoice::TYPE))?;
            let mut names = Daily::default();
            shelf.each(source, &mut again, &mut |place, bill| {
                output.row(place, names.name(bill.record(account, window.incomplete.contains(&bill.date))))
            })?;
            if !lines {
                continue;
            }
            output.series(series(InvoiceLine::TYPE))?;
            let mut names = Daily::default();
            shelf.each(source, &mut again, &mut |_, bill| {
                let record = names.name(bill.record(account, window.incomplete.contains(&bill.date)));
                bill.lines(record.id(), account, points).into_iter().try_for_each(|line| output.record(None, line))
            })?;
        }
        Ok(())
    }
}

impl Bill {
    fn record(&self, account: Option<&Id>, incomplete: bool) -> Invoice {
        let kind = if self.total.signum() < 0 { InvoiceKind::CreditNote } else { InvoiceKind::Invoice };
        let mut row = Invoice::new(unnamed(), self.date, kind, aud(), false, self.total);
        row.account = account.cloned();
        row.tax = Some(self.tax);
        row.due_on = self.due_on;
        row.period_start = self.period.map(|(from, _)| from);
        row.period_end = self.period.map(|(_, to)| to);
        row.status = Some(self.status);
        row.invoice_number.clone_from(&self.number);
        row.source_ref = pannier_model::value::Name::parse(&format!("row:{}", self.place)).ok();
        row.id_stability = Some(stability(incomplete));
        row
    }

    fn lines(self, invoice: &Id, account: Option<&Id>, points: &Points) -> Vec<InvoiceLine> {
        let point = self.point.as_deref().and_then(|point| points.label(point));
        (0..)
            .zip(self.lines)
            .filter_map(|(seq, line)| {
                let id = Id::parse(&format!("{invoice}.{seq}")).ok()?;
                let seq = Int::new(seq).ok()?;
                let mut row =
                    InvoiceLine::new(id, invoice.clone(), self.date, seq, line.kind, line.amount, aud(), false);
                row.account = account.cloned();
                row.service = line.service;
                row.supply_point = point.filter(|_| line.service == Some(InvoiceLineService::Electricity)).cloned();
                row.period_start = self.period.map(|(from, _)| from);
                row.period_end = self.period.map(|(_, to)| to);
                row.description = line.description;
                Some(row)
            })
            .collect()
    }
}

fn emit_usage(
    usage: &[(String, Shelf)],
    points: &Points,
    source: &mut Source<'_>,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let mut named: BTreeMap<&Id, (&str, &Shelf)> = BTreeMap::new();
    for (point, shelf) in usage {
        if let Some(label) = points.label(point) {
            named.insert(label, (point, shelf));
            continue;
        }
        let reason = "usage at a service point without a date; --as-of gives the day of the download";
        shelf.each(source, &mut used_again(point), &mut |place, _| output.skipped_row(place, reason))?;
    }
    for (label, (point, shelf)) in named {
        let mut periods = Stretches::default();
        by_period(point, shelf, source, &mut |used| {
            periods.add(used.from, used.to, true);
            Ok(())
        })?;
        let mut stretches = periods.finish().into_iter();
        let mut names = Daily::default();
        let mut now: Option<Stretch> = None;
        by_period(point, shelf, source, &mut |used| {
            if now.as_ref().is_none_or(|now| used.from >= now.to) {
                now = stretches.next();
                let Some(Stretch { from, to, incomplete }) = now.clone() else { return Ok(()) };
                let thing = Some(label.clone());
                output.series(Series { thing, record_type: Consumption::TYPE, from, to, incomplete })?;
            }
            let incomplete = now.as_ref().is_some_and(|now| now.incomplete.binary_search(&used.from).is_ok());
            let mut row = used.record(label);
            row.source_ref = pannier_model::value::Name::parse(&format!("row:{}", used.place)).ok();
            row.id_stability = Some(stability(incomplete));
            output.row(used.place, names.name(row))
        })?;
    }
    Ok(())
}

/// Reads usage at one service point once more.
fn used_again(point: &str) -> impl FnMut(Node<'_>, u64, Put<'_, Used>) -> Result<u64, Error> {
    move |node, place, put| {
        if let Ok(used) = Used::of(again(node, Kind::Transaction), place)
            && used.point == point
        {
            put(used.from, place, used)?;
        }
        Ok(1)
    }
}

/// Usage at one service point by its first day, then by its last; in memory is one day.
fn by_period(
    point: &str,
    shelf: &Shelf,
    source: &mut Source<'_>,
    take: &mut dyn FnMut(Used) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut today: Vec<Used> = Vec::new();
    let mut hand_on = |today: &mut Vec<Used>| {
        today.sort_by_key(|used| (used.to, used.place));
        today.drain(..).try_for_each(&mut *take)
    };
    shelf.each(source, &mut used_again(point), &mut |_, used| {
        if today.last().is_some_and(|last| last.from != used.from) {
            hand_on(&mut today)?;
        }
        today.push(used);
        Ok(())
    })?;
    hand_on(&mut today)
}

impl Used {
    fn record(&self, point: &Id) -> Consumption {
        let quality = if self.estimated { Quality::Estimated } else { Quality::Actual };
        let mut row = Consumption::new(
            unnamed(),
            self.from,
            self.to,
            Fuel::Electricity,
            self.direction,
            self.quantity,
            self.unit,
            quality,
        );
        row.supply_point = Some(point.clone());
        (row.start_at, row.end_at) = self.moments;
        row.cost = Some(self.cost);
        row.currency = Some(aud());
        row.tax_included = Some(false);
        row
    }
}
