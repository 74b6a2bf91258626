//! Supply points and registers of a file, whatever its rows say of them.

use std::collections::HashMap;

use pannier_model::{
    record::{AnyRecord, Record as _, Register, SupplyPoint},
    value::{Country, Date, Flow, Fuel, Id, Unit, Zone},
};
use pannier_report::{Code, Finding, Location};
use serde_json::{Map, Value};

use super::{DataRow, File, layout::RegisterPlan, member::Style, part::Part};
use crate::{
    Error,
    events::readings::Days,
    formats::mapped::columns::Finder,
    output::{Output, day_series},
    syntax::cells,
};

/// Most registers of a file.
const REGISTERS: usize = 1000;

/// A register, and what a row says about it.
pub(super) struct RegisterParts<'m> {
    pub(super) reading: Part<'m>,
    pub(super) register: Part<'m>,
}

impl<'m> RegisterParts<'m> {
    pub(super) fn placed(plan: &'m RegisterPlan, finder: &mut Finder<'_>) -> Self {
        Self { reading: plan.reading.placed(finder), register: plan.register.placed(finder) }
    }

    pub(super) const fn both(&self) -> [&Part<'m>; 2] {
        [&self.reading, &self.register]
    }
}

/// What rows are read with: the records of a row, and the days of the zone.
pub(super) struct Reader<'a, P> {
    pub(super) parts: &'a P,
    pub(super) file: &'a File<'a>,
    pub(super) days: &'a Days,
}

/// The registers of a file in the order in which rows name them.
pub(super) struct Registers<T> {
    found: Vec<T>,
    index: HashMap<String, usize>,
}

impl<T> Default for Registers<T> {
    fn default() -> Self {
        Self { found: Vec::new(), index: HashMap::new() }
    }
}

impl<T> Registers<T> {
    /// The number of the register with this [`key`], which begins as `new`.
    pub(super) fn of(
        &mut self,
        row: &DataRow<'_>,
        key: String,
        new: impl FnOnce() -> T,
    ) -> Result<usize, Box<Finding>> {
        if let Some(at) = self.index.get(&key) {
            return Ok(*at);
        }
        if self.found.len() == REGISTERS {
            return Err(refused(row, Code::ConvertStructure, "more than 1000 registers", "split the file"));
        }
        self.found.push(new());
        self.index.insert(key, self.found.len() - 1);
        Ok(self.found.len() - 1)
    }

    pub(super) fn at(&mut self, number: usize) -> &mut T {
        &mut self.found[number]
    }

    pub(super) fn each(&self) -> impl Iterator<Item = &T> {
        self.found.iter()
    }

    pub(super) fn all(self) -> Vec<T> {
        self.found
    }
}

/// Why a row is no record.
pub(super) fn refused(row: &DataRow<'_>, code: Code, message: &str, help: &str) -> Box<Finding> {
    Finding::new(code, cells::at(row.raw, None), message.to_owned()).with_help(help).into()
}

/// The registers of which a row says something: the only one, or those with a value of this member.
pub(super) fn said<'p, 'm>(
    row: &DataRow<'_>,
    registers: &'p [RegisterParts<'m>],
    member: &str,
    style: &Style,
) -> Result<Vec<&'p RegisterParts<'m>>, Box<Finding>> {
    let is_one = registers.len() == 1;
    let says = |parts: &&RegisterParts<'_>| is_one || parts.reading.says(member, row.cells, style);
    let said: Vec<_> = registers.iter().filter(says).collect();
    if said.is_empty() {
        return Err(refused(
            row,
            Code::ConvertAmount,
            "a row has a reading of none of its registers",
            "a row that holds no data is named under [[leave_out]]",
        ));
    }
    Ok(said)
}

/// The unit of what a row says.
pub(super) fn unit(row: &DataRow<'_>, members: &Map<String, Value>) -> Result<Unit, Box<Finding>> {
    Unit::parse(word(members, "unit"))
        .map_err(|_| refused(row, Code::ConvertMapping, "a reading has no unit", "values says what holds for all"))
}

/// The zone whose days the rows are of.
pub(super) fn zone(file: &File<'_>, output: &mut Output<'_>) -> Result<Option<(Zone, Days)>, Error> {
    let zone = file.options.zone.clone().or_else(|| file.layout.zone.clone());
    let days = zone.as_ref().and_then(Days::new);
    match (zone, days) {
        (Some(zone), Some(days)) => Ok(Some((zone, days))),
        (zone, _) => {
            let (message, help) = if zone.is_some() {
                ("no zone has this name", "zones are those of the IANA database, for instance Europe/London")
            } else {
                ("nothing says in which zone the days of the file are", "give it with --zone or in the mapping")
            };
            output.finding(Finding::new(Code::ConvertZone, Location::whole(), message).with_help(help))?;
            Ok(None)
        }
    }
}

/// A member that is a word; empty where there is none.
pub(super) fn word<'m>(members: &'m Map<String, Value>, name: &str) -> &'m str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A member as it is written, to tell it from others.
pub(super) fn number(members: &Map<String, Value>, name: &str) -> String {
    members.get(name).map(Value::to_string).unwrap_or_default()
}

/// What tells a register from the others of a file.
pub(super) fn key(point: &Map<String, Value>, register: &Map<String, Value>, unit: Unit) -> String {
    format!(
        "{} {} {} {} {}",
        number(point, "number"),
        number(register, "register_code"),
        number(register, "tou"),
        word(register, "direction"),
        unit.as_str()
    )
}

/// Registers of one supply point behind each other, in the order of the file.
pub(super) fn by_point<T>(found: Vec<T>, point: impl Fn(&T) -> &Map<String, Value>) -> Vec<Vec<T>> {
    let mut points: Vec<(String, Vec<T>)> = Vec::new();
    for register in found {
        let number = number(point(&register), "number");
        match points.iter_mut().find(|(known, _)| *known == number) {
            Some((_, registers)) => registers.push(register),
            None => points.push((number, vec![register])),
        }
    }
    points.into_iter().map(|(_, registers)| registers).collect()
}

/// A supply point of which the registers follow.
pub(super) struct Point<'a> {
    pub(super) id: Id,
    pub(super) fuel: Fuel,
    pub(super) country: Country,
    pub(super) zone: &'a Zone,
    pub(super) as_of: Date,
}

impl<'a> Point<'a> {
    /// Hands on the state of a supply point and begins the series of its registers; `None` where a finding says why not.
    pub(super) fn begin(
        id: Id,
        mut state: Map<String, Value>,
        as_of: Date,
        exports: bool,
        zone: &'a Zone,
        output: &mut Output<'_>,
    ) -> Result<Option<Self>, Error> {
        let (Ok(fuel), Ok(country), Some(to)) =
            (Fuel::parse(word(&state, "fuel")), word(&state, "country").parse::<Country>(), as_of.next_day())
        else {
            output.finding(Finding::new(
                Code::ConvertStructure,
                Location::whole(),
                "a supply point makes no record",
            ))?;
            return Ok(None);
        };
        state.insert("id".to_owned(), Value::String(id.as_str().to_owned()));
        state.insert("as_of".to_owned(), Value::String(as_of.to_string()));
        state.insert("zone".to_owned(), Value::String(zone.as_str().to_owned()));
        state.entry("status").or_insert_with(|| Value::String("unknown".to_owned()));
        if exports {
            state.entry("exports").or_insert(Value::Bool(true));
        }
        match AnyRecord::deserialize(SupplyPoint::TYPE, Value::Object(state)) {
            Ok(state) => output.state(id.clone(), state)?,
            Err(error) => {
                output.finding(no_record(&error))?;
                return Ok(None);
            }
        }
        output.series(day_series(id.clone(), Register::TYPE, as_of, to))?;
        Ok(Some(Self { id, fuel, country, zone, as_of }))
    }

    /// Hands on one register; `false` where a finding says why not.
    pub(super) fn register(
        &self,
        id: &Id,
        mut register: Map<String, Value>,
        unit: Unit,
        kind: &str,
        output: &mut Output<'_>,
    ) -> Result<bool, Error> {
        let mut own = |name: &str, value: &str| register.insert(name.to_owned(), Value::String(value.to_owned()));
        own("id", id.as_str());
        own("supply_point", self.id.as_str());
        own("as_of", &self.as_of.to_string());
        own("fuel", self.fuel.as_str());
        own("unit", unit.as_str());
        own("kind", kind);
        own("zone", self.zone.as_str());
        match AnyRecord::deserialize(Register::TYPE, Value::Object(register)) {
            Ok(register) => output.record(None, register).map(|()| true),
            Err(error) => output.finding(no_record(&error)).map(|()| false),
        }
    }
}

/// Which way a register counts.
pub(super) fn direction(register: &Map<String, Value>) -> Option<Flow> {
    Flow::parse(word(register, "direction")).ok()
}

fn no_record(error: &serde_json::Error) -> Finding {
    Finding::new(Code::ConvertStructure, Location::whole(), "what the rows belong to makes no record of its type")
        .with_value(error.to_string())
}
