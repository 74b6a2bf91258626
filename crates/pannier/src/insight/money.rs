//! Accounts and bills: money by month.

use std::collections::BTreeMap;

use pannier_model::{
    record::{Balance, BalanceKind, Invoice, InvoiceLine, Transaction, TransactionStatus},
    value::{Amount, Date, Id, Int, Total},
};

use super::{
    Form,
    gather::{Gathered, Place, Question, Scale},
};

const OUT: Question = Question {
    place: 0,
    title: "Money out, by kind",
    form: Form::Stacks,
    record_type: "transaction",
    note: Some("booked rows only; what was paid back is taken off"),
};
const OUT_BY_CATEGORY: Question = Question { place: 1, title: "Money out, by category", ..OUT };
const IN: Question = Question { place: 2, title: "Money in, by kind", note: Some("booked rows only"), ..OUT };
const BALANCE: Question = Question {
    place: 3,
    title: "Balance at the end of the month",
    form: Form::Levels,
    record_type: "transaction",
    note: Some("the last booked balance that the records state for the month"),
};
const BILLS: Question = Question { place: 4, title: "Bills", form: Form::Stacks, record_type: "invoice", note: None };
const BILLS_BY_SERVICE: Question =
    Question { place: 5, title: "Bills, by service", record_type: "invoice_line", ..BILLS };

pub(super) fn transaction(row: &Transaction, gathered: &mut Gathered) {
    if row.status != TransactionStatus::Booked {
        return;
    }
    let account = row.account.as_str();
    let scale = || Scale::plain(row.currency.as_str());
    let place = Place::month_of(row.date);
    let kind = words(row.kind.as_str());
    // A reversal belongs to the side of what it reverses, so that a refund makes spending smaller and not income larger.
    let is_out = (row.amount.signum() < 0) != row.reversal.unwrap_or(false);
    if !is_out {
        gathered.add(account, IN, scale(), &kind, place, row.amount);
        return;
    }
    let Some(paid) = negated(row.amount) else { return };
    gathered.add(account, OUT, scale(), &kind, place, paid);
    if let Some(category) = row.category {
        gathered.add(account, OUT_BY_CATEGORY, scale(), &words(category.as_str()), place, paid);
    }
}

pub(super) fn invoice(row: &Invoice, gathered: &mut Gathered) {
    let account = row.account.as_ref().map_or("all", Id::as_str);
    let (scale, place) = (Scale::plain(row.currency.as_str()), Place::month_of(row.date));
    gathered.add(account, BILLS, scale, &words(row.kind.as_str()), place, row.total);
}

pub(super) fn invoice_line(row: &InvoiceLine, gathered: &mut Gathered) {
    let account = row.account.as_ref().map_or("all", Id::as_str);
    let (scale, place) = (Scale::plain(row.currency.as_str()), Place::month_of(row.date));
    let name = row.service.map_or_else(|| words(row.kind.as_str()), |service| words(service.as_str()));
    gathered.add(account, BILLS_BY_SERVICE, scale, &name, place, row.amount);
}

/// A word of a list as people write it.
pub(super) fn words(word: &str) -> String {
    word.replace('_', " ")
}

fn negated(amount: Amount) -> Option<Total> {
    Total::ZERO.minus(amount)
}

/// The last balance of every month, as rows or balances state it.
#[derive(Debug, Default)]
pub(super) struct Balances {
    /// By account, currency and month: day, rank on that day, balance.
    last: BTreeMap<(String, String, Date), (Date, Rank, Amount)>,
    rows: u64,
}

/// Months of accounts of which a balance is kept.
const BALANCES: usize = 65_536;

/// A closing balance outranks the balance after any row of its day, and a later row an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Row(u64),
    Closing,
}

impl Balances {
    pub(super) fn transaction(&mut self, row: &Transaction) {
        self.rows = self.rows.saturating_add(1);
        if let (TransactionStatus::Booked, Some(balance)) = (row.status, row.running_balance) {
            let rank = Rank::Row(row.seq.map_or(self.rows, Int::value));
            self.note(row.account.as_str(), row.currency.as_str(), row.date, rank, balance);
        }
    }

    pub(super) fn balance(&mut self, row: &Balance) {
        if row.kind == BalanceKind::ClosingBooked {
            self.note(row.account.as_str(), row.currency.as_str(), row.date, Rank::Closing, row.amount);
        }
    }

    fn note(&mut self, account: &str, currency: &str, date: Date, rank: Rank, balance: Amount) {
        let key = (account.to_owned(), currency.to_owned(), date.month_start());
        if self.last.len() >= BALANCES && !self.last.contains_key(&key) {
            return;
        }
        let last = self.last.entry(key).or_insert((date, rank, balance));
        if (last.0, last.1) <= (date, rank) {
            *last = (date, rank, balance);
        }
    }

    pub(super) fn finish(&mut self, gathered: &mut Gathered) {
        for ((account, currency, month), (_, _, balance)) in std::mem::take(&mut self.last) {
            gathered.add(&account, BALANCE, Scale::plain(&currency), "balance", Place::month_of(month), balance);
        }
    }
}
