//! Green Button: usage data of ESPI (NAESB REQ.21) in an Atom feed, as energy and water companies give it out.
//!
//! Carried: usage points as supply points, meter readings as registers, intervals as days with their quality, and what is
//! longer than a day as consumption. Days are those of the zone given, or of the zone whose rules
//! `LocalTimeParameters` states.
//!
//! Not in the format: the country, numbers of supply points and meters, whether costs contain tax. Not carried, and named
//! as losses by their path: costs, summaries of bills, titles (they are addresses), customers.

mod feed;
mod kinds;
mod store;
mod zone;

pub(crate) use kinds::scaled;

use pannier_model::{
    record::{Record as _, Register, RegisterKind, SupplyPoint, SupplyPointStatus},
    value::{Flow, Fuel, Id, Quality},
};
use pannier_report::{Code, Finding, Location};

use self::{
    feed::{Blocks, Feed, Point},
    store::{Raw, Store},
};
use crate::{
    Control, Error, Format, Input, Loss, Options, Sink, Summary,
    events::readings::{Counter, Course, Days, Place, Reading, Readings, consumption, interval_days},
    output::{Output, numbered},
    syntax::xml::{Document, Element, Piece, Role, Spaces},
};

/// Longest reading, in seconds: 400 days.
const LONGEST: i64 = 400 * 86_400;

/// Reads a feed. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::GreenButton, sink);
    let mut document = match Document::of(input, options)? {
        Ok(document) => document,
        Err(finding) => {
            output.finding(finding)?;
            return Ok(output.summary);
        }
    };
    let mut feed = Feed::default();
    let role = |element: &Element<'_>| match element.name {
        "entry" if element.around.len() <= 1 => Role::Tree,
        _ => Role::Path,
    };
    let outcome = document.walk(Spaces::Only(&[feed::ATOM, feed::ESPI]), &role, &mut |piece| match piece {
        Piece::Tree(entry, _) => feed.entry(entry, &mut output),
        Piece::Begin(_) | Piece::End => Ok(()),
    })?;
    let outcome = outcome.map_err(|finding| (finding, "the file does not end")).and_then(|()| {
        if !feed.is_full() {
            return Ok(());
        }
        let message = "the feed has more resources with links than are remembered";
        let finding = Finding::new(Code::ConvertStructure, Location::whole(), message);
        Err((finding.with_help("split it by usage point").into(), message))
    });
    if let Err((finding, reason)) = outcome {
        output.finding(finding)?;
        for blocks in feed.into_blocks() {
            lose(&blocks, reason, &mut output)?;
        }
        return Ok(output.summary);
    }
    for (path, count) in feed.unread.iter() {
        let what = if path.ends_with("IntervalReading/cost") {
            "not said to be with or without tax"
        } else {
            "of an element that no member takes"
        };
        output.loss(Loss::values(path, count, what))?;
    }
    if feed.is_empty() {
        output.finding(Finding::new(Code::ConvertRecordsPresent, Location::whole(), "the feed has no usage point"))?;
    }
    let (points, strays) = feed.resolve();
    for blocks in &strays {
        lose(blocks, "no meter reading or usage point is linked to its block", &mut output)?;
    }
    if !strays.is_empty() {
        output.finding(Finding::new(
            Code::ConvertStructure,
            Location::whole(),
            "interval blocks hang together with no usage point",
        ))?;
    }
    let mut registers = 0;
    for (number, point) in (1..).zip(points) {
        emit(number, point, &mut registers, options, &mut output)?;
    }
    Ok(output.summary)
}

/// Whether a text is such a feed.
pub(crate) fn resembles(start: &str) -> bool {
    start.starts_with('<') && start.contains(feed::ATOM) && start.contains(feed::ESPI)
}

fn lose(blocks: &Blocks, reason: &str, output: &mut Output<'_>) -> Result<(), Error> {
    blocks.readings.each().try_for_each(|reading| output.skipped_row(reading.place, reason))
}

fn emit(
    number: usize,
    point: Point,
    registers: &mut usize,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let place = match place(number, &point, options) {
        Ok(place) => place,
        Err(finding) => {
            for reading in &point.readings {
                lose(&reading.blocks, &finding.message, output)?;
            }
            output.loss(Loss::whole("UsagePoint", finding.message.clone()))?;
            return output.finding(finding);
        }
    };
    if point.fuel().is_none() {
        let reason = "what is supplied is not said, and taken from the unit of the values";
        output.loss(Loss::whole("ServiceCategory/kind", reason))?;
    }
    check_offset(&place, &point, output)?;
    let mut counters = Vec::new();
    for reading in point.readings {
        *registers += 1;
        let id = numbered("register", *registers);
        match counter(id, reading, &place, output)? {
            Ok(counter) => counters.push(counter),
            Err((blocks, finding)) => {
                lose(&blocks, &finding.message, output)?;
                output.finding(finding)?;
            }
        }
    }
    let last = counters.iter().filter_map(|counter| counter.course.last_day());
    let Some(as_of) = last.max().or(point.updated).filter(|day| day.next_day().is_some()) else {
        return output.loss(Loss::whole("UsagePoint", "no date says when it was looked at"));
    };
    let status = match point.status.as_deref() {
        Some("0") => SupplyPointStatus::Inactive,
        Some("1") => SupplyPointStatus::Active,
        _ => SupplyPointStatus::Unknown,
    };
    let mut state =
        SupplyPoint::new(place.point.clone(), as_of, place.fuel, place.country.clone(), place.zone.clone(), status);
    if counters.iter().any(|counter| counter.direction == Flow::Export) {
        state.exports = Some(true);
    }
    output.state(place.point.clone(), state)?;
    if !counters.is_empty() {
        let to = as_of.next_day().unwrap_or(as_of);
        output.series(crate::output::day_series(place.point.clone(), Register::TYPE, as_of, to))?;
    }
    for counter in &counters {
        let mut register = Register::new(
            counter.id.clone(),
            place.point.clone(),
            as_of,
            place.fuel,
            counter.direction,
            counter.unit,
            RegisterKind::Interval,
            place.zone.clone(),
        );
        register.tou = counter.tou.as_deref().and_then(|tou| tou.parse().ok());
        output.record(None, register)?;
    }
    for counter in counters {
        interval_days(&counter, &place, output)?;
        consumption(&counter, &place, output)?;
    }
    Ok(())
}

/// Zone, country and fuel, none of which has a default.
fn place(number: usize, point: &Point, options: &Options) -> Result<Place, Finding> {
    let stated = point.local_time.as_ref().and_then(zone::LocalTime::zone);
    let Some(zone) = options.zone.clone().or(stated) else {
        return Err(Finding::new(
            Code::ConvertZone,
            Location::whole(),
            "nothing says in which zone the days of the usage point are",
        )
        .with_help("give it with --zone, for instance --zone America/New_York"));
    };
    let Some(days) = Days::new(&zone) else {
        return Err(Finding::new(Code::ConvertZone, Location::whole(), "no zone has this name")
            .with_help("--zone takes names of the IANA database, for instance America/New_York"));
    };
    let Some(country) = options.country.clone() else {
        return Err(Finding::new(
            Code::ConvertCountry,
            Location::whole(),
            "nothing says in which country the usage point is",
        )
        .with_help("give it with --country, for instance --country US"));
    };
    let Some(fuel) = point.fuel().or_else(|| point.fuel_by_unit()) else {
        return Err(Finding::new(
            Code::ConvertStructure,
            Location::whole(),
            "neither service category nor commodity says what is supplied",
        ));
    };
    Ok(Place { point: numbered("supply", number), country, zone, days, fuel })
}

/// A zone that was given against the offset that the source states.
fn check_offset(place: &Place, point: &Point, output: &mut Output<'_>) -> Result<(), Error> {
    let first = point.readings.iter().find_map(|reading| reading.blocks.readings.first());
    let (Some(local), Some(first)) = (&point.local_time, first) else { return Ok(()) };
    let Some(offset) = place.days.offset(first.start) else { return Ok(()) };
    if offset == local.offset || Some(offset) == local.offset.checked_add(local.saving) {
        return Ok(());
    }
    output.finding(
        Finding::new(
            Code::ConvertControlFigure,
            Location { row: Some(first.place), ..Location::default() },
            "the zone given has another offset than the source states",
        )
        .with_help("check --zone; some sources state their offset with the wrong sign"),
    )
}

/// What could not become a register: its blocks, and why.
type Refused = (Blocks, Finding);

fn counter(
    id: Id,
    reading: feed::MeterReading,
    place: &Place,
    output: &mut Output<'_>,
) -> Result<Result<Counter, Refused>, Error> {
    let refuse = |blocks: Blocks, message: &str| {
        let row = blocks.readings.first().map(|reading| reading.place);
        let location = Location { row, ..Location::default() };
        Ok(Err((blocks, Finding::new(Code::ConvertStructure, location, message.to_owned()))))
    };
    let Some(of) = reading.of else {
        return refuse(reading.blocks, "no reading type says what the values count");
    };
    let Some((unit, shift)) = of.uom.as_deref().and_then(kinds::unit) else {
        return refuse(reading.blocks, "the unit is none that adds up to a quantity of energy or water");
    };
    let power = of.power.as_deref().map_or(Ok(0), str::parse::<i32>);
    let Some(power) = power.ok().filter(|power| (-12..=12).contains(power)) else {
        return refuse(reading.blocks, "the power of ten is none between -12 and 12");
    };
    let is_said = !matches!(of.flow.as_deref(), None | Some("0"));
    let direction = match kinds::flow(of.flow.as_deref()) {
        Some(direction) => direction,
        None if is_said => return refuse(reading.blocks, "the direction is neither import, export nor net"),
        // What is fed in is written with a minus where nothing else tells it.
        None if reading.blocks.readings.each().any(|reading| reading.value.signum() < 0) => Flow::Net,
        None => Flow::Import,
    };
    if !is_said && place.fuel == Fuel::Electricity {
        let reason = if direction == Flow::Net {
            "the direction is not said; values of both signs are taken as net"
        } else {
            "the direction is not said; values without a sign are taken as delivered to the customer"
        };
        output.loss(Loss::whole("ReadingType/flowDirection", reason))?;
    }
    if !matches!(of.accumulation.as_deref(), None | Some("0" | "4")) {
        return refuse(reading.blocks, "the values are no quantities of their intervals (accumulationBehaviour)");
    }
    let normal = of.quality.as_deref().and_then(kinds::quality);
    let Blocks { readings, checked, breaks, first_break } = reading.blocks;
    let control = Control { thing: id.clone(), figure: "interval of the block", checked, breaks, first_break };
    let counted = Counted { readings, direction, power: power + shift, normal };
    for raw in counted.readings.each() {
        // Some programs write the hour that a clock skips as a reading of no length.
        if raw.seconds == 0 && raw.value.signum() == 0 {
            output.skipped_row(raw.place, "a reading without length and without quantity")?;
        } else if let Err((code, message)) = counted.reading(raw) {
            let location = Location { row: Some(raw.place), ..Location::default() };
            output.lost_row(raw.place, Finding::new(code, location, message))?;
        }
    }
    if control.breaks > 0 {
        let location = Location { row: control.first_break, ..Location::default() };
        let message =
            format!("readings do not fill the interval of their block ({} of {})", control.breaks, control.checked);
        output.finding(
            Finding::new(Code::ConvertControlFigure, location, message)
                .with_help("readings are missing, or the source states its intervals carelessly"),
        )?;
    }
    if control.checked > 0 {
        output.summary.controls.push(control);
    }
    let course = Course::of(Box::new(counted), &place.days, output)?;
    Ok(Ok(Counter { id, direction, unit, tou: of.tou, course }))
}

/// What a register counted, as the source writes it, and what its reading type says about it.
struct Counted {
    readings: Store,
    direction: Flow,
    power: i32,
    /// Quality of values that do not say theirs.
    normal: Option<Quality>,
}

impl Counted {
    fn reading(&self, raw: Raw) -> Result<Reading, (Code, &'static str)> {
        if !(1..=LONGEST).contains(&raw.seconds) {
            return Err((Code::ConvertDate, "a reading lasts no time, or more than 400 days"));
        }
        let value =
            scaled(raw.value, self.power).ok_or((Code::ConvertAmount, "a value does not fit with its power of ten"))?;
        if value.signum() < 0 && self.direction != Flow::Net {
            return Err((Code::ConvertAmount, "a quantity is negative, and the flow not net"));
        }
        // Whoever says nothing about validation promises none.
        let quality = raw.quality.or(self.normal).unwrap_or(Quality::Raw);
        Ok(Reading { place: raw.place, start: raw.start, seconds: raw.seconds, value, quality })
    }
}

impl Readings for Counted {
    fn sorted(&self, take: &mut dyn FnMut(Reading) -> Result<(), Error>) -> Result<(), Error> {
        self.readings.sorted(&mut |raw| self.reading(raw).map_or(Ok(()), &mut *take))
    }
}
