//! A table of figures with a title, meant to be drawn.

use pannier_model::value::Decimal;
use serde::{Serialize, Serializer};

/// Figures of one thing, in one unit: lines (kinds, categories) over columns (months, hours).
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Chart {
    /// What it answers: `Money out, by kind`.
    pub title: &'static str,
    /// What of the thing, where it has several: `electricity import`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The account, line, card or supply point under its name in the file; `None` where records belong to none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
    /// Record type that describes the thing, if one does: `account`, `supply_point`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thing_type: Option<&'static str>,
    /// The number the world knows the thing by, as far as it may be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Unit of all figures: `GBP`, `min`, `GB`, `kWh`.
    pub unit: String,
    /// How it is drawn.
    pub form: Form,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The lines, the largest first.
    pub lines: Vec<Line>,
    /// What a reader has to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'static str>,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Form {
    /// A stack of parts that add up, for each month.
    Stacks,
    /// One value for each month that does not add up with the others: balances.
    Levels,
    /// A curve over the hours of a day for each month.
    Hours,
}

/// A month or an hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Column {
    /// `2025-03`, or `17:00`.
    pub name: String,
    /// Not every day of it is covered: its figures may be too small.
    pub partial: bool,
}

/// Figures of one kind, category or month, one for each column.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Line {
    /// What they are figures of, in words.
    pub name: String,
    /// `None` where there is no record, which is not zero.
    #[serde(serialize_with = "texts")]
    pub values: Vec<Option<Decimal>>,
}

fn texts<S: Serializer>(values: &[Option<Decimal>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(|value| value.map(|value| value.trimmed().to_string())))
}
