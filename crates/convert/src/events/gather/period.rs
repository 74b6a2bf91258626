//! Which statements of an account make one period, and what they promise together.

use pannier_model::value::Date;
use pannier_report::{Code, Finding, Location};

use super::Outline;
use crate::{Error, events::statement::Window, output::Output};

/// Longest period, in days, of which every day is listed as not promised.
const UNPROMISED: i64 = 4000;
/// Of more days without a statement two statements no longer belong to one period.
const GAP: i64 = 400;

/// Statements, oldest first, that lie so near each other that they make one period.
pub(super) fn periods(statements: Vec<Outline>) -> Vec<Vec<Outline>> {
    let mut periods: Vec<Vec<Outline>> = Vec::new();
    let mut end: Option<Date> = None;
    for statement in statements {
        let Some(start) = statement.start() else { continue };
        let declared = statement.declared.as_ref().map(|window| window.to);
        let behind = statement.rows.extent.latest.and_then(Date::next_day);
        let latest = declared.into_iter().chain(behind).max();
        match (periods.last_mut(), end) {
            (Some(period), Some(end)) if start.days_since(end) <= GAP => period.push(statement),
            _ => periods.push(vec![statement]),
        }
        end = end.max(latest);
    }
    periods
}

/// What the statements of one period promise together. Days between two statements are not promised; a day on which
/// one statement ends and the next begins is promised where one of them does.
pub(super) fn window(statements: &[Outline], output: &mut Output<'_>) -> Result<Option<Window>, Error> {
    let mut joined: Option<Window> = None;
    for statement in statements {
        let booked = statement.rows.booked;
        let Some(mut window) = Window::of(statement.declared.clone(), booked, output)? else { continue };
        if statement.unpromised {
            if window.to.days_since(window.from) > UNPROMISED {
                output.finding(Finding::new(
                    Code::ConvertStructure,
                    Location::whole(),
                    format!("a report that promises no day spans more than {UNPROMISED} of them"),
                ))?;
            } else {
                let mut day = Some(window.from);
                while let Some(next) = day.filter(|day| *day < window.to) {
                    window.incomplete.insert(next);
                    day = next.next_day();
                }
            }
        }
        joined = Some(match joined {
            None => window,
            Some(joined) => join(joined, &window),
        });
    }
    // Pending rows promise nothing about their days.
    let earliest = statements.iter().filter_map(|statement| statement.rows.extent.earliest).min();
    let latest = statements.iter().filter_map(|statement| statement.rows.extent.latest).max();
    let (Some(earliest), Some(latest)) = (earliest, latest) else { return Ok(joined) };
    Ok(joined.and_then(|joined| joined.stretched(earliest, latest)).or_else(|| Window::of_rows(earliest, latest)))
}

/// Two periods of which the second begins no earlier. Only days of the second are looked at, so that many short periods
/// cost no more than their days.
fn join(mut first: Window, second: &Window) -> Window {
    let held = |day: &Date| first.from <= *day && *day < first.to && !first.incomplete.contains(day);
    let open: Vec<Date> = second.incomplete.iter().filter(|day| !held(day)).copied().collect();
    if second.from < second.to {
        let settled: Vec<Date> = first
            .incomplete
            .range(second.from..second.to)
            .filter(|day| !second.incomplete.contains(day))
            .copied()
            .collect();
        for day in &settled {
            first.incomplete.remove(day);
        }
    }
    first.incomplete.extend(open);
    let mut day = first.to;
    while day < second.from {
        first.incomplete.insert(day);
        let Some(next) = day.next_day() else { break };
        day = next;
    }
    first.from = first.from.min(second.from);
    first.to = first.to.max(second.to);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    fn window_of(from: &str, to: &str, incomplete: &[&str]) -> Window {
        Window { from: date(from), to: date(to), incomplete: incomplete.iter().map(|day| date(day)).collect() }
    }

    #[test]
    fn joined_periods() {
        let check = |first: Window, second: Window, expected: Window| {
            assert_eq!(join(first.clone(), &second), expected, "{first:?} {second:?}");
        };
        // The day on which one ends and the next begins is whole where one of the two says so.
        check(
            window_of("2026-01-01", "2026-02-01", &["2026-01-01"]),
            window_of("2026-01-31", "2026-03-01", &["2026-01-31"]),
            window_of("2026-01-01", "2026-03-01", &["2026-01-01"]),
        );
        // Days between two are nobody's.
        check(
            window_of("2026-01-01", "2026-01-03", &[]),
            window_of("2026-01-05", "2026-01-06", &[]),
            window_of("2026-01-01", "2026-01-06", &["2026-01-03", "2026-01-04"]),
        );
        check(
            window_of("2026-01-01", "2026-01-09", &[]),
            window_of("2026-01-02", "2026-01-03", &["2026-01-02"]),
            window_of("2026-01-01", "2026-01-09", &[]),
        );
    }
}
