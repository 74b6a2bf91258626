//! What the sectors have in common: states of one day, and monthly figures.

use super::{
    bank::event_id,
    head::{Part, Row, Type},
    types::SUMMARY,
};
use serde_json::{Value, json};

/// A part of states, all true on the day of issue.
pub fn states(id: &str, thing: &str, kind: &Type, rows: &[Value]) -> Part {
    let rows = rows.iter().map(|row| {
        let mut row = row.clone();
        row["as_of"] = "2026-04-01".into();
        Row::of(kind, &row)
    });
    Part::new(id, thing, kind, 0, ("2026-04-01", "2026-04-02"), rows.collect())
}

/// A figure: what it is of, its month with the days of it that count, metric, bucket, rows, value and what it is in.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Record type.
    pub of: &'static str,
    /// Month and days.
    pub month: (&'static str, u32),
    /// Whether these are all days.
    pub complete: bool,
    /// What was summed up.
    pub metric: &'static str,
    /// Which records.
    pub bucket: &'static str,
    /// How many.
    pub count: u32,
    /// The result.
    pub value: &'static str,
    /// Currency (three capitals) or unit.
    pub measure: &'static str,
}

/// A part of figures of the months from `period.0` on.
pub fn figures(id: &str, thing: &str, period: (&str, &str), figures: &[Figure]) -> Part {
    let rows = figures.iter().map(|one| {
        let date = format!("{}-01", one.month.0);
        let money = one.measure.len() == 3 && one.measure.bytes().all(|byte| byte.is_ascii_uppercase());
        let (currency, unit) = if money { (one.measure, "") } else { ("", one.measure) };
        let mut row = json!({
            "id": event_id("summary", &[one.of, &date, one.metric, one.bucket, currency, unit], 0),
            "of": one.of, "date": date, "days": one.month.1, "complete": one.complete, "metric": one.metric,
            "bucket": one.bucket, "count": one.count, "value": one.value,
        });
        row[if money { "currency" } else { "unit" }] = one.measure.into();
        if thing != "all" {
            row["thing"] = thing.into();
        }
        Row::of(&SUMMARY, &row)
    });
    Part::new(id, thing, &SUMMARY, 0, period, rows.collect())
}
