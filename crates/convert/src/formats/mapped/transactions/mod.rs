//! Files of which every row is a transaction: exports of any bank.
//!
//! Carried: whatever the mapping gives a column to. Not in such files: the period they cover (from the first to the
//! last row, neither day promised), who owns the account, and anything a person can only know from elsewhere; currency
//! and zone are in the mapping or given by the user. Where the mapping leaves the order of dates or the decimal sign
//! open, the whole file decides, and an ambiguous file is refused.

mod bookings;
mod row;

pub(super) use bookings::{Bookings, Written};

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
};

use pannier_model::{
    record::{Account, AccountOwnership, AccountStatus, Record as _, Transaction},
    value::{Currency, Id, Name, Number},
};
use pannier_report::{Code, Finding, Location};

use self::row::{AmountPlaces, DateStyle, Dates, Places, RowReader, Seen, Without};
use super::{Source, decided_order, decided_style, head_cells};
use crate::{
    Encoding, Error, Options,
    events::statement::{Direction, Extent, Ledger, Window},
    output::{Output, numbered},
    syntax::{
        cells::{self, Cells, Line, Unread},
        delimited::{RawRow, Table},
    },
    values::{
        account_number::Written as AccountNumber,
        date_style::OrderEvidence,
        number_style::{NumberStyle, StyleEvidence},
    },
};

/// Why rows before the header are lost.
const BEFORE: &str = "a row before the header that no member takes";

/// Most accounts of a file.
const ACCOUNTS: usize = 1000;

/// Reads the rows of a file that starts at `start`.
pub(super) fn read(
    bookings: &Bookings,
    options: &Options,
    source: Source<'_>,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    File { mapping: bookings, options }.read(source, output)
}

struct File<'a> {
    mapping: &'a Bookings,
    options: &'a Options,
}

/// An account of the file: rows with one number and one currency.
struct Found {
    cell: String,
    currency: Currency,
    extent: Extent,
}

impl Found {
    fn is(&self, cell: &str, currency: Currency) -> bool {
        // Nothing is not compared with nothing: to look at no bytes at the address of an empty string takes hundreds of cycles.
        let is_cell = if cell.is_empty() { self.cell.is_empty() } else { self.cell == cell };
        is_cell && self.currency == currency
    }
}

/// What the first pass learns.
#[derive(Default)]
struct First {
    accounts: Vec<Found>,
    places: HashMap<(String, Currency), usize>,
    /// Over all accounts, because a file runs in one direction.
    extent: Extent,
}

impl File<'_> {
    fn read(&self, source: Source<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        let Source { input, start, encoding } = source;
        let mut table = Table::new(input, self.mapping.file.dialect, start);
        let Some((head, file)) = head_cells(&mut table, &self.mapping.file, encoding, output)? else { return Ok(()) };
        let places = match Places::find(self.mapping, file.header.then_some(head.as_slice()), head.len()) {
            Ok(places) => places,
            Err(findings) => return findings.into_iter().try_for_each(|finding| output.finding(finding)),
        };
        let first_row = file.first_row();
        let Some((dates, numbers)) = self.styles(&mut table, first_row, encoding, &places, output)? else {
            return Ok(());
        };
        let reader = RowReader {
            mapping: self.mapping,
            places,
            dates: Dates::new(dates),
            numbers,
            accounts: RefCell::default(),
            currency: self.mapping.currency.or(self.options.currency),
            placeholder: Id::parse("account").expect("a valid id"),
        };
        let rows = Rows { reader, first_row, encoding };
        let first = rows.survey(&mut table, output)?;
        if first.accounts.is_empty() {
            return output.finding(Finding::new(
                Code::ConvertRecordsPresent,
                Location::whole(),
                "no row of the file became a record",
            ));
        }
        self.emit(&rows, &first, &mut table, output)
    }

    /// Order of dates and decimal sign: from the mapping, from the user, or from the whole file.
    fn styles(
        &self,
        table: &mut Table<'_>,
        first_row: u64,
        encoding: Encoding,
        places: &Places,
        output: &mut Output<'_>,
    ) -> Result<Option<(DateStyle, NumberStyle)>, Error> {
        let dates =
            (self.mapping.date.clone().map(DateStyle::Format)).or(self.options.date_order.map(DateStyle::Order));
        if let (Some(dates), Some(numbers)) = (&dates, self.mapping.number) {
            return Ok(Some((dates.clone(), numbers)));
        }
        let (mut orders, mut decimals) = (OrderEvidence::default(), StyleEvidence::default());
        let mut seen = false;
        let mut undecodable = None;
        let fixed = self.mapping.currency.or(self.options.currency);
        let mut store = Cells::default();
        table.forward::<Error>(|row| {
            let Ok(row) = row else { return Ok(()) };
            if row.number < first_row || row.is_blank() {
                return Ok(());
            }
            let cells = match store.read(row, encoding) {
                Ok(cells) => cells,
                Err(finding) => {
                    undecodable.get_or_insert(finding);
                    return Ok(());
                }
            };
            if places.leaves_out(cells) {
                return Ok(());
            }
            seen = true;
            orders.see(places.date(cells).0);
            let mut symbols: Vec<&str> = self.mapping.written.number.symbols.iter().map(String::as_str).collect();
            symbols.extend(fixed.as_ref().map(Currency::as_str));
            symbols.extend(places.currency.map(|index| cells.cell(index)).filter(|text| !text.is_empty()));
            let amounts = match places.amount {
                AmountPlaces::One(one) | AmountPlaces::Flagged(one, _) => [Some(one), None],
                AmountPlaces::Two(debit, credit) => [Some(debit), Some(credit)],
            };
            for amount in amounts.into_iter().flatten().map(|index| cells.cell(index)).filter(|text| !text.is_empty()) {
                decimals.see(amount, &symbols);
            }
            Ok(())
        })?;
        if !seen {
            output.finding(undecodable.unwrap_or_else(|| {
                Finding::new(Code::ConvertRecordsPresent, Location::whole(), "the file has no rows").into()
            }))?;
            return Ok(None);
        }
        let dates = match dates {
            Some(dates) => Some(dates),
            None => decided_order(orders, output)?.map(DateStyle::Order),
        };
        let numbers = match self.mapping.number {
            Some(numbers) => Some(numbers),
            None => decided_style(decimals, output)?,
        };
        Ok(dates.zip(numbers))
    }

    fn emit(
        &self,
        rows: &Rows<'_>,
        first: &First,
        table: &mut Table<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        let direction = first.extent.direction();
        output.summary.newest_first = direction == Direction::NewestFirst;
        let base = self
            .options
            .account
            .as_ref()
            .map_or_else(|| self.mapping.account_kind.to_string(), |name| name.as_str().to_owned());
        let mut ledgers = Vec::with_capacity(first.accounts.len());
        for (index, found) in first.accounts.iter().enumerate() {
            let name = numbered(&base, index + 1);
            let (Some(latest), Some(window)) = (found.extent.latest, Window::of(None, found.extent.span(), output)?)
            else {
                output.finding(crate::output::last_day(Location::whole()))?;
                return Ok(());
            };
            let mut account = Account::new(
                name.clone(),
                latest,
                self.mapping.account_kind,
                found.currency,
                AccountStatus::Unknown,
                AccountOwnership::Unknown,
            );
            account.zone = self.options.zone.clone().or_else(|| self.mapping.zone.clone());
            let is_product = rows.reader.places.product.is_some();
            account.number = self.number(if is_product { "" } else { &found.cell });
            let product = if is_product {
                Some(found.cell.as_str())
            } else {
                self.mapping.written.account.product_name.as_deref()
            };
            account.product_name = product.and_then(|name| Name::parse(name).ok());
            account.servicer = self.mapping.written.account.servicer.as_deref().and_then(|name| Name::parse(name).ok());
            output.state(name.clone(), account)?;
            output.series(window.series(&name, Transaction::TYPE))?;
            ledgers.push((Ledger::new(name.clone(), window, found.extent.is_ascending(direction)), name));
        }
        let mut store = Cells::default();
        let mut before = 0;
        let book = |row: &RawRow, output: &mut Output<'_>| -> Result<(), Error> {
            let Some((mut transaction, account)) = rows.again(row, &mut store) else { return Ok(()) };
            let currency = transaction.currency;
            if !first.accounts.get(before).is_some_and(|found| found.is(account, currency)) {
                let Some(index) = first.places.get(&(account.to_owned(), currency)) else { return Ok(()) };
                before = *index;
            }
            match ledgers.get_mut(before) {
                Some((ledger, name)) => {
                    transaction.account = name.clone();
                    ledger.book(row.number, transaction, output)
                }
                None => Ok(()),
            }
        };
        let mut book = book;
        match direction {
            Direction::OldestFirst => table.forward(|row| row.map_or(Ok(()), |row| book(row, output)))?,
            Direction::NewestFirst => table.backward(|row| book(row, output))?,
        }
        ledgers.into_iter().try_for_each(|(ledger, _)| ledger.close(output))
    }

    fn number(&self, cell: &str) -> Option<Number> {
        let text = if cell.is_empty() { self.mapping.written.account.number.as_deref()? } else { cell };
        let card = self.mapping.account_kind == pannier_model::record::AccountKind::Card;
        let number = AccountNumber { card, bank: None, branch: None, number: Some(text) }.number()?;
        match (self.mapping.number_scheme, number.value()) {
            (Some(scheme), Some(value)) => Number::whole(scheme, number.display().clone(), value.clone())
                .ok()
                .or_else(|| Some(Number::masked(scheme, number.display().clone()))),
            (Some(scheme), None) => Some(Number::masked(scheme, number.display().clone())),
            (None, _) => Some(number),
        }
    }
}

/// The rows of a file and how they are read, the same in both passes.
struct Rows<'m> {
    reader: RowReader<'m>,
    first_row: u64,
    encoding: Encoding,
}

impl Rows<'_> {
    fn survey(&self, table: &mut Table<'_>, output: &mut Output<'_>) -> Result<First, Error> {
        let mut first = First::default();
        let mut unread = Unread::default();
        let mut names: Vec<String> = Vec::new();
        // How many values no member holds, by place and reason.
        let mut without: BTreeMap<(usize, &str), u64> = BTreeMap::new();
        let header = self.first_row - 1;
        let mut store = Cells::default();
        let mut losses = Vec::new();
        // The account of the row before, which is nearly always that of the next one.
        let mut before: Option<usize> = None;
        table.forward::<Error>(|row| {
            let row = match row {
                Ok(row) => row,
                Err((row, fault)) if fault.is_final() || row.number >= self.first_row => {
                    return output.lost_row(row.number, cells::structure(row, fault));
                }
                Err((row, _)) => return output.loss(crate::Loss::row(row.number, BEFORE)),
            };
            if row.is_blank() {
                return Ok(());
            }
            let cells = match store.read(row, self.encoding) {
                Ok(cells) => cells,
                Err(finding) => return output.lost_row(row.number, finding),
            };
            if row.number < self.first_row {
                if self.reader.mapping.file.header && row.number == header {
                    for (index, name) in cells.iter().enumerate().filter(|(index, _)| !self.reader.places.reads(*index))
                    {
                        unread.declare(index, name.trim());
                    }
                    names = cells.iter().map(|name| name.trim().to_owned()).collect();
                    return Ok(());
                }
                return output.loss(crate::Loss::row(row.number, BEFORE));
            }
            if self.reader.places.leaves_out(cells) {
                return output.skipped_row(row.number, "left out by the mapping");
            }
            losses.clear();
            let seen = match self.reader.judged(row, cells) {
                Some(seen) => {
                    debug_assert!(self.reader.is_judged_right(row, cells, seen), "{row:?}");
                    Ok((seen, Without::default()))
                }
                None => self.reader.read(row, cells, &mut losses, false).map(|transaction| {
                    (Seen::from(&*transaction), self.reader.places.without_member(&transaction, cells))
                }),
            };
            match seen {
                Ok((seen, without_member)) => {
                    let (account, currency) = (self.account(cells), seen.currency);
                    let known = before
                        .filter(|index| first.accounts[*index].is(account, currency))
                        .or_else(|| first.places.get(&(account.to_owned(), currency)).copied());
                    let index = match known {
                        Some(index) => index,
                        None if first.accounts.len() == ACCOUNTS => {
                            return output.lost_row(
                                row.number,
                                Finding::new(Code::ConvertStructure, cells::at(row, None), "more than 1000 accounts"),
                            );
                        }
                        None => {
                            let cell = account.to_owned();
                            first.accounts.push(Found { cell, currency, extent: Extent::default() });
                            first.places.insert((account.to_owned(), currency), first.accounts.len() - 1);
                            first.accounts.len() - 1
                        }
                    };
                    before = Some(index);
                    let Seen { date, amount, running_balance, .. } = seen;
                    first.accounts[index].extent.see(date, amount, running_balance);
                    first.extent.see(date, amount, running_balance);
                    if !self.reader.mapping.file.header {
                        for index in (0..cells.len()).filter(|index| !self.reader.places.reads(*index)) {
                            unread.declare_once(index);
                        }
                    }
                    unread.see(|index| cells.cell(index));
                    for (index, reason) in without_member.into_iter().flatten() {
                        if !self.reader.mapping.said(cells.cell(index)).is_empty() {
                            *without.entry((index, reason)).or_default() += 1;
                        }
                    }
                    losses.drain(..).try_for_each(|loss| output.lost_value(loss))
                }
                Err(finding) => output.lost_row(row.number, finding),
            }
        })?;
        unread.report(output)?;
        for ((index, reason), count) in without {
            let name = names.get(index).filter(|name| !name.is_empty()).cloned();
            let name = name.unwrap_or_else(|| format!("column {}", index + 1));
            output.loss(crate::Loss::values(name, count, reason))?;
        }
        Ok(first)
    }

    /// The account cell, or that of the product; with the currency it tells accounts apart: one in two currencies is two records.
    fn account<'c>(&self, cells: Line<'c>) -> &'c str {
        let places = &self.reader.places;
        places.account.or(places.product).map_or("", |index| cells.cell(index))
    }

    /// The transaction of a row in the second pass, and its account cell; what was refused in the first is silent.
    fn again<'c>(&self, row: &'c RawRow, store: &'c mut Cells) -> Option<(Box<Transaction>, &'c str)> {
        if row.is_blank() || row.number < self.first_row {
            return None;
        }
        let cells = store.read(row, self.encoding).ok()?;
        if self.reader.places.leaves_out(cells) {
            return None;
        }
        let transaction = self.reader.read(row, cells, &mut Vec::new(), true).ok()?;
        Some((transaction, self.account(cells)))
    }
}
