//! `pannier schema NAME`: the JSON Schemas, byte for byte as published.

use std::io::Write as _;

use pannier::validate::schemas;

use super::Answer;
use crate::{
    args::{self, Format},
    console::Console,
    exit::Exit,
    failure::Failure,
    render::{json, untrusted::Untrusted},
};

pub(crate) fn run(flags: &args::Schema, console: &mut Console) -> Answer {
    let format = console.format;
    let out = console.out();
    let Some(name) = &flags.name else {
        match format {
            Format::Human => schemas::ALL.iter().try_for_each(|schema| {
                let about = schema.value().get("description").and_then(|about| about.as_str());
                writeln!(out, "{:20} {}", schema.name, about.unwrap_or_default())
            })?,
            Format::Json | Format::Jsonl => {
                json::value(out, format, &schemas::ALL.iter().map(|schema| schema.name).collect::<Vec<_>>())?;
            }
        }
        return Ok(Exit::Yes);
    };
    let schema = schemas::by_name(name).ok_or_else(|| unknown(name))?;
    console.data()?.write_all(schema.text.as_bytes())?;
    Ok(Exit::Yes)
}

fn unknown(name: &str) -> Failure {
    let name: String = name.chars().take(64).collect();
    let failure = Failure::new(format!("no schema is called \"{}\"", Untrusted::text(&name)));
    let slips = |schema: &&schemas::Schema| strsim::damerau_levenshtein(schema.name, &name);
    match schemas::ALL.iter().min_by_key(slips).filter(|near| slips(near) <= 3) {
        Some(near) => failure.help(format!("similar: {}", near.name)),
        None => failure.help("`pannier schema --list` lists all of them"),
    }
}
