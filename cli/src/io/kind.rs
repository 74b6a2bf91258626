//! What a file is, told from how it begins: for whoever named the wrong one, so that the message says what was given and
//! which command reads it.
//!
//! Nothing is believed because of it. A file of which it says nothing goes to the reader that was asked for, and that says
//! what is wrong with it.

use std::{
    collections::BTreeSet,
    fmt,
    io::{BufRead as _, Read as _},
    path::Path,
};

use pannier::{
    convert::{Format, Guess},
    document::{DocumentKind, Event, MAX_BYTES, Payload, by_typ, typ},
};
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use super::{
    input::{self, Input},
    sealed,
};
use crate::failure::Failure;

/// The kinds of files that the commands read. Complete: what is of no kind here is not recognised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A bundle or a share.
    Bundle,
    /// A ZIP file that is neither.
    OtherArchive,
    /// Encrypted with age.
    Sealed,
    /// One signed document.
    Document(&'static DocumentKind),
    /// The log of a grant: events, one a line.
    Log,
    /// A trust list as it is.
    TrustList,
    /// A trust list that its keepers signed.
    SignedTrustList,
    /// Whose signatures under a list count.
    Anchor,
    /// A signing key.
    PrivateKey,
    /// A key that was handed out.
    PublicKey,
    /// A key file of age.
    AgeKey,
    /// A tariff that nobody signed.
    Tariff,
    /// Records, or a download that is read as records.
    Records(Format),
    /// No byte at all.
    Empty,
}

impl Kind {
    /// The kind of a file; none where it is not recognised.
    pub(crate) fn of(input: &Input) -> Result<Option<Self>, Failure> {
        let head = input.head(Format::PREFIX)?;
        if head.is_empty() {
            return Ok(Some(Self::Empty));
        }
        if input.is_archive()? {
            return Ok(Some(if input.is_other_archive()? { Self::OtherArchive } else { Self::Bundle }));
        }
        if sealed::is_sealed(&head) {
            return Ok(Some(Self::Sealed));
        }
        if let Some((kind, _)) = signed(input)? {
            return Ok(Some(if kind == Event::KIND { Self::Log } else { Self::Document(kind) }));
        }
        if let Some(key) = key_of_text(&head) {
            return Ok(Some(key));
        }
        if let Some(kind) = by_members(input) {
            return Ok(Some(kind));
        }
        Ok(match Format::guess(&head) {
            Guess::Certain { format, .. } => Some(Self::Records(format)),
            _ => None,
        })
    }

    /// What reads it, or what it is for.
    fn read_with(self, name: &str) -> String {
        let command = match self {
            Self::Bundle => format!("pannier verify {name} --trust LIST"),
            Self::Log => format!("pannier log check {name} --grant GRANT --trust LIST"),
            Self::TrustList => format!("pannier trust show {name}"),
            Self::SignedTrustList => format!("pannier trust show {name} --anchor ANCHOR"),
            Self::Tariff => format!("pannier tariff lint {name}"),
            Self::Document(kind) => match kind.name {
                "request" => format!("pannier request check {name} --trust LIST"),
                "grant" => format!("pannier grant check {name}"),
                "withdrawal" => format!("pannier log check LOG --grant GRANT --withdrawal {name} --trust LIST"),
                "intent" => format!("pannier intent check {name}"),
                "offer" => format!("pannier offer verify {name} --share SHARE --tariff TARIFF --trust LIST"),
                "acceptance" => {
                    format!("pannier offer verify OFFER --acceptance {name} --share SHARE --tariff TARIFF --trust LIST")
                }
                "signed-tariff" => format!("pannier tariff lint {name} --trust LIST"),
                _ => "pannier --help names the commands for documents".to_owned(),
            },
            Self::OtherArchive => {
                return "unpack it, and give a file that it holds".to_owned();
            }
            Self::Sealed => return "`age -d -i KEY -o OUT FILE` opens it, and OUT can be read here".to_owned(),
            Self::Anchor => return format!("it says who has to have signed a list: --trust LIST --anchor {name}"),
            Self::PrivateKey => return format!("it signs, and stays with you: --key {name}"),
            Self::PublicKey => {
                return format!("it belongs into a trust list: pannier trust add LIST --issuer URL --key {name}");
            }
            Self::AgeKey => return format!("it opens what is encrypted to you: --identity {name}"),
            Self::Records(_) => {
                return format!(
                    "a bundle is made of it: pannier issue {name} --issuer URL --key KEY -o OUT; `pannier inspect` shows it"
                );
            }
            Self::Empty => return "ask for it again, or make it again".to_owned(),
        };
        format!("read it with: {command}")
    }
}

/// With its article, as it stands behind "is".
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bundle => "a bundle or a share",
            Self::OtherArchive => "a ZIP archive",
            Self::Sealed => "encrypted with age",
            Self::Log => "the log of a grant",
            Self::TrustList => "a trust list",
            Self::SignedTrustList => "a signed trust list",
            Self::Anchor => "an anchor of trust lists",
            Self::PrivateKey => "a private key",
            Self::PublicKey => "a public key",
            Self::AgeKey => "a key file of age",
            Self::Tariff => "a tariff",
            Self::Empty => "an empty file",
            Self::Records(Format::Ndjson) => "a file of records (ndjson)",
            Self::Records(format) => return write!(f, "a download ({format})"),
            Self::Document(kind) => match kind.name {
                "request" => "a signed request",
                "grant" => "a grant",
                "withdrawal" => "a withdrawal",
                "intent" => "an intent",
                "offer" => "an offer",
                "acceptance" => "the acceptance of an offer",
                "signed-tariff" => "a signed tariff",
                _ => "a signed document",
            },
        })
    }
}

/// Refuses what is recognised as something else than a bundle or a share. Of other archives, and of what has no byte, the
/// verdict says what is wrong.
pub(crate) fn expect_bundle(input: &Input) -> Result<(), Failure> {
    match Kind::of(input)? {
        None | Some(Kind::Bundle | Kind::OtherArchive | Kind::Sealed | Kind::Empty) => Ok(()),
        Some(kind) => Err(other(&input.name(), kind, Kind::Bundle)),
    }
}

/// As [`expect_bundle`], where records and downloads are read, too.
pub(crate) fn expect_bundle_or_records(input: &Input) -> Result<(), Failure> {
    match Kind::of(input)? {
        Some(Kind::Records(_)) => Ok(()),
        _ => expect_bundle(input),
    }
}

/// Refuses what is recognised as something else than a document of the kind that is read.
pub(crate) fn expect_document<T: Payload>(input: &Input) -> Result<(), Failure> {
    match T::kinds() {
        [kind] => expect(input, Kind::Document(kind)),
        _ => Ok(()),
    }
}

/// Refuses what is recognised as something that says no price. Product data may look like records of its sector.
pub(crate) fn expect_tariff(input: &Input) -> Result<(), Failure> {
    match Kind::of(input)? {
        None | Some(Kind::Tariff | Kind::Records(_)) => Ok(()),
        Some(Kind::Document(kind)) if kind.name == "signed-tariff" => Ok(()),
        Some(kind) => Err(other(&input.name(), kind, Kind::Tariff)),
    }
}

/// Refuses what is recognised as something else than `wanted`.
pub(crate) fn expect(input: &Input, wanted: Kind) -> Result<(), Failure> {
    match Kind::of(input)? {
        Some(kind) if kind != wanted => Err(other(&input.name(), kind, wanted)),
        _ => Ok(()),
    }
}

/// Why a file is no source of records, where it is recognised as something else.
pub(crate) fn no_records(input: &Input) -> Result<Option<Failure>, Failure> {
    let name = input.name();
    Ok(Kind::of(input)?
        .map(|kind| Failure::new(format!("{name} is {kind}, and no source of records")).help(kind.read_with(&name))))
}

/// What a file is whose reader has failed; none where nothing better can be said than it did. Standard input was read already.
pub(crate) fn other_than(path: &Path, wanted: Kind) -> Option<(Kind, Failure)> {
    if input::is_standard(path) {
        return None;
    }
    let input = Input::open(path).ok()?;
    let kind = Kind::of(&input).ok().flatten().filter(|kind| *kind != wanted)?;
    Some((kind, other(&input.name(), kind, wanted)))
}

fn other(name: &str, kind: Kind, wanted: Kind) -> Failure {
    let not = match wanted {
        Kind::Bundle => "and neither a bundle nor a share".to_owned(),
        wanted => format!("not {wanted}"),
    };
    Failure::new(format!("{name} is {kind}, {not}")).help(kind.read_with(name))
}

/// The kind of signed document that a file begins with, and whether there are several lines.
pub(crate) fn signed(input: &Input) -> Result<Option<(&'static DocumentKind, bool)>, Failure> {
    // The header of a JWS is an object, so its text begins as this does.
    if !input.head(3)?.starts_with(b"eyJ") {
        return Ok(None);
    }
    let mut first = Vec::new();
    let mut lines = input.reader();
    let failed = |error| Failure::on_file("read", input.path(), &error);
    lines.by_ref().take(MAX_BYTES as u64 + 2).read_until(b'\n', &mut first).map_err(failed)?;
    let mut next = [0];
    let more = lines.read(&mut next).map_err(failed)? > 0;
    Ok(typ(&first).as_deref().and_then(by_typ).map(|kind| (kind, more)))
}

/// Keys that are text of another kind than JSON: PEM, and those of age.
fn key_of_text(head: &[u8]) -> Option<Kind> {
    let start = head.trim_ascii_start();
    if start.starts_with(b"-----BEGIN ") {
        let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let says = |word: &[u8]| line.windows(word.len()).any(|bytes| bytes == word);
        return match (says(b"PRIVATE KEY"), says(b"PUBLIC KEY")) {
            (true, _) => Some(Kind::PrivateKey),
            (_, true) => Some(Kind::PublicKey),
            _ => None,
        };
    }
    // Comments come first in what `age-keygen` writes.
    let mut lines = start.split(|byte| *byte == b'\n').skip_while(|line| line.starts_with(b"#"));
    lines.next().filter(|line| line.starts_with(b"AGE-SECRET-KEY-")).map(|_| Kind::AgeKey)
}

/// The kind of one JSON object, by the names of its members.
fn by_members(input: &Input) -> Option<Kind> {
    if !input.head(64).ok()?.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    // A text of several objects is none of these.
    let Members(members) = serde_json::from_reader(input.reader()).ok()?;
    let has = |names: &[&str]| names.iter().all(|name| members.contains(*name));
    match () {
        () if has(&["payload", "signatures"]) => Some(Kind::SignedTrustList),
        () if has(&["iss", "issuers"]) => Some(Kind::TrustList),
        () if has(&["iss", "threshold", "keys"]) => Some(Kind::Anchor),
        () if has(&["kty", "d"]) => Some(Kind::PrivateKey),
        () if has(&["kty"]) => Some(Kind::PublicKey),
        () if has(&["components", "provider"]) || has(&["components", "time_zone"]) => Some(Kind::Tariff),
        () => None,
    }
}

/// The names of the members of an object, of whose values nothing is kept: some have a hundred million bytes.
struct Members(BTreeSet<String>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> Visitor<'de> for Names {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut names = BTreeSet::new();
                while let Some((name, IgnoredAny)) = map.next_entry()? {
                    names.insert(name);
                }
                Ok(Members(names))
            }
        }

        deserializer.deserialize_map(Names)
    }
}
