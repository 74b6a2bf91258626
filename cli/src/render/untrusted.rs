//! Text that came from a file, an argument or a path, on its way to a terminal.

use std::{
    fmt::{self, Write as _},
    io::{self, Write},
    path::Path,
};

/// Prints text so that it can neither move the cursor, nor colour, nor reorder, nor hide what a person reads.
///
/// Control characters (C0, DEL, C1), line breaks, bidirectional controls and characters without width are printed as
/// escapes, and so are bytes that are not UTF-8. Whoever makes a file chooses its names and messages; without this they could draw an "OK"
/// over an error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Untrusted<'a>(&'a [u8]);

impl<'a> Untrusted<'a> {
    /// Text of a file or a message about one.
    pub(crate) fn text(text: &'a str) -> Self {
        Self(text.as_bytes())
    }

    /// A path as the user or a folder gave it.
    pub(crate) fn path(path: &'a Path) -> Self {
        Self(path.as_os_str().as_encoded_bytes())
    }
}

impl fmt::Display for Untrusted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            for c in chunk.valid().chars() {
                match c {
                    '\n' => f.write_str("\\n")?,
                    '\r' => f.write_str("\\r")?,
                    '\t' => f.write_str("\\t")?,
                    c if is_treacherous(c) => write!(f, "\\u{{{:x}}}", u32::from(c))?,
                    c => f.write_char(c)?,
                }
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

/// Writes JSON text with `\u` escapes for the same characters: the same JSON, which a terminal cannot be tricked with.
/// Within strings only, for JSON has none of them outside but the line breaks, which stay.
pub(crate) fn write_json(out: &mut dyn Write, json: &str) -> io::Result<()> {
    let mut rest = json;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| *c != '\n' && is_treacherous(*c)) {
        out.write_all(&rest.as_bytes()[..at])?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        rest = &rest[at + c.len_utf8()..];
    }
    out.write_all(rest.as_bytes())
}

/// Writes lines of text in which the same characters are escaped, so that a terminal cannot be tricked with them.
pub(crate) fn write_lines(out: &mut dyn Write, text: &str) -> io::Result<()> {
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let line = line.strip_suffix('\r').unwrap_or(line);
        write!(out, "{}{end}", Untrusted::text(line))?;
    }
    Ok(())
}

/// Characters that change what is seen of their neighbours.
fn is_treacherous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}'          // zero width, left-to-right and right-to-left marks
            | '\u{2028}'..='\u{202e}'          // line and paragraph separators, embeddings and overrides
            | '\u{2060}'..='\u{206f}'          // word joiner, isolates, deprecated format characters
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({"a": "x\u{202e}y\u{9b}\u{7f}é\n", "\u{e0041}": "東京"});
        let mut out = Vec::new();
        write_json(&mut out, &serde_json::to_string_pretty(&value).unwrap()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!text.chars().any(|c| c != '\n' && is_treacherous(c)), "{text}");
        assert!(text.contains("\\u202e") && text.contains("\\udb40\\udc41") && text.contains("東京"), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn lines_stay_lines() {
        let mut out = Vec::new();
        write_lines(&mut out, "a\r\n\u{1b}[31mb\n\nc").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a\n\\u{1b}[31mb\n\nc");
    }

    #[test]
    fn nothing_a_terminal_obeys_passes() {
        for (given, shown) in [
            ("Café £12.50 — 東京", "Café £12.50 — 東京"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("two\nlines\tand\r", "two\\nlines\\tand\\r"),
            ("\u{7f}\u{9b}", "\\u{7f}\\u{9b}"),
            ("exe\u{202e}fdp", "exe\\u{202e}fdp"),
            ("a\u{200b}b\u{2066}c\u{feff}", "a\\u{200b}b\\u{2066}c\\u{feff}"),
            ("\u{0}", "\\u{0}"),
        ] {
            assert_eq!(Untrusted::text(given).to_string(), shown, "{given:?}");
        }
        assert_eq!(Untrusted(b"\xff\xfe.zip").to_string(), "\\xff\\xfe.zip");
    }
}
