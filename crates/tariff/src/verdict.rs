//! Whether a price can be computed from a tariff, and why not (spec: the chapter on tariffs, `tariff-computable`).

use pannier_report::{Finding, Location};

use crate::{
    form::words,
    tariff::{Tariff, UnmodelledEffect},
};

words! {
    /// What can be computed from a tariff.
    Verdict {
        Computable = "computable",
        Bounded = "bounded",
        NotComputable = "not_computable",
    }
}

/// Whether a price can be computed, with the reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computability {
    /// `computable`: the components say everything. `bounded`: what they leave out can only lower the price.
    /// `not_computable`: it may be higher, so the tariff is in no ranking.
    pub verdict: Verdict,
    /// Why it is not computable.
    pub reasons: Vec<Finding>,
}

impl Computability {
    /// Of a tariff that stands at `at`: every finding there is speaks against it.
    pub fn of(tariff: &Tariff, at: &Location) -> Self {
        let reasons = tariff.check(at);
        let lower = tariff.unmodelled.iter().any(|one| one.effect == UnmodelledEffect::Decrease);
        let verdict = match (reasons.is_empty(), lower) {
            (false, _) => Verdict::NotComputable,
            (true, true) => Verdict::Bounded,
            (true, false) => Verdict::Computable,
        };
        Self { verdict, reasons }
    }

    /// Of something that is no tariff.
    pub const fn none(reasons: Vec<Finding>) -> Self {
        Self { verdict: Verdict::NotComputable, reasons }
    }
}
