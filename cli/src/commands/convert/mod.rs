//! `pannier convert`: foreign files into records or tables.

mod bundle;
mod joined;
mod target;

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

use pannier::{
    convert::{self, Item, Loss, Summary},
    report::Report,
};

use self::target::Records;
use super::{Answer, answer_with, losses};
use crate::{
    args::{self, Shared},
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::{self, Input},
        sealed,
        source::{self, SourceFile},
    },
    progress::Progress,
    render::untrusted::Untrusted,
};

pub(crate) fn run(flags: &args::Convert, shared: &Shared, console: &mut Console) -> Answer {
    if let Some(output) = &flags.output {
        input::not_an_input(output, flags.inputs.iter().map(PathBuf::as_path))?;
    }
    source::accounts_are_of(&flags.inputs, &flags.source)?;
    let mut into =
        Into { target: Records::begin(flags)?, series_of: HashMap::new(), report: Report::new(), lost: Vec::new() };
    let inputs = source::each(&flags.inputs, |path| {
        let input = sealed::open(Input::open(path)?, &flags.identity.identity)?;
        if input.is_archive()? && !input.is_other_archive()? {
            return Ok(Opened::Bundle(input));
        }
        source::all_in(input, &flags.source, console).map(Opened::Sources)
    })?;
    for input in &inputs {
        match input {
            Opened::Sources(sources) => match sources.as_slice() {
                [source] => foreign(source, &mut into, console)?,
                several => joined::read(several, &mut into, console)?,
            },
            Opened::Bundle(archive) => {
                if !bundle::read(archive, flags, shared, &mut into, console)? {
                    console.say("nothing was written: records of a file that may not be relied on are not handed out");
                    return Ok(Exit::No);
                }
            }
        }
    }
    let Into { target, report, mut lost, .. } = into;
    if report.has_errors() {
        // Rows lost to an error are its losses; to say both would say it twice.
        answer_with(&report, console);
        console.say("nothing was written: correct the files, or say what they do not (see --help)");
        return Ok(Exit::No);
    }
    let (unwritten, finished) = target.finish()?;
    let written = flags
        .output
        .as_deref()
        .map_or_else(|| "(standard output)".to_owned(), |path| path.to_string_lossy().into_owned());
    lost.extend(unwritten.into_iter().map(|loss| (written.clone(), loss)));
    losses::report(&lost, flags.losses.as_deref(), flags.overwrite, console)?;
    finished.deliver(console)?;
    answer_with(&report, console);
    Ok(Exit::Yes)
}

/// An input of which it is known what it is.
enum Opened {
    /// A bundle or a share.
    Bundle(Input),
    /// A file of a format that is read, or several that were in one archive.
    Sources(Vec<SourceFile>),
}

/// What all inputs are read into.
struct Into {
    target: Records,
    /// Which file a series came from: no two files may hold the same.
    series_of: HashMap<String, String>,
    report: Report,
    lost: Vec<(String, Loss)>,
}

impl Into {
    /// Notes that a series comes from `file`; fails where another file has it.
    fn claim(&mut self, series: String, file: &Path) -> Result<(), Failure> {
        let name = file.to_string_lossy();
        match self.series_of.get(&series) {
            Some(before) if *before != name => Err(Failure::new(format!(
                "{} and {} both hold the series {}",
                Untrusted::text(before),
                Untrusted::path(file),
                Untrusted::text(&series)
            ))
            .help("give their accounts different names (--account NAME=FILE), or let `pannier issue` merge them")),
            _ => {
                self.series_of.insert(series, name.into_owned());
                Ok(())
            }
        }
    }
}

/// Reads a file of a foreign format, or of our own records.
fn foreign(source: &SourceFile, into: &mut Into, console: &mut Console) -> Result<(), Failure> {
    let path = source.input.path();
    let name = path.to_string_lossy().into_owned();
    let mut refused: Option<Failure> = None;
    let mut stop = |failure: Failure| {
        refused = Some(failure);
        io::Error::other("the command does not go on")
    };
    let progress = Progress::begin("converting");
    let reader = &mut progress.watch(source.reader());
    let read = convert::read(source.format, reader, &source.options, &mut |item: Item| {
        match item {
            Item::Series(series) => {
                into.claim(series.name(), path).map_err(&mut stop)?;
                into.target.series(&series).map_err(&mut stop)?;
            }
            Item::Record(row) => into.target.record(&row.record, &[]).map_err(&mut stop)?,
            Item::Finding(mut finding) => {
                finding.location.file = Some(name.clone());
                into.report.push(finding);
            }
            Item::Loss(loss) => into.lost.push((name.clone(), loss)),
        }
        Ok(())
    });
    drop(progress);
    if let Some(failure) = refused {
        return Err(failure);
    }
    let Summary { read, converted, lost, .. } = read.map_err(|error| Failure::on_file("convert", path, &error))?;
    counted(&source.input.name(), read, converted, lost, console);
    Ok(())
}

/// Says how many rows of a file there were, and how many became records.
fn counted(name: &str, read: u64, converted: u64, lost: u64, console: &mut Console) {
    let rows = if read == 1 { "row" } else { "rows" };
    let left_out = if lost == 0 { String::new() } else { format!(", {lost} not carried") };
    console.say(format_args!("{name}: {read} {rows} read, {converted} converted{left_out}"));
}
