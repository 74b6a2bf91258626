//! What a forger would do: change one figure, repair every checksum, and hope.

use std::{fmt::Display, path::Path};

use pannier::{
    bundle::{
        Archive,
        container::{Prepared, Writer},
    },
    document::{Document, Offer, Received},
    value::Amount,
};

use crate::{
    args::Overwrite,
    console::Console,
    failure::Failure,
    io::{
        input::{self, Input},
        keys,
        output::{self, Pending, Privacy},
        scratch::TemporaryFiles,
    },
};

/// Far above any part of the demo.
const LIMIT: u64 = 1 << 20;

/// Copies a bundle with `old` replaced by `new` in its rows, once. The copy is a flawless container.
pub(super) fn forge(from: &Path, to: &Path, old: &str, new: &str, overwrite: Overwrite) -> Result<(), Failure> {
    let input = Input::open(from)?;
    let read = |cause: &dyn Display| Failure::on_file("read", from, cause);
    let write = |cause: &dyn Display| Failure::on_file("write", to, cause);
    let fault = |fault: pannier::bundle::Fault| read(&format!("{fault:?}"));
    let archive = Archive::open(&input).map_err(fault)?;
    let pending = Pending::begin(to, Privacy::Private, overwrite)?;
    let mut writer = Writer::new(pending, archive.kind()).map_err(|error| write(&error))?;
    writer.head(&archive.head().map_err(fault)?).map_err(|error| write(&error))?;
    writer.secret(&archive.secret().map_err(fault)?).map_err(|error| write(&error))?;
    let mut forged = false;
    for entry in archive.entries() {
        let Some(id) = entry.name().strip_prefix("parts/").and_then(|name| name.strip_suffix(".ndjson")) else {
            continue;
        };
        let rows = archive.read_small(entry.name(), LIMIT).map_err(fault)?;
        let mut rows = String::from_utf8(rows).map_err(|error| read(&error))?;
        if !forged && rows.contains(old) {
            rows = rows.replacen(old, new, 1);
            forged = true;
        }
        let prepared = Prepared::from_reader(rows.as_bytes(), &TemporaryFiles).map_err(|error| write(&error))?;
        writer.part(id, prepared).map_err(|error| write(&error))?;
    }
    if !forged {
        return Err(Failure::new("there is nothing to forge: no row holds the figure"));
    }
    writer.finish().map_err(|error| write(&error))?.finish()
}

/// Signs an offer again that promises 100 less, net and gross, in the first year; nothing else in it changes.
pub(super) fn promise(
    from: &Path,
    key: &Path,
    to: &Path,
    overwrite: Overwrite,
    console: &mut Console,
) -> Result<(), Failure> {
    let read = |cause: &dyn Display| Failure::on_file("read", from, cause);
    let received = Received::<Offer>::read(&input::read_small(from)?).map_err(|fault| read(&format!("{fault:?}")))?;
    let mut offer = received.unverified().clone();
    for amount in [&mut offer.price.year_one.gross, &mut offer.price.year_one.net] {
        let pence = (amount.micros() - 100_000_000) / 10_000;
        *amount = Amount::parse(&format!("{}.{:02}", pence / 100, pence % 100)).map_err(|error| read(&error))?;
    }
    let key = keys::private(key, console)?;
    let document = Document::sign(&offer, &key).map_err(|error| Failure::on_file("sign", to, &error))?;
    output::write(to, format!("{}\n", document.text()).as_bytes(), Privacy::Private, overwrite)
}
