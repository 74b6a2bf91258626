//! Our own records, one JSON object a line: what an institution feeds to `pannier issue`, and the form in which
//! everything else is compared.
//!
//! ```text
//! {"series":"current/transaction","from":"2026-03-01","to":"2026-04-01","incomplete":["2026-03-31"]}
//! {"type":"transaction","record":{"id":"t1","account":"current","date":"2026-03-05", …}}
//! ```
//!
//! A series comes before its records; one without records says that there are none. Things have any name here. Carried:
//! everything. Records are read strictly: unknown and doubled members are refused, and nothing is repaired.

use std::{
    collections::HashMap,
    fmt,
    io::{self, BufRead, BufReader, SeekFrom, Write},
};

use pannier_model::{
    record::{AnyRecord, Kind, RecordType, by_name},
    value::{Date, Id},
};
use pannier_report::{Code, Finding, Location};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, DeserializeSeed, MapAccess, Visitor},
};

use crate::{Error, Format, Input, Loss, RecordWriter, Series, Sink, Summary, output::Output, write::Withheld};

/// Longest line, in bytes, with its LF.
pub const LINE_BYTES: usize = 1 << 20;
/// Most series of a source.
const SERIES: usize = 16_384;

/// Reads records from the beginning of the source.
pub(crate) fn read(input: &mut dyn Input, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Ndjson, sink);
    input.seek(SeekFrom::Start(0))?;
    let mut lines = Lines { input: BufReader::with_capacity(64 * 1024, input), line: Vec::new() };
    let mut declared = HashMap::new();
    for number in 1_u64.. {
        let line = match lines.next()? {
            Some(Ok(line)) => line,
            Some(Err(message)) => {
                output.lost_row(number, Finding::new(Code::ConvertStructure, Location::line(number), message))?;
                continue;
            }
            None => break,
        };
        match serde_json::from_slice::<Line>(line) {
            Ok(Line::Series(series)) => declare(number, series, &mut declared, &mut output)?,
            Ok(Line::Record(record)) => match check(&record, &mut declared) {
                Ok(()) => output.row(number, *record)?,
                Err(message) => {
                    let finding = Finding::new(Code::ConvertSeries, Location::line(number).at_row(number), message);
                    output.lost_row(number, finding)?;
                }
            },
            Err(error) => {
                // The text of the error may hold a value.
                let message = match error.classify() {
                    serde_json::error::Category::Data => {
                        "a line is neither a series nor a record of its type: a member is missing, unknown, doubled or \
                         not in its form"
                    }
                    _ => "a line is no JSON object",
                };
                let at = Location::line(number).at_row(number).at_column(error.column() as u64);
                let finding = Finding::new(Code::ConvertStructure, at, message)
                    .with_help("--show-values shows what was found")
                    .with_value(error.to_string());
                output.lost_row(number, finding)?;
            }
        }
    }
    if declared.is_empty() {
        output.finding(
            Finding::new(Code::ConvertSeries, Location::whole(), "the source declares no series").with_help(
                r#"begin with a line such as {"series":"current/transaction","from":"2026-01-01","to":"2026-02-01"}"#,
            ),
        )?;
    }
    Ok(output.summary)
}

/// A declared series and the date of its last record so far.
struct Declared {
    from: Date,
    to: Date,
    last: Option<Date>,
}

fn declare(
    number: u64,
    series: Series,
    declared: &mut HashMap<String, Declared>,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let name = series.name();
    let message = if declared.contains_key(&name) {
        "a series is declared twice"
    } else if declared.len() == SERIES {
        "more than 16384 series"
    } else if series.from > series.to {
        "a series ends before it begins"
    } else if series.incomplete.iter().any(|day| *day < series.from || *day >= series.to)
        || series.incomplete.windows(2).any(|days| days[0] >= days[1])
    {
        "incomplete days do not ascend within the period of their series"
    } else {
        declared.insert(name, Declared { from: series.from, to: series.to, last: None });
        return output.series(series);
    };
    output.finding(Finding::new(Code::ConvertSeries, Location::line(number), message))
}

fn check(record: &AnyRecord, declared: &mut HashMap<String, Declared>) -> Result<(), &'static str> {
    let name = format!("{}/{}", record.thing().unwrap_or("all"), record.record_type().name);
    let series = declared.get_mut(&name).ok_or("a record comes before the line that declares its series")?;
    let date = record.sort_date();
    if date < series.from || date >= series.to {
        return Err("a record lies outside the period of its series");
    }
    if record.kind() == Kind::Event && series.last.is_some_and(|last| date < last) {
        return Err("a record is older than the one before it in its series");
    }
    series.last = Some(date);
    Ok(())
}

/// Lines with their LF taken off, never more of one in memory than may be.
struct Lines<R> {
    input: R,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> io::Result<Option<Result<&[u8], &'static str>>> {
        self.line.clear();
        let mut length = 0_usize;
        loop {
            let bytes = match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if bytes.is_empty() {
                return Ok((length > 0).then_some(Err("the last line does not end with LF: the file was cut")));
            }
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(bytes.len(), |end| end + 1);
            length = length.saturating_add(used);
            if length <= LINE_BYTES {
                self.line.extend_from_slice(&bytes[..end.unwrap_or(used)]);
            }
            self.input.consume(used);
            if end.is_some() {
                return Ok(Some(match length {
                    1 => Err("a line is empty"),
                    length if length > LINE_BYTES => Err("a line is longer than 1 MiB"),
                    _ => Ok(&self.line),
                }));
            }
        }
    }
}

enum Line {
    Series(Series),
    Record(Box<AnyRecord>),
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(LineVisitor)
    }
}

struct LineVisitor;

impl<'de> Visitor<'de> for LineVisitor {
    type Value = Line;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object that begins with `series` or `type`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Line, A::Error> {
        match map.next_key::<String>()?.as_deref() {
            Some("series") => series_line(map),
            Some("type") => {
                // `type` comes first, so that a record is read into its own type and never into a tree of values.
                let name: String = map.next_value()?;
                let record_type = by_name(&name).ok_or_else(|| de::Error::custom("an unknown record type"))?;
                if map.next_key::<String>()?.as_deref() != Some("record") {
                    return Err(de::Error::custom("`record` comes after `type`"));
                }
                let record = map.next_value_seed(RecordOf(record_type))?;
                match map.next_key::<String>()? {
                    None => Ok(Line::Record(Box::new(record))),
                    Some(_) => Err(de::Error::custom("a member after `record`")),
                }
            }
            _ => Err(de::Error::custom("neither `series` nor `type` comes first")),
        }
    }
}

struct RecordOf(&'static RecordType);

impl<'de> DeserializeSeed<'de> for RecordOf {
    type Value = AnyRecord;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<AnyRecord, D::Error> {
        AnyRecord::deserialize(self.0, deserializer)
    }
}

fn series_line<'de, A: MapAccess<'de>>(mut map: A) -> Result<Line, A::Error> {
    let name: String = map.next_value()?;
    let (thing, record_type) = name.split_once('/').ok_or_else(|| de::Error::custom("a series is `<thing>/<type>`"))?;
    let thing = match thing {
        "all" => None,
        thing => Some(Id::parse(thing).map_err(de::Error::custom)?),
    };
    let record_type = by_name(record_type).ok_or_else(|| de::Error::custom("an unknown record type"))?;
    let (mut from, mut to, mut incomplete) = (None, None, None);
    while let Some(key) = map.next_key::<String>()? {
        match key.as_str() {
            "from" if from.is_none() => from = Some(map.next_value()?),
            "to" if to.is_none() => to = Some(map.next_value()?),
            "incomplete" if incomplete.is_none() => incomplete = Some(map.next_value()?),
            _ => return Err(de::Error::custom("an unknown or doubled member of a series")),
        }
    }
    Ok(Line::Series(Series {
        thing,
        record_type,
        from: from.ok_or_else(|| de::Error::missing_field("from"))?,
        to: to.ok_or_else(|| de::Error::missing_field("to"))?,
        incomplete: incomplete.unwrap_or_default(),
    }))
}

/// Writes series and records; the caller keeps their order: a series before its records.
#[derive(Debug)]
pub struct Writer<W> {
    target: W,
    line: Vec<u8>,
    withheld: Withheld,
}

impl<W: Write> Writer<W> {
    /// To this target.
    pub fn new(target: W) -> Self {
        Self { target, line: Vec::new(), withheld: Withheld::default() }
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), Error> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, line).map_err(|error| Error::Write(error.into()))?;
        self.line.push(b'\n');
        if self.line.len() > LINE_BYTES {
            return Err(Error::Write(io::Error::other("a record is longer than 1 MiB")));
        }
        self.target.write_all(&self.line).map_err(Error::Write)
    }
}

impl<W: Write> RecordWriter for Writer<W> {
    /// The line that declares a series.
    fn series(&mut self, series: &Series) -> Result<(), Error> {
        #[derive(Serialize)]
        struct SeriesLine<'a> {
            series: String,
            from: Date,
            to: Date,
            #[serde(skip_serializing_if = "<[Date]>::is_empty")]
            incomplete: &'a [Date],
        }
        self.line(&SeriesLine {
            series: series.name(),
            from: series.from,
            to: series.to,
            incomplete: &series.incomplete,
        })
    }

    /// The line of a record; refused where it is longer than [`LINE_BYTES`].
    fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), Error> {
        #[derive(Serialize)]
        struct RecordLine<'a> {
            r#type: &'static str,
            record: &'a AnyRecord,
        }
        self.withheld.see(record, withheld);
        self.line(&RecordLine { r#type: record.record_type().name, record })
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Loss>, Error> {
        self.target.flush().map_err(Error::Write)?;
        Ok(self.withheld.named().collect())
    }
}
