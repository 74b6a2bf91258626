//! Interest and fees for balances at the ends of days.

use super::condition::Truth;
use super::{Active, Engine, Raw};
use crate::check::months;
use crate::cost::Exact;
use crate::cost::replay::Subject;
use crate::cost::usage::{Presence, date, day};
use crate::tariff::{Balance, BlockMode, Bound, BufferMode, DayCount, Direction, Side};
use pannier_model::record::SummaryMetric;
use pannier_model::value::{Amount, Date, Rate};
use pannier_report::Code;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A block of balances in units of 10^-6.
struct Step {
    up_to: Option<i128>,
    rate: Option<Rate>,
    per_day: Option<Amount>,
}

/// What days came to: sums of balance by rate and year length, and fees.
#[derive(Default)]
struct Sum {
    days: usize,
    /// Balance in units of 10^-6 times days, by step and days of the year it is counted in.
    balances: BTreeMap<(usize, i128), i128>,
    fees: Exact,
}

impl Engine<'_, '_> {
    pub(super) fn balances(&mut self, index: usize, terms: &Balance, active: &Active) -> Vec<Vec<Raw>> {
        let clause = Self::clause(index);
        if !self.have_movements(&clause) {
            return if self.has_sums() { self.summed_balances(index, terms, active) } else { self.no_lines() };
        }
        let (Some(from), Some(to)) = (self.bound(terms.from, &clause), self.bound(terms.to, &clause)) else {
            return self.no_lines();
        };
        let steps = steps(terms);
        let settle = terms.settle.and_then(months).unwrap_or_else(|| u32::from(self.tariff.billing.period.months()));
        let free_length = terms.free_days.as_ref().and_then(|free| free.per).and_then(months);
        let free_length = free_length.unwrap_or_else(|| u32::from(self.tariff.billing.period.months()));
        let free = terms.free_days.as_ref().map_or(0, |free| free.n);
        let mut counted = (u32::MAX, 0_u32);
        let mut lines = self.no_lines();
        let mut sum = Sum::default();
        let money = Arc::clone(&self.replay.money);
        let start = day(self.replay.horizon.start);
        let last = self.periods.len().saturating_sub(1);
        for (period, of_period) in lines.iter_mut().enumerate() {
            let at = self.periods[period].clone();
            for month in at.months.0..at.months.1 {
                let (begin, end) = (self.months[usize::from(month)], self.months[usize::from(month) + 1]);
                let number = self.number(month, free_length);
                if counted.0 != number {
                    counted = (number, 0);
                }
                for at in begin.max(active.from)..end.min(active.to) {
                    if active.truths[period] == Truth::False {
                        continue;
                    }
                    let balance = self.replay.balances.get(usize::from(at)).copied().flatten();
                    let Some(balance) = balance else {
                        self.lacks_balances(index, &clause);
                        return self.no_lines();
                    };
                    let side = if terms.side == Side::Debit { -balance } else { balance };
                    let part = part(terms, side, from, to);
                    if part <= 0 {
                        continue;
                    }
                    counted.1 += 1;
                    if counted.1 > free
                        && let Some(date) = date(start + i32::from(at))
                    {
                        sum.add(terms, &steps, part, date);
                    }
                }
            }
            let is_end = terms.settle.is_none() || self.ends_before(at.months.1, settle) || period == last;
            if is_end {
                let done = std::mem::take(&mut sum);
                let exact = done.exact(&steps);
                if !exact.is_zero() {
                    let source = self.source(&Subject::Movements, &money, &at);
                    let label = format!("{}: {} days", self.tariff.components[index].label, done.days);
                    of_period.push(Self::for_all(label, Exact::from(done.days), "day", exact, source));
                }
            }
        }
        lines
    }

    /// Says that balances are not there; what is credited for them and withheld is left out.
    fn lacks_balances(&mut self, index: usize, clause: &str) {
        let (code, text) = self.no_balance();
        if code == Code::QuoteDataShown && self.tariff.components[index].direction == Direction::Credit {
            self.noted.bounded = true;
            self.leave_out(code, clause, "balances are withheld; what is credited for them is not counted");
        } else {
            self.refuse(code, clause, text);
        }
    }

    fn no_balance(&self) -> (Code, &'static str) {
        if self.usage.presence("transaction", "balance") == Presence::Withheld {
            let text = "the price depends on balances and group `balance` of `transaction` is withheld; show it";
            return (Code::QuoteDataShown, text);
        }
        (Code::QuoteDataPresent, "the price depends on balances and the data does not have one for every day")
    }

    /// A bound in units of 10^-6; `None` after saying what is missing.
    #[expect(clippy::option_option, reason = "no bound and a bound that nobody knows are two things")]
    fn bound(&mut self, bound: Option<Bound>, clause: &str) -> Option<Option<i128>> {
        match bound {
            None => Some(None),
            Some(Bound::Amount(amount)) => Some(Some(amount.micros().into())),
            Some(Bound::ArrangedLimit) => {
                let answered = self.facts.answered("arranged_limit").and_then(|limit| Amount::parse(limit).ok());
                let limit = answered.or(self.usage.arranged_limit);
                if limit.is_none() {
                    let text =
                        "the price depends on the arranged limit; answer the fact `arranged_limit`, with `0` for none";
                    self.refuse(Code::QuoteFactAnswered, clause, text);
                }
                limit.map(|limit| Some(limit.micros().into()))
            }
        }
    }

    fn summed_balances(&mut self, index: usize, terms: &Balance, active: &Active) -> Vec<Vec<Raw>> {
        let mut lines = self.no_lines();
        let clause = Self::clause(index);
        let steps = steps(terms);
        let plain = terms.from.is_none()
            && terms.to.is_none()
            && terms.buffer.is_none()
            && terms.free_days.is_none()
            && terms.settle.is_none()
            && steps.len() == 1
            && terms.day_count != Some(DayCount::Thirty360)
            && self.cuts_no_month(active);
        if !plain {
            let text =
                "the price depends on single days and the data has monthly sums only; show transactions with balances";
            self.refuse(Code::QuoteDataFine, &clause, text);
            return lines;
        }
        let (sum_metric, days_metric) = match terms.side {
            Side::Debit => (SummaryMetric::EodDebitSum, SummaryMetric::EodDebitDays),
            Side::Credit => (SummaryMetric::EodCreditSum, SummaryMetric::EodCreditDays),
        };
        let sums = Arc::clone(&self.replay.sums);
        for (period, of_period) in lines.iter_mut().enumerate() {
            let at = self.periods[period].clone();
            if active.truths[period] == Truth::False || at.to <= active.from || at.from >= active.to {
                continue;
            }
            let mut sum = Sum::default();
            for month in self.source_months(&at) {
                let figure = |metric| self.usage.sums.figure(metric, "all", month);
                let (Some((_, balance, _)), Some((known, days, _))) = (figure(sum_metric), figure(days_metric)) else {
                    let (code, text) = self.no_balance();
                    self.refuse(code, &clause, text);
                    return self.no_lines();
                };
                if known != u64::from(month.days_in_month()) {
                    let (code, text) = self.no_balance();
                    self.refuse(code, &clause, text);
                    return self.no_lines();
                }
                let days = usize::try_from(days / 1_000_000_000_000).unwrap_or_default();
                sum.days += days;
                if let Some(per_day) = steps[0].per_day {
                    sum.fees += Exact::from(per_day) * Exact::from(days);
                }
                *sum.balances.entry((0, basis(terms, month))).or_default() += balance / 1_000_000;
            }
            let exact = sum.exact(&steps);
            if !exact.is_zero() {
                let source = self.source(&Subject::Sums, &sums, &at);
                let label = format!("{}: {} days", self.tariff.components[index].label, sum.days);
                of_period.push(Self::for_all(label, Exact::from(sum.days), "day", exact, source));
            }
        }
        lines
    }
}

fn steps(terms: &Balance) -> Vec<Step> {
    match &terms.blocks {
        Some(blocks) => {
            let step = |block: &crate::tariff::BalanceBlock| Step {
                up_to: block.up_to.map(|end| end.micros().into()),
                rate: block.rate,
                per_day: block.amount_per_day,
            };
            blocks.iter().map(step).collect()
        }
        None => vec![Step { up_to: None, rate: terms.rate, per_day: None }],
    }
}

/// The part of a balance that is charged.
fn part(terms: &Balance, balance: i128, from: Option<i128>, to: Option<i128>) -> i128 {
    let mut balance = balance;
    if let Some(buffer) = &terms.buffer {
        let amount = i128::from(buffer.amount.micros());
        match buffer.mode {
            BufferMode::Threshold if balance <= amount => return 0,
            BufferMode::Threshold => {}
            BufferMode::Deductible => balance -= amount,
        }
    }
    to.map_or(balance, |to| balance.min(to)) - from.unwrap_or(0)
}

/// Days of the year that a day is a part of.
fn basis(terms: &Balance, date: Date) -> i128 {
    match terms.day_count {
        Some(DayCount::Actual360 | DayCount::Thirty360) => 360,
        Some(DayCount::ActualActual) => {
            let year = date.year_start();
            date.next_year().map_or(365, |next| next.days_since(year).into())
        }
        Some(DayCount::Actual365Fixed) | None => 365,
    }
}

/// How many days of 30E/360 a day stands for.
fn thirties(date: Date) -> i128 {
    let last = date.day() == date.days_in_month();
    match date.day() {
        31 => 0,
        day if last => i128::from(31 - day.min(30)),
        _ => 1,
    }
}

impl Sum {
    fn add(&mut self, terms: &Balance, steps: &[Step], part: i128, date: Date) {
        self.days += 1;
        let weight = if terms.day_count == Some(DayCount::Thirty360) { thirties(date) } else { 1 };
        let basis = basis(terms, date);
        let reached = steps.iter().position(|step| step.up_to.is_none_or(|end| part <= end)).unwrap_or(steps.len() - 1);
        if let Some(per_day) = steps[reached].per_day {
            self.fees += Exact::from(per_day);
            return;
        }
        if terms.mode == Some(BlockMode::Volume) || steps.len() == 1 {
            *self.balances.entry((reached, basis)).or_default() += part * weight;
            return;
        }
        let mut from = 0;
        for (index, step) in steps.iter().enumerate() {
            let to = step.up_to.map_or(part, |end| end.min(part));
            if to > from {
                *self.balances.entry((index, basis)).or_default() += (to - from) * weight;
                from = to;
            }
        }
    }

    fn exact(&self, steps: &[Step]) -> Exact {
        let mut exact = self.fees.clone();
        for ((step, basis), balance) in &self.balances {
            if let Some(rate) = steps[*step].rate {
                exact += Exact::from(rate) * Exact::micros(*balance) * Exact::fraction(1, *basis);
            }
        }
        exact
    }
}
