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
mod info;
mod kinds;

use std::collections::BTreeMap;

use pannier_model::{
    record::{Balance, BalanceCreditLineIncluded, BalanceKind, Transaction, TransactionDateBasis, TransactionStatus},
    value::{Amount, CodeText, Currency, Date, List, Name, SourceId, Text, Total, TxKind},
};
use pannier_report::{Code, Finding, Location};

use self::{
    entry::{Bad, Held, Line},
    info::Info,
};
use crate::{
    Error, Format, Input, Loss, Options, Sink, Summary,
    account_number::Written,
    gather::{self, Book, Entry, Gathered, Side, Stated, Statement, unnamed},
    output::Output,
    statement::Window,
    text,
};

/// Reads an MT940 or MT942 file. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Mt940, sink);
    let text = match gather::bytes(input, gather::MOST_BYTES)?.and_then(|bytes| gather::text(&bytes, options)) {
        Ok(text) => text,
        Err(finding) => {
            output.finding(finding)?;
            return Ok(output.summary);
        }
    };
    let mut reader = Reader { options, gathered: Gathered::default(), unread: BTreeMap::new(), rows: 0 };
    let messages = messages(&text);
    if messages.is_empty() {
        output.finding(
            Finding::new(Code::ConvertStructure, Location::line(1), "there is no field such as :20: or :61:")
                .with_help("name the format with --from"),
        )?;
        return Ok(output.summary);
    }
    for message in &messages {
        reader.message(message, &mut output)?;
    }
    for (what, count) in &reader.unread {
        output.loss(Loss::whole(what, format!("{count} values that no member takes")))?;
    }
    reader.gathered.emit(options, &mut output)?;
    Ok(output.summary)
}

/// Whether a text has the fields that every statement begins with.
pub(crate) fn resembles(text: &str) -> bool {
    let has = |tag: &str| text.lines().any(|line| line.starts_with(tag));
    has(":20:") && (has(":25:") || has(":60F:") || has(":61:"))
}

/// One field of a message.
struct Field<'a> {
    tag: &'a str,
    /// Line of the file, from 1.
    line: u64,
    /// The lines of its value; the first is there, if empty.
    lines: Vec<&'a str>,
}

impl Field<'_> {
    fn first(&self) -> &str {
        self.lines.first().map_or("", |line| line.trim())
    }
}

/// The fields of every message. What stands between messages is the envelope of some network.
fn messages(text: &str) -> Vec<Vec<Field<'_>>> {
    let mut messages: Vec<Vec<Field<'_>>> = Vec::new();
    let mut open = false;
    for (number, line) in gather::lines(text) {
        let line = line.trim_end();
        if let Some((tag, value)) = tagged(line) {
            // A message begins with :20:, whether or not the one before was ended.
            if tag == "20" || !open {
                messages.push(Vec::new());
            }
            open = true;
            if let Some(message) = messages.last_mut() {
                message.push(Field { tag, line: number, lines: vec![value] });
            }
        } else if ends(line) {
            open = false;
        } else if open
            && !line.is_empty()
            && let Some(field) = messages.last_mut().and_then(|message| message.last_mut())
        {
            field.lines.push(line);
        }
    }
    messages
}

/// `:61:…`, `:NSF:…`: two digits and perhaps a letter, or three letters.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.strip_prefix(':')?.split_once(':')?;
    let known = match tag.as_bytes() {
        [a, b] => a.is_ascii_digit() && b.is_ascii_digit(),
        [a, b, c] => {
            (a.is_ascii_digit() && b.is_ascii_digit() || [a, b].iter().all(|l| l.is_ascii_uppercase()))
                && c.is_ascii_uppercase()
        }
        _ => false,
    };
    known.then_some((tag, value))
}

/// `-`, `-}`, and `-å` in a character set that has no braces.
fn ends(line: &str) -> bool {
    let mut rest = line.strip_prefix('-').unwrap_or("x").chars();
    match (rest.next(), rest.next()) {
        (None | Some('}'), _) => true,
        (Some(one), None) => !one.is_ascii(),
        _ => false,
    }
}

struct Reader<'a> {
    options: &'a Options,
    gathered: Gathered,
    /// Fields that no member takes, by what they are.
    unread: BTreeMap<String, u64>,
    /// Statement lines so far.
    rows: u64,
}

/// What the fields of a message add up to before rows are read.
#[derive(Default)]
struct Outline<'a> {
    account: &'a str,
    currency: Option<Currency>,
    opening: Option<Held>,
    closing: Option<Held>,
    /// The first page has the opening balance proper, the last one the closing balance proper.
    first_page: bool,
    last_page: bool,
    /// An intraday report.
    intraday: bool,
}

impl Reader<'_> {
    fn message(&mut self, fields: &[Field<'_>], output: &mut Output<'_>) -> Result<(), Error> {
        let mut balances = Vec::new();
        let mut stated = Vec::new();
        let outline = self.outline(fields, &mut balances, &mut stated, output)?;
        let Some(currency) = outline.currency.or(self.options.currency) else {
            output.finding(
                Finding::new(
                    Code::ConvertCurrency,
                    Location::line(fields.first().map_or(1, |field| field.line)),
                    "no balance of the statement says its currency",
                )
                .with_help("give it: --currency EUR"),
            )?;
            for _ in fields.iter().filter(|field| field.tag == "61") {
                self.rows += 1;
                output.skipped_row(self.rows, "the currency of the statement is not known")?;
            }
            return Ok(());
        };
        let span = outline.opening.zip(outline.closing).map(|(opening, closing)| (opening.date, closing.date));
        let mut entries: Vec<Entry> = Vec::new();
        let mut index = 0;
        while let Some(field) = fields.get(index) {
            index += 1;
            if field.tag != "61" {
                continue;
            }
            let start = index;
            while fields.get(index).is_some_and(|field| field.tag == "86") {
                index += 1;
            }
            self.rows += 1;
            match self.entry(field, &fields[start..index], currency, span) {
                Ok(entry) => entries.push(entry),
                Err(finding) => output.lost_row(self.rows, finding)?,
            }
        }
        let book = self.gathered.book(outline.account, currency);
        describe(book, outline.account, currency);
        book.balances.extend(balances.into_iter().map(|balance| (None, balance)));
        add(book, &outline, entries, stated);
        Ok(())
    }

    /// Everything but rows.
    fn outline<'a>(
        &mut self,
        fields: &'a [Field<'_>],
        balances: &mut Vec<Balance>,
        stated: &mut Vec<Stated>,
        output: &mut Output<'_>,
    ) -> Result<Outline<'a>, Error> {
        let mut outline = Outline::default();
        let mut after_row = false;
        for field in fields {
            let value = field.first();
            match field.tag {
                "61" => {}
                "86" if after_row => continue,
                "25" => outline.account = value,
                "60F" | "60M" | "62F" | "62M" | "64" | "65" => match Held::read(value) {
                    Ok(held) => {
                        outline.currency = outline.currency.or(Some(held.currency));
                        match field.tag {
                            "60F" | "60M" => outline.opening = Some(held),
                            "62F" | "62M" => outline.closing = Some(held),
                            _ => {}
                        }
                        outline.first_page |= field.tag == "60F";
                        outline.last_page |= field.tag == "62F";
                        balances.extend(balance(field.tag, held));
                    }
                    Err(bad) => output.finding(fault(bad, field, None))?,
                },
                "90C" | "90D" => match sums(value) {
                    Some((figure, currency)) => {
                        outline.currency = outline.currency.or(Some(currency));
                        let of = if field.tag == "90C" { Side::Credits } else { Side::Debits };
                        stated.push(Stated { of, ..figure });
                    }
                    None => output.finding(fault(Bad::Form, field, None))?,
                },
                "34F" => {
                    outline.intraday = true;
                    outline.currency = outline.currency.or(entry::currency(value).map(|(currency, _)| currency));
                    self.unread("34F (floor limit)");
                }
                "13D" | "13" => {
                    outline.intraday = true;
                    self.unread("13 (time of the report)");
                }
                "20" => self.unread("20 (reference of the message)"),
                "21" => self.unread("21 (related reference)"),
                "28" | "28C" => self.unread("28 (number of the statement)"),
                "86" => self.unread("86 (text of the statement)"),
                tag => self.unread(tag),
            }
            after_row = field.tag == "61";
            if !matches!(field.tag, "61" | "86") && field.lines.len() > 1 {
                self.unread("lines behind a field that has only one");
            }
        }
        Ok(outline)
    }

    fn unread(&mut self, what: &str) {
        *self.unread.entry(what.to_owned()).or_default() += 1;
    }

    fn entry(
        &mut self,
        field: &Field<'_>,
        infos: &[Field<'_>],
        currency: Currency,
        span: Option<(Date, Date)>,
    ) -> Result<Entry, Box<Finding>> {
        let place = self.rows;
        let line = Line::read(field.first()).map_err(|bad| Box::new(fault(bad, field, Some(place))))?;
        let entry_date = line.entry_date(span);
        let (date, basis) = match entry_date {
            _ if line.mark.expected => (entry_date.unwrap_or(line.value_date), TransactionDateBasis::Expected),
            Some(date) => (date, TransactionDateBasis::Booked),
            None => (line.value_date, TransactionDateBasis::Value),
        };
        let status = if line.mark.expected { TransactionStatus::Pending } else { TransactionStatus::Booked };
        let lines: Vec<&str> = infos.iter().flat_map(|info| info.lines.iter().copied()).collect();
        let info = Info::read(&lines);
        let mut transaction =
            Transaction::new(unnamed(), unnamed(), date, basis, status, line.signed(), currency, TxKind::Other);
        // The kind of a reversal is that of what is reversed, whose sign was the other one.
        if line.mark.reversal {
            transaction.amount = -transaction.amount;
        }
        kinds::meaning(line.code, info.german.as_deref()).apply(&mut transaction);
        if line.mark.reversal {
            transaction.amount = -transaction.amount;
            transaction.reversal = Some(true);
        }
        transaction.value_date = Some(line.value_date);
        let code = info.german.as_ref().map_or(line.code.to_owned(), |german| format!("{}/{german}", line.code));
        transaction.bank_code = CodeText::parse(&code).ok();
        let mut description = String::new();
        for supplement in &field.lines[1..] {
            if !self.charges(supplement, &mut transaction) {
                description.push_str(supplement.trim());
                description.push('\n');
            }
        }
        description.push_str(&info.description);
        self.words(&mut transaction, &line, &info, &description);
        Ok(Entry { place, transaction, details: Vec::new() })
    }

    /// `/OCMT/USD47,11/CHGS/EUR1,23`: original amount and charges. `false` where it is something else.
    fn charges(&mut self, supplement: &str, transaction: &mut Transaction) -> bool {
        let mut parts = supplement.trim().split('/').skip(1);
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

    fn words(&mut self, transaction: &mut Transaction, line: &Line<'_>, info: &Info, description: &str) {
        let mut long_text = |what: &str, value: &str| -> Option<Text> {
            text::text(value).unwrap_or_else(|_| {
                *self.unread.entry(format!("{what} longer than 4000 characters")).or_default() += 1;
                None
            })
        };
        transaction.description = long_text("86", description);
        transaction.reference = long_text("reference", &info.reference);
        transaction.kind_text = long_text("kind", &info.kind);
        let mut short = |what: &str, value: &str| -> Option<Name> {
            text::name(value).unwrap_or_else(|_| {
                *self.unread.entry(format!("{what} longer than 200 characters")).or_default() += 1;
                None
            })
        };
        transaction.counterparty_name = short("name", &info.name);
        transaction.ultimate_name = short("ultimate name", &info.ultimate_name);
        transaction.mandate_id = short("mandate", &info.mandate);
        transaction.end_to_end_id =
            short("end to end reference", &info.end_to_end).filter(|id| id.as_str() != "NOTPROVIDED");
        let ids = [
            ("customer_ref", line.reference.unwrap_or_default()),
            ("acct_svcr_ref", line.bank_reference.unwrap_or_default()),
            ("payment_ref", info.customer_reference.as_str()),
            ("batch", info.batch.as_str()),
        ];
        let ids: Vec<SourceId> = ids
            .into_iter()
            .filter_map(|(scheme, value)| {
                Some(SourceId { scheme: CodeText::parse(scheme).ok()?, value: short(scheme, value)? })
            })
            .collect();
        transaction.source_ids = List::new(ids).ok();
        transaction.counterparty_number =
            Written { bank: Some(&info.bank), number: Some(&info.account), ..Written::default() }.number();
        if transaction.counterparty_number.is_none() && !info.bank.is_empty() {
            self.unread("bank of the other party");
        }
        for (what, value, member) in [
            ("creditor id", &info.creditor, &mut transaction.creditor_id),
            ("return reason", &info.return_reason, &mut transaction.return_reason),
        ] {
            let value = value.trim();
            *member = CodeText::parse(value).ok();
            if member.is_none() && !value.is_empty() {
                *self.unread.entry(format!("{what} that is no code")).or_default() += 1;
            }
        }
    }
}

/// Puts the rows of a message into the statement they belong to.
fn add(book: &mut Book, outline: &Outline<'_>, entries: Vec<Entry>, stated: Vec<Stated>) {
    let continues = outline.opening.is_some() && !outline.first_page;
    let open = book.statements.last_mut().filter(|last| continues && last.closing.is_none() && last.opening.is_some());
    let statement = if let Some(open) = open {
        open
    } else {
        book.statements.push(Statement {
            opening: outline.opening.map(|held| (held.date, held.amount)),
            // An intraday report shows what there is so far.
            unpromised: outline.intraday || outline.opening.is_none() || outline.closing.is_none(),
            ..Statement::default()
        });
        book.statements.last_mut().expect("just pushed")
    };
    statement.entries.extend(entries);
    statement.stated.extend(stated);
    if outline.last_page {
        statement.closing = outline.closing.map(|held| (held.date, held.amount));
    }
    if let (Some((from, _)), Some((last, _))) = (statement.opening, statement.closing)
        && let Some(to) = last.next_day()
        && from < to
    {
        // The opening balance carries the day of the statement before: rows of that day stand there, or here.
        statement.declared = Some(Window { from, to, incomplete: [from].into() });
    }
}

/// Number of the account as `:25:` gives it: an IBAN, or bank and number.
fn describe(book: &mut Book, written: &str, currency: Currency) {
    if book.account.number.is_some() {
        return;
    }
    let (bank, number) = written.split_once('/').map_or((None, written), |(bank, number)| (Some(bank), number));
    // Some German banks put the currency behind the number.
    let number = number
        .strip_suffix(currency.as_str())
        .filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(number);
    book.account.number = Written { bank, number: Some(number), ..Written::default() }.number();
    book.account.servicer_bic = bank.filter(|bank| is_bic(bank)).and_then(|bank| CodeText::parse(bank).ok());
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

/// `2EUR47,11`: number and sum of rows on one side.
fn sums(text: &str) -> Option<(Stated, Currency)> {
    let (count, rest) = entry::leading_digits(text);
    let (currency, rest) = entry::currency(rest)?;
    let sum = entry::amount(rest).ok().map(Total::from)?;
    Some((Stated { of: Side::All, count: Some(count.parse().ok()?), sum: Some(sum) }, currency))
}

fn fault(bad: Bad, field: &Field<'_>, row: Option<u64>) -> Finding {
    let (code, message) = match bad {
        Bad::Form => (Code::ConvertStructure, "does not have its form"),
        Bad::Date => (Code::ConvertDate, "holds a date that is none"),
        Bad::Amount => (Code::ConvertAmount, "holds an amount that is none, or larger than an amount can be"),
    };
    let location = Location { row, ..Location::line(field.line) };
    Finding::new(code, location, format!("the field :{}: {message}", field.tag)).with_value(field.first())
}
