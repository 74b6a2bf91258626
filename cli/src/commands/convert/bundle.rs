//! Records out of a bundle or a share: only of one that verifies.

use pannier::{
    Outcome, Policy,
    convert::{Loss, Series},
    record::by_schema_url,
    value::Id,
    verify,
};

use super::Into;
use crate::{
    args::{self, Shared},
    clock,
    commands::{records::not_proven, verify as verifying},
    console::Console,
    failure::Failure,
    io::{input::Input, scratch::TemporaryFiles},
    progress::Progress,
    render::{sharing::number, verdict},
};

/// Reads all records of built-in types; `false` where the file may not be relied on, which is said.
pub(super) fn read(
    input: &Input,
    flags: &args::Convert,
    shared: &Shared,
    into: &mut Into,
    console: &mut Console,
) -> Result<bool, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::on_file("convert", input.path(), error);
    let trust = verifying::trust(&flags.trust, None)?;
    let policy = Policy {
        accept_self: flags.trust.accept_self,
        accept_indeterminate: flags.trust.list.accept_indeterminate,
        ..Policy::default()
    };
    let progress = Progress::begin("verifying");
    let verification = verify(progress.watch(input), &trust, &policy, clock::now(shared.now), &TemporaryFiles);
    let verified = match verification.map_err(|error| failed(&error))?.accept() {
        Ok(verified) => verified,
        Err(no) => {
            let mut verdict = *no.0;
            verifying::name_file(&mut verdict, input);
            let show_values = console.show_values;
            let _ = verdict::verdict(console.remarks(), &verdict, &input.name(), show_values);
            return Ok(false);
        }
    };
    let file = input.path().to_string_lossy();
    let mut rows: u64 = 0;
    for name in verified.series() {
        let parts: Vec<_> = verified.parts().filter(|part| part.series == name).collect();
        let first = parts.iter().min_by_key(|part| part.from).expect("a series has a part");
        let Some(record_type) = by_schema_url(&first.schema) else {
            into.lost.push((file.clone().into_owned(), Loss::whole(name, "a record type that is not built in")));
            continue;
        };
        let (from, to) = (first.from, parts.iter().map(|part| part.to).max().unwrap_or(first.to));
        let thing = name.split_once('/').map(|(thing, _)| thing).filter(|thing| *thing != "all");
        let thing = thing.map(Id::parse).transpose().map_err(|error| failed(&error))?;
        into.claim(name.to_owned(), input.path())?;
        let incomplete = not_proven(name, from, to, &verified.verdict().coverage);
        let series = Series { thing, record_type, from, to, incomplete };
        into.target.series(&series)?;
        for row in verified.series_records(name) {
            let row = row.map_err(|error| failed(&error))?;
            // A group that the issuer left out of the series is absent, not withheld.
            let groups = parts.iter().filter(|part| part.id == row.part().id).flat_map(|part| &part.groups);
            let hidden = groups.map(|group| group.id.as_str()).filter(|group| !row.shows(group));
            let hidden: Vec<&str> = hidden.collect();
            into.target.record(&row, &hidden)?;
            rows += 1;
        }
    }
    drop(progress);
    let outcome = match verified.verdict().outcome {
        Outcome::SelfMade => "self",
        _ => "verified",
    };
    console.say(format_args!("{}: {outcome}, {} converted", input.name(), number(rows, "row")));
    Ok(true)
}
