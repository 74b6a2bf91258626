//! Verdicts for people, and as JUnit XML for programs that collect test results.

use std::{fmt::Write as _, time::Duration};

use crate::run::{Judged, Verdict};

/// How many vectors passed, failed, and failed as expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Answered as expected.
    pub passed: usize,
    /// Not answered as expected.
    pub failed: usize,
    /// Not answered as expected, as the list says.
    pub expected: usize,
}

impl Tally {
    /// Counts verdicts.
    pub fn of(results: &[Judged<'_>]) -> Self {
        results.iter().fold(Self::default(), |mut tally, judged| {
            match judged.verdict {
                Verdict::Passed => tally.passed += 1,
                Verdict::Failed(_) => tally.failed += 1,
                Verdict::ExpectedFailure(_) => tally.expected += 1,
            }
            tally
        })
    }
}

/// Two lines for each vector that did not pass, then what was claimed, in words, and how it went.
pub fn plain(results: &[Judged<'_>], claim: &str) -> String {
    let mut out = String::new();
    for judged in results {
        let _ = match &judged.verdict {
            Verdict::Passed => Ok(()),
            Verdict::Failed(why) => writeln!(out, "FAIL  {}: {}\n      {why}", judged.id, judged.title),
            Verdict::ExpectedFailure(why) => writeln!(out, "xfail {}: {why}", judged.id),
        };
    }
    let Tally { passed, failed, expected } = Tally::of(results);
    let _ = writeln!(out, "{claim}: {passed} passed, {failed} failed, {expected} failed as expected");
    out
}

/// The vector that took longest, and how long all took together.
pub fn times(results: &[Judged<'_>], whole: Duration) -> String {
    match results.iter().max_by_key(|judged| judged.took) {
        Some(slowest) => format!(
            "{} vectors in {:.1?}; the slowest, {}, in {:.1?}\n",
            results.len(),
            whole,
            slowest.id,
            slowest.took
        ),
        None => "no vector was chosen\n".to_owned(),
    }
}

/// The same as JUnit XML: a suite for each folder of vectors.
pub fn junit(results: &[Judged<'_>], claim: &str) -> String {
    let Tally { failed, expected, .. } = Tally::of(results);
    let total: Duration = results.iter().map(|judged| judged.took).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"pannier\" tests=\"{}\" failures=\"{failed}\" skipped=\"{expected}\" time=\"{}\">",
        results.len(),
        seconds(total)
    );
    for folder in results.chunk_by(|a, b| split(a.id).0 == split(b.id).0) {
        let Tally { failed, expected, .. } = Tally::of(folder);
        let _ = writeln!(
            out,
            " <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"0\" skipped=\"{expected}\" time=\"{}\">\n  \
             <properties><property name=\"claim\" value=\"{}\"/></properties>",
            escape(split(folder[0].id).0),
            folder.len(),
            seconds(folder.iter().map(|judged| judged.took).sum()),
            escape(claim),
        );
        for judged in folder {
            let (class, name) = split(judged.id);
            let (class, name) = (escape(class), escape(name));
            let _ = write!(out, "  <testcase classname=\"{class}\" name=\"{name}\" time=\"{}\"", seconds(judged.took));
            let _ = match &judged.verdict {
                Verdict::Passed => writeln!(out, "/>"),
                Verdict::Failed(why) => writeln!(out, "><failure message=\"{}\"/></testcase>", escape(why)),
                Verdict::ExpectedFailure(why) => writeln!(out, "><skipped message=\"{}\"/></testcase>", escape(why)),
            };
        }
        out += " </testsuite>\n";
    }
    out + "</testsuites>\n"
}

fn split(id: &str) -> (&str, &str) {
    id.split_once('/').unwrap_or(("", id))
}

fn seconds(time: Duration) -> String {
    format!("{}.{:03}", time.as_secs(), time.subsec_millis())
}

/// Text as the value of an attribute; what XML cannot hold is replaced, for a program under test may say anything.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results() -> Vec<Judged<'static>> {
        let took = Duration::from_millis(1500);
        let judged = |id, verdict| Judged { id, title: "two tildes", verdict, took };
        vec![
            judged("head-form/reject-tilde", Verdict::Passed),
            judged("head-form/reject-line", Verdict::Failed("got \"a<b\"\n\u{1}".to_owned())),
            judged("whole/accept-small", Verdict::ExpectedFailure("no Ed25519".to_owned())),
        ]
    }

    #[test]
    fn people_read_what_did_not_pass() {
        assert_eq!(
            plain(&results(), "level 4 (locations)"),
            "FAIL  head-form/reject-line: two tildes\n      got \"a<b\"\n\u{1}\n\
             xfail whole/accept-small: no Ed25519\n\
             level 4 (locations): 1 passed, 1 failed, 1 failed as expected\n"
        );
    }

    #[test]
    fn programs_read_everything() {
        assert_eq!(
            junit(&results(), "level 4 (locations)"),
            r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="pannier" tests="3" failures="1" skipped="1" time="4.500">
 <testsuite name="head-form" tests="2" failures="1" errors="0" skipped="0" time="3.000">
  <properties><property name="claim" value="level 4 (locations)"/></properties>
  <testcase classname="head-form" name="reject-tilde" time="1.500"/>
  <testcase classname="head-form" name="reject-line" time="1.500"><failure message="got &quot;a&lt;b&quot;&#10;�"/></testcase>
 </testsuite>
 <testsuite name="whole" tests="1" failures="0" errors="0" skipped="1" time="1.500">
  <properties><property name="claim" value="level 4 (locations)"/></properties>
  <testcase classname="whole" name="accept-small" time="1.500"><skipped message="no Ed25519"/></testcase>
 </testsuite>
</testsuites>
"#
        );
    }
}
