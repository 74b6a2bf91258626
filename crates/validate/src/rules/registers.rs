//! Rules between what was counted and the register and meter that counted it.
//!
//! Registers stand in the series of their supply point, what they counted in their own. Only registers that have a series
//! are remembered, so memory is bounded by the number of parts.

use super::findings::{Findings, PartFindings};
use super::plan::{Plan, SeriesPlan};
use super::readings::{self, Before, Reading};
use super::rows::PartDone;
use pannier_model::record::{AnyRecord, Meter, Register};
use pannier_model::value::{CodeText, Date, Flow, Fuel, Id, Unit, Zone};
use pannier_report::Code;
use std::collections::{HashMap, HashSet};

/// Kinds of counting remembered of a part that should have one. A register has one of them, so that all others of these are told
/// (`verify-earliest-stage` leaves out those behind the eighth).
const MOST_KINDS: usize = 8;
/// Meters remembered of a file. Nobody has more, and each is one row of somebody else's making.
const MOST_METERS: usize = 10_000;

/// Record types that a register counts.
const COUNTED: [&str; 3] = ["interval_day", "consumption", "register_read"];

/// What rows say of the register they are of; what a type does not say is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kind {
    fuel: Option<Fuel>,
    direction: Flow,
    unit: Option<Unit>,
    zone: Option<Zone>,
}

/// What one part leaves behind about registers.
#[derive(Debug, Default)]
pub(super) struct Counted {
    registers: Vec<Register>,
    seen: HashSet<Id>,
    meters: Vec<(Id, Option<Date>, Option<Date>)>,
    too_many_meters: bool,
    kinds: Vec<(Kind, u64)>,
    /// First day with its row, and last day with its row.
    first: Option<(Date, u64)>,
    last: Option<(Date, u64)>,
}

impl Counted {
    /// Takes the next row of the part.
    pub(super) fn row(&mut self, record: &AnyRecord, row: u64, plan: &Plan) {
        let (kind, date, until) = match record {
            AnyRecord::Register(register) => {
                let counts = COUNTED.iter().any(|name| plan.named(&format!("{}/{name}", register.id)).is_some());
                if counts && self.seen.insert(register.id.clone()) {
                    // Of the whole record only what is compared stays.
                    let mut kept = Register::clone(register);
                    (kept.register_code, kept.source_ids, kept.source_ref, kept.extensions) = (None, None, None, None);
                    self.registers.push(kept);
                }
                return;
            }
            AnyRecord::Meter(meter) => return self.meter(meter),
            AnyRecord::IntervalDay(one) => (
                Kind {
                    fuel: Some(one.fuel),
                    direction: one.direction,
                    unit: Some(one.unit),
                    zone: Some(one.zone.clone()),
                },
                one.date,
                one.date,
            ),
            // Gas is counted in cubic metres and billed in kilowatt-hours.
            AnyRecord::Consumption(one) if one.register.is_some() => (
                Kind { fuel: Some(one.fuel), direction: one.direction, unit: None, zone: None },
                one.date,
                one.period_end.previous_day().unwrap_or(one.period_end),
            ),
            // The last reading of a meter may be of the day that has it no more.
            AnyRecord::RegisterRead(one) => (
                Kind { fuel: None, direction: one.direction, unit: Some(one.unit), zone: None },
                one.date,
                one.date.previous_day().unwrap_or(one.date),
            ),
            _ => return,
        };
        if self.kinds.len() < MOST_KINDS && self.kinds.iter().all(|(other, _)| *other != kind) {
            self.kinds.push((kind, row));
        }
        if self.first.is_none_or(|(first, _)| date < first) {
            self.first = Some((date, row));
        }
        if self.last.is_none_or(|(last, _)| until >= last) {
            self.last = Some((until, row));
        }
    }

    fn meter(&mut self, meter: &Meter) {
        if self.meters.len() < MOST_METERS {
            self.meters.push((meter.id.clone(), meter.installed_on, meter.removed_on));
        } else {
            self.too_many_meters = true;
        }
    }
}

/// The time-of-use windows of the registers that have series, by label of the register.
pub(super) fn windows(parts: &[PartDone]) -> HashMap<String, Option<CodeText>> {
    let registers = parts.iter().flat_map(|part| &part.counted.registers);
    registers.map(|register| (register.id.to_string(), register.tou.clone())).collect()
}

/// `register-agrees`, `meter-in-use`, `register-backwards`, `register-digits`, once every part was read.
pub(super) fn finish(plan: &Plan, parts: &[PartDone], findings: &mut Findings) {
    let mut registers: HashMap<&str, &Register> = HashMap::new();
    let mut meters: HashMap<&str, (Option<Date>, Option<Date>)> = HashMap::new();
    let mut too_many = false;
    for part in parts {
        for register in &part.counted.registers {
            registers.entry(register.id.as_str()).or_insert(register);
        }
        for (id, installed, removed) in &part.counted.meters {
            if meters.len() < MOST_METERS {
                meters.entry(id.as_str()).or_insert((*installed, *removed));
            } else {
                too_many |= !meters.contains_key(id.as_str());
            }
        }
        too_many |= part.counted.too_many_meters;
    }
    for series in plan.series() {
        let Some(name) = series.record_type.map(|record_type| record_type.name).filter(|name| COUNTED.contains(name))
        else {
            continue;
        };
        let thing = series.name.rsplit_once('/').map_or("", |(thing, _)| thing);
        let register = registers.get(thing).copied();
        if name == "register_read" {
            let digits = register.and_then(|register| register.digits);
            judge_readings(plan, series, parts, digits.map(pannier_model::value::Int::value), findings);
        }
        let mut asked = false;
        for index in &series.parts {
            let counted = &parts[*index].counted;
            if counted.kinds.is_empty() {
                continue;
            }
            let mut found = PartFindings::new(findings, plan, *index);
            let Some(register) = register else {
                // Without the record in a bundle the reference to it does not resolve, which is said there.
                if !asked && !plan.types_are_whole(|other| other.name == "register") {
                    found.not_checked(Code::RegisterAgrees, "the record of the register is withheld");
                }
                asked = true;
                continue;
            };
            agrees(counted, register, &mut found);
            let Some(meter) = &register.meter else { continue };
            match meters.get(meter.as_str()) {
                _ if too_many => found.not_checked(Code::MeterInUse, "the file has too many meters"),
                Some(life) => in_use(counted, *life, &mut found),
                None if !plan.types_are_whole(|other| other.name == "meter") => {
                    found.not_checked(Code::MeterInUse, "the record of the meter is withheld");
                }
                None => {}
            }
        }
    }
}

fn agrees(counted: &Counted, register: &Register, findings: &mut PartFindings<'_>) {
    for (kind, row) in &counted.kinds {
        let differs = [
            ("/fuel", kind.fuel.is_some_and(|fuel| fuel != register.fuel)),
            ("/direction", kind.direction != register.direction),
            ("/unit", kind.unit.is_some_and(|unit| unit != register.unit)),
            ("/zone", kind.zone.as_ref().is_some_and(|zone| *zone != register.zone)),
        ];
        for (pointer, _) in differs.iter().filter(|(_, differs)| *differs) {
            findings.row_help(
                Code::RegisterAgrees,
                *row,
                *pointer,
                "the register counts something else",
                "what flows another way, or is counted in another unit, has a register of its own",
            );
        }
    }
}

fn in_use(counted: &Counted, (installed, removed): (Option<Date>, Option<Date>), findings: &mut PartFindings<'_>) {
    let help = "after a change of meter the new one counts with registers of its own";
    if let (Some((first, row)), Some(installed)) = (counted.first, installed)
        && first < installed
    {
        let message = "the meter of the register was not installed yet";
        findings.row_help(Code::MeterInUse, row, "/date", message, help);
    }
    if let (Some((last, row)), Some(removed)) = (counted.last, removed)
        && last >= removed
    {
        findings.row_help(Code::MeterInUse, row, "/date", "the meter of the register was removed before", help);
    }
}

/// Joins the readings of the parts of a series, in order.
fn judge_readings(plan: &Plan, series: &SeriesPlan, parts: &[PartDone], digits: Option<u64>, findings: &mut Findings) {
    let mut before: Option<Reading> = None;
    let mut seq: Option<u32> = None;
    for (index, facts) in plan.parts_of(series) {
        if seq.and_then(|seq| seq.checked_add(1)) != Some(facts.seq) {
            before = None;
        }
        seq = Some(facts.seq);
        let read = &parts[index].readings;
        let mut found = PartFindings::new(findings, plan, index);
        let joined = before
            .into_iter()
            .flat_map(|before| read.first.iter().filter_map(move |one| readings::drop(before, *one)))
            .filter(|drop| readings::is_backwards(*drop, digits));
        let (within, more) = read.drops.backwards(digits);
        for drop in joined.chain(within) {
            found.row_help(
                Code::RegisterBackwards,
                drop.row,
                "/reading",
                "the counter is lower than before",
                "a new meter is a new register; an estimate that was too high has quality `estimated`",
            );
        }
        found.left_out(Code::RegisterBackwards, more);
        if let (Some((greatest, row)), Some(digits)) = (read.greatest, digits)
            && readings::range(digits).is_some_and(|range| greatest.picos() >= range)
        {
            found.row_help(
                Code::RegisterDigits,
                row,
                "/reading",
                "the reading has more digits than the counter",
                "check the unit, and whether decimals were read as whole units",
            );
        }
        before = match read.after(facts.rows) {
            Before::Part => before,
            Before::Nothing => None,
            Before::Reading(reading) => Some(reading),
        };
    }
    if !series.whole {
        findings.not_checked(Code::RegisterBackwards, Some(&series.name), "readings are withheld");
    }
}
