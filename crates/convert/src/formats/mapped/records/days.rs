//! Readings of registers: a row is one reading, or a day with its slots in columns.

use pannier_model::value::{Date, Decimal, Duration, Flow, Id, Quality, Unit, Zone};
use pannier_report::{Code, Finding, Location};
use serde_json::{Map, Value};

use super::{
    DataRow, File, Reading as Rows,
    meter::{Point, Reader, RegisterParts, Registers, by_point, direction, key, refused, said, unit, word, zone},
    nothing,
    numbered::{Alone, Numbered, Slot, alone},
    part::Part,
};
use crate::{
    Error, Loss,
    events::readings::{Counter, Course, Days, Near, Place, Reading, consumption, interval_days},
    formats::mapped::columns::cell,
    output::{Output, numbered},
    syntax::cells,
    values::quantity::scaled,
};

/// Most readings of a file, which are held in memory until it ends.
const READINGS: u64 = 5_000_000;
/// Longest reading, in seconds: 400 days.
const LONGEST: i64 = 400 * 86_400;

/// The records of a row in one file.
pub(super) struct Parts<'m> {
    pub(super) point: Part<'m>,
    /// One, or several of which a row has a reading each.
    pub(super) registers: Vec<RegisterParts<'m>>,
    pub(super) slots: Option<Slots>,
}

/// The columns of a day, from one to another.
#[derive(Clone, Copy)]
pub(super) struct Slots {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) by_clock: bool,
}

/// A register of the file.
struct Found {
    point: Map<String, Value>,
    register: Map<String, Value>,
    unit: Unit,
    net: bool,
    readings: Vec<Reading>,
    /// Slots of days on which the clock changes.
    numbered: Numbered,
    near: Near,
}

impl Found {
    fn new(point: Map<String, Value>, register: Map<String, Value>, unit: Unit, net: bool) -> Self {
        let (readings, numbered, near) = (Vec::new(), Numbered::default(), Near::default());
        Self { point, register, unit, net, readings, numbered, near }
    }

    /// Takes what a row says.
    fn take(&mut self, said: Said) {
        match said {
            Said::At(readings) => self.readings.extend(readings),
            Said::On(day, slot) => self.numbered.push(day, slot),
        }
    }

    /// Finds out what the numbers of slots mean on days on which the clock changes.
    fn number(&mut self, days: &Days, output: &mut Output<'_>) -> Result<(), Error> {
        let told = std::mem::take(&mut self.numbered).told(days);
        self.readings.extend(told.readings);
        for row in told.unclear {
            output.skipped_row(row, "the clock changes on this day, and nothing says whether slots after that are counted or go by the clock")?;
        }
        for row in told.skipped {
            output.skipped_row(row, "zero for an hour that the clock skips")?;
        }
        for row in told.wrong {
            let location = Location { row: Some(row), ..Location::default() };
            output.lost_row(row, Finding::new(Code::ConvertStructure, location, NO_SLOT))?;
        }
        Ok(())
    }
}

/// What a row says of one register.
enum Said {
    /// Readings at moments.
    At(Vec<Reading>),
    /// One of a day on which the clock changes, by its number.
    On(Date, Slot),
}

const NO_SLOT: &str = "a slot has a value that its day does not have";

pub(super) fn read(parts: &Parts<'_>, rows: &mut Rows<'_, '_>, output: &mut Output<'_>) -> Result<(), Error> {
    let file = rows.file;
    let Some((zone, days)) = zone(file, output)? else { return Ok(()) };
    let more: Vec<usize> = parts.slots.map(|slots| (slots.first..=slots.last).collect()).unwrap_or_default();
    let reader = Reader { parts, file, days: &days };
    let mut found = Registers::default();
    let mut count = 0_u64;
    let all: Vec<&Part<'_>> =
        std::iter::once(&parts.point).chain(parts.registers.iter().flat_map(RegisterParts::both)).collect();
    rows.survey(&all, &more, output, |row, losses, _| {
        count += 1;
        if count > READINGS {
            return Ok(Err(Finding::new(
                Code::ConvertStructure,
                cells::at(row.raw, None),
                "more than five million rows",
            )
            .with_help("split the file by year")
            .into()));
        }
        Ok(reader.take(&row, &mut found, losses))
    })?;
    let mut found = found.all();
    for register in &mut found {
        register.number(&days, output)?;
    }
    if found.is_empty() {
        return nothing(output);
    }
    emit(found, file, &zone, &days, output)
}

impl Reader<'_, Parts<'_>> {
    fn take(
        &self,
        row: &DataRow<'_>,
        found: &mut Registers<Found>,
        losses: &mut Vec<Loss>,
    ) -> Result<(), Box<Finding>> {
        let (style, defaults) = (&self.file.style, self.file.defaults());
        let point = self.parts.point.read(row.raw, row.cells, style, defaults, losses)?;
        let said = said(row, &self.parts.registers, "quantity", style)?;
        let mut taken = Vec::with_capacity(said.len());
        for parts in said {
            let register = parts.register.read(row.raw, row.cells, style, defaults, losses)?;
            let members = parts.reading.read(row.raw, row.cells, style, defaults, losses)?;
            let quality = Quality::parse(word(&members, "quality")).map_err(|_| {
                refused(row, Code::ConvertMapping, "a reading has no quality", "values says what holds for all")
            })?;
            let unit = unit(row, &members)?;
            let at = found.of(row, key(&point, &register, unit), || {
                let net = word(&register, "direction") == "net";
                Found::new(point.clone(), register, unit, net)
            })?;
            let register = found.at(at);
            let said = match self.parts.slots {
                Some(slots) => Said::At(self.day(row, slots, &members, quality)?),
                None => self.reading(row, &parts.reading, &members, quality, &mut register.near)?,
            };
            let is_negative = match &said {
                Said::At(readings) => readings.iter().any(|reading| reading.value.signum() < 0),
                Said::On(_, slot) => slot.reading.value.signum() < 0,
            };
            if is_negative && !register.net {
                return Err(refused(
                    row,
                    Code::ConvertAmount,
                    "a quantity is negative, and the flow not net",
                    "direction in [register] says which way it flows",
                ));
            }
            taken.push((at, said));
        }
        for (at, said) in taken {
            found.at(at).take(said);
        }
        Ok(())
    }

    /// One reading: two of its start, its end and its length, or its number within a day.
    fn reading(
        &self,
        row: &DataRow<'_>,
        part: &Part<'_>,
        members: &Map<String, Value>,
        quality: Quality,
        near: &mut Near,
    ) -> Result<Said, Box<Finding>> {
        let wrong = |code: Code, message: &str| -> Box<Finding> {
            Finding::new(code, cells::at(row.raw, None), message.to_owned()).into()
        };
        let quantity = members.get("quantity").and_then(Value::as_str).and_then(|text| text.parse().ok());
        let value: Decimal = quantity.ok_or_else(|| wrong(Code::ConvertAmount, "a reading has no quantity"))?;
        if part.plan.gives("slot") {
            return self.slot(row, part, members, quality, value);
        }
        let length = resolution(members);
        let given = |name: &str| members.contains_key(name);
        let (start, end) = match length {
            Some(length) if !given("start") => {
                let end = self.moment(row, part, members, "end", *near);
                let end =
                    end.ok_or_else(|| wrong(Code::ConvertDate, "a reading does not end at a moment of its zone"))?;
                near.next(end);
                (self.before(end, length), Some(end))
            }
            _ => {
                let start = self.moment(row, part, members, "start", *near);
                let start = start
                    .ok_or_else(|| wrong(Code::ConvertDate, "a reading does not begin at a moment of its zone"))?;
                near.next(start);
                let end = match length {
                    Some(length) => self.after(start, length),
                    None => self.moment(row, part, members, "end", Near::after(start)),
                };
                (Some(start), end)
            }
        };
        let (start, seconds) = start
            .zip(end)
            .map(|(start, end)| (start, end - start))
            .filter(|(_, seconds)| (1..=LONGEST).contains(seconds))
            .ok_or_else(|| wrong(Code::ConvertDate, "a reading lasts no time, or more than 400 days"))?;
        Ok(Said::At(vec![Reading { place: row.raw.number, start, seconds, value, quality }]))
    }

    /// A reading by its number within a day, or by how long after midnight it ends.
    fn slot(
        &self,
        row: &DataRow<'_>,
        part: &Part<'_>,
        members: &Map<String, Value>,
        quality: Quality,
        value: Decimal,
    ) -> Result<Said, Box<Finding>> {
        let wrong = |code: Code, message: &str| -> Box<Finding> {
            Finding::new(code, cells::at(row.raw, None), message.to_owned()).into()
        };
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        let day: Option<Date> = text("date").and_then(|text| text.parse().ok());
        let day = day.ok_or_else(|| wrong(Code::ConvertDate, "a row does not say its day"))?;
        let seconds = resolution(members).and_then(Duration::seconds).map(i64::from).filter(|length| *length > 0);
        let seconds =
            seconds.ok_or_else(|| wrong(Code::ConvertMapping, "slots of a day have a resolution such as PT30M"))?;
        let whole = text("slot").and_then(|text| text.parse::<Decimal>().ok()).map(Decimal::trimmed);
        let whole: Option<i64> = whole.and_then(|whole| whole.to_string().parse().ok());
        let members = part.members(row.cells).unwrap_or_default();
        let is_length = members.iter().any(|(member, _)| member.name == "slot" && member.is_length());
        let number = if is_length { whole.filter(|end| end % seconds == 0).map(|end| end / seconds) } else { whole };
        let reading = Reading { place: row.raw.number, start: 0, seconds, value, quality };
        match number.and_then(|number| alone(day, Slot { number, reading }, self.days)) {
            Some(Alone::Told(reading)) => Ok(Said::At(vec![reading])),
            Some(Alone::Open(slot)) => Ok(Said::On(day, slot)),
            None => Err(wrong(Code::ConvertStructure, NO_SLOT)),
        }
    }

    /// A moment with its offset, or a time of the clock in the zone of the file. Of an hour that comes twice the one
    /// after the reading before is meant.
    fn moment(
        &self,
        row: &DataRow<'_>,
        part: &Part<'_>,
        members: &Map<String, Value>,
        name: &str,
        near: Near,
    ) -> Option<i64> {
        let (member, indices) = part.members(row.cells).ok()?.into_iter().find(|(member, _)| member.name == name)?;
        if member.is_local() {
            let text = member.text(row.cells, indices, &self.file.style)?;
            if let Some((day, second)) = member.local(&text) {
                return self.days.moment(day, second, near);
            }
        }
        let text = members.get(name).and_then(Value::as_str)?;
        text.parse().ok().map(pannier_model::value::Instant::epoch_seconds)
    }

    /// The start of a slot of this length that ends at a moment; a day is one of the calendar.
    fn before(&self, end: i64, resolution: Duration) -> Option<i64> {
        if let Some(seconds) = resolution.seconds() {
            return end.checked_sub(i64::from(seconds));
        }
        let start = self.days.start(self.days.of(end.checked_sub(1)?)?)?;
        (self.after(start, resolution) == Some(end)).then_some(start)
    }

    /// The end of a slot of this length; a day is one of the calendar.
    fn after(&self, start: i64, resolution: Duration) -> Option<i64> {
        match resolution.seconds() {
            Some(seconds) => start.checked_add(i64::from(seconds)),
            None => self.days.start(resolution.after(self.days.of(start)?)?),
        }
    }

    /// The readings of a row that is a day: empty columns are slots of which nothing is known.
    fn day(
        &self,
        row: &DataRow<'_>,
        slots: Slots,
        members: &Map<String, Value>,
        quality: Quality,
    ) -> Result<Vec<Reading>, Box<Finding>> {
        let wrong = |code: Code, index: Option<usize>, message: &str| -> Box<Finding> {
            Finding::new(code, cells::at(row.raw, index), message.to_owned()).into()
        };
        let day: Option<Date> = members.get("date").and_then(Value::as_str).and_then(|text| text.parse().ok());
        let day = day.ok_or_else(|| wrong(Code::ConvertDate, None, "a row does not say its day"))?;
        let bounds = day.next_day().and_then(|next| Some((self.days.start(day)?, self.days.start(next)?)));
        let (from, to) = bounds.ok_or_else(|| wrong(Code::ConvertDate, None, "a day lies outside the calendar"))?;
        let length = resolution(members).and_then(Duration::seconds).map(i64::from).filter(|length| *length > 0);
        let length = length
            .ok_or_else(|| wrong(Code::ConvertMapping, None, "slots of a day have a resolution such as PT30M"))?;
        let mut readings = Vec::new();
        let mut near = Near::default();
        for (number, index) in (0_i64..).zip(slots.first..=slots.last) {
            let text = cell(row.cells, index);
            if text.is_empty() || self.file.style.absent.iter().any(|absent| absent == text) {
                continue;
            }
            let start = if slots.by_clock {
                self.days.moment(day, number * length, near)
            } else {
                Some(from + number * length).filter(|start| start + length <= to)
            };
            let start = start.ok_or_else(|| wrong(Code::ConvertStructure, Some(index), NO_SLOT))?;
            near.next(start);
            let value = self.quantity(text, members).ok_or_else(|| {
                Box::new(
                    wrong(Code::ConvertAmount, Some(index), "a slot holds no number in the style of the file")
                        .with_value(text),
                )
            })?;
            readings.push(Reading { place: row.raw.number, start, seconds: length, value, quality });
        }
        Ok(readings)
    }

    /// The value of a slot in the unit of its register.
    fn quantity(&self, text: &str, members: &Map<String, Value>) -> Option<Decimal> {
        let symbols: Vec<&str> = self.file.style.symbols.iter().map(String::as_str).collect();
        let value = self.file.style.numbers.read_decimal(text, &symbols).ok()?;
        match members.get("factor").and_then(Value::as_str) {
            Some(factor) => scaled(value, factor.parse().ok()?),
            None => Some(value),
        }
    }
}

fn resolution(members: &Map<String, Value>) -> Option<Duration> {
    members.get("resolution").and_then(Value::as_str).and_then(|text| text.parse().ok())
}

/// Hands on supply points with their registers, then what each of these counted.
fn emit(found: Vec<Found>, file: &File<'_>, zone: &Zone, days: &Days, output: &mut Output<'_>) -> Result<(), Error> {
    let name = file.options.account.as_ref().map_or("supply", Id::as_str).to_owned();
    let mut registers_so_far = 0;
    for (number, registers) in (1..).zip(by_point(found, |found| &found.point)) {
        let point = numbered(&name, number);
        point_of(point, registers, &mut registers_so_far, zone, days, output)?;
    }
    Ok(())
}

fn point_of(
    point: Id,
    registers: Vec<Found>,
    registers_so_far: &mut usize,
    zone: &Zone,
    days: &Days,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let Some(state) = registers.first().map(|register| register.point.clone()) else { return Ok(()) };
    let mut counters = Vec::with_capacity(registers.len());
    let mut exports = false;
    for found in registers {
        *registers_so_far += 1;
        let id = numbered("register", *registers_so_far);
        let flows = found.readings.iter().any(|reading| reading.value.signum() != 0);
        let course = Course::of(Box::new(found.readings), days, output)?;
        let Some(direction) = direction(&found.register) else { continue };
        exports |= direction == Flow::Export && flows;
        let tou = found.register.get("tou").and_then(Value::as_str).map(str::to_owned);
        counters.push((Counter { id, direction, unit: found.unit, tou, course }, found.register));
    }
    let last = counters.iter().filter_map(|(counter, _)| counter.course.last_day()).max();
    let Some(as_of) = last.filter(|day| day.next_day().is_some()) else { return nothing(output) };
    let Some(point) = Point::begin(point, state, as_of, exports, zone, output)? else { return Ok(()) };
    for (counter, register) in &mut counters {
        if !point.register(&counter.id, std::mem::take(register), counter.unit, "interval", output)? {
            return Ok(());
        }
    }
    let Point { id, country, fuel, .. } = point;
    let place = Place { point: id, country, zone: zone.clone(), days: days.clone(), fuel };
    for (counter, _) in counters {
        interval_days(&counter, &place, output)?;
        consumption(&counter, &place, output)?;
    }
    Ok(())
}
