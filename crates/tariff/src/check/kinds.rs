//! The members that each kind takes together.

use super::Checker;
use crate::tariff::{
    Balance, Block, BlockMode, Bound, DayCount, Event, Fixed, FixedPer, Included, Items, Peak, PeakMeasure, TariffUnit,
    Terms, Usage,
};
use pannier_model::value::{Decimal, Duration, DurationUnit};
use pannier_report::Code;
use std::collections::BTreeSet;

impl Checker<'_> {
    fn members(&mut self, place: impl Into<String>, message: &str, help: &str) {
        self.add(Code::TariffComponentMembers, place, message, help);
    }

    pub(super) fn fixed(&mut self, terms: &Fixed, place: &str) {
        if terms.at.is_some() && terms.per != FixedPer::Once {
            self.members(format!("{place}/at"), "`at` belongs to an amount that is due once", "use `phase` instead");
        }
        if terms.at.is_some_and(|at| at.seconds().is_some()) {
            self.add(
                Code::TariffPeriod,
                format!("{place}/at"),
                "due at a time of day",
                "use days, weeks, months or years",
            );
        }
        if terms.proration.is_some() && terms.per != FixedPer::Year {
            let help = "leave it out: days are counted by the day and months whole";
            self.members(format!("{place}/proration"), "`proration` belongs to an amount for a year", help);
        }
    }

    pub(super) fn usage(&mut self, terms: &Usage, place: &str) {
        self.unit(terms.meter, terms.unit, &format!("{place}/unit"));
        self.window(terms.window.as_ref(), place);
        self.blocks(&terms.blocks, terms.mode, place);
        self.whole_months(terms.block_period, true, &format!("{place}/block_period"));
        if let Some(Included { per, quantity, rollover }) = &terms.included {
            self.kept(*per, *rollover, &format!("{place}/included"));
            if quantity.signum() < 0 {
                self.members(
                    format!("{place}/included/quantity"),
                    "less than nothing is included",
                    "write it above zero",
                );
            }
        }
        if let Some(increment) = &terms.increment {
            if increment.step.signum() <= 0 {
                self.members(
                    format!("{place}/increment/step"),
                    "step is not above zero",
                    "write the step, such as `60`",
                );
            }
            if increment.min.is_some_and(|min| min.signum() < 0) {
                self.members(format!("{place}/increment/min"), "least is below zero", "write it above zero");
            }
        }
    }

    /// The periods of what is included.
    pub(super) fn kept(&mut self, per: Option<Duration>, rollover: Option<Duration>, place: &str) {
        self.whole_months(per, true, &format!("{place}/per"));
        if rollover.is_some_and(|rollover| !matches!(rollover.unit(), DurationUnit::Months | DurationUnit::Years)) {
            let place = format!("{place}/rollover");
            self.add(Code::TariffPeriod, place, "what is left is kept for no whole months", "use months or years");
        }
    }

    pub(super) fn peak(&mut self, terms: &Peak, place: &str) {
        if terms.unit != TariffUnit::Kilowatt {
            self.add(Code::TariffUnit, format!("{place}/unit"), "power is not priced in kW", "use kW");
        }
        if !terms.meter.measures(TariffUnit::KilowattHour.base().0) {
            let help = "use a meter of energy";
            self.add(Code::TariffUnit, format!("{place}/meter"), "meter measures no power", help);
        }
        self.window(terms.window.as_ref(), place);
        self.blocks(&terms.blocks, terms.mode, place);
        let several = terms.measure == PeakMeasure::TopNMean;
        if several != terms.n.is_some_and(|n| n > 0) {
            self.members(
                format!("{place}/n"),
                "`n` belongs to `top_n_mean`, above zero",
                "say of how many days the mean is",
            );
        }
    }

    pub(super) fn event(&mut self, terms: &Event, place: &str) {
        if terms.amount.is_none() && terms.percent.is_none() {
            self.members(place, "event has neither `amount` nor `percent`", "say what one of them costs");
        }
        if let Some(percent) = terms.percent {
            self.rate(percent, &format!("{place}/percent"));
        }
        self.bounds(terms.min, terms.max, place);
        if let Some(free) = &terms.free {
            self.whole_months(free.per, false, &format!("{place}/free/per"));
        }
        let matching = &terms.matching;
        if matching.category.is_none()
            && matching.is_foreign.is_none()
            && matching.kind.is_none()
            && matching.mcc.is_none()
        {
            let help = "say which movements are meant, such as {\"kind\":[\"card\"]}";
            self.members(format!("{place}/match"), "every movement matches", help);
        }
    }

    pub(super) fn balance(&mut self, terms: &Balance, place: &str) {
        if terms.rate.is_some() == terms.blocks.is_some() {
            self.members(place, "one of `rate` and `blocks` is needed, not both", "keep the one that holds");
        }
        let mut rates = usize::from(terms.rate.is_some());
        if let Some(rate) = terms.rate {
            self.rate(rate, &format!("{place}/rate"));
        }
        if let Some(blocks) = &terms.blocks {
            let ends: Vec<Option<Decimal>> = blocks.iter().map(|block| block.up_to.map(Decimal::from)).collect();
            self.ends(&ends, place);
            for (index, block) in blocks.iter().enumerate() {
                if block.rate.is_some() == block.amount_per_day.is_some() {
                    let help = "keep the one that holds";
                    let message = "one of `rate` and `amount_per_day` is needed, not both";
                    self.members(format!("{place}/blocks/{index}"), message, help);
                }
                if let Some(rate) = block.rate {
                    rates += 1;
                    self.rate(rate, &format!("{place}/blocks/{index}/rate"));
                }
            }
            if rates > 1 && terms.mode.is_none() {
                self.mode(place);
            }
            if terms.mode == Some(BlockMode::Graduated) && blocks.iter().any(|block| block.amount_per_day.is_some()) {
                let help = "use `volume` or leave `mode` out: the fee is that of the block the balance lies in";
                self.members(format!("{place}/mode"), "a fee for a day is not a part of a balance", help);
            }
        }
        if rates > 0 && terms.day_count.is_none() {
            let help = "add it; ACT/365F is the usual one";
            self.members(format!("{place}/day_count"), "a yearly rate without `day_count`", help);
        }
        if rates > 0 && terms.day_count == Some(DayCount::Thirty360) && terms.free_days.is_some() {
            let help = "use another day count, or say the free days in `unmodelled`";
            self.members(format!("{place}/free_days"), "days of 30E/360 are not days of the calendar", help);
        }
        if let (Some(Bound::Amount(from)), Some(Bound::Amount(to))) = (terms.from, terms.to)
            && from > to
        {
            self.add(Code::TariffBounds, format!("{place}/from"), "band ends before it begins", "exchange the two");
        }
        if let Some(buffer) = &terms.buffer
            && buffer.amount.signum() < 0
        {
            self.members(format!("{place}/buffer/amount"), "buffer is below zero", "write it above zero");
        }
        if let Some(free) = &terms.free_days {
            self.whole_months(free.per, false, &format!("{place}/free_days/per"));
        }
        self.whole_months(terms.settle, false, &format!("{place}/settle"));
    }

    pub(super) fn items(&mut self, terms: &Items, place: &str) {
        let mut seen = BTreeSet::new();
        for (index, price) in terms.prices.iter().enumerate() {
            let place = format!("{place}/prices/{index}/gtin");
            if !price.gtin.has_right_check_digit() {
                self.add(Code::TariffItemOnce, place, "check digit of the number is wrong", "look the number up again");
            } else if !seen.insert(price.gtin.to_string()) {
                self.add(Code::TariffItemOnce, place, "number stands on the list already", "keep the price that holds");
            }
        }
    }

    fn blocks(&mut self, blocks: &[Block], mode: Option<BlockMode>, place: &str) {
        let ends: Vec<Option<Decimal>> = blocks.iter().map(|block| block.up_to).collect();
        self.ends(&ends, place);
        if blocks.len() > 1 && mode.is_none() {
            self.mode(place);
        }
    }

    fn mode(&mut self, place: &str) {
        let help = "`graduated`: each block has its price; `volume`: the block that is reached has it for everything";
        self.add(Code::TariffBlockMode, format!("{place}/mode"), "several blocks without `mode`", help);
    }

    fn ends(&mut self, ends: &[Option<Decimal>], place: &str) {
        let mut last = Decimal::ZERO;
        for (index, end) in ends.iter().enumerate() {
            let is_last = index + 1 == ends.len();
            let place = format!("{place}/blocks/{index}/up_to");
            match end {
                Some(_) if is_last => {
                    let help = "leave `up_to` out in the last block, or say in a further one what more costs";
                    self.add(Code::TariffBlocks, place, "what lies above the last block has no price", help);
                }
                None if !is_last => {
                    let help = "say where the block ends; only the last one is open";
                    self.add(Code::TariffBlocks, place, "block before another has no end", help);
                }
                Some(end) if *end <= last => {
                    let help = "list blocks from the lowest; each begins where the one before it ends";
                    self.add(Code::TariffBlocks, place, "block does not end above the one before it", help);
                }
                Some(end) => last = *end,
                None => {}
            }
        }
    }
}

impl Terms {
    /// Whether a price in it is below zero.
    pub(super) fn is_below_zero(&self) -> bool {
        match self {
            Self::Fixed(terms) => terms.amount.signum() < 0,
            Self::Usage(terms) => terms.blocks.iter().any(|block| block.price.signum() < 0),
            Self::Peak(terms) => terms.blocks.iter().any(|block| block.price.signum() < 0),
            Self::Event(terms) => {
                terms.amount.is_some_and(|amount| amount.signum() < 0)
                    || terms.percent.is_some_and(|percent| percent.decimal().signum() < 0)
            }
            Self::Balance(terms) => {
                terms.rate.is_some_and(|rate| rate.decimal().signum() < 0)
                    || terms.blocks.iter().flatten().any(|block| {
                        block.rate.is_some_and(|rate| rate.decimal().signum() < 0)
                            || block.amount_per_day.is_some_and(|amount| amount.signum() < 0)
                    })
            }
            Self::Percent(terms) => terms.rate.decimal().signum() < 0,
            Self::Clamp(_) => false,
            Self::Items(terms) => terms
                .prices
                .iter()
                .any(|price| price.price.signum() < 0 || price.loyalty.is_some_and(|price| price.signum() < 0)),
        }
    }
}
