//! Prices every tariff of a folder on the records of another, the cheapest first.
//!
//! ```text
//! cargo run --release -p pannier-tariff --example price_folder -- ROWS TARIFFS 2027-01-01
//! ```
//!
//! `ROWS` has one file a record type, `interval_day.ndjson`; every record in it is taken to be there for the twelve months
//! before the year that is priced. `TARIFFS` has one file a tariff. Prices go to standard output, the seconds that pricing
//! alone took and the greatest memory to standard error.

use std::{
    error::Error,
    fs,
    io::{BufRead, BufReader, Write as _, stderr, stdout},
    path::Path,
    time::Instant,
};

use pannier_model::{
    record::{AnyRecord, by_name},
    value::Date,
};
use pannier_report::Location;
use pannier_tariff::{
    cost::{Facts, Horizon, Quote, Replay, Usage, rank},
    tariff::Tariff,
};

fn gather(folder: &Path, start: Date) -> Result<Usage, Box<dyn Error>> {
    let mut builder = Usage::builder();
    let before = start.plus_months(-12).ok_or("no year before that date")?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let Some(record_type) = by_name(&name) else { continue };
        builder.promised(&name, None, before, start, &[]);
        for line in BufReader::new(fs::File::open(&path)?).lines() {
            let line = line?;
            let mut row = serde_json::Deserializer::from_str(&line);
            builder.record(&AnyRecord::deserialize(record_type, &mut row)?);
        }
    }
    Ok(builder.build())
}

fn tariffs(folder: &Path) -> Result<Vec<Tariff>, Box<dyn Error>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    let mut tariffs = Vec::with_capacity(paths.len());
    for path in paths {
        let at = Location::whole().in_file(path.display().to_string());
        let reading = Tariff::read(&fs::read(&path)?, &at);
        for finding in &reading.findings {
            writeln!(stderr(), "{finding}")?;
        }
        tariffs.extend(reading.tariff);
    }
    Ok(tariffs)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rows, folder, start] = arguments.as_slice() else { return Err("ROWS TARIFFS START".into()) };
    let start = Date::parse(start)?;
    let usage = gather(Path::new(rows), start)?;
    let tariffs = tariffs(Path::new(folder))?;
    let begun = Instant::now();
    let mut replay = Replay::new(&usage, Horizon::year_from(start));
    let price = |tariff: &Tariff| -> Quote {
        let mut quote = replay.price(tariff, &Facts::new());
        // A thousand explanations are a thousand times as long as one; the totals are what is ranked.
        quote.lines = Vec::new();
        quote.map = Vec::new();
        quote
    };
    let ranking = rank(tariffs.iter().map(price).collect());
    let took = begun.elapsed();
    let mut out = stdout().lock();
    for quote in ranking.ranked.iter().chain(&ranking.others) {
        let gross = quote.year_one_gross().map_or_else(|| "-".to_owned(), |gross| gross.with_places(2));
        writeln!(out, "{gross} {} {}", quote.status, quote.tariff)?;
    }
    writeln!(stderr(), "priced {} tariffs in {} s", tariffs.len(), Seconds(took))?;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find(|line| line.starts_with("VmHWM")) {
        writeln!(stderr(), "{peak}")?;
    }
    Ok(())
}

/// A duration in seconds, without a float.
struct Seconds(std::time::Duration);

impl std::fmt::Display for Seconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:06}", self.0.as_secs(), self.0.subsec_micros())
    }
}
