//! The monthly figures of records (spec: "How a summary is computed"): written when a bundle is issued, and computed
//! again when one is checked.

mod end_of_day;
mod figure;
mod power;

pub(crate) use end_of_day::{DayFacts, EndOfDays, closing_rank};
pub(crate) use figure::{Bucket, Figure, Measure, Value, bucket, is_energy, terms};

use end_of_day::Days;
use figure::ALL;
use pannier_model::record::{AnyRecord, RecordType, Summary, SummaryMetric, SummaryOf, TransactionStatus};
use pannier_model::value::{CodeText, Date, Id, Int, Invalid, Total, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// A period of the summed series, and the days of it that are not promised whole.
#[derive(Clone, Debug)]
pub struct Window {
    /// First day.
    pub from: Date,
    /// First day after the period.
    pub to: Date,
    /// Days of which records may be missing.
    pub incomplete: Vec<Date>,
}

/// What is summed up of a record type; `None` for types that have no monthly figures.
pub fn summed(record_type: &RecordType) -> Option<SummaryOf> {
    SummaryOf::ALL.iter().copied().find(|of| of.as_str() == record_type.name)
}

/// Adds up the records of one series.
///
/// Memory grows with days and months, not with rows.
#[derive(Clone, Debug)]
pub struct Summaries {
    of: SummaryOf,
    thing: Option<Id>,
    windows: Vec<Window>,
    incomplete: BTreeSet<Date>,
    figures: BTreeMap<(Date, Figure), (Value, u64)>,
    days: Days,
}

impl Summaries {
    /// Nothing added yet. `thing` is that of the series, `None` for `all`; `windows` are the periods of its parts, in
    /// any order.
    pub fn new(of: SummaryOf, thing: Option<Id>, mut windows: Vec<Window>) -> Self {
        windows.sort_by_key(|window| window.from);
        let incomplete = windows.iter().flat_map(|window| window.incomplete.iter().copied()).collect();
        Self { of, thing, windows, incomplete, figures: BTreeMap::new(), days: Days::default() }
    }

    /// What is summed up.
    pub const fn of(&self) -> SummaryOf {
        self.of
    }

    /// Takes the next record in the order of rows; of transactions also the balances of the account. Any other record
    /// adds nothing.
    pub fn row(&mut self, record: &AnyRecord) {
        if let (AnyRecord::Balance(balance), SummaryOf::Transaction) = (record, self.of) {
            return self.days.balance(balance);
        }
        if record.record_type().name != self.of.as_str() {
            return;
        }
        let date = record.sort_date();
        let promised = !self.incomplete.contains(&date);
        if let AnyRecord::Transaction(transaction) = record {
            self.days.transaction(transaction, promised && transaction.status == TransactionStatus::Booked);
        }
        if !promised {
            return;
        }
        for (figure, value) in terms(record).into_iter().flatten() {
            let (sum, count) = self.figures.entry((date.month_start(), figure)).or_insert((Value::none(figure), 0));
            *sum = sum.and(value);
            *count += 1;
        }
    }

    /// The summaries by date, metric and bucket. `tou` is the label of the register's time-of-use window, where the
    /// series is of a register that has one. `id_of` is given each summary with a provisional id and returns the one
    /// it has to bear.
    ///
    /// Fails where a sum has more digits than a decimal can have.
    pub fn finish(
        self,
        tou: Option<&CodeText>,
        id_of: &mut dyn FnMut(&Summary) -> Id,
    ) -> Result<Vec<Summary>, Invalid> {
        let mut rows: BTreeMap<(Date, SummaryMetric, String), Vec<Row>> = BTreeMap::new();
        for ((month, figure), (value, count)) in &self.figures {
            let row = Row { measure: figure.measure, count: *count, value: value.total() };
            let word = figure.bucket.word(figure.metric, tou.map(CodeText::as_str));
            rows.entry((*month, figure.metric, word)).or_default().push(row);
        }
        for (month, eod) in self.days.months(&self.windows, &self.incomplete) {
            for (metric, value) in eod.figures() {
                let measure = match metric {
                    SummaryMetric::EodCreditDays | SummaryMetric::EodDebitDays => Measure::Unit(Unit::Day),
                    _ => Measure::money(self.days.currency),
                };
                let row = Row { measure, count: eod.count, value };
                rows.entry((month, metric, ALL.to_owned())).or_default().push(row);
            }
        }
        let first = self.thing.clone().map_or_else(|| Id::parse(ALL), Ok)?;
        let mut summaries = Vec::new();
        for ((month, metric, bucket), rows) in rows {
            let days = self.covered_days(month);
            for row in rows {
                let mut summary = Summary::new(
                    first.clone(),
                    self.of,
                    month,
                    Int::from(days),
                    days == u32::from(month.days_in_month()),
                    metric,
                    CodeText::parse(&bucket)?,
                    Int::new(row.count)?,
                    row.value.to_decimal()?,
                );
                summary.thing.clone_from(&self.thing);
                (summary.currency, summary.unit) = row.measure.members();
                summary.id = id_of(&summary);
                summaries.push(summary);
            }
        }
        Ok(summaries)
    }

    /// Days of the month in a window and not incomplete.
    fn covered_days(&self, month: Date) -> u32 {
        days_of(month).filter(|day| self.covers(*day) && !self.incomplete.contains(day)).fold(0, |count, _| count + 1)
    }

    fn covers(&self, day: Date) -> bool {
        let after = self.windows.partition_point(|window| window.from <= day);
        self.windows[..after].last().is_some_and(|window| day < window.to)
    }
}

/// A figure on its way to a [`Summary`].
struct Row {
    measure: Measure,
    count: u64,
    value: Total,
}

/// A sum that cannot overflow: amounts are below 10^24 units of 10^-12, and a bundle has fewer than 2^46 rows.
pub(crate) fn add(sum: Total, term: Total) -> Total {
    sum.plus(term).unwrap_or(sum)
}

/// The days of a month.
pub(crate) fn days_of(month: Date) -> impl Iterator<Item = Date> {
    (0..i64::from(month.days_in_month())).filter_map(move |day| month.month_start().plus_days(day))
}
