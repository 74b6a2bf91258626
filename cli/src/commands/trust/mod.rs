//! `pannier trust`: lists of the issuers a verifier accepts.

mod edit;
pub(super) mod lists;
mod show;
mod signed;

use pannier::bundle::trust::TrustList;

use super::Answer;
use crate::{
    args::{Shared, Trust},
    console::Console,
};

const DAY: i64 = 86_400;

pub(crate) fn run(command: &Trust, shared: &Shared, console: &mut Console) -> Answer {
    match command {
        Trust::New(flags) => edit::new(flags, shared, console),
        Trust::Add(flags) => edit::add(flags, shared, console),
        Trust::Revoke(flags) => edit::revoke(flags, shared, console),
        Trust::Renew(flags) => edit::renew(flags, shared, console),
        Trust::Sign(flags) => signed::sign(flags, shared, console),
        Trust::Pin(flags) => signed::pin(flags, console),
        Trust::Show(flags) => show::show(flags, shared, console),
    }
}

/// What is written is read first; why it could not be, in one line.
fn parse(text: &[u8]) -> Result<TrustList, String> {
    TrustList::read(text).map_err(|fault| lists::told(&fault))
}

fn text(list: &TrustList) -> Vec<u8> {
    let mut text = list.to_text();
    text.push(b'\n');
    text
}
