//! Components: names, references, and what all kinds share.

use super::{Checker, is_day, months};
use crate::tariff::{Component, Direction, Meter, Phase, TariffUnit, Terms};
use pannier_model::value::{CodeText, Date, Duration};
use pannier_report::Code;
use std::collections::BTreeSet;

impl Checker<'_> {
    pub(super) fn components(&mut self) {
        let mut before: BTreeSet<&str> = BTreeSet::new();
        let tariff = self.tariff;
        for (index, component) in tariff.components.iter().enumerate() {
            let place = format!("/components/{index}");
            self.component(component, &place, &before);
            if !before.insert(component.id.as_str()) {
                let help = "give every component a name of its own";
                self.add(Code::TariffNameOnce, format!("{place}/id"), "component has the name of another", help);
            }
        }
    }

    fn component(&mut self, component: &Component, place: &str, before: &BTreeSet<&str>) {
        if let Some(phase) = &component.phase {
            self.phase(phase, &format!("{place}/phase"));
        }
        if let Some(tax) = &component.tax {
            self.rate(tax.rate, &format!("{place}/tax/rate"));
        }
        for (index, condition) in component.conditions().iter().enumerate() {
            self.condition(condition, &format!("{place}/when/{index}"));
        }
        if component.contingent && component.conditions().is_empty() {
            let help = "add `when` with what has to be proven, or leave `contingent` out";
            self.add(Code::TariffContingentCondition, place, "component is contingent on nothing", help);
        }
        let credit = component.direction == Direction::Credit;
        match &component.terms {
            Terms::Fixed(terms) => self.fixed(terms, place),
            Terms::Usage(terms) => self.usage(terms, place),
            Terms::Peak(terms) => self.peak(terms, place),
            Terms::Event(terms) => self.event(terms, place),
            Terms::Balance(terms) => self.balance(terms, place),
            Terms::Percent(terms) => {
                self.rate(terms.rate, &format!("{place}/rate"));
                self.bounds(terms.min, terms.max, place);
                self.of(&terms.of, before, place);
            }
            Terms::Clamp(terms) => {
                self.bounds(terms.min, terms.max, place);
                self.of(&terms.of, before, place);
                if terms.min.is_none() && terms.max.is_none() {
                    let help = "say the least, the most, or both";
                    self.add(Code::TariffComponentMembers, place, "clamp has neither `min` nor `max`", help);
                }
                if credit {
                    let help = "write `charge`; for a cap on what is credited give `min` below zero, such as `-3.00`";
                    let message = "a clamp of a credit: its bounds already have the sign of what they bound";
                    self.add(Code::TariffComponentMembers, format!("{place}/direction"), message, help);
                }
                self.whole_months(terms.per, false, &format!("{place}/per"));
            }
            Terms::Items(terms) => self.items(terms, place),
        }
        if credit && !matches!(component.terms, Terms::Clamp(_)) && component.terms.is_below_zero() {
            let help = "write it without the sign: the direction says that the customer gets it";
            self.add(Code::TariffCreditPositive, place, "credit is below zero", help);
        }
    }

    pub(super) fn bounds<T: PartialOrd>(&mut self, min: Option<T>, max: Option<T>, place: &str) {
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            self.add(Code::TariffBounds, format!("{place}/min"), "least lies above the most", "exchange the two");
        }
    }

    fn of(&mut self, of: &[CodeText], before: &BTreeSet<&str>, place: &str) {
        for (index, id) in of.iter().enumerate() {
            if !before.contains(id.as_str()) {
                let help = "name a component that stands before this one, or move this one down";
                let place = format!("{place}/of/{index}");
                self.add(Code::TariffReference, place, "no component before this one has that name", help);
            }
        }
    }

    /// A period of whole months that divide a year, or a day where that is taken too.
    pub(super) fn whole_months(&mut self, period: Option<Duration>, or_day: bool, place: &str) {
        let Some(period) = period else { return };
        let divides = months(period).is_some_and(|months| months <= 12 && 12 % months == 0);
        if !(divides || or_day && is_day(period)) {
            let help =
                if or_day { "use P1D, P1M, P2M, P3M, P4M, P6M or P1Y" } else { "use P1M, P2M, P3M, P4M, P6M or P1Y" };
            self.add(Code::TariffPeriod, place, "period cannot be counted in", help);
        }
    }

    pub(super) fn phase(&mut self, phase: &Phase, place: &str) {
        let start = Date::new(2001, 1, 1).ok();
        let last = Date::new(9999, 12, 31).ok();
        for (name, end) in [("from", phase.from), ("to", phase.to)] {
            if end.is_some_and(|end| end.seconds().is_some()) {
                let help = "use days, weeks, months or years";
                self.add(Code::TariffPeriod, format!("{place}/{name}"), "phase is cut by the clock", help);
            }
        }
        let after = |end: Option<Duration>| {
            let end = end.filter(|end| end.seconds().is_none())?;
            start.and_then(|day| end.after(day)).or(last)
        };
        if let (Some(from), Some(to)) = (after(phase.from), after(phase.to))
            && to <= from
        {
            let help = "`to` is when the phase is over, from the start of the contract too";
            self.add(Code::TariffSpan, format!("{place}/to"), "phase ends before it begins", help);
        }
    }

    pub(super) fn window(&mut self, window: Option<&CodeText>, place: &str) {
        let Some(window) = window else { return };
        if !self.tariff.windows.as_ref().is_some_and(|windows| windows.contains_key(window)) {
            let help = "add it to `windows`";
            self.add(Code::TariffReference, format!("{place}/window"), "there is no window of that name", help);
        }
    }

    pub(super) fn unit(&mut self, meter: Meter, unit: TariffUnit, place: &str) {
        if !meter.measures(unit.base().0) {
            let help = "use a unit of what the meter measures, and prices for that unit";
            self.add(Code::TariffUnit, place, format!("{meter} is not measured in {unit}"), help);
        }
    }
}
