//! What all account statements share: their period, the direction of their rows, and what each row gets from the rows
//! before it.
//!
//! A statement is read twice. The first pass looks at dates only and learns direction, period and order; the second
//! hands on the records, oldest first. Nothing is kept of the rows between the two.

use std::collections::BTreeSet;

use pannier_model::{
    record::{AnyRecord, Record as _, Transaction, TransactionStatus},
    value::{Amount, Date, Id, IdStability, Int, Name},
};
use pannier_report::{Code, Finding, Location};

use crate::{
    Control, Error, Series,
    ids::{Digits, Names},
    output::Output,
};

/// Days by which rows may lie outside the period a source declares before the declaration is not believed.
const STRETCH: i64 = 400;

/// Which end of a source is the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    OldestFirst,
    NewestFirst,
}

/// What a first pass learns from the dates and balances of rows, in source order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extent {
    first: Option<Date>,
    last: Option<Date>,
    pub(crate) earliest: Option<Date>,
    pub(crate) latest: Option<Date>,
    falls: bool,
    rises: bool,
    before: Option<(Amount, Amount)>,
    /// Pairs of rows whose balances follow when read downwards and upwards.
    downwards: u64,
    upwards: u64,
}

impl Extent {
    /// Takes the next row into account.
    pub(crate) fn see(&mut self, date: Date, amount: Amount, balance: Option<Amount>) {
        if let Some(last) = self.last {
            self.rises |= date > last;
            self.falls |= date < last;
        }
        self.first.get_or_insert(date);
        self.last = Some(date);
        self.earliest = Some(self.earliest.map_or(date, |earliest| earliest.min(date)));
        self.latest = Some(self.latest.map_or(date, |latest| latest.max(date)));
        if let (Some((amount_before, balance_before)), Some(balance)) = (self.before, balance) {
            self.downwards += u64::from(follows(balance_before, amount, balance));
            self.upwards += u64::from(follows(balance, amount_before, balance_before));
        }
        self.before = balance.map(|balance| (amount, balance));
    }

    /// From the first and the last date; within one day from the balances; else as written.
    pub(crate) fn direction(&self) -> Direction {
        match self.first.cmp(&self.last) {
            std::cmp::Ordering::Greater => Direction::NewestFirst,
            std::cmp::Ordering::Equal if self.upwards > self.downwards => Direction::NewestFirst,
            _ => Direction::OldestFirst,
        }
    }

    /// First and last day of the rows; `None` where there are none.
    pub(crate) fn span(&self) -> Option<(Date, Date)> {
        self.earliest.zip(self.latest)
    }

    /// Whether dates never go back when the rows are read in `direction`.
    pub(crate) fn is_ascending(&self, direction: Direction) -> bool {
        match direction {
            Direction::OldestFirst => !self.falls,
            Direction::NewestFirst => !self.rises,
        }
    }
}

/// `row:12`.
fn row_reference(place: u64) -> Option<Name> {
    let mut text = Digits::default();
    text.push_padded(place, 1);
    b"row:".iter().rev().for_each(|byte| text.push(*byte));
    std::str::from_utf8(text.as_slice()).ok().and_then(|text| Name::parse(text).ok())
}

fn follows(before: Amount, amount: Amount, after: Amount) -> bool {
    before.micros().checked_add(amount.micros()) == Some(after.micros())
}

/// The period a statement covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) incomplete: BTreeSet<Date>,
}

impl Window {
    /// From the first to the last row; nobody promises that these two days are whole.
    pub(crate) fn of_rows(earliest: Date, latest: Date) -> Option<Self> {
        Some(Self { from: earliest, to: latest.next_day()?, incomplete: BTreeSet::from([earliest, latest]) })
    }

    /// The same window made to hold rows from `earliest` to `latest`: days added are not promised. `None` where a row
    /// lies so far outside that the declaration cannot be about these rows.
    pub(crate) fn stretched(mut self, earliest: Date, latest: Date) -> Option<Self> {
        if self.from.days_since(earliest) > STRETCH || latest.days_since(self.to) >= STRETCH {
            return None;
        }
        while self.from > earliest {
            self.from = self.from.previous_day()?;
            self.incomplete.insert(self.from);
        }
        while self.to <= latest {
            self.incomplete.insert(self.to);
            self.to = self.to.next_day()?;
        }
        Some(self)
    }

    /// The window of a statement: as declared, stretched to its rows; else that of its rows. `None` without either.
    pub(crate) fn of(
        declared: Option<Self>,
        rows: Option<(Date, Date)>,
        output: &mut Output<'_>,
    ) -> Result<Option<Self>, Error> {
        let Some((earliest, latest)) = rows else { return Ok(declared) };
        if let Some(declared) = declared {
            let outside = declared.from > earliest || declared.to <= latest;
            let stretched = declared.stretched(earliest, latest);
            if outside {
                output.finding(
                    Finding::new(
                        Code::ConvertControlFigure,
                        Location::whole(),
                        "rows lie outside the period that the source declares",
                    )
                    .with_help("the days added are listed as incomplete; check that the right file was taken"),
                )?;
            }
            if stretched.is_some() {
                return Ok(stretched);
            }
        }
        Ok(Self::of_rows(earliest, latest))
    }

    /// The series of a thing over this period.
    pub(crate) fn series(&self, thing: &Id, record_type: &'static pannier_model::record::RecordType) -> Series {
        Series {
            thing: Some(thing.clone()),
            record_type,
            from: self.from,
            to: self.to,
            incomplete: self.incomplete.iter().copied().collect(),
        }
    }
}

/// Completes the transactions of one account, oldest first: id, stability, `seq`, and the check of running balances.
pub(crate) struct Ledger {
    thing: Id,
    window: Window,
    ascending: bool,
    names: Names,
    /// The day of the row before, and whether the period promises it.
    day: Option<(Date, bool)>,
    next: u64,
    balance: Option<Amount>,
    checked: u64,
    breaks: u64,
    first_break: Option<u64>,
}

impl Ledger {
    /// `ascending`: no row is older than one before it.
    pub(crate) fn new(thing: Id, window: Window, ascending: bool) -> Self {
        Self {
            thing,
            window,
            ascending,
            names: Names::default(),
            day: None,
            next: 0,
            balance: None,
            checked: 0,
            breaks: 0,
            first_break: None,
        }
    }

    /// Gives a transaction of row `place` what it takes from the rows before it, and hands it on.
    pub(crate) fn book(
        &mut self,
        place: u64,
        transaction: Box<Transaction>,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        let seq = self.next;
        self.next += 1;
        let record = self.complete(seq, place, transaction);
        output.row(place, record)
    }

    /// Days before this one will not come again.
    pub(crate) fn forget(&mut self) {
        self.names.clear();
    }

    /// Gives a transaction of row `place`, the one of this rank, what it takes from the rows before it.
    pub(crate) fn complete(&mut self, seq: u64, place: u64, mut transaction: Box<Transaction>) -> AnyRecord {
        // Ranks are among rows with equal dates, so a day that is over need not be remembered; a source that goes back
        // to earlier days (re-dated interest) has to be remembered whole.
        let date = transaction.date;
        let known = self.day.filter(|(day, _)| *day == date);
        if self.ascending && known.is_none() {
            self.names.clear();
        }
        let (_, is_promised) =
            *self.day.insert(known.unwrap_or_else(|| (date, !self.window.incomplete.contains(&date))));
        transaction.seq = Int::new(seq).ok();
        transaction.source_ref = row_reference(place);
        let is_booked = transaction.status == TransactionStatus::Booked;
        let is_settled = is_booked && is_promised;
        transaction.id_stability = Some(if is_settled { IdStability::Derived } else { IdStability::Provisional });
        if !is_booked {
            // What is not booked has not moved the balance.
        } else if let Some(balance) = transaction.running_balance {
            if let Some(before) = self.balance {
                self.checked += 1;
                if !follows(before, transaction.amount, balance) {
                    self.breaks += 1;
                    self.first_break.get_or_insert(place);
                }
            }
            self.balance = Some(balance);
        } else {
            self.balance = self
                .balance
                .and_then(|before| Amount::from_units(before.micros() + transaction.amount.micros(), 6).ok());
        }
        self.names.identify(&mut transaction);
        AnyRecord::Transaction(transaction)
    }

    /// Says how the running balances of the source agreed with its rows.
    pub(crate) fn close(self, output: &mut Output<'_>) -> Result<(), Error> {
        if self.breaks > 0 {
            let location = Location { row: self.first_break, ..Location::default() }.in_series(format!(
                "{}/{}",
                self.thing.as_str(),
                Transaction::TYPE.name
            ));
            output.finding(
                Finding::new(
                    Code::ConvertControlFigure,
                    location,
                    format!("{} of {} running balances do not follow from the row before", self.breaks, self.checked),
                )
                .with_help("a row is missing, or interest carries an earlier date than its place"),
            )?;
        }
        if self.checked > 0 {
            output.summary.controls.push(Control {
                thing: self.thing,
                figure: "running balance",
                checked: self.checked,
                breaks: self.breaks,
                first_break: self.first_break,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    fn amount(text: &str) -> Amount {
        Amount::parse(text).expect("an amount")
    }

    #[test]
    fn direction_is_decided_once() {
        let check = |rows: &[(&str, &str, Option<&str>)], expected: Direction| {
            let mut extent = Extent::default();
            for (day, moved, balance) in rows {
                extent.see(date(day), amount(moved), balance.map(amount));
            }
            assert_eq!(extent.direction(), expected, "{rows:?}");
        };
        check(&[], Direction::OldestFirst);
        check(&[("2026-01-01", "1", None), ("2026-01-02", "1", None)], Direction::OldestFirst);
        check(&[("2026-01-02", "1", None), ("2026-01-01", "1", None)], Direction::NewestFirst);
        // An interest row dated back in the middle does not turn the file round.
        check(
            &[("2026-01-05", "1", None), ("2026-01-09", "1", None), ("2026-01-01", "1", None)],
            Direction::NewestFirst,
        );
        // Within one day the balances tell.
        check(&[("2026-01-01", "1", Some("1")), ("2026-01-01", "2", Some("3"))], Direction::OldestFirst);
        check(&[("2026-01-01", "2", Some("3")), ("2026-01-01", "1", Some("1"))], Direction::NewestFirst);
    }

    #[test]
    fn windows_stretch_to_their_rows() {
        let window = |from: &str, to: &str, incomplete: &[&str]| Window {
            from: date(from),
            to: date(to),
            incomplete: incomplete.iter().map(|day| date(day)).collect(),
        };
        let check = |earliest: &str, latest: &str, expected: Option<Window>| {
            let declared = window("2026-01-10", "2026-01-20", &[]);
            assert_eq!(declared.stretched(date(earliest), date(latest)), expected, "{earliest} {latest}");
        };
        check("2026-01-10", "2026-01-19", Some(window("2026-01-10", "2026-01-20", &[])));
        check(
            "2026-01-08",
            "2026-01-20",
            Some(window("2026-01-08", "2026-01-21", &["2026-01-08", "2026-01-09", "2026-01-20"])),
        );
        check("2024-01-08", "2026-01-19", None);
        check("2026-01-10", "9999-12-31", None);
    }
}
