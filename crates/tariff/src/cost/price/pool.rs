//! Allowances that several components and lines share: who draws on one, in which order, and what is left to pay.

use super::allowance::{Allowance, Stretch};
use super::usage::{Counted, block_line};
use super::{Active, Engine, Raw, Truth};
use crate::cost::Exact;
use crate::tariff::{Component, IncrementPer, Pool, Terms, Usage};
use pannier_model::value::CodeText;
use pannier_report::Code;
use std::collections::BTreeMap;

/// What a component takes from a pool in a billing period, and what it uses beyond, in its unit.
#[derive(Clone, Default)]
pub(super) struct Share {
    drawn: Exact,
    beyond: Exact,
}

/// Some use of a component that draws on a pool.
struct Draw {
    /// Place of the component.
    component: usize,
    /// Second of the day; absent where the records do not say it.
    second: Option<u32>,
    /// In the unit of the component.
    quantity: Exact,
}

/// What draws on one day.
struct Day {
    stretch: Stretch,
    draws: Vec<Draw>,
}

/// Price and weight of a component that draws.
struct Drawing {
    takes: Exact,
    /// What is paid for as much as takes one from the pool.
    worth: Exact,
}

impl Engine<'_, '_> {
    /// The lines of a component that draws on a pool: in each billing period what it draws, and what it uses beyond.
    pub(super) fn pooled(
        &mut self,
        index: usize,
        component: &Component,
        terms: &Usage,
        pool: &CodeText,
        active: &Active,
        year: u32,
    ) -> Vec<Vec<Raw>> {
        let mut lines = self.no_lines();
        let tariff = self.tariff;
        let Some(pool) = tariff.pools.iter().flatten().find(|one| one.id == *pool) else {
            self.refuse(Code::QuoteDataPresent, Self::clause(index), format!("there is no pool `{pool}`"));
            return lines;
        };
        let Some(counted) = self.what_counts(index, component, terms, active, self.pool(pool).is_by_day()) else {
            return lines;
        };
        if self.never_counts(active) {
            return lines;
        }
        if !self.shares.contains_key(&index) {
            self.draw(pool, year);
        }
        let Some(shares) = self.shares.remove(&index) else { return lines };
        for (period, Share { drawn, beyond }) in shares.into_iter().enumerate() {
            if drawn.is_zero() && beyond.is_zero() {
                continue;
            }
            self.note_estimates(&counted.streams, period);
            let source = self.source_of(&counted.streams, terms, period);
            let unit = terms.unit.as_str();
            if !drawn.is_zero() {
                let label = format!("{}, from {}", component.label, pool.label);
                lines[period].push(Self::times(label, drawn, unit, Exact::ZERO, source.clone()));
            }
            if !beyond.is_zero() {
                lines[period].push(block_line(component, &terms.blocks, 0, beyond, unit, source));
            }
        }
        lines
    }

    fn pool(&self, pool: &Pool) -> Allowance {
        let lines = if pool.for_each.is_some() { self.lines() } else { 1 };
        let quantity = &Exact::from(pool.quantity) * &Exact::from(lines);
        Allowance::new(quantity, pool.per, pool.rollover, self.tariff, &self.replay.horizon)
    }

    /// Lets all components that draw on a pool do so, in the order of time.
    fn draw(&mut self, pool: &Pool, year: u32) {
        let tariff = self.tariff;
        let mut allowance = self.pool(pool);
        let mut days: BTreeMap<u16, Day> = BTreeMap::new();
        let mut drawing: BTreeMap<usize, Drawing> = BTreeMap::new();
        for (index, component) in tariff.components.iter().enumerate() {
            let Terms::Usage(terms) = &component.terms else { continue };
            if terms.pool.as_ref() != Some(&pool.id) {
                continue;
            }
            let active = self.active(index, component, year);
            if self.never_counts(&active) {
                continue;
            }
            let Some(counted) = self.what_counts(index, component, terms, &active, allowance.is_by_day()) else {
                return;
            };
            self.days_of(index, terms, &counted, &active, &mut days);
            let takes = terms.takes.map_or(Exact::ONE, Exact::from);
            let price = terms.blocks.first().map_or(Exact::ZERO, |block| block.price.into());
            drawing.insert(index, Drawing { worth: price.over(&takes).unwrap_or_default(), takes });
        }
        let none = vec![Share::default(); self.periods.len()];
        let mut shares: BTreeMap<usize, Vec<Share>> = drawing.keys().map(|index| (*index, none.clone())).collect();
        let mut guessed = false;
        for Day { stretch, draws } in days.into_values() {
            // What is not used can be kept, so a day without use counts too.
            allowance.beyond(&stretch, Exact::ZERO);
            for together in at_once(draws) {
                guessed |= take(&mut allowance, &stretch, together, &drawing, &mut shares);
            }
        }
        if guessed {
            self.noted.bounded = true;
            self.assume(format!(
                "the records do not say what was used first on days on which `{}` ran out: what costs least beyond it is \
                 taken to have drawn first",
                pool.label
            ));
        }
        self.shares.extend(shares);
    }

    /// What of a component draws on each day, after what it includes itself.
    fn days_of(&self, index: usize, terms: &Usage, counted: &Counted, active: &Active, days: &mut BTreeMap<u16, Day>) {
        let open = |days: &mut BTreeMap<u16, Day>, stretch: &Stretch, day: u16, draw: Option<Draw>| {
            let stretch = Stretch { period: stretch.period, from: day, to: day + 1, month: stretch.month, day };
            days.entry(day).or_insert_with(|| Day { stretch, draws: Vec::new() }).draws.extend(draw);
        };
        let by_day = counted.by_day;
        let counts = |period: &usize| active.truths[*period] != Truth::False;
        for period in (0..active.truths.len()).filter(counts) {
            for stretch in self.stretches(period, by_day, active) {
                open(days, &stretch, stretch.from, None);
            }
        }
        for of_line in self.by_line(&counted.streams) {
            let mut allowance = terms.included.as_ref().map(|included| self.allowance(included));
            for period in (0..active.truths.len()).filter(counts) {
                let stretches = self.stretches(period, by_day, active);
                let mut used = Vec::new();
                for (place, stretch) in stretches.iter().enumerate() {
                    used.extend(self.timed(&of_line, terms, counted, stretch).into_iter().map(|one| (place, one)));
                }
                round_up(&mut used, terms);
                let mut used = used.into_iter().peekable();
                for (place, stretch) in stretches.iter().enumerate() {
                    if let Some(allowance) = &mut allowance {
                        allowance.beyond(stretch, Exact::ZERO);
                    }
                    while let Some((_, Timed { day, second, quantity })) = used.next_if(|(at, _)| *at == place) {
                        let at = Stretch { period, from: day, to: day + 1, month: stretch.month, day };
                        let quantity = match &mut allowance {
                            Some(allowance) => allowance.beyond(&at, quantity),
                            None => quantity,
                        };
                        if !quantity.is_zero() {
                            open(days, stretch, day, Some(Draw { component: index, second, quantity }));
                        }
                    }
                }
            }
        }
    }

    /// What was used of a line in a stretch of days, in the order of time.
    fn timed(&self, streams: &[usize], terms: &Usage, counted: &Counted, stretch: &Stretch) -> Vec<Timed> {
        let mut used: Vec<Timed> = Vec::new();
        for stream in streams {
            let Some(factor) = self.factor(*stream, terms.unit) else { continue };
            for item in self.view.laid[*stream].items(stretch.from, stretch.to).iter().filter(|item| item.picos != 0) {
                let counts =
                    |hours: &super::window::Hours| item.second.is_some_and(|second| hours.has(item.day, second));
                if counted.hours.as_ref().is_none_or(counts) {
                    let quantity = terms.in_steps(&Exact::picos(item.picos) * &factor);
                    used.push(Timed { day: item.day, second: item.second, quantity });
                }
            }
        }
        used.sort_by_key(|one| (one.day, one.second));
        used
    }
}

/// A quantity that was used at a time.
struct Timed {
    day: u16,
    second: Option<u32>,
    quantity: Exact,
}

/// Rounds the sum of a billing period up to its step; what that adds belongs to the last use.
fn round_up(used: &mut [(usize, Timed)], terms: &Usage) {
    let increment = terms.increment.as_ref().filter(|increment| increment.per == Some(IncrementPer::Period));
    let sum: Exact = used.iter().map(|(_, one)| &one.quantity).sum();
    if let (Some(increment), Some((_, last))) = (increment, used.last_mut()) {
        last.quantity += increment.of_sum(&sum) - sum;
    }
}

/// Draws of a day by the second in which they began; all together where the records do not say it of one.
fn at_once(draws: Vec<Draw>) -> Vec<Vec<Draw>> {
    let told = draws.iter().all(|draw| draw.second.is_some());
    let mut by_second: BTreeMap<Option<u32>, Vec<Draw>> = BTreeMap::new();
    for draw in draws {
        by_second.entry(draw.second.filter(|_| told)).or_default().push(draw);
    }
    by_second.into_values().collect()
}

/// Takes draws that nobody knows the order of, so that most is left to pay. Returns whether the order bears on the price.
fn take(
    allowance: &mut Allowance,
    stretch: &Stretch,
    mut draws: Vec<Draw>,
    drawing: &BTreeMap<usize, Drawing>,
    shares: &mut BTreeMap<usize, Vec<Share>>,
) -> bool {
    draws.retain(|draw| drawing.contains_key(&draw.component));
    draws.sort_by(|one, other| {
        let key = |draw: &Draw| (drawing[&draw.component].worth.clone(), draw.component);
        key(one).cmp(&key(other))
    });
    let (mut any_drawn, mut any_beyond) = (false, false);
    let differ = draws.windows(2).any(|two| drawing[&two[0].component].worth != drawing[&two[1].component].worth);
    for Draw { component, quantity, .. } in draws {
        let takes = &drawing[&component].takes;
        let beyond = allowance.beyond(stretch, &quantity * takes).over(takes).unwrap_or_default();
        any_beyond |= !beyond.is_zero();
        any_drawn |= beyond != quantity;
        if let Some(share) = shares.get_mut(&component).and_then(|shares| shares.get_mut(stretch.period)) {
            share.drawn += &quantity - &beyond;
            share.beyond += beyond;
        }
    }
    differ && any_drawn && any_beyond
}
