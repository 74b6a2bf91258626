//! Movements on an account and its balance at the end of each day.

use super::days::{Days, day};
use pannier_model::record::{Balance, BalanceCreditLineIncluded, BalanceKind, DayEnd, Transaction};
use pannier_model::value::{Category, Currency, TxKind};
use std::collections::BTreeMap;

/// One movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Movement {
    pub(crate) day: i32,
    pub(crate) kind: TxKind,
    pub(crate) reversal: bool,
    pub(crate) category: Option<Category>,
    pub(crate) mcc: Option<u16>,
    pub(crate) foreign: Option<bool>,
    pub(crate) micros: i64,
    pub(crate) record: u32,
}

/// What happened on the account.
#[derive(Clone, Debug, Default)]
pub(crate) struct Money {
    pub(crate) currency: Option<Currency>,
    pub(crate) several_currencies: bool,
    /// By day, then by name of the record.
    pub(crate) movements: Vec<Movement>,
    pub(crate) covered: Days,
    /// Balance at the end of each day where it is known, in units of 10^-6.
    pub(crate) balances: BTreeMap<i32, i128>,
    /// Fees and interest that were really charged, by day.
    pub(crate) charged: BTreeMap<i32, i128>,
}

/// What is stated about the ends of days.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ends {
    /// Balances at the beginning of a day stand as the end of the day before.
    days: BTreeMap<i32, Stated>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Stated {
    closing: Option<(u8, i128)>,
    running: DayEnd,
    booked: i128,
}

impl Ends {
    /// Whether nothing is stated.
    pub(crate) fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    pub(crate) fn transaction(&mut self, one: &Transaction) {
        let stated = self.days.entry(day(one.date)).or_default();
        stated.booked += i128::from(one.amount.micros());
        stated.running.push(one, one.running_balance);
    }

    pub(crate) fn balance(&mut self, one: &Balance) {
        let rank = match (one.kind, one.credit_line_included) {
            (BalanceKind::ClosingBooked, BalanceCreditLineIncluded::No) => 1,
            (BalanceKind::ClosingBooked, BalanceCreditLineIncluded::Unknown) => 0,
            _ => return,
        };
        let stated = self.days.entry(day(one.date)).or_default();
        if stated.closing.is_none_or(|(other, _)| rank >= other) {
            stated.closing = Some((rank, one.amount.micros().into()));
        }
    }

    /// The balance at the end of every covered day of which it is known.
    pub(crate) fn balances(&self, covered: &Days) -> BTreeMap<i32, i128> {
        let mut balances = BTreeMap::new();
        let mut carry: Option<(i32, i128)> = None;
        // What was stated just before the first day carries into it.
        if let Some((first, _)) = covered.ends()
            && let Some((_, balance)) = self.days.get(&(first - 1)).and_then(|stated| stated.closing)
        {
            carry = Some((first - 1, balance));
        }
        for day in covered.iter() {
            let stated = self.days.get(&day).copied().unwrap_or_default();
            let carried = carry.filter(|(last, _)| last + 1 == day).map(|(_, balance)| balance + stated.booked);
            let running = stated.running.balance().map(|balance| balance.micros().into());
            let end = stated.closing.map(|(_, balance)| balance).or(running).or(carried);
            carry = end.map(|end| (day, end));
            if let Some(end) = end {
                balances.insert(day, end);
            }
        }
        balances
    }
}
