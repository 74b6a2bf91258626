//! Components that are made of others.

use super::{Active, Engine, Raw, Totals};
use crate::check::months;
use crate::cost::Exact;
use crate::tariff::{Clamp, Component, Percent};
use pannier_model::value::CodeText;

impl Engine<'_, '_> {
    /// What components before come to in a billing period: with tax where the asking component's amounts have it.
    fn base(&self, component: &Component, of: &[CodeText], sums: &[Vec<Totals>], period: usize) -> Exact {
        let with_tax = self.tax(component).included;
        let ids = self.tariff.components.iter().zip(sums);
        ids.filter(|(one, _)| of.contains(&one.id))
            .map(|(_, sums)| if with_tax { &sums[period].gross } else { &sums[period].net })
            .sum()
    }

    pub(super) fn percent(
        &mut self,
        component: &Component,
        terms: &Percent,
        active: &Active,
        sums: &[Vec<Totals>],
    ) -> Vec<Vec<Raw>> {
        let mut lines = self.no_lines();
        let rate = Exact::from(terms.rate);
        let of: Vec<&str> = terms.of.iter().map(CodeText::as_str).collect();
        let of = of.join(" and ");
        for (index, period) in self.periods.iter().enumerate() {
            if period.from >= active.to || period.to <= active.from {
                continue;
            }
            let mut base = self.base(component, &terms.of, sums, index);
            let mut label = format!("{rate} of {of}");
            if let Some(over) = terms.over {
                base = (base - Exact::from(over)).max_of(Exact::ZERO);
                label = format!("{rate} of {of} above {over}");
            }
            let amount = &base * &rate;
            let least = terms.min.map(Exact::from).filter(|min| amount < *min);
            let most = terms.max.map(Exact::from).filter(|max| amount > *max);
            let raw = match (least, most) {
                (Some(least), _) => Self::times(format!("{label}, at least"), Exact::ONE, "", least, None),
                (None, Some(most)) => Self::times(format!("{label}, at most"), Exact::ONE, "", most, None),
                (None, None) => Self::times(label, base, self.tariff.currency.as_str(), rate.clone(), None),
            };
            if !raw.exact.is_zero() {
                lines[index].push(raw);
            }
        }
        lines
    }

    pub(super) fn clamp(
        &mut self,
        component: &Component,
        terms: &Clamp,
        active: &Active,
        sums: &[Vec<Totals>],
    ) -> Vec<Vec<Raw>> {
        let mut lines = self.no_lines();
        let length = terms.per.and_then(months).unwrap_or_else(|| u32::from(self.tariff.billing.period.months()));
        let of: Vec<&str> = terms.of.iter().map(CodeText::as_str).collect();
        let of = of.join(" and ");
        let mut sum = Exact::ZERO;
        let last = self.periods.len().saturating_sub(1);
        for (index, period) in self.periods.iter().enumerate() {
            if period.from >= active.to || period.to <= active.from {
                sum = Exact::ZERO;
                continue;
            }
            sum += self.base(component, &terms.of, sums, index);
            // A clamp over more than a billing period is settled with the last of it.
            let is_end = self.ends_before(period.months.1, length) || terms.per.is_none() || index == last;
            if !is_end {
                continue;
            }
            let least = terms.min.map(Exact::from).filter(|min| sum < *min);
            let most = terms.max.map(Exact::from).filter(|max| sum > *max);
            let to =
                least.as_ref().map(|least| ("at least", least)).or_else(|| most.as_ref().map(|most| ("at most", most)));
            if let Some((word, bound)) = to {
                let label = format!("{of}: {word} {bound}");
                lines[index].push(Self::times(label, Exact::ONE, "", bound - &sum, None));
            }
            sum = Exact::ZERO;
        }
        lines
    }
}
