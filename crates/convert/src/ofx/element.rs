//! One `STMTTRN` as a transaction.

use std::collections::BTreeMap;

use pannier_model::{
    record::{Transaction, TransactionDateBasis, TransactionStatus},
    value::{CodeText, Currency, Decimal, FeeKind, Id, List, SourceId, TxKind},
};
use pannier_report::{Code, Finding, Location};

use super::{moment::Moment, token::Value};
use crate::{
    Loss,
    account_number::Written,
    kind::Meaning::{self, BySign, Fee, Is},
    number_style::{BadNumber, NumberStyle},
    text,
};

/// Most leaves of one element.
const LEAVES: usize = 256;

/// The leaves of one element; those of an aggregate within it have its name before theirs: `PAYEE/NAME`.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    /// Rank in the document, from 1.
    pub(super) row: u64,
    leaves: Vec<(String, Value)>,
    too_many: bool,
}

impl Element {
    pub(super) fn new(row: u64) -> Self {
        Self { row, ..Self::default() }
    }

    pub(super) fn push(&mut self, name: String, value: Value) {
        if self.leaves.len() < LEAVES {
            self.leaves.push((name, value));
        } else {
            self.too_many = true;
        }
    }

    fn at(&self) -> Location {
        Location::whole().at_row(self.row)
    }
}

/// Amounts of OFX have a decimal sign, which is a point or a comma, and never a sign between thousands: `1.234` is one
/// and a bit.
pub(super) fn amount(text: &str) -> Result<pannier_model::value::Amount, BadNumber> {
    let decimal = if text.contains(',') { ',' } else { '.' };
    NumberStyle { decimal, group: None, trailing_minus: false, parentheses: false }.read(text, &[])
}

/// Elements that a transaction has no place for, with the number of values each held.
pub(super) type Unread = BTreeMap<String, u64>;

/// Reads one element. The ids of record and account are `account` for the time being.
pub(super) fn transaction(
    element: &Element,
    account: &Id,
    currency: Currency,
    losses: &mut Vec<Loss>,
    unread: &mut Unread,
) -> Result<Transaction, Box<Finding>> {
    if element.too_many {
        let message = "an element has more than 256 parts";
        return Err(Finding::new(Code::ConvertStructure, element.at(), message).into());
    }
    let mut leaves: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, value) in &element.leaves {
        match value {
            Value::Text(text) if text.is_empty() => {}
            Value::Text(text) => {
                if leaves.contains_key(name.as_str()) {
                    losses.push(Loss::member(element.row, name.as_str(), "a second value of an element that has one"));
                } else {
                    leaves.insert(name, text);
                }
            }
            Value::TooLong => losses.push(Loss::member(element.row, name.as_str(), "longer than 64 KiB")),
            Value::Undecodable => {
                return Err(Finding::new(
                    Code::ConvertEncoding,
                    element.at().at_pointer(format!("/{name}")),
                    "a byte has no character in the encoding of the file",
                )
                .with_help("name the encoding with --encoding")
                .into());
            }
        }
    }
    let mut take = |name: &str| leaves.remove(name);

    let posted = take("DTPOSTED");
    let date = posted.and_then(Moment::read).ok_or_else(|| {
        let message = if posted.is_some() { "DTPOSTED is no date of OFX" } else { "an element has no DTPOSTED" };
        Finding::new(Code::ConvertDate, element.at().at_pointer("/DTPOSTED"), message)
            .with_value(posted.unwrap_or_default())
    })?;
    let written = take("TRNAMT");
    let amount = written.ok_or(BadNumber::Notation).and_then(amount).map_err(|error| {
        let message = match (written, error) {
            (None, _) => "an element has no TRNAMT",
            (_, BadNumber::Notation) => "TRNAMT is no amount of OFX: digits with one point or comma",
            (_, BadNumber::Range) => "an amount has more than 12 digits before the point or 6 after it",
        };
        Finding::new(Code::ConvertAmount, element.at().at_pointer("/TRNAMT"), message)
            .with_value(written.unwrap_or_default())
    })?;
    let own = take("CURRENCY/CURSYM").map(|symbol| Currency::parse(&symbol.to_ascii_uppercase()));
    let own = own.transpose().map_err(|_| {
        Finding::new(
            Code::ConvertCurrency,
            element.at().at_pointer("/CURRENCY/CURSYM"),
            "CURSYM is no currency of ISO 4217",
        )
    })?;

    let mut transaction = Transaction::new(
        account.clone(),
        account.clone(),
        date.date,
        TransactionDateBasis::Booked,
        TransactionStatus::Booked,
        amount,
        own.unwrap_or(currency),
        TxKind::Other,
    );
    let mut keep = |name: &str, result: Result<Option<pannier_model::value::Text>, text::TooLong>| {
        result.unwrap_or_else(|_| {
            losses.push(Loss::member(element.row, name, "longer than 4000 characters"));
            None
        })
    };
    if let Some(word) = take("TRNTYPE") {
        meaning(word).apply(&mut transaction);
        transaction.kind_text = keep("TRNTYPE", text::text(word));
    }
    let description = match (take("NAME"), take("MEMO")) {
        // Banks cut NAME at 32 characters and write the whole again into MEMO.
        (Some(name), Some(memo)) if memo.starts_with(name.trim()) => Some(memo.to_owned()),
        (Some(name), Some(memo)) => Some(format!("{name}\n{memo}")),
        (name, memo) => name.or(memo).map(str::to_owned),
    };
    if let Some(description) = description {
        let (shown, masked) = text::unmask(&description);
        transaction.description_masked = masked;
        transaction.description = keep("MEMO", shown.map_or(Ok(None), |shown| text::text(&shown)));
    }
    if let Some(payee) = take("PAYEE/NAME") {
        match text::name(payee) {
            Ok(name) => transaction.counterparty_name = name,
            Err(text::TooLong) => losses.push(Loss::member(element.row, "PAYEE/NAME", "longer than 200 characters")),
        }
    }
    let other = Written {
        card: false,
        bank: take("BANKACCTTO/BANKID"),
        branch: take("BANKACCTTO/BRANCHID"),
        number: take("BANKACCTTO/ACCTID"),
    };
    transaction.counterparty_number = other.number();
    if let Some(card) = take("CCACCTTO/ACCTID") {
        transaction.counterparty_number = Written { card: true, bank: None, branch: None, number: Some(card) }.number();
    }
    let mut day = |name: &str, text: Option<&str>| {
        let read = text.map(Moment::read);
        if read == Some(None) {
            losses.push(Loss::member(element.row, name, "no date of OFX"));
        }
        read.flatten().map(|moment| moment.date)
    };
    transaction.executed_on = day("DTUSER", take("DTUSER")).filter(|day| *day != date.date);
    transaction.value_date = day("DTAVAIL", take("DTAVAIL").or_else(|| take("VALUEDATE")));

    // CURRENCY: the amount itself is in that currency. ORIGCURRENCY: it was, and the bank has converted it.
    match own {
        // Nothing was converted, so the rate says nothing.
        Some(own) if own == currency => drop(take("CURRENCY/CURRATE")),
        Some(_) => transaction.is_foreign = Some(true),
        None => {}
    }
    if let Some(symbol) = take("ORIGCURRENCY/CURSYM") {
        match Currency::parse(&symbol.to_ascii_uppercase()) {
            Ok(original) => {
                transaction.is_foreign = Some(original != currency);
                transaction.original_currency = (original != currency).then_some(original);
            }
            Err(_) => losses.push(Loss::member(element.row, "ORIGCURRENCY/CURSYM", "no currency of ISO 4217")),
        }
        if let Some(rate) = take("ORIGCURRENCY/CURRATE") {
            let rate = rate.replace(',', ".");
            match Decimal::parse(&rate) {
                Ok(rate) if transaction.original_currency.is_some() => transaction.fx_rate = Some(rate),
                Ok(_) => {}
                Err(_) => losses.push(Loss::member(element.row, "ORIGCURRENCY/CURRATE", "no decimal number")),
            }
        }
    }
    let mut ids = Vec::new();
    for (name, scheme) in
        [("FITID", "fitid"), ("CHECKNUM", "check_number"), ("REFNUM", "reference_number"), ("SRVRTID", "server_id")]
    {
        let Some(value) = take(name) else { continue };
        // Some banks write 0 where there is no cheque.
        if name == "CHECKNUM" && value.bytes().all(|byte| byte == b'0') {
            continue;
        }
        match (CodeText::parse(scheme), text::name(value)) {
            (Ok(scheme), Ok(Some(value))) => ids.push(SourceId { scheme, value }),
            _ => losses.push(Loss::member(element.row, name, "longer than 200 characters")),
        }
    }
    transaction.source_ids = List::new(ids).ok();
    for name in leaves.into_keys() {
        *unread.entry(name.to_owned()).or_default() += 1;
    }
    Ok(transaction)
}

/// The meaning of a `TRNTYPE`. `CREDIT`, `DEBIT` and `DEP` say no more than the sign does.
pub(crate) fn meaning(word: &str) -> Meaning {
    const TRANSFER: Meaning = BySign(TxKind::TransferIn, TxKind::TransferOut);
    match word.trim().to_ascii_uppercase().as_str() {
        "INT" => BySign(TxKind::InterestEarned, TxKind::InterestCharged),
        "FEE" => Fee(FeeKind::Other),
        "SRVCHG" => Fee(FeeKind::Account),
        "ATM" | "CASH" => BySign(TxKind::CashIn, TxKind::CashOut),
        "POS" => Is(TxKind::Card),
        // IN and OUT are no words of the standard, and used for instant payments.
        "XFER" | "PAYMENT" | "IN" | "OUT" => TRANSFER,
        "CHECK" => Is(TxKind::Cheque),
        "DIRECTDEP" => Is(TxKind::TransferIn),
        "DIRECTDEBIT" => Is(TxKind::DirectDebit),
        "REPEATPMT" => Is(TxKind::StandingOrder),
        _ => Is(TxKind::Other),
    }
}
