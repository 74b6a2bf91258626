//! `pannier trust`: lists of the issuers a verifier accepts.

use std::io::Write as _;

use pannier::bundle::{
    Fault,
    trust::{IssuerEntry, KeyEntry, KeyState, TrustList},
};

use super::Answer;
use crate::{
    args::{Format, Overwrite, Shared, Trust, TrustAdd, TrustNew, TrustShow},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input, keys,
        output::{self, Privacy},
    },
    render::{
        human::{DIM, STRONG},
        untrusted::Untrusted,
    },
};

const DAY: i64 = 86_400;
/// How long a key is taken to sign where nobody says: its issuer may say otherwise at any time.
const YEARS_OF_A_KEY: i16 = 10;
/// Who keeps a list that is kept for oneself. The name leads nowhere, by RFC 2606.
const KEEPER: &str = "https://my-own-list.invalid";

pub(crate) fn run(command: &Trust, shared: &Shared, console: &mut Console) -> Answer {
    match command {
        Trust::New(flags) => new(flags, shared, console),
        Trust::Add(flags) => add(flags, shared, console),
        Trust::Show(flags) => show(flags, console),
    }
}

fn new(flags: &TrustNew, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let list = TrustList {
        iss: KEEPER.to_owned(),
        seq: 1,
        iat: now,
        exp: now.saturating_add(i64::from(flags.expires) * DAY),
        issuers: Vec::new(),
        recipients: Vec::new(),
    };
    output::write(&flags.list, &text(&list), Privacy::Public, flags.overwrite)?;
    console.say(format_args!("wrote {}: it trusts nobody yet", Untrusted::path(&flags.list)));
    console.say(format_args!(
        "next: pannier trust add {} --issuer https://bank.example --key bank.key.pub",
        Untrusted::path(&flags.list)
    ));
    Ok(Exit::Yes)
}

fn add(flags: &TrustAdd, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let mut list = read(&flags.list)?;
    let key = keys::public(&flags.key)?;
    let kid = key.kid();
    if let Some((issuer, _)) = list.find(&kid) {
        return Err(Failure::new(format!(
            "{} has the key {kid} already, as one of {}",
            Untrusted::path(&flags.list),
            Untrusted::text(&issuer.iss)
        )));
    }
    let nbf = flags.from.map_or(now - now.rem_euclid(DAY), |day| day.0);
    let exp = flags.to.map_or_else(|| clock::years_after(nbf, YEARS_OF_A_KEY), |day| day.0);
    let entry = KeyEntry { key, nbf, exp, state: KeyState::Active };
    match list.issuers.iter_mut().find(|issuer| issuer.iss == flags.issuer) {
        Some(issuer) => {
            issuer.keys.push(entry);
            if let Some(name) = &flags.name {
                issuer.name.clone_from(name);
            }
        }
        None => list.issuers.push(IssuerEntry {
            iss: flags.issuer.clone(),
            name: flags.name.clone().unwrap_or_else(|| flags.issuer.clone()),
            profiles: Vec::new(),
            keys: vec![entry],
        }),
    }
    list.seq += 1;
    list.iat = now;
    let text = text(&list);
    // What is written is read first: a list that a verifier would refuse is worse than none.
    parse(&text).map_err(|why| Failure::new(format!("{} cannot take this: {why}", Untrusted::path(&flags.list))))?;
    output::write(&flags.list, &text, Privacy::Public, Overwrite { force: true })?;
    console.say(format_args!(
        "{} now trusts {} with the key {kid} from {} up to {}",
        Untrusted::path(&flags.list),
        Untrusted::text(&flags.issuer),
        clock::day(nbf),
        clock::day(exp)
    ));
    Ok(Exit::Yes)
}

fn show(flags: &TrustShow, console: &mut Console) -> Answer {
    let list = read(&flags.list)?;
    let format = console.format;
    let out = console.out();
    if format != Format::Human {
        out.write_all(&text(&list))?;
        return Ok(Exit::Yes);
    }
    writeln!(
        out,
        "{}: number {}, made {}, valid until {}",
        Untrusted::path(&flags.list),
        list.seq,
        clock::day(list.iat),
        clock::day(list.exp)
    )?;
    for issuer in &list.issuers {
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
    if list.issuers.is_empty() {
        writeln!(out, "  it trusts nobody")?;
    }
    Ok(Exit::Yes)
}

fn read(path: &std::path::Path) -> Result<TrustList, Failure> {
    parse(&input::read_small(path)?)
        .map_err(|why| Failure::new(format!("{} is no trust list: {why}", Untrusted::path(path))))
}

fn parse(text: &[u8]) -> Result<TrustList, String> {
    TrustList::read(text).map_err(|fault| match fault {
        Fault::Finding(finding) => Untrusted::text(&finding.to_string()).to_string(),
        Fault::Io(error) => error.to_string(),
    })
}

fn text(list: &TrustList) -> Vec<u8> {
    let mut text = list.to_text();
    text.push(b'\n');
    text
}
