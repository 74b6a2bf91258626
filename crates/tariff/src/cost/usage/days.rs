//! Sets of days.

use pannier_model::value::Date;
use std::collections::BTreeSet;

/// Days since 1970-01-01 that are covered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Days(BTreeSet<i32>);

/// Of a longer promise the last hundred years count, so that no day of a year is lost and memory is bounded.
pub(super) const LONGEST: i32 = 36_525;

pub(crate) fn day(date: Date) -> i32 {
    i32::try_from(date.days_since_epoch()).unwrap_or(i32::MAX)
}

pub(crate) fn date(day: i32) -> Option<Date> {
    Date::from_days_since_epoch(day.into())
}

impl Days {
    pub(crate) fn add(&mut self, from: Date, to: Date) {
        let (from, to) = (day(from), day(to));
        self.0.extend(from.max(to.saturating_sub(LONGEST))..to);
    }

    pub(crate) fn insert(&mut self, day: i32) {
        self.0.insert(day);
    }

    pub(crate) fn remove(&mut self, day: i32) {
        self.0.remove(&day);
    }

    pub(crate) fn has(&self, day: i32) -> bool {
        self.0.contains(&day)
    }

    /// The days that are in both.
    pub(crate) fn both(self, other: &Self) -> Self {
        Self(self.0.into_iter().filter(|day| other.has(*day)).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// First day and the day after the last.
    pub(crate) fn ends(&self) -> Option<(i32, i32)> {
        Some((*self.0.first()?, *self.0.last()? + 1))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = i32> + '_ {
        self.0.iter().copied()
    }

    /// The months all of whose days are covered, by their first days.
    pub(crate) fn months(&self) -> Vec<Date> {
        let mut months = Vec::new();
        let mut at = self.0.iter().copied().peekable();
        while let Some(first) = at.next() {
            let Some(start) = date(first) else { continue };
            let length = if start.day() == 1 { i32::from(start.days_in_month()) } else { 0 };
            let mut seen = 1;
            let month = start.month_start();
            while let Some(next) = at.peek().copied() {
                if date(next).is_none_or(|next| next.month_start() != month) {
                    break;
                }
                seen += 1;
                at.next();
            }
            if seen == length {
                months.push(month);
            }
        }
        months
    }
}

impl FromIterator<i32> for Days {
    fn from_iter<I: IntoIterator<Item = i32>>(days: I) -> Self {
        Self(days.into_iter().collect())
    }
}
