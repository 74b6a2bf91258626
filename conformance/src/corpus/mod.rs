//! What the converters make of every file of a folder: a table for people, and a baseline that shows a change of
//! behaviour as a difference.
//!
//! A corpus has files that are right, files that are broken and files of no format at all. None of them ends the run:
//! each one comes to something, and what it comes to is compared with what it came to before.

mod given;
mod reading;

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

pub use given::Given;
pub use reading::Reading;

/// One file and what came of it.
#[derive(Debug)]
pub struct Entry {
    /// Its path below the corpus, with `/`.
    pub path: String,
    /// What came of it.
    pub reading: Reading,
    /// How long that took.
    pub time: Duration,
}

/// Reads every file below `root` in the order of their paths, with what `given` says about each.
///
/// # Errors
/// The folder or a file cannot be read.
pub fn run(root: &Path, given: &Given) -> io::Result<Vec<Entry>> {
    let mut files = Vec::new();
    walk(root, &mut files)?;
    let mut named: Vec<(String, PathBuf)> = files
        .into_iter()
        .map(|file| {
            let below = file.strip_prefix(root).unwrap_or(&file).components();
            let parts: Vec<_> = below.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
            (parts.join("/"), file)
        })
        .filter(|(path, _)| !given.leaves_out(path))
        .collect();
    named.sort();
    named
        .into_iter()
        .map(|(path, file)| {
            let begun = Instant::now();
            let reading = Reading::of(&file, &given.about(&path)?)?;
            Ok(Entry { path, reading, time: begun.elapsed() })
        })
        .collect()
}

/// Every entry as lines of a baseline: no times, nothing that differs between two runs.
pub fn baseline(entries: &[Entry]) -> String {
    let mut text = String::from(
        "# What the converters make of every file; `pannier-conformance corpus … --write` makes this file again.\n",
    );
    for Entry { path, reading, .. } in entries {
        let _ = write!(text, "\n{path}\n{reading}");
    }
    text
}

/// One line a file and one for all of them, for people.
pub fn table(entries: &[Entry]) -> String {
    let width = entries.iter().map(|entry| entry.path.chars().count()).max().unwrap_or_default().max(4);
    let mut text = String::new();
    let mut line = |path: &str, format: &str, figures: [&str; 6]| {
        let [records, rows, lost, losses, findings, time] = figures;
        let _ = writeln!(
            text,
            "{path:width$}  {format:14} {records:>9} {rows:>9} {lost:>7} {losses:>9} {findings:>9} {time:>7}"
        );
    };
    line("file", "format", ["records", "rows", "lost", "losses", "findings", "ms"]);
    let mut sums = [0; 5];
    let mut all = Duration::ZERO;
    for Entry { path, reading, time, .. } in entries {
        let counts = reading.counts();
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        all += *time;
        let [records, rows, lost, losses, findings] = counts.map(|count| count.to_string());
        let time = time.as_millis().to_string();
        line(path, reading.format(), [&records, &rows, &lost, &losses, &findings, &time]);
    }
    let [records, rows, lost, losses, findings] = sums.map(|sum| sum.to_string());
    let (files, time) = (format!("{} files", entries.len()), all.as_millis().to_string());
    line(&files, "", [&records, &rows, &lost, &losses, &findings, &time]);
    text
}

/// The files of which two baselines say different things, each with what was and what is; empty where they agree.
pub fn differences(before: &str, now: &str) -> Vec<String> {
    let (before, now) = (blocks(before), blocks(now));
    let mut found = Vec::new();
    for (path, was) in &before {
        match now.iter().find(|(other, _)| other == path) {
            None => found.push(format!("{path}: no longer there")),
            Some((_, is)) if is != was => found.push(format!("{path}: was\n{was}{path}: is now\n{is}")),
            Some(_) => {}
        }
    }
    let new = now.iter().filter(|(path, _)| !before.iter().any(|(other, _)| other == path));
    found.extend(new.map(|(path, is)| format!("{path}: new\n{is}")));
    found
}

/// A line that does not begin with a space names a file; the lines that do are about it.
fn blocks(text: &str) -> Vec<(&str, String)> {
    let mut found: Vec<(&str, String)> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match found.last_mut() {
            Some((_, about)) if line.starts_with(' ') => {
                about.push_str(line);
                about.push('\n');
            }
            _ => found.push((line, String::new())),
        }
    }
    found
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // A link could lead out of the corpus, or around in it.
        let kind = fs::symlink_metadata(&path)?.file_type();
        if kind.is_dir() {
            walk(&path, files)?;
        } else if kind.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_one_file_is_one_difference() {
        let check = |before: &str, now: &str, expected: &[&str]| {
            let found = differences(before, now);
            assert_eq!(found.len(), expected.len(), "{found:?}");
            for (found, expected) in found.iter().zip(expected) {
                assert!(found.starts_with(expected), "{found}");
            }
        };
        let one = "# note\n\na/b.csv\n  csv: reason\n  3 transaction\n";
        check(one, one, &[]);
        check(one, "# another note\n\na/b.csv\n  csv: reason\n  3 transaction\n", &[]);
        check(one, "a/b.csv\n  csv: reason\n  2 transaction\n", &["a/b.csv: was"]);
        check(one, "", &["a/b.csv: no longer there"]);
        check("", one, &["a/b.csv: new"]);
    }
}
