//! `pannier issue`: files of one customer of one issuer become one signed bundle, or a copy for each recipient.

mod batch;
mod copies;
mod job;
mod line;

use pannier::{Error, Verdict};

use self::job::{Existing, Job, Made};
use super::{Answer, answer_with, losses};
use crate::{
    args::{self, Format, Shared},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::input,
    progress::Progress,
    random,
    render::{json, sharing::number, untrusted::Untrusted},
};

pub(crate) fn run(flags: &args::Issue, shared: &Shared, console: &mut Console) -> Answer {
    if let Some(jobs) = &flags.batch {
        return batch::run(jobs, flags.overwrite, shared, console);
    }
    if input::is_standard(flags.output()) && Console::out_is_terminal() {
        return Err(Failure::new("a bundle is binary and standard output is a terminal").help("name a file after -o"));
    }
    let job = Job::prepare(flags, Existing::Refused, console)?;
    let mut random = random::source(shared.seed, console);
    let progress = Progress::begin("issuing");
    let made = job.make(clock::now(shared.now), &mut *random, &progress);
    drop(progress);
    match made {
        Ok(made) => deliver(flags, made, console),
        Err(job::Stopped::Failed(failure)) => Err(failure),
        Err(job::Stopped::Issue(Error::Refused(report))) => {
            answer_with(&report, console);
            console.say("nothing was written");
            Ok(Exit::No)
        }
        Err(job::Stopped::Issue(error)) => Err(job::operation(&error)),
    }
}

fn deliver(flags: &args::Issue, made: Vec<Made>, console: &mut Console) -> Answer {
    // Copies hold the same records: what there is to say of one is to be said of all.
    let first = made.first().expect("there is a bundle or an error");
    losses::report(&first.losses, flags.losses.as_deref(), flags.overwrite, console)?;
    let report = first.report.clone();
    let mut verdicts = Vec::with_capacity(made.len());
    let mut written = Vec::with_capacity(made.len());
    for bundle in made {
        let Made { target, output, rows, parts, size, verdict, .. } = bundle;
        if input::is_standard(&output) {
            target.copy_to(&mut console.data()?)?;
        } else {
            target.finish()?;
        }
        let name = Untrusted::path(&output);
        let (rows, parts) = (number(rows, "row"), number(parts as u64, "part"));
        written.push(format!("wrote {name}: {rows} in {parts}, {size} bytes, read back and verified"));
        verdicts.push(verdict);
    }
    answer_with(&report, console);
    if console.format == Format::Human || input::is_standard(flags.output()) {
        for line in written {
            console.say(line);
        }
    } else {
        show(&verdicts, flags.copies.is_some(), console)?;
    }
    Ok(Exit::Yes)
}

/// For a program: the verdict, or those of all copies.
fn show(verdicts: &[Verdict], are_copies: bool, console: &mut Console) -> Result<(), Failure> {
    let format = console.format;
    if are_copies && format == Format::Json {
        json::value(console.out(), format, verdicts)?;
        return Ok(());
    }
    for verdict in verdicts {
        json::value(console.out(), format, verdict)?;
    }
    Ok(())
}
