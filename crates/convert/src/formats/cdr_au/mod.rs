//! Answers of the Australian Consumer Data Right for banking: accounts, balances, transactions, direct debits, scheduled
//! payments; one answer, several one after the other, an array of them, each by itself or in an envelope, or their elements
//! alone.
//!
//! The standard fixes what else would have to be asked for: an amount without a currency is in Australian dollars. Times
//! carry an offset although banks know a day, so a date is the civil date written; the first days of the year 1, which
//! programs write where they have no date, are none.
//!
//! Not in the format: running balances, a period that is promised, the day on which accounts and balances were looked at
//! (`--as-of`). Not carried, and named as losses by their path: billers, products and their rates, customers.

use pannier_model::{
    record::{
        AccountKind, AccountOwnership, BalanceCreditLineIncluded, BalanceKind, PaymentMandate,
        PaymentMandateAmountKind, PaymentMandateEvidence, PaymentMandateKind, PaymentMandateStatus, Transaction,
        TransactionDateBasis, TransactionStatus,
    },
    value::{Amount, Currency, Date, Digits4, FeeKind, Instant, NumberScheme, TxKind},
};
use pannier_report::Code;

use crate::{
    Error, Format, Input, Options, Sink, Summary,
    events::gather::{Entry, unnamed},
    formats::api::{self, Answers, Api, Held, Refused, wrong},
    syntax::json::Node,
    values::{
        iso,
        kind::{
            Meaning::{self, BySign, Fee, Is},
            find,
        },
    },
};

/// Kinds of elements: those of [`READERS`] in their order, then those that are lost.
const KINDS: usize = 7;

/// Arrays whose elements are read or lost, and one of elements that say by themselves what they are.
const ARRAYS: &[&str] = api::kinds!(
    "data": "accounts", "balances", "transactions", "directDebitAuthorisations", "scheduledPayments", "products", "payees";
    "data"
);
const _: () = assert!(ARRAYS.len() == 3 * KINDS + 1);

type Reader = fn(&mut Api<'_>, Node<'_>, u64) -> Result<(), Refused>;

const READERS: [Reader; 5] = [account, balance, transaction, direct_debit, scheduled];

/// Reads answers of the interface. See the module for what they carry.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let answers = Answers {
        format: Format::CdrAu,
        arrays: ARRAYS,
        element: &|api, array, node, place| {
            let read = if array == 3 * KINDS {
                single_of(node).1
            } else {
                READERS.get(array % KINDS).copied().unwrap_or(other)
            };
            read(api, node, place)
        },
        rest: &rest,
    };
    answers.read(input, options, sink)
}

/// An answer about one thing, and a thing without its answer.
fn rest(api: &mut Api<'_>, page: Node<'_>) {
    for (path, single) in [("data", page.at("data")), ("", Some(page))] {
        let Some(single) = single.filter(|node| is_element(*node)) else { continue };
        let (what, read) = single_of(single);
        api.element(single, if path.is_empty() { what } else { path }, &mut { read });
    }
}

fn other(_: &mut Api<'_>, _: Node<'_>, _: u64) -> Result<(), Refused> {
    Err(Refused::Lost("an element of a kind that no record of an account holds"))
}

/// Whether a text begins as such an answer.
pub(crate) fn resembles(start: &str) -> bool {
    let has = |word: &str| start.contains(word);
    has("\"accountId\"")
        && ["\"postingDateTime\"", "\"isDetailAvailable\"", "\"currentBalance\"", "\"productCategory\""]
            .iter()
            .any(|word| has(word))
}

/// Whether an object is a thing of this interface and not a page of things.
fn is_element(node: Node<'_>) -> bool {
    ["accountId", "productId", "lastUpdateTime"].iter().any(|name| node.at(name).is_some())
}

fn single_of(node: Node<'_>) -> (&'static str, Reader) {
    let has = |name: &str| node.at(name).is_some();
    if has("currentBalance") {
        ("balance", balance)
    } else if has("amount") {
        ("transaction", transaction)
    } else if has("accountId") && (has("productName") || has("displayName") || has("productCategory")) {
        ("account", account)
    } else {
        ("element", other)
    }
}

fn account_id(node: Node<'_>, place: u64) -> Result<&str, Refused> {
    node.take("accountId").ok_or_else(|| wrong(Code::ConvertStructure, place, "an element has no accountId"))
}

/// As the standard says: Australian dollars where nothing is said.
fn currency(node: Node<'_>, place: u64) -> Result<Currency, Refused> {
    Currency::parse(node.take("currency").unwrap_or("AUD"))
        .map_err(|_| wrong(Code::ConvertCurrency, place, "an element has a currency that is none"))
}

fn amount(node: Node<'_>, path: &str, place: u64) -> Result<Amount, Refused> {
    node.take(path)
        .and_then(iso::amount)
        .ok_or_else(|| wrong(Code::ConvertAmount, place, "an element has no amount in the form of the standard"))
}

fn account(api: &mut Api<'_>, node: Node<'_>, place: u64) -> Result<(), Refused> {
    let id = account_id(node, place)?;
    let currency = currency(node, place)?;
    api.describe(id, currency, place, |account| {
        account.kind = match node.take("productCategory") {
            Some("CRED_AND_CHRG_CARDS") => AccountKind::Card,
            Some("RESIDENTIAL_MORTGAGES") => AccountKind::Mortgage,
            Some("PERS_LOANS" | "BUSINESS_LOANS" | "OVERDRAFTS" | "MARGIN_LOANS" | "LEASES" | "TRADE_FINANCE") => {
                AccountKind::Loan
            }
            // Everyday and savings accounts are one category.
            _ => AccountKind::Other,
        };
        account.status = node.take("openStatus").map_or(account.status, api::account_status);
        account.ownership = match node.take("accountOwnership") {
            Some("ONE_PARTY") => AccountOwnership::Sole,
            Some("TWO_PARTY" | "MANY_PARTY") => AccountOwnership::Joint,
            Some("OTHER") => AccountOwnership::Other,
            _ => AccountOwnership::Unknown,
        };
        account.nickname = api::name(node, "nickname").or_else(|| api::name(node, "displayName"));
        account.product_name = api::name(node, "productName");
        account.opened_on = api::day(node, "creationDate");
        // The bank and the number in full where the customer has shared them, else what the bank shows of it.
        account.number = match (node.peek("bsb"), node.peek("accountNumber")) {
            (Some(bsb), Some(number)) => {
                let digits: String = [bsb, number].concat().chars().filter(char::is_ascii_digit).collect();
                api::number_of(NumberScheme::Bsb, &digits)
            }
            _ => node.peek("maskedNumber").and_then(masked),
        };
        if account.number.is_some() {
            node.any(&["bsb"]);
            node.any(&["accountNumber"]);
            node.any(&["maskedNumber"]);
        }
    })
}

/// What a bank shows of a number: its last four at most.
fn masked(written: &str) -> Option<pannier_model::value::Number> {
    let digits: String = written.chars().rev().take_while(char::is_ascii_digit).take(4).collect();
    let shown: String = digits.chars().rev().collect();
    let display = pannier_model::value::Name::parse(&format!("…{shown}")).ok()?;
    Some(pannier_model::value::Number::masked(NumberScheme::Other, display))
}

/// Two balances in one element: what is booked, and what can be spent.
fn balance(api: &mut Api<'_>, node: Node<'_>, place: u64) -> Result<(), Refused> {
    let id = account_id(node, place)?.to_owned();
    let currency = currency(node, place)?;
    let booked = amount(node, "currentBalance", place)?;
    let available = match node.peek("availableBalance") {
        Some(_) => Some(amount(node, "availableBalance", place)?),
        None => None,
    };
    let credit_line = node.read("creditLimit", iso::unsigned);
    let held = |kind, amount, included| Held { kind, amount, currency, moment: None, included, credit_line };
    api.balance(&id, place, held(BalanceKind::InterimBooked, booked, BalanceCreditLineIncluded::No))?;
    if let Some(available) = available {
        let included = BalanceCreditLineIncluded::Unknown;
        api.balance_beside(&id, held(BalanceKind::InterimAvailable, available, included))?;
    }
    Ok(())
}

fn transaction(api: &mut Api<'_>, node: Node<'_>, place: u64) -> Result<(), Refused> {
    let kept = api.keeps();
    let id = account_id(node, place)?;
    let currency = currency(node, place)?;
    let amount = amount(node, "amount", place)?;
    let status = match node.take("status") {
        Some(word) if word.eq_ignore_ascii_case("POSTED") => TransactionStatus::Booked,
        Some(word) if word.eq_ignore_ascii_case("PENDING") => TransactionStatus::Pending,
        _ => return Err(wrong(Code::ConvertStructure, place, "a transaction is neither POSTED nor PENDING")),
    };
    let posted = date(node, "postingDateTime", place)?;
    let executed = date(node, "executionDateTime", place)?;
    let value = date(node, "valueDateTime", place)?;
    let (date, basis) = match (status, posted, executed, value) {
        (TransactionStatus::Booked, Some(date), _, _) => (date, TransactionDateBasis::Booked),
        (_, Some(date), _, _) => (date, TransactionDateBasis::Expected),
        (_, None, Some(date), _) => (date, TransactionDateBasis::Executed),
        (_, None, None, Some(date)) => (date, TransactionDateBasis::Value),
        (_, None, None, None) => return Err(Refused::Lost("a transaction without any date")),
    };
    let row = Transaction::new(unnamed(), unnamed(), date, basis, status, amount, currency, TxKind::Other);
    let mut row = Box::new(row);
    row.value_date = value;
    row.executed_on = executed;
    row.executed_at = node.peek("executionDateTime").and_then(|moment| Instant::parse(moment).ok());
    row.executed_at = row.executed_at.filter(|_| executed.is_some());
    if let Some(word) = node.peek("type") {
        meaning(word).apply(&mut row);
    }
    row.kind_text = api::long_if(kept, node, "type");
    row.description = api::long_if(kept, node, "description");
    row.reference = api::long_if(kept, node, "reference");
    let incoming = amount.signum() > 0;
    let party = if incoming { "extendedData/payer" } else { "extendedData/payee" };
    row.counterparty_name =
        ["merchantName", "billerName", party].iter().find_map(|path| api::name_if(kept, node, path));
    if let Some(category) = node.peek("merchantCategoryCode").and_then(|code| Digits4::parse(code).ok()) {
        node.take("merchantCategoryCode");
        row.mcc = Some(category);
    }
    row.end_to_end_id = ["extendedData/x2p101Payload/endToEndId", "extendedData/nppPayload/endToEndId"]
        .iter()
        .find_map(|path| api::name_if(kept, node, path));
    row.source_ids = api::source_ids_if(kept, node, &[("transactionId", "transaction_id")]);
    // Only whether more could be asked for.
    node.flag("isDetailAvailable");
    api.add(id, Entry { place, transaction: row, details: Vec::new() })
}

/// What the types of the standard mean.
const TYPES: &[(&str, Meaning)] = &[
    ("DIRECT_DEBIT", Is(TxKind::DirectDebit)),
    ("FEE", Fee(FeeKind::Other)),
    ("INTEREST_CHARGED", Is(TxKind::InterestCharged)),
    ("INTEREST_PAID", Is(TxKind::InterestEarned)),
    ("PAYMENT", Is(TxKind::Payment)),
    ("TRANSFER_INCOMING", BySign(TxKind::TransferIn, TxKind::TransferOut)),
    ("TRANSFER_OUTGOING", BySign(TxKind::TransferIn, TxKind::TransferOut)),
];

fn meaning(word: &str) -> Meaning {
    find(TYPES, &word.to_ascii_uppercase()).unwrap_or(Is(TxKind::Other))
}

/// A date that has to be one where it stands; the first days of the year 1 stand for none, and stay among the losses.
fn date(node: Node<'_>, path: &str, place: u64) -> Result<Option<Date>, Refused> {
    let Some(text) = node.peek(path) else { return Ok(None) };
    let date =
        iso::date(text).ok_or_else(|| wrong(Code::ConvertDate, place, "a transaction has a date that is none"))?;
    if date.year() <= 1 {
        return Ok(None);
    }
    node.take(path);
    Ok(Some(date))
}

/// A mandate of which nothing is known yet.
fn mandate(kind: PaymentMandateKind, status: PaymentMandateStatus) -> PaymentMandate {
    PaymentMandate::new(
        unnamed(),
        unnamed(),
        Date::new(1, 1, 1).expect("a day of the calendar"),
        kind,
        status,
        PaymentMandateEvidence::Declared,
        PaymentMandateAmountKind::Unknown,
    )
}

fn direct_debit(api: &mut Api<'_>, node: Node<'_>, place: u64) -> Result<(), Refused> {
    let id = account_id(node, place)?;
    let mut mandate = mandate(PaymentMandateKind::DirectDebit, PaymentMandateStatus::Active);
    mandate.counterparty_name = api::name(node, "authorisedEntity/description");
    mandate.last_on = api::day(node, "lastDebitDateTime");
    let aud = currency(node, place)?;
    if let Some(last) = node.read("lastDebitAmount", iso::amount) {
        mandate.last_amount = Some(-last.abs());
        mandate.currency = Some(aud);
    }
    api.mandate(id, aud, place, mandate);
    Ok(())
}

fn scheduled(api: &mut Api<'_>, node: Node<'_>, place: u64) -> Result<(), Refused> {
    let id = node
        .take("from/accountId")
        .ok_or_else(|| wrong(Code::ConvertStructure, place, "a scheduled payment has no account"))?;
    let status = match node.take("status") {
        Some("ACTIVE") => PaymentMandateStatus::Active,
        Some("INACTIVE" | "SKIP") => PaymentMandateStatus::Inactive,
        _ => PaymentMandateStatus::Unknown,
    };
    let mut mandate = mandate(PaymentMandateKind::Scheduled, status);
    mandate.reference = api::long(node, "payerReference");
    mandate.next_on = api::day(node, "recurrence/nextPaymentDate");
    let mut sets = node.each("paymentSet");
    if let (Some(set), None) = (sets.next(), sets.next()) {
        mandate.counterparty_name = api::name(set, "to/nickname");
        if let Some(amount) = set.read("amount", iso::amount) {
            mandate.amount = Some(-amount.abs());
            mandate.amount_kind = PaymentMandateAmountKind::Fixed;
        }
        let stated = currency(set, place)?;
        mandate.currency = mandate.amount.map(|_| stated);
        api.mandate(id, stated, place, mandate);
        return Ok(());
    }
    api.mandate(id, currency(node, place)?, place, mandate);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        let header = ["`kind` (of money in, of money out)", "`type`"];
        Table::of_kinds(TYPES.iter().copied()).stands("bank.md", "cdr-au", header);
    }
}
