//! Prices for power.

use super::usage::block_line;
use super::{Active, Engine, Raw, Truth};
use crate::cost::Exact;
use crate::cost::replay::Subject;
use crate::cost::usage::Presence;
use crate::tariff::{BlockMode, Direction, Peak, PeakMeasure, PeakPer, TariffUnit};
use pannier_report::Code;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Engine<'_, '_> {
    pub(super) fn peak(&mut self, index: usize, terms: &Peak, active: &Active) -> Vec<Vec<Raw>> {
        let mut lines = self.no_lines();
        let clause = Self::clause(index);
        let component = &self.tariff.components[index];
        let may_lack = component.direction == Direction::Credit;
        let Some(streams) = self.streams(terms.meter, None, &clause, may_lack) else { return lines };
        let hours = match &terms.window {
            Some(window) => match self.hours(window, &clause) {
                Some(hours) => Some(hours),
                None => return lines,
            },
            None => None,
        };
        if !self.converts(&streams, terms.meter, TariffUnit::KilowattHour, &clause) {
            return lines;
        }
        let Some(powers) = self.powers(&streams, hours.as_ref()) else {
            let (code, text) = if self.usage.presence("interval_day", "profile") == Presence::Withheld {
                (
                    Code::QuoteDataShown,
                    "power is priced and group `profile` of `interval_day` is withheld; show it".into(),
                )
            } else {
                (Code::QuoteDataFine, format!("power is priced and the data of {} has no intervals", terms.meter))
            };
            self.refuse(code, &clause, text);
            return lines;
        };
        let cover = self.view.meters.get(&terms.meter).cloned();
        let subject = Subject::Streams(streams, self.view.number);
        for (period, of_period) in lines.iter_mut().enumerate() {
            if active.truths[period] == Truth::False {
                continue;
            }
            let at = self.periods[period].clone();
            let mut quantities = vec![Exact::ZERO; terms.blocks.len()];
            for month in at.months.0..at.months.1 {
                let (begin, end) = (self.months[usize::from(month)], self.months[usize::from(month) + 1]);
                let (from, to) = (begin.max(active.from), end.min(active.to));
                let days: Vec<&[Exact]> = (from..to).filter_map(|day| powers.get(&day).map(Vec::as_slice)).collect();
                let measured: Vec<Exact> = match terms.per {
                    PeakPer::Day => days.iter().filter_map(|day| measure(terms, day.to_vec())).collect(),
                    PeakPer::Month => {
                        let greatest = days.iter().filter_map(|day| day.iter().max().cloned()).collect();
                        measure(terms, greatest).into_iter().collect()
                    }
                };
                for power in measured {
                    add_block(terms, &power, &mut quantities);
                }
            }
            let source = cover.as_ref().and_then(|cover| self.source(&subject, cover, &at));
            for (block, quantity) in quantities.into_iter().enumerate().filter(|(_, quantity)| !quantity.is_zero()) {
                let line = block_line(
                    component,
                    &terms.blocks,
                    block,
                    quantity,
                    TariffUnit::Kilowatt.as_str(),
                    source.clone(),
                );
                of_period.push(line);
            }
        }
        lines
    }

    /// Mean power in kW of every slot, by day; `None` where something has no slots.
    fn powers(&self, streams: &[usize], hours: Option<&super::window::Hours>) -> Option<BTreeMap<u16, Vec<Exact>>> {
        let mut slots: BTreeMap<(u16, u32, usize), Exact> = BTreeMap::new();
        for stream in streams {
            // kWh of one unit of the stream.
            let factor = self.factor(*stream, TariffUnit::KilowattHour)?;
            let laid = &Arc::clone(&self.view).laid[*stream];
            let mut before: Option<(u16, u32)> = None;
            let mut turn = 0;
            for item in laid.items.iter().filter(|item| item.picos != 0 || item.second.is_some()) {
                let second = item.second.filter(|_| item.length > 0)?;
                // When clocks go back an hour comes twice: its slots are told apart by their order.
                turn = match before {
                    Some((day, last)) if day == item.day && second <= last => turn + 1,
                    Some((day, _)) if day == item.day => turn,
                    _ => 0,
                };
                before = Some((item.day, second));
                if hours.is_some_and(|hours| !hours.has(item.day, second)) {
                    continue;
                }
                let energy = &Exact::picos(item.picos) * &factor;
                let power = energy * Exact::fraction(3600, i128::from(item.length));
                *slots.entry((item.day, second, turn)).or_default() += power;
            }
        }
        let mut days: BTreeMap<u16, Vec<Exact>> = BTreeMap::new();
        for ((day, ..), power) in slots {
            days.entry(day).or_default().push(power);
        }
        Some(days)
    }
}

/// The power that is priced, of those that were measured.
fn measure(terms: &Peak, mut powers: Vec<Exact>) -> Option<Exact> {
    powers.sort_by(|one, other| other.cmp(one));
    match terms.measure {
        PeakMeasure::Max => powers.into_iter().next(),
        PeakMeasure::TopNMean => {
            let n = usize::try_from(terms.n.unwrap_or(1)).unwrap_or(1);
            powers.truncate(n);
            let count = Exact::from(powers.len());
            powers.iter().sum::<Exact>().over(&count)
        }
    }
}

fn add_block(terms: &Peak, power: &Exact, quantities: &mut [Exact]) {
    let end = |block: usize| terms.blocks.get(block).and_then(|block| block.up_to).map(Exact::from);
    if terms.mode == Some(BlockMode::Volume) {
        let block = (0..terms.blocks.len()).find(|block| end(*block).is_none_or(|end| *power <= end));
        if let Some(block) = block {
            quantities[block] += power;
        }
        return;
    }
    let mut from = Exact::ZERO;
    for (block, quantity) in quantities.iter_mut().enumerate() {
        let to = end(block).map_or_else(|| power.clone(), |end| end.min_of(power.clone()));
        if to > from {
            *quantity += &to - &from;
            from = to;
        }
    }
}
