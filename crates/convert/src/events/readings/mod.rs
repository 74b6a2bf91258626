//! Readings of registers as days and periods: what every format of meter data comes to.

mod course;
mod days;

use pannier_model::{
    record::{AnyRecord, Consumption, IntervalDay, QualityRun, Record as _},
    value::{Country, Date, Flow, Fuel, Id, IdStability, Instant, Int, List, Name, Unit, Zone},
};
use pannier_report::{Code, Finding, Location};

use self::course::{Lost, Run, Told, course};
pub(crate) use self::{
    course::{Reading, Readings},
    days::{Days, Near},
};
use crate::{
    Error, Series,
    ids::{IdKey, Ranks, identify},
    output::Output,
};

/// Of more days without a reading another period begins behind them.
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

/// The days and periods that the readings of a register make; the readings themselves are asked for again.
pub(crate) struct Course {
    readings: Box<dyn Readings>,
    /// Days with rows, and whether every second of each has a value.
    days: Vec<(Date, bool)>,
    /// First day and the day after the last of what is longer than a day or crosses midnight.
    periods: Vec<(Date, Date)>,
}

impl Course {
    /// Of these readings; those that the days have no place for are lost and said.
    pub(crate) fn of(readings: Box<dyn Readings>, days: &Days, output: &mut Output<'_>) -> Result<Self, Error> {
        let mut course = Self { readings, days: Vec::new(), periods: Vec::new() };
        self::course(&*course.readings, days, &mut |told| match told {
            Told::Day(day, whole, _) => {
                course.days.push((day, whole));
                Ok(())
            }
            Told::Period(from, to, _) => {
                course.periods.push((from, to));
                Ok(())
            }
            Told::Lost(place, reason) => lost(place, reason, output),
        })?;
        Ok(course)
    }

    /// The last day on which a reading begins.
    pub(crate) fn last_day(&self) -> Option<Date> {
        let period = self.periods.iter().map(|(from, _)| *from).max();
        self.days.last().map(|(day, _)| *day).max(period)
    }
}

/// A reading that the days of a register have no place for.
fn lost(place: u64, reason: Lost, output: &mut Output<'_>) -> Result<(), Error> {
    let location = Location { row: Some(place), ..Location::default() };
    let (code, message) = match reason {
        Lost::Repeated => return output.skipped_row(place, "an equal reading came before"),
        Lost::Overlaps => (Code::ConvertControlFigure, "a reading covers time that another one covers"),
        Lost::OutsideCalendar => (Code::ConvertDate, "a reading lies outside the calendar"),
        Lost::TooFine => (Code::ConvertStructure, "a day has more than 1500 slots"),
    };
    output.lost_row(place, Finding::new(code, location, message))
}

/// The days of one register, one series for each stretch of them.
pub(crate) fn interval_days(counter: &Counter, place: &Place, output: &mut Output<'_>) -> Result<(), Error> {
    let course = &counter.course;
    let mut stretches = stretches(course.days.iter().map(|(day, _)| (*day, *day))).into_iter();
    let mut known = course.days.iter().peekable();
    let mut series: Option<Series> = None;
    self::course(&*course.readings, &place.days, &mut |told| {
        let Told::Day(date, whole, runs) = told else { return Ok(()) };
        if series.as_ref().is_none_or(|series| series.to <= date) {
            let Some((from, to)) = stretches.next().and_then(|(from, last)| Some((from, last.next_day()?))) else {
                return Ok(());
            };
            let mut incomplete = Vec::new();
            let mut day = Some(from);
            while let Some(this) = day.filter(|day| *day < to) {
                if known.next_if(|(day, _)| *day == this).is_none_or(|(_, whole)| !whole) {
                    incomplete.push(this);
                }
                day = this.next_day();
            }
            let next = Series { thing: Some(counter.id.clone()), record_type: IntervalDay::TYPE, from, to, incomplete };
            output.series(next.clone())?;
            series = Some(next);
        }
        for (number, run) in runs.iter().enumerate() {
            let Some(row) = interval_day(counter, place, date, number, run, !whole) else {
                for place in &run.places {
                    output.skipped_row(*place, "the sum of its day is too large")?;
                }
                continue;
            };
            output.summary.read += run.places.len() as u64;
            output.summary.converted += run.places.len() as u64;
            output.record(run.places.first().copied(), row)?;
        }
        Ok(())
    })
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
    let course = &counter.course;
    if course.periods.is_empty() {
        return Ok(());
    }
    let spans = || course.periods.iter().map(|(from, to)| (*from, to.previous_day().unwrap_or(*to)));
    let mut stretches = stretches(spans()).into_iter();
    let mut spans = spans().peekable();
    let mut ranks = Ranks::default();
    let mut to: Option<Date> = None;
    self::course(&*course.readings, &place.days, &mut |told| {
        let Told::Period(date, period_end, reading) = told else { return Ok(()) };
        if to.is_none_or(|to| to <= date) {
            let Some((from, last)) = stretches.next() else { return Ok(()) };
            let end = last.next_day().unwrap_or(last);
            let mut incomplete = Vec::new();
            let mut known = from;
            while let Some((start, last)) = spans.next_if(|(start, _)| *start < end) {
                while known < start {
                    incomplete.push(known);
                    let Some(next) = known.next_day() else { break };
                    known = next;
                }
                known = known.max(last.next_day().unwrap_or(last));
            }
            output.series(Series {
                thing: Some(counter.id.clone()),
                record_type: Consumption::TYPE,
                from,
                to: end,
                incomplete,
            })?;
            to = Some(end);
        }
        let id = Id::parse("consumption").expect("a valid id");
        let mut row = Consumption::new(
            id,
            date,
            period_end,
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
        output.row(reading.place, record)
    })
}

/// First and last day of spans of days, ascending, cut where more than [`GAP`] days lie between two.
fn stretches(spans: impl Iterator<Item = (Date, Date)>) -> Vec<(Date, Date)> {
    let mut stretches: Vec<(Date, Date)> = Vec::new();
    for (first, last) in spans {
        match stretches.last_mut() {
            Some((_, end)) if first.days_since(*end) <= GAP + 1 => *end = last.max(*end),
            _ => stretches.push((first, last)),
        }
    }
    stretches
}
