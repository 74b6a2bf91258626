//! `pannier convert`: foreign files into records or tables.

mod bundle;
mod target;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use pannier::{convert::Loss, report::Report};

use self::target::Records;
use super::{
    Answer, answer_with, losses,
    records::{self, Told},
};
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
    let mut bundles = Vec::new();
    let mut sources = Vec::new();
    for input in inputs {
        match input {
            Opened::Bundle(bundle) => bundles.push(bundle),
            Opened::Sources(found) => sources.extend(found),
        }
    }
    foreign(&sources, &mut into, console)?;
    for bundle in &bundles {
        if !bundle::read(bundle, flags, shared, &mut into, console)? {
            console.say("nothing was written: records of a file that may not be relied on are not handed out");
            return Ok(Exit::No);
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
    /// Which file a series came from: no two bundles may hold the same, and no bundle what foreign files hold.
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
            .help("what is signed is not put together with anything else: convert the files apart")),
            _ => {
                self.series_of.insert(series, name.into_owned());
                Ok(())
            }
        }
    }
}

/// Reads files of foreign formats, or of our own records.
fn foreign(sources: &[SourceFile], into: &mut Into, console: &mut Console) -> Result<(), Failure> {
    let name = records::named(sources);
    let files = records::read(sources, "converting", &mut |told| match told {
        Told::Series(series) => {
            into.claim(series.name(), &name)?;
            into.target.series(series)
        }
        Told::Record(record) => into.target.record(record, &[]),
        Told::Finding(finding) => {
            into.report.push(finding);
            Ok(())
        }
        Told::Loss(file, loss) => {
            into.lost.push((file, loss));
            Ok(())
        }
    })?;
    files.say_rows(console);
    files.say_apart(console);
    Ok(())
}
