//! Lines of a text of any length.

use pannier_report::{Code, Finding, Location};

use crate::{
    Encoding, Error, Input, Options,
    syntax::{
        encoding::{byte_order_mark, head, is_utf_8},
        window::{Stop, Window},
    },
};

/// Longest line, in bytes.
const LINE: usize = 1 << 20;

/// A line: where it stands in what is in memory of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// From 1.
    pub(crate) number: u64,
    /// Offset of its first byte.
    pub(crate) offset: u64,
    start: usize,
    end: usize,
}

/// Reads lines; CR LF, LF and a lone CR all end one.
pub(crate) struct Lines<'i> {
    window: Window<'i>,
    number: u64,
    /// The line that was given back last, and the position behind it: it stands in memory as long as nothing else is read.
    back: Option<(Line, usize)>,
}

impl<'i> Lines<'i> {
    /// From the beginning of the text; a finding where it has a byte without a character, wherever that is.
    pub(crate) fn of(input: &'i mut dyn Input, options: &Options) -> Result<Result<Self, Box<Finding>>, Error> {
        if let Err(finding) = check(input, options.encoding)? {
            return Ok(Err(finding));
        }
        Ok(Ok(Self { window: Window::new(input, options.encoding)?, number: 1, back: None }))
    }

    /// Where the next line begins.
    pub(crate) fn here(&self) -> u64 {
        self.window.offset(self.window.at)
    }

    /// Goes to the beginning of a line.
    pub(crate) fn go(&mut self, offset: u64, number: u64) -> Result<(), Stop> {
        self.number = number;
        self.back = None;
        self.window.seek(offset)
    }

    /// Gives back the line read last, which is the next one again.
    pub(crate) fn give_back(&mut self, line: Line) {
        self.back = Some((line, self.window.at));
        self.window.at = line.start;
        self.number = line.number;
    }

    /// Number of the next line.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The next line, without what ends it.
    pub(crate) fn next(&mut self) -> Result<Option<Line>, Stop> {
        if let Some((line, behind)) = self.back.take() {
            self.window.at = behind;
            self.number = line.number + 1;
            return Ok(Some(line));
        }
        let mut looked = 0;
        loop {
            let rest = self.window.rest();
            let start = self.window.at;
            match memchr::memchr2(b'\n', b'\r', &rest[looked..]) {
                Some(found) => {
                    let length = looked + found;
                    let is_return = rest[length] == b'\r';
                    if is_return && length + 1 == rest.len() && !self.window.is_last() {
                        looked = length;
                        self.window.fill()?;
                        continue;
                    }
                    let ends = if is_return && rest.get(length + 1) == Some(&b'\n') { 2 } else { 1 };
                    return Ok(Some(self.line(start, length, ends)));
                }
                None if self.window.is_last() => {
                    let length = rest.len();
                    return Ok((length > 0).then(|| self.line(start, length, 0)));
                }
                None if rest.len() > LINE => {
                    let message = "a line is longer than 1 MiB";
                    let finding = Finding::new(Code::ConvertStructure, Location::line(self.number), message);
                    return Err(Stop::Finding(finding.into()));
                }
                None => {
                    looked = rest.len();
                    self.window.fill()?;
                }
            }
        }
    }

    fn line(&mut self, start: usize, length: usize, ends: usize) -> Line {
        let line = Line { number: self.number, offset: self.window.offset(start), start, end: start + length };
        self.window.at = start + length + ends;
        self.number += 1;
        line
    }

    /// The text of the line read last.
    pub(crate) fn text(&self, line: Line) -> &str {
        self.window.text().get(line.start..line.end).unwrap_or_default()
    }
}

/// Whether every byte has a character: UTF-8, UTF-16 by its byte order mark, else as given, never as a guess. A file that
/// is not what it is taken for is refused before anything of it is told.
pub(crate) fn check(input: &mut dyn Input, given: Option<Encoding>) -> Result<Result<(), Box<Finding>>, Error> {
    let mark = byte_order_mark(&head(input, 4)?).map(|(encoding, _)| encoding);
    let encoding = mark.or(given).unwrap_or(Encoding::UTF_8);
    if encoding == Encoding::UTF_8 && is_utf_8(input)? {
        return Ok(Ok(()));
    }
    let mut window = Window::new(input, given)?;
    Stop::apart((|| {
        loop {
            window.at = window.text().len();
            if window.is_last() {
                return Ok(());
            }
            window.fill()?;
        }
    })())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn lines(text: &[u8]) -> Vec<(u64, u64, String)> {
        let mut input = Cursor::new(text);
        let mut lines = Lines::of(&mut input, &Options::default()).ok().and_then(Result::ok).expect("a text");
        let mut seen = Vec::new();
        while let Ok(Some(line)) = lines.next() {
            seen.push((line.number, line.offset, lines.text(line).to_owned()));
        }
        seen
    }

    #[test]
    fn lines_are_numbered() {
        let check = |text: &str, expected: &[(u64, u64, &str)]| {
            let expected: Vec<_> = expected.iter().map(|(n, at, text)| (*n, *at, (*text).to_owned())).collect();
            assert_eq!(lines(text.as_bytes()), expected, "{text:?}");
        };
        check("", &[]);
        check("a\n", &[(1, 0, "a")]);
        check("a\r", &[(1, 0, "a")]);
        check("a\r\n\r\nb\rc\n\nd", &[(1, 0, "a"), (2, 3, ""), (3, 5, "b"), (4, 7, "c"), (5, 9, ""), (6, 10, "d")]);
    }

    /// What a piece cuts in two is read like any other.
    #[test]
    fn pieces_cut_nothing() {
        for before in (256 * 1024 - 4)..(256 * 1024 + 2) {
            let text = format!("{}\r\nab\ré\n", "x".repeat(before));
            let at = before as u64;
            let seen = lines(text.as_bytes());
            assert_eq!(seen[1..], [(2, at + 2, "ab".to_owned()), (3, at + 5, "é".to_owned())], "{before}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let is_text = |bytes: &[u8], given: Option<Encoding>, expected: bool| {
            let found = check(&mut Cursor::new(bytes), given).expect("memory");
            assert_eq!(found.is_ok(), expected, "{bytes:?}");
        };
        is_text(b"\xEF\xBB\xBFa", None, true);
        is_text(b"\xFF\xFEa\0", None, true);
        is_text(b"\xFF\xFEa", None, false);
        is_text(b"a\xA3", None, false);
        is_text(b"a\xA3", Some(Encoding::WINDOWS_1252), true);
        is_text(b"a\x81", Some(Encoding::WINDOWS_1252), false);
    }
}
