//! `pannier man DIR`: a page for the command and one for each of its commands.

use std::{fs, io::Write as _, path::Path};

use clap::CommandFactory as _;
use clap_mangen::Man;

use super::Answer;
use crate::{
    args,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::output::{self, Privacy},
};

pub(crate) fn run(flags: &args::Man, console: &mut Console) -> Answer {
    let mut root = args::Args::command();
    root.build();
    let mut pages = Vec::new();
    collect(&root, &mut pages)?;
    if flags.dir == Path::new("-") {
        console.data()?.write_all(&pages[0].1)?;
        return Ok(Exit::Yes);
    }
    fs::create_dir_all(&flags.dir).map_err(|error| Failure::on_file("make the folder", &flags.dir, &error))?;
    for (name, page) in &pages {
        output::write(&flags.dir.join(name), page, Privacy::Public, flags.overwrite)?;
    }
    console.say(format_args!("wrote {} man pages", pages.len()));
    Ok(Exit::Yes)
}

/// The pages of `command` and of the commands below it, root first.
fn collect(command: &clap::Command, pages: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    pages.push((format!("{name}.1"), page));
    command.get_subcommands().try_for_each(|below| collect(below, pages))
}
