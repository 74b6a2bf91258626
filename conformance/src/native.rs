//! The `pannier` crate as an implementation under test.

use std::io;

use pannier::{
    BindingState, MemoryScratch, Outcome as Verdict, Policy, Trust,
    bundle::{
        Archive, Fault, Head, Source,
        binding::{self, Binding, Expected, SeenInMemory},
    },
    report::{Finding, Stage},
    verify,
};

use crate::{
    input::Input,
    run::Subject,
    vector::{Answer, Bound, Case, Found, Outcome, Standing},
};

/// The library of this repository.
#[derive(Clone, Copy, Debug)]
pub struct Native;

impl Subject for Native {
    fn answer(&self, case: &Case) -> io::Result<Answer> {
        let trust = match Trust::from_list(&case.file(&case.vector.trust)?) {
            Ok(trust) => trust,
            Err(Fault::Finding(finding)) => return Ok(rejected(&[*finding])),
            Err(Fault::Io(error)) => return Err(error),
        };
        let (input, policy) = (Input::read(case)?, policy(case)?);
        let answer = answer(input.clone(), &trust, &policy, case.vector.now)?;
        if answer.outcome == Outcome::Accept && case.vector.options.seen {
            return match second_use(input, &policy, case.vector.now) {
                Ok(()) => Ok(answer),
                Err(Fault::Finding(finding)) => Ok(rejected(&[*finding])),
                Err(Fault::Io(error)) => Err(error),
            };
        }
        Ok(answer)
    }
}

/// What the library says of `input`.
///
/// # Errors
///
/// Where it says nothing: a verification that failed, or a verified row that cannot be read.
pub fn answer<S: Source>(input: S, trust: &Trust, policy: &Policy, now: i64) -> io::Result<Answer> {
    let verification = verify(input, trust, policy, now, &MemoryScratch).map_err(io::Error::other)?;
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
    })
}

/// Notes the audience and nonce of an accepted share twice, as a verifier does that meets it a second time.
fn second_use(input: Input, policy: &Policy, now: i64) -> Result<(), Fault> {
    let archive = Archive::open(input)?;
    let head = Head::parse(&archive.head()?)?;
    let expected =
        Expected { audience: policy.audience.as_deref(), nonce: policy.nonce.as_deref(), ..Expected::at(now) };
    let mut seen = SeenInMemory::default();
    if let Binding::Bound(binding) = binding::check(&head, Some(&archive.share()?), &expected)? {
        binding::check_fresh(&binding, &expected, &mut seen)?;
        binding::check_fresh(&binding, &expected, &mut seen)?;
    }
    Ok(())
}

fn rejected(findings: &[Finding]) -> Answer {
    let stage = findings.iter().filter(|finding| finding.is_error()).map(|finding| finding.stage).min();
    Answer { outcome: Outcome::Reject, stage, findings: found(findings), ..Answer::default() }
}

fn found(findings: &[Finding]) -> Vec<Found> {
    findings.iter().map(|finding| Found::at(finding.code, &finding.location)).collect()
}

fn policy(case: &Case) -> io::Result<Policy> {
    let options = &case.vector.options;
    let schemas = options.schemas.iter().map(|name| String::from_utf8(case.file(name)?).map_err(io::Error::other));
    Ok(Policy {
        require_binding: options.require_binding,
        audience: options.aud.clone(),
        nonce: options.nonce.clone(),
        accept_self: options.accept_self,
        accept_indeterminate: options.accept_indeterminate,
        until: options.until.unwrap_or(Stage::Rules),
        schemas: schemas.collect::<io::Result<_>>()?,
        threads: 1,
        ..Policy::default()
    })
}
