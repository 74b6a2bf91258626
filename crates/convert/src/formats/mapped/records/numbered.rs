//! Slots that are told by their number within a day, on days on which a clock changes.
//!
//! Exports number the slots of a day from 1. On a day of 23 or 25 hours some count those that there are, others go by the
//! clock, and no export says which it does: the last number of the day tells.

use std::collections::BTreeMap;

use pannier_model::value::Date;

use crate::events::readings::{Days, Near, Reading};

/// Longest day of a clock, in seconds.
const LONGEST: i64 = 30 * 3_600;
/// A day on which no clock changes, in seconds.
const USUAL: i64 = 86_400;

/// A reading of which the day and the number are known, and the moment not yet: its `start` means nothing.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) number: i64,
    pub(super) reading: Reading,
}

/// Slots of a register on days whose numbers are understood together.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbered(BTreeMap<Date, Vec<Slot>>);

/// What becomes of the slots of such days.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) readings: Vec<Reading>,
    /// Rows of which nobody can say which hour they mean.
    pub(super) unclear: Vec<u64>,
    /// Rows of zero for an hour that the clock skips.
    pub(super) skipped: Vec<u64>,
    /// Rows with a slot that their day does not have.
    pub(super) wrong: Vec<u64>,
}

/// A slot on its own.
#[derive(Debug)]
pub(super) enum Alone {
    /// Its number says when it is.
    Told(Reading),
    /// The clock changes on its day.
    Open(Slot),
}

/// A slot of a day by its number; `None` where no day has it.
pub(super) fn alone(day: Date, slot: Slot, days: &Days) -> Option<Alone> {
    let Slot { number, reading } = slot;
    let (from, to) = (days.start(day)?, days.start(day.next_day()?)?);
    let end = number.checked_mul(reading.seconds).filter(|end| number > 0 && *end <= LONGEST)?;
    if to - from != USUAL {
        return Some(Alone::Open(Slot { number, reading }));
    }
    (end <= USUAL).then(|| Alone::Told(Reading { start: from + end - reading.seconds, ..reading }))
}

impl Numbered {
    /// Puts a slot aside until all of its day are known.
    pub(super) fn push(&mut self, day: Date, slot: Slot) {
        self.0.entry(day).or_default().push(slot);
    }

    /// What the numbers of all such days mean.
    pub(super) fn told(self, days: &Days) -> Told {
        let mut told = Told::default();
        for (day, slots) in self.0 {
            let bounds = day.next_day().and_then(|next| Some((days.start(day)?, days.start(next)?)));
            match bounds {
                Some((from, to)) => of_day(&slots, day, (from, to), days, &mut told),
                None => told.wrong.extend(slots.iter().map(|slot| slot.reading.place)),
            }
        }
        told
    }
}

fn of_day(slots: &[Slot], day: Date, (from, to): (i64, i64), days: &Days, told: &mut Told) {
    let last = slots.iter().map(|slot| slot.number * slot.reading.seconds).max().unwrap_or(0);
    let all: i64 = slots.iter().map(|slot| slot.reading.seconds).sum();
    let counted = last == to - from;
    let by_clock = last == USUAL && (to - from < USUAL || all == to - from);
    let mut near = Near::default();
    for Slot { number, reading } in slots {
        let place = reading.place;
        let after_midnight = (number - 1) * reading.seconds;
        if by_clock {
            match days.moment(day, after_midnight, near) {
                Some(start) => {
                    near.next(start);
                    told.readings.push(Reading { start, ..reading.clone() });
                }
                None if reading.value.signum() == 0 => told.skipped.push(place),
                None => told.wrong.push(place),
            }
            continue;
        }
        let (start, end) = (from + after_midnight, from + after_midnight + reading.seconds);
        // Before the change, and before the hour that comes twice, number and clock agree.
        if counted || days.offset(end - 1 + (to - from - USUAL).max(0)) == days.offset(from) {
            told.readings.push(Reading { start, ..reading.clone() });
        } else if end > to.max(from + USUAL) {
            told.wrong.push(place);
        } else {
            told.unclear.push(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use pannier_model::value::{Decimal, Quality, Zone};

    use super::*;

    /// Hours by their numbers, `=` and a value other than one; what becomes of them, as hours after midnight.
    fn check(day: &str, numbers: &str, expected: &str) {
        let days = Days::new(&Zone::parse("Europe/Madrid").expect("a zone")).expect("a zone there is");
        let day = Date::parse(day).expect("a date");
        let from = days.start(day).expect("a moment");
        let (mut numbered, mut found) = (Numbered::default(), Vec::new());
        for (place, text) in (1_u64..).zip(numbers.split(' ')) {
            let (number, value) = text.split_once('=').unwrap_or((text, "1"));
            let value: Decimal = value.parse().expect("a number");
            let reading = Reading { place, start: 0, seconds: 3_600, value, quality: Quality::Actual };
            match alone(day, Slot { number: number.parse().expect("a number"), reading }, &days) {
                Some(Alone::Told(reading)) => found.push(format!("{}", (reading.start - from) / 3_600)),
                Some(Alone::Open(slot)) => numbered.push(day, slot),
                None => found.push("none".to_owned()),
            }
        }
        let told = numbered.told(&days);
        found.extend(told.readings.iter().map(|reading| format!("{}", (reading.start - from) / 3_600)));
        for (name, places) in [("unclear", told.unclear), ("skipped", told.skipped), ("wrong", told.wrong)] {
            found.extend(places.iter().map(|place| format!("{name}@{place}")));
        }
        assert_eq!(found.join(" "), expected, "{day} {numbers}");
    }

    #[test]
    fn days_without_a_change() {
        check("2026-03-28", "1 2 24", "0 1 23");
        check("2026-03-28", "0 25 -1 99999999999999", "none none none none");
    }

    #[test]
    fn days_of_23_hours() {
        // Counted through: the 23rd is the last.
        check("2026-03-29", "1 2 3 4 23", "0 1 2 3 22");
        // By the clock: the third hour never was.
        check("2026-03-29", "1 2 4 24", "0 1 2 22");
        check("2026-03-29", "1 2 3=0 4 24", "0 1 2 22 skipped@3");
        check("2026-03-29", "1 2 3 4 24", "0 1 2 22 wrong@3");
        // Nothing tells which.
        check("2026-03-29", "1 2 4 20", "0 1 unclear@3 unclear@4");
        check("2026-03-29", "1 2", "0 1");
        check("2026-03-29", "1 25", "0 wrong@2");
    }

    #[test]
    fn days_of_25_hours() {
        check("2026-10-25", "1 2 3 4 25", "0 1 2 3 24");
        // By the clock, with the third hour twice.
        let clock = "1 2 3 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24";
        check("2026-10-25", clock, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24");
        // One hour is missing, and which one no number says.
        check("2026-10-25", "1 2 3 4 24", "0 1 unclear@3 unclear@4 unclear@5");
        check("2026-10-25", "26", "wrong@1");
    }
}
