//! A ledger for Beancount, which `bean-check` accepts: accounts opened, every transaction balanced, and the balance at the
//! end asserted where opening and rows make it.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use pannier_model::{
    record::{Record as _, Transaction},
    value::{Amount, Currency, Date, Name, Text},
};

use super::{
    Book, Carried, Gathered, Losses,
    journal::{self, Entry, Ledger, Path, account_tags, ledgers, opening_path, tags},
    words::line,
};
use crate::Error;

static CARRIED: Carried = journal::carried("a ledger of Beancount has no place for it");

/// Writes a ledger.
pub fn writer<W: Write>(target: W) -> Gathered<W> {
    Gathered::new(target, &CARRIED, put)
}

fn put<W: Write>(out: &mut W, books: &[Book], losses: &mut Losses) -> Result<(), Error> {
    write(out, &ledgers(books, losses), losses).map_err(Error::Write)
}

fn write(out: &mut impl Write, ledgers: &[Ledger<'_>], losses: &mut Losses) -> io::Result<()> {
    writeln!(out, "; Beancount ledger, written from records by pannier")?;
    let mut others: BTreeMap<&Path, (Date, BTreeSet<&str>)> = BTreeMap::new();
    let opening = opening_path();
    for ledger in ledgers {
        let used = ledger.entries.iter().flat_map(|entry| entry.others.iter().map(|(path, _, _)| path));
        for path in used.chain(ledger.opening.is_some().then_some(&opening)) {
            let (from, currencies) = others.entry(path).or_insert_with(|| (ledger.from, BTreeSet::new()));
            *from = (*from).min(ledger.from);
            currencies.insert(ledger.currency.as_str());
        }
    }
    for ledger in ledgers {
        writeln!(out, "\n{} open {} {}", ledger.from, name(&ledger.path), ledger.currency.as_str())?;
        for (name, text) in account_tags(&ledger.account) {
            writeln!(out, "  {name}: {}", quoted(&text))?;
        }
        for period in ledger.periods {
            writeln!(out, "; rows from {} up to, not including, {}", period.from, period.to)?;
        }
    }
    for (path, (from, currencies)) in others {
        let currencies: Vec<&str> = currencies.into_iter().collect();
        writeln!(out, "{from} open {} {}", name(path), currencies.join(","))?;
    }
    for ledger in ledgers {
        one(out, ledger, losses)?;
    }
    Ok(())
}

fn one(out: &mut impl Write, ledger: &Ledger<'_>, losses: &mut Losses) -> io::Result<()> {
    let path = name(&ledger.path);
    let posting = |out: &mut dyn Write, path: &str, amount: Amount, currency: Currency| {
        writeln!(out, "  {path:32}  {:>12} {}", amount.to_string(), currency.as_str())
    };
    if let Some((amount, is_left)) = ledger.opening {
        let why = if is_left { "what a later balance leaves" } else { "" };
        writeln!(out, "\n{} * \"opening balance\" \"{why}\"", ledger.from)?;
        posting(out, &path, amount, ledger.currency)?;
        posting(out, &name(&opening_path()), -amount, ledger.currency)?;
    }
    for Entry { row, others, balance } in &ledger.entries {
        // The balance of an account is asserted by days here.
        let is_last = ledger.closing.is_some_and(|(_, amount)| Some(amount) == *balance)
            && ledger.entries.last().is_some_and(|last| std::ptr::eq(last.row, *row));
        if balance.is_some() && !is_last {
            losses.member(
                Transaction::TYPE,
                "running_balance",
                "Beancount asserts balances of days, of which the last is",
            );
        }
        let text = |member: &str, text: Option<&str>, losses: &mut Losses| {
            if text.is_some_and(|text| text.contains(['\n', '\t'])) {
                losses.member(Transaction::TYPE, member, "line breaks became spaces");
            }
            quoted(text.unwrap_or_default())
        };
        let payee = row.counterparty_name.as_ref().map(Name::as_str);
        let payee = payee.map(|payee| format!("{} ", text("counterparty_name", Some(payee), losses)));
        let narration = text("description", row.description.as_ref().map(Text::as_str), losses);
        writeln!(out, "\n{} * {}{narration}", row.date, payee.unwrap_or_default())?;
        for (name, value) in tags(row) {
            writeln!(out, "  {name}: {}", text(name, Some(&value), losses))?;
        }
        posting(out, &path, row.amount, ledger.currency)?;
        for (other, amount, part) in others {
            posting(out, &name(other), *amount, ledger.currency)?;
            let Some(part) = part else { continue };
            for (name, text) in [
                ("category_text", part.category_text.as_ref().map(Name::as_str)),
                ("description", part.description.as_ref().map(Text::as_str)),
            ] {
                if let Some(text) = text {
                    writeln!(out, "    {name}: {}", quoted(text))?;
                }
            }
        }
    }
    // A balance of Beancount is that at the beginning of its day.
    if let Some((day, amount)) = ledger.closing
        && let Some(next) = day.next_day()
    {
        writeln!(out, "\n{next} balance {path}  {amount} {}", ledger.currency.as_str())?;
    }
    Ok(())
}

/// A string of Beancount, on one line.
fn quoted(text: &str) -> String {
    format!("\"{}\"", line(text).replace('\\', "\\\\").replace('"', "\\\""))
}

/// `Assets:Current:A7k2qx`: every part begins with a capital.
fn name(path: &Path) -> String {
    let capital = |part: &String| {
        let mut characters = part.chars();
        let first = characters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(characters).collect::<String>()
    };
    path.iter().map(capital).collect::<Vec<_>>().join(":")
}
