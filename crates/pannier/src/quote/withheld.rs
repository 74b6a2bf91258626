//! What of a verified file is not shown, as the engine of costing has to know it.

use std::collections::{BTreeMap, BTreeSet};

use pannier_bundle::Source;
use pannier_model::{
    record::{AnyRecord, RegisterKind},
    value::{Date, Flow, Fuel},
};
use pannier_tariff::{
    cost::{Presence, UsageBuilder},
    tariff::Meter,
};
use pannier_validate::rules::Scope;

use crate::{Verified, merge::Merged};

/// Types whose months are covered where every record is promised.
const PROMISED: [&str; 3] = ["transaction", "usage_event", "receipt_line"];
/// Types that say themselves which days they cover.
const METERED: [&str; 2] = ["interval_day", "consumption"];
/// Types of which rows that are not shown take their days away.
const DATED: [&str; 3] = ["interval_day", "consumption", "summary"];

/// What records tell about registers, gathered while they pass.
#[derive(Debug, Default)]
pub(super) struct Registers {
    /// What each register of which records are there counts.
    counts: BTreeMap<String, (Fuel, Flow)>,
    /// Registers that are described, and count in intervals.
    described: BTreeMap<String, (Fuel, Flow)>,
    /// The supply point of each register that is described.
    points: BTreeMap<String, String>,
    supply_points: u64,
    /// Whether a supply point says that it does not feed in.
    exports: Option<bool>,
    is_verified: bool,
}

impl Registers {
    pub(super) fn verified() -> Self {
        Self { is_verified: true, ..Self::default() }
    }

    pub(super) fn take(&mut self, record: &AnyRecord) {
        match record {
            AnyRecord::IntervalDay(one) if !self.counts.contains_key(one.register.as_str()) => {
                self.counts.insert(one.register.as_str().to_owned(), (one.fuel, one.direction));
            }
            AnyRecord::Consumption(one) => {
                let of = one.register.as_ref().or(one.supply_point.as_ref());
                if let Some(of) = of.filter(|of| !self.counts.contains_key(of.as_str())) {
                    self.counts.insert(of.as_str().to_owned(), (one.fuel, one.direction));
                }
            }
            AnyRecord::Register(one) => {
                self.points.insert(one.id.as_str().to_owned(), one.supply_point.as_str().to_owned());
                if one.kind == RegisterKind::Interval {
                    self.described.insert(one.id.as_str().to_owned(), (one.fuel, one.direction));
                }
            }
            AnyRecord::SupplyPoint(one) if one.fuel == Fuel::Electricity => {
                self.supply_points += 1;
                self.exports = match (self.exports, one.exports) {
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (None, said) if self.supply_points == 1 => said,
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                };
            }
            _ => {}
        }
    }

    /// Whether one thing is the other, or one of them is a register of the other.
    pub(super) fn are_about_the_same(&self, one: &str, other: &str) -> bool {
        let is_point_of = |point: &str, register: &str| self.points.get(register).is_some_and(|of| of == point);
        one == other || is_point_of(one, other) || is_point_of(other, one)
    }

    /// A supply point that is signed not to feed in has no export; anybody can write that into a file nobody signed.
    pub(super) fn finish(&self, builder: &mut UsageBuilder) {
        if self.is_verified && self.exports == Some(false) {
            builder.presence("interval_day", Meter::ElectricityExport.as_str(), Presence::AbsentProven);
        }
    }
}

/// Tells the builder what is proven complete, and what exists and is not shown.
pub(super) fn tell<S: Source>(
    files: &[&Verified<S>],
    merged: &Merged<'_, S>,
    registers: &Registers,
    builder: &mut UsageBuilder,
) -> Vec<String> {
    let sealed = files.iter().any(|file| matches!(file.facts.scope, Scope::Share { sealed: true }));
    let mut disclosed: BTreeSet<&'static str> = BTreeSet::new();
    // Days that are proven, by type and thing.
    let mut proven: BTreeMap<(&str, String), BTreeSet<Date>> = BTreeMap::new();
    for (number, file) in files.iter().enumerate() {
        for statement in &file.verdict.coverage {
            let Some((thing, record_type)) = statement.series.rsplit_once('/') else { continue };
            if !statement.groups.iter().any(|group| group == "core") {
                continue;
            }
            let (Ok(from), Ok(to)) = (Date::parse(&statement.from), Date::parse(&statement.to)) else { continue };
            let except: Vec<Date> = statement.except.iter().filter_map(|day| Date::parse(day).ok()).collect();
            let thing = merged.name_of(number, thing);
            if PROMISED.contains(&record_type) {
                builder.promised(record_type, Some(&thing), from, to, &except);
            }
            if let Some(dated) = DATED.iter().find(|known| **known == record_type) {
                proven.entry((*dated, thing)).or_default().extend(days(from, to));
            }
        }
        for part in &file.facts.parts {
            let Some(record_type) = part.record_type else { continue };
            disclosed.insert(record_type.name);
            for group in part.groups.iter().filter(|group| !group.shown || !group.masked.is_empty()) {
                builder.presence(record_type.name, &group.id, Presence::Withheld);
            }
            if DATED.contains(&record_type.name) && !part.shows_all_rows() {
                let shown = proven.get(&(record_type.name, merged.name_of(number, part.thing())));
                for (from, to) in
                    runs(days(part.from, part.to).filter(|day| !shown.is_some_and(|all| all.contains(day))))
                {
                    builder.withheld(record_type.name, from, to);
                }
            }
        }
    }
    if !sealed {
        return Vec::new();
    }
    for record_type in PROMISED.iter().chain(&METERED).filter(|known| !disclosed.contains(*known)) {
        builder.presence(record_type, "core", Presence::Withheld);
    }
    for meter in [Meter::ElectricityImport, Meter::ElectricityExport, Meter::Gas, Meter::Water, Meter::Heat] {
        builder.presence("interval_day", meter.as_str(), Presence::Withheld);
    }
    sealed_registers(registers, &proven, builder)
}

/// Where parts stay sealed, a meter is known on a day only if each of its registers is: the night register that is not shown
/// would count as nothing.
fn sealed_registers(
    registers: &Registers,
    proven: &BTreeMap<(&str, String), BTreeSet<Date>>,
    builder: &mut UsageBuilder,
) -> Vec<String> {
    let mut notes = Vec::new();
    let of = |register: &str| -> BTreeSet<Date> {
        METERED.iter().filter_map(|known| proven.get(&(*known, register.to_owned()))).flatten().copied().collect()
    };
    let meters: BTreeSet<(&str, &str)> =
        registers.counts.values().map(|(fuel, flow)| (fuel.as_str(), flow.as_str())).collect();
    for (fuel, flow) in meters {
        let is_of = |counts: &(Fuel, Flow)| (counts.0.as_str(), counts.1.as_str()) == (fuel, flow);
        let all: BTreeSet<&str> = registers
            .counts
            .iter()
            .chain(&registers.described)
            .filter(|(_, counts)| is_of(counts))
            .map(|(register, _)| register.as_str())
            .collect();
        let known: Vec<BTreeSet<Date>> = all.iter().map(|register| of(register)).collect();
        let any: BTreeSet<Date> = known.iter().flatten().copied().collect();
        let lacking = any.into_iter().filter(|day| known.iter().any(|days| !days.contains(day)));
        for (from, to) in runs(lacking) {
            for record_type in METERED {
                builder.withheld(record_type, from, to);
            }
        }
        if !all.iter().any(|register| registers.described.contains_key(*register)) {
            notes.push(format!(
                "the holder keeps parts sealed and does not show which registers there are: that {fuel} ({flow}) has no others \
                 is taken on the holder's word"
            ));
        }
    }
    notes
}

fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), |day| day.next_day()).take_while(move |day| *day < to)
}

/// Runs of days, half-open.
fn runs(days: impl Iterator<Item = Date>) -> Vec<(Date, Date)> {
    let mut runs: Vec<(Date, Date)> = Vec::new();
    for day in days {
        let Some(next) = day.next_day() else { continue };
        match runs.last_mut() {
            Some((_, to)) if *to == day => *to = next,
            _ => runs.push((day, next)),
        }
    }
    runs
}
