//! The year that is priced, and which day or month of the past stands for which one of it.
//!
//! Nothing is scaled: each target gets exactly one source, and what happened there happens again.

use super::usage::{Days, date, day};
use pannier_model::value::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Least days that are replayed to a year.
const LEAST_DAYS: usize = 28;
/// Days between two days of the same weekday a year apart.
const WEEKS_52: i32 = 364;

/// The year that is priced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// First day, the first of a month.
    pub start: Date,
    /// When the contract began; `start` for a new one.
    pub contract_start: Date,
    /// How many months are priced: 12, but for a back-test.
    pub months: u8,
    /// Holidays of source and target, which stand for each other and for Sundays.
    pub holidays: BTreeSet<Date>,
    /// Whether days and months that are not covered are replaced by others.
    pub replays: bool,
}

impl Horizon {
    /// The twelve months from the first of the month in which `start` lies, under a contract that begins with them.
    pub fn year_from(start: Date) -> Self {
        let start = start.month_start();
        Self { start, contract_start: start, months: 12, holidays: BTreeSet::new(), replays: true }
    }

    /// The same with holidays, which are replayed from holidays and Sundays.
    #[must_use]
    pub fn with_holidays(mut self, holidays: impl IntoIterator<Item = Date>) -> Self {
        self.holidays.extend(holidays);
        self
    }

    /// First day after it.
    pub fn end(&self) -> Date {
        self.start.plus_months(self.months.into()).unwrap_or(self.start)
    }

    /// Days from the start to the end.
    pub(crate) fn days(&self) -> usize {
        usize::try_from(self.end().days_since(self.start)).unwrap_or_default()
    }
}

/// One target and its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    /// First day of the target.
    pub(crate) target: i32,
    pub(crate) source: i32,
    /// Days or months between them in the course of the year.
    pub(crate) distance: u32,
}

/// Days of a week that stand for each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum DayKind {
    Workday,
    Saturday,
    Rest,
}

fn day_kind(day: i32, holidays: &BTreeSet<i32>) -> DayKind {
    // 1970-01-01 was a Thursday.
    match (day + 3).rem_euclid(7) {
        _ if holidays.contains(&day) => DayKind::Rest,
        5 => DayKind::Saturday,
        6 => DayKind::Rest,
        _ => DayKind::Workday,
    }
}

/// Day of a year without leap day, 0 to 364: how far two dates lie apart in the course of the year.
fn course(day: i32) -> i32 {
    let Some(date) = date(day) else { return 0 };
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][usize::from(date.month() - 1)];
    (before + i32::from(date.day()) - 1).min(if date.month() == 2 { 58 } else { 364 })
}

fn circular(one: i32, other: i32, length: i32) -> i32 {
    let apart = (one - other).abs();
    apart.min(length - apart)
}

/// Days for days; `None` where too little is covered.
pub(crate) fn by_day(horizon: &Horizon, covered: &Days) -> Option<Vec<Pair>> {
    let start = day(horizon.start);
    let length = i32::try_from(horizon.days()).unwrap_or_default();
    let targets = start..start + length;
    let is_whole = targets.clone().all(|target| covered.has(target));
    if !horizon.replays {
        let pairs = targets.filter(|target| covered.has(*target));
        return Some(pairs.map(|target| Pair { target, source: target, distance: 0 }).collect());
    }
    if !is_whole && covered.len() < LEAST_DAYS {
        return None;
    }
    let holidays: BTreeSet<i32> = horizon.holidays.iter().map(|date| day(*date)).collect();
    // Candidates of each kind by course of the year, the most recent one of each.
    let mut candidates: BTreeMap<DayKind, BTreeMap<i32, i32>> = BTreeMap::new();
    for source in covered.iter() {
        candidates.entry(day_kind(source, &holidays)).or_default().insert(course(source), source);
    }
    let everything: BTreeMap<i32, i32> = covered.iter().map(|source| (course(source), source)).collect();
    let mut pairs = Vec::with_capacity(horizon.days());
    for target in targets {
        let kind = day_kind(target, &holidays);
        let year_before = target - WEEKS_52;
        let (source, distance) = if covered.has(target) {
            (target, 0)
        } else if covered.has(year_before) && day_kind(year_before, &holidays) == kind {
            (year_before, 0)
        } else {
            // Where no day of the kind is covered, any day is nearer to the truth than none.
            let among = candidates.get(&kind).unwrap_or(&everything);
            let at = course(target);
            let nearest = among
                .iter()
                .map(|(course, source)| (circular(*course, at, 365), *source))
                .min_by_key(|(distance, source)| (*distance, std::cmp::Reverse(*source)))?;
            (nearest.1, u32::try_from(nearest.0).unwrap_or_default())
        };
        pairs.push(Pair { target, source, distance });
    }
    Some(pairs)
}

/// Months for months; `None` where none is covered.
pub(crate) fn by_month(horizon: &Horizon, covered: &Days) -> Option<Vec<Pair>> {
    let months = covered.months();
    let mut pairs = Vec::new();
    for index in 0..i64::from(horizon.months) {
        let target = horizon.start.plus_months(index)?;
        if months.contains(&target) {
            pairs.push(Pair { target: day(target), source: day(target), distance: 0 });
            continue;
        }
        if !horizon.replays {
            continue;
        }
        let apart = |source: &Date| circular(i32::from(source.month()), i32::from(target.month()), 12);
        let source = months.iter().min_by_key(|source| (apart(source), std::cmp::Reverse(**source)))?;
        let distance = u32::try_from(apart(source)).unwrap_or_default();
        pairs.push(Pair { target: day(target), source: day(*source), distance });
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(from: &str, to: &str) -> Days {
        let mut days = Days::default();
        days.add(Date::parse(from).unwrap(), Date::parse(to).unwrap());
        days
    }

    fn year(start: &str) -> Horizon {
        Horizon::year_from(Date::parse(start).unwrap())
    }

    #[test]
    fn the_day_of_the_week_is_kept() {
        let pairs = by_day(&year("2027-01-01"), &covered("2026-01-01", "2027-01-01")).unwrap();
        let find = |target: &str| {
            let target = day(Date::parse(target).unwrap());
            let pair = pairs.iter().find(|pair| pair.target == target).unwrap();
            (date(pair.source).unwrap().to_string(), pair.distance)
        };
        assert_eq!(find("2027-01-01"), ("2026-01-02".to_owned(), 0));
        assert_eq!(find("2027-12-31"), ("2026-12-31".to_owned(), 0));
    }

    #[test]
    fn a_holiday_stands_for_a_holiday_or_sunday() {
        let horizon =
            year("2027-01-01").with_holidays(["2026-12-25", "2027-12-25"].map(|date| Date::parse(date).unwrap()));
        let pairs = by_day(&horizon, &covered("2026-01-01", "2027-01-01")).unwrap();
        let target = day(Date::parse("2027-12-25").unwrap());
        let pair = pairs.iter().find(|pair| pair.target == target).unwrap();
        assert_eq!(date(pair.source), Date::parse("2026-12-25").ok());
        // 364 days before 24 December 2027, a Friday, lies the holiday of 2026: a working day beside it stands in.
        let target = day(Date::parse("2027-12-24").unwrap());
        let pair = pairs.iter().find(|pair| pair.target == target).unwrap();
        assert_eq!(date(pair.source), Date::parse("2026-12-24").ok());
    }

    #[test]
    fn too_little_gives_no_year() {
        assert!(by_day(&year("2027-01-01"), &covered("2026-05-01", "2026-05-28")).is_none());
        assert!(by_day(&year("2027-01-01"), &covered("2026-05-01", "2026-05-29")).is_some());
        assert!(by_month(&year("2027-01-01"), &covered("2026-05-02", "2026-06-30")).is_none());
        assert!(by_month(&year("2027-01-01"), &covered("2026-05-02", "2026-07-01")).is_some());
    }
}
