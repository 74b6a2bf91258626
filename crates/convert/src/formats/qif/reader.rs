//! The first reading: accounts, their balances and where their movements stand.

use pannier_model::record::{AccountKind, Balance, BalanceCreditLineIncluded, BalanceKind, Transaction};
use pannier_report::{Code, Finding};

use super::{
    movement::{Reading, transfer},
    record::{Record, Section},
    unread::Unread,
};
use crate::{
    Error, Loss,
    events::gather::{Gathered, Mark, unnamed},
    output::Output,
    values::text,
};

/// The first reading.
pub(super) struct Reader {
    pub(super) reading: Reading,
    pub(super) gathered: Gathered,
    /// Name of the account whose movements follow, from the last description of one.
    account: Option<String>,
    /// The book of these movements.
    book: Option<usize>,
    /// Counts stretches of movements of one account.
    run: u32,
    pub(super) unread: Unread,
}

impl Reader {
    pub(super) fn new(reading: Reading) -> Self {
        Self { reading, gathered: Gathered::default(), account: None, book: None, run: 0, unread: Unread::default() }
    }

    pub(super) fn record(&mut self, place: u64, record: &Record, output: &mut Output<'_>) -> Result<(), Error> {
        if !record.ended {
            return output.lost_row(
                place,
                Finding::new(
                    Code::ConvertStructure,
                    record.at(place),
                    "a record does not end with ^: the file is cut off, or a line is missing",
                ),
            );
        }
        match record.section {
            Section::Movements(kind) => match self.movement(place, kind, record, output)? {
                Ok(()) => Ok(()),
                Err(finding) => output.lost_row(place, finding),
            },
            Section::Accounts => self.described(place, record, output),
            Section::Investment => output.skipped_row(place, "a movement of securities, which no record type holds"),
            Section::List => output.skipped_row(place, "an entry of a list that holds no movements"),
        }
    }

    /// A description of an account: its name, kind and statement balance. No row of its own, because most files repeat
    /// the same account before every section.
    fn described(&mut self, place: u64, record: &Record, output: &mut Output<'_>) -> Result<(), Error> {
        let Some(name) = record.first('N').filter(|name| !name.is_empty()) else {
            return output.finding(Finding::new(
                Code::ConvertStructure,
                record.at(place),
                "the description of an account does not name it",
            ));
        };
        self.turn_to(name);
        let kind = record.first('T').and_then(|kind| Section::of_type(&kind.to_ascii_lowercase()));
        let date = record.first('/').map(|text| self.reading.styles.date(text));
        let balance =
            record.first('$').filter(|text| !text.is_empty()).map(|text| self.reading.amount(place, record, text));
        for (letter, value) in record.fields() {
            if !value.is_empty() && !matches!(letter, 'N' | 'T' | '/' | '$') {
                self.unread.see(&format!("{letter} of an account"));
            }
        }
        let currency = self.reading.currency;
        let book = self.gathered.book(name, currency);
        if book.account.nickname.is_none() {
            book.account.nickname = text::name(name).ok().flatten();
        }
        if let Some(Section::Movements(kind)) = kind {
            book.account.kind = kind;
        }
        match (date, balance) {
            (_, None) => Ok(()),
            (Some(Some(date)), Some(Ok(amount))) => {
                let held = Balance::new(
                    unnamed(),
                    unnamed(),
                    date,
                    BalanceKind::Statement,
                    amount,
                    currency,
                    BalanceCreditLineIncluded::Unknown,
                );
                book.balances.push((None, held));
                Ok(())
            }
            (_, Some(Err(finding))) => output.finding(finding),
            (_, Some(Ok(_))) => output.loss(Loss::member(place, "balance", "it has no date that could be read")),
        }
    }

    /// Movements from here on are those of this account.
    fn turn_to(&mut self, account: &str) {
        self.account = Some(account.to_owned());
        self.book = None;
        self.run = self.run.wrapping_add(1);
    }

    fn movement(
        &mut self,
        place: u64,
        kind: AccountKind,
        record: &Record,
        output: &mut Output<'_>,
    ) -> Result<Result<(), Box<Finding>>, Error> {
        if let Some(name) = self.opened(record) {
            return Ok(self.opening(place, kind, name, record));
        }
        let entry = match self.reading.movement(place, record, &mut self.unread) {
            Ok(entry) => entry,
            Err(finding) => return Ok(Err(finding)),
        };
        let account = self.account.as_deref().unwrap_or_default();
        let index = *self.book.get_or_insert_with(|| self.gathered.index(account, self.reading.currency));
        let book = self.gathered.at(index);
        book.account.kind = kind;
        let mark = Mark { offset: record.offset, context: self.run };
        book.see(&entry, mark, output)?;
        Ok(Ok(()))
    }

    /// The account whose opening balance a record is: so a file states with which balance an account begins, and what it
    /// is called.
    fn opened<'r>(&self, record: &'r Record) -> Option<&'r str> {
        let payee = record.first('P').unwrap_or_default();
        let name = payee.eq_ignore_ascii_case("opening balance").then(|| transfer(record.first('L')?)).flatten()?;
        self.account.as_deref().is_none_or(|account| account == name).then_some(name)
    }

    fn opening(&mut self, place: u64, kind: AccountKind, name: &str, record: &Record) -> Result<(), Box<Finding>> {
        let Transaction { date, amount, currency, .. } =
            *self.reading.movement(place, record, &mut Unread::default())?.transaction;
        self.turn_to(name);
        let book = self.gathered.book(name, currency);
        book.account.kind = kind;
        book.account.nickname = text::name(name).ok().flatten();
        let held = Balance::new(
            unnamed(),
            unnamed(),
            date,
            BalanceKind::OpeningBooked,
            amount,
            currency,
            BalanceCreditLineIncluded::Unknown,
        );
        book.balances.push((Some(place), held));
        Ok(())
    }
}
