//! OFX 2.1.1 (XML): a statement for every account, as home accounting programs import it.
//!
//! Every program in care reads version 2, and only version 2 has one character set. Days are written with noon behind
//! them, because a program that takes a bare day for midnight in Greenwich and moves it to its own zone books it a day
//! early in America. `FITID` is the id of our record, which is the same in every download.

use std::{collections::BTreeSet, io::Write};

use pannier_model::{
    record::{Account, AccountKind, Balance, BalanceCreditLineIncluded, BalanceKind, Record as _, Transaction},
    value::{Currency, Date, FeeKind, Instant, NumberScheme, SourceId, TxKind},
};

use super::{
    Book, Carried, Figures, Gathered, Losses,
    words::{Xml, cut, line, masked},
};
use crate::{Error, formats::ofx::meaning};

/// Characters that the format allows.
const NAME: usize = 32;
const MEMO: usize = 255;
const ACCOUNT: usize = 22;
const BANK: usize = 9;

/// Stands where the number of a bank is required and not known; read as none.
pub(crate) const NO_BANK: &str = "UNKNOWN";

static CARRIED: Carried = Carried {
    reason: "OFX has no place for it",
    account: &["as_of", "kind", "status", "ownership", "number", "servicer"],
    balance: &["date", "kind", "amount", "credit_line_included", "at"],
    balance_kinds: &[
        BalanceKind::ClosingBooked,
        BalanceKind::InterimBooked,
        BalanceKind::ClosingAvailable,
        BalanceKind::InterimAvailable,
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
        "running_balance",
        "description",
        "description_masked",
        "reference",
        "kind_text",
        "counterparty_name",
        "original_currency",
        "fx_rate",
        "source_ids",
    ],
    unbooked: false,
    detail: &[],
    arrangement: &[],
    incomplete: false,
    period: true,
};

/// Writes a file of OFX.
pub fn writer<W: Write>(target: W) -> Gathered<W> {
    Gathered::new(target, &CARRIED, put)
}

fn put<W: Write>(out: &mut W, books: &[Book], losses: &mut Losses) -> Result<(), Error> {
    let statements: Vec<Statement<'_>> = books.iter().filter_map(|book| Statement::of(book, losses)).collect();
    File { target: out, xml: Xml::default(), losses }.write(&statements).map_err(Error::Write)
}

/// What one account becomes.
struct Statement<'a> {
    account: Account,
    currency: Currency,
    from: Date,
    to: Date,
    rows: Vec<&'a Transaction>,
    ledger: Option<Balance>,
    available: Option<&'a Balance>,
}

impl<'a> Statement<'a> {
    fn of(book: &'a Book, losses: &mut Losses) -> Option<Self> {
        let Some((currency, extent)) = book.currency().zip(book.extent()) else {
            losses.record(Account::TYPE, "an account without a movement, a balance or a period");
            return None;
        };
        let account = book.account(currency);
        let chains = book.chains();
        let mut rows = Vec::new();
        for row in &book.rows {
            if row.currency == currency {
                rows.push(row);
            } else {
                losses.record(Transaction::TYPE, "a row in another currency than its account");
            }
        }
        let last = |kinds: [BalanceKind; 2]| {
            book.balances.iter().rev().find(|held| kinds.contains(&held.kind) && held.currency == currency)
        };
        let stated = last([BalanceKind::ClosingBooked, BalanceKind::InterimBooked]);
        let available = last([BalanceKind::ClosingAvailable, BalanceKind::InterimAvailable]);
        for held in &book.balances {
            if ![stated, available].into_iter().flatten().any(|written| written == held) {
                losses.record(Balance::TYPE, "a statement has one balance booked and one available, the last");
            }
        }
        let figures = chains.last().map(|(period, rows)| Figures::of(book, rows, *period));
        let ledger = stated.cloned().or_else(|| {
            let (date, amount) = figures?.closing?;
            let (kind, included) = (BalanceKind::ClosingBooked, BalanceCreditLineIncluded::No);
            Some(Balance::new(book.thing.clone(), book.thing.clone(), date, kind, amount, currency, included))
        });
        if ledger.is_none() {
            losses.record(Balance::TYPE, "none is known, so that a statement lacks the one that OFX wants");
        }
        for row in &book.rows {
            let is_written = ledger.as_ref().is_some_and(|held| Some(held.amount) == row.running_balance)
                && book.rows.last().is_some_and(|last| std::ptr::eq(last, row));
            if row.running_balance.is_some() && !is_written {
                losses.member(Transaction::TYPE, "running_balance", "only the last one has a place in OFX");
            }
        }
        Some(Self { account, currency, from: extent.from, to: extent.to, rows, ledger, available })
    }

    fn is_card(&self) -> bool {
        self.account.kind == AccountKind::Card
    }
}

struct File<'a, W> {
    target: &'a mut W,
    xml: Xml,
    losses: &'a mut Losses,
}

impl<W: Write> File<'_, W> {
    fn write(&mut self, statements: &[Statement<'_>]) -> std::io::Result<()> {
        self.target.write_all(
            b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"211\" SECURITY=\"NONE\" \
              OLDFILEUID=\"NONE\" NEWFILEUID=\"NONE\"?>\n",
        )?;
        self.xml.open("OFX", "");
        self.sign_on(statements);
        for (set, card) in [("BANKMSGSRSV1", false), ("CREDITCARDMSGSRSV1", true)] {
            let of_set: Vec<&Statement<'_>> = statements.iter().filter(|one| one.is_card() == card).collect();
            if of_set.is_empty() {
                continue;
            }
            self.xml.open(set, "");
            for (index, statement) in of_set.into_iter().enumerate() {
                self.statement(statement, index + 1);
                self.target.write_all(self.xml.take().as_bytes())?;
            }
            self.xml.close(set);
        }
        self.xml.close("OFX");
        self.target.write_all(self.xml.take().as_bytes())
    }

    /// The answer is of the day after everything in it, so that no day in it is the answer's own.
    fn sign_on(&mut self, statements: &[Statement<'_>]) {
        let day = statements.iter().map(|statement| statement.to).max();
        let servicers: BTreeSet<Option<&str>> = statements
            .iter()
            .map(|one| one.account.servicer.as_ref().map(pannier_model::value::Name::as_str))
            .collect();
        self.xml.open("SIGNONMSGSRSV1", "");
        self.xml.open("SONRS", "");
        self.status();
        self.xml.leaf("DTSERVER", &day.map_or_else(|| "19700101".to_owned(), |day| format!("{}000000", digits(day))));
        self.xml.leaf("LANGUAGE", "ENG");
        match servicers.into_iter().collect::<Vec<_>>()[..] {
            [Some(one)] => {
                let one = line(one);
                let (org, more) = cut(&one, NAME);
                if more {
                    self.losses.member(Account::TYPE, "servicer", "longer than 32 characters, cut");
                }
                self.xml.open("FI", "");
                self.xml.leaf("ORG", org);
                self.xml.close("FI");
            }
            _ => {
                for _ in statements.iter().filter(|one| one.account.servicer.is_some()) {
                    self.losses.member(Account::TYPE, "servicer", "a file of OFX is of one institution");
                }
            }
        }
        self.xml.close("SONRS");
        self.xml.close("SIGNONMSGSRSV1");
    }

    fn status(&mut self) {
        self.xml.open("STATUS", "");
        self.xml.leaf("CODE", "0");
        self.xml.leaf("SEVERITY", "INFO");
        self.xml.close("STATUS");
    }

    fn statement(&mut self, statement: &Statement<'_>, number: usize) {
        let (answer, body) = if statement.is_card() { ("CCSTMTTRNRS", "CCSTMTRS") } else { ("STMTTRNRS", "STMTRS") };
        self.xml.open(answer, "");
        self.xml.leaf("TRNUID", &number.to_string());
        self.status();
        self.xml.open(body, "");
        self.xml.leaf("CURDEF", statement.currency.as_str());
        self.account(&statement.account);
        self.xml.open("BANKTRANLIST", "");
        self.xml.leaf("DTSTART", &digits(statement.from));
        self.xml.leaf("DTEND", &digits(statement.to.previous_day().unwrap_or(statement.to)));
        for row in &statement.rows {
            self.row(row);
        }
        self.xml.close("BANKTRANLIST");
        let held = [("LEDGERBAL", statement.ledger.as_ref()), ("AVAILBAL", statement.available)];
        for (name, balance) in held.into_iter().filter_map(|(name, balance)| Some((name, balance?))) {
            self.balance(name, balance);
        }
        self.xml.close(body);
        self.xml.close(answer);
    }

    fn account(&mut self, account: &Account) {
        let number = account.number.as_ref();
        let value = number.and_then(|number| number.value()).map(|value| line(value.as_str()));
        if number.is_some() && value.is_none() {
            self.losses.member(Account::TYPE, "number", "not known in full; the name of the account stands there");
        }
        // A number is one together with its bank, which readers write before it.
        let is_bban = number.is_some_and(|number| number.scheme() == NumberScheme::Bban);
        let value = value.unwrap_or_else(|| account.id.as_str().to_owned());
        let (bank, value) = match value.split_once(' ') {
            Some((bank, rest)) if is_bban && bank.len() <= BANK => (bank.to_owned(), rest.to_owned()),
            _ => (NO_BANK.to_owned(), value),
        };
        let (end, longer) = tail(&value, ACCOUNT);
        if longer {
            self.losses.member(Account::TYPE, "number", "longer than 22 characters, of which the last are written");
        }
        if account.kind == AccountKind::Card {
            self.xml.open("CCACCTFROM", "");
            self.xml.leaf("ACCTID", end);
            self.xml.close("CCACCTFROM");
            return;
        }
        self.xml.open("BANKACCTFROM", "");
        self.xml.leaf("BANKID", &bank);
        self.xml.leaf("ACCTID", end);
        let (word, exact) = match account.kind {
            AccountKind::Current => ("CHECKING", true),
            AccountKind::Savings => ("SAVINGS", true),
            AccountKind::Loan => ("CREDITLINE", true),
            AccountKind::Mortgage => ("CREDITLINE", false),
            _ => ("CHECKING", false),
        };
        if !exact {
            self.losses.member(Account::TYPE, "kind", "OFX has no word for it; CHECKING or CREDITLINE stands there");
        }
        self.xml.leaf("ACCTTYPE", word);
        self.xml.close("BANKACCTFROM");
    }

    fn balance(&mut self, name: &str, balance: &Balance) {
        if matches!(balance.kind, BalanceKind::InterimBooked | BalanceKind::InterimAvailable) {
            self.losses.member(
                Balance::TYPE,
                "kind",
                "a balance during a day, which OFX does not tell from one at its end",
            );
        }
        let usual = match balance.kind {
            BalanceKind::ClosingBooked | BalanceKind::InterimBooked => BalanceCreditLineIncluded::No,
            _ => BalanceCreditLineIncluded::Unknown,
        };
        if balance.credit_line_included != usual {
            self.losses.member(Balance::TYPE, "credit_line_included", "OFX does not say it");
        }
        let at = balance.at.filter(|at| at.local_date() == balance.date).and_then(moment);
        if balance.at.is_some() && at.is_none() {
            self.losses.member(Balance::TYPE, "at", "a moment of another day, or more exact than a second");
        }
        self.xml.open(name, "");
        self.xml.leaf("BALAMT", &balance.amount.to_string());
        self.xml.leaf("DTASOF", &at.unwrap_or_else(|| noon(balance.date)));
        self.xml.close(name);
    }

    fn row(&mut self, row: &Transaction) {
        let mut lost = |member: &str, reason: &'static str| self.losses.member(Transaction::TYPE, member, reason);
        if row.date_basis != pannier_model::record::TransactionDateBasis::Booked {
            lost("date_basis", "written as a booking day");
        }
        let word = word(row, &mut lost);
        let (name, memo) = texts(row, &mut lost);
        let ids: &[SourceId] = row.source_ids.as_deref().unwrap_or_default();
        let places =
            [("server_id", "SRVRTID", 10), ("check_number", "CHECKNUM", 12), ("reference_number", "REFNUM", 32)];
        let place = |id: &SourceId| {
            let value = id.value.as_str();
            let fits = |most: usize| value.chars().count() <= most && value.chars().any(|c| c != '0');
            places.iter().find(|(scheme, _, most)| id.scheme.as_str() == *scheme && fits(*most))
        };
        let mut found: Vec<(&str, &str)> = Vec::new();
        for id in ids {
            match place(id) {
                Some((_, element, _)) if !found.iter().any(|(there, _)| there == element) => {
                    found.push((element, id.value.as_str()));
                }
                _ => lost("source_ids", "FITID is the id of our record, and OFX has no place for others"),
            }
        }
        let origin = row.original_currency.zip(row.fx_rate).filter(|(original, _)| *original != row.currency);
        if origin.is_none() {
            for (member, there) in [
                ("original_currency", row.original_currency.is_some()),
                ("fx_rate", row.fx_rate.is_some()),
                ("is_foreign", row.is_foreign.is_some()),
            ] {
                if there {
                    lost(member, "OFX takes another currency and its rate together or not at all");
                }
            }
        } else if row.is_foreign != Some(true) {
            lost("is_foreign", "OFX takes another currency and its rate together or not at all");
        }
        let xml = &mut self.xml;
        xml.open("STMTTRN", "");
        xml.leaf("TRNTYPE", &word);
        xml.leaf("DTPOSTED", &noon(row.date));
        if let Some(day) = row.executed_on {
            xml.leaf("DTUSER", &noon(day));
        }
        if let Some(day) = row.value_date {
            xml.leaf("DTAVAIL", &noon(day));
        }
        xml.leaf("TRNAMT", &row.amount.to_string());
        xml.leaf("FITID", row.id.as_str());
        for (_, element, _) in places {
            if let Some((_, value)) = found.iter().find(|(there, _)| *there == element) {
                xml.leaf(element, &line(value));
            }
        }
        for (element, text) in [("NAME", name), ("MEMO", memo)] {
            if let Some(text) = text {
                xml.leaf(element, &text);
            }
        }
        if let Some((original, rate)) = origin {
            xml.open("ORIGCURRENCY", "");
            xml.leaf("CURRATE", &rate.to_string());
            xml.leaf("CURSYM", original.as_str());
            xml.close("ORIGCURRENCY");
        }
        xml.close("STMTTRN");
    }
}

/// The `TRNTYPE` of a row: the source's own where it is one of OFX, else the one that says most.
fn word(row: &Transaction, lost: &mut impl FnMut(&str, &'static str)) -> String {
    const WORDS: &[&str] = &[
        "CREDIT",
        "DEBIT",
        "INT",
        "DIV",
        "FEE",
        "SRVCHG",
        "DEP",
        "ATM",
        "POS",
        "XFER",
        "CHECK",
        "PAYMENT",
        "CASH",
        "DIRECTDEP",
        "DIRECTDEBIT",
        "REPEATPMT",
        "OTHER",
    ];
    let reads_as = |word: &str| {
        let mut probe = row.clone();
        meaning(word).apply(&mut probe);
        (probe.kind, probe.fee_kind, probe.reversal)
    };
    let own = row.kind_text.as_ref().map(pannier_model::value::Text::as_str).filter(|text| WORDS.contains(text));
    let by_kind = match row.kind {
        TxKind::Card => "POS",
        TxKind::CashOut | TxKind::CashIn => "ATM",
        TxKind::Cheque => "CHECK",
        TxKind::DirectDebit => "DIRECTDEBIT",
        TxKind::StandingOrder => "REPEATPMT",
        TxKind::TransferIn | TxKind::TransferOut => "XFER",
        TxKind::Payment => "PAYMENT",
        TxKind::Fee if row.fee_kind == Some(FeeKind::Account) => "SRVCHG",
        TxKind::Fee => "FEE",
        TxKind::InterestCharged | TxKind::InterestEarned => "INT",
        TxKind::Charge | TxKind::TopUp | TxKind::Reward | TxKind::Other if row.amount.signum() < 0 => "DEBIT",
        TxKind::Charge | TxKind::TopUp | TxKind::Reward | TxKind::Other => "CREDIT",
    };
    let word = own.filter(|own| reads_as(own).0 == row.kind).unwrap_or(by_kind);
    let (kind, fee, reversal) = reads_as(word);
    for (member, same) in
        [("kind", kind == row.kind), ("fee_kind", fee == row.fee_kind), ("reversal", reversal == row.reversal)]
    {
        if !same {
            lost(member, "OFX has no word that says it");
        }
    }
    if row.kind_text.is_some() && own != Some(word) {
        lost("kind_text", "not a word of OFX");
    }
    word.to_owned()
}

/// Who or what in 32 characters, and the whole text beside it.
fn texts(row: &Transaction, lost: &mut impl FnMut(&str, &'static str)) -> (Option<String>, Option<String>) {
    let hidden = row.description.is_none() && row.description_masked.is_some();
    if hidden && row.counterparty_name.is_some() {
        lost("description_masked", "hidden altogether, beside the name of the other party");
    }
    let description = masked(row.description.as_ref().map(pannier_model::value::Text::as_str), row.description_masked)
        .filter(|_| !hidden || row.counterparty_name.is_none());
    let description = description.as_deref().map(line).filter(|text| !text.is_empty());
    let reference = row.reference.as_ref().map(|text| line(text.as_str()));
    if row.description.as_ref().is_some_and(|text| text.as_str().contains(['\n', '\t'])) {
        lost("description", "line breaks became spaces");
    }
    if let Some(reference) = &reference
        && description.as_ref().is_some_and(|text| !text.contains(reference.as_str()))
    {
        lost("reference", "beside a description OFX has no place for it");
    }
    let text = description.or(reference);
    let payee = row.counterparty_name.as_ref().map(|name| line(name.as_str()));
    let (name, memo) = match (&payee, text) {
        (Some(payee), text) => {
            let (short, more) = cut(payee, NAME);
            if more {
                lost("counterparty_name", "longer than 32 characters, cut");
            }
            (Some(short.to_owned()), text)
        }
        (None, Some(text)) => {
            let (short, more) = cut(&text, NAME);
            (Some(short.to_owned()), more.then(|| text.clone()))
        }
        (None, None) => (None, None),
    };
    let memo = memo.map(|memo| {
        let (short, more) = cut(&memo, MEMO);
        if more {
            lost("description", "longer than 255 characters, cut");
        }
        short.to_owned()
    });
    (name, memo)
}

fn tail(text: &str, most: usize) -> (&str, bool) {
    let count = text.chars().count();
    match text.char_indices().nth(count.saturating_sub(most)) {
        Some((start, _)) if count > most => (&text[start..], true),
        _ => (text, false),
    }
}

fn digits(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

fn noon(day: Date) -> String {
    format!("{}120000", digits(day))
}

/// `20260420101500[+2]`; `None` where an offset or a fraction has no form that every reader knows.
fn moment(at: Instant) -> Option<String> {
    let minutes = at.offset_minutes();
    if at.subsec_nanos() != 0 || minutes % 30 != 0 {
        return None;
    }
    let half = if minutes % 60 == 0 { "" } else { ".5" };
    let sign = if minutes < 0 { '-' } else { '+' };
    let time = at.local_time().to_string();
    let time: String = time.chars().filter(char::is_ascii_digit).chain("00".chars()).take(6).collect();
    Some(format!("{}{time}[{sign}{}{half}]", digits(at.local_date()), minutes.abs() / 60))
}
