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

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::Parser as _;

use crate::{args::Args, console::Console, exit::Exit, failure::Failure};

/// Runs the command on the arguments of the process and gives its exit code (see [`exit`]).
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| console::bug(info.location())));
    // The arguments are taken as the system gives them: a file name need not be UTF-8.
    let answer = panic::catch_unwind(AssertUnwindSafe(|| match Args::try_parse_from(std::env::args_os()) {
        Ok(args) => run(&args),
        Err(error) => console::usage(&error),
    }));
    answer.unwrap_or(Exit::CannotAnswer).into()
}

fn run(args: &Args) -> Exit {
    let mut console = Console::new(&args.shared);
    match commands::run(args, &mut console).and_then(|exit| console.flush().map(|()| exit).map_err(Failure::from)) {
        Ok(exit) => exit,
        // Who reads us has seen enough (`pannier explain | head`): that is no failure of ours.
        Err(failure) if failure.is_broken_pipe() => Exit::Yes,
        Err(failure) => {
            console.failure(&failure);
            Exit::CannotAnswer
        }
    }
}
