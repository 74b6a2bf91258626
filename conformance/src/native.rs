//! The `pannier` crate as an implementation under test.

use std::io;

use pannier::{
    BindingState, Coverage, MemoryScratch, Outcome as Verdict, Policy, Trust,
    bundle::{
        Fault, Source,
        binding::{Seen, SeenInMemory},
        trust::Anchor,
    },
    document::{
        self, AnyPayload, Document, Given, Grant, Intent, Log, Offer, Payload, Received, Request, Sender, Withdrawal,
        authenticate,
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
        let of_documents = match case.vector.op {
            Op::Document => Some(document(case, &trust)),
            Op::Log => Some(log(case, &trust)),
            Op::Verify => None,
        };
        if let Some(answer) = of_documents {
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
    let verification = verify(input, trust, policy, now, &MemoryScratch).map_err(io::Error::other)?;
    let verdict = verification.verdict().clone();
    if matches!(verdict.outcome, Verdict::Rejected | Verdict::UnknownIssuer) {
        return Ok(rejected(&verdict.findings));
    }
    let released = match verification.accept() {
        Ok(verified) => {
            match verified.check_fresh(policy, seen) {
                Ok(()) => {}
                Err(Fault::Finding(finding)) => return Ok(rejected(&[*finding])),
                Err(Fault::Io(error)) => return Err(error),
            }
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
    })
}

fn covered(coverage: Coverage) -> Covered {
    let Coverage { series, from, to, except, groups } = coverage;
    Covered { series, from, to, except, groups }
}

/// What the library says of a signed document that somebody is about to act on.
fn document(case: &Case, trust: &Trust) -> Result<Answer, Fault> {
    let bytes = case.file(&case.vector.input)?;
    let now = case.vector.now;
    let received = match case.vector.options.kind.as_deref() {
        None => Received::<AnyPayload>::read(&bytes)?,
        Some(name) => {
            let kind =
                document::by_name(name).ok_or_else(|| io::Error::other("no document is of the kind expected"))?;
            Received::<AnyPayload>::read_as(&bytes, &[kind])?
        }
    };
    let (document, sender) = authenticate(received, trust, now, case.vector.options.accept_indeterminate)?;
    document.check_time(now)?;
    let mut findings = document::findings(document.payload());
    for name in &case.vector.options.beside {
        let besides = case.file(name)?;
        findings.extend(match document.payload() {
            AnyPayload::Grant(_) => {
                document::check_grant(&believed(&bytes, trust, now)?, &believed::<Request>(&besides, trust, now)?)
            }
            AnyPayload::Withdrawal(_) => {
                document::check_withdrawal(&believed(&bytes, trust, now)?, &believed::<Grant>(&besides, trust, now)?)
            }
            AnyPayload::Offer(_) => {
                document::check_offer(&believed(&bytes, trust, now)?, &believed::<Intent>(&besides, trust, now)?)
            }
            AnyPayload::Acceptance(_) => {
                document::check_acceptance(&believed(&bytes, trust, now)?, &believed::<Offer>(&besides, trust, now)?)
            }
            AnyPayload::Request(_) | AnyPayload::Event(_) | AnyPayload::Intent(_) | AnyPayload::SignedTariff(_) => {
                Vec::new()
            }
        });
    }
    if let (AnyPayload::Grant(grant), Some(name)) = (document.payload(), &case.vector.options.share) {
        findings.extend(document::check_share(grant, &given(case, name, trust)?));
    }
    if findings.iter().any(Finding::is_error) {
        return Ok(rejected(&findings));
    }
    let issuer = match sender {
        Sender::Holder { .. } => Standing::SelfMade,
        Sender::Listed(issuer) if issuer.standing == pannier::Standing::Indeterminate => Standing::Indeterminate,
        Sender::Listed(_) | Sender::Given { .. } => Standing::Listed,
    };
    Ok(Answer { outcome: Outcome::Accept, findings: found(&findings), issuer: Some(issuer), ..Answer::default() })
}

/// What the library says of the log of a grant that somebody reads.
fn log(case: &Case, trust: &Trust) -> Result<Answer, Fault> {
    let now = case.vector.now;
    let besides: Vec<Vec<u8>> =
        case.vector.options.beside.iter().map(|name| case.file(name)).collect::<io::Result<_>>()?;
    let grant = besides.first().ok_or_else(|| io::Error::other("a log without its grant"))?;
    let grant = believed::<Grant>(grant, trust, now)?;
    let withdrawal = besides.get(1).map(|bytes| believed::<Withdrawal>(bytes, trust, now)).transpose()?;
    let log = Log::read(&case.file(&case.vector.input)?, &grant, withdrawal.as_ref(), |event| {
        let (event, _) = authenticate(event, trust, now, false)?;
        event.check_time(now).map(|()| event)
    });
    let mut findings = log.check(now);
    if let Some(earlier) = &case.vector.options.earlier {
        findings.extend(log.continues(&case.file(earlier)?));
    }
    if findings.iter().any(Finding::is_error) {
        return Ok(rejected(&findings));
    }
    Ok(Answer { outcome: Outcome::Accept, findings: found(&findings), ..Answer::default() })
}

/// What the share shows that came with a grant; it was believed when it came.
fn given(case: &Case, name: &str, trust: &Trust) -> Result<Given, Fault> {
    let policy = Policy { binding_age: i64::MAX, threads: 1, ..Policy::default() };
    let verification = verify(case.file(name)?, trust, &policy, case.vector.now, &MemoryScratch);
    let verified = verification.map_err(io::Error::other)?.accept().map_err(io::Error::other)?;
    let given = Given::of(&verified).map_err(io::Error::other)?;
    given.ok_or_else(|| io::Error::other("the file beside a grant shows no records").into())
}

/// A document that the reader has besides.
fn believed<T: Payload>(bytes: &[u8], trust: &Trust, now: i64) -> Result<Document<T>, Fault> {
    authenticate(Received::<T>::read(bytes)?, trust, now, true).map(|(document, _)| document)
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
