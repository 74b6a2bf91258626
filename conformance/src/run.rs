//! Putting vectors to an implementation and comparing its answers.

use std::{collections::BTreeMap, fmt, io};

use crate::vector::{Answer, Case, Covered, Outcome};

/// An implementation under test.
pub trait Subject {
    /// What the implementation says of a vector.
    ///
    /// # Errors
    ///
    /// Where it gave no answer at all: a crash, a time-out, output that is not an answer.
    fn answer(&self, case: &Case) -> io::Result<Answer>;
}

/// How much of an answer is compared; each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The verdict and the number of rows handed out.
    Outcome = 1,
    /// And the stage that failed, completeness and standing.
    Stage = 2,
    /// And the set of codes, equal and not just included.
    Codes = 3,
    /// And where each finding is, as far as the vector pins it.
    Places = 4,
}

impl Level {
    /// The level with this number.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Outcome),
            2 => Some(Self::Stage),
            3 => Some(Self::Codes),
            4 => Some(Self::Places),
            _ => None,
        }
    }
}

/// Where an answer departs from what a vector expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which member of the answer.
    pub member: &'static str,
    /// What the vector expects.
    pub expected: String,
    /// What the implementation said.
    pub got: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.member, self.expected, self.got)
    }
}

/// All departures of `got` from what the vector expects, up to `level`.
pub fn judge(case: &Case, got: &Answer, level: Level) -> Vec<Difference> {
    let expected = &case.vector.expect;
    let mut out = Vec::new();
    compare(&mut out, "outcome", &expected.outcome, &got.outcome);
    compare(&mut out, "released", &expected.released, &got.released);
    if level >= Level::Stage {
        compare(&mut out, "stage", &expected.stage, &got.stage);
        if expected.outcome == Outcome::Accept {
            compare_present(&mut out, "complete", expected.complete.as_ref(), got.complete.as_ref());
            compare_present(&mut out, "sealed", expected.sealed.as_ref(), got.sealed.as_ref());
            compare_present(&mut out, "binding", expected.binding.as_ref(), got.binding.as_ref());
            compare_present(&mut out, "issuer", expected.issuer.as_ref(), got.issuer.as_ref());
            compare_present(&mut out, "coverage", coverage(expected).as_ref(), coverage(got).as_ref());
        }
    }
    if level >= Level::Codes {
        compare(&mut out, "codes", &codes(expected), &codes(got));
    }
    if level >= Level::Places {
        for wanted in &expected.findings {
            let agrees = |found: &&crate::Found| {
                found.code == wanted.code
                    && (wanted.entry.is_none() || wanted.entry == found.entry)
                    && (wanted.row.is_none() || wanted.row == found.row)
                    && (wanted.pointer.is_none() || wanted.pointer == found.pointer)
            };
            if !got.findings.iter().any(|found| agrees(&found)) {
                let (expected, got) = (format!("{wanted:?}"), format!("{:?}", got.findings));
                out.push(Difference { member: "place", expected, got });
            }
        }
    }
    out
}

/// In one order, whichever the implementation prefers.
fn coverage(answer: &Answer) -> Option<Vec<Covered>> {
    let mut coverage = answer.coverage.clone()?;
    coverage.sort_unstable();
    Some(coverage)
}

fn codes(answer: &Answer) -> Vec<&'static str> {
    let mut codes: Vec<_> = answer.findings.iter().map(|found| found.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn compare<T: PartialEq + fmt::Debug>(out: &mut Vec<Difference>, member: &'static str, expected: &T, got: &T) {
    if expected != got {
        out.push(Difference { member, expected: format!("{expected:?}"), got: format!("{got:?}") });
    }
}

fn compare_present<T: PartialEq + fmt::Debug>(
    out: &mut Vec<Difference>,
    member: &'static str,
    expected: Option<&T>,
    got: Option<&T>,
) {
    if expected.is_some() {
        compare(out, member, &expected, &got);
    }
}

/// Vectors an implementation is known to fail, each with the reason: lines of `id: reason`, `#` begins a comment.
///
/// The list is strict: a vector on it that passes is a failure, so that the list cannot go stale.
#[derive(Clone, Debug, Default)]
pub struct ExpectedFailures(BTreeMap<String, String>);

impl ExpectedFailures {
    /// Reads the text of a list.
    ///
    /// # Errors
    ///
    /// The number of a line that has no reason or names a vector twice.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut list = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((id, reason)) = line.split_once(": ").filter(|(_, reason)| !reason.trim().is_empty()) else {
                return Err(format!("line {number} has no reason"));
            };
            if list.insert(id.trim().to_owned(), reason.trim().to_owned()).is_some() {
                return Err(format!("line {number} names a vector a second time"));
            }
        }
        Ok(Self(list))
    }

    /// Why a vector is expected to fail.
    pub fn reason(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// All ids on the list.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// What became of one vector.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The answer is the expected one.
    Passed,
    /// It is not.
    Failed(String),
    /// It is not, and the list says why.
    ExpectedFailure(String),
    /// The implementation says that it does not do this.
    Unsupported,
}

/// Puts one vector to an implementation.
pub fn run(subject: &dyn Subject, case: &Case, level: Level, known: &ExpectedFailures) -> Verdict {
    let failure = match subject.answer(case) {
        Err(error) => Some(error.to_string()),
        Ok(answer) if answer.outcome == Outcome::Unsupported => return Verdict::Unsupported,
        Ok(answer) => {
            let differences: Vec<String> = judge(case, &answer, level).iter().map(ToString::to_string).collect();
            (!differences.is_empty()).then(|| differences.join("; "))
        }
    };
    match (failure, known.reason(&case.vector.id)) {
        (None, None) => Verdict::Passed,
        (Some(failure), None) => Verdict::Failed(failure),
        (Some(_), Some(reason)) => Verdict::ExpectedFailure(reason.to_owned()),
        (None, Some(_)) => Verdict::Failed("passes, but is on the list of expected failures".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_expected_failures_needs_reasons() {
        let list = ExpectedFailures::parse("# known\nwhole/accept-small: reads no Ed25519\n").expect("has a reason");
        assert_eq!(list.reason("whole/accept-small"), Some("reads no Ed25519"));
        assert_eq!(ExpectedFailures::parse("\nwhole/accept-small\n").unwrap_err(), "line 2 has no reason");
        assert_eq!(ExpectedFailures::parse("a/b: x\na/b: y").unwrap_err(), "line 2 names a vector a second time");
    }
}
