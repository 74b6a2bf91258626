//! Green Button: usage data of ESPI (NAESB REQ.21) in an Atom feed, as energy and water companies give it out.
//!
//! Carried: usage points as supply points, meter readings as registers, intervals as days with their quality, and what is
//! longer than a day as consumption. Days are those of the zone given, or of the zone whose rules
//! `LocalTimeParameters` states.
//!
//! Not in the format: the country, numbers of supply points and meters, whether costs contain tax. Not carried, and named
//! as losses by their path: costs, summaries of bills, titles (they are addresses), customers.

mod course;
mod feed;
mod kinds;
mod zone;

use std::collections::BTreeMap;

use pannier_model::{
    record::{
        AnyRecord, Consumption, IntervalDay, QualityRun, Record as _, Register, RegisterKind, SupplyPoint,
        SupplyPointStatus,
    },
    value::{Country, Date, Flow, Fuel, Id, IdStability, Instant, Int, List, Name, Unit, Zone},
};
use pannier_report::{Code, Finding, Location};

use self::{
    course::{Course, Lost, Reading, course},
    feed::{Block, Feed, Point},
    zone::Days,
};
use crate::{
    Control, Error, Format, Input, Loss, Options, Series, Sink, Summary,
    ids::{IdKey, Ranks, identify},
    output::{Output, numbered},
    xml::{self, Element, Piece, Role, Spaces},
};

/// Days without a reading after which another period begins.
const GAP: i64 = 400;
/// Longest reading, in seconds: 400 days.
const LONGEST: i64 = 400 * 86_400;

/// Reads a feed. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::GreenButton, sink);
    let text = match xml::text(input, options)? {
        Ok(text) => text,
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
    let outcome = xml::walk(&text, Spaces::Only(&[feed::ATOM, feed::ESPI]), &role, &mut |piece| match piece {
        Piece::Tree(entry) => feed.entry(&entry, &mut output),
        Piece::Begin(_) | Piece::End => Ok(()),
    })?;
    if let Err(finding) = outcome {
        output.finding(finding)?;
        for block in &feed.blocks {
            lose(block, "the file does not end", &mut output)?;
        }
        return Ok(output.summary);
    }
    for (path, count) in &feed.unread {
        let reason = if path.ends_with("IntervalReading/cost") {
            "values that do not say whether they contain tax"
        } else {
            "values of an element that no member takes"
        };
        output.loss(Loss::whole(path, format!("{count} {reason}")))?;
    }
    if feed.points.is_empty() && feed.blocks.is_empty() {
        output.finding(Finding::new(Code::ConvertRecordsPresent, Location::whole(), "the feed has no usage point"))?;
    }
    let (points, strays) = feed.resolve();
    for block in &strays {
        lose(block, "no meter reading or usage point is linked to its block", &mut output)?;
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

fn lose(block: &Block, reason: &str, output: &mut Output<'_>) -> Result<(), Error> {
    for reading in &block.readings {
        output.skipped_row(reading.place, reason)?;
    }
    Ok(())
}

/// What all records of a supply point share.
struct Place {
    point: Id,
    country: Country,
    zone: Zone,
    days: Days,
    fuel: Fuel,
}

/// One register with what it counted.
struct Counter {
    id: Id,
    direction: Flow,
    unit: Unit,
    tou: Option<String>,
    course: Course,
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
            for block in point.readings.iter().flat_map(|reading| &reading.blocks) {
                lose(block, &finding.message, output)?;
            }
            output.loss(Loss::whole("UsagePoint", finding.message.clone()))?;
            return output.finding(finding);
        }
    };
    check_offset(&place, &point, output)?;
    let mut counters = Vec::new();
    for reading in point.readings {
        *registers += 1;
        let id = numbered("register", *registers);
        match counter(id, reading, &place, output)? {
            Ok(counter) => counters.push(counter),
            Err((blocks, finding)) => {
                for block in &blocks {
                    lose(block, &finding.message, output)?;
                }
                output.finding(finding)?;
            }
        }
    }
    let last = counters.iter().filter_map(|counter| {
        let period = counter.course.periods.iter().map(|(from, _, _)| *from).max();
        counter.course.days.keys().next_back().copied().max(period)
    });
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
    let Some(fuel) = point.fuel() else {
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
    let first = point.readings.iter().flat_map(|reading| &reading.blocks).flat_map(|block| &block.readings).next();
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
type Refused = (Vec<Block>, Finding);

fn counter(
    id: Id,
    reading: feed::MeterReading,
    place: &Place,
    output: &mut Output<'_>,
) -> Result<Result<Counter, Refused>, Error> {
    let refuse = |blocks: Vec<Block>, message: &str| {
        let row = blocks.first().and_then(|block| block.readings.first()).map(|reading| reading.place);
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
    let Some(direction) = kinds::flow(of.flow.as_deref(), place.fuel) else {
        return refuse(reading.blocks, "the direction is neither import, export nor net");
    };
    if !matches!(of.accumulation.as_deref(), None | Some("0" | "4")) {
        return refuse(reading.blocks, "the values are no quantities of their intervals (accumulationBehaviour)");
    }
    let normal = of.quality.as_deref().and_then(kinds::quality);
    let mut readings = Vec::new();
    let mut control =
        Control { thing: id.clone(), figure: "interval of the block", checked: 0, breaks: 0, first_break: None };
    for block in reading.blocks {
        let first = block.readings.first().map(|reading| reading.place);
        if let Some(agrees) = block.agrees() {
            control.checked += 1;
            if !agrees {
                control.breaks += 1;
                control.first_break = control.first_break.or(first);
            }
        }
        for raw in block.readings {
            let wrong = |code: Code, message: &str| {
                Finding::new(code, Location { row: Some(raw.place), ..Location::default() }, message.to_owned())
            };
            if !(1..=LONGEST).contains(&raw.seconds) {
                output
                    .lost_row(raw.place, wrong(Code::ConvertDate, "a reading lasts no time, or more than 400 days"))?;
                continue;
            }
            let Some(value) = kinds::scaled(raw.value, power + shift) else {
                output.lost_row(raw.place, wrong(Code::ConvertAmount, "a value does not fit with its power of ten"))?;
                continue;
            };
            if value.signum() < 0 && direction != Flow::Net {
                output
                    .lost_row(raw.place, wrong(Code::ConvertAmount, "a quantity is negative, and the flow not net"))?;
                continue;
            }
            // Whoever says nothing about validation promises none.
            let quality = raw.quality.or(normal).unwrap_or(pannier_model::value::Quality::Raw);
            readings.push(Reading { place: raw.place, start: raw.start, seconds: raw.seconds, value, quality });
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
    let course = course(readings, &place.days);
    lost(&course, output)?;
    Ok(Ok(Counter { id, direction, unit, tou: of.tou, course }))
}

/// Readings that the days of a register have no place for.
fn lost(course: &Course, output: &mut Output<'_>) -> Result<(), Error> {
    for (place, lost) in &course.lost {
        let location = Location { row: Some(*place), ..Location::default() };
        let (code, message) = match lost {
            Lost::Repeated => {
                output.skipped_row(*place, "an equal reading came before")?;
                continue;
            }
            Lost::Overlaps => (Code::ConvertControlFigure, "a reading covers time that another one covers"),
            Lost::OutsideCalendar => (Code::ConvertDate, "a reading lies outside the calendar"),
            Lost::TooFine => (Code::ConvertStructure, "a day has more than 1500 slots"),
        };
        output.lost_row(*place, Finding::new(code, location, message))?;
    }
    Ok(())
}

/// The days of one register, one series for each stretch of them.
fn interval_days(counter: &Counter, place: &Place, output: &mut Output<'_>) -> Result<(), Error> {
    let days: Vec<Date> = counter.course.days.keys().copied().collect();
    for stretch in stretches(&days.iter().map(|day| (*day, *day)).collect::<Vec<_>>()) {
        let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else { continue };
        let Some(to) = last.0.next_day() else { continue };
        let (from, mut incomplete) = (first.0, Vec::new());
        let mut day = Some(from);
        while let Some(this) = day.filter(|day| *day < to) {
            if counter.course.whole.get(&this) != Some(&true) {
                incomplete.push(this);
            }
            day = this.next_day();
        }
        output.series(Series {
            thing: Some(counter.id.clone()),
            record_type: IntervalDay::TYPE,
            from,
            to,
            incomplete: incomplete.clone(),
        })?;
        for (date, runs) in counter.course.days.range(from..to) {
            for (number, run) in runs.iter().enumerate() {
                let row = interval_day(counter, place, *date, number, run, incomplete.contains(date));
                let first = run.places.first().copied();
                let Some(row) = row else {
                    for place in &run.places {
                        output.skipped_row(*place, "the sum of its day is too large")?;
                    }
                    continue;
                };
                output.summary.read += run.places.len() as u64;
                output.summary.converted += run.places.len() as u64;
                output.record(first, row)?;
            }
        }
    }
    Ok(())
}

fn interval_day(
    counter: &Counter,
    place: &Place,
    date: Date,
    number: usize,
    run: &course::Run,
    incomplete: bool,
) -> Option<IntervalDay> {
    let id = if number == 0 { date.to_string() } else { format!("{date}.{number}") };
    let (quality, runs) = run.quality();
    let mut row = IntervalDay::new(
        Id::parse(&id).ok()?,
        counter.id.clone(),
        date,
        place.zone.clone(),
        place.fuel,
        counter.direction,
        counter.unit,
        run.resolution,
        Int::new(run.slots.len() as u64).ok()?,
        Int::new(run.missing()).ok()?,
        run.total()?,
        quality,
    );
    // A day of which more becomes known later is the same row with other slots.
    row.id_stability = incomplete.then_some(IdStability::Provisional);
    row.start = Instant::from_epoch_seconds(run.start);
    row.slots = List::new(run.slots.iter().map(|slot| slot.map(|(value, _)| value)).collect()).ok();
    let runs = runs.into_iter().map(|(start, end, quality)| {
        Some(QualityRun { start: Int::new(start).ok()?, end: Int::new(end).ok()?, quality })
    });
    row.quality_runs = List::new(runs.collect::<Option<Vec<_>>>()?).ok();
    row.source_ref = run.places.first().and_then(|place| Name::parse(&format!("row:{place}")).ok());
    Some(row)
}

/// What is longer than a day, or crosses midnight.
fn consumption(counter: &Counter, place: &Place, output: &mut Output<'_>) -> Result<(), Error> {
    let spans: Vec<(Date, Date)> =
        counter.course.periods.iter().map(|(from, to, _)| (*from, to.previous_day().unwrap_or(*to))).collect();
    let mut ranks = Ranks::default();
    let mut periods = counter.course.periods.iter();
    for stretch in stretches(&spans) {
        let from = stretch.first().map_or_else(|| spans[0].0, |span| span.0);
        let last = stretch.iter().map(|span| span.1).max().unwrap_or(from);
        let mut incomplete = Vec::new();
        let mut known = from;
        for (start, end) in &stretch {
            while known < *start {
                incomplete.push(known);
                let Some(next) = known.next_day() else { break };
                known = next;
            }
            known = known.max(end.next_day().unwrap_or(*end));
        }
        output.series(Series {
            thing: Some(counter.id.clone()),
            record_type: Consumption::TYPE,
            from,
            to: last.next_day().unwrap_or(last),
            incomplete,
        })?;
        for (date, period_end, reading) in periods.by_ref().take(stretch.len()) {
            let id = Id::parse("consumption").expect("a valid id");
            let mut row = Consumption::new(
                id,
                *date,
                *period_end,
                place.fuel,
                counter.direction,
                reading.value,
                counter.unit,
                reading.quality,
            );
            row.supply_point = Some(place.point.clone());
            row.register = Some(counter.id.clone());
            row.start_at = Instant::from_epoch_seconds(reading.start);
            row.end_at = Instant::from_epoch_seconds(reading.end());
            row.source_ref = Name::parse(&format!("row:{}", reading.place)).ok();
            row.id_stability = Some(IdStability::Derived);
            let mut record = AnyRecord::from(row);
            identify(&IdKey::ZERO, &mut ranks, &mut record);
            output.row(reading.place, record)?;
        }
    }
    Ok(())
}

/// Spans of days, ascending, cut where more than [`GAP`] days lie between two.
fn stretches(spans: &[(Date, Date)]) -> Vec<Vec<(Date, Date)>> {
    let mut stretches: Vec<Vec<(Date, Date)>> = Vec::new();
    for span in spans {
        match stretches.last_mut() {
            Some(stretch) if stretch.last().is_some_and(|last| span.0.days_since(last.1) <= GAP) => stretch.push(*span),
            _ => stretches.push(vec![*span]),
        }
    }
    stretches
}

/// Elements that no member takes, by path.
type Unread = BTreeMap<String, u64>;
