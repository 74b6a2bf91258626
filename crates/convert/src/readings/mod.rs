//! Readings of registers as days and periods: what every format of meter data comes to.

mod course;
mod days;

use pannier_model::{
    record::{AnyRecord, Consumption, IntervalDay, QualityRun, Record as _},
    value::{Country, Date, Flow, Fuel, Id, IdStability, Instant, Int, List, Name, Unit, Zone},
};
use pannier_report::{Code, Finding, Location};

use self::course::{Lost, Run};
pub(crate) use self::{
    course::{Course, Reading, course},
    days::{Days, Near},
};
use crate::{
    Error, Series,
    ids::{IdKey, Ranks, identify},
    output::Output,
};

/// Days without a reading after which another period begins.
const GAP: i64 = 400;

/// What all records of a supply point share.
pub(crate) struct Place {
    pub(crate) point: Id,
    pub(crate) country: Country,
    pub(crate) zone: Zone,
    pub(crate) days: Days,
    pub(crate) fuel: Fuel,
}

/// One register with what it counted.
pub(crate) struct Counter {
    pub(crate) id: Id,
    pub(crate) direction: Flow,
    pub(crate) unit: Unit,
    pub(crate) tou: Option<String>,
    pub(crate) course: Course,
}

/// Readings that the days of a register have no place for.
pub(crate) fn lost(course: &Course, output: &mut Output<'_>) -> Result<(), Error> {
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
pub(crate) fn interval_days(counter: &Counter, place: &Place, output: &mut Output<'_>) -> Result<(), Error> {
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
    run: &Run,
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
pub(crate) fn consumption(counter: &Counter, place: &Place, output: &mut Output<'_>) -> Result<(), Error> {
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
