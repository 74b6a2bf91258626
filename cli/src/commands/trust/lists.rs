//! Lists and anchors as files: read, or why they cannot be.

use std::path::Path;

use pannier::{
    bundle::{
        Fault,
        trust::{Anchor, TrustList, read_signed},
    },
    report::Code,
};

use crate::{
    failure::Failure,
    io::{
        input,
        kind::{self, Kind},
    },
    render::untrusted::Untrusted,
};

/// A list as it is, whoever made it.
pub(super) fn plain(path: &Path) -> Result<TrustList, Failure> {
    TrustList::read(&input::read_small(path)?).map_err(|fault| unread(path, Kind::TrustList, &fault))
}

/// As [`plain`], of a list that is to be changed or signed.
pub(super) fn draft(path: &Path) -> Result<TrustList, Failure> {
    let text = input::read_small(path)?;
    TrustList::read(&text).map_err(|fault| match kind::other_than(path, Kind::TrustList) {
        Some((Kind::SignedTrustList, _)) => {
            Failure::new(format!("{} is a signed trust list, and its text stands fast", Untrusted::path(path)))
                .help("change the plain list that it was made from, and have that signed: pannier trust sign")
        }
        _ => unread(path, Kind::TrustList, &fault),
    })
}

/// A list that the keepers in `anchor` signed.
pub(super) fn signed(path: &Path, anchor: &Anchor) -> Result<TrustList, Failure> {
    read_signed(&input::read_small(path)?, anchor).map_err(|fault| unread(path, Kind::SignedTrustList, &fault))
}

/// Who has to have signed a list.
pub(in crate::commands) fn anchor(path: &Path) -> Result<Anchor, Failure> {
    Anchor::read(&input::read_small(path)?).map_err(|fault| unread(path, Kind::Anchor, &fault))
}

/// Why the file at `path` is not what is wanted there: that it is something else, or what is wrong with it.
pub(in crate::commands) fn unread(path: &Path, wanted: Kind, fault: &Fault) -> Failure {
    let name = Untrusted::path(path);
    match kind::other_than(path, wanted) {
        Some((Kind::SignedTrustList, _)) if wanted == Kind::TrustList => {
            return Failure::new(format!("{name} is a signed trust list, and nobody said whose"))
                .help("pin its keeper: pannier trust pin ANCHOR --keeper URL --key KEEPER.pub")
                .help("then name both: the list, and --anchor ANCHOR");
        }
        Some((Kind::TrustList, _)) if wanted == Kind::SignedTrustList => {
            return Failure::new(format!("{name} is a plain trust list, and with an anchor a signed one is wanted"))
                .help(format!("its keepers sign it: pannier trust sign {name} --key KEY -o SIGNED"))
                .help("one that you keep yourself is taken as it is, without --anchor");
        }
        Some((_, failure)) => return failure,
        None => {}
    }
    let what = match wanted {
        Kind::SignedTrustList => "list of this anchor",
        Kind::Anchor => "anchor",
        _ => "trust list",
    };
    let failure = Failure::new(format!("{name} is no {what}: {}", told(fault)));
    match fault.code() {
        Some(Code::TrustListRollback) => failure
            .help("take the newest list its keeper gives out; whoever gave you this one may want an old key believed"),
        Some(code) => failure.help(format!("pannier explain {code}")),
        None => failure,
    }
}

/// A fault in one line: where it is in the file, and what.
pub(super) fn told(fault: &Fault) -> String {
    match fault {
        Fault::Finding(finding) => {
            let (place, message) = (&finding.location, Untrusted::text(&finding.message));
            match (place.pointer.as_deref().filter(|pointer| !pointer.is_empty()), place.byte) {
                (Some(pointer), _) => format!("at {}: {message}", Untrusted::text(pointer)),
                (None, Some(byte)) if byte > 0 => format!("at byte {byte}: {message}"),
                (None, _) => message.to_string(),
            }
        }
        Fault::Io(error) => error.to_string(),
    }
}
