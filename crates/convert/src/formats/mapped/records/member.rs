//! One member of a record: where a mapping says that its value is, and how that is read.

use std::collections::BTreeMap;

use pannier_model::value::{
    Amount, CodeText, Coicop, Country, Currency, Date, Decimal, Digits4, Duration, Gtin, Instant, Name, Number,
    NumberScheme, Time, Unit, ValueKind, Zone,
};
use pannier_report::Code;
use serde_json::Value;

use super::{
    moment::{self, Length, MomentFormat},
    written::{Cell, Given},
};
use crate::{
    DateOrder,
    formats::mapped::columns::Column,
    values::{
        account_number::Written as AccountNumber,
        number_style::{BadNumber, NumberStyle},
        phone,
        quantity::scaled,
        text,
    },
};

/// How one member gets its value.
#[derive(Clone, Debug)]
pub(super) struct MemberPlan {
    pub(super) name: &'static str,
    pub(super) kind: ValueKind,
    pub(super) columns: Vec<Column>,
    /// Where the cells are empty, or there are none.
    pub(super) given: Option<Read>,
    format: Option<MomentFormat>,
    /// What is written behind a moment that says no offset.
    offset: Option<String>,
    length: Option<Length>,
    times: Option<Decimal>,
    negate: bool,
    inclusive: bool,
    trim: String,
    /// Only what stands before this text, or behind it.
    before: Option<String>,
    after: Option<String>,
    scheme: NumberScheme,
    absent: Vec<String>,
    words: Vec<Word>,
}

/// What a word, or every text with this beginning, means.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    is_beginning: bool,
    meaning: String,
}

/// A value read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Read {
    pub(super) value: Value,
    /// Units of the source in one of ours: what the quantity beside a unit is multiplied by.
    pub(super) factor: Option<Decimal>,
}

impl From<String> for Read {
    fn from(text: String) -> Self {
        Self { value: Value::String(text), factor: None }
    }
}

/// Why a text is no value of its member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) code: Code,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

/// What is the same in a whole file.
#[derive(Clone, Debug)]
pub(super) struct Style {
    pub(super) order: DateOrder,
    pub(super) date: Option<MomentFormat>,
    pub(super) numbers: NumberStyle,
    pub(super) symbols: Vec<String>,
    pub(super) absent: Vec<String>,
}

impl MemberPlan {
    /// A member of this name and kind from what the mapping says about it; `wrong` is told what it says wrongly.
    pub(super) fn new(
        (name, kind): (&'static str, ValueKind),
        cell: Option<Cell>,
        given: Option<&Given>,
        words: Option<&BTreeMap<String, String>>,
        century: Option<u16>,
        wrong: &mut dyn FnMut(&str, &str),
    ) -> Self {
        let mut plan = Self {
            name,
            kind,
            columns: Vec::new(),
            given: None,
            format: None,
            offset: None,
            length: None,
            times: None,
            negate: false,
            inclusive: false,
            trim: String::new(),
            before: None,
            after: None,
            scheme: NumberScheme::Other,
            absent: Vec::new(),
            words: Vec::new(),
        };
        let at = |table: &str| format!("/{table}/{name}");
        if let Some(cell) = cell {
            plan.describe(cell, century, wrong);
        }
        if let Some(given) = given {
            match plan.constant(given) {
                Ok(read) => plan.given = Some(read),
                Err(message) => wrong(&at("values"), message),
            }
        }
        if let Some(words) = words {
            if plan.columns.is_empty() {
                wrong(&at("words"), "words stand in a column, which is missing");
            }
            for (word, meaning) in words {
                let stem = word.strip_suffix('*');
                if !meaning.is_empty()
                    && let Err(message) = plan.meaning(meaning)
                {
                    wrong(&format!("{}/{word}", at("words")), message);
                }
                plan.words.push(Word {
                    text: stem.unwrap_or(word).to_lowercase(),
                    is_beginning: stem.is_some(),
                    meaning: meaning.clone(),
                });
            }
            // A whole word decides before a beginning, the longest one first.
            plan.words.sort_by_key(|word| (word.is_beginning, std::cmp::Reverse(word.text.len())));
        }
        plan
    }

    fn describe(&mut self, cell: Cell, century: Option<u16>, wrong: &mut dyn FnMut(&str, &str)) {
        let at = format!("/columns/{}", self.name);
        let cell = cell.described();
        self.columns = cell.column.columns().to_vec();
        if self.columns.is_empty() {
            wrong(&at, "no column is named");
        }
        let mut written = cell.format.clone();
        if let Some(offset) = cell.offset {
            if self.kind != ValueKind::Instant || moment::moment(&format!("2000-01-01T00:00:00{offset}")).is_none() {
                wrong(&at, "`offset` is Z or such as +10:00, and belongs to a moment");
            }
            written = written.map(|format| format!("{format} %z"));
            self.offset = Some(if offset == "Z" { "+00:00".to_owned() } else { offset });
        }
        if let Some(format) = &written {
            let (day, clock) = match self.kind {
                ValueKind::Date => (true, false),
                ValueKind::Time => (false, true),
                ValueKind::Instant => (true, true),
                _ => {
                    wrong(&at, "a format belongs to a date, a time or a moment");
                    (false, false)
                }
            };
            match MomentFormat::new(format, century, day, clock) {
                // Readings of meters are told by the clock of their zone; any other moment says its own offset.
                Ok(format)
                    if self.kind == ValueKind::Instant
                        && !format.has_offset()
                        && !matches!(self.name, "start" | "end" | "at") =>
                {
                    wrong(&at, "a moment has an offset, %z; a time of the clock goes to `time`");
                }
                Ok(format) => self.format = Some(format),
                Err(message) => wrong(&at, message),
            }
        }
        let is_number = matches!(self.kind, ValueKind::Amount | ValueKind::Decimal | ValueKind::Rate | ValueKind::Int);
        if let Some(length) = &cell.length {
            self.length = Length::parse(length);
            if self.length.is_none() || !is_number {
                wrong(&at, "`as` is one of h:m:s, m:s and h:m, and belongs to a quantity");
            }
        }
        if let Some(times) = &cell.times {
            self.times = times.parse().ok().filter(|times: &Decimal| times.signum() > 0);
            if self.times.is_none() || !is_number {
                wrong(&at, "`times` is a number above zero such as \"0.001\", and belongs to a number");
            }
        }
        if cell.negate && !is_number {
            wrong(&at, "`negate` belongs to a number");
        }
        if cell.inclusive && self.kind != ValueKind::Date {
            wrong(&at, "`inclusive` belongs to a date");
        }
        if let Some(scheme) = &cell.scheme {
            match NumberScheme::parse(scheme) {
                Ok(scheme) if self.kind == ValueKind::Number => self.scheme = scheme,
                _ => wrong(&at, "`scheme` is one of those of `number`, and belongs to a number"),
            }
        } else if self.kind == ValueKind::Number {
            wrong(&at, "`scheme` says what kind of number it is, such as phone");
        }
        (self.negate, self.inclusive) = (cell.negate, cell.inclusive);
        self.trim = cell.trim.unwrap_or_default();
        if [&cell.before, &cell.after].into_iter().flatten().any(String::is_empty) {
            wrong(&at, "a text that parts a value has at least one character");
        }
        (self.before, self.after) = (cell.before, cell.after);
        self.absent = cell.absent;
    }

    /// Whether the order of its dates follows from the whole file.
    pub(super) fn shows_order(&self) -> bool {
        self.kind == ValueKind::Date && self.format.is_none()
    }

    /// Whether the notation of its numbers follows from the whole file.
    pub(super) fn shows_notation(&self) -> bool {
        self.length.is_none()
            && matches!(self.kind, ValueKind::Amount | ValueKind::Decimal | ValueKind::Rate | ValueKind::Int)
    }

    /// Whether a moment is read without an offset in it, which wants a zone.
    pub(super) fn is_local(&self) -> bool {
        self.format.as_ref().is_some_and(|format| !format.has_offset())
    }

    /// The day a text names and the second of it, for moments that are local: `None` too where it says its own offset.
    pub(super) fn local(&self, text: &str) -> Option<(Date, i64)> {
        let format = self.format.as_ref().filter(|format| !format.has_offset())?;
        if self.name == "end" {
            return format.end(text);
        }
        Some((format.date(text)?, format.time(text)?.second_of_day().into()))
    }

    /// Whether a quantity is read as a length of time.
    pub(super) const fn is_length(&self) -> bool {
        self.length.is_some()
    }

    /// A value that stands in the mapping.
    fn constant(&self, given: &Given) -> Result<Read, &'static str> {
        match (given, self.kind) {
            (Given::Flag(flag), ValueKind::Bool) => Ok(Read { value: Value::Bool(*flag), factor: None }),
            (Given::Count(count), ValueKind::Int) => Ok(Read { value: Value::from(*count), factor: None }),
            (Given::Text(text), _) if !matches!(self.kind, ValueKind::Bool | ValueKind::Int) => self.meaning(text),
            _ => Err("the value is not one of its member: true or false, a whole number, or else a text"),
        }
    }

    /// A value in our own form, as mappings write it.
    fn meaning(&self, text: &str) -> Result<Read, &'static str> {
        let fits = match self.kind {
            ValueKind::Words(words) => {
                // `1048576 B`: how many of our units one of the source has.
                let (factor, word) = match text.split_once(' ') {
                    Some((factor, word)) if words == Unit::WORDS => {
                        let factor: Decimal = factor.parse().map_err(|_| "before a unit stands a number")?;
                        (Some(factor), word)
                    }
                    _ => (None, text),
                };
                if !words.contains(&word) {
                    return Err("the word is not in the list of its member");
                }
                return Ok(Read { value: Value::String(word.to_owned()), factor });
            }
            ValueKind::Bool => {
                return match text {
                    "true" | "false" => Ok(Read { value: Value::Bool(text == "true"), factor: None }),
                    _ => Err("the value is neither true nor false"),
                };
            }
            ValueKind::Int => match text.parse::<u64>() {
                Ok(count) => return Ok(Read { value: Value::from(count), factor: None }),
                Err(_) => false,
            },
            ValueKind::Number => {
                let number = number(self.scheme, text).ok_or("the text is no number of its scheme")?;
                return serde_json::to_value(number)
                    .map(|value| Read { value, factor: None })
                    .map_err(|_| "the number is none");
            }
            kind => is_in_form(kind, text),
        };
        if fits { Ok(text.to_owned().into()) } else { Err("the value is not in the form of its member") }
    }

    /// The text of the cells of a row, and whether it stands for a value.
    pub(super) fn text<'c>(
        &self,
        cells: &'c [String],
        indices: &[usize],
        style: &Style,
    ) -> Option<std::borrow::Cow<'c, str>> {
        let cell = |index: &usize| {
            let text = cells.get(*index).map_or("", |cell| cell.trim());
            let text = if self.trim.is_empty() { text } else { text.trim_matches(|c| self.trim.contains(c)).trim() };
            let text = self.part(text);
            let absent = style.absent.iter().chain(&self.absent).any(|absent| absent == text);
            Some(text).filter(|text| !text.is_empty() && !absent)
        };
        match indices {
            [] => None,
            [one] => cell(one).map(std::borrow::Cow::Borrowed),
            several => {
                let mut parts: Vec<&str> = Vec::new();
                for part in several.iter().filter_map(cell) {
                    if !parts.contains(&part) {
                        parts.push(part);
                    }
                }
                let between = if self.kind == ValueKind::Text { "\n" } else { " " };
                (!parts.is_empty()).then(|| parts.join(between).into())
            }
        }
    }

    /// What stands before or behind the text that parts a value; all of it where that text does not occur.
    fn part<'t>(&self, text: &'t str) -> &'t str {
        let text = self.after.as_deref().and_then(|mark| text.split_once(mark)).map_or(text, |(_, rest)| rest);
        self.before.as_deref().and_then(|mark| text.split_once(mark)).map_or(text, |(rest, _)| rest).trim()
    }

    /// The value behind a text that is not empty; `None` where a word of the mapping says that it is none.
    pub(super) fn read(&self, text: &str, style: &Style) -> Result<Option<Read>, Wrong> {
        if !self.words.is_empty() {
            let lower = text.to_lowercase();
            let word = self
                .words
                .iter()
                .find(|word| if word.is_beginning { lower.starts_with(&word.text) } else { lower == word.text });
            match word {
                Some(word) if word.meaning.is_empty() => return Ok(None),
                Some(word) => return Ok(self.meaning(&word.meaning).ok()),
                // A word of our own list needs no translation; a text that is free may have words for some of its values.
                None if self.kind != ValueKind::Bool => {}
                None => return Err(NO_WORD),
            }
        }
        self.plain(text, style)
    }

    fn plain(&self, text: &str, style: &Style) -> Result<Option<Read>, Wrong> {
        const NO_TEXT: Wrong = Wrong {
            code: Code::ConvertValue,
            message: "a value does not have the form of its member",
            help: "compare the column with the mapping",
        };
        let fits = |fits: bool| if fits { Ok(Some(Read::from(text.to_owned()))) } else { Err(NO_TEXT) };
        match self.kind {
            ValueKind::Date => self.date(text, style).map(|date| Some(date.to_string().into())).ok_or(NO_DATE),
            ValueKind::Time => {
                let time = self.format.as_ref().map_or_else(|| moment::clock(text), |format| format.time(text));
                time.map(|time| Some(time.to_string().into())).ok_or(NO_DATE)
            }
            ValueKind::Instant if self.local(text).is_some() => Ok(Some(text.to_owned().into())),
            ValueKind::Instant => {
                let instant = match (&self.format, &self.offset) {
                    (Some(format), Some(offset)) => format.instant(&format!("{text} {offset}")),
                    (Some(format), None) if format.has_offset() => format.instant(text),
                    (None, Some(offset)) => moment::moment(text).or_else(|| moment::moment(&format!("{text}{offset}"))),
                    // A moment that says its offset is that moment, whatever clock the others are of.
                    _ => moment::moment(text),
                };
                instant.map(|instant| Some(instant.to_string().into())).ok_or(NO_DATE)
            }
            ValueKind::Amount => self.amount(text, style).map(|amount| Some(amount.to_string().into())),
            ValueKind::Decimal | ValueKind::Rate => {
                self.decimal(text, style).map(|decimal| Some(decimal.to_string().into()))
            }
            ValueKind::Int => {
                let whole = self.decimal(text, style)?;
                match whole.trimmed().to_string().parse::<u64>() {
                    Ok(whole) => Ok(Some(Read { value: Value::from(whole), factor: None })),
                    Err(_) => Err(NO_NUMBER),
                }
            }
            ValueKind::Words(_) | ValueKind::Bool => self.meaning(text).map(Some).map_err(|_| NO_WORD),
            ValueKind::Currency => Currency::parse(text).map(|_| Some(text.to_owned().into())).map_err(|_| NO_CURRENCY),
            ValueKind::Name => match text::name(&text::unmask(text).0.unwrap_or_default()) {
                Ok(name) => Ok(name.map(|name| name.as_str().to_owned().into())),
                Err(_) => Err(Wrong { message: "longer than 200 characters", ..NO_TEXT }),
            },
            ValueKind::Text => match text::text(&text::unmask(text).0.unwrap_or_default()) {
                Ok(text) => Ok(text.map(|text| text.as_str().to_owned().into())),
                Err(_) => Err(Wrong { message: "longer than 4000 characters", ..NO_TEXT }),
            },
            ValueKind::Number => match number(self.scheme, text) {
                Some(number) => {
                    serde_json::to_value(number).map(|value| Some(Read { value, factor: None })).map_err(|_| NO_TEXT)
                }
                None => Err(NO_TEXT),
            },
            ValueKind::Gtin => gtin(text).map(|gtin| Some(gtin.into())).ok_or(NO_TEXT),
            kind => fits(is_in_form(kind, text)),
        }
    }

    /// A date of the file, the day after it where it is the last one of a period.
    pub(super) fn date(&self, text: &str, style: &Style) -> Option<Date> {
        let date = match (&self.format, &style.date) {
            (Some(format), _) | (None, Some(format)) => format.date(text),
            (None, None) => style.order.read(text.trim()),
        }?;
        if self.inclusive { date.next_day().filter(|day| day.next_day().is_some()) } else { Some(date) }
    }

    pub(super) fn decimal(&self, text: &str, style: &Style) -> Result<Decimal, Wrong> {
        let read = match self.length {
            Some(length) => length.read(text).ok_or(NO_NUMBER)?,
            None => style.numbers.read_decimal(text, &symbols(style)).map_err(bad_number)?,
        };
        let read = match self.times {
            Some(times) => scaled(read, times).ok_or(OUT_OF_RANGE)?,
            None => read,
        };
        if self.negate { negated(read).ok_or(OUT_OF_RANGE) } else { Ok(read) }
    }

    fn amount(&self, text: &str, style: &Style) -> Result<Amount, Wrong> {
        if self.times.is_none() && self.length.is_none() {
            let amount = style.numbers.read(text, &symbols(style)).map_err(bad_number)?;
            return Ok(if self.negate { -amount } else { amount });
        }
        Amount::try_from(self.decimal(text, style)?).map_err(|_| OUT_OF_RANGE)
    }
}

fn symbols(style: &Style) -> Vec<&str> {
    style.symbols.iter().map(String::as_str).collect()
}

const fn bad_number(bad: BadNumber) -> Wrong {
    match bad {
        BadNumber::Notation => NO_NUMBER,
        BadNumber::Range => OUT_OF_RANGE,
    }
}

const NO_DATE: Wrong = Wrong {
    code: Code::ConvertDate,
    message: "a field holds no date or time in the style of the file",
    help: "a row that holds no data is named under [[leave_out]]; format says how dates and times are written",
};
const NO_NUMBER: Wrong = Wrong {
    code: Code::ConvertAmount,
    message: "a field holds no number in the style of the file",
    help: "[number] says how numbers are written, `as` how lengths of time are",
};
const OUT_OF_RANGE: Wrong = Wrong {
    code: Code::ConvertAmount,
    message: "a number has more digits than its member holds",
    help: "an amount has up to 12 digits before the point and 6 after it, a quantity 15 and 12",
};
const NO_WORD: Wrong = Wrong {
    code: Code::ConvertMapping,
    message: "a word of the file has no meaning in the mapping",
    help: "give it one under [words], or name `*` for all that are not listed",
};
const NO_CURRENCY: Wrong = Wrong {
    code: Code::ConvertCurrency,
    message: "a field holds no currency by its code of ISO 4217",
    help: "signs and names of currencies are given a code under [words.currency]",
};

/// Whether a text is in the form of a value that is read as it stands.
fn is_in_form(kind: ValueKind, text: &str) -> bool {
    match kind {
        ValueKind::Amount => text.parse::<Amount>().is_ok(),
        ValueKind::Decimal | ValueKind::Rate => text.parse::<Decimal>().is_ok(),
        ValueKind::Date => text.parse::<Date>().is_ok(),
        ValueKind::Time => text.parse::<Time>().is_ok(),
        ValueKind::Instant => text.parse::<Instant>().is_ok(),
        ValueKind::Duration => text.parse::<Duration>().is_ok(),
        ValueKind::Currency => text.parse::<Currency>().is_ok(),
        ValueKind::Country => text.parse::<Country>().is_ok(),
        ValueKind::Zone => text.parse::<Zone>().is_ok(),
        ValueKind::Code => text.parse::<CodeText>().is_ok(),
        ValueKind::Digits4 => text.parse::<Digits4>().is_ok(),
        ValueKind::Coicop => text.parse::<Coicop>().is_ok(),
        ValueKind::Gtin => text.parse::<Gtin>().is_ok(),
        ValueKind::Name => Name::parse(text).is_ok(),
        ValueKind::Text => pannier_model::value::Text::parse(text).is_ok(),
        _ => false,
    }
}

/// A number under its scheme: telephone numbers as operators write and cut them, others like those of accounts.
pub(super) fn number(scheme: NumberScheme, written: &str) -> Option<Number> {
    if matches!(scheme, NumberScheme::Phone | NumberScheme::Msisdn) {
        return phone::number(scheme, written);
    }
    let card = scheme == NumberScheme::Card;
    let number = AccountNumber { card, bank: None, branch: None, number: Some(written) }.number()?;
    match number.value() {
        Some(value) => Number::whole(scheme, number.display().clone(), value.clone()).ok(),
        None => Some(Number::masked(scheme, number.display().clone())),
    }
}

/// A trade item number filled with zeros; what is shorter than eight digits is a number of the shop's own.
fn gtin(text: &str) -> Option<String> {
    ((8..=14).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("{text:0>14}"))
}

fn negated(value: Decimal) -> Option<Decimal> {
    let scale = value.scale();
    Decimal::from_units(-(value.picos() / 10_i128.pow(u32::from(12 - scale))), scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trade_item_numbers() {
        assert_eq!(gtin("5012345678900").as_deref(), Some("05012345678900"));
        assert_eq!([gtin("12345"), gtin("501234567890X"), gtin("")], [None, None, None]);
    }
}
