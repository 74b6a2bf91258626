//! What one file comes to.

use std::{
    collections::BTreeMap,
    fmt,
    fs::File,
    io::{self, BufReader, Read as _, Seek as _},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use pannier::{
    convert::{self, Control, Format, Guess, Item, mapped},
    record::AnyRecord,
    value::{Total, View},
};

use super::given::About;

/// Places of findings that are written out; the others are counted.
const PLACES: usize = 5;

/// Which format a file was taken for, and everything that came of it, counted.
#[derive(Debug, Default)]
pub struct Reading {
    format: Option<Format>,
    /// Why it was taken for that, or for none.
    reason: String,
    /// Records by type, and what their amounts or quantities add up to, by currency or unit.
    records: BTreeMap<&'static str, (u64, BTreeMap<String, Option<Total>>)>,
    rows: u64,
    lost: u64,
    controls: BTreeMap<&'static str, (u64, u64)>,
    losses: BTreeMap<(String, String), u64>,
    findings: BTreeMap<String, (u64, Vec<String>)>,
    /// The reader gave up or broke down; neither must happen.
    failed: Option<String>,
}

impl Reading {
    /// Reads the file once through its converter.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of(path: &Path, about: &About) -> io::Result<Self> {
        let mut file = BufReader::new(File::open(path)?);
        let mut reading = Self::default();
        let mut prefix = Vec::new();
        file.by_ref().take(Format::PREFIX as u64).read_to_end(&mut prefix)?;
        let Some(format) = reading.settle(&prefix, about) else { return Ok(reading) };
        file.rewind()?;
        let mut options = about.options.clone();
        if format == Format::Csv
            && options.mapping.is_none()
            && let [shipped] = mapped::recognised(&prefix).as_slice()
            && !shipped.is_shared()
        {
            reading.reason = format!("it fits the mapping {}", shipped.name());
            options.mapping = Some(shipped.mapping().clone());
        }
        // A reader that breaks down breaks a promise; the corpus says so and goes on with the next file.
        let read = catch_unwind(AssertUnwindSafe(|| {
            convert::read(format, &mut file, &options, &mut |item: Item| {
                reading.take(item);
                Ok(())
            })
        }));
        match read {
            Err(_) => reading.failed = Some("the reader panicked".to_owned()),
            Ok(Err(error)) => reading.failed = Some(format!("the reader gave up: {error}")),
            Ok(Ok(summary)) => {
                (reading.rows, reading.lost) = (summary.read, summary.lost);
                for Control { figure, checked, breaks, .. } in summary.controls {
                    let (all, broken) = reading.controls.entry(figure).or_default();
                    *all += checked;
                    *broken += breaks;
                }
            }
        }
        Ok(reading)
    }

    /// Name of the format, or what keeps it from being read.
    pub fn format(&self) -> &'static str {
        self.format.map_or("-", Format::as_str)
    }

    /// Records, rows read, rows lost, losses, findings.
    pub fn counts(&self) -> [u64; 5] {
        [
            self.records.values().map(|(count, _)| count).sum(),
            self.rows,
            self.lost,
            self.losses.values().sum(),
            self.findings.values().map(|(count, _)| count).sum(),
        ]
    }

    /// Why the reader failed, which no file may bring about.
    pub fn failure(&self) -> Option<&str> {
        self.failed.as_deref()
    }

    /// Records of one type.
    pub fn records(&self, record_type: &str) -> u64 {
        self.records.get(record_type).map_or(0, |(count, _)| *count)
    }

    /// Sums of one type's member, by currency or unit.
    pub fn sums(&self, record_type: &str) -> impl Iterator<Item = (&str, Total)> {
        let sums = self.records.get(record_type).map(|(_, sums)| sums.iter());
        sums.into_iter().flatten().filter_map(|(by, sum)| Some((by.as_str(), (*sum)?)))
    }

    fn settle(&mut self, prefix: &[u8], about: &About) -> Option<Format> {
        let (format, reason) = match (about.from, Format::guess(prefix)) {
            (Some(format), _) => (Some(format), "named".to_owned()),
            (None, Guess::Certain { format, reason }) => (Some(format), reason.to_owned()),
            (None, Guess::Ambiguous { candidates, reason }) => {
                let names: Vec<_> = candidates.iter().map(|format| format.as_str()).collect();
                (None, format!("{}? {reason}", names.join(" or ")))
            }
            (None, Guess::Unknown) if prefix.starts_with(b"PK\x03\x04") => (None, "a ZIP file".to_owned()),
            (None, Guess::Unknown) => (None, "in no format that is read".to_owned()),
        };
        (self.format, self.reason) = (format, reason);
        format
    }

    fn take(&mut self, item: Item) {
        match item {
            Item::Series(series) => {
                self.records.entry(series.record_type.name).or_default();
            }
            Item::Record(row) => self.record(&row.record),
            Item::Loss(loss) => {
                let member = loss.member.unwrap_or_else(|| "row".to_owned());
                *self.losses.entry((member, loss.reason)).or_default() += 1;
            }
            Item::Finding(finding) => {
                let (count, places) = self.findings.entry(finding.code.to_string()).or_default();
                *count += 1;
                if places.len() < PLACES {
                    places.push(match (finding.location.row, finding.location.line) {
                        (Some(row), _) => format!("row {row}"),
                        (None, Some(line)) => format!("line {line}"),
                        (None, None) => "whole".to_owned(),
                    });
                }
            }
        }
    }

    fn record(&mut self, record: &AnyRecord) {
        let record_type = record.record_type();
        let (count, sums) = self.records.entry(record_type.name).or_default();
        *count += 1;
        // A type without totals of a part, as consumption is, may still have something to add up.
        let (member, by) = record_type.totals.map_or(("quantity", "unit"), |totals| (totals.member, totals.by));
        let by = match record.get(by) {
            Some(View::Word(by)) => by.to_owned(),
            _ => "all".to_owned(),
        };
        let term = match record.get(member) {
            Some(View::Amount(amount)) => Total::from(amount),
            Some(View::Decimal(decimal)) => Total::from(decimal),
            _ => return,
        };
        let sum = sums.entry(by).or_insert(Some(Total::ZERO));
        *sum = sum.and_then(|sum| sum.plus(term));
    }
}

/// Lines of a baseline, each of them begun by two spaces.
impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.format {
            None => writeln!(f, "  not read: {}", self.reason)?,
            Some(format) => writeln!(f, "  {format}: {}", self.reason)?,
        }
        for (name, (count, sums)) in &self.records {
            write!(f, "  {count} {name}")?;
            for (by, sum) in sums {
                match sum {
                    Some(sum) => write!(f, ", {sum} {by}")?,
                    None => write!(f, ", more {by} than a number can hold")?,
                }
            }
            writeln!(f)?;
        }
        if self.format.is_some() {
            writeln!(f, "  rows: {} read, {} lost", self.rows, self.lost)?;
        }
        for (figure, (checked, breaks)) in &self.controls {
            writeln!(f, "  control {figure}: {checked} checked, {breaks} do not agree")?;
        }
        for ((member, reason), count) in &self.losses {
            writeln!(f, "  loss {count} x {}: {}", printable(member), printable(reason))?;
        }
        for (code, (count, places)) in &self.findings {
            let more = if *count > places.len() as u64 { ", …" } else { "" };
            writeln!(f, "  finding {count} x {code}: {}{more}", places.join(", "))?;
        }
        self.failed.iter().try_for_each(|why| writeln!(f, "  FAILED: {why}"))
    }
}

/// Names of elements come from the file; one line stays one line.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}
