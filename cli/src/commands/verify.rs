//! `pannier verify FILE`: may I rely on it?

use std::path::Path;

use pannier::{
    Error, Outcome, Policy, Trust, Verdict,
    bundle::{Fault, trust::Anchor},
    document::fit,
    report::{Code, Stage},
    verify,
};

use super::{Answer, documents, request::own};
use crate::{
    args::{self, Format, ListFlags, Shared, TrustFlags},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::{self, Input},
        scratch::TemporaryFiles,
        sealed,
        seen::SeenFile,
    },
    progress::Progress,
    render::{json, untrusted::Untrusted, verdict},
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
    documents::refuse(&input)?;
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
    let list = match &flags.anchor {
        None if is_signed(&text) => {
            return Err(Failure::new(format!(
                "{} is a signed trust list, and nobody said whose",
                Untrusted::path(path)
            ))
            .help("pin its keeper: pannier trust pin ANCHOR --keeper URL --key KEEPER.pub")
            .help("then:           --trust LIST --anchor ANCHOR"));
        }
        None => Trust::from_list(&text),
        Some(anchor) => {
            let anchor =
                Anchor::read(&input::read_small(anchor)?).map_err(|fault| refused("anchor", anchor, &fault))?;
            Trust::from_signed(&text, &anchor)
        }
    };
    list.map(Some).map_err(|fault| refused("trust list", path, &fault))
}

/// Whether it has the form of a signature over something, whoever made it.
fn is_signed(list: &[u8]) -> bool {
    let members = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(list);
    members.is_ok_and(|members| members.contains_key("payload") && members.contains_key("signatures"))
}

pub(super) fn no_list() -> Failure {
    Failure::new("whom do you trust? a signature says something only to who knows the issuer's key")
        .help("make a list:      pannier trust new trust.json")
        .help("put an issuer in: pannier trust add trust.json --issuer https://bank.example --key bank.key.pub")
        .help("then:             pannier verify FILE --trust trust.json")
}

fn refused(what: &str, path: &Path, fault: &Fault) -> Failure {
    let why = match fault {
        Fault::Finding(finding) => finding.to_string(),
        Fault::Io(error) => error.to_string(),
    };
    let failure = Failure::new(format!("{} is no {what}: {}", Untrusted::path(path), Untrusted::text(&why)));
    match fault.code() {
        Some(Code::TrustListRollback) => failure
            .help("take the newest list its keeper gives out; whoever gave you this one may want an old key believed"),
        Some(Code::TrustListExpired) => failure.help("take the newest list its keeper gives out"),
        _ => failure,
    }
}

fn policy(flags: &args::Verify) -> Result<Policy, Failure> {
    let mut policy = Policy {
        // What nobody bound has no nonce to remember.
        require_binding: flags.require_binding || flags.seen.is_some(),
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
