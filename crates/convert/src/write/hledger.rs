//! A journal for hledger, which its strict checks accept: accounts and commodities declared, every entry balanced, and
//! every balance that the records state asserted where it holds.
//!
//! The format has no escapes. A semicolon would begin a comment and a bar end the payee, so both are replaced in
//! descriptions; everything else that somebody wrote stands behind a tag, where a comma would end it. Nothing of theirs
//! stands in the comment of a posting, where hledger reads dates.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use pannier_model::{
    record::{Record as _, Transaction},
    value::{Amount, Currency, Name, Text},
};

use super::{
    Book, Carried, Gathered, Losses,
    journal::{self, Entry, Ledger, Path, account_tags, ledgers, opening_path, tags},
    words::line,
};
use crate::Error;

static CARRIED: Carried = journal::carried("a journal has no place for it");

/// Writes a journal.
pub fn writer<W: Write>(target: W) -> Gathered<W> {
    Gathered::new(target, &CARRIED, put)
}

fn put<W: Write>(out: &mut W, books: &[Book], losses: &mut Losses) -> Result<(), Error> {
    write(out, &ledgers(books, losses), losses).map_err(Error::Write)
}

fn write(out: &mut impl Write, ledgers: &[Ledger<'_>], losses: &mut Losses) -> io::Result<()> {
    writeln!(out, "; hledger journal, written from records by pannier")?;
    let mut scales: BTreeMap<&str, u8> = BTreeMap::new();
    let mut others: BTreeSet<&Path> = BTreeSet::new();
    for ledger in ledgers {
        let scale = scales.entry(ledger.currency.as_str()).or_insert(2);
        let opening = ledger.opening.map(|(amount, _)| amount);
        let amounts = ledger.entries.iter().flat_map(|entry| entry.others.iter().map(|(_, amount, _)| *amount));
        for amount in amounts.chain(opening) {
            *scale = (*scale).max(amount.scale());
        }
        others.extend(ledger.entries.iter().flat_map(|entry| entry.others.iter().map(|(path, _, _)| path)));
    }
    for (currency, scale) in scales {
        writeln!(out, "commodity 1000.{} {currency}", "0".repeat(usize::from(scale)))?;
    }
    writeln!(out)?;
    for ledger in ledgers {
        let mut comments = Vec::new();
        for (name, text) in account_tags(&ledger.account) {
            comments.push(format!("{name}:{}", value(&text)));
        }
        writeln!(out, "account {}  ; {}", name(&ledger.path), comments.join(", "))?;
        for period in ledger.periods {
            writeln!(out, "  ; rows from {} up to, not including, {}", period.from, period.to)?;
        }
    }
    let opening = opening_path();
    for path in others.into_iter().chain(ledgers.iter().any(|ledger| ledger.opening.is_some()).then_some(&opening)) {
        writeln!(out, "account {}", name(path))?;
    }
    for ledger in ledgers {
        one(out, ledger, losses)?;
    }
    Ok(())
}

fn one(out: &mut impl Write, ledger: &Ledger<'_>, losses: &mut Losses) -> io::Result<()> {
    let path = name(&ledger.path);
    let width = path.len().max(30);
    let posting = |out: &mut dyn Write, path: &str, amount: Amount, currency: Currency, holds: Option<Amount>| {
        let currency = currency.as_str();
        let assertion = holds.map(|held| format!(" = {held} {currency}")).unwrap_or_default();
        writeln!(out, "    {path:width$}  {:>12} {currency}{assertion}", amount.to_string())
    };
    let closes_opening = ledger.closing.filter(|_| ledger.entries.is_empty()).map(|(_, amount)| amount);
    if let Some((amount, is_left)) = ledger.opening {
        let why = if is_left { "opening balance | what a later balance leaves" } else { "opening balance" };
        writeln!(out, "\n{} * {why}", ledger.from)?;
        posting(out, &path, amount, ledger.currency, closes_opening)?;
        posting(out, &name(&opening_path()), -amount, ledger.currency, None)?;
    }
    let last = ledger.entries.len().saturating_sub(1);
    for (index, Entry { row, others, balance }) in ledger.entries.iter().enumerate() {
        writeln!(out, "\n{} * {}", row.date, head(row, losses))?;
        for (name, text) in tags(row) {
            if text.contains(['\n', '\t', ',']) {
                losses.member(Transaction::TYPE, name, "line breaks became spaces, commas semicolons");
            }
            writeln!(out, "    ; {name}:{}", value(&text))?;
        }
        for (_, _, part) in others {
            let Some(part) = part else { continue };
            let texts = [part.category_text.as_ref().map(Name::as_str), part.description.as_ref().map(Text::as_str)];
            for text in texts.into_iter().flatten() {
                writeln!(out, "    ; part-{}:{}", part.seq, value(text))?;
            }
        }
        let closing = ledger.closing.filter(|_| index == last).map(|(_, amount)| amount);
        posting(out, &path, row.amount, ledger.currency, balance.or(closing))?;
        for (other, amount, _) in others {
            posting(out, &name(other), *amount, ledger.currency, None)?;
        }
    }
    Ok(())
}

/// `payee | note`. What comes first must not be taken for the code of an entry.
fn head(row: &Transaction, losses: &mut Losses) -> String {
    let clean = |text: &str| line(text).replace(';', ",").replace('|', "/");
    let mut changed = |member: &str, text: &str| {
        if text.contains(['\n', '\t', ';', '|']) {
            losses.member(Transaction::TYPE, member, "line breaks became spaces, semicolons commas, bars slashes");
        }
    };
    let payee = row.counterparty_name.as_ref().map(Name::as_str);
    let note = row.description.as_ref().map(Text::as_str);
    for (member, text) in [("counterparty_name", payee), ("description", note)] {
        changed(member, text.unwrap_or_default());
    }
    let head = match (payee.map(clean), note.map(clean)) {
        (Some(payee), Some(note)) => format!("{payee} | {note}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => row.kind.to_string().replace('_', " "),
    };
    if head.starts_with('(') { format!("() {head}") } else { head }
}

/// Behind a tag, up to the end of the line.
fn value(text: &str) -> String {
    line(text).replace(',', ";")
}

fn name(path: &Path) -> String {
    path.join(":")
}
