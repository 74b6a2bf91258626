//! What the name of a fee, and the text beside it, say and cannot say.
//!
//! The format has no member for what a fee is charged on: banks say it by a name. A name is understood where, without words
//! that say nothing, it is one of a closed list; everything else is left to people.

use pannier_model::value::{Decimal, List};

use crate::{
    import::draft::slug,
    tariff::{EventKind, EventMatch},
};

/// Words of a name that say nothing of what is charged.
const FILLERS: [&str; 10] =
    ["card", "charge", "charges", "fee", "fees", "mastercard", "transactions", "visa", "wdl", "withdrawals"];

/// What other words of a name mean.
const SYNONYMS: [(&str, &str); 7] = [
    ("international", "foreign"),
    ("overseas", "foreign"),
    ("otc", "over the counter"),
    ("periodical", "periodic"),
    ("transfers", "transfer"),
    ("payments", "payment"),
    ("advances", "advance"),
];

/// Payments in another currency or country.
const FOREIGN: [&str; 6] = [
    "currency conversion",
    "foreign conversion",
    "foreign currency",
    "foreign currency conversion",
    "foreign currency transaction",
    "foreign transaction",
];

/// Movements of one kind in another currency or country.
const KINDS_ABROAD: [(&str, EventKind); 8] = [
    ("atm withdrawal cash advance foreign", EventKind::CashOut),
    ("foreign atm", EventKind::CashOut),
    ("foreign atm or counter", EventKind::CashOut),
    ("foreign atm withdrawal", EventKind::CashOut),
    ("foreign cash advance", EventKind::CashOut),
    ("foreign cash withdrawal", EventKind::CashOut),
    ("foreign withdrawal", EventKind::CashOut),
    ("foreign purchase", EventKind::Card),
];

/// Payments in another currency, or in the customer's own in another country: each of the two is counted for both.
const PART_OF_FOREIGN: [&str; 2] = ["foreign transaction multi currency", "foreign transaction single currency"];

/// Names of movements of one kind, and whether the name may mean a part of them.
const KINDS: [(&str, EventKind, bool); 45] = [
    ("dishonour", EventKind::ReturnedItem, false),
    ("direct debit dishonour", EventKind::ReturnedItem, false),
    ("payment dishonour", EventKind::ReturnedItem, false),
    ("cheque dishonour", EventKind::ReturnedItem, true),
    ("direct debit dishonour electronic", EventKind::ReturnedItem, true),
    ("atm", EventKind::CashOut, true),
    ("atm cash advance", EventKind::CashOut, true),
    ("atm withdrawal at any atm", EventKind::CashOut, true),
    ("cash advance at other financial institution", EventKind::CashOut, true),
    ("credit cash advance", EventKind::CashOut, true),
    ("domestic cash advance", EventKind::CashOut, true),
    ("atm withdrawal", EventKind::CashOut, true),
    ("branch cash withdrawal", EventKind::CashOut, true),
    ("branch withdrawal", EventKind::CashOut, true),
    ("cash advance", EventKind::CashOut, true),
    ("cash withdrawal", EventKind::CashOut, false),
    ("cash withdrawal over the counter", EventKind::CashOut, true),
    ("counter cash withdrawal", EventKind::CashOut, true),
    ("counter withdrawal", EventKind::CashOut, true),
    ("over the counter branch cash withdrawal", EventKind::CashOut, true),
    ("over the counter cash", EventKind::CashOut, true),
    ("over the counter cash withdrawal", EventKind::CashOut, true),
    ("over the counter withdrawal", EventKind::CashOut, true),
    ("over the counter cash deposit", EventKind::CashIn, true),
    ("cheque deposit", EventKind::Cheque, true),
    ("cheque deposits", EventKind::Cheque, true),
    ("cheque withdrawal", EventKind::Cheque, true),
    ("cheques deposited", EventKind::Cheque, true),
    ("over the counter cheque deposit", EventKind::Cheque, true),
    ("personal cheque withdrawal", EventKind::Cheque, true),
    ("direct debit", EventKind::DirectDebit, false),
    ("periodic payment", EventKind::StandingOrder, false),
    ("periodic payment to other financial institution", EventKind::StandingOrder, true),
    ("electronic external transfer", EventKind::TransferOut, true),
    ("external funds transfer", EventKind::TransferOut, true),
    ("external transfer", EventKind::TransferOut, true),
    ("internet banking external transfer", EventKind::TransferOut, true),
    ("pay anyone", EventKind::TransferOut, true),
    ("single pay anyone", EventKind::TransferOut, true),
    ("bpay", EventKind::Payment, true),
    ("eftpos", EventKind::Card, true),
    ("eftpos purchase", EventKind::Card, true),
    ("eftpos purchase with cash out", EventKind::Card, true),
    ("eftpos transaction", EventKind::Card, true),
    ("pos withdrawal", EventKind::Card, true),
];

/// Words of names for a way of doing what can be done otherwise. No record shows which way it was.
const WAYS: [&str; 10] = [
    "agency",
    "bank post",
    "branch",
    "counter",
    "operator assisted",
    "phone assisted",
    "phone banking",
    "post office",
    "staff assist",
    "staff assisted",
];

/// What is done in such a way, by other words of the name.
const DONE: [(&str, EventKind); 8] = [
    ("bpay", EventKind::Payment),
    ("cash", EventKind::CashOut),
    ("cheque", EventKind::Cheque),
    ("deposit", EventKind::CashIn),
    ("deposits", EventKind::CashIn),
    ("payment", EventKind::Payment),
    ("transfer", EventKind::TransferOut),
    ("withdrawal", EventKind::CashOut),
];

/// All that may be done in such a way.
const ANYTHING: [EventKind; 5] =
    [EventKind::CashIn, EventKind::CashOut, EventKind::Cheque, EventKind::Payment, EventKind::TransferOut];

/// Words of names of what a bank does when it is asked to, one time, whatever the type that the fee is given.
const SERVICES: [&str; 40] = [
    "alert",
    "alerts",
    "archive",
    "audit",
    "certificate",
    "chargeback",
    "coin",
    "confirmation",
    "copies",
    "copy",
    "courier",
    "declined",
    "discharge",
    "dispute",
    "draft",
    "duplicate",
    "enquiries",
    "enquiry",
    "establishment",
    "garnishee",
    "honour",
    "investigation",
    "investigations",
    "lost",
    "notes",
    "opening",
    "recall",
    "redemption",
    "replacement",
    "retrieval",
    "rtgs",
    "search",
    "settlement",
    "stop",
    "swift",
    "telegraphic",
    "trace",
    "tracing",
    "unclaimed",
    "voucher",
];

/// Names of cheques that a bank draws, which no record shows either.
const BANK_CHEQUES: [&str; 5] =
    ["bank cheque", "corporate cheque", "counter cheque", "financial institution cheque", "official cheque"];

/// Words by which a text beside a price of nothing can say that there is one.
const PRICED: [&str; 28] = [
    "above",
    "additional",
    "after",
    "brochure",
    "contact",
    "cost",
    "costs",
    "depend",
    "depending",
    "depends",
    "exceed",
    "exceeding",
    "exceeds",
    "expenses",
    "extra",
    "greater",
    "higher",
    "increase",
    "may",
    "minimum",
    "more",
    "other",
    "others",
    "plus",
    "refer",
    "see",
    "variable",
    "vary",
];

/// Words of a condition: what costs nothing under one has a price without it.
const CONDITIONAL: [&str; 22] = [
    "condition",
    "conditions",
    "eligible",
    "except",
    "excluding",
    "excludes",
    "if",
    "limit",
    "linked",
    "only",
    "otherwise",
    "provided",
    "rebate",
    "subject",
    "then",
    "unless",
    "until",
    "waived",
    "waiver",
    "when",
    "where",
    "while",
];

/// How a sentence begins that says what a fee is for.
const FOR_WHAT: [&str; 6] = ["charged", "debited", "deducted", "levied", "payable", "this fee is charged"];

/// Words by which a text can make a price higher than the one beside it, or say that it is not all.
const MORE: [&str; 45] = [
    "above",
    "addition",
    "additional",
    "additionally",
    "also",
    "annual",
    "brochure",
    "cent",
    "contact",
    "cost",
    "costs",
    "depend",
    "depending",
    "depends",
    "double",
    "each",
    "every",
    "exceed",
    "exceeding",
    "exceeds",
    "expenses",
    "extra",
    "fees",
    "first",
    "further",
    "greater",
    "higher",
    "hour",
    "increase",
    "least",
    "may",
    "minimum",
    "month",
    "more",
    "other",
    "others",
    "per",
    "percent",
    "plus",
    "refer",
    "see",
    "twice",
    "variable",
    "varies",
    "vary",
];

/// Phrases by which a fee is charged once for each movement, as it is anyway.
const ONE_BY_ONE: [&str; 6] =
    ["each time", "each transaction", "per cheque", "per dishonour", "per transaction", "per withdrawal"];

/// Words of a text that says no more than when interest is reckoned and paid.
const OF_PAYMENT: [&str; 38] = [
    "accrued",
    "an",
    "and",
    "annually",
    "at",
    "balance",
    "balances",
    "basis",
    "calculated",
    "closing",
    "credit",
    "credited",
    "daily",
    "day",
    "each",
    "end",
    "every",
    "half",
    "in",
    "interest",
    "is",
    "last",
    "monthly",
    "month",
    "of",
    "on",
    "p1d",
    "p1m",
    "p1y",
    "paid",
    "payable",
    "quarter",
    "quarterly",
    "the",
    "to",
    "year",
    "yearly",
    "your",
];

/// What a fee is charged on, by its name.
pub(super) struct Named {
    /// The movements.
    pub(super) matching: EventMatch,
    /// Whether the name may mean a part of them only.
    pub(super) part: bool,
}

/// What the name of a fee says that it is charged on; `None` where it is not one of the list. `by_amount` is whether the price
/// is a part of the amount: such a fee named for nothing but foreign countries is on every payment there.
pub(super) fn named(label: &str, by_amount: bool) -> Option<Named> {
    let name = plain(label);
    let matching = |is_foreign: Option<bool>, kind: Option<EventKind>| EventMatch {
        category: None,
        is_foreign,
        kind: kind.and_then(|kind| List::new(vec![kind]).ok()),
        mcc: None,
    };
    if PART_OF_FOREIGN.contains(&name.as_str()) {
        return Some(Named { matching: matching(Some(true), None), part: true });
    }
    if FOREIGN.contains(&name.as_str()) || (by_amount && name == "foreign") {
        return Some(Named { matching: matching(Some(true), None), part: false });
    }
    if let Some((_, kind)) = KINDS_ABROAD.iter().find(|(known, _)| *known == name) {
        return Some(Named { matching: matching(Some(true), Some(*kind)), part: false });
    }
    let (_, kind, part) = KINDS.iter().find(|(known, ..)| *known == name)?;
    Some(Named { matching: matching(None, Some(*kind)), part: *part })
}

/// What a fee is charged on that is for a way of doing something, such as at a counter: everything that may have been done in that
/// way. `None` where the name says no way.
pub(super) fn in_a_way(label: &str) -> Option<EventMatch> {
    let name = format!(" {} ", plain(label));
    let holds = |words: &str| name.contains(&format!(" {words} "));
    if !WAYS.iter().any(|way| holds(way)) {
        return None;
    }
    let mut kinds: Vec<EventKind> = Vec::new();
    for (_, kind) in DONE.iter().filter(|(word, _)| holds(word)) {
        if !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    // Cash that is paid in is not taken out.
    if holds("cash") && kinds.contains(&EventKind::CashIn) && !holds("withdrawal") {
        kinds.retain(|kind| *kind != EventKind::CashOut);
    }
    if kinds.is_empty() {
        kinds = ANYTHING.to_vec();
    }
    Some(EventMatch { category: None, is_foreign: None, kind: List::new(kinds).ok(), mcc: None })
}

/// Whether the name of a fee says that it is for something done when a customer asks for it, which no record shows.
pub(super) fn is_service(label: &str) -> bool {
    let name = plain(label);
    BANK_CHEQUES.iter().any(|known| name.contains(known)) || name.split(' ').any(|word| SERVICES.contains(&word))
}

/// A name without the words that say nothing, in one word for each meaning.
fn plain(label: &str) -> String {
    let pairs = [" visa debit ", " debit card ", " credit card "];
    let words = format!(" {} ", slug(label, ' ', usize::MAX));
    let words = pairs.iter().fold(words, |words, pair| words.replace(pair, " "));
    words
        .split_whitespace()
        .filter(|word| !FILLERS.contains(word))
        .map(|word| SYNONYMS.iter().find(|(other, _)| *other == word).map_or(word, |(_, known)| known))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a fee of this type is charged on movements of the account.
pub(super) fn is_of_movements(kind: &str) -> bool {
    matches!(kind, "DEPOSIT" | "EVENT" | "PAYMENT" | "PURCHASE" | "TRANSACTION" | "WITHDRAWAL")
}

/// Whether a text beside a rate that is paid can only say when interest is reckoned and paid.
pub(super) fn is_of_payment(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| OF_PAYMENT.contains(&word))
}

/// Whether a text beside a price can only say when that price applies: it has no figure but those of the price, and no word of more.
pub(super) fn says_when(text: &str, figures: &[i128]) -> bool {
    let text = without_figures(text, figures).replace("other than", "not");
    let text = ONE_BY_ONE.iter().fold(text, |text, phrase| text.replace(phrase, ""));
    !text.contains(is_figure) && !words(&text).any(|word| MORE.contains(&word))
}

/// Whether a text beside a price of nothing leaves it at that: it has no figure but zeros, no word of a price, and none of a
/// condition except to say what the fee is for.
pub(super) fn is_free(text: &str) -> bool {
    let text = without_figures(text, &[0]).replace("free of cost", "free").replace("no cost", "free");
    let is_conditional = |sentence: &str| {
        let sentence = sentence.trim();
        !FOR_WHAT.iter().any(|start| sentence.starts_with(start))
            && words(sentence).any(|word| CONDITIONAL.contains(&word))
    };
    !text.contains(is_figure)
        && !words(&text).any(|word| PRICED.contains(&word))
        && !text.split(['.', ';', '\n']).any(is_conditional)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric())
}

fn is_figure(character: char) -> bool {
    character.is_numeric() || matches!(character, '%' | '$' | '€' | '£')
}

/// A text in lower case, without those of its figures that are one of these, in millionths of millionths, and the signs around them.
fn without_figures(text: &str, figures: &[i128]) -> String {
    let text = text.to_lowercase();
    let mut left = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let length = rest[start..]
            .find(|character: char| !character.is_ascii_digit() && character != '.' && character != ',')
            .unwrap_or(rest.len() - start);
        let written = rest[start..start + length].trim_end_matches(['.', ',']);
        let end = start + written.len();
        let is_known = Decimal::parse(&written.replace(',', "")).is_ok_and(|figure| figures.contains(&figure.picos()));
        if is_known {
            left.push_str(rest[..start].trim_end_matches('$'));
            rest = rest[end..].trim_start_matches(" per cent").trim_start_matches(' ').trim_start_matches('%');
        } else {
            left.push_str(&rest[..end]);
            rest = &rest[end..];
        }
        left.push(' ');
    }
    left.push_str(rest);
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_understood_or_it_is_not() {
        for (name, understood) in [
            ("Foreign Transaction Fee", Some(false)),
            ("Visa foreign currency conversion fee.", Some(false)),
            ("DIRECT_DEBIT_DISHONOUR_FEE", Some(false)),
            ("ATM Withdrawal Fee", Some(true)),
            ("EFTPOS FEE", Some(true)),
            ("Foreign currency deposit fee", None),
            ("Cheque dishonour fee", Some(true)),
            ("Staff assisted transaction fee", None),
            ("OVERSEAS_VISA_DEBIT_ATM_WITHDRAWAL", Some(false)),
            ("Overseas ATM Wdl Fee", Some(false)),
            ("OTC_CASH_WITHDRAWAL", Some(true)),
            ("Periodical Payment fee", Some(false)),
            ("International fee", None),
            ("Fee", None),
        ] {
            assert_eq!(named(name, false).map(|named| named.part), understood, "{name}");
        }
        assert_eq!(named("International fee", true).and_then(|named| named.matching.is_foreign), Some(true));
        assert!(is_service("Telegraphic transfers (online)"));
        assert!(is_service("Over the counter - Purchase Financial Institution Cheque"));
        assert!(!is_service("Staff assisted transfer"));
        let ways = |name: &str| {
            in_a_way(name).and_then(|found| found.kind).map(|kinds| kinds.iter().copied().collect::<Vec<_>>())
        };
        assert_eq!(ways("Staff assisted transfer at Branch"), Some(vec![EventKind::TransferOut]));
        assert_eq!(ways("Over the counter - cash deposit"), Some(vec![EventKind::CashIn]));
        assert_eq!(ways("Bank@Post Withdrawal Fee"), Some(vec![EventKind::CashOut]));
        assert_eq!(ways("STAFF_ASSIST_FEE").map(|kinds| kinds.len()), Some(5));
        assert_eq!(ways("Transfer fee"), None);
    }

    #[test]
    fn a_text_that_may_hide_a_price_does_not_only_say_when() {
        for (text, only_when) in [
            ("Payable when you pay in a currency other than Australian dollars.", true),
            ("Deducted from your account at the time of dishonour", true),
            ("Insufficient funds in account", true),
            ("A fee of $10 payable", false),
            ("plus the costs of the other bank", false),
            ("Charged per branch", false),
            ("Other fees may apply", false),
            ("Refer to our brochure", false),
            ("3.00% of the Australian dollar value", true),
            ("3 per cent, or $3 at the counter of another bank", true),
            ("$3.00 per transaction", true),
            ("3.5% of the amount", false),
            ("The first 3 are free", false),
        ] {
            assert_eq!(says_when(text, &[3_000_000_000_000]), only_when, "{text}");
        }
    }

    #[test]
    fn what_is_free_under_a_condition_has_a_price_without_it() {
        for (text, free) in [
            ("No annual card fee. Ever.", true),
            ("$0 monthly account keeping fees", true),
            ("Payable when you deposit cash over the counter", true),
            ("A transfer between your accounts", true),
            ("Waived when you deposit 2000 a month", false),
            ("Free if you are a student", false),
            ("Charged at cost", false),
            ("Then 10 each", false),
            ("Fees may apply to linked accounts", false),
            ("No fee. Only for the first card", false),
        ] {
            assert_eq!(is_free(text), free, "{text}");
        }
    }
}
