//! Telephone numbers as operators write them: in full, or with digits cut or starred for the other party's sake.

use pannier_model::value::{Name, Number, NumberScheme};

/// Letters that operators write in the place of a digit.
const MASKS: [char; 6] = ['x', 'X', '*', '?', '•', '…'];

/// The number of a record: with its value where it is whole; `None` where the text is none.
///
/// Of a masked number only what stands behind the mask is shown, at most four digits: the German way of cutting the
/// last three leaves nothing to show.
pub(crate) fn number(scheme: NumberScheme, written: &str) -> Option<Number> {
    let written = written.trim();
    if written.chars().any(char::is_alphabetic) && !written.chars().all(|c| MASKS.contains(&c) || !c.is_alphabetic()) {
        return name(written);
    }
    if written.chars().any(|c| MASKS.contains(&c)) || written.contains("...") {
        let known = |c: char| c.is_ascii_digit() || MASKS.contains(&c) || "+-/(). #".contains(c);
        if !written.chars().all(known) {
            return None;
        }
        let end: String = written
            .chars()
            .rev()
            .take_while(|c| !MASKS.contains(c) && *c != '.')
            .filter(char::is_ascii_digit)
            .take(4)
            .collect();
        let end: String = end.chars().rev().collect();
        return Some(Number::masked(scheme, Name::parse(&format!("…{end}")).ok()?));
    }
    let (plus, rest) = written.strip_prefix('+').map_or(("", written), |rest| ("+", rest));
    // Feature codes begin with a star or hash, which masks do not leave at the beginning.
    let digits: String = rest.chars().filter(|c| !matches!(c, ' ' | '-' | '/' | '(' | ')' | '.' | '\u{A0}')).collect();
    if digits.is_empty() || digits.len() > 40 || !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'#') {
        return None;
    }
    let value = Name::parse(&format!("{plus}{digits}")).ok()?;
    // Four of four digits would be the whole number.
    let shown = if digits.len() > 4 { &digits[digits.len() - 4..] } else { "" };
    Number::whole(scheme, Name::parse(&format!("…{shown}")).ok()?, value).ok()
}

/// Whether [`number`] gives one, for whoever only judges: plain digits need not be made a number for that.
pub(crate) fn is_number(written: &str) -> bool {
    let digits = written.strip_prefix('+').unwrap_or(written);
    let plain = (1..=40).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain || number(NumberScheme::Phone, written).is_some()
}

/// A sender of messages that goes by a name, which is no number of any plan.
fn name(written: &str) -> Option<Number> {
    if written.chars().count() > 40 || written.chars().any(char::is_control) {
        return None;
    }
    let last: Vec<char> = written.chars().rev().take(4).collect();
    let shown: String = if written.chars().count() > 4 { last.into_iter().rev().collect() } else { String::new() };
    Number::whole(
        NumberScheme::Other,
        Name::parse(&format!("…{shown}")).ok()?,
        crate::values::text::name(written).ok()??,
    )
    .ok()
}

/// Whether a text shows the beginning of a number of which the end is cut: what no member takes.
pub(crate) fn is_cut(written: &str) -> bool {
    let masked = written.chars().any(|c| MASKS.contains(&c)) || written.contains("...");
    masked && written.trim_start_matches('+').starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        let check = |written: &str, expected: Option<(&str, Option<&str>)>| {
            let found = number(NumberScheme::Phone, written);
            assert_eq!(is_number(written), found.is_some(), "{written}");
            let found = found.as_ref().map(|number| (number.display().as_str(), number.value().map(Name::as_str)));
            assert_eq!(found, expected, "{written}");
        };
        check("+44 20 7946 0018", Some(("…0018", Some("+442079460018"))));
        check("(0)171/555-0199", Some(("…0199", Some("01715550199"))));
        check("100", Some(("…", Some("100"))));
        check("0171555xxx", Some(("…", None)));
        check("0171555***", Some(("…", None)));
        check("*******0199", Some(("…0199", None)));
        check("+49171***99", Some(("…99", None)));
        check("0171 555 …", Some(("…", None)));
        check("0171555...", Some(("…", None)));
        check("PayPal", Some(("…yPal", Some("PayPal"))));
        check("max", Some(("…", Some("max"))));
        check("*100#", Some(("…100", None)));
        check("", None);
        check("+", None);
    }

    #[test]
    fn cut() {
        assert_eq!(["0171555xxx", "+49171***", "***0199", "0171555"].map(is_cut), [true, true, false, false]);
    }
}
