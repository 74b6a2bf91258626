//! ISO 20022 camt.052 (report), camt.053 (statement) and camt.054 (notification), every version from 1 on: elements are
//! found by their names, whatever the namespace.
//!
//! Carried: accounts with number, currency, kind and bank; balances with their types and credit lines; entries with
//! status, both dates, codes, references, remittance, the other party, charges and exchanged amounts; the parts of
//! batches as details; the period; sums of entries as control figures. Dates are civil dates as written, never moved.
//!
//! Not in the format: running balances, rates. Not carried, and named as losses by their path: addresses, agents, dates
//! of availability, cards, owners, and whatever else no member takes. Headers of messages are envelopes.

mod codes;
mod entry;

use pannier_model::{
    record::{Balance, BalanceCreditLineIncluded, BalanceKind},
    value::{CodeText, Currency, Date, Instant, Total},
};
use pannier_report::{Code, Finding, Location};

use self::entry::{Reading, Refused};
use crate::{
    Error, Format, Input, Loss, Options, Sink, Summary,
    events::{
        gather::{self, Block, Days, Each, Gathered, Mark, Outline, Rows, Side, Stated, unnamed},
        statement::Window,
    },
    output::Output,
    syntax::xml::{Document, Element, Node, Piece, Role, Spaces, Tree, Unread},
    values::{iso, text},
};

/// Reads a camt message. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Camt, sink);
    let mut document = match Document::of(input, options)? {
        Ok(document) => document,
        Err(finding) => {
            output.finding(finding)?;
            return Ok(output.summary);
        }
    };
    let mut reader = Reader {
        options,
        gathered: Gathered::default(),
        current: Current::default(),
        contexts: Vec::new(),
        unread: Unread::default(),
        rows: 0,
    };
    let mut statements = 0_u64;
    let outcome = document
        .walk(Spaces::Any, &role, &mut |piece| match piece {
            Piece::Begin(name) => {
                statements += 1;
                reader.current.begin(name != STATEMENT);
                Ok(())
            }
            Piece::Tree(part, offset) => reader.part(part, offset, &mut output),
            Piece::End => reader.end(&mut output),
        })?
        .and_then(|()| if statements == 0 { Err(Box::new(no_statement())) } else { Ok(()) });
    let Reader { gathered, mut current, contexts, unread, .. } = reader;
    let mut rows = Again { document, contexts };
    if let Err(finding) = outcome {
        // What was read of a statement that does not end cannot be told from the whole.
        for part in std::mem::take(&mut current.parts) {
            gather::lose(&part.outline, "its statement does not end", &mut rows, &mut output)?;
        }
        output.finding(finding)?;
    }
    for (path, count) in unread.iter() {
        output.loss(Loss::values(path, count, "of an element that no member takes"))?;
    }
    gathered.emit(&mut rows, options, &mut output)?;
    Ok(output.summary)
}

/// Entries, read once more.
struct Again<'i> {
    document: Document<'i>,
    /// Of each part of a statement.
    contexts: Vec<Context>,
}

/// What the entries of a part have in common.
#[derive(Clone, Copy)]
struct Context {
    currency: Currency,
    in_statement: bool,
}

impl Rows for Again<'_> {
    fn read(&mut self, block: &Block, each: Each<'_>) -> Result<(), Error> {
        let Some(context) = self.contexts.get(block.mark.context as usize).copied() else { return Ok(()) };
        let Context { currency, in_statement } = context;
        let mut place = block.place;
        let mut reading = Reading { kept: true, too_long: 0, in_statement };
        self.document.again(block.mark.offset, "Ntry", block.span, Spaces::Any, &mut |node| {
            place += 1;
            // What was wrong or left over was said the first time.
            match entry::read(node, place - 1, &mut reading) {
                Ok(entry) if entry.transaction.currency == currency => each(entry),
                _ => Ok(()),
            }
        })
    }
}

pub(crate) use codes::{balance as balance_kind, meaning};

/// Whether a text is such a message.
pub(crate) fn resembles(start: &str) -> bool {
    start.starts_with('<') && (start.contains("xsd:camt.05") || start.contains("<BkToCstmr"))
}

/// The element of a statement (camt.053); its siblings `Rpt` and `Ntfctn` (camt.052, camt.054) tell what there is so
/// far, or some of it.
const STATEMENT: &str = "Stmt";

fn role(element: &Element<'_>) -> Role {
    let is_message = element.around.last().is_some_and(|parent| parent.starts_with("BkToCstmr"));
    if is_message && matches!(element.name, STATEMENT | "Rpt" | "Ntfctn") { Role::Holder } else { Role::Path }
}

fn no_statement() -> Finding {
    let message = "there is no statement, report or notification of camt.052, camt.053 or camt.054";
    Finding::new(Code::ConvertStructure, Location::line(1), message)
}

/// The statement that is being read.
#[derive(Default)]
struct Current {
    report: bool,
    /// Everything but entries.
    header: Tree,
    /// Entries by their currency, in the order in which these come.
    parts: Vec<Part>,
}

impl Current {
    fn begin(&mut self, report: bool) {
        self.report = report;
        self.header.around();
        self.parts.clear();
    }
}

/// What a statement says in one currency.
struct Part {
    currency: Currency,
    /// Number of the part among those of the source.
    context: u32,
    outline: Outline,
    days: Days,
    held: Vec<Balance>,
}

struct Reader<'a> {
    options: &'a Options,
    gathered: Gathered,
    current: Current,
    /// Of each part so far.
    contexts: Vec<Context>,
    /// Texts that no member takes, by path.
    unread: Unread,
    rows: u64,
}

impl Reader<'_> {
    /// The part of the statement in a currency.
    fn of(&mut self, currency: Currency) -> &mut Part {
        let parts = &mut self.current.parts;
        let index = parts.iter().position(|part| part.currency == currency).unwrap_or_else(|| {
            let context = u32::try_from(self.contexts.len()).unwrap_or(u32::MAX);
            self.contexts.push(Context { currency, in_statement: !self.current.report });
            parts.push(Part {
                currency,
                context,
                outline: Outline::default(),
                days: Days::default(),
                held: Vec::new(),
            });
            parts.len() - 1
        });
        &mut parts[index]
    }

    /// Entries are read as they come and let go; everything else waits for the end of the statement.
    fn part(&mut self, node: Node<'_>, offset: u64, output: &mut Output<'_>) -> Result<(), Error> {
        if node.name() != "Ntry" {
            self.current.header.adopt(node);
            return Ok(());
        }
        self.rows += 1;
        let mut reading = Reading { kept: false, too_long: 0, in_statement: !self.current.report };
        let entry = entry::read(node, self.rows, &mut reading);
        if reading.too_long > 0 {
            self.unread.add("Ntry: text longer than 4000 characters", reading.too_long);
        }
        match entry {
            Ok(entry) => {
                node.unread(&mut self.unread);
                let part = self.of(entry.transaction.currency);
                let mark = Mark { offset, context: part.context };
                if part.outline.see(&entry, mark, output)? {
                    part.days.see(&entry);
                }
                Ok(())
            }
            Err(Refused::Wrong(finding)) => output.lost_row(self.rows, finding),
            Err(Refused::Lost(reason)) => output.skipped_row(self.rows, reason),
        }
    }

    fn end(&mut self, output: &mut Output<'_>) -> Result<(), Error> {
        let tree = std::mem::take(&mut self.current.header);
        let Some(header) = tree.root() else { return Ok(()) };
        let account = header.child("Acct");
        let number = account.and_then(entry::account_number);
        let key = number.unwrap_or_default().to_owned();
        let currency =
            account.and_then(|account| account.leaf("Ccy")).and_then(|currency| Currency::parse(currency).ok());
        let mut balances = Vec::new();
        for node in header.each("Bal") {
            match balance(node) {
                Ok(balance) => balances.extend(balance),
                Err(finding) => output.finding(finding)?,
            }
        }
        // An account in several currencies is one account for each: its own first.
        if let Some(currency) = currency {
            self.of(currency);
            let own = self.current.parts.iter().position(|part| part.currency == currency).unwrap_or(0);
            self.current.parts[..=own].rotate_right(1);
        }
        for balance in balances {
            self.of(balance.currency).held.push(balance);
        }
        // Only of a statement that says nothing at all does the user have to say it.
        if let (true, Some(currency)) = (self.current.parts.is_empty(), self.options.currency) {
            self.of(currency);
        }
        let parts = std::mem::take(&mut self.current.parts);
        if parts.is_empty() {
            output.finding(
                Finding::new(
                    Code::ConvertCurrency,
                    Location::whole(),
                    "a statement without entries and balances does not say its currency",
                )
                .with_help("give it: --currency EUR"),
            )?;
        }
        let declared = period(header);
        let stated = if parts.len() == 1 { sums(header) } else { Vec::new() };
        for Part { currency, mut outline, days, held, .. } in parts {
            let find = |kinds: [BalanceKind; 2]| {
                kinds.iter().find_map(|kind| held.iter().find(|balance| balance.kind == *kind))
            };
            let opening = find([BalanceKind::OpeningBooked, BalanceKind::PreviousClosing]);
            let closing = find([BalanceKind::ClosingBooked, BalanceKind::ClosingBooked]);
            outline.declared = declared.clone().or_else(|| between(opening?.date, closing?.date));
            outline.unpromised = self.current.report;
            outline.stated.clone_from(&stated);
            outline.opening = opening.map(|balance| (balance.date, balance.amount));
            outline.closing = closing.map(|balance| (balance.date, balance.amount));
            let book = self.gathered.book(&key, currency);
            if let Some(account) = account {
                describe(&mut book.account, account);
            }
            book.balances.extend(held.into_iter().map(|balance| (None, balance)));
            book.outlines.push(outline);
            book.days.join(days);
        }
        for node in header.children() {
            node.unread(&mut self.unread);
        }
        self.current.header = tree;
        Ok(())
    }
}

/// What a statement says about its account.
fn describe(account: &mut pannier_model::record::Account, node: Node<'_>) {
    if account.number.is_none() {
        account.number = entry::account_number(node).and_then(entry::numbered);
    }
    if let Some(kind) = node.any(&["Tp/Cd", "Tp/Prtry"]) {
        account.kind = codes::account(kind);
    }
    let name = |path: &str| node.leaf(path).and_then(|name| text::name(name).ok().flatten());
    account.nickname = account.nickname.take().or_else(|| name("Nm"));
    account.servicer = account.servicer.take().or_else(|| name("Svcr/FinInstnId/Nm"));
    if let Some(bic) = node.any(&["Svcr/FinInstnId/BICFI", "Svcr/FinInstnId/BIC"]) {
        account.servicer_bic = CodeText::parse(bic).ok();
    }
}

/// A balance; `None` for a type of the bank's own, which stays among what no member takes.
fn balance(node: Node<'_>) -> Result<Option<Balance>, Box<Finding>> {
    let wrong = |code: Code, message: &'static str| Box::new(Finding::new(code, Location::line(node.line()), message));
    let code = ["Tp/CdOrPrtry/Cd", "Tp/Cd"].iter().find_map(|path| node.child(path));
    let Some(kind) = code.and_then(|code| codes::balance(code.peek())) else { return Ok(None) };
    code.map(Node::take);
    let (amount, currency) = entry::money(node, "Amt").ok_or_else(|| {
        wrong(Code::ConvertAmount, "a balance has no amount with a currency in the form of the message")
    })?;
    let debit = match node.leaf("CdtDbtInd") {
        Some("CRDT") => false,
        Some("DBIT") => true,
        _ => return Err(wrong(Code::ConvertStructure, "a balance says neither CRDT nor DBIT")),
    };
    let moment = node.child("Dt").and_then(|date| date.any(&["Dt", "DtTm"])).unwrap_or_default();
    let date = iso::date(moment).ok_or_else(|| wrong(Code::ConvertDate, "a balance has no date"))?;
    let booked = matches!(
        kind,
        BalanceKind::OpeningBooked
            | BalanceKind::ClosingBooked
            | BalanceKind::InterimBooked
            | BalanceKind::PreviousClosing
    );
    let mut included = if booked { BalanceCreditLineIncluded::No } else { BalanceCreditLineIncluded::Unknown };
    let mut credit_line = None;
    if let Some(line) = node.child("CdtLine") {
        match line.leaf("Incl") {
            Some("true" | "1") => included = BalanceCreditLineIncluded::Yes,
            Some("false" | "0") => included = BalanceCreditLineIncluded::No,
            _ => {}
        }
        if line.child("Amt").is_some_and(|amount| amount.attribute("Ccy") == Some(currency.as_str())) {
            credit_line = entry::money(line, "Amt").map(|(amount, _)| amount);
        }
    }
    let amount = if debit { -amount } else { amount };
    let mut balance = Balance::new(unnamed(), unnamed(), date, kind, amount, currency, included);
    balance.credit_line = credit_line;
    balance.at = Instant::parse(moment).ok();
    Ok(Some(balance))
}

/// The period of `FrToDt`. A day that a time of day cuts is not promised.
fn period(header: Node<'_>) -> Option<Window> {
    let span = header.child("FrToDt").or_else(|| header.child("RptgPrd/FrToDt"))?;
    let (start, end) = (span.any(&["FrDtTm", "FrDt"])?, span.any(&["ToDtTm", "ToDt"])?);
    let (from, last) = (iso::date(start)?, iso::date(end)?);
    let to = last.next_day().filter(|to| from < *to)?;
    let mut incomplete = std::collections::BTreeSet::new();
    if start.get(10..).is_some_and(|time| !time.is_empty() && !time.starts_with("T00:00")) {
        incomplete.insert(from);
    }
    if end.get(10..).is_some_and(|time| !time.is_empty() && !time.starts_with("T23:59") && !time.starts_with("T24:00"))
    {
        incomplete.insert(last);
    }
    Some(Window { from, to, incomplete })
}

/// From the day of the opening balance, which may be that of the statement before, to that of the closing balance.
fn between(opening: Date, closing: Date) -> Option<Window> {
    let to = closing.next_day().filter(|to| opening < *to)?;
    Some(Window { from: opening, to, incomplete: [opening].into() })
}

/// Numbers and sums of `TxsSummry`.
fn sums(header: Node<'_>) -> Vec<Stated> {
    let Some(summary) = header.child("TxsSummry") else { return Vec::new() };
    [("TtlNtries", Side::All), ("TtlCdtNtries", Side::Credits), ("TtlDbtNtries", Side::Debits)]
        .into_iter()
        .filter_map(|(name, of)| {
            let total = summary.child(name)?;
            let count = total.leaf("NbOfNtries").and_then(|count| count.parse().ok());
            let sum = total.leaf("Sum").and_then(iso::unsigned).map(Total::from);
            (count.is_some() || sum.is_some()).then_some(Stated { of, count, sum })
        })
        .collect()
}
