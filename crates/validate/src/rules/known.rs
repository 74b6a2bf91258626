//! Which days of an account's transactions are known to be shown in full.

use super::coverage::Complete;
use super::plan::{Plan, SeriesPlan};
use pannier_model::value::Date;
use std::collections::BTreeSet;

/// Knowledge about one series of transactions, and about the balances of the same account.
pub(crate) struct Known<'a> {
    plan: &'a Plan,
    series: &'a SeriesPlan,
    statements: Vec<&'a Complete>,
    /// Statements about the series of balances; `None` when it is known in full, or not to exist.
    balances: Option<Vec<&'a Complete>>,
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
        Self {
            plan,
            series,
            statements: about(&series.name),
            balances: (!plan.is_whole(&balances)).then(|| about(&balances)),
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
        let after = self.periods.partition_point(|(from, _)| *from <= day);
        self.periods[..after].last().is_some_and(|(_, to)| day < *to)
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
        self.series.whole && self.plan.parts_of(self.series).all(|(_, part)| part.shows_group(group))
            || self.statements.iter().any(|statement| {
                (statement.from..statement.to).contains(&day)
                    && statement.groups.iter().any(|other| other == group)
                    && (self.incomplete.contains(&day) || statement.except.binary_search(&day).is_err())
            })
    }

    /// Whether everything that says how a day ended is shown.
    pub(crate) fn balances(&self, day: Date) -> bool {
        let has_group = self.plan.parts_of(self.series).any(|(_, part)| part.has_group("balance"));
        self.shown(day, "core")
            && (!has_group || self.shown(day, "balance"))
            && self.balances.as_ref().is_none_or(|statements| {
                statements.iter().any(|statement| {
                    (statement.from..statement.to).contains(&day)
                        && statement.groups.iter().any(|group| group == "core")
                })
            })
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
                self.periods.iter().find(|(start, end)| *start <= day && day < *end).map(|(_, end)| *end)
            } else {
                self.statements
                    .iter()
                    .find(|one| one.from <= day && day < one.to && one.groups.iter().any(|group| group == "core"))
                    .map(|one| one.to)
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

    /// Whether the issuer gives this group of the transactions at all.
    pub(crate) fn has_group(&self, group: &str) -> bool {
        self.plan.parts_of(self.series).any(|(_, part)| part.has_group(group))
    }
}
