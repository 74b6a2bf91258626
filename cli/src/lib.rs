//! The `pannier` command: the only code of the project that touches files, standard streams, the environment, the
//! clock, colours and exit codes.
//!
//! It must never decide anything about data: what is right, and what may be relied on, is said by the [`pannier`]
//! crate; this crate carries bytes to it and prints what it said. Scripts rely on [`exit`] and on the JSON of
//! `--format json`.

// The README's lines for developers compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

mod args;
mod clock;
mod commands;
mod console;
pub mod exit;
mod failure;
mod io;
mod progress;
mod random;
mod render;

use std::panic::{self, AssertUnwindSafe, Location};
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::Parser as _;

use crate::{args::Args, console::Console, exit::Exit, failure::Failure};

/// Runs the command on the arguments of the process and gives its exit code (see [`exit`]).
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| first_panic(info.location())));
    // The arguments are taken as the system gives them: a file name need not be UTF-8.
    let answer = panic::catch_unwind(AssertUnwindSafe(|| match Args::try_parse_from(std::env::args_os()) {
        Ok(args) => run(&args),
        Err(error) => console::usage(&error),
    }));
    let answer = answer.unwrap_or_else(|_| {
        console::bug(FIRST_PANIC.get());
        Exit::CannotAnswer
    });
    answer.into()
}

/// Where the first panic was. It is said only where one ends the command: a library that panics on a full disk is caught
/// where it is called.
static FIRST_PANIC: OnceLock<String> = OnceLock::new();

fn first_panic(at: Option<&Location<'_>>) {
    if let Some(at) = at {
        FIRST_PANIC.get_or_init(|| format!("{}:{}", at.file(), at.line()));
    }
}

fn run(args: &Args) -> Exit {
    let mut console = Console::new(&args.shared);
    match commands::run(args, &mut console).and_then(|exit| console.flush().map(|()| exit).map_err(Failure::from)) {
        Ok(exit) => exit,
        // Who takes our data has enough of it (`pannier convert FILE | head`): that is no failure of ours.
        Err(failure) if failure.is_broken_pipe() => Exit::Yes,
        Err(failure) => {
            console.failure(&failure);
            Exit::CannotAnswer
        }
    }
}
