//! Which items lie in a window.

use super::Engine;
use crate::cost::usage::{MeterHours, date, day};
use crate::tariff::{Calendar, ClockTime, Slot, Window};
use pannier_model::value::{CodeText, Date};
use pannier_report::Code;

/// Seconds of a day in which it lies, by day of the year.
pub(super) struct Hours(Vec<Vec<(u32, u32)>>);

impl Hours {
    pub(super) fn has(&self, day: u16, second: u32) -> bool {
        self.0.get(usize::from(day)).is_some_and(|spans| spans.iter().any(|(from, to)| (*from..*to).contains(&second)))
    }

    /// Whether slots of that many seconds, from midnight on, are cut by its edges.
    pub(super) fn cuts(&self, length: u32) -> bool {
        let mut edges = self.0.iter().flatten().flat_map(|(from, to)| [*from, *to]);
        length > 0 && edges.any(|edge| edge % length != 0)
    }
}

impl Engine<'_, '_> {
    /// The hours of a window on every day of the year; `None` after saying why.
    pub(super) fn hours(&mut self, name: &CodeText, clause: &str) -> Option<Hours> {
        let window = self.tariff.windows.as_ref().and_then(|windows| windows.get(name));
        let Some(window) = window else {
            self.refuse(Code::QuoteDataPresent, clause, format!("there is no window `{name}`"));
            return None;
        };
        if let Some(others) = &window.otherwise {
            let mut taken: Vec<Vec<(u32, u32)>> = vec![Vec::new(); usize::from(self.days)];
            for other in others {
                let other = self.tariff.windows.as_ref().and_then(|windows| windows.get(other))?;
                for (day, spans) in self.own_hours(other, clause)?.0.into_iter().enumerate() {
                    taken[day].extend(spans);
                }
            }
            return Some(Hours(taken.into_iter().map(rest_of_day).collect()));
        }
        self.own_hours(window, clause)
    }

    fn own_hours(&mut self, window: &Window, clause: &str) -> Option<Hours> {
        if let Some(label) = &window.label {
            let hours = self.usage.windows.get(label.as_str()).cloned();
            match (hours, &window.default) {
                (Some(hours), _) => return Some(self.meter_hours(&hours)),
                (None, Some(_)) => {
                    self.assume(format!("the data does not say the hours of `{label}`: those of the tariff are taken"));
                }
                (None, None) => {
                    self.refuse(
                        Code::QuoteDataPresent,
                        clause,
                        format!("the data does not say the hours of `{label}` at the meter"),
                    );
                    return None;
                }
            }
        }
        let slots: Vec<Slot> = window.slots.iter().chain(&window.default).flatten().cloned().collect();
        let mut days: Vec<Vec<(u32, u32)>> = vec![Vec::new(); usize::from(self.days)];
        let start = day(self.replay.horizon.start);
        for slot in &slots {
            let from = u32::from(slot.from.map_or(0, ClockTime::minutes)) * 60;
            let to = u32::from(slot.to.map_or(1440, ClockTime::minutes)) * 60;
            // The day before the first one can reach into it.
            for at in -1..i32::from(self.days) {
                let Some(date) = date(start + at) else { continue };
                if self.begins_on(slot, date, clause)? {
                    put(&mut days, at, from, to);
                }
            }
        }
        Some(Hours(days))
    }

    fn meter_hours(&self, hours: &[MeterHours]) -> Hours {
        let mut days: Vec<Vec<(u32, u32)>> = vec![Vec::new(); usize::from(self.days)];
        let start = day(self.replay.horizon.start);
        for one in hours {
            for at in -1..i32::from(self.days) {
                let weekend = (start + at + 3).rem_euclid(7) >= 5;
                if one.workdays.is_none_or(|workdays| workdays != weekend) {
                    put(&mut days, at, one.from, one.to);
                }
            }
        }
        Hours(days)
    }

    /// Whether a slot begins on a date; `None` where a calendar does not speak of it.
    fn begins_on(&mut self, slot: &Slot, date: Date, clause: &str) -> Option<bool> {
        let weekday = u8::try_from((day(date) + 3).rem_euclid(7)).unwrap_or_default();
        if slot.days.as_ref().is_some_and(|days| days.iter().all(|day| day.index() != weekday)) {
            return Some(false);
        }
        let mut begins = true;
        for (names, wanted) in [(&slot.on, true), (&slot.except, false)] {
            for name in names.iter().flatten() {
                let calendar = self.tariff.calendars.as_ref().and_then(|calendars| calendars.get(name));
                let Some(has) = calendar.and_then(|calendar| calendar_has(calendar, date)) else {
                    self.refuse(
                        Code::QuoteCalendarKnown,
                        clause,
                        format!("calendar `{name}` does not speak of {date}; price an earlier year"),
                    );
                    return None;
                };
                begins &= has == wanted;
            }
        }
        Some(begins)
    }
}

/// Whether a calendar has a date; `None` where it does not speak of it.
fn calendar_has(calendar: &Calendar, date: Date) -> Option<bool> {
    if let Some(spans) = &calendar.yearly {
        return Some(spans.iter().any(|span| span.has(date.month(), date.day())));
    }
    if let Some(known) = &calendar.known {
        // The day before the first one is asked for only for hours that go on into it.
        let before = known.from.previous_day().unwrap_or(known.from);
        if date < before || known.to.is_some_and(|to| date >= to) {
            return None;
        }
    }
    Some(calendar.dates.iter().flatten().any(|one| *one == date))
}

fn put(days: &mut [Vec<(u32, u32)>], at: i32, from: u32, to: u32) {
    let mut add = |at: i32, from: u32, to: u32| {
        if let Some(spans) = usize::try_from(at).ok().and_then(|at| days.get_mut(at)) {
            spans.push((from, to));
        }
    };
    if to > from {
        add(at, from, to);
    } else {
        add(at, from, 86_400);
        add(at + 1, 0, to);
    }
}

/// What spans leave of a day.
fn rest_of_day(mut spans: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    spans.sort_unstable();
    let mut rest = Vec::new();
    let mut at = 0;
    for (from, to) in spans {
        if from > at {
            rest.push((at, from));
        }
        at = at.max(to);
    }
    if at < 86_400 {
        rest.push((at, 86_400));
    }
    rest
}
