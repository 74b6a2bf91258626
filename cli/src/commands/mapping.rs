//! `pannier mapping NAME`: the mappings that come with the program, to be read with, or changed for a file that differs.

use std::io::Write as _;

use pannier::convert::mapped::Shipped;

use super::Answer;
use crate::{
    args::{self, Format},
    console::Console,
    exit::Exit,
    io::source::no_mapping,
    render::json,
};

pub(crate) fn run(flags: &args::Mapping, console: &mut Console) -> Answer {
    let format = console.format;
    let out = console.out();
    let Some(name) = &flags.name else {
        let all = Shipped::all();
        match format {
            Format::Human => {
                all.iter()
                    .try_for_each(|shipped| writeln!(out, "{:26} {}", shipped.name(), shipped.mapping().name()))?;
            }
            Format::Json | Format::Jsonl => {
                json::value(out, format, &all.iter().map(Shipped::name).collect::<Vec<_>>())?;
            }
        }
        return Ok(Exit::Yes);
    };
    let shipped = Shipped::named(name).ok_or_else(|| no_mapping(name))?;
    console.data()?.write_all(shipped.text().as_bytes())?;
    Ok(Exit::Yes)
}
