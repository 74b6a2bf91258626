//! Charts as vector graphics, in whole numbers only.

use std::fmt::{self, Write as _};

use pannier::insight::{Chart, Form};

use super::{Html, charts};

/// The picture and the field within it that figures are drawn in, in units of the view box.
const WIDTH: i128 = 760;
const HEIGHT: i128 = 280;
const LEFT: i128 = 78;
const RIGHT: i128 = 10;
const TOP: i128 = 12;
const BOTTOM: i128 = 34;

/// Class of the colour of a line.
pub(super) fn colour(chart: &Chart, line: usize) -> String {
    match chart.form {
        // Months follow one another, so their colours do: twelve steps, whatever their number.
        Form::Hours => format!("m{}", if chart.lines.len() < 2 { 11 } else { line * 11 / (chart.lines.len() - 1) }),
        _ => format!("c{}", line % 9),
    }
}

/// Draws the chart.
pub(super) fn draw(page: &mut String, chart: &Chart) -> fmt::Result {
    let axis = Axis::of(chart);
    let label = charts::title(chart);
    writeln!(page, "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">", Html(&label))?;
    axis.draw(page)?;
    match chart.form {
        Form::Stacks => stacks(page, chart, &axis)?,
        _ => curves(page, chart, &axis)?,
    }
    names(page, chart)?;
    writeln!(page, "</svg>")
}

/// Values from bottom to top, in units of 10^-12, with a line at every step.
struct Axis {
    low: i128,
    high: i128,
    step: i128,
}

impl Axis {
    fn of(chart: &Chart) -> Self {
        let (mut low, mut high) = (0_i128, 0_i128);
        for at in 0..chart.columns.len() {
            let values = chart.lines.iter().filter_map(|line| Some(line.values[at]?.picos()));
            if chart.form == Form::Stacks {
                let (mut below, mut above) = (0_i128, 0_i128);
                for value in values {
                    if value < 0 {
                        below = below.saturating_add(value);
                    } else {
                        above = above.saturating_add(value);
                    }
                }
                (low, high) = (low.min(below), high.max(above));
            } else {
                for value in values {
                    (low, high) = (low.min(value), high.max(value));
                }
            }
        }
        let step = step(high.saturating_sub(low));
        let floor = low.div_euclid(step).saturating_mul(step);
        let ceiling = high.saturating_add(step - 1).div_euclid(step).saturating_mul(step);
        Self { low: floor, high: ceiling.max(floor.saturating_add(step)), step }
    }

    /// Distance from the top of the picture, in tenths of its units.
    fn y(&self, value: i128) -> i128 {
        let field = (HEIGHT - TOP - BOTTOM) * 10;
        let above = self.high.saturating_sub(value);
        // The largest figures have some 10^30 units of the 10^38 there are.
        TOP * 10 + above.saturating_mul(field) / self.high.saturating_sub(self.low).max(1)
    }

    fn draw(&self, page: &mut String) -> fmt::Result {
        let mut value = self.low;
        while value <= self.high {
            let y = tenths(self.y(value));
            let class = if value == 0 { "zero" } else { "grid" };
            writeln!(page, "<line class=\"{class}\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/>", WIDTH - RIGHT)?;
            writeln!(page, "<text x=\"{}\" y=\"{y}\" class=\"value\">{}</text>", LEFT - 8, short(value))?;
            value = value.saturating_add(self.step);
        }
        Ok(())
    }
}

/// 1, 2 or 5 times a power of ten, so that about five steps make the span.
fn step(span: i128) -> i128 {
    let wanted = (span / 5).max(1);
    let mut power = 1_i128;
    while power.saturating_mul(10) <= wanted {
        power = power.saturating_mul(10);
    }
    let factor = [1, 2, 5, 10].into_iter().find(|factor| power.saturating_mul(*factor) >= wanted);
    power.saturating_mul(factor.unwrap_or(10))
}

/// A figure beside the axis, without decimals that say nothing.
fn short(value: i128) -> String {
    let text = charts::short(value);
    text.strip_suffix(".00").map_or_else(|| text.clone(), ToOwned::to_owned)
}

/// Left edge of a column and its width, in tenths.
fn column(chart: &Chart, at: usize) -> (i128, i128) {
    let count = chart.columns.len().max(1) as i128;
    let field = (WIDTH - LEFT - RIGHT) * 10;
    let left = LEFT * 10 + field * at as i128 / count;
    (left, field / count)
}

fn stacks(page: &mut String, chart: &Chart, axis: &Axis) -> fmt::Result {
    for (at, month) in chart.columns.iter().enumerate() {
        let (left, width) = column(chart, at);
        let bar = (width * 7 / 10).min(480);
        let x = left + (width - bar) / 2;
        let (mut below, mut above) = (0_i128, 0_i128);
        for (number, line) in chart.lines.iter().enumerate() {
            let Some(value) = line.values[at] else { continue };
            let value = value.picos();
            let edge = if value < 0 { &mut below } else { &mut above };
            let from = *edge;
            *edge = edge.saturating_add(value);
            let (top, bottom) = (axis.y(from.max(*edge)), axis.y(from.min(*edge)));
            let pale = if month.partial { " pale" } else { "" };
            writeln!(
                page,
                "<rect class=\"{}{pale}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}, {}: {} {}</title></rect>",
                colour(chart, number),
                tenths(x),
                tenths(top),
                tenths(bar),
                tenths(bottom - top),
                Html(&month.name),
                Html(&line.name),
                charts::figure(chart, value),
                Html(&chart.unit),
            )?;
        }
    }
    Ok(())
}

fn curves(page: &mut String, chart: &Chart, axis: &Axis) -> fmt::Result {
    for (number, line) in chart.lines.iter().enumerate() {
        let class = colour(chart, number);
        // What is not known interrupts the curve.
        for run in line.values.iter().enumerate().collect::<Vec<_>>().split(|(_, value)| value.is_none()) {
            let points = run.iter().filter_map(|(at, value)| {
                let (left, width) = column(chart, *at);
                Some(format!("{},{}", tenths(left + width / 2), tenths(axis.y((*value).as_ref()?.picos()))))
            });
            let points: Vec<String> = points.collect();
            if points.len() > 1 {
                writeln!(page, "<polyline class=\"{class}\" points=\"{}\"/>", points.join(" "))?;
            }
        }
        for (at, value) in line.values.iter().enumerate() {
            let Some(value) = value else { continue };
            let (left, width) = column(chart, at);
            writeln!(
                page,
                "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"><title>{}, {}: {} {}</title></circle>",
                tenths(left + width / 2),
                tenths(axis.y(value.picos())),
                if chart.form == Form::Hours { 2 } else { 4 },
                Html(&line.name),
                Html(&chart.columns[at].name),
                charts::figure(chart, value.picos()),
                Html(&chart.unit),
            )?;
        }
    }
    Ok(())
}

/// Names of columns below the field, as many as fit.
fn names(page: &mut String, chart: &Chart) -> fmt::Result {
    let every = chart.columns.len().div_ceil(12).max(1);
    for (at, month) in chart.columns.iter().enumerate().step_by(every) {
        let (left, width) = column(chart, at);
        let (x, y) = (tenths(left + width / 2), HEIGHT - BOTTOM + 20);
        writeln!(page, "<text x=\"{x}\" y=\"{y}\" class=\"name\">{}</text>", Html(&month.name))?;
    }
    Ok(())
}

/// A number of tenths as a number of units.
fn tenths(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{}", value.unsigned_abs() / 10, value.unsigned_abs() % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_about_five() {
        let check = |span: i128, expected: i128| assert_eq!(step(span), expected, "{span}");
        check(0, 1);
        check(5, 1);
        check(6, 1);
        check(11, 2);
        check(26, 5);
        check(50, 10);
        check(1_234_000_000_000_000, 500_000_000_000_000);
        check(i128::MAX, 50_000_000_000_000_000_000_000_000_000_000_000_000);
    }

    #[test]
    fn tenths_are_written_as_units() {
        let check = |value: i128, expected: &str| assert_eq!(tenths(value), expected);
        check(0, "0.0");
        check(125, "12.5");
        check(-5, "-0.5");
    }
}
