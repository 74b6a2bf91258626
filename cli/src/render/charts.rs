//! Figures by month and by hour, for a terminal.

use std::io::{self, Write};

use pannier::{
    insight::{Chart, Form},
    value::Decimal,
};

use super::{
    human::{DIM, STRONG, WARNING},
    untrusted::Untrusted,
};

/// Cells of the longest bar.
const BAR: i128 = 24;
/// Parts of a stack that are named.
const NAMED: usize = 4;

/// Prints every chart: a line for each month.
pub(crate) fn charts(out: &mut dyn Write, charts: &[Chart]) -> io::Result<()> {
    charts.iter().try_for_each(|chart| {
        writeln!(out)?;
        one(out, chart)
    })
}

/// `Money out, by kind (GBP), account a7k2qx (••••8807)`.
pub(crate) fn title(chart: &Chart) -> String {
    let Chart { title, unit, .. } = chart;
    let unit = if chart.form == Form::Hours { format!("{unit} in an hour") } else { unit.clone() };
    let about = chart.about.as_deref().map(|about| format!(", {}", Untrusted::text(about)));
    let kind = chart.thing_type.map(|kind| format!("{} ", kind.replace('_', " "))).unwrap_or_default();
    let thing = chart.thing.as_deref().map(|thing| format!(", {kind}{}", Untrusted::text(thing)));
    let more = [about, thing].into_iter().flatten().collect::<String>();
    let number = chart.number.as_deref().map(|number| format!(" ({})", Untrusted::text(number)));
    format!("{title} ({}){more}{}", Untrusted::text(&unit), number.unwrap_or_default())
}

fn one(out: &mut dyn Write, chart: &Chart) -> io::Result<()> {
    writeln!(out, "{STRONG}{}{STRONG:#}", title(chart))?;
    match chart.form {
        Form::Hours => hours(out, chart)?,
        _ => months(out, chart)?,
    }
    if chart.columns.iter().any(|column| column.partial) {
        writeln!(out, "  {WARNING}*{WARNING:#} {DIM}days or rows of the month may be missing{DIM:#}")?;
    }
    chart.note.map_or(Ok(()), |note| writeln!(out, "  {DIM}{note}{DIM:#}"))
}

fn months(out: &mut dyn Write, chart: &Chart) -> io::Result<()> {
    let sums: Vec<Option<i128>> = (0..chart.columns.len())
        .map(|at| {
            let mut values = chart.lines.iter().filter_map(|line| line.values[at]).peekable();
            values.peek()?;
            Some(values.fold(0_i128, |sum, value| sum.saturating_add(value.picos())))
        })
        .collect();
    let most = sums.iter().flatten().map(|sum| sum.saturating_abs()).max().unwrap_or_default().max(1);
    let texts: Vec<String> =
        sums.iter().map(|sum| sum.map_or_else(|| "-".to_owned(), |sum| figure(chart, sum))).collect();
    let width = texts.iter().map(String::len).max().unwrap_or_default();
    for (at, column) in chart.columns.iter().enumerate() {
        let mark = if column.partial { "*" } else { " " };
        let length = sums[at].map_or(0, |sum| sum.saturating_abs().saturating_mul(BAR) / most);
        let bar = "█".repeat(usize::try_from(length).unwrap_or_default());
        let parts = if chart.form == Form::Stacks && chart.lines.len() > 1 { parts(chart, at) } else { String::new() };
        let line = format!("  {}{mark} {:>width$}  {bar:24}  {parts}", column.name, texts[at]);
        writeln!(out, "{}", line.trim_end())?;
    }
    match chart.lines.as_slice() {
        [only] if chart.form == Form::Stacks => {
            writeln!(out, "  {DIM}all of it: {}{DIM:#}", Untrusted::text(&only.name))
        }
        _ => Ok(()),
    }
}

/// The largest parts of a column.
fn parts(chart: &Chart, at: usize) -> String {
    let mut parts: Vec<(&str, Decimal)> =
        chart.lines.iter().filter_map(|line| Some((line.name.as_str(), line.values[at]?))).collect();
    parts.sort_by_key(|(_, value)| std::cmp::Reverse(value.picos().saturating_abs()));
    let more = parts.len().saturating_sub(NAMED);
    let named = parts
        .iter()
        .take(NAMED)
        .map(|(name, value)| format!("{} {}", Untrusted::text(name), figure(chart, value.picos())));
    let mut named: Vec<String> = named.collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    named.join(", ")
}

fn hours(out: &mut dyn Write, chart: &Chart) -> io::Result<()> {
    const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let all = chart.lines.iter().flat_map(|line| &line.values).flatten();
    let most = all.map(|value| value.picos().saturating_abs()).max().unwrap_or_default().max(1);
    for line in &chart.lines {
        let curve: String = line
            .values
            .iter()
            .map(|value| match value {
                None => ' ',
                Some(value) => {
                    let step = value.picos().max(0).saturating_mul(7) / most;
                    STEPS[usize::try_from(step).unwrap_or_default().min(7)]
                }
            })
            .collect();
        let peak = line.values.iter().enumerate().filter_map(|(at, value)| Some((value.as_ref()?.picos(), at)));
        let peak = peak.max_by_key(|(value, at)| (*value, std::cmp::Reverse(*at)));
        let peak = peak.map_or_else(String::new, |(value, at)| {
            format!("most from {}: {}", chart.columns[at].name, figure(chart, value))
        });
        writeln!(out, "  {}  {curve}  {peak}", Untrusted::text(&line.name))?;
    }
    writeln!(out, "           {DIM}0h    6h    12h   18h{DIM:#}")
}

/// A figure of a chart for the eye: counts as they are, everything else with two decimals.
pub(crate) fn figure(chart: &Chart, picos: i128) -> String {
    let text = short(picos);
    match (chart.unit.as_str(), text.strip_suffix(".00")) {
        ("count" | "point" | "item" | "day", Some(whole)) => whole.to_owned(),
        _ => text,
    }
}

/// Two decimals, half away from zero. The JSON has every figure as it is.
pub(crate) fn short(picos: i128) -> String {
    /// A hundredth, in units of 10^-12.
    const HUNDREDTH: i128 = 10_000_000_000;
    let half = HUNDREDTH / 2 * picos.signum();
    let hundredths = picos.saturating_add(half) / HUNDREDTH;
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    format!("{sign}{whole}.{rest:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_decimals_for_the_eye() {
        let check = |value: &str, expected: &str| {
            assert_eq!(short(value.parse::<Decimal>().unwrap().picos()), expected, "{value}");
        };
        check("0", "0.00");
        check("12.3", "12.30");
        check("-0.004", "0.00");
        check("-0.005", "-0.01");
        check("1.995", "2.00");
        check("999999999999999.999", "1000000000000000.00");
    }
}
