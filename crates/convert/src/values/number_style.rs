//! How a source writes amounts: exactly, and in one style for a whole file.

use pannier_model::value::{Amount, Decimal};

use crate::values::date_style::Decided;

/// Separators and signs of the amounts of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NumberStyle {
    /// Between units and fraction: `.` or `,`.
    pub(crate) decimal: char,
    /// Between groups of three digits; a space stands for no-break and narrow spaces as well, `'` for `’` as well.
    pub(crate) group: Option<char>,
    /// `12.50-` is negative.
    pub(crate) trailing_minus: bool,
    /// `(12.50)` is negative.
    pub(crate) parentheses: bool,
}

/// Why a text is no amount in a style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadNumber {
    /// Not a number in this style.
    Notation,
    /// More than twelve digits before the point or more than six that are not zero after it.
    Range,
}

impl NumberStyle {
    /// `1,234.56`.
    pub(crate) const POINT: Self = Self { decimal: '.', group: Some(','), trailing_minus: false, parentheses: false };
    /// `1.234,56`.
    pub(crate) const COMMA: Self = Self { decimal: ',', group: Some('.'), trailing_minus: false, parentheses: false };

    /// Reads one amount. `symbols` are signs of the currency that may stand before or after the digits.
    pub(crate) fn read(self, text: &str, symbols: &[&str]) -> Result<Amount, BadNumber> {
        if let Some(amount) = self.plain(text, symbols) {
            return Ok(amount);
        }
        let (negative, units, fraction) = self.parts(text, symbols)?;
        Amount::parse(&compose(negative, &units, fraction, 6)?).map_err(|_| BadNumber::Range)
    }

    /// Reads one quantity; `symbols` are names of its unit. Zero with an exponent (`0E-20`), which some programs print, is
    /// zero; no other number has an exponent.
    pub(crate) fn read_decimal(self, text: &str, symbols: &[&str]) -> Result<Decimal, BadNumber> {
        let text = text.trim_matches(is_space);
        let text = match text.split_once(['E', 'e']) {
            Some((zero, exponent))
                if zero.bytes().all(|byte| matches!(byte, b'0' | b'.' | b','))
                    && exponent.trim_start_matches(['-', '+']).parse::<u16>().is_ok() =>
            {
                zero
            }
            _ => text,
        };
        let (negative, units, fraction) = self.parts(text, symbols)?;
        Decimal::parse(&compose(negative, &units, fraction, 12)?).map_err(|_| BadNumber::Range)
    }

    /// A sign before or behind a symbol, up to twelve digits, and up to six behind the decimal sign: nearly all amounts, read
    /// without looking twice.
    fn plain(self, text: &str, symbols: &[&str]) -> Option<Amount> {
        let (mut negative, mut rest) = (false, text);
        if let Some(after) = rest.strip_prefix('-') {
            (negative, rest) = (true, after);
        }
        if !rest.starts_with(|c: char| c.is_ascii_digit()) {
            rest = symbols.iter().find_map(|symbol| rest.strip_prefix(symbol))?;
            if let Some(after) = rest.strip_prefix('-').filter(|_| !negative) {
                (negative, rest) = (true, after);
            }
        }
        let (mut units, mut digits, mut whole) = (0_i64, 0, None);
        // Digits since the sign between thousands that came last.
        let mut group = None;
        for byte in rest.bytes() {
            match byte {
                // Eighteen digits are within the range of the number.
                b'0'..=b'9' if digits < 18 => {
                    units = units * 10 + i64::from(byte - b'0');
                    digits += 1;
                }
                byte if whole.is_none() && char::from(byte) == self.decimal => {
                    whole = Some(digits);
                }
                byte if whole.is_none() && self.group == Some(char::from(byte)) => {
                    let is_first = group.is_none() && (1..=3).contains(&digits);
                    if !is_first && group.is_none_or(|before| digits - before != 3) {
                        return None;
                    }
                    group = Some(digits);
                }
                _ => return None,
            }
        }
        let scale = whole.map_or(0, |whole| digits - whole);
        let whole_digits = digits - scale;
        let is_grouped = group.is_none_or(|before| whole_digits - before == 3);
        if !(1..=12).contains(&whole_digits) || !is_grouped || scale > 6 || (whole.is_some() && scale == 0) {
            return None;
        }
        Amount::from_units(if negative { -units } else { units }, u8::try_from(scale).ok()?).ok()
    }

    /// Sign, digits before and digits after the decimal sign.
    fn parts<'t>(self, text: &'t str, symbols: &[&str]) -> Result<(bool, String, &'t str), BadNumber> {
        let mut rest = text.trim_matches(is_space);
        let mut negative = None;
        if self.parentheses
            && let Some(inner) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'))
        {
            negative = Some(true);
            rest = inner.trim_matches(is_space);
        }
        // A sign may stand before or behind the currency: -£5.00, £-5.00. Never twice.
        let mut symbol_taken = false;
        loop {
            let before = rest;
            if negative.is_none()
                && let Some((sign, after)) = sign(rest)
            {
                negative = Some(sign);
                rest = after;
            }
            if !symbol_taken && let Some(after) = symbols.iter().find_map(|symbol| rest.strip_prefix(symbol)) {
                symbol_taken = true;
                rest = after.trim_start_matches(is_space);
            }
            if rest == before {
                break;
            }
        }
        if !symbol_taken && let Some(inner) = symbols.iter().find_map(|symbol| rest.strip_suffix(symbol)) {
            rest = inner.trim_end_matches(is_space);
        }
        if self.trailing_minus && negative.is_none() {
            if let Some(inner) = rest.strip_suffix(['-', MINUS]) {
                negative = Some(true);
                rest = inner.trim_end_matches(is_space);
            } else if let Some(inner) = rest.strip_suffix('+') {
                rest = inner.trim_end_matches(is_space);
            }
        }
        let (units, fraction) = rest.split_once(self.decimal).unwrap_or((rest, ""));
        if rest.ends_with(self.decimal) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(BadNumber::Notation);
        }
        // `.50` is written by some banks and reads in one way only.
        let units = if units.is_empty() && !fraction.is_empty() {
            String::new()
        } else {
            self.ungrouped(units).ok_or(BadNumber::Notation)?
        };
        Ok((negative.unwrap_or(false), units, fraction))
    }

    fn ungrouped(self, units: &str) -> Option<String> {
        if units.is_empty() {
            return None;
        }
        if units.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(units.to_owned());
        }
        let group = self.group?;
        let same = |c: char| c == group || (group == ' ' && is_space(c)) || (group == '\'' && c == '’');
        let parts: Vec<&str> = units.split(same).collect();
        let (first, others) = parts.split_first()?;
        let thousands = (1..=3).contains(&first.len()) && others.iter().all(|part| part.len() == 3);
        // In India a thousand is followed by groups of two: 1,50,000.
        let lakhs = || {
            let (last, middle) = others.split_last()?;
            let is_so = (1..=2).contains(&first.len()) && last.len() == 3 && middle.iter().all(|part| part.len() == 2);
            (group == ',' && is_so).then_some(())
        };
        let is_grouped = thousands || lakhs().is_some();
        let digits = parts.concat();
        (is_grouped && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
    }
}

const MINUS: char = '\u{2212}';

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{A0}' | '\u{2009}' | '\u{202F}')
}

fn sign(text: &str) -> Option<(bool, &str)> {
    let rest = text
        .strip_prefix(['-', MINUS])
        .map(|rest| (true, rest))
        .or_else(|| text.strip_prefix('+').map(|rest| (false, rest)))?;
    Some((rest.0, rest.1.trim_start_matches(is_space)))
}

/// The number with its leading zeros gone and its decimals kept; zeros behind the last one are not worth a refusal.
fn compose(negative: bool, units: &str, fraction: &str, decimals: usize) -> Result<String, BadNumber> {
    let units = units.trim_start_matches('0');
    let (kept, rest) = fraction.split_at(fraction.len().min(decimals));
    if rest.bytes().any(|digit| digit != b'0') {
        return Err(BadNumber::Range);
    }
    let zero = units.is_empty() && kept.bytes().all(|digit| digit == b'0');
    let mut text = String::with_capacity(units.len() + kept.len() + 3);
    if negative && !zero {
        text.push('-');
    }
    text.push_str(if units.is_empty() { "0" } else { units });
    if !kept.is_empty() {
        text.push('.');
        text.push_str(kept);
    }
    Ok(text)
}

/// What the amounts seen so far say about the decimal separator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StyleEvidence {
    point: bool,
    comma: bool,
    /// Both read some amount, with different results: `1.234`.
    differ: bool,
}

impl Default for StyleEvidence {
    fn default() -> Self {
        Self { point: true, comma: true, differ: false }
    }
}

impl StyleEvidence {
    /// Takes one amount of the source into account.
    pub(crate) fn see(&mut self, text: &str, symbols: &[&str]) {
        let (point, comma) = (NumberStyle::POINT.read(text, symbols), NumberStyle::COMMA.read(text, symbols));
        self.take(point, comma);
    }

    /// As [`Self::see`], unless the text is no amount in either style.
    pub(crate) fn see_if_amount(&mut self, text: &str) {
        let (point, comma) = (NumberStyle::POINT.read(text, &[]), NumberStyle::COMMA.read(text, &[]));
        if point.is_ok() || comma.is_ok() {
            self.take(point, comma);
        }
    }

    fn take(&mut self, point: Result<Amount, BadNumber>, comma: Result<Amount, BadNumber>) {
        self.differ |= matches!((point, comma), (Ok(point), Ok(comma)) if point != comma);
        self.point &= point.is_ok();
        self.comma &= comma.is_ok();
    }

    /// The style of the whole source; whole numbers only read the same in both.
    pub(crate) fn decide(self) -> Decided<NumberStyle> {
        match (self.point, self.comma) {
            (true, true) if self.differ => Decided::Ambiguous,
            (true, _) => Decided::Style(NumberStyle::POINT),
            (false, true) => Decided::Style(NumberStyle::COMMA),
            (false, false) => Decided::Contradiction,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        let check = |style: NumberStyle, text: &str, expected: Result<&str, BadNumber>| {
            let read = style.read(text, &["£", "GBP", "R$"]).map(|amount| amount.to_string());
            assert_eq!(read.as_deref().map_err(|error| *error), expected, "{text}");
        };
        let (point, comma) = (NumberStyle::POINT, NumberStyle::COMMA);
        check(point, "12.50", Ok("12.50"));
        check(point, "-£1,234.56", Ok("-1234.56"));
        check(point, "£-0.00", Ok("0.00"));
        check(point, "+£23751.72", Ok("23751.72"));
        check(point, "12.50 GBP", Ok("12.50"));
        check(point, "\u{2212}12.50", Ok("-12.50"));
        check(point, "-00000000001500.0000", Ok("-1500.0000"));
        check(point, "0.12345600000", Ok("0.123456"));
        check(comma, "R$ 5.326,43", Ok("5326.43"));
        check(comma, "-2,56", Ok("-2.56"));
        check(point, "-.50", Ok("-0.50"));
        check(point, ".", Err(BadNumber::Notation));
        check(point, "5.", Err(BadNumber::Notation));
        check(point, "1,23.00", Err(BadNumber::Notation));
        check(point, "1,234,5", Err(BadNumber::Notation));
        check(point, "-12,50,000.00", Ok("-1250000.00"));
        check(point, "1,00,00,000", Ok("10000000"));
        check(point, "100,50,000", Err(BadNumber::Notation));
        check(point, "1,50,00", Err(BadNumber::Notation));
        check(point, "1,5,000", Err(BadNumber::Notation));
        check(comma, "1.50.000,00", Err(BadNumber::Notation));
        check(point, "--5", Err(BadNumber::Notation));
        check(point, "££5", Err(BadNumber::Notation));
        check(point, "12.50-", Err(BadNumber::Notation));
        check(point, "(12.50)", Err(BadNumber::Notation));
        check(point, "7.6E+12", Err(BadNumber::Notation));
        check(point, "１２.５", Err(BadNumber::Notation));
        check(point, "", Err(BadNumber::Notation));
        check(point, "0.1234567", Err(BadNumber::Range));
        check(point, "1234567890123", Err(BadNumber::Range));
        check(NumberStyle { trailing_minus: true, ..point }, "12.50-", Ok("-12.50"));
        check(NumberStyle { parentheses: true, ..point }, "(£12.50)", Ok("-12.50"));
        check(NumberStyle { parentheses: true, ..point }, "(-12.50)", Err(BadNumber::Notation));
        check(NumberStyle { group: Some('\''), ..point }, "1'234’567.5", Ok("1234567.5"));
        check(NumberStyle { group: Some(' '), ..comma }, "1\u{202F}234,5", Ok("1234.5"));
    }

    #[test]
    fn quantities_have_more_decimals_than_amounts() {
        let check = |text: &str, expected: Result<&str, BadNumber>| {
            let read = NumberStyle::POINT.read_decimal(text, &["kWh"]).map(|quantity| quantity.to_string());
            assert_eq!(read.as_deref().map_err(|error| *error), expected, "{text}");
        };
        check("0.123456789012", Ok("0.123456789012"));
        check("1,234.5 kWh", Ok("1234.5"));
        check("0E-20", Ok("0"));
        check("0.0e+3", Ok("0.0"));
        check("1E-2", Err(BadNumber::Notation));
        check("E-2", Err(BadNumber::Notation));
        check("0E-2x", Err(BadNumber::Notation));
        check("0.1234567890123", Err(BadNumber::Range));
    }

    #[test]
    fn one_style_for_the_whole_file() {
        let check = |amounts: &[&str], expected: Decided<NumberStyle>| {
            let mut evidence = StyleEvidence::default();
            for amount in amounts {
                evidence.see(amount, &[]);
            }
            assert_eq!(evidence.decide(), expected, "{amounts:?}");
        };
        check(&["12.50", "1.234"], Decided::Style(NumberStyle::POINT));
        check(&["12,50", "1.234"], Decided::Style(NumberStyle::COMMA));
        check(&["1.234"], Decided::Ambiguous);
        check(&["1,234", "500"], Decided::Ambiguous);
        check(&["12", "500"], Decided::Style(NumberStyle::POINT));
        check(&["12,50", "12.50"], Decided::Contradiction);
    }
}
