//! A download under the UK midata scheme, which the comparison services of the scheme take.
//!
//! The scheme is one personal current account in pounds, a balance after every row, and nothing else, so anything else is
//! refused or lost. A spreadsheet would run a cell that begins with `=`; such a cell gets an apostrophe (spec:
//! `convert-formula-never`).

use std::io::Write;

use pannier_model::{
    record::{
        Account, AccountKind, Balance, BalanceKind, CreditArrangement, CreditArrangementKind, Record as _, Transaction,
    },
    value::{Amount, Date, Total, TxKind},
};

use super::{
    Book, Carried, Figures, Gathered, Losses,
    words::{line, masked},
};
use crate::{Error, formats::midata::meaning, write::csv_table::disarmed};

static CARRIED: Carried = Carried {
    reason: "the midata scheme has no place for it",
    account: &["as_of", "kind", "status", "ownership", "zone", "number"],
    balance: &["date", "kind", "amount", "credit_line_included"],
    balance_kinds: &[BalanceKind::OpeningBooked, BalanceKind::PreviousClosing, BalanceKind::ClosingBooked],
    transaction: &[
        "date",
        "date_basis",
        "status",
        "amount",
        "kind",
        "reversal",
        "fee_kind",
        "running_balance",
        "description",
        "description_masked",
        "reference",
        "kind_text",
        "counterparty_name",
    ],
    unbooked: false,
    detail: &[],
    arrangement: &["as_of", "kind", "credit_limit"],
    incomplete: false,
    period: false,
};

/// Writes a file of the midata scheme; fails where the records hold no current account in pounds, or several.
pub fn writer<W: Write>(target: W) -> Gathered<W> {
    Gathered::new(target, &CARRIED, put)
}

fn put<W: Write>(out: &mut W, books: &[Book], losses: &mut Losses) -> Result<(), Error> {
    let fits = |book: &&Book| {
        let currency = book.currency().filter(|currency| currency.as_str() == "GBP");
        currency.is_some_and(|currency| book.account(currency).kind == AccountKind::Current)
    };
    let book = match books.iter().filter(fits).collect::<Vec<_>>()[..] {
        [book] => book,
        [] => return Err(Error::refused("midata", "there is no current account in pounds sterling")),
        _ => return Err(Error::refused("midata", "there are several current accounts, and a file has one")),
    };
    for other in books.iter().filter(|other| other.thing != book.thing) {
        losses.record(Account::TYPE, "a midata file is of one current account in pounds sterling");
        for _ in &other.rows {
            losses.record(Transaction::TYPE, "a row of an account that is not the one of the file");
        }
    }
    out.write_all(&file(book, losses)?).map_err(Error::Write)
}

fn file(book: &Book, losses: &mut Losses) -> Result<Vec<u8>, Error> {
    let account = book.account(book.currency().expect("pounds"));
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    let mut put = |cells: &[&str]| out.write_record(cells).map_err(|error| Error::Write(error.into()));
    match account.number.as_ref().map(|number| number.value()) {
        Some(Some(value)) if value.as_str().bytes().all(|byte| byte.is_ascii_digit() || b" -".contains(&byte)) => {
            put(&["Account Number:", value.as_str()])?;
        }
        Some(_) => losses.member(Account::TYPE, "number", "not a number in full"),
        None => {}
    }
    put(&["Date", "Type", "Merchant/Description", "Debit/Credit", "Balance"])?;
    for (period, rows) in book.chains() {
        let mut balance = Figures::of(book, &rows, period).opening.amount().map(Total::from);
        for row in rows {
            if row.currency != account.currency {
                losses.record(Transaction::TYPE, "a row in another currency than its account");
                continue;
            }
            let after = row.running_balance.or_else(|| balance?.plus(row.amount)?.to_amount().ok());
            balance = after.map(Total::from);
            let Some(after) = after else {
                return Err(Error::refused(
                    "midata",
                    "it states the balance after every row, and neither rows nor balances of the account say it",
                ));
            };
            let (kind, description) = words(row, losses);
            put(&[&date(row.date), &kind, &description, &pounds(row.amount), &pounds(after)])?;
        }
    }
    // Balances are said row by row.
    let last = book.rows.last();
    for held in &book.balances {
        if last.is_none_or(|last| held.kind != BalanceKind::ClosingBooked || held.date < last.date) {
            losses.record(Balance::TYPE, "the midata scheme has balances after rows only");
        }
    }
    let limit = |held: &&CreditArrangement| {
        held.kind == CreditArrangementKind::ArrangedOverdraft && held.credit_limit.is_some()
    };
    let arranged = book.arrangements.iter().rfind(limit);
    for held in &book.arrangements {
        if arranged.is_none_or(|arranged| !std::ptr::eq(arranged, held)) {
            losses.record(CreditArrangement::TYPE, "the midata scheme has the arranged overdraft limit only");
        }
    }
    if let Some((held, amount)) = arranged.and_then(|held| Some((held, held.credit_limit?))) {
        put(&["Arranged overdraft limit", &date(held.as_of), &pounds(amount), "", ""])?;
    }
    out.into_inner().map_err(|error| Error::Write(error.into_error()))
}

/// Type and description of a row.
fn words(row: &Transaction, losses: &mut Losses) -> (String, String) {
    let mut lost = |member: &str, reason: &'static str| losses.member(Transaction::TYPE, member, reason);
    if row.date_basis != pannier_model::record::TransactionDateBasis::Booked {
        lost("date_basis", "written as a booking day");
    }
    let description = masked(row.description.as_ref().map(pannier_model::value::Text::as_str), row.description_masked);
    let payee = row.counterparty_name.as_ref().map(pannier_model::value::Name::as_str);
    let reference = row.reference.as_ref().map(pannier_model::value::Text::as_str);
    if description.is_some() && payee.is_some() {
        lost("counterparty_name", "beside a description the scheme has no place for it");
    } else if payee.is_some() {
        lost("counterparty_name", "written as a description");
    }
    if reference.is_some() {
        lost("reference", "written as a description, or not at all where there is one");
    }
    let text = description.as_deref().or(payee).or(reference).unwrap_or_default();
    let one_line = line(text);
    if one_line != text {
        lost("description", "line breaks became spaces");
    }
    let cell = disarmed(&one_line).into_owned();
    if cell != one_line {
        lost("description", "a spreadsheet would run it, so an apostrophe stands before it");
    }
    let reads_as = |word: &str| {
        let mut probe = row.clone();
        meaning(word, &cell).apply(&mut probe);
        (probe.kind, probe.fee_kind, probe.reversal)
    };
    let own = row.kind_text.as_ref().map(pannier_model::value::Text::as_str).filter(|text| {
        !text.contains("**") && line(text) == *text && disarmed(text) == *text && reads_as(text).0 == row.kind
    });
    let word = own.unwrap_or(match row.kind {
        TxKind::Card => "VIS",
        TxKind::CashOut => "ATM",
        TxKind::CashIn => "CSH",
        TxKind::Cheque => "CHQ",
        TxKind::DirectDebit => "DD",
        TxKind::StandingOrder => "SO",
        TxKind::TransferIn => "FPI",
        TxKind::TransferOut => "FPO",
        TxKind::Fee => "CHG",
        TxKind::InterestCharged | TxKind::InterestEarned => "INT",
        TxKind::Reward => "CASHBACK",
        TxKind::Payment | TxKind::Charge | TxKind::TopUp | TxKind::Other => "",
    });
    if row.kind_text.is_some() && own.is_none() {
        lost("kind_text", "not a type from which the kind follows");
    }
    let (kind, fee, reversal) = reads_as(word);
    for (member, same) in
        [("kind", kind == row.kind), ("fee_kind", fee == row.fee_kind), ("reversal", reversal == row.reversal)]
    {
        if !same {
            lost(member, "no type of the scheme says it");
        }
    }
    (word.to_owned(), cell)
}

fn date(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// `-£5.00`.
fn pounds(amount: Amount) -> String {
    let sign = if amount.signum() < 0 { "-" } else { "" };
    let zeros = match amount.scale() {
        0 => ".00",
        1 => "0",
        _ => "",
    };
    format!("{sign}£{}{zeros}", amount.abs())
}
