//! From readings to the days of a register: which reading is a slot of which day, and which is longer than one.

use pannier_model::value::{Date, Decimal, Duration, DurationUnit, Quality, Total};

use super::days::Days;
use crate::Error;

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
pub(super) struct Run {
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

/// Readings of a register, as often as they are asked for.
pub(crate) trait Readings {
    /// Hands on all of them, the earliest start first, and in the order of the source where starts are equal.
    fn sorted(&self, take: &mut dyn FnMut(Reading) -> Result<(), Error>) -> Result<(), Error>;
}

impl Readings for Vec<Reading> {
    fn sorted(&self, take: &mut dyn FnMut(Reading) -> Result<(), Error>) -> Result<(), Error> {
        let mut readings = self.clone();
        readings.sort_by_key(|reading| (reading.start, reading.place));
        readings.into_iter().try_for_each(take)
    }
}

/// What the readings of a register come to. Complete.
#[derive(Debug)]
pub(super) enum Told {
    /// The rows of a day, several where the length of slots changes, and whether every second of it has a value.
    Day(Date, bool, Vec<Run>),
    /// A reading that crosses the end of a day, with its first day and the day after its last.
    Period(Date, Date, Reading),
    /// A reading that no row can hold.
    Lost(u64, Lost),
}

/// What is told goes here.
pub(super) type Tell<'t> = &'t mut dyn FnMut(Told) -> Result<(), Error>;

/// Why a reading is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// An equal one came before.
    Repeated,
    /// Another one covers some of the same time.
    Overlaps,
    /// Its moments are outside the calendar.
    OutsideCalendar,
    /// A day has more slots than a row holds.
    TooFine,
}

/// Tells what readings come to in the days of a zone: days and periods in order.
pub(super) fn course(readings: &dyn Readings, days: &Days, tell: Tell<'_>) -> Result<(), Error> {
    let mut last: Option<Reading> = None;
    let mut today: Option<Today> = None;
    readings.sorted(&mut |reading| {
        if let Some(last) = last.as_ref().filter(|last| reading.start < last.end()) {
            let same = (last.start, last.seconds, last.value) == (reading.start, reading.seconds, reading.value);
            return tell(Told::Lost(reading.place, if same { Lost::Repeated } else { Lost::Overlaps }));
        }
        last = Some(reading.clone());
        if today.as_ref().is_none_or(|today| reading.start >= today.to) {
            today.take().map_or(Ok(()), |today| today.end(tell))?;
            today = Today::of(reading.start, days);
        }
        match &mut today {
            Some(today) if reading.end() <= today.to => {
                today.readings.push(reading);
                Ok(())
            }
            Some(Today { day, .. }) => match (days.of(reading.end()), day.next_day()) {
                (Some(end), Some(next)) if end.next_day().is_some() => tell(Told::Period(*day, end.max(next), reading)),
                _ => tell(Told::Lost(reading.place, Lost::OutsideCalendar)),
            },
            None => tell(Told::Lost(reading.place, Lost::OutsideCalendar)),
        }
    })?;
    today.map_or(Ok(()), |today| today.end(tell))
}

/// A day and the readings within it so far.
struct Today {
    day: Date,
    /// Its first moment, if there is one, and the first after it.
    from: Option<i64>,
    to: i64,
    readings: Vec<Reading>,
}

impl Today {
    /// The day of a moment.
    fn of(moment: i64, days: &Days) -> Option<Self> {
        let day = days.of(moment)?;
        Some(Self { day, from: days.start(day), to: days.start(day.next_day()?)?, readings: Vec::new() })
    }

    fn end(self, tell: Tell<'_>) -> Result<(), Error> {
        let Self { day, from, to, readings } = self;
        let Some(from) = from else {
            return readings.iter().try_for_each(|reading| tell(Told::Lost(reading.place, Lost::OutsideCalendar)));
        };
        let known: i64 = readings.iter().map(|reading| reading.seconds).sum();
        let mut rows = Vec::new();
        for run in runs(readings, from, to) {
            match run {
                Ok(run) => rows.push(run),
                Err(places) => {
                    places.into_iter().try_for_each(|place| tell(Told::Lost(place, Lost::TooFine)))?;
                }
            }
        }
        if rows.is_empty() { Ok(()) } else { tell(Told::Day(day, known == to - from, rows)) }
    }
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
            let given: Vec<Reading> = given.collect();
            let [mut found, mut longer, mut lost, mut whole] = [const { String::new() }; 4];
            course(&given, &days, &mut |told| {
                match told {
                    Told::Day(day, is_whole, runs) => {
                        for run in runs {
                            let (start, count) = ((run.start - DAY) / 60, run.slots.len());
                            let _ = write!(found, "{day} +{start} {} {count}-{} ", run.resolution, run.missing());
                        }
                        if is_whole {
                            let _ = write!(whole, "whole {day}");
                        }
                    }
                    Told::Period(from, to, _) => {
                        let _ = write!(longer, "{from}..{to} ");
                    }
                    Told::Lost(place, reason) => {
                        let _ = write!(lost, "{place} {reason:?} ");
                    }
                }
                Ok(())
            })
            .expect("nothing fails");
            let found: String = [found, longer, lost, whole].concat();
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
