//! `pannier validate FILE…`: is the content right? Every departure is collected, nobody is trusted.

use pannier::{
    Error, Issue, Policy,
    bundle::{Fault, TrustList},
    check_content,
    crypto::{PrivateKey, SeededRandom},
    issue::{Author, Settings},
    report::{Finding, NotChecked, Report},
};
use serde::Serialize;

use super::{Answer, losses};
use crate::{
    args::{self, Format, Overwrite, Shared},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::Input,
        scratch::TemporaryFiles,
        source::{self, SourceFile},
    },
    progress::Progress,
    render::{
        human::{self, ERROR, HELP},
        json,
    },
};

pub(crate) fn run(flags: &args::Validate, shared: &Shared, console: &mut Console) -> Answer {
    let mut worst = Exit::Yes;
    for path in &flags.files {
        let input = Input::open(path)?;
        let (name, file) = (input.name(), input.path().to_string_lossy().into_owned());
        let mut report = if input.is_archive()? {
            let progress = Progress::begin("validating");
            check_content(progress.watch(&input), &Policy::default(), &TemporaryFiles)
                .map_err(|error| Failure::on_file("read", path, &error))?
        } else if let Some(report) = trust_list(&input)? {
            report
        } else {
            records(&source::from_input(input, &flags.source, console)?, shared, console)?
        };
        for finding in &mut report.findings {
            finding.location.file.get_or_insert_with(|| file.clone());
        }
        show(&name, &file, &report, console)?;
        if report.has_errors() {
            worst = Exit::No;
        }
    }
    Ok(worst)
}

/// The answer about one file.
#[derive(Serialize)]
struct FileReport<'a> {
    file: &'a str,
    valid: bool,
    findings: &'a [Finding],
    not_checked: &'a [NotChecked],
    suppressed: u64,
}

fn show(name: &str, file: &str, report: &Report, console: &mut Console) -> Result<(), Failure> {
    let (format, show_values) = (console.format, console.show_values);
    if format != Format::Human {
        let answer = FileReport {
            file,
            valid: !report.has_errors(),
            findings: &report.findings,
            not_checked: &report.not_checked,
            suppressed: report.suppressed,
        };
        return Ok(json::answer(console.out(), format, &answer, &report.findings, show_values)?);
    }
    let (style, word) = if report.has_errors() { (ERROR, "not valid") } else { (HELP.bold(), "valid") };
    let out = console.out();
    std::io::Write::write_fmt(out, format_args!("{style}{word}{style:#}: {name}\n"))?;
    human::report(out, report, show_values)?;
    Ok(())
}

/// What `issue` would say of these records. The bundle made on the way is thrown away, and so is its key.
fn records(source: &SourceFile, shared: &Shared, console: &mut Console) -> Result<Report, Failure> {
    let failed = |error: &Error| Failure::on_file("validate", source.input.path(), error);
    let key = PrivateKey::ed25519(&[0; 32]);
    let settings = Settings::new(Author::Issuer("https://validation.invalid".to_owned()));
    let mut random = SeededRandom::new([0; 32]);
    let mut issue = Issue::new(settings, &key, clock::now(shared.now), &mut random, &TemporaryFiles)
        .map_err(|error| failed(&error))?;
    let name = source.input.path().to_string_lossy();
    issue.read(&name, source.format, &mut source.reader(), &source.options).map_err(|error| failed(&error))?;
    match issue.finish() {
        Ok(issued) => {
            losses::report(issued.losses(), None, Overwrite { force: false }, console)?;
            Ok(issued.report().clone())
        }
        Err(Error::Refused(report)) => Ok(*report),
        Err(error) => Err(failed(&error)),
    }
}

/// The report on a trust list; none where the file is something else.
fn trust_list(input: &Input) -> Result<Option<Report>, Failure> {
    let head = input.head(1 << 12)?;
    let is_object = head.trim_ascii_start().starts_with(b"{");
    if !is_object || !String::from_utf8_lossy(&head).contains("\"issuers\"") {
        return Ok(None);
    }
    let mut report = Report::new();
    match TrustList::read(&input.all(pannier::bundle::trust::MAX_BYTES as u64)?) {
        Ok(_) => {}
        Err(Fault::Finding(finding)) => report.push(*finding),
        Err(Fault::Io(error)) => return Err(Failure::on_file("read", input.path(), &error)),
    }
    Ok(Some(report))
}
