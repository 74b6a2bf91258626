//! Prices for what meters count.

use super::window::Hours;
use super::{Active, Engine, Raw, Truth, begun};
use crate::check::{is_day, months};
use crate::cost::Exact;
use crate::cost::replay::{Horizon, Source, Subject};
use crate::cost::usage::{Grain, Presence, day};
use crate::tariff::{Block, BlockMode, Component, Direction, IncrementPer, Tariff, Usage};
use pannier_model::value::Date;
use pannier_report::Code;
use std::collections::VecDeque;
use std::sync::Arc;

/// A stretch of days in which use is counted at once, within one billing period.
struct Stretch {
    period: usize,
    from: u16,
    to: u16,
    /// The month it lies in or begins with, since the start of the year.
    month: u16,
    day: u16,
}

/// A period in which something is counted: days or months.
#[derive(Clone, Copy)]
enum Count {
    Days,
    /// Length, and how much of the first one is over when the year begins.
    Months(u32, u32),
}

impl Count {
    fn of(period: Option<pannier_model::value::Duration>, tariff: &Tariff, horizon: &Horizon) -> Self {
        if period.is_some_and(is_day) {
            return Self::Days;
        }
        let billing = u32::from(tariff.billing.period.months());
        let length = period.and_then(months).unwrap_or(billing);
        Self::Months(length, begun(tariff, horizon, length))
    }

    /// The number of the period that a stretch lies in.
    fn number(self, stretch: &Stretch) -> u32 {
        match self {
            Self::Days => stretch.day.into(),
            Self::Months(length, begun) => (begun + u32::from(stretch.month)) / length,
        }
    }

    /// The first day, or month, of the year behind the period of that number.
    const fn end(self, number: u32) -> u32 {
        match self {
            Self::Days => number + 1,
            Self::Months(length, begun) => ((number + 1) * length).saturating_sub(begun),
        }
    }
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

/// What is included, and what was kept.
struct Allowance {
    quantity: Exact,
    count: Count,
    /// Months for which what is left of a period can be used after it.
    rollover: Option<u32>,
    start: Date,
    number: Option<u32>,
    /// First month of the year, or day where it is counted by days, behind the period that is used now.
    end: u32,
    left: Exact,
    /// What was kept, oldest first, with the day of the year from which on it can no longer be used.
    kept: VecDeque<(i32, Exact)>,
}

impl Allowance {
    /// The day of the year to which so many months lead from the end of the period that is used now.
    fn lapses(&self, months: u32) -> i32 {
        let at = match self.count {
            Count::Days => self.start.plus_days(self.end.into()).and_then(|end| end.plus_months(months.into())),
            Count::Months(..) => self.start.plus_months(i64::from(self.end) + i64::from(months)),
        };
        at.map_or(i32::MAX, |at| day(at) - day(self.start))
    }

    /// What has to be paid of a quantity.
    fn beyond(&mut self, stretch: &Stretch, mut quantity: Exact) -> Exact {
        let number = self.count.number(stretch);
        if self.number != Some(number) {
            if let (Some(_), Some(kept)) = (self.number, self.rollover)
                && !self.left.is_zero()
            {
                self.kept.push_back((self.lapses(kept), self.left.clone()));
            }
            self.number = Some(number);
            self.end = self.count.end(number);
            self.left = self.quantity.clone();
        }
        self.kept.retain(|(lapses, _)| i32::from(stretch.from) < *lapses);
        for (_, kept) in &mut self.kept {
            let used = quantity.clone().min_of(kept.clone());
            quantity -= &used;
            *kept -= &used;
        }
        let used = quantity.clone().min_of(self.left.clone());
        self.left -= &used;
        quantity - used
    }
}

impl Engine<'_, '_> {
    pub(super) fn metered(
        &mut self,
        index: usize,
        component: &Component,
        terms: &Usage,
        active: &Active,
    ) -> Vec<Vec<Raw>> {
        let mut lines = self.no_lines();
        let clause = Self::clause(index);
        let may_lack = component.direction == Direction::Credit;
        let Some(streams) = self.streams(terms.meter, terms.filter.as_ref(), &clause, may_lack) else { return lines };
        let hours = match &terms.window {
            Some(window) => match self.hours(window, &clause) {
                Some(hours) => Some(hours),
                None => return lines,
            },
            None => None,
        };
        let horizon = self.replay.horizon.clone();
        let block_count = Count::of(terms.block_period, self.tariff, &horizon);
        let included = terms.included.as_ref();
        let count = included.map(|included| Count::of(included.per, self.tariff, &horizon));
        let mut allowance = included.zip(count).map(|(included, count)| Allowance {
            quantity: included.quantity.into(),
            count,
            rollover: included.rollover.and_then(months),
            start: horizon.start,
            number: None,
            end: 0,
            left: Exact::ZERO,
            kept: VecDeque::new(),
        });
        let by_day = matches!(block_count, Count::Days) || matches!(count, Some(Count::Days));
        if !self.converts(&streams, terms.meter, terms.unit, &clause)
            || !self.can_count(&streams, terms, hours.as_ref(), by_day, active, &clause)
        {
            return lines;
        }
        let mut blocks = Blocks::new(&terms.blocks, terms.mode, block_count);
        let subject = Subject::Streams(Arc::clone(&streams), self.view.number);
        let cover = self.view.meters.get(&terms.meter).cloned();
        for (period, of_period) in lines.iter_mut().enumerate() {
            if active.truths[period] == Truth::False {
                continue;
            }
            let mut any = false;
            for (stretch, quantity) in self.counted(&streams, terms, hours.as_ref(), period, by_day, active) {
                any |= !quantity.is_zero();
                // An unused allowance can be kept, so a stretch without use counts too.
                let quantity = match &mut allowance {
                    Some(allowance) => allowance.beyond(&stretch, quantity),
                    None => quantity,
                };
                if quantity.is_zero() {
                    continue;
                }
                blocks.add(&stretch, quantity);
            }
            if any {
                self.note_estimates(&streams, period);
            }
            let quantities = blocks.take();
            if quantities.iter().all(Exact::is_zero) {
                continue;
            }
            let at = self.periods[period].clone();
            let mut source = cover.as_ref().and_then(|cover| self.source(&subject, cover, &at));
            if let Some(source) = &mut source {
                source.estimated = self.estimated_part(&streams, at.from, at.to);
            }
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
                let step = Exact::from(increment.step);
                let least = increment.min.map_or(Exact::ZERO, Exact::from);
                *last += sum.clone().max_of(least).steps_of(&step) * &step - sum;
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
        let by_record = terms.increment.as_ref().is_some_and(|increment| increment.per != Some(IncrementPer::Period));
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
    fn stretches(&self, period: usize, by_day: bool, active: &Active) -> Vec<Stretch> {
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
        let step = terms.increment.as_ref().map(|increment| Exact::from(increment.step));
        let least = terms.increment.as_ref().and_then(|increment| increment.min).map(Exact::from);
        let by_record = terms.increment.as_ref().is_some_and(|increment| increment.per != Some(IncrementPer::Period));
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
            if let (Some(step), true) = (&step, by_record) {
                for item in items.filter(|item| item.picos != 0) {
                    let mut quantity = &Exact::picos(item.picos) * &factor;
                    if let Some(least) = &least {
                        quantity = quantity.max_of(least.clone());
                    }
                    sum += quantity.steps_of(step) * step;
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

    fn note_estimates(&mut self, streams: &[usize], period: usize) {
        let at = self.periods[period].clone();
        for stream in streams {
            let laid = &self.view.laid[*stream];
            let (estimated, all) = (laid.estimated(at.from, at.to), laid.quantity(at.from, at.to));
            self.noted.estimated.0 += Exact::picos(estimated.saturating_abs());
            self.noted.estimated.1 += Exact::picos(all.saturating_abs());
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
