//! Conditions with three values.

use super::Engine;
use crate::cost::Exact;
use crate::tariff::{Condition, EventMatch, Metric, Test};
use pannier_model::value::{Decimal, Name};

/// True, false, or nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    True,
    False,
    Unknown,
}

impl Truth {
    pub(crate) const fn of(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            _ => Self::Unknown,
        }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::False, Self::False) => Self::False,
            _ => Self::Unknown,
        }
    }

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl Engine<'_, '_> {
    pub(super) fn all_hold(&mut self, conditions: &[Condition], from: u16, to: u16, clause: &str) -> Truth {
        let mut truth = Truth::True;
        for condition in conditions {
            truth = truth.and(self.holds(condition, from, to, clause));
        }
        truth
    }

    pub(super) fn holds(&mut self, condition: &Condition, from: u16, to: u16, clause: &str) -> Truth {
        match &condition.any {
            None => self.test(&condition.own_test(), from, to, clause),
            Some(any) => {
                let mut truth = Truth::False;
                for test in any {
                    truth = truth.or(self.test(test, from, to, clause));
                }
                truth
            }
        }
    }

    fn test(&mut self, test: &Test, from: u16, to: u16, clause: &str) -> Truth {
        let truth = if let Some(choice) = &test.choice {
            let choices = self.tariff.choices.iter().flatten();
            let default = choices.clone().find(|one| one.id == *choice).map(|one| one.default.as_str());
            let chosen = self.facts.chosen(choice.as_str());
            if chosen.is_none()
                && let Some(default) = default
            {
                self.assume(format!("`{choice}` is `{default}`, as where nothing is chosen"));
            }
            chosen.or(default).map_or(Truth::Unknown, |value| is_among(test, value))
        } else if let Some(fact) = &test.fact {
            let own = self.facts.answered(fact.as_str()).map(str::to_owned);
            let answer = own.or_else(|| self.usage.answers.get(fact.as_str()).cloned());
            answer.map_or(Truth::Unknown, |answer| answered(test, &answer))
        } else if let Some(metric) = test.metric {
            let figure = self.metric(metric, test, from, to, clause);
            figure.map_or(Truth::Unknown, |figure| Truth::of(is_within(test, &figure)))
        } else {
            Truth::Unknown
        };
        if test.not == Some(true) { truth.not() } else { truth }
    }

    /// A figure of days `from..to`; `None` where the data does not give it.
    fn metric(&mut self, metric: Metric, test: &Test, from: u16, to: u16, clause: &str) -> Option<Exact> {
        match metric {
            Metric::Inflow => self.flow(test.matching.as_ref(), from, to, clause, 1),
            Metric::Outflow => self.flow(test.matching.as_ref(), from, to, clause, -1),
            Metric::Count => self.count(test.matching.as_ref()?, from, to, clause),
            Metric::MinBalance | Metric::AverageBalance => {
                if !self.have_movements(clause) {
                    return None;
                }
                let days = self.replay.balances.get(usize::from(from)..usize::from(to))?;
                let known: Option<Vec<i128>> = days.iter().copied().collect();
                let known = known.filter(|known| !known.is_empty())?;
                if metric == Metric::MinBalance {
                    return known.iter().min().map(|least| Exact::micros(*least));
                }
                Exact::micros(known.iter().sum::<i128>()).over(&Exact::from(known.len()))
            }
            Metric::Usage => {
                let (meter, unit) = (test.meter?, test.unit?);
                let streams = self.streams(meter, test.filter.as_ref(), clause, false)?;
                let mut sum = Exact::ZERO;
                for stream in streams.iter() {
                    let quantity = self.view.laid[*stream].quantity(from, to);
                    sum += self.in_unit(*stream, quantity, unit)?;
                }
                Some(sum)
            }
        }
    }

    /// Money in or out, above zero.
    fn flow(&mut self, matching: Option<&EventMatch>, from: u16, to: u16, clause: &str, sign: i64) -> Option<Exact> {
        if !self.have_movements(clause) {
            return self.summed_flow(matching, from, to, sign);
        }
        let mut sum = 0_i128;
        for one in self.movements(from, to) {
            if one.micros.signum() != sign {
                continue;
            }
            match matching.map_or(Truth::True, |matching| self.matches(matching, &one)) {
                Truth::True => sum += i128::from(one.micros.abs()),
                Truth::False => {}
                Truth::Unknown => return None,
            }
        }
        Some(Exact::micros(sum))
    }

    fn count(&mut self, matching: &EventMatch, from: u16, to: u16, clause: &str) -> Option<Exact> {
        if !self.have_movements(clause) {
            return self.summed_count(matching, from, to);
        }
        let mut count = 0_usize;
        for one in self.movements(from, to) {
            match self.matches(matching, &one) {
                Truth::True => count += 1,
                Truth::False => {}
                Truth::Unknown => return None,
            }
        }
        Some(Exact::from(count))
    }
}

fn is_among(test: &Test, value: &str) -> Truth {
    let named = test.is.iter().chain(test.one_of.iter().flatten());
    Truth::of(named.into_iter().any(|name| name.as_str() == value))
}

/// Whether an answer is what is asked for; an answer that is no number leaves bounds unknown.
fn answered(test: &Test, answer: &str) -> Truth {
    if test.is.is_some() || test.one_of.is_some() {
        return is_among(test, answer);
    }
    Decimal::parse(answer).map_or(Truth::Unknown, |number| Truth::of(is_within(test, &number.into())))
}

fn is_within(test: &Test, figure: &Exact) -> bool {
    test.gte.is_none_or(|least| *figure >= Exact::from(least))
        && test.lt.is_none_or(|end| *figure < Exact::from(end))
        && test.lte.is_none_or(|most| *figure <= Exact::from(most))
}

/// A condition in words.
pub(super) fn words(condition: &Condition) -> String {
    if let Some(label) = &condition.label {
        return label.as_str().to_owned();
    }
    let tests: Vec<String> = condition.tests().iter().map(test_words).collect();
    tests.join(" or ")
}

fn test_words(test: &Test) -> String {
    let subject = match (&test.choice, &test.fact, test.metric) {
        (Some(name), ..) | (_, Some(name), _) => name.as_str().to_owned(),
        (_, _, Some(metric)) => metric.as_str().replace('_', " "),
        _ => String::new(),
    };
    let not = if test.not == Some(true) { "not " } else { "" };
    let values: Vec<&str> = test.is.iter().chain(test.one_of.iter().flatten()).map(Name::as_str).collect();
    let mut words = format!("{subject} is {not}{}", values.join(" or "));
    for (word, bound) in [("at least", test.gte), ("below", test.lt), ("at most", test.lte)] {
        if let Some(bound) = bound {
            words = format!("{} {word} {bound}", words.trim_end());
        }
    }
    words.trim_end().to_owned()
}
