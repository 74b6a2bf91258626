//! Tables that every mapping has: how the file is written, its dates and its numbers.

use jiff::fmt::strtime;
use pannier_model::value::Date;
use serde::Deserialize;

use crate::{
    Encoding,
    syntax::delimited::{Dialect, Lead},
    values::{
        date_style::{has_next, number},
        number_style::NumberStyle,
        text::trimmed,
    },
};

use super::{PREAMBLE, columns::Column};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileTable {
    delimiter: String,
    #[serde(default)]
    quotes: Quotes,
    encoding: Option<Encodings>,
    /// Rows before the header, blank ones too.
    #[serde(default)]
    skip: u64,
    #[serde(default = "yes")]
    header: bool,
    /// Cells of the header, where rows before it are not always as many.
    #[serde(default)]
    header_has: Vec<Column>,
    /// Whether rows may have fewer fields than the header.
    #[serde(default)]
    short_rows: bool,
    /// Whether an apostrophe before a value, or one on either side of it, is only there so that no spreadsheet runs it.
    #[serde(default)]
    apostrophes: bool,
}

/// Whether quotation marks enclose fields, or which character does.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Quotes {
    Marks(bool),
    Character(String),
}

impl Default for Quotes {
    fn default() -> Self {
        Self::Marks(true)
    }
}

/// One encoding, or UTF-8 where the whole file is, and another one otherwise.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Encodings {
    One(String),
    Either([String; 2]),
}

/// What a [`FileTable`] says once it is understood.
#[derive(Clone, Debug)]
pub(super) struct FileStyle {
    pub(super) dialect: Dialect,
    /// None, one, or UTF-8 and another one.
    pub(super) encodings: Vec<Encoding>,
    /// Of the header, from 1; of the first data row where there is none.
    pub(super) head_row: u64,
    pub(super) header: bool,
    pub(super) header_has: Vec<Column>,
    pub(super) short_rows: bool,
    pub(super) apostrophes: bool,
}

impl FileStyle {
    /// Whether a row is the header that is looked for.
    pub(super) fn is_header(&self, cells: &[String]) -> bool {
        self.header_has.iter().all(|column| cells.iter().any(|cell| column.is_headed(cell)))
    }

    /// Where the header, or the first row of a file without one, stands that is not looked for by its names. Where `skip`
    /// counts no rows before it, a first one that tells spreadsheets the delimiter and blank ones are nothing.
    pub(super) fn begin<E>(&self, mut lead: impl FnMut(u64) -> Result<Lead, E>) -> Result<u64, E> {
        let mut row = self.head_row;
        while self.head_row == 1 && row < PREAMBLE {
            match lead(row)? {
                Lead::Blank => row += 1,
                Lead::Separator if row == 1 => row += 1,
                _ => break,
            }
        }
        Ok(row)
    }

    pub(super) const fn first_row(&self) -> u64 {
        if self.header { self.head_row + 1 } else { self.head_row }
    }
}

impl FileTable {
    pub(super) fn understood(&self, wrong: &mut impl FnMut(&str, &str)) -> FileStyle {
        let delimiter = if let [byte @ (b',' | b';' | b'\t' | b'|')] = self.delimiter.as_bytes() {
            *byte
        } else {
            wrong("/file/delimiter", "a delimiter is one of , ; | and TAB");
            b','
        };
        let labels = match &self.encoding {
            None => &[],
            Some(Encodings::One(label)) => std::slice::from_ref(label),
            Some(Encodings::Either(labels)) => labels.as_slice(),
        };
        let encodings: Vec<Encoding> = labels.iter().filter_map(|label| Encoding::named(label)).collect();
        if encodings.len() < labels.len() {
            wrong("/file/encoding", "an encoding is named by a WHATWG label such as windows-1252");
        }
        if labels.len() > 1
            && (encodings.first() != Some(&Encoding::UTF_8) || encodings.get(1).is_some_and(|other| other.is_utf_16()))
        {
            wrong(
                "/file/encoding",
                "of two encodings the first is utf-8 and the other one is not of two bytes a character",
            );
        }
        if delimiter >= 0x40 && encodings.iter().any(|encoding| encoding.hides_letters()) {
            wrong("/file/delimiter", "in this encoding the delimiter can be half of a character");
        }
        if !self.header_has.is_empty() && (!self.header || self.skip > 0) {
            wrong("/file/header_has", "a header that is looked for is not skipped to, and there is one");
        }
        if !self.header_has.iter().all(Column::tells_files_apart) {
            wrong("/file/header_has", "a header is found by names that it has in every file");
        }
        let quote = match &self.quotes {
            Quotes::Marks(marks) => marks.then_some(b'"'),
            Quotes::Character(character) if character == "'" => Some(b'\''),
            Quotes::Character(_) => {
                wrong("/file/quotes", "fields stand between quotation marks, nothing, or apostrophes");
                None
            }
        };
        FileStyle {
            dialect: Dialect { delimiter, quote },
            encodings,
            head_row: self.skip.saturating_add(1),
            header: self.header,
            header_has: self.header_has.clone(),
            short_rows: self.short_rows,
            apostrophes: self.apostrophes,
        }
    }
}

fn yes() -> bool {
    true
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DateTable {
    format: Option<Formats>,
    century: Option<u16>,
    #[serde(default)]
    as_written: bool,
}

/// One format, or several of which no two read the same text.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Formats {
    One(String),
    Several(Vec<String>),
}

impl Formats {
    fn all(&self) -> &[String] {
        match self {
            Self::One(format) => std::slice::from_ref(format),
            Self::Several(formats) => formats,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberTable {
    decimal: Option<String>,
    group: Option<String>,
    #[serde(default)]
    trailing_minus: bool,
    #[serde(default)]
    parentheses: bool,
    #[serde(default)]
    pub(super) symbols: Vec<String>,
}

/// A date by formats of strftime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DateFormat {
    formats: Vec<(String, Option<Layout>)>,
    century: Option<u16>,
}

impl DateFormat {
    pub(super) fn new(formats: &[String], century: Option<u16>) -> Self {
        Self { formats: formats.iter().map(|format| (format.clone(), Layout::of(format))).collect(), century }
    }

    pub(super) fn read(&self, text: &str) -> Option<Date> {
        let text = trimmed(text);
        self.formats.iter().find_map(|(format, layout)| self.read_one(format, layout.as_ref(), text))
    }

    fn read_one(&self, format: &str, layout: Option<&Layout>, text: &str) -> Option<Date> {
        if let Some(date) = layout.and_then(|layout| layout.read(text.as_bytes())) {
            return has_next(date).then_some(date);
        }
        let parsed = strtime::parse(format, text).ok()?.to_date().ok()?;
        let date = Date::from_civil(parsed).ok()?;
        let date = match self.century {
            Some(century) if format.contains("%y") => {
                Date::new(century + date.year() % 100, date.month(), date.day()).ok()?
            }
            // 26 where four digits are due is no year.
            _ if date.year() < 1000 => return None,
            _ => date,
        };
        // A half-open period ends behind every date.
        has_next(date).then_some(date)
    }
}

/// Where the numbers stand in a date that is written in full length and in numbers only; whatever differs is left to the
/// library.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Layout {
    year: usize,
    month: usize,
    day: usize,
    signs: Vec<(usize, u8)>,
    length: usize,
}

impl Layout {
    /// That of a format; `None` where it has anything else.
    fn of(format: &str) -> Option<Self> {
        let (mut year, mut month, mut day) = (None, None, None);
        let (mut signs, mut length) = (Vec::new(), 0);
        let mut format = format.bytes();
        while let Some(byte) = format.next() {
            let (place, digits) = match byte {
                b'%' => match format.next()? {
                    b'Y' => (&mut year, 4),
                    b'm' => (&mut month, 2),
                    b'd' => (&mut day, 2),
                    _ => return None,
                },
                b'.' | b'-' | b'/' => {
                    signs.push((length, byte));
                    length += 1;
                    continue;
                }
                _ => return None,
            };
            if place.replace(length).is_some() {
                return None;
            }
            length += digits;
        }
        Some(Self { year: year?, month: month?, day: day?, signs, length })
    }

    fn read(&self, text: &[u8]) -> Option<Date> {
        if text.len() != self.length || self.signs.iter().any(|(at, sign)| text[*at] != *sign) {
            return None;
        }
        let part = |at: usize, digits: usize| number(&text[at..at + digits]);
        Date::new(part(self.year, 4)?, part(self.month, 2)?.try_into().ok()?, part(self.day, 2)?.try_into().ok()?).ok()
    }
}

/// A value of the mapping, or a finding at its key.
pub(super) fn understood<T>(
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, pannier_model::value::Invalid>,
    key: &str,
    wrong: &mut impl FnMut(&str, &str),
) -> Option<T> {
    match text.map(parse)? {
        Ok(value) => Some(value),
        Err(invalid) => {
            wrong(key, &invalid.to_string());
            None
        }
    }
}

impl DateTable {
    /// The century of years of two digits.
    pub(super) const fn century(&self) -> Option<u16> {
        self.century
    }

    /// The formats as they are written.
    pub(super) fn written(&self) -> &[String] {
        self.format.as_ref().map(Formats::all).unwrap_or_default()
    }

    pub(super) fn wants_zone(&self) -> bool {
        self.written().iter().any(|format| format.contains("%z")) && !self.as_written
    }

    pub(super) fn understood(&self, wrong: &mut impl FnMut(&str, &str)) -> Option<DateFormat> {
        let formats = self.written();
        if formats.is_empty() {
            if self.century.is_some() || self.as_written {
                wrong("/date", "century and as_written belong to a format");
            }
            return None;
        }
        for format in formats {
            let directives: Vec<char> =
                format.split('%').skip(1).map(|part| part.chars().next().unwrap_or('%')).collect();
            let has = |directive: char| directives.contains(&directive);
            if directives
                .iter()
                .any(|directive| !matches!(directive, 'd' | 'm' | 'Y' | 'y' | 'b' | 'B' | 'H' | 'M' | 'S' | 'f' | 'z'))
            {
                wrong("/date/format", "a format has the directives %d %m %b %B %Y %y and for times %H %M %S %f %z");
            }
            if !has('d') || !(has('m') || has('b') || has('B')) || has('Y') == has('y') {
                wrong("/date/format", "a format has a day, a month and one year");
            }
        }
        if formats.iter().any(|format| format.contains("%y")) != self.century.is_some() {
            wrong("/date/century", "a year of two digits wants a century such as 2000, and no other year has one");
        }
        if self.century.is_some_and(|century| century % 100 != 0 || century > 9900) {
            wrong("/date/century", "a century is a multiple of 100");
        }
        Some(DateFormat::new(formats, self.century))
    }
}

impl NumberTable {
    pub(super) fn understood(&self, wrong: &mut impl FnMut(&str, &str)) -> Option<NumberStyle> {
        let Some(decimal) = &self.decimal else {
            if self.group.is_some() || self.trailing_minus || self.parentheses {
                wrong("/number", "group, trailing_minus and parentheses belong to a decimal sign");
            }
            return None;
        };
        let decimal = match decimal.as_str() {
            "." => '.',
            "," => ',',
            _ => {
                wrong("/number/decimal", "a decimal sign is . or ,");
                '.'
            }
        };
        let group = (self.group.as_deref())
            .filter(|group| matches!(*group, "." | "," | "'" | " "))
            .and_then(|group| group.chars().next())
            .filter(|group| *group != decimal);
        if self.group.is_some() && group.is_none() {
            wrong("/number/group", "a group sign is one of . , ' and a space, and not the decimal sign");
        }
        Some(NumberStyle { decimal, group, trailing_minus: self.trailing_minus, parentheses: self.parentheses })
    }
}
