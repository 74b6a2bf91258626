//! Prices for what meters count.

use super::allowance::{Allowance, Count, Stretch};
use super::window::Hours;
use super::{Active, Engine, Raw, Truth};
use crate::cost::Exact;
use crate::cost::replay::{Source, Subject};
use crate::cost::usage::{Grain, Presence};
use crate::tariff::{Block, BlockMode, Component, Direction, Included, Increment, IncrementPer, Usage};
use pannier_report::Code;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a component counts: streams of its meter, and the hours that count, where they do not all.
pub(super) struct Counted {
    pub(super) streams: Arc<[usize]>,
    pub(super) hours: Option<Hours>,
    /// Whether days have to be told apart.
    pub(super) by_day: bool,
}

/// Quantities by block, as use goes on.
struct Blocks<'t> {
    prices: &'t [Block],
    volume: bool,
    count: Count,
    number: Option<u32>,
    counted: Exact,
    /// Block that was reached in this count, with `volume`.
    reached: usize,
    quantities: Vec<Exact>,
}

impl<'t> Blocks<'t> {
    fn new(blocks: &'t [Block], mode: Option<BlockMode>, count: Count) -> Self {
        Self {
            prices: blocks,
            volume: mode == Some(BlockMode::Volume),
            count,
            number: None,
            counted: Exact::ZERO,
            reached: 0,
            quantities: vec![Exact::ZERO; blocks.len()],
        }
    }

    fn end(&self, block: usize) -> Option<Exact> {
        self.prices.get(block).and_then(|block| block.up_to).map(Exact::from)
    }

    fn add(&mut self, stretch: &Stretch, quantity: Exact) {
        let number = self.count.number(stretch);
        if self.number != Some(number) {
            self.number = Some(number);
            self.counted = Exact::ZERO;
            self.reached = 0;
        }
        if self.prices.len() == 1 {
            self.quantities[0] += quantity;
            return;
        }
        let after = &self.counted + &quantity;
        if self.volume {
            let mut block = 0;
            while self.end(block).is_some_and(|end| after > end) {
                block += 1;
            }
            if block != self.reached {
                // What was counted before has the price of the block that is reached now.
                let moved = self.counted.clone();
                self.quantities[self.reached] -= &moved;
                self.quantities[block] += moved;
                self.reached = block;
            }
            self.quantities[block] += quantity;
        } else {
            let mut from = self.counted.clone();
            for block in 0..self.prices.len() {
                let to = self.end(block).map_or_else(|| after.clone(), |end| end.min_of(after.clone()));
                if to > from {
                    self.quantities[block] += &to - &from;
                    from = to;
                }
            }
        }
        self.counted = after;
    }

    /// The quantities of a billing period, and begins the next one.
    fn take(&mut self) -> Vec<Exact> {
        let empty = vec![Exact::ZERO; self.prices.len()];
        std::mem::replace(&mut self.quantities, empty)
    }
}

impl Engine<'_, '_> {
    pub(super) fn metered(
        &mut self,
        index: usize,
        component: &Component,
        terms: &Usage,
        active: &Active,
        year: u32,
    ) -> Vec<Vec<Raw>> {
        if let Some(pool) = &terms.pool {
            return self.pooled(index, component, terms, pool, active, year);
        }
        let mut lines = self.no_lines();
        let Some(counted) = self.what_counts(index, component, terms, active, false) else { return lines };
        let Counted { streams, hours, by_day } = &counted;
        let mut quantities = vec![vec![Exact::ZERO; terms.blocks.len()]; lines.len()];
        let mut used = vec![false; lines.len()];
        // Steps, what is included and blocks begin anew with every line.
        for of_line in self.by_line(streams) {
            let mut allowance = terms.included.as_ref().map(|included| self.allowance(included));
            let count = Count::of(terms.block_period, self.tariff, &self.replay.horizon);
            let mut blocks = Blocks::new(&terms.blocks, terms.mode, count);
            for (period, sums) in quantities.iter_mut().enumerate() {
                if active.truths[period] == Truth::False {
                    continue;
                }
                for (stretch, quantity) in self.counted(&of_line, terms, hours.as_ref(), period, *by_day, active) {
                    used[period] |= !quantity.is_zero();
                    // An unused allowance can be kept, so a stretch without use counts too.
                    let quantity = match &mut allowance {
                        Some(allowance) => allowance.beyond(&stretch, quantity),
                        None => quantity,
                    };
                    if !quantity.is_zero() {
                        blocks.add(&stretch, quantity);
                    }
                }
                for (sum, quantity) in sums.iter_mut().zip(blocks.take()) {
                    *sum += quantity;
                }
            }
        }
        for (period, (of_period, quantities)) in lines.iter_mut().zip(quantities).enumerate() {
            if used[period] {
                self.note_estimates(streams, period);
            }
            if quantities.iter().all(Exact::is_zero) {
                continue;
            }
            let source = self.source_of(streams, terms, period);
            for (block, quantity) in quantities.into_iter().enumerate().filter(|(_, quantity)| !quantity.is_zero()) {
                of_period.push(block_line(
                    component,
                    &terms.blocks,
                    block,
                    quantity,
                    terms.unit.as_str(),
                    source.clone(),
                ));
            }
        }
        lines
    }

    /// What a component counts; says why where that cannot be told.
    pub(super) fn what_counts(
        &mut self,
        index: usize,
        component: &Component,
        terms: &Usage,
        active: &Active,
        by_day: bool,
    ) -> Option<Counted> {
        let clause = Self::clause(index);
        let may_lack = component.direction == Direction::Credit;
        let streams = self.streams(terms.meter, terms.filter.as_ref(), &clause, may_lack)?;
        let hours = match &terms.window {
            Some(window) => Some(self.hours(window, &clause)?),
            None => None,
        };
        let block_count = Count::of(terms.block_period, self.tariff, &self.replay.horizon);
        let allowance = terms.included.as_ref().map(|included| self.allowance(included));
        let by_day =
            by_day || matches!(block_count, Count::Days) || allowance.is_some_and(|allowance| allowance.is_by_day());
        let is_fine = self.converts(&streams, terms.meter, terms.unit, &clause)
            && self.can_count(&streams, terms, hours.as_ref(), by_day, active, &clause);
        is_fine.then_some(Counted { streams, hours, by_day })
    }

    pub(super) fn allowance(&self, included: &Included) -> Allowance {
        let Included { per, quantity, rollover } = included;
        Allowance::new((*quantity).into(), *per, *rollover, self.tariff, &self.replay.horizon)
    }

    /// Streams by the line that they are of: what is counted, is counted for each line by itself.
    pub(super) fn by_line(&self, streams: &[usize]) -> Vec<Vec<usize>> {
        let mut lines: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
        for stream in streams {
            lines.entry(self.usage.streams[*stream].line).or_default().push(*stream);
        }
        lines.into_values().collect()
    }

    /// The records of a billing period behind the lines of a component.
    pub(super) fn source_of(&mut self, streams: &Arc<[usize]>, terms: &Usage, period: usize) -> Option<Source> {
        let cover = self.view.meters.get(&terms.meter).cloned()?;
        let subject = Subject::Streams(Arc::clone(streams), self.view.number);
        let at = self.periods[period].clone();
        let mut source = self.source(&subject, &cover, &at)?;
        source.estimated = self.estimated_part(streams, at.from, at.to);
        Some(source)
    }

    /// The stretches of a billing period with what was used in them, in steps of its records or of the period.
    fn counted(
        &self,
        streams: &[usize],
        terms: &Usage,
        hours: Option<&Hours>,
        period: usize,
        by_day: bool,
        active: &Active,
    ) -> Vec<(Stretch, Exact)> {
        let stretches = self.stretches(period, by_day, active).into_iter();
        let quantity = |stretch: Stretch| {
            let quantity = self.quantity(streams, terms, hours, &stretch).unwrap_or_default();
            (stretch, quantity)
        };
        let mut counted: Vec<(Stretch, Exact)> = stretches.map(quantity).collect();
        let increment = terms.increment.as_ref().filter(|increment| increment.per == Some(IncrementPer::Period));
        if let Some(increment) = increment {
            let sum: Exact = counted.iter().map(|(_, quantity)| quantity).sum();
            // What the step adds belongs to the last use of the period.
            if let Some((_, last)) = counted.iter_mut().rev().find(|(_, quantity)| !quantity.is_zero()) {
                *last += increment.of_sum(&sum) - sum;
            }
        }
        counted
    }

    /// Whether the data tells enough of when; says what is missing where it does not.
    fn can_count(
        &mut self,
        streams: &[usize],
        terms: &Usage,
        hours: Option<&Hours>,
        by_day: bool,
        active: &Active,
        clause: &str,
    ) -> bool {
        let view = Arc::clone(&self.view);
        let by_record = terms.counts_records();
        for stream in streams {
            let (laid, of_data) = (&view.laid[*stream], &self.usage.streams[*stream]);
            if hours.is_some()
                && !laid.has_hours
                && laid.items.iter().any(|item| item.second.is_none() && item.picos != 0)
            {
                let record_type = if terms.meter.is_metered_by_day() { "interval_day" } else { "usage_event" };
                let group = if terms.meter.is_metered_by_day() { "profile" } else { "time" };
                let (code, text) = if self.usage.presence(record_type, group) == Presence::Withheld {
                    (
                        Code::QuoteDataShown,
                        format!(
                            "the price depends on hours and group `{group}` of `{record_type}` is withheld; show it"
                        ),
                    )
                } else {
                    (
                        Code::QuoteDataFine,
                        format!("the price depends on hours and the data of {} has days or months only", terms.meter),
                    )
                };
                self.refuse(code, clause, text);
                return false;
            }
            if let (Some(hours), Some(item)) = (hours, laid.items.first())
                && hours.cuts(item.length)
            {
                self.assume(format!(
                    "a window of the tariff begins or ends within slots of {}: a slot counts where it begins",
                    terms.meter
                ));
            }
            if by_record && laid.items.iter().any(|item| item.sum && item.picos != 0) {
                let text = format!("each record is rounded up and records of {} are sums of several", terms.meter);
                self.refuse(Code::QuoteDataFine, clause, text);
                return false;
            }
            let cuts_month = [active.from, active.to].iter().any(|day| !self.months.contains(day));
            if of_data.grain == Grain::Month && (by_day || cuts_month) {
                let text = format!("the price depends on days and the data of {} has monthly sums only", terms.meter);
                self.refuse(Code::QuoteDataFine, clause, text);
                return false;
            }
        }
        true
    }

    /// A billing period in days or months, as far as the phase goes.
    pub(super) fn stretches(&self, period: usize, by_day: bool, active: &Active) -> Vec<Stretch> {
        let at = &self.periods[period];
        let mut stretches = Vec::new();
        for month in at.months.0..at.months.1 {
            let (begin, end) = (self.months[usize::from(month)], self.months[usize::from(month) + 1]);
            let (from, to) = (begin.max(active.from), end.min(active.to));
            if by_day {
                stretches.extend((from..to).map(|day| Stretch { period, from: day, to: day + 1, month, day }));
            } else if from < to {
                stretches.push(Stretch { period, from, to, month, day: from });
            }
        }
        stretches
    }

    fn quantity(&self, streams: &[usize], terms: &Usage, hours: Option<&Hours>, stretch: &Stretch) -> Option<Exact> {
        debug_assert!(stretch.period < self.periods.len());
        let by_record = terms.counts_records();
        let mut sum = Exact::ZERO;
        for stream in streams {
            let laid = &self.view.laid[*stream];
            let factor = self.factor(*stream, terms.unit)?;
            if hours.is_none() && !by_record {
                sum += &Exact::picos(laid.quantity(stretch.from, stretch.to)) * &factor;
                continue;
            }
            let items = laid.items(stretch.from, stretch.to).iter();
            let mut items = items
                .filter(|item| hours.is_none_or(|hours| item.second.is_some_and(|second| hours.has(item.day, second))));
            if by_record {
                for item in items.filter(|item| item.picos != 0) {
                    sum += terms.in_steps(&Exact::picos(item.picos) * &factor);
                }
            } else {
                let picos = items.try_fold(0_i128, |sum, item| sum.checked_add(item.picos))?;
                sum += &Exact::picos(picos) * &factor;
            }
        }
        Some(sum)
    }

    /// The part of days `from..to` that is estimated.
    pub(super) fn estimated_part(&self, streams: &[usize], from: u16, to: u16) -> Exact {
        let (mut estimated, mut all) = (0_i128, 0_i128);
        for stream in streams {
            let laid = &self.view.laid[*stream];
            estimated = estimated.saturating_add(laid.estimated(from, to).saturating_abs());
            all = all.saturating_add(laid.quantity(from, to).saturating_abs());
        }
        Exact::picos(estimated).over(&Exact::picos(all)).unwrap_or_default().min_of(Exact::ONE)
    }

    pub(super) fn note_estimates(&mut self, streams: &[usize], period: usize) {
        let at = self.periods[period].clone();
        for stream in streams {
            let laid = &self.view.laid[*stream];
            let (estimated, all) = (laid.estimated(at.from, at.to), laid.quantity(at.from, at.to));
            self.noted.estimated.0 += Exact::picos(estimated.saturating_abs());
            self.noted.estimated.1 += Exact::picos(all.saturating_abs());
        }
    }
}

impl Increment {
    /// A quantity that is not nothing, rounded up to the step.
    pub(super) fn of_sum(&self, quantity: &Exact) -> Exact {
        let step = Exact::from(self.step);
        let least = self.min.map_or(Exact::ZERO, Exact::from);
        quantity.clone().max_of(least).steps_of(&step) * &step
    }
}

impl Usage {
    /// Whether the quantity of each record is rounded.
    fn counts_records(&self) -> bool {
        self.increment.as_ref().is_some_and(|increment| increment.per != Some(IncrementPer::Period))
    }

    /// The quantity of a record that is not nothing, as it is counted.
    pub(super) fn in_steps(&self, quantity: Exact) -> Exact {
        match self.increment.as_ref().filter(|_| self.counts_records()) {
            Some(increment) => increment.of_sum(&quantity),
            None => quantity,
        }
    }
}

/// The line of a block.
pub(super) fn block_line(
    component: &Component,
    blocks: &[Block],
    block: usize,
    quantity: Exact,
    unit: &str,
    source: Option<Source>,
) -> Raw {
    let mut label = component.label.as_str().to_owned();
    if blocks.len() > 1 {
        let from = block.checked_sub(1).and_then(|before| blocks.get(before)?.up_to);
        let to = blocks.get(block).and_then(|block| block.up_to);
        let range = match (from, to) {
            (None, Some(to)) => format!(", up to {to}"),
            (Some(from), Some(to)) => format!(", above {from} to {to}"),
            (Some(from), None) => format!(", above {from}"),
            (None, None) => String::new(),
        };
        label.push_str(&range);
    }
    let price = blocks.get(block).map_or(Exact::ZERO, |block| block.price.into());
    Engine::times(label, quantity, unit, price, source)
}
