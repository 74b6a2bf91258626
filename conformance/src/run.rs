//! Putting vectors to an implementation and comparing its answers.

use std::{
    fmt, io,
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use pannier::report::Stage;
use serde::Serialize;
use serde_json::Value;

use crate::{
    claim::{Claim, Level},
    expected_failures::ExpectedFailures,
    imported::held,
    price::Price,
    vector::{Answer, Case, Covered, Outcome},
};

/// An implementation under test.
pub trait Subject: Sync {
    /// What the implementation says of a vector where it goes no further than stage `last`.
    ///
    /// # Errors
    ///
    /// Where it gave no answer at all: a crash, a time-out, output that is not an answer.
    fn answer(&self, case: &Case, last: Stage) -> io::Result<Answer>;
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

/// All departures of `got` from what the vector expects of an implementation with this claim.
pub fn judge(case: &Case, got: &Answer, claim: Claim) -> Vec<Difference> {
    let expected = &case.vector.expected(claim.last);
    let mut out = Vec::new();
    compare(&mut out, "outcome", &expected.outcome, &got.outcome);
    compare(&mut out, "released", &expected.released, &got.released);
    if claim.level >= Level::Stage {
        compare(&mut out, "stage", &expected.stage, &got.stage);
        if expected.outcome == Outcome::Accept {
            compare_present(&mut out, "complete", expected.complete.as_ref(), got.complete.as_ref());
            compare_present(&mut out, "sealed", expected.sealed.as_ref(), got.sealed.as_ref());
            compare_present(&mut out, "binding", expected.binding.as_ref(), got.binding.as_ref());
            compare_present(&mut out, "issuer", expected.issuer.as_ref(), got.issuer.as_ref());
            compare_present(&mut out, "coverage", coverage(expected).as_ref(), coverage(got).as_ref());
            compare_present(&mut out, "tariffs", tariffs(expected).as_ref(), tariffs(got).as_ref());
            compare_present(&mut out, "prices", expected.prices.as_ref(), prices(got, expected).as_ref());
        }
    }
    if claim.level >= Level::Codes {
        compare(&mut out, "codes", &codes(expected), &codes(got));
    }
    if claim.level >= Level::Locations {
        for wanted in &expected.findings {
            let agrees = |found: &&crate::Found| {
                found.code == wanted.code
                    && (wanted.entry.is_none() || wanted.entry == found.entry)
                    && (wanted.row.is_none() || wanted.row == found.row)
                    && (wanted.pointer.is_none() || wanted.pointer == found.pointer)
            };
            if !got.findings.iter().any(|found| agrees(&found)) {
                out.push(Difference { member: "location", expected: word(wanted), got: word(&got.findings) });
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

/// The tariffs that were made, without an importer's words.
fn tariffs(answer: &Answer) -> Option<Vec<Value>> {
    answer.tariffs.as_ref().map(|tariffs| tariffs.iter().map(held).collect())
}

/// The prices as far as those expected say something of them.
fn prices(answer: &Answer, expected: &Answer) -> Option<Vec<Price>> {
    let wanted = expected.prices.as_deref().unwrap_or_default();
    let as_far =
        |(at, price): (usize, &Price)| wanted.get(at).map_or_else(|| price.clone(), |one| price.as_far_as(one));
    answer.prices.as_ref().map(|prices| prices.iter().enumerate().map(as_far).collect())
}

fn codes(answer: &Answer) -> Vec<&'static str> {
    let mut codes: Vec<_> = answer.findings.iter().map(|found| found.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn compare<T: PartialEq + Serialize>(out: &mut Vec<Difference>, member: &'static str, expected: &T, got: &T) {
    if expected != got {
        out.push(Difference { member, expected: word(expected), got: word(got) });
    }
}

/// As it stands in an answer; what is absent there is `nothing`.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::Null) | Err(_) => "nothing".to_owned(),
        Ok(value) => value.to_string(),
    }
}

fn compare_present<T: PartialEq + Serialize>(
    out: &mut Vec<Difference>,
    member: &'static str,
    expected: Option<&T>,
    got: Option<&T>,
) {
    if expected.is_some() {
        compare(out, member, &expected, &got);
    }
}

/// What became of one vector. There is no fourth: what an implementation does not do stands on its list, with a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The answer is the expected one.
    Passed,
    /// It is not.
    Failed(String),
    /// It is not, and the list says why.
    ExpectedFailure(String),
}

/// A vector, its verdict, and the time the answer took.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// The id of the vector.
    pub id: &'a str,
    /// What is special about its input.
    pub title: &'a str,
    /// What became of it.
    pub verdict: Verdict,
    /// How long the implementation took.
    pub took: Duration,
}

/// Puts one vector to an implementation.
pub fn run<'a>(subject: &dyn Subject, case: &'a Case, claim: Claim, known: &ExpectedFailures) -> Judged<'a> {
    let begun = Instant::now();
    let answer = subject.answer(case, claim.last);
    let took = begun.elapsed();
    let failure = match answer {
        Err(error) => Some(error.to_string()),
        Ok(answer) if answer.outcome == Outcome::Unsupported => {
            Some("not supported, and not on the list of expected failures".to_owned())
        }
        Ok(answer) => {
            let differences: Vec<String> = judge(case, &answer, claim).iter().map(ToString::to_string).collect();
            (!differences.is_empty()).then(|| differences.join("; "))
        }
    };
    let verdict = match (failure, known.reason(&case.vector.id)) {
        (None, None) => Verdict::Passed,
        (Some(failure), None) => Verdict::Failed(failure),
        (Some(_), Some(reason)) => Verdict::ExpectedFailure(reason.to_owned()),
        (None, Some(_)) => Verdict::Failed("passes, but is on the list of expected failures".to_owned()),
    };
    Judged { id: &case.vector.id, title: &case.vector.title, verdict, took }
}

/// Puts vectors to an implementation on `jobs` threads; verdicts come in the order of the vectors.
pub fn run_all<'a>(
    subject: &dyn Subject,
    cases: &[&'a Case],
    claim: Claim,
    known: &ExpectedFailures,
    jobs: NonZero<usize>,
) -> Vec<Judged<'a>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(at) else { break };
            done.push((at, run(subject, case, claim, known)));
        }
        done
    };
    let mut done: Vec<(usize, Judged<'a>)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs.get()).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker does not panic")).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, judged)| judged).collect()
}
