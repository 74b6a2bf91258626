//! Pricing: one pass over the components in the order of the tariff.

mod allowance;
mod balance;
mod condition;
mod derived;
mod event;
mod fixed;
mod goods;
mod needs;
mod peak;
mod pool;
mod service;
mod totals;
mod usage;
mod window;

use super::Exact;
use super::facts::Facts;
use super::horizon::Horizon;
use super::quote::{IfAlso, Line, Quote, Remark, RoundedSum, Status, Totals};
use super::replay::{Cover, Replay, Source, Subject, View, span_text};
use super::usage::{Usage, day};
use crate::tariff::{BillingAnchor, Component, Direction, RoundingAt, Tariff, Tax, Terms, UnmodelledEffect};
use condition::Truth;
use pannier_model::value::{Date, Duration};
use pannier_report::Code;
pub(super) use service::wanted;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Most conditions that are priced both ways.
const MOST_ALTERNATIVES: usize = 10;
/// Longest term that is added up, in years.
const LONGEST_TERM: u32 = 10;

/// What a tariff costs on a use over a year.
///
/// Whoever prices many tariffs on one use makes a [`Replay`] once and calls [`Replay::price`].
pub fn price(tariff: &Tariff, usage: &Usage, facts: &Facts, horizon: &Horizon) -> Quote {
    Replay::new(usage, horizon.clone()).price(tariff, facts)
}

impl Replay<'_> {
    /// What a tariff costs.
    pub fn price(&mut self, tariff: &Tariff, facts: &Facts) -> Quote {
        let view = self.view(tariff.time_zone.as_str());
        Engine::new(tariff, facts, self, view).quote()
    }
}

/// A billing period: days of the year from one to before another.
#[derive(Clone, Debug)]
struct Period {
    from: u16,
    to: u16,
    /// Months since the start of the year, of the first and after the last day.
    months: (u16, u16),
    name: Arc<str>,
}

/// A line before tax and rounding.
#[derive(Clone, Debug)]
struct Raw {
    label: String,
    quantity: Exact,
    unit: Arc<str>,
    price: Exact,
    exact: Exact,
    source: Option<Source>,
}

/// One year's lines.
#[derive(Default)]
struct Year {
    lines: Vec<Line>,
    rounded: Vec<RoundedSum>,
    totals: Totals,
    /// With tax, by billing period.
    by_period: Vec<Exact>,
}

/// Where a component counts in a year: days of its phase, and what its conditions are in each billing period.
struct Active {
    from: u16,
    to: u16,
    truths: Vec<Truth>,
}

/// What a figure rests on, and what is said beside it.
#[derive(Clone, Default)]
struct Noted {
    /// Data that was used, by what it is called.
    used: BTreeMap<String, Arc<Cover>>,
    /// Estimated and whole quantities of all use priced, in the units of the tariff.
    estimated: (Exact, Exact),
    bounded: bool,
    incomplete: BTreeSet<Remark>,
    not_priced: BTreeSet<Remark>,
    assumptions: BTreeSet<String>,
}

struct Engine<'a, 'u> {
    tariff: &'a Tariff,
    facts: &'a Facts,
    replay: &'a mut Replay<'u>,
    usage: &'u Usage,
    view: Arc<View>,
    periods: Vec<Period>,
    /// Days since the start of the year at which months begin, and the end.
    months: Vec<u16>,
    days: u16,
    reasons: BTreeSet<Remark>,
    noted: Noted,
    /// Data of the service that was looked at where none is priced.
    seen: BTreeMap<String, Arc<Cover>>,
    /// Components whose conditions are not known, with whether they were counted.
    unknown: BTreeMap<usize, bool>,
    /// Components whose conditions are taken to hold, or not.
    forced: BTreeMap<usize, bool>,
    /// What components of the year take from pools, as far as it is reckoned and not listed yet.
    shares: BTreeMap<usize, Vec<pool::Share>>,
}

/// How many months of a period of `length` months are over when the year begins: periods begin as bills do, and whole
/// years with the contract.
fn begun(tariff: &Tariff, horizon: &Horizon, length: u32) -> u32 {
    let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
    let since = if tariff.billing.anchor == BillingAnchor::Calendar && length < 12 {
        months(horizon.start)
    } else {
        months(horizon.start) - months(horizon.contract_start)
    };
    u32::try_from(since.rem_euclid(length.max(1).into())).unwrap_or_default()
}

impl<'a, 'u> Engine<'a, 'u> {
    fn new(tariff: &'a Tariff, facts: &'a Facts, replay: &'a mut Replay<'u>, view: Arc<View>) -> Self {
        let usage = replay.usage;
        let horizon = &replay.horizon;
        let start = day(horizon.start);
        let mut months: Vec<u16> = Vec::new();
        for index in 0..=i64::from(horizon.months) {
            let at = horizon.start.plus_months(index).map_or(start, day) - start;
            months.push(u16::try_from(at).unwrap_or_default());
        }
        let days = months.last().copied().unwrap_or_default();
        let length = u16::from(tariff.billing.period.months());
        let begun_before = u16::try_from(begun(tariff, horizon, length.into())).unwrap_or_default();
        let mut periods = Vec::new();
        let mut at: u16 = 0;
        let all = u16::from(horizon.months);
        while at < all {
            let before = if at == 0 { begun_before } else { 0 };
            let end = (at + length - before).min(all);
            let (from, to) = (months[usize::from(at)], months[usize::from(end)]);
            let name = span_text(start + i32::from(from), start + i32::from(to)).into();
            periods.push(Period { from, to, months: (at, end), name });
            at = end;
        }
        Self {
            tariff,
            facts,
            replay,
            usage,
            view,
            periods,
            months,
            days,
            reasons: BTreeSet::new(),
            noted: Noted::default(),
            seen: BTreeMap::new(),
            unknown: BTreeMap::new(),
            forced: BTreeMap::new(),
            shares: BTreeMap::new(),
        }
    }

    fn refuse(&mut self, code: Code, clause: impl Into<String>, text: impl Into<String>) {
        self.reasons.insert(Remark { code, clause: clause.into(), text: text.into() });
    }

    fn leave_out(&mut self, code: Code, clause: impl Into<String>, text: impl Into<String>) {
        self.noted.not_priced.insert(Remark { code, clause: clause.into(), text: text.into() });
    }

    fn assume(&mut self, text: impl Into<String>) {
        self.noted.assumptions.insert(text.into());
    }

    /// The day of the year at which a date lies in contract year `year`; before the year below zero.
    fn place(&self, date: Date, year: u32) -> i32 {
        let shifted = date.plus_months(-12 * i64::from(year)).unwrap_or(date);
        day(shifted) - day(self.replay.horizon.start)
    }

    /// A time from the start of the contract as a day of contract year `year`.
    fn since_start(&self, duration: Option<Duration>, year: u32) -> i32 {
        let start = self.replay.horizon.contract_start;
        let date = duration.map_or(Some(start), |duration| duration.after(start));
        date.map_or(i32::MAX, |date| self.place(date, year))
    }

    /// The number of the period of `length` months in which a month lies.
    fn number(&self, month: u16, length: u32) -> u32 {
        (begun(self.tariff, &self.replay.horizon, length) + u32::from(month)) / length.max(1)
    }

    /// Whether a period of `length` months ends before a month.
    fn ends_before(&self, month: u16, length: u32) -> bool {
        (begun(self.tariff, &self.replay.horizon, length) + u32::from(month)).is_multiple_of(length.max(1))
    }

    fn clause(index: usize) -> String {
        format!("/components/{index}")
    }

    fn tax<'t>(&'t self, component: &'t Component) -> &'t Tax {
        component.tax.as_ref().unwrap_or(&self.tariff.tax)
    }

    fn source(&mut self, subject: &Subject, cover: &Cover, period: &Period) -> Option<Source> {
        self.replay.source(subject, cover, period.from, period.to)
    }

    fn round(&self, exact: &Exact) -> Exact {
        exact.round(self.tariff.rounding.places, self.tariff.rounding.mode)
    }

    /// Prices a contract year.
    fn year(&mut self, year: u32) -> Year {
        let tariff = self.tariff;
        self.shares.clear();
        let count = self.periods.len();
        let mut lines: Vec<Vec<Line>> = (0..count).map(|_| Vec::new()).collect();
        let mut sums: Vec<Vec<Totals>> = Vec::with_capacity(tariff.components.len());
        for (index, component) in tariff.components.iter().enumerate() {
            let active = self.active(index, component, year);
            // Its data has to be there all the same; nothing else of what it looks at is in the figure.
            let before = self.never_counts(&active).then(|| self.noted.clone());
            let raws = match &component.terms {
                Terms::Fixed(terms) => self.fixed(component, terms, &active, year),
                Terms::Usage(terms) => self.metered(index, component, terms, &active, year),
                Terms::Peak(terms) => self.peak(index, terms, &active),
                Terms::Event(terms) => self.events(index, component, terms, &active),
                Terms::Balance(terms) => self.balances(index, terms, &active),
                Terms::Percent(terms) => self.percent(component, terms, &active, &sums),
                Terms::Clamp(terms) => self.clamp(component, terms, &active, &sums),
                Terms::Items(terms) => self.items(index, component, terms, &active),
            };
            if let Some(before) = before {
                self.noted = before;
            }
            let credit = component.direction == Direction::Credit && !matches!(component.terms, Terms::Clamp(_));
            let clause: Arc<str> = Self::clause(index).into();
            let id: Arc<str> = component.id.as_str().into();
            let mut of_component = Vec::with_capacity(count);
            for (period, raws) in raws.into_iter().enumerate() {
                let mut sum = Totals::default();
                let raws = self.decided(index, component, active.truths[period], raws, credit);
                for raw in raws {
                    let line = self.line(raw, credit, component, &id, &clause, period);
                    sum.add(&Totals { net: line.net.clone(), tax: line.tax.clone(), gross: line.gross.clone() });
                    lines[period].push(line);
                }
                of_component.push(sum);
            }
            sums.push(of_component);
        }
        self.add_up(lines)
    }

    /// Where a component counts.
    fn active(&mut self, index: usize, component: &Component, year: u32) -> Active {
        let (mut from, mut to) = (0, i32::from(self.days));
        if let Some(phase) = &component.phase {
            from = self.since_start(phase.from, year).clamp(0, to);
            if phase.to.is_some() {
                to = self.since_start(phase.to, year).clamp(from, to);
            }
        }
        let truths = (0..self.periods.len()).map(|period| {
            if let Some(forced) = self.forced.get(&index) {
                return if *forced { Truth::True } else { Truth::False };
            }
            let (from, to) = (self.periods[period].from, self.periods[period].to);
            self.all_hold(component.conditions(), from, to, &Self::clause(index))
        });
        let truths: Vec<Truth> = truths.collect();
        let number = |at: i32| u16::try_from(at).unwrap_or_default();
        Active { from: number(from), to: number(to), truths }
    }

    /// Whether there is no day on which a component counts, or may count.
    fn never_counts(&self, active: &Active) -> bool {
        let counts = |(period, truth): (&Period, &Truth)| {
            *truth != Truth::False && period.from.max(active.from) < period.to.min(active.to)
        };
        !self.periods.iter().zip(&active.truths).any(counts)
    }

    /// The lines of a component that count: all, none, or those on the safe side where its conditions are not known.
    fn decided(&mut self, index: usize, component: &Component, truth: Truth, raws: Vec<Raw>, credit: bool) -> Vec<Raw> {
        match truth {
            Truth::True => raws,
            Truth::False => Vec::new(),
            Truth::Unknown => {
                let sum: Exact = raws.iter().map(|raw| &raw.exact).sum();
                // What draws on a pool leaves less of it to others, whatever it costs itself.
                let draws = matches!(&component.terms, Terms::Usage(terms) if terms.pool.is_some()) && !raws.is_empty();
                let raises = draws || if credit { sum.signum() < 0 } else { sum.signum() > 0 };
                if sum.is_zero() && !draws {
                    return Vec::new();
                }
                let counted = raises && !component.contingent;
                self.unknown.insert(index, counted);
                // What is credited only where it is proven is no promise, so that without it nothing is taken too high.
                self.noted.bounded |= !component.contingent;
                if counted { raws } else { Vec::new() }
            }
        }
    }

    fn line(
        &self,
        raw: Raw,
        credit: bool,
        component: &Component,
        id: &Arc<str>,
        clause: &Arc<str>,
        period: usize,
    ) -> Line {
        let (price, exact) = if credit { (-raw.price, -raw.exact) } else { (raw.price, raw.exact) };
        let tax = self.tax(component);
        let at_line = self.tariff.rounding.at == RoundingAt::Line;
        let rounded = |exact: Exact| if at_line { self.round(&exact) } else { exact };
        let stated = rounded(exact.clone());
        let rate = Exact::from(tax.rate);
        let (net, tax, gross) = if rate.is_zero() {
            (stated.clone(), Exact::ZERO, stated)
        } else if tax.included {
            let net = rounded(stated.over(&(Exact::ONE + &rate)).unwrap_or_else(|| stated.clone()));
            (net.clone(), &stated - &net, stated)
        } else {
            let tax = rounded(&stated * &rate);
            (stated.clone(), tax.clone(), stated + tax)
        };
        Line {
            component: Arc::clone(id),
            period: Arc::clone(&self.periods[period].name),
            label: raw.label,
            quantity: raw.quantity,
            unit: raw.unit,
            price,
            exact,
            net,
            tax,
            gross,
            source: raw.source,
            clause: Arc::clone(clause),
        }
    }

    /// A line that is a quantity times a price.
    fn times(label: impl Into<String>, quantity: Exact, unit: &str, price: Exact, source: Option<Source>) -> Raw {
        let exact = &quantity * &price;
        Raw { label: label.into(), quantity, unit: unit.into(), price, exact, source }
    }

    /// A line whose price is a mean: so much for all of a quantity.
    fn for_all(label: impl Into<String>, quantity: Exact, unit: &str, exact: Exact, source: Option<Source>) -> Raw {
        let price = exact.over(&quantity).unwrap_or_else(|| exact.clone());
        Raw { label: label.into(), quantity, unit: unit.into(), price, exact, source }
    }

    /// The empty lines of every billing period.
    fn no_lines(&self) -> Vec<Vec<Raw>> {
        (0..self.periods.len()).map(|_| Vec::new()).collect()
    }
}
