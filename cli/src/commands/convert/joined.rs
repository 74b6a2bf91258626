//! The files of one archive, put together: one account over many statements, and what two of them tell once.
//!
//! What joins sources is `issue`. So a bundle is made that nobody sees, under a key that nobody has a use for, and what it
//! holds is handed on under the names that things have in the files.

use std::collections::BTreeMap;

use pannier::{
    Error, Issue, Policy, Trust, Verified,
    convert::{Series, Summary},
    crypto::{PrivateKey, SeededRandom, Signer as _},
    issue::{Author, Settings},
    record::{AnyRecord, IdRecipe, Kind, by_schema_url},
    value::{Date, Id, ViewMut},
    verify,
};

use super::{Into, bundle::not_proven};
use crate::{
    console::Console,
    failure::Failure,
    io::{scratch::TemporaryFiles, source::SourceFile},
    progress::Progress,
};

const NOBODY: &str = "https://conversion.invalid";
/// The day before the last of the calendar but some: `issue` leaves out days that are not over.
const NOW: i64 = 253_000_000_000;

/// Reads several files into one set of records.
pub(super) fn read(sources: &[SourceFile], into: &mut Into, console: &mut Console) -> Result<(), Failure> {
    let archive = sources.first().map_or_else(|| "-".into(), |source| source.input.named().to_path_buf());
    let failed = |error: &dyn std::fmt::Display| Failure::on_file("convert", &archive, error);
    let key = PrivateKey::ed25519(&[0; 32]);
    let mut settings = Settings::new(Author::Issuer(NOBODY.to_owned()));
    settings.summaries = false;
    settings.keep_numbers = true;
    // The key of converters: ids stay what they are.
    settings.id_key = Some([0; 32]);
    let mut random = SeededRandom::new([0; 32]);
    let mut issue = Issue::new(settings, &key, NOW, &mut random, &TemporaryFiles).map_err(|error| failed(&error))?;
    let progress = Progress::begin("converting");
    let mut said = Vec::with_capacity(sources.len());
    for source in sources {
        let name = source.input.path().to_string_lossy();
        let read = issue.read(&name, source.format, &mut progress.watch(source.reader()), &source.options);
        let Summary { read, converted, lost, .. } = read.map_err(|error| failed(&error))?;
        said.push((source.input.name(), read, converted, lost));
    }
    let losses = issue.losses().to_vec();
    let issued = issue.finish();
    drop(progress);
    for (name, read, converted, lost) in said {
        super::counted(&name, read, converted, lost, console);
    }
    into.lost.extend(losses);
    let issued = match issued {
        Ok(issued) => issued,
        Err(Error::Refused(report)) => {
            report.findings.iter().for_each(|finding| into.report.push(finding.clone()));
            return Ok(());
        }
        Err(error) => return Err(failed(&error)),
    };
    issued.report().findings.iter().for_each(|finding| into.report.push(finding.clone()));
    let trust = Trust::only(NOBODY, key.public_key());
    let verification = verify(&issued, &trust, &Policy::default(), NOW, &TemporaryFiles);
    let verified = verification.map_err(|error| failed(&error))?.accept().map_err(|error| failed(&error))?;
    hand_on(&verified, &names(issued.names()), &archive, into)
}

/// A name for each label: what its source calls it, with a number behind it where another thing has it.
fn names(labels: &[(Id, String)]) -> BTreeMap<Id, (usize, Id)> {
    let mut taken: Vec<String> = Vec::new();
    let mut names = BTreeMap::new();
    for (place, (label, name)) in labels.iter().enumerate() {
        let kept: String = name.chars().take(40).collect();
        let mut own = name.clone();
        let mut number = 2;
        while taken.contains(&own) {
            own = format!("{kept}-{number}");
            number += 1;
        }
        if let Ok(id) = Id::parse(&own) {
            names.insert(label.clone(), (place, id));
        }
        taken.push(own);
    }
    names
}

/// All series: thing by thing in the order of the files, how it is before what happened.
fn hand_on<S: pannier::Source>(
    verified: &Verified<S>,
    names: &BTreeMap<Id, (usize, Id)>,
    archive: &std::path::Path,
    into: &mut Into,
) -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::on_file("convert", archive, error);
    let mut series = Vec::new();
    for label in verified.series() {
        let parts: Vec<_> = verified.parts().filter(|part| part.series == label).collect();
        let Some(record_type) = parts.first().and_then(|part| by_schema_url(&part.schema)) else { continue };
        let from: Option<Date> = parts.iter().map(|part| part.from).min();
        let (Some(from), Some(to)) = (from, parts.iter().map(|part| part.to).max()) else { continue };
        let thing = label.split_once('/').and_then(|(thing, _)| Id::parse(thing).ok());
        let (place, thing) = match thing.as_ref().and_then(|thing| names.get(thing)) {
            Some((place, name)) => (*place, Some(name.clone())),
            None => (usize::MAX, thing.filter(|thing| thing.as_str() != "all")),
        };
        let incomplete = not_proven(label, from, to, &verified.verdict().coverage);
        let order = (place, record_type.kind == Kind::Event, record_type.name);
        series.push((order, label, Series { thing, record_type, from, to, incomplete }));
    }
    series.sort_by_key(|(order, ..)| *order);
    for (_, label, series) in series {
        into.claim(series.name(), archive)?;
        into.target.series(&series)?;
        for row in verified.series_records(label) {
            let mut record: AnyRecord = (*row.map_err(|error| failed(&error))?).clone();
            rename(&mut record, names);
            into.target.record(&record, &[])?;
        }
    }
    Ok(())
}

/// Puts the names of the files where the labels of the bundle stand, and takes out what pairs numbers in it.
fn rename(record: &mut AnyRecord, names: &BTreeMap<Id, (usize, Id)>) {
    record.rename(&mut |_, id| names.get(id).map(|(_, name)| name.clone()));
    if matches!(record.record_type().id, IdRecipe::Joined(..))
        && let Some(Ok(id)) = record.composed_id(0)
    {
        let mut is_first = true;
        record.rename(&mut |_, _| std::mem::take(&mut is_first).then(|| id.clone()));
    }
    record.each_mut(&mut |_, place| {
        if let ViewMut::Number(number) = place
            && number.value().is_some()
        {
            number.set_pair_id(None);
        }
    });
}
