//! `pannier issue`: files of one customer of one issuer become one signed bundle.

use std::path::Path;

use pannier::{
    Error, Issue, Issued,
    crypto::{PublicKey, Signer, hmac_sha256},
    issue::{Author, Period, Settings, Subject},
};

use super::{Answer, answer_with, losses};
use crate::{
    args::{self, Format, Shared},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::{self, Input},
        keys,
        output::{Pending, Privacy},
        scratch::TemporaryFiles,
        signer::CommandSigner,
        source,
    },
    progress::Progress,
    random,
    render::{json, untrusted::Untrusted},
};

/// Above this a document belongs beside a bundle, not into it.
const ATTACHMENT_LIMIT: u64 = 256 << 20;

pub(crate) fn run(flags: &args::Issue, shared: &Shared, console: &mut Console) -> Answer {
    let inputs = flags.inputs.iter().chain(&flags.attach).chain([&flags.key]).map(AsRef::as_ref);
    input::not_an_input(&flags.output, inputs)?;
    if input::is_standard(&flags.output) && Console::out_is_terminal() {
        return Err(Failure::new("a bundle is binary and standard output is a terminal").help("name a file after -o"));
    }
    let (signer, id_key) = signer(flags, console)?;
    let settings = settings(flags, signer.public_key(), id_key)?;
    let sources = source::open_all(&flags.inputs, &flags.source, console)?;
    // Claimed before the work begins: to learn at the end that the name is taken would be late.
    let target = if input::is_standard(&flags.output) {
        Pending::nameless()?
    } else {
        Pending::begin(&flags.output, Privacy::Private, flags.overwrite)?
    };

    let mut random = random::source(shared.seed, console);
    let mut issue = Issue::new(settings, &*signer, clock::now(shared.now), &mut *random, &TemporaryFiles)
        .map_err(|error| operation(&error))?;
    let progress = Progress::begin("issuing");
    for source in &sources {
        let name = source.input.path().to_string_lossy();
        issue
            .read(&name, source.format, &mut progress.watch(source.reader()), &source.options)
            .map_err(|error| operation(&error))?;
    }
    for path in &flags.attach {
        let content = Input::open(path)?.all(ATTACHMENT_LIMIT)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        issue.attach(name, media_type(path), content);
    }
    let issued = issue.finish();
    drop(progress);
    match issued {
        Ok(issued) => deliver(flags, &issued, target, console),
        Err(Error::Refused(report)) => {
            answer_with(&report, console);
            console.say("nothing was written");
            Ok(Exit::No)
        }
        Err(error) => Err(operation(&error)),
    }
}

fn deliver(flags: &args::Issue, issued: &Issued, mut target: Pending, console: &mut Console) -> Answer {
    issued.write_to(&mut target).map_err(|error| Failure::on_file("write", &flags.output, &error))?;
    losses::report(issued.losses(), flags.losses.as_deref(), flags.overwrite, console)?;
    if input::is_standard(&flags.output) {
        target.copy_to(&mut console.data()?)?;
    } else {
        target.finish()?;
    }
    answer_with(issued.report(), console);
    let format = console.format;
    if format != Format::Human && !input::is_standard(&flags.output) {
        json::value(console.out(), format, issued.verdict())?;
        return Ok(Exit::Yes);
    }
    let (rows, parts, size) = (issued.rows(), issued.parts(), issued.size());
    let name = Untrusted::path(&flags.output);
    console.say(format_args!("wrote {name}: {rows} rows in {parts} parts, {size} bytes, read back and verified"));
    Ok(Exit::Yes)
}

/// The key of the ids of events, where one is known before the bundle is made.
type IdKey = Option<[u8; 32]>;

/// Who signs, and what the ids of a customer's own records follow from, where the key file can say it.
fn signer(flags: &args::Issue, console: &mut Console) -> Result<(Box<dyn Signer>, IdKey), Failure> {
    if let Some(command) = &flags.signer {
        return Ok((Box::new(CommandSigner::new(command, keys::public(&flags.key)?)), None));
    }
    let key = keys::private(&flags.key, console)?;
    // The same customer's next bundle gets the same ids for the same events; the key never leaves its file.
    let id_key = flags.myself.then(|| hmac_sha256(key.d().as_bytes(), b"pannier: ids of my own records"));
    Ok((Box::new(key), id_key))
}

fn settings(flags: &args::Issue, key: &PublicKey, id_key: IdKey) -> Result<Settings, Failure> {
    let author = match &flags.issuer {
        Some(iss) => Author::Issuer(iss.clone()),
        None => Author::Myself,
    };
    let mut settings = Settings::new(author);
    settings.id_key = id_key;
    if let (Some(id), Some(path)) = (&flags.subject, &flags.subject_key) {
        settings.subject = Some(Subject { id: id.clone(), key: input::read_small(path)? });
    }
    if let Some(path) = &flags.holder {
        settings.holder = Some(keys::public(path)?);
    } else if flags.myself {
        settings.holder = Some(key.clone());
    }
    settings.period = match flags.period {
        args::Period::Auto => Period::Auto,
        args::Period::Month => Period::Month,
        args::Period::Year => Period::Year,
        args::Period::All => Period::All,
    };
    settings.expires_after_days = flags.expires;
    settings.summaries = !flags.no_summaries;
    settings.keep_numbers = flags.keep_numbers;
    Ok(settings)
}

fn operation(error: &Error) -> Failure {
    let mut failure = Failure::new(format!("cannot make the bundle: {}", Untrusted::text(&error.to_string())));
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        failure = failure.help(format!("because {}", Untrusted::text(&deeper.to_string())));
        cause = deeper.source();
    }
    failure
}

/// By the ending of the name; nobody opens an attachment because of it, it is shown to people.
fn media_type(path: &Path) -> &'static str {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("pdf") => "application/pdf",
        Some("xml") => "application/xml",
        Some("json") => "application/json",
        Some("csv") => "text/csv",
        Some("txt") => "text/plain",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        _ => "application/octet-stream",
    }
}
