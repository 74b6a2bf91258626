//! NEM12 and NEM13: the meter data file format of the Australian energy market operator (MDFF).
//!
//! Carried: connection points as supply points, meters, data streams as registers, days with their intervals and
//! qualities; of NEM13 readings and what was used between them. The file is read twice, because a day may be revised
//! later in it; what is held in memory is one day, and for each day where it stands.
//!
//! Not carried, and named as losses: methods and reasons of substitutions, participants, dates of the next reading,
//! service orders and index reads (500, 550).

mod accumulated;
mod day;
mod lines;

use std::collections::{BTreeMap, HashMap};

use pannier_model::{
    record::{IntervalDay, Meter, MeterKind, Record as _, Register, RegisterKind, SupplyPoint, SupplyPointStatus},
    value::{Country, Date, Flow, Fuel, Id, Name, NumberScheme, Unit},
};
use pannier_report::{Code, Finding, Location};

use self::{
    accumulated::Accumulated,
    day::{Day, date},
    lines::{At, Line, Lines},
};
use crate::{
    Error, Format, Input, Loss, Options, Series, Sink, Summary,
    events::interval::{self, Counter, Day as Row, minutes, stretches},
    formats::{
        api,
        mdff::{self, Stream},
    },
    output::{Output, day_series, numbered},
    syntax::{encoding, transcoded::Transcoded},
    values::text::trimmed,
};

/// Reads a file. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Nem12, sink);
    let mark = encoding::byte_order_mark(&encoding::head(input, 4)?);
    match mark {
        // Lines cannot be found in its bytes.
        Some((encoding, _)) if encoding.is_utf_16() => match Transcoded::new(input, encoding)? {
            Ok(mut text) => convert(&mut text, 0, options, &mut output)?,
            Err(finding) => output.finding(finding)?,
        },
        mark => convert(input, mark.map_or(0, |(_, length)| length), options, &mut output)?,
    }
    Ok(output.summary)
}

/// Whether a text is such a file, with its header or, as some sites give it out, without.
pub(crate) fn resembles(start: &str) -> bool {
    // A program that puts fields into quotation marks does so with all of them.
    let mut lines = start.lines().map(|line| line.trim().replace('"', "")).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    let header = first.strip_prefix("100,").unwrap_or_default().to_ascii_uppercase();
    header.starts_with("NEM12") || header.starts_with("NEM13") || (is_block(&first) && second.starts_with("300,"))
}

/// A 200 record, not just any row that begins with the number.
fn is_block(line: &str) -> bool {
    let fields: Vec<&str> = line.split(',').collect();
    fields.len() >= 9
        && fields[0] == "200"
        && mdff::unit(fields[7]).is_some()
        && matches!(fields[8].trim().parse(), Ok(1_u32..=1_440))
}

/// What a 200 record says about the days after it.
#[derive(Clone, Debug)]
struct Block {
    /// The register of [`Scan::streams`] that the days belong to.
    stream: usize,
    minutes: u32,
    power: i32,
    /// A net may be negative.
    signed: bool,
}

/// Where a day stands, and which of several for one date it is.
#[derive(Clone, Copy, Debug)]
struct Place {
    date: Date,
    at: At,
    updated: Option<u64>,
    whole: bool,
    /// For telling equal copies from others.
    content: u64,
    block: u32,
}

/// One register.
struct Registered {
    nmi: usize,
    suffix: String,
    register: String,
    serial: String,
    unit: Unit,
    flow: Flow,
    days: Vec<Place>,
    accumulated: Accumulated,
}

/// What the first pass found.
#[derive(Default)]
struct Scan {
    nmis: Vec<String>,
    by_nmi: HashMap<String, usize>,
    streams: Vec<Registered>,
    by_key: HashMap<(String, String, String, String, Unit), usize>,
    blocks: Vec<Block>,
    created: Option<Date>,
    /// Fields that no member takes, with how many there are.
    unread: BTreeMap<&'static str, u64>,
}

/// The block that days belong to, or why there is none.
enum Within {
    Nothing,
    Block(usize),
    Refused(&'static str),
}

fn convert(input: &mut dyn Input, start: u64, options: &Options, output: &mut Output<'_>) -> Result<(), Error> {
    let mut lines = Lines::new(input, start)?;
    let scan = scan(&mut lines, output)?;
    for (field, count) in &scan.unread {
        output.loss(Loss::values(*field, *count, "that no member takes"))?;
    }
    if scan.streams.is_empty() {
        output.finding(
            Finding::new(Code::ConvertStructure, Location::whole(), "there is no day and no reading in the file")
                .with_help("NEM12 has 200 and 300 records, NEM13 has 250 records"),
        )?;
    }
    emit(scan, &mut lines, options, output)
}

/// First pass: which registers there are, and where each day stands. What is wrong with a row is said here.
fn scan(lines: &mut Lines<'_>, output: &mut Output<'_>) -> Result<Scan, Error> {
    let mut scan = Scan::default();
    let mut within = Within::Nothing;
    let mut pending: Option<(Day, At, usize)> = None;
    let (mut headers, mut ends, mut last) = (0_u64, 0_u64, 0);
    loop {
        let next = lines.next()?;
        let Some((at, line)) = next else { break };
        let wrong = |code, message: &str| Finding::new(code, Location::whole().at_row(at.row), message);
        let text = match line {
            Line::Text(text) => text,
            Line::NoText => {
                output.lost_row(
                    at.row,
                    wrong(Code::ConvertEncoding, "a byte is no character of UTF-8")
                        .with_help("the format is plain ASCII; save the file as UTF-8"),
                )?;
                continue;
            }
            Line::TooLong => {
                output.lost_row(at.row, wrong(Code::ConvertStructure, "a line is longer than 64 KiB"))?;
                continue;
            }
        };
        let fields = fields(text);
        if fields.iter().all(|field| field.is_empty()) {
            continue;
        }
        last = at.row;
        if fields[0] != "400"
            && let Some((day, at, block)) = pending.take()
        {
            scan.keep(day, at, block, output)?;
        }
        match fields[0] {
            "100" => {
                headers += 1;
                within = Within::Nothing;
                scan.created = fields.get(2).and_then(|written| date(written)).max(scan.created);
                scan.count(&fields, &[(3, "100/FromParticipant"), (4, "100/ToParticipant")]);
            }
            "200" => match scan.block(&fields, at.row) {
                Ok(block) => within = Within::Block(block),
                Err((reason, None)) => within = Within::Refused(reason),
                Err((reason, Some(finding))) => {
                    within = Within::Refused(reason);
                    output.finding(finding)?;
                }
            },
            "300" => match within {
                Within::Nothing => {
                    output.lost_row(at.row, wrong(Code::ConvertStructure, "a day has no 200 record before it"))?;
                }
                Within::Refused(reason) => output.skipped_row(at.row, reason)?,
                Within::Block(block) => match Day::begin(at.row, &fields, &scan.blocks[block]) {
                    Ok(day) => {
                        let count = usize::try_from(1_440 / scan.blocks[block].minutes).unwrap_or(0);
                        scan.count(
                            &fields,
                            &[
                                (2 + count + 1, "300/ReasonCode"),
                                (2 + count + 2, "300/ReasonDescription"),
                                (2 + count + 4, "300/MSATSLoadDateTime"),
                            ],
                        );
                        if fields[2 + count].len() > 1 {
                            *scan.unread.entry("300/QualityMethod (method)").or_default() += 1;
                        }
                        pending = Some((day, at, block));
                    }
                    Err(finding) => output.lost_row(at.row, finding)?,
                },
            },
            "400" => match &mut pending {
                Some((day, ..)) => {
                    day.run(at.row, &fields);
                    scan.count(&fields, &[(4, "400/ReasonCode"), (5, "400/ReasonDescription")]);
                }
                None => *scan.unread.entry("400 of a day that is lost").or_default() += 1,
            },
            "250" => scan.accumulated(&fields, at.row, output)?,
            "500" | "550" => *scan.unread.entry("500, 550").or_default() += 1,
            "900" => {
                ends += 1;
                within = Within::Nothing;
            }
            _ => {
                output.lost_row(
                    at.row,
                    wrong(Code::ConvertStructure, "a row begins with no number of a record of this format"),
                )?;
            }
        }
    }
    if let Some((day, at, block)) = pending.take() {
        scan.keep(day, at, block, output)?;
    }
    if ends < headers {
        let message = "the file begins with a header (100) and has no end (900)";
        output.finding(
            Finding::new(Code::ConvertControlFigure, Location::whole().at_row(last), message)
                .with_help("it may be cut off; what stands before the end was read"),
        )?;
    }
    Ok(scan)
}

impl Scan {
    /// Counts fields that are given and that no member takes.
    fn count(&mut self, fields: &[&str], places: &[(usize, &'static str)]) {
        for (index, name) in places {
            if fields.get(*index).is_some_and(|field| !field.is_empty()) {
                *self.unread.entry(name).or_default() += 1;
            }
        }
    }

    fn nmi(&mut self, nmi: &str) -> usize {
        let next = self.nmis.len();
        let number = *self.by_nmi.entry(nmi.to_owned()).or_insert(next);
        if number == next {
            self.nmis.push(nmi.to_owned());
        }
        number
    }

    /// The register of these names; another meter has registers of its own.
    fn stream(&mut self, nmi: &str, suffix: &str, register: &str, serial: &str, (unit, flow): (Unit, Flow)) -> usize {
        let key = (nmi.to_owned(), suffix.to_owned(), register.to_owned(), serial.to_owned(), unit);
        if let Some(known) = self.by_key.get(&key) {
            return *known;
        }
        let nmi = self.nmi(nmi);
        self.streams.push(Registered {
            nmi,
            suffix: suffix.to_owned(),
            register: register.to_owned(),
            serial: serial.to_owned(),
            unit,
            flow,
            days: Vec::new(),
            accumulated: Accumulated::default(),
        });
        self.by_key.insert(key, self.streams.len() - 1);
        self.streams.len() - 1
    }

    /// A 200 record: `NMI, configuration, register, suffix, MDM stream, serial, unit, interval length, next read`.
    fn block(&mut self, fields: &[&str], row: u64) -> Result<usize, (&'static str, Option<Finding>)> {
        let field = |index: usize| fields.get(index).copied().unwrap_or_default();
        let wrong = |reason: &'static str| {
            (reason, Some(Finding::new(Code::ConvertStructure, Location::whole().at_row(row), reason)))
        };
        self.count(
            fields,
            &[(2, "200/NMIConfiguration"), (5, "200/MDMDataStreamIdentifier"), (9, "200/NextScheduledReadDate")],
        );
        if field(1).is_empty() {
            return Err(wrong("a 200 record has no NMI"));
        }
        let (unit, power) = mdff::unit(field(7)).ok_or_else(|| {
            let reason = "the unit is none that adds up to a quantity of energy";
            // Meters give out voltages and powers beside energy.
            if mdff::is_level(field(7)) || (field(7).is_empty() && mdff::is_level_stream(field(4))) {
                return (reason, None);
            }
            let finding = Finding::new(Code::ConvertStructure, Location::whole().at_row(row), reason).with_help(
                "kWh, kvarh and kVAh are carried, in any spelling; powers, voltages and factors are left out",
            );
            (reason, Some(finding))
        })?;
        let minutes = field(8).parse::<u32>().ok().filter(|length| (1..=1_440).contains(length) && 1_440 % length == 0);
        let minutes = minutes.ok_or_else(|| wrong("the interval length is none that divides a day"))?;
        let flow = match mdff::stream(field(4)) {
            Stream::Counts(flow) => flow,
            Stream::Check => return Err(("a check meter, which counts again what another register counts", None)),
            // What is given as kVAh has no direction of its own: it is what was drawn.
            Stream::Other if unit == Unit::KilovoltAmpereHour => Flow::Import,
            Stream::Other => return Err(wrong("the suffix of the data stream says no direction")),
        };
        let stream = self.stream(field(1), field(4), field(3), field(6), (unit, flow));
        self.blocks.push(Block { stream, minutes, power, signed: flow == Flow::Net });
        Ok(self.blocks.len() - 1)
    }

    /// Remembers where a day stands, once its 400 records were read.
    fn keep(&mut self, mut day: Day, at: At, block: usize, output: &mut Output<'_>) -> Result<(), Error> {
        let slots = day.slots();
        if let Some(trouble) = day.trouble {
            output.finding(trouble)?;
        }
        let place = Place {
            date: day.date,
            at,
            updated: day.updated,
            whole: slots.iter().all(Option::is_some),
            content: interval::hash(&slots),
            block: u32::try_from(block).unwrap_or(u32::MAX),
        };
        self.streams[self.blocks[block].stream].days.push(place);
        Ok(())
    }
}

/// Of several rows for one date the one updated last counts; of those without a time the last in the file.
fn newest(mut places: Vec<Place>, output: &mut Output<'_>) -> Result<Vec<Place>, Error> {
    places.sort_by_key(|place| (place.date, place.updated, place.at.row));
    let mut kept: Vec<Place> = Vec::with_capacity(places.len());
    for place in places {
        let Some(before) = kept.last_mut().filter(|before| before.date == place.date) else {
            kept.push(place);
            continue;
        };
        if before.content == place.content {
            output.skipped_row(place.at.row, "an equal row of the day came before")?;
            continue;
        }
        if before.updated == place.updated {
            output.finding(
                Finding::new(
                    Code::ConvertControlFigure,
                    Location::whole().at_row(place.at.row),
                    "the day stood before with other values and the same time of update",
                )
                .with_help("the row that comes last is taken"),
            )?;
        }
        output.skipped_row(before.at.row, "another row of the day was updated later")?;
        *before = place;
    }
    Ok(kept)
}

/// Hands on every connection point with what was counted there.
fn emit(scan: Scan, lines: &mut Lines<'_>, options: &Options, output: &mut Output<'_>) -> Result<(), Error> {
    let Scan { nmis, streams, blocks, created, .. } = scan;
    let mut meters = 0;
    let mut registers = 0;
    let mut by_nmi: Vec<Vec<Registered>> = nmis.iter().map(|_| Vec::new()).collect();
    for mut stream in streams {
        stream.days = newest(stream.days, output)?;
        by_nmi[stream.nmi].push(stream);
    }
    for (number, (nmi, streams)) in (1..).zip(nmis.iter().zip(by_nmi)) {
        let last = streams.iter().filter_map(Registered::last).max();
        let as_of = created.or(options.as_of).or(last).filter(|day| day.next_day().is_some());
        let Some((as_of, to)) = as_of.and_then(|day| Some((day, day.next_day()?))) else {
            for stream in streams {
                stream.lose("the connection point has no day in the calendar", output)?;
            }
            continue;
        };
        let point = numbered("supply", number);
        let australia = Country::parse("AU").expect("a country");
        let mut state = SupplyPoint::new(
            point.clone(),
            as_of,
            Fuel::Electricity,
            australia,
            mdff::zone(),
            SupplyPointStatus::Unknown,
        );
        state.number = api::number_of(NumberScheme::Nmi, nmi);
        state.exports = streams.iter().any(|stream| stream.flow == Flow::Export).then_some(true);
        output.state(point.clone(), state)?;
        let mut serials: Vec<(&str, Id)> = Vec::new();
        let mut by_serial: HashMap<&str, Id> = HashMap::new();
        for stream in streams.iter().filter(|stream| !stream.serial.is_empty()) {
            by_serial.entry(&stream.serial).or_insert_with(|| {
                meters += 1;
                let id = numbered("meter", meters);
                serials.push((&stream.serial, id.clone()));
                id
            });
        }
        if !serials.is_empty() {
            output.series(day_series(point.clone(), Meter::TYPE, as_of, to))?;
        }
        for (serial, id) in &serials {
            let mut meter = Meter::new(id.clone(), point.clone(), as_of, MeterKind::Unknown);
            meter.serial = api::number_of(NumberScheme::Meter, serial);
            output.record(None, meter)?;
        }
        output.series(day_series(point.clone(), Register::TYPE, as_of, to))?;
        let mut counters = Vec::new();
        for stream in &streams {
            registers += 1;
            let id = numbered("register", registers);
            let kind = if stream.accumulated.is_empty() { RegisterKind::Interval } else { RegisterKind::Cumulative };
            let (fuel, zone) = (Fuel::Electricity, mdff::zone());
            let mut register =
                Register::new(id.clone(), point.clone(), as_of, fuel, stream.flow, stream.unit, kind, zone.clone());
            register.meter = by_serial.get(stream.serial.as_str()).cloned();
            let code = if stream.suffix.is_empty() { &stream.register } else { &stream.suffix };
            register.register_code = Name::parse(code).ok();
            output.record(None, register)?;
            counters.push(Counter { register: id, zone, fuel, direction: stream.flow, unit: stream.unit });
        }
        for (stream, counter) in streams.iter().zip(&counters) {
            days(stream, counter, &blocks, lines, output)?;
        }
        for (stream, counter) in streams.into_iter().zip(&counters) {
            stream.accumulated.emit(counter, &point, output)?;
        }
    }
    Ok(())
}

/// Second pass over the days of one register, each read where it stands.
fn days(
    stream: &Registered,
    counter: &Counter,
    blocks: &[Block],
    lines: &mut Lines<'_>,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let periods = stream.days.iter().filter_map(|place| Some((place.date, place.date.next_day()?, place.whole)));
    let mut rest = stream.days.iter().peekable();
    for stretch in stretches(periods) {
        output.series(Series {
            thing: Some(counter.register.clone()),
            record_type: IntervalDay::TYPE,
            from: stretch.from,
            to: stretch.to,
            incomplete: stretch.incomplete,
        })?;
        while let Some(place) = rest.next_if(|place| place.date < stretch.to) {
            let block = &blocks[usize::try_from(place.block).unwrap_or(0)];
            let slots = read_again(place.at, block, lines)?;
            let row = minutes(block.minutes).zip(slots).and_then(|(resolution, slots)| {
                counter.day(Row {
                    date: place.date,
                    start: mdff::start(place.date),
                    resolution,
                    slots: &slots,
                    place: place.at.row,
                    incomplete: !place.whole,
                })
            });
            let Some(row) = row else {
                let message = "the sum of a day does not fit into a record";
                let finding = Finding::new(Code::ConvertAmount, Location::whole().at_row(place.at.row), message);
                output.lost_row(place.at.row, finding)?;
                continue;
            };
            output.row(place.at.row, row)?;
        }
    }
    // The last day of the calendar has no end.
    for place in rest {
        output.skipped_row(place.at.row, "the day is the last of the calendar")?;
    }
    Ok(())
}

/// The fields of a line.
fn fields(line: &str) -> Vec<&str> {
    let mut fields = Vec::with_capacity(64);
    let mut start = 0;
    for end in memchr::memchr_iter(b',', line.as_bytes()).chain([line.len()]) {
        fields.push(field(&line[start..end]));
        start = end + 1;
    }
    fields
}

/// What stands between two commas, without blanks and quotation marks around it.
fn field(written: &str) -> &str {
    trimmed(written).trim_matches('"')
}

/// The slots of the day that begins there.
fn read_again(at: At, block: &Block, lines: &mut Lines<'_>) -> Result<Option<Vec<interval::Slot>>, Error> {
    lines.go(at)?;
    let mut day: Option<Day> = None;
    while let Some((at, line)) = lines.next()? {
        let Line::Text(text) = line else { break };
        let mut next = text.split(',').map(field);
        match &mut day {
            None => day = Day::begin(at.row, &fields(text), block).ok(),
            Some(day) if next.clone().next() == Some("400") => day.run(at.row, &fields(text)),
            Some(_) if next.all(str::is_empty) => {}
            Some(_) => break,
        }
        if day.is_none() {
            break;
        }
    }
    Ok(day.map(|mut day| day.slots()))
}

impl Registered {
    fn last(&self) -> Option<Date> {
        self.days.last().map(|place| place.date).max(self.accumulated.last())
    }

    fn lose(self, reason: &str, output: &mut Output<'_>) -> Result<(), Error> {
        for place in self.days {
            output.skipped_row(place.at.row, reason)?;
        }
        self.accumulated.lose(reason, output)
    }
}
