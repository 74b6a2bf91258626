//! Texts that people wrote, made fit for a target. Every one of them may be hostile: whoever pays one pound chooses it.

use std::fmt::Write as _;

use pannier_model::value::Masked;

/// On one line: line breaks and tabs as spaces, which is all that a text has of control characters.
pub(crate) fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_break(c) { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// Line and paragraph separators, at which some programs end a line, and what XML has no place for.
fn is_break(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

/// The first `most` characters, and whether there were more.
pub(crate) fn cut(text: &str, most: usize) -> (&str, bool) {
    match text.char_indices().nth(most) {
        Some((end, _)) => (text[..end].trim_end(), true),
        None => (text, false),
    }
}

/// A description with its masks as sources write them, so that a reader tells them from a single asterisk.
pub(crate) fn masked(description: Option<&str>, masked: Option<Masked>) -> Option<String> {
    match (description, masked) {
        (None, Some(_)) => Some("****".to_owned()),
        (Some(text), Some(_)) => Some(text.replace('*', "**")),
        (text, None) => text.map(str::to_owned),
    }
}

/// Elements of XML, one below the other, with what stands in them escaped.
#[derive(Debug, Default)]
pub(crate) struct Xml {
    text: String,
    depth: usize,
}

impl Xml {
    /// Begins an element, with attributes as they are to stand there.
    pub(crate) fn open(&mut self, name: &str, attributes: &str) {
        let _ = writeln!(self.text, "{:1$}<{name}{attributes}>", "", self.depth);
        self.depth += 1;
    }

    /// Ends it.
    pub(crate) fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        let _ = writeln!(self.text, "{:1$}</{name}>", "", self.depth);
    }

    /// An element with a text.
    pub(crate) fn leaf(&mut self, name: &str, text: &str) {
        self.leaf_with(name, "", text);
    }

    /// An element with attributes and a text.
    pub(crate) fn leaf_with(&mut self, name: &str, attributes: &str, text: &str) {
        let _ = writeln!(self.text, "{:2$}<{name}{attributes}>{}</{name}>", "", escaped(text), self.depth);
    }

    /// Where it stands, for [`Xml::back_to`].
    pub(crate) fn mark(&self) -> (usize, usize) {
        (self.text.len(), self.depth)
    }

    /// Takes back everything that was written since then.
    pub(crate) fn back_to(&mut self, (length, depth): (usize, usize)) {
        self.text.truncate(length);
        self.depth = depth;
    }

    /// What was written since the last time.
    pub(crate) fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line() {
        let check = |text: &str, expected: &str| assert_eq!(line(text), expected, "{text:?}");
        check("a\nb\tc", "a b c");
        check("\u{2028}a\u{ffff}", "a");
        check("a  b", "a  b");
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!(cut("äöü", 2), ("äö", true));
        assert_eq!(cut("äöü", 3), ("äöü", false));
        assert_eq!(cut("a b", 2), ("a", true));
    }

    #[test]
    fn masks_are_read_back() {
        let check = |text: Option<&str>, mask: Option<Masked>| {
            let written = masked(text, mask).unwrap_or_default();
            let (shown, found) = crate::values::text::unmask(&written);
            assert_eq!((shown.filter(|text| !text.is_empty()).as_deref(), found), (text, mask), "{written}");
        };
        check(Some("PAYPAL *SHOP"), None);
        check(Some("REF.* FROM *"), Some(Masked::Partial));
        check(None, Some(Masked::Full));
        check(None, None);
    }

    #[test]
    fn markup_of_others_is_text() {
        let mut xml = Xml::default();
        xml.open("A", "");
        xml.leaf("B", "</B><C>&");
        xml.close("A");
        assert_eq!(xml.take(), "<A>\n <B>&lt;/B&gt;&lt;C&gt;&amp;</B>\n</A>\n");
    }
}
