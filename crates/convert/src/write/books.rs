//! The accounts of a conversion with everything that happened on them, for targets that are statements or journals.
//!
//! Series come in any order, and a statement begins with what stands in the last of them, so the records of accounts are
//! held in memory until the end. Records of other types are counted and let go.

use std::collections::HashMap;

use pannier_model::{
    record::{
        Account, AccountKind, AccountOwnership, AccountStatus, AnyRecord, Balance, BalanceKind, CreditArrangement,
        Record as _, Transaction, TransactionDetail, TransactionStatus,
    },
    value::{Amount, Currency, Date, Fields as _, Id, Int, Total},
};

use super::{Losses, Withheld};
use crate::{Loss, Series};

/// What a target has a place for: the members of each type, besides ids, accounts and currencies.
#[derive(Debug)]
pub(crate) struct Carried {
    /// Why everything else is lost.
    pub(crate) reason: &'static str,
    pub(crate) account: &'static [&'static str],
    /// Empty where balances are lost as a whole.
    pub(crate) balance: &'static [&'static str],
    pub(crate) balance_kinds: &'static [BalanceKind],
    pub(crate) transaction: &'static [&'static str],
    /// Whether rows that are not booked have a place.
    pub(crate) unbooked: bool,
    /// Empty where details are lost as a whole.
    pub(crate) detail: &'static [&'static str],
    /// Empty where arrangements are lost as a whole.
    pub(crate) arrangement: &'static [&'static str],
    /// Whether the target says which days of a period may lack rows.
    pub(crate) incomplete: bool,
    /// Whether it says for which days there are rows.
    pub(crate) period: bool,
}

/// Members that say what a record is called and where it stands, and nothing about a person (spec: formats written).
const ASIDE: &[&str] = &["id", "account", "currency", "parent", "seq", "id_stability", "source_ref"];

/// Days for which a target is told that rows are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Period {
    pub(crate) from: Date,
    /// First day after.
    pub(crate) to: Date,
}

/// One account.
#[derive(Debug)]
pub(crate) struct Book {
    /// Its name among the records.
    pub(crate) thing: Id,
    /// Absent where no record describes it.
    described: Option<Account>,
    /// Periods of its transactions, oldest first.
    pub(crate) periods: Vec<Period>,
    /// By date.
    pub(crate) balances: Vec<Balance>,
    /// By date; within a day in the issuer's order.
    pub(crate) rows: Vec<Transaction>,
    details: HashMap<String, Vec<TransactionDetail>>,
    pub(crate) arrangements: Vec<CreditArrangement>,
}

impl Book {
    fn new(thing: Id) -> Self {
        Self {
            thing,
            described: None,
            periods: Vec::new(),
            balances: Vec::new(),
            rows: Vec::new(),
            details: HashMap::new(),
            arrangements: Vec::new(),
        }
    }

    /// Its currency: the account's own, else that of what is known of it; `None` where nothing is.
    pub(crate) fn currency(&self) -> Option<Currency> {
        let described = self.described.as_ref().map(|account| account.currency);
        described
            .or_else(|| self.rows.first().map(|row| row.currency))
            .or_else(|| Some(self.balances.first()?.currency))
    }

    /// What is known of the account, in this currency.
    pub(crate) fn account(&self, currency: Currency) -> Account {
        self.described.clone().unwrap_or_else(|| {
            let day = self.rows.last().map(|row| row.date).or_else(|| Some(self.balances.last()?.date));
            let day = day.unwrap_or_else(|| Date::new(1, 1, 1).expect("a day of the calendar"));
            let (status, ownership) = (AccountStatus::Unknown, AccountOwnership::Unknown);
            Account::new(self.thing.clone(), day, AccountKind::Other, currency, status, ownership)
        })
    }

    /// Its rows period by period, each in the order in which balances chain: by `seq` where all have one, else as they
    /// stand. Rows outside every period come last, under a period of their own days.
    pub(crate) fn chains(&self) -> Vec<(Period, Vec<&Transaction>)> {
        let mut chains: Vec<(Period, Vec<&Transaction>)> =
            self.periods.iter().map(|period| (*period, Vec::new())).collect();
        let mut outside = Vec::new();
        for row in &self.rows {
            let holds = |(period, _): &&mut (Period, _)| period.from <= row.date && row.date < period.to;
            match chains.iter_mut().find(holds) {
                Some((_, rows)) => rows.push(row),
                None => outside.push(row),
            }
        }
        if let (Some(first), Some(last)) = (outside.first(), outside.last())
            && let Some(to) = last.date.next_day()
        {
            chains.push((Period { from: first.date, to }, outside));
        }
        for (_, rows) in &mut chains {
            if rows.iter().all(|row| row.seq.is_some()) {
                rows.sort_by_key(|row| row.seq.map(Int::value));
            }
        }
        chains
    }

    /// The parts of a row, in order.
    pub(crate) fn details(&self, row: &Transaction) -> &[TransactionDetail] {
        self.details.get(row.id.as_str()).map_or(&[], Vec::as_slice)
    }

    /// Days from the first to the last that anything is known about.
    pub(crate) fn extent(&self) -> Option<Period> {
        let rows = self.rows.iter().map(|row| row.date);
        let dates = rows.chain(self.balances.iter().map(|held| held.date));
        let (first, last) = dates.fold((None, None), |(first, last): (Option<Date>, Option<Date>), day| {
            (Some(first.map_or(day, |first| first.min(day))), Some(last.map_or(day, |last| last.max(day))))
        });
        let from = self.periods.iter().map(|period| period.from).chain(first).min()?;
        let to = self.periods.iter().map(|period| period.to).chain(last.and_then(Date::next_day)).max()?;
        Some(Period { from, to })
    }
}

/// Sums of one book that follow from its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Figures {
    /// Booked before the first of the rows.
    pub(crate) opening: Opening,
    /// Booked after the last of them, where the records say it.
    pub(crate) closing: Option<(Date, Amount)>,
    /// Whether opening and rows make the closing balance.
    pub(crate) agrees: bool,
}

/// A balance before rows, and how it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// A record states it, or the balance after the first row does.
    Stated(Amount),
    /// It is what a later balance leaves once the rows before that are taken off.
    Left(Amount),
    Unknown,
}

impl Opening {
    pub(crate) fn amount(self) -> Option<Amount> {
        match self {
            Self::Stated(amount) | Self::Left(amount) => Some(amount),
            Self::Unknown => None,
        }
    }
}

impl Figures {
    /// Of booked rows in the order in which they chain, in one period of a book.
    pub(crate) fn of(book: &Book, rows: &[&Transaction], period: Period) -> Self {
        let within = |held: &&Balance| period.from <= held.date && held.date < period.to;
        let first = rows.first().and_then(|row| Total::from(row.running_balance?).minus(row.amount)?.to_amount().ok());
        // Every balance of the books says what was there before the first row, once the rows before it are taken off.
        let before = period.from.previous_day();
        let known = book.balances.iter().filter(|held| within(held) || Some(held.date) == before).filter_map(|held| {
            let earlier: Vec<Amount> = match held.kind {
                BalanceKind::OpeningBooked => {
                    rows.iter().filter(|row| row.date < held.date).map(|row| row.amount).collect()
                }
                BalanceKind::PreviousClosing | BalanceKind::ClosingBooked => {
                    rows.iter().filter(|row| row.date <= held.date).map(|row| row.amount).collect()
                }
                _ => return None,
            };
            let stated = earlier.is_empty() && (held.kind != BalanceKind::ClosingBooked || Some(held.date) == before);
            Some((stated, Total::from(held.amount).minus(Total::of(earlier)?)?.to_amount().ok()?))
        });
        let known: Vec<(bool, Amount)> = known.collect();
        let stated = known.iter().find(|(stated, _)| *stated).map(|(_, amount)| *amount);
        let stated = first.or(stated);
        let last = rows.last().and_then(|row| Some((row.date, row.running_balance?)));
        let closing = book.balances.iter().filter(within).rev().find(|held| held.kind == BalanceKind::ClosingBooked);
        let closing = closing.map(|held| (held.date, held.amount)).filter(|(day, _)| {
            // A balance of an earlier day is not that after the last row.
            rows.last().is_none_or(|row| row.date <= *day)
        });
        let closing = closing.or(last);
        let sum = Total::of(rows.iter().map(|row| row.amount));
        let left = closing.and_then(|(_, closing)| Total::from(closing).minus(sum?)?.to_amount().ok());
        let opening = match (stated, known.first().map(|(_, amount)| *amount).or(left)) {
            (Some(amount), _) => Opening::Stated(amount),
            (None, Some(amount)) => Opening::Left(amount),
            (None, None) => Opening::Unknown,
        };
        let agrees = left.is_some() && opening.amount() == left;
        Self { opening, closing, agrees }
    }
}

/// All accounts of a conversion.
#[derive(Debug)]
pub(crate) struct Books {
    carried: &'static Carried,
    list: Vec<Book>,
    index: HashMap<String, usize>,
    pub(crate) losses: Losses,
    withheld: Withheld,
}

impl Books {
    pub(crate) fn new(carried: &'static Carried) -> Self {
        Self {
            carried,
            list: Vec::new(),
            index: HashMap::new(),
            losses: Losses::default(),
            withheld: Withheld::default(),
        }
    }

    fn of(&mut self, thing: &Id) -> &mut Book {
        let index = *self.index.entry(thing.as_str().to_owned()).or_insert_with(|| {
            self.list.push(Book::new(thing.clone()));
            self.list.len() - 1
        });
        &mut self.list[index]
    }

    pub(crate) fn series(&mut self, series: &Series) {
        if series.record_type != Transaction::TYPE {
            return;
        }
        let Some(thing) = &series.thing else { return };
        if !self.carried.period {
            self.losses.series(Transaction::TYPE, "period", "from which day to which every row is there");
        }
        if !self.carried.incomplete {
            for _ in &series.incomplete {
                self.losses.series(Transaction::TYPE, "incomplete", "a day for which not every row is promised");
            }
        }
        self.of(thing).periods.push(Period { from: series.from, to: series.to });
    }

    pub(crate) fn record(&mut self, record: &AnyRecord, withheld: &[&str]) {
        let Carried { reason, account, balance, balance_kinds, transaction, unbooked, detail, arrangement, .. } =
            *self.carried;
        let members = match record {
            AnyRecord::Account(_) => account,
            AnyRecord::Balance(held) if !balance_kinds.contains(&held.kind) => &[],
            AnyRecord::Balance(_) => balance,
            AnyRecord::Transaction(row) if row.status != TransactionStatus::Booked && !unbooked => {
                self.losses.record(Transaction::TYPE, "a row that is not booked");
                return;
            }
            AnyRecord::Transaction(_) => transaction,
            AnyRecord::TransactionDetail(_) => detail,
            AnyRecord::CreditArrangement(_) => arrangement,
            _ => &[],
        };
        if members.is_empty() {
            self.losses.record(record.record_type(), reason);
            return;
        }
        self.withheld.see(record, withheld);
        record.each_field(&mut |name, _| {
            if !members.contains(&name) && !ASIDE.contains(&name) {
                self.losses.member(record.record_type(), name, reason);
            }
        });
        match record {
            AnyRecord::Account(account) => {
                self.of(&account.id).described = Some((**account).clone());
            }
            AnyRecord::Balance(held) => self.of(&held.account).balances.push((**held).clone()),
            AnyRecord::Transaction(row) => self.of(&row.account).rows.push((**row).clone()),
            AnyRecord::TransactionDetail(part) => {
                let details = &mut self.of(&part.account).details;
                details.entry(part.parent.as_str().to_owned()).or_default().push((**part).clone());
            }
            AnyRecord::CreditArrangement(held) => self.of(&held.account).arrangements.push((**held).clone()),
            _ => {}
        }
    }

    /// The accounts in the order in which they were named, each in order of dates.
    pub(crate) fn take(&mut self) -> Vec<Book> {
        let mut books = std::mem::take(&mut self.list);
        for book in &mut books {
            book.periods.sort();
            book.balances.sort_by_key(|held| held.date);
            book.rows.sort_by_key(|row| row.date);
            for parts in book.details.values_mut() {
                parts.sort_by_key(|part| part.seq.value());
            }
        }
        books
    }

    /// Everything that had no place.
    pub(crate) fn lost(self) -> Vec<Loss> {
        self.losses.named().chain(self.withheld.named()).collect()
    }
}
