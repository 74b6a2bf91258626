//! Lists that several keepers sign, and the anchor under which a verifier takes them.

use std::{fs, path::PathBuf};

use pannier::bundle::trust::{self, Anchor, SignListError};
use pannier::crypto::PublicKey;

use super::{Answer, lists};
use crate::{
    args::{Shared, TrustPin, TrustSign},
    clock,
    commands::documents,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        exclusive::Exclusive,
        input, keys,
        kind::{self, Kind},
        output::{self, Privacy},
    },
    render::{sharing::number, untrusted::Untrusted},
};

/// Adds one signature to a list; the first one makes it a signed list.
pub(super) fn sign(flags: &TrustSign, shared: &Shared, console: &mut Console) -> Answer {
    let list = lists::draft(&flags.list)?;
    let signer = documents::signer(&flags.signing, console)?;
    let _alone = Exclusive::of(&flags.output)?;
    let before = match &flags.add_to {
        Some(path) => Some(input::read_small(path)?),
        None => None,
    };
    let signed = trust::sign(&list, before.as_deref(), &*signer).map_err(|error| refused(flags, &error))?;
    let mut text = signed;
    text.push(b'\n');
    // A signature that is added goes where those before it stand.
    if flags.add_to.as_ref() == Some(&flags.output) {
        output::replace(&flags.output, &text, Privacy::Public)?;
    } else {
        output::write(&flags.output, &text, Privacy::Public, flags.overwrite)?;
    }
    console.say(format_args!(
        "wrote {}: list number {}, signed with the key {}, valid until {}",
        Untrusted::path(&flags.output),
        list.seq,
        signer.public_key().kid(),
        clock::day(list.exp)
    ));
    if list.exp <= clock::now(shared.now) {
        console.warn(format_args!(
            "it has expired, and nobody takes it; `pannier trust renew` gives the plain list a new end"
        ));
    }
    Ok(Exit::Yes)
}

/// Makes an anchor, or moves its number up to that of a list which it accepts.
pub(super) fn pin(flags: &TrustPin, console: &mut Console) -> Answer {
    input::not_an_input(&flags.anchor, flags.key.iter().chain(&flags.list).map(PathBuf::as_path))?;
    let _alone = Exclusive::of(&flags.anchor)?;
    let there = fs::symlink_metadata(&flags.anchor).is_ok();
    let mut anchor = if flags.key.is_empty() {
        if !there {
            return Err(Failure::new(format!("there is no anchor {}", Untrusted::path(&flags.anchor)))
                .help("--keeper URL --key KEY.pub … --threshold N make one"));
        }
        lists::anchor(&flags.anchor)?
    } else {
        made(flags, there)?
    };
    if let Some(path) = &flags.list {
        anchor.seq = lists::signed(path, &anchor)?.seq;
    }
    let seen = if anchor.seq > 0 { format!(", no list older than number {}", anchor.seq) } else { String::new() };
    let mut text = anchor.to_text();
    text.push(b'\n');
    // A threshold that its keys cannot meet, or a key twice, is found by reading what is written.
    Anchor::read(&text).map_err(|fault| Failure::new(format!("this is no anchor: {}", lists::told(&fault))))?;
    // Without keys the anchor that was read moves on; with them it is read too, for the number it has seen.
    if flags.key.is_empty() || flags.overwrite.force {
        output::replace(&flags.anchor, &text, Privacy::Public)?;
    } else {
        output::write(&flags.anchor, &text, Privacy::Public, flags.overwrite)?;
    }
    let have = if anchor.threshold == 1 { "has" } else { "have" };
    console.say(format_args!(
        "{} pins lists of {}: {} of {} {have} to sign{seen}",
        Untrusted::path(&flags.anchor),
        Untrusted::text(&anchor.iss),
        anchor.threshold,
        number(anchor.keys.len() as u64, "key")
    ));
    Ok(Exit::Yes)
}

/// An anchor of these keys. One that takes the place of another for the same keeper, because the keys were renewed, does
/// not forget which list was seen: that would let an old one in again.
fn made(flags: &TrustPin, there: bool) -> Result<Anchor, Failure> {
    let keys: Vec<PublicKey> = flags.key.iter().map(|path| keys::public(path)).collect::<Result<_, _>>()?;
    let iss = flags.keeper.clone().unwrap_or_default();
    let before = if there && flags.overwrite.force { lists::anchor(&flags.anchor).ok() } else { None };
    let seq = before.filter(|before| before.iss == iss).map_or(0, |before| before.seq);
    Ok(Anchor { iss, threshold: flags.threshold.map_or(keys.len(), usize::from), keys, seq })
}

fn refused(flags: &TrustSign, error: &SignListError) -> Failure {
    let failure = Failure::new(format!("cannot sign {}: {error}", Untrusted::path(&flags.list)));
    match (error, &flags.add_to) {
        (SignListError::OtherList, _) => {
            failure.help("the list was changed since: begin again with its first signature, without --add-to")
        }
        (SignListError::Json(_), Some(path)) => {
            kind::other_than(path, Kind::SignedTrustList).map_or(failure, |(_, failure)| failure)
        }
        _ => failure,
    }
}
