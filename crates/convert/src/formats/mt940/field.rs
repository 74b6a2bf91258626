//! The fields of messages, one at a time.

use pannier_report::{Code, Finding, Location};

use crate::syntax::{lines::Lines, window::Stop};

/// Longest field, in bytes.
const FIELD: usize = 1 << 20;

/// One field of a message.
#[derive(Default)]
pub(super) struct Field {
    pub(super) tag: String,
    /// Line of the file, from 1, and its offset.
    pub(super) line: u64,
    pub(super) offset: u64,
    /// Whether a message begins with it.
    pub(super) begins: bool,
    text: Pieces,
    /// Bytes of its value so far.
    length: usize,
}

/// The lines of a value, one behind the other.
#[derive(Default)]
struct Pieces {
    bytes: String,
    ends: Vec<usize>,
}

impl Pieces {
    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn push(&mut self, line: &str) {
        self.bytes.push_str(line);
        self.ends.push(self.bytes.len());
    }

    fn lines(&self) -> impl Iterator<Item = &str> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.bytes[start..*end])
    }
}

impl Field {
    /// The lines of its value; the first is there, if empty.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines()
    }

    /// The first of them, trimmed.
    pub(super) fn first(&self) -> &str {
        self.text.lines().next().map_or("", str::trim)
    }
}

/// The fields of every message. What stands between messages is the envelope of some network.
pub(super) struct Fields<'i> {
    lines: Lines<'i>,
    /// The field read last.
    pub(super) field: Field,
    /// The lines of the fields `:86:` behind the row read last.
    infos: Pieces,
    /// Within a message.
    pub(super) open: bool,
}

impl<'i> Fields<'i> {
    pub(super) fn new(lines: Lines<'i>) -> Self {
        Self { lines, field: Field::default(), infos: Pieces::default(), open: false }
    }

    /// Offset and line of what follows the field read last.
    pub(super) fn here(&self) -> (u64, u64) {
        (self.lines.here(), self.lines.number())
    }

    /// Goes to the beginning of a line.
    pub(super) fn at(&mut self, offset: u64, line: u64) -> Result<(), Stop> {
        self.lines.go(offset, line)
    }

    /// The lines of the fields `:86:` behind the row read last.
    pub(super) fn infos(&self) -> impl Iterator<Item = &str> + Clone {
        self.infos.lines()
    }

    /// Goes to where a field of a message begins.
    pub(super) fn go(&mut self, offset: u64) -> Result<(), Stop> {
        self.open = true;
        self.lines.go(offset, 1)
    }

    /// Reads the next field; `false` behind the last.
    pub(super) fn next(&mut self) -> Result<bool, Stop> {
        self.next_of(|_| true)
    }

    /// As [`Fields::next`], without the values of rows and of what is told about them: those are read again when the balances
    /// are known.
    pub(super) fn skim(&mut self) -> Result<bool, Stop> {
        self.next_of(|tag| !matches!(tag, "61" | "86"))
    }

    /// Reads the next field, and keeps the value of those that are wanted.
    fn next_of(&mut self, is_wanted: impl Fn(&str) -> bool) -> Result<bool, Stop> {
        loop {
            let Some(line) = self.lines.next()? else { return Ok(false) };
            let text = self.lines.text(line).trim_end();
            if let Some((tag, value)) = tagged(text) {
                let Field { tag: own, line: number, offset, begins, text, length } = &mut self.field;
                // A message begins with :20:, whether or not the one before was ended.
                *begins = tag == "20" || !self.open;
                (*number, *offset) = (line.number, line.offset);
                own.clear();
                own.push_str(tag);
                text.clear();
                *length = value.len();
                let is_wanted = is_wanted(tag);
                text.push(if is_wanted { value } else { "" });
                self.open = true;
                return self.rest(is_wanted).map(|()| true);
            }
            self.open &= !ends(text);
        }
    }

    /// The further lines of a field.
    fn rest(&mut self, is_wanted: bool) -> Result<(), Stop> {
        let is_text = self.field.tag == "86";
        loop {
            let Some(line) = self.lines.next()? else { return Ok(()) };
            let text = self.lines.text(line).trim_end();
            // Times of the day are cut at their colons: in a text, only a field of a statement is one.
            let is_field = tagged(text).is_some_and(|(tag, _)| !is_text || is_of_statement(tag));
            if is_field || ends(text) {
                self.lines.give_back(line);
                return Ok(());
            }
            if !text.is_empty() {
                self.field.length += text.len();
                if is_wanted {
                    self.field.text.push(text);
                }
            }
            if self.field.length > FIELD {
                return Err(too_long(self.field.line));
            }
        }
    }

    /// Reads on to the next row of the message, and the fields `:86:` behind it.
    pub(super) fn next_row(&mut self) -> Result<bool, Stop> {
        loop {
            if !self.next()? {
                return Ok(false);
            }
            if self.field.tag == "61" {
                break;
            }
        }
        self.infos.clear();
        let row = std::mem::take(&mut self.field);
        while self.comes_next("86")? && self.next()? {
            if self.infos.bytes.len() > FIELD {
                return Err(too_long(row.line));
            }
            for line in self.field.text.lines() {
                self.infos.push(line);
            }
        }
        self.field = row;
        Ok(true)
    }

    /// Whether a field of this tag stands behind the one read last.
    fn comes_next(&mut self, tag: &str) -> Result<bool, Stop> {
        let Some(line) = self.lines.next()? else { return Ok(false) };
        let found = tagged(self.lines.text(line)).is_some_and(|(found, _)| found == tag);
        self.lines.give_back(line);
        Ok(found)
    }
}

fn too_long(line: u64) -> Stop {
    let finding = Finding::new(Code::ConvertStructure, Location::line(line), "a field is longer than 1 MiB");
    Stop::Finding(finding.with_help("what stands behind it was not read").into())
}

/// `:61:…`, `:NSF:…`: two digits and perhaps a letter, or three letters.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix(':')?;
    let end = [2, 3].into_iter().find(|end| rest.as_bytes().get(*end) == Some(&b':'))?;
    let (tag, value) = (rest.get(..end)?, &rest[end + 1..]);
    let known = match tag.as_bytes() {
        [a, b] => a.is_ascii_digit() && b.is_ascii_digit(),
        [a, b, c] => {
            (a.is_ascii_digit() && b.is_ascii_digit() || [a, b].iter().all(|l| l.is_ascii_uppercase()))
                && c.is_ascii_uppercase()
        }
        _ => false,
    };
    known.then_some((tag, value))
}

/// Whether statements and reports have such a field, or it is one of letters.
fn is_of_statement(tag: &str) -> bool {
    let known = [
        "13", "13D", "20", "21", "25", "25P", "28", "28C", "34F", "60", "60F", "60M", "61", "62", "62F", "62M", "64",
        "65", "86", "90C", "90D",
    ];
    known.contains(&tag) || tag.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// `-`, `-}`, and `-å` in a character set that has no braces; and the first block of the next message, where this one has
/// no end.
fn ends(line: &str) -> bool {
    if line.starts_with("{1:") {
        return true;
    }
    let mut rest = line.strip_prefix('-').unwrap_or("x").chars();
    match (rest.next(), rest.next()) {
        (None | Some('}'), _) => true,
        (Some(one), None) => !one.is_ascii(),
        _ => false,
    }
}
