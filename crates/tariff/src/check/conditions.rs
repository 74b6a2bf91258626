//! Conditions: one subject each, with the members that belong to it.

use super::Checker;
use crate::tariff::{Condition, Metric, Test};
use pannier_model::value::{CodeText, Name};
use pannier_report::Code;

impl Checker<'_> {
    pub(super) fn condition(&mut self, condition: &Condition, pointer: &str) {
        let own = condition.own_test();
        match &condition.any {
            None => self.test(&own, pointer),
            Some(any) => {
                if own != Test::EMPTY {
                    let help = "move the test into the list of `any`, or make two conditions of it";
                    self.add(Code::TariffConditionForm, pointer, "condition has a test beside `any`", help);
                }
                for (index, test) in any.iter().enumerate() {
                    self.test(test, &format!("{pointer}/any/{index}"));
                }
            }
        }
    }

    fn test(&mut self, test: &Test, pointer: &str) {
        let values = usize::from(test.is.is_some()) + usize::from(test.one_of.is_some());
        let bounds = test.gte.is_some() || test.lt.is_some() || test.lte.is_some();
        let measured = test.meter.is_some() || test.unit.is_some() || test.filter.is_some();
        let fault = match (&test.choice, &test.fact, test.metric) {
            (Some(choice), None, None) => {
                self.chosen(test, choice, pointer);
                (values != 1 || bounds || measured || test.matching.is_some())
                    .then_some("a test of a choice has one of `is` and `one_of` and nothing else")
            }
            (None, Some(_), None) => (values + usize::from(bounds) != 1 || measured || test.matching.is_some())
                .then_some("a test of a fact has `is`, `one_of` or bounds"),
            (None, None, Some(metric)) => self.metric(test, metric, pointer, values, bounds, measured),
            _ => Some("a test looks at exactly one of `choice`, `fact` and `metric`"),
        };
        if let Some(message) = fault {
            self.add(
                Code::TariffConditionForm,
                pointer,
                message,
                "see the section on conditions of the chapter on tariffs",
            );
        }
        if test.lt.is_some() && test.lte.is_some() {
            self.add(Code::TariffConditionForm, pointer, "two upper bounds", "keep one of `lt` and `lte`");
        }
        let upper = test.lt.or(test.lte);
        if let (Some(lower), Some(upper)) = (test.gte, upper)
            && lower > upper
        {
            self.add(Code::TariffBounds, pointer, "lower bound lies above the upper bound", "exchange the two");
        }
    }

    fn metric(
        &mut self,
        test: &Test,
        metric: Metric,
        pointer: &str,
        values: usize,
        bounds: bool,
        measured: bool,
    ) -> Option<&'static str> {
        if values != 0 || !bounds {
            return Some("a test of a metric has bounds and no `is` or `one_of`");
        }
        if metric != Metric::Usage && measured {
            return Some("`meter`, `unit` and `filter` belong to the metric `usage`");
        }
        match metric {
            Metric::Usage => {
                let (Some(meter), Some(unit)) = (test.meter, test.unit) else {
                    return Some("the metric `usage` needs `meter` and `unit`");
                };
                self.unit(meter, unit, &format!("{pointer}/unit"));
                test.matching.is_some().then_some("`match` belongs to metrics of movements")
            }
            Metric::Count => test.matching.is_none().then_some("the metric `count` needs `match`"),
            Metric::Inflow | Metric::Outflow => None,
            Metric::MinBalance | Metric::AverageBalance => {
                test.matching.is_some().then_some("`match` belongs to metrics of movements")
            }
        }
    }

    fn chosen(&mut self, test: &Test, choice: &CodeText, pointer: &str) {
        let tariff = self.tariff;
        let Some(choice) = tariff.choices.iter().flatten().find(|one| one.id == *choice) else {
            let help = "add it to `choices`, or use a `fact`";
            self.add(Code::TariffReference, format!("{pointer}/choice"), "there is no choice of that name", help);
            return;
        };
        let named: Vec<&Name> = test.is.iter().chain(test.one_of.iter().flatten()).collect();
        if named.iter().any(|name| !choice.values.iter().any(|value| value.as_str() == name.as_str())) {
            let help = "take one of the values of the choice";
            self.add(Code::TariffChoiceValue, pointer, "value is not among those that can be chosen", help);
        }
    }
}
