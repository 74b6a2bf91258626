//! `pannier mapping NAME`: the mappings that come with the program, to be read with, or changed for a file that differs; and
//! drafts for files that none of them reads.

use std::{io::Write as _, path::Path};

use pannier::{
    convert::{
        Format as SourceFormat, Options,
        mapped::{Mapping, Shipped, draft, recognised},
    },
    report::Report,
};

use super::{
    Answer, answer_with,
    records::{self, Told},
};
use crate::{
    args::{self, Format},
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::Input,
        source::{SourceFile, no_mapping},
    },
    render::{json, untrusted::Untrusted},
};

pub(crate) fn run(flags: &args::Mapping, console: &mut Console) -> Answer {
    if let Some(file) = &flags.draft {
        return drafted(file, console);
    }
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

/// Prints a draft for a file, says what is open, and reads the file with it. The answer is no where it cannot be read so yet.
fn drafted(path: &Path, console: &mut Console) -> Answer {
    let input = Input::open(path)?;
    input.refuse_other_archive()?;
    let name = input.name();
    let made = match draft(&mut input.reader()).map_err(|error| Failure::on_file("read", path, &error))? {
        Ok(made) => made,
        Err(finding) => {
            let failure = Failure::new(format!("{name}: {}", finding.message));
            return Err(finding.help.into_iter().fold(failure, Failure::help));
        }
    };
    for shipped in recognised(&input.head(SourceFormat::PREFIX)?) {
        console.say(format_args!(
            "{name}: the mapping {} is for files like it ({})",
            shipped.name(),
            shipped.mapping().name()
        ));
    }
    console.data()?.write_all(made.text().as_bytes())?;
    for open in made.open() {
        console.warn(format_args!("{name}: to say: {}", Untrusted::text(open)));
    }
    for doubt in made.doubts() {
        console.warn(format_args!("{name}: to look at: {}", Untrusted::text(doubt)));
    }
    if !made.open().is_empty() {
        console.say(format_args!("{name}: is not read with it before that is said"));
        return Ok(Exit::No);
    }
    let mut options = Options::default();
    options.mapping = Mapping::parse(made.text()).ok();
    let source = SourceFile { input, format: SourceFormat::Csv, options };
    let mut report = Report::new();
    let files = records::read(&[source], "reading", &mut |told| {
        if let Told::Finding(finding) = told {
            report.push(finding);
        }
        Ok(())
    })?;
    files.say_rows(console);
    answer_with(&report, console);
    console.say(format_args!(
        "next: put it into a file, look it over, and `pannier inspect {} --mapping MINE.toml` shows what comes of it",
        Untrusted::path(path)
    ));
    Ok(if report.has_errors() { Exit::No } else { Exit::Yes })
}
