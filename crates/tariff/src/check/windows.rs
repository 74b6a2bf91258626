//! Windows: their form, and whether they cover the week.

use super::Checker;
use crate::tariff::{ClockTime, Direction, Filter, Slot, Terms, Window};
use pannier_model::value::CodeText;
use pannier_report::Code;
use std::collections::{BTreeMap, BTreeSet};

/// Most calendars whose combinations are looked at.
const MOST_CALENDARS: usize = 6;

/// Hours of a meter that are not in one window, in words.
pub(crate) enum Amiss {
    /// In none.
    Left(String),
    /// In two.
    Twice(String),
}

impl Amiss {
    fn into_words(self) -> String {
        match self {
            Self::Left(words) | Self::Twice(words) => words,
        }
    }
}

impl Checker<'_> {
    pub(super) fn windows(&mut self) {
        let tariff = self.tariff;
        for (name, window) in tariff.windows.iter().flatten() {
            let place = format!("/windows/{}", escaped(name));
            self.window_form(window, &place);
            for (member, slots) in [("slots", &window.slots), ("default", &window.default)] {
                for (index, slot) in slots.iter().flatten().enumerate() {
                    self.slot(slot, &format!("{place}/{member}/{index}"));
                }
            }
        }
        for (name, calendar) in tariff.calendars.iter().flatten() {
            let place = format!("/calendars/{}", escaped(name));
            if calendar.dates.is_some() == calendar.yearly.is_some() {
                let help = "list the days, or the seasons that come every year";
                self.add(Code::TariffWindowForm, &place, "one of `dates` and `yearly` is needed, not both", help);
            }
            if let Some(known) = &calendar.known {
                self.span(known, &format!("{place}/known"));
            }
        }
    }

    fn window_form(&mut self, window: &Window, place: &str) {
        let ways = [window.slots.is_some(), window.source.is_some(), window.otherwise.is_some()];
        if ways.into_iter().filter(|way| *way).count() != 1 {
            let message = "exactly one of `slots`, `source` and `otherwise` is needed";
            self.add(Code::TariffWindowForm, place, message, "keep the one that says which hours are meant");
        } else if window.source.is_some() != window.label.is_some() {
            let help = "say what the hours are called in the data, such as `off_peak`";
            self.add(Code::TariffWindowForm, place, "`label` belongs to `source`, always", help);
        } else if window.default.is_some() && window.source.is_none() {
            let help = "call them `slots`";
            self.add(Code::TariffWindowForm, place, "`default` belongs to `source`", help);
        }
        let windows = self.tariff.windows.as_ref();
        for (index, other) in window.otherwise.iter().flatten().enumerate() {
            let place = format!("{place}/otherwise/{index}");
            match windows.and_then(|windows| windows.get(other)) {
                None => {
                    self.add(Code::TariffReference, place, "there is no window of that name", "add it to `windows`");
                }
                Some(other) if other.otherwise.is_some() => {
                    let help = "name the windows that have hours of their own";
                    self.add(Code::TariffWindowForm, place, "window is itself the rest of others", help);
                }
                Some(_) => {}
            }
        }
    }

    fn slot(&mut self, slot: &Slot, place: &str) {
        if slot.to.is_some_and(|to| to.minutes() % 10 == 9) {
            let help = "`to` is the first minute after the slot: write `21:00` for `20:59`";
            self.add(Code::TariffWindowHalfOpen, format!("{place}/to"), "slot seems to end with its last minute", help);
        }
        if slot.from == Some(ClockTime::END) {
            let help = "write `00:00`, and the next day in `days`";
            self.add(Code::TariffWindowForm, format!("{place}/from"), "slot begins at the end of a day", help);
        }
        for (member, calendars) in [("on", &slot.on), ("except", &slot.except)] {
            for (index, calendar) in calendars.iter().flatten().enumerate() {
                if !self.tariff.calendars.as_ref().is_some_and(|calendars| calendars.contains_key(calendar)) {
                    let place = format!("{place}/{member}/{index}");
                    self.add(
                        Code::TariffReference,
                        place,
                        "there is no calendar of that name",
                        "add it to `calendars`",
                    );
                }
            }
        }
    }

    /// Whether windows of one meter cover the week once.
    pub(super) fn cover(&mut self) {
        for (first, amiss) in self.amiss() {
            let help = "compare `from` and `to` of the windows; `otherwise` takes all hours that others leave";
            self.add(Code::TariffWindowCover, format!("/components/{first}/window"), amiss.into_words(), help);
        }
    }

    /// The first hour of each list of prices that is in no window or in two, with the first component of the list.
    pub(super) fn amiss(&self) -> Vec<(usize, Amiss)> {
        let tariff = self.tariff;
        let Some(windows) = &tariff.windows else { return Vec::new() };
        // Windows by meter, filter and phase: components of one price list.
        let mut lists: BTreeMap<String, (usize, BTreeSet<&CodeText>)> = BTreeMap::new();
        for (index, component) in tariff.components.iter().enumerate() {
            if let (Terms::Usage(terms), Direction::Charge) = (&component.terms, component.direction)
                && let Some(window) = &terms.window
            {
                let list = format!("{:?} {:?} {:?}", terms.meter, shown(terms.filter.as_ref()), component.phase);
                lists.entry(list).or_insert_with(|| (index, BTreeSet::new())).1.insert(window);
            }
        }
        let judged = lists.into_values().filter_map(|(first, names)| {
            let used: Option<Vec<(&CodeText, &Window)>> =
                names.into_iter().map(|name| windows.get(name).map(|window| (name, window))).collect();
            Some((first, self.hole(&used?)?))
        });
        judged.collect()
    }

    /// An hour that no window of these has; where there is none, one that two have.
    fn hole(&self, used: &[(&CodeText, &Window)]) -> Option<Amiss> {
        let all = self.tariff.windows.as_ref()?;
        let names: BTreeSet<&CodeText> = all
            .values()
            .flat_map(|window| window.slots.iter().chain(&window.default).flatten())
            .flat_map(|slot| slot.on.iter().chain(&slot.except).flatten())
            .collect();
        if names.len() > MOST_CALENDARS || used.iter().any(|(_, window)| self.is_unknown(window)) {
            return None;
        }
        let names: Vec<&CodeText> = names.into_iter().collect();
        let mut edges: BTreeSet<u16> = BTreeSet::from([0]);
        for slot in all.values().flat_map(|window| window.slots.iter().chain(&window.default).flatten()) {
            edges.extend([slot.from, slot.to].into_iter().flatten().map(|time| time.minutes() % 1440));
        }
        let mut twice: Option<String> = None;
        for combination in self.combinations(&names) {
            let on = |name: &CodeText| {
                names.iter().position(|one| *one == name).is_some_and(|at| combination >> at & 1 == 1)
            };
            for day in 0..7_u8 {
                for minute in &edges {
                    let mut having = used.iter().filter(|(_, window)| self.has(window, day, *minute, &on));
                    let (first, second) = (having.next(), having.next());
                    let clock = ClockTime::from_minutes(*minute).unwrap_or(ClockTime::END);
                    let day = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
                        [usize::from(day)];
                    let calendars: Vec<&str> = names.iter().filter(|name| on(name)).map(|name| name.as_str()).collect();
                    let kind = if calendars.is_empty() {
                        String::new()
                    } else {
                        format!(" on days of {}", calendars.join(" and "))
                    };
                    match (first, second) {
                        (None, _) => return Some(Amiss::Left(format!("{day} {clock}{kind} is in no window"))),
                        (Some((one, _)), Some((other, _))) => {
                            twice.get_or_insert_with(|| format!("{day} {clock}{kind} is in `{one}` and in `{other}`"));
                        }
                        _ => {}
                    }
                }
            }
        }
        twice.map(Amiss::Twice)
    }

    /// Whether its hours stand in the data alone.
    fn is_unknown(&self, window: &Window) -> bool {
        let others = window.otherwise.iter().flatten();
        let mut others = others.filter_map(|name| self.tariff.windows.as_ref()?.get(name));
        (window.source.is_some() && window.default.is_none())
            || others.any(|other| other.source.is_some() && other.default.is_none())
    }

    /// Which calendars can have one day, as bits: any of those that list dates, seasons as the year has them.
    fn combinations(&self, names: &[&CodeText]) -> BTreeSet<u32> {
        let calendar = |name: &CodeText| self.tariff.calendars.as_ref()?.get(name);
        let mut found = BTreeSet::new();
        for month in 1..=12 {
            for day in 1..=31 {
                let mut seasons = 0;
                let mut listed = Vec::new();
                for (at, name) in names.iter().enumerate() {
                    match calendar(name).and_then(|calendar| calendar.yearly.as_ref()) {
                        Some(spans) if spans.iter().any(|span| span.has(month, day)) => seasons |= 1 << at,
                        Some(_) => {}
                        None => listed.push(at),
                    }
                }
                for chosen in 0..1_u32 << listed.len() {
                    let bits = listed.iter().enumerate().filter(|(bit, _)| chosen >> bit & 1 == 1);
                    found.insert(bits.fold(seasons, |bits, (_, at)| bits | 1 << at));
                }
            }
        }
        found
    }

    fn has(&self, window: &Window, day: u8, minute: u16, on: &dyn Fn(&CodeText) -> bool) -> bool {
        if let Some(others) = &window.otherwise {
            let windows = self.tariff.windows.as_ref();
            return !others.iter().any(|name| {
                windows.and_then(|windows| windows.get(name)).is_some_and(|other| self.has(other, day, minute, on))
            });
        }
        // Hours of a meter are what the data says; the default stands for them here.
        let slots = window.slots.as_ref().or(window.default.as_ref());
        slots.is_some_and(|slots| slots.iter().any(|slot| slot_has(slot, day, minute, on)))
    }
}

fn slot_has(slot: &Slot, day: u8, minute: u16, on: &dyn Fn(&CodeText) -> bool) -> bool {
    let from = slot.from.map_or(0, ClockTime::minutes);
    let to = slot.to.map_or(1440, ClockTime::minutes);
    let begins_on = |day: u8| {
        slot.days.as_ref().is_none_or(|days| days.iter().any(|one| one.index() == day))
            && slot.on.iter().flatten().all(on)
            && !slot.except.iter().flatten().any(on)
    };
    if to > from {
        begins_on(day) && (from..to).contains(&minute)
    } else {
        // The day before is taken to be of the same calendars.
        (begins_on(day) && minute >= from) || (begins_on((day + 6) % 7) && minute < to)
    }
}

fn shown(filter: Option<&Filter>) -> String {
    filter.and_then(|filter| serde_json::to_string(filter).ok()).unwrap_or_default()
}

fn escaped(name: &CodeText) -> String {
    name.as_str().replace('~', "~0").replace('/', "~1")
}
