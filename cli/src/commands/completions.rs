//! `pannier completions SHELL`.

use std::io::Write as _;

use clap::CommandFactory as _;

use super::Answer;
use crate::{args, console::Console, exit::Exit};

pub(crate) fn run(flags: &args::Completions, console: &mut Console) -> Answer {
    // Into memory first: the generator panics where its output fails, and a closed pipe is no bug.
    let mut script = Vec::new();
    clap_complete::generate(flags.shell, &mut args::Args::command(), "pannier", &mut script);
    console.data()?.write_all(&script)?;
    Ok(Exit::Yes)
}
