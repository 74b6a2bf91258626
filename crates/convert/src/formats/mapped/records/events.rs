//! Events of a thing: what was used on a line, what a supply point consumed.
//!
//! Where the rows of a file ascend or descend by date they are handed on as they are read and nothing is kept; an
//! itemised bill that lists calls after messages is held in memory and sorted.

use std::collections::HashMap;

use pannier_model::{
    record::{AnyRecord, Consumption, Record as _, RecordType, Subscription, SupplyPoint, UsageEvent},
    value::{Amount, Date, Id},
};
use pannier_report::{Code, Finding, Location};
use serde_json::{Map, Value};

use super::{DataRow, Reading, layout::Events, nothing, part::Part};
use crate::{
    Error, Loss,
    events::statement::{Direction, Extent, Window},
    ids::{IdKey, Ranks, identify, stability},
    output::{Output, numbered},
    syntax::cells,
};

/// Most things of a file.
const THINGS: usize = 1000;
/// Most rows that are held in memory to be sorted.
const SORTED: u64 = 1_000_000;

/// A line or supply point of the file.
struct Found {
    state: Map<String, Value>,
    extent: Extent,
    /// The day after the last one that a row is about.
    to: Option<Date>,
}

impl Events {
    const fn event(self) -> &'static RecordType {
        match self {
            Self::Usage => UsageEvent::TYPE,
            Self::Consumption => Consumption::TYPE,
        }
    }

    const fn thing(self) -> &'static RecordType {
        match self {
            Self::Usage => Subscription::TYPE,
            Self::Consumption => SupplyPoint::TYPE,
        }
    }

    /// The member of an event that names its thing, and the name a thing gets.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Usage => ("line", "line"),
            Self::Consumption => ("supply_point", "supply"),
        }
    }
}

pub(super) fn read(
    event: &Part<'_>,
    thing: &Part<'_>,
    of: Events,
    reading: &mut Reading<'_, '_>,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let rows = Rows { event, thing, of };
    let mut things: Vec<Found> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    let mut whole = Extent::default();
    let mut count = 0_u64;
    let (mut rises, mut falls, mut last) = (false, false, None);
    let file = reading.file;
    reading.survey(&[event, thing], &[], output, |row, losses, _| {
        let Line { record, key, state } = match rows.read(&row, file, losses) {
            Ok(line) => line,
            Err(finding) => return Ok(Err(finding)),
        };
        let date = record.sort_date();
        let place = match index.get(&key) {
            Some(place) => *place,
            None if things.len() == THINGS => {
                return Ok(Err(Finding::new(
                    Code::ConvertStructure,
                    cells::at(row.raw, None),
                    "more than 1000 lines or supply points",
                )
                .into()));
            }
            None => {
                things.push(Found { state, extent: Extent::default(), to: None });
                index.insert(key, things.len() - 1);
                things.len() - 1
            }
        };
        things[place].extent.see(date, Amount::ZERO, None);
        let to = match &record {
            AnyRecord::Consumption(consumption) => Some(consumption.period_end),
            _ => date.next_day(),
        };
        things[place].to = things[place].to.max(to);
        whole.see(date, Amount::ZERO, None);
        rises |= last.is_some_and(|last| date > last);
        falls |= last.is_some_and(|last| date < last);
        last = Some(date);
        count += 1;
        Ok(Ok(()))
    })?;
    if things.is_empty() {
        return nothing(output);
    }
    let backwards = whole.direction() == Direction::NewestFirst;
    output.summary.newest_first = backwards;
    let mut series = Vec::with_capacity(things.len());
    for (number, found) in (1..).zip(things) {
        let Some(begun) = begin(number, found, of, file.options.account.as_ref(), output)? else { return Ok(()) };
        series.push(begun);
    }
    let mut emit = Emit { series, index, of };
    if !(rises && falls) {
        return reading.again(backwards, |row| match rows.read(&row, file, &mut Vec::new()) {
            Ok(line) => emit.event(row.raw.number, line, output),
            Err(_) => Ok(()),
        });
    }
    if count > SORTED {
        return output.finding(
            Finding::new(
                Code::ConvertStructure,
                Location::whole(),
                "more than a million rows in no order of their dates",
            )
            .with_help("sort the rows of the file by date, or split it by month"),
        );
    }
    let mut lines = Vec::new();
    reading.again(backwards, |row| {
        lines.extend(rows.read(&row, file, &mut Vec::new()).ok().map(|line| (row.raw.number, line)));
        Ok(())
    })?;
    lines.sort_by_key(|(_, line)| line.record.sort_date());
    lines.into_iter().try_for_each(|(place, line)| emit.event(place, line, output))
}

/// How rows are read, the same in both passes.
struct Rows<'a, 'm> {
    event: &'a Part<'m>,
    thing: &'a Part<'m>,
    of: Events,
}

/// One row.
struct Line {
    record: AnyRecord,
    /// What tells its thing from others of the file.
    key: String,
    state: Map<String, Value>,
}

impl Rows<'_, '_> {
    fn read(&self, row: &DataRow<'_>, file: &super::File<'_>, losses: &mut Vec<Loss>) -> Result<Line, Box<Finding>> {
        let (style, defaults) = (&file.style, file.defaults());
        let mut state = self.thing.read(row.raw, row.cells, style, defaults, losses)?;
        let mut members = self.event.read(row.raw, row.cells, style, defaults, losses)?;
        let key = state.get("number").map(Value::to_string).unwrap_or_default();
        let (reference, name) = self.of.names();
        members.insert("id".to_owned(), Value::String("event".to_owned()));
        members.insert(reference.to_owned(), Value::String(name.to_owned()));
        if let (Events::Consumption, Some(fuel)) = (self.of, state.get("fuel")) {
            members.entry("fuel").or_insert_with(|| fuel.clone());
        }
        state.entry("status").or_insert_with(|| Value::String("unknown".to_owned()));
        if self.of == Events::Usage {
            state.entry("billing").or_insert_with(|| Value::String("unknown".to_owned()));
        }
        let record = record(self.of.event(), members, row)?;
        if let AnyRecord::Consumption(consumption) = &record
            && consumption.period_end <= consumption.date
        {
            return Err(Finding::new(Code::ConvertDate, cells::at(row.raw, None), "a period ends before it begins")
                .with_help("period_end is the day after the last one; `inclusive = true` reads the last day itself")
                .into());
        }
        Ok(Line { record, key, state })
    }
}

/// A record of its members; what does not fit together is a finding at its row.
fn record(
    record_type: &'static RecordType,
    members: Map<String, Value>,
    row: &DataRow<'_>,
) -> Result<AnyRecord, Box<Finding>> {
    AnyRecord::deserialize(record_type, Value::Object(members)).map_err(|error| {
        Finding::new(Code::ConvertStructure, cells::at(row.raw, None), "a row makes no record of its type")
            .with_value(error.to_string())
            .into()
    })
}

/// A thing whose state and series are handed on.
struct Begun {
    id: Id,
    window: Window,
    ranks: Ranks,
    day: Option<Date>,
}

fn begin(
    number: usize,
    found: Found,
    of: Events,
    name: Option<&Id>,
    output: &mut Output<'_>,
) -> Result<Option<Begun>, Error> {
    let id = numbered(name.map_or(of.names().1, Id::as_str), number);
    let (Some(latest), Some(mut window)) = (found.extent.latest, Window::of(None, found.extent.span(), output)?) else {
        output.finding(crate::output::last_day(Location::whole()))?;
        return Ok(None);
    };
    if let Some(to) = found.to.filter(|to| *to > window.to) {
        window.incomplete.remove(&latest);
        window.incomplete.extend(to.previous_day());
        window.to = to;
    }
    let mut state = found.state;
    state.insert("id".to_owned(), Value::String(id.as_str().to_owned()));
    state.insert("as_of".to_owned(), Value::String(latest.to_string()));
    match AnyRecord::deserialize(of.thing(), Value::Object(state)) {
        Ok(state) => output.state(id.clone(), state)?,
        Err(error) => {
            output.finding(
                Finding::new(
                    Code::ConvertStructure,
                    Location::whole(),
                    "what the rows belong to makes no record of its type",
                )
                .with_value(error.to_string()),
            )?;
            return Ok(None);
        }
    }
    output.series(window.series(&id, of.event()))?;
    Ok(Some(Begun { id, window, ranks: Ranks::default(), day: None }))
}

struct Emit {
    series: Vec<Begun>,
    index: HashMap<String, usize>,
    of: Events,
}

impl Emit {
    /// Gives an event its thing, its id and its place, and hands it on. Events of a thing come oldest first.
    fn event(&mut self, place: u64, line: Line, output: &mut Output<'_>) -> Result<(), Error> {
        let Some(begun) = self.index.get(&line.key).and_then(|index| self.series.get_mut(*index)) else {
            return Ok(());
        };
        let mut record = line.record;
        let date = record.sort_date();
        if begun.day.replace(date) != Some(date) {
            begun.ranks.clear();
        }
        let stability = Some(stability(begun.window.incomplete.contains(&date)));
        let source_ref = format!("row:{place}").parse().ok();
        match &mut record {
            AnyRecord::UsageEvent(event) => {
                event.line = begun.id.clone();
                (event.id_stability, event.source_ref) = (stability, source_ref);
            }
            AnyRecord::Consumption(event) => {
                event.supply_point = Some(begun.id.clone());
                (event.id_stability, event.source_ref) = (stability, source_ref);
            }
            _ => {}
        }
        debug_assert!(record.record_type() == self.of.event());
        identify(&IdKey::ZERO, &mut begun.ranks, &mut record);
        output.row(place, record)
    }
}
