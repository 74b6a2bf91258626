//! What the name of a fee, and the text beside it, say and cannot say.
//!
//! The format has no member for what a fee is charged on: banks say it by a name. A name is understood where, without words
//! that say nothing, it is one of a closed list; everything else is left to people.

use pannier_model::value::List;

use crate::{
    import::draft::slug,
    tariff::{EventKind, EventMatch},
};

/// Words of a name that say nothing of what is charged.
const FILLERS: [&str; 9] =
    ["card", "charge", "charges", "fee", "fees", "mastercard", "transactions", "visa", "withdrawals"];

/// Payments in another currency or country.
const FOREIGN: [&str; 9] = [
    "currency conversion",
    "foreign currency",
    "foreign currency conversion",
    "foreign currency transaction",
    "foreign transaction",
    "international conversion",
    "international currency conversion",
    "international transaction",
    "overseas transaction",
];

/// Names of movements of one kind, and whether the name may mean a part of them.
const KINDS: [(&str, EventKind, bool); 20] = [
    ("dishonour", EventKind::ReturnedItem, false),
    ("direct debit dishonour", EventKind::ReturnedItem, false),
    ("payment dishonour", EventKind::ReturnedItem, false),
    ("atm", EventKind::CashOut, true),
    ("atm withdrawal", EventKind::CashOut, true),
    ("branch cash withdrawal", EventKind::CashOut, true),
    ("branch withdrawal", EventKind::CashOut, true),
    ("cash withdrawal", EventKind::CashOut, false),
    ("cash withdrawal over the counter", EventKind::CashOut, true),
    ("counter cash withdrawal", EventKind::CashOut, true),
    ("counter withdrawal", EventKind::CashOut, true),
    ("over the counter withdrawal", EventKind::CashOut, true),
    ("cheque deposit", EventKind::Cheque, true),
    ("cheque deposits", EventKind::Cheque, true),
    ("cheque withdrawal", EventKind::Cheque, true),
    ("cheques deposited", EventKind::Cheque, true),
    ("direct debit", EventKind::DirectDebit, false),
    ("eftpos", EventKind::Card, true),
    ("eftpos purchase", EventKind::Card, true),
    ("pos withdrawal", EventKind::Card, true),
];

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

/// What a fee is charged on, by its name.
pub(super) struct Named {
    /// The movements.
    pub(super) matching: EventMatch,
    /// Whether the name may mean a part of them only.
    pub(super) part: bool,
}

/// What the name of a fee says that it is charged on; `None` where it is not one of the list.
pub(super) fn named(label: &str) -> Option<Named> {
    let words = slug(label, ' ', 60);
    let kept: Vec<&str> = words.split(' ').filter(|word| !FILLERS.contains(word)).collect();
    let name = kept.join(" ");
    if FOREIGN.contains(&name.as_str()) {
        let matching = EventMatch { category: None, is_foreign: Some(true), kind: None, mcc: None };
        return Some(Named { matching, part: false });
    }
    let (_, kind, part) = KINDS.iter().find(|(known, ..)| *known == name)?;
    let kind = List::new(vec![*kind]).ok();
    Some(Named { matching: EventMatch { category: None, is_foreign: None, kind, mcc: None }, part: *part })
}

/// Whether a fee of this type is charged on movements of the account.
pub(super) fn is_of_movements(kind: &str) -> bool {
    matches!(kind, "DEPOSIT" | "EVENT" | "PAYMENT" | "PURCHASE" | "TRANSACTION" | "WITHDRAWAL")
}

/// Whether a text beside a price can only say when that price applies: it has no figure, and no word of more.
pub(super) fn says_when(text: &str) -> bool {
    let text = text.to_lowercase().replace("other than", "not");
    let is_figure = |character: char| character.is_numeric() || matches!(character, '%' | '$' | '€' | '£');
    let mut words = text.split(|character: char| !character.is_alphanumeric());
    !text.contains(is_figure) && !words.any(|word| MORE.contains(&word))
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
            ("Cheque dishonour fee", None),
            ("Staff assisted transaction fee", None),
            ("Fee", None),
        ] {
            assert_eq!(named(name).map(|named| named.part), understood, "{name}");
        }
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
        ] {
            assert_eq!(says_when(text), only_when, "{text}");
        }
    }
}
