//! Lists that several keepers sign, and the anchor under which a verifier takes them.

use std::{fs, path::Path};

use pannier::bundle::trust::{self, Anchor, TrustList, read_signed};
use pannier::crypto::PublicKey;

use super::{Answer, read, told};
use crate::{
    args::{Overwrite, TrustPin, TrustSign},
    clock,
    commands::documents,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input, keys,
        output::{self, Privacy},
    },
    render::untrusted::Untrusted,
};

/// Adds one signature to a list; the first one makes it a signed list.
pub(super) fn sign(flags: &TrustSign, console: &mut Console) -> Answer {
    let list = read(&flags.list)?;
    let signer = documents::signer(&flags.signing, console)?;
    let before = match &flags.add_to {
        Some(path) => Some(input::read_small(path)?),
        None => None,
    };
    let signed = trust::sign(&list, before.as_deref(), &*signer)
        .map_err(|error| Failure::new(format!("cannot sign {}: {error}", Untrusted::path(&flags.list))))?;
    let mut text = signed;
    text.push(b'\n');
    // A signature that is added goes where those before it stand.
    let in_place = flags.add_to.as_ref() == Some(&flags.output);
    output::write(&flags.output, &text, Privacy::Public, Overwrite { force: flags.overwrite.force || in_place })?;
    console.say(format_args!(
        "wrote {}: list number {}, signed with the key {}, valid until {}",
        Untrusted::path(&flags.output),
        list.seq,
        signer.public_key().kid(),
        clock::day(list.exp)
    ));
    Ok(Exit::Yes)
}

/// Makes an anchor, or moves its number up to that of a list which it accepts.
pub(super) fn pin(flags: &TrustPin, console: &mut Console) -> Answer {
    let there = fs::symlink_metadata(&flags.anchor).is_ok();
    let mut anchor = if flags.key.is_empty() {
        if !there {
            return Err(Failure::new(format!("there is no anchor {}", Untrusted::path(&flags.anchor)))
                .help("--keeper URL --key KEY.pub … --threshold N make one"));
        }
        anchor(&flags.anchor)?
    } else {
        made(flags)?
    };
    let mut seen = String::new();
    if let Some(path) = &flags.list {
        let list = read_under(path, &anchor)?;
        seen = format!(", no list older than number {}", list.seq);
        anchor.seq = list.seq;
    }
    let mut text = anchor.to_text();
    text.push(b'\n');
    // A threshold that its keys cannot meet, or a key twice, is found by reading what is written.
    Anchor::read(&text).map_err(|fault| Failure::new(format!("this is no anchor: {}", told(&fault))))?;
    let overwrite = if flags.key.is_empty() { Overwrite { force: true } } else { flags.overwrite };
    output::write(&flags.anchor, &text, Privacy::Public, overwrite)?;
    console.say(format_args!(
        "{} pins lists of {}: {} of {} keys have to sign{seen}",
        Untrusted::path(&flags.anchor),
        Untrusted::text(&anchor.iss),
        anchor.threshold,
        anchor.keys.len()
    ));
    Ok(Exit::Yes)
}

fn made(flags: &TrustPin) -> Result<Anchor, Failure> {
    let keys: Vec<PublicKey> = flags.key.iter().map(|path| keys::public(path)).collect::<Result<_, _>>()?;
    let iss = flags.keeper.clone().unwrap_or_default();
    Ok(Anchor { iss, threshold: flags.threshold.map_or(keys.len(), usize::from), keys, seq: 0 })
}

/// The list at `path` as the anchor at `anchor` accepts it.
pub(super) fn under(path: &Path, anchor: &Path) -> Result<TrustList, Failure> {
    read_under(path, &self::anchor(anchor)?)
}

fn read_under(path: &Path, anchor: &Anchor) -> Result<TrustList, Failure> {
    read_signed(&input::read_small(path)?, anchor)
        .map_err(|fault| Failure::new(format!("{} is no list of this anchor: {}", Untrusted::path(path), told(&fault))))
}

fn anchor(path: &Path) -> Result<Anchor, Failure> {
    Anchor::read(&input::read_small(path)?)
        .map_err(|fault| Failure::new(format!("{} is no anchor: {}", Untrusted::path(path), told(&fault))))
}
