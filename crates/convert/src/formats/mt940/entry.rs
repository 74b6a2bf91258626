//! The statement line `:61:` and the balance fields, as SWIFT lays them out: no separators, only places.

use pannier_model::value::{Amount, Currency, Date};

use crate::values::number_style::NumberStyle;

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bad {
    /// A part is missing or of the wrong kind.
    Form,
    /// A date that is none.
    Date,
    /// An amount that is none, or too large.
    Amount,
}

/// The mark of a statement line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) credit: bool,
    /// `RC`, `RD`: a credit or debit of before is taken back, so that money moves the other way.
    pub(super) reversal: bool,
    /// `EC`, `ED`: expected, not booked.
    pub(super) expected: bool,
}

/// A statement line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) value_date: Date,
    /// It was a 29 or 30 February that the calendar does not have, and is the last day of the month.
    pub(super) is_commercial: bool,
    /// Month and day; the field has no year.
    pub(super) entry: Option<(u8, u8)>,
    pub(super) mark: Mark,
    /// Without sign.
    pub(super) amount: Amount,
    /// `NTRF`, `FMSC`, `S103`; empty where the bank writes none.
    pub(super) code: &'a str,
    /// The account holder's reference; absent for `NONREF`.
    pub(super) reference: Option<&'a str>,
    /// The bank's.
    pub(super) bank_reference: Option<&'a str>,
}

impl<'a> Line<'a> {
    /// Reads the first line of `:61:`.
    pub(super) fn read(text: &'a str) -> Result<Self, Bad> {
        let (digits, mut rest) = leading_digits(text);
        let (value, entry) = match digits.len() {
            6 => (digits, None),
            10 => (&digits[..6], Some(&digits[6..])),
            _ => return Err(Bad::Form),
        };
        let (value_date, is_commercial) = match (short_date(value), entry) {
            (Some(date), _) => (date, false),
            // Banks that reckon interest by months of thirty days write such a value; the day of entry is a real one.
            (None, Some(_)) => (end_of_february(value).ok_or(Bad::Date)?, true),
            (None, None) => return Err(Bad::Date),
        };
        let entry = match entry {
            None => None,
            Some(entry) => {
                let (month, day) = (pair(&entry[..2]).ok_or(Bad::Date)?, pair(&entry[2..]).ok_or(Bad::Date)?);
                // 2000 is a leap year.
                Date::new(2000, month, day).map_err(|_| Bad::Date)?;
                Some((month, day))
            }
        };
        let mut mark = Mark { credit: false, reversal: false, expected: false };
        if let Some(after) = rest.strip_prefix('R') {
            (mark.reversal, rest) = (true, after);
        } else if let Some(after) = rest.strip_prefix('E') {
            (mark.expected, rest) = (true, after);
        }
        let first = rest.chars().next().filter(|c| matches!(c, 'C' | 'D')).ok_or(Bad::Form)?;
        mark.credit = first == 'C';
        rest = &rest[1..];
        // The last letter of the currency, where the bank writes it.
        rest = rest.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.')).ok_or(Bad::Form)?;
        let amount = amount(&rest[..end])?;
        rest = &rest[end..];
        rest = rest.trim_start();
        let code = if rest.starts_with("//") {
            // A bank that has no codes goes on with its own reference. A line that ends here may have been cut off.
            ""
        } else {
            // Four places; a bank leaves those behind the first letter blank.
            let code = rest.get(..4).map(str::trim_end).filter(|code| {
                code.starts_with(['N', 'F', 'S']) && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
            let code = code.ok_or(Bad::Form)?;
            rest = rest[4..].trim();
            code
        };
        let (reference, bank_reference) = rest.split_once("//").map_or((rest, None), |(own, bank)| (own, Some(bank)));
        let given = |text: &&str| !text.is_empty() && !text.eq_ignore_ascii_case("NONREF");
        Ok(Self {
            value_date,
            is_commercial,
            entry,
            mark,
            amount,
            code,
            reference: Some(reference.trim()).filter(given),
            bank_reference: bank_reference.map(str::trim).filter(given),
        })
    }

    /// The amount with the sign the account sees: `C` and `RD` in, `D` and `RC` out.
    pub(super) fn signed(&self) -> Amount {
        if self.mark.credit == self.mark.reversal { -self.amount } else { self.amount }
    }

    /// The day of entry. Of the years in which it is a day, the one that puts it into the statement, else the one that
    /// puts it nearest to the value date: a statement of 2 January holds values of 30 December.
    pub(super) fn entry_date(&self, statement: Option<(Date, Date)>) -> Option<Date> {
        let (month, day) = self.entry?;
        let year = self.value_date.year();
        let candidates = || {
            [year.checked_sub(1), Some(year), year.checked_add(1)]
                .into_iter()
                .flatten()
                .filter_map(|year| Date::new(year, month, day).ok())
        };
        let within = statement.and_then(|(from, to)| {
            let mut inside = candidates().filter(|date| from <= *date && *date <= to);
            inside.next().filter(|_| inside.next().is_none())
        });
        within.or_else(|| candidates().min_by_key(|date| date.days_since(self.value_date).abs()))
    }
}

/// A balance: `C131016EUR84349,74`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) date: Date,
    pub(super) currency: Currency,
    /// With its sign.
    pub(super) amount: Amount,
}

impl Held {
    pub(super) fn read(text: &str) -> Result<Self, Bad> {
        let text = text.trim();
        let credit = match text.chars().next() {
            Some('C') => true,
            Some('D') => false,
            _ => return Err(Bad::Form),
        };
        let (digits, rest) = leading_digits(&text[1..]);
        let date = short_date(digits).ok_or(Bad::Date)?;
        let (currency, rest) = currency(rest).ok_or(Bad::Form)?;
        let amount = amount(rest)?;
        Ok(Self { date, currency, amount: if credit { amount } else { -amount } })
    }
}

/// A currency and what follows it.
pub(super) fn currency(text: &str) -> Option<(Currency, &str)> {
    Some((Currency::parse(text.get(..3)?).ok()?, &text[3..]))
}

/// Digits, a comma, and no or more decimals. The comma is prescribed; without it the number has no decimals. Some banks
/// write a point for it: three digits behind one could be thousands, so that such a number is none.
pub(super) fn amount(text: &str) -> Result<Amount, Bad> {
    if !text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.')) {
        return Err(Bad::Amount);
    }
    let style = match text.split_once('.') {
        Some((_, decimals)) if decimals.len() == 3 => return Err(Bad::Amount),
        Some(_) => NumberStyle::POINT,
        None => NumberStyle::COMMA,
    };
    let plain = text.strip_suffix([',', '.']).unwrap_or(text);
    NumberStyle { group: None, ..style }.read(plain, &[]).map_err(|_| Bad::Amount)
}

/// The digits before the first other character, and the rest.
pub(super) fn leading_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// `YYMMDD`; years of two digits are those of 1980 to 2079.
pub(super) fn short_date(text: &str) -> Option<Date> {
    if text.len() != 6 {
        return None;
    }
    let year = u16::from(pair(text.get(..2)?)?);
    let year = if year >= 80 { 1900 + year } else { 2000 + year };
    Date::new(year, pair(text.get(2..4)?)?, pair(text.get(4..)?)?).ok()
}

/// The last day of February behind a 29 or 30 February that the calendar does not have.
fn end_of_february(text: &str) -> Option<Date> {
    let year = text.get(..2)?;
    if !matches!(text.get(2..), Some("0229" | "0230")) {
        return None;
    }
    short_date(&format!("{year}0229")).or_else(|| short_date(&format!("{year}0228")))
}

fn pair(text: &str) -> Option<u8> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let check = |text: &str, expected: Result<&str, Bad>| {
            let found = Line::read(text).map(|line| {
                format!(
                    "{} {} {}{}{} {} {} {}",
                    line.value_date,
                    line.entry_date(None).map_or("-".to_owned(), |date| date.to_string()),
                    line.signed(),
                    if line.mark.reversal { " reversal" } else { "" },
                    if line.mark.expected { " expected" } else { "" },
                    line.code,
                    line.reference.unwrap_or("-"),
                    line.bank_reference.unwrap_or("-")
                )
            });
            assert_eq!(found.as_deref().map_err(|bad| *bad), expected, "{text}");
        };
        check("2601150116D12,50NTRFNONREF", Ok("2026-01-15 2026-01-16 -12.50 NTRF - -"));
        check("2601150116DR12,50NTRFNONREF//A-1", Ok("2026-01-15 2026-01-16 -12.50 NTRF - A-1"));
        check("260115C0012,NMSCREF/7//", Ok("2026-01-15 - 12 NMSC REF/7 -"));
        check("260115RCR1,62N426X//Y", Ok("2026-01-15 - -1.62 reversal N426 X Y"));
        check("260115RD1,62F103X", Ok("2026-01-15 - 1.62 reversal F103 X -"));
        check("260115EC1,S103", Ok("2026-01-15 - 1 expected S103 - -"));
        check("260115D100N426", Ok("2026-01-15 - -100 N426 - -"));
        // The year of the entry is the one nearest to the value date.
        check("2512311231D1,NTRF", Ok("2025-12-31 2025-12-31 -1 NTRF - -"));
        check("2512310102D1,NTRF", Ok("2025-12-31 2026-01-02 -1 NTRF - -"));
        check("2601021230D1,NTRF", Ok("2026-01-02 2025-12-30 -1 NTRF - -"));
        check("2403010229D1,NTRF", Ok("2024-03-01 2024-02-29 -1 NTRF - -"));
        check("9912310101D1,NTRF", Ok("1999-12-31 2000-01-01 -1 NTRF - -"));
        check("2602300227D12,50NTRF", Ok("2026-02-28 2026-02-27 -12.50 NTRF - -"));
        check("2402300301D12,50NTRF", Ok("2024-02-29 2024-03-01 -12.50 NTRF - -"));
        check("2602290227D12,50NTRF", Ok("2026-02-28 2026-02-27 -12.50 NTRF - -"));
        check("260230D12,50NTRF", Err(Bad::Date));
        check("2602310227D12,50NTRF", Err(Bad::Date));
        check("2604310430D12,50NTRF", Err(Bad::Date));
        check("2601150116D12,50S   A1", Ok("2026-01-15 2026-01-16 -12.50 S A1 -"));
        check("2601150116D12,50 NTRFA1", Ok("2026-01-15 2026-01-16 -12.50 NTRF A1 -"));
        check("2601150116D12,50S  ", Err(Bad::Form));
        check("2601150116D12,50S T A1", Err(Bad::Form));
        check("2601151316D12,50NTRF", Err(Bad::Date));
        check("2601150116D12,5,0NTRF", Err(Bad::Amount));
        check("2601150116D12.50NTRF", Ok("2026-01-15 2026-01-16 -12.50 NTRF - -"));
        check("2601150116D1.250NTRF", Err(Bad::Amount));
        check("2601150116D1.250,00NTRF", Err(Bad::Amount));
        check("2601150116D1.2.5NTRF", Err(Bad::Amount));
        check("2601150116DN12,50//A-1", Ok("2026-01-15 2026-01-16 -12.50  - A-1"));
        check("2601150116D12,50//", Ok("2026-01-15 2026-01-16 -12.50  - -"));
        check("2601150116D12,50NMSC//NonRef", Ok("2026-01-15 2026-01-16 -12.50 NMSC - -"));
        check("2601150116D12,50/A-1", Err(Bad::Form));
        check("2601150116DNTRF", Err(Bad::Amount));
        check("2601150116X12,50NTRF", Err(Bad::Form));
        check("2601150116D12,50XTRF", Err(Bad::Form));
        check("2601150116D12,50", Err(Bad::Form));
        check("2601150116D12,50Né", Err(Bad::Form));
        check("", Err(Bad::Form));
    }

    #[test]
    fn the_statement_decides_the_year() {
        let date = |text: &str| Date::parse(text).expect("a date");
        let check = |text: &str, from: &str, to: &str, expected: &str| {
            let line = Line::read(text).expect("a line");
            assert_eq!(line.entry_date(Some((date(from), date(to)))), Some(date(expected)), "{text}");
        };
        // A value date seven months ahead: the statement says which year.
        check("2608010105D1,NTRF", "2026-01-01", "2026-01-31", "2026-01-05");
        check("2601021230D1,NTRF", "2025-12-29", "2026-01-02", "2025-12-30");
        check("2601021230D1,NTRF", "2027-01-01", "2027-01-02", "2025-12-30");
    }

    #[test]
    fn balances() {
        let check = |text: &str, expected: Result<&str, Bad>| {
            let found = Held::read(text).map(|held| format!("{} {} {}", held.date, held.currency, held.amount));
            assert_eq!(found.as_deref().map_err(|bad| *bad), expected, "{text}");
        };
        check("C260115EUR000000000147,64", Ok("2026-01-15 EUR 147.64"));
        check("D260115EUR0,", Ok("2026-01-15 EUR 0"));
        check("D260115JPY12000,", Ok("2026-01-15 JPY -12000"));
        check("C260115GBP10235.43", Ok("2026-01-15 GBP 10235.43"));
        check("C260115GBP10.235", Err(Bad::Amount));
        check("C260115GBP10.235,43", Err(Bad::Amount));
        check("C261387INR11,", Err(Bad::Date));
        check("C260115EUR11 27,94", Err(Bad::Amount));
        check("C260115EUR", Err(Bad::Amount));
        check("C260115eur1,", Err(Bad::Form));
        check("X260115EUR1,", Err(Bad::Form));
        check("", Err(Bad::Form));
    }
}
