//! `issue --batch JOBS`: one bundle for each line, on all cores; a job that fails leaves its findings and the batch goes on.

use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry},
    fmt::Write as _,
    fs,
    io::{self, BufRead as _, Read as _},
    path::{Path, PathBuf},
    sync::{
        Mutex,
        mpsc::{self, Receiver, Sender, SyncSender},
    },
    thread,
};

use pannier::{
    Error,
    crypto::{Digest, digest::sha256},
    report::{Report, Severity},
};
use serde::Serialize;
use serde_json::Value;

use super::{
    job::{self, Existing, Job, Stopped},
    line,
};
use crate::{
    args::{self, Format, Overwrite, Shared},
    clock,
    commands::{Answer, losses},
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::{self, Input},
        output::{self, Privacy},
    },
    progress::Progress,
    random,
    render::{json, sharing::number, untrusted::Untrusted},
};

/// How many jobs may be under way or wait to be told: they are told in the order of their lines.
const WINDOW: usize = 1024;
/// No line that names files is longer.
const LINE_LIMIT: u64 = 1 << 20;

/// What became of a job.
#[derive(Serialize)]
struct Told {
    /// The line of it, from 1.
    job: u64,
    /// The file, as the line names it; none where the line could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    outcome: Outcome,
    rows: u64,
    parts: u64,
    bytes: u64,
    warnings: u64,
    /// How many rows or values of the sources could not be carried.
    losses: u64,
    /// Where what went wrong stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<String>,
    /// Its place among the jobs.
    #[serde(skip)]
    place: u64,
    /// The same for a person.
    #[serde(skip)]
    said: String,
}

/// Complete: what can become of a job.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// The bundle is there.
    Issued,
    /// The bundle was there before.
    Skipped,
    /// The records break a rule.
    Refused,
    /// The line or a file could not be read, or the bundle not be written.
    Failed,
}

pub(super) fn run(jobs: &Path, overwrite: Overwrite, shared: &Shared, console: &mut Console) -> Answer {
    let input = Input::open(jobs)?;
    // Whether random bytes are those of a test is said once, not by every job.
    drop(random::source(shared.seed, console));
    let (window, told) = mpsc::sync_channel(WINDOW);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (work, waiting) = mpsc::sync_channel(threads);
    let (done, finished) = mpsc::channel();
    let waiting = Mutex::new(waiting);
    let progress = Progress::begin("issuing");
    let batch = Batch { jobs, overwrite, shared, show_values: console.show_values, progress: &progress };
    let (fed, answer) = thread::scope(|scope| {
        for _ in 0..threads {
            let (batch, waiting, done) = (&batch, &waiting, done.clone());
            scope.spawn(move || batch.work(waiting, &done));
        }
        drop(done);
        // The workers end when the feed, and with it the sending end, is gone.
        let (input, window) = (&input, &window);
        let feed = scope.spawn(move || feed(input, window, &work));
        let answer = tell(&finished, &told, console);
        // Where nobody listens any more, nobody is fed any more.
        drop((finished, told));
        (feed.join(), answer)
    });
    drop(progress);
    let exit = answer?;
    fed.unwrap_or_else(|_| Err(Failure::new("the batch came to a stop"))).map(|()| exit)
}

/// A job that waits for a worker.
struct Work {
    /// Its place among the jobs.
    place: u64,
    /// Its line, from 1.
    line: u64,
    flags: Result<Box<args::Issue>, Failure>,
}

/// Reads the lines; stops where nobody takes the work.
fn feed(input: &Input, window: &SyncSender<()>, work: &SyncSender<Work>) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::on_file("read", input.path(), &error);
    let mut reader = input.reader();
    let mut outputs: HashMap<Digest, u64> = HashMap::new();
    let mut place = 0;
    for line in 1.. {
        let mut text = Vec::new();
        if reader.by_ref().take(LINE_LIMIT).read_until(b'\n', &mut text).map_err(failed)? == 0 {
            break;
        }
        if text.len() as u64 == LINE_LIMIT {
            return Err(Failure::new(format!("line {line} of {} is longer than {LINE_LIMIT} bytes", input.name())));
        }
        if text.trim_ascii().is_empty() {
            continue;
        }
        let mut flags = line::read(&text).map(Box::new);
        if let Ok(job) = &flags {
            match outputs.entry(sha256(job.output().as_os_str().as_encoded_bytes())) {
                Entry::Occupied(earlier) => {
                    flags = Err(Failure::new(format!("its output is that of line {}", earlier.get())));
                }
                Entry::Vacant(new) => {
                    new.insert(line);
                }
            }
        }
        if window.send(()).is_err() || work.send(Work { place, line, flags }).is_err() {
            break;
        }
        place += 1;
    }
    Ok(())
}

/// Says what became of each job, in the order of the lines.
fn tell(finished: &Receiver<Told>, told: &Receiver<()>, console: &mut Console) -> Answer {
    let format = console.format;
    let mut early: BTreeMap<u64, Told> = BTreeMap::new();
    let mut all = Vec::new();
    let (mut issued, mut skipped, mut failed) = (0_u64, 0_u64, 0_u64);
    let mut next = 0;
    while let Ok(one) = finished.recv() {
        early.insert(one.place, one);
        while let Some(one) = early.remove(&next) {
            next += 1;
            let _ = told.recv();
            *match one.outcome {
                Outcome::Issued => &mut issued,
                Outcome::Skipped => &mut skipped,
                Outcome::Refused | Outcome::Failed => &mut failed,
            } += 1;
            match format {
                Format::Human => console.say(&one.said),
                Format::Jsonl => {
                    json::value(console.out(), format, &one)?;
                    // What was done has been told, whatever ends the batch.
                    console.flush()?;
                }
                Format::Json => all.push(one),
            }
        }
    }
    if format == Format::Json {
        json::value(console.out(), format, &all)?;
    }
    console.say(format_args!("{issued} issued, {skipped} there already, {failed} failed"));
    Ok(if failed == 0 { Exit::Yes } else { Exit::No })
}

/// What all jobs have in common.
struct Batch<'a> {
    jobs: &'a Path,
    overwrite: Overwrite,
    shared: &'a Shared,
    show_values: bool,
    progress: &'a Progress,
}

impl Batch<'_> {
    fn work(&self, waiting: &Mutex<Receiver<Work>>, done: &Sender<Told>) {
        loop {
            let work = waiting.lock().ok().and_then(|waiting| waiting.recv().ok());
            let Some(Work { place, line, flags }) = work else { return };
            let told = match flags {
                Ok(flags) => self.job(line, flags),
                Err(failure) => self.failed(line, None, &failure),
            };
            if done.send(Told { place, ..told }).is_err() {
                return;
            }
        }
    }

    fn job(&self, line: u64, mut flags: Box<args::Issue>) -> Told {
        flags.overwrite = self.overwrite;
        let output = flags.output().to_path_buf();
        if input::is_standard(&output) {
            let failure = Failure::new("a job of a batch writes a file").help("name one as output");
            return self.failed(line, None, &failure);
        }
        if !self.overwrite.force && job::outputs(&flags).iter().all(|path| path.exists()) {
            let said = format!("{} is there already", Untrusted::path(&output));
            return Told { output: Some(text(&output)), said, ..Told::of(line, Outcome::Skipped) };
        }
        match self.make(line, &flags) {
            Ok(told) => told,
            Err(Stopped::Issue(Error::Refused(report))) => self.refused(line, &output, &report),
            Err(Stopped::Issue(error)) => self.failed(line, Some(&output), &job::operation(&error)),
            Err(Stopped::Failed(failure)) => self.failed(line, Some(&output), &failure),
        }
    }

    fn make(&self, line: u64, flags: &args::Issue) -> Result<Told, Stopped> {
        let mut console = Console::silent(self.shared);
        let job = Job::prepare(flags, Existing::Kept, &mut console).map_err(Stopped::Failed)?.on_one_thread();
        let mut random = random::of_job(self.shared.seed, line);
        let made = job.make(clock::now(self.shared.now), &mut *random, self.progress)?;
        let mut told = Told { output: Some(text(flags.output())), ..Told::of(line, Outcome::Issued) };
        let first = made.first().expect("there is a bundle or an error");
        told.warnings = first.report.findings.len() as u64 + first.report.suppressed;
        told.losses = first.losses.len() as u64;
        losses::report(&first.losses, flags.losses.as_deref(), flags.overwrite, &mut console)
            .map_err(Stopped::Failed)?;
        // Everything else stands before the last bundle has its name: without it an interrupted job is begun again. What an
        // earlier run said of this job is no longer so.
        for findings in [Some(findings_of(flags.output())), self.findings_of_line(line)].into_iter().flatten() {
            let _ = fs::remove_file(findings);
        }
        let copies = made.len();
        for bundle in made {
            (told.rows, told.parts) = (bundle.rows, bundle.parts as u64);
            told.bytes += bundle.size;
            bundle.target.finish().map_err(Stopped::Failed)?;
        }
        let name = Untrusted::path(flags.output());
        let (rows, parts) = (number(told.rows, "row"), number(told.parts, "part"));
        told.said = format!("wrote {name}: {rows} in {parts}, {} bytes", told.bytes);
        for (count, what) in [(told.warnings, "warnings"), (told.losses, "not carried")] {
            if count > 0 {
                let _ = write!(told.said, ", {count} {what}");
            }
        }
        match flags.copies {
            Some(all) if copies < all as usize => {
                let _ = write!(told.said, ", in {copies} of {all} copies: the others are there already");
            }
            Some(all) if all > 1 => {
                let _ = write!(told.said, ", in {all} copies");
            }
            _ => {}
        }
        Ok(told)
    }

    fn refused(&self, line: u64, output: &Path, report: &Report) -> Told {
        let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        let mut value = serde_json::to_value(report).unwrap_or_default();
        if self.show_values {
            json::reveal(&mut value, &report.findings);
        }
        let why = if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") };
        self.leave(Told { output: Some(text(output)), ..Told::of(line, Outcome::Refused) }, Some(output), &why, value)
    }

    fn failed(&self, line: u64, output: Option<&Path>, failure: &Failure) -> Told {
        let all = std::iter::once(failure).chain(failure.beside());
        let errors: Vec<_> =
            all.map(|one| serde_json::json!({ "message": one.to_string(), "help": one.advice() })).collect();
        let told = Told { output: output.map(text), ..Told::of(line, Outcome::Failed) };
        self.leave(told, output, &failure.to_string(), serde_json::json!({ "errors": errors }))
    }

    /// Where what is wrong with a line stands that names no file; nowhere where the lines came in by a pipe.
    fn findings_of_line(&self, line: u64) -> Option<PathBuf> {
        (!input::is_standard(self.jobs)).then(|| findings_of(&with_ending(self.jobs, &format!(".{line}"))))
    }

    /// Writes what is wrong beside the file that is not there, and says where it stands.
    fn leave(&self, mut told: Told, output: Option<&Path>, why: &str, mut content: Value) -> Told {
        if let Value::Object(members) = &mut content {
            members.insert("job".to_owned(), told.job.into());
            members.insert("output".to_owned(), told.output.clone().into());
        }
        let line = told.job;
        let Some(target) = output.map(findings_of).or_else(|| self.findings_of_line(line)) else {
            told.said = format!("line {line}: {why}");
            return told;
        };
        let mut bytes = Vec::new();
        let written = json::value(&mut bytes, Format::Json, &content)
            .map_err(Failure::from)
            .and_then(|()| output::replace(&target, &bytes, Privacy::Private));
        told.said = match written {
            Ok(()) => {
                told.findings = Some(text(&target));
                format!("line {line}: {why}; see {}", Untrusted::path(&target))
            }
            Err(failure) => format!("line {line}: {why}; {failure}"),
        };
        told
    }
}

impl Told {
    fn of(job: u64, outcome: Outcome) -> Self {
        Self {
            job,
            output: None,
            outcome,
            rows: 0,
            parts: 0,
            bytes: 0,
            warnings: 0,
            losses: 0,
            findings: None,
            place: 0,
            said: String::new(),
        }
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// `jane.pannier.zip.findings.json`: beside the bundle that was to be made.
fn findings_of(output: &Path) -> PathBuf {
    with_ending(output, ".findings.json")
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
