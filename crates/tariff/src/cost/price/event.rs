//! Prices for movements on an account.

use super::condition::Truth;
use super::{Active, Engine, Raw};
use crate::check::months;
use crate::cost::Exact;
use crate::cost::replay::Subject;
use crate::cost::usage::{Movement, Presence};
use crate::tariff::{Component, Direction, Event, EventKind, EventMatch};
use pannier_model::record::SummaryMetric;
use pannier_model::value::{Amount, Date, TxKind};
use pannier_report::Code;
use std::sync::Arc;

impl Engine<'_, '_> {
    pub(super) fn events(
        &mut self,
        index: usize,
        component: &Component,
        terms: &Event,
        active: &Active,
    ) -> Vec<Vec<Raw>> {
        let clause = Self::clause(index);
        if !self.have_movements(&clause) {
            return if self.has_sums() { self.summed_events(index, terms, active) } else { self.no_lines() };
        }
        let mut lines = self.no_lines();
        let length = terms.free.as_ref().and_then(|free| free.per).and_then(months);
        let length = length.unwrap_or_else(|| u32::from(self.tariff.billing.period.months()));
        let free = terms.free.as_ref().map_or(0, |free| free.n);
        let mut counted = (u32::MAX, 0_u32);
        let money = Arc::clone(&self.replay.money);
        let credit = component.direction == Direction::Credit;
        for (period, of_period) in lines.iter_mut().enumerate() {
            if active.truths[period] == Truth::False {
                continue;
            }
            let at = self.periods[period].clone();
            let (mut charged, mut matched, mut unknown) = (0_usize, 0_usize, 0_usize);
            let mut sum = Exact::ZERO;
            for month in at.months.0..at.months.1 {
                let (begin, end) = (self.months[usize::from(month)], self.months[usize::from(month) + 1]);
                let number = self.number(month, length);
                if counted.0 != number {
                    counted = (number, 0);
                }
                let (from, to) = (begin.max(active.from), end.min(active.to));
                if from >= to {
                    continue;
                }
                for one in self.movements(from, to) {
                    let truth = self.matches(&terms.matching, &one);
                    if truth == Truth::False {
                        continue;
                    }
                    let price = price_of(terms, one.micros);
                    let raises = if credit { price.signum() < 0 } else { price.signum() > 0 };
                    if truth == Truth::Unknown {
                        unknown += 1;
                        // Nobody knows whether it matches: counted only where that makes the price higher.
                        if !raises {
                            continue;
                        }
                    }
                    matched += 1;
                    counted.1 += 1;
                    if counted.1 > free {
                        charged += 1;
                        sum += price;
                    }
                }
            }
            if unknown > 0 {
                self.noted.bounded = true;
                let text = self.unknown_match(&terms.matching);
                self.leave_out(Code::QuoteMatchKnown, &clause, text);
            }
            if charged > 0 {
                let source = self.source(&Subject::Movements, &money, &at);
                let label = format!("{}: {charged} of {matched}", component.label);
                of_period.push(Self::for_all(label, Exact::from(charged), "event", sum, source));
            }
        }
        lines
    }

    /// What keeps a match from being decided, and what to do.
    fn unknown_match(&self, matching: &EventMatch) -> String {
        let withheld = self.usage.presence("transaction", "category") == Presence::Withheld;
        let what = if matching.is_foreign.is_some() {
            "the data does not say which movements are foreign; answer the fact `foreign_use` with `no` where there are none"
        } else if withheld {
            "group `category` of `transaction` is withheld; show it"
        } else {
            "the data does not say what some movements were for"
        };
        format!("{what}: what would lower the price is left out, what would raise it is counted")
    }

    /// Whether a movement is what is meant.
    pub(super) fn matches(&self, matching: &EventMatch, one: &Movement) -> Truth {
        let mut truth = Truth::True;
        if let Some(kinds) = &matching.kind {
            truth = Truth::of(kinds.iter().any(|kind| is_kind(*kind, one)));
        }
        if truth == Truth::True
            && let Some(wanted) = matching.is_foreign
        {
            let none = self.facts.answered("foreign_use") == Some("no");
            let foreign = one.foreign.or(none.then_some(false));
            truth = foreign.map_or(Truth::Unknown, |foreign| Truth::of(foreign == wanted));
        }
        if truth != Truth::False
            && let Some(categories) = &matching.category
        {
            truth =
                truth.and(one.category.map_or(Truth::Unknown, |category| Truth::of(categories.contains(&category))));
        }
        if truth != Truth::False
            && let Some(codes) = &matching.mcc
        {
            let among = |mcc: u16| codes.iter().any(|code| code.as_str().parse() == Ok(mcc));
            truth = truth.and(one.mcc.map_or(Truth::Unknown, |mcc| Truth::of(among(mcc))));
        }
        truth
    }

    /// What monthly sums say of events: how many, and the money that moved, without sign.
    fn summed(&self, matching: &EventMatch, month: Date) -> Option<(u64, i128)> {
        use SummaryMetric as M;
        let sums = &self.usage.sums;
        if matching.mcc.is_some() {
            return None;
        }
        let kinds: Vec<&EventKind> = matching.kind.iter().flatten().collect();
        let figures: Vec<(M, String)> = match (&matching.category, matching.is_foreign) {
            (None, None) if !kinds.is_empty() => {
                let mut figures = Vec::new();
                for kind in kinds {
                    match kind {
                        // Sent-back payments are summed with those that were not.
                        EventKind::ReturnedItem => return None,
                        EventKind::Credit => {
                            figures.extend(TxKind::WORDS.iter().map(|word| (M::In, (*word).to_owned())));
                        }
                        kind => figures.extend([M::In, M::Out].map(|metric| (metric, kind.as_str().to_owned()))),
                    }
                }
                figures
            }
            (None, Some(true)) => {
                let all = TxKind::WORDS
                    .iter()
                    .filter(|word| kinds.is_empty() || kinds.iter().any(|kind| kind.as_str() == **word));
                all.map(|word| (M::Foreign, (*word).to_owned())).collect()
            }
            (Some(categories), None) if kinds.is_empty() => {
                categories.iter().map(|category| (M::Category, category.as_str().to_owned())).collect()
            }
            _ => return None,
        };
        let mut found = (0_u64, 0_i128);
        for (metric, bucket) in figures {
            let (count, value, _) = sums.figure(metric, &bucket, month).unwrap_or_default();
            found = (found.0 + count, found.1 + value.abs());
        }
        Some(found)
    }

    fn summed_events(&mut self, index: usize, terms: &Event, active: &Active) -> Vec<Vec<Raw>> {
        let mut lines = self.no_lines();
        let clause = Self::clause(index);
        let bounded = terms.min.is_some() || terms.max.is_some();
        let by_one = bounded || (terms.free.is_some() && terms.percent.is_some()) || !self.cuts_no_month(active);
        let by_category = terms.matching.category.is_some();
        let sums = Arc::clone(&self.replay.sums);
        for (period, of_period) in lines.iter_mut().enumerate() {
            let at = self.periods[period].clone();
            if active.truths[period] == Truth::False || at.to <= active.from || at.from >= active.to {
                continue;
            }
            let mut found: Option<(u64, i128)> = if by_one || by_category { None } else { Some((0, 0)) };
            for month in self.source_months(&at) {
                found = found
                    .zip(self.summed(&terms.matching, month))
                    .map(|(one, other)| (one.0 + other.0, one.1 + other.1));
            }
            let Some((count, picos)) = found else {
                self.refuse(
                    Code::QuoteDataFine,
                    &clause,
                    "each movement is priced by itself and the data has monthly sums only; show the transactions",
                );
                return self.no_lines();
            };
            let free = terms.free.as_ref().map_or(0, |free| u64::from(free.n));
            let count = count.saturating_sub(free);
            let amount = terms.amount.map(Exact::from).unwrap_or_default() * Exact::whole(count.into());
            let percent = terms.percent.map(Exact::from).unwrap_or_default() * Exact::picos(picos);
            let sum = amount + percent;
            if !sum.is_zero() {
                let source = self.source(&Subject::Sums, &sums, &at);
                let label = format!("{}: {count}", self.tariff.components[index].label);
                of_period.push(Self::for_all(label, Exact::whole(count.max(1).into()), "event", sum, source));
            }
        }
        lines
    }

    pub(super) fn cuts_no_month(&self, active: &Active) -> bool {
        [active.from, active.to].iter().all(|day| self.months.contains(day))
    }

    /// The months of the data that stand for those of a billing period.
    pub(super) fn source_months(&self, at: &super::Period) -> Vec<Date> {
        let pairs = self.replay.sums.pairs.as_deref().unwrap_or_default();
        let months = pairs.get(usize::from(at.months.0)..usize::from(at.months.1)).unwrap_or_default();
        months.iter().filter_map(|pair| crate::cost::usage::date(pair.source)).collect()
    }

    pub(super) fn summed_flow(
        &mut self,
        matching: Option<&EventMatch>,
        from: u16,
        to: u16,
        sign: i64,
    ) -> Option<Exact> {
        if !self.has_sums() || matching.is_some() {
            return None;
        }
        let metric = if sign > 0 { SummaryMetric::In } else { SummaryMetric::Out };
        let period = self.period_of(from, to)?;
        let mut sum = 0_i128;
        for month in self.source_months(&period) {
            for word in TxKind::WORDS {
                sum += self.usage.sums.figure(metric, word, month).map_or(0, |(_, value, _)| value.abs());
            }
        }
        Some(Exact::picos(sum))
    }

    pub(super) fn summed_count(&mut self, matching: &EventMatch, from: u16, to: u16) -> Option<Exact> {
        if !self.has_sums() {
            return None;
        }
        let period = self.period_of(from, to)?;
        let mut count = 0_u64;
        for month in self.source_months(&period) {
            count += self.summed(matching, month)?.0;
        }
        Some(Exact::whole(count.into()))
    }

    fn period_of(&self, from: u16, to: u16) -> Option<super::Period> {
        self.periods.iter().find(|period| period.from == from && period.to == to).cloned()
    }
}

fn is_kind(kind: EventKind, one: &Movement) -> bool {
    let sent_back = one.reversal && matches!(one.kind, TxKind::DirectDebit | TxKind::Cheque | TxKind::StandingOrder);
    match kind {
        EventKind::Credit => one.micros > 0 && !sent_back,
        EventKind::ReturnedItem => sent_back,
        kind => !sent_back && kind.transaction() == Some(one.kind),
    }
}

/// The same in units of 10^-18, as nearly all prices are; `None` where one does not fit.
fn price_in_attos(terms: &Event, micros: i64) -> Option<i128> {
    let scaled = |amount: Amount| i128::from(amount.micros()).checked_mul(1_000_000_000_000);
    let mut price = terms.amount.map_or(Some(0), scaled)?;
    if let Some(percent) = terms.percent {
        price = price.checked_add(percent.decimal().picos().checked_mul(micros.unsigned_abs().into())?)?;
    }
    if let Some(least) = terms.min {
        price = price.max(scaled(least)?);
    }
    if let Some(most) = terms.max {
        price = price.min(scaled(most)?);
    }
    Some(price)
}

fn price_of(terms: &Event, micros: i64) -> Exact {
    if let Some(attos) = price_in_attos(terms, micros) {
        return Exact::fraction(attos, 1_000_000_000_000_000_000);
    }
    let mut price = terms.amount.map(Exact::from).unwrap_or_default();
    if let Some(percent) = terms.percent {
        price += Exact::from(percent) * Exact::micros(micros.unsigned_abs());
    }
    if let Some(least) = terms.min {
        price = price.max_of(least.into());
    }
    if let Some(most) = terms.max {
        price = price.min_of(most.into());
    }
    price
}
