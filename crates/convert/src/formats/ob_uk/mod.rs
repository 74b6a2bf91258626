//! Answers of the UK Open Banking account interface, versions 3.1 and 4.0: accounts, balances, transactions, direct
//! debits, standing orders, scheduled payments; one answer, several one after the other, an array of them, each by itself or in
//! an envelope, or their elements alone.
//!
//! Carried: amounts with the sign of their indicator, status, both dates as written, the bank's codes and identifiers,
//! balance after a row, the other party, merchant and its category, exchanged amounts, credit lines, mandates. Times
//! that the bank does not know are written as midnight in UTC, so a date is the civil date written and nothing more.
//!
//! Not in the format: a period that is promised. Not carried, and named as losses by their path: agents, addresses,
//! charges that may or may not be contained in an amount. Products, offers, beneficiaries, statements and parties are
//! lost one by one.

mod words;

use pannier_model::{
    record::{
        Account, BalanceCreditLineIncluded, PaymentMandate, PaymentMandateAmountKind, PaymentMandateEvidence,
        PaymentMandateKind, PaymentMandateStatus, Transaction, TransactionDateBasis, TransactionStatus,
    },
    value::{Amount, CodeText, Currency, Date, Decimal, Digits4, Id, Number, TxKind},
};
use pannier_report::{Code, Finding, Location};

use crate::{
    Error, Format, Input, Options, Sink, Summary,
    events::gather::{Entry, unnamed},
    formats::api::{self, Answers, Api, Held, Refused, wrong},
    syntax::json::Node,
    values::iso,
};

/// Kinds of elements: those of [`READERS`] in their order, then those that are lost.
const KINDS: usize = 12;

/// Arrays whose elements are read or lost.
const ARRAYS: &[&str] = api::kinds!(
    "Data": "Account", "Balance", "Transaction", "DirectDebit", "StandingOrder", "ScheduledPayment", "Product", "Offer",
    "Beneficiary", "Statement", "Party", "StatementTransaction"
);
const _: () = assert!(ARRAYS.len() == 3 * KINDS);

type Reader = fn(&mut Api<'_>, Node<'_>, u64) -> Result<(), Refused>;

const READERS: [Reader; 6] = [account, balance, transaction, direct_debit, standing_order, scheduled];

/// Reads answers of the interface. See the module for what they carry.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let answers = Answers {
        format: Format::ObUk,
        arrays: ARRAYS,
        element: &|api, array, node, place| READERS.get(array % KINDS).copied().unwrap_or(other)(api, node, place),
        rest: &|api, page| {
            if is_element(page) {
                let (what, read) = single_of(page);
                api.element(page, what, &mut { read });
            }
        },
    };
    answers.read(input, options, sink)
}

/// Whether a text begins as such an answer, or as an element of one.
pub(crate) fn resembles(start: &str) -> bool {
    let has = |word: &str| start.contains(word);
    let marks = [has("\"Data\""), has("\"AccountId\""), has("\"CreditDebitIndicator\"")];
    marks.into_iter().filter(|mark| *mark).count() > 1
}

/// Whether an object is a thing of this interface and not a page of things.
fn is_element(node: Node<'_>) -> bool {
    node.peek("AccountId").is_some()
}

/// What an element without its array is.
fn single_of(node: Node<'_>) -> (&'static str, Reader) {
    let has = |names: &[&str]| names.iter().any(|name| node.at(name).is_some());
    if has(&["BookingDateTime", "TransactionId"]) {
        ("Transaction", transaction)
    } else if has(&["StandingOrderId", "Frequency", "NextPaymentDateTime"]) {
        ("StandingOrder", standing_order)
    } else if has(&["DirectDebitId", "MandateIdentification", "MandateRelatedInformation"]) {
        ("DirectDebit", direct_debit)
    } else if has(&["ScheduledPaymentId", "ScheduledPaymentDateTime"]) {
        ("ScheduledPayment", scheduled)
    } else if has(&["CreditDebitIndicator"]) {
        ("Balance", balance)
    } else if has(&["Currency", "AccountType", "AccountSubType", "AccountTypeCode"]) {
        ("Account", account)
    } else {
        ("element", other)
    }
}

fn other(_: &mut Api<'_>, _: Node<'_>, _: u64) -> Result<(), Refused> {
    Err(Refused::Lost("an element of a kind that no record of an account holds"))
}

/// The id of the account an element belongs to.
fn account_id(node: Node<'_>, place: u64) -> Result<&str, Refused> {
    node.take("AccountId").ok_or_else(|| wrong(Code::ConvertStructure, place, "an element has no AccountId"))
}

/// An amount that stands beside its indicator.
fn signed(node: Node<'_>, place: u64) -> Result<(Amount, Currency), Refused> {
    let (amount, currency) = api::money(node, "Amount/Amount", "Amount/Currency", iso::unsigned)
        .ok_or_else(|| wrong(Code::ConvertAmount, place, "an element has no unsigned amount with a currency"))?;
    match indicator(node) {
        Some(true) => Ok((amount, currency)),
        Some(false) => Ok((-amount, currency)),
        None => Err(wrong(Code::ConvertStructure, place, "an element is neither a credit nor a debit")),
    }
}

/// `true` for money that comes in.
fn indicator(node: Node<'_>) -> Option<bool> {
    let word = node.take("CreditDebitIndicator")?;
    let is = |words: [&str; 2]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
    if is(["Credit", "CRDT"]) {
        Some(true)
    } else if is(["Debit", "DBIT"]) {
        Some(false)
    } else {
        None
    }
}

fn account(api: &mut Api<'_>, node: Node<'_>, place: u64) -> Result<(), Refused> {
    let id = account_id(node, place)?;
    let currency = currency(api, node, place)?;
    api.describe(id, currency, place, |account| describe(account, node))
}

fn currency(api: &Api<'_>, node: Node<'_>, place: u64) -> Result<Currency, Refused> {
    let stated = node.read("Currency", |currency| Currency::parse(currency).ok());
    stated.or(api.options.currency).ok_or_else(|| {
        let finding = Finding::new(
            Code::ConvertCurrency,
            Location::whole().at_row(place),
            "an element does not say its currency",
        );
        Refused::Wrong(finding.with_help("give it: --currency GBP").into())
    })
}

fn describe(account: &mut Account, node: Node<'_>) {
    let kind = node.any(&["AccountTypeCode", "AccountSubType", "AccountType"]).map(words::account);
    account.kind = kind.unwrap_or(account.kind);
    account.status = node.take("Status").map_or(account.status, api::account_status);
    account.nickname = api::name(node, "Nickname");
    account.product_name = api::name(node, "Description");
    account.opened_on = api::day(node, "OpeningDate");
    account.matures_on = api::day(node, "MaturityDate");
    account.servicer = api::name(node, "Servicer/Name");
    account.number = node.each("Account").find_map(number);
}

/// A number under the scheme that stands beside it.
fn number(node: Node<'_>) -> Option<Number> {
    let scheme = words::scheme(node.peek("SchemeName")?);
    let number = api::number_of(scheme, node.peek("Identification")?)?;
    node.take("SchemeName");
    node.take("Identification");
    Some(number)
}

fn balance(api: &mut Api<'_>, node: Node<'_>, place: u64) -> Result<(), Refused> {
    let id = account_id(node, place)?;
    let (amount, currency) = signed(node, place)?;
    let kind = node.take("Type").and_then(api::balance_kind);
    let kind = kind.ok_or(Refused::Lost("a balance of a type that no record holds"))?;
    let mut included = if api::is_booked(kind) {
        BalanceCreditLineIncluded::No
    } else if node.each("CreditLine").is_empty() {
        BalanceCreditLineIncluded::Unknown
    } else {
        BalanceCreditLineIncluded::No
    };
    let mut credit_line = None;
    for line in node.each("CreditLine") {
        if line.flag("Included") == Some(true) {
            included = BalanceCreditLineIncluded::Yes;
        }
        if credit_line.is_none() && line.peek("Amount/Currency") == Some(currency.as_str()) {
            credit_line = api::money(line, "Amount/Amount", "Amount/Currency", iso::unsigned).map(|(amount, _)| amount);
        }
    }
    api.balance(id, place, Held { kind, amount, currency, moment: node.take("DateTime"), included, credit_line })
}

fn transaction(api: &mut Api<'_>, node: Node<'_>, place: u64) -> Result<(), Refused> {
    let kept = api.keeps();
    let id = account_id(node, place)?;
    let (amount, currency) = signed(node, place)?;
    let incoming = indicator(node) == Some(true);
    let status = match node.take("Status").map(str::to_ascii_lowercase).as_deref() {
        Some("booked" | "book") => TransactionStatus::Booked,
        Some("pending" | "pdng") => TransactionStatus::Pending,
        Some("informationonly" | "info") => TransactionStatus::Information,
        Some("rejected" | "rjct") => return Err(Refused::Lost("a rejected transaction: no money moved")),
        _ => return Err(wrong(Code::ConvertStructure, place, "a transaction is neither booked nor pending")),
    };
    let date = required_day(node, "BookingDateTime", place)?
        .ok_or_else(|| wrong(Code::ConvertDate, place, "a transaction has no BookingDateTime"))?;
    let basis = match status {
        TransactionStatus::Pending => TransactionDateBasis::Expected,
        _ => TransactionDateBasis::Booked,
    };
    let mut row = Transaction::new(unnamed(), unnamed(), date, basis, status, amount, currency, TxKind::Other);
    row.value_date = required_day(node, "ValueDateTime", place)?;
    let code = node.peek("BankTransactionCode/Code").unwrap_or_default();
    let sub_code = node.peek("BankTransactionCode/SubCode").unwrap_or_default();
    words::meaning(code, sub_code).apply(&mut row);
    if let Ok(written) = CodeText::parse([code, sub_code].join(".").trim_matches('.')) {
        row.bank_code = Some(written);
        node.take("BankTransactionCode/Code");
        node.take("BankTransactionCode/SubCode");
    }
    row.kind_text = api::long_if(kept, node, "ProprietaryBankTransactionCode/Code");
    if matches!(node.take("TransactionMutability"), Some("Mutable" | "MUTB")) {
        row.mutable = Some(true);
    }
    row.description = api::long_if(kept, node, "TransactionInformation");
    row.source_ids = api::source_ids_if(
        kept,
        node,
        &[("TransactionId", "transaction_id"), ("TransactionReference", "transaction_reference")],
    );
    running_balance(&mut row, node);
    parties(&mut row, node, incoming, kept);
    exchange(&mut row, node);
    api.add(id, Entry { place, transaction: row.into(), details: Vec::new() })
}

/// A date that has to be one where it stands.
fn required_day(node: Node<'_>, path: &str, place: u64) -> Result<Option<Date>, Refused> {
    match node.take(path) {
        None => Ok(None),
        Some(text) => iso::date(text)
            .map(Some)
            .ok_or_else(|| wrong(Code::ConvertDate, place, "a transaction has a date that is none")),
    }
}

/// The booked balance after the row, where the row says so in its own currency.
fn running_balance(row: &mut Transaction, node: Node<'_>) {
    let Some(balance) = node.at("Balance") else { return };
    let booked = balance.peek("Type").and_then(api::balance_kind).is_some_and(api::is_booked);
    if !booked || balance.peek("Amount/Currency") != Some(row.currency.as_str()) {
        return;
    }
    if let Ok((amount, _)) = signed(balance, 0) {
        balance.take("Type");
        row.running_balance = Some(amount);
    }
}

/// The debtor of money that comes in, the creditor of money that goes out; a merchant before both.
fn parties(row: &mut Transaction, node: Node<'_>, incoming: bool, kept: bool) {
    let (account, ultimate) =
        if incoming { ("DebtorAccount", "UltimateDebtor/Name") } else { ("CreditorAccount", "UltimateCreditor/Name") };
    let other = node.at(account);
    row.counterparty_name =
        api::name_if(kept, node, "MerchantDetails/MerchantName").or_else(|| api::name_if(kept, other?, "Name"));
    row.counterparty_number = other.and_then(number);
    row.ultimate_name = api::name_if(kept, node, ultimate);
    if let Some(category) = node.peek("MerchantDetails/MerchantCategoryCode") {
        row.mcc = Digits4::parse(category).ok();
        if row.mcc.is_some() {
            node.take("MerchantDetails/MerchantCategoryCode");
        }
    }
}

fn exchange(row: &mut Transaction, node: Node<'_>) {
    let Some(exchange) = node.at("CurrencyExchange") else { return };
    let Some((amount, currency)) =
        api::money(exchange, "InstructedAmount/Amount", "InstructedAmount/Currency", iso::unsigned)
    else {
        return;
    };
    if currency == row.currency {
        return;
    }
    let original = if row.amount.signum() < 0 { -amount } else { amount };
    row.original_amount = Some(original);
    row.original_currency = Some(currency);
    row.is_foreign = Some(true);
    let rate = exchange.peek("ExchangeRate").and_then(|rate| Decimal::parse(rate).ok());
    if let Some(rate) = rate.filter(|rate| iso::converts(original, *rate, row.amount)) {
        exchange.take("ExchangeRate");
        row.fx_rate = Some(rate);
    }
}

/// A mandate of which nothing is known yet.
fn mandate(kind: PaymentMandateKind, status: PaymentMandateStatus) -> PaymentMandate {
    let unset: Id = unnamed();
    let day = Date::new(1, 1, 1).expect("a day of the calendar");
    PaymentMandate::new(
        unset.clone(),
        unset,
        day,
        kind,
        status,
        PaymentMandateEvidence::Declared,
        PaymentMandateAmountKind::Unknown,
    )
}

fn mandate_status(node: Node<'_>, path: &str) -> PaymentMandateStatus {
    match node.take(path) {
        Some("Active" | "ACTV") => PaymentMandateStatus::Active,
        Some("Inactive" | "INAC" | "SUSP") => PaymentMandateStatus::Inactive,
        Some("Cancelled" | "CANC") => PaymentMandateStatus::Cancelled,
        _ => PaymentMandateStatus::Unknown,
    }
}

/// An amount that will go out, negative.
fn outgoing(node: Node<'_>, path: &str) -> Option<(Amount, Currency)> {
    api::money(node, &format!("{path}/Amount"), &format!("{path}/Currency"), iso::unsigned)
        .map(|(amount, currency)| (-amount, currency))
}

/// The currency of a mandate's account: that of its amount, or of the account where the file named it before, or the one
/// given.
fn add(
    api: &mut Api<'_>,
    node: Node<'_>,
    place: u64,
    mut mandate: PaymentMandate,
    stated: Option<Currency>,
) -> Result<(), Refused> {
    let id = account_id(node, place)?;
    let currency = match stated.or_else(|| api.currency_of(id)) {
        Some(currency) => currency,
        None => currency(api, node, place)?,
    };
    mandate.currency = stated;
    api.mandate(id, currency, place, mandate);
    Ok(())
}

fn direct_debit(api: &mut Api<'_>, node: Node<'_>, place: u64) -> Result<(), Refused> {
    let status = mandate_status(node, "DirectDebitStatusCode");
    let mut mandate = mandate(PaymentMandateKind::DirectDebit, status);
    mandate.mandate_id = node
        .at("MandateRelatedInformation")
        .and_then(|related| api::name(related, "MandateIdentification"))
        .or_else(|| api::name(node, "MandateIdentification"));
    mandate.counterparty_name = api::name(node, "Name");
    mandate.last_on = api::day(node, "PreviousPaymentDateTime");
    let last = outgoing(node, "PreviousPaymentAmount");
    mandate.last_amount = last.map(|(amount, _)| amount);
    add(api, node, place, mandate, last.map(|(_, currency)| currency))
}

fn standing_order(api: &mut Api<'_>, node: Node<'_>, place: u64) -> Result<(), Refused> {
    let status = mandate_status(node, "StandingOrderStatusCode");
    let mut mandate = mandate(PaymentMandateKind::StandingOrder, status);
    let amount = outgoing(node, "NextPaymentAmount").or_else(|| outgoing(node, "FirstPaymentAmount"));
    mandate.amount = amount.map(|(amount, _)| amount);
    if amount.is_some() {
        mandate.amount_kind = PaymentMandateAmountKind::Fixed;
    }
    mandate.first_on = api::day(node, "FirstPaymentDateTime");
    mandate.next_on = api::day(node, "NextPaymentDateTime");
    mandate.final_on = api::day(node, "FinalPaymentDateTime");
    mandate.last_on = api::day(node, "LastPaymentDateTime");
    if let Some((last, currency)) = outgoing(node, "LastPaymentAmount")
        && amount.is_none_or(|(_, known)| known == currency)
    {
        mandate.last_amount = Some(last);
    }
    mandate.reference = api::long(node, "Reference");
    mandate.counterparty_name = api::name(node, "CreditorAccount/Name");
    mandate.counterparty_number = node.at("CreditorAccount").and_then(number);
    add(api, node, place, mandate, amount.map(|(_, currency)| currency))
}

fn scheduled(api: &mut Api<'_>, node: Node<'_>, place: u64) -> Result<(), Refused> {
    let mut mandate = mandate(PaymentMandateKind::Scheduled, PaymentMandateStatus::Active);
    let amount = outgoing(node, "InstructedAmount");
    mandate.amount = amount.map(|(amount, _)| amount);
    if amount.is_some() {
        mandate.amount_kind = PaymentMandateAmountKind::Fixed;
    }
    mandate.next_on = api::day(node, "ScheduledPaymentDateTime");
    mandate.reference = api::long(node, "Reference");
    mandate.counterparty_name = api::name(node, "CreditorAccount/Name");
    mandate.counterparty_number = node.at("CreditorAccount").and_then(number);
    add(api, node, place, mandate, amount.map(|(_, currency)| currency))
}
