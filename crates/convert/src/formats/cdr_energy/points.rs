//! Service points with their meters and registers, and what stands at them.

use std::collections::HashMap;

use pannier_model::{
    record::{Meter, MeterKind, Record as _, Register, RegisterKind, SupplyPoint, SupplyPointStatus},
    value::{CodeText, Country, Date, Decimal, Flow, Fuel, Id, Name, Number, NumberScheme, Quality, Total, Unit},
};
use pannier_report::Code;

use super::{accounts::Known, usage::Usage};
use crate::{
    Error, Options,
    events::interval::{self, Counter},
    formats::{
        api::{self, Refused, wrong},
        mdff::{self, Stream},
    },
    output::{Output, day_series, numbered},
    syntax::json::{Node, Source},
};

/// Most meters or registers of a service point. Nobody has as many, and each read is compared with all of them.
const MOST_REGISTERS: usize = 1_000;

/// All service points of a source.
#[derive(Default)]
pub(super) struct Points {
    all: Vec<Point>,
    by_id: HashMap<String, usize>,
}

/// One service point.
#[derive(Default)]
pub(super) struct Point {
    /// What the source calls it.
    id: String,
    /// What its records call it, once all are known.
    label: Option<Id>,
    as_of: Option<Date>,
    /// Elements that describe it: an outline, its details, generation.
    places: Vec<u64>,
    outlined: bool,
    number: Option<Number>,
    status: Option<SupplyPointStatus>,
    postcode: Option<CodeText>,
    network_operator: Option<Name>,
    network_tariff: Option<CodeText>,
    /// Who sells there.
    pub(super) retailer: Option<Name>,
    moved_in_on: Option<Date>,
    phases: Option<u64>,
    generation: Option<Decimal>,
    storage: Option<Decimal>,
    generates: bool,
    meters: Vec<(String, MeterKind)>,
    registers: Vec<Counted>,
}

/// One register with what it counted.
#[derive(Default)]
pub(super) struct Counted {
    suffix: Option<String>,
    meter: Option<String>,
    register: Option<String>,
    pub(super) unit: Option<String>,
    multiplier: Option<Decimal>,
    tou: Option<CodeText>,
    pub(super) cumulative: bool,
    pub(super) usage: Usage,
}

/// What a read says about the register it is of.
pub(super) struct Named<'a> {
    pub(super) suffix: Option<&'a str>,
    pub(super) meter: Option<&'a str>,
    pub(super) register: Option<&'a str>,
    pub(super) unit: Option<&'a str>,
    pub(super) controlled: bool,
}

impl Points {
    fn point(&mut self, id: &str) -> &mut Point {
        let index = self.by_id.get(id).copied().unwrap_or_else(|| {
            self.by_id.insert(id.to_owned(), self.all.len());
            self.all.push(Point { id: id.to_owned(), ..Point::default() });
            self.all.len() - 1
        });
        &mut self.all[index]
    }

    /// A point that is named somewhere.
    pub(super) fn mention(&mut self, id: &str) {
        self.point(id);
    }

    /// The label of a point that is described or read of, by the id of the source.
    pub(super) fn label(&self, id: &str) -> Option<&Id> {
        self.by_id.get(id).and_then(|index| self.all[*index].label.as_ref())
    }

    /// Who sells at the point.
    pub(super) fn retailer(&self, id: &str) -> Option<&Name> {
        self.by_id.get(id).and_then(|index| self.all[*index].retailer.as_ref())
    }

    /// `servicePoints`: the place, its meters and registers.
    pub(super) fn service_point(&mut self, node: Node<'_>, place: u64) -> Result<(), Refused> {
        let id = service_point_id(node, place)?;
        let point = self.point(id);
        // A list gives the outline of what another answer describes.
        if point.outlined && (!point.meters.is_empty() || node.at("meters").is_none()) {
            return Err(Refused::Lost("the service point is described a second time"));
        }
        point.outlined = true;
        point.places.push(place);
        point.number = node.read("nationalMeteringId", |nmi| api::number_of(NumberScheme::Nmi, nmi));
        point.status = Some(match node.take("servicePointStatus") {
            Some("ACTIVE") => SupplyPointStatus::Active,
            Some("DE_ENERGISED" | "EXTINCT" | "GREENFIELD" | "OFF_MARKET") => SupplyPointStatus::Inactive,
            _ => SupplyPointStatus::Unknown,
        });
        point.as_of = api::day(node, "lastUpdateDateTime").or(point.as_of);
        point.moved_in_on = api::day(node, "lastConsumerChangeDate");
        let postcode = ["location/simple/postcode", "location/paf/postcode"];
        let postcode = postcode.iter().find_map(|path| node.take(path));
        // The last digit is left out: all of it would be more than an area.
        point.postcode = postcode.and_then(|all| CodeText::parse(all.get(..3)?).ok());
        for participant in node.each("relatedParticipants") {
            match participant.take("role") {
                Some("LNSP") => point.network_operator = api::name(participant, "party"),
                Some("FRMP") => point.retailer = api::name(participant, "party"),
                _ => {}
            }
        }
        for meter in node.each("meters").take(MOST_REGISTERS) {
            let Some(name) = meter.take("meterId") else { continue };
            point.meters.push((name.to_owned(), meter_kind(meter.take("specifications/installationType"))));
            for register in meter.each("registers").take(MOST_REGISTERS) {
                point.register(name, register);
            }
        }
        Ok(())
    }

    /// `derRecords`: generation and storage of the customer's own.
    pub(super) fn generation(&mut self, node: Node<'_>, place: u64) -> Result<(), Refused> {
        let id = service_point_id(node, place)?;
        let point = self.point(id);
        if point.generates {
            return Err(Refused::Lost("generation at the service point is described a second time"));
        }
        point.phases = node.read("installedPhasesCount", |count| count.parse().ok().filter(|count| *count > 0));
        let (mut generation, mut storage) = (Total::ZERO, Total::ZERO);
        for device in node.each("acConnections").flat_map(|connection| connection.each("derDevices")) {
            if matches!(device.peek("status"), Some("INACTIVE" | "DECOMMISSIONED")) {
                continue;
            }
            device.take("status");
            let number = |path: &str| match device.take(path) {
                None => Ok(Decimal::ZERO),
                Some(text) => interval::decimal(text)
                    .filter(|number| number.signum() >= 0)
                    .ok_or_else(|| wrong(Code::ConvertAmount, place, "a capacity is no number, or negative")),
            };
            let count = match device.take("count").map(str::parse::<u64>) {
                None => 1,
                Some(Ok(count)) if count <= 1_000 => count,
                Some(_) => return Err(wrong(Code::ConvertAmount, place, "a number of devices is none")),
            };
            let (rated, stored) = (number("nominalRatedCapacity")?, number("nominalStorageCapacity")?);
            let too_large = || wrong(Code::ConvertAmount, place, "the capacities add up to more than a record holds");
            for _ in 0..count {
                if device.take("type") == Some("STORAGE") {
                    storage = storage.plus(stored).ok_or_else(too_large)?;
                } else {
                    generation = generation.plus(rated).ok_or_else(too_large)?;
                }
            }
        }
        let point = self.point(id);
        let some = |total: Total| total.to_decimal().ok().filter(|total| total.signum() > 0).map(Decimal::trimmed);
        (point.generation, point.storage) = (some(generation), some(storage));
        // Zeros say that there is none.
        point.generates = true;
        point.places.push(place);
        Ok(())
    }

    /// The register that a read is of; `None` where the service point has too many.
    pub(super) fn register(&mut self, id: &str, named: &Named<'_>) -> Option<&mut Counted> {
        let point = self.point(id);
        let same = |ours: &Option<String>, theirs: Option<&str>| match (ours, theirs) {
            (Some(ours), Some(theirs)) => ours.eq_ignore_ascii_case(theirs),
            _ => true,
        };
        let found = point.registers.iter().position(|one| {
            same(&one.suffix, named.suffix) && same(&one.meter, named.meter) && same(&one.register, named.register)
        });
        if found.is_none() && point.registers.len().max(point.meters.len()) >= MOST_REGISTERS {
            return None;
        }
        let index = found.unwrap_or_else(|| {
            point.registers.push(Counted::default());
            point.registers.len() - 1
        });
        if let Some(meter) = named.meter
            && !point.meters.iter().any(|(name, _)| name == meter)
        {
            point.meters.push((meter.to_owned(), MeterKind::Unknown));
        }
        let register = &mut point.registers[index];
        let fill = |place: &mut Option<String>, found: Option<&str>| {
            if place.is_none() {
                *place = found.map(str::to_owned);
            }
        };
        fill(&mut register.suffix, named.suffix);
        fill(&mut register.meter, named.meter);
        fill(&mut register.register, named.register);
        fill(&mut register.unit, named.unit);
        if named.controlled && register.tou.is_none() {
            register.tou = CodeText::parse("controlled_load").ok();
        }
        Some(register)
    }

    /// Gives every point its name, and the day it was looked at.
    pub(super) fn name(&mut self, options: &Options) {
        let mut number = 0;
        for point in &mut self.all {
            let last = point.registers.iter().filter_map(|register| register.usage.last()).max();
            let day = point.as_of.or(options.as_of).or(last).filter(|day| day.next_day().is_some());
            if day.is_some() {
                number += 1;
                point.label = Some(numbered("supply", number));
            }
            point.as_of = day;
        }
    }

    /// Hands on every point with its meters and registers and what they counted; what points are called stays known.
    pub(super) fn emit(
        &mut self,
        known: &Known,
        source: &mut Source<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        let (mut meters, mut registers) = (0, 0);
        let labels: Vec<Point> =
            self.all.iter().map(|point| Point { label: point.label.clone(), ..Point::default() }).collect();
        for point in std::mem::replace(&mut self.all, labels) {
            point.emit(known, &mut meters, &mut registers, source, output)?;
        }
        Ok(())
    }
}

impl Point {
    fn register(&mut self, meter: &str, node: Node<'_>) {
        let mut register = Counted {
            meter: Some(meter.to_owned()),
            register: node.take("registerId").map(str::to_owned),
            suffix: node.take("registerSuffix").map(str::to_owned),
            unit: node.take("unitOfMeasure").map(str::to_owned),
            cumulative: node.take("consumptionType") == Some("CUMULATIVE"),
            ..Counted::default()
        };
        register.multiplier = node.peek("multiplier").and_then(interval::decimal);
        if register.multiplier.is_some() {
            node.take("multiplier");
        }
        register.tou = match (node.flag("controlledLoad"), node.take("timeOfDay")) {
            (Some(true), _) | (_, Some("CONTROLLED")) => CodeText::parse("controlled_load").ok(),
            (_, Some("OFFPEAK")) => CodeText::parse("off_peak").ok(),
            (_, Some(word @ ("PEAK" | "BUSINESS" | "SHOULDER" | "EVENING"))) => {
                CodeText::parse(&word.to_ascii_lowercase()).ok()
            }
            _ => None,
        };
        if self.network_tariff.is_none() {
            self.network_tariff = api::code(node, "networkTariffCode");
        }
        self.registers.push(register);
    }

    fn emit(
        self,
        known: &Known,
        meters: &mut usize,
        registers: &mut usize,
        source: &mut Source<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        let (Some(label), Some(as_of)) = (self.label, self.as_of) else {
            for place in self.places {
                output.skipped_row(place, "a service point without a date; --as-of gives the day of the download")?;
            }
            return Ok(());
        };
        let australia = Country::parse("AU").expect("a country");
        let status = self.status.unwrap_or(SupplyPointStatus::Unknown);
        let mut state = SupplyPoint::new(label.clone(), as_of, Fuel::Electricity, australia, mdff::zone(), status);
        state.number = self.number.or_else(|| api::number_of(NumberScheme::Other, &self.id));
        state.postcode_area = self.postcode;
        state.network_operator = self.network_operator;
        state.network_tariff = self.network_tariff;
        state.moved_in_on = self.moved_in_on;
        state.phases = self.phases.and_then(|phases| pannier_model::value::Int::new(phases).ok());
        state.generation_kw = self.generation;
        state.storage_kwh = self.storage;
        state.contract = known.contract_of(&self.id).cloned();
        state.account = known.account_of(&self.id).cloned();

        let named: Vec<(String, MeterKind, Id)> = self
            .meters
            .into_iter()
            .map(|(name, kind)| {
                *meters += 1;
                (name, kind, numbered("meter", *meters))
            })
            .collect();
        let mut counters = Vec::new();
        for register in self.registers {
            *registers += 1;
            counters.push((numbered("register", *registers), register.resolve(), register));
        }
        if counters.iter().any(|(_, counts, _)| counts.is_some_and(|counts| counts.flow == Flow::Export)) {
            state.exports = Some(true);
        }
        let (to, thing) = (as_of.next_day().unwrap_or(as_of), label.clone());
        output.series(day_series(thing, SupplyPoint::TYPE, as_of, to))?;
        output.summary.read += self.places.len() as u64;
        output.summary.converted += self.places.len() as u64;
        output.record(self.places.first().copied(), state)?;
        if !named.is_empty() {
            output.series(day_series(label.clone(), Meter::TYPE, as_of, to))?;
        }
        for (name, kind, id) in &named {
            let mut meter = Meter::new(id.clone(), label.clone(), as_of, *kind);
            meter.serial = api::number_of(NumberScheme::Meter, name);
            output.record(None, meter)?;
        }
        if counters.iter().any(|(_, counts, _)| counts.is_some()) {
            output.series(day_series(label.clone(), Register::TYPE, as_of, to))?;
        }
        for (id, counts, register) in &counters {
            let Some(counts) = counts else { continue };
            let kind = if register.cumulative { RegisterKind::Cumulative } else { RegisterKind::Interval };
            let mut row = Register::new(
                id.clone(),
                label.clone(),
                as_of,
                Fuel::Electricity,
                counts.flow,
                counts.unit,
                kind,
                mdff::zone(),
            );
            row.meter = register
                .meter
                .as_ref()
                .and_then(|meter| named.iter().find(|(name, ..)| name == meter))
                .map(|(_, _, id)| id.clone());
            row.tou.clone_from(&register.tou);
            row.multiplier = register.multiplier;
            let code = register.suffix.as_deref().or(register.register.as_deref());
            row.register_code = code.and_then(|code| Name::parse(code).ok());
            output.record(None, row)?;
        }
        for (id, counts, register) in counters {
            let Some(counts) = counts else {
                register.usage.refuse(output)?;
                continue;
            };
            let counter = Counter {
                register: id,
                zone: mdff::zone(),
                fuel: Fuel::Electricity,
                direction: counts.flow,
                unit: counts.unit,
            };
            register.usage.emit(register.cumulative, &counter, &label, counts, source, output)?;
        }
        Ok(())
    }
}

/// What a register counts, once all its values are known.
#[derive(Clone, Copy)]
pub(super) struct Counts {
    pub(super) flow: Flow,
    pub(super) unit: Unit,
    /// From the unit of the source to that of the record.
    pub(super) power: i32,
}

impl Counted {
    /// `None` where nothing says the unit, or it is none that adds up.
    ///
    /// The standard says that positive is consumed and negative fed in, and holders give what is fed in with either sign,
    /// in a data stream of its own. So the stream decides where all values agree; values of both signs are a net.
    fn resolve(&self) -> Option<Counts> {
        let (unit, power) = self.unit.as_deref().and_then(mdff::unit)?;
        let (above, below) = self.usage.signs();
        let flow = match (self.suffix.as_deref().map(mdff::stream), above, below) {
            (Some(Stream::Counts(Flow::Net)), ..) | (_, true, true) => Flow::Net,
            (Some(Stream::Counts(Flow::Export)), ..) | (_, false, true) => Flow::Export,
            _ => Flow::Import,
        };
        Some(Counts { flow, unit, power })
    }
}

pub(super) fn service_point_id(node: Node<'_>, place: u64) -> Result<&str, Refused> {
    node.take("servicePointId").ok_or_else(|| wrong(Code::ConvertStructure, place, "an element has no servicePointId"))
}

/// What kind of meter an installation type is.
fn meter_kind(installation: Option<&str>) -> MeterKind {
    match installation {
        Some("BASIC" | "MRIM" | "MRAM") => MeterKind::Manual,
        Some("COMMS1" | "COMMS2" | "COMMS3" | "COMMS4" | "COMMS4C" | "COMMS4D" | "VICAMI") => MeterKind::Smart,
        Some("UMCP" | "NCONUML" | "NCOLNUML") => MeterKind::Unmetered,
        _ => MeterKind::Unknown,
    }
}

/// The quality of a read; actual where nothing is said.
pub(super) fn quality(word: Option<&str>, place: u64) -> Result<Quality, Refused> {
    match word {
        None | Some("ACTUAL") => Ok(Quality::Actual),
        Some("SUBSTITUTE" | "FINAL_SUBSTITUTE") => Ok(Quality::Estimated),
        Some(_) => Err(wrong(Code::ConvertValue, place, "a quality is none of the standard")),
    }
}
