//! `pannier-conformance`: writes the vectors, and puts them to an implementation.
//!
//! Verdicts and findings go to stdout, everything else to stderr. Exit codes: 0 all is well, 1 the answer is no,
//! 2 the question was wrong or could not be asked.

use std::{
    fs, io,
    io::{BufRead as _, Write as _},
    num::NonZero,
    path::PathBuf,
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use pannier::report::Stage;
use pannier_conformance::{
    Case, Claim, ExpectedFailures, Op, Subject, cases,
    corpus::{self, Given},
    differential::{self, Generated},
    entrypoint::{Calls, Entrypoint},
    forge::write,
    native::Native,
    results,
    run::run_all,
    suite,
};

const USAGE: &str = "\
usage: pannier-conformance gen [--check]
       pannier-conformance run [--entrypoint COMMAND [--serve] [--timeout SECONDS]] [--level LEVEL] [--ops LIST]
                               [--until STAGE] [--xfails FILE] [--filter TEXT] [--jobs NUMBER] [--junit FILE]
       pannier-conformance list
       pannier-conformance OPERATION FOLDER   (the library as a program of PROTOCOL.md)
       pannier-conformance serve              (the same, one question a line)
       pannier-conformance compare --entrypoint COMMAND [--serve] [--values|--prices|--products|--documents|--lists] --folder FOLDER [--seed NUMBER] [--from NUMBER] [--count NUMBER]
       pannier-conformance corpus FOLDER [--given FILE] [--baseline FILE] [--write FILE]
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["gen"] => write::write(&suite()).and_then(|count| say(&format!("{count} files\n"))).map(|()| true),
        ["gen", "--check"] => check(),
        ["list"] => list(),
        [op, folder] if op.parse::<Op>().is_ok() => answer(PathBuf::from(folder)),
        ["corpus", folder, options @ ..] => read_corpus(folder, options),
        ["serve"] => serve(),
        ["compare", options @ ..] => compare(options),
        ["run", options @ ..] => Settings::parse(options).map_err(io::Error::other).and_then(|settings| settings.run()),
        _ => Err(io::Error::other(USAGE)),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            // Nothing is left to do where stderr is gone as well.
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}

fn say(text: &str) -> io::Result<()> {
    io::stdout().write_all(text.as_bytes())
}

fn check() -> io::Result<bool> {
    let differences = write::differences(&suite())?;
    for path in &differences {
        say(&format!("{} is not what the forge makes\n", path.display()))?;
    }
    Ok(differences.is_empty())
}

fn list() -> io::Result<bool> {
    for case in cases(&suite())? {
        say(&format!("{}\t{}\n", case.vector.id, case.vector.title))?;
    }
    Ok(true)
}

fn answer(folder: PathBuf) -> io::Result<bool> {
    let answer = Native.answer(&Case::open(folder)?, Stage::Rules)?;
    say(&(serde_json::to_string(&answer)? + "\n"))?;
    Ok(true)
}

/// Answers questions until there are no more.
fn serve() -> io::Result<bool> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let folder = line.split_once(' ').filter(|(op, _)| op.parse::<Op>().is_ok()).map(|(_, folder)| folder);
        answer(PathBuf::from(folder.ok_or_else(|| io::Error::other("a question is an operation and a folder"))?))?;
    }
    Ok(true)
}

/// Puts generated files to the library and to a program; no where they disagree. The files of disagreements stay in the folder.
fn compare(mut words: &[&str]) -> io::Result<bool> {
    let wrong = || io::Error::other(USAGE);
    let (mut command, mut folder, mut calls) = (None, None, Calls::Each);
    let (mut seed, mut from, mut count) = (1_u64, 0_u64, 1000_u64);
    let mut make: fn(u64, u64) -> Generated = Generated::new;
    while let [word, rest @ ..] = words {
        if *word == "--serve" {
            calls = Calls::Serve;
            words = rest;
            continue;
        }
        let kind: Option<fn(u64, u64) -> Generated> = match *word {
            "--values" => Some(Generated::of_values),
            "--prices" => Some(Generated::of_prices),
            "--products" => Some(Generated::of_products),
            "--documents" => Some(Generated::of_documents),
            "--lists" => Some(Generated::of_lists),
            _ => None,
        };
        if let Some(kind) = kind {
            make = kind;
            words = rest;
            continue;
        }
        let [value, rest @ ..] = rest else { return Err(wrong()) };
        match *word {
            "--entrypoint" => command = Some(*value),
            "--folder" => folder = Some(PathBuf::from(value)),
            "--seed" => seed = value.parse().map_err(|_| wrong())?,
            "--from" => from = value.parse().map_err(|_| wrong())?,
            "--count" => count = value.parse().map_err(|_| wrong())?,
            _ => return Err(wrong()),
        }
        words = rest;
    }
    let entrypoint = command.and_then(|command| Entrypoint::parse(command, calls, Duration::from_secs(30)));
    let (entrypoint, folder) = entrypoint.zip(folder).ok_or_else(wrong)?;
    let comparison =
        differential::compare([&Native, &entrypoint], make, seed, from..from + count, &folder.join("now"))?;
    for (stage, files) in &comparison.agreed {
        let what = stage.map_or_else(|| "accepted".to_owned(), |stage| format!("refused at stage {stage}"));
        say(&format!("{files:>7} {what}\n"))?;
    }
    for differential::Disagreement { number, said } in &comparison.disagreements {
        make(seed, *number).write(&folder.join(format!("{seed}-{number}")))?;
        let [ours, theirs] = said.each_ref().map(|said| match said {
            Ok(answer) => serde_json::to_string(answer).unwrap_or_default(),
            Err(why) => why.clone(),
        });
        say(&format!(
            "file {number}: the library says {ours}\n{:>w$} the program says {theirs}\n",
            "",
            w = 5 + number.to_string().len()
        ))?;
    }
    say(&format!("seed {seed}: {count} files from {from} on, {} disagreements\n", comparison.disagreements.len()))?;
    Ok(comparison.disagreements.is_empty())
}

/// Reads every file of a folder; no where a reader failed, or where the baseline says something else.
fn read_corpus(folder: &str, mut words: &[&str]) -> io::Result<bool> {
    let (mut given, mut baseline, mut write) = (None, None, None);
    while let [word, value, rest @ ..] = words {
        let place = match *word {
            "--given" => &mut given,
            "--baseline" => &mut baseline,
            "--write" => &mut write,
            _ => return Err(io::Error::other(USAGE)),
        };
        *place = Some(PathBuf::from(value));
        words = rest;
    }
    if !words.is_empty() {
        return Err(io::Error::other(USAGE));
    }
    let given = given.as_deref().map_or_else(|| Ok(Given::default()), Given::read)?;
    let entries = corpus::run(folder.as_ref(), &given)?;
    say(&corpus::table(&entries))?;
    let text = corpus::baseline(&entries);
    let mut well = true;
    for entry in &entries {
        if let Some(why) = entry.reading.failure() {
            say(&format!("{}: {why}\n", entry.path))?;
            well = false;
        }
    }
    if let Some(path) = write {
        fs::write(path, &text)?;
    }
    if let Some(path) = baseline {
        let differences = corpus::differences(&fs::read_to_string(path)?, &text);
        differences.iter().try_for_each(|difference| say(&format!("\n{difference}\n")))?;
        well &= differences.is_empty();
    }
    Ok(well)
}

struct Settings {
    entrypoint: Option<String>,
    calls: Calls,
    limit: Duration,
    jobs: NonZero<usize>,
    known: ExpectedFailures,
    claim: Claim,
    filter: String,
    junit: Option<PathBuf>,
}

impl Settings {
    fn parse(mut words: &[&str]) -> Result<Self, String> {
        let mut settings = Self {
            entrypoint: None,
            calls: Calls::Each,
            limit: Duration::from_secs(30),
            jobs: thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
            known: ExpectedFailures::default(),
            claim: Claim::WHOLE,
            filter: String::new(),
            junit: None,
        };
        while let [word, rest @ ..] = words {
            if *word == "--serve" {
                settings.calls = Calls::Serve;
                words = rest;
                continue;
            }
            let [value, rest @ ..] = rest else { return Err(USAGE.to_owned()) };
            match *word {
                "--entrypoint" => settings.entrypoint = Some((*value).to_owned()),
                "--xfails" => {
                    let text = fs::read_to_string(value).map_err(|error| format!("{value}: {error}"))?;
                    settings.known = ExpectedFailures::parse(&text).map_err(|error| format!("{value}: {error}"))?;
                }
                "--level" => settings.claim.level = value.parse()?,
                "--ops" => settings.claim.ops = value.parse()?,
                "--until" => {
                    let stage = value.parse().ok().filter(|stage| Claim::LAST.contains(stage));
                    settings.claim.last = stage.ok_or_else(|| {
                        let stages = Claim::LAST.map(Stage::as_str).join(", ");
                        format!("a claim ends at one of the stages {stages}")
                    })?;
                }
                "--timeout" => {
                    let seconds = value.parse().map_err(|_| "--timeout takes a number of seconds")?;
                    settings.limit = Duration::from_secs(seconds);
                }
                "--jobs" => settings.jobs = value.parse().map_err(|_| "--jobs takes a number of threads")?,
                "--filter" => (*value).clone_into(&mut settings.filter),
                "--junit" => settings.junit = Some(PathBuf::from(value)),
                _ => return Err(USAGE.to_owned()),
            }
            words = rest;
        }
        Ok(settings)
    }

    /// What a run says of an implementation: some of the vectors are no claim.
    fn in_words(&self) -> String {
        let Self { claim, filter, .. } = self;
        if filter.is_empty() {
            claim.to_string()
        } else {
            format!("{claim}, of vectors with {filter} in their id alone")
        }
    }

    fn run(&self) -> io::Result<bool> {
        let all = cases(&suite())?;
        if let Some(id) = self.known.ids().find(|id| !all.iter().any(|case| case.vector.id == *id)) {
            return Err(io::Error::other(format!("the list of expected failures names {id}, which is no vector")));
        }
        let entrypoint = match &self.entrypoint {
            None => None,
            Some(command) => {
                let entrypoint = Entrypoint::parse(command, self.calls, self.limit);
                Some(entrypoint.ok_or_else(|| io::Error::other("the command of --entrypoint is empty"))?)
            }
        };
        let subject: &dyn Subject = entrypoint.as_ref().map_or(&Native, |entrypoint| entrypoint);
        let chosen: Vec<&Case> =
            all.iter().filter(|case| self.claim.asks(&case.vector) && case.vector.id.contains(&self.filter)).collect();
        if chosen.is_empty() {
            return Err(io::Error::other(format!("no vector has {} in its id", self.filter)));
        }
        let begun = Instant::now();
        let results = run_all(subject, &chosen, self.claim, &self.known, self.jobs);
        let whole = begun.elapsed();
        let claim = self.in_words();
        if let Some(path) = &self.junit {
            fs::write(path, results::junit(&results, &claim))?;
        }
        say(&results::plain(&results, &claim))?;
        io::stderr().write_all(results::times(&results, whole).as_bytes())?;
        Ok(results::Tally::of(&results).failed == 0)
    }
}
