//! A draft as the text of a mapping, with remarks on what it rests on.

use std::{collections::BTreeSet, fmt::Write as _};

use super::{
    Draft,
    choice::{Amount, Choice, Column},
    content::{Content, Dates, Format},
    sample::Sample,
    vocabulary::Vocabulary,
};
use crate::values::number_style::NumberStyle;

/// Most words of a column of kinds that are listed.
const KINDS: usize = 60;
/// Most texts in the place of a date that are listed.
const FOOTERS: usize = 8;

/// The text of the mapping, what has to be said before a file can be read, and what is taken for granted.
pub(super) fn draft(sample: &Sample, columns: &[Column], choice: &Choice) -> Draft {
    let mut text = String::new();
    let (mut open, mut doubts) = (choice.open.clone(), choice.doubts.clone());
    let mut draft = Writer { text: &mut text, sample, columns, choice, open: &mut open, doubts: &mut doubts };
    draft.head();
    draft.columns();
    draft.kinds();
    draft.rows_left_out();
    Draft { text, open, doubts }
}

struct Writer<'a> {
    text: &'a mut String,
    sample: &'a Sample,
    columns: &'a [Column],
    choice: &'a Choice,
    open: &'a mut Vec<String>,
    doubts: &'a mut Vec<String>,
}

impl Writer<'_> {
    /// A line of the mapping, and what it rests on.
    fn line(&mut self, line: &str, remark: &str) {
        let remark = if remark.is_empty() { String::new() } else { format!("  # {remark}") };
        let _ = writeln!(self.text, "{line}{remark}");
    }

    fn head(&mut self) {
        self.line("# A draft from the columns of one file: look it over, and say what is marked.", "");
        self.line("name = \"My bank, account\"", "whose export it is");
        match (self.choice.currency, self.choice.column("currency")) {
            (Some(currency), _) => self.line(&format!("currency = \"{currency}\""), ""),
            (None, Some(_)) => {}
            (None, None) => self.line("# currency = \"EUR\"", "no column says it"),
        }
        self.line("# zone = \"Europe/Berlin\"", "by which clock a day begins; the file does not say it");
        self.file();
        self.date();
        self.number();
        self.line("account = { kind = \"other\" }", "current, savings, card …: the file does not say it");
        self.amount();
    }

    fn file(&mut self) {
        let mut file = format!("delimiter = {}", quoted(&char::from(self.sample.delimiter).to_string()));
        if !self.sample.quotes {
            file.push_str(", quotes = false");
        }
        if let Some(encoding) = self.sample.encoding {
            let _ = write!(file, ", encoding = {}", quoted(encoding));
        }
        match &self.sample.header {
            None => {
                file.push_str(", header = false");
                if self.sample.above > 0 {
                    let _ = write!(file, ", skip = {}", self.sample.above);
                }
            }
            // The rows above a header are not always as many.
            Some(_) if self.sample.above > 0 => {
                let named: Vec<usize> = (self.choice.column("date").into_iter())
                    .chain(self.choice.amount.columns())
                    .filter(|index| self.is_named_once(*index))
                    .collect();
                if named.is_empty() {
                    let _ = write!(file, ", skip = {}", self.sample.above);
                } else {
                    let named: Vec<String> = named.iter().map(|index| quoted(&self.columns[*index].name)).collect();
                    let _ = write!(file, ", header_has = [{}]", named.join(", "));
                }
            }
            Some(_) => {}
        }
        if self.has_short_rows() {
            file.push_str(", short_rows = true");
        }
        let remark = match self.sample.encoding {
            Some(encoding) => format!("its bytes are no UTF-8, and {encoding} is what most others are"),
            None => String::new(),
        };
        self.line(&format!("file = {{ {file} }}"), &remark);
    }

    fn date(&mut self) {
        let Some(Content::Dates(dates)) = self.choice.column("date").map(|index| &self.columns[index].content) else {
            return;
        };
        match dates {
            // A reader finds the order out from all dates of a file.
            Dates::Ordered(_) => {}
            Dates::Formats(formats) => match formats.as_slice() {
                [one] => self.line(&table(one), ""),
                several => {
                    self.open.push("its dates can be read in several ways: say in date which is right".to_owned());
                    for format in several {
                        self.line(&format!("# {}", table(format)), "one of these: no date of the file tells which");
                    }
                }
            },
        }
    }

    fn number(&mut self) {
        let amounts: Vec<usize> = self.choice.amount.columns();
        let numbers = |index: &usize| match &self.columns[*index].content {
            Content::Numbers(numbers) => Some(numbers),
            _ => None,
        };
        let read: Vec<_> = amounts
            .iter()
            .copied()
            .chain(self.choice.column("running_balance"))
            .filter_map(|index| Some((index, numbers(&index)?)))
            .collect();
        let Some((_, first)) = read.first() else { return };
        let common: Vec<NumberStyle> = (first.styles.iter().copied())
            .filter(|style| read.iter().all(|(_, numbers)| numbers.styles.contains(style)))
            .collect();
        let symbols: BTreeSet<&str> = read.iter().filter_map(|(_, numbers)| numbers.symbol.as_deref()).collect();
        let symbols: Vec<String> = symbols.into_iter().map(quoted).collect();
        let symbols = if symbols.is_empty() { String::new() } else { format!(", symbols = [{}]", symbols.join(", ")) };
        let is_open = common.len() > 1
            && read.iter().any(|(index, numbers)| {
                let left = super::content::Numbers { styles: common.clone(), ..(*numbers).clone() };
                left.is_open(self.sample.column(*index))
            });
        let Some(style) = common.first() else { return };
        if is_open {
            self.open.push(
                "its amounts can be read in two ways, such as 1.234: say in number which sign is the decimal one"
                    .to_owned(),
            );
            for style in [NumberStyle::POINT, NumberStyle::COMMA] {
                self.line(
                    &format!("# {}", number_table(style, &symbols)),
                    "one of these: no amount of the file tells which",
                );
            }
        } else {
            self.line(&number_table(*style, &symbols), "");
        }
    }

    fn amount(&mut self) {
        let follows = match self.choice.follows {
            Some((agreeing, pairs)) => {
                format!("the balance changes by it from row to row: {agreeing} of {pairs} times")
            }
            None => String::new(),
        };
        let list = |words: &[String]| words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ");
        let amount = match &self.choice.amount {
            Amount::One { column, inverted } => {
                let inverted = if *inverted { ", inverted = true" } else { "" };
                format!("column = {}{inverted}", self.place(*column))
            }
            Amount::Flagged { column, flag, out, into } => format!(
                "column = {}, flag = {}, out = [{}], in = [{}]",
                self.place(*column),
                self.place(*flag),
                list(out),
                list(into)
            ),
            Amount::Two { debit, credit, signed } => {
                let signed = if *signed { ", signed = true" } else { "" };
                format!("debit = {}, credit = {}{signed}", self.place(*debit), self.place(*credit))
            }
        };
        self.line(&format!("amount = {{ {amount} }}"), &follows);
    }

    fn columns(&mut self) {
        self.line("\n[columns]", "");
        for (member, columns) in &self.choice.members {
            let places: Vec<String> = columns.iter().map(|index| self.place(*index)).collect();
            let places = if let [one] = places.as_slice() { one.clone() } else { format!("[{}]", places.join(", ")) };
            self.line(&format!("{member} = {places}"), "");
        }
        let unread: Vec<String> = (self.choice.unread(self.columns))
            .filter(|column| !column.name.is_empty())
            .map(|column| quoted(&column.name))
            .collect();
        if !unread.is_empty() {
            self.line(&format!("# not read: {}", unread.join(", ")), "");
        }
    }

    /// What movements are called, and what that means where every mapping that comes with the program says the same.
    fn kinds(&mut self) {
        let Some(column) = self.choice.column("kind_text") else { return };
        let words: BTreeSet<&str> = self.sample.column(column).filter(|word| !word.is_empty()).collect();
        if words.is_empty() || words.len() > KINDS {
            return;
        }
        let known = Vocabulary::shipped();
        self.line("\n[kinds]", "spec/formats/mapping.md lists the kinds; what is not named is `other`");
        for word in words {
            match known.kind(word) {
                Some(kind) => self.line(&format!("{} = {}", quoted(word), quoted(kind)), ""),
                None => self.line(&format!("# {} = \"\"", quoted(word)), ""),
            }
        }
    }

    /// Rows without a date: sums and the like, which are lost by name and not refused.
    fn rows_left_out(&mut self) {
        let Some(date) = self.choice.column("date") else { return };
        let Content::Dates(dates) = &self.columns[date].content else { return };
        let texts: BTreeSet<&str> = (self.sample.rows.iter())
            .map(|cells| cells.get(date).map_or("", String::as_str))
            .filter(|cell| !dates.reads(cell))
            .collect();
        if texts.is_empty() {
            return;
        }
        if texts.len() > FOOTERS {
            self.doubts.push("many rows have no date: say in [[leave_out]] which are no movements".to_owned());
            return;
        }
        let place = self.place(date);
        let texts: Vec<String> = texts.into_iter().map(quoted).collect();
        self.doubts.push(format!(
            "rows with {} in the place of a date are left out: are none of them movements?",
            texts.iter().map(|text| if text == "\"\"" { "nothing" } else { text }).collect::<Vec<_>>().join(", ")
        ));
        self.line("\n[[leave_out]]", "rows without a date; each is named as not carried");
        self.line(&format!("column = {place}"), "");
        self.line(&format!("values = [{}]", texts.join(", ")), "");
    }

    /// Whether rows that hold a date have fewer cells than the header.
    fn has_short_rows(&self) -> bool {
        let Some(date) = self.choice.column("date") else { return false };
        let Content::Dates(dates) = &self.columns[date].content else { return false };
        (self.sample.rows.iter())
            .any(|cells| cells.len() < self.sample.width && cells.get(date).is_some_and(|cell| dates.reads(cell)))
    }

    fn is_named_once(&self, index: usize) -> bool {
        let name = &self.columns[index].name;
        !name.is_empty() && self.columns.iter().filter(|column| column.name == *name).count() == 1
    }

    /// A column by its header; by its place where that does not tell it.
    fn place(&self, index: usize) -> String {
        if self.is_named_once(index) { quoted(&self.columns[index].name) } else { (index + 1).to_string() }
    }
}

fn table(format: &Format) -> String {
    let century = format.century.map(|century| format!(", century = {century}")).unwrap_or_default();
    let as_written = if format.has_offset() { ", as_written = true" } else { "" };
    format!("date = {{ format = {}{century}{as_written} }}", quoted(&format.written))
}

fn number_table(style: NumberStyle, symbols: &str) -> String {
    let NumberStyle { decimal, group, trailing_minus, parentheses } = style;
    let group = group.map(|group| format!(", group = {}", quoted(&group.to_string()))).unwrap_or_default();
    let trailing_minus = if trailing_minus { ", trailing_minus = true" } else { "" };
    let parentheses = if parentheses { ", parentheses = true" } else { "" };
    format!("number = {{ decimal = \"{decimal}\"{group}{trailing_minus}{parentheses}{symbols} }}")
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
