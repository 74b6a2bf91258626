//! Account numbers as statements write them.

use std::borrow::Cow;

use pannier_model::value::{Name, Number, NumberScheme};

use crate::values::text::{is_printable, trimmed};

/// The parts of an account number.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Written<'a> {
    /// A card's, which never stands in a record in full.
    pub(crate) card: bool,
    pub(crate) bank: Option<&'a str>,
    pub(crate) branch: Option<&'a str>,
    pub(crate) number: Option<&'a str>,
}

impl<'a> Written<'a> {
    /// The number of a record; `None` when nothing of it is known.
    pub(crate) fn number(self) -> Option<Number> {
        let number = self.written()?;
        let plain: Cow<'_, str> = if is_alphanumeric(number.as_bytes()) {
            Cow::Borrowed(number)
        } else {
            number.chars().filter(char::is_ascii_alphanumeric).collect()
        };
        let last = plain.len().saturating_sub(4);
        // Four of four characters would be the whole number.
        let shown = if last == 0 { "" } else { &plain[last..] };
        let mut display = [0; "…".len() + 4];
        let (mark, rest) = display.split_at_mut("…".len());
        mark.copy_from_slice("…".as_bytes());
        rest[..shown.len()].copy_from_slice(shown.as_bytes());
        let display = &display[.."…".len() + shown.len()];
        let display = Name::parse(std::str::from_utf8(display).ok()?).ok()?;
        if self.card {
            return Some(Number::masked(NumberScheme::Card, display));
        }
        // Masks of asterisks, and of capital X before digits.
        if memchr::memchr2(b'*', b'X', number.as_bytes()).is_some() && (number.contains("**") || number.contains("XX"))
        {
            return Some(Number::masked(NumberScheme::Bban, display));
        }
        if has_iban_check(&plain) {
            let value = if plain.bytes().any(|byte| byte.is_ascii_lowercase()) {
                Name::parse(&plain.to_ascii_uppercase())
            } else {
                Name::parse(&plain)
            };
            return Number::whole(NumberScheme::Iban, display, value.ok()?).ok();
        }
        // A number is one only together with its bank; two banks give the same.
        let mut parts = [self.bank, self.branch].into_iter().flatten().map(str::trim).filter(|part| !part.is_empty());
        let value = match parts.next() {
            None => Name::parse(number),
            Some(first) => Name::parse(&[first].into_iter().chain(parts).chain([number]).collect::<Vec<_>>().join(" ")),
        };
        Number::whole(NumberScheme::Bban, display, value.ok()?).ok()
    }

    /// Whether [`Written::number`] gives one: for a row that is judged and not kept.
    pub(crate) fn has_number(self) -> bool {
        let fits = |text: &str| text.len() <= 60 && is_printable(text.as_bytes());
        match self.written() {
            None => false,
            Some(number) if [Some(number), self.bank, self.branch].into_iter().flatten().all(fits) => true,
            Some(_) => self.number().is_some(),
        }
    }

    fn written(self) -> Option<&'a str> {
        // Apostrophes guard a number from spreadsheets.
        let number = trimmed(self.number?);
        let is_guarded = number.starts_with('\'') || number.ends_with('\'');
        Some(if is_guarded { number.trim_matches('\'') } else { number }).filter(|number| !number.is_empty())
    }
}

/// Numbers that were read before: most rows of a statement name one of a few other parties.
#[derive(Debug, Default)]
pub(crate) struct Known {
    slots: Vec<Option<(Box<str>, Number)>>,
}

/// How many numbers are remembered; a new one takes the place of an older one.
const SLOTS: usize = 256;
/// Longest number that is remembered, in bytes: an IBAN in groups of four.
const REMEMBERED: usize = 42;

impl Known {
    /// As [`Written::number`], of a number without a bank.
    pub(crate) fn number(&mut self, written: &str) -> Option<Number> {
        let read = || Written { number: Some(written), ..Written::default() }.number();
        if written.len() > REMEMBERED {
            return read();
        }
        self.slots.resize_with(SLOTS, || None);
        let place = written.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        let slot = &mut self.slots[place % SLOTS];
        if let Some((_, number)) = slot.as_ref().filter(|(text, _)| **text == *written) {
            return Some(number.clone());
        }
        let number = read()?;
        *slot = Some((written.into(), number.clone()));
        Some(number)
    }
}

/// ISO 13616: two letters, two digits, and the remainder by 97 is 1.
pub(crate) fn is_iban(text: &str) -> bool {
    is_alphanumeric(text.as_bytes()) && has_iban_check(text)
}

/// As [`is_iban`], for a text of nothing but letters and digits.
fn has_iban_check(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [a, b, c, d, rest @ ..] = bytes else { return false };
    let form = a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit();
    if !form || !(15..=34).contains(&bytes.len()) {
        return false;
    }
    let add = |sum: u64, byte: &u8| {
        // Divided only where the next digits would not fit.
        let sum = if sum < u64::MAX / 1000 { sum } else { sum % 97 };
        match byte {
            b'0'..=b'9' => sum * 10 + u64::from(byte - b'0'),
            byte => sum * 100 + u64::from(byte.to_ascii_uppercase() - b'A') + 10,
        }
    };
    let sum = rest.iter().fold(0, add);
    bytes[..4].iter().fold(sum, add) % 97 == 1
}

/// Whether there is nothing but letters and digits of ASCII; without a way out of the middle, as [`is_printable`].
fn is_alphanumeric(bytes: &[u8]) -> bool {
    bytes.chunks(64).all(|piece| piece.iter().fold(true, |all, byte| all & byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibans() {
        let check = |text: &str, expected: bool| assert_eq!(is_iban(text), expected, "{text}");
        check("GB82WEST12345698765432", true);
        check("gb82west12345698765432", true);
        check("GB82WEST12345698765433", false);
        check("GB82 WEST 1234 5698 7654 32", false);
        check("GB82_-\u{e9}!", false);
        check("", false);
    }

    #[test]
    fn known_numbers_are_those_that_are_read() {
        let mut known = Known::default();
        // More than there are slots, twice, so that some are found again and others are not.
        for number in
            (0..2000).chain(0..2000).map(|number| format!("{number:08}")).chain(["****1234".into(), " ".into()])
        {
            let read = Written { number: Some(&number), ..Written::default() }.number();
            assert_eq!(known.number(&number), read, "{number}");
            assert_eq!(known.number(&number), read, "{number} again");
        }
    }

    #[test]
    fn numbers() {
        let check = |card: bool, bank: &str, number: &str, expected: Option<(&str, NumberScheme, Option<&str>)>| {
            let written = Written { card, bank: Some(bank), branch: None, number: Some(number) };
            assert_eq!(written.has_number(), expected.is_some(), "{number}");
            let found = written.number();
            let found = found.as_ref().map(|n| (n.display().as_str(), n.scheme(), n.value().map(Name::as_str)));
            assert_eq!(found, expected, "{number}");
        };
        check(false, "123456", "12345678", Some(("…5678", NumberScheme::Bban, Some("123456 12345678"))));
        check(false, "", "12345678-1", Some(("…6781", NumberScheme::Bban, Some("12345678-1"))));
        check(
            false,
            "B",
            "GB82 WEST 1234 5698 7654 32",
            Some(("…5432", NumberScheme::Iban, Some("GB82WEST12345698765432"))),
        );
        check(false, "1", "****1234", Some(("…", NumberScheme::Bban, None)));
        check(false, "1", "XXXXXX1234", Some(("…1234", NumberScheme::Bban, None)));
        check(false, "1", "1234", Some(("…", NumberScheme::Bban, Some("1 1234"))));
        check(false, "", "GB82-WEST", Some(("…WEST", NumberScheme::Bban, Some("GB82-WEST"))));
        check(false, "", "gb82west12345698765432", Some(("…5432", NumberScheme::Iban, Some("GB82WEST12345698765432"))));
        check(false, "", "GB82WEST12345698765433", Some(("…5433", NumberScheme::Bban, Some("GB82WEST12345698765433"))));
        check(false, "", &"1".repeat(201), None);
        check(true, "", "4000001234567899", Some(("…7899", NumberScheme::Card, None)));
        check(false, "1", " ", None);
    }
}
