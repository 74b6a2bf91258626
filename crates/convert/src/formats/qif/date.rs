//! Dates of QIF: numeric ones, whose order only the whole file can tell, and dates with the name of their month.

use std::borrow::Cow;

use pannier_model::value::Date;

use crate::values::text::trimmed;

/// A date as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written<'t> {
    /// Parts joined by `/`, the year with four digits: for [`crate::DateOrder::read`].
    Numeric(Cow<'t, str>),
    /// The month stands there by name; nothing is left to decide.
    Named(Date),
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl<'t> Written<'t> {
    /// `28/02/2009`, `2/28/09`, `1/ 1/10`, `28.02'2009`, `2-28'09`, `2009-02-28`, `20090228`, `28 Feb 2009`,
    /// `Feb 28, 2009`; `None` for anything else.
    ///
    /// A year of two digits is one of 2000 to 2099 after an apostrophe (so Quicken writes it), else of 1970 to 2069; one of
    /// three (`099`, `100`) counts from 1900, as clocks of programs did when the century turned.
    pub(super) fn read(text: &'t str) -> Option<Self> {
        let text = trimmed(text);
        // Nearly all stand there as they are wanted.
        let is_plain = text.bytes().enumerate().all(|(at, byte)| match at {
            2 | 5 => byte == b'/',
            _ => byte.is_ascii_digit(),
        });
        if is_plain && text.len() == 10 {
            return Some(Self::Numeric(text.into()));
        }
        if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Numeric(format!("{}/{}/{}", &text[..4], &text[4..6], &text[6..]).into()));
        }
        let mut parts: Vec<&str> = Vec::with_capacity(3);
        let mut apostrophe = false;
        for part in text.split_inclusive(['/', '.', '-', '\'', ' ', ',']) {
            let word = part.trim_end_matches(['/', '.', '-', '\'', ' ', ',']);
            if word.is_empty() {
                // A space behind a separator pads a number (`1/ 1/10`); two separators in a row mean nothing.
                if part != " " || parts.is_empty() {
                    return None;
                }
            } else {
                parts.push(word);
            }
            if part.ends_with('\'') {
                // Only before the year.
                if parts.len() != 2 {
                    return None;
                }
                apostrophe = true;
            }
        }
        let [first, second, third] = parts[..] else { return None };
        if text.ends_with(['/', '-', '\'', ',']) {
            return None;
        }
        let month = |word: &str| {
            MONTHS
                .iter()
                .position(|name| word.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(name)))
                .filter(|_| word.bytes().all(|byte| byte.is_ascii_alphabetic()) && word.len() <= 9)
        };
        if let Some((day, month)) =
            month(second).map(|month| (first, month)).or_else(|| month(first).map(|month| (second, month)))
        {
            let month = u8::try_from(month + 1).ok()?;
            let day = digits(day).filter(|_| day.len() <= 2)?;
            return Date::new(year(third, apostrophe)?, month, day.try_into().ok()?).ok().map(Self::Named);
        }
        digits(first)?;
        digits(second)?;
        if first.len() == 4 {
            digits(third)?;
            return Some(Self::Numeric(format!("{first}/{second}/{third}").into()));
        }
        Some(Self::Numeric(format!("{first}/{second}/{:04}", year(third, apostrophe)?).into()))
    }
}

fn digits(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn year(text: &str, apostrophe: bool) -> Option<u16> {
    match (text.len(), digits(text)?) {
        (4, year) => Some(year),
        (1 | 2, year) if apostrophe => Some(2000 + year),
        (2, year) if year >= 70 => Some(1900 + year),
        (2, year) => Some(2000 + year),
        (3, year) if year < 200 && !apostrophe => Some(1900 + year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        let check = |text: &str, expected: Option<&str>| {
            let found = Written::read(text).map(|written| match written {
                Written::Numeric(text) => text.into_owned(),
                Written::Named(date) => format!("={date}"),
            });
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("28/02/2009", Some("28/02/2009"));
        check("2/28/09", Some("2/28/2009"));
        check("8/25/93", Some("8/25/1993"));
        check("1/ 1/10", Some("1/1/2010"));
        check("12/29' 4", Some("12/29/2004"));
        check("28.02'2009", Some("28/02/2009"));
        check("2-28'09", Some("2/28/2009"));
        check("2-28'93", Some("2/28/2093"));
        check("2009-02-28", Some("2009/02/28"));
        check("20090228", Some("2009/02/28"));
        check("28 Feb 2009", Some("=2009-02-28"));
        check("28-february-09", Some("=2009-02-28"));
        check("Feb 28, 2009", Some("=2009-02-28"));
        check("30 Feb 2009", None);
        check("28 Fxb 2009", None);
        check("28//02/2009", None);
        check("28/02", None);
        check("28/02/2009/1", None);
        check("28/02/9", None);
        check("03/25/099", Some("03/25/1999"));
        check("03/25/126", Some("03/25/2026"));
        check("03/25/999", None);
        check("03/25'099", None);
        check("28'02/2009", None);
        check("28/02/2009'", None);
        check("٢٨/٠٢/2009", None);
        check("", None);
        check("'", None);
        check("é/é/é", None);
    }
}
