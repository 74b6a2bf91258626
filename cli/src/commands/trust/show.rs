//! Whom a list trusts, for people.

use std::io::{self, Write};

use pannier::bundle::trust::{IssuerEntry, KeyState};

use super::{Answer, lists, text};
use crate::{
    args::{Format, Shared, TrustShow},
    clock,
    console::Console,
    exit::Exit,
    render::{
        human::{DIM, STRONG},
        untrusted::Untrusted,
    },
};

pub(super) fn show(flags: &TrustShow, shared: &Shared, console: &mut Console) -> Answer {
    let list = match &flags.anchor {
        None => lists::plain(&flags.list)?,
        Some(anchor) => lists::signed(&flags.list, &lists::anchor(anchor)?)?,
    };
    let valid = if list.exp <= clock::now(shared.now) { "expired" } else { "valid until" };
    let format = console.format;
    let out = console.out();
    if format != Format::Human {
        out.write_all(&text(&list))?;
        return Ok(Exit::Yes);
    }
    writeln!(
        out,
        "{}: number {}, made {}, {valid} {}",
        Untrusted::path(&flags.list),
        list.seq,
        clock::day(list.iat),
        clock::day(list.exp)
    )?;
    entries(out, &list.issuers)?;
    if list.issuers.is_empty() {
        writeln!(out, "  it trusts nobody")?;
    }
    if !list.recipients.is_empty() {
        writeln!(out, "\nWho may ask, and signs no bundle:")?;
        entries(out, &list.recipients)?;
    }
    Ok(Exit::Yes)
}

fn entries(out: &mut dyn Write, entries: &[IssuerEntry]) -> io::Result<()> {
    for issuer in entries {
        writeln!(out, "\n{STRONG}{}{STRONG:#}  {}", Untrusted::text(&issuer.name), Untrusted::text(&issuer.iss))?;
        for entry in &issuer.keys {
            let state = match entry.state {
                KeyState::Active => "active".to_owned(),
                KeyState::Retired => "retired".to_owned(),
                KeyState::Revoked(at) => format!("revoked {}", clock::day(at)),
            };
            let (alg, kid) = (entry.key.algorithm().jose(), entry.key.kid());
            let (from, to) = (clock::day(entry.nbf), clock::day(entry.exp));
            writeln!(out, "  {alg} {kid}  {DIM}signs{DIM:#} {from} up to {to}  {state}")?;
        }
    }
    Ok(())
}
