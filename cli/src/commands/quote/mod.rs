//! `pannier quote FILE… --tariff T…`: what tariffs cost on these records.

mod check;
mod inputs;

use std::io::Write as _;

use pannier::{
    quote::{Comparison, Question, compare},
    report::Report,
    value::Date,
};

use self::inputs::{Data, data, tariff, tariffs};
use super::{Answer, answer_with, documents};
use crate::{
    args::{self, Format, QuoteCommand, Shared},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input,
        output::{Pending, Privacy},
    },
    render::{json, quotes, report, untrusted::Untrusted},
};

pub(crate) fn run(flags: &args::Quote, shared: &Shared, console: &mut Console) -> Answer {
    if let Some(QuoteCommand::Check(flags)) = &flags.check {
        return check::run(flags, shared, console);
    }
    let page = match &flags.html {
        Some(path) => {
            let inputs =
                flags.inputs.files.iter().chain(&flags.inputs.tariff).chain(&flags.facts).chain(&flags.current);
            input::not_an_input(path, inputs.map(std::path::PathBuf::as_path))?;
            Some(Pending::begin(path, Privacy::Private, flags.overwrite)?)
        }
        None => None,
    };
    let now = clock::now(shared.now);
    let answers = match documents::answers(flags.facts.as_deref())? {
        Ok(answers) => answers,
        Err(why) => {
            report_on(&[why], console);
            console.say("nothing was priced: an answer nobody heard would change the figures");
            return Ok(Exit::No);
        }
    };
    let question = Question::year_from(starts(flags.starts, now)?, answers);
    let trust = inputs::trust(&flags.inputs)?;
    let tariffs = tariffs(&flags.inputs.tariff, &trust, &flags.inputs.trust, now)?;
    let current = match &flags.current {
        Some(path) => Some(tariff(path, &trust, &flags.inputs.trust, now)?),
        None => None,
    };
    if let Some(file) = current.as_ref().filter(|file| file.tariff.is_none()) {
        report_on(&file.findings, console);
        console.say("no tariff of the present contract: nothing was priced");
        return Ok(Exit::No);
    }
    let Data { basis, is_whole } = match data(&flags.inputs, &trust, flags.only.as_deref(), now, console)? {
        Ok(data) => data,
        Err(refused) => return Ok(refused),
    };
    let comparison = compare(&basis, &tariffs, current.as_ref(), &question);
    let format = console.format;
    if format == Format::Human {
        let shown = quotes::Shown { top: flags.top, explain: flags.explain };
        quotes::comparison(console.out(), &comparison, shown)?;
    } else {
        json::value(console.out(), format, &comparison.to_value())?;
    }
    console.flush()?;
    if let Some(mut page) = page {
        page.put(report::quotes::page(&comparison, flags.top).as_bytes())?;
        page.finish()?;
        if let Some(path) = &flags.html {
            console.say(format_args!("wrote {}", Untrusted::path(path)));
        }
    }
    let against: Vec<_> = comparison.refused.iter().flat_map(|file| file.findings.iter().cloned()).collect();
    report_on(&against, console);
    if !comparison.is_verified {
        console.warn("not verified: nobody but the files themselves vouches for the records behind these figures");
    }
    if let Some(unsigned) = quotes::unsigned(&comparison) {
        console.warn(unsigned);
    }
    Ok(exit(&comparison, is_whole))
}

/// Nothing has a place in the ranking, or a document is no tariff: no. Something of the data is withheld: partial.
fn exit(comparison: &Comparison, is_whole: bool) -> Exit {
    if comparison.ranked.is_empty() || !comparison.refused.is_empty() {
        Exit::No
    } else if is_whole {
        Exit::Yes
    } else {
        Exit::Partial
    }
}

fn report_on(findings: &[pannier::report::Finding], console: &mut Console) {
    let mut report = Report::new();
    for finding in findings {
        report.push(finding.clone());
    }
    answer_with(&report, console);
}

/// The month that begins next: a contract one signs today begins with it.
fn starts(given: Option<Date>, now: i64) -> Result<Date, Failure> {
    match given {
        Some(start) if start == start.month_start() => Ok(start),
        Some(start) => Err(Failure::new(format!("--starts {start} is not the first of a month"))
            .help(format!("monthly charges are counted in months: --starts {}", start.month_start()))),
        None => {
            let today = Date::parse(&clock::day(now)).ok();
            let next = today.and_then(|today| if today.day() == 1 { Some(today) } else { today.next_month() });
            next.ok_or_else(|| Failure::new("the calendar ends here").help("--starts names the year that is priced"))
        }
    }
}

/// A line for a person who reads along.
fn line(console: &mut Console, text: std::fmt::Arguments<'_>) -> Result<(), Failure> {
    writeln!(console.out(), "{text}")?;
    Ok(())
}
