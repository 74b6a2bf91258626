//! QIF, for programs that import nothing newer.
//!
//! Dates are written year first, the order that a reader takes for no other unless it is told to; amounts with two
//! decimals or more and never three, so that no reader takes a point for a sign between thousands. The format has no currency: what is in several
//! says it in the names of its accounts.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use pannier_model::{
    record::{Account, AccountKind, Balance, BalanceKind, Record as _, Transaction, TransactionDetail},
    value::{Amount, Category, Currency, Date, TxKind},
};

use super::{Book, Carried, Figures, Gathered, Losses, Opening, words::line};
use crate::{
    Error,
    formats::qif::{category, category_word},
};

static CARRIED: Carried = Carried {
    reason: "QIF has no place for it",
    account: &["as_of", "kind", "status", "ownership", "nickname"],
    balance: &["date", "kind", "amount", "credit_line_included"],
    balance_kinds: &[BalanceKind::OpeningBooked, BalanceKind::ClosingBooked, BalanceKind::Statement],
    transaction: &[
        "date",
        "date_basis",
        "status",
        "amount",
        "kind",
        "mutable",
        "details",
        "running_balance",
        "category",
        "description",
        "reference",
        "kind_text",
        "counterparty_name",
        "source_ids",
    ],
    unbooked: false,
    detail: &["date", "amount", "category", "description", "category_text"],
    arrangement: &[],
    incomplete: false,
    period: false,
};

/// Writes a file of QIF.
pub fn writer<W: Write>(target: W) -> Gathered<W> {
    Gathered::new(target, &CARRIED, put)
}

fn put<W: Write>(out: &mut W, books: &[Book], losses: &mut Losses) -> Result<(), Error> {
    let accounts: Vec<(&Book, Account)> = books
        .iter()
        .filter_map(|book| {
            let known = book.currency().filter(|_| book.extent().is_some());
            if known.is_none() {
                losses.record(Account::TYPE, "an account without a movement, a balance or a period");
            }
            Some((book, book.account(known?)))
        })
        .collect();
    let names = names(&accounts);
    for ((book, account), name) in accounts.iter().zip(&names) {
        Section { out, losses, name }.write(book, account).map_err(Error::Write)?;
    }
    Ok(())
}

/// A name for every account, all different, with the currency where there are several.
fn names(accounts: &[(&Book, Account)]) -> Vec<String> {
    let currencies: BTreeSet<&str> = accounts.iter().map(|(_, account)| account.currency.as_str()).collect();
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    accounts
        .iter()
        .map(|(_, account)| {
            let own = account.nickname.as_ref().map_or(account.id.as_str(), |name| name.as_str());
            // A bracket would end the name where another account refers to it.
            let mut name = line(own).replace('[', "(").replace(']', ")");
            if currencies.len() > 1 {
                name = format!("{name} {}", account.currency.as_str());
            }
            let count = taken.entry(name.clone()).or_default();
            *count += 1;
            if *count > 1 { format!("{name} {count}") } else { name }
        })
        .collect()
}

struct Section<'a, W> {
    out: &'a mut W,
    losses: &'a mut Losses,
    name: &'a str,
}

impl<W: Write> Section<'_, W> {
    fn write(&mut self, book: &Book, account: &Account) -> io::Result<()> {
        let (word, exact) = match account.kind {
            AccountKind::Card => ("CCard", true),
            AccountKind::Wallet => ("Cash", true),
            AccountKind::Loan | AccountKind::Mortgage => ("Oth L", false),
            AccountKind::Other => ("Bank", true),
            AccountKind::Current | AccountKind::Savings => ("Bank", false),
            _ => ("Oth A", false),
        };
        if !exact {
            self.losses.member(Account::TYPE, "kind", "QIF does not tell it from others of its type");
        }
        self.losses.member(Account::TYPE, "currency", "QIF has none; whoever reads the file has to know it");
        let chains = book.chains();
        let figures: Vec<Figures> = chains.iter().map(|(period, rows)| Figures::of(book, rows, *period)).collect();
        let opening = self.opening(book, &figures, chains.first().map(|(period, _)| period.from));
        let closing = self.closing(book, &figures);
        for row in &book.rows {
            let is_written =
                closing.is_some_and(|(day, amount)| row.date == day && row.running_balance == Some(amount));
            if row.running_balance.is_some() && !is_written {
                self.losses.member(Transaction::TYPE, "running_balance", "QIF has no balances of rows");
            }
        }
        writeln!(self.out, "!Account\nN{}\nT{word}", self.name)?;
        if let Some((day, amount)) = closing {
            writeln!(self.out, "/{}\n${}", date(day), padded(amount))?;
        }
        writeln!(self.out, "^\n!Type:{word}")?;
        if let Some((day, amount)) = opening {
            let name = self.name;
            writeln!(self.out, "D{}\nT{}\nC*\nPOpening Balance\nL[{name}]\n^", date(day), padded(amount))?;
        }
        for row in &book.rows {
            self.row(row, book.details(row), account.currency)?;
        }
        Ok(())
    }

    /// The balance before the first row, where it is stated.
    fn opening(&mut self, book: &Book, figures: &[Figures], from: Option<Date>) -> Option<(Date, Amount)> {
        let stated = book.balances.iter().find(|held| held.kind == BalanceKind::OpeningBooked);
        for held in book.balances.iter().filter(|held| held.kind == BalanceKind::OpeningBooked).skip(1) {
            let _ = held;
            self.losses.record(Balance::TYPE, "QIF has the first balance of an account and the last");
        }
        if let Some(held) = stated {
            return Some((held.date, held.amount));
        }
        match figures.first()?.opening {
            Opening::Stated(amount) => Some((from?, amount)),
            _ => None,
        }
    }

    /// The last balance.
    fn closing(&mut self, book: &Book, figures: &[Figures]) -> Option<(Date, Amount)> {
        let closes = |held: &&Balance| held.kind != BalanceKind::OpeningBooked;
        let last = book.balances.iter().rfind(closes);
        for held in book.balances.iter().filter(closes) {
            if last.is_none_or(|last| !std::ptr::eq(last, held)) {
                self.losses.record(Balance::TYPE, "QIF has the first balance of an account and the last");
            } else if held.kind != BalanceKind::Statement {
                self.losses.member(Balance::TYPE, "kind", "QIF has a balance of a statement and no other");
            }
        }
        let last = last.map(|held| (held.date, held.amount));
        last.or_else(|| figures.last()?.closing)
    }

    fn row(&mut self, row: &Transaction, details: &[TransactionDetail], currency: Currency) -> io::Result<()> {
        if row.currency != currency {
            self.losses.record(Transaction::TYPE, "a row in another currency than its account");
            return Ok(());
        }
        let mut lost = |member: &str, reason: &'static str| self.losses.member(Transaction::TYPE, member, reason);
        if row.date_basis != pannier_model::record::TransactionDateBasis::Booked {
            lost("date_basis", "written as a booking day");
        }
        if row.details.is_some() && details.is_empty() {
            lost("details", "the parts themselves are not here");
        }
        let number = number(row, &mut lost);
        let reads_as = match (&number, row.amount.signum() < 0) {
            (Some(text), true) if text.bytes().all(|byte| byte.is_ascii_digit()) => TxKind::Cheque,
            _ => TxKind::Other,
        };
        if row.kind != reads_as {
            lost("kind", "QIF tells cheques and nothing else");
        }
        let description = row.description.as_ref().map(pannier_model::value::Text::as_str);
        let reference = row.reference.as_ref().map(pannier_model::value::Text::as_str);
        let memo = description.or(reference);
        if reference.is_some() && description.is_some() {
            lost("reference", "beside a description QIF has no place for it");
        } else if reference.is_some() {
            lost("reference", "written as a description");
        }
        if memo.is_some_and(|memo| memo.contains(['\n', '\t'])) {
            lost("description", "line breaks became spaces");
        }
        let mutable = row.mutable == Some(true);
        if row.mutable == Some(false) {
            lost("mutable", "a row that is cleared may not change");
        }
        let payee = row.counterparty_name.as_ref().map(|name| line(name.as_str()));
        let fields = [
            ('C', (!mutable).then(|| "*".to_owned())),
            ('N', number),
            ('P', payee),
            ('M', memo.map(line)),
            ('L', row.category.map(|category| category_word(category).to_owned())),
        ];
        writeln!(self.out, "D{}\nT{}", date(row.date), padded(row.amount))?;
        for (letter, text) in fields {
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                writeln!(self.out, "{letter}{text}")?;
            }
        }
        for part in details {
            self.part(part)?;
        }
        writeln!(self.out, "^")
    }

    fn part(&mut self, part: &TransactionDetail) -> io::Result<()> {
        let mut lost = |member: &str, reason: &'static str| self.losses.member(TransactionDetail::TYPE, member, reason);
        let own = part.category_text.as_ref().map(|text| line(text.as_str()));
        let by_word: Option<Category> = own.as_deref().and_then(category);
        if own.is_some() && part.category.is_some() && by_word != part.category {
            lost("category", "the source's own word for it stands there");
        }
        let word = own.or_else(|| part.category.map(|category| category_word(category).to_owned()));
        if part.description.as_ref().is_some_and(|text| text.as_str().contains(['\n', '\t'])) {
            lost("description", "line breaks became spaces");
        }
        writeln!(self.out, "S{}", word.unwrap_or_default())?;
        if let Some(text) = &part.description {
            writeln!(self.out, "E{}", line(text.as_str()))?;
        }
        writeln!(self.out, "${}", padded(part.amount))
    }
}

/// The number of a cheque, else the source's own word.
fn number(row: &Transaction, lost: &mut impl FnMut(&str, &'static str)) -> Option<String> {
    let ids = row.source_ids.as_deref().unwrap_or_default();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A number on any other row that takes money out would make it a cheque.
    let may = row.kind == TxKind::Cheque || row.amount.signum() >= 0;
    let number = ids.iter().find(|id| may && id.scheme.as_str() == "check_number" && is_number(id.value.as_str()));
    for id in ids {
        if Some(id) != number {
            lost("source_ids", "QIF has a place for the number of a cheque only");
        }
    }
    let word = row.kind_text.as_ref().map(|text| line(text.as_str())).filter(|word| !is_number(word));
    if row.kind_text.as_ref().map(pannier_model::value::Text::as_str) != word.as_deref()
        || (number.is_some() && word.is_some())
    {
        lost("kind_text", "beside the number of a cheque, or one itself, or of several lines");
    }
    number.map(|id| id.value.as_str().to_owned()).or(word)
}

fn date(day: Date) -> String {
    format!("{:04}/{:02}/{:02}", day.year(), day.month(), day.day())
}

/// Two decimals or more, and never three.
fn padded(amount: Amount) -> String {
    let zeros = match amount.scale() {
        0 => ".00",
        1 | 3 => "0",
        _ => "",
    };
    format!("{amount}{zeros}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_one_way() {
        for (amount, expected) in [("5", "5.00"), ("-5.5", "-5.50"), ("1.234", "1.2340"), ("0.000001", "0.000001")] {
            assert_eq!(padded(Amount::parse(amount).expect("an amount")), expected);
        }
    }
}
