//! Quantities that a period gives: what of it is used, what is left and kept, and what lies beyond.

use super::begun;
use crate::check::{is_day, months};
use crate::cost::Exact;
use crate::cost::horizon::Horizon;
use crate::cost::usage::day;
use crate::tariff::Tariff;
use pannier_model::value::{Date, Duration};
use std::collections::VecDeque;

/// A stretch of days in which use is counted at once, within one billing period.
pub(super) struct Stretch {
    pub(super) period: usize,
    pub(super) from: u16,
    pub(super) to: u16,
    /// The month it lies in or begins with, since the start of the year.
    pub(super) month: u16,
    pub(super) day: u16,
}

/// A period in which something is counted: days or months.
#[derive(Clone, Copy)]
pub(super) enum Count {
    Days,
    /// Length, and how much of the first one is over when the year begins.
    Months(u32, u32),
}

impl Count {
    pub(super) fn of(period: Option<Duration>, tariff: &Tariff, horizon: &Horizon) -> Self {
        if period.is_some_and(is_day) {
            return Self::Days;
        }
        let billing = u32::from(tariff.billing.period.months());
        let length = period.and_then(months).unwrap_or(billing);
        Self::Months(length, begun(tariff, horizon, length))
    }

    /// The number of the period that a stretch lies in.
    pub(super) fn number(self, stretch: &Stretch) -> u32 {
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

/// What is included, and what was kept.
pub(super) struct Allowance {
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
    /// So much in each period, kept for so long after it.
    pub(super) fn new(
        quantity: Exact,
        per: Option<Duration>,
        rollover: Option<Duration>,
        tariff: &Tariff,
        horizon: &Horizon,
    ) -> Self {
        Self {
            quantity,
            count: Count::of(per, tariff, horizon),
            rollover: rollover.and_then(months),
            start: horizon.start,
            number: None,
            end: 0,
            left: Exact::ZERO,
            kept: VecDeque::new(),
        }
    }

    /// Whether it is counted by days.
    pub(super) const fn is_by_day(&self) -> bool {
        matches!(self.count, Count::Days)
    }

    /// The day of the year to which so many months lead from the end of the period that is used now.
    fn lapses(&self, months: u32) -> i32 {
        let at = match self.count {
            Count::Days => self.start.plus_days(self.end.into()).and_then(|end| end.plus_months(months.into())),
            Count::Months(..) => self.start.plus_months(i64::from(self.end) + i64::from(months)),
        };
        at.map_or(i32::MAX, |at| day(at) - day(self.start))
    }

    /// What has to be paid of a quantity.
    pub(super) fn beyond(&mut self, stretch: &Stretch, mut quantity: Exact) -> Exact {
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
