//! Answers of the Berlin Group's NextGenPSD2 interface, version 1.3: accounts, cards, balances, transactions; one answer,
//! several one after the other, an array of them, or their elements alone.
//!
//! Carried: signed amounts, the status that follows from the array a row stands in, dates, codes, identifiers, balance
//! after a row, the other party, card purchases in another currency, batches as details, standing orders among the
//! information rows. Where a card account is kept the other way round (`debitAccounting`), signs are turned.
//!
//! Not in the format: a period that is promised. Not carried, and named as losses by their path: fees of cards, purposes,
//! links, owners.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};

use pannier_model::{
    record::{
        AccountKind, BalanceCreditLineIncluded, PaymentMandate, PaymentMandateAmountKind, PaymentMandateEvidence,
        PaymentMandateKind, PaymentMandateStatus, Transaction, TransactionDateBasis, TransactionDetail,
        TransactionStatus,
    },
    value::{Amount, CodeText, Currency, Date, Decimal, Digits4, Duration, Instant, Int, Number, NumberScheme, TxKind},
};
use pannier_report::{Code, Finding, Location};

use crate::{
    Error, Format, Input, Options, Sink, Summary,
    events::gather::{Entry, unnamed},
    formats::{
        api::{self, Answers, Api, Held, Refused, wrong},
        camt,
    },
    output::Output,
    syntax::json::{Node, Piece, Source},
    values::iso,
};

/// Arrays whose elements are read. Programs that keep answers put rows of both kinds into one, or leave out what is around.
const ARRAYS: [&str; 14] = [
    "accounts",
    "cardAccounts",
    "balances",
    "transactions/booked",
    "cardTransactions/booked",
    "transactions/pending",
    "cardTransactions/pending",
    "transactions",
    "cardTransactions",
    "transactionsDetails",
    "transactions/information",
    "booked",
    "pending",
    "information",
];

/// Reads answers of the interface. See the module for what they carry.
///
/// Nearly every page says before its rows whose they are, and is read at once. Where one says it behind them, or is found to
/// be about an account that is kept the other way round, all is read again, with what is known by then.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::BerlinGroup, sink);
    let mut source = Source::new(input, options.encoding)?;
    let owners = RefCell::new(Owners::default());
    let answers = Answers {
        format: Format::BerlinGroup,
        arrays: &ARRAYS,
        element: &|api, array, node, place| element(api, &owners.borrow(), array, node, place),
        rest: &|api, page| rest(api, &owners.borrow(), page),
    };
    let mut at_once = Some(Api::new(options, &answers));
    if let Err(finding) = source.walk(&ARRAYS, &mut |piece| {
        owners.borrow_mut().see(piece);
        at_once = at_once.take().filter(|api| !owners.borrow().surprised && !api.has_many_refused());
        at_once.as_mut().map_or(Ok(()), |api| api.piece(piece, &mut output))
    })? {
        output.finding(finding)?;
        return Ok(output.summary);
    }
    match at_once.filter(|api| !api.has_many_refused()) {
        Some(api) => {
            api.finish(source, &mut output)?;
            Ok(output.summary)
        }
        None => answers.read_from(source, options, output),
    }
}

/// Whether a text begins as such an answer.
pub(crate) fn resembles(start: &str) -> bool {
    ["\"transactionAmount\"", "\"balanceAmount\"", "\"cashAccountType\"", "\"maskedPan\""]
        .iter()
        .any(|word| start.contains(word))
}

/// Whose rows stand on each page. The account is named before its rows or behind them.
#[derive(Default)]
struct Owners {
    names: Vec<String>,
    numbers: HashMap<String, usize>,
    /// Which account, and whether the page says that it is kept the other way round: as far as is known of the last one.
    pages: Vec<(usize, bool)>,
    /// Pages that have begun.
    begun: usize,
    /// Accounts kept the other way round: an answer about the account says it for all others.
    turned: BTreeSet<String>,
    /// Whether anything has been read.
    any: bool,
    /// Whether something became known too late for what had been read by then.
    surprised: bool,
}

impl Owners {
    fn see(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Page => self.begun += 1,
            Piece::Element(array, node, _, page) => {
                if self.pages.len() < self.begun {
                    let owner = self.owner(page);
                    self.pages.push(owner);
                }
                if ARRAYS[array] == "cardAccounts" && turns(node) {
                    self.turn(key(node));
                }
                self.any = true;
            }
            Piece::Rest(page, _) => {
                let owner = self.owner(page);
                if self.pages.len() < self.begun {
                    self.pages.push(owner);
                } else if let Some(known) = self.pages.last_mut() {
                    self.surprised |= *known != owner;
                    *known = owner;
                }
                self.any = true;
            }
        }
    }

    /// What a page says about its account.
    fn owner(&mut self, page: Node<'_>) -> (usize, bool) {
        let card = page.at("cardAccount");
        if let Some(card) = card.filter(|card| turns(*card)) {
            self.turn(key(card));
        }
        let name = page.at("account").or(card).map_or("", key);
        let number = self.numbers.get(name).copied().unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.numbers.insert(name.to_owned(), self.names.len() - 1);
            self.names.len() - 1
        });
        (number, turns(page))
    }

    /// Notes an account that is kept the other way round.
    fn turn(&mut self, name: &str) {
        self.surprised |= self.turned.insert(name.to_owned()) && self.any;
    }

    /// The account of a page, and whether it is kept the other way round.
    fn of(&self, page: usize) -> (&str, bool) {
        let (number, turn) = page.checked_sub(1).and_then(|page| self.pages.get(page)).copied().unwrap_or_default();
        let name = self.names.get(number).map_or("", String::as_str);
        (name, turn || self.turned.contains(name))
    }
}

fn element(api: &mut Api<'_>, owners: &Owners, array: usize, node: Node<'_>, place: u64) -> Result<(), Refused> {
    let (owner, turn) = owners.of(api.page());
    match ARRAYS[array] {
        "accounts" | "cardAccounts" => {
            // Balances are rows of their own behind their account.
            let name = key(node);
            let described = account(api, node, place, ARRAYS[array] == "cardAccounts");
            balances(api, node, name, owners.turned.contains(name));
            described
        }
        "balances" => balance(api, node, place, owner, turn),
        "transactions/booked" | "cardTransactions/booked" | "booked" => {
            transaction(api, node, place, owner, TransactionStatus::Booked, turn)
        }
        "transactions/pending" | "cardTransactions/pending" | "pending" => {
            transaction(api, node, place, owner, TransactionStatus::Pending, turn)
        }
        "transactions/information" | "information" => information(api, node, place, owner),
        // Newer answers about one row have it one step deeper.
        _ => {
            let node =
                node.at("transactionDetails").filter(|inner| inner.at("transactionAmount").is_some()).unwrap_or(node);
            transaction(api, node, place, owner, status_of(node), turn)
        }
    }
}

/// Of a row without its array: booked where it has a day of booking.
fn status_of(node: Node<'_>) -> TransactionStatus {
    let booked = ["bookingDate", "bookingDateTime"].iter().any(|name| node.peek(name).is_some());
    if booked { TransactionStatus::Booked } else { TransactionStatus::Pending }
}

/// Who owns the rows of a page, and what it says about the account; or an element without what stands around it.
fn rest(api: &mut Api<'_>, owners: &Owners, page: Node<'_>) {
    let (node, card) = match (page.at("account"), page.at("cardAccount")) {
        (None, Some(node)) => (node, true),
        (Some(node), _) => (node, false),
        (None, None) => return single(api, owners, page),
    };
    let (owner, turn) = owners.of(api.page());
    api.refer(owner, number(node));
    // Details of an account, not a mere reference to it.
    if node.at("resourceId").is_some() || node.at("currency").is_some() && node.at("name").is_some() {
        api.element(node, "account", &mut |api, node, place| account(api, node, place, card));
        balances(api, node, owner, turn);
    }
}

/// A page that is an element: a row, a balance or an account.
fn single(api: &mut Api<'_>, owners: &Owners, page: Node<'_>) {
    let (owner, turn) = owners.of(api.page());
    if page.at("transactionAmount").is_some() {
        api.element(page, "transactions", &mut |api, node, place| {
            transaction(api, node, place, owner, status_of(node), turn)
        });
    } else if page.at("balanceAmount").is_some() {
        api.element(page, "balances", &mut |api, node, place| balance(api, node, place, owner, turn));
    } else if !key(page).is_empty() {
        let card = page.at("maskedPan").is_some();
        api.element(page, "accounts", &mut |api, node, place| account(api, node, place, card));
        balances(api, page, key(page), turn);
    }
}

fn balances(api: &mut Api<'_>, node: Node<'_>, owner: &str, turn: bool) {
    for element in node.each("balances") {
        api.element(element, "balances", &mut |api, node, place| balance(api, node, place, owner, turn));
    }
}

const NUMBERS: [(&str, NumberScheme); 5] = [
    ("iban", NumberScheme::Iban),
    ("bban", NumberScheme::Bban),
    ("maskedPan", NumberScheme::Card),
    ("pan", NumberScheme::Card),
    ("msisdn", NumberScheme::Msisdn),
];

/// Whether an account, or a page about one, is kept the other way round.
fn turns(node: Node<'_>) -> bool {
    node.is_true("debitAccounting")
}

/// The number that a reference gives, else the bank's id for the account.
fn key(node: Node<'_>) -> &str {
    NUMBERS.iter().map(|(path, _)| *path).chain(["resourceId"]).find_map(|path| node.peek(path)).unwrap_or_default()
}

fn number(node: Node<'_>) -> Option<Number> {
    NUMBERS.iter().find_map(|(path, scheme)| {
        let number = api::number_of(*scheme, node.peek(path)?)?;
        node.take(path);
        Some(number)
    })
}

fn account(api: &mut Api<'_>, node: Node<'_>, place: u64, card: bool) -> Result<(), Refused> {
    let currency = match node.take("currency") {
        Some("XXX") => return Err(Refused::Lost("an account in several currencies: its rows say theirs")),
        stated => stated.and_then(|currency| Currency::parse(currency).ok()).or(api.options.currency),
    };
    let currency = currency.ok_or_else(|| {
        let at = Location::whole().at_row(place);
        let finding = Finding::new(Code::ConvertCurrency, at, "an account does not say its currency");
        Refused::Wrong(finding.with_help("give it: --currency EUR").into())
    })?;
    api.describe(key(node), currency, place, |account| {
        account.kind = match node.take("cashAccountType") {
            _ if card => AccountKind::Card,
            Some("CACC") => AccountKind::Current,
            Some("SVGS") => AccountKind::Savings,
            Some("LOAN") => AccountKind::Loan,
            Some("CARD") => AccountKind::Card,
            _ => AccountKind::Other,
        };
        account.status = node.take("status").map_or(account.status, api::account_status);
        account.nickname = api::name(node, "displayName").or_else(|| api::name(node, "name"));
        account.product_name = api::name(node, "product");
        account.servicer_bic = api::code(node, "bic");
        account.number = number(node);
    })
}

/// An amount and its currency, turned where the account is kept the other way round.
fn money(node: Node<'_>, path: &str, turn: bool) -> Option<(Amount, Currency)> {
    let (amount, currency) = api::money(node.at(path)?, "amount", "currency", iso::amount)?;
    Some((if turn { -amount } else { amount }, currency))
}

fn balance(api: &mut Api<'_>, node: Node<'_>, place: u64, owner: &str, turn: bool) -> Result<(), Refused> {
    let (amount, currency) = money(node, "balanceAmount", turn)
        .ok_or_else(|| wrong(Code::ConvertAmount, place, "a balance has no amount with a currency"))?;
    let kind = node
        .take("balanceType")
        .and_then(api::balance_kind)
        .ok_or(Refused::Lost("a balance of a type that no record holds"))?;
    let included = match node.flag("creditLimitIncluded") {
        Some(true) => BalanceCreditLineIncluded::Yes,
        Some(false) => BalanceCreditLineIncluded::No,
        None if api::is_booked(kind) => BalanceCreditLineIncluded::No,
        None => BalanceCreditLineIncluded::Unknown,
    };
    let moment = node.any(&["referenceDate", "lastChangeDateTime"]);
    api.balance(owner, place, Held { kind, amount, currency, moment, included, credit_line: None })
}

fn transaction(
    api: &mut Api<'_>,
    node: Node<'_>,
    place: u64,
    owner: &str,
    status: TransactionStatus,
    turn: bool,
) -> Result<(), Refused> {
    let kept = api.keeps();
    let (amount, currency) = money(node, "transactionAmount", turn)
        .ok_or_else(|| wrong(Code::ConvertAmount, place, "a transaction has no amount with a currency"))?;
    // Programs that collect answers of many banks write moments, with dates beside them or without.
    let day = |path: &str, moment: &str| match date(node, path, place)? {
        None => date(node, moment, place),
        day => Ok(day),
    };
    let (booking, value) = (day("bookingDate", "bookingDateTime")?, day("valueDate", "valueDateTime")?);
    let executed = date(node, "transactionDate", place)?;
    let pending = status == TransactionStatus::Pending;
    let (date, basis) = match (booking, value, executed) {
        (Some(date), _, _) if pending => (date, TransactionDateBasis::Expected),
        (Some(date), _, _) => (date, TransactionDateBasis::Booked),
        (None, _, Some(date)) => (date, TransactionDateBasis::Executed),
        (None, Some(date), None) => (date, TransactionDateBasis::Value),
        (None, None, None) => return Err(Refused::Lost("a transaction without any date")),
    };
    let mut row = Transaction::new(unnamed(), unnamed(), date, basis, status, amount, currency, TxKind::Other);
    row.value_date = value;
    row.executed_on = executed;
    if let Some(moment) = node.peek("acceptorTransactionDateTime").and_then(|moment| Instant::parse(moment).ok()) {
        node.take("acceptorTransactionDateTime");
        row.executed_at = Some(moment);
    }
    kind(&mut row, node, kept);
    row.source_ids = api::source_ids_if(kept, node, IDENTIFIERS);
    let party = Party::read(node, amount, kept);
    row.counterparty_name = party.name;
    row.counterparty_number = party.number;
    row.ultimate_name = api::name_if(kept, node, party.ultimate);
    row.creditor_id = api::code(node, "creditorId");
    row.mandate_id = api::name_if(kept, node, "mandateId");
    row.end_to_end_id = end_to_end(node, kept);
    remittance(node, kept, &mut row.reference, &mut row.description);
    let category = ["cardAcceptorCategoryCode", "merchantCategoryCode"]
        .into_iter()
        .find_map(|path| Some((path, Digits4::parse(node.peek(path)?).ok()?)));
    if let Some((path, category)) = category {
        node.take(path);
        row.mcc = Some(category);
    }
    exchange(&mut row, node);
    let booked =
        node.peek("balanceAfterTransaction/balanceType").and_then(api::balance_kind).is_some_and(api::is_booked);
    if booked && node.peek("balanceAfterTransaction/balanceAmount/currency") == Some(currency.as_str()) {
        row.running_balance = money(node, "balanceAfterTransaction/balanceAmount", turn).map(|(amount, _)| amount);
        node.take("balanceAfterTransaction/balanceType");
    }
    let parts = node.each("entryDetails");
    let details =
        if parts.len() > 1 { parts.filter_map(|part| detail(part, &row, turn, kept)).collect() } else { Vec::new() };
    api.add(owner, Entry { place, transaction: row.into(), details })
}

/// The amount in the other currency, of a row or of its one exchange.
fn exchange(row: &mut Transaction, node: Node<'_>) {
    let mut exchanges = node.each("currencyExchange");
    let only = exchanges.next().filter(|_| exchanges.next().is_none());
    let stated = money(node, "originalAmount", false).or_else(|| money(only?, "instructedAmount", false));
    let Some((original, foreign)) = stated.filter(|(_, foreign)| *foreign != row.currency) else { return };
    let original = if row.amount.signum() < 0 { -original.abs() } else { original.abs() };
    row.original_amount = Some(original);
    row.original_currency = Some(foreign);
    row.is_foreign = Some(true);
    let rate = only.and_then(|exchange| Decimal::parse(exchange.peek("exchangeRate")?).ok());
    if let Some(rate) = rate.filter(|rate| iso::converts(original, *rate, row.amount)) {
        only.map(|exchange| exchange.take("exchangeRate"));
        row.fx_rate = Some(rate);
    }
}

const IDENTIFIERS: &[(&str, &str)] = &[
    ("transactionId", "transaction_id"),
    ("cardTransactionId", "transaction_id"),
    ("internalTransactionId", "internal_id"),
    ("entryReference", "entry_ref"),
    ("checkId", "check_number"),
    ("terminalId", "terminal_id"),
];

/// Domain, family and sub-family, joined by hyphens.
fn kind(row: &mut Transaction, node: Node<'_>, kept: bool) {
    if let Some(written) = node.peek("bankTransactionCode") {
        let mut codes = written.split('-');
        let mut next = || codes.next().unwrap_or_default();
        camt::meaning(next(), next(), next()).apply(row);
        row.bank_code = CodeText::parse(&written.replace('-', ".")).ok();
        if row.bank_code.is_some() {
            node.take("bankTransactionCode");
        }
    }
    row.kind_text = api::long_if(kept, node, "proprietaryBankTransactionCode");
}

fn date(node: Node<'_>, path: &str, place: u64) -> Result<Option<Date>, Refused> {
    match node.take(path) {
        None => Ok(None),
        Some(text) => iso::date(text)
            .map(Some)
            .ok_or_else(|| wrong(Code::ConvertDate, place, "a transaction has a date that is none")),
    }
}

/// The structured reference where there is one, else what the payer wrote; everything else describes.
fn remittance(
    node: Node<'_>,
    kept: bool,
    reference: &mut Option<pannier_model::value::Text>,
    description: &mut Option<pannier_model::value::Text>,
) {
    let unstructured = ["remittanceInformationUnstructured", "remittanceInformationUnstructuredArray"];
    let structured = [
        "remittanceInformationStructured",
        "remittanceInformationStructured/reference",
        "remittanceInformationStructuredArray",
        "remittanceInformationStructuredArray/reference",
    ];
    let others = ["additionalInformation", "transactionDetails"];
    *reference = api::lines_if(kept, node, &structured);
    if reference.is_some() {
        *description = api::lines_if(kept, node, &[others[0], others[1], unstructured[0], unstructured[1]]);
    } else {
        *reference = api::lines_if(kept, node, &unstructured);
        *description = api::lines_if(kept, node, &others);
    }
}

fn end_to_end(node: Node<'_>, kept: bool) -> Option<pannier_model::value::Name> {
    api::name_if(kept, node, "endToEndId").filter(|id| id.as_str() != "NOTPROVIDED")
}

/// The other side: the creditor of money that goes out, the debtor of money that comes in, else the only one named.
struct Party {
    name: Option<pannier_model::value::Name>,
    number: Option<Number>,
    ultimate: &'static str,
}

impl Party {
    fn read(node: Node<'_>, amount: Amount, kept: bool) -> Self {
        let creditor = ("creditorName", "creditorAccount", "ultimateCreditor");
        let debtor = ("debtorName", "debtorAccount", "ultimateDebtor");
        let (first, second) = if amount.signum() < 0 { (creditor, debtor) } else { (debtor, creditor) };
        let named = |side: (&str, &str, &str)| node.at(side.0).is_some() || node.at(side.1).is_some();
        let side = if !named(first) && named(second) { second } else { first };
        Self { name: api::name_if(kept, node, side.0), number: node.at(side.1).and_then(number), ultimate: side.2 }
    }
}

/// One of the parts of a batch.
fn detail(node: Node<'_>, whole: &Transaction, turn: bool, kept: bool) -> Option<TransactionDetail> {
    let (amount, currency) = money(node, "transactionAmount", turn)?;
    let zero = Int::new(0).expect("zero is a count");
    let mut detail = TransactionDetail::new(unnamed(), unnamed(), unnamed(), whole.date, zero, amount, currency);
    let party = Party::read(node, amount, kept);
    detail.counterparty_name = party.name;
    detail.counterparty_number = party.number;
    detail.end_to_end_id = end_to_end(node, kept);
    detail.mandate_id = api::name_if(kept, node, "mandateId");
    remittance(node, kept, &mut detail.reference, &mut detail.description);
    Some(detail)
}

/// A standing order or a payment to come, which is a state and no movement.
fn information(api: &mut Api<'_>, node: Node<'_>, place: u64, owner: &str) -> Result<(), Refused> {
    let (amount, currency) = money(node, "transactionAmount", false)
        .ok_or_else(|| wrong(Code::ConvertAmount, place, "an information row has no amount with a currency"))?;
    let order = node.at("additionalInformationStructured/standingOrderDetails");
    let kind = if order.is_some() { PaymentMandateKind::StandingOrder } else { PaymentMandateKind::Scheduled };
    let mut mandate = PaymentMandate::new(
        unnamed(),
        unnamed(),
        Date::new(1, 1, 1).expect("a day of the calendar"),
        kind,
        PaymentMandateStatus::Active,
        PaymentMandateEvidence::Declared,
        PaymentMandateAmountKind::Fixed,
    );
    mandate.currency = Some(currency);
    mandate.amount = Some(-amount.abs());
    if let Some(order) = order {
        mandate.first_on = api::day(order, "startDate");
        mandate.final_on = api::day(order, "endDate");
        if let Some(frequency) = order.peek("frequency").and_then(frequency) {
            order.take("frequency");
            mandate.frequency = Some(frequency);
        }
    }
    mandate.next_on = api::day(node, "bookingDate").or_else(|| api::day(node, "valueDate"));
    mandate.counterparty_name = api::name(node, "creditorName");
    mandate.counterparty_number = node.at("creditorAccount").and_then(number);
    mandate.creditor_id = api::code(node, "creditorId");
    mandate.mandate_id = api::name(node, "mandateId");
    mandate.reference =
        api::lines(node, &["remittanceInformationUnstructured", "remittanceInformationUnstructuredArray"]);
    api.mandate(owner, currency, place, mandate);
    Ok(())
}

fn frequency(word: &str) -> Option<Duration> {
    Duration::parse(match word.to_ascii_lowercase().as_str() {
        "daily" => "P1D",
        "weekly" => "P1W",
        "everytwoweeks" => "P2W",
        "monthly" => "P1M",
        "everytwomonths" => "P2M",
        "quarterly" => "P3M",
        "semiannual" => "P6M",
        "annual" => "P1Y",
        _ => return None,
    })
    .ok()
}
