//! Usage: reads of a register, of one interval each or of whole days.

use std::collections::{BTreeMap, BTreeSet, HashSet, btree_map::Entry};

use pannier_model::{
    record::{AnyRecord, Consumption, IntervalDay, Record as _, RegisterRead, RegisterReadReason},
    value::{Date, Decimal, Duration, Flow, Fuel, Id, IdStability, Name, Quality, Total},
};
use pannier_report::{Code, Finding, Location};

use super::{
    Kind, again,
    points::{Counts, Named, Points, quality, service_point_id},
};
use crate::{
    Control, Error, Series,
    events::{
        gather::unnamed,
        interval::{self, Counter, Day, Slot, in_unit, minutes, stretches},
        statement::Window,
    },
    formats::{
        api::{Refused, wrong},
        mdff::{self, Stream},
    },
    ids::{IdKey, Ranks, identify, stability},
    output::Output,
    syntax::json::{Node, Source},
    values::iso,
};

/// Longest read, in days.
const LONGEST: i64 = 400;

/// One element of usage.
#[derive(Debug)]
struct Read {
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

/// What a register counted: its days stay in the source, and where each stands is known.
#[derive(Debug, Default)]
pub(super) struct Usage {
    days: BTreeMap<Date, Told>,
    figures: Figures,
    /// Reads that tell nothing more, in the order of the source.
    refused: Vec<(u64, Refusal)>,
    checked: u64,
    breaks: u64,
    first_break: Option<u64>,
    /// Whether some value is above, and some below zero.
    signs: (bool, bool),
    /// The last day.
    last: Option<Date>,
}

/// The read that tells of a day.
#[derive(Debug)]
struct Told {
    place: u64,
    offset: u64,
    /// Of its slots: another read of the day tells the same, or something else.
    hash: u64,
    whole: bool,
}

/// Why a read tells nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// Another one tells the same.
    Repeated,
    /// Another one tells something else.
    Contradicted,
    TooLarge,
}

impl Points {
    /// `reads`: what a register counted in one day or several.
    pub(super) fn read(&mut self, node: Node<'_>, place: u64, offset: u64) -> Result<(), Refused> {
        let id = service_point_id(node, place)?;
        let suffix = node.take("registerSuffix");
        if suffix.is_some_and(|suffix| mdff::stream(suffix) == Stream::Check) {
            return Err(Refused::Lost("a check meter, which counts again what another register counts"));
        }
        let read = Read::of(node, place)?;
        let named = Named {
            suffix,
            meter: node.take("meterId"),
            register: node.take("registerId"),
            unit: node.take("unitOfMeasure"),
            controlled: node.flag("controlledLoad") == Some(true),
        };
        let register = self.register(id, &named);
        let register = register.ok_or(Refused::Lost("the service point has more than a thousand registers"))?;
        let power = register.unit.as_deref().and_then(mdff::unit).map_or(0, |(_, power)| power);
        register.usage.add(&read, power, place, offset);
        Ok(())
    }
}

impl Read {
    fn of(node: Node<'_>, place: u64) -> Result<Self, Refused> {
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
        Ok(Self { from, to, what })
    }

    /// Its days, each with its slots; none where it has only a figure.
    fn days(&self) -> impl Iterator<Item = (Date, &[Slot])> {
        let (slots, a_day) = match &self.what {
            What::Slots { slots, a_day, .. } => (slots.as_slice(), *a_day),
            What::Figure(..) => (&[][..], 1),
        };
        std::iter::successors(Some(self.from), |day| day.next_day()).zip(slots.chunks(a_day.max(1)))
    }
}

impl Usage {
    /// Takes a read into account that stands at this offset.
    fn add(&mut self, read: &Read, power: i32, place: u64, offset: u64) {
        self.last = self.last.max(read.to.previous_day());
        let mut sign = |value: Decimal| {
            self.signs.0 |= value.signum() > 0;
            self.signs.1 |= value.signum() < 0;
        };
        match &read.what {
            What::Figure(value, quality) => {
                sign(*value);
                match self.figures.get(&(read.from, read.to)) {
                    None => {
                        self.figures.insert((read.from, read.to), (place, *value, *quality));
                    }
                    Some((_, other, _)) => self.refused.push((place, Refusal::of(other == value))),
                }
            }
            What::Slots { slots, agrees, .. } => {
                slots.iter().flatten().for_each(|(value, _)| sign(*value));
                if let Some(agrees) = agrees {
                    self.checked += 1;
                    if !agrees {
                        self.breaks += 1;
                        self.first_break = self.first_break.or(Some(place));
                    }
                }
                let mut refusal = Some(Refusal::TooLarge);
                for (date, slots) in read.days() {
                    if slots.iter().flatten().any(|(value, _)| in_unit(*value, power).is_none()) {
                        continue;
                    }
                    let hash = interval::hash(slots);
                    match self.days.entry(date) {
                        Entry::Vacant(day) => {
                            day.insert(Told { place, offset, hash, whole: slots.iter().all(Option::is_some) });
                            // A day that is new says that the read is converted, whatever else is.
                            refusal = None;
                        }
                        Entry::Occupied(day) => {
                            let found = Refusal::of(day.get().hash == hash);
                            refusal =
                                refusal.map(|before| if before == Refusal::Contradicted { before } else { found });
                        }
                    }
                }
                self.refused.extend(refusal.map(|refusal| (place, refusal)));
            }
        }
    }

    /// Whether some value is above, and some below zero.
    pub(super) fn signs(&self) -> (bool, bool) {
        self.signs
    }

    /// The last day of all reads.
    pub(super) fn last(&self) -> Option<Date> {
        self.last
    }

    /// All reads as losses: nothing says what they count.
    pub(super) fn refuse(self, output: &mut Output<'_>) -> Result<(), Error> {
        let told = self.days.values().map(|told| told.place);
        let figures = self.figures.values().map(|(place, ..)| *place);
        let places: BTreeSet<u64> = told.chain(figures).chain(self.refused.iter().map(|(place, _)| *place)).collect();
        for place in places {
            let message = "nothing says the unit of a register, or it is none that adds up to a quantity";
            let at = Location::whole().at_row(place);
            output.lost_row(place, Finding::new(Code::ConvertStructure, at, message))?;
        }
        Ok(())
    }
}

impl Refusal {
    fn of(equal: bool) -> Self {
        if equal { Self::Repeated } else { Self::Contradicted }
    }
}

fn date(node: Node<'_>, path: &str, place: u64) -> Result<Option<Date>, Refused> {
    node.take(path)
        .map(|text| iso::date(text).ok_or_else(|| wrong(Code::ConvertDate, place, "a read has a date that is none")))
        .transpose()
}

fn number(text: Option<&str>, place: u64) -> Result<Decimal, Refused> {
    text.and_then(interval::decimal).ok_or_else(|| no_number(place))
}

fn no_number(place: u64) -> Refused {
    wrong(Code::ConvertAmount, place, "a value is no number, or has more digits than a record holds")
}

/// `intervalRead`: slots with their qualities, or only their sum.
fn intervals(node: Node<'_>, place: u64, days: i64) -> Result<What, Refused> {
    let wrong = |code: Code, message: &'static str| wrong(code, place, message);
    let Some(node) = node.at("intervalRead") else { return Err(no_number(place)) };
    let aggregate = number(node.take("aggregateValue"), place)?;
    let values = node.each("intervalReads");
    let length = node.read("readIntervalLength", |text| text.parse::<u32>().ok());
    // Holders that were asked for the sum alone give intervals of no length, whose values are lost by name.
    if values.is_empty() || length == Some(0) {
        return Ok(What::Figure(aggregate, Quality::Actual));
    }
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
        slots.push(slot(value, place)?);
    }
    for run in node.each("readQualities") {
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

/// A number, `null`, or, in the first version of the interface, an object of a value and its quality.
fn slot(value: Node<'_>, place: u64) -> Result<Option<(Decimal, Quality)>, Refused> {
    if value.peek("").is_some() {
        return Ok(Some((number(value.text(), place)?, Quality::Actual)));
    }
    if value.each("").is_empty() {
        return Ok(None);
    }
    let Some(inner) = value.at("value") else { return Err(no_number(place)) };
    let quality = quality(value.take("quality"), place)?;
    Ok(inner.text().map(|text| number(Some(text), place)).transpose()?.map(|value| (value, quality)))
}

/// Whether values add up to a sum, to less than a unit of the last decimal it is written with.
fn agree(values: impl Iterator<Item = Decimal>, sum: Decimal) -> Option<bool> {
    let last = Decimal::from_units(1, sum.scale()).ok()?;
    Some(Total::of(values)?.distance(sum)?.picos() < last.picos())
}

impl Usage {
    /// Hands on what the register counted; of a cumulative one figures are what it showed.
    pub(super) fn emit(
        mut self,
        cumulative: bool,
        counter: &Counter,
        point: &Id,
        counts: Counts,
        source: &mut Source<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        for (place, refusal) in std::mem::take(&mut self.refused) {
            refusal.say(place, output)?;
        }
        let mut figures = Figures::new();
        for (period, (place, value, quality)) in std::mem::take(&mut self.figures) {
            match counts.convert(value) {
                Some(value) => drop(figures.insert(period, (place, value, quality))),
                None => output.lost_row(place, too_large(place))?,
            }
        }
        if self.breaks > 0 {
            let location = Location { row: self.first_break, ..Location::default() };
            let message =
                format!("the values of a read do not add up to its aggregate ({} of {})", self.breaks, self.checked);
            output.finding(
                Finding::new(Code::ConvertControlFigure, location, message)
                    .with_help("values are missing, or the source rounds its sums"),
            )?;
        }
        if self.checked > 0 {
            output.summary.controls.push(Control {
                thing: counter.register.clone(),
                figure: "aggregate of the read",
                checked: self.checked,
                breaks: self.breaks,
                first_break: self.first_break,
            });
        }
        self.emit_days(counter, counts, source, output)?;
        if cumulative {
            emit_readings(&figures, counter, output)
        } else {
            emit_figures(&figures, counter, point, output)
        }
    }

    fn emit_days(
        &self,
        counter: &Counter,
        counts: Counts,
        source: &mut Source<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        let periods = self.days.iter().filter_map(|(day, told)| Some((*day, day.next_day()?, told.whole)));
        let mut counted = HashSet::new();
        // The read met last, for those of several days.
        let mut held: Option<(u64, Read)> = None;
        for stretch in stretches(periods) {
            output.series(series(counter, IntervalDay::TYPE, &stretch))?;
            for (date, Told { place, offset, whole, .. }) in self.days.range(stretch.from..stretch.to) {
                if held.as_ref().is_none_or(|(known, _)| known != offset) {
                    let node = source.node(*offset)?;
                    held = Read::of(again(node, Kind::Read), *place).ok().map(|read| (*offset, read));
                }
                let Some((_, read)) = &held else { continue };
                let What::Slots { resolution, .. } = read.what else { continue };
                let slots = read.days().find(|(day, _)| day == date).map_or(&[][..], |(_, slots)| slots);
                let slots: Option<Vec<Slot>> = slots
                    .iter()
                    .map(|slot| match slot {
                        None => Some(None),
                        Some((value, quality)) => counts.convert(*value).map(|value| Some((value, *quality))),
                    })
                    .collect();
                let row = slots.and_then(|slots| {
                    counter.day(Day {
                        date: *date,
                        start: mdff::start(*date),
                        resolution,
                        slots: &slots,
                        place: *place,
                        incomplete: !whole,
                    })
                });
                let first = counted.insert(*place);
                match row {
                    Some(row) if first => output.row(*place, row)?,
                    Some(row) => output.record(Some(*place), row)?,
                    None if first => output.lost_row(*place, too_large(*place))?,
                    None => output.finding(too_large(*place))?,
                }
            }
        }
        Ok(())
    }
}

impl Counts {
    /// A value of the source in the direction and the unit of the register.
    fn convert(self, value: Decimal) -> Option<Decimal> {
        in_unit(magnitude(value, self.flow), self.power)
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

impl Refusal {
    fn say(self, place: u64, output: &mut Output<'_>) -> Result<(), Error> {
        match self {
            Self::Repeated => output.skipped_row(place, "an equal read came before"),
            Self::TooLarge => output.lost_row(place, too_large(place)),
            Self::Contradicted => output.lost_row(
                place,
                Finding::new(
                    Code::ConvertControlFigure,
                    Location::whole().at_row(place),
                    "another read gives the same days of the register differently",
                )
                .with_help("the first one is kept; take the newer answer out of the source, or the older one"),
            ),
        }
    }
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
    let last = sorted.last().map_or(from, |(day, _)| *day);
    let Some(window) = Window::of_rows(from, last) else { return Ok(()) };
    output.series(window.series(&counter.register, RegisterRead::TYPE))?;
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
        derived(row, *place, window.incomplete.contains(&day), &mut ranks, output)?;
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
