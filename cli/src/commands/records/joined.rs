//! Several files put together, given one by one or in an archive: one account over many statements, and what two of them
//! tell once.
//!
//! What joins sources is `issue`. So a bundle is made that nobody sees, under a key that nobody has a use for, and what it
//! holds is handed on under the names that things have in the files.

use std::collections::{BTreeMap, BTreeSet};

use pannier::{
    Coverage, Error, Issue, Policy, Trust, Verified,
    convert::{Loss, Series, number_of},
    crypto::{PrivateKey, SeededRandom, Signer as _},
    issue::{Author, Settings},
    record::{AnyRecord, IdRecipe, Kind, by_schema_url},
    report::Finding,
    value::{Date, Id, View, ViewMut},
    verify,
};

use super::{Files, Told, named};
use crate::{
    failure::Failure,
    io::{scratch::TemporaryFiles, source::SourceFile},
    progress::Progress,
};

const NOBODY: &str = "https://conversion.invalid";
/// The day before the last of the calendar but some: `issue` leaves out days that are not over.
const NOW: i64 = 253_000_000_000;

/// What came of it.
pub(super) enum Joined {
    /// Everything was told.
    Whole(Files),
    /// Together the files are no records that hold: this is wrong with them, and nothing was told yet.
    Refused(Files, Vec<Finding>, Vec<(String, Loss)>),
}

/// Reads several files as those of one customer.
pub(super) fn read(
    sources: &[SourceFile],
    doing: &'static str,
    each: &mut dyn FnMut(Told<'_>) -> Result<(), Failure>,
) -> Result<Joined, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::on_file("read", &named(sources), error);
    let key = PrivateKey::ed25519(&[0; 32]);
    let mut settings = Settings::new(Author::Issuer(NOBODY.to_owned()));
    settings.summaries = false;
    settings.keep_numbers = true;
    // The key of converters: ids stay what they are.
    settings.id_key = Some([0; 32]);
    let mut random = SeededRandom::new([0; 32]);
    let mut issue = Issue::new(settings, &key, NOW, &mut random, &TemporaryFiles).map_err(|error| failed(&error))?;
    let progress = Progress::begin(doing);
    let mut files = Files::default();
    for source in sources {
        let name = source.input.path().to_string_lossy();
        let rows = issue
            .read(&name, source.format, &mut progress.watch(source.reader()), &source.options)
            .map_err(|error| Failure::on_file("read", source.input.path(), &error))?;
        files.counted.push((source.input.name(), rows));
    }
    let losses = issue.losses().to_vec();
    let issued = issue.finish();
    drop(progress);
    let issued = match issued {
        Ok(issued) => issued,
        Err(Error::Refused(report)) => return Ok(Joined::Refused(files, report.findings, losses)),
        Err(error) => return Err(failed(&error)),
    };
    losses.into_iter().try_for_each(|(file, loss)| each(Told::Loss(file, loss)))?;
    let names = names(issued.names());
    for finding in &issued.report().findings {
        let mut finding = finding.clone();
        if let Some((thing, of)) = finding.location.series.as_deref().and_then(|series| series.split_once('/'))
            && let Some(name) = Id::parse(thing).ok().and_then(|thing| names.get(&thing))
        {
            finding.location.series = Some(format!("{}/{of}", name.own.as_str()));
        }
        each(Told::Finding(finding))?;
    }
    let trust = Trust::only(NOBODY, key.public_key());
    let verification = verify(&issued, &trust, &Policy::default(), NOW, &TemporaryFiles);
    let verified = verification.map_err(|error| failed(&error))?.accept().map_err(|error| failed(&error))?;
    hand_on(&verified, &names, &failed, &mut |told| {
        if let Told::Record(record) = told
            && matches!(record, AnyRecord::Account(_) | AnyRecord::Subscription(_) | AnyRecord::SupplyPoint(_))
            && number_of(record).is_none_or(|number| number.value().is_none())
            && let Some(View::Id(id)) = record.get("id")
            && let Some(like) = names.values().find(|name| name.own.as_str() == id).and_then(|name| name.like.as_ref())
            && !files.apart.iter().any(|(known, _)| known == id)
        {
            files.apart.push((id.to_owned(), like.clone()));
        }
        each(told)
    })?;
    Ok(Joined::Whole(files))
}

/// What a thing is called.
struct Name {
    /// Its place among the things of all files.
    place: usize,
    own: Id,
    /// What its source calls it, where another thing has that name.
    like: Option<String>,
}

/// A name for each label: what its source calls it, with a number behind it where another thing has it.
fn names(labels: &[(Id, String)]) -> BTreeMap<Id, Name> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = BTreeMap::new();
    for (place, (label, name)) in labels.iter().enumerate() {
        let kept: String = name.chars().take(40).collect();
        let mut own = name.clone();
        let mut number = 2;
        while !taken.insert(own.clone()) {
            own = format!("{kept}-{number}");
            number += 1;
        }
        if let Ok(id) = Id::parse(&own) {
            names.insert(label.clone(), Name { place, own: id, like: (own != *name).then(|| name.clone()) });
        }
    }
    names
}

/// All series: thing by thing in the order of the files, how it is before what happened.
fn hand_on<S: pannier::Source>(
    verified: &Verified<S>,
    names: &BTreeMap<Id, Name>,
    failed: &dyn Fn(&dyn std::fmt::Display) -> Failure,
    each: &mut dyn FnMut(Told<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut series = Vec::new();
    for label in verified.series() {
        let parts: Vec<_> = verified.parts().filter(|part| part.series == label).collect();
        let Some(record_type) = parts.first().and_then(|part| by_schema_url(&part.schema)) else { continue };
        let from: Option<Date> = parts.iter().map(|part| part.from).min();
        let (Some(from), Some(to)) = (from, parts.iter().map(|part| part.to).max()) else { continue };
        let thing = label.split_once('/').and_then(|(thing, _)| Id::parse(thing).ok());
        let (place, thing) = match thing.as_ref().and_then(|thing| names.get(thing)) {
            Some(name) => (name.place, Some(name.own.clone())),
            None => (usize::MAX, thing.filter(|thing| thing.as_str() != "all")),
        };
        let incomplete = not_proven(label, from, to, &verified.verdict().coverage);
        let order = (place, record_type.kind == Kind::Event, record_type.name);
        series.push((order, label, Series { thing, record_type, from, to, incomplete }));
    }
    series.sort_by_key(|(order, ..)| *order);
    for (_, label, series) in series {
        each(Told::Series(&series))?;
        for row in verified.series_records(label) {
            let mut record: AnyRecord = (*row.map_err(|error| failed(&error))?).clone();
            rename(&mut record, names);
            each(Told::Record(&record))?;
        }
    }
    Ok(())
}

/// The days of a period for which it is not proven that every record is here.
pub(in crate::commands) fn not_proven(series: &str, from: Date, to: Date, coverage: &[Coverage]) -> Vec<Date> {
    let proven: Vec<_> = coverage.iter().filter(|proven| proven.series == series).collect();
    let days = std::iter::successors(Some(from), |day| day.next_day()).take_while(|day| *day < to);
    days.filter(|day| {
        // ISO dates compare as text.
        let day = day.to_string();
        !proven.iter().any(|proven| proven.from <= day && day < proven.to && !proven.except.contains(&day))
    })
    .collect()
}

/// Puts the names of the files where the labels of the bundle stand, and takes out what pairs numbers in it.
fn rename(record: &mut AnyRecord, names: &BTreeMap<Id, Name>) {
    record.rename(&mut |_, id| names.get(id).map(|name| name.own.clone()));
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
