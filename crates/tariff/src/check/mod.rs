//! What has to hold in a tariff beyond the form of its members (spec: the chapter on tariffs).

mod components;
mod conditions;
mod kinds;
mod phases;
mod pools;
mod windows;

pub(crate) use phases::has_successor;
pub(crate) use windows::Amiss;

use crate::tariff::{Component, Direction, Span, Tariff, Terms, UnmodelledEffect};
use pannier_model::value::{Decimal, Rate};
use pannier_report::{Code, Finding, Location};
use std::collections::BTreeSet;

/// Most findings one tariff gives.
const KEPT: usize = 100;

/// Everything that is wrong with a tariff whose members have their form.
pub(crate) fn check(tariff: &Tariff, at: &Location) -> Vec<Finding> {
    let mut checker = Checker { tariff, at, findings: Vec::new() };
    checker.header();
    checker.choices();
    for (index, condition) in tariff.eligibility.iter().enumerate() {
        checker.condition(condition, &format!("/eligibility/{index}"));
    }
    checker.windows();
    checker.pools();
    checker.components();
    checker.phases();
    checker.cover();
    checker.exits();
    checker.findings
}

/// What use a tariff leaves without a price, or gives two, by the hours of its windows: the first component of each list of
/// prices. Hours that windows leave are priced by a charge without a window for the same use and time.
pub(crate) fn hours_amiss(tariff: &Tariff) -> Vec<(usize, Amiss)> {
    let at = Location::whole();
    let mut all = Checker { tariff, at: &at, findings: Vec::new() }.amiss();
    all.retain(|(first, amiss)| {
        let first = &tariff.components[*first];
        let covers = |other: &Component| match (&first.terms, &other.terms) {
            (Terms::Usage(of), Terms::Usage(terms)) => {
                terms.meter == of.meter
                    && terms.window.is_none()
                    && other.direction == Direction::Charge
                    && (terms.filter.is_none() || terms.filter == of.filter)
                    && (other.phase.is_none() || other.phase == first.phase)
            }
            _ => false,
        };
        matches!(amiss, Amiss::Twice(_)) || !tariff.components.iter().any(covers)
    });
    all
}

struct Checker<'a> {
    tariff: &'a Tariff,
    at: &'a Location,
    findings: Vec<Finding>,
}

impl Checker<'_> {
    fn add(&mut self, code: Code, pointer: impl Into<String>, message: impl Into<String>, help: impl Into<String>) {
        if self.findings.len() < KEPT {
            let place = self.at.clone().at_pointer(pointer);
            self.findings.push(Finding::new(code, place, message).with_help(help));
        }
    }

    fn header(&mut self) {
        let tariff = self.tariff;
        self.service();
        self.span(&tariff.saleable, "/saleable");
        self.span(&tariff.priced, "/priced");
        self.rate(tariff.tax.rate, "/tax/rate");
        if tariff.currency.minor_digits().is_none() {
            let help = "write the code of a currency that is in use, such as EUR; a newer one needs a newer program";
            self.add(Code::TariffCurrencyKnown, "/currency", "the list has no decimals of this currency", help);
        }
        if tariff.rounding.places > 6 {
            let help = "write the decimals that the currency has on a bill, such as 2";
            self.add(Code::TariffRoundingPlaces, "/rounding/places", "more than six decimals are asked for", help);
        }
        // The database is searched without regard to case; a name has one spelling.
        let zone = jiff::tz::TimeZone::get(tariff.time_zone.as_str()).ok();
        if zone.is_none_or(|zone| zone.iana_name() != Some(tariff.time_zone.as_str())) {
            let help = "write a name of the IANA database, such as Europe/Paris, or Etc/GMT-10 for a fixed offset";
            self.add(Code::TariffZoneKnown, "/time_zone", "time zone is not in the database", help);
        }
        for (index, one) in tariff.unmodelled.iter().enumerate() {
            if matches!(one.effect, UnmodelledEffect::Increase | UnmodelledEffect::Unknown) {
                let message = "what is not modelled may make the price higher, so the tariff is not ranked";
                let help = "say it by components, or find out that it changes nothing or only lowers the price";
                self.add(Code::TariffComputable, format!("/unmodelled/{index}/effect"), message, help);
            }
        }
    }

    fn service(&mut self) {
        let Some(service) = self.tariff.service else { return };
        let counts_another = self.tariff.components.iter().any(|component| {
            let meter = match &component.terms {
                Terms::Usage(terms) => terms.meter,
                Terms::Peak(terms) => terms.meter,
                _ => return false,
            };
            meter.fuel().is_some_and(|fuel| fuel != service.as_str())
        });
        if service.sector() != self.tariff.sector {
            let help = "name what is supplied, or correct `sector`";
            self.add(Code::TariffService, "/service", "service is one of another sector", help);
        } else if counts_another {
            let help = "leave it out: meters say what is supplied";
            self.add(Code::TariffService, "/service", "a component counts another fuel", help);
        }
    }

    fn span(&mut self, span: &Span, pointer: &str) {
        if span.to.is_some_and(|to| to <= span.from) {
            let help = "`to` is the first day after the span; leave it out while the span is open";
            self.add(Code::TariffSpan, format!("{pointer}/to"), "span ends before it has a day", help);
        }
    }

    fn rate(&mut self, rate: Rate, pointer: &str) {
        let one = Decimal::from_units(1, 0).unwrap_or(Decimal::ZERO);
        if rate.decimal().abs() >= one {
            let help = "write a fraction: 15.9 % is `0.159`";
            self.add(Code::TariffRateFraction, pointer, "rate is a hundred percent or more", help);
        }
    }

    fn choices(&mut self) {
        let mut ids = BTreeSet::new();
        for (index, choice) in self.tariff.choices.iter().flatten().enumerate() {
            if !ids.insert(choice.id.as_str()) {
                let help = "give every choice a name of its own";
                self.add(Code::TariffNameOnce, format!("/choices/{index}/id"), "choice has the name of another", help);
            }
            if !choice.values.contains(&choice.default) {
                let help = "take one of `values`, or add it to them";
                let place = format!("/choices/{index}/default");
                self.add(Code::TariffChoiceValue, place, "default is not among the values", help);
            }
        }
    }

    fn exits(&mut self) {
        let term = self.tariff.commitment.as_ref().and_then(|commitment| commitment.term);
        for (index, exit) in self.tariff.exit.iter().flatten().enumerate() {
            let place = format!("/exit/{index}");
            if let Some(phase) = &exit.phase {
                self.phase(phase, &format!("{place}/phase"));
            }
            if exit.amount.is_some() == exit.per_month_left.is_some() {
                let message = "one of `amount` and `per_month_left` is needed, not both";
                self.add(
                    Code::TariffExitForm,
                    place,
                    message,
                    "say whether leaving costs an amount or months that are left",
                );
            } else if exit.per_month_left.is_some() && term.is_none() {
                let message = "months that are left are charged and the commitment has no term";
                self.add(Code::TariffExitForm, place, message, "add `term` to `commitment`");
            }
        }
    }
}

/// How many months a period has; `None` for days, weeks and clock units.
pub(crate) fn months(period: pannier_model::value::Duration) -> Option<u32> {
    use pannier_model::value::DurationUnit;
    match period.unit() {
        DurationUnit::Months => Some(period.count()),
        DurationUnit::Years => Some(period.count() * 12),
        _ => None,
    }
}

/// Whether it is a day.
pub(crate) fn is_day(period: pannier_model::value::Duration) -> bool {
    use pannier_model::value::DurationUnit;
    period.unit() == DurationUnit::Days && period.count() == 1
}
