//! The days of an account: what was booked, and what balances say; `balance-reconciles`, and the end-of-day figures of
//! summaries.

use super::family::letters;
use super::findings::{Findings, PartFindings};
use super::known::Known;
use super::plan::Plan;
use super::spool::{Batch, Pack, Sorted, To};
use crate::summary::{DayFacts, EndOfDays, Measure, closing_rank};
use pannier_model::record::{
    Balance, BalanceCreditLineIncluded, BalanceKind, DayEnd, SummaryMetric, Transaction, TransactionStatus,
};
use pannier_model::value::{Amount, Currency, Date, Total, Unit};
use pannier_report::Code;
use std::collections::BTreeMap;
use std::io;

/// Series 2, day 4, class 1, rank 1, part 2, row 4, currency 3, millionths 16.
pub(crate) const DAY: usize = 33;

/// What an entry says, in the order in which a day happens.
const OPENING: u8 = 0;
const BOOKED: u8 = 1;
const RUNNING: u8 = 2;
const CLOSING: u8 = 3;

/// Longest period whose days are gone through one by one.
const MOST_DAYS: i64 = 73_100;

/// Days of one part of transactions or balances.
#[derive(Debug)]
pub(crate) struct Ledger {
    /// The series of transactions of the account; `None` when it is not disclosed.
    series: Option<u16>,
    part: u16,
    day: Option<Day>,
    batch: Batch<DAY>,
}

#[derive(Debug)]
struct Day {
    date: Date,
    row: u32,
    /// An account has one currency; a second one is reported elsewhere and not added.
    currency: Currency,
    booked: i128,
    end: DayEnd,
}

impl Ledger {
    pub(crate) fn new(plan: &Plan, part: usize) -> Self {
        let thing = plan.facts().parts[part].thing();
        Self {
            series: plan.number(&format!("{thing}/transaction")).and_then(|number| u16::try_from(number).ok()),
            part: u16::try_from(part).unwrap_or(u16::MAX),
            day: None,
            batch: Batch::new(),
        }
    }

    /// Takes the next transaction; `balance` is its running balance where that is shown.
    pub(crate) fn transaction(
        &mut self,
        transaction: &Transaction,
        balance: Option<Amount>,
        row: u64,
        to: To<'_, DAY>,
    ) -> io::Result<()> {
        if transaction.status != TransactionStatus::Booked {
            return Ok(());
        }
        if self.day.as_ref().is_some_and(|day| day.date != transaction.date) {
            self.close(to)?;
        }
        let day = self.day.get_or_insert(Day {
            date: transaction.date,
            row: u32::try_from(row).unwrap_or(u32::MAX),
            currency: transaction.currency,
            booked: 0,
            end: DayEnd::default(),
        });
        if transaction.currency != day.currency {
            return Ok(());
        }
        day.booked = day.booked.saturating_add(transaction.amount.micros().into());
        day.end.push(transaction, balance);
        Ok(())
    }

    /// Takes a balance.
    pub(crate) fn balance(&mut self, balance: &Balance, row: u64, to: To<'_, DAY>) -> io::Result<()> {
        let (class, rank) = match balance.kind {
            BalanceKind::OpeningBooked if balance.credit_line_included != BalanceCreditLineIncluded::Yes => {
                (OPENING, 0)
            }
            _ => match closing_rank(balance) {
                Some(rank) => (CLOSING, rank),
                None => return Ok(()),
            },
        };
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let (currency, micros) = (balance.currency, balance.amount.micros().into());
        self.push(Stated { date: balance.date, class, rank, row, currency, micros }, to)
    }

    fn close(&mut self, to: To<'_, DAY>) -> io::Result<()> {
        let Some(day) = self.day.take() else { return Ok(()) };
        let Day { date, row, currency, .. } = day;
        self.push(Stated { date, class: BOOKED, rank: 0, row, currency, micros: day.booked }, to)?;
        if let Some(balance) = day.end.balance() {
            self.push(Stated { date, class: RUNNING, rank: 0, row, currency, micros: balance.micros().into() }, to)?;
        }
        Ok(())
    }

    fn push(&mut self, stated: Stated, to: To<'_, DAY>) -> io::Result<()> {
        let Some(series) = self.series else { return Ok(()) };
        let entry = Pack::new()
            .put(series.to_be_bytes())
            .put(day_number(stated.date).to_be_bytes())
            .put([stated.class])
            .put([stated.rank])
            .put(self.part.to_be_bytes())
            .put(stated.row.to_be_bytes())
            .put(letters(stated.currency.as_str()))
            .put(stated.micros.to_be_bytes())
            .done();
        self.batch.push(entry, to)
    }

    pub(crate) fn finish(mut self, to: To<'_, DAY>) -> io::Result<()> {
        self.close(to)?;
        self.batch.hand_over(to)
    }
}

/// The fields of an entry that differ within a part.
#[derive(Clone, Copy)]
struct Stated {
    date: Date,
    class: u8,
    rank: u8,
    row: u32,
    currency: Currency,
    micros: i128,
}

/// Days since 0000-01-01: never negative, so that its bytes sort.
pub(crate) fn day_number(date: Date) -> u32 {
    u32::try_from(date.days_since_epoch() + 719_528).unwrap_or(0)
}

pub(crate) fn day_of(number: u32) -> Option<Date> {
    Date::from_days_since_epoch(i64::from(number) - 719_528)
}

/// The months of one account, and which of them the shown rows suffice to compute.
#[derive(Debug, Default)]
pub(crate) struct Months {
    /// End-of-day figures of each month, `None` where they rest on something withheld.
    pub(crate) end_of_days: BTreeMap<Date, Option<EndOfDays>>,
    /// The currency of the account's days.
    pub(crate) currency: Option<[u8; 3]>,
    /// The period is too long to go through.
    pub(crate) too_long: bool,
}

impl Months {
    /// What a figure of balances is measured in: days, or the currency of the account.
    pub(crate) fn measure(&self, metric: SummaryMetric) -> [u8; 3] {
        let days = matches!(metric, SummaryMetric::EodCreditDays | SummaryMetric::EodDebitDays);
        if days { Measure::of(None, Some(Unit::Day)).bytes() } else { self.currency.unwrap_or_default() }
    }
}

/// A balance from which the next one is reckoned.
struct Base {
    balance: i128,
    since: i128,
    /// First day whose bookings are in `since`.
    from: Date,
}

/// Goes through the days of one series of transactions; the entries of other series stay in `sorted`.
pub(crate) fn finish(
    plan: &Plan,
    series: usize,
    known: &Known<'_>,
    sorted: &mut Sorted<DAY>,
    findings: &mut Findings,
) -> io::Result<Months> {
    let mut months = Months { too_long: known.days() > MOST_DAYS, ..Months::default() };
    let mut days: BTreeMap<Date, DayFacts> = BTreeMap::new();
    let mut base: Option<Base> = None;
    while sorted.peek().is_some_and(|entry| usize::from(u16::from_be_bytes([entry[0], entry[1]])) == series) {
        let Some(entry) = sorted.next()? else { break };
        let mut fields = Pack::reading(entry);
        let _series: [u8; 2] = fields.take();
        let number = u32::from_be_bytes(fields.take());
        let [class] = fields.take();
        let [rank] = fields.take();
        let part = usize::from(u16::from_be_bytes(fields.take()));
        let row = u32::from_be_bytes(fields.take());
        let currency: [u8; 3] = fields.take();
        let micros = i128::from_be_bytes(fields.take());
        let Some(date) = day_of(number) else { continue };
        if *months.currency.get_or_insert(currency) != currency {
            continue;
        }
        let amount = Total::from_picos(micros.saturating_mul(1_000_000));
        if !months.too_long && known.covers(date) {
            let day = days.entry(date).or_default();
            match class {
                BOOKED => day.booked = crate::summary::add(day.booked, amount),
                RUNNING => day.running = Some(amount),
                CLOSING => day.state_closing(rank, amount),
                _ => {}
            }
        }
        match class {
            BOOKED => {
                if let Some(base) = &mut base {
                    base.since = base.since.saturating_add(micros);
                }
            }
            OPENING | CLOSING => {
                let next = if class == OPENING { Some(date) } else { date.next_day() };
                let Some(next) = next else { continue };
                if let Some(base) = &base {
                    compare(plan, known, base, micros, next, (part, row), findings);
                }
                base = Some(Base { balance: micros, since: 0, from: next });
            }
            _ => {}
        }
    }
    if !months.too_long {
        months.end_of_days = end_of_days(known, &days);
    }
    Ok(months)
}

/// `balance-reconciles`: the balance before and what was booked on the days up to `end` make this balance.
fn compare(
    plan: &Plan,
    known: &Known<'_>,
    base: &Base,
    micros: i128,
    end: Date,
    (part, row): (usize, u32),
    findings: &mut Findings,
) {
    let facts = &plan.facts().parts[part];
    if base.from > end {
        return;
    }
    if let Err(reason) = known.all_booked(base.from, end) {
        findings.not_checked(Code::BalanceReconciles, Some(&facts.series), reason);
        return;
    }
    if base.balance.saturating_add(base.since) != micros {
        PartFindings::new(findings, plan, part).row_help(
            Code::BalanceReconciles,
            row.into(),
            "/amount",
            "the balance before it and the transactions booked between do not add up to this balance",
            "look for missing or doubled transactions, or rows that are booked on another day",
        );
    }
}

/// End-of-day balances month by month.
fn end_of_days(known: &Known<'_>, days: &BTreeMap<Date, DayFacts>) -> BTreeMap<Date, Option<EndOfDays>> {
    let mut months: BTreeMap<Date, Option<EndOfDays>> = BTreeMap::new();
    let mut carry = None;
    // Whether a balance may have been known to the issuer that is not known here.
    let mut lost = !known.begins_here();
    let mut reached = None;
    for (from, to) in known.periods() {
        if reached.replace(to) != Some(from) {
            carry = None;
            // Days in no part: the issuer knew no more than is seen here, unless parts are withheld.
            lost |= known.may_miss_parts();
        }
        let mut day = from;
        while day < to {
            let incomplete = known.is_incomplete(day);
            let facts = days.get(&day).copied().unwrap_or_default();
            if known.balances(day) {
                lost &= !facts.is_stated(incomplete);
                // After such a day the issuer carries nothing on either.
                lost &= !incomplete;
                carry = facts.end(carry, incomplete);
            } else {
                lost = true;
                carry = None;
            }
            let month = months.entry(day.month_start());
            if !incomplete {
                if lost {
                    month.insert_entry(None);
                } else if let Some(balance) = carry
                    && let Some(eod) = month.or_insert_with(|| Some(EndOfDays::default()))
                {
                    eod.add(balance);
                }
            }
            match day.next_day() {
                Some(next) => day = next,
                None => break,
            }
        }
    }
    months
}
