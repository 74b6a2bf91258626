//! `pannier-conformance`: writes the vectors, and puts them to an implementation.
//!
//! Verdicts and findings go to stdout, everything else to stderr. Exit codes: 0 all is well, 1 the answer is no,
//! 2 the question was wrong or could not be asked.

use std::{fs, io, io::Write as _, path::PathBuf, process::ExitCode};

use pannier_conformance::{
    Case, cases,
    corpus::{self, Given},
    entrypoint::Entrypoint,
    forge::write,
    native::Native,
    run::{ExpectedFailures, Level, Subject, Verdict, run},
    suite,
};

const USAGE: &str = "\
usage: pannier-conformance gen [--check]
       pannier-conformance run [--entrypoint COMMAND] [--xfails FILE] [--level 1|2|3|4] [--filter TEXT] [--junit]
       pannier-conformance list
       pannier-conformance verify FOLDER     (the library as a program of PROTOCOL.md)
       pannier-conformance corpus FOLDER [--given FILE] [--baseline FILE] [--write FILE]
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["gen"] => write::write(&suite()).and_then(|count| say(&format!("{count} files\n"))).map(|()| true),
        ["gen", "--check"] => check(),
        ["list"] => list(),
        ["verify", folder] => answer(PathBuf::from(folder)),
        ["corpus", folder, options @ ..] => read_corpus(folder, options),
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
    let answer = Native.answer(&Case::open(folder)?)?;
    say(&(serde_json::to_string(&answer)? + "\n"))?;
    Ok(true)
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
    entrypoint: Option<Entrypoint>,
    known: ExpectedFailures,
    level: Level,
    filter: String,
    junit: bool,
}

impl Settings {
    fn parse(mut words: &[&str]) -> Result<Self, String> {
        let mut settings = Self {
            entrypoint: None,
            known: ExpectedFailures::default(),
            level: Level::Places,
            filter: String::new(),
            junit: false,
        };
        while let [word, rest @ ..] = words {
            if *word == "--junit" {
                settings.junit = true;
                words = rest;
                continue;
            }
            let [value, rest @ ..] = rest else { return Err(USAGE.to_owned()) };
            match *word {
                "--entrypoint" => settings.entrypoint = Some(Entrypoint::parse(value).ok_or("the command is empty")?),
                "--xfails" => {
                    let path = PathBuf::from(value);
                    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                    settings.known = ExpectedFailures::parse(&text)?;
                }
                "--level" => {
                    let number = value.parse().ok();
                    settings.level = number.and_then(Level::from_number).ok_or("a level is 1, 2, 3 or 4")?;
                }
                "--filter" => (*value).clone_into(&mut settings.filter),
                _ => return Err(USAGE.to_owned()),
            }
            words = rest;
        }
        Ok(settings)
    }

    fn run(&self) -> io::Result<bool> {
        let all = cases(&suite())?;
        if let Some(id) = self.known.ids().find(|id| !all.iter().any(|case| case.vector.id == *id)) {
            return Err(io::Error::other(format!("the list of expected failures names {id}, which is no vector")));
        }
        let subject: &dyn Subject = match &self.entrypoint {
            Some(entrypoint) => entrypoint,
            None => &Native,
        };
        let chosen: Vec<_> = all.iter().filter(|case| case.vector.id.contains(&self.filter)).collect();
        let verdicts: Vec<Verdict> = chosen.iter().map(|case| run(subject, case, self.level, &self.known)).collect();
        let ids = chosen.iter().map(|case| case.vector.id.as_str());
        let pairs: Vec<(&str, &Verdict)> = ids.zip(&verdicts).collect();
        say(&if self.junit { junit(&pairs) } else { plain(&pairs) })?;
        Ok(!verdicts.iter().any(|verdict| matches!(verdict, Verdict::Failed(_))))
    }
}

fn plain(verdicts: &[(&str, &Verdict)]) -> String {
    let mut out = String::new();
    let mut counts = [0_usize; 4];
    for (id, verdict) in verdicts {
        let (slot, line) = match verdict {
            Verdict::Passed => (0, String::new()),
            Verdict::Failed(why) => (1, format!("FAIL  {id}\n      {why}\n")),
            Verdict::ExpectedFailure(why) => (2, format!("xfail {id}: {why}\n")),
            _ => (3, format!("skip  {id}: not supported\n")),
        };
        counts[slot] += 1;
        out += &line;
    }
    let [passed, failed, expected, unsupported] = counts;
    out + &format!("{passed} passed, {failed} failed, {expected} failed as expected, {unsupported} not supported\n")
}

fn junit(verdicts: &[(&str, &Verdict)]) -> String {
    let failures = verdicts.iter().filter(|(_, verdict)| matches!(verdict, Verdict::Failed(_))).count();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"pannier\" tests=\"{}\" failures=\"{failures}\">\n",
        verdicts.len()
    );
    for (id, verdict) in verdicts {
        let (folder, variant) = id.split_once('/').unwrap_or(("", id));
        let inside = match verdict {
            Verdict::Passed => String::new(),
            Verdict::Failed(why) => format!("<failure message=\"{}\"/>", escape(why)),
            Verdict::ExpectedFailure(why) => format!("<skipped message=\"{}\"/>", escape(why)),
            _ => "<skipped message=\"not supported\"/>".to_owned(),
        };
        let case = format!(" <testcase classname=\"{folder}\" name=\"{variant}\">{inside}</testcase>\n");
        out.push_str(&case);
    }
    out + "</testsuite>\n"
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
