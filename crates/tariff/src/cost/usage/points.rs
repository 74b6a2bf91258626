//! Supply points that meters count for: a tariff is for one.

use super::builder::Several;
use super::services::Services;
use crate::tariff::Meter;
use std::collections::{BTreeMap, BTreeSet};

/// By meter: supply points, and registers that do not tell theirs.
#[derive(Debug, Default)]
pub(super) struct Points(BTreeMap<Meter, (BTreeSet<String>, BTreeSet<String>)>);

impl Points {
    /// Notes that a register counts what a meter is priced by; `point` is empty where it does not tell.
    pub(super) fn add(&mut self, meter: Meter, point: &str, register: &str) {
        let (known, untold) = self.0.entry(meter).or_default();
        if point.is_empty() {
            untold.insert(register.to_owned());
        } else {
            known.insert(point.to_owned());
        }
    }

    /// Says where there are several, and where that there is one is taken on trust.
    pub(super) fn tell(self, several: &mut Several, services: &mut Services, notes: &mut Vec<String>) {
        for (meter, (known, untold)) in self.0 {
            if untold.len() + known.len() > 1 && !untold.is_empty() {
                let registers: Vec<&str> = untold.iter().map(String::as_str).collect();
                notes.push(format!(
                    "the records do not say at which supply point {} count {meter}: one and the same is taken",
                    registers.join(", ")
                ));
            }
            let labels = if known.is_empty() { &untold } else { &known };
            services.points.extend(labels.iter().map(|label| (meter, label.clone())));
            if known.len() > 1 {
                several.insert(meter.as_str(), known.into_iter().collect());
            }
        }
    }
}
