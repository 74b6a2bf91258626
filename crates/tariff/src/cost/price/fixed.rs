//! Amounts for time.

use super::{Active, Engine, Raw};
use crate::cost::Exact;
use crate::tariff::{Component, Fixed, FixedPer, Proration};

impl Engine<'_, '_> {
    pub(super) fn fixed(&mut self, component: &Component, terms: &Fixed, active: &Active, year: u32) -> Vec<Vec<Raw>> {
        let amount = Exact::from(terms.amount);
        let of_lines = if terms.for_each.is_some() { self.lines() } else { 1 };
        let mut lines = self.no_lines();
        let due = self.since_start(terms.at, year);
        for (index, period) in self.periods.iter().enumerate() {
            let (from, to) = (period.from.max(active.from), period.to.min(active.to));
            if from >= to {
                continue;
            }
            let days = i128::from(to - from);
            let month_starts = &self.months[usize::from(period.months.0)..usize::from(period.months.1)];
            let months = month_starts.iter().filter(|start| (from..to).contains(start)).count();
            let months_of = |length: i128| Exact::fraction(i128::try_from(months).unwrap_or_default(), length);
            let raw = match terms.per {
                FixedPer::Once => {
                    let is_due = (i32::from(from)..i32::from(to)).contains(&due);
                    is_due.then(|| Self::times("once", Exact::ONE, "", amount.clone(), None))
                }
                FixedPer::Day => {
                    let label = format!("{days} {}", if days == 1 { "day" } else { "days" });
                    Some(Self::times(label, Exact::whole(days), "day", amount.clone(), None))
                }
                FixedPer::Week => {
                    let label = format!("{days}/7 of a week");
                    Some(Self::times(label, Exact::fraction(days, 7), "week", amount.clone(), None))
                }
                FixedPer::FourWeeks => {
                    let label = format!("{days}/28 of four weeks");
                    Some(Self::times(label, Exact::fraction(days, 28), "P28D", amount.clone(), None))
                }
                FixedPer::Month if months > 0 => {
                    let label = format!("{months} {}", if months == 1 { "month" } else { "months" });
                    Some(Self::times(label, months_of(1), "month", amount.clone(), None))
                }
                FixedPer::Quarter if months > 0 => {
                    Some(Self::times(format!("{months}/3 of a quarter"), months_of(3), "P3M", amount.clone(), None))
                }
                FixedPer::HalfYear if months > 0 => {
                    Some(Self::times(format!("{months}/6 of half a year"), months_of(6), "P6M", amount.clone(), None))
                }
                FixedPer::Year if terms.proration == Some(Proration::None) => {
                    // Due whole on the day a contract year begins.
                    let begins = |at: u16| self.begins_contract_year(at);
                    let due = (from..to).filter(|at| begins(*at)).count();
                    (due > 0).then(|| Self::times("1 year", Exact::from(due), "year", amount.clone(), None))
                }
                FixedPer::Year => {
                    let length = self.year_length();
                    let label = format!("{days}/{length} of a year");
                    Some(Self::times(label, Exact::fraction(days, length), "year", amount.clone(), None))
                }
                _ => None,
            };
            lines[index].extend(raw.map(|raw| {
                let label = format!("{}: {}", component.label, raw.label);
                if of_lines == 1 {
                    return Raw { label, ..raw };
                }
                let quantity = &raw.quantity * &Exact::from(of_lines);
                Self::times(format!("{label}, {of_lines} lines"), quantity, &raw.unit, raw.price, None)
            }));
        }
        lines
    }

    /// Days of the twelve months that begin with what is priced.
    fn year_length(&self) -> i128 {
        let start = self.replay.horizon.start;
        start.plus_months(12).map_or(365, |end| end.days_since(start)).into()
    }

    fn begins_contract_year(&self, at: u16) -> bool {
        let horizon = &self.replay.horizon;
        let began = horizon.contract_start;
        horizon.start.plus_days(at.into()).is_some_and(|date| {
            let years = i64::from(date.year()) - i64::from(began.year());
            years >= 0 && began.plus_months(12 * years) == Some(date)
        })
    }
}
