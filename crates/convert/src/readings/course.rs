//! From readings to the days of a register: which reading is a slot of which day, and which is longer than one.

use std::collections::BTreeMap;

use pannier_model::value::{Date, Decimal, Duration, DurationUnit, Quality, Total};

use super::days::Days;

/// Most slots of a row.
const MOST_SLOTS: i64 = 1_500;

/// One reading of a register.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// Its number among the readings of the source, from 1.
    pub(crate) place: u64,
    /// Seconds since 1970.
    pub(crate) start: i64,
    /// More than 0.
    pub(crate) seconds: i64,
    pub(crate) value: Decimal,
    pub(crate) quality: Quality,
}

impl Reading {
    pub(crate) fn end(&self) -> i64 {
        self.start.saturating_add(self.seconds)
    }
}

/// Slots of one length that follow each other within a day.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) start: i64,
    pub(crate) resolution: Duration,
    pub(crate) slots: Vec<Option<(Decimal, Quality)>>,
    pub(crate) places: Vec<u64>,
}

impl Run {
    pub(crate) fn missing(&self) -> u64 {
        self.slots.iter().filter(|slot| slot.is_none()).count() as u64
    }

    pub(crate) fn total(&self) -> Option<Decimal> {
        Total::of(self.slots.iter().flatten().map(|(value, _)| *value))?.to_decimal().ok().map(Decimal::trimmed)
    }

    /// The quality of all known slots, and the stretches of equal quality where it is not one.
    pub(crate) fn quality(&self) -> (Quality, Vec<(u64, u64, Quality)>) {
        let mut runs: Vec<(u64, u64, Quality)> = Vec::new();
        for (number, slot) in (0..).zip(&self.slots) {
            let Some((_, quality)) = slot else { continue };
            match runs.last_mut() {
                Some((_, end, last)) if *end == number && last == quality => *end += 1,
                _ => runs.push((number, number + 1, *quality)),
            }
        }
        match runs.first() {
            Some((_, _, first)) if runs.iter().all(|(_, _, quality)| quality == first) => (*first, Vec::new()),
            _ => (Quality::Mixed, runs),
        }
    }
}

/// What the readings of a register come to.
#[derive(Debug, Default)]
pub(crate) struct Course {
    /// Rows of each day; several where the length of slots changes.
    pub(crate) days: BTreeMap<Date, Vec<Run>>,
    /// Readings that cross the end of a day, with their first day and the day after their last.
    pub(crate) periods: Vec<(Date, Date, Reading)>,
    /// Readings that no row can hold.
    pub(crate) lost: Vec<(u64, Lost)>,
    /// Whether every second of a day has a value.
    pub(crate) whole: BTreeMap<Date, bool>,
}

impl Course {
    /// The last day on which a reading begins.
    pub(crate) fn last_day(&self) -> Option<Date> {
        let period = self.periods.iter().map(|(from, _, _)| *from).max();
        self.days.keys().next_back().copied().max(period)
    }
}

/// Why a reading is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// An equal one came before.
    Repeated,
    /// Another one covers some of the same time.
    Overlaps,
    /// Its moments are outside the calendar.
    OutsideCalendar,
    /// A day has more slots than a row holds.
    TooFine,
}

/// Sorts readings into days of a zone.
pub(crate) fn course(mut readings: Vec<Reading>, days: &Days) -> Course {
    readings.sort_by_key(|reading| (reading.start, reading.place));
    let mut course = Course::default();
    let mut kept: Vec<Reading> = Vec::with_capacity(readings.len());
    for reading in readings {
        match kept.last() {
            Some(last) if reading.start < last.end() => {
                let same = (last.start, last.seconds, last.value) == (reading.start, reading.seconds, reading.value);
                course.lost.push((reading.place, if same { Lost::Repeated } else { Lost::Overlaps }));
            }
            _ => kept.push(reading),
        }
    }
    let mut within: BTreeMap<Date, Vec<Reading>> = BTreeMap::new();
    for reading in kept {
        let bounds = days.of(reading.start).and_then(|day| Some((day, days.start(day.next_day()?)?)));
        match bounds {
            Some((day, next)) if reading.end() <= next => within.entry(day).or_default().push(reading),
            Some((day, _)) => match (days.of(reading.end()), day.next_day()) {
                (Some(end), Some(next)) if end.next_day().is_some() => {
                    course.periods.push((day, end.max(next), reading));
                }
                _ => course.lost.push((reading.place, Lost::OutsideCalendar)),
            },
            None => course.lost.push((reading.place, Lost::OutsideCalendar)),
        }
    }
    for (day, readings) in within {
        let bounds = day.next_day().and_then(|next| Some((days.start(day)?, days.start(next)?)));
        let Some((from, to)) = bounds else {
            course.lost.extend(readings.iter().map(|reading| (reading.place, Lost::OutsideCalendar)));
            continue;
        };
        let known: i64 = readings.iter().map(|reading| reading.seconds).sum();
        course.whole.insert(day, known == to - from);
        for run in runs(readings, from, to) {
            match run {
                Ok(run) => course.days.entry(day).or_default().push(run),
                Err(places) => course.lost.extend(places.into_iter().map(|place| (place, Lost::TooFine))),
            }
        }
    }
    course
}

/// The rows of one day from its readings, oldest first and without overlap. A row begins where the length of slots
/// changes or where a reading does not lie on the grid of those before it; slots nobody gave are unknown, up to the next
/// row and to both ends of the day, as far as they fit.
fn runs(readings: Vec<Reading>, from: i64, to: i64) -> Vec<Result<Run, Vec<u64>>> {
    let mut groups: Vec<Vec<Reading>> = Vec::new();
    for reading in readings {
        match groups.last_mut() {
            Some(group)
                if group[0].seconds == reading.seconds && (reading.start - group[0].start) % reading.seconds == 0 =>
            {
                group.push(reading);
            }
            _ => groups.push(vec![reading]),
        }
    }
    let starts: Vec<i64> = groups.iter().map(|group| group[0].start).collect();
    let mut runs = Vec::with_capacity(groups.len());
    for (number, group) in groups.into_iter().enumerate() {
        let seconds = group[0].seconds;
        let first = group[0].start;
        let start = if number == 0 && (first - from) % seconds == 0 { from } else { first };
        let end = starts.get(number + 1).copied().unwrap_or(to);
        let count = (end - start) / seconds;
        let places: Vec<u64> = group.iter().map(|reading| reading.place).collect();
        let resolution = resolution(seconds, first == from && first + seconds == to);
        let (Some(resolution), true) = (resolution, count <= MOST_SLOTS) else {
            runs.push(Err(places));
            continue;
        };
        let mut slots = vec![None; usize::try_from(count).unwrap_or(0)];
        for reading in group {
            let slot = usize::try_from((reading.start - start) / seconds).ok().and_then(|slot| slots.get_mut(slot));
            if let Some(slot) = slot {
                *slot = Some((reading.value, reading.quality));
            }
        }
        runs.push(Ok(Run { start, resolution, slots, places }));
    }
    runs
}

/// The length of a slot in its largest unit; one day where it fills a day of any length.
fn resolution(seconds: i64, fills_the_day: bool) -> Option<Duration> {
    let (count, unit) = match seconds {
        _ if fills_the_day => (1, DurationUnit::Days),
        seconds if seconds % 3_600 == 0 => (seconds / 3_600, DurationUnit::Hours),
        seconds if seconds % 60 == 0 => (seconds / 60, DurationUnit::Minutes),
        seconds => (seconds, DurationUnit::Seconds),
    };
    Duration::new(u32::try_from(count).ok()?, unit).ok()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use pannier_model::value::{
        Quality::{Actual, Estimated, Mixed},
        Zone,
    };

    use super::*;

    /// 2024-11-03 in New York, 25 hours long, begins at 04:00 UTC.
    const DAY: i64 = 1_730_606_400;

    #[test]
    fn readings_make_days() {
        let check = |readings: &[(i64, i64)], expected: &str| {
            let days = Days::new(&Zone::parse("EST5EDT").expect("a zone")).expect("a zone there is");
            let given = (1..).zip(readings).map(|(place, (start, seconds))| Reading {
                place,
                start: DAY + start,
                seconds: *seconds,
                value: Decimal::from_units(i128::from(place), 0).expect("small"),
                quality: Actual,
            });
            let course = course(given.collect(), &days);
            let mut found = String::new();
            for (day, runs) in &course.days {
                for run in runs {
                    let _ = write!(
                        found,
                        "{day} +{} {} {}-{} ",
                        (run.start - DAY) / 60,
                        run.resolution,
                        run.slots.len(),
                        run.missing()
                    );
                }
            }
            for (from, to, _) in &course.periods {
                let _ = write!(found, "{from}..{to} ");
            }
            for (place, lost) in &course.lost {
                let _ = write!(found, "{place} {lost:?} ");
            }
            for day in course.whole.iter().filter(|(_, whole)| **whole) {
                let _ = write!(found, "whole {}", day.0);
            }
            assert_eq!(found.trim_end(), expected, "{readings:?}");
        };
        let hours: Vec<(i64, i64)> = (0..25).map(|hour| (hour * 3_600, 3_600)).collect();
        check(&hours, "2024-11-03 +0 PT1H 25-0 whole 2024-11-03");
        check(&[(0, 90_000)], "2024-11-03 +0 P1D 1-0 whole 2024-11-03");
        // A day by the calculator ends an hour early, and the next one crosses midnight.
        check(&[(0, 86_400), (86_400, 86_400)], "2024-11-03 +0 PT24H 1-0 2024-11-03..2024-11-04");
        check(&[(900, 900)], "2024-11-03 +0 PT15M 100-99");
        check(&[(7_200, 1_800), (3_600, 1_800)], "2024-11-03 +0 PT30M 50-48");
        // An hour of two, another length after it, and one off the grid.
        check(
            &[(0, 3_600), (3_600, 7_200), (10_800, 3_600)],
            "2024-11-03 +0 PT1H 1-0 2024-11-03 +60 PT2H 1-0 2024-11-03 +180 PT1H 22-21",
        );
        check(&[(0, 3_600), (5_400, 3_600)], "2024-11-03 +0 PT1H 1-0 2024-11-03 +90 PT1H 23-22");
        check(&[(0, 3_600), (0, 3_600)], "2024-11-03 +0 PT1H 25-24 2 Overlaps");
        check(&[(0, 30 * 86_400)], "2024-11-03..2024-12-02");
        check(&[(0, 30)], "1 TooFine");
        check(&[(i64::MAX - DAY - 1, 1)], "1 OutsideCalendar");
        check(&[(i64::MIN / 2, 1)], "1 OutsideCalendar");
    }

    #[test]
    fn qualities_make_runs() {
        let check = |qualities: &[Option<Quality>], expected: (Quality, &[(u64, u64, Quality)])| {
            let slots = qualities.iter().map(|quality| quality.map(|quality| (Decimal::ZERO, quality))).collect();
            let resolution = Duration::new(1, DurationUnit::Hours).expect("an hour");
            let run = Run { start: 0, resolution, slots, places: Vec::new() };
            assert_eq!(run.quality(), (expected.0, expected.1.to_vec()), "{qualities:?}");
        };
        check(&[Some(Actual), None, Some(Actual)], (Actual, &[]));
        check(&[Some(Actual), Some(Actual), Some(Estimated)], (Mixed, &[(0, 2, Actual), (2, 3, Estimated)]));
    }
}
