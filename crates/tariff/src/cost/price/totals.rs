//! Sums, status, and everything else a quote says beside its lines.

use super::condition::{Truth, words};
use super::{
    Engine, IfAlso, LONGEST_TERM, Line, MOST_ALTERNATIVES, Quote, Remark, RoundedSum, RoundingAt, Status, Totals,
    UnmodelledEffect, Year, wanted,
};
use crate::check::{Amiss, has_successor, months};
use crate::cost::Exact;
use crate::cost::quote::{CommitmentTotal, ComponentSum, Coverage, Grade, Projected};
use crate::cost::replay::Cover;
use crate::cost::usage::{InForce, date, day};
use crate::tariff::{Component, Condition, Exit, RoundingMode, Terms};
use pannier_report::Code;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Engine<'_, '_> {
    /// Lines in the order of periods, with what rounding of sums adds.
    pub(super) fn add_up(&self, lines: Vec<Vec<Line>>) -> Year {
        let mut year =
            Year { lines: Vec::new(), rounded: Vec::new(), totals: Totals::default(), by_period: Vec::new() };
        let at = self.tariff.rounding.at;
        for (period, lines) in self.periods.iter().zip(lines) {
            let mut sum = Totals::default();
            for line in &lines {
                sum.add(&Totals { net: line.net.clone(), tax: line.tax.clone(), gross: line.gross.clone() });
            }
            if at == RoundingAt::Period {
                year.rounded.extend(self.rounding(&mut sum, &period.name));
            }
            year.totals.add(&sum);
            year.by_period.push(sum.gross);
            year.lines.extend(lines);
        }
        if at == RoundingAt::Total {
            let horizon = &self.replay.horizon;
            let name: Arc<str> = format!("{}/{}", horizon.start, horizon.end()).into();
            year.rounded.extend(self.rounding(&mut year.totals, &name));
        }
        year
    }

    /// Rounds a sum and says by how much; the tax is rounded by itself and what is left is the net amount.
    fn rounding(&self, sum: &mut Totals, period: &Arc<str>) -> Option<RoundedSum> {
        let gross = self.round(&sum.gross);
        let tax = self.round(&sum.tax);
        let net = &gross - &tax;
        let added = RoundedSum {
            period: Arc::clone(period),
            net: &net - &sum.net,
            tax: &tax - &sum.tax,
            gross: &gross - &sum.gross,
        };
        *sum = Totals { net, tax, gross };
        let is_nothing = added.net.is_zero() && added.tax.is_zero() && added.gross.is_zero();
        (!is_nothing).then_some(added)
    }

    /// Prices everything.
    pub(super) fn quote(mut self) -> Quote {
        self.header();
        let one = if self.is_about_the_records() { self.year(0) } else { Year::default() };
        if self.reasons.is_empty() && self.noted.used.is_empty() {
            self.look_at_the_service();
        }
        let alternatives = if self.reasons.is_empty() { self.alternatives(&one.totals.gross) } else { Vec::new() };
        let gaps = self.phase_gaps();
        let (mut two, mut commitment, mut leave) = (None, None, None);
        if self.reasons.is_empty() {
            let later = |engine: &mut Self, year: u32| {
                if engine.changes_by_year() { engine.year(year) } else { again(&one) }
            };
            if gaps.is_empty() && self.replay.horizon.months == 12 {
                two = Some(later(&mut self, 1).totals);
            }
            if self.replay.horizon.months == 12 {
                commitment = self.commitment(&one, !gaps.is_empty());
                leave = self.leaving(12).map(|leaving| leaving + &one.totals.gross);
            }
        }
        for index in gaps {
            self.say_gap(index);
        }
        let cover = self.coverage();
        if !cover.estimated.is_zero() {
            let percent = (&cover.estimated * &Exact::whole(100)).round(1, RoundingMode::HalfUp);
            self.assume(format!("{} % of the quantities count as estimates", percent.with_places(1)));
        }
        if self.noted.used.is_empty() && grade(&cover) != Grade::A {
            self.assume("no price of it rests on records: the figure holds whatever was used, and the grade says how little was seen");
        }
        let status = self.status();
        let priced = status != Status::Refused;
        let switch_cost = self.switch_cost();
        let tariff = self.tariff;
        let (service, things) = (self.service(), self.things());
        let by_component = self.by_component(&one.lines);
        let map = self.map();
        let mut reasons: Vec<Remark> = self.reasons.iter().cloned().collect();
        if priced {
            reasons.extend(self.noted.incomplete.iter().cloned());
        }
        self.noted.assumptions.extend(self.usage.notes.iter().filter(|_| !self.noted.used.is_empty()).cloned());
        Quote {
            tariff: tariff.id.to_string(),
            version: tariff.version.to_string(),
            name: tariff.name.to_string(),
            provider: tariff.provider.name.to_string(),
            currency: tariff.currency,
            service,
            things,
            usage: self.usage.digest.clone(),
            horizon: (self.replay.horizon.start.to_string(), self.replay.horizon.end().to_string()),
            status,
            grade: priced.then(|| grade(&cover)),
            reasons,
            year_one: priced.then(|| one.totals.clone()),
            year_two: two.filter(|_| priced),
            commitment: commitment.filter(|_| priced),
            leave_after_one_year: leave.filter(|_| priced),
            switch_cost,
            by_component: if priced { by_component } else { Vec::new() },
            lines: if priced { one.lines } else { Vec::new() },
            rounded: if priced { one.rounded } else { Vec::new() },
            coverage: cover,
            map,
            assumptions: self.noted.assumptions.into_iter().collect(),
            if_also: alternatives,
            not_priced: self.noted.not_priced.into_iter().collect(),
            gifts: tariff.gifts.iter().flatten().map(|gift| gift.label.to_string()).collect(),
        }
    }

    /// Whether any year of the contract differs from the first.
    fn changes_by_year(&self) -> bool {
        self.tariff.components.iter().any(|component| {
            let once = matches!(&component.terms, Terms::Fixed(terms) if terms.per == crate::tariff::FixedPer::Once);
            component.phase.is_some() || once
        })
    }

    /// What the header alone decides.
    fn header(&mut self) {
        let tariff = self.tariff;
        let horizon = self.replay.horizon.clone();
        if horizon.start.day() != 1 {
            self.refuse(Code::QuoteYear, "", "the year that is priced does not begin with a month");
        }
        if horizon.replays {
            if horizon.start < tariff.priced.from {
                self.refuse(
                    Code::QuoteInForce,
                    "/priced",
                    format!("its prices are charged from {} on", tariff.priced.from),
                );
            }
            if let Some(to) = tariff.priced.to.filter(|to| *to <= horizon.start) {
                self.refuse(Code::QuoteInForce, "/priced", format!("its prices are charged up to {to} only"));
            }
            if tariff.saleable.to.is_some_and(|to| to <= horizon.start) {
                self.refuse(Code::QuoteInForce, "/saleable", "it is not sold any more when the year begins");
            }
            if horizon.start < tariff.saleable.from {
                self.refuse(Code::QuoteInForce, "/saleable", format!("it is sold from {} on", tariff.saleable.from));
            }
            if let Some(to) = tariff.priced.to
                && to < horizon.end()
            {
                self.assume(format!("prices that are stated up to {to} go on"));
            }
        }
        self.hold_bills_to_the_currency();
        self.hold_windows_to_the_week();
        for (index, condition) in tariff.eligibility.iter().enumerate() {
            let clause = format!("/eligibility/{index}");
            let text = words(condition);
            match self.holds(condition, 0, self.days, &clause) {
                Truth::True => {}
                Truth::False => self.refuse(Code::QuoteEligible, clause, format!("not for this customer: {text}")),
                Truth::Unknown => self.assume(format!("the customer is eligible: {text}")),
            }
        }
        for (index, one) in tariff.unmodelled.iter().enumerate() {
            let clause = format!("/unmodelled/{index}");
            let remark = Remark { code: Code::QuoteAllPriced, clause, text: one.text.to_string() };
            match one.effect {
                UnmodelledEffect::None => {}
                UnmodelledEffect::Decrease => {
                    self.noted.bounded = true;
                    self.noted.not_priced.insert(remark);
                }
                UnmodelledEffect::Increase | UnmodelledEffect::Unknown => {
                    self.noted.not_priced.insert(remark.clone());
                    self.noted.incomplete.insert(remark);
                }
            }
        }
    }

    /// Prices under conditions nobody proved, taken the other way.
    fn alternatives(&mut self, year_one: &Exact) -> Vec<IfAlso> {
        let unknown = std::mem::take(&mut self.unknown);
        let mut groups: Vec<(Vec<usize>, bool)> = Vec::new();
        for (index, counted) in &unknown {
            let conditions = |index: usize| self.tariff.components[index].conditions();
            let same = groups.iter_mut().find(|(of, was)| was == counted && conditions(of[0]) == conditions(*index));
            match same {
                Some((of, _)) => of.push(*index),
                None => groups.push((vec![*index], *counted)),
            }
        }
        if groups.len() > MOST_ALTERNATIVES {
            self.assume(format!(
                "of {} conditions that are not known, {MOST_ALTERNATIVES} are priced both ways",
                groups.len()
            ));
        }
        let noted = self.noted.clone();
        let mut alternatives = Vec::new();
        for (of, counted) in groups.into_iter().take(MOST_ALTERNATIVES) {
            self.forced = of.iter().map(|index| (*index, !counted)).collect();
            let other = self.year(0).totals.gross;
            let unproven: Vec<String> = self.unproven(of[0]);
            let id = |index: &usize| Arc::from(self.tariff.components[*index].id.as_str());
            alternatives.push(IfAlso {
                condition: unproven.join(" and "),
                holds: !counted,
                components: of.iter().map(id).collect(),
                difference: &other - year_one,
                year_one: other,
            });
        }
        self.forced = BTreeMap::new();
        self.unknown = unknown;
        self.noted = noted;
        alternatives
    }

    /// Conditions of a component that are not known, in words; all of them where that changes by period.
    fn unproven(&mut self, index: usize) -> Vec<String> {
        let conditions: Vec<Condition> = self.tariff.components[index].conditions().to_vec();
        let clause = Self::clause(index);
        let open: Vec<String> = conditions
            .iter()
            .filter(|condition| self.holds(condition, 0, self.days, &clause) == Truth::Unknown)
            .map(words)
            .collect();
        if open.is_empty() { conditions.iter().map(words).collect() } else { open }
    }

    /// Components that end in the first two years with nothing after them.
    fn phase_gaps(&self) -> Vec<usize> {
        let all = &self.tariff.components;
        let ends = |component: &Component| self.ends_within(component, 1) && !has_successor(component, all);
        all.iter().enumerate().filter(|(_, component)| ends(component)).map(|(index, _)| index).collect()
    }

    /// Whether a component ends before the end of a year of the contract, counted from 0.
    fn ends_within(&self, component: &Component, year: u32) -> bool {
        let to = component.phase.as_ref().and_then(|phase| phase.to);
        to.is_some_and(|to| self.since_start(Some(to), year) < i32::from(self.days))
    }

    /// Says what a component that nothing follows leaves out; what is missing in the first year takes its figure away too.
    fn say_gap(&mut self, index: usize) {
        let component = &self.tariff.components[index];
        let at = Self::clause(index);
        let label = component.label.as_str();
        if self.ends_within(component, 0) {
            let text =
                format!("`{label}` ends within the first year with nothing after it: what is paid then is left out");
            self.noted.incomplete.insert(Remark {
                code: Code::QuoteSecondYear,
                clause: at.clone(),
                text: text.clone(),
            });
            self.leave_out(Code::QuoteSecondYear, at, text);
        } else {
            let text = format!("`{label}` ends with nothing after it, so the second year has no price");
            self.leave_out(Code::QuoteSecondYear, at, text);
        }
    }

    /// Hours that the windows of a meter leave without a price, or give two: the one leaves out what may be paid, the other
    /// counts what may not be.
    fn hold_windows_to_the_week(&mut self) {
        for (index, amiss) in crate::check::hours_amiss(self.tariff) {
            match amiss {
                Amiss::Left(hours) => {
                    let text = format!("{hours}, and no price counts without one: what is used then is left out");
                    let clause = format!("{}/window", Self::clause(index));
                    let remark = Remark { code: Code::QuoteAllPriced, clause, text };
                    self.noted.not_priced.insert(remark.clone());
                    self.noted.incomplete.insert(remark);
                }
                Amiss::Twice(hours) => {
                    self.noted.bounded = true;
                    self.assume(format!("{hours}: both prices are charged for it"));
                }
            }
        }
    }

    fn commitment(&mut self, one: &Year, gap: bool) -> Option<CommitmentTotal> {
        let term = self.tariff.commitment.as_ref()?.term.and_then(months)?;
        if gap && term > 12 {
            return None;
        }
        let mut gross = Exact::ZERO;
        for year in 0..term.div_ceil(12).min(LONGEST_TERM) {
            let left = term - year * 12;
            let priced;
            let of_year = if year == 0 || !self.changes_by_year() {
                one
            } else {
                priced = self.year(year);
                &priced
            };
            if left >= 12 {
                gross += &of_year.totals.gross;
                continue;
            }
            // Billing periods that begin within the term.
            let periods = self.periods.iter().zip(&of_year.by_period);
            gross += periods.filter(|(period, _)| u32::from(period.months.0) < left).map(|(_, sum)| sum).sum::<Exact>();
        }
        (term <= LONGEST_TERM * 12).then_some(CommitmentTotal { months: term, gross })
    }

    /// What leaving costs after so many months.
    fn leaving(&self, after: u32) -> Option<Exact> {
        let term = self.tariff.commitment.as_ref().and_then(|commitment| commitment.term).and_then(months);
        if self.tariff.exit.is_none() && term.is_none_or(|term| term <= after) {
            return Some(Exact::ZERO);
        }
        let year = after / 12;
        let applies = |exit: &&Exit| {
            exit.phase.as_ref().is_none_or(|phase| {
                let reached = |end| self.since_start(Some(end), year) <= 0;
                phase.from.is_none_or(reached) && !phase.to.is_some_and(reached)
            })
        };
        let cost = |exit: &Exit| {
            let left = term.map_or(0, |term| term.saturating_sub(after));
            let per_month = exit.per_month_left.map(|amount| Exact::from(amount) * Exact::from(left));
            exit.amount.map(Exact::from).or(per_month).unwrap_or_default()
        };
        self.tariff.exit.as_ref().map(|exits| exits.iter().filter(applies).map(cost).sum())
    }

    fn switch_cost(&mut self) -> Option<Exact> {
        if let Some(amount) = self.facts.switch_cost() {
            return Some(amount.into());
        }
        let wanted = wanted(self.tariff, self.usage);
        let contracts = self.usage.contracts_of(&wanted);
        if wanted.any_meet(&contracts) {
            let text = format!(
                "{} contracts in force are about the same: what leaving costs is taken from none of them; answer `switch_cost`",
                contracts.len()
            );
            self.leave_out(Code::QuoteContractOnce, "", text);
            return None;
        }
        if contracts.is_empty() {
            return None;
        }
        // Of what is taken and what is fed in each has a contract of its own, and all of them are left.
        let exit = |contract: &&InForce| {
            let (amount, currency) = contract.exit?;
            currency.is_none_or(|currency| currency == self.tariff.currency).then(|| Exact::from(amount))
        };
        contracts.iter().map(exit).sum()
    }

    fn status(&self) -> Status {
        if !self.reasons.is_empty() {
            Status::Refused
        } else if !self.noted.incomplete.is_empty() {
            Status::Incomplete
        } else if self.noted.bounded {
            Status::Bounded
        } else if self.noted.used.values().any(|cover| cover.is_projected()) {
            Status::Projected
        } else {
            Status::Exact
        }
    }

    fn by_component(&self, lines: &[Line]) -> Vec<ComponentSum> {
        let mut sums: BTreeMap<&str, Exact> = BTreeMap::new();
        for line in lines {
            *sums.entry(&line.component).or_default() += &line.gross;
        }
        let in_order = self.tariff.components.iter().filter_map(|component| {
            let gross = sums.get(component.id.as_str())?.clone();
            Some(ComponentSum { component: component.id.as_str().into(), gross })
        });
        in_order.collect()
    }

    /// Data, each cover once.
    fn covers(data: &BTreeMap<String, Arc<Cover>>) -> Vec<(&str, &Arc<Cover>)> {
        let mut covers: Vec<(&str, &Arc<Cover>)> = Vec::new();
        for (what, cover) in data {
            if !covers.iter().any(|(_, other)| Arc::ptr_eq(other, cover)) {
                covers.push((what, cover));
            }
        }
        covers
    }

    fn coverage(&self) -> Coverage {
        let mut least = u32::from(self.days);
        let (mut projected, mut distance) = (0_usize, 0_u64);
        let data = if self.noted.used.is_empty() { &self.seen } else { &self.noted.used };
        for (_, cover) in Self::covers(data) {
            let mut near = 0_u32;
            for pair in cover.pairs.iter().flatten() {
                let length = if cover.by_day {
                    1
                } else {
                    date(pair.target).map_or(30, |month| u32::from(month.days_in_month()))
                };
                if pair.distance == 0 {
                    near += length;
                }
                if pair.source != pair.target && !self.noted.used.is_empty() {
                    projected += 1;
                    distance += u64::from(pair.distance);
                }
            }
            least = least.min(near);
        }
        let mean = Exact::whole(distance.into()).over(&Exact::from(projected)).unwrap_or_default();
        let (estimated, all) = &self.noted.estimated;
        let estimated = estimated.over(all).unwrap_or_default().min_of(Exact::ONE);
        Coverage { days: least, projected, mean_distance: mean, estimated }
    }

    fn map(&self) -> Vec<Projected> {
        let mut map = Vec::new();
        for (what, cover) in Self::covers(&self.noted.used) {
            for pair in cover.pairs.iter().flatten().filter(|pair| pair.source != pair.target) {
                let name = |at: i32| {
                    let Some(date) = date(at) else { return String::new() };
                    if cover.by_day { date.to_string() } else { format!("{:04}-{:02}", date.year(), date.month()) }
                };
                map.push(Projected {
                    what: what.to_owned(),
                    target: name(pair.target),
                    source: name(pair.source),
                    distance: pair.distance,
                });
            }
        }
        debug_assert!(map.iter().all(|pair| !pair.target.is_empty()) || day(self.replay.horizon.start) == 0);
        map
    }
}

/// The sums of a year that is like the first.
fn again(one: &Year) -> Year {
    Year { lines: Vec::new(), rounded: Vec::new(), totals: one.totals.clone(), by_period: one.by_period.clone() }
}

/// A to D by days of the year that were seen, and by how much was estimated.
fn grade(cover: &Coverage) -> Grade {
    match cover.days {
        360.. if cover.estimated <= Exact::fraction(1, 20) => Grade::A,
        270.. => Grade::B,
        90.. => Grade::C,
        _ => Grade::D,
    }
}
