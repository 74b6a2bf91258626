//! The second pass over a statement: its account, balances and transactions, as records.

use std::collections::BTreeSet;

use pannier_model::{
    record::{Account, AccountOwnership, AccountStatus, Record as _, Transaction},
    value::{Date, Id},
};
use pannier_report::{Code, Finding, Location};

use super::{
    balances,
    document::{BLOCK, Document, Statement, no_currency},
    element::{self, Element},
    moment::Moment,
    token::Tokens,
    walk::{Node, Walk, is_security},
};
use crate::{
    Encoding, Error, Input, Loss,
    events::statement::{Direction, Ledger, Window},
    output::Output,
    syntax::xml::Unread,
    values::text,
};

/// The second pass over one statement.
pub(super) fn emit(
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
    let mut window = Window::of(declared_window(statement, document.server), statement.extent.span(), output)?;
    // Buying and selling moves the money of the account too.
    if let Some(window) = window.as_mut().filter(|_| statement.securities > 0) {
        let mut day = Some(window.from);
        while let Some(next) = day.filter(|day| *day < window.to) {
            window.incomplete.insert(next);
            day = next.next_day();
        }
    }
    if let Some(window) = &mut window {
        let within = |day: &&Date| (window.from..window.to).contains(day);
        window.incomplete.extend(statement.unpromised.iter().filter(within));
    }
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
        statement.kind(),
        currency,
        AccountStatus::Unknown,
        AccountOwnership::Unknown,
    );
    account.number = statement.account().number();
    account.servicer = text::name(&document.institution).unwrap_or_default();
    output.state(name.clone(), account)?;
    balances::emit(document, statement, name, currency, output)?;

    let Some(window) = window else { return Ok(()) };
    output.series(window.series(name, Transaction::TYPE))?;
    let direction = statement.extent.direction();
    output.summary.newest_first |= direction == Direction::NewestFirst;
    let mut ledger = Ledger::new(name.clone(), window, statement.extent.is_ascending(direction));
    let blocks = statement.marks.len();
    let mut met = BTreeSet::new();
    let mut book = |element: &Element, output: &mut Output<'_>| {
        if element.takes_back() || element.is_without_amount() {
            return Ok(());
        }
        if let Some(name) = element.fitid().and_then(|fitid| statement.corrected.get(fitid)) {
            met.insert(name);
            return output.skipped_row(element.row, "another row replaces it or takes it back");
        }
        // What was lost and left unread was said in the first pass.
        let read = element::transaction(element, name, currency, &mut Vec::new(), &mut Unread::default(), true);
        read.map_or(Ok(()), |transaction| ledger.book(element.row, transaction, output))
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
    let unmet = statement.corrected.len() - met.len();
    if unmet > 0 {
        let reason = "of a row of another file, which is replaced or taken back";
        output.loss(Loss::values("CORRECTFITID", unmet as u64, reason))?;
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
        // Nearly all transactions are met whole.
        if !open && walk.transaction(row, &mut element).is_some() {
            row += 1;
            each(&element)?;
            left -= 1;
            continue;
        }
        match walk.next()? {
            Node::Enter(name, _) if name == "STMTTRN" => {
                // One outside the list of the statement has a number too, and was lost.
                open = walk.is_in_list();
                if open {
                    element.begin(row);
                }
                row += 1;
            }
            Node::Enter(name, _) if is_security(&name) => row += u64::from(walk.within("INVTRANLIST")),
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
