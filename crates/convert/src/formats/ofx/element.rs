//! One `STMTTRN` as a transaction.

use std::borrow::Cow;

use pannier_model::{
    record::{Transaction, TransactionDateBasis, TransactionStatus},
    value::{Amount, CodeText, Currency, Date, Decimal, FeeKind, Id, List, SourceId, TxKind},
};
use pannier_report::{Code, Finding, Location};

use super::{moment::Moment, names::RANKS, token::Value};
use crate::{
    Loss,
    syntax::xml::Unread,
    values::{
        account_number::Written,
        kind::{
            Meaning::{self, BySign, Fee, Is},
            find,
        },
        number_style::{BadNumber, NumberStyle},
        text::{self, trimmed},
    },
};

/// Most leaves of one element.
const LEAVES: usize = 256;

/// Declares the elements that a transaction has a place for.
macro_rules! parts {
    ($($part:ident = $path:literal,)+) => {
        /// An element that a transaction has a place for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Part {
            $($part,)+
        }

        /// How many there are.
        const PARTS: usize = [$(Part::$part,)+].len();

        impl Part {
            /// By the name of the element, with that of an aggregate within the transaction before it.
            fn at(path: &str) -> Option<Self> {
                match path {
                    $($path => Some(Self::$part),)+
                    _ => None,
                }
            }

            const fn path(self) -> &'static str {
                match self {
                    $(Self::$part => $path,)+
                }
            }
        }
    };
}

parts! {
    // What nearly all rows have, in the order of [`names::rank`](super::names::rank).
    Kind = "TRNTYPE",
    Posted = "DTPOSTED",
    Amount = "TRNAMT",
    FitId = "FITID",
    Name = "NAME",
    Memo = "MEMO",
    // What few have.
    User = "DTUSER",
    Available = "DTAVAIL",
    ValueDate = "VALUEDATE",
    CheckNumber = "CHECKNUM",
    // Some banks write it so.
    ChequeNumber = "CHKNUM",
    Reference = "REFNUM",
    ServerId = "SRVRTID",
    Currency = "CURRENCY/CURSYM",
    Rate = "CURRENCY/CURRATE",
    OriginalCurrency = "ORIGCURRENCY/CURSYM",
    OriginalRate = "ORIGCURRENCY/CURRATE",
    Payee = "PAYEE/NAME",
    OtherBank = "BANKACCTTO/BANKID",
    OtherBranch = "BANKACCTTO/BRANCHID",
    OtherAccount = "BANKACCTTO/ACCTID",
    OtherCard = "CCACCTTO/ACCTID",
    Corrected = "CORRECTFITID",
    Correction = "CORRECTACTION",
}

/// The leaves of one element, in memory that the next one uses again.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    /// Rank in the document, from 1.
    pub(super) row: u64,
    /// All texts, one behind the other.
    text: String,
    /// Where the text of each [`Part`] stands.
    parts: [Option<(usize, usize)>; PARTS],
    /// Any others, by name.
    others: Vec<String>,
    /// A second value, or one that is too long.
    lost: Vec<(String, &'static str)>,
    undecodable: Option<String>,
    leaves: usize,
}

impl Element {
    pub(super) fn begin(&mut self, row: u64) {
        self.row = row;
        self.text.clear();
        self.parts = [None; PARTS];
        self.others.clear();
        self.lost.clear();
        self.undecodable = None;
        self.leaves = 0;
    }

    /// Takes a whole row: its text, and where in it the values of the leaves of nearly all rows stand.
    pub(super) fn take(&mut self, row: u64, text: &str, leaves: [Option<(usize, usize)>; RANKS]) {
        self.begin(row);
        self.text.push_str(text);
        self.parts[..RANKS].copy_from_slice(&leaves);
        self.leaves = leaves.iter().flatten().count();
    }

    /// Takes a leaf within an aggregate (`STMTTRN` itself, or one inside of it).
    pub(super) fn push(&mut self, around: &str, name: &str, value: Value, text: &str) {
        self.leaves += 1;
        if self.leaves > LEAVES || value == Value::Empty {
            return;
        }
        let own = around == "STMTTRN" || around.is_empty();
        let path = || if own { name.to_owned() } else { format!("{around}/{name}") };
        let part = if own { Part::at(name) } else { Part::at(&path()) };
        match value {
            Value::TooLong => self.lost.push((path(), "longer than 64 KiB")),
            Value::Undecodable => drop(self.undecodable.get_or_insert_with(path)),
            Value::Empty => {}
            Value::Text => {
                let twice = match part {
                    Some(part) => self.parts[part as usize].is_some(),
                    None => self.others.contains(&path()),
                };
                if twice {
                    self.lost.push((path(), "a second value of an element that has one"));
                } else if let Some(part) = part {
                    let start = self.text.len();
                    self.text.push_str(text);
                    self.parts[part as usize] = Some((start, self.text.len()));
                } else {
                    self.others.push(path());
                }
            }
        }
    }

    /// The amount as written.
    pub(super) fn amount(&self) -> Option<&str> {
        self.part(Part::Amount)
    }

    /// Whether a point or a comma is all there is of its amount: so a bank writes the balance of a day among the rows.
    pub(super) fn is_without_amount(&self) -> bool {
        let blank = |byte: u8| is_sign(byte) || byte.is_ascii_whitespace();
        self.amount().is_some_and(|text| text.bytes().all(blank))
    }

    /// The day it was booked on.
    pub(super) fn day(&self) -> Option<Date> {
        self.part(Part::Posted).and_then(Moment::read).map(|moment| moment.date)
    }

    /// Its own identifier.
    pub(super) fn fitid(&self) -> Option<&str> {
        self.part(Part::FitId)
    }

    /// The identifier of another row, which it replaces or takes back.
    pub(super) fn corrected(&self) -> Option<&str> {
        self.part(Part::Corrected)
    }

    /// Whether it only takes another row back, and is no movement itself.
    pub(super) fn takes_back(&self) -> bool {
        self.corrected().is_some()
            && self.part(Part::Correction).is_some_and(|word| word.eq_ignore_ascii_case("DELETE"))
    }

    /// The text of a part.
    fn part(&self, part: Part) -> Option<&str> {
        self.parts[part as usize].map(|(start, end)| &self.text[start..end])
    }

    fn at(&self) -> Location {
        Location::whole().at_row(self.row)
    }
}

/// Amounts of OFX have a decimal sign, which is a point or a comma, and by the standard no sign between thousands:
/// `1.234` is one and a bit. Where both stand, the last is decimal, and the other one parts thousands, as a space does.
pub(super) fn amount(text: &str) -> Result<Amount, BadNumber> {
    let bytes = text.as_bytes();
    let (decimal, group) = match bytes.iter().rposition(|byte| is_sign(*byte)) {
        Some(last) if bytes[last] == b',' => (',', if bytes[..last].contains(&b'.') { '.' } else { ' ' }),
        Some(last) => ('.', if bytes[..last].contains(&b',') { ',' } else { ' ' }),
        None => ('.', ' '),
    };
    NumberStyle { decimal, group: Some(group), trailing_minus: false, parentheses: false }.read(text, &[])
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b',' | b'.')
}

/// How the amounts of a file use point and comma. Where a sign parts thousands in one amount, `1,234` in another is not
/// one and a bit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signs {
    /// Before another sign.
    parts_thousands: [bool; 2],
    /// Alone, before three digits.
    is_alone: [bool; 2],
}

impl Signs {
    /// Takes an amount into account.
    pub(super) fn see(&mut self, text: &str) {
        let text = trimmed(text);
        // One sign that is not before three digits, as in nearly every amount, says nothing.
        let mut signs = text.bytes().enumerate().filter(|(_, byte)| is_sign(*byte));
        if signs.next().is_none_or(|(at, _)| text.len() - at != 4) && signs.next().is_none() {
            return;
        }
        for (index, sign) in [',', '.'].into_iter().enumerate() {
            if let Some((before, after)) = text.split_once(sign) {
                self.parts_thousands[index] |= after.contains([',', '.']);
                self.is_alone[index] |= !before.contains([',', '.']) && after.len() == 3;
            }
        }
    }

    /// Whether one sign is used in both ways.
    pub(super) fn clash(self) -> bool {
        (0..2).any(|index| self.parts_thousands[index] && self.is_alone[index])
    }
}

/// Day and amount of an element that has nothing but what nearly all have, and loses nothing: all that a first reading
/// wants of it. `None` where [`transaction`] has to say more.
pub(super) fn judged(element: &Element) -> Option<(Date, Amount)> {
    let is_simple = element.lost.is_empty()
        && element.others.is_empty()
        && element.undecodable.is_none()
        && element.leaves <= LEAVES
        && element.parts[RANKS..].iter().all(Option::is_none);
    let length = |part: Part| element.part(part).map_or(0, str::len);
    let is_short = length(Part::Name) + length(Part::Memo) < text::SHORT_TEXT
        && length(Part::Kind) <= text::SHORT_TEXT
        && length(Part::FitId) <= text::SHORT_NAME;
    if !is_simple || !is_short {
        return None;
    }
    let date = Moment::read(element.part(Part::Posted)?)?.date;
    Some((date, amount(element.part(Part::Amount)?).ok()?))
}

/// Whether the closer look sees the same and has nothing to say: held against every element in debug builds.
pub(super) fn is_judged_right(element: &Element, date: Date, amount: Amount) -> bool {
    let (mut losses, mut unread) = (Vec::new(), Unread::default());
    let (account, currency) = (crate::events::gather::unnamed(), Currency::parse("EUR").expect("a currency"));
    let read = transaction(element, &account, currency, &mut losses, &mut unread, false);
    let is_same = read.is_ok_and(|read| (read.date, read.amount) == (date, amount));
    is_same && losses.is_empty() && unread.iter().next().is_none()
}

/// Reads one element. The ids of record and account are `account` for the time being; texts are `kept`, or only judged.
pub(super) fn transaction(
    element: &Element,
    account: &Id,
    currency: Currency,
    losses: &mut Vec<Loss>,
    unread: &mut Unread,
    kept: bool,
) -> Result<Box<Transaction>, Box<Finding>> {
    if element.leaves > LEAVES {
        let message = "an element has more than 256 parts";
        return Err(Finding::new(Code::ConvertStructure, element.at(), message).into());
    }
    losses.extend(element.lost.iter().map(|(name, reason)| Loss::member(element.row, name.as_str(), *reason)));
    if let Some(name) = &element.undecodable {
        return Err(Finding::new(
            Code::ConvertEncoding,
            element.at().at_pointer(format!("/{name}")),
            "a byte has no character in the encoding of the file",
        )
        .with_help("name the encoding with --encoding")
        .into());
    }
    let take = |part: Part| element.part(part);

    let posted = take(Part::Posted);
    let date = posted.and_then(Moment::read).ok_or_else(|| {
        let message = if posted.is_some() { "DTPOSTED is no date of OFX" } else { "an element has no DTPOSTED" };
        Finding::new(Code::ConvertDate, element.at().at_pointer("/DTPOSTED"), message)
            .with_value(posted.unwrap_or_default())
    })?;
    let written = take(Part::Amount);
    let amount = written.ok_or(BadNumber::Notation).and_then(amount).map_err(|error| {
        let message = match (written, error) {
            (None, _) => "an element has no TRNAMT",
            (_, BadNumber::Notation) => "TRNAMT is no amount of OFX: digits with a point or comma",
            (_, BadNumber::Range) => "an amount has more than 12 digits before the point or 6 after it",
        };
        Finding::new(Code::ConvertAmount, element.at().at_pointer("/TRNAMT"), message)
            .with_value(written.unwrap_or_default())
    })?;
    let own = take(Part::Currency).map(|symbol| Currency::parse(&symbol.to_ascii_uppercase()));
    let own = own.transpose().map_err(|_| {
        Finding::new(
            Code::ConvertCurrency,
            element.at().at_pointer("/CURRENCY/CURSYM"),
            "CURSYM is no currency of ISO 4217",
        )
    })?;

    let mut transaction = Box::new(Transaction::new(
        account.clone(),
        account.clone(),
        date.date,
        TransactionDateBasis::Booked,
        TransactionStatus::Booked,
        amount,
        own.unwrap_or(currency),
        TxKind::Other,
    ));
    let mut keep = |name: &str, result: Result<Option<pannier_model::value::Text>, text::TooLong>| {
        result.unwrap_or_else(|_| {
            losses.push(Loss::member(element.row, name, "longer than 4000 characters"));
            None
        })
    };
    if let Some(word) = take(Part::Kind) {
        if kept {
            meaning(word).apply(&mut transaction);
        }
        transaction.kind_text = keep("TRNTYPE", text::kept(word, kept));
    }
    let description = match (take(Part::Name), take(Part::Memo)) {
        // What is only judged is not too long.
        (name, memo) if !kept && name.map_or(0, str::len) + memo.map_or(0, str::len) < text::SHORT_TEXT => None,
        // Banks cut NAME at 32 characters and write the whole again into MEMO.
        (Some(name), Some(memo)) if memo.starts_with(trimmed(name)) => Some(Cow::Borrowed(memo)),
        (Some(name), Some(memo)) => Some(Cow::Owned(format!("{name}\n{memo}"))),
        (name, memo) => name.or(memo).map(Cow::Borrowed),
    };
    if let Some(description) = description {
        let (shown, masked) = text::unmask(&description);
        transaction.description_masked = masked;
        transaction.description = keep("MEMO", shown.map_or(Ok(None), |shown| text::kept(&shown, kept)));
    }
    if let Some(payee) = take(Part::Payee) {
        match text::kept_name(payee, kept) {
            Ok(name) => transaction.counterparty_name = name,
            Err(text::TooLong) => losses.push(Loss::member(element.row, "PAYEE/NAME", "longer than 200 characters")),
        }
    }
    let other = Written {
        card: false,
        bank: take(Part::OtherBank),
        branch: take(Part::OtherBranch),
        number: take(Part::OtherAccount),
    };
    let card = Written { card: true, number: take(Part::OtherCard), ..Written::default() };
    if kept {
        transaction.counterparty_number = if card.number.is_some() { card.number() } else { other.number() };
    }
    let mut day = |name: &str, text: Option<&str>| {
        let read = text.map(Moment::read);
        if read == Some(None) {
            losses.push(Loss::member(element.row, name, "no date of OFX"));
        }
        read.flatten().map(|moment| moment.date)
    };
    transaction.executed_on = day("DTUSER", take(Part::User)).filter(|day| *day != date.date);
    transaction.value_date = day("DTAVAIL", take(Part::Available).or_else(|| take(Part::ValueDate)));

    // CURRENCY: the amount itself is in that currency. ORIGCURRENCY: it was, and the bank has converted it.
    match own {
        // Nothing was converted, so the rate says nothing.
        Some(own) if own == currency => {}
        _ => transaction.is_foreign = own.map(|_| true),
    }
    if let Some(symbol) = take(Part::OriginalCurrency) {
        match Currency::parse(&symbol.to_ascii_uppercase()) {
            Ok(original) => {
                transaction.is_foreign = Some(original != currency);
                transaction.original_currency = (original != currency).then_some(original);
            }
            Err(_) => losses.push(Loss::member(element.row, "ORIGCURRENCY/CURSYM", "no currency of ISO 4217")),
        }
        if let Some(rate) = take(Part::OriginalRate) {
            let rate = rate.replace(',', ".");
            match Decimal::parse(&rate) {
                Ok(rate) if transaction.original_currency.is_some() => transaction.fx_rate = Some(rate),
                Ok(_) => {}
                Err(_) => losses.push(Loss::member(element.row, "ORIGCURRENCY/CURRATE", "no decimal number")),
            }
        }
    }
    let mut ids = Vec::new();
    for (part, scheme) in [
        (Part::FitId, "fitid"),
        (Part::CheckNumber, "check_number"),
        (Part::ChequeNumber, "check_number"),
        (Part::Reference, "reference_number"),
        (Part::ServerId, "server_id"),
    ] {
        let Some(value) = take(part) else { continue };
        // Some banks write 0 where there is no cheque.
        if matches!(part, Part::CheckNumber | Part::ChequeNumber) && value.bytes().all(|byte| byte == b'0') {
            continue;
        }
        match (text::kept_name(value, kept), kept.then(|| CodeText::parse(scheme).ok()).flatten()) {
            (Ok(Some(value)), Some(scheme)) => ids.push(SourceId { scheme, value }),
            (Ok(_), None) => {}
            _ => losses.push(Loss::member(element.row, part.path(), "longer than 200 characters")),
        }
    }
    transaction.source_ids = List::new(ids).ok();
    // What stands beside something better, or means nothing without another.
    for (part, is_left) in [
        (Part::ValueDate, take(Part::Available).is_some()),
        (Part::OriginalRate, take(Part::OriginalCurrency).is_none()),
        (Part::Rate, own != Some(currency)),
        (Part::Correction, take(Part::Corrected).is_none()),
    ] {
        if is_left && take(part).is_some() {
            unread.see(part.path());
        }
    }
    element.others.iter().for_each(|name| unread.see(name));
    Ok(transaction)
}

const TRANSFER: Meaning = BySign(TxKind::TransferIn, TxKind::TransferOut);
const CASH: Meaning = BySign(TxKind::CashIn, TxKind::CashOut);

/// Types of the standard. `CREDIT`, `DEBIT` and `DEP` say no more than the sign does.
const TYPES: &[(&str, Meaning)] = &[
    ("INT", BySign(TxKind::InterestEarned, TxKind::InterestCharged)),
    ("FEE", Fee(FeeKind::Other)),
    ("SRVCHG", Fee(FeeKind::Account)),
    ("ATM", CASH),
    ("CASH", CASH),
    ("POS", Is(TxKind::Card)),
    ("XFER", TRANSFER),
    ("PAYMENT", TRANSFER),
    // No words of the standard, and used for instant payments.
    ("IN", TRANSFER),
    ("OUT", TRANSFER),
    ("CHECK", Is(TxKind::Cheque)),
    ("DIRECTDEP", Is(TxKind::TransferIn)),
    ("DIRECTDEBIT", Is(TxKind::DirectDebit)),
    ("REPEATPMT", Is(TxKind::StandingOrder)),
];

/// The meaning of a `TRNTYPE`.
pub(crate) fn meaning(word: &str) -> Meaning {
    let word = trimmed(word);
    let is_upper = !word.bytes().any(|byte| byte.is_ascii_lowercase());
    let word = if is_upper { Cow::Borrowed(word) } else { Cow::Owned(word.to_ascii_uppercase()) };
    find(TYPES, &word).unwrap_or(Is(TxKind::Other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        let header = ["`kind` (of money in, of money out)", "`TRNTYPE`, in any case"];
        Table::of_kinds(TYPES.iter().copied()).stands("bank.md", "ofx", header);
    }
}
