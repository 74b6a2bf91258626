//! The monthly figures of transactions (spec: "How a summary is computed"): written when a bundle is issued, and
//! computed again when one is checked.

use pannier_model::record::{
    Balance, BalanceCreditLineIncluded, BalanceKind, Summary, SummaryMetric, SummaryOf, Transaction, TransactionStatus,
};
use pannier_model::value::{
    Category, CodeText, Currency, Date, Decimal, FeeKind, Id, Int, Invalid, Total, TxKind, Unit,
};
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

/// Adds up the transactions and balances of one account.
///
/// Memory grows with days and months, not with rows.
#[derive(Clone, Debug)]
pub struct TransactionSummaries {
    account: Id,
    windows: Vec<Window>,
    incomplete: BTreeSet<Date>,
    figures: BTreeMap<(Date, SummaryMetric, u8, Currency), (Total, u64)>,
    days: BTreeMap<Date, DayFacts>,
    last_place: Option<(Date, u64)>,
    rows: u64,
    currency: Option<Currency>,
}

impl TransactionSummaries {
    /// Nothing added yet; `windows` are the periods of the account's parts of transactions, in any order.
    pub fn new(account: Id, mut windows: Vec<Window>) -> Self {
        windows.sort_by_key(|window| window.from);
        let incomplete = windows.iter().flat_map(|window| window.incomplete.iter().copied()).collect();
        Self {
            account,
            windows,
            incomplete,
            figures: BTreeMap::new(),
            days: BTreeMap::new(),
            last_place: None,
            rows: 0,
            currency: None,
        }
    }

    /// Takes the next transaction in the order of rows.
    pub fn transaction(&mut self, transaction: &Transaction) {
        self.rows += 1;
        let date = transaction.date;
        if transaction.status != TransactionStatus::Booked || self.incomplete.contains(&date) {
            return;
        }
        self.currency.get_or_insert(transaction.currency);
        for (metric, bucket, value) in figures(transaction).into_iter().flatten() {
            let place = (date.month_start(), metric, bucket, transaction.currency);
            let (sum, count) = self.figures.entry(place).or_insert((Total::ZERO, 0));
            *sum = add(*sum, value);
            *count += 1;
        }
        let day = self.days.entry(date).or_default();
        day.booked = add(day.booked, transaction.amount.into());
        let place = transaction.seq.map_or(self.rows, Int::value);
        if self.last_place.is_none_or(|(last_date, last)| last_date != date || place >= last) {
            self.last_place = Some((date, place));
            day.running = transaction.running_balance.map(Total::from);
        }
    }

    /// Takes a balance of the account; only closing booked balances count.
    pub fn balance(&mut self, balance: &Balance) {
        if let Some(rank) = closing_rank(balance) {
            self.currency.get_or_insert(balance.currency);
            self.days.entry(balance.date).or_default().state_closing(rank, balance.amount.into());
        }
    }

    /// The summaries by date, metric and bucket. `id_of` is given each of them with a provisional id and returns the
    /// one it has to bear.
    ///
    /// Fails where a sum has more digits than a decimal can have.
    pub fn finish(self, id_of: &mut dyn FnMut(&Summary) -> Id) -> Result<Vec<Summary>, Invalid> {
        let mut rows: BTreeMap<(Date, SummaryMetric, &'static str), Vec<Row>> = BTreeMap::new();
        for ((month, metric, bucket, currency), (sum, count)) in &self.figures {
            let row = Row { currency: Some(*currency), unit: None, count: *count, value: *sum };
            rows.entry((*month, *metric, bucket_word(*metric, *bucket))).or_default().push(row);
        }
        for (month, eod) in self.end_of_days() {
            for (metric, value) in eod.figures() {
                let money = !matches!(metric, SummaryMetric::EodCreditDays | SummaryMetric::EodDebitDays);
                let row = Row {
                    currency: self.currency.filter(|_| money),
                    unit: (!money).then_some(Unit::Day),
                    count: eod.count,
                    value,
                };
                rows.entry((month, metric, ALL)).or_default().push(row);
            }
        }
        let mut summaries = Vec::new();
        for ((month, metric, bucket), rows) in rows {
            let days = self.covered_days(month);
            for row in rows {
                let mut summary = Summary::new(
                    self.account.clone(),
                    SummaryOf::Transaction,
                    month,
                    Int::from(days),
                    days == u32::from(month.days_in_month()),
                    metric,
                    CodeText::parse(bucket)?,
                    Int::new(row.count)?,
                    row.value.to_decimal()?,
                );
                summary.thing = Some(self.account.clone());
                summary.currency = row.currency;
                summary.unit = row.unit;
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

    fn end_of_days(&self) -> Vec<(Date, EndOfDays)> {
        let mut months: Vec<(Date, EndOfDays)> = Vec::new();
        let mut carry = None;
        let mut reached: Option<Date> = None;
        for window in &self.windows {
            if reached != Some(window.from) {
                carry = None;
            }
            reached = Some(window.to);
            let mut day = window.from;
            while day < window.to {
                let incomplete = self.incomplete.contains(&day);
                let facts = self.days.get(&day).copied().unwrap_or_default();
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

/// A figure on its way to a [`Summary`].
struct Row {
    currency: Option<Currency>,
    unit: Option<Unit>,
    count: u64,
    value: Total,
}

/// The one bucket of metrics that have no others.
pub(crate) const ALL: &str = "all";

/// What a booked transaction adds to: metric, bucket, value.
pub(crate) fn figures(transaction: &Transaction) -> [Option<(SummaryMetric, u8, Total)>; 4] {
    let amount = Total::from(transaction.amount);
    let kind = place(TxKind::ALL, transaction.kind);
    let moved = match transaction.amount.signum() {
        1 => Some((SummaryMetric::In, kind, amount)),
        -1 => Some((SummaryMetric::Out, kind, amount)),
        _ => None,
    };
    let fee = transaction.fee_kind.map(|fee| (SummaryMetric::Fee, place(FeeKind::ALL, fee), amount));
    let foreign = (transaction.is_foreign == Some(true))
        .then(|| (SummaryMetric::Foreign, kind, Total::from(transaction.amount.abs())));
    let category =
        transaction.category.map(|category| (SummaryMetric::Category, place(Category::ALL, category), amount));
    [moved, fee, foreign, category]
}

/// The place of a word in its list.
fn place<T: PartialEq + Copy>(all: &[T], word: T) -> u8 {
    all.iter().position(|other| *other == word).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

fn words(metric: SummaryMetric) -> &'static [&'static str] {
    match metric {
        SummaryMetric::In | SummaryMetric::Out | SummaryMetric::Foreign => TxKind::WORDS,
        SummaryMetric::Fee => FeeKind::WORDS,
        SummaryMetric::Category => Category::WORDS,
        _ => &[ALL],
    }
}

/// The word of a bucket.
pub(crate) fn bucket_word(metric: SummaryMetric, bucket: u8) -> &'static str {
    words(metric).get(usize::from(bucket)).copied().unwrap_or(ALL)
}

/// The bucket of a word, `None` where the metric of transactions has no such bucket.
pub(crate) fn bucket(metric: SummaryMetric, word: &str) -> Option<u8> {
    words(metric).iter().position(|other| *other == word).and_then(|place| u8::try_from(place).ok())
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
    /// Running balance of the last booked row in the order of `seq`.
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

/// A sum that cannot overflow: amounts are below 10^24 units of 10^-12, and a bundle has fewer than 2^46 rows.
pub(crate) fn add(sum: Total, term: Total) -> Total {
    sum.plus(term).unwrap_or(sum)
}

/// The days of a month.
pub(crate) fn days_of(month: Date) -> impl Iterator<Item = Date> {
    (0..i64::from(month.days_in_month())).filter_map(move |day| month.month_start().plus_days(day))
}
