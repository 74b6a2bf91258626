//! Rules on texts, numbers of the world, and the written form of amounts.

use super::family::letters;
use super::findings::PartFindings;
use super::walk::{Path, walk};
use pannier_model::record::AnyRecord;
use pannier_model::value::{Currency, Fields as _, Number, NumberScheme, View};
use pannier_report::Code;
use unicode_normalization::is_nfc;

/// Digits that a card number has at least.
const LEAST: usize = 13;

/// The currency that was looked up last, and what the list has of it: nearly every amount of a part is in one.
#[derive(Debug, Default)]
pub(crate) struct MinorUnit {
    currency: [u8; 3],
    digits: Option<u8>,
    listed: bool,
}

impl MinorUnit {
    fn of(&mut self, code: &str) -> &Self {
        if code.as_bytes() != self.currency
            && let Ok(currency) = Currency::parse(code)
        {
            *self = Self { currency: letters(code), digits: currency.minor_digits(), listed: currency.is_listed() };
        }
        self
    }
}

/// Whether one of the texts of a row in the row form can break `text-normalised` or `card-number-in-text`: one look at the row for
/// all of them. What those rules are about is never written as an escape there, so that no text can break them where the whole
/// row has only ASCII and no run that is long enough.
pub(crate) fn is_suspect(row: &str) -> bool {
    !row.is_ascii() || has_long_run(row.as_bytes())
}

/// Whether a byte is one of those that a card number is written with.
const IN_RUN: [bool; 256] = {
    let mut in_run = [false; 256];
    in_run[b' ' as usize] = true;
    in_run[b'-' as usize] = true;
    let mut digit = b'0';
    while digit <= b'9' {
        in_run[digit as usize] = true;
        digit += 1;
    }
    in_run
};

/// Whether as many digits, spaces and hyphens stand together as a card number has at least.
fn has_long_run(bytes: &[u8]) -> bool {
    let is_of_run = |byte: &u8| IN_RUN[usize::from(*byte)];
    // Of so many bytes together one is met, whatever is not looked at.
    let mut at = LEAST - 1;
    while let Some(byte) = bytes.get(at) {
        if is_of_run(byte) {
            let before = bytes[..at].iter().rev().take_while(|byte| is_of_run(byte)).count();
            let behind = bytes[at..].iter().take_while(|byte| is_of_run(byte)).count();
            if before + behind >= LEAST {
                return true;
            }
            at += behind;
        }
        at += LEAST;
    }
    false
}

/// Whether a record of which no text is suspect has nothing else to look at: no number, and no amount with more decimals than the
/// currency looked up last, which is its own.
fn is_plain(record: &AnyRecord, unit: &MinorUnit) -> bool {
    let mut plain = true;
    record.each_field(&mut |name, view| {
        plain &= match view {
            View::Amount(amount) => unit.digits.is_some_and(|digits| amount.scale() <= digits),
            View::Word(word) => !is_currency(name) || (unit.listed && word.as_bytes() == unit.currency),
            View::Number(_) | View::Object(_) | View::List(_) => false,
            _ => true,
        };
    });
    plain
}

/// Whether a member names a currency that has to be known.
fn is_currency(member: &str) -> bool {
    matches!(member, "currency" | "original_currency")
}

/// `text-normalised`, `card-number-in-text`, `number-unmasked`, `number-display`, `currency-known`, `amount-scale`. Nearly
/// all records have nothing `suspect` and no number, and are in one currency: they need one look.
pub(crate) fn check_row(
    record: &AnyRecord,
    row: u64,
    suspect: bool,
    unit: &mut MinorUnit,
    findings: &mut PartFindings<'_>,
) {
    if !suspect && is_plain(record, unit) {
        return;
    }
    let record_type = record.record_type();
    // Of the currency of the record, once it was asked for.
    let mut own = None;
    walk(record, |path, view| match view {
        View::Text(text) => {
            normalised(text, path, "", row, findings);
            card_number(text, path, "", row, findings);
        }
        View::Word(text) => {
            card_number(text, path, "", row, findings);
            if is_currency(path.member()) && !unit.of(text).listed {
                findings.row_help(
                    Code::CurrencyKnown,
                    row,
                    path.pointer(),
                    "the currency is not in the list of the standard",
                    "correct it; of a currency that is newer than the list nothing else is wrong",
                );
            }
        }
        View::Extensions(extensions) => extensions.each_text(&mut |text| {
            normalised(text, path, "", row, findings);
            card_number(text, path, "", row, findings);
        }),
        View::Number(number) => {
            number_texts(number, path, row, findings);
            let counterparty = || record_type.group_of(path.member()).is_some_and(|group| group.id == "counterparty");
            if number.value().is_some() && counterparty() {
                findings.row_help(
                    Code::NumberUnmasked,
                    row,
                    path.pointer() + "/value",
                    "the number of somebody else is given in full",
                    "leave out `value`; `pair_id` is enough to recognise it again",
                );
            }
        }
        View::Amount(amount) => {
            let digits = match path.name() {
                "original_amount" => digits(record, "original_currency", unit),
                _ => *own.get_or_insert_with(|| digits(record, "currency", unit)),
            };
            if digits.is_some_and(|digits| amount.scale() > digits) {
                findings.row_help(
                    Code::AmountScale,
                    row,
                    path.pointer(),
                    "the amount has more decimals than its currency",
                    "check that the decimal mark was read as the source means it",
                );
            }
        }
        _ => {}
    });
}

/// Decimals of the currency that a member of the record names.
fn digits(record: &AnyRecord, member: &str, unit: &mut MinorUnit) -> Option<u8> {
    match record.get(member) {
        Some(View::Word(code)) => unit.of(code).digits,
        _ => None,
    }
}

fn number_texts(number: &Number, path: &Path, row: u64, findings: &mut PartFindings<'_>) {
    let display = number.display().as_str();
    normalised(display, path, "/display", row, findings);
    card_number(display, path, "/display", row, findings);
    if let Some(value) = number.value() {
        normalised(value.as_str(), path, "/value", row, findings);
        card_number(value.as_str(), path, "/value", row, findings);
    }
    let secret =
        !matches!(number.scheme(), NumberScheme::Bic | NumberScheme::Lei | NumberScheme::Url | NumberScheme::Other);
    if secret && display.chars().filter(char::is_ascii_digit).count() > 4 {
        findings.row_help(
            Code::NumberDisplay,
            row,
            path.pointer() + "/display",
            "more than four digits of a number are on display",
            "write `*` for all but the last four characters",
        );
    }
}

fn normalised(text: &str, path: &Path, below: &str, row: u64, findings: &mut PartFindings<'_>) {
    if !text.is_ascii() && !is_nfc(text) {
        findings.row_help(
            Code::TextNormalised,
            row,
            path.pointer() + below,
            "the text is not in Unicode normal form C",
            "normalise texts when they are read from the source",
        );
    }
}

fn card_number(text: &str, path: &Path, below: &str, row: u64, findings: &mut PartFindings<'_>) {
    if holds_card_number(text) {
        findings.row_help(
            Code::CardNumberInText,
            row,
            path.pointer() + below,
            "a run of digits looks like a card number",
            "mask all but the last four digits; one reference in ten looks like this by chance",
        );
    }
}

/// Whether 13 to 19 digits that begin with 2 to 6 and pass the Luhn check stand together, or in groups of four to six
/// with one space or hyphen between them as on a card.
fn holds_card_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    // A walk from digit to digit only where there are enough of them.
    if bytes.len() < LEAST || bytes.iter().filter(|byte| byte.is_ascii_digit()).count() < LEAST {
        return false;
    }
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = 0;
    while at < bytes.len() {
        let first = digits(at);
        if first == 0 {
            at += 1;
            continue;
        }
        if (LEAST..=19).contains(&first) && passes(&bytes[at..at + first]) {
            return true;
        }
        // Groups: the lengths of printed cards are 4-4-4-4, 4-6-5 and 4-4-4-4-3.
        if first == 4 {
            let mut number = bytes[at..at + first].to_vec();
            let mut end = at + first;
            while matches!(bytes.get(end), Some(b' ' | b'-')) {
                let next = digits(end + 1);
                if next == 0 || next > 6 || number.len() + next > 19 {
                    break;
                }
                number.extend_from_slice(&bytes[end + 1..end + 1 + next]);
                end += 1 + next;
                if number.len() >= 15 && passes(&number) {
                    return true;
                }
            }
        }
        at += first;
    }
    false
}

/// Begins with 2 to 6 and passes the check of ISO/IEC 7812-1 annex B (Luhn).
fn passes(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            match (place % 2, digit) {
                (0, _) => digit,
                (_, 0..=4) => digit * 2,
                _ => digit * 2 - 9,
            }
        })
        .sum();
    matches!(digits.first(), Some(b'2'..=b'6')) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers() {
        let check = |text: &str, expected: bool| {
            assert_eq!(holds_card_number(text), expected, "{text}");
            // Wherever it stands in a row, it is not overlooked.
            for before in 0..30 {
                let row = format!("{{\"text\":\"{}{text}x\"}}", "x".repeat(before));
                assert!(is_suspect(&row) || !expected, "{row}");
            }
        };
        check("4111111111111111", true);
        check("card 4111 1111 1111 1111 thanks", true);
        check("4111-1111-1111-1111", true);
        check("amex 3782 822463 10005", true);
        check("ref:5555555555554444.", true);
        check("4111111111111112", false);
        check("1111111111111117", false);
        check("411111111111", false);
        check("41111111111111111111", false);
        check("4111  1111 1111 1111", false);
        check("**** **** **** 1111", false);
        check("", false);
        check("4222222222222", true);
    }

    #[test]
    fn suspect_rows() {
        let check = |row: &str, expected: bool| assert_eq!(is_suspect(row), expected, "{row}");
        check("", false);
        check(r#"{"date":"2026-01-14","seq":123456789012,"text":"1 2 3 4 5 6-"}"#, false);
        check(r#"{"text":"1 2 3 4 5 6-7"}"#, true);
        check("1234567890123", true);
        check("123456789012", false);
        check("x1234567890 -", false);
        check("x1234567890 -1", true);
        check(r#"{"text":"Café"}"#, true);
    }
}
