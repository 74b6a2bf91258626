//! What a statement's rows come to, noted while they pass.

use pannier_model::{
    record::{Transaction, TransactionDateBasis, TransactionStatus},
    value::{Amount, Date, Total},
};

use super::Entry;
use crate::events::statement::{Direction, Extent};

/// Rows of a statement, without the rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Of all rows.
    pub(super) extent: Extent,
    /// First and last day of those that are booked on the day they are listed under.
    pub(super) booked: Option<(Date, Date)>,
    /// Whether some row has parts.
    pub(super) details: bool,
    all: Share,
    credits: Share,
    debits: Share,
    /// Sum, with signs, of what is booked.
    moved: Sum,
    first: Option<u64>,
    last: Option<u64>,
}

/// Number and sum of amounts without their signs.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    count: u64,
    sum: Sum,
}

/// A sum, or that there was too much to add.
#[derive(Clone, Copy, Debug)]
struct Sum(Option<Total>);

impl Default for Sum {
    fn default() -> Self {
        Self(Some(Total::ZERO))
    }
}

impl Sum {
    fn add(&mut self, amount: Amount) {
        self.0 = self.0.and_then(|sum| sum.plus(amount));
    }
}

/// A sum that a statement states about its own entries; without a sign.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stated {
    pub(crate) of: Side,
    pub(crate) count: Option<u64>,
    pub(crate) sum: Option<Total>,
}

/// The entries a stated sum is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    All,
    Credits,
    Debits,
}

impl Tally {
    /// Takes the next row of the source into account.
    pub(super) fn see(&mut self, entry: &Entry) {
        let Entry { place, transaction, details } = entry;
        self.extent.see(transaction.date, transaction.amount, transaction.running_balance);
        self.details |= !details.is_empty();
        self.first.get_or_insert(*place);
        self.last = Some(*place);
        let size = transaction.amount.abs();
        let side = match transaction.amount.signum() {
            1 => Some(&mut self.credits),
            -1 => Some(&mut self.debits),
            _ => None,
        };
        for side in [Some(&mut self.all), side].into_iter().flatten() {
            side.count += 1;
            side.sum.add(size);
        }
        if transaction.status == TransactionStatus::Booked {
            self.moved.add(transaction.amount);
            self.book(transaction);
        }
    }

    fn book(&mut self, transaction: &Transaction) {
        if transaction.date_basis == TransactionDateBasis::Booked {
            let day = transaction.date;
            let (first, last) = self.booked.unwrap_or((day, day));
            self.booked = Some((first.min(day), last.max(day)));
        }
    }

    /// Rows so far.
    pub(super) fn count(&self) -> u64 {
        self.all.count
    }

    /// Which end of the statement is the oldest.
    pub(super) fn direction(&self) -> Direction {
        self.extent.direction()
    }

    /// The row that comes first and the one that comes last when they are read oldest first.
    pub(super) fn ends(&self) -> (Option<u64>, Option<u64>) {
        match self.direction() {
            Direction::OldestFirst => (self.first, self.last),
            Direction::NewestFirst => (self.last, self.first),
        }
    }

    /// Whether what is booked leads from one balance to the other.
    pub(super) fn leads(&self, opening: Amount, closing: Amount) -> bool {
        self.moved.0.and_then(|moved| moved.plus(opening)) == Some(Total::from(closing))
    }

    /// Whether a stated sum is that of these rows.
    pub(super) fn agrees(&self, stated: Stated) -> bool {
        let side = match stated.of {
            Side::All => self.all,
            Side::Credits => self.credits,
            Side::Debits => self.debits,
        };
        stated.count.is_none_or(|count| count == side.count) && stated.sum.is_none_or(|sum| side.sum.0 == Some(sum))
    }
}
