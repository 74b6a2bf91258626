//! `pannier validate FILE…`: is the content right? Every departure is collected, nobody is trusted.

use std::{
    io::{self, BufRead as _, Write as _},
    path::Path,
};

use pannier::{
    Error, Issue, Policy,
    bundle::{Fault, TrustList},
    check_content,
    crypto::{PrivateKey, SeededRandom},
    document::{self, Event},
    issue::{Author, Settings},
    report::{Location, Report},
    tariff::{lint::is_tariff, tariff::Tariff},
};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use super::{Answer, losses, records::named};
use crate::{
    args::{self, Format, Overwrite, Shared, SourceFlags},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::Input,
        kind,
        scratch::TemporaryFiles,
        sealed,
        source::{self, SourceFile},
    },
    progress::Progress,
    render::{
        human::{self, ERROR, HELP},
        json,
    },
};

pub(crate) fn run(flags: &args::Validate, shared: &Shared, console: &mut Console) -> Answer {
    let format = console.format;
    let mut answers = Vec::new();
    for path in &flags.files {
        let input = sealed::open(Input::open(path)?, &flags.identity.identity)?;
        let name = input.name();
        let answer = FileReport::new(path, report(input, &flags.source, shared, console)?);
        match format {
            Format::Human => show(&name, &answer, console)?,
            Format::Jsonl => {
                let show_values = console.show_values;
                json::answer(console.out(), format, &answer, &answer.report.findings, show_values)?;
            }
            Format::Json => {}
        }
        answers.push(answer);
    }
    if format == Format::Json {
        // One value for all files, so that what was printed is one JSON text.
        let mut values =
            answers.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>().map_err(io::Error::other)?;
        if console.show_values {
            values.iter_mut().zip(&answers).for_each(|(value, answer)| json::reveal(value, &answer.report.findings));
            json::value(console.out(), format, &values)?;
        } else {
            json::value(console.out(), format, &answers)?;
        }
    }
    Ok(if answers.iter().all(|answer| answer.valid) { Exit::Yes } else { Exit::No })
}

/// The answer about one file.
struct FileReport {
    file: String,
    valid: bool,
    report: Report,
}

impl FileReport {
    fn new(path: &Path, mut report: Report) -> Self {
        let file = path.to_string_lossy().into_owned();
        for finding in &mut report.findings {
            finding.location.file.get_or_insert_with(|| file.clone());
        }
        Self { file, valid: !report.has_errors(), report }
    }
}

impl Serialize for FileReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("FileReport", 5)?;
        members.serialize_field("file", &self.file)?;
        members.serialize_field("valid", &self.valid)?;
        members.serialize_field("findings", &self.report.findings)?;
        members.serialize_field("not_checked", &self.report.not_checked)?;
        members.serialize_field("suppressed", &self.report.suppressed)?;
        members.end()
    }
}

fn show(name: &str, answer: &FileReport, console: &mut Console) -> io::Result<()> {
    let (style, word) = if answer.valid { (HELP.bold(), "valid") } else { (ERROR, "not valid") };
    let show_values = console.show_values;
    let out = console.out();
    writeln!(out, "{style}{word}{style:#}: {name}")?;
    human::report(out, &answer.report, show_values)
}

/// Everything that is wrong with one file, of whichever kind.
fn report(input: Input, flags: &SourceFlags, shared: &Shared, console: &mut Console) -> Result<Report, Failure> {
    if source::is_bundle(&input)? {
        let progress = Progress::begin("validating");
        return check_content(progress.watch(&input), &Policy::default(), &TemporaryFiles)
            .map_err(|error| Failure::on_file("read", input.path(), &error));
    }
    if let Some(report) = document(&input)? {
        return Ok(report);
    }
    if let Some(report) = tariff(&input)? {
        return Ok(report);
    }
    match trust_list(&input)? {
        Some(report) => Ok(report),
        None => records(&source::all_in(input, flags, console)?, shared, console),
    }
}

/// What `issue` would say of these records: of one file, or of all that an archive holds. The bundle made on the way is thrown
/// away, and so is its key.
fn records(sources: &[SourceFile], shared: &Shared, console: &mut Console) -> Result<Report, Failure> {
    let failed = |error: &Error| Failure::on_file("validate", &named(sources), error);
    let key = PrivateKey::ed25519(&[0; 32]);
    let settings = Settings::new(Author::Issuer("https://validation.invalid".to_owned()));
    let mut random = SeededRandom::new([0; 32]);
    let mut issue = Issue::new(settings, &key, clock::now(shared.now), &mut random, &TemporaryFiles)
        .map_err(|error| failed(&error))?;
    let progress = Progress::begin("validating");
    for source in sources {
        let name = source.input.path().to_string_lossy();
        issue
            .read(&name, source.format, &mut progress.watch(source.reader()), &source.options)
            .map_err(|error| Failure::on_file("validate", source.input.path(), &error))?;
    }
    let issued = issue.finish();
    drop(progress);
    match issued {
        Ok(issued) => {
            losses::report(issued.losses(), None, Overwrite { force: false }, console)?;
            Ok(issued.report().clone())
        }
        Err(Error::Refused(report)) => Ok(*report),
        Err(error) => Err(failed(&error)),
    }
}

/// The report on a signed document; none where the file is something else.
fn document(input: &Input) -> Result<Option<Report>, Failure> {
    // The header of a JWS is an object, so its text begins as this does.
    if !input.head(3)?.starts_with(b"eyJ") {
        return Ok(None);
    }
    match kind::signed(input)? {
        Some((kind, true)) if kind == Event::KIND => log(input).map(Some),
        _ => Ok(Some(document::check_content(&input.all(document::MAX_BYTES as u64 + 2)?))),
    }
}

/// The report on the lines of a log, each by itself: what they tell together is judged beside the grant.
fn log(input: &Input) -> Result<Report, Failure> {
    let mut report = Report::new();
    for (line, at) in input.reader().split(b'\n').zip(1..) {
        let line = line.map_err(|error| Failure::on_file("read", input.path(), &error))?;
        for mut finding in document::check_content(&line).findings {
            finding.location.row = Some(at);
            report.push(finding);
        }
    }
    Ok(report)
}

/// The report on a tariff; none where the file is something else.
fn tariff(input: &Input) -> Result<Option<Report>, Failure> {
    /// A price list of a hundred thousand goods.
    const LIMIT: u64 = 64 << 20;
    let head = input.head(1 << 12)?;
    let is_object = head.trim_ascii_start().starts_with(b"{");
    let text = String::from_utf8_lossy(&head);
    if !is_object || !["\"time_zone\"", "\"components\""].iter().any(|member| text.contains(member)) {
        return Ok(None);
    }
    let text = input.all(LIMIT)?;
    if !is_tariff(&text) {
        return Ok(None);
    }
    let mut report = Report::new();
    for finding in Tariff::read(&text, &Location::whole()).findings {
        report.push(finding);
    }
    Ok(Some(report))
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
