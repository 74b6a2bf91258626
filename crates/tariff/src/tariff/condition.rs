//! What has to hold for a component to count.

use super::{EventMatch, Filter, Meter, TariffUnit};
use crate::form::{object, words};
use pannier_model::value::{CodeText, Decimal, List, Name};

/// A test and a condition, which both have the members of a test.
macro_rules! tests {
    ($($member:tt)+) => {
        object! {
            /// A condition that is true, false or unknown: one test, or any of several.
            pub Condition {
                /// What it is called for people.
                opt label: Name,
                /// Holds where any of these does; beside no test of its own.
                opt any: List<Test, 100>,
                $($member)+
            }

            /// One test.
            pub Test {
                $($member)+
            }
        }
    };
}

tests! {
    /// A choice of the tariff; with `is`.
    opt choice: CodeText,
    /// A fact that the customer or the data answers; with `is`, `one_of` or bounds.
    opt fact: CodeText,
    /// Only use of these kinds counts; absent for all.
    opt filter: Filter,
    /// From this on: at least so much.
    opt gte: Decimal,
    /// The value that the fact, or the choice, has to have.
    opt is: Name,
    /// Up to but not with this: less than so much.
    opt lt: Decimal,
    /// Up to and with this: at most so much.
    opt lte: Decimal,
    /// Which movements are looked at.
    opt matching as "match": EventMatch,
    /// The meter whose quantity is compared.
    opt meter: Meter,
    /// A figure of the billing period; with bounds.
    opt metric: Metric,
    /// Holds where the test does not.
    opt not: bool,
    /// Values of which the fact, or the choice, has to have one.
    opt one_of: List<Name, 100>,
    /// Unit of the bounds, one of those of the meter.
    opt unit: TariffUnit,
}

words! {
    /// A figure of a billing period.
    Metric {
        Inflow = "inflow",
        Outflow = "outflow",
        Count = "count",
        MinBalance = "min_balance",
        AverageBalance = "average_balance",
        Usage = "usage",
    }
}

impl Condition {
    /// The tests of which one has to hold.
    pub fn tests(&self) -> Vec<Test> {
        match &self.any {
            Some(any) => any.to_vec(),
            None => vec![self.own_test()],
        }
    }

    /// The members of the condition that make a test.
    pub(crate) fn own_test(&self) -> Test {
        Test {
            choice: self.choice.clone(),
            fact: self.fact.clone(),
            filter: self.filter.clone(),
            gte: self.gte,
            is: self.is.clone(),
            lt: self.lt,
            lte: self.lte,
            matching: self.matching.clone(),
            meter: self.meter,
            metric: self.metric,
            not: self.not,
            one_of: self.one_of.clone(),
            unit: self.unit,
        }
    }
}

impl From<Test> for Condition {
    fn from(test: Test) -> Self {
        Self {
            label: None,
            any: None,
            choice: test.choice,
            fact: test.fact,
            filter: test.filter,
            gte: test.gte,
            is: test.is,
            lt: test.lt,
            lte: test.lte,
            matching: test.matching,
            meter: test.meter,
            metric: test.metric,
            not: test.not,
            one_of: test.one_of,
            unit: test.unit,
        }
    }
}

impl Test {
    /// A test of nothing, to be filled.
    pub const EMPTY: Self = Self {
        choice: None,
        fact: None,
        filter: None,
        gte: None,
        is: None,
        lt: None,
        lte: None,
        matching: None,
        meter: None,
        metric: None,
        not: None,
        one_of: None,
        unit: None,
    };
}
