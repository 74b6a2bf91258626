//! SWIFT MT940 and MT942: statements and intraday reports of bank accounts, as banks still offer them for download.
//!
//! Carried: account number, opening, closing and available balances, rows with value date, entry date, amount, code,
//! references, and what the bank tells about a row in `:86:` (German fields, slash-keyed text, or free text). The year
//! of the entry date, which the format leaves out, follows from value date and statement. Pages of one statement are
//! put together, statements of one account as well.
//!
//! Not in the format: running balances, time, kind of account, who owns it. Not carried, and named as losses:
//! references of messages, floor limits, statement texts.

mod entry;
mod field;
mod info;
mod kinds;

use std::{borrow::Cow, collections::BTreeMap};

use pannier_model::{
    record::{Balance, BalanceCreditLineIncluded, BalanceKind, Transaction, TransactionDateBasis, TransactionStatus},
    value::{Amount, CodeText, Currency, Date, List, Name, SourceId, Text, Total, TxKind},
};
use pannier_report::{Code, Finding, Location};

use self::{
    entry::{Bad, Held, Line},
    field::{Field, Fields},
    info::{Info, Joined},
};
use crate::{
    Error, Format, Input, Loss, Options, Sink, Summary,
    events::{
        gather::{self, Block, Book, Each, Entry, Gathered, Mark, Rows, Side, Stated, unnamed},
        statement::Window,
    },
    output::Output,
    syntax::{lines::Lines, window::Stop},
    values::{
        account_number::{Written, is_iban},
        text,
    },
};

/// Reads an MT940 or MT942 file. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Mt940, sink);
    let lines = match Lines::of(input, options)? {
        Ok(lines) => lines,
        Err(finding) => {
            output.finding(finding)?;
            return Ok(output.summary);
        }
    };
    let mut fields = Fields::new(lines);
    let mut reader =
        Reader { options, gathered: Gathered::default(), reading: Reading::default(), contexts: Vec::new(), rows: 0 };
    if let Err(finding) = Stop::apart(reader.messages(&mut fields, &mut output))? {
        output.finding(finding)?;
    }
    for (what, count) in &reader.reading.unread {
        output.loss(Loss::values(what, *count, "that no member takes"))?;
    }
    let Reader { gathered, contexts, .. } = reader;
    gathered.emit(&mut Again { fields, contexts }, options, &mut output)?;
    Ok(output.summary)
}

/// Rows, read once more.
struct Again<'i> {
    fields: Fields<'i>,
    /// What the rows of each message have in common.
    contexts: Vec<Context>,
}

impl Rows for Again<'_> {
    fn read(&mut self, block: &Block, each: Each<'_>) -> Result<(), Error> {
        let Some(context) = self.contexts.get(block.mark.context as usize).copied() else { return Ok(()) };
        let mut reading = Reading { kept: true, ..Reading::default() };
        self.fields.go(block.mark.offset)?;
        for place in block.place..block.place + u64::from(block.span) {
            if !self.fields.next_row()? {
                break;
            }
            // What was wrong or left over was said the first time.
            if let Ok(entry) = reading.entry(place, &self.fields, context) {
                each(entry)?;
            }
        }
        Ok(())
    }
}

/// Whether a text has the fields that every statement begins with.
pub(crate) fn resembles(text: &str) -> bool {
    let has = |tag: &str| text.lines().any(|line| line.starts_with(tag));
    has(":20:") && (has(":25:") || has(":60F:") || has(":61:"))
}

/// What a row needs to know of its message.
#[derive(Clone, Copy, Debug)]
struct Context {
    currency: Currency,
    /// Days of the opening and the closing balance.
    span: Option<(Date, Date)>,
}

/// How rows are read.
#[derive(Default)]
struct Reading {
    /// Whether texts, codes and numbers are kept. Of a row that is judged only what of it would be lost is noted.
    kept: bool,
    joined: Joined,
    /// Fields that no member takes, by what they are.
    unread: BTreeMap<String, u64>,
}

/// The first reading.
struct Reader<'a> {
    options: &'a Options,
    gathered: Gathered,
    reading: Reading,
    contexts: Vec<Context>,
    /// Statement lines so far.
    rows: u64,
}

/// What the fields of a message add up to before rows are read.
#[derive(Default)]
struct Outline {
    account: String,
    /// BIC of who keeps it, where a line of its own says so.
    bank: Option<String>,
    currency: Option<Currency>,
    opening: Option<Held>,
    closing: Option<Held>,
    page: Page,
    balances: Vec<Balance>,
    stated: Vec<Stated>,
    /// Line of its first field.
    line: u64,
    /// Offset and line of its first row, and how many there are.
    first_row: (u64, u64),
    rows: u64,
    /// The field before was a row.
    after_row: bool,
}

/// Which page of a statement a message is.
#[derive(Default)]
struct Page {
    /// It has the opening balance proper.
    first: bool,
    /// It has the closing balance proper.
    last: bool,
    /// It is one of an intraday report.
    intraday: bool,
}

impl Reader<'_> {
    /// Reads every message twice: its rows mean nothing without the balances that stand behind them.
    fn messages(&mut self, fields: &mut Fields<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
        let mut message: Option<Outline> = None;
        loop {
            let found = fields.skim()?;
            if !found || fields.field.begins {
                if let Some(message) = message.take() {
                    let (here, number, open) = (fields.field.offset, fields.field.line, fields.open);
                    let end = fields.here();
                    self.message(message, fields, output)?;
                    if found {
                        fields.go(here)?;
                        fields.at(here, number)?;
                        fields.open = false;
                        fields.skim()?;
                    } else {
                        fields.at(end.0, end.1)?;
                    }
                    fields.open = open;
                } else if !found {
                    return Err(Stop::Finding(
                        Finding::new(
                            Code::ConvertStructure,
                            Location::line(1),
                            "there is no field such as :20: or :61:",
                        )
                        .with_help("name the format with --from")
                        .into(),
                    ));
                }
            }
            if !found {
                return Ok(());
            }
            let message = message.get_or_insert_with(|| Outline { line: fields.field.line, ..Outline::default() });
            self.field(message, &fields.field, output)?;
        }
    }

    /// A message of which everything but the rows has been read.
    fn message(&mut self, message: Outline, fields: &mut Fields<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
        let Some(currency) = message.currency.or(self.options.currency) else {
            output.finding(
                Finding::new(
                    Code::ConvertCurrency,
                    Location::line(message.line),
                    "no balance of the statement says its currency",
                )
                .with_help("give it: --currency EUR"),
            )?;
            for _ in 0..message.rows {
                self.rows += 1;
                output.skipped_row(self.rows, "the currency of the statement is not known")?;
            }
            return Ok(());
        };
        let span = message.opening.zip(message.closing).map(|(opening, closing)| (opening.date, closing.date));
        let context = Context { currency, span };
        let mark = u32::try_from(self.contexts.len()).unwrap_or(u32::MAX);
        self.contexts.push(context);
        let book = self.gathered.book(&message.account, currency);
        describe(book, &message.account, message.bank.as_deref(), currency);
        let statement = statement(book, &message);
        if message.rows > 0 {
            fields.at(message.first_row.0, message.first_row.1)?;
            fields.open = true;
        }
        let mut earliest: Option<Date> = None;
        for _ in 0..message.rows {
            if !fields.next_row()? {
                break;
            }
            self.rows += 1;
            match self.reading.entry(self.rows, fields, context) {
                Ok(entry) => {
                    if entry.transaction.status == TransactionStatus::Booked {
                        let date = entry.transaction.date;
                        earliest = Some(earliest.map_or(date, |earliest| earliest.min(date)));
                    }
                    let mark = Mark { offset: fields.field.offset, context: mark };
                    if book.outlines[statement].see(&entry, mark, output)? {
                        book.days.see(&entry);
                    }
                }
                Err(finding) => output.lost_row(self.rows, finding)?,
            }
        }
        let first_day =
            earliest.zip(span).and_then(|(earliest, (from, to))| (from == to).then_some(earliest.min(from)));
        book.balances.extend(message.balances.into_iter().map(|balance| (None, before_rows(balance, first_day))));
        book.outlines[statement].stated.extend(message.stated);
        Ok(())
    }

    /// Takes a field that is no row into account.
    fn field(&mut self, message: &mut Outline, field: &Field, output: &mut Output<'_>) -> Result<(), Error> {
        let value = field.first();
        match field.tag.as_str() {
            "61" => {
                if message.rows == 0 {
                    message.first_row = (field.offset, field.line);
                }
                message.rows += 1;
            }
            "86" if message.after_row => return Ok(()),
            "25" | "25P" => {
                value.clone_into(&mut message.account);
                message.bank = field.lines().nth(1).map(str::trim).filter(|bank| is_bic(bank)).map(str::to_owned);
            }
            "60F" | "60M" | "62F" | "62M" | "64" | "65" => match Held::read(value) {
                Ok(held) => {
                    message.currency = message.currency.or(Some(held.currency));
                    match field.tag.as_str() {
                        "60F" | "60M" => message.opening = Some(held),
                        "62F" | "62M" => message.closing = Some(held),
                        _ => {}
                    }
                    message.page.first |= field.tag == "60F";
                    message.page.last |= field.tag == "62F";
                    message.balances.extend(balance(&field.tag, held));
                }
                Err(bad) => output.finding(fault(bad, field, None))?,
            },
            "90C" | "90D" => match sums(value) {
                Some((figure, currency)) => {
                    message.currency = message.currency.or(Some(currency));
                    let of = if field.tag == "90C" { Side::Credits } else { Side::Debits };
                    message.stated.push(Stated { of, ..figure });
                }
                None => output.finding(fault(Bad::Form, field, None))?,
            },
            "34F" => {
                message.page.intraday = true;
                message.currency = message.currency.or(entry::currency(value).map(|(currency, _)| currency));
                self.reading.unread("34F (floor limit)");
            }
            "13D" | "13" => {
                message.page.intraday = true;
                self.reading.unread("13 (time of the report)");
            }
            "20" => self.reading.unread("20 (reference of the message)"),
            "21" => self.reading.unread("21 (related reference)"),
            "28" | "28C" => self.reading.unread("28 (number of the statement)"),
            "86" => self.reading.unread("86 (text of the statement)"),
            tag => self.reading.unread(tag),
        }
        message.after_row = field.tag == "61";
        let lines = 1 + usize::from(message.bank.is_some() && matches!(field.tag.as_str(), "25" | "25P"));
        if !matches!(field.tag.as_str(), "61" | "86") && field.lines().count() > lines {
            self.reading.unread("lines behind a field that has only one");
        }
        Ok(())
    }
}

impl Reading {
    fn unread(&mut self, what: &str) {
        match self.unread.get_mut(what) {
            Some(count) => *count += 1,
            None => drop(self.unread.insert(what.to_owned(), 1)),
        }
    }

    /// The row that was read last, of this number.
    fn entry(&mut self, place: u64, fields: &Fields<'_>, context: Context) -> Result<Entry, Box<Finding>> {
        let Context { currency, span } = context;
        let field = &fields.field;
        let line = Line::read(field.first()).map_err(|bad| Box::new(fault(bad, field, Some(place))))?;
        let entry_date = line.entry_date(span);
        let (date, basis) = match entry_date {
            _ if line.mark.expected => (entry_date.unwrap_or(line.value_date), TransactionDateBasis::Expected),
            Some(date) => (date, TransactionDateBasis::Booked),
            None => (line.value_date, TransactionDateBasis::Value),
        };
        let status = if line.mark.expected { TransactionStatus::Pending } else { TransactionStatus::Booked };
        let mut joined = std::mem::take(&mut self.joined);
        let mut info = Info::read(fields.infos(), &mut joined);
        let transaction =
            Transaction::new(unnamed(), unnamed(), date, basis, status, line.signed(), currency, TxKind::Other);
        let mut transaction = Box::new(transaction);
        // The kind of a reversal is that of what is reversed, whose sign was the other one.
        if line.mark.reversal {
            transaction.amount = -transaction.amount;
        }
        if self.kept {
            kinds::meaning(line.code, info.german).apply(&mut transaction);
        }
        if line.mark.reversal {
            transaction.amount = -transaction.amount;
            transaction.reversal = Some(true);
        }
        transaction.value_date = Some(line.value_date).filter(|_| !line.is_commercial);
        if line.is_commercial {
            self.unread("61 (value on a day of February that is none)");
        }
        let mut code = String::with_capacity(64);
        code.push_str(line.code);
        let add = |code: &mut String, part: &str| {
            if !code.is_empty() {
                code.push('/');
            }
            code.push_str(part);
        };
        for part in info.german.into_iter().chain([info.extension]).filter(|part| !part.is_empty()) {
            add(&mut code, part);
        }
        let mut lines: Vec<&str> = Vec::new();
        for supplement in field.lines().skip(1).map(str::trim) {
            if self.charges(supplement, &mut transaction) {
                continue;
            }
            if let Some(own) = own_code(supplement) {
                add(&mut code, own);
            } else if info.account.is_empty() && is_iban(supplement) {
                info.account = supplement;
            } else {
                lines.push(supplement);
            }
        }
        transaction.bank_code = CodeText::parse(&code).ok();
        if transaction.bank_code.is_none() && !code.is_empty() {
            self.unread("code of the bank that is no code");
        }
        let compensation;
        if let Some(amount) = compensated(info.compensation, currency) {
            transaction.fee_amount = Some(if line.signed().signum() < 0 { -amount } else { amount });
        } else if !info.compensation.is_empty() {
            compensation = format!("COAM+{}", info.compensation);
            lines.push(&compensation);
        }
        let description = if lines.is_empty() {
            Cow::Borrowed(&*info.description)
        } else {
            lines.push(&info.description);
            lines.join("\n").into()
        };
        self.words(&mut transaction, &line, &info, &description);
        self.joined = joined;
        Ok(Entry { place, transaction, details: Vec::new() })
    }

    /// `/OCMT/USD47,11/CHGS/EUR1,23`: original amount and charges. `false` where it is something else.
    fn charges(&mut self, supplement: &str, transaction: &mut Transaction) -> bool {
        let mut parts = supplement.split('/').filter(|part| !part.is_empty());
        let negative = transaction.amount.signum() < 0;
        let sign = |amount: Amount| if negative { -amount } else { amount };
        let money =
            |text: &str| entry::currency(text).and_then(|(currency, rest)| Some((currency, entry::amount(rest).ok()?)));
        let mut found = Vec::new();
        if !supplement.starts_with('/') {
            return false;
        }
        while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
            match (key, money(value)) {
                ("OCMT" | "CHGS", Some(money)) => found.push((key, money)),
                _ => return false,
            }
        }
        for (key, (currency, amount)) in &found {
            if *key == "OCMT" {
                transaction.original_amount = Some(sign(*amount));
                transaction.original_currency = Some(*currency);
                transaction.is_foreign = Some(*currency != transaction.currency);
            } else if *currency == transaction.currency {
                transaction.fee_amount = Some(sign(*amount));
            } else {
                self.unread("CHGS (charge in another currency)");
            }
        }
        !found.is_empty()
    }

    fn words(&mut self, transaction: &mut Transaction, line: &Line<'_>, info: &Info<'_>, description: &str) {
        let kept = self.kept;
        let mut long_text = |what: &str, value: &str| -> Option<Text> {
            text::kept(value, kept).unwrap_or_else(|_| {
                *self.unread.entry(format!("{what} longer than 4000 characters")).or_default() += 1;
                None
            })
        };
        transaction.description = long_text("86", description);
        transaction.reference = long_text("reference", info.reference);
        transaction.kind_text = long_text("kind", info.kind);
        let mut short = |what: &str, value: &str| -> Option<Name> {
            text::kept_name(value, kept).unwrap_or_else(|_| {
                *self.unread.entry(format!("{what} longer than 200 characters")).or_default() += 1;
                None
            })
        };
        transaction.counterparty_name = short("name", &info.name);
        transaction.ultimate_name = short("ultimate name", info.ultimate_name);
        transaction.mandate_id = short("mandate", info.mandate);
        transaction.end_to_end_id =
            short("end to end reference", info.end_to_end).filter(|id| id.as_str() != "NOTPROVIDED");
        let ids = [
            ("customer_ref", line.reference.unwrap_or_default()),
            ("acct_svcr_ref", line.bank_reference.unwrap_or_default()),
            ("payment_ref", info.customer_reference),
            ("batch", info.batch),
        ];
        let ids: Vec<SourceId> = ids
            .into_iter()
            .filter_map(|(scheme, value)| {
                let value = short(scheme, value)?;
                Some(SourceId { scheme: CodeText::parse(scheme).ok()?, value })
            })
            .collect();
        transaction.source_ids = List::new(ids).ok();
        let written = Written { bank: Some(info.bank), number: Some(info.account), ..Written::default() };
        transaction.counterparty_number = Some(written).filter(|_| kept).and_then(Written::number);
        if !info.bank.is_empty() && transaction.counterparty_number.is_none() && (kept || !written.has_number()) {
            self.unread("bank of the other party");
        }
        for (what, value, member) in [
            ("creditor id", info.creditor, &mut transaction.creditor_id),
            ("return reason", info.return_reason, &mut transaction.return_reason),
        ] {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            *member = CodeText::parse(value).ok();
            if member.is_none() {
                *self.unread.entry(format!("{what} that is no code")).or_default() += 1;
            }
        }
    }
}

/// The statement that the rows of a message belong to.
fn statement(book: &mut Book, message: &Outline) -> usize {
    let continues = message.opening.is_some() && !message.page.first;
    let is_open =
        book.outlines.last().is_some_and(|last| continues && last.closing.is_none() && last.opening.is_some());
    if !is_open {
        let mut outline = gather::Outline::default();
        outline.opening = message.opening.map(|held| (held.date, held.amount));
        // An intraday report shows what there is so far.
        outline.unpromised = message.page.intraday || message.opening.is_none() || message.closing.is_none();
        book.outlines.push(outline);
    }
    let index = book.outlines.len() - 1;
    let statement = &mut book.outlines[index];
    if message.page.last {
        statement.closing = message.closing.map(|held| (held.date, held.amount));
    }
    if let (Some((from, _)), Some((last, _))) = (statement.opening, statement.closing)
        && let Some(to) = last.next_day()
        && from < to
    {
        // The opening balance carries the day of the statement before: rows of that day stand there, or here.
        statement.declared = Some(Window { from, to, incomplete: [from].into() });
    }
    index
}

/// Number of the account as `:25:` gives it: an IBAN, or bank and number.
fn describe(book: &mut Book, written: &str, keeper: Option<&str>, currency: Currency) {
    if book.account.number.is_some() {
        return;
    }
    let written = written.trim_start_matches('/');
    let (bank, number) = written.split_once('/').map_or((None, written), |(bank, number)| (Some(bank), number));
    // Some banks put the currency behind the number.
    let number = number
        .strip_suffix(currency.as_str())
        .map(|number| number.trim_end_matches([' ', '/']))
        .filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(number);
    book.account.number = Written { bank, number: Some(number), ..Written::default() }.number();
    let bic = keeper.or(bank.filter(|bank| is_bic(bank)));
    book.account.servicer_bic = bic.and_then(|bank| CodeText::parse(bank).ok());
}

/// `/TRCD/00100/`: the bank's own code for the kind.
fn own_code(supplement: &str) -> Option<&str> {
    let code = supplement.strip_prefix("/TRCD/")?;
    let code = code.strip_suffix('/').unwrap_or(code);
    (!code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(code)
}

/// `3,50` or `EUR3,50`: what the other party's bank charged, in the currency of the account.
fn compensated(text: &str, currency: Currency) -> Option<Amount> {
    let text = text.strip_prefix(currency.as_str()).unwrap_or(text).trim();
    entry::amount(text).ok().filter(|_| !text.is_empty())
}

fn is_bic(text: &str) -> bool {
    let letters = text.bytes().take(6).all(|byte| byte.is_ascii_uppercase());
    matches!(text.len(), 8 | 11) && letters && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The balance behind a field. `:60F:` repeats the closing balance of the statement before, with its date; the
/// balances of pages that are not the first or last say nothing of their own.
fn balance(tag: &str, held: Held) -> Option<Balance> {
    let kind = match tag {
        "60F" => BalanceKind::PreviousClosing,
        "62F" => BalanceKind::ClosingBooked,
        "64" => BalanceKind::ClosingAvailable,
        "65" => BalanceKind::ForwardAvailable,
        _ => return None,
    };
    let included = match kind {
        BalanceKind::PreviousClosing | BalanceKind::ClosingBooked => BalanceCreditLineIncluded::No,
        _ => BalanceCreditLineIncluded::Unknown,
    };
    Some(Balance::new(unnamed(), unnamed(), held.date, kind, held.amount, held.currency, included))
}

/// Where both balances of a statement with rows are of one day, that of `:60F:` did not close the day: it was there before the
/// first row, on its day.
fn before_rows(mut balance: Balance, first_day: Option<Date>) -> Balance {
    if let Some(date) = first_day.filter(|_| balance.kind == BalanceKind::PreviousClosing) {
        (balance.kind, balance.date) = (BalanceKind::OpeningBooked, date);
    }
    balance
}

/// `2EUR47,11`: number and sum of rows on one side.
fn sums(text: &str) -> Option<(Stated, Currency)> {
    let (count, rest) = entry::leading_digits(text);
    let (currency, rest) = entry::currency(rest)?;
    let sum = entry::amount(rest).ok().map(Total::from)?;
    Some((Stated { of: Side::All, count: Some(count.parse().ok()?), sum: Some(sum) }, currency))
}

fn fault(bad: Bad, field: &Field, row: Option<u64>) -> Finding {
    let (code, message) = match bad {
        Bad::Form => (Code::ConvertStructure, "does not have its form"),
        Bad::Date => (Code::ConvertDate, "holds a date that is none"),
        Bad::Amount => (Code::ConvertAmount, "holds an amount that is none, or larger than an amount can be"),
    };
    let location = Location { row, ..Location::line(field.line) };
    Finding::new(code, location, format!("the field :{}: {message}", field.tag)).with_value(field.first())
}
