//! What counters showed: a row is a reading of one register, or of several that stand beside each other.

use pannier_model::{
    record::{AnyRecord, Record as _, RegisterRead},
    value::{Date, Flow, Id, Instant, Time, Unit, Zone},
};
use pannier_report::{Code, Finding};
use serde_json::{Map, Value};

use super::{
    DataRow, Reading as Rows,
    meter::{Point, Reader, RegisterParts, Registers, by_point, direction, key, refused, said, unit, word, zone},
    nothing,
    part::Part,
};
use crate::{
    Error, Loss,
    events::{readings::Near, statement::Window},
    ids::{IdKey, Ranks, identify, stability},
    output::{Output, numbered},
    syntax::cells,
};

/// Most readings of a file, which are held in memory until it ends.
const READINGS: usize = 1_000_000;

/// The records of a row in one file.
pub(super) struct Parts<'m> {
    pub(super) point: Part<'m>,
    pub(super) registers: Vec<RegisterParts<'m>>,
}

/// A register of the file.
struct Found {
    point: Map<String, Value>,
    register: Map<String, Value>,
    unit: Unit,
    reads: Vec<Read>,
    near: Near,
}

/// One reading.
struct Read {
    row: RegisterRead,
    place: u64,
    /// Of those that stand in one row the first is counted.
    is_first: bool,
}

impl Read {
    /// What it is sorted by: within a day by its moment or its time.
    fn when(&self) -> (Date, i64) {
        let clock = self.row.time.map_or(0, |time| i64::from(time.second_of_day()));
        (self.row.date, self.row.at.map_or(clock, Instant::epoch_seconds))
    }

    fn repeats(&self, before: &Self) -> bool {
        self.when() == before.when() && self.row.reading == before.row.reading && self.row.reason == before.row.reason
    }
}

pub(super) fn read(parts: &Parts<'_>, rows: &mut Rows<'_, '_>, output: &mut Output<'_>) -> Result<(), Error> {
    let file = rows.file;
    let Some((zone, days)) = zone(file, output)? else { return Ok(()) };
    let reader = Reader { parts, file, days: &days };
    let mut found = Registers::<Found>::default();
    let all: Vec<&Part<'_>> =
        std::iter::once(&parts.point).chain(parts.registers.iter().flat_map(RegisterParts::both)).collect();
    rows.survey(&all, &[], output, |row, losses, _| {
        if found.each().map(|found| found.reads.len()).sum::<usize>() >= READINGS {
            return Ok(Err(Finding::new(
                Code::ConvertStructure,
                cells::at(row.raw, None),
                "more than a million readings",
            )
            .with_help("split the file by year")
            .into()));
        }
        Ok(reader.take(&row, &mut found, losses))
    })?;
    let found = found.all();
    if found.is_empty() {
        return nothing(output);
    }
    let name = file.options.account.as_ref().map_or("supply", Id::as_str).to_owned();
    let mut registers_so_far = 0;
    for (number, registers) in (1..).zip(by_point(found, |found| &found.point)) {
        emit(numbered(&name, number), registers, &mut registers_so_far, &zone, output)?;
    }
    Ok(())
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
        let mut taken: Vec<(usize, RegisterRead)> = Vec::new();
        for parts in said(row, &self.parts.registers, "reading", style)? {
            let register = parts.register.read(row.raw, row.cells, style, defaults, losses)?;
            let mut members = parts.reading.read(row.raw, row.cells, style, defaults, losses)?;
            let unit = unit(row, &members)?;
            let at = found.of(row, key(&point, &register, unit), || {
                let (point, register) = (point.clone(), register.clone());
                Found { point, register, unit, reads: Vec::new(), near: Near::default() }
            })?;
            self.place_in_time(row, &parts.reading, &mut members, &mut found.at(at).near)?;
            members.insert("id".to_owned(), Value::String("reading".to_owned()));
            members.insert("register".to_owned(), Value::String("register".to_owned()));
            members.insert("direction".to_owned(), Value::String(word(&register, "direction").to_owned()));
            let read: RegisterRead = serde_json::from_value(Value::Object(members)).map_err(|error| {
                Finding::new(Code::ConvertStructure, cells::at(row.raw, None), "a row makes no record of its type")
                    .with_value(error.to_string())
            })?;
            if read.reading.signum() < 0 {
                return Err(refused(
                    row,
                    Code::ConvertAmount,
                    "a reading of a counter is negative",
                    "what was used between two readings is record = \"consumption\"",
                ));
            }
            taken.push((at, read));
        }
        for (number, (at, read)) in taken.into_iter().enumerate() {
            found.at(at).reads.push(Read { row: read, place: row.raw.number, is_first: number == 0 });
        }
        Ok(())
    }

    /// Day and time of the clock follow from the moment, where there is one.
    fn place_in_time(
        &self,
        row: &DataRow<'_>,
        part: &Part<'_>,
        members: &mut Map<String, Value>,
        near: &mut Near,
    ) -> Result<(), Box<Finding>> {
        if !part.plan.gives("at") {
            return Ok(());
        }
        let wrong = || {
            Box::new(
                Finding::new(
                    Code::ConvertDate,
                    cells::at(row.raw, None),
                    "a reading was not taken at a moment of its zone",
                )
                .with_help("a row that holds no data is named under [[leave_out]]"),
            )
        };
        let (member, indices) = (part.members(row.cells).unwrap_or_default().into_iter())
            .find(|(member, _)| member.name == "at")
            .ok_or_else(wrong)?;
        let local = member.text(row.cells, indices, &self.file.style).and_then(|text| member.local(&text));
        let moment = match local {
            Some((day, second)) => self.days.moment(day, second, *near),
            None => word(members, "at").parse::<Instant>().ok().map(Instant::epoch_seconds),
        };
        let moment = moment.ok_or_else(wrong)?;
        near.next(moment);
        let shown = self.days.of(moment).zip(self.days.offset(moment)).and_then(|(day, offset)| {
            let clock = u32::try_from((moment + offset).rem_euclid(86_400)).ok()?;
            let part = |part: u32| u8::try_from(part).ok();
            Some((day, Time::new(part(clock / 3_600)?, part(clock / 60 % 60)?, Some(part(clock % 60)?)).ok()?))
        });
        let ((day, time), at) = shown.zip(Instant::from_epoch_seconds(moment)).ok_or_else(wrong)?;
        for (name, value) in [("date", day.to_string()), ("time", time.to_string()), ("at", at.to_string())] {
            members.insert(name.to_owned(), Value::String(value));
        }
        Ok(())
    }
}

/// Hands on a supply point with its registers, then what each of these showed.
fn emit(
    point: Id,
    found: Vec<Found>,
    registers_so_far: &mut usize,
    zone: &Zone,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let Some(state) = found.first().map(|found| found.point.clone()) else { return Ok(()) };
    let last = found.iter().flat_map(|found| &found.reads).map(|read| read.row.date).max();
    let Some(as_of) = last.filter(|day| day.next_day().is_some()) else { return nothing(output) };
    let exports = found.iter().any(|found| {
        direction(&found.register) == Some(Flow::Export)
            && found.reads.iter().any(|read| read.row.reading.signum() != 0)
    });
    let Some(point) = Point::begin(point, state, as_of, exports, zone, output)? else { return Ok(()) };
    let mut counters = Vec::with_capacity(found.len());
    for found in found {
        *registers_so_far += 1;
        let id = numbered("register", *registers_so_far);
        if !point.register(&id, found.register, found.unit, "cumulative", output)? {
            return Ok(());
        }
        counters.push((id, found.reads));
    }
    counters.into_iter().try_for_each(|(register, reads)| shown(&register, reads, output))
}

/// The readings of one register, oldest first; days between two are not missing.
fn shown(register: &Id, mut reads: Vec<Read>, output: &mut Output<'_>) -> Result<(), Error> {
    reads.sort_by_key(Read::when);
    let (Some(from), Some(last)) = (reads.first().map(|read| read.row.date), reads.last().map(|read| read.row.date))
    else {
        return Ok(());
    };
    let Some(window) = Window::of_rows(from, last) else { return Ok(()) };
    output.series(window.series(register, RegisterRead::TYPE))?;
    let mut ranks = Ranks::default();
    let mut before: Option<Read> = None;
    for read in reads {
        if before.as_ref().is_some_and(|before| read.repeats(before)) {
            if read.is_first {
                output.skipped_row(read.place, "an equal reading came before")?;
            }
            continue;
        }
        let mut row = read.row.clone();
        row.register = register.clone();
        row.source_ref = format!("row:{}", read.place).parse().ok();
        row.id_stability = Some(stability(window.incomplete.contains(&row.date)));
        let mut record = AnyRecord::from(row);
        identify(&IdKey::ZERO, &mut ranks, &mut record);
        if read.is_first {
            output.row(read.place, record)?;
        } else {
            output.record(Some(read.place), record)?;
        }
        before = Some(read);
    }
    Ok(())
}
