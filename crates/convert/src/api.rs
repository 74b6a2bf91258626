//! What the programming interfaces of banks have in common: pages of JSON, an array for each kind of thing, accounts
//! by an id of the bank.

use std::collections::{BTreeMap, HashMap};

use pannier_model::{
    record::{Account, AccountStatus, Balance, BalanceCreditLineIncluded, BalanceKind, PaymentMandate},
    value::{Amount, CodeText, Currency, Date, Instant, List, Name, Number, NumberScheme, SourceId, Text},
};
use pannier_report::{Code, Finding, Location};

use crate::{
    Error, Input, Loss, Options,
    account_number::Written,
    gather::{self, Entry, Gathered, Statement, unnamed},
    iso,
    json::{self, Node},
    output::Output,
    text,
};

/// Largest source, in bytes: as values it takes some twenty times as much memory.
const MOST_BYTES: u64 = 32 << 20;

/// Why an element is no record.
pub(crate) enum Refused {
    /// It is wrong.
    Wrong(Box<Finding>),
    /// It is right, and no record can hold it.
    Lost(&'static str),
}

/// The documents of a source; `None` where it is no JSON, which is said.
pub(crate) fn documents(
    input: &mut dyn Input,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<Option<Vec<Node>>, Error> {
    let read = gather::bytes(input, MOST_BYTES)?.and_then(|bytes| gather::text(&bytes, options));
    match read.and_then(|text| json::documents(&text)) {
        Ok(documents) => Ok(Some(documents)),
        Err(finding) => output.finding(finding).map(|()| None),
    }
}

/// What has been read of a source.
pub(crate) struct Api<'a> {
    pub(crate) options: &'a Options,
    pub(crate) gathered: Gathered,
    /// Values that no member takes, by path.
    unread: BTreeMap<String, u64>,
    /// Elements so far.
    rows: u64,
    /// Statements begun on this page.
    page: HashMap<(String, Currency), usize>,
    /// Numbers of accounts that are referred to, by what they are called in the source.
    numbers: HashMap<String, Number>,
}

impl<'a> Api<'a> {
    pub(crate) fn new(options: &'a Options) -> Self {
        Self {
            options,
            gathered: Gathered::default(),
            unread: BTreeMap::new(),
            rows: 0,
            page: HashMap::new(),
            numbers: HashMap::new(),
        }
    }

    /// Rows from here on make statements of their own: another page or array.
    pub(crate) fn begin_page(&mut self) {
        self.page.clear();
    }

    /// Says which number an account has that the source calls `account`; one of a card has to be said, because it never
    /// stands in a record in full.
    pub(crate) fn refer(&mut self, account: &str, number: Option<Number>) {
        self.numbers.extend(number.map(|number| (account.to_owned(), number)));
    }

    /// Reads every element of an array with `read`; one that is refused is lost with its reason.
    pub(crate) fn elements(
        &mut self,
        elements: &[Node],
        what: &str,
        output: &mut Output<'_>,
        read: &mut dyn FnMut(&mut Self, &Node, u64) -> Result<(), Refused>,
    ) -> Result<(), Error> {
        for element in elements {
            self.rows += 1;
            let place = self.rows;
            match read(self, element, place) {
                Ok(()) => element.unread(what, &mut self.unread),
                Err(Refused::Wrong(finding)) => output.lost_row(place, finding)?,
                Err(Refused::Lost(reason)) => output.skipped_row(place, reason)?,
            }
        }
        Ok(())
    }

    /// Elements of a kind that no record type of a bank account holds.
    pub(crate) fn lose(&mut self, elements: &[Node], reason: &str, output: &mut Output<'_>) -> Result<(), Error> {
        for _ in elements {
            self.rows += 1;
            output.skipped_row(self.rows, reason)?;
        }
        Ok(())
    }

    /// Adds a row to the statement of its account on this page.
    pub(crate) fn add(&mut self, account: &str, entry: Entry) {
        let currency = entry.transaction.currency;
        let book = self.gathered.book(account, currency);
        let index = *self.page.entry((account.to_owned(), currency)).or_insert_with(|| {
            book.statements.push(Statement::default());
            book.statements.len() - 1
        });
        book.statements[index].entries.push(entry);
    }

    /// The description of an account: what `write` makes of the record.
    pub(crate) fn describe(
        &mut self,
        account: &str,
        currency: Currency,
        place: u64,
        write: impl FnOnce(&mut Account),
    ) -> Result<(), Refused> {
        let book = self.gathered.book(account, currency);
        if book.place.is_some() {
            return Err(Refused::Lost("the account is described a second time"));
        }
        book.place = Some(place);
        write(&mut book.account);
        Ok(())
    }

    /// Adds a balance under the day it was taken, or the one that the user gives.
    pub(crate) fn balance(&mut self, account: &str, place: u64, held: Held<'_>) -> Result<(), Refused> {
        let balance = self.dated(place, held)?;
        self.gathered.book(account, held.currency).balances.push((Some(place), balance));
        Ok(())
    }

    /// Adds a second balance of an element that counts as one row.
    pub(crate) fn balance_beside(&mut self, account: &str, held: Held<'_>) -> Result<(), Refused> {
        let balance = self.dated(0, held)?;
        self.gathered.book(account, held.currency).balances.push((None, balance));
        Ok(())
    }

    fn dated(&self, place: u64, held: Held<'_>) -> Result<Balance, Refused> {
        let date = match held.moment {
            Some(text) => {
                iso::date(text).ok_or_else(|| wrong(Code::ConvertDate, place, "a balance has a date that is none"))?
            }
            None => self
                .options
                .as_of
                .ok_or(Refused::Lost("a balance without a date; --as-of gives the day of the download"))?,
        };
        let mut balance =
            Balance::new(unnamed(), unnamed(), date, held.kind, held.amount, held.currency, held.included);
        balance.credit_line = held.credit_line;
        balance.at = held.moment.and_then(|moment| Instant::parse(moment).ok());
        Ok(balance)
    }

    /// Adds a mandate.
    pub(crate) fn mandate(&mut self, account: &str, currency: Currency, place: u64, mandate: PaymentMandate) {
        self.gathered.book(account, currency).mandates.push((place, mandate));
    }

    /// Hands on everything. An account whose number the source does not show is known by the bank's id for it.
    pub(crate) fn finish(mut self, output: &mut Output<'_>) -> Result<(), Error> {
        for (path, count) in &self.unread {
            output.loss(Loss::whole(path, format!("{count} values that no member takes")))?;
        }
        for (number, account) in self.gathered.each_mut() {
            if account.number.is_none() && !number.is_empty() {
                let referred = self.numbers.get(number).cloned();
                account.number = referred.or_else(|| number_of(NumberScheme::Other, number));
            }
        }
        if self.rows == 0 {
            output.finding(
                Finding::new(
                    Code::ConvertStructure,
                    Location::whole(),
                    "there is no account, balance or transaction in the form of this interface",
                )
                .with_help("name the format with --from"),
            )?;
        }
        self.gathered.emit(self.options, output)
    }
}

/// A balance as read.
#[derive(Clone, Copy)]
pub(crate) struct Held<'a> {
    pub(crate) kind: BalanceKind,
    pub(crate) amount: Amount,
    pub(crate) currency: Currency,
    pub(crate) moment: Option<&'a str>,
    pub(crate) included: BalanceCreditLineIncluded,
    pub(crate) credit_line: Option<Amount>,
}

/// The kind behind a balance type: a word in any camel case, or the code of ISO 20022.
pub(crate) fn balance_kind(word: &str) -> Option<BalanceKind> {
    if let Some(kind) = crate::camt::balance_kind(word) {
        return Some(kind);
    }
    Some(match word.to_ascii_lowercase().as_str() {
        "openingbooked" => BalanceKind::OpeningBooked,
        "closingbooked" => BalanceKind::ClosingBooked,
        "interimbooked" => BalanceKind::InterimBooked,
        "previouslyclosedbooked" => BalanceKind::PreviousClosing,
        "openingavailable" => BalanceKind::OpeningAvailable,
        "closingavailable" => BalanceKind::ClosingAvailable,
        "interimavailable" => BalanceKind::InterimAvailable,
        "forwardavailable" => BalanceKind::ForwardAvailable,
        "expected" => BalanceKind::Expected,
        "information" => BalanceKind::Information,
        "noninvoiced" => BalanceKind::NonInvoiced,
        _ => return None,
    })
}

/// Whether a balance of this kind follows from booked rows alone, without any credit line.
pub(crate) fn is_booked(kind: BalanceKind) -> bool {
    matches!(
        kind,
        BalanceKind::OpeningBooked
            | BalanceKind::ClosingBooked
            | BalanceKind::InterimBooked
            | BalanceKind::PreviousClosing
    )
}

/// A finding about an element.
pub(crate) fn wrong(code: Code, place: u64, message: &'static str) -> Refused {
    Refused::Wrong(Finding::new(code, Location::whole().at_row(place), message).into())
}

/// A text of the element; one that is too long stays among what nobody took.
pub(crate) fn long(node: &Node, path: &str) -> Option<Text> {
    let found = text::text(node.peek(path)?).ok()?;
    node.take(path);
    found
}

/// The texts under a path, one below the other; all or, where they are too long together, none.
pub(crate) fn lines(node: &Node, paths: &[&str]) -> Option<Text> {
    let joined: Vec<&str> = paths.iter().flat_map(|path| node.each(path)).filter_map(|node| node.peek("")).collect();
    let found = text::text(&joined.join("\n")).ok()?;
    paths.iter().flat_map(|path| node.each(path)).for_each(|node| {
        node.text();
    });
    found
}

/// A name of the element; one that is too long stays among what nobody took.
pub(crate) fn name(node: &Node, path: &str) -> Option<Name> {
    let found = text::name(node.peek(path)?).ok()?;
    node.take(path);
    found
}

/// A code of the element; a text that is none stays among what nobody took.
pub(crate) fn code(node: &Node, path: &str) -> Option<CodeText> {
    let found = CodeText::parse(node.peek(path)?).ok()?;
    node.take(path);
    Some(found)
}

/// The civil date under a path; one that is none stays among what nobody took.
pub(crate) fn day(node: &Node, path: &str) -> Option<Date> {
    // Some programs write the first days of the year 1 where they have no date.
    let date = iso::date(node.peek(path)?).filter(|date| date.year() > 1)?;
    node.take(path);
    Some(date)
}

/// Identifiers of the element by path and scheme.
pub(crate) fn source_ids(node: &Node, paths: &[(&str, &str)]) -> Option<List<SourceId>> {
    let ids = paths.iter().filter_map(|(path, scheme)| {
        Some(SourceId { scheme: CodeText::parse(scheme).ok()?, value: name(node, path)? })
    });
    List::new(ids.collect()).ok()
}

/// An amount and its currency under two paths.
pub(crate) fn money(
    node: &Node,
    amount: &str,
    currency: &str,
    read: fn(&str) -> Option<Amount>,
) -> Option<(Amount, Currency)> {
    let found = (read(node.peek(amount)?)?, Currency::parse(node.peek(currency)?).ok()?);
    node.take(amount);
    node.take(currency);
    Some(found)
}

/// A number under a scheme; an IBAN is one whatever the scheme says.
pub(crate) fn number_of(scheme: NumberScheme, written: &str) -> Option<Number> {
    let found = Written { card: scheme == NumberScheme::Card, number: Some(written), ..Written::default() }.number()?;
    if found.scheme() != NumberScheme::Bban || scheme == NumberScheme::Bban {
        return Some(found);
    }
    match found.value() {
        None => Some(Number::masked(scheme, found.display().clone())),
        Some(value) => Number::whole(scheme, found.display().clone(), value.clone()).ok(),
    }
}

/// Whether an account can be used, from the words in use.
pub(crate) fn account_status(word: &str) -> AccountStatus {
    match word.to_ascii_lowercase().as_str() {
        "enabled" | "open" => AccountStatus::Open,
        "deleted" | "closed" => AccountStatus::Closed,
        "disabled" | "blocked" => AccountStatus::Blocked,
        _ => AccountStatus::Unknown,
    }
}
