//! Signed documents, and the log of a grant.

use std::io;

use pannier::{
    MemoryScratch, Policy, Trust,
    bundle::Fault,
    document::{
        self, AnyPayload, Document, Given, Grant, Intent, Log, Offer, Payload, Received, Request, Sender, Withdrawal,
        authenticate,
    },
    verify,
};

use super::judged;
use crate::vector::{Answer, Case, Standing};

/// What the library says of a signed document that somebody is about to act on.
pub(super) fn document(case: &Case, trust: &Trust) -> Result<Answer, Fault> {
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
    if let AnyPayload::Grant(grant) = document.payload() {
        for name in &case.vector.options.shares {
            findings.extend(document::check_share(grant, &given(case, name, trust)?));
        }
    }
    Ok(judged(&findings, Answer { issuer: Some(standing(&sender)), ..Answer::default() }))
}

/// Whose word a document is.
pub(super) fn standing(sender: &Sender) -> Standing {
    match sender {
        Sender::Holder { .. } => Standing::SelfMade,
        Sender::Listed(issuer) if issuer.standing == pannier::Standing::Indeterminate => Standing::Indeterminate,
        Sender::Listed(_) | Sender::Given { .. } => Standing::Listed,
    }
}

/// What the library says of the log of a grant that somebody reads.
pub(super) fn log(case: &Case, trust: &Trust) -> Result<Answer, Fault> {
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
    Ok(judged(&findings, Answer::default()))
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
