//! Which days of a series that is summed up are known to be shown in full.

use super::coverage::Complete;
use super::plan::{Plan, SeriesPlan};
use pannier_model::value::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The groups that figures rest on.
const GROUPS: [&str; 5] = ["core", "balance", "category", "rating", "profile"];

/// Knowledge about one series, and about the balances of the same account.
pub(crate) struct Known<'a> {
    plan: &'a Plan,
    series: &'a SeriesPlan,
    /// By group.
    shown: BTreeMap<&'static str, Runs<'a>>,
    /// Runs of the series of balances; `None` when it is known in full, or not to exist.
    balances: Option<Runs<'a>>,
    periods: Vec<(Date, Date)>,
    incomplete: BTreeSet<Date>,
}

impl<'a> Known<'a> {
    /// `statements` are those of all series, by series.
    pub(crate) fn new(plan: &'a Plan, series: &'a SeriesPlan, statements: &'a [Complete]) -> Self {
        let about = |name: &str| -> Vec<&'a Complete> {
            let from = statements.partition_point(|statement| statement.series.as_str() < name);
            statements[from..].iter().take_while(|statement| statement.series == name).collect()
        };
        let thing = series.name.rsplit_once('/').map_or("", |(thing, _)| thing);
        let balances = format!("{thing}/balance");
        let own = about(&series.name);
        Self {
            plan,
            series,
            shown: GROUPS.iter().map(|group| (*group, Runs::of(&own, group))).collect(),
            balances: (!plan.is_whole(&balances)).then(|| Runs::of(&about(&balances), "core")),
            periods: plan.parts_of(series).map(|(_, part)| (part.from, part.to)).collect(),
            incomplete: plan.parts_of(series).flat_map(|(_, part)| part.incomplete.iter().copied()).collect(),
        }
    }

    /// Periods of the disclosed parts by `seq`.
    pub(crate) fn periods(&self) -> impl Iterator<Item = (Date, Date)> {
        self.periods.iter().copied()
    }

    /// Days in all periods together.
    pub(crate) fn days(&self) -> i64 {
        self.periods.iter().map(|(from, to)| to.days_since(*from).max(0)).fold(0, i64::saturating_add)
    }

    /// Whether the day is in a disclosed part.
    pub(crate) fn covers(&self, day: Date) -> bool {
        self.period_of(day).is_some()
    }

    fn period_of(&self, day: Date) -> Option<(Date, Date)> {
        let after = self.periods.partition_point(|(from, _)| *from <= day);
        self.periods[..after].last().copied().filter(|(_, to)| day < *to)
    }

    pub(crate) fn is_incomplete(&self, day: Date) -> bool {
        self.incomplete.contains(&day)
    }

    /// Whether the first part of the series is disclosed, so that nothing came before it.
    pub(crate) fn begins_here(&self) -> bool {
        !self.may_miss_parts() || self.plan.parts_of(self.series).next().is_some_and(|(_, part)| part.seq == 0)
    }

    pub(crate) fn may_miss_parts(&self) -> bool {
        self.plan.facts().scope.may_hide_parts()
    }

    /// Whether every row of the day, with its cell of `group`, is shown.
    fn shown(&self, day: Date, group: &str) -> bool {
        if self.series.whole && self.plan.parts_of(self.series).all(|(_, part)| part.shows_group(group)) {
            return true;
        }
        let is_shown = |except: &[Date]| self.incomplete.contains(&day) || except.binary_search(&day).is_err();
        self.shown.get(group).and_then(|runs| runs.at(day)).is_some_and(|(_, except)| is_shown(except))
    }

    /// Whether everything that says how a day ended is shown.
    pub(crate) fn balances(&self, day: Date) -> bool {
        self.shown(day, "core")
            && (!self.has_group("balance") || self.shown(day, "balance"))
            && self.balances.as_ref().is_none_or(|runs| runs.at(day).is_some())
    }

    /// Whether every booking of the days `[from, to)` is known, or why not.
    pub(crate) fn all_booked(&self, from: Date, to: Date) -> Result<(), &'static str> {
        if from >= to {
            return Ok(());
        }
        if self.incomplete.range(from..to).next().is_some() {
            return Err("days between two balances are not promised whole");
        }
        let mut day = from;
        while day < to {
            let reached = if self.series.whole {
                self.period_of(day).map(|(_, end)| end)
            } else {
                self.shown.get("core").and_then(|runs| runs.at(day)).map(|(end, _)| end)
            };
            match reached {
                Some(end) => day = end,
                None if self.may_miss_parts() || !self.series.whole => {
                    return Err("transactions between two balances are withheld");
                }
                None => return Err("days between two balances are in no part of the transactions"),
            }
        }
        Ok(())
    }

    /// Whether all counted rows of a month, with their cells of `group`, are shown.
    pub(crate) fn month(&self, month: Date, group: &str) -> bool {
        crate::summary::days_of(month).all(|day| {
            if self.covers(day) {
                self.shown(day, group)
            } else {
                let before_all = self.begins_here() && self.periods.first().is_none_or(|(from, _)| day < *from);
                before_all || !self.may_miss_parts()
            }
        })
    }

    /// Days of the month that are covered and promised whole.
    pub(crate) fn counted_days(&self, month: Date) -> u64 {
        let counted = |day: &Date| self.covers(*day) && !self.incomplete.contains(day);
        crate::summary::days_of(month).filter(counted).fold(0, |count, _| count + 1)
    }

    /// Whether the issuer gives this group of the records at all.
    pub(crate) fn has_group(&self, group: &str) -> bool {
        self.plan.parts_of(self.series).any(|(_, part)| part.has_group(group))
    }
}

/// Periods of which every cell of one group is shown, ascending, with the days excepted.
struct Runs<'a>(Vec<(Date, Date, &'a [Date])>);

impl<'a> Runs<'a> {
    fn of(statements: &[&'a Complete], group: &str) -> Self {
        let about = statements.iter().filter(|statement| statement.groups.iter().any(|other| other == group));
        Self(about.map(|statement| (statement.from, statement.to, statement.except.as_slice())).collect())
    }

    /// End and exceptions of the period that the day is in.
    fn at(&self, day: Date) -> Option<(Date, &'a [Date])> {
        let after = self.0.partition_point(|(from, ..)| *from <= day);
        self.0[..after].last().filter(|(_, to, _)| day < *to).map(|(_, to, except)| (*to, *except))
    }
}
