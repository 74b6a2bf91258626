//! A mapping whose rows become records other than transactions, as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::formats::mapped::{
    columns::{Column, OneOrMore, Rows},
    recognise::RecogniseTable,
    tables::{DateTable, FileTable, NumberTable},
};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::formats::mapped) struct Written {
    pub(in crate::formats::mapped) name: String,
    pub(super) record: String,
    pub(super) currency: Option<String>,
    pub(super) zone: Option<String>,
    pub(super) country: Option<String>,
    pub(super) file: FileTable,
    #[serde(default)]
    pub(super) date: DateTable,
    #[serde(default)]
    pub(super) number: NumberTable,
    /// Texts that stand for no value.
    #[serde(default)]
    pub(super) absent: Vec<String>,
    /// What a file without a header looks like.
    pub(super) recognise: Option<RecogniseTable>,
    #[serde(default)]
    pub(super) leave_out: Vec<Rows>,
    // The record that a row is, which has no table of its own.
    #[serde(default)]
    pub(super) values: BTreeMap<String, Given>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Cell>,
    #[serde(default)]
    pub(super) words: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    pub(super) source_ids: BTreeMap<String, Column>,
    #[serde(default)]
    pub(super) product_ids: BTreeMap<String, Column>,
    #[serde(default)]
    pub(super) forms: Vec<FormTable>,
    // What a row belongs to.
    pub(super) line: Option<PartTable>,
    pub(super) supply_point: Option<PartTable>,
    pub(super) register: Option<PartTable>,
    #[serde(default)]
    pub(super) registers: Vec<RegisterTable>,
    pub(super) receipt: Option<ReceiptTable>,
    #[serde(default)]
    pub(super) tenders: Vec<PartTable>,
    pub(super) slots: Option<SlotsTable>,
}

impl Written {
    /// The record that a row is.
    pub(super) fn row(&mut self) -> PartTable {
        PartTable {
            values: std::mem::take(&mut self.values),
            columns: std::mem::take(&mut self.columns),
            words: std::mem::take(&mut self.words),
            source_ids: std::mem::take(&mut self.source_ids),
            product_ids: std::mem::take(&mut self.product_ids),
            forms: std::mem::take(&mut self.forms),
        }
    }
}

/// Members of one record.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartTable {
    /// The same in every row, or where the column is empty.
    #[serde(default)]
    pub(super) values: BTreeMap<String, Given>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Cell>,
    /// What words in the column of a member mean.
    #[serde(default)]
    pub(super) words: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    pub(super) source_ids: BTreeMap<String, Column>,
    #[serde(default)]
    pub(super) product_ids: BTreeMap<String, Column>,
    #[serde(default)]
    pub(super) forms: Vec<FormTable>,
}

/// Rows of another form: those in which a column has one of these words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormTable {
    pub(super) column: Column,
    pub(super) is: Vec<String>,
    #[serde(default)]
    pub(super) values: BTreeMap<String, Given>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Cell>,
    #[serde(default)]
    pub(super) words: BTreeMap<String, BTreeMap<String, String>>,
}

/// A receipt made of rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReceiptTable {
    /// Rows with the same text here are lines of one receipt.
    pub(super) key: OneOrMore,
    #[serde(default)]
    pub(super) values: BTreeMap<String, Given>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Cell>,
    #[serde(default)]
    pub(super) words: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    pub(super) source_ids: BTreeMap<String, Column>,
}

/// A day a row: the columns from one to another are its slots.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SlotsTable {
    pub(super) first: Column,
    pub(super) last: Column,
    /// The columns are times of the clock, not slots counted from midnight.
    #[serde(default)]
    pub(super) by_clock: bool,
}

/// A register of several that a row has readings of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegisterTable {
    /// Where what it counted stands, or what it showed.
    pub(super) quantity: Option<Cell>,
    pub(super) reading: Option<Cell>,
    #[serde(default)]
    pub(super) values: BTreeMap<String, Given>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Cell>,
    #[serde(default)]
    pub(super) words: BTreeMap<String, BTreeMap<String, String>>,
}

/// A value that stands in the mapping.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Given {
    Flag(bool),
    Count(u64),
    Text(String),
}

/// Where a member stands, and how it is written there.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Cell {
    Plain(OneOrMore),
    Described(Box<Described>),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Described {
    pub(super) column: OneOrMore,
    /// Of a date, a time or a moment, as strftime writes it.
    pub(super) format: Option<String>,
    /// Of a moment that is written without one: `Z`, `+10:00`.
    pub(super) offset: Option<String>,
    /// `h:m:s` and its like: a length of time as seconds.
    #[serde(rename = "as")]
    pub(super) length: Option<String>,
    /// What the number is multiplied by.
    pub(super) times: Option<String>,
    /// The number has the other sign.
    #[serde(default)]
    pub(super) negate: bool,
    /// The date is the last day of a period, not the one after it.
    #[serde(default)]
    pub(super) inclusive: bool,
    /// Characters that stand around the value.
    pub(super) trim: Option<String>,
    /// Only what stands before this text.
    pub(super) before: Option<String>,
    /// Only what stands behind this text.
    pub(super) after: Option<String>,
    /// Of an identifier in the world.
    pub(super) scheme: Option<String>,
    /// Texts that stand for no value here.
    #[serde(default)]
    pub(super) absent: Vec<String>,
}

impl Cell {
    pub(super) fn described(self) -> Described {
        match self {
            Self::Described(described) => *described,
            Self::Plain(column) => Described {
                column,
                format: None,
                offset: None,
                length: None,
                times: None,
                negate: false,
                inclusive: false,
                trim: None,
                before: None,
                after: None,
                scheme: None,
                absent: Vec::new(),
            },
        }
    }
}
