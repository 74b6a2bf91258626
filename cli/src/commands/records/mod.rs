//! The records of foreign files: of one file as its reader hands them on, of several put together.

mod joined;

use std::{collections::HashMap, io, path::PathBuf};

use pannier::{
    convert::{self, Item, Loss, Series, Summary},
    record::AnyRecord,
    report::{Finding, Severity},
};

use self::joined::Joined;
pub(super) use self::joined::not_proven;
use crate::{
    console::Console, failure::Failure, io::source::SourceFile, progress::Progress, render::untrusted::Untrusted,
};

/// What files tell.
pub(super) enum Told<'r> {
    /// A series, before its records.
    Series(&'r Series),
    /// A record of a series that was told before.
    Record(&'r AnyRecord),
    /// What is wrong with a file, which it names.
    Finding(Finding),
    /// What no record takes, and the file in which it stands.
    Loss(String, Loss),
}

/// What is to be said of files that were read.
#[derive(Default)]
pub(super) struct Files {
    counted: Vec<(String, Summary)>,
    /// Names of things that show no number, each with the name of the one before it that was called the same.
    apart: Vec<(String, String)>,
}

impl Files {
    /// How many rows each had, and how many of them became records.
    pub(super) fn say_rows(&self, console: &mut Console) {
        for (name, Summary { read, converted, lost, .. }) in &self.counted {
            let rows = if *read == 1 { "row" } else { "rows" };
            let left_out = if *lost == 0 { String::new() } else { format!(", {lost} not carried") };
            console.say(format_args!("{name}: {read} {rows} read, {converted} converted{left_out}"));
        }
    }

    /// Which things of several files were not put together because nothing shows that they are one.
    pub(super) fn say_apart(&self, console: &mut Console) {
        for (name, like) in &self.apart {
            console.say(format_args!(
                "{}: kept apart from {}, for it shows no number; give the files one name if they are one account \
                 (--account NAME=FILE for each)",
                Untrusted::text(name),
                Untrusted::text(like)
            ));
        }
    }
}

/// Reads files; `doing` is shown while that takes long. The records of several are those of one customer: an account that two
/// of them show is one account, and what both tell is told once. What cannot be put together is told as it stands where no
/// two files tell of the same.
pub(super) fn read(
    sources: &[SourceFile],
    doing: &'static str,
    each: &mut dyn FnMut(Told<'_>) -> Result<(), Failure>,
) -> Result<Files, Failure> {
    match sources {
        [] => Ok(Files::default()),
        [source] => alone(source, doing, each),
        several => match joined::read(several, doing, each)? {
            Joined::Whole(files) => Ok(files),
            Joined::Refused(..) if are_apart(several)? => {
                let mut files = Files::default();
                for source in several {
                    files.counted.extend(alone(source, doing, each)?.counted);
                }
                Ok(files)
            }
            Joined::Refused(files, findings, losses) => {
                losses.into_iter().try_for_each(|(file, loss)| each(Told::Loss(file, loss)))?;
                findings.into_iter().try_for_each(|finding| each(Told::Finding(finding)))?;
                Ok(files)
            }
        },
    }
}

/// Whether no two files tell of the same, and each can be read: records that refer to what is in no file, such as those of an
/// account nobody describes, make no bundle and are records all the same.
fn are_apart(sources: &[SourceFile]) -> Result<bool, Failure> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut apart = true;
    for (place, source) in sources.iter().enumerate() {
        let read = convert::read(source.format, &mut source.reader(), &source.options, &mut |item: Item| {
            match item {
                Item::Series(series) => apart &= *seen.entry(series.name()).or_insert(place) == place,
                Item::Finding(finding) => apart &= finding.severity != Severity::Error,
                Item::Record(_) | Item::Loss(_) => {}
            }
            Ok(())
        });
        read.map_err(|error| Failure::on_file("read", source.input.path(), &error))?;
        if !apart {
            break;
        }
    }
    Ok(apart)
}

/// What the user calls the files: the first of them, or the archive that they are from.
pub(super) fn named(sources: &[SourceFile]) -> PathBuf {
    sources.first().map_or_else(|| "-".into(), |source| source.input.named().to_path_buf())
}

/// One file, in a single run.
fn alone(
    source: &SourceFile,
    doing: &'static str,
    each: &mut dyn FnMut(Told<'_>) -> Result<(), Failure>,
) -> Result<Files, Failure> {
    let name = source.input.path().to_string_lossy().into_owned();
    let mut refused: Option<Failure> = None;
    let progress = Progress::begin(doing);
    let reader = &mut progress.watch(source.reader());
    let read = convert::read(source.format, reader, &source.options, &mut |item: Item| {
        let told = match item {
            Item::Series(series) => each(Told::Series(&series)),
            Item::Record(row) => each(Told::Record(&row.record)),
            Item::Finding(mut finding) => {
                finding.location.file = Some(name.clone());
                each(Told::Finding(finding))
            }
            Item::Loss(loss) => each(Told::Loss(name.clone(), loss)),
        };
        told.map_err(|failure| {
            refused = Some(failure);
            io::Error::other("the command does not go on")
        })?;
        Ok(())
    });
    drop(progress);
    match (refused, read) {
        (Some(failure), _) => Err(failure),
        (None, read) => {
            let rows = read.map_err(|error| Failure::on_file("read", source.input.path(), &error))?;
            Ok(Files { counted: vec![(source.input.name(), rows)], apart: Vec::new() })
        }
    }
}
