//! `pannier trust`: lists of the issuers a verifier accepts.

mod edit;
mod show;
mod signed;

use std::path::Path;

use pannier::bundle::{Fault, trust::TrustList};

use super::Answer;
use crate::{
    args::{Shared, Trust},
    console::Console,
    failure::Failure,
    io::input,
    render::untrusted::Untrusted,
};

const DAY: i64 = 86_400;

pub(crate) fn run(command: &Trust, shared: &Shared, console: &mut Console) -> Answer {
    match command {
        Trust::New(flags) => edit::new(flags, shared, console),
        Trust::Add(flags) => edit::add(flags, shared, console),
        Trust::Revoke(flags) => edit::revoke(flags, shared, console),
        Trust::Sign(flags) => signed::sign(flags, console),
        Trust::Pin(flags) => signed::pin(flags, console),
        Trust::Show(flags) => show::show(flags, console),
    }
}

/// A plain list.
fn read(path: &Path) -> Result<TrustList, Failure> {
    parse(&input::read_small(path)?).map_err(|why| {
        let failure = Failure::new(format!("{} is no trust list: {why}", Untrusted::path(path)));
        failure.help("a signed list is read with --anchor, and changed by changing the plain list it was made from")
    })
}

fn parse(text: &[u8]) -> Result<TrustList, String> {
    TrustList::read(text).map_err(|fault| told(&fault))
}

fn told(fault: &Fault) -> String {
    match fault {
        Fault::Finding(finding) => Untrusted::text(&finding.to_string()).to_string(),
        Fault::Io(error) => error.to_string(),
    }
}

fn text(list: &TrustList) -> Vec<u8> {
    let mut text = list.to_text();
    text.push(b'\n');
    text
}
