//! The first pass: which statements there are, where their transactions stand, and what no member takes.

use pannier_model::value::{Currency, Id};
use pannier_report::{Code, Finding, Location};

use super::{
    document::{BLOCK, Document, Statement, no_currency},
    element::{self, Element, Signs},
    moment::Moment,
    token::Value,
    walk::{Node, Walk, is_order, is_security},
};
use crate::{Error, Loss, Options, output::Output, write::ofx::NO_BANK};

/// Most statements of a file.
const STATEMENTS: usize = 1000;
/// Most rows of a statement that others replace or take back.
const CORRECTED: usize = 100_000;

/// The first pass.
pub(super) struct Survey<'a> {
    options: &'a Options,
    pub(super) document: Document,
    current: Option<Statement>,
    /// The transaction read last, and whether it is still open.
    element: Element,
    open: bool,
    losses: Vec<Loss>,
    /// Stands for the account, whose name is not known yet.
    placeholder: Id,
    row: u64,
    signs: Signs,
    pub(super) refused: bool,
}

impl<'a> Survey<'a> {
    pub(super) fn new(options: &'a Options) -> Self {
        Self {
            options,
            document: Document::default(),
            current: None,
            element: Element::default(),
            open: false,
            losses: Vec::new(),
            placeholder: placeholder(),
            row: 0,
            signs: Signs::default(),
            refused: false,
        }
    }

    pub(super) fn run(&mut self, walk: &mut Walk<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        let mut status = Status::default();
        loop {
            // Nearly all transactions are met whole.
            if self.current.is_some()
                && !self.open
                && let Some(offset) = walk.transaction(self.row + 1, &mut self.element)
            {
                self.open = self.count(offset, walk);
                self.transaction(output)?;
                continue;
            }
            match walk.next()? {
                Node::Enter(name, offset) => self.enter(&name, offset, walk, output)?,
                Node::Leave(name) => match &*name {
                    "STMTTRN" => self.transaction(output)?,
                    "STMTRS" | "CCSTMTRS" | "INVSTMTRS" => self.document.statements.extend(self.current.take()),
                    // A transfer that was refused is no statement that was.
                    "STATUS" if walk.stack.iter().any(|open| is_order(open)) => status = Status::default(),
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
        if self.signs.clash() {
            output.finding(
                Finding::new(
                    Code::ConvertAmount,
                    Location::whole(),
                    "point or comma is the decimal sign of some amounts and parts the thousands of others",
                )
                .with_help("no reading of the file is certain; take another download"),
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

    /// Counts a transaction that begins at this offset, and notes where it stands; `false` where it is in no list.
    fn count(&mut self, offset: u64, walk: &Walk<'_>) -> bool {
        self.row += 1;
        let Some(statement) = self.current.as_mut().filter(|_| walk.is_in_list()) else { return false };
        if statement.count == 0 {
            statement.stack = walk.stack.iter().take_while(|open| *open != "STMTTRN").cloned().collect();
        }
        if statement.count.is_multiple_of(BLOCK) {
            statement.marks.push((offset, self.row));
        }
        statement.count += 1;
        true
    }

    fn enter(&mut self, name: &str, offset: u64, walk: &Walk<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        match name {
            "STMTRS" | "CCSTMTRS" | "INVSTMTRS" => {
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
                        investment: name == "INVSTMTRS",
                        currency: self.options.currency,
                        ..Statement::default()
                    });
                }
            }
            "STMTTRN" => {
                if self.count(offset, walk) {
                    self.element.begin(self.row);
                    self.open = true;
                } else {
                    output.skipped_row(self.row, "a transaction outside the list of a statement")?;
                }
            }
            "STMTTRNP" => {
                self.row += 1;
                output.skipped_row(self.row, "a movement that is not booked yet and may never be")?;
            }
            name if is_security(name) && walk.within("INVTRANLIST") => {
                self.row += 1;
                if let Some(statement) = &mut self.current {
                    statement.securities += 1;
                }
                output.skipped_row(self.row, "a movement of securities, which no record type holds")?;
            }
            name if is_lost(name) => {
                self.document
                    .without_records
                    .insert(name.to_owned(), "securities held or ordered, or a plan, which no record type holds");
            }
            name if is_order(name) => {
                self.document.without_records.insert(
                    name.to_owned(),
                    "an order or another answer than a statement, such as a transfer: what was booked of it stands in a statement",
                );
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
            ("STMTRS" | "CCSTMTRS" | "INVSTMTRS", "CURDEF", Some(statement)) => {
                if let Ok(currency) = Currency::parse(&text.to_ascii_uppercase()) {
                    statement.currency = Some(currency);
                }
                return;
            }
            ("BANKACCTFROM", "BANKID", Some(_)) if text == NO_BANK => return,
            ("BANKACCTFROM", "BANKID", Some(statement)) | ("INVACCTFROM", "BROKERID", Some(statement)) => {
                &mut statement.bank
            }
            ("BANKACCTFROM", "BRANCHID", Some(statement)) => &mut statement.branch,
            ("BANKACCTFROM", "ACCTTYPE", Some(statement)) => &mut statement.account_type,
            ("BANKACCTFROM" | "CCACCTFROM" | "INVACCTFROM", "ACCTID", Some(statement)) => &mut statement.number,
            ("BANKTRANLIST" | "INVTRANLIST", "DTSTART", Some(statement)) => &mut statement.start,
            ("BANKTRANLIST" | "INVTRANLIST", "DTEND", Some(statement)) => &mut statement.end,
            // What they belong to is lost as a whole.
            (_, _, Some(_)) if walk.within("BANKTRANLISTP") => return,
            (inner, _, Some(_)) if is_security(inner) || is_lost(inner) => return,
            (_, _, Some(_)) if walk.stack.iter().any(|open| is_order(open)) => return,
            ("LEDGERBAL", "BALAMT", Some(statement)) => &mut statement.ledger.amount,
            ("LEDGERBAL", "DTASOF", Some(statement)) => &mut statement.ledger.as_of,
            ("AVAILBAL", "BALAMT", Some(statement)) | ("INVBAL", "AVAILCASH", Some(statement)) => {
                &mut statement.available.amount
            }
            ("AVAILBAL" | "INVSTMTRS", "DTASOF", Some(statement)) => &mut statement.available.as_of,
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
        if let Some(written) = element.amount() {
            self.signs.see(written);
        }
        let Some(currency) = statement.currency else {
            if !std::mem::replace(&mut statement.currency_reported, true) {
                output.finding(no_currency().with_help("give it with --currency"))?;
            }
            return output.skipped_row(element.row, "the statement has no currency");
        };
        if element.is_without_amount() {
            statement.unpromised.extend(element.day());
            return output.skipped_row(element.row, "a row without an amount");
        }
        if let Some(corrected) = element.corrected() {
            if statement.corrected.len() == CORRECTED {
                let message = "a statement has more than 100000 rows that correct others";
                return output.lost_row(
                    element.row,
                    Finding::new(Code::ConvertStructure, Location::whole().at_row(element.row), message),
                );
            }
            statement.corrected.insert(corrected.to_owned());
            if element.takes_back() {
                return output.skipped_row(element.row, "a row that only takes another one back");
            }
        }
        if let Some((date, amount)) = element::judged(element) {
            debug_assert!(element::is_judged_right(element, date, amount), "{element:?}");
            statement.extent.see(date, amount, None);
            return Ok(());
        }
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

/// Lists and plans of an investment statement that are lost as a whole.
fn is_lost(name: &str) -> bool {
    matches!(name, "INVPOSLIST" | "INVOOLIST" | "INV401K" | "INV401KBAL")
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
