//! QIF, the text format of Quicken that many banks still offer: lines of one letter and a value, records that end
//! with `^`, sections that begin with `!`.
//!
//! The format has no currency, no identifier, no encoding and no order of dates; the first three are given by the user
//! where they cannot be read off, and the order of dates is decided once from all dates of the file or refused.
//!
//! Carried: date, amount, payee, memo, check number, splits with their categories, several accounts with their
//! statement balance, opening balances. Not carried, and named as losses: addresses, categories that are no word of
//! ours, flags of tax and business; investment sections and lists (categories, classes, memorised payments, prices).

mod category;
mod date;

use std::collections::BTreeMap;

use pannier_model::{
    record::{
        AccountKind, Balance, BalanceCreditLineIncluded, BalanceKind, Transaction, TransactionDateBasis,
        TransactionDetail, TransactionStatus,
    },
    value::{Amount, CodeText, Currency, Date, Int, List, Name, SourceId, TxKind},
};
use pannier_report::{Code, Finding, Location};

use self::date::Written;
use crate::{
    DateOrder, Error, Format, Input, Loss, Options, Sink, Summary,
    date_style::{Decided, OrderEvidence},
    gather::{self, Entry, Gathered, Statement, unnamed},
    number_style::{BadNumber, NumberStyle, StyleEvidence},
    output::Output,
    text,
};

/// Most lines of a record.
const FIELDS: usize = 10_000;

/// Reads a QIF file. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Qif, sink);
    let refuse = |finding: Box<Finding>, mut output: Output<'_>| {
        output.finding(finding)?;
        Ok(output.summary)
    };
    let Some(currency) = options.currency else {
        let finding = Finding::new(Code::ConvertCurrency, Location::whole(), "a QIF file does not say its currency")
            .with_help("give it: --currency EUR");
        return refuse(finding.into(), output);
    };
    let text = match gather::bytes(input, gather::MOST_BYTES)?.and_then(|bytes| gather::text(&bytes, options)) {
        Ok(text) => text,
        Err(finding) => return refuse(finding, output),
    };
    let records = match records(&text) {
        Ok(records) => records,
        Err(finding) => return refuse(finding, output),
    };
    let styles = match Styles::decide(&records, options) {
        Ok(styles) => styles,
        Err(finding) => return refuse(finding, output),
    };
    let mut reader =
        Reader { styles, currency, gathered: Gathered::default(), account: None, unread: Unread::default() };
    for (index, record) in records.iter().enumerate() {
        reader.record(index as u64 + 1, record, &mut output)?;
    }
    reader.unread.report(&mut output)?;
    reader.gathered.emit(options, &mut output)?;
    Ok(output.summary)
}

/// What the records of a section are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    /// Movements of an account of this kind.
    Movements(AccountKind),
    /// Descriptions of accounts.
    Accounts,
    /// Securities bought and sold.
    Investment,
    /// Lists that hold no movement.
    List,
}

impl Section {
    fn named(header: &str) -> Option<Self> {
        let header = header.trim().to_ascii_lowercase();
        let (word, kind) = header.split_once(':').unwrap_or((&header, ""));
        Some(match (word, kind.trim()) {
            ("account", _) => Self::Accounts,
            ("type", kind) => Self::of_type(kind)?,
            _ => return None,
        })
    }

    fn of_type(kind: &str) -> Option<Self> {
        Some(match kind {
            // The format does not tell current from savings accounts.
            "bank" | "oth a" | "oth l" => Self::Movements(AccountKind::Other),
            "ccard" => Self::Movements(AccountKind::Card),
            "cash" => Self::Movements(AccountKind::Wallet),
            "invst" | "port" | "401(k)/403(b)" => Self::Investment,
            "cat" | "class" | "memorized" | "prices" | "security" | "budget" | "bill" | "invoice" | "tag"
            | "template" | "invitem" => Self::List,
            _ => return None,
        })
    }
}

/// The lines of a record.
struct Record<'a> {
    section: Section,
    /// Line of the file, from 1, of its first line.
    line: u64,
    /// Letter and value.
    fields: Vec<(char, &'a str)>,
    /// Whether the `^` is there.
    ended: bool,
}

impl<'a> Record<'a> {
    fn first(&self, letter: char) -> Option<&'a str> {
        self.fields.iter().find(|(found, _)| *found == letter).map(|(_, value)| *value)
    }

    fn at(&self, place: u64) -> Location {
        Location::line(self.line).at_row(place)
    }
}

/// All records of a file with the section each stands in.
fn records(text: &str) -> Result<Vec<Record<'_>>, Box<Finding>> {
    let mut section = None;
    let mut records = Vec::new();
    let mut open: Option<Record<'_>> = None;
    let structure =
        |line: u64, message: &'static str| Finding::new(Code::ConvertStructure, Location::line(line), message);
    for (number, line) in gather::lines(text) {
        let line = line.trim_end();
        let Some(letter) = line.chars().next() else { continue };
        let value = line[letter.len_utf8()..].trim();
        match letter {
            '!' => {
                if let Some(record) = open.take() {
                    records.push(record);
                }
                // Switches of Quicken's own reader.
                if ["option", "clear"].iter().any(|word| starts(value, word)) {
                    continue;
                }
                section = Some(Section::named(value).ok_or_else(|| {
                    structure(number, "a section of a kind that QIF does not have").with_value(value)
                })?);
            }
            _ if section.is_none() => {
                return Err(structure(number, "the file does not begin with a section such as !Type:Bank")
                    .with_help("name the format with --from")
                    .into());
            }
            '^' => {
                if let Some(mut record) = open.take() {
                    record.ended = true;
                    records.push(record);
                }
            }
            letter => {
                let Some(section) = section else { continue };
                let record =
                    open.get_or_insert_with(|| Record { section, line: number, fields: Vec::new(), ended: false });
                if record.fields.len() == FIELDS {
                    return Err(structure(record.line, "a record has more than 10000 lines").into());
                }
                record.fields.push((letter, value));
            }
        }
    }
    records.extend(open);
    if section.is_none() {
        return Err(structure(1, "the file has no section such as !Type:Bank").into());
    }
    Ok(records)
}

/// How the whole file writes dates and amounts.
#[derive(Clone, Copy, Debug)]
struct Styles {
    order: Option<DateOrder>,
    number: NumberStyle,
    /// Some record says that it is cleared, so those that do not are not.
    marks_cleared: bool,
}

impl Styles {
    fn decide(records: &[Record<'_>], options: &Options) -> Result<Self, Box<Finding>> {
        let mut dates = OrderEvidence::default();
        let mut amounts = StyleEvidence::default();
        let mut numeric = false;
        let mut marks_cleared = false;
        for record in records {
            let movements = matches!(record.section, Section::Movements(_));
            if !movements && record.section != Section::Accounts {
                continue;
            }
            for (letter, value) in &record.fields {
                let is_date = *letter == if movements { 'D' } else { '/' };
                if is_date && let Some(Written::Numeric(text)) = Written::read(value) {
                    // What no order reads is damage of its own row and says nothing about the others.
                    if [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst]
                        .into_iter()
                        .any(|order| order.read(&text).is_some())
                    {
                        dates.see(&text);
                        numeric = true;
                    }
                }
                if matches!(letter, 'T' | 'U' | '$') && readable(value) {
                    amounts.see(value, &[]);
                }
                marks_cleared |= movements && *letter == 'C' && !value.is_empty();
            }
        }
        let order = match (options.date_order, dates.decide()) {
            (Some(order), _) => Some(order),
            _ if !numeric => None,
            (None, Decided::Style(order)) => Some(order),
            (None, Decided::Ambiguous) => {
                return Err(Finding::new(
                    Code::ConvertDate,
                    Location::whole(),
                    "the dates of the file can be read with the day or with the month first",
                )
                .with_help("say which it is: --date-order dmy or --date-order mdy")
                .into());
            }
            (None, Decided::Contradiction) => {
                return Err(Finding::new(
                    Code::ConvertDate,
                    Location::whole(),
                    "some dates of the file can only have the day first and others only the month",
                )
                .with_help("two files may have been put together; or name the order of most dates: --date-order dmy")
                .into());
            }
        };
        let number = match amounts.decide() {
            Decided::Style(number) => number,
            // Every one of these was readable, so both styles occur.
            Decided::Ambiguous | Decided::Contradiction => {
                return Err(Finding::new(
                    Code::ConvertAmount,
                    Location::whole(),
                    "the amounts of the file do not show whether a comma or a point stands before the decimals",
                )
                .with_help("export the file again with decimals in every amount")
                .into());
            }
        };
        Ok(Self { order, number, marks_cleared })
    }

    fn date(self, text: &str) -> Option<Date> {
        match (Written::read(text)?, self.order) {
            (Written::Named(date), _) => Some(date),
            (Written::Numeric(text), Some(order)) => order.read(&text),
            (Written::Numeric(_), None) => None,
        }
    }
}

/// An amount in one of the two styles.
fn readable(text: &str) -> bool {
    NumberStyle::POINT.read(text, &[]).is_ok() || NumberStyle::COMMA.read(text, &[]).is_ok()
}

/// Letters that no member takes: counted while reading, named as losses once.
#[derive(Default)]
struct Unread(BTreeMap<String, u64>);

impl Unread {
    fn see(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    fn report(&self, output: &mut Output<'_>) -> Result<(), Error> {
        for (what, count) in &self.0 {
            output.loss(Loss::whole(what, format!("{count} values that no member takes")))?;
        }
        Ok(())
    }
}

struct Reader {
    styles: Styles,
    currency: Currency,
    gathered: Gathered,
    /// Name of the account whose movements follow, from the last description of one.
    account: Option<String>,
    unread: Unread,
}

impl Reader {
    fn record(&mut self, place: u64, record: &Record<'_>, output: &mut Output<'_>) -> Result<(), Error> {
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
            Section::Movements(kind) => match self.movement(place, kind, record) {
                Ok(()) => Ok(()),
                Err(finding) => output.lost_row(place, finding),
            },
            Section::Accounts => self.described(place, record, output),
            Section::Investment => output.skipped_row(place, "a movement of securities, which no record type holds"),
            Section::List => output.skipped_row(place, "an entry of a list that holds no movements"),
        }
    }

    fn amount(&self, place: u64, record: &Record<'_>, text: &str) -> Result<Amount, Box<Finding>> {
        self.styles.number.read(text, &[]).map_err(|error| {
            let message = match error {
                BadNumber::Notation => "a value is no amount in the notation of the file",
                BadNumber::Range => "an amount has more than 12 digits before the point or 6 after it",
            };
            Finding::new(Code::ConvertAmount, record.at(place), message).with_value(text).into()
        })
    }

    /// A description of an account: its name, kind and statement balance. No row of its own, because most files repeat
    /// the same account before every section.
    fn described(&mut self, place: u64, record: &Record<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        let Some(name) = record.first('N').filter(|name| !name.is_empty()) else {
            return output.finding(Finding::new(
                Code::ConvertStructure,
                record.at(place),
                "the description of an account does not name it",
            ));
        };
        self.account = Some(name.to_owned());
        let kind = record.first('T').and_then(|kind| Section::of_type(&kind.to_ascii_lowercase()));
        let date = record.first('/').map(|text| self.styles.date(text));
        let balance = record.first('$').filter(|text| !text.is_empty()).map(|text| self.amount(place, record, text));
        for (letter, value) in &record.fields {
            if !value.is_empty() && !matches!(letter, 'N' | 'T' | '/' | '$') {
                self.unread.see(format!("{letter} of an account"));
            }
        }
        let currency = self.currency;
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

    fn movement(&mut self, place: u64, kind: AccountKind, record: &Record<'_>) -> Result<(), Box<Finding>> {
        let date = record.first('D').unwrap_or_default();
        let date = self.styles.date(date).ok_or_else(|| {
            Finding::new(Code::ConvertDate, record.at(place), "a record has no date in the order of the file")
                .with_value(date)
        })?;
        let written = record.first('T').or_else(|| record.first('U')).unwrap_or_default();
        let amount = self.amount(place, record, written)?;
        let details = self.splits(place, date, record)?;
        let payee = record.first('P').unwrap_or_default();
        let category = record.first('L').unwrap_or_default();
        let target = transfer(category);
        let currency = self.currency;
        if let Some(name) = target.filter(|_| payee.eq_ignore_ascii_case("opening balance")) {
            // So a file states with which balance an account begins, and what it is called.
            if self.account.as_deref().is_none_or(|account| account == name) {
                self.account = Some(name.to_owned());
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
                return Ok(());
            }
        }
        let mut transaction = Transaction::new(
            unnamed(),
            unnamed(),
            date,
            TransactionDateBasis::Booked,
            TransactionStatus::Booked,
            amount,
            currency,
            TxKind::Other,
        );
        if target.is_some() {
            transaction.kind = if amount.signum() < 0 { TxKind::TransferOut } else { TxKind::TransferIn };
        }
        if self.styles.marks_cleared && record.first('C').unwrap_or_default().is_empty() {
            transaction.mutable = Some(true);
        }
        self.words(&mut transaction, record);
        transaction.category = category::of(category);
        if transaction.category.is_none() && target.is_none() && details.is_empty() && !category.is_empty() {
            self.unread.see("L (category)");
        }
        let book = self.gathered.book(self.account.as_deref().unwrap_or_default(), currency);
        book.account.kind = kind;
        if book.statements.is_empty() {
            book.statements.push(Statement::default());
        }
        book.statements[0].entries.push(Entry { place, transaction, details });
        Ok(())
    }

    /// Payee, memo and number, and what is left over.
    fn words(&mut self, transaction: &mut Transaction, record: &Record<'_>) {
        let mut split = false;
        for (letter, value) in &record.fields {
            split |= *letter == 'S';
            if value.is_empty() {
                continue;
            }
            match letter {
                'P' => match text::name(value) {
                    Ok(name) => transaction.counterparty_name = name,
                    Err(_) => self.unread.see("P (payee longer than 200 characters)"),
                },
                'M' => match text::text(value) {
                    Ok(text) => transaction.description = text,
                    Err(_) => self.unread.see("M (memo longer than 4000 characters)"),
                },
                'N' if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                    transaction.source_ids = check_number(value);
                    if transaction.kind == TxKind::Other && transaction.amount.signum() < 0 {
                        transaction.kind = TxKind::Cheque;
                    }
                }
                'N' => match text::text(value) {
                    Ok(text) => transaction.kind_text = text,
                    Err(_) => self.unread.see("N (longer than 4000 characters)"),
                },
                'A' => self.unread.see("A (address)"),
                'U' if record.first('T').is_some_and(|total| total != *value) => self.unread.see("U (second amount)"),
                'D' | 'T' | 'U' | 'C' | 'L' | 'S' | 'E' | '$' => {}
                '%' if split => self.unread.see("% (share of a split)"),
                other => self.unread.see(other.to_string()),
            }
        }
    }

    /// The parts of a record: category, memo and amount of each.
    fn splits(&mut self, place: u64, date: Date, record: &Record<'_>) -> Result<Vec<TransactionDetail>, Box<Finding>> {
        let mut parts: Vec<(&str, Option<&str>, Option<&str>)> = Vec::new();
        for (letter, value) in &record.fields {
            match (letter, parts.last_mut()) {
                ('S', _) => parts.push((value, None, None)),
                ('E', Some(part)) => part.1 = Some(value),
                ('$', Some(part)) => part.2 = Some(value),
                ('E' | '$', None) => {
                    return Err(Finding::new(
                        Code::ConvertStructure,
                        record.at(place),
                        "a split has an amount or a memo before its category",
                    )
                    .into());
                }
                _ => {}
            }
        }
        parts
            .into_iter()
            .map(|(category, memo, amount)| {
                let amount = self.amount(place, record, amount.unwrap_or_default())?;
                let zero = Int::new(0).expect("zero is a count");
                let mut detail =
                    TransactionDetail::new(unnamed(), unnamed(), unnamed(), date, zero, amount, self.currency);
                detail.category = category::of(category);
                match text::name(category) {
                    Ok(name) => detail.category_text = name,
                    Err(_) => self.unread.see("S (category longer than 200 characters)"),
                }
                match text::text(memo.unwrap_or_default()) {
                    Ok(text) => detail.description = text,
                    Err(_) => self.unread.see("E (memo longer than 4000 characters)"),
                }
                Ok(detail)
            })
            .collect()
    }
}

/// The account that a category in brackets names: `[Savings]`, `[Savings]/Class`.
fn transfer(category: &str) -> Option<&str> {
    category.strip_prefix('[')?.split_once(']').map(|(name, _)| name).filter(|name| !name.is_empty())
}

fn check_number(value: &str) -> Option<List<SourceId>> {
    let scheme = CodeText::parse("check_number").ok()?;
    List::new(vec![SourceId { scheme, value: Name::parse(value).ok()? }]).ok()
}

/// Whether a text begins as QIF does.
pub(crate) fn resembles(start: &str) -> bool {
    start
        .strip_prefix('!')
        .is_some_and(|rest| ["type:", "account", "option:", "clear:"].iter().any(|word| starts(rest, word)))
}

fn starts(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
}
