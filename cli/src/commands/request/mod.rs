//! `pannier request`: made by who asks, read by who is asked.

mod check;
mod new;

use std::path::Path;

pub(crate) use check::{Checked, Outcome};

use pannier::{
    Trust,
    bundle::Fault,
    crypto::PublicKey,
    document::{Document, MAX_BYTES, Received, Request, Sender, authenticate, authenticate_with, judge},
    report::{Code, Finding},
};

use super::Answer;
use crate::{
    args::{self, Shared},
    console::Console,
    failure::Failure,
    io::{input::Input, kind},
    render::untrusted::Untrusted,
};

pub(crate) fn run(command: &args::Request, shared: &Shared, console: &mut Console) -> Answer {
    match command {
        args::Request::New(flags) => new::new(flags, shared, console),
        args::Request::Check(flags) => check::check(flags, shared, console),
    }
}

/// Who vouches for a request.
#[derive(Clone, Copy)]
pub(super) enum By<'a> {
    /// A list.
    Trust(&'a Trust, bool),
    /// A key that the user was given.
    Key(&'a PublicKey),
}

/// A request that may be acted on, or what is against it.
pub(super) fn verified(
    received: Received<Request>,
    by: By<'_>,
    now: i64,
) -> Result<(Document<Request>, Sender), Fault> {
    let (document, sender) = match by {
        By::Trust(trust, accept_indeterminate) => authenticate(received, trust, now, accept_indeterminate)?,
        By::Key(key) => authenticate_with(received, key)?,
    };
    document.check_time(now)?;
    match judge(document.payload()).into_iter().find(Finding::is_error) {
        Some(finding) => Err(finding.into()),
        None => Ok((document, sender)),
    }
}

/// The bytes of a request as received.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let input = Input::open(path)?;
    kind::expect_document::<Request>(&input)?;
    input.all(MAX_BYTES as u64 + 2)
}

/// The request that a share is to answer: verified, not expired, and one that a share can answer.
pub(super) fn to_answer(path: &Path, trust: &Trust, accept_indeterminate: bool, now: i64) -> Result<Request, Failure> {
    let refused = |fault: Fault| {
        let failure = Failure::new(format!("{} is not answered: {}", Untrusted::path(path), told(&fault)));
        match fault.code() {
            Some(Code::DocumentKnownKey) => failure
                .help("`pannier request check` shows what it says; answer only who you know")
                .help("get their key by a way you trust: pannier trust add LIST --recipient URL --key KEY.pub"),
            Some(code) => failure.help(format!("pannier explain {code}")),
            None => failure,
        }
    };
    let received = Received::<Request>::read(&bytes(path)?).map_err(refused)?;
    let (document, _) = verified(received, By::Trust(trust, accept_indeterminate), now).map_err(refused)?;
    Ok(document.payload().clone())
}

/// A recipient's own request, which it names itself: only its form is asked.
pub(super) fn own(path: &Path) -> Result<Request, Failure> {
    let received = Received::<Request>::read(&bytes(path)?)
        .map_err(|fault| Failure::new(format!("{} is no request: {}", Untrusted::path(path), told(&fault))))?;
    Ok(received.unverified().clone())
}

pub(super) fn told(fault: &Fault) -> String {
    match fault {
        Fault::Finding(finding) => Untrusted::text(&finding.to_string()).to_string(),
        Fault::Io(error) => error.to_string(),
    }
}
