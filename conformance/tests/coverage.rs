//! Every requirement of a verification stage has its vectors, or a reason why not.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use pannier::report::{Code, Level};
use pannier_conformance::{ExpectedFailures, Outcome, Vector, cases, suite, vector::judged};

fn vectors() -> BTreeMap<String, Vector> {
    let cases = cases(&suite()).expect("the suite can be read");
    cases.into_iter().map(|case| (case.vector.id.clone(), case.vector)).collect()
}

/// Whether `vectors` hold one that fails (or, for a SHOULD, warns) for `code` alone and has an accepting neighbour.
fn covered(code: Code, vectors: &BTreeMap<String, Vector>) -> bool {
    let outcome = if code.level() == Level::Must { Outcome::Reject } else { Outcome::Accept };
    vectors.values().any(|vector| {
        let alone = vector.expect.findings.iter().all(|found| found.code == code);
        let base = vector.base.as_ref().and_then(|id| vectors.get(id));
        !vector.expect.findings.is_empty()
            && alone
            && vector.expect.outcome == outcome
            && base.is_some_and(|base| base.expect.outcome == Outcome::Accept && base.expect.findings.is_empty())
    })
}

fn is_judged(code: Code) -> bool {
    judged().any(|stage| stage == code.stage())
}

#[test]
fn every_requirement_of_verification_has_vectors_or_a_reason() {
    let vectors = vectors();
    let text = fs::read_to_string(suite().join("uncovered.txt")).expect("the list is here");
    let uncovered = ExpectedFailures::parse(&text).expect("every line of uncovered.txt has a reason");
    let is_chapter = |id: &&str| Code::ALL.iter().any(|code| code.chapter() == *id);
    let mut wrong = Vec::new();
    // Chapters with a reason for all of their requirements that nothing has shown to be needed yet.
    let mut chapters: BTreeSet<&str> = uncovered.ids().filter(is_chapter).collect();
    for code in Code::ALL.iter().copied().filter(|code| is_judged(*code)) {
        let listed = uncovered.reason(code.as_str()).is_some();
        match (covered(code, &vectors), listed) {
            (true, true) => wrong.push(format!("{code} is covered and still on the list")),
            (false, false) if uncovered.reason(code.chapter()).is_none() => {
                wrong.push(format!("{code} has no vector of its own and no reason"));
            }
            (false, false) => drop(chapters.remove(code.chapter())),
            _ => {}
        }
    }
    for id in uncovered.ids() {
        let known = id.parse::<Code>().is_ok_and(is_judged);
        if !known && (chapters.contains(id) || !is_chapter(&id)) {
            wrong.push(format!(
                "{id} is on the list and is neither a requirement of verification nor a chapter that lacks some"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn more_than_two_thirds_reject() {
    let vectors = vectors();
    let rejecting = vectors.values().filter(|vector| vector.expect.outcome == Outcome::Reject).count();
    assert!(rejecting * 3 > vectors.len() * 2, "{rejecting} of {}", vectors.len());
}
