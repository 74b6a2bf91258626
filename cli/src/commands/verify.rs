//! `pannier verify FILE`: may I rely on it?

use std::path::Path;

use pannier::{Error, Outcome, Policy, Trust, Verdict, document::fit, report::Stage, verify};

use super::{Answer, request::own, trust::lists};
use crate::{
    args::{self, Format, ListFlags, Shared, TrustFlags},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::{self, Input},
        kind::{self, Kind},
        scratch::TemporaryFiles,
        sealed,
        seen::SeenFile,
    },
    progress::Progress,
    render::{json, verdict},
};

pub(crate) fn run(flags: &args::Verify, shared: &Shared, console: &mut Console) -> Answer {
    let trust = trust(&flags.trust, flags.until)?;
    let request = flags.request.as_deref().map(own).transpose()?;
    let mut policy = policy(flags)?;
    if let Some(request) = &request {
        policy.audience = Some(request.aud.to_string());
        policy.nonce = Some(request.nonce.to_string());
        policy.require_binding = true;
    }
    let input = sealed::open(Input::open(&flags.file)?, &flags.identity.identity)?;
    kind::expect_bundle(&input)?;
    let now = clock::now(shared.now);
    let verification = {
        let progress = Progress::begin("verifying");
        verify(progress.watch(&input), &trust, &policy, now, &TemporaryFiles)
            .map_err(|error| Failure::on_file("verify", input.path(), &error))?
    };
    let verification = match &flags.seen {
        Some(seen) => {
            verification.once(&policy, &mut SeenFile::new(seen, now)).map_err(|error| not_remembered(seen, &error))?
        }
        None => verification,
    };
    let verdict = match (&request, verification.accept()) {
        (Some(request), Ok(file)) => {
            let mut verdict = file.verdict().clone();
            let answered = fit(request, &file).map_err(|error| Failure::on_file("read", input.path(), &error))?;
            verdict.request = Some(answered);
            verdict
        }
        (None, Ok(file)) => file.verdict().clone(),
        (_, Err(refused)) => *refused.0,
    };
    show(verdict, &input, console)
}

/// A share of which it is not known whether it came before is not accepted.
fn not_remembered(seen: &Path, error: &Error) -> Failure {
    let why: &dyn std::fmt::Display = match error {
        Error::Io(cause) => cause,
        other => other,
    };
    Failure::on_file("remember the nonce in", seen, why)
        .help("nothing was accepted; a new FILE remembers nothing, so make one only where no share of the last minutes can come again")
}

/// Prints a verdict and gives the exit code it stands for.
fn show(mut verdict: Verdict, input: &Input, console: &mut Console) -> Answer {
    name_file(&mut verdict, input);
    let (format, show_values) = (console.format, console.show_values);
    if format == Format::Human {
        verdict::verdict(console.out(), &verdict, &input.name(), show_values)?;
    } else {
        json::answer(console.out(), format, &verdict, &verdict.findings, show_values)?;
    }
    Ok(exit(&verdict))
}

/// Says in every finding which file it is about.
pub(super) fn name_file(verdict: &mut Verdict, input: &Input) {
    let file = input.path().to_string_lossy();
    for finding in &mut verdict.findings {
        finding.location.file.get_or_insert_with(|| file.clone().into_owned());
    }
}

/// The exit code of a verdict.
fn exit(verdict: &Verdict) -> Exit {
    if let (Outcome::Verified | Outcome::SelfMade, Some(request)) = (verdict.outcome, &verdict.request) {
        return if request.met { Exit::Yes } else { Exit::Partial };
    }
    match verdict.outcome {
        Outcome::Verified | Outcome::SelfMade if verdict.complete => Exit::Yes,
        Outcome::Verified | Outcome::SelfMade => Exit::Partial,
        Outcome::Checked => Exit::Yes,
        Outcome::UnknownIssuer | Outcome::Rejected => Exit::No,
    }
}

/// Whom the user believes; `until` is the last stage that will run.
pub(super) fn trust(flags: &TrustFlags, until: Option<Stage>) -> Result<Trust, Failure> {
    match list(&flags.list)? {
        Some(trust) => Ok(trust),
        // Neither a look at the container nor a self-made bundle asks a list.
        None if flags.accept_self || until == Some(Stage::Container) => Ok(Trust::nobody()),
        None => Err(no_list()),
    }
}

/// The trust list that was named.
pub(super) fn list(flags: &ListFlags) -> Result<Option<Trust>, Failure> {
    let Some(path) = &flags.trust else { return Ok(None) };
    let text = input::read_small(path)?;
    Ok(Some(match &flags.anchor {
        None => Trust::from_list(&text).map_err(|fault| lists::unread(path, Kind::TrustList, &fault))?,
        Some(anchor) => Trust::from_signed(&text, &lists::anchor(anchor)?)
            .map_err(|fault| lists::unread(path, Kind::SignedTrustList, &fault))?,
    }))
}

pub(super) fn no_list() -> Failure {
    Failure::new("whom do you trust? a signature says something only to who knows the issuer's key")
        .help("make a list:      pannier trust new trust.json")
        .help("put an issuer in: pannier trust add trust.json --issuer https://bank.example --key bank.key.pub")
        .help("then:             pannier verify FILE --trust trust.json")
}

/// The policy for a file that its reader has had for a while: it was bound some time ago, if at all, and perhaps to somebody else.
pub(super) fn kept(flags: &TrustFlags) -> Policy {
    Policy {
        accept_self: flags.accept_self,
        accept_indeterminate: flags.list.accept_indeterminate,
        binding_age: i64::MAX,
        ..Policy::default()
    }
}

fn policy(flags: &args::Verify) -> Result<Policy, Failure> {
    let mut policy = Policy {
        // What nobody bound names neither recipient nor request, and has no nonce to remember.
        require_binding: flags.require_binding || flags.aud.is_some() || flags.nonce.is_some() || flags.seen.is_some(),
        audience: flags.aud.clone(),
        nonce: flags.nonce.clone(),
        accept_self: flags.trust.accept_self,
        accept_indeterminate: flags.trust.list.accept_indeterminate,
        ..Policy::default()
    };
    if let Some(until) = flags.until {
        policy.until = until;
    }
    for path in &flags.schema {
        policy.schemas.push(input::read_text(path)?);
    }
    Ok(policy)
}
