//! What the columns of delimited text mean: a file written by a person, in TOML.

use std::collections::BTreeMap;

use jiff::fmt::strtime;
use pannier_model::{
    record::AccountKind,
    value::{Currency, Date, FeeKind, Name, NumberScheme, TxKind, Zone},
};
use pannier_report::{Code, Finding, Location};
use serde::Deserialize;

use crate::{Encoding, kind::Meaning, number_style::NumberStyle};

/// A mapping whose words have been understood. Whether its columns exist is seen when a file is read.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(super) written: Written,
    pub(super) delimiter: u8,
    pub(super) encoding: Option<Encoding>,
    pub(super) currency: Option<Currency>,
    pub(super) zone: Option<Zone>,
    pub(super) account_kind: AccountKind,
    pub(super) number_scheme: Option<NumberScheme>,
    pub(super) date: Option<DateFormat>,
    pub(super) number: Option<NumberStyle>,
    pub(super) kinds: Vec<(String, bool, Meaning)>,
}

impl Mapping {
    /// Reads a mapping; otherwise everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Vec<Finding>> {
        let written: Written = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| {
                1 + text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count() as u64
            });
            // A mapping is no personal data, so the message of its reader may be shown.
            let message = error.message().trim().to_owned();
            vec![
                Finding::new(Code::ConvertMapping, Location::line(line), message)
                    .with_help("spec/formats/bank.md lists the keys of a mapping"),
            ]
        })?;
        written.understood()
    }

    /// What the mapping is for, in its author's words.
    pub fn name(&self) -> &str {
        &self.written.name
    }
}

/// How a column is named: by its header, or by its place from 1.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
pub(super) enum Column {
    Header(String),
    Place(usize),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(Column),
    More(Vec<Column>),
}

impl OneOrMore {
    pub(super) fn columns(&self) -> &[Column] {
        match self {
            Self::One(column) => std::slice::from_ref(column),
            Self::More(columns) => columns,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    name: String,
    currency: Option<String>,
    zone: Option<String>,
    pub(super) file: FileTable,
    #[serde(default)]
    date: DateTable,
    #[serde(default)]
    pub(super) number: NumberTable,
    pub(super) account: AccountTable,
    pub(super) amount: AmountTable,
    pub(super) columns: Columns,
    #[serde(default)]
    pub(super) source_ids: BTreeMap<String, Column>,
    #[serde(default)]
    kinds: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) pending: Vec<Rows>,
    #[serde(default)]
    pub(super) leave_out: Vec<Rows>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileTable {
    delimiter: String,
    #[serde(default = "yes")]
    pub(super) quotes: bool,
    encoding: Option<String>,
    /// Rows before the header, blank ones too.
    #[serde(default)]
    pub(super) skip: u64,
    #[serde(default = "yes")]
    pub(super) header: bool,
    /// Whether rows may have fewer fields than the header.
    #[serde(default)]
    pub(super) short_rows: bool,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DateTable {
    format: Option<String>,
    century: Option<u16>,
    #[serde(default)]
    as_written: bool,
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

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountTable {
    kind: String,
    pub(super) number: Option<String>,
    number_scheme: Option<String>,
    pub(super) product_name: Option<String>,
    pub(super) servicer: Option<String>,
}

/// Where the amount stands and what its sign means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AmountTable {
    /// One column for both directions.
    pub(super) column: Option<Column>,
    /// Money out is written positive (cards).
    #[serde(default)]
    pub(super) inverted: bool,
    /// A column of words that tells the direction of an unsigned amount.
    pub(super) flag: Option<Column>,
    #[serde(default, rename = "out")]
    pub(super) flag_out: Vec<String>,
    #[serde(default, rename = "in")]
    pub(super) flag_in: Vec<String>,
    /// Money out, in a column of its own.
    pub(super) debit: Option<Column>,
    /// Money in, in a column of its own.
    pub(super) credit: Option<Column>,
    /// The two columns carry signs of their own.
    #[serde(default)]
    pub(super) signed: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Columns {
    pub(super) date: Column,
    pub(super) currency: Option<Column>,
    pub(super) account: Option<Column>,
    pub(super) running_balance: Option<Column>,
    pub(super) value_date: Option<Column>,
    pub(super) executed_on: Option<Column>,
    pub(super) description: Option<OneOrMore>,
    pub(super) kind_text: Option<Column>,
    pub(super) reference: Option<OneOrMore>,
    pub(super) counterparty_name: Option<Column>,
    pub(super) counterparty_number: Option<Column>,
    pub(super) mandate_id: Option<Column>,
    pub(super) end_to_end_id: Option<Column>,
    pub(super) creditor_id: Option<Column>,
    pub(super) bank_code: Option<Column>,
    pub(super) mcc: Option<Column>,
    pub(super) original_amount: Option<Column>,
    pub(super) original_currency: Option<Column>,
    pub(super) fx_rate: Option<Column>,
    pub(super) fee_amount: Option<Column>,
}

/// Rows in which a column has one of these words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rows {
    pub(super) column: Column,
    pub(super) values: Vec<String>,
}

/// A date by a format of strftime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DateFormat {
    format: String,
    century: Option<u16>,
}

impl DateFormat {
    pub(super) fn read(&self, text: &str) -> Option<Date> {
        let parsed = strtime::parse(&self.format, text.trim()).ok()?.to_date().ok()?;
        let date = Date::from_civil(parsed).ok()?;
        let date = match self.century {
            Some(century) => Date::new(century + date.year() % 100, date.month(), date.day()).ok()?,
            None => date,
        };
        // A half-open period ends behind every date.
        date.next_day().map(|_| date)
    }
}

impl Written {
    fn understood(self) -> Result<Mapping, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut wrong = |key: &str, message: &str| {
            findings.push(Finding::new(Code::ConvertMapping, Location::whole().at_pointer(key), message));
        };
        let delimiter = if let [byte @ (b',' | b';' | b'\t' | b'|')] = self.file.delimiter.as_bytes() {
            *byte
        } else {
            wrong("/file/delimiter", "a delimiter is one of , ; | and TAB");
            b','
        };
        let encoding = self.file.encoding.as_deref().and_then(|label| {
            let encoding = Encoding::named(label);
            if encoding.is_none() {
                wrong("/file/encoding", "an encoding is named by a WHATWG label such as windows-1252");
            }
            encoding
        });
        if delimiter >= 0x40 && encoding.is_some_and(Encoding::hides_letters) {
            wrong("/file/delimiter", "in this encoding the delimiter can be half of a character");
        }
        let currency = understood(self.currency.as_deref(), Currency::parse, "/currency", &mut wrong);
        let zone = understood(self.zone.as_deref(), Zone::parse, "/zone", &mut wrong);
        let account_kind = understood(Some(&self.account.kind), AccountKind::parse, "/account/kind", &mut wrong);
        let number_scheme = understood(
            self.account.number_scheme.as_deref(),
            NumberScheme::parse,
            "/account/number_scheme",
            &mut wrong,
        );
        for (text, key) in
            [(&self.account.product_name, "/account/product_name"), (&self.account.servicer, "/account/servicer")]
        {
            understood(text.as_deref(), Name::parse, key, &mut wrong);
        }
        let date = self.date.understood(&mut wrong);
        let number = self.number.understood(&mut wrong);
        let wants_zone = self.date.wants_zone();
        self.amount.check(&mut wrong);
        if self.number.symbols.iter().any(String::is_empty) {
            wrong("/number/symbols", "a symbol has at least one character");
        }
        let mut kinds = Vec::new();
        for (word, kind) in &self.kinds {
            match meaning(kind) {
                Some(meaning) => {
                    let stem = word.strip_suffix('*');
                    kinds.push((stem.unwrap_or(word).to_lowercase(), stem.is_some(), meaning));
                }
                None => wrong(
                    &format!("/kinds/{word}"),
                    "a kind is one of tx_kind, `transfer`, `cash` or `interest` (by sign), or `fee.` and one of fee_kind",
                ),
            }
        }
        // The longest beginning decides.
        kinds.sort_by_key(|(word, is_prefix, _)| (*is_prefix, std::cmp::Reverse(word.len())));
        if !self.kinds.is_empty() && self.columns.kind_text.is_none() {
            wrong("/kinds", "kinds are read from the column of kind_text, which is missing");
        }
        for scheme in self.source_ids.keys() {
            if pannier_model::value::CodeText::parse(scheme).is_err() {
                wrong("/source_ids", "a scheme is a code such as transaction_id");
            }
        }
        if self.columns.original_amount.is_some() != self.columns.original_currency.is_some() {
            wrong("/columns/original_amount", "original_amount and original_currency stand together");
        }
        if wants_zone {
            findings.push(
                Finding::new(
                    Code::ConvertZone,
                    Location::whole().at_pointer("/date/format"),
                    "a time with an offset does not say on which day it was in the account's books",
                )
                .with_help("as_written = true in [date] takes the date as written"),
            );
        }
        match account_kind {
            Some(account_kind) if findings.is_empty() => Ok(Mapping {
                delimiter,
                encoding,
                currency,
                zone,
                account_kind,
                number_scheme,
                date,
                number,
                kinds,
                written: self,
            }),
            _ => Err(findings),
        }
    }
}

/// A value of the mapping, or a finding at its key.
fn understood<T>(
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
    fn wants_zone(&self) -> bool {
        self.format.as_ref().is_some_and(|format| format.contains("%z")) && !self.as_written
    }

    fn understood(&self, wrong: &mut impl FnMut(&str, &str)) -> Option<DateFormat> {
        let Some(format) = &self.format else {
            if self.century.is_some() || self.as_written {
                wrong("/date", "century and as_written belong to a format");
            }
            return None;
        };
        let directives: Vec<char> = format.split('%').skip(1).map(|part| part.chars().next().unwrap_or('%')).collect();
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
        if has('y') != self.century.is_some() {
            wrong("/date/century", "a year of two digits wants a century such as 2000, and no other year has one");
        }
        if self.century.is_some_and(|century| century % 100 != 0 || century > 9900) {
            wrong("/date/century", "a century is a multiple of 100");
        }
        Some(DateFormat { format: format.clone(), century: self.century })
    }
}

impl NumberTable {
    fn understood(&self, wrong: &mut impl FnMut(&str, &str)) -> Option<NumberStyle> {
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

impl AmountTable {
    fn check(&self, wrong: &mut impl FnMut(&str, &str)) {
        let two = self.debit.is_some() && self.credit.is_some();
        match (&self.column, two) {
            (Some(_), false) if self.debit.is_none() && self.credit.is_none() => {}
            (None, true) => {}
            _ => wrong("/amount", "an amount stands in one column, or in a debit and a credit column"),
        }
        if self.flag.is_some() == (self.flag_out.is_empty() || self.flag_in.is_empty()) {
            wrong("/amount/flag", "a flag column has words for in and words for out");
        }
        if self.flag.is_some() && (self.inverted || self.column.is_none()) {
            wrong("/amount/flag", "a flag goes with one column that is not inverted");
        }
        if self.signed && !two {
            wrong("/amount/signed", "signed goes with a debit and a credit column");
        }
    }
}

/// The meaning behind the word of a mapping.
fn meaning(word: &str) -> Option<Meaning> {
    match word {
        "transfer" => Some(Meaning::BySign(TxKind::TransferIn, TxKind::TransferOut)),
        "cash" => Some(Meaning::BySign(TxKind::CashIn, TxKind::CashOut)),
        "interest" => Some(Meaning::BySign(TxKind::InterestEarned, TxKind::InterestCharged)),
        _ => match word.strip_prefix("fee.") {
            Some(fee) => FeeKind::parse(fee).ok().map(Meaning::Fee),
            None => TxKind::parse(word).ok().filter(|kind| *kind != TxKind::Fee).map(Meaning::Is),
        },
    }
}
