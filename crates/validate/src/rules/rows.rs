//! Reads the rows of one part, in order, and runs every rule on them.

use super::chain::{Chain, Mixed, Order};
use super::conditional::Conditional;
use super::contracts::Contracts;
use super::coverage::SeenDays;
use super::days::Intervals;
use super::documents::Once;
use super::energy;
use super::facts::{Cursor, PartFacts};
use super::family::Family;
use super::findings::{Findings, PartFindings};
use super::identity::{self, Identity};
use super::ledger::Ledger;
use super::places::Places;
use super::points::Points;
use super::readings::Readings;
use super::registers::Counted;
use super::tallies::{Claims, Tallies};
use super::telco::{self, Grains};
use super::text::{self, MinorUnit};
use super::totals::Totals;
use super::{Rules, RulesError, bank, common, documents, points};
use pannier_model::record::{AccountKind, AnyRecord, TransactionStatus};
use pannier_model::value::{Currency, Date, Id, IdStability};
use pannier_report::Code;

/// Different currencies remembered of a part that should have one. The account has one of them, so that all others of these are
/// told (`verify-earliest-stage` leaves out those behind the eighth).
const MOST_CURRENCIES: usize = 8;
/// Rows remembered that are wrong should the account be a loan: as many as findings of a code are kept; the others are counted.
const MOST_SUSPECTS: usize = 100;

/// The rules of one part. Make one for each part, on any thread; give it the shown rows in order; finish it.
#[derive(Debug)]
pub struct PartRules<'r> {
    rules: &'r Rules<'r>,
    index: usize,
    part: &'r PartFacts,
    /// The thing of its series.
    thing: &'r str,
    findings: Findings,
    groups: Vec<GroupCells<'r>>,
    /// The shown range being read, and the row of the part after the one read last.
    range: usize,
    next: u32,
    row: u64,
    last: Option<Date>,
    first: Option<Date>,
    done: PartDone,
    identity: Identity,
    unit: MinorUnit,
    totals: Option<Totals>,
    conditional: Conditional,
    may_attach: bool,
    chain: Option<Chain>,
    places: Option<Places>,
    ledger: Option<Ledger>,
    tallies: Option<Tallies>,
    claims: Option<Claims>,
    family: Option<Family>,
    intervals: Option<Intervals>,
    once: Once,
}

#[derive(Debug)]
struct GroupCells<'r> {
    is_balance: bool,
    shown: bool,
    masked: Cursor<'r>,
}

/// What a part leaves for [`Rules::finish`]: a few values, whatever its size.
#[derive(Debug)]
pub struct PartDone {
    pub(super) index: usize,
    pub(super) seen: SeenDays,
    /// How rows chain; `None` where none is booked.
    pub(super) order: Option<Order>,
    pub(super) mixed: bool,
    /// Currencies of the rows, with the first row of each.
    pub(super) currencies: Vec<(Currency, u64)>,
    /// Currency and kind of the account the part is about.
    pub(super) account: Option<(Currency, AccountKind)>,
    /// Rows that break `balance-debt-negative` should the account be a loan.
    pub(super) suspects: Vec<u64>,
    pub(super) more_suspects: u64,
    /// What a part of energy says of registers and meters.
    pub(super) counted: Counted,
    pub(super) readings: Readings,
    pub(super) grains: Grains,
    pub(super) points: Points,
    pub(super) contracts: Contracts,
}

impl<'r> PartRules<'r> {
    pub(super) fn new(rules: &'r Rules<'r>, index: usize, part: &'r PartFacts) -> Self {
        let plan = &rules.plan;
        let name = part.record_type.map_or("", |record_type| record_type.name);
        let groups: Vec<GroupCells<'r>> = part
            .groups
            .iter()
            .map(|group| GroupCells {
                is_balance: group.id == "balance",
                shown: group.shown,
                masked: Cursor::new(&group.masked),
            })
            .collect();
        let masked = vec![Vec::new(); groups.len()];
        let transactions = name == "transaction";
        let summed = part.record_type.is_some_and(|record_type| crate::summary::summed(record_type).is_some());
        Self {
            rules,
            index,
            part,
            thing: part.thing(),
            findings: Findings::default(),
            groups,
            range: 0,
            next: 0,
            row: 0,
            last: None,
            first: None,
            done: PartDone {
                index,
                seen: SeenDays { edges: Vec::new(), masked },
                order: None,
                mixed: false,
                currencies: Vec::new(),
                account: None,
                suspects: Vec::new(),
                more_suspects: 0,
                counted: Counted::default(),
                readings: Readings::default(),
                grains: Grains::default(),
                points: Points::default(),
                contracts: Contracts::default(),
            },
            identity: Identity::new(rules, index),
            unit: MinorUnit::default(),
            totals: Totals::of(part),
            conditional: Conditional::of(part),
            may_attach: part.record_type.is_some_and(|record_type| record_type.member("attachment").is_some()),
            chain: transactions.then(|| Chain::new(plan.series_of(index), index, plan.place_of_first_row(index))),
            places: transactions.then(|| Places::new(plan.series_of(index), index)),
            ledger: (transactions || name == "balance").then(|| Ledger::new(plan, index)),
            tallies: summed.then(|| Tallies::new(plan.series_of(index), index)),
            claims: (name == "summary").then(|| Claims::new(index)),
            family: Family::concerns(name).then(|| Family::new(plan, index)),
            intervals: (name == "interval_day").then(Intervals::default),
            once: Once::default(),
        }
    }

    /// Takes the next shown row.
    ///
    /// Fails when temporary space does, when the record is of another type than the part, and when there are more rows
    /// than the facts say: what was proven before makes the last two impossible.
    pub fn push(&mut self, record: &AnyRecord) -> Result<(), RulesError> {
        self.take(record, true)
    }

    /// As [`push`](Self::push), with the row in the row form that the record was read from: what one look at the row tells of all
    /// of its values is not looked for in each of them.
    pub fn push_row(&mut self, record: &AnyRecord, row: &str) -> Result<(), RulesError> {
        self.take(record, self.rules.derived.is_none() && text::is_suspect(row))
    }

    fn take(&mut self, record: &AnyRecord, suspect: bool) -> Result<(), RulesError> {
        if self.part.record_type.map(|record_type| record_type.name) != Some(record.record_type().name) {
            return Err(RulesError::RecordType);
        }
        let balance_shown = self.advance(record.id(), record.sort_date())?;
        if self.rules.derived.is_none() {
            self.alone(record, suspect);
        }
        self.among_others(record, balance_shown)
    }

    /// Rules on what one row says by itself: what a row cannot break by losing a group.
    fn alone(&mut self, record: &AnyRecord, suspect: bool) {
        let Self { rules, part, thing, row, .. } = *self;
        let mut findings = PartFindings::new(&mut self.findings, &rules.plan, self.index);
        let findings = &mut findings;
        identity::check_row(record, thing, row, findings);
        text::check_row(record, row, suspect, &mut self.unit, findings);
        self.conditional.check_row(record, row, findings);
        provisional(record, part, row, findings);
        match record {
            AnyRecord::Contract(contract) => common::contract(contract, row, findings),
            AnyRecord::Summary(summary) => common::summary(summary, row, findings),
            AnyRecord::Account(account) => bank::account(account, row, findings),
            AnyRecord::PaymentMandate(mandate) => bank::mandate(mandate, row, findings),
            AnyRecord::CreditArrangement(credit) => bank::credit(credit, row, findings),
            AnyRecord::Transaction(transaction) => bank::transaction(transaction, row, findings),
            AnyRecord::Invoice(invoice) => documents::invoice(invoice, row, findings),
            AnyRecord::InvoiceLine(line) => documents::invoice_line(line, row, findings),
            AnyRecord::TaxLine(line) => documents::tax_line(line, row, findings),
            AnyRecord::Receipt(receipt) => documents::receipt(receipt, row, findings),
            AnyRecord::ReceiptLine(line) => documents::receipt_line(line, row, findings),
            AnyRecord::Tender(tender) => documents::tender(tender, row, findings),
            AnyRecord::IntervalDay(day) => energy::interval_day(day, row, findings),
            AnyRecord::Consumption(consumption) => energy::consumption(consumption, row, findings),
            AnyRecord::AnnualEstimate(estimate) => energy::annual_estimate(estimate, row, findings),
            AnyRecord::PlanAllowance(allowance) => telco::allowance(allowance, row, findings),
            AnyRecord::DeviceAgreement(device) => telco::device(device, row, findings),
            AnyRecord::UsageEvent(event) => telco::usage(event, row, findings),
            AnyRecord::Subscription(line) => telco::subscription(line, row, findings),
            AnyRecord::LoyaltyAccount(account) => points::account(account, row, findings),
            AnyRecord::LoyaltyEntry(entry) => points::entry(entry, row, findings),
            _ => {}
        }
    }

    /// Rules between rows, and between rows and what the head says of them.
    fn among_others(&mut self, record: &AnyRecord, balance_shown: bool) -> Result<(), RulesError> {
        let Self { rules, part, thing, row, .. } = *self;
        let (plan, spool) = (&rules.plan, rules.spool);
        let mut findings = PartFindings::new(&mut self.findings, plan, self.index);
        if self.may_attach {
            identity::check_attachment(record, plan, row, &mut findings);
        }
        self.identity.references(record, plan, row, rules.names.on(spool))?;
        if let Some(totals) = &mut self.totals {
            totals.row(record);
        }
        if let Some(family) = &mut self.family {
            family.row(record, thing, row, rules.kin.on(spool))?;
        }
        if let (Some(tallies), false) = (&mut self.tallies, part.incomplete.binary_search(&record.sort_date()).is_ok())
        {
            tallies.row(record, rules.tallies.on(spool))?;
        }
        match record {
            AnyRecord::Contract(contract) => self.done.contracts.row(contract, row),
            AnyRecord::Summary(summary) => {
                if let Some(claims) = &mut self.claims {
                    claims.summary(summary, plan, row, &mut findings, rules.tallies.on(spool))?;
                }
            }
            AnyRecord::Account(account) if account.id.as_str() == part.thing() => {
                self.done.account.get_or_insert((account.currency, account.kind));
            }
            AnyRecord::CreditArrangement(credit) => self.done.note_currency(credit.currency, row),
            AnyRecord::Balance(balance) => {
                self.done.note_currency(balance.currency, row);
                if bank::looks_owned(balance) {
                    if self.done.suspects.len() < MOST_SUSPECTS {
                        self.done.suspects.push(row);
                    } else {
                        self.done.more_suspects += 1;
                    }
                }
                if let Some(ledger) = &mut self.ledger {
                    ledger.balance(balance, row, rules.days.on(spool))?;
                }
            }
            AnyRecord::IntervalDay(day) => {
                if let Some(intervals) = &mut self.intervals {
                    intervals.row(day, self.next.saturating_sub(1), row, part, &mut findings);
                }
                self.done.counted.row(record, row, plan);
            }
            AnyRecord::Consumption(_) | AnyRecord::Register(_) | AnyRecord::Meter(_) => {
                self.done.counted.row(record, row, plan);
            }
            AnyRecord::RegisterRead(read) => {
                self.done.readings.row(read, self.next.saturating_sub(1), row);
                self.done.counted.row(record, row, plan);
            }
            AnyRecord::UsageEvent(event) => self.done.grains.row(event, row, &mut findings),
            AnyRecord::LoyaltyEntry(entry) => {
                self.done.points.row(entry, self.next.saturating_sub(1), row, &mut findings);
            }
            AnyRecord::Preference(wish) => self.once.preference(wish, row, &mut findings),
            AnyRecord::DataUse(one) => self.once.data_use(one, row, &mut findings),
            AnyRecord::Transaction(transaction) => {
                self.done.note_currency(transaction.currency, row);
                let balance = transaction.running_balance.filter(|_| balance_shown);
                // The row just read is the one before the next.
                let index = self.next.saturating_sub(1);
                if let Some(chain) = &mut self.chain {
                    chain.row(transaction, balance, index, row, &mut findings, rules.segments.on(spool))?;
                }
                if let (Some(places), Some(seq)) = (&mut self.places, transaction.seq) {
                    places.place(seq.value(), row, rules.places.on(spool))?;
                }
                if let Some(ledger) = &mut self.ledger {
                    ledger.transaction(transaction, balance, row, rules.days.on(spool))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Takes the next shown row of a part whose schema is not one of the standard's: only its id and sort date are
    /// known.
    pub fn push_unknown(&mut self, id: &Id, date: Date) -> Result<(), RulesError> {
        self.advance(id, date).map(|_| ())
    }

    /// What every row has, of whatever type: its place, id and date. Tells whether the cell of `balance` is shown.
    fn advance(&mut self, id: &Id, date: Date) -> Result<bool, RulesError> {
        let Some(range) = self.part.shown.get(self.range) else { return Err(RulesError::RowCount) };
        let index = self.next.max(range.start);
        self.row += 1;
        let mut balance_shown = false;
        for (number, group) in self.groups.iter_mut().enumerate() {
            let masked = group.shown && group.masked.contains(index);
            if masked && self.done.seen.masked[number].last() != Some(&date) {
                self.done.seen.masked[number].push(date);
            }
            balance_shown |= group.is_balance && group.shown && !masked;
        }
        if index == range.start {
            self.done.seen.edges.push((date, date));
        } else if let Some((_, last)) = self.done.seen.edges.last_mut() {
            *last = date;
        }
        self.next = index.saturating_add(1);
        if self.next >= range.end {
            self.range += 1;
        }
        let (row, sort) = (self.row, self.part.sort.as_str());
        let mut findings = PartFindings::new(&mut self.findings, &self.rules.plan, self.index);
        if self.last.is_some_and(|last| date < last) {
            findings.row_help(
                Code::RulesSorted,
                row,
                format!("/{sort}"),
                "the row is earlier than the one before it",
                "sort rows by the sort member; within a day keep the issuer's order",
            );
        }
        if date < self.part.from || date >= self.part.to {
            findings.row(
                Code::RulesDateInPeriod,
                row,
                format!("/{sort}"),
                "the date is outside the period of the part",
            );
        }
        self.last = Some(self.last.map_or(date, |last| last.max(date)));
        self.first = Some(self.first.map_or(date, |first| first.min(date)));
        self.identity.id(id, row, self.rules.names.on(self.rules.spool))?;
        Ok(balance_shown)
    }

    /// Ends the part.
    ///
    /// Fails when temporary space does, or when fewer rows came than the facts say.
    pub fn finish(mut self) -> Result<PartDone, RulesError> {
        if self.row != self.part.shown_rows() {
            return Err(RulesError::RowCount);
        }
        let (rules, part) = (self.rules, self.part);
        let mut findings = PartFindings::new(&mut self.findings, &rules.plan, self.index);
        state_period(part, self.first.zip(self.last), &mut findings);
        if let Some(totals) = &self.totals {
            totals.finish(part, &mut findings);
        }
        if let Some(intervals) = self.intervals {
            intervals.finish(part, &mut findings);
        }
        self.identity.finish(rules.names.on(rules.spool))?;
        if let Some(chain) = self.chain {
            match chain.finish(rules.segments.on(rules.spool))? {
                Ok(order) => self.done.order = order,
                Err(Mixed) => self.done.mixed = true,
            }
        }
        if let Some(places) = self.places {
            places.finish(rules.places.on(rules.spool))?;
        }
        if let Some(ledger) = self.ledger {
            ledger.finish(rules.days.on(rules.spool))?;
        }
        if let Some(tallies) = self.tallies {
            tallies.finish(rules.tallies.on(rules.spool))?;
        }
        if let Some(claims) = self.claims {
            claims.finish(rules.tallies.on(rules.spool))?;
        }
        if let Some(family) = self.family {
            family.finish(rules.kin.on(rules.spool))?;
        }
        rules.absorb(self.findings);
        Ok(self.done)
    }
}

impl PartDone {
    fn note_currency(&mut self, currency: Currency, row: u64) {
        if self.currencies.len() < MOST_CURRENCIES && self.currencies.iter().all(|(other, _)| *other != currency) {
            self.currencies.push((currency, row));
        }
    }
}

/// `rules-state-part`: the period of the part is that of its rows.
fn state_period(part: &PartFacts, days: Option<(Date, Date)>, findings: &mut PartFindings<'_>) {
    if !part.is_state() {
        return;
    }
    let Some((first, last)) = days else { return };
    if !part.shows_all_rows() {
        findings.not_checked(Code::RulesStatePart, "rows of the series are withheld");
        return;
    }
    let help = "a state part reaches from its earliest `as_of` to the day after its latest";
    if part.from != first {
        findings.part(Code::RulesStatePart, "/from", "the period does not begin with the earliest row", help);
    }
    if Some(part.to) != last.next_day() {
        findings.part(Code::RulesStatePart, "/to", "the period does not end the day after the latest row", help);
    }
}

/// `id-provisional`: an id that can still change says so.
fn provisional(record: &AnyRecord, part: &PartFacts, row: u64, findings: &mut PartFindings<'_>) {
    use pannier_model::value::View;
    let not_booked =
        matches!(record, AnyRecord::Transaction(transaction) if transaction.status != TransactionStatus::Booked);
    if !not_booked && part.incomplete.binary_search(&record.sort_date()).is_err() {
        return;
    }
    if matches!(record.get("id_stability"), Some(View::Word(word)) if word == IdStability::Derived.as_str()) {
        findings.row_help(
            Code::IdProvisional,
            row,
            "/id_stability",
            "the id can still change, and says that it is derived for good",
            "write `provisional` for rows not booked and rows of incomplete days",
        );
    }
}
