//! Windows: their form, and whether they cover the week.

use super::Checker;
use crate::tariff::{ClockTime, Direction, Filter, Slot, Terms, Window, YearSpan};
use pannier_model::value::{CodeText, Date, List};
use pannier_report::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Most calendars that list dates whose combinations are looked at.
const MOST_LISTS: usize = 4;

/// Which of some calendars have a day: one bit each, for at most the hundred that a tariff has.
type Calendars = u128;

/// A day as slots see it: its place in the week, the calendars that have it and those that have the day before.
#[derive(Clone, Copy)]
struct Kind<'a> {
    names: &'a [&'a CodeText],
    weekday: u8,
    before: Calendars,
    day: Calendars,
}

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
        let lists = names.iter().filter(|name| self.seasons(name).is_none()).count();
        if lists > MOST_LISTS || used.iter().any(|(_, window)| self.is_unknown(window)) {
            return None;
        }
        let names: Vec<&CodeText> = names.into_iter().collect();
        let mut edges: BTreeSet<u16> = BTreeSet::from([0]);
        for slot in all.values().flat_map(|window| window.slots.iter().chain(&window.default).flatten()) {
            edges.extend([slot.from, slot.to].into_iter().flatten().map(|time| time.minutes() % 1440));
        }
        let mut twice: Option<String> = None;
        for (before, day) in self.combinations(&names) {
            for weekday in 0..7_u8 {
                let kind = Kind { names: &names, weekday, before, day };
                for minute in &edges {
                    let mut having = used.iter().filter(|(_, window)| self.has(window, kind, *minute));
                    match (having.next(), having.next()) {
                        (None, _) => return Some(Amiss::Left(format!("{} is in no window", kind.at(*minute)))),
                        (Some((one, _)), Some((other, _))) => {
                            twice.get_or_insert_with(|| format!("{} is in `{one}` and in `{other}`", kind.at(*minute)));
                        }
                        _ => {}
                    }
                }
            }
        }
        twice.map(Amiss::Twice)
    }

    /// Whether nobody can lay out its hours: they stand in the data alone, or what it names is not there or is itself the rest
    /// of others, which is said elsewhere.
    fn is_unknown(&self, window: &Window) -> bool {
        let is_rest = |other: &Window| other.otherwise.is_some();
        let unknown = |name| self.named(name).is_none_or(|other| is_rest(other) || self.has_no_slots(other));
        self.has_no_slots(window) || window.otherwise.iter().flatten().any(unknown)
    }

    fn has_no_slots(&self, window: &Window) -> bool {
        let listed = |name| self.tariff.calendars.as_ref().is_some_and(|calendars| calendars.contains_key(name));
        let slots = window.slots.iter().chain(&window.default).flatten();
        let mut calendars = slots.flat_map(|slot| slot.on.iter().chain(&slot.except).flatten());
        (window.source.is_some() && window.default.is_none()) || calendars.any(|name| !listed(name))
    }

    fn named(&self, name: &CodeText) -> Option<&Window> {
        self.tariff.windows.as_ref()?.get(name)
    }

    /// Seasons of a calendar; none where it lists dates.
    fn seasons(&self, name: &CodeText) -> Option<&List<YearSpan, 20>> {
        self.tariff.calendars.as_ref()?.get(name)?.yearly.as_ref()
    }

    /// Which calendars can have a day and the day before: any of those that list dates, seasons as a leap year has them.
    fn combinations(&self, names: &[&CodeText]) -> Vec<(Calendars, Calendars)> {
        let days = (1..=12).flat_map(|month| (1..=31).map(move |day| (month, day)));
        let days = days.filter(|(month, day)| Date::new(2000, *month, *day).is_ok());
        let seasons: Vec<Calendars> = days
            .map(|(month, day)| {
                let has = |name: &CodeText| {
                    self.seasons(name).is_some_and(|spans| spans.iter().any(|span| span.has(month, day)))
                };
                names.iter().enumerate().filter(|(_, name)| has(name)).fold(0, |bits, (at, _)| bits | 1 << at)
            })
            .collect();
        let pairs: BTreeSet<(Calendars, Calendars)> = seasons
            .iter()
            .enumerate()
            .map(|(at, day)| (seasons[at.checked_sub(1).unwrap_or(seasons.len() - 1)], *day))
            .collect();
        let listed: Vec<usize> = (0..names.len()).filter(|at| self.seasons(names[*at]).is_none()).collect();
        let chosen: Vec<Calendars> = (0..1_u32 << listed.len())
            .map(|choice| {
                let chosen = listed.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1);
                chosen.fold(0, |bits, (_, at)| bits | 1 << at)
            })
            .collect();
        let mut all = Vec::new();
        for (before, day) in pairs {
            for one in &chosen {
                all.extend(chosen.iter().map(|other| (before | one, day | other)));
            }
        }
        // What is amiss on two days of one kind is said first.
        all.sort_unstable_by_key(|(before, day)| (before != day, *day, *before));
        all
    }

    /// Whether a window has a minute of a day. Hours of a meter are what the data says; the default stands for them here.
    fn has(&self, window: &Window, kind: Kind<'_>, minute: u16) -> bool {
        let own = |window: &Window| {
            let slots = window.slots.as_ref().or(window.default.as_ref());
            slots.is_some_and(|slots| slots.iter().any(|slot| kind.is_in(slot, minute)))
        };
        match &window.otherwise {
            Some(others) => !others.iter().any(|name| self.named(name).is_some_and(own)),
            None => own(window),
        }
    }
}

impl Kind<'_> {
    /// Whether a minute of the day lies in a slot that begins on it, or on the day before and goes on.
    fn is_in(self, slot: &Slot, minute: u16) -> bool {
        let from = slot.from.map_or(0, ClockTime::minutes);
        let to = slot.to.map_or(1440, ClockTime::minutes);
        if to > from {
            self.begins(slot, self.weekday, self.day) && (from..to).contains(&minute)
        } else {
            (self.begins(slot, self.weekday, self.day) && minute >= from)
                || (self.begins(slot, (self.weekday + 6) % 7, self.before) && minute < to)
        }
    }

    fn begins(self, slot: &Slot, weekday: u8, calendars: Calendars) -> bool {
        slot.days.as_ref().is_none_or(|days| days.iter().any(|one| one.index() == weekday))
            && slot.on.iter().flatten().all(|name| self.has(name, calendars))
            && !slot.except.iter().flatten().any(|name| self.has(name, calendars))
    }

    fn has(self, name: &CodeText, calendars: Calendars) -> bool {
        self.names.iter().position(|one| *one == name).is_some_and(|at| calendars >> at & 1 == 1)
    }

    /// A minute of it, in words.
    fn at(self, minute: u16) -> String {
        let clock = ClockTime::from_minutes(minute).unwrap_or(ClockTime::END);
        let weekday =
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][usize::from(self.weekday)];
        let named = |calendars| {
            let names = self.names.iter().filter(|name| self.has(name, calendars)).map(|name| name.as_str());
            names.collect::<Vec<_>>().join(" and ")
        };
        let mut words = format!("{weekday} {clock}");
        if self.day != 0 {
            let _ = write!(words, " on days of {}", named(self.day));
        }
        if self.before != self.day {
            let of = if self.before == 0 { "no calendar".to_owned() } else { named(self.before) };
            let _ = write!(words, ", after a day of {of},");
        }
        words
    }
}

fn shown(filter: Option<&Filter>) -> String {
    filter.and_then(|filter| serde_json::to_string(filter).ok()).unwrap_or_default()
}

fn escaped(name: &CodeText) -> String {
    name.as_str().replace('~', "~0").replace('/', "~1")
}
