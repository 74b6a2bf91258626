//! The `pannier` crate as an implementation under test.

mod comparison;
mod documents;
mod imports;
mod prices;

use std::io;

use pannier::{
    BindingState, Coverage, MemoryScratch, Outcome as Verdict, Policy, Trust,
    bundle::{
        Fault, Source,
        binding::{Seen, SeenInMemory},
        trust::Anchor,
    },
    report::{Finding, Stage},
    verify,
};

use crate::{
    input::Input,
    run::Subject,
    vector::{Answer, Bound, Case, Covered, Found, Op, Outcome, Standing},
};

/// The library of this repository.
#[derive(Clone, Copy, Debug)]
pub struct Native;

impl Subject for Native {
    fn answer(&self, case: &Case, last: Stage) -> io::Result<Answer> {
        let trust = match trust(case) {
            Ok(trust) => trust,
            Err(Fault::Finding(finding)) => return Ok(rejected(&[*finding])),
            Err(Fault::Io(error)) => return Err(error),
        };
        let other = match case.vector.op {
            Op::Verify => None,
            Op::Document => Some(documents::document(case, &trust)),
            Op::Log => Some(documents::log(case, &trust)),
            Op::Tariff => Some(prices::tariff(case, &trust)),
            Op::Quote => Some(prices::quote(case, &trust)),
            Op::Offer => Some(prices::offer(case, &trust)),
            Op::Recompute => Some(comparison::recompute(case, &trust)),
            Op::Import => Some(imports::made(case)),
        };
        if let Some(answer) = other {
            return match answer {
                Ok(answer) => Ok(answer),
                Err(Fault::Finding(finding)) => Ok(rejected(&[*finding])),
                Err(Fault::Io(error)) => Err(error),
            };
        }
        let options = &case.vector.options;
        let mut memory = SeenInMemory::default();
        if let (true, Some(aud), Some(nonce)) = (options.seen, &options.aud, &options.nonce) {
            memory.note(aud, nonce, i64::MAX)?;
        }
        answer(Input::read(case)?, &trust, &policy(case, last)?, case.vector.now, &mut memory)
    }
}

/// What the library says of `input`; `seen` remembers the nonces that were accepted.
///
/// # Errors
///
/// Where it says nothing: a verification that failed, or a verified row that cannot be read.
pub fn answer<S: Source>(
    input: S,
    trust: &Trust,
    policy: &Policy,
    now: i64,
    seen: &mut dyn Seen,
) -> io::Result<Answer> {
    let verification = verify(input, trust, policy, now, &MemoryScratch).and_then(|found| found.once(policy, seen));
    let verification = verification.map_err(io::Error::other)?;
    let verdict = verification.verdict().clone();
    if matches!(verdict.outcome, Verdict::Rejected | Verdict::UnknownIssuer) {
        return Ok(rejected(&verdict.findings));
    }
    let released = match verification.accept() {
        Ok(verified) => {
            let mut rows = 0;
            for row in verified.texts() {
                row.map_err(io::Error::other)?;
                rows += 1;
            }
            rows
        }
        // The question ended before the last stage, so nothing is handed out.
        Err(_) => 0,
    };
    Ok(Answer {
        outcome: Outcome::Accept,
        stage: None,
        findings: found(&verdict.findings),
        released,
        complete: Some(verdict.complete),
        sealed: Some(verdict.withheld.sealed),
        binding: verdict.binding.and_then(|binding| match binding {
            BindingState::Bound => Some(Bound::Bound),
            BindingState::Unbound => Some(Bound::Unbound),
            BindingState::Bearer => Some(Bound::Bearer),
            BindingState::None => None,
        }),
        issuer: verdict.issuer.as_ref().map(|issuer| match issuer.standing {
            pannier::Standing::SelfMade => Standing::SelfMade,
            pannier::Standing::Indeterminate => Standing::Indeterminate,
            pannier::Standing::Active | pannier::Standing::Retired => Standing::Listed,
        }),
        coverage: Some(verdict.coverage.into_iter().map(covered).collect()),
        prices: None,
        tariffs: None,
    })
}

fn covered(coverage: Coverage) -> Covered {
    let Coverage { series, from, to, except, groups, .. } = coverage;
    Covered { series, from, to, except, groups }
}

/// The issuers of the vector's list, plain or signed.
fn trust(case: &Case) -> Result<Trust, Fault> {
    let list = case.file(&case.vector.trust)?;
    match &case.vector.options.anchor {
        None => Trust::from_list(&list),
        Some(name) => Trust::from_signed(&list, &Anchor::read(&case.file(name)?)?),
    }
}

fn rejected(findings: &[Finding]) -> Answer {
    let stage = findings.iter().filter(|finding| finding.is_error()).map(|finding| finding.stage).min();
    Answer { outcome: Outcome::Reject, stage, findings: found(findings), ..Answer::default() }
}

/// Accepted, unless one of the findings is an error.
fn judged(findings: &[Finding], accepted: Answer) -> Answer {
    if findings.iter().any(Finding::is_error) {
        return rejected(findings);
    }
    Answer { outcome: Outcome::Accept, findings: found(findings), ..accepted }
}

fn found(findings: &[Finding]) -> Vec<Found> {
    findings.iter().map(|finding| Found::at(finding.code, &finding.location)).collect()
}

fn policy(case: &Case, last: Stage) -> io::Result<Policy> {
    let options = &case.vector.options;
    let until = case.vector.until(last);
    // Nobody looks at a schema who stops before the stage that asks for it.
    let given = if until < Stage::Schema { &[][..] } else { &options.schemas };
    let schemas = given.iter().map(|name| String::from_utf8(case.file(name)?).map_err(io::Error::other));
    Ok(Policy {
        require_binding: options.require_binding,
        audience: options.aud.clone(),
        nonce: options.nonce.clone(),
        accept_self: options.accept_self,
        accept_indeterminate: options.accept_indeterminate,
        until,
        schemas: schemas.collect::<io::Result<_>>()?,
        threads: 1,
        ..Policy::default()
    })
}
