//! What a quote is made of: verified files or downloads, and tariffs.

use std::path::{Path, PathBuf};

use pannier::{
    Source as _, Trust, Verified,
    crypto::{Hasher, base64url},
    document::{MAX_BYTES, authenticate},
    quote::{Basis, TariffFile},
    report::Report,
    verify,
};

use crate::{
    args::{Format, QuoteInputs, TrustFlags},
    commands::{
        answer_with,
        records::{self, Told},
        tariff::documents,
        verify as verifying,
    },
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::Input,
        scratch::TemporaryFiles,
        sealed,
        source::{self, SourceFile},
    },
    progress::Progress,
    render::{json, untrusted::Untrusted, verdict},
};

/// Use, and whether everything the issuers signed is shown.
pub(super) struct Data {
    pub(super) basis: Basis,
    pub(super) is_whole: bool,
}

/// Whom the user believes: nobody where no list is given, which is enough for files and tariffs that nobody signed.
pub(super) fn trust(inputs: &QuoteInputs) -> Result<Trust, Failure> {
    Ok(verifying::list(&inputs.trust.list)?.unwrap_or_else(Trust::nobody))
}

/// Use from all files: of signed ones after they were verified; the exit code where one is refused.
pub(super) fn data(
    inputs: &QuoteInputs,
    trust: &Trust,
    only: Option<&str>,
    now: i64,
    console: &mut Console,
) -> Result<Result<Data, Exit>, Failure> {
    source::accounts_are_of(&inputs.files, &inputs.source)?;
    let opened = source::each(&inputs.files, |path| sealed::open(Input::open(path)?, &inputs.identity.identity))?;
    let bundles = opened.iter().map(source::is_bundle).collect::<Result<Vec<bool>, _>>()?;
    if bundles.iter().all(|is_bundle| *is_bundle) {
        // The question whom one trusts comes before anything is read.
        verifying::trust(&inputs.trust, None)?;
        return signed_files(inputs, &opened, trust, only, now, console);
    }
    if bundles.iter().any(|is_bundle| *is_bundle) {
        return Err(Failure::new("some of the files are signed and some are not: a figure would rest on both").help(
            "price them apart, or make a bundle of the others first: pannier issue FILE --self --key KEY -o OUT",
        ));
    }
    let digests = opened.iter().map(digest).collect::<Result<Vec<String>, _>>()?;
    let mut sources = Vec::new();
    for input in opened {
        sources.extend(source::all_in(input, &inputs.source, console)?);
    }
    downloads(&sources, digests, only, console)
}

fn signed_files(
    inputs: &QuoteInputs,
    opened: &[Input],
    trust: &Trust,
    only: Option<&str>,
    now: i64,
    console: &mut Console,
) -> Result<Result<Data, Exit>, Failure> {
    // A share is priced when it is wanted, by its holder too: that it is fresh is for `verify` to ask.
    let policy = verifying::kept(&inputs.trust);
    let progress = Progress::begin("verifying");
    let mut files: Vec<Verified<_>> = Vec::with_capacity(opened.len());
    let mut refused = Vec::new();
    for input in opened {
        let verification = verify(progress.watch(input), trust, &policy, now, &TemporaryFiles)
            .map_err(|error| Failure::on_file("verify", input.path(), &error))?;
        match verification.accept() {
            Ok(file) => files.push(file),
            Err(refusal) => refused.push((input, *refusal.0)),
        }
    }
    drop(progress);
    for (input, mut verdict) in refused.iter().map(|(input, verdict)| (input, verdict.clone())) {
        verifying::name_file(&mut verdict, input);
        let (format, show_values) = (console.format, console.show_values);
        if format == Format::Human {
            verdict::verdict(console.remarks(), &verdict, &input.name(), show_values)?;
        } else {
            json::answer(console.remarks(), format, &verdict, &verdict.findings, show_values)?;
        }
    }
    if !refused.is_empty() {
        console.say("nothing was priced");
        return Ok(Err(Exit::No));
    }
    let borrowed: Vec<&Verified<_>> = files.iter().collect();
    let mut basis = Basis::verified(&borrowed, only)
        .map_err(|error| Failure::new(format!("the files cannot be read: {}", Untrusted::text(&error.to_string()))))?;
    for (file, input) in basis.files.iter_mut().zip(opened) {
        file.digest = Some(digest(input)?);
    }
    let is_whole = files.iter().all(|file| file.verdict().complete);
    Ok(Ok(Data { basis, is_whole }))
}

/// Use that nobody signed: what two downloads of one account both tell counts once.
fn downloads(
    sources: &[SourceFile],
    digests: Vec<String>,
    only: Option<&str>,
    console: &mut Console,
) -> Result<Result<Data, Exit>, Failure> {
    let mut gathering = Basis::unverified(only);
    for digest in digests {
        gathering.file(Some(digest));
    }
    let mut report = Report::new();
    let files = records::read(sources, "reading", &mut |told| {
        match told {
            Told::Series(series) => gathering.series(series),
            Told::Record(record) => gathering.take(record),
            Told::Finding(finding) => report.push(finding),
            Told::Loss(..) => {}
        }
        Ok(())
    })?;
    files.say_apart(console);
    answer_with(&report, console);
    if report.has_errors() {
        console.say("nothing was priced: what could not be read would count as nothing");
        return Ok(Err(Exit::No));
    }
    Ok(Ok(Data { basis: gathering.finish(), is_whole: true }))
}

/// Digest of the bytes of a file, in constant memory.
fn digest(input: &Input) -> Result<String, Failure> {
    let mut hasher = Hasher::default();
    let mut at = 0;
    let mut buffer = vec![0; 1 << 16];
    while at < input.len() {
        let read = input.read_at(at, &mut buffer).map_err(|error| Failure::on_file("read", input.path(), &error))?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        at += read as u64;
    }
    Ok(format!("sha-256:{}", base64url::encode(&hasher.finish())))
}

/// The tariffs of all files and folders, in the order they were given; those of a folder by name, with all below it.
pub(super) fn tariffs(
    paths: &[PathBuf],
    trust: &Trust,
    flags: &TrustFlags,
    now: i64,
) -> Result<Vec<TariffFile>, Failure> {
    let files = documents::all(paths, &["json", "jwt"])?;
    source::each(&files, |path| tariff(path, trust, flags, now))
}

/// One tariff: its JSON document, or that in a signed one of a provider whose key is listed.
pub(super) fn tariff(path: &Path, trust: &Trust, flags: &TrustFlags, now: i64) -> Result<TariffFile, Failure> {
    let bytes = Input::open(path)?.all(MAX_BYTES as u64 + 2)?;
    let name = path.to_string_lossy();
    let whose = |received| authenticate(received, trust, now, flags.list.accept_indeterminate);
    Ok(TariffFile::open(&bytes, &name, now, whose))
}
