//! Free text of a source as text of a record.

use std::borrow::Cow;

use pannier_model::value::{Masked, Name, Text};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// The text in normalization form C, trimmed, line ends as LF, any other control character as a space; `None` when
/// nothing is left. Runs of spaces stay: fixed-width columns inside a description mean something to their readers.
pub(crate) fn tidy(text: &str) -> Option<String> {
    let composed = if is_nfc(text) { text.to_owned() } else { text.nfc().collect() };
    let mut tidied = String::with_capacity(composed.len());
    let mut characters = composed.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\n' => tidied.push('\n'),
            '\t' => tidied.push('\t'),
            c if c.is_control() => tidied.push(' '),
            c => tidied.push(c),
        }
    }
    let trimmed = tidied.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// As [`str::trim`]: of most texts the first and the last byte tell that there is nothing to trim.
pub(crate) fn trimmed(text: &str) -> &str {
    let bytes = text.as_bytes();
    let is_kept = |byte: Option<&u8>| byte.is_none_or(|byte| (0x21..0x7F).contains(byte));
    if is_kept(bytes.first()) && is_kept(bytes.last()) { text } else { text.trim() }
}

/// Whether there is nothing but printable ASCII. It goes by pieces without a way out of the middle, so that many bytes are
/// looked at in one step.
pub(crate) fn is_printable(bytes: &[u8]) -> bool {
    bytes.chunks(64).all(|piece| piece.iter().fold(true, |all, byte| all & (0x20..0x7F).contains(byte)))
}

/// A `text`; `Err` when it is longer than 4,000 characters.
pub(crate) fn text(text: &str) -> Result<Option<Text>, TooLong> {
    // Most are ASCII without control characters: nothing is to be done but to trim them.
    if let Some(printable) = Text::printable(text.trim_ascii()) {
        return Ok(Some(printable));
    }
    tidy(text).map(|text| Text::parse(&text).map_err(|_| TooLong)).transpose()
}

/// As [`text`], where it is `kept`; else only judged.
pub(crate) fn kept(written: &str, kept: bool) -> Result<Option<Text>, TooLong> {
    if kept || written.len() > SHORT_TEXT { text(written) } else { Ok(None) }
}

/// As [`name`], where it is `kept`; else only judged.
pub(crate) fn kept_name(written: &str, kept: bool) -> Result<Option<Name>, TooLong> {
    if kept || written.len() > SHORT_NAME { name(written) } else { Ok(None) }
}

/// So many bytes are never too long for a text or a name: composing makes no text longer than three times its bytes.
pub(crate) const SHORT_TEXT: usize = 1300;
pub(crate) const SHORT_NAME: usize = 60;

/// A `name`; `Err` when it is longer than 200 characters.
pub(crate) fn name(text: &str) -> Result<Option<Name>, TooLong> {
    if let Some(printable) = Name::printable(text.trim_ascii()) {
        return Ok(Some(printable));
    }
    tidy(text).map(|text| Name::parse(&text).map_err(|_| TooLong)).transpose()
}

/// The text is longer than its member can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// What is left of a text once masks are not taken for its characters, and how much of it was masked.
///
/// Two or more asterisks are a mask; one alone belongs to many card descriptors (`PAYPAL *SHOP`). A mask becomes a
/// single asterisk whatever its length, because the length tells how long the hidden name is; a text in which nothing
/// but masks and punctuation stands is hidden altogether.
pub(crate) fn unmask(text: &str) -> (Option<Cow<'_, str>>, Option<Masked>) {
    // Hardly any text has an asterisk at all.
    if memchr::memchr(b'*', text.as_bytes()).is_none_or(|first| !text[first..].contains("**")) {
        return (Some(Cow::Borrowed(text)), None);
    }
    let mut shown = String::with_capacity(text.len());
    let mut masked = false;
    let mut run = 0_usize;
    for c in text.chars() {
        if c == '*' {
            run += 1;
            masked |= run > 1;
            if run > 1 {
                continue;
            }
        } else {
            run = 0;
        }
        shown.push(c);
    }
    match (masked, shown.chars().any(char::is_alphanumeric)) {
        (false, _) => (Some(Cow::Borrowed(text)), None),
        (true, true) => (Some(Cow::Owned(shown)), Some(Masked::Partial)),
        (true, false) => (None, Some(Masked::Full)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidied() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(tidy(text).as_deref(), expected, "{text:?}");
        check("  A  B ", Some("A  B"));
        check(" \t\r\n", None);
        check("a\r\nb\rc", Some("a\nb\nc"));
        check("a\u{1}b\u{85}c", Some("a b c"));
        check("e\u{301}", Some("é"));
    }

    #[test]
    fn masks_do_not_tell_lengths() {
        let check = |text: &str, shown: Option<&str>, masked: Option<Masked>| {
            let found = unmask(text);
            assert_eq!((found.0.as_deref(), found.1), (shown, masked), "{text}");
        };
        check("EXAMPLE GYM", Some("EXAMPLE GYM"), None);
        check("PAYPAL *SHOP", Some("PAYPAL *SHOP"), None);
        check("*****", None, Some(Masked::Full));
        check("***-***-****", None, Some(Masked::Full));
        check("INT'L ******  SHOP", Some("INT'L *  SHOP"), Some(Masked::Partial));
        check("REF.******** FROM *****", Some("REF.* FROM *"), Some(Masked::Partial));
        check("PAYMENT TO****", Some("PAYMENT TO*"), Some(Masked::Partial));
    }
}
