//! `balance-chain`: each running balance is the one before it plus the amount.
//!
//! Balances chain in the issuer's own order. Interest is dated back, so that order is `seq` and not the order of rows;
//! rows next to each other in it are folded into one segment at once, and only segments are sorted.

use super::findings::{Findings, PartFindings};
use super::plan::Plan;
use super::spool::{Batch, Pack, Sorted, To};
use pannier_model::record::{Transaction, TransactionStatus};
use pannier_model::value::Amount;
use pannier_report::Code;
use std::io;

/// Series 2, first place 8, part 2, last place 8, row of the first balance 4, state 1, four sums 64.
pub(crate) const SEGMENT: usize = 89;

const BREAK: &str = "the running balance is not the one before it plus the amount";
const HELP: &str = "look for a missing, doubled or reordered row; where the issuer dates interest back, give `seq`";

/// Rows whose places follow each other.
#[derive(Clone, Copy, Debug)]
struct Segment {
    first: u64,
    last: u64,
    /// Booked amounts, in millionths, up to and with the first row that has a balance; all of them where none has.
    before: i128,
    /// The first and the last balance, the row of the first, and the amounts after the last.
    known: Option<Known>,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    first: i128,
    row: u32,
    last: i128,
    after: i128,
}

/// How rows of a series are ordered. Complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// By `seq`.
    Seq,
    /// By their place in the series.
    Rows,
}

/// The chain of one part.
#[derive(Debug)]
pub(crate) struct Chain {
    series: u16,
    part: u16,
    /// Place of the first row of the part, should its rows have no `seq`.
    base: u64,
    order: Option<Order>,
    /// Some booked rows have `seq` and some do not.
    mixed: bool,
    open: Option<Segment>,
    batch: Batch<SEGMENT>,
}

impl Chain {
    pub(crate) fn new(series: usize, part: usize, base: u64) -> Self {
        let number = |value: usize| u16::try_from(value).unwrap_or(u16::MAX);
        Self {
            series: number(series),
            part: number(part),
            base,
            order: None,
            mixed: false,
            open: None,
            batch: Batch::new(),
        }
    }

    /// Takes row `row` (from 1 among those shown), which is the part's row `index`. `balance` is its running balance
    /// where that is shown.
    pub(crate) fn row(
        &mut self,
        transaction: &Transaction,
        balance: Option<Amount>,
        index: u32,
        row: u64,
        findings: &mut PartFindings<'_>,
        to: To<'_, SEGMENT>,
    ) -> io::Result<()> {
        let booked = transaction.status == TransactionStatus::Booked;
        let order = if transaction.seq.is_some() { Order::Seq } else { Order::Rows };
        if booked {
            self.mixed |= *self.order.get_or_insert(order) != order;
        }
        let place = match (transaction.seq, self.order) {
            (Some(seq), Some(Order::Seq)) => seq.value(),
            (_, Some(Order::Rows)) => self.base + u64::from(index),
            // A row that is not booked has no balance; without a place of its own it tells nothing.
            _ => return Ok(()),
        };
        let amount = if booked { i128::from(transaction.amount.micros()) } else { 0 };
        let balance = balance.filter(|_| booked).map(|balance| i128::from(balance.micros()));
        let row_number = u32::try_from(row).unwrap_or(u32::MAX);
        let follows = self.open.as_ref().is_some_and(|open| open.last.checked_add(1) == Some(place));
        if !follows {
            self.close(to)?;
        }
        let open = self.open.get_or_insert(Segment { first: place, last: place, before: 0, known: None });
        open.last = place;
        match (&mut open.known, balance) {
            (None, None) => open.before = open.before.saturating_add(amount),
            (None, Some(balance)) => {
                open.before = open.before.saturating_add(amount);
                open.known = Some(Known { first: balance, row: row_number, last: balance, after: 0 });
            }
            (Some(known), None) => known.after = known.after.saturating_add(amount),
            (Some(known), Some(balance)) => {
                if known.last.saturating_add(known.after).saturating_add(amount) != balance {
                    findings.row_help(Code::BalanceChain, row, "/running_balance", BREAK, HELP);
                }
                (known.last, known.after) = (balance, 0);
            }
        }
        Ok(())
    }

    fn close(&mut self, to: To<'_, SEGMENT>) -> io::Result<()> {
        let Some(segment) = self.open.take() else { return Ok(()) };
        let known = segment.known.unwrap_or(Known { first: 0, row: 0, last: 0, after: 0 });
        let entry = Pack::new()
            .put(self.series.to_be_bytes())
            .put(segment.first.to_be_bytes())
            .put(self.part.to_be_bytes())
            .put(segment.last.to_be_bytes())
            .put(known.row.to_be_bytes())
            .put([u8::from(segment.known.is_some())])
            .put(segment.before.to_be_bytes())
            .put(known.first.to_be_bytes())
            .put(known.last.to_be_bytes())
            .put(known.after.to_be_bytes())
            .done();
        self.batch.push(entry, to)
    }

    /// The order of the part's booked rows: `None` without any, `Err` where only some have `seq`.
    pub(crate) fn finish(mut self, to: To<'_, SEGMENT>) -> io::Result<Result<Option<Order>, Mixed>> {
        self.close(to)?;
        self.batch.hand_over(to)?;
        Ok(if self.mixed { Err(Mixed) } else { Ok(self.order) })
    }
}

/// How far the segments of a series have been joined.
#[derive(Clone, Copy)]
struct Reached {
    series: usize,
    place: u64,
    /// The last balance and what was booked since.
    carried: Option<(i128, i128)>,
}

/// Only some booked rows have `seq`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mixed;

/// Joins the segments of all parts. `chained` says for each series whether its rows have one order.
pub(crate) fn finish(
    plan: &Plan,
    chained: &dyn Fn(usize) -> bool,
    sorted: &mut Sorted<SEGMENT>,
    findings: &mut Findings,
) -> io::Result<()> {
    let mut before: Option<Reached> = None;
    while let Some(entry) = sorted.next()? {
        let mut fields = Pack::reading(entry);
        let series = usize::from(u16::from_be_bytes(fields.take()));
        let first = u64::from_be_bytes(fields.take());
        let part = usize::from(u16::from_be_bytes(fields.take()));
        let last = u64::from_be_bytes(fields.take());
        let row = u32::from_be_bytes(fields.take());
        let [state] = fields.take();
        let [sum_before, first_balance, last_balance, after] = [(); 4].map(|()| i128::from_be_bytes(fields.take()));
        let known = (state == 1).then_some(Known { first: first_balance, row, last: last_balance, after });
        if !chained(series) {
            continue;
        }
        let same = before.filter(|before| before.series == series);
        if let Some(Reached { place: reached, .. }) = same
            && first <= reached
        {
            // Which of the two comes first is not known (`transaction-seq-unique`), so nothing follows from either.
            before = Some(Reached { series, place: reached.max(last), carried: None });
            continue;
        }
        let whole = plan.series()[series].whole;
        let carried = same.and_then(|Reached { place: reached, carried, .. }| {
            let adjacent = reached.checked_add(1) == Some(first);
            if !adjacent && !whole && carried.is_some() {
                findings.not_checked(
                    Code::BalanceChain,
                    Some(&plan.series()[series].name),
                    "rows between those shown are withheld",
                );
            }
            carried.filter(|_| adjacent || whole)
        });
        if let (Some((balance, since)), Some(known)) = (carried, known)
            && balance.saturating_add(since).saturating_add(sum_before) != known.first
        {
            PartFindings::new(findings, plan, part).row_help(
                Code::BalanceChain,
                known.row.into(),
                "/running_balance",
                BREAK,
                HELP,
            );
        }
        let carried = match (known, carried) {
            (Some(known), _) => Some((known.last, known.after)),
            (None, Some((balance, since))) => Some((balance, since.saturating_add(sum_before))),
            (None, None) => None,
        };
        before = Some(Reached { series, place: last, carried });
    }
    Ok(())
}
