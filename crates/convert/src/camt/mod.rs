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

use std::collections::{BTreeMap, HashMap};

use pannier_model::{
    record::{Balance, BalanceCreditLineIncluded, BalanceKind},
    value::{CodeText, Currency, Date, Instant, Total},
};
use pannier_report::{Code, Finding, Location};

use self::entry::Refused;
use crate::{
    Error, Format, Input, Loss, Options, Sink, Summary,
    gather::{Entry, Gathered, Side, Stated, Statement, unnamed},
    iso,
    output::Output,
    statement::Window,
    text,
    xml::{self, Element, Node, Piece, Role, Spaces},
};

/// Reads a camt message. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Camt, sink);
    let text = match xml::text(input, options)? {
        Ok(text) => text,
        Err(finding) => {
            output.finding(finding)?;
            return Ok(output.summary);
        }
    };
    let mut reader = Reader {
        options,
        gathered: Gathered::default(),
        current: Current::default(),
        unread: BTreeMap::new(),
        rows: 0,
    };
    let mut statements = 0_u64;
    let outcome = xml::walk(&text, Spaces::Any, &role, &mut |piece| match piece {
        Piece::Begin(name) => {
            statements += 1;
            reader.current = Current { report: name != STATEMENT, ..Current::default() };
            Ok(())
        }
        Piece::Tree(part) => reader.part(part, &mut output),
        Piece::End => reader.end(&mut output),
    })?
    .and_then(|()| if statements == 0 { Err(Box::new(no_statement())) } else { Ok(()) });
    if let Err(finding) = outcome {
        // What was read of a statement that does not end cannot be told from the whole.
        for entry in std::mem::take(&mut reader.current.entries) {
            output.skipped_row(entry.place, "its statement does not end")?;
        }
        output.finding(finding)?;
    }
    for (path, count) in &reader.unread {
        output.loss(Loss::whole(path, format!("{count} values of an element that no member takes")))?;
    }
    reader.gathered.emit(options, &mut output)?;
    Ok(output.summary)
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
    header: Vec<Node>,
    entries: Vec<Entry>,
}

/// What a statement says in one currency.
struct Part {
    currency: Currency,
    entries: Vec<Entry>,
    held: Vec<Balance>,
}

/// The currencies of a statement, in the order in which it names them.
#[derive(Default)]
struct Parts {
    list: Vec<Part>,
    index: HashMap<Currency, usize>,
}

impl Parts {
    fn of(&mut self, currency: Currency) -> &mut Part {
        let index = *self.index.entry(currency).or_insert_with(|| {
            self.list.push(Part { currency, entries: Vec::new(), held: Vec::new() });
            self.list.len() - 1
        });
        &mut self.list[index]
    }
}

struct Reader<'a> {
    options: &'a Options,
    gathered: Gathered,
    current: Current,
    /// Texts that no member takes, by path.
    unread: BTreeMap<String, u64>,
    rows: u64,
}

impl Reader<'_> {
    /// Entries are read as they come and let go; everything else waits for the end of the statement.
    fn part(&mut self, node: Node, output: &mut Output<'_>) -> Result<(), Error> {
        if node.name != "Ntry" {
            self.current.header.push(node);
            return Ok(());
        }
        self.rows += 1;
        let mut cut = 0;
        let entry = entry::read(&node, self.rows, &mut cut);
        if cut > 0 {
            *self.unread.entry("Ntry: text beyond 4000 characters".to_owned()).or_default() += cut;
        }
        match entry {
            Ok(entry) => {
                node.unread("", &mut self.unread);
                self.current.entries.push(entry);
                Ok(())
            }
            Err(Refused::Wrong(finding)) => output.lost_row(self.rows, finding),
            Err(Refused::Lost(reason)) => output.skipped_row(self.rows, reason),
        }
    }

    fn end(&mut self, output: &mut Output<'_>) -> Result<(), Error> {
        let Current { report, header, entries } = std::mem::take(&mut self.current);
        let header = Node::around(header);
        let account = header.child("Acct");
        let number = account.and_then(entry::account_number);
        let key = number.as_ref().map_or("", |(written, _)| *written).to_owned();
        let currency =
            account.and_then(|account| account.leaf("Ccy")).and_then(|currency| Currency::parse(currency).ok());
        let mut balances = Vec::new();
        for node in header.each("Bal") {
            match balance(node) {
                Ok(balance) => balances.extend(balance),
                Err(finding) => output.finding(finding)?,
            }
        }
        // An account in several currencies is one account for each.
        let mut parts = Parts::default();
        if let Some(currency) = currency {
            parts.of(currency);
        }
        for entry in entries {
            parts.of(entry.transaction.currency).entries.push(entry);
        }
        for balance in balances {
            parts.of(balance.currency).held.push(balance);
        }
        // Only of a statement that says nothing at all does the user have to say it.
        if let (true, Some(currency)) = (parts.list.is_empty(), self.options.currency) {
            parts.of(currency);
        }
        if parts.list.is_empty() {
            output.finding(
                Finding::new(
                    Code::ConvertCurrency,
                    Location::whole(),
                    "a statement without entries and balances does not say its currency",
                )
                .with_help("give it: --currency EUR"),
            )?;
        }
        let declared = period(&header);
        let stated = if parts.list.len() == 1 { sums(&header) } else { Vec::new() };
        for Part { currency, entries, held } in parts.list {
            let find = |kinds: [BalanceKind; 2]| {
                kinds.iter().find_map(|kind| held.iter().find(|balance| balance.kind == *kind))
            };
            let opening = find([BalanceKind::OpeningBooked, BalanceKind::PreviousClosing]);
            let closing = find([BalanceKind::ClosingBooked, BalanceKind::ClosingBooked]);
            let statement = Statement {
                declared: declared.clone().or_else(|| between(opening?.date, closing?.date)),
                unpromised: report,
                entries,
                stated: stated.clone(),
                opening: opening.map(|balance| (balance.date, balance.amount)),
                closing: closing.map(|balance| (balance.date, balance.amount)),
            };
            let book = self.gathered.book(&key, currency);
            if let Some(account) = account {
                describe(&mut book.account, account);
            }
            book.balances.extend(held.into_iter().map(|balance| (None, balance)));
            book.statements.push(statement);
        }
        for node in &header.children {
            node.unread("", &mut self.unread);
        }
        Ok(())
    }
}

/// What a statement says about its account.
fn describe(account: &mut pannier_model::record::Account, node: &Node) {
    if account.number.is_none() {
        account.number = entry::account_number(node).and_then(|(_, number)| number);
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
fn balance(node: &Node) -> Result<Option<Balance>, Box<Finding>> {
    let wrong = |code: Code, message: &'static str| Box::new(Finding::new(code, Location::line(node.line), message));
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
fn period(header: &Node) -> Option<Window> {
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
fn sums(header: &Node) -> Vec<Stated> {
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
