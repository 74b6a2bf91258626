//! Statements of any number of accounts, put in order when their source ends.
//!
//! The statements of one account may stand anywhere in a file, newest or oldest first, page by page. Only at its end is
//! it known in which order they follow each other. Readers therefore note where rows stand and read them a second time
//! ([`Rows`]): what is kept in memory grows with the number of statements and balances, not of rows.

mod figures;
mod period;
mod repeated;
mod rows;
mod tally;

use std::collections::{HashMap, HashSet};

use pannier_model::{
    record::{
        Account, AccountKind, AccountOwnership, AccountStatus, AnyRecord, Balance, PaymentMandate, Record as _,
        Transaction, TransactionDetail,
    },
    value::{Amount, CodeText, Currency, Date, Id, IdStability},
};
use pannier_report::{Code, Finding, Location};

use self::{rows::transactions, tally::Tally};
pub(crate) use self::{
    rows::{Block, Days, Each, Mark, Rows},
    tally::{Side, Stated},
};
use crate::{
    Error, Loss, Options,
    events::statement::{Direction, Window},
    ids::{IdKey, Ranks, identify},
    output::{Output, day_series, last_day, numbered},
    values::date_style::has_next,
};

/// Most statements of a source: each is remembered until its end.
const STATEMENTS: usize = 1_000_000;

/// A name for records before their thing has one.
pub(crate) fn unnamed() -> Id {
    Id::parse("account").expect("a valid id")
}

/// An account of which nothing is known but its currency.
pub(crate) fn account(currency: Currency) -> Account {
    let day = Date::new(1, 1, 1).expect("a day of the calendar");
    Account::new(unnamed(), day, AccountKind::Other, currency, AccountStatus::Unknown, AccountOwnership::Unknown)
}

/// One movement and its parts.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Row or element of the source, from 1.
    pub(crate) place: u64,
    pub(crate) transaction: Box<Transaction>,
    /// Parent, account, date and `seq` are written when the transaction has its id.
    pub(crate) details: Vec<TransactionDetail>,
}

/// One statement, page or array of one account: what is known of it while its rows stand in the source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outline {
    /// The period it promises; `None` where it promises nothing.
    pub(crate) declared: Option<Window>,
    /// Whether every day it shows may still change or lack rows (notifications, intraday reports).
    pub(crate) unpromised: bool,
    /// Sums that the statement states about its own entries.
    pub(crate) stated: Vec<Stated>,
    /// Balance booked before the first and after the last entry.
    pub(crate) opening: Option<(Date, Amount)>,
    pub(crate) closing: Option<(Date, Amount)>,
    /// What its rows come to.
    rows: Tally,
    /// Where they stand.
    blocks: Vec<Block>,
}

impl Outline {
    /// Takes the next row into account. A row on the last day of the calendar, by which some sources mean "never", is
    /// lost: no period ends behind it.
    pub(crate) fn see(&mut self, entry: &Entry, mark: Mark, output: &mut Output<'_>) -> Result<bool, Error> {
        if !has_next(entry.transaction.date) {
            output.lost_row(entry.place, last_day(Location::whole().at_row(entry.place)))?;
            return Ok(false);
        }
        self.rows.see(entry);
        let block = self.blocks.last_mut().filter(|block| block.takes(mark, entry.place));
        match block {
            Some(block) => block.see(entry),
            None => self.blocks.push(Block::new(entry, mark)),
        }
        Ok(true)
    }

    /// What decides its place among the statements of the account.
    fn start(&self) -> Option<Date> {
        let declared = self.declared.as_ref().map(|window| window.from);
        declared.into_iter().chain(self.rows.extent.earliest).min()
    }
}

/// What a source says about one account in one currency.
#[derive(Clone, Debug)]
pub(crate) struct Book {
    number: String,
    /// Element of the source that describes it, where such elements are rows.
    pub(crate) place: Option<u64>,
    /// `id` and `as_of` are written at the end.
    pub(crate) account: Account,
    /// Statements whose rows stay in the source.
    pub(crate) outlines: Vec<Outline>,
    /// How many rows there are of each day.
    pub(crate) days: Days,
    /// Balances and the element they stand in, where elements of that kind are rows of the source.
    pub(crate) balances: Vec<(Option<u64>, Balance)>,
    pub(crate) mandates: Vec<(u64, PaymentMandate)>,
}

/// Everything a source says.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    books: Vec<Book>,
    index: HashMap<(String, Currency), usize>,
}

impl Gathered {
    /// The account with this number (its name in the source, empty where it has none) and currency.
    pub(crate) fn book(&mut self, number: &str, currency: Currency) -> &mut Book {
        let index = self.index(number, currency);
        self.at(index)
    }

    /// The number of such an account among all, for [`Gathered::at`].
    pub(crate) fn index(&mut self, number: &str, currency: Currency) -> usize {
        *self.index.entry((number.to_owned(), currency)).or_insert_with(|| {
            self.books.push(Book {
                number: number.to_owned(),
                place: None,
                account: account(currency),
                outlines: Vec::new(),
                days: Days::default(),
                balances: Vec::new(),
                mandates: Vec::new(),
            });
            self.books.len() - 1
        })
    }

    /// The account of this number.
    pub(crate) fn at(&mut self, index: usize) -> &mut Book {
        &mut self.books[index]
    }

    /// Hands on every account with what belongs to it, in the order in which the source names them.
    pub(crate) fn emit(self, rows: &mut dyn Rows, options: &Options, output: &mut Output<'_>) -> Result<(), Error> {
        if self.books.iter().map(|book| book.outlines.len()).sum::<usize>() > STATEMENTS {
            let message = format!("the source has more than {STATEMENTS} statements or pages");
            output.finding(
                Finding::new(Code::ConvertStructure, Location::whole(), message)
                    .with_help("split it by account or by year"),
            )?;
            return self
                .books
                .into_iter()
                .try_for_each(|book| book.lose("the source has too many statements", rows, output));
        }
        let mut numbers: HashMap<String, u64> = HashMap::new();
        for book in &self.books {
            *numbers.entry(book.number.clone()).or_default() += 1;
        }
        let name = options.account.as_ref().map_or("account", Id::as_str);
        let mut pools: HashMap<String, usize> = HashMap::new();
        for (index, mut book) in self.books.into_iter().enumerate() {
            let thing = numbered(name, index + 1);
            // Sub-accounts in several currencies under one number.
            if numbers.get(&book.number).is_some_and(|count| *count > 1) {
                let next = pools.len() + 1;
                let pool = *pools.entry(book.number.clone()).or_insert(next);
                book.account.pool = CodeText::parse(&format!("pool-{pool}")).ok();
            }
            if book.account.zone.is_none() {
                book.account.zone.clone_from(&options.zone);
            }
            book.emit(&thing, options.as_of, rows, output)?;
        }
        Ok(())
    }

    /// Rows, by their places, that an earlier page of their account has too.
    pub(crate) fn repeated(&self, rows: &mut dyn Rows) -> Result<HashSet<u64>, Error> {
        let mut found = HashSet::new();
        for book in &self.books {
            repeated::find(&book.outlines, rows, &mut found)?;
        }
        Ok(found)
    }

    /// All accounts, with their numbers as the source writes them.
    pub(crate) fn each_mut(&mut self) -> impl Iterator<Item = (&str, &mut Account)> {
        self.books.iter_mut().map(|book| (book.number.as_str(), &mut book.account))
    }
}

impl Book {
    /// Takes the next row of an account whose rows make one statement.
    pub(crate) fn see(&mut self, entry: &Entry, mark: Mark, output: &mut Output<'_>) -> Result<(), Error> {
        if self.outlines.is_empty() {
            self.outlines.push(Outline::default());
        }
        if self.outlines[0].see(entry, mark, output)? {
            self.days.see(entry);
        }
        Ok(())
    }

    /// All rows of the account as losses.
    fn lose(self, reason: &'static str, rows: &mut dyn Rows, output: &mut Output<'_>) -> Result<(), Error> {
        let balances = self.balances.iter().filter_map(|(place, _)| *place);
        let mandates = self.mandates.iter().map(|(place, _)| *place);
        for place in self.place.into_iter().chain(balances).chain(mandates) {
            output.skipped_row(place, reason)?;
        }
        for outline in &self.outlines {
            lose(outline, reason, rows, output)?;
        }
        output.loss(Loss::whole("account", reason))
    }

    fn emit(
        mut self,
        thing: &Id,
        given: Option<Date>,
        rows: &mut dyn Rows,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        self.lose_last_day(output)?;
        let Some(as_of) = given.or_else(|| self.as_of()) else {
            let reason = "no date says when the account was looked at; --as-of gives the day of the download";
            return self.lose(reason, rows, output);
        };
        if as_of.next_day().is_none() {
            output.finding(last_day(Location::whole()))?;
            return self.lose("its last day has no day after it", rows, output);
        }
        self.account.id = thing.clone();
        self.account.as_of = as_of;
        match self.place {
            None => output.state(thing.clone(), self.account)?,
            Some(place) => {
                let Some(to) = as_of.next_day() else { return output.finding(last_day(Location::whole())) };
                output.series(day_series(thing.clone(), Account::TYPE, as_of, to))?;
                output.row(place, self.account)?;
            }
        }
        mandates(thing, as_of, self.mandates, output)?;
        balances(thing, self.balances, output)?;
        let mut statements = self.outlines;
        output.summary.newest_first |=
            statements.iter().any(|statement| statement.rows.direction() == Direction::NewestFirst);
        statements.sort_by_key(Outline::start);
        figures::check(thing, &statements, output)?;
        for period in period::periods(statements) {
            transactions(thing, &period, &self.days, rows, output)?;
        }
        Ok(())
    }

    /// Balances on the last day of the calendar: no period ends behind it.
    fn lose_last_day(&mut self, output: &mut Output<'_>) -> Result<(), Error> {
        let mut lost = Vec::new();
        let before = self.balances.len();
        self.balances.retain(|(place, balance)| {
            let kept = has_next(balance.date);
            lost.extend(place.filter(|_| !kept));
            kept
        });
        for place in &lost {
            output.lost_row(*place, last_day(Location::whole().at_row(*place)))?;
        }
        if before > self.balances.len() && lost.is_empty() {
            output.finding(last_day(Location::whole()))?;
        }
        Ok(())
    }

    /// The last day of which the source knows something.
    fn as_of(&self) -> Option<Date> {
        let statements = self.outlines.iter().flat_map(|statement| {
            let declared = statement.declared.as_ref().and_then(|window| window.to.previous_day());
            declared.into_iter().chain(statement.rows.extent.latest)
        });
        let balances = self.balances.iter().map(|(_, balance)| balance.date);
        statements.chain(balances).max()
    }
}

/// All rows of a statement as losses.
pub(crate) fn lose(
    outline: &Outline,
    reason: &'static str,
    rows: &mut dyn Rows,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    for block in &outline.blocks {
        rows.read(block, &mut |entry| output.skipped_row(entry.place, reason))?;
    }
    Ok(())
}

/// States of a thing other than its account: all of one day.
fn mandates(
    thing: &Id,
    as_of: Date,
    mandates: Vec<(u64, PaymentMandate)>,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    if mandates.is_empty() {
        return Ok(());
    }
    let Some(to) = as_of.next_day() else { return output.finding(last_day(Location::whole())) };
    output.series(day_series(thing.clone(), PaymentMandate::TYPE, as_of, to))?;
    for (index, (place, mut mandate)) in mandates.into_iter().enumerate() {
        let Ok(id) = Id::parse(&format!("{}.mandate-{}", thing.as_str(), index + 1)) else {
            output.skipped_row(place, "the account's name is too long for an id made from it")?;
            continue;
        };
        mandate.id = id;
        mandate.account = thing.clone();
        mandate.as_of = as_of;
        output.row(place, mandate)?;
    }
    Ok(())
}

fn balances(thing: &Id, mut balances: Vec<(Option<u64>, Balance)>, output: &mut Output<'_>) -> Result<(), Error> {
    balances.sort_by_key(|(_, balance)| balance.date);
    let (Some((_, first)), Some((_, last))) = (balances.first(), balances.last()) else { return Ok(()) };
    let Some(window) = Window::of_rows(first.date, last.date) else {
        return output.finding(last_day(Location::whole()));
    };
    output.series(window.series(thing, Balance::TYPE))?;
    let mut ranks = Ranks::default();
    for (place, mut balance) in balances {
        balance.account = thing.clone();
        balance.id_stability = Some(if window.incomplete.contains(&balance.date) {
            IdStability::Provisional
        } else {
            IdStability::Derived
        });
        let mut record = AnyRecord::from(balance);
        identify(&IdKey::ZERO, &mut ranks, &mut record);
        match place {
            Some(place) => output.row(place, record)?,
            None => output.record(None, record)?,
        }
    }
    Ok(())
}
