//! Who asks for what, in plain words.

use pannier::{
    Verification,
    bundle::Fault,
    document::{Fit, Received, Request, Sender, fit, judge},
    report::{Code, Finding},
    verify,
};
use serde::Serialize;

use super::{Answer, By, bytes, verified};
use crate::{
    args::{Format, RequestCheck, Shared},
    clock,
    commands::verify::{kept, trust},
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{input::Input, keys, kind, scratch::TemporaryFiles, sealed},
    progress::Progress,
    render::{asking, json, untrusted::Untrusted},
};

/// All that is told about a request: `schemas/v0/request-check.schema.json`.
#[derive(Serialize)]
pub(crate) struct Checked {
    /// Whether it is known who asks.
    pub(crate) outcome: Outcome,
    /// Name of who asks in the trust list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) known_as: Option<String>,
    /// Thumbprint of the key it says it is signed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kid: Option<String>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<Request>,
    /// Why it is refused, or what is more than its purpose needs.
    pub(crate) findings: Vec<Finding>,
    /// What of it the bundle can answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fit: Option<Fit>,
}

/// Whether it is known who asks. Complete: there is no other answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// A key of the trust list, or the one given, signed it, and it may be answered now.
    Verified,
    /// Nobody was asked: neither list nor key was named.
    Unverified,
    /// Signed by a key that is not known.
    UnknownSender,
    /// It departs from the standard, or has expired.
    Rejected,
}

pub(super) fn check(flags: &RequestCheck, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let trusted = flags.trust.list.trust.is_some() || flags.bundle.is_some();
    let trust = if trusted { Some(trust(&flags.trust, None)?) } else { None };
    let key = flags.key.as_deref().map(keys::public).transpose()?;
    let by = match (&key, &trust) {
        (Some(key), _) => Some(By::Key(key)),
        (None, Some(trust)) => Some(By::Trust(trust, flags.trust.list.accept_indeterminate)),
        (None, None) => None,
    };
    let mut checked = judged(&bytes(&flags.request)?, by, now);
    if let (Some(path), Some(trust), Some(request)) = (&flags.bundle, &trust, &checked.request) {
        let input = sealed::open(Input::open(path)?, &flags.identity.identity)?;
        kind::expect_bundle(&input)?;
        let progress = Progress::begin("reading");
        let file = verify(progress.watch(&input), trust, &kept(&flags.trust), now, &TemporaryFiles)
            .map(Verification::accept)
            .map_err(|error| Failure::on_file("verify", input.path(), &error))?;
        drop(progress);
        let file = file.map_err(|refused| {
            let name = Untrusted::path(path);
            let why = match refused.0.findings.iter().find(|finding| finding.is_error()) {
                Some(finding) => Untrusted::text(&finding.to_string()).to_string(),
                None => "it is signed by a key in no trust list".to_owned(),
            };
            Failure::new(format!("{name} cannot answer anything, for it does not verify: {why}"))
                .help(format!("`pannier verify {name} --trust LIST` says more"))
        })?;
        checked.fit = Some(fit(request, &file).map_err(|error| Failure::on_file("read", path, &error))?);
    }
    let (format, show_values) = (console.format, console.show_values);
    if format == Format::Human {
        asking::tell(console.out(), &checked, &Untrusted::path(&flags.request).to_string(), show_values)?;
    } else {
        json::answer(console.out(), format, &checked, &checked.findings, show_values)?;
    }
    Ok(match (checked.outcome, &checked.fit) {
        (Outcome::Verified, Some(fit)) if !fit.met => Exit::Partial,
        (Outcome::Verified, _) => Exit::Yes,
        _ => Exit::No,
    })
}

fn judged(bytes: &[u8], by: Option<By<'_>>, now: i64) -> Checked {
    let nothing = |outcome, fault: Fault| Checked {
        outcome,
        known_as: None,
        kid: None,
        request: None,
        // Nothing is read from a file here, so a fault is a finding.
        findings: fault.finding().cloned().into_iter().collect(),
        fit: None,
    };
    let received = match Received::<Request>::read(bytes) {
        Ok(received) => received,
        Err(fault) => return nothing(Outcome::Rejected, fault),
    };
    let (kid, request) = (Some(received.kid().to_owned()), Some(received.unverified().clone()));
    let Some(by) = by else {
        let findings = judge(received.unverified());
        let outcome = if findings.iter().any(Finding::is_error) { Outcome::Rejected } else { Outcome::Unverified };
        return Checked { outcome, known_as: None, kid, request, findings, fit: None };
    };
    match verified(received, by, now) {
        Ok((document, sender)) => {
            let known_as = match &sender {
                Sender::Listed(_) => sender.name().map(str::to_owned),
                Sender::Given { .. } | Sender::Holder { .. } => None,
            };
            let findings = judge(document.payload());
            Checked { outcome: Outcome::Verified, known_as, kid, request, findings, fit: None }
        }
        Err(fault) => {
            let outcome =
                if fault.code() == Some(Code::DocumentKnownKey) { Outcome::UnknownSender } else { Outcome::Rejected };
            Checked { kid, request, ..nothing(outcome, fault) }
        }
    }
}
