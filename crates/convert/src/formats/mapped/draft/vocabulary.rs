//! What mappings that come with the program call columns: the nearest thing to a dictionary of banks' headers.

use std::{
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

use pannier_model::value::Currency;

use crate::formats::mapped::{Shipped, mapping::Rows};

/// How often a header stands for a member in mappings of transactions that come with the program.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    members: HashMap<String, BTreeMap<&'static str, u32>>,
    /// Words that tell whether an unsigned amount went out.
    flags: HashMap<String, bool>,
    /// What words in `kind_text` mean, where all that have a word agree.
    kinds: HashMap<String, Option<String>>,
}

impl Vocabulary {
    /// That of the mappings that come with the program.
    pub(super) fn shipped() -> &'static Self {
        static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
        VOCABULARY.get_or_init(|| {
            let mut vocabulary = Self::default();
            for shipped in Shipped::all() {
                if let Rows::Transactions(bookings) = shipped.mapping().rows() {
                    vocabulary.learn(bookings.written());
                }
            }
            vocabulary
        })
    }

    fn learn(&mut self, written: &crate::formats::mapped::transactions::Written) {
        for (member, column) in written.named_columns() {
            for header in column.names() {
                *self.members.entry(plain(header)).or_default().entry(member).or_default() += 1;
            }
        }
        for (words, is_out) in [(written.words_out(), true), (written.words_in(), false)] {
            self.flags.extend(words.iter().map(|word| (word.to_lowercase(), is_out)));
        }
        for (word, kind) in written.kinds() {
            let known = self.kinds.entry(word.to_lowercase()).or_insert_with(|| Some(kind.clone()));
            if known.as_ref() != Some(kind) {
                *known = None;
            }
        }
    }

    /// The members that a header stands for, and how often.
    pub(super) fn members(&self, header: &str) -> impl Iterator<Item = (&'static str, u32)> {
        self.members.get(&plain(header)).into_iter().flatten().map(|(member, count)| (*member, *count))
    }

    /// Whether a word says that an amount went out; `None` where it says nothing.
    pub(super) fn is_out(&self, word: &str) -> Option<bool> {
        self.flags.get(&word.to_lowercase()).copied()
    }

    /// The kind of movement that a word means.
    pub(super) fn kind(&self, word: &str) -> Option<&str> {
        self.kinds.get(&word.to_lowercase())?.as_deref()
    }
}

/// A header without what differs between exports that mean the same: case, the currency, signs at its end.
fn plain(header: &str) -> String {
    let header = header.to_lowercase();
    let kept = header.split(['(', '[']).next().filter(|kept| !kept.trim().is_empty()).unwrap_or(&header);
    let words: Vec<&str> = kept
        .split(|c: char| c.is_whitespace() || matches!(c, '_' | ':' | '.' | '-' | '/'))
        .filter(|word| !word.is_empty())
        .collect();
    let is_currency =
        |word: &str| Currency::parse(&word.to_uppercase()).is_ok_and(|code| code.minor_digits().is_some());
    let end = match words.as_slice() {
        [.., "in", last] if words.len() > 2 && is_currency(last) => words.len() - 2,
        [.., last] if words.len() > 1 && is_currency(last) => words.len() - 1,
        _ => words.len(),
    };
    words[..end].join(" ")
}

/// The currency that a header names: `Amount (EUR)`, `Betrag in €`.
///
/// A word of three capital letters is a code in brackets, behind "in", or at the end of a header in small letters: ALL, TOP and
/// TRY are words as well.
pub(super) fn currency_in(header: &str) -> Option<Currency> {
    let words: Vec<&str> = header.split_whitespace().collect();
    let has_small = header.chars().any(char::is_lowercase);
    words.iter().enumerate().find_map(|(index, word)| {
        let bare = word.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | ':'));
        let is_marked = bare.len() < word.len()
            || (index > 0 && words[index - 1].eq_ignore_ascii_case("in"))
            || (has_small && index > 0 && index + 1 == words.len());
        currency_of_symbol(bare).or_else(|| {
            let code = Currency::parse(bare).ok().filter(|code| code.minor_digits().is_some());
            code.filter(|_| is_marked)
        })
    })
}

/// The currency of a symbol that only one has.
pub(super) fn currency_of_symbol(symbol: &str) -> Option<Currency> {
    let code = match symbol {
        "€" => "EUR",
        "£" => "GBP",
        "zł" => "PLN",
        "Kč" => "CZK",
        "Ft" => "HUF",
        "₹" => "INR",
        "R$" => "BRL",
        "₺" => "TRY",
        "₪" => "ILS",
        "₩" => "KRW",
        _ => return None,
    };
    Currency::parse(code).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_without_what_differs() {
        let check = |header: &str, expected: &str| assert_eq!(plain(header), expected, "{header}");
        check("Amount (EUR)", "amount");
        check("Betrag in EUR", "betrag");
        check("Umsatz EUR", "umsatz");
        check("Booking_Date:", "booking date");
        check("EUR", "eur");
        check("(x)", "(x)");
    }

    #[test]
    fn currencies_that_headers_name() {
        let check = |header: &str, expected: Option<&str>| {
            assert_eq!(currency_in(header).as_ref().map(Currency::as_str), expected, "{header}");
        };
        check("Amount (EUR)", Some("EUR"));
        check("Importe €", Some("EUR"));
        check("Paid in GBP", Some("GBP"));
        check("Umsatz EUR", Some("EUR"));
        // Words of three letters that are none.
        check("ALL", None);
        check("TRY ALL", None);
        check("All fees", None);
        check("Amount", None);
    }

    #[test]
    fn the_shipped_mappings_are_its_source() {
        let known = Vocabulary::shipped();
        let best = |header: &str| known.members(header).max_by_key(|(_, count)| *count).map(|(member, _)| member);
        assert_eq!(best("Buchungstag"), Some("date"));
        assert_eq!(best("Saldo"), Some("running_balance"));
        assert_eq!(best("Amount (GBP)"), Some("amount"));
        assert_eq!(best("Wombat"), None);
        assert_eq!(known.is_out("DEBIT"), Some(true));
        assert_eq!(known.is_out("Bij"), Some(false));
        assert_eq!(known.is_out("wombat"), None);
    }
}
