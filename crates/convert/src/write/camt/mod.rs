//! ISO 20022 camt.053.001.08: a statement for every account and period, valid against the schema.
//!
//! `NtryRef` is the id of our record. What the schema gives 35, 140 or 500 characters is cut to them and named. A
//! statement has to have a balance; where none is known none is invented, and that is named too.

mod entry;

use std::io::Write;

use pannier_model::{
    record::{Account, AccountKind, Balance, BalanceCreditLineIncluded, BalanceKind, Record as _, Transaction},
    value::{Amount, Currency, Date, Number, NumberScheme},
};

use super::{
    Book, Carried, Figures, Gathered, Losses, Opening, Period,
    words::{Xml, cut, line},
};
use crate::Error;

const NAMESPACE: &str = " xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"";

static CARRIED: Carried = Carried {
    reason: "camt.053 has no place for it",
    account: &["as_of", "kind", "status", "ownership", "number", "servicer", "servicer_bic", "nickname"],
    balance: &["date", "kind", "amount", "credit_line_included", "credit_line", "at"],
    balance_kinds: &[
        BalanceKind::OpeningBooked,
        BalanceKind::ClosingBooked,
        BalanceKind::InterimBooked,
        BalanceKind::PreviousClosing,
        BalanceKind::OpeningAvailable,
        BalanceKind::ClosingAvailable,
        BalanceKind::InterimAvailable,
        BalanceKind::ForwardAvailable,
        BalanceKind::Expected,
        BalanceKind::Information,
    ],
    transaction: &[
        "date",
        "date_basis",
        "status",
        "amount",
        "kind",
        "reversal",
        "fee_kind",
        "value_date",
        "executed_on",
        "is_foreign",
        "details",
        "running_balance",
        "description",
        "reference",
        "kind_text",
        "bank_code",
        "executed_at",
        "return_reason",
        "counterparty_name",
        "counterparty_number",
        "counterparty_country",
        "ultimate_name",
        "creditor_id",
        "mandate_id",
        "end_to_end_id",
        "original_amount",
        "original_currency",
        "fx_rate",
        "fee_amount",
        "source_ids",
    ],
    unbooked: true,
    detail: &[
        "date",
        "amount",
        "description",
        "reference",
        "counterparty_name",
        "counterparty_number",
        "mandate_id",
        "end_to_end_id",
    ],
    arrangement: &[],
    incomplete: false,
    period: true,
};

/// Writes a message of camt.053.
pub fn writer<W: Write>(target: W) -> Gathered<W> {
    Gathered::new(target, &CARRIED, put)
}

fn put<W: Write>(out: &mut W, books: &[Book], losses: &mut Losses) -> Result<(), Error> {
    let created = books.iter().filter_map(Book::extent).map(|extent| extent.to).max();
    let created = format!("{}T00:00:00", created.unwrap_or_else(|| Date::new(1970, 1, 1).expect("a day")));
    let mut message = Message { xml: Xml::default(), losses, created, statements: 0 };
    let mut written = || {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
        message.begin();
        for book in books {
            message.book(book);
            out.write_all(message.xml.take().as_bytes())?;
        }
        message.end();
        out.write_all(message.xml.take().as_bytes())
    };
    written().map_err(Error::Write)
}

struct Message<'a> {
    xml: Xml,
    losses: &'a mut Losses,
    created: String,
    statements: u64,
}

impl Message<'_> {
    fn begin(&mut self) {
        self.xml.open("Document", NAMESPACE);
        self.xml.open("BkToCstmrStmt", "");
        self.xml.open("GrpHdr", "");
        self.xml.leaf("MsgId", &format!("pannier-{}", &self.created[..10]));
        self.xml.leaf("CreDtTm", &self.created);
        self.xml.close("GrpHdr");
    }

    fn end(&mut self) {
        self.xml.close("BkToCstmrStmt");
        self.xml.close("Document");
    }

    fn book(&mut self, book: &Book) {
        let Some((currency, extent)) = book.currency().zip(book.extent()) else {
            self.losses.record(Account::TYPE, "an account without a movement, a balance or a period");
            return;
        };
        let account = book.account(currency);
        let mut chains = book.chains();
        if chains.is_empty() {
            chains.push((extent, Vec::new()));
        }
        let last = chains.len() - 1;
        let mut left: Vec<&Balance> = book.balances.iter().collect();
        for (index, (period, rows)) in chains.into_iter().enumerate() {
            let before = period.from.previous_day();
            let (held, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(|held| {
                index == last
                    || (period.from <= held.date && held.date < period.to)
                    || (held.kind == BalanceKind::PreviousClosing && Some(held.date) == before)
            });
            left = rest;
            self.statement(book, &account, period, &rows, &held);
        }
    }

    fn statement(&mut self, book: &Book, account: &Account, period: Period, rows: &[&Transaction], held: &[&Balance]) {
        self.statements += 1;
        let last = period.to.previous_day().unwrap_or(period.from);
        self.xml.open("Stmt", "");
        self.xml.leaf("Id", &self.statements.to_string());
        self.xml.leaf("CreDtTm", &self.created);
        self.xml.open("FrToDt", "");
        self.xml.leaf("FrDtTm", &format!("{}T00:00:00", period.from));
        self.xml.leaf("ToDtTm", &format!("{last}T23:59:59"));
        self.xml.close("FrToDt");
        self.account(account);
        self.balances(book, account.currency, period, rows, held);
        let mut by_date = rows.to_vec();
        by_date.sort_by_key(|row| row.date);
        for row in by_date {
            entry::write(&mut self.xml, row, book.details(row), self.losses);
        }
        self.xml.close("Stmt");
    }

    fn account(&mut self, account: &Account) {
        let mut lost = |member: &str, reason: &'static str| self.losses.member(Account::TYPE, member, reason);
        let xml = &mut self.xml;
        xml.open("Acct", "");
        number(xml, account.number.as_ref(), account.id.as_str(), &mut |reason| lost("number", reason));
        let (code, exact) = match account.kind {
            AccountKind::Current => ("CACC", true),
            AccountKind::Savings => ("SVGS", true),
            AccountKind::Loan => ("LOAN", true),
            AccountKind::Card => ("CARD", true),
            AccountKind::Other => ("OTHR", true),
            _ => ("OTHR", false),
        };
        if !exact {
            lost("kind", "camt.053 has no code for it; OTHR stands there");
        }
        xml.open("Tp", "");
        xml.leaf("Cd", code);
        xml.close("Tp");
        xml.leaf("Ccy", account.currency.as_str());
        if let Some(nickname) = &account.nickname {
            let nickname = line(nickname.as_str());
            let (short, more) = cut(&nickname, 70);
            if more {
                lost("nickname", "longer than 70 characters, cut");
            }
            xml.leaf("Nm", short);
        }
        let bic = account.servicer_bic.as_ref().map(pannier_model::value::CodeText::as_str);
        if bic.is_some_and(|bic| !is_bic(bic)) {
            lost("servicer_bic", "not a BIC of ISO 9362");
        }
        let bic = bic.filter(|bic| is_bic(bic));
        if bic.is_some() || account.servicer.is_some() {
            xml.open("Svcr", "");
            xml.open("FinInstnId", "");
            if let Some(bic) = bic {
                xml.leaf("BICFI", bic);
            }
            if let Some(servicer) = &account.servicer {
                let servicer = line(servicer.as_str());
                let (short, more) = cut(&servicer, 140);
                if more {
                    lost("servicer", "longer than 140 characters, cut");
                }
                xml.leaf("Nm", short);
            }
            xml.close("FinInstnId");
            xml.close("Svcr");
        }
        xml.close("Acct");
    }

    /// The balances known, and those of the books that follow from the balances of rows.
    fn balances(&mut self, book: &Book, currency: Currency, period: Period, rows: &[&Transaction], held: &[&Balance]) {
        let booked: Vec<&Transaction> = rows
            .iter()
            .copied()
            .filter(|row| row.status == pannier_model::record::TransactionStatus::Booked && row.currency == currency)
            .collect();
        let figures = Figures::of(book, &booked, period);
        let has = |kinds: &[BalanceKind]| held.iter().any(|held| kinds.contains(&held.kind));
        let made = |kind: BalanceKind, date: Date, amount: Amount| {
            let thing = book.thing.clone();
            Balance::new(thing.clone(), thing, date, kind, amount, currency, BalanceCreditLineIncluded::No)
        };
        // A closing balance of before, in the midst of the rows of a longer period, does not open it.
        let opens = held.iter().any(|held| match held.kind {
            BalanceKind::OpeningBooked => true,
            BalanceKind::PreviousClosing => booked.iter().all(|row| row.date > held.date),
            _ => false,
        });
        let first = match figures.opening {
            Opening::Stated(amount) if !opens => Some(amount),
            Opening::Left(amount) if !opens && has(&[BalanceKind::PreviousClosing]) => Some(amount),
            _ => None,
        };
        let first = first.map(|amount| made(BalanceKind::OpeningBooked, period.from, amount));
        let closing = figures.closing.filter(|_| !has(&[BalanceKind::ClosingBooked]));
        let last = closing.map(|(_, amount)| {
            made(BalanceKind::ClosingBooked, period.to.previous_day().unwrap_or(period.from), amount)
        });
        for row in rows {
            let is_written =
                figures.closing.is_some_and(|(day, amount)| row.date == day && row.running_balance == Some(amount));
            if row.running_balance.is_some() && !is_written {
                self.losses.member(Transaction::TYPE, "running_balance", "camt.053 has balances of days, not of rows");
            }
        }
        if first.is_none() && last.is_none() && held.is_empty() {
            self.losses.record(Balance::TYPE, "none is known, so that a statement lacks the one that the schema wants");
        }
        // What opens and what closes the statement stands before what was booked in between.
        let final_closing = held.iter().rfind(|held| held.kind == BalanceKind::ClosingBooked).copied();
        let (opening, between): (Vec<&Balance>, Vec<&Balance>) =
            held.iter().copied().partition(|held| held.kind == BalanceKind::OpeningBooked);
        let between = between.into_iter().filter(|held| final_closing.is_none_or(|last| !std::ptr::eq(last, *held)));
        for balance in first.iter().chain(opening).chain(final_closing).chain(&last).chain(between) {
            self.balance(balance);
        }
    }

    fn balance(&mut self, balance: &Balance) {
        let mut lost = |member: &str, reason: &'static str| self.losses.member(Balance::TYPE, member, reason);
        let Some(amount) = unsigned(balance.amount) else {
            return self.losses.record(Balance::TYPE, SIX_DECIMALS);
        };
        let (code, usual) = code(balance.kind);
        let currency = format!(" Ccy=\"{}\"", balance.currency.as_str());
        let xml = &mut self.xml;
        xml.open("Bal", "");
        xml.open("Tp", "");
        xml.open("CdOrPrtry", "");
        xml.leaf("Cd", code);
        xml.close("CdOrPrtry");
        xml.close("Tp");
        let included = balance.credit_line_included;
        let line = balance.credit_line.filter(|line| line.signum() >= 0).and_then(unsigned);
        if included == BalanceCreditLineIncluded::Unknown {
            if balance.credit_line.is_some() {
                lost("credit_line", "whether it is included is not known, which the schema wants to know");
            }
            if usual != BalanceCreditLineIncluded::Unknown {
                lost("credit_line_included", "a booked balance without a credit line beside it is read as one without");
            }
        } else if included != usual || line.is_some() {
            xml.open("CdtLine", "");
            xml.leaf("Incl", if included == BalanceCreditLineIncluded::Yes { "true" } else { "false" });
            if let Some(line) = &line {
                xml.leaf_with("Amt", &currency, line);
            } else if balance.credit_line.is_some() {
                lost("credit_line", "less than nothing, or of six decimals");
            }
            xml.close("CdtLine");
        }
        xml.leaf_with("Amt", &currency, &amount);
        xml.leaf("CdtDbtInd", indicator(balance.amount));
        xml.open("Dt", "");
        if let Some(at) = balance.at.filter(|at| at.local_date() == balance.date) {
            xml.leaf("DtTm", &at.to_string());
        } else {
            if balance.at.is_some() {
                lost("at", "a moment of another day");
            }
            xml.leaf("Dt", &balance.date.to_string());
        }
        xml.close("Dt");
        xml.close("Bal");
    }
}

const SIX_DECIMALS: &str = "an amount of six decimals, of which the schema takes five";

/// An amount without its sign; `None` where it has more decimals than the schema takes.
fn unsigned(amount: Amount) -> Option<String> {
    let amount = if amount.scale() > 5 { amount.trimmed() } else { amount };
    (amount.scale() <= 5).then(|| amount.abs().to_string())
}

fn indicator(amount: Amount) -> &'static str {
    if amount.signum() < 0 { "DBIT" } else { "CRDT" }
}

/// The code of a balance, and what a reader takes for granted about its credit line.
fn code(kind: BalanceKind) -> (&'static str, BalanceCreditLineIncluded) {
    let code = match kind {
        BalanceKind::OpeningBooked => "OPBD",
        BalanceKind::ClosingBooked => "CLBD",
        BalanceKind::InterimBooked => "ITBD",
        BalanceKind::PreviousClosing => "PRCD",
        BalanceKind::OpeningAvailable => "OPAV",
        BalanceKind::ClosingAvailable => "CLAV",
        BalanceKind::InterimAvailable => "ITAV",
        BalanceKind::ForwardAvailable => "FWAV",
        BalanceKind::Expected => "XPCD",
        _ => "INFO",
    };
    let booked = matches!(code, "OPBD" | "CLBD" | "ITBD" | "PRCD");
    (code, if booked { BalanceCreditLineIncluded::No } else { BalanceCreditLineIncluded::Unknown })
}

/// `Id` of an account: its IBAN, else its number, else a name for it.
fn number(xml: &mut Xml, number: Option<&Number>, name: &str, lost: &mut dyn FnMut(&'static str)) {
    let value = number.and_then(|number| number.value()).map(|value| line(value.as_str()));
    if number.is_some() && value.is_none() {
        lost("not known in full");
    }
    xml.open("Id", "");
    match value {
        Some(value) if is_iban(&value) && number.is_some_and(|number| number.scheme() == NumberScheme::Iban) => {
            xml.leaf("IBAN", &value);
        }
        value => {
            let value = value.unwrap_or_else(|| name.to_owned());
            let (short, more) = cut(&value, 34);
            if more {
                lost("longer than 34 characters, cut");
            }
            xml.open("Othr", "");
            xml.leaf("Id", short);
            xml.close("Othr");
        }
    }
    xml.close("Id");
}

fn is_iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    (5..=34).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes[4..].iter().all(u8::is_ascii_alphanumeric)
}

fn is_bic(text: &str) -> bool {
    let bytes = text.as_bytes();
    let upper = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    matches!(bytes.len(), 8 | 11) && bytes.iter().all(upper) && bytes[4..6].iter().all(u8::is_ascii_uppercase)
}
