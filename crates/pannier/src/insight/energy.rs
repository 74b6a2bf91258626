//! Supply points: energy and water by month, and the course of a day.

use std::collections::BTreeMap;

use pannier_model::{
    record::{Consumption, IntervalDay, Register},
    value::{CodeText, Flow, Fuel, Id, Total},
};

use super::{
    Form,
    gather::{Gathered, Place, Question, Scale},
    money::words,
};

const ENERGY: Question =
    Question { place: 30, title: "Use by month", form: Form::Stacks, record_type: "interval_day", note: None };
const CURVE: Question = Question {
    place: 31,
    title: "Course of a day",
    form: Form::Hours,
    record_type: "interval_day",
    note: Some("means of the days of 24 hours; hours with an unknown slot are left out"),
};
const PERIODS: Question = Question {
    place: 32,
    title: "Use by period",
    form: Form::Stacks,
    record_type: "consumption",
    note: Some("under the month in which the period begins"),
};

/// Seconds of a civil day without a change of the clock.
const DAY: u32 = 86_400;

pub(super) fn interval_day(row: &IntervalDay, gathered: &mut Gathered) {
    let register = row.register.as_str();
    let scale = || Scale::plain(row.unit.as_str());
    // The line of a register is named when all registers are known.
    gathered.add(register, ENERGY, scale(), "", Place::month_of(row.date), row.total);
    let (Some(slots), Some(length)) = (&row.slots, row.resolution.seconds()) else { return };
    let per_hour = match length {
        1..=3600 if 3600 % length == 0 => (3600 / length) as usize,
        _ => return,
    };
    let is_plain = u64::from(length).checked_mul(slots.len() as u64) == Some(u64::from(DAY));
    if !is_plain {
        return;
    }
    for (hour, slots) in (0..24).zip(slots.chunks(per_hour)) {
        let known: Option<Vec<_>> = slots.iter().copied().collect();
        if let Some(sum) = known.and_then(Total::of) {
            let place = Place { hour: Some(hour), ..Place::month_of(row.date) };
            gathered.add(register, CURVE, scale(), "", place, sum);
        }
    }
}

pub(super) fn consumption(row: &Consumption, gathered: &mut Gathered) {
    let thing = row.register.as_ref().or(row.supply_point.as_ref()).map_or("all", Id::as_str);
    let name = what(row.fuel, row.direction, None);
    gathered.add(thing, PERIODS, Scale::plain(row.unit.as_str()), &name, Place::month_of(row.date), row.quantity);
}

/// What each register counts, and where.
#[derive(Debug, Default)]
pub(super) struct Registers(BTreeMap<String, Counted>);

#[derive(Debug)]
struct Counted {
    supply_point: Option<String>,
    what: String,
}

/// Registers that are kept.
const REGISTERS: usize = 4096;

impl Registers {
    pub(super) fn register(&mut self, row: &Register) {
        if self.0.len() < REGISTERS {
            let tou = row.tou.as_ref().map(CodeText::as_str);
            let what = what(row.fuel, row.direction, tou);
            let counted = Counted { supply_point: Some(row.supply_point.as_str().to_owned()), what };
            self.0.insert(row.id.as_str().to_owned(), counted);
        }
    }

    /// A row of a register of which the record may be withheld.
    pub(super) fn seen(&mut self, register: &Id, fuel: Fuel, direction: Flow) {
        if self.0.len() < REGISTERS && !self.0.contains_key(register.as_str()) {
            let counted = Counted { supply_point: None, what: what(fuel, direction, None) };
            self.0.insert(register.as_str().to_owned(), counted);
        }
    }

    /// The thing that figures of the register are shown under, and the name of their line.
    pub(super) fn place_of<'a>(&'a self, register: &'a str) -> Option<(&'a str, &'a str)> {
        let counted = self.0.get(register)?;
        Some((counted.supply_point.as_deref().unwrap_or(register), &counted.what))
    }
}

/// `electricity import (off peak)`.
fn what(fuel: Fuel, direction: Flow, tou: Option<&str>) -> String {
    let tou = tou.map(|tou| format!(" ({})", words(tou))).unwrap_or_default();
    format!("{} {}{tou}", words(fuel.as_str()), words(direction.as_str()))
}
