//! What the two journals of plain text accounting share: names of accounts, the other side of a row, which balances hold.

use std::collections::BTreeMap;

use pannier_model::{
    record::{Account, AccountKind, AnyRecord, Balance, BalanceKind, Record as _, Transaction, TransactionDetail},
    value::{Amount, Category, Currency, Date, Fields as _, Total, TxKind, View},
};

use super::{Book, Carried, Figures, Losses, Opening, Period};

/// What a journal carries; everything else is lost for the reason.
pub(super) const fn carried(reason: &'static str) -> Carried {
    Carried {
        reason,
        account: ACCOUNT,
        balance: BALANCE,
        balance_kinds: BALANCES,
        transaction: TRANSACTION,
        unbooked: false,
        detail: DETAIL,
        arrangement: &[],
        incomplete: false,
        period: true,
    }
}

const ACCOUNT: &[&str] = &[
    "as_of",
    "kind",
    "status",
    "ownership",
    "number",
    "nickname",
    "product_name",
    "product_code",
    "servicer",
    "servicer_bic",
    "opened_on",
    "closed_on",
    "matures_on",
    "zone",
    "pool",
];
const TRANSACTION: &[&str] = &[
    "date",
    "date_basis",
    "status",
    "amount",
    "kind",
    "reversal",
    "fee_kind",
    "value_date",
    "executed_on",
    "mutable",
    "supersedes",
    "reverses",
    "mandate",
    "is_foreign",
    "details",
    "running_balance",
    "category",
    "mcc",
    "description",
    "description_masked",
    "reference",
    "kind_text",
    "bank_code",
    "executed_at",
    "executed_time",
    "return_reason",
    "counterparty_name",
    "counterparty_masked",
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
];
const DETAIL: &[&str] = &["date", "amount", "category", "description", "category_text"];
const BALANCE: &[&str] = &["date", "kind", "amount", "credit_line_included"];
const BALANCES: &[BalanceKind] =
    &[BalanceKind::OpeningBooked, BalanceKind::PreviousClosing, BalanceKind::ClosingBooked];

/// Members that stand in the entry itself; every other becomes a tag.
const PLACED: &[&str] = &[
    "account",
    "date",
    "status",
    "amount",
    "currency",
    "details",
    "running_balance",
    "description",
    "counterparty_name",
    "seq",
    "id_stability",
    "source_ref",
    "source_ids",
    "extensions",
];

/// Beside what every row has, these say nothing when they are as usual.
fn is_usual(name: &str, text: &str) -> bool {
    (name == "date_basis" && text == "booked") || (name == "kind" && text == "other")
}

/// An account of the journal as the parts of its name.
pub(super) type Path = Vec<String>;

/// A name for every book, all different.
pub(super) fn names(accounts: &[Account]) -> Vec<Path> {
    let mut taken: BTreeMap<Path, u32> = BTreeMap::new();
    accounts
        .iter()
        .map(|account| {
            let root = match account.kind {
                AccountKind::Card | AccountKind::Loan | AccountKind::Mortgage => "liabilities",
                _ => "assets",
            };
            let kind = account.kind.to_string().replace('_', "-");
            let label: String =
                account.id.as_str().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
            let label = label.trim_matches('-').to_owned();
            let mut path = vec![root.to_owned(), kind.clone()];
            if !label.eq_ignore_ascii_case(&kind) && !label.is_empty() {
                path.push(label);
            }
            let folded = path.iter().map(|part| part.to_ascii_lowercase()).collect();
            let count = taken.entry(folded).or_default();
            *count += 1;
            if *count > 1 {
                path.push(format!("n{count}"));
            }
            path
        })
        .collect()
}

pub(super) fn opening_path() -> Path {
    vec!["equity".to_owned(), "opening-balances".to_owned()]
}

/// Where the money of a row went or came from, by category, else by kind.
fn other_side(kind: TxKind, category: Option<Category>, amount: Amount, reversal: bool) -> Path {
    // A refund takes back an expense and is no income.
    let out = (amount.signum() < 0) != reversal;
    let side = if out { "expenses" } else { "income" };
    let (root, name): (&str, String) = match (category, kind) {
        (Some(Category::Cash), _) | (None, TxKind::CashOut | TxKind::CashIn) => ("assets", "cash".to_owned()),
        (Some(Category::Savings), _) => ("equity", "savings".to_owned()),
        (Some(category @ (Category::Salary | Category::Benefits)), _) => ("income", category.to_string()),
        (Some(Category::Other), _) => (side, "other".to_owned()),
        (Some(category), _) => ("expenses", category.to_string()),
        (None, TxKind::Fee | TxKind::Charge) => ("expenses", "fees".to_owned()),
        (None, TxKind::InterestCharged) => ("expenses", "interest".to_owned()),
        (None, TxKind::InterestEarned) => ("income", "interest".to_owned()),
        (None, TxKind::Reward) => ("income", "rewards".to_owned()),
        (None, TxKind::Card) => ("expenses", "unknown".to_owned()),
        (None, _) => (side, "unknown".to_owned()),
    };
    vec![root.to_owned(), name.replace('_', "-")]
}

/// One entry: a row, with the other side of it in one part or more.
pub(super) struct Entry<'a> {
    pub(super) row: &'a Transaction,
    /// Account, amount seen from it, and what it was for.
    pub(super) others: Vec<(Path, Amount, Option<&'a TransactionDetail>)>,
    /// Balance of the account after it, where the records say one that holds here.
    pub(super) balance: Option<Amount>,
}

/// One account with its entries.
pub(super) struct Ledger<'a> {
    pub(super) account: Account,
    pub(super) path: Path,
    pub(super) currency: Currency,
    pub(super) from: Date,
    pub(super) periods: &'a [Period],
    /// Booked before the first entry; whether it is what the closing balance leaves.
    pub(super) opening: Option<(Amount, bool)>,
    pub(super) entries: Vec<Entry<'a>>,
    /// Day and balance at its end, where opening and entries make it.
    pub(super) closing: Option<(Date, Amount)>,
}

/// All accounts; what does not fit a journal is counted.
pub(super) fn ledgers<'a>(books: &'a [Book], losses: &mut Losses) -> Vec<Ledger<'a>> {
    let known: Vec<(&Book, Currency, Period)> = books
        .iter()
        .filter_map(|book| {
            let known = book.currency().zip(book.extent());
            if known.is_none() {
                losses.record(Account::TYPE, "an account without a movement, a balance or a period");
            }
            known.map(|(currency, extent)| (book, currency, extent))
        })
        .collect();
    let accounts: Vec<Account> = known.iter().map(|(book, currency, _)| book.account(*currency)).collect();
    let paths = names(&accounts);
    known
        .into_iter()
        .zip(accounts.into_iter().zip(paths))
        .map(|((book, currency, extent), (account, path))| ledger(book, account, path, currency, extent, losses))
        .collect()
}

fn ledger<'a>(
    book: &'a Book,
    account: Account,
    path: Path,
    currency: Currency,
    extent: Period,
    losses: &mut Losses,
) -> Ledger<'a> {
    let chains = book.chains();
    let of_chains: Vec<Figures> = chains.iter().map(|(period, rows)| Figures::of(book, rows, *period)).collect();
    let opening = match of_chains.first().map(|figures| figures.opening) {
        Some(Opening::Stated(amount)) => Some((amount, false)),
        Some(Opening::Left(amount)) => Some((amount, true)),
        _ => only_balance(book).map(|amount| (amount, false)),
    };
    let mut balance = opening.map(|(amount, _)| Total::from(amount));
    let mut entries = Vec::new();
    for row in &book.rows {
        if row.currency != currency {
            losses.record(Transaction::TYPE, "a row in another currency than its account");
            continue;
        }
        balance = balance.and_then(|before| before.plus(row.amount));
        let holds = balance.and_then(|sum| sum.to_amount().ok());
        let stated = row.running_balance.filter(|stated| holds == Some(*stated));
        if row.running_balance.is_some() && stated.is_none() {
            losses.member(
                Transaction::TYPE,
                "running_balance",
                "does not follow from the rows before it in order of dates",
            );
        }
        entries.push(Entry { row, others: others(book, row, losses), balance: stated });
    }
    // The balance at the end, and only where it is that of the very end.
    let last = of_chains.last().and_then(|figures| figures.closing);
    let sum = balance.and_then(|sum| sum.to_amount().ok());
    let day = extent.to.previous_day().unwrap_or(extent.from);
    let stated = last.filter(|(_, amount)| sum == Some(*amount)).map(|(_, amount)| (day, amount));
    for held in &book.balances {
        let opens = held.kind != BalanceKind::ClosingBooked && opening.is_some_and(|(amount, _)| amount == held.amount);
        let closes = held.kind == BalanceKind::ClosingBooked && stated.is_some_and(|(_, amount)| amount == held.amount);
        if !opens && !closes {
            losses.record(
                Balance::TYPE,
                "not that before the first row or after the last, or does not follow from the rows",
            );
        }
    }
    Ledger { account, path, currency, from: extent.from, periods: &book.periods, opening, entries, closing: stated }
}

/// The last closing balance of an account without rows and periods.
fn only_balance(book: &Book) -> Option<Amount> {
    let closing = book.balances.iter().rfind(|held| held.kind == BalanceKind::ClosingBooked);
    closing.filter(|_| book.rows.is_empty()).map(|held| held.amount)
}

/// The other side of a row: its parts where they make the whole, else one.
fn others<'a>(
    book: &'a Book,
    row: &Transaction,
    losses: &mut Losses,
) -> Vec<(Path, Amount, Option<&'a TransactionDetail>)> {
    let reversal = row.reversal == Some(true);
    let parts = book.details(row);
    let whole = parts.iter().all(|part| part.currency == row.currency)
        && Total::of(parts.iter().map(|part| part.amount)) == Some(Total::from(row.amount));
    if parts.is_empty() || !whole {
        for _ in parts {
            losses.record(TransactionDetail::TYPE, "the parts of a row do not make the whole");
        }
        return vec![(other_side(row.kind, row.category, row.amount, reversal), -row.amount, None)];
    }
    parts
        .iter()
        .map(|part| {
            let category = part.category.or(row.category);
            (other_side(row.kind, category, part.amount, reversal), -part.amount, Some(part))
        })
        .collect()
}

/// Every member of a row that stands nowhere in its entry, by name.
pub(super) fn tags(row: &Transaction) -> Vec<(&'static str, String)> {
    let mut tags = Vec::new();
    row.each_field(&mut |name, view| {
        if PLACED.contains(&name) {
            return;
        }
        if let Some(text) = scalar(view).filter(|text| !is_usual(name, text)) {
            tags.push((name, text));
        }
    });
    tags
}

/// Members of an account that a person looks for.
pub(super) fn account_tags(account: &Account) -> Vec<(&'static str, String)> {
    let mut tags = Vec::new();
    AnyRecord::from(account.clone()).each_field(&mut |name, view| {
        if ACCOUNT.contains(&name) && name != "as_of" {
            tags.extend(scalar(view).filter(|text| text != "unknown").map(|text| (name, text)));
        }
    });
    tags
}

fn scalar(view: View<'_>) -> Option<String> {
    Some(match view {
        View::Id(text) | View::Text(text) | View::Word(text) => text.to_owned(),
        View::Bool(value) => value.to_string(),
        View::Int(value) => value.to_string(),
        View::Amount(value) => value.to_string(),
        View::Decimal(value) => value.to_string(),
        View::Date(value) => value.to_string(),
        View::Time(value) => value.to_string(),
        View::Instant(value) => value.to_string(),
        View::Duration(value) => value.to_string(),
        View::Number(number) => number.value().unwrap_or_else(|| number.display()).as_str().to_owned(),
        _ => return None,
    })
}
