//! Stage `head`: the signed statement, its claims and its disclosures. One file for each part of it.

mod bounds;
mod claims;
mod disclosures;
mod signature;
mod text;

use super::{Draft, bundle, swap};
use crate::forge::{bank, head::Plan};

const SMALL: &str = "whole/accept-small";
const HEAD: &str = "head.sdjwt";
const FORGED: &str = "anybody can issue bundles in the name of a bank";
const TWO_PARSERS: &str = "two programs read two different statements under one signature";
const UNKNOWN: &str = "a reader ignores what a newer or hostile issuer says, and relies on the rest";

fn small(change: impl FnOnce(&mut Plan)) -> Draft {
    let mut plan = bank::small();
    change(&mut plan);
    Draft::new("", plan.seal().bundle().bytes(), super::Answer::default())
}

/// The small bundle changed before it was signed.
fn reject(id: &str, change: impl FnOnce(&mut Plan), title: &str, why: &str) -> Draft {
    let input = small(change).input;
    Draft::reject_bytes(id, input).base(SMALL).entry(HEAD).says(title, why)
}

pub(super) fn vectors() -> Vec<Draft> {
    [text::vectors(), signature::vectors(), claims::vectors(), disclosures::vectors(), bounds::vectors()].concat()
}
