//! The balance of an account at the end of each day, and what a month of them comes to.

use super::{Window, add};
use pannier_model::record::{Balance, BalanceCreditLineIncluded, BalanceKind, DayEnd, SummaryMetric, Transaction};
use pannier_model::value::{Currency, Date, Decimal, Total};
use std::collections::{BTreeMap, BTreeSet};

/// What transactions and balances of one account say about the ends of its days.
///
/// Memory grows with days, not with rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Days {
    facts: BTreeMap<Date, DayFacts>,
    /// The day of the row before, rows being in the order of days.
    last: Option<(Date, DayEnd)>,
    pub(crate) currency: Option<Currency>,
}

impl Days {
    /// Takes the next transaction in the order of rows; `counts` says whether it is booked on a day that counts.
    pub(crate) fn transaction(&mut self, transaction: &Transaction, counts: bool) {
        if !counts {
            return;
        }
        self.currency.get_or_insert(transaction.currency);
        let date = transaction.date;
        let day = self.facts.entry(date).or_default();
        day.booked = add(day.booked, transaction.amount.into());
        let mut end = self.last.filter(|(last, _)| *last == date).map_or_else(DayEnd::default, |(_, end)| end);
        end.push(transaction, transaction.running_balance);
        day.running = end.balance().map(Total::from);
        self.last = Some((date, end));
    }

    /// Takes a balance of the account; only closing booked balances count.
    pub(crate) fn balance(&mut self, balance: &Balance) {
        if let Some(rank) = closing_rank(balance) {
            self.currency.get_or_insert(balance.currency);
            self.facts.entry(balance.date).or_default().state_closing(rank, balance.amount.into());
        }
    }

    /// The months with a day of known balance.
    pub(crate) fn months(&self, windows: &[Window], incomplete: &BTreeSet<Date>) -> Vec<(Date, EndOfDays)> {
        let mut months: Vec<(Date, EndOfDays)> = Vec::new();
        let mut carry = None;
        let mut reached: Option<Date> = None;
        for window in windows {
            if reached != Some(window.from) {
                carry = None;
            }
            reached = Some(window.to);
            let mut day = window.from;
            while day < window.to {
                let incomplete = incomplete.contains(&day);
                let facts = self.facts.get(&day).copied().unwrap_or_default();
                carry = facts.end(carry, incomplete);
                if let (Some(balance), false) = (carry, incomplete) {
                    let month = day.month_start();
                    match months.last_mut() {
                        Some((last, eod)) if *last == month => eod.add(balance),
                        _ => {
                            let mut eod = EndOfDays::default();
                            eod.add(balance);
                            months.push((month, eod));
                        }
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
}

/// How well a closing balance suits, `None` when it is no booked balance of the account's own money.
pub(crate) fn closing_rank(balance: &Balance) -> Option<u8> {
    match (balance.kind, balance.credit_line_included) {
        (BalanceKind::ClosingBooked, BalanceCreditLineIncluded::No) => Some(1),
        (BalanceKind::ClosingBooked, BalanceCreditLineIncluded::Unknown) => Some(0),
        _ => None,
    }
}

/// What is stated about the end of a day.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DayFacts {
    /// Closing booked balance, with its rank.
    closing: Option<(u8, Total)>,
    /// Running balance of the last booked row, where there is one.
    pub(crate) running: Option<Total>,
    /// Sum of booked rows.
    pub(crate) booked: Total,
}

impl DayFacts {
    pub(crate) fn state_closing(&mut self, rank: u8, amount: Total) {
        if self.closing.is_none_or(|(other, _)| rank >= other) {
            self.closing = Some((rank, amount));
        }
    }

    /// Whether the end of the day is stated.
    pub(crate) fn is_stated(&self, incomplete: bool) -> bool {
        self.closing.is_some() || (!incomplete && self.running.is_some())
    }

    /// The balance at the end of the day after one that ended with `carry`.
    ///
    /// On a day that is not promised whole only a closing balance says how it ended.
    pub(crate) fn end(&self, carry: Option<Total>, incomplete: bool) -> Option<Total> {
        let closing = self.closing.map(|(_, balance)| balance);
        if incomplete {
            return closing;
        }
        closing.or(self.running).or_else(|| carry.map(|carry| add(carry, self.booked)))
    }
}

/// End-of-day balances of a month.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct EndOfDays {
    /// Days whose balance is known.
    pub(crate) count: u64,
    least: Total,
    greatest: Total,
    credit_days: u32,
    debit_days: u32,
    credit: Total,
    debit: Total,
}

impl EndOfDays {
    pub(crate) fn add(&mut self, balance: Total) {
        if self.count == 0 || balance < self.least {
            self.least = balance;
        }
        if self.count == 0 || balance > self.greatest {
            self.greatest = balance;
        }
        self.count += 1;
        match balance.signum() {
            1 => {
                self.credit_days += 1;
                self.credit = add(self.credit, balance);
            }
            -1 => {
                self.debit_days += 1;
                self.debit = self.debit.minus(balance).unwrap_or(self.debit);
            }
            _ => {}
        }
    }

    pub(crate) fn figures(&self) -> [(SummaryMetric, Total); 6] {
        let days = |count: u32| Decimal::from_units(count.into(), 0).map_or(Total::ZERO, Total::from);
        [
            (SummaryMetric::EodMin, self.least),
            (SummaryMetric::EodMax, self.greatest),
            (SummaryMetric::EodCreditDays, days(self.credit_days)),
            (SummaryMetric::EodDebitDays, days(self.debit_days)),
            (SummaryMetric::EodCreditSum, self.credit),
            (SummaryMetric::EodDebitSum, self.debit),
        ]
    }
}
