//! Which of an account's booked rows of one day is the last, and the running balance that it says.

use super::Transaction;
use crate::value::{Amount, Int};

/// The running balance at the end of one day, of its booked rows in the order of the file (spec: chapter Records,
/// the figures of balances).
///
/// The last row is that of the greatest `seq` where all of them have it, and the last in the file where none has. Where only
/// some have it they have no order, as in `balance-chain`, and none is the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayEnd {
    last: Option<(Option<Int>, Option<Amount>)>,
    has_no_order: bool,
}

impl DayEnd {
    /// Takes the next booked row; `balance` is its running balance where that is shown.
    pub fn push(&mut self, row: &Transaction, balance: Option<Amount>) {
        match self.last {
            Some((last, _)) if last.is_some() != row.seq.is_some() => self.has_no_order = true,
            Some((last, _)) if row.seq < last => {}
            _ => self.last = Some((row.seq, balance)),
        }
    }

    /// What the last row says, if there is a last one and it says something.
    pub fn balance(&self) -> Option<Amount> {
        self.last.filter(|_| !self.has_no_order).and_then(|(_, balance)| balance)
    }
}
