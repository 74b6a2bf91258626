//! What is in a file, for a person: whose, what, since when, how much.

use std::io::{self, Write};

use pannier::insight::Chart;
use serde::Serialize;

use super::{
    charts,
    human::{DIM, STRONG, WARNING},
    sharing::number,
    untrusted::Untrusted,
};

/// What a file says it holds. Serialised for `--format json`.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Overview {
    /// The file as the user named it.
    pub(crate) file: String,
    /// `bundle`, `share`, or the name of a format.
    pub(crate) kind: String,
    /// Always false: looking is not verifying.
    pub(crate) verified: bool,
    /// Who it says signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) issuer: Option<String>,
    /// Day of issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) issued: Option<String>,
    /// First day on which it no longer verifies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires: Option<String>,
    /// What the holder says it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) purpose: Option<String>,
    /// In the order of their names.
    pub(crate) series: Vec<SeriesOverview>,
    /// What the records add up to, by month.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) charts: Vec<Chart>,
    /// Documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) attachments: Vec<AttachmentOverview>,
    /// Digests that stay sealed: parts or decoys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sealed: Option<u64>,
}

/// One series over all its parts.
#[derive(Debug, Default, Serialize)]
pub(crate) struct SeriesOverview {
    /// `<thing>/<record type>`.
    pub(crate) series: String,
    /// What its records are.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) about: &'static str,
    /// The number the world knows the thing by, as far as it may be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<String>,
    /// First day.
    pub(crate) from: String,
    /// First day after.
    pub(crate) to: String,
    /// Days for which not every record is promised.
    pub(crate) incomplete_days: u64,
    /// How many parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parts: Option<u64>,
    /// Rows there are.
    pub(crate) rows: u64,
    /// Rows of which anything is shown.
    pub(crate) shown: u64,
    /// Groups of which nothing is shown in some part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) withheld_groups: Vec<String>,
    /// Sums.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) totals: Vec<TotalOverview>,
}

/// A sum.
#[derive(Debug, Serialize)]
pub(crate) struct TotalOverview {
    /// Currency, unit or kind.
    pub(crate) by: String,
    /// Unit, where that is something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<String>,
    /// What is summed.
    pub(crate) member: String,
    /// Rows counted.
    pub(crate) count: u64,
    /// The sum, a decimal number.
    pub(crate) sum: String,
}

/// A document.
#[derive(Debug, Serialize)]
pub(crate) struct AttachmentOverview {
    /// Name for people.
    pub(crate) name: String,
    /// Kind of document.
    pub(crate) media_type: String,
    /// Length.
    pub(crate) bytes: u64,
}

/// Prints it.
pub(crate) fn overview(out: &mut dyn Write, overview: &Overview, name: &str) -> io::Result<()> {
    writeln!(out, "{STRONG}{name}{STRONG:#}: {}", overview.kind)?;
    let facts = [
        ("issuer", &overview.issuer),
        ("issued", &overview.issued),
        ("valid until", &overview.expires),
        ("purpose", &overview.purpose),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            writeln!(out, "  {DIM}{name:<12}{DIM:#} {}", Untrusted::text(value))?;
        }
    }
    let width = overview.series.iter().map(|series| series.series.len()).max().unwrap_or_default();
    for series in &overview.series {
        writeln!(out)?;
        one_series(out, series, width)?;
    }
    charts::charts(out, &overview.charts)?;
    if !overview.attachments.is_empty() {
        writeln!(out, "\n{STRONG}Documents{STRONG:#}")?;
    }
    for AttachmentOverview { name, media_type, bytes } in &overview.attachments {
        writeln!(out, "  {}  {} bytes  {}", Untrusted::text(name), bytes, Untrusted::text(media_type))?;
    }
    match overview.sealed {
        None | Some(0) => Ok(()),
        Some(sealed) => {
            writeln!(out, "\n{}: parts or documents that are not shown, or decoys", number(sealed, "sealed digest"))
        }
    }
}

fn one_series(out: &mut dyn Write, series: &SeriesOverview, width: usize) -> io::Result<()> {
    let SeriesOverview { from, to, rows, shown, .. } = series;
    let name = Untrusted::text(&series.series).to_string();
    let plural = if *rows == 1 { "row" } else { "rows" };
    let of = if shown == rows { format!("{rows} {plural}") } else { format!("{shown} of {rows} {plural}") };
    writeln!(out, "{STRONG}{name:width$}{STRONG:#}  {of}  {from} up to {to}")?;
    let about = series.number.as_deref().map(|number| format!(" ({})", Untrusted::text(number)));
    if !series.about.is_empty() || about.is_some() {
        writeln!(out, "  {DIM}{}{DIM:#}{}", series.about, about.unwrap_or_default())?;
    }
    for TotalOverview { by, unit, member, count, sum } in &series.totals {
        let what = unit.as_ref().map_or_else(|| by.clone(), |unit| format!("{unit} of {by}"));
        let (member, what) = (Untrusted::text(member), Untrusted::text(&what));
        writeln!(out, "  {member} {sum} {what} in {}", number(*count, "row"))?;
    }
    match series.incomplete_days {
        0 => {}
        1 => writeln!(out, "  {WARNING}not every row is promised for 1 day{WARNING:#}")?,
        days => writeln!(out, "  {WARNING}not every row is promised for {days} days{WARNING:#}")?,
    }
    if !series.withheld_groups.is_empty() {
        let groups = series.withheld_groups.join(", ");
        writeln!(out, "  {WARNING}withheld{WARNING:#}: {}", Untrusted::text(&groups))?;
    }
    Ok(())
}
