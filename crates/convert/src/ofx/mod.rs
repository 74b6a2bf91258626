//! OFX 1 (SGML) and OFX 2 (XML), also called QFX: bank and card statements.
//!
//! Carried: accounts with kind, currency and number; transactions with booking day, amount, type, texts, payee,
//! the other account, foreign currency, and the bank's own identifiers (in `source_ids`, never in `id`: a `FITID` may be
//! missing, repeated, or made from the balance); ledger and available balances; the period declared. Every date is the
//! civil date written: an offset is never used to move it to another day.
//!
//! Not in the format: running balances, the year's credit terms, who owns the account. Not carried: investment statements, profiles, lists of
//! accounts, bill payments (named as losses).

mod element;
mod moment;
mod names;
mod token;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use pannier_model::{
    record::{
        Account, AccountKind, AccountOwnership, AccountStatus, AnyRecord, Balance, BalanceCreditLineIncluded,
        BalanceKind, Record as _, Transaction,
    },
    value::{Currency, Date, Id},
};
use pannier_report::{Code, Finding, Location};

pub(crate) use self::element::meaning;
use self::{
    element::Element,
    moment::Moment,
    token::{Name, Tokens, Value},
    walk::{Node, Walk},
};
use crate::{
    Encoding, Error, Format, Input, Loss, Options, Series, Sink, Summary,
    account_number::Written,
    encoding::{byte_order_mark, head, is_utf_8},
    ids::{IdKey, Ranks, identify},
    output::{Output, numbered},
    statement::{Direction, Extent, Ledger, Window},
    text,
    transcoded::Transcoded,
    write::ofx::NO_BANK,
    xml::Unread,
};

/// Elements between two marks: what is held in memory when reading backwards.
const BLOCK: u64 = 4096;
/// Most statements of a file.
const STATEMENTS: usize = 1000;

/// Reads an OFX file. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Ofx, sink);
    let prefix = head(input, Format::PREFIX as u64)?;
    let (encoding, start) = match encoding(&prefix, options, input)? {
        Ok(found) => found,
        Err(finding) => {
            output.finding(finding)?;
            return Ok(output.summary);
        }
    };
    if encoding.is_utf_16() {
        match Transcoded::new(input, encoding)? {
            Ok(mut text) => read_from(&mut text, 0, Encoding::UTF_8, options, &mut output)?,
            Err(finding) => output.finding(finding)?,
        }
    } else {
        read_from(input, start, encoding, options, &mut output)?;
    }
    Ok(output.summary)
}

/// Files declare Windows-1252 and hold UTF-8: bytes that are UTF-8 are UTF-8, and only others ask for the declaration.
fn encoding(
    prefix: &[u8],
    options: &Options,
    input: &mut dyn Input,
) -> Result<Result<(Encoding, u64), Finding>, Error> {
    let mark = byte_order_mark(prefix);
    let start = mark.map_or(0, |(_, length)| length);
    if let Some(encoding) = options.encoding.or(mark.map(|(encoding, _)| encoding)) {
        return Ok(Ok((encoding, start)));
    }
    if is_utf_8(input)? {
        return Ok(Ok((Encoding::UTF_8, start)));
    }
    let text = String::from_utf8_lossy(&prefix[..prefix.len().min(4096)]).to_ascii_uppercase();
    let after = |key: &str, end: &[char]| {
        text.split_once(key).map(|(_, rest)| rest.split(end).next().unwrap_or_default().trim().to_owned())
    };
    let label = after("CHARSET:", &['\r', '\n', '<', ' '])
        .or_else(|| after("ENCODING=\"", &['"']))
        .or_else(|| after("ENCODING='", &['\'']))
        .map(|label| if label == "1252" { "windows-1252".to_owned() } else { label });
    Ok(match label.as_deref().and_then(Encoding::named).filter(|encoding| *encoding != Encoding::UTF_8) {
        Some(encoding) => Ok((encoding, start)),
        None => Err(Finding::new(
            Code::ConvertEncoding,
            Location::whole(),
            "the file is not UTF-8 and declares no other encoding",
        )
        .with_help("name it with --encoding, for instance windows-1252")),
    })
}

fn read_from(
    input: &mut dyn Input,
    start: u64,
    encoding: Encoding,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let mut survey = Survey {
        options,
        document: Document::default(),
        current: None,
        element: Element::default(),
        open: false,
        losses: Vec::new(),
        placeholder: placeholder(),
        row: 0,
        refused: false,
    };
    survey.run(&mut Walk::new(Tokens::at(input, start, encoding)?, Vec::new()), output)?;
    if survey.refused {
        return Ok(());
    }
    let document = survey.document;
    for (name, count) in document.unread.iter() {
        output.loss(Loss::whole(name, format!("{count} values of an element that no member takes")))?;
    }
    for (name, reason) in &document.without_records {
        output.loss(Loss::whole(name.as_str(), *reason))?;
    }
    if document.statements.is_empty() {
        output.finding(
            Finding::new(Code::ConvertRecordsPresent, Location::whole(), "the file holds no bank or card statement")
                .with_help(
                    "investment statements, profiles and lists of accounts are not converted; download a statement",
                ),
        )?;
    }
    let names = names(&document.statements, options.account.as_ref());
    for (statement, name) in document.statements.iter().zip(names) {
        emit(input, encoding, &document, statement, &name, output)?;
    }
    Ok(())
}

/// What a file holds besides its transactions.
#[derive(Default)]
struct Document {
    statements: Vec<Statement>,
    institution: String,
    server: Option<Moment>,
    unread: Unread,
    without_records: BTreeMap<String, &'static str>,
}

/// One statement, without its transactions.
#[derive(Default)]
struct Statement {
    card: bool,
    currency: Option<Currency>,
    currency_reported: bool,
    bank: String,
    branch: String,
    number: String,
    account_type: String,
    start: String,
    end: String,
    ledger: Figure,
    available: Figure,
    extent: Extent,
    /// Offset and row of every 4096th transaction, and the aggregates open there.
    marks: Vec<(u64, u64)>,
    stack: Vec<Name>,
    count: u64,
}

/// A balance as written.
#[derive(Default)]
struct Figure {
    amount: String,
    as_of: String,
}

impl Statement {
    fn account(&self) -> Written<'_> {
        Written { card: self.card, bank: Some(&self.bank), branch: Some(&self.branch), number: Some(&self.number) }
    }
}

/// The kind of account behind an `ACCTTYPE`.
fn kind(card: bool, word: &str) -> AccountKind {
    match word.trim().to_ascii_uppercase().as_str() {
        _ if card => AccountKind::Card,
        "CHECKING" => AccountKind::Current,
        "SAVINGS" | "MONEYMRKT" | "CD" => AccountKind::Savings,
        "CREDITLINE" => AccountKind::Loan,
        _ => AccountKind::Other,
    }
}

/// A name for every statement: what the user says, else its kind; further ones are counted.
fn names(statements: &[Statement], given: Option<&Id>) -> Vec<Id> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    statements
        .iter()
        .map(|statement| {
            let base = match given {
                Some(name) => name.as_str().to_owned(),
                None => kind(statement.card, &statement.account_type).to_string(),
            };
            let count = counts.entry(base.clone()).or_default();
            *count += 1;
            numbered(&base, *count)
        })
        .collect()
}

/// The first pass.
struct Survey<'a> {
    options: &'a Options,
    document: Document,
    current: Option<Statement>,
    /// The transaction read last, and whether it is still open.
    element: Element,
    open: bool,
    losses: Vec<Loss>,
    /// Stands for the account, whose name is not known yet.
    placeholder: Id,
    row: u64,
    refused: bool,
}

impl Survey<'_> {
    fn run(&mut self, walk: &mut Walk<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        let mut status = Status::default();
        loop {
            match walk.next()? {
                Node::Enter(name, offset) => self.enter(&name, offset, walk, output)?,
                Node::Leave(name) => match &*name {
                    "STMTTRN" => self.transaction(output)?,
                    "STMTRS" | "CCSTMTRS" => self.document.statements.extend(self.current.take()),
                    "STATUS" => status.take(walk.within("SONRS")).map_or(Ok(()), |finding| output.finding(finding))?,
                    _ => {}
                },
                Node::Leaf(name, value) => self.leaf(&name, value, walk, &mut status),
                Node::Declaration => {
                    self.refused = true;
                    return output.finding(
                        Finding::new(
                            Code::ConvertStructure,
                            Location::whole(),
                            "the file declares a document type or an entity of its own",
                        )
                        .with_help("no bank writes that; the file was made to harm its reader"),
                    );
                }
                Node::End => break,
            }
        }
        if self.open {
            let element = &self.element;
            let message = "the file ends within a transaction: it was cut off";
            output.lost_row(
                element.row,
                Finding::new(Code::ConvertStructure, Location::whole().at_row(element.row), message),
            )?;
        }
        // A statement whose end tag is missing is one all the same; a file cut off between two transactions is told
        // by the missing end tag.
        if let Some(statement) = self.current.take() {
            output.finding(Finding::new(
                Code::ConvertStructure,
                Location::whole(),
                "the file ends within a statement: it was cut off",
            ))?;
            self.document.statements.push(statement);
        }
        Ok(())
    }

    fn enter(&mut self, name: &str, offset: u64, walk: &Walk<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        match name {
            "STMTRS" | "CCSTMTRS" => {
                self.document.statements.extend(self.current.take());
                if self.document.statements.len() == STATEMENTS {
                    output.finding(Finding::new(
                        Code::ConvertStructure,
                        Location::whole(),
                        "more than 1000 statements",
                    ))?;
                } else {
                    self.current = Some(Statement {
                        card: name == "CCSTMTRS",
                        currency: self.options.currency,
                        ..Statement::default()
                    });
                }
            }
            "STMTTRN" => {
                self.row += 1;
                match &mut self.current {
                    Some(statement) if walk.within("BANKTRANLIST") => {
                        if statement.count == 0 {
                            statement.stack =
                                walk.stack.iter().take_while(|open| *open != "STMTTRN").cloned().collect();
                        }
                        if statement.count.is_multiple_of(BLOCK) {
                            statement.marks.push((offset, self.row));
                        }
                        statement.count += 1;
                        self.element.begin(self.row);
                        self.open = true;
                    }
                    _ => output.skipped_row(self.row, "a transaction outside a bank or card statement")?,
                }
            }
            "INVSTMTRS" => {
                self.document
                    .without_records
                    .insert(name.to_owned(), "an investment statement: no record type takes it");
            }
            name if name.ends_with("MSGSRSV1")
                && !matches!(name, "SIGNONMSGSRSV1" | "BANKMSGSRSV1" | "CREDITCARDMSGSRSV1" | "INVSTMTMSGSRSV1") =>
            {
                self.document.without_records.insert(name.to_owned(), "a message set without statements");
            }
            _ => {}
        }
        Ok(())
    }

    fn leaf(&mut self, name: &str, value: Value, walk: &Walk<'_>, status: &mut Status) {
        let inner = walk.stack.last().map_or("", |name| &**name);
        if self.open {
            self.element.push(inner, name, value, walk.value());
            return;
        }
        let text = match value {
            Value::Text => walk.value(),
            Value::Empty => "",
            Value::TooLong | Value::Undecodable => return,
        };
        let place = match (inner, name, &mut self.current) {
            ("STATUS", "CODE", _) => &mut status.code,
            ("STATUS", "SEVERITY", _) => &mut status.severity,
            ("STATUS", "MESSAGE", _) => &mut status.message,
            ("FI", "ORG", _) => &mut self.document.institution,
            ("SONRS", "DTSERVER", _) => {
                self.document.server = Moment::read(text);
                return;
            }
            ("STMTRS" | "CCSTMTRS", "CURDEF", Some(statement)) => {
                if let Ok(currency) = Currency::parse(&text.to_ascii_uppercase()) {
                    statement.currency = Some(currency);
                }
                return;
            }
            ("BANKACCTFROM", "BANKID", Some(_)) if text == NO_BANK => return,
            ("BANKACCTFROM", "BANKID", Some(statement)) => &mut statement.bank,
            ("BANKACCTFROM", "BRANCHID", Some(statement)) => &mut statement.branch,
            ("BANKACCTFROM", "ACCTTYPE", Some(statement)) => &mut statement.account_type,
            ("BANKACCTFROM" | "CCACCTFROM", "ACCTID", Some(statement)) => &mut statement.number,
            ("BANKTRANLIST", "DTSTART", Some(statement)) => &mut statement.start,
            ("BANKTRANLIST", "DTEND", Some(statement)) => &mut statement.end,
            ("LEDGERBAL", "BALAMT", Some(statement)) => &mut statement.ledger.amount,
            ("LEDGERBAL", "DTASOF", Some(statement)) => &mut statement.ledger.as_of,
            ("AVAILBAL", "BALAMT", Some(statement)) => &mut statement.available.amount,
            ("AVAILBAL", "DTASOF", Some(statement)) => &mut statement.available.as_of,
            (inner, name, Some(_)) if !text.is_empty() && !inner.is_empty() => {
                self.document.unread.see(&format!("{inner}/{name}"));
                return;
            }
            _ => return,
        };
        text.clone_into(place);
    }

    fn transaction(&mut self, output: &mut Output<'_>) -> Result<(), Error> {
        let (true, Some(statement)) = (std::mem::take(&mut self.open), &mut self.current) else { return Ok(()) };
        let element = &self.element;
        let Some(currency) = statement.currency else {
            if !std::mem::replace(&mut statement.currency_reported, true) {
                output.finding(no_currency().with_help("give it with --currency"))?;
            }
            return output.skipped_row(element.row, "the statement has no currency");
        };
        self.losses.clear();
        let unread = &mut self.document.unread;
        match element::transaction(element, &self.placeholder, currency, &mut self.losses, unread, false) {
            Ok(transaction) => {
                statement.extent.see(transaction.date, transaction.amount, None);
                self.losses.drain(..).try_for_each(|loss| output.lost_value(loss))
            }
            Err(finding) => output.lost_row(element.row, finding),
        }
    }
}

fn no_currency() -> Finding {
    Finding::new(Code::ConvertCurrency, Location::whole(), "a statement has no currency in CURDEF")
}

fn placeholder() -> Id {
    Id::parse("account").expect("a valid id")
}

/// What a server answered.
#[derive(Default)]
struct Status {
    code: String,
    severity: String,
    message: String,
}

impl Status {
    /// The finding for an error, and a clean sheet.
    fn take(&mut self, sign_on: bool) -> Option<Finding> {
        let Self { code, severity, message } = std::mem::take(self);
        if !severity.eq_ignore_ascii_case("ERROR") {
            return None;
        }
        let code: String = code.chars().filter(char::is_ascii_digit).take(6).collect();
        let what = if sign_on { "the sign-on" } else { "the request" };
        Some(
            Finding::new(
                Code::ConvertStructure,
                Location::whole(),
                format!("the file is the answer of a server that refused {what} with code {code}"),
            )
            .with_help("download the file again")
            .with_value(message),
        )
    }
}

/// The second pass over one statement.
fn emit(
    input: &mut dyn Input,
    encoding: Encoding,
    document: &Document,
    statement: &Statement,
    name: &Id,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    if statement.currency_reported {
        return output.loss(Loss::whole("STMTRS", "a statement without a currency before its transactions"));
    }
    let Some(currency) = statement.currency else {
        return output.finding(no_currency().with_help("give it with --currency"));
    };
    let window = Window::of(declared_window(statement, document.server), statement.extent.span(), output)?;
    let server = document.server.map(|server| server.date);
    let ledger = Moment::read(&statement.ledger.as_of).map(|moment| moment.date);
    let as_of = ledger.or(server).or(statement.extent.latest).or(window.as_ref().map(|window| window.from));
    let Some(as_of) = as_of else {
        return output.finding(Finding::new(
            Code::ConvertRecordsPresent,
            Location::whole(),
            "a statement has neither a date nor a transaction",
        ));
    };
    let mut account = Account::new(
        name.clone(),
        as_of,
        kind(statement.card, &statement.account_type),
        currency,
        AccountStatus::Unknown,
        AccountOwnership::Unknown,
    );
    account.number = statement.account().number();
    account.servicer = text::name(&document.institution).unwrap_or_default();
    output.state(name.clone(), account)?;
    balances(document, statement, name, currency, output)?;

    let Some(window) = window else { return Ok(()) };
    output.series(window.series(name, Transaction::TYPE))?;
    let direction = statement.extent.direction();
    output.summary.newest_first |= direction == Direction::NewestFirst;
    let mut ledger = Ledger::new(name.clone(), window, statement.extent.is_ascending(direction));
    let blocks = statement.marks.len();
    let mut book = |element: &Element, output: &mut Output<'_>| {
        // What was lost and left unread was said in the first pass.
        let read = element::transaction(element, name, currency, &mut Vec::new(), &mut Unread::default(), true);
        read.map_or(Ok(()), |transaction| ledger.book(element.row, Box::new(transaction), output))
    };
    let mut held = Vec::new();
    for index in 0..blocks {
        if direction == Direction::OldestFirst {
            block(input, encoding, statement, index, &mut |element| book(element, output))?;
            continue;
        }
        let mut good = 0;
        block(input, encoding, statement, blocks - 1 - index, &mut |element| {
            if good == held.len() {
                held.push(Element::default());
            }
            held[good].clone_from(element);
            good += 1;
            Ok(())
        })?;
        held[..good].iter().rev().try_for_each(|element| book(element, output))?;
    }
    ledger.close(output)
}

/// The transactions from one mark up to the next.
fn block(
    input: &mut dyn Input,
    encoding: Encoding,
    statement: &Statement,
    index: usize,
    each: &mut dyn FnMut(&Element) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut left = (statement.count - index as u64 * BLOCK).min(BLOCK);
    let (offset, mut row) = statement.marks[index];
    let mut walk = Walk::new(Tokens::at(input, offset, encoding)?, statement.stack.clone());
    let mut element = Element::default();
    let mut open = false;
    while left > 0 {
        match walk.next()? {
            Node::Enter(name, _) if name == "STMTTRN" => {
                // One outside the list of the statement has a number too, and was lost.
                open = walk.within("BANKTRANLIST");
                if open {
                    element.begin(row);
                }
                row += 1;
            }
            Node::Leave(name) if open && name == "STMTTRN" => {
                open = false;
                each(&element)?;
                left -= 1;
            }
            Node::Leaf(name, value) if open => {
                let inner = walk.stack.last().map_or("", |name| &**name);
                element.push(inner, &name, value, walk.value());
            }
            // The last element was cut off; the first pass has said so.
            Node::End | Node::Declaration => break,
            _ => {}
        }
    }
    Ok(())
}

/// `DTSTART` up to and including `DTEND`, but no day after the one on which the server answered. A day that an explicit
/// time cuts, and the day of the answer, are not promised.
fn declared_window(statement: &Statement, server: Option<Moment>) -> Option<Window> {
    let (start, end) = (Moment::read(&statement.start)?, Moment::read(&statement.end)?);
    let mut incomplete = BTreeSet::new();
    if start.time.is_some_and(|time| time != (0, 0, 0)) {
        incomplete.insert(start.date);
    }
    let mut last = end.date;
    if end.time.is_some() {
        incomplete.insert(last);
    }
    if let Some(server) = server.filter(|server| server.date <= last && server.date >= start.date) {
        last = server.date;
        incomplete.insert(last);
    }
    incomplete.retain(|day| *day <= last);
    (start.date <= last).then_some(())?;
    Some(Window { from: start.date, to: last.next_day()?, incomplete })
}

/// Ledger and available balance as one series. A balance of an earlier day than the answer is that day's last.
fn balances(
    document: &Document,
    statement: &Statement,
    name: &Id,
    currency: Currency,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let mut records = Vec::new();
    let figures = [
        (
            "LEDGERBAL",
            &statement.ledger,
            BalanceKind::ClosingBooked,
            BalanceKind::InterimBooked,
            BalanceCreditLineIncluded::No,
        ),
        (
            "AVAILBAL",
            &statement.available,
            BalanceKind::ClosingAvailable,
            BalanceKind::InterimAvailable,
            BalanceCreditLineIncluded::Unknown,
        ),
    ];
    for (element, figure, closing, interim, credit) in figures {
        if figure.amount.is_empty() && figure.as_of.is_empty() {
            continue;
        }
        if figure.amount.is_empty() {
            output.loss(Loss::whole(element, "a balance without an amount"))?;
            continue;
        }
        let Some(moment) = Moment::read(&figure.as_of) else {
            output.loss(Loss::whole(element, "a balance without a date of OFX"))?;
            continue;
        };
        let Ok(amount) = element::amount(&figure.amount) else {
            output.finding(
                Finding::new(
                    Code::ConvertAmount,
                    Location::whole().at_pointer(format!("/{element}/BALAMT")),
                    "BALAMT is no amount of OFX: digits with one point or comma",
                )
                .with_value(figure.amount.clone()),
            )?;
            output.loss(Loss::whole(element, "a balance that is no amount"))?;
            continue;
        };
        let over = document.server.is_some_and(|server| moment.date < server.date);
        let kind = if over { closing } else { interim };
        let mut balance = Balance::new(name.clone(), name.clone(), moment.date, kind, amount, currency, credit);
        balance.at = moment.instant();
        records.push(AnyRecord::from(balance));
    }
    records.sort_by_key(AnyRecord::sort_date);
    // Days far apart would make a series of nothing but unpromised days; the balance of the books is worth more.
    if let [first, last] = records.as_slice()
        && last.sort_date().days_since(first.sort_date()) > 400
    {
        output.loss(Loss::whole("AVAILBAL", "ledger and available balance are more than 400 days apart"))?;
        records.retain(|record| matches!(record, AnyRecord::Balance(balance) if balance.credit_line_included == BalanceCreditLineIncluded::No));
    }
    let (Some(first), Some(last)) = (records.first(), records.last()) else { return Ok(()) };
    let days: BTreeSet<Date> = records.iter().map(AnyRecord::sort_date).collect();
    let Some(window) = Window::of_rows(first.sort_date(), last.sort_date()) else {
        return output.finding(crate::output::last_day(Location::whole()));
    };
    // A file shows single balances and promises none: every day of the series is incomplete.
    let mut incomplete = days;
    let mut day = window.from;
    while let Some(next) = day.next_day().filter(|next| *next < window.to) {
        incomplete.insert(next);
        day = next;
    }
    output.series(Series {
        thing: Some(name.clone()),
        record_type: Balance::TYPE,
        from: window.from,
        to: window.to,
        incomplete: incomplete.into_iter().collect(),
    })?;
    let mut ranks = Ranks::default();
    for mut record in records {
        identify(&IdKey::ZERO, &mut ranks, &mut record);
        output.record(None, record)?;
    }
    Ok(())
}
