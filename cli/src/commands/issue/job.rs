//! One run of `issue`: from flags to bundles that wait for their names.

use std::path::{Path, PathBuf};

use pannier::{
    Error, Issue, Verdict,
    convert::Loss,
    crypto::{PublicKey, Random, Signer, hmac_sha256},
    issue::{Author, Period, Settings, Subject},
    report::Report,
};

use super::copies::{numbered, one_each};
use crate::{
    args,
    console::Console,
    failure::Failure,
    io::{
        input::{self, Input},
        keys,
        output::{Pending, Privacy},
        scratch::TemporaryFiles,
        signer::CommandSigner,
        source::{self, SourceFile},
    },
    progress::Progress,
    render::untrusted::Untrusted,
};

/// Above this a document belongs beside a bundle, not into it.
const ATTACHMENT_LIMIT: u64 = 256 << 20;

/// All that was read and claimed before the work begins: to learn at the end that a name is taken would be late.
pub(super) struct Job {
    sources: Vec<SourceFile>,
    documents: Vec<Document>,
    bundles: Vec<Bundle>,
}

/// What becomes of a file that has the name of a bundle. Complete: there is nothing between.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// Nothing is made, unless it may be replaced.
    Refused,
    /// It is the bundle, of an earlier run: of several copies only those are made that are missing.
    Kept,
}

/// A document that goes in.
struct Document {
    name: String,
    media_type: &'static str,
    content: Vec<u8>,
}

/// A bundle to be made.
struct Bundle {
    signer: BoxedSigner,
    settings: Settings,
    output: PathBuf,
    target: Pending,
}

/// A bundle that is written but for its name.
pub(super) struct Made {
    pub(super) target: Pending,
    pub(super) output: PathBuf,
    pub(super) rows: u64,
    pub(super) parts: usize,
    pub(super) size: u64,
    pub(super) verdict: Verdict,
    pub(super) report: Report,
    pub(super) losses: Vec<(String, Loss)>,
}

/// Why there is no bundle.
pub(super) enum Stopped {
    /// A file could not be read or written.
    Failed(Failure),
    /// The records break a rule, or making the bundle failed.
    Issue(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Issue(error)
    }
}

/// The files that `flags` ask for.
pub(super) fn outputs(flags: &args::Issue) -> Vec<PathBuf> {
    match flags.copies {
        None => vec![flags.output().to_path_buf()],
        Some(copies) => (1..=copies).map(|copy| numbered(flags.output(), copy)).collect(),
    }
}

impl Job {
    pub(super) fn prepare(flags: &args::Issue, existing: Existing, console: &mut Console) -> Result<Self, Failure> {
        let outputs = outputs(flags);
        let inputs = || flags.inputs.iter().chain(&flags.attach).chain(&flags.key).chain(&flags.holder);
        for output in &outputs {
            input::not_an_input(output, inputs().map(AsRef::as_ref))?;
        }
        let is_standard = input::is_standard(flags.output());
        if is_standard && flags.copies.is_some() {
            return Err(
                Failure::new("copies are several files and standard output is one").help("name a file after -o")
            );
        }
        let signers = signers(flags, outputs.len(), console)?;
        let settings = settings(flags, &signers)?;
        let sources = source::open_all(&flags.inputs, &flags.source, console)?;
        let documents = flags.attach.iter().map(|path| document(path)).collect::<Result<_, _>>()?;
        let mut bundles = Vec::with_capacity(outputs.len());
        for ((output, (signer, _)), settings) in outputs.into_iter().zip(signers).zip(settings) {
            if existing == Existing::Kept && !flags.overwrite.force && output.exists() {
                continue;
            }
            let target = if is_standard {
                Pending::nameless()?
            } else {
                Pending::begin(&output, Privacy::Private, flags.overwrite)?
            };
            bundles.push(Bundle { signer, settings, output, target });
        }
        Ok(Self { sources, documents, bundles })
    }

    /// For a job among many, which take the other cores.
    pub(super) fn on_one_thread(mut self) -> Self {
        self.bundles.iter_mut().for_each(|bundle| bundle.settings.threads = 1);
        self
    }

    /// Makes every bundle of the job.
    pub(super) fn make(self, now: i64, random: &mut dyn Random, progress: &Progress) -> Result<Vec<Made>, Stopped> {
        let Self { sources, documents, bundles } = self;
        let mut made = Vec::with_capacity(bundles.len());
        for Bundle { signer, settings, output, mut target } in bundles {
            let mut issue = Issue::new(settings, &*signer, now, random, &TemporaryFiles)?;
            for source in &sources {
                let name = source.input.path().to_string_lossy();
                issue.read(&name, source.format, &mut progress.watch(source.reader()), &source.options)?;
            }
            for Document { name, media_type, content } in &documents {
                issue.attach(name.as_str(), *media_type, content.clone());
            }
            let issued = issue.finish()?;
            let written = issued.write_to(&mut target);
            written.map_err(|error| Stopped::Failed(target.failed(&error)))?;
            made.push(Made {
                rows: issued.rows(),
                parts: issued.parts(),
                size: issued.size(),
                verdict: issued.verdict().clone(),
                report: issued.report().clone(),
                losses: issued.losses().to_vec(),
                target,
                output,
            });
        }
        Ok(made)
    }
}

/// A key that signs, on whichever thread.
type BoxedSigner = Box<dyn Signer + Send + Sync>;

/// The key of the ids of events, where one is known before the bundle is made.
type IdKey = Option<[u8; 32]>;

/// Who signs each bundle, and what the ids of a customer's own records follow from, where the key file can say it.
fn signers(flags: &args::Issue, count: usize, console: &mut Console) -> Result<Vec<(BoxedSigner, IdKey)>, Failure> {
    // An institution signs all copies with its one key; the key of a customer's own bundle is the customer's name.
    let wanted = if flags.myself { count } else { 1 };
    if flags.signer.is_some() && wanted > 1 {
        return Err(Failure::new("--signer signs with one key, and copies of your own need a key each")
            .help("give --key a file for each copy"));
    }
    one_each("--key", flags.key.iter().collect(), wanted)?;
    let mut signers: Vec<(BoxedSigner, IdKey)> = Vec::with_capacity(count);
    for at in 0..count {
        let path = flags.key.get(at).unwrap_or(&flags.key[0]);
        if let Some(command) = &flags.signer {
            signers.push((Box::new(CommandSigner::new(command, keys::public(path)?)), None));
            continue;
        }
        let key = keys::private(path, console)?;
        // The same customer's next bundle gets the same ids for the same events; the key never leaves its file.
        let id_key = flags.myself.then(|| hmac_sha256(key.d().as_bytes(), b"pannier: ids of my own records"));
        signers.push((Box::new(key), id_key));
    }
    if flags.myself {
        one_each("--key", signers.iter().map(|(signer, _)| signer.public_key()).collect(), count)?;
    }
    Ok(signers)
}

fn settings(flags: &args::Issue, signers: &[(BoxedSigner, IdKey)]) -> Result<Vec<Settings>, Failure> {
    let author = match &flags.issuer {
        Some(iss) => Author::Issuer(iss.clone()),
        None => Author::Myself,
    };
    let mut common = Settings::new(author);
    if let (Some(id), Some(path)) = (&flags.subject, &flags.subject_key) {
        common.subject = Some(Subject { id: id.clone(), key: input::read_small(path)? });
    }
    common.period = match flags.period {
        args::Period::Auto => Period::Auto,
        args::Period::Month => Period::Month,
        args::Period::Year => Period::Year,
        args::Period::All => Period::All,
    };
    common.expires_after_days = flags.expires;
    common.summaries = !flags.no_summaries;
    common.keep_numbers = flags.keep_numbers;
    let holders: Vec<PublicKey> = if flags.holder.is_empty() {
        Vec::new()
    } else {
        let keys = flags.holder.iter().map(|path| keys::public(path)).collect::<Result<_, _>>()?;
        one_each("--holder", keys, signers.len())?
    };
    let each = signers.iter().enumerate().zip(1..).map(|((at, (signer, id_key)), copy)| {
        let mut settings = common.clone();
        settings.id_key = *id_key;
        settings.copy = flags.copies.map(|_| copy);
        settings.holder = if flags.myself { Some(signer.public_key().clone()) } else { holders.get(at).cloned() };
        settings
    });
    Ok(each.collect())
}

/// Why the bundle could not be made.
pub(super) fn operation(error: &Error) -> Failure {
    Failure::new(format!("cannot make the bundle: {}", Untrusted::text(&error.to_string())))
}

fn document(path: &Path) -> Result<Document, Failure> {
    let content = Input::open(path)?.all(ATTACHMENT_LIMIT)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Document { name, media_type: media_type(path), content })
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
