//! One command a file; each takes its arguments and the console and gives the answer.

mod completions;
mod explain;
mod keygen;
mod man;
mod schema;

use crate::{
    args::{Args, Command},
    console::Console,
    exit::Exit,
    failure::Failure,
};

/// What a command ends with.
pub(crate) type Answer = Result<Exit, Failure>;

/// Runs the command that `args` names.
pub(crate) fn run(args: &Args, console: &mut Console) -> Answer {
    match &args.command {
        Command::Keygen(flags) => keygen::run(flags, &args.shared, console),
        Command::Explain(flags) => explain::run(flags, console),
        Command::Schema(flags) => schema::run(flags, console),
        Command::Completions(flags) => completions::run(flags, console),
        Command::Man(flags) => man::run(flags, console),
    }
}
