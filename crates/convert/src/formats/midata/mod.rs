//! Downloads of personal current accounts under the UK midata scheme.
//!
//! The scheme fixed columns and their meaning and left nearly everything else open: header words, delimiter, quotes,
//! encoding, line ends, rows before and after, signs and direction differ from bank to bank (`layout`). It also fixed
//! what is never said, and that is a fact of the format, not a guess: amounts are pounds sterling, accounts are personal
//! current accounts, dates are day/month/year of British bank days.
//!
//! Carried: date, amount, balance after the row, description, type word, arranged overdraft limit with the day it was
//! observed, the account number where the bank prints one. Not in the format: any identifier of a row, product, rates,
//! unarranged limits, names; descriptions are masked in part.

mod kinds;
mod layout;

pub(crate) use layout::{Resemblance, resemblance};

use pannier_model::{
    record::{
        Account, AccountKind, AccountOwnership, AccountStatus, CreditArrangement, CreditArrangementKind, Record as _,
        Transaction, TransactionDateBasis, TransactionStatus,
    },
    value::{Amount, Currency, Date, Id, Masked, Name, Number, NumberScheme, TxKind, Zone},
};
use pannier_report::{Code, Finding, Location};

pub(crate) use self::kinds::meaning;
use self::layout::{Layout, Part};
use crate::{
    DateOrder, Encoding, Error, Format, Input, Loss, Options, Sink, Summary,
    events::statement::{Direction, Extent, Ledger, Window},
    output::Output,
    syntax::{
        cells::{self, Cells, Line},
        delimited::{Dialect, Lead, RawRow, Table},
        encoding::{byte_order_mark, head, is_utf_8},
        transcoded::{self, Transcoded},
    },
    values::{
        number_style::{BadNumber, NumberStyle},
        text,
    },
};

/// Days before the download that the scheme leaves out.
const EMBARGO: i64 = 30;
/// Months that the scheme covers.
const MONTHS: i64 = 12;

/// Reads a midata file. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Midata, sink);
    let gbp = Currency::parse("GBP").expect("three letters");
    if options.currency.is_some_and(|currency| currency != gbp) {
        output.finding(
            Finding::new(Code::ConvertCurrency, Location::whole(), "a midata file is in pounds sterling by its scheme")
                .with_help("leave out --currency, or read the file as csv with a mapping"),
        )?;
        return Ok(output.summary);
    }
    // Rows cannot be found in the bytes of UTF-16.
    match transcoded::of_two_bytes(input, options)? {
        None => convert(input, options, gbp, &mut output)?,
        Some(encoding) => match Transcoded::new(input, encoding)? {
            Ok(mut text) => {
                let options = Options { encoding: Some(Encoding::UTF_8), ..options.clone() };
                convert(&mut text, &options, gbp, &mut output)?;
            }
            Err(finding) => output.finding(finding)?,
        },
    }
    Ok(output.summary)
}

fn convert(input: &mut dyn Input, options: &Options, gbp: Currency, output: &mut Output<'_>) -> Result<(), Error> {
    let prefix = head(input, Format::PREFIX as u64)?;
    let mark = byte_order_mark(&prefix);
    let encoding = match mark.map(|(encoding, _)| encoding).or(options.encoding) {
        Some(encoding) => encoding,
        None if is_utf_8(input)? => Encoding::UTF_8,
        // The scheme's one sign beyond ASCII is the pound, the same byte in ISO-8859-1 and Windows-1252.
        None => Encoding::WINDOWS_1252,
    };
    let Some(layout) = Layout::find(&prefix) else {
        output.finding(
            Finding::new(Code::ConvertStructure, Location::whole(), "there is no header row of the midata scheme")
                .with_help("name the format with --from; a file edited in a spreadsheet is no midata file any more"),
        )?;
        return Ok(());
    };
    let mut reading = Reading {
        reader: Reader { layout, encoding, account: account_name(options), gbp },
        table: Table::new(
            input,
            Dialect { delimiter: layout.delimiter, quote: Some(b'"') },
            mark.map_or(0, |(_, length)| length),
        ),
    };
    let first = reading.survey(output)?;
    reading.emit(&first, output)
}

fn account_name(options: &Options) -> Id {
    options.account.clone().unwrap_or_else(|| Id::parse("current").expect("a valid id"))
}

/// What the first pass found.
#[derive(Default)]
struct First {
    extent: Extent,
    /// Date and limit of the trailer row.
    trailer: Option<(Date, Amount)>,
    number: Option<Number>,
}

struct Reading<'a> {
    reader: Reader,
    table: Table<'a>,
}

impl Reading<'_> {
    /// First pass: judges every row, reports what is wrong, learns period and direction.
    fn survey(&mut self, output: &mut Output<'_>) -> Result<First, Error> {
        let mut first = First::default();
        let mut header_seen = false;
        let Self { reader, table } = self;
        let mut store = Cells::default();
        table.forward(|row| {
            let row = match row {
                Ok(row) => row,
                Err((row, fault)) => return output.lost_row(row.number, cells::structure(row, fault)),
            };
            if row.is_blank() {
                return Ok(());
            }
            let cells = match store.read(row, reader.encoding) {
                Ok(cells) => cells,
                Err(finding) => return output.lost_row(row.number, finding),
            };
            if !header_seen {
                if reader.layout.is_header(row.number) {
                    header_seen = true;
                } else if row.number != 1 || Lead::of(row.fields()) != Lead::Separator {
                    preamble(row, cells, &mut first, output)?;
                }
                return Ok(());
            }
            if layout::is_trailer(cells) {
                return trailer(row, cells, &mut first, output);
            }
            match reader.transaction(row, cells, false) {
                Ok((transaction, losses)) => {
                    if first.trailer.is_some() {
                        output.finding(Finding::new(
                            Code::ConvertStructure,
                            cells::at(row, None),
                            "a row follows the arranged overdraft limit, which ends the file",
                        ))?;
                    }
                    for loss in losses {
                        output.lost_value(loss)?;
                    }
                    first.extent.see(transaction.date, transaction.amount, transaction.running_balance);
                }
                Err(finding) => output.lost_row(row.number, finding)?,
            }
            Ok(())
        })?;
        Ok(first)
    }

    /// Second pass: hands on what the first one found good, oldest first.
    fn emit(&mut self, first: &First, output: &mut Output<'_>) -> Result<(), Error> {
        let declared = first.trailer.and_then(|(date, _)| declared_window(date));
        let Some(window) = Window::of(declared, first.extent.span(), output)? else {
            if output.summary.read == 0 {
                output.finding(Finding::new(
                    Code::ConvertRecordsPresent,
                    Location::whole(),
                    "the file has neither rows nor an arranged overdraft limit, so it covers no period",
                ))?;
            }
            return Ok(());
        };
        let reader = &self.reader;
        // The account was seen when the file was made; without a trailer that is at least as late as its last row.
        let as_of = first.trailer.map(|(date, _)| date).or(first.extent.latest).unwrap_or(window.from);
        let mut account = Account::new(
            reader.account.clone(),
            as_of,
            AccountKind::Current,
            reader.gbp,
            AccountStatus::Unknown,
            AccountOwnership::Unknown,
        );
        account.zone = Zone::parse("Europe/London").ok();
        account.number.clone_from(&first.number);
        output.state(reader.account.clone(), account)?;
        if let Some((date, limit)) = first.trailer {
            let id = format!("{}.{}", reader.account.as_str(), CreditArrangementKind::ArrangedOverdraft);
            if let Ok(id) = Id::parse(&id) {
                let mut arrangement = CreditArrangement::new(
                    id,
                    reader.account.clone(),
                    date,
                    CreditArrangementKind::ArrangedOverdraft,
                    reader.gbp,
                );
                arrangement.credit_limit = Some(limit);
                output.state(reader.account.clone(), arrangement)?;
            } else {
                output.loss(Loss::whole(
                    "arranged overdraft limit",
                    "the account's name is too long for an id made from it",
                ))?;
            }
        }
        output.series(window.series(&reader.account, Transaction::TYPE))?;
        let direction = first.extent.direction();
        output.summary.newest_first = direction == Direction::NewestFirst;
        let mut ledger = Ledger::new(reader.account.clone(), window, first.extent.is_ascending(direction));
        let mut store = Cells::default();
        let mut book = |row: &RawRow| -> Result<(), Error> {
            if let Some(transaction) = reader.again(row, &mut store) {
                ledger.book(row.number, transaction, output)?;
            }
            Ok(())
        };
        match direction {
            Direction::OldestFirst => self.table.forward(|row| row.map_or(Ok(()), &mut book))?,
            Direction::NewestFirst => self.table.backward(book)?,
        }
        ledger.close(output)
    }
}

/// Trailer date = day of the download; the file covers twelve months up to thirty days before it. Whether the two days
/// at the ends are covered whole is nowhere said, so they are not promised.
fn declared_window(download: Date) -> Option<Window> {
    let last = download.plus_days(-EMBARGO)?;
    let from = last.plus_months(-MONTHS)?;
    Some(Window { from, to: last.next_day()?, incomplete: [from, last].into() })
}

struct Reader {
    layout: Layout,
    encoding: Encoding,
    account: Id,
    gbp: Currency,
}

impl Reader {
    /// The transaction of a row and what of it was lost. The id is set when it is booked. Texts are `kept` or only judged.
    fn transaction(
        &self,
        row: &RawRow,
        cells: Line<'_>,
        kept: bool,
    ) -> Result<(Box<Transaction>, Vec<Loss>), Box<Finding>> {
        let cell = |part: Part| self.layout.column(part).map_or("", |index| cells.cell(index));
        let place = |part: Part| cells::at(row, self.layout.column(part));
        let date = DateOrder::DayFirst.read(cell(Part::Date)).ok_or_else(|| {
            Finding::new(Code::ConvertDate, place(Part::Date), "a row does not begin with a date as day/month/year")
                .with_value(cell(Part::Date))
        })?;
        // Once a row begins with a date it is a transaction: whatever else is wrong with it is damage, not a footer.
        let filled = cells.filled();
        if filled > self.layout.width {
            return Err(Finding::new(
                Code::ConvertStructure,
                cells::at(row, Some(self.layout.width)),
                format!("a row has {filled} fields where the header has {}", self.layout.width),
            )
            .into());
        }
        let money = |part: Part| {
            pounds(cell(part)).map_err(|error| {
                let message = match error {
                    BadNumber::Notation => "a field holds no amount as the scheme writes it",
                    BadNumber::Range => "an amount has more than 12 digits before the point or 6 after it",
                };
                Box::new(Finding::new(Code::ConvertAmount, place(part), message).with_value(cell(part)))
            })
        };
        let amount = money(Part::Amount)?;
        let balance = money(Part::Balance)?;
        let mut transaction = Box::new(Transaction::new(
            self.account.clone(),
            self.account.clone(),
            date,
            TransactionDateBasis::Booked,
            TransactionStatus::Booked,
            amount,
            self.gbp,
            TxKind::Other,
        ));
        transaction.running_balance = Some(balance);
        let mut losses = Vec::new();
        let mut words = |part: Part| {
            let (shown, masked) = text::unmask(cell(part));
            let text = shown.map_or(Ok(None), |shown| text::kept(&shown, kept)).unwrap_or_else(|_| {
                losses.push(Loss::member(row.number, part.member(), "longer than 4000 characters"));
                None
            });
            (text, masked)
        };
        (transaction.description, transaction.description_masked) = words(Part::Description);
        let (kind_text, masked) = words(Part::Type);
        transaction.kind_text = kind_text;
        // What banks write behind the type word, and hide there, is the other party.
        transaction.counterparty_masked = masked.map(|_| Masked::Full);
        meaning(cell(Part::Type), cell(Part::Description)).apply(&mut transaction);
        Ok((transaction, losses))
    }

    /// The transaction of a row in the second pass; rows that were refused in the first are silent.
    fn again(&self, row: &RawRow, store: &mut Cells) -> Option<Box<Transaction>> {
        if row.is_blank() || row.number <= self.layout.header_row {
            return None;
        }
        let cells = store.read(row, self.encoding).ok()?;
        if layout::is_trailer(cells) {
            return None;
        }
        self.transaction(row, cells, true).ok().map(|(transaction, _)| transaction)
    }
}

/// A row before the header: the account number, or something that no record takes.
fn preamble(row: &RawRow, cells: Line<'_>, first: &mut First, output: &mut Output<'_>) -> Result<(), Error> {
    let mut filled = cells.iter().map(str::trim).filter(|cell| !cell.is_empty());
    let label = filled.next().unwrap_or_default().trim_end_matches(':').to_ascii_lowercase();
    match filled.next() {
        Some(number) if label == "account number" && first.number.is_none() => {
            first.number = account_number(number);
            if first.number.is_none() {
                output.loss(Loss::member(row.number, "account number", "no digit of it is shown"))?;
            }
            Ok(())
        }
        _ => output.loss(Loss::row(row.number, "a row before the header that no member takes")),
    }
}

/// The row that ends a file: the arranged overdraft limit and the day of the download.
fn trailer(row: &RawRow, cells: Line<'_>, first: &mut First, output: &mut Output<'_>) -> Result<(), Error> {
    let cell = |index: usize| cells.cell(index);
    let date = DateOrder::DayFirst.read(cell(1));
    let limit = pounds(cell(2)).ok().filter(|limit| limit.signum() >= 0);
    match (date, limit) {
        _ if first.trailer.is_some() => output.finding(Finding::new(
            Code::ConvertStructure,
            cells::at(row, None),
            "a second arranged overdraft limit: two files have been put together",
        )),
        (Some(date), Some(limit)) => {
            first.trailer = Some((date, limit));
            Ok(())
        }
        (None, _) => output.finding(Finding::new(
            Code::ConvertDate,
            cells::at(row, Some(1)),
            "the arranged overdraft limit has no date as day/month/year",
        )),
        (_, None) => output.finding(Finding::new(
            Code::ConvertAmount,
            cells::at(row, Some(2)),
            "the arranged overdraft limit is no amount, or less than nothing",
        )),
    }
}

fn pounds(text: &str) -> Result<Amount, BadNumber> {
    NumberStyle::POINT.read(text, &["£", "GBP"])
}

/// What a file shows of its account number; never more than the last four digits of a masked one.
fn account_number(text: &str) -> Option<Number> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return None;
    }
    let display = Name::parse(&format!("…{}", &digits[digits.len().saturating_sub(4)..])).ok()?;
    if text.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '-') {
        Number::whole(NumberScheme::Other, display, Name::parse(&digits).ok()?).ok()
    } else {
        Some(Number::masked(NumberScheme::Other, display))
    }
}
