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

pub(crate) use self::category::{of as category, word as category_word};
use self::date::Written;
use crate::{
    DateOrder, Error, Format, Input, Loss, Options, Sink, Summary,
    date_style::{Decided, OrderEvidence},
    gather::{Block, Each, Entry, Gathered, Mark, Rows, unnamed},
    lines::Lines,
    number_style::{BadNumber, NumberStyle, StyleEvidence},
    output::Output,
    text,
    window::Stop,
};

/// Most lines of a record.
const FIELDS: usize = 10_000;
/// Most text of a record, in bytes.
const BYTES: usize = 1 << 20;

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
    let lines = match Lines::of(input, options)? {
        Ok(lines) => lines,
        Err(finding) => return refuse(finding, output),
    };
    let mut records = Records::new(lines);
    let styles = match Stop::apart(Styles::decide(&mut records, options))? {
        Ok(styles) => styles,
        Err(finding) => return refuse(finding, output),
    };
    let reading = Reading { styles, currency };
    let mut reader =
        Reader { reading, gathered: Gathered::default(), account: None, book: None, run: 0, unread: Unread::default() };
    records.rewind()?;
    while records.next()? {
        reader.record(records.place, &records.record, &mut output)?;
    }
    reader.unread.report(&mut output)?;
    reader.gathered.emit(&mut Again { records, reading }, options, &mut output)?;
    Ok(output.summary)
}

/// Movements, read once more.
struct Again<'i> {
    records: Records<'i>,
    reading: Reading,
}

impl Rows for Again<'_> {
    fn read(&mut self, block: &Block, each: Each<'_>) -> Result<(), Error> {
        self.records.go(block.mark.offset, Section::Movements(AccountKind::Other), block.place)?;
        for _ in 0..block.span {
            if !self.records.next()? {
                break;
            }
            let record = &self.records.record;
            if !record.ended || !matches!(record.section, Section::Movements(_)) {
                continue;
            }
            // What was wrong or left over was said the first time.
            if let Ok(entry) = self.reading.movement(self.records.place, record, &mut Unread::default()) {
                each(entry)?;
            }
        }
        Ok(())
    }
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
struct Record {
    section: Section,
    /// Line of the file, from 1, of its first line.
    line: u64,
    /// Offset of its first line.
    offset: u64,
    /// The values, one behind the other.
    text: String,
    /// Letter, and where its value stands.
    fields: Vec<(char, usize, usize)>,
    /// Whether the `^` is there.
    ended: bool,
}

impl Record {
    /// Letter and value of every line.
    fn fields(&self) -> impl Iterator<Item = (char, &str)> {
        self.fields.iter().map(|(letter, start, end)| (*letter, &self.text[*start..*end]))
    }

    fn first(&self, letter: char) -> Option<&str> {
        self.fields().find(|(found, _)| *found == letter).map(|(_, value)| value)
    }

    fn at(&self, place: u64) -> Location {
        Location::line(self.line).at_row(place)
    }
}

/// The records of a file, one at a time.
struct Records<'i> {
    lines: Lines<'i>,
    section: Option<Section>,
    /// The record read last.
    record: Record,
    /// Its number, from 1.
    place: u64,
}

impl<'i> Records<'i> {
    fn new(lines: Lines<'i>) -> Self {
        let record = Record {
            section: Section::List,
            line: 1,
            offset: 0,
            text: String::new(),
            fields: Vec::new(),
            ended: false,
        };
        Self { lines, section: None, record, place: 0 }
    }

    fn rewind(&mut self) -> Result<(), Stop> {
        self.section = None;
        self.place = 0;
        self.lines.go(0, 1)
    }

    /// Goes to where the record of this number begins.
    fn go(&mut self, offset: u64, section: Section, place: u64) -> Result<(), Stop> {
        self.section = Some(section);
        self.place = place - 1;
        self.lines.go(offset, 1)
    }

    /// Reads the next record; `false` behind the last.
    fn next(&mut self) -> Result<bool, Stop> {
        self.record.text.clear();
        self.record.fields.clear();
        self.record.ended = false;
        loop {
            let (here, number) = (self.lines.here(), self.lines.number());
            let Some(line) = self.lines.next()? else { break };
            let text = self.lines.text(line).trim_end();
            let Some(letter) = text.chars().next() else { continue };
            let value = text[letter.len_utf8()..].trim();
            let is_open = !self.record.fields.is_empty();
            match letter {
                '!' if is_open => {
                    // The record before it is told first.
                    self.lines.go(here, number)?;
                    break;
                }
                // Switches of Quicken's own reader.
                '!' if ["option", "clear"].iter().any(|word| starts(value, word)) => {}
                '!' => {
                    let section = Section::named(value).ok_or_else(|| {
                        Finding::new(
                            Code::ConvertStructure,
                            Location::line(number),
                            "a section of a kind that QIF does not have",
                        )
                        .with_value(value)
                    });
                    self.section = Some(section.map_err(|finding| Stop::Finding(finding.into()))?);
                }
                _ if self.section.is_none() => {
                    return Err(Stop::Finding(
                        structure(number, "the file does not begin with a section such as !Type:Bank")
                            .with_help("name the format with --from")
                            .into(),
                    ));
                }
                '^' if is_open => {
                    self.record.ended = true;
                    break;
                }
                '^' => {}
                letter => {
                    if !is_open {
                        self.record.line = number;
                        self.record.offset = here;
                    }
                    if self.record.fields.len() == FIELDS || self.record.text.len() > BYTES {
                        let message = "a record has more than 10000 lines, or more than 1 MiB of text";
                        return Err(Stop::Finding(structure(self.record.line, message).into()));
                    }
                    let start = self.record.text.len();
                    self.record.text.push_str(value);
                    self.record.fields.push((letter, start, start + value.len()));
                }
            }
        }
        let Some(section) = self.section else {
            let message = "the file has no section such as !Type:Bank";
            return Err(Stop::Finding(structure(1, message).into()));
        };
        self.record.section = section;
        self.place += u64::from(!self.record.fields.is_empty());
        Ok(!self.record.fields.is_empty())
    }
}

fn structure(line: u64, message: &'static str) -> Finding {
    Finding::new(Code::ConvertStructure, Location::line(line), message)
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
    fn decide(records: &mut Records<'_>, options: &Options) -> Result<Self, Stop> {
        let mut dates = OrderEvidence::default();
        let mut amounts = StyleEvidence::default();
        let mut numeric = false;
        let mut marks_cleared = false;
        while records.next()? {
            let record = &records.record;
            let movements = matches!(record.section, Section::Movements(_));
            if !movements && record.section != Section::Accounts {
                continue;
            }
            for (letter, value) in record.fields() {
                let is_date = letter == if movements { 'D' } else { '/' };
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
                marks_cleared |= movements && letter == 'C' && !value.is_empty();
            }
        }
        let order = match (options.date_order, dates.decide()) {
            (Some(order), _) => Some(order),
            _ if !numeric => None,
            (None, Decided::Style(order)) => Some(order),
            (None, Decided::Ambiguous) => {
                return Err(Stop::Finding(
                    Finding::new(
                        Code::ConvertDate,
                        Location::whole(),
                        "the dates of the file can be read with the day or with the month first",
                    )
                    .with_help("say which it is: --date-order dmy or --date-order mdy")
                    .into(),
                ));
            }
            (None, Decided::Contradiction) => {
                return Err(Stop::Finding(
                    Finding::new(
                        Code::ConvertDate,
                        Location::whole(),
                        "some dates of the file can only have the day first and others only the month",
                    )
                    .with_help(
                        "two files may have been put together; or name the order of most dates: --date-order dmy",
                    )
                    .into(),
                ));
            }
        };
        let number = match amounts.decide() {
            Decided::Style(number) => number,
            // Every one of these was readable, so both styles occur.
            Decided::Ambiguous | Decided::Contradiction => {
                return Err(Stop::Finding(
                    Finding::new(
                        Code::ConvertAmount,
                        Location::whole(),
                        "the amounts of the file do not show whether a comma or a point stands before the decimals",
                    )
                    .with_help("export the file again with decimals in every amount")
                    .into(),
                ));
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
    fn see(&mut self, what: &str) {
        match self.0.get_mut(what) {
            Some(count) => *count += 1,
            None => drop(self.0.insert(what.to_owned(), 1)),
        }
    }

    fn report(&self, output: &mut Output<'_>) -> Result<(), Error> {
        for (what, count) in &self.0 {
            output.loss(Loss::whole(what, format!("{count} values that no member takes")))?;
        }
        Ok(())
    }
}

/// How movements are read.
#[derive(Clone, Copy)]
struct Reading {
    styles: Styles,
    currency: Currency,
}

/// The first reading.
struct Reader {
    reading: Reading,
    gathered: Gathered,
    /// Name of the account whose movements follow, from the last description of one.
    account: Option<String>,
    /// The book of these movements.
    book: Option<usize>,
    /// Counts stretches of movements of one account.
    run: u32,
    unread: Unread,
}

impl Reader {
    fn record(&mut self, place: u64, record: &Record, output: &mut Output<'_>) -> Result<(), Error> {
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

impl Reading {
    fn amount(&self, place: u64, record: &Record, text: &str) -> Result<Amount, Box<Finding>> {
        self.styles.number.read(text, &[]).map_err(|error| {
            let message = match error {
                BadNumber::Notation => "a value is no amount in the notation of the file",
                BadNumber::Range => "an amount has more than 12 digits before the point or 6 after it",
            };
            Finding::new(Code::ConvertAmount, record.at(place), message).with_value(text).into()
        })
    }

    fn movement(&self, place: u64, record: &Record, unread: &mut Unread) -> Result<Entry, Box<Finding>> {
        let date = record.first('D').unwrap_or_default();
        let date = self.styles.date(date).ok_or_else(|| {
            Finding::new(Code::ConvertDate, record.at(place), "a record has no date in the order of the file")
                .with_value(date)
        })?;
        let written = record.first('T').or_else(|| record.first('U')).unwrap_or_default();
        let amount = self.amount(place, record, written)?;
        let details = self.splits(place, date, record, unread)?;
        let category = record.first('L').unwrap_or_default();
        let target = transfer(category);
        let mut transaction = Transaction::new(
            unnamed(),
            unnamed(),
            date,
            TransactionDateBasis::Booked,
            TransactionStatus::Booked,
            amount,
            self.currency,
            TxKind::Other,
        );
        if target.is_some() {
            transaction.kind = if amount.signum() < 0 { TxKind::TransferOut } else { TxKind::TransferIn };
        }
        if self.styles.marks_cleared && record.first('C').unwrap_or_default().is_empty() {
            transaction.mutable = Some(true);
        }
        words(&mut transaction, record, unread);
        transaction.category = category::of(category);
        if transaction.category.is_none() && target.is_none() && details.is_empty() && !category.is_empty() {
            unread.see("L (category)");
        }
        Ok(Entry { place, transaction: transaction.into(), details })
    }

    /// The parts of a record: category, memo and amount of each.
    fn splits(
        &self,
        place: u64,
        date: Date,
        record: &Record,
        unread: &mut Unread,
    ) -> Result<Vec<TransactionDetail>, Box<Finding>> {
        let mut parts: Vec<(&str, Option<&str>, Option<&str>)> = Vec::new();
        for (letter, value) in record.fields() {
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
                    Err(_) => unread.see("S (category longer than 200 characters)"),
                }
                match text::text(memo.unwrap_or_default()) {
                    Ok(text) => detail.description = text,
                    Err(_) => unread.see("E (memo longer than 4000 characters)"),
                }
                Ok(detail)
            })
            .collect()
    }
}

/// Payee, memo and number, and what is left over.
fn words(transaction: &mut Transaction, record: &Record, unread: &mut Unread) {
    let mut split = false;
    for (letter, value) in record.fields() {
        split |= letter == 'S';
        if value.is_empty() {
            continue;
        }
        match letter {
            'P' => match text::name(value) {
                Ok(name) => transaction.counterparty_name = name,
                Err(_) => unread.see("P (payee longer than 200 characters)"),
            },
            'M' => match text::text(value) {
                Ok(text) => transaction.description = text,
                Err(_) => unread.see("M (memo longer than 4000 characters)"),
            },
            'N' if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                transaction.source_ids = check_number(value);
                if transaction.kind == TxKind::Other && transaction.amount.signum() < 0 {
                    transaction.kind = TxKind::Cheque;
                }
            }
            'N' => match text::text(value) {
                Ok(text) => transaction.kind_text = text,
                Err(_) => unread.see("N (longer than 4000 characters)"),
            },
            'A' => unread.see("A (address)"),
            'U' if record.first('T').is_some_and(|total| total != value) => unread.see("U (second amount)"),
            'D' | 'T' | 'U' | 'C' | 'L' | 'S' | 'E' | '$' => {}
            '%' if split => unread.see("% (share of a split)"),
            other => unread.see(other.encode_utf8(&mut [0; 4])),
        }
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
