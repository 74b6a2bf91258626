//! `pannier convert`: foreign files into records or tables.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    io::{self, BufWriter},
    path::PathBuf,
};

use pannier::{
    convert::{self, Error, Item, Loss, Series, Summary, csv_table, ndjson},
    record::{AnyRecord, RecordType},
    report::Report,
};

use super::{Answer, answer_with, losses};
use crate::{
    args::{self, Overwrite, Target},
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input,
        output::{Pending, Privacy},
        source::{self, SourceFile},
    },
    render::untrusted::{Untrusted, write_json},
};

pub(crate) fn run(flags: &args::Convert, console: &mut Console) -> Answer {
    if let Some(output) = &flags.output {
        input::not_an_input(output, flags.inputs.iter().map(PathBuf::as_path))?;
    }
    let mut target = Records::begin(flags)?;
    let sources = source::open_all(&flags.inputs, &flags.source, console)?;
    let mut report = Report::new();
    let mut lost = Vec::new();
    let mut series_of = HashMap::new();
    for source in &sources {
        let name = source.input.path().to_string_lossy().into_owned();
        let summary = read(source, &name, &mut target, &mut series_of, &mut report, &mut lost)?;
        let Summary { read, converted, lost, .. } = summary;
        let rows = if read == 1 { "row" } else { "rows" };
        let left_out = if lost == 0 { String::new() } else { format!(", {lost} not carried") };
        console.say(format_args!("{}: {read} {rows} read, {converted} converted{left_out}", source.input.name()));
    }
    if report.has_errors() {
        // Rows lost to an error are its losses; to say both would say it twice.
        answer_with(&report, console);
        console.say("nothing was written: correct the files, or say what they do not (see --help)");
        return Ok(Exit::No);
    }
    losses::report(&lost, flags.losses.as_deref(), flags.overwrite, console)?;
    target.deliver(console)?;
    answer_with(&report, console);
    Ok(Exit::Yes)
}

/// Reads one source into the target; findings and losses get its name.
fn read(
    source: &SourceFile,
    name: &str,
    target: &mut Records,
    series_of: &mut HashMap<String, String>,
    report: &mut Report,
    lost: &mut Vec<(String, Loss)>,
) -> Result<Summary, Failure> {
    let mut twice = None;
    let read = convert::read(source.format, &mut source.reader(), &source.options, &mut |item: Item| {
        match item {
            Item::Series(series) => {
                let before = series_of.insert(series.name(), name.to_owned());
                if let Some(before) = before.filter(|before| before != name) {
                    twice = Some((series.name(), before));
                    return Err(io::Error::other("one series in two files"));
                }
                target.series(&series).map_err(io::Error::other)?;
            }
            Item::Record(row) => target.record(&row.record).map_err(io::Error::other)?,
            Item::Finding(mut finding) => {
                finding.location.file = Some(name.to_owned());
                report.push(finding);
            }
            Item::Loss(loss) => lost.push((name.to_owned(), loss)),
        }
        Ok(())
    });
    match twice {
        Some((series, before)) => Err(Failure::new(format!(
            "{} and {} both hold the series {}",
            Untrusted::text(&before),
            source.input.name(),
            Untrusted::text(&series)
        ))
        .help("give their accounts different names (--account NAME=FILE), or let `pannier issue` merge them")),
        None => read.map_err(|error| Failure::on_file("convert", source.input.path(), &error)),
    }
}

/// Where records go. Nothing appears under its name before everything was converted.
enum Records {
    Lines {
        writer: ndjson::Writer<BufWriter<Pending>>,
        standard: bool,
    },
    Tables {
        folder: PathBuf,
        overwrite: Overwrite,
        tables: BTreeMap<&'static str, csv_table::Writer<BufWriter<Pending>>>,
    },
}

impl Records {
    fn begin(flags: &args::Convert) -> Result<Self, Failure> {
        let output = flags.output.as_deref().filter(|output| !input::is_standard(output));
        match (flags.to, output) {
            (Target::Ndjson, None) => {
                Ok(Self::Lines { writer: ndjson::Writer::new(BufWriter::new(Pending::nameless()?)), standard: true })
            }
            (Target::Ndjson, Some(path)) => {
                let pending = Pending::begin(path, Privacy::Private, flags.overwrite)?;
                Ok(Self::Lines { writer: ndjson::Writer::new(BufWriter::new(pending)), standard: false })
            }
            (Target::Csv, Some(folder)) => {
                fs::create_dir_all(folder).map_err(|error| Failure::on_file("make the folder", folder, &error))?;
                Ok(Self::Tables { folder: folder.to_path_buf(), overwrite: flags.overwrite, tables: BTreeMap::new() })
            }
            (Target::Csv, None) => {
                Err(Failure::new("csv is a folder with a file for every record type").help("name the folder after -o"))
            }
        }
    }

    fn series(&mut self, series: &Series) -> Result<(), Error> {
        match self {
            Self::Lines { writer, .. } => writer.series(series),
            // A table says nothing of periods; an empty one still says that there were none.
            Self::Tables { .. } => self.table(series.record_type).map(|_| ()),
        }
    }

    fn record(&mut self, record: &AnyRecord) -> Result<(), Error> {
        match self {
            Self::Lines { writer, .. } => writer.record(record),
            Self::Tables { .. } => self.table(record.record_type())?.record(record, &[]),
        }
    }

    fn table(&mut self, record_type: &'static RecordType) -> Result<&mut csv_table::Writer<BufWriter<Pending>>, Error> {
        let Self::Tables { folder, overwrite, tables } = self else {
            unreachable!("only tables ask for a table");
        };
        match tables.entry(record_type.name) {
            std::collections::btree_map::Entry::Occupied(there) => Ok(there.into_mut()),
            std::collections::btree_map::Entry::Vacant(place) => {
                let path = folder.join(record_type.name).with_extension("csv");
                let pending = Pending::begin(&path, Privacy::Private, *overwrite)
                    .map_err(|failure| Error::Write(io::Error::other(failure.to_string())))?;
                Ok(place.insert(csv_table::Writer::new(BufWriter::new(pending), record_type)?))
            }
        }
    }

    fn deliver(self, console: &mut Console) -> Result<(), Failure> {
        let whole = |buffer: BufWriter<Pending>| {
            buffer.into_inner().map_err(|error| Failure::new(format!("cannot write the records: {}", error.error())))
        };
        match self {
            Self::Lines { writer, standard: true } if Console::out_is_terminal() => {
                // Before a person's eyes the records are the same JSON with escapes for what would play with them.
                let mut lines = Vec::new();
                whole(writer.into_inner())?.copy_to(&mut lines)?;
                Ok(write_json(&mut console.data()?, &String::from_utf8_lossy(&lines))?)
            }
            Self::Lines { writer, standard: true } => whole(writer.into_inner())?.copy_to(&mut console.data()?),
            Self::Lines { writer, standard: false } => whole(writer.into_inner())?.finish(),
            Self::Tables { tables, .. } => {
                let finished: Result<Vec<_>, _> = tables
                    .into_values()
                    .map(|table| {
                        let failed = |error: Error| Failure::new(format!("cannot write the tables: {error}"));
                        whole(table.finish().map_err(failed)?)
                    })
                    .collect();
                finished?.into_iter().try_for_each(Pending::finish)
            }
        }
    }
}
