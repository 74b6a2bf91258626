//! Plain lists: made, and changed by those who keep them.

use pannier::bundle::trust::{IssuerEntry, KeyEntry, KeyState, TrustList};

use super::{Answer, DAY, lists, parse, text};
use crate::{
    args::{Shared, TrustAdd, TrustNew, TrustRenew, TrustRevoke},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        exclusive::Exclusive,
        keys,
        output::{self, Privacy},
    },
    render::untrusted::Untrusted,
};

/// How long a key is taken to sign where nobody says: its issuer may say otherwise at any time.
const YEARS_OF_A_KEY: i16 = 10;
/// Who keeps a list that is kept for oneself. The name leads nowhere, by RFC 2606.
const KEEPER: &str = "https://my-own-list.invalid";

pub(super) fn new(flags: &TrustNew, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let list = TrustList {
        iss: flags.keeper.clone().unwrap_or_else(|| KEEPER.to_owned()),
        seq: 1,
        iat: now,
        exp: now.saturating_add(i64::from(flags.expires) * DAY),
        issuers: Vec::new(),
        recipients: Vec::new(),
    };
    let text = text(&list);
    parse(&text).map_err(|why| Failure::new(format!("--keeper: {why}")))?;
    output::write(&flags.list, &text, Privacy::Public, flags.overwrite)?;
    console.say(format_args!("wrote {}: it trusts nobody yet", Untrusted::path(&flags.list)));
    console.say(format_args!(
        "next: pannier trust add {} --issuer https://bank.example --key bank.key.pub",
        Untrusted::path(&flags.list)
    ));
    Ok(Exit::Yes)
}

pub(super) fn add(flags: &TrustAdd, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let _alone = Exclusive::of(&flags.list)?;
    let mut list = lists::draft(&flags.list)?;
    let key = keys::public(&flags.key)?;
    let kid = key.kid();
    let nbf = flags.from.map_or(now - now.rem_euclid(DAY), |day| day.0);
    let exp = flags.to.map_or_else(|| clock::years_after(nbf, YEARS_OF_A_KEY), |day| day.0);
    let entry = KeyEntry { key, nbf, exp, state: KeyState::Active };
    // One of the two is there, and only one: the arguments say so.
    let (iss, entries) = match (&flags.issuer, &flags.recipient) {
        (None, Some(recipient)) => (recipient.clone(), &mut list.recipients),
        (issuer, _) => (issuer.clone().unwrap_or_default(), &mut list.issuers),
    };
    // Who issues and asks with one key stands in both, once each.
    if let Some(known) = entries.iter().find(|known| known.keys.iter().any(|key| key.key.kid() == kid)) {
        return Err(Failure::new(format!(
            "{} has the key {kid} already, as one of {}",
            Untrusted::path(&flags.list),
            Untrusted::text(&known.iss)
        )));
    }
    match entries.iter_mut().find(|known| known.iss == iss) {
        Some(known) => {
            known.keys.push(entry);
            if let Some(name) = &flags.name {
                known.name.clone_from(name);
            }
        }
        None => entries.push(IssuerEntry {
            iss: iss.clone(),
            name: flags.name.clone().unwrap_or_else(|| iss.clone()),
            profiles: Vec::new(),
            keys: vec![entry],
        }),
    }
    write(&flags.list, list, flags.expires, now)?;
    console.say(format_args!(
        "{} now {} {} with the key {kid} from {} up to {}",
        Untrusted::path(&flags.list),
        if flags.recipient.is_some() { "knows the requests of" } else { "trusts" },
        Untrusted::text(&iss),
        clock::day(nbf),
        clock::day(exp)
    ));
    Ok(Exit::Yes)
}

pub(super) fn revoke(flags: &TrustRevoke, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let _alone = Exclusive::of(&flags.list)?;
    let mut list = lists::draft(&flags.list)?;
    let kid = match (&flags.key, &flags.kid) {
        (Some(path), _) => keys::public(path)?.kid(),
        (None, kid) => kid.clone().unwrap_or_default(),
    };
    let at = flags.at.map_or(now, |day| day.0);
    // Among the issuers, among the recipients, or both: given up is the key.
    let everybody = list.issuers.iter_mut().chain(&mut list.recipients);
    let mut places: Vec<_> =
        everybody.flat_map(|entry| &mut entry.keys).filter(|entry| entry.key.kid() == kid).collect();
    let Some(first) = places.first().map(|entry| entry.state) else {
        return Err(Failure::new(format!("{} has no key {}", Untrusted::path(&flags.list), Untrusted::text(&kid)))
            .help("`pannier trust show` lists the keys"));
    };
    // A key that was given up does not come back: what it signed since would be believed again.
    places.retain(|entry| !matches!(entry.state, KeyState::Revoked(before) if flags.retire || before < at));
    if let (true, KeyState::Revoked(before)) = (places.is_empty(), first) {
        return Err(Failure::new(format!("the key was revoked on {} already", clock::day(before)))
            .help("a revocation is not taken back, nor moved to a later day"));
    }
    let (state, said) = if flags.retire {
        (KeyState::Retired, "retired: it signs no longer, and what it has signed verifies".to_owned())
    } else {
        let said = format!(
            "revoked as of {}: nothing it signs from that day on verifies, and what is dated earlier needs --accept-indeterminate",
            clock::day(at)
        );
        (KeyState::Revoked(at), said)
    };
    for entry in places {
        entry.state = state;
    }
    write(&flags.list, list, flags.expires, now)?;
    console.say(format_args!("{}: the key {kid} is {said}", Untrusted::path(&flags.list)));
    Ok(Exit::Yes)
}

pub(super) fn renew(flags: &TrustRenew, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let _alone = Exclusive::of(&flags.list)?;
    let list = lists::draft(&flags.list)?;
    let number = list.seq.saturating_add(1);
    write(&flags.list, list, Some(flags.expires), now)?;
    console.say(format_args!(
        "{}: number {number}, valid until {}",
        Untrusted::path(&flags.list),
        clock::day(now.saturating_add(i64::from(flags.expires) * DAY))
    ));
    Ok(Exit::Yes)
}

/// Writes the list under its next number. What is written is read first: a list that a verifier would refuse is worse
/// than none.
fn write(path: &std::path::Path, mut list: TrustList, expires: Option<u32>, now: i64) -> Result<(), Failure> {
    list.seq += 1;
    list.iat = now;
    if let Some(days) = expires {
        list.exp = now.saturating_add(i64::from(days) * DAY);
    }
    let text = text(&list);
    parse(&text).map_err(|why| {
        let failure = Failure::new(format!("{} cannot take this: {why}", Untrusted::path(path)));
        if list.exp <= now { failure.help("the list has expired; --expires DAYS gives it a new end") } else { failure }
    })?;
    output::replace(path, &text, Privacy::Public)
}
