//! One command a file; each takes its arguments and the console and gives the answer.

mod completions;
mod convert;
mod demo;
mod documents;
mod explain;
mod grant;
mod inspect;
mod intent;
mod issue;
mod keygen;
mod log;
mod losses;
mod man;
mod mapping;
mod offer;
mod quote;
mod records;
pub(crate) mod request;
mod schema;
mod share;
mod tariff;
mod trust;
mod validate;
mod verify;

use pannier::report::Report;

use crate::{
    args::{Args, Command, Format},
    console::Console,
    exit::Exit,
    failure::Failure,
    render::{human, json},
};

/// What a command ends with.
pub(crate) type Answer = Result<Exit, Failure>;

/// Runs the command that `args` names.
pub(crate) fn run(args: &Args, console: &mut Console) -> Answer {
    match &args.command {
        Command::Demo(flags) => demo::run(flags, &args.shared, console),
        Command::Keygen(flags) => keygen::run(flags, &args.shared, console),
        Command::Trust(command) => trust::run(command, &args.shared, console),
        Command::Convert(flags) => convert::run(flags, &args.shared, console),
        Command::Issue(flags) => issue::run(flags, &args.shared, console),
        Command::Request(command) => request::run(command, &args.shared, console),
        Command::Share(flags) => share::run(flags, &args.shared, console),
        Command::Grant(command) => grant::run(command, &args.shared, console),
        Command::Withdraw(flags) => grant::withdraw(flags, &args.shared, console),
        Command::Log(command) => log::run(command, &args.shared, console),
        Command::Intent(command) => intent::run(command, &args.shared, console),
        Command::Offer(command) => offer::run(command, &args.shared, console),
        Command::Verify(flags) => verify::run(flags, &args.shared, console),
        Command::Validate(flags) => validate::run(flags, &args.shared, console),
        Command::Inspect(flags) => inspect::run(flags, console),
        Command::Tariff(command) => tariff::run(command, &args.shared, console),
        Command::Quote(flags) => quote::run(flags, &args.shared, console),
        Command::Explain(flags) => explain::run(flags, console),
        Command::Schema(flags) => schema::run(flags, console),
        Command::Mapping(flags) => mapping::run(flags, console),
        Command::Completions(flags) => completions::run(flags, console),
        Command::Man(flags) => man::run(flags, console),
    }
}

/// Prints a report that stands beside an answer: on standard error, where it cannot get into the data.
pub(crate) fn answer_with(report: &Report, console: &mut Console) {
    if report.findings.is_empty() && report.not_checked.is_empty() {
        return;
    }
    let (format, show_values) = (console.format, console.show_values);
    let _ = if format == Format::Human {
        human::report(console.remarks(), report, show_values)
    } else {
        json::answer(console.remarks(), format, report, &report.findings, show_values)
    };
}
