//! Statements of any number of accounts, gathered until their source ends.
//!
//! The statements of one account may stand anywhere in a file, newest or oldest first, page by page. Only at its end is
//! it known in which order they follow each other, so the records of one source are held in memory until then; sources
//! are bounded ([`MOST_BYTES`]).

use std::collections::HashMap;

use pannier_model::{
    record::{
        Account, AccountKind, AccountOwnership, AccountStatus, AnyRecord, Balance, PaymentMandate, Record as _,
        Transaction, TransactionDateBasis, TransactionDetail, TransactionStatus,
    },
    value::{Amount, CodeText, Currency, Date, Id, IdStability, Int, Total},
};
use pannier_report::{Code, Finding, Location};

use crate::{
    Control, Error, Input, Loss, Options,
    encoding::Encoding,
    ids::{IdKey, Ranks, identify},
    output::{Output, day_series, last_day, numbered},
    statement::{Direction, Extent, Ledger, Window},
};

/// Largest source that is held in memory, in bytes.
pub(crate) const MOST_BYTES: u64 = 256 << 20;
/// Most statements of a source.
const STATEMENTS: usize = 20_000;
/// Longest period, in days, of which every day is listed as not promised.
const UNPROMISED: i64 = 4000;
/// Days without a statement after which two statements no longer belong to one period.
const GAP: i64 = 400;

/// The whole source as bytes; a finding where it has more than `most`.
pub(crate) fn bytes(input: &mut dyn Input, most: u64) -> Result<Result<Vec<u8>, Box<Finding>>, Error> {
    let bytes = crate::encoding::head(input, most + 1)?;
    if bytes.len() as u64 > most {
        let message = format!("the source is larger than {} MiB, the most that is read of this format", most >> 20);
        return Ok(Err(Finding::new(Code::ConvertStructure, Location::whole(), message)
            .with_help("split it by account or by year")
            .into()));
    }
    Ok(Ok(bytes))
}

/// The whole source as text: UTF-8, UTF-16 by its byte order mark, else as `--encoding` says, never as a guess.
pub(crate) fn text(bytes: &[u8], options: &Options) -> Result<String, Box<Finding>> {
    let mark = crate::encoding::byte_order_mark(bytes);
    let encoding = mark.map_or(options.encoding.unwrap_or(Encoding::UTF_8), |(encoding, _)| encoding);
    let start = mark.map_or(0, |(_, length)| usize::try_from(length).unwrap_or(0));
    encoding.decode(&bytes[start..]).map(std::borrow::Cow::into_owned).ok_or_else(|| {
        Finding::new(
            Code::ConvertEncoding,
            Location::whole(),
            format!("a byte has no character in {}", encoding.name()),
        )
        .with_help("name the encoding of the source with --encoding, for instance windows-1252")
        .into()
    })
}

/// Lines with their number from 1; CR LF, LF and a lone CR all end one.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
    let mut rest = Some(text).filter(|text| !text.is_empty());
    (1..).zip(std::iter::from_fn(move || {
        let text = rest?;
        let end = text.find(['\n', '\r']);
        let (line, after) = end.map_or((text, ""), |end| {
            let skip = if text[end..].starts_with("\r\n") { 2 } else { 1 };
            (&text[..end], &text[end + skip..])
        });
        rest = Some(after).filter(|after| !after.is_empty());
        Some(line)
    }))
}

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
    pub(crate) transaction: Transaction,
    /// Parent, account, date and `seq` are written when the transaction has its id.
    pub(crate) details: Vec<TransactionDetail>,
}

/// One statement, page or array of one account.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statement {
    /// The period it promises; `None` where it promises nothing.
    pub(crate) declared: Option<Window>,
    /// Whether every day it shows may still change or lack rows (notifications, intraday reports).
    pub(crate) unpromised: bool,
    pub(crate) entries: Vec<Entry>,
    /// Sums that the statement states about its own entries.
    pub(crate) stated: Vec<Stated>,
    /// Balance booked before the first and after the last entry.
    pub(crate) opening: Option<(Date, Amount)>,
    pub(crate) closing: Option<(Date, Amount)>,
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

impl Stated {
    fn agrees(self, entries: &[Entry]) -> bool {
        let amounts = || {
            entries.iter().map(|entry| entry.transaction.amount).filter(|amount| match self.of {
                Side::All => true,
                Side::Credits => amount.signum() > 0,
                Side::Debits => amount.signum() < 0,
            })
        };
        self.count.is_none_or(|count| count == amounts().count() as u64)
            && self.sum.is_none_or(|sum| Total::of(amounts().map(Amount::abs)) == Some(sum))
    }
}

impl Statement {
    /// Of all rows, or of those that are booked on the day they are listed under.
    fn extent(&self, booked: bool) -> Extent {
        let mut extent = Extent::default();
        for Entry { transaction, .. } in &self.entries {
            let is_booked = transaction.status == TransactionStatus::Booked
                && transaction.date_basis == TransactionDateBasis::Booked;
            if !booked || is_booked {
                extent.see(transaction.date, transaction.amount, transaction.running_balance);
            }
        }
        extent
    }

    /// What decides its place among the statements of the account.
    fn start(&self) -> Option<Date> {
        let declared = self.declared.as_ref().map(|window| window.from);
        declared.into_iter().chain(self.entries.iter().map(|entry| entry.transaction.date)).min()
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
    pub(crate) statements: Vec<Statement>,
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
        let index = *self.index.entry((number.to_owned(), currency)).or_insert_with(|| {
            self.books.push(Book {
                number: number.to_owned(),
                place: None,
                account: account(currency),
                statements: Vec::new(),
                balances: Vec::new(),
                mandates: Vec::new(),
            });
            self.books.len() - 1
        });
        &mut self.books[index]
    }

    /// Hands on every account with what belongs to it, in the order in which the source names them.
    pub(crate) fn emit(self, options: &Options, output: &mut Output<'_>) -> Result<(), Error> {
        if self.books.iter().map(|book| book.statements.len()).sum::<usize>() > STATEMENTS {
            let message = format!("the source has more than {STATEMENTS} statements or pages");
            output.finding(
                Finding::new(Code::ConvertStructure, Location::whole(), message)
                    .with_help("split it by account or by year"),
            )?;
            return self.books.into_iter().try_for_each(|book| book.lose("the source has too many statements", output));
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
            book.emit(&thing, options.as_of, output)?;
        }
        Ok(())
    }

    /// All accounts, with their numbers as the source writes them.
    pub(crate) fn each_mut(&mut self) -> impl Iterator<Item = (&str, &mut Account)> {
        self.books.iter_mut().map(|book| (book.number.as_str(), &mut book.account))
    }
}

impl Book {
    /// All rows of the account as losses.
    fn lose(self, reason: &'static str, output: &mut Output<'_>) -> Result<(), Error> {
        let entries = self.statements.iter().flat_map(|statement| statement.entries.iter().map(|entry| entry.place));
        let balances = self.balances.iter().filter_map(|(place, _)| *place);
        let mandates = self.mandates.iter().map(|(place, _)| *place);
        for place in self.place.into_iter().chain(entries).chain(balances).chain(mandates) {
            output.skipped_row(place, reason)?;
        }
        output.loss(Loss::whole("account", reason))
    }

    fn emit(mut self, thing: &Id, given: Option<Date>, output: &mut Output<'_>) -> Result<(), Error> {
        self.lose_last_day(output)?;
        let Some(as_of) = given.or_else(|| self.as_of()) else {
            return self
                .lose("no date says when the account was looked at; --as-of gives the day of the download", output);
        };
        if as_of.next_day().is_none() {
            output.finding(last_day(Location::whole()))?;
            return self.lose("its last day has no day after it", output);
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
        let mut statements = self.statements;
        for statement in &mut statements {
            if statement.extent(false).direction() == Direction::NewestFirst {
                statement.entries.reverse();
                output.summary.newest_first = true;
            }
        }
        statements.sort_by_key(Statement::start);
        check_figures(thing, &statements, output)?;
        for period in periods(statements) {
            transactions(thing, period, output)?;
        }
        Ok(())
    }

    /// Rows on the last day of the calendar, by which some sources mean "never": no period ends behind it.
    fn lose_last_day(&mut self, output: &mut Output<'_>) -> Result<(), Error> {
        let mut lost = Vec::new();
        for statement in &mut self.statements {
            statement.entries.retain(|entry| {
                let kept = entry.transaction.date.next_day().is_some();
                lost.extend((!kept).then_some(entry.place));
                kept
            });
        }
        let before = self.balances.len();
        self.balances.retain(|(place, balance)| {
            let kept = balance.date.next_day().is_some();
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
        let statements = self.statements.iter().flat_map(|statement| {
            let declared = statement.declared.as_ref().and_then(|window| window.to.previous_day());
            declared.into_iter().chain(statement.entries.iter().map(|entry| entry.transaction.date))
        });
        let balances = self.balances.iter().map(|(_, balance)| balance.date);
        statements.chain(balances).max()
    }
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

/// Opening balance and booked rows make the closing balance; the closing balance of one statement opens the next.
fn check_figures(thing: &Id, statements: &[Statement], output: &mut Output<'_>) -> Result<(), Error> {
    let mut sums =
        Control { thing: thing.clone(), figure: "closing balance", checked: 0, breaks: 0, first_break: None };
    let mut chain = Control { figure: "opening balance", ..sums.clone() };
    let mut stated = Control { figure: "sums of entries", ..sums.clone() };
    let mut before: Option<(Date, Amount)> = None;
    for statement in statements {
        let last = statement.entries.last().map(|entry| entry.place);
        if let (Some((_, opening)), Some((_, closing))) = (statement.opening, statement.closing) {
            let booked = statement.entries.iter().map(|entry| &entry.transaction);
            let booked = booked.filter(|row| row.status == TransactionStatus::Booked).map(|row| row.amount);
            let sum = Total::of(booked.chain([opening]));
            note(&mut sums, sum == Some(Total::from(closing)), last);
        }
        for figure in &statement.stated {
            note(&mut stated, figure.agrees(&statement.entries), last);
        }
        if let (Some((_, closing)), Some((_, opening))) = (before, statement.opening) {
            note(&mut chain, closing == opening, statement.entries.first().map(|entry| entry.place));
        }
        before = statement.closing;
    }
    for (control, message) in [
        (sums, "opening balance and booked rows do not make the closing balance"),
        (stated, "the number or the sum of the entries is not the one stated"),
        (chain, "a statement does not open with the balance the one before it closed with"),
    ] {
        if control.breaks > 0 {
            let location = Location { row: control.first_break, ..Location::default() }.in_series(format!(
                "{}/{}",
                thing.as_str(),
                Transaction::TYPE.name
            ));
            let message = format!("{message} ({} of {})", control.breaks, control.checked);
            output.finding(
                Finding::new(Code::ConvertControlFigure, location, message)
                    .with_help("a row or a statement is missing, or the source has been changed"),
            )?;
        }
        if control.checked > 0 {
            output.summary.controls.push(control);
        }
    }
    Ok(())
}

fn note(control: &mut Control, agrees: bool, place: Option<u64>) {
    control.checked += 1;
    if !agrees {
        control.breaks += 1;
        control.first_break = control.first_break.or(place);
    }
}

/// Statements, oldest first, that lie so near each other that they make one period.
fn periods(statements: Vec<Statement>) -> Vec<Vec<Statement>> {
    let mut periods: Vec<Vec<Statement>> = Vec::new();
    let mut end: Option<Date> = None;
    for statement in statements {
        let Some(start) = statement.start() else { continue };
        let declared = statement.declared.as_ref().map(|window| window.to);
        let latest = declared.into_iter().chain(statement.entries.iter().map(|entry| entry.transaction.date)).max();
        match (periods.last_mut(), end) {
            (Some(period), Some(end)) if start.days_since(end) <= GAP => period.push(statement),
            _ => periods.push(vec![statement]),
        }
        end = end.max(latest);
    }
    periods
}

/// The rows of one period, with the days in it that nobody promises.
fn transactions(thing: &Id, statements: Vec<Statement>, output: &mut Output<'_>) -> Result<(), Error> {
    let Some(window) = window(&statements, output)? else { return Ok(()) };
    let mut extent = Extent::default();
    for entry in statements.iter().flat_map(|statement| &statement.entries) {
        extent.see(entry.transaction.date, entry.transaction.amount, None);
    }
    let mut ledger = Ledger::new(thing.clone(), window.clone(), &extent, Direction::OldestFirst);
    let mut rows = Vec::new();
    let mut details = Vec::new();
    for Entry { place, mut transaction, details: parts } in statements.into_iter().flat_map(|one| one.entries) {
        transaction.account = thing.clone();
        if !parts.is_empty() {
            transaction.details = Int::new(parts.len() as u64).ok();
        }
        let date = transaction.date;
        let record = ledger.complete(place, transaction);
        let parent = record.id().clone();
        for (seq, mut detail) in parts.into_iter().enumerate() {
            detail.id = Id::parse(&format!("{}.{seq}", parent.as_str())).expect("22 characters and a number");
            detail.account = thing.clone();
            detail.parent = parent.clone();
            detail.date = date;
            detail.seq = Int::new(seq as u64).unwrap_or(detail.seq);
            details.push((place, detail));
        }
        rows.push((place, record));
    }
    // `seq` keeps the issuer's order, in which balances chain; a series ascends by date.
    rows.sort_by_key(|(_, record)| record.sort_date());
    details.sort_by_key(|(_, detail)| detail.date);
    output.series(window.series(thing, Transaction::TYPE))?;
    for (place, record) in rows {
        output.row(place, record)?;
    }
    ledger.close(output)?;
    if !details.is_empty() {
        output.series(window.series(thing, TransactionDetail::TYPE))?;
        for (place, detail) in details {
            output.record(Some(place), detail)?;
        }
    }
    Ok(())
}

/// What the statements of one period promise together. Days between two statements are not promised; a day on which
/// one statement ends and the next begins is promised where one of them does.
fn window(statements: &[Statement], output: &mut Output<'_>) -> Result<Option<Window>, Error> {
    let mut joined: Option<Window> = None;
    for statement in statements {
        let booked = statement.extent(true);
        let Some(mut window) = Window::of(statement.declared.clone(), &booked, output)? else { continue };
        if statement.unpromised {
            if window.to.days_since(window.from) > UNPROMISED {
                output.finding(Finding::new(
                    Code::ConvertStructure,
                    Location::whole(),
                    format!("a report that promises no day spans more than {UNPROMISED} of them"),
                ))?;
            } else {
                let mut day = Some(window.from);
                while let Some(next) = day.filter(|day| *day < window.to) {
                    window.incomplete.insert(next);
                    day = next.next_day();
                }
            }
        }
        joined = Some(match joined {
            None => window,
            Some(joined) => join(joined, &window),
        });
    }
    // Pending rows promise nothing about their days.
    let mut all = Extent::default();
    for entry in statements.iter().flat_map(|statement| &statement.entries) {
        all.see(entry.transaction.date, entry.transaction.amount, None);
    }
    let (Some(earliest), Some(latest)) = (all.earliest, all.latest) else { return Ok(joined) };
    Ok(joined.and_then(|joined| joined.stretched(earliest, latest)).or_else(|| Window::of_rows(earliest, latest)))
}

/// Two periods of which the second begins no earlier. Only days of the second are looked at, so that many short periods
/// cost no more than their days.
fn join(mut first: Window, second: &Window) -> Window {
    let held = |day: &Date| first.from <= *day && *day < first.to && !first.incomplete.contains(day);
    let open: Vec<Date> = second.incomplete.iter().filter(|day| !held(day)).copied().collect();
    if second.from < second.to {
        let settled: Vec<Date> = first
            .incomplete
            .range(second.from..second.to)
            .filter(|day| !second.incomplete.contains(day))
            .copied()
            .collect();
        for day in &settled {
            first.incomplete.remove(day);
        }
    }
    first.incomplete.extend(open);
    let mut day = first.to;
    while day < second.from {
        first.incomplete.insert(day);
        let Some(next) = day.next_day() else { break };
        day = next;
    }
    first.from = first.from.min(second.from);
    first.to = first.to.max(second.to);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    fn window_of(from: &str, to: &str, incomplete: &[&str]) -> Window {
        Window { from: date(from), to: date(to), incomplete: incomplete.iter().map(|day| date(day)).collect() }
    }

    #[test]
    fn lines_are_numbered() {
        let found: Vec<(u64, &str)> = lines("a\r\n\r\nb\rc\n\nd").collect();
        assert_eq!(found, [(1, "a"), (2, ""), (3, "b"), (4, "c"), (5, ""), (6, "d")]);
        assert_eq!(lines("").count(), 0);
        assert_eq!(lines("a\n").count(), 1);
    }

    #[test]
    fn joined_periods() {
        let check = |first: Window, second: Window, expected: Window| {
            assert_eq!(join(first.clone(), &second), expected, "{first:?} {second:?}");
        };
        // The day on which one ends and the next begins is whole where one of the two says so.
        check(
            window_of("2026-01-01", "2026-02-01", &["2026-01-01"]),
            window_of("2026-01-31", "2026-03-01", &["2026-01-31"]),
            window_of("2026-01-01", "2026-03-01", &["2026-01-01"]),
        );
        // Days between two are nobody's.
        check(
            window_of("2026-01-01", "2026-01-03", &[]),
            window_of("2026-01-05", "2026-01-06", &[]),
            window_of("2026-01-01", "2026-01-06", &["2026-01-03", "2026-01-04"]),
        );
        check(
            window_of("2026-01-01", "2026-01-09", &[]),
            window_of("2026-01-02", "2026-01-03", &["2026-01-02"]),
            window_of("2026-01-01", "2026-01-09", &[]),
        );
    }
}
