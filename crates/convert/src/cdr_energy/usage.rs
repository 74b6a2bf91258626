//! Usage: reads of a register, of one interval each or of whole days.

use std::collections::{BTreeMap, HashSet};

use pannier_model::{
    record::{AnyRecord, Consumption, IntervalDay, Record as _, RegisterRead, RegisterReadReason},
    value::{Date, Decimal, Duration, Flow, Fuel, Id, IdStability, Name, Quality, Total},
};
use pannier_report::{Code, Finding, Location};

use super::points::{Counted, Counts, Named, Points, quality, service_point_id};
use crate::{
    Control, Error, Series,
    api::{Refused, wrong},
    gather::unnamed,
    green_button::scaled,
    ids::{IdKey, Ranks, identify},
    interval::{self, Counter, Day, Slot, minutes, stretches},
    iso,
    json::Node,
    mdff::{self, Stream},
    output::Output,
};

/// Longest read, in days.
const LONGEST: i64 = 400;

/// One element of usage.
#[derive(Debug)]
pub(super) struct Read {
    place: u64,
    from: Date,
    /// First day after it.
    to: Date,
    what: What,
}

#[derive(Debug)]
enum What {
    /// Whole days, slot by slot.
    Slots { resolution: Duration, a_day: usize, slots: Vec<Slot>, agrees: Option<bool> },
    /// One figure for all days, or what a counter showed.
    Figure(Decimal, Quality),
}

impl Read {
    pub(super) fn place(&self) -> u64 {
        self.place
    }

    /// Its last day.
    pub(super) fn last(&self) -> Date {
        self.to.previous_day().unwrap_or(self.to)
    }

    /// All its values, as the source writes them.
    pub(super) fn values(&self) -> impl Iterator<Item = Decimal> {
        let (slots, figure) = match &self.what {
            What::Slots { slots, .. } => (slots.as_slice(), None),
            What::Figure(value, _) => (&[][..], Some(*value)),
        };
        slots.iter().flatten().map(|(value, _)| *value).chain(figure)
    }
}

impl Points {
    /// `reads`: what a register counted in one day or several.
    pub(super) fn read(&mut self, node: &Node, place: u64) -> Result<(), Refused> {
        let id = service_point_id(node, place)?;
        let suffix = node.take("registerSuffix");
        if suffix.is_some_and(|suffix| mdff::stream(suffix) == Stream::Check) {
            return Err(Refused::Lost("a check meter, which counts again what another register counts"));
        }
        let from = date(node, "readStartDate", place)?
            .ok_or_else(|| wrong(Code::ConvertDate, place, "a read has no readStartDate"))?;
        let last = date(node, "readEndDate", place)?.unwrap_or(from);
        let to = last.next_day().filter(|to| (1..=LONGEST).contains(&to.days_since(from)));
        let to = to.ok_or_else(|| {
            wrong(Code::ConvertDate, place, "a read ends before it begins, or covers more than 400 days")
        })?;
        let what = match node.take("readUType") {
            Some("intervalRead") => intervals(node, place, to.days_since(from))?,
            Some("basicRead") => {
                let value = number(node.take("basicRead/value"), place)?;
                What::Figure(value, quality(node.take("basicRead/quality"), place)?)
            }
            _ => return Err(wrong(Code::ConvertStructure, place, "a read is neither intervalRead nor basicRead")),
        };
        let named = Named {
            suffix,
            meter: node.take("meterId"),
            register: node.take("registerId"),
            unit: node.take("unitOfMeasure"),
            controlled: node.flag("controlledLoad") == Some(true),
        };
        let register = self.register(id, &named);
        let register = register.ok_or(Refused::Lost("the service point has more than a thousand registers"))?;
        register.reads.push(Read { place, from, to, what });
        Ok(())
    }
}

fn date(node: &Node, path: &str, place: u64) -> Result<Option<Date>, Refused> {
    node.take(path)
        .map(|text| iso::date(text).ok_or_else(|| wrong(Code::ConvertDate, place, "a read has a date that is none")))
        .transpose()
}

fn number(text: Option<&str>, place: u64) -> Result<Decimal, Refused> {
    text.and_then(interval::decimal).ok_or_else(|| {
        wrong(Code::ConvertAmount, place, "a value is no number, or has more digits than a record holds")
    })
}

/// `intervalRead`: slots with their qualities, or only their sum.
fn intervals(node: &Node, place: u64, days: i64) -> Result<What, Refused> {
    let wrong = |code: Code, message: &'static str| wrong(code, place, message);
    let aggregate = number(node.take("intervalRead/aggregateValue"), place)?;
    let values = node.each("intervalRead/intervalReads");
    if values.is_empty() {
        return Ok(What::Figure(aggregate, Quality::Actual));
    }
    let length = node.take("intervalRead/readIntervalLength").and_then(|text| text.parse::<u32>().ok());
    let length = length
        .filter(|length| (1..=1_440).contains(length) && 1_440_u32.is_multiple_of(*length))
        .ok_or_else(|| wrong(Code::ConvertStructure, "the length of the intervals is none that divides a day"))?;
    let resolution = minutes(length).ok_or_else(|| wrong(Code::ConvertStructure, "an interval has no length"))?;
    let a_day = usize::try_from(1_440 / length).unwrap_or(0);
    if usize::try_from(days).ok().and_then(|days| days.checked_mul(a_day)) != Some(values.len()) {
        return Err(wrong(Code::ConvertStructure, "the values are more or fewer than its days have intervals"));
    }
    let mut slots = Vec::with_capacity(values.len());
    for value in values {
        slots.push(match value.text() {
            None => None,
            Some(text) => Some((number(Some(text), place)?, Quality::Actual)),
        });
    }
    for run in node.each("intervalRead/readQualities") {
        let quality = quality(run.take("quality"), place)?;
        let bound = |path: &str| run.take(path).and_then(|text| text.parse::<usize>().ok());
        let slots = match (bound("startInterval"), bound("endInterval")) {
            (Some(first), Some(last)) if first >= 1 && first <= last => slots.get_mut(first - 1..last),
            _ => None,
        };
        let slots =
            slots.ok_or_else(|| wrong(Code::ConvertStructure, "a run of qualities lies outside the intervals"))?;
        for slot in slots.iter_mut().flatten() {
            slot.1 = quality;
        }
    }
    let agrees = agree(slots.iter().flatten().map(|(value, _)| *value), aggregate);
    Ok(What::Slots { resolution, a_day, slots, agrees })
}

/// Whether values add up to a sum, to less than a unit of the last decimal it is written with.
fn agree(values: impl Iterator<Item = Decimal>, sum: Decimal) -> Option<bool> {
    let last = Decimal::from_units(1, sum.scale()).ok()?;
    Some(Total::of(values)?.distance(sum)?.picos() < last.picos())
}

impl Counted {
    /// Hands on what the register counted.
    pub(super) fn emit(
        self,
        counter: &Counter,
        point: &Id,
        counts: Counts,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        let mut days: BTreeMap<Date, (u64, Duration, Vec<Slot>)> = BTreeMap::new();
        let mut figures: BTreeMap<(Date, Date), (u64, Decimal, Quality)> = BTreeMap::new();
        let mut control = Control {
            thing: counter.register.clone(),
            figure: "aggregate of the read",
            checked: 0,
            breaks: 0,
            first_break: None,
        };
        for read in self.reads {
            let convert = |value: Decimal| scaled(magnitude(value, counts.flow), counts.power);
            match read.what {
                What::Figure(value, quality) => {
                    let Some(value) = convert(value) else {
                        output.lost_row(read.place, too_large(read.place))?;
                        continue;
                    };
                    match figures.get(&(read.from, read.to)) {
                        None => {
                            figures.insert((read.from, read.to), (read.place, value, quality));
                        }
                        Some((_, other, _)) => repeated(read.place, *other == value, output)?,
                    }
                }
                What::Slots { resolution, a_day, slots, agrees } => {
                    if let Some(agrees) = agrees {
                        control.checked += 1;
                        if !agrees {
                            control.breaks += 1;
                            control.first_break = control.first_break.or(Some(read.place));
                        }
                    }
                    let mut date = read.from;
                    let mut outcome = Outcome::Nothing;
                    for day in slots.chunks(a_day.max(1)) {
                        let day: Option<Vec<Slot>> = day
                            .iter()
                            .map(|slot| match slot {
                                None => Some(None),
                                Some((value, quality)) => convert(*value).map(|value| Some((value, *quality))),
                            })
                            .collect();
                        outcome = match (day, days.get(&date)) {
                            (None, _) => outcome.or(Outcome::TooLarge),
                            (Some(day), None) => {
                                days.insert(date, (read.place, resolution, day));
                                Outcome::Kept
                            }
                            (Some(day), Some((_, other, slots))) => {
                                outcome.or(Outcome::Repeated(*other == resolution && *slots == day))
                            }
                        };
                        date = date.next_day().unwrap_or(date);
                    }
                    match outcome {
                        // Counted with its first record.
                        Outcome::Kept => {}
                        Outcome::Repeated(equal) => repeated(read.place, equal, output)?,
                        Outcome::Nothing | Outcome::TooLarge => output.lost_row(read.place, too_large(read.place))?,
                    }
                }
            }
        }
        if control.breaks > 0 {
            let location = Location { row: control.first_break, ..Location::default() };
            let message = format!(
                "the values of a read do not add up to its aggregate ({} of {})",
                control.breaks, control.checked
            );
            output.finding(
                Finding::new(Code::ConvertControlFigure, location, message)
                    .with_help("values are missing, or the source rounds its sums"),
            )?;
        }
        if control.checked > 0 {
            output.summary.controls.push(control);
        }
        emit_days(&days, counter, output)?;
        if self.cumulative {
            emit_readings(&figures, counter, output)
        } else {
            emit_figures(&figures, counter, point, output)
        }
    }
}

/// What became of the days of a read.
#[derive(Clone, Copy)]
enum Outcome {
    Nothing,
    Repeated(bool),
    TooLarge,
    Kept,
}

impl Outcome {
    /// A day that was kept says that the read is converted, whatever else is.
    fn or(self, next: Self) -> Self {
        match (self, next) {
            (Self::Kept, _) => Self::Kept,
            (Self::Repeated(false), Self::Repeated(_)) => Self::Repeated(false),
            (_, next) => next,
        }
    }
}

/// A value in the direction of its register: only a net has a sign.
fn magnitude(value: Decimal, flow: Flow) -> Decimal {
    if flow == Flow::Net || value.signum() >= 0 { value } else { -value }
}

fn too_large(place: u64) -> Finding {
    Finding::new(
        Code::ConvertAmount,
        Location::whole().at_row(place),
        "a value does not fit into a record in the unit of its register",
    )
}

fn repeated(place: u64, equal: bool, output: &mut Output<'_>) -> Result<(), Error> {
    if equal {
        return output.skipped_row(place, "an equal read came before");
    }
    output.lost_row(
        place,
        Finding::new(
            Code::ConvertControlFigure,
            Location::whole().at_row(place),
            "another read gives the same days of the register differently",
        )
        .with_help("the first one is kept; take the newer answer out of the source, or the older one"),
    )
}

fn emit_days(
    days: &BTreeMap<Date, (u64, Duration, Vec<Slot>)>,
    counter: &Counter,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let whole = |slots: &[Slot]| slots.iter().all(Option::is_some);
    let periods = days.iter().filter_map(|(day, (_, _, slots))| Some((*day, day.next_day()?, whole(slots))));
    let mut counted = HashSet::new();
    for stretch in stretches(periods) {
        output.series(series(counter, IntervalDay::TYPE, &stretch))?;
        for (date, (place, resolution, slots)) in days.range(stretch.from..stretch.to) {
            let day = Day {
                date: *date,
                start: mdff::start(*date),
                resolution: *resolution,
                slots,
                place: *place,
                incomplete: !whole(slots),
            };
            let first = counted.insert(*place);
            match counter.day(day) {
                Some(row) if first => output.row(*place, row)?,
                Some(row) => output.record(Some(*place), row)?,
                None if first => output.lost_row(*place, too_large(*place))?,
                None => output.finding(too_large(*place))?,
            }
        }
    }
    Ok(())
}

fn series(
    counter: &Counter,
    record_type: &'static pannier_model::record::RecordType,
    stretch: &interval::Stretch,
) -> Series {
    Series {
        thing: Some(counter.register.clone()),
        record_type,
        from: stretch.from,
        to: stretch.to,
        incomplete: stretch.incomplete.clone(),
    }
}

type Figures = BTreeMap<(Date, Date), (u64, Decimal, Quality)>;

/// One figure for a period.
fn emit_figures(figures: &Figures, counter: &Counter, point: &Id, output: &mut Output<'_>) -> Result<(), Error> {
    let mut ranks = Ranks::default();
    for stretch in stretches(figures.keys().map(|(from, to)| (*from, *to, true))) {
        output.series(series(counter, Consumption::TYPE, &stretch))?;
        for ((from, to), (place, value, quality)) in figures {
            if !(stretch.from..stretch.to).contains(from) {
                continue;
            }
            let mut row = Consumption::new(
                unnamed(),
                *from,
                *to,
                Fuel::Electricity,
                counter.direction,
                *value,
                counter.unit,
                *quality,
            );
            row.supply_point = Some(point.clone());
            row.register = Some(counter.register.clone());
            row.start_at = mdff::start(*from);
            row.end_at = mdff::start(*to);
            derived(row, *place, stretch.incomplete.contains(from), &mut ranks, output)?;
        }
    }
    Ok(())
}

/// What a counter showed at the end of its day.
fn emit_readings(figures: &Figures, counter: &Counter, output: &mut Output<'_>) -> Result<(), Error> {
    let mut ranks = Ranks::default();
    let mut sorted: Vec<(Date, &(u64, Decimal, Quality))> =
        figures.iter().map(|((_, to), read)| (to.previous_day().unwrap_or(*to), read)).collect();
    sorted.sort_by_key(|(day, _)| *day);
    // Readings are taken from time to time: days between two are not missing.
    let Some(from) = sorted.first().map(|(day, _)| *day) else { return Ok(()) };
    let Some(to) = sorted.last().and_then(|(day, _)| day.next_day()) else { return Ok(()) };
    let incomplete: Vec<Date> = [from].into_iter().chain(to.previous_day().filter(|last| *last != from)).collect();
    output.series(Series {
        thing: Some(counter.register.clone()),
        record_type: RegisterRead::TYPE,
        from,
        to,
        incomplete: incomplete.clone(),
    })?;
    for (day, (place, value, quality)) in sorted {
        let row = RegisterRead::new(
            unnamed(),
            counter.register.clone(),
            day,
            *value,
            counter.unit,
            counter.direction,
            *quality,
            RegisterReadReason::Routine,
        );
        derived(row, *place, incomplete.contains(&day), &mut ranks, output)?;
    }
    Ok(())
}

/// Gives an event its id and its place.
pub(super) fn derived(
    record: impl Into<AnyRecord>,
    place: u64,
    incomplete: bool,
    ranks: &mut Ranks,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let mut record = record.into();
    mark(&mut record, place, stability(incomplete));
    identify(&IdKey::ZERO, ranks, &mut record);
    output.row(place, record)
}

/// How sure an id is: on a day that is not promised whole a row equal to it may still turn up.
pub(super) fn stability(incomplete: bool) -> IdStability {
    if incomplete { IdStability::Provisional } else { IdStability::Derived }
}

fn mark(record: &mut AnyRecord, place: u64, stability: IdStability) {
    let source_ref = Name::parse(&format!("row:{place}")).ok();
    let stability = Some(stability);
    match record {
        AnyRecord::Consumption(row) => (row.source_ref, row.id_stability) = (source_ref, stability),
        AnyRecord::RegisterRead(row) => (row.source_ref, row.id_stability) = (source_ref, stability),
        AnyRecord::Balance(row) => (row.source_ref, row.id_stability) = (source_ref, stability),
        _ => {}
    }
}
