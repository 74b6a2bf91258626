//! A received file whose container is in the profile.

use std::collections::HashMap;

use pannier_report::{Code, Location};

use super::{
    directory::{self, Entry, Method},
    entry::{EntryReader, Section},
    lines::RowReader,
    name::{EntryName, MIMETYPE},
};
use crate::{
    fault::Fault,
    limits::{HEAD_BYTES, SECRET_BYTES, SHARE_BYTES},
    source::Source,
};

/// Which of the two files it is. Complete: a file holds `secret.bin` or `share.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// From the issuer to the customer: everything, and the secret.
    Bundle,
    /// From the holder to a recipient: what is shown, and the proof of it.
    Share,
}

/// An opened file: its directory is in the profile, its entries are those of one kind of file, in order.
///
/// Contents are checked when they are read: see [`Archive::reader`] and [`Archive::check_contents`].
#[derive(Debug)]
pub struct Archive<S> {
    source: S,
    entries: Vec<Entry>,
    by_name: HashMap<Box<str>, usize>,
    kind: Kind,
}

impl<S: Source> Archive<S> {
    /// Opens a file and checks all of its framing (`container-…`); memory follows the number of entries, which is limited.
    ///
    /// # Errors
    /// The first departure from the profile, or the source cannot be read.
    pub fn open(source: S) -> Result<Self, Fault> {
        let entries = directory::read(&source)?;
        let kind = kind(&entries)?;
        check_table(&entries, kind)?;
        let by_name = entries.iter().enumerate().map(|(at, entry)| (entry.name.clone(), at)).collect();
        let archive = Self { source, entries, by_name, kind };
        let first = &archive.entries[0];
        if archive.read_whole(first, MIMETYPE.len() as u64, Code::ContainerMimetype)? != MIMETYPE {
            return Err(first.fault(Code::ContainerMimetype, first.data, "the content is not the media type"));
        }
        Ok(archive)
    }

    /// A bundle or a share.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// All entries, in file order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of this name.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.by_name.get(name).map(|&at| &self.entries[at])
    }

    /// The source the file was opened from.
    pub fn source(&self) -> &S {
        &self.source
    }

    /// The bytes of `head.sdjwt`, at most [`HEAD_BYTES`].
    ///
    /// # Errors
    /// As [`Archive::reader`].
    pub fn head(&self) -> Result<Vec<u8>, Fault> {
        self.read_small("head.sdjwt", HEAD_BYTES)
    }

    /// The bytes of `share.json`, at most [`SHARE_BYTES`].
    ///
    /// # Errors
    /// As [`Archive::reader`]; a bundle has none.
    pub fn share(&self) -> Result<Vec<u8>, Fault> {
        self.read_small("share.json", SHARE_BYTES)
    }

    /// The 32 bytes of `secret.bin`.
    ///
    /// # Errors
    /// As [`Archive::reader`]; a share has none.
    pub fn secret(&self) -> Result<[u8; 32], Fault> {
        let bytes = self.read_small("secret.bin", SECRET_BYTES)?;
        bytes.try_into().map_err(|_| missing("secret.bin"))
    }

    /// The whole content of an entry, if it is at most `limit` bytes long.
    ///
    /// # Errors
    /// As [`Archive::reader`]; `container-entry-size` beyond `limit`.
    pub fn read_small(&self, name: &str, limit: u64) -> Result<Vec<u8>, Fault> {
        let entry = self.entry(name).ok_or_else(|| missing(name))?;
        self.read_whole(entry, limit, Code::ContainerEntrySize)
    }

    /// Reads an entry piece by piece, checking it on the way.
    ///
    /// # Errors
    /// `container-file-set`: there is no such entry.
    pub fn reader(&self, name: &str) -> Result<EntryReader<'_>, Fault> {
        let entry = self.entry(name).ok_or_else(|| missing(name))?;
        Ok(EntryReader::new(&self.source, entry))
    }

    /// Reads the rows of an entry one by one.
    ///
    /// # Errors
    /// `container-file-set`: there is no such entry.
    pub fn rows(&self, name: &str) -> Result<RowReader<'_>, Fault> {
        self.reader(name).map(RowReader::new)
    }

    /// Some bytes of a stored entry; `None` where they are not all within it. Neither size nor CRC of the entry is
    /// checked here: read it once as a whole.
    ///
    /// # Errors
    /// `container-file-set`: there is no such entry, or it is deflated.
    pub fn section(&self, name: &str, offset: u64, len: u64) -> Result<Option<Section<'_>>, Fault> {
        let entry = self.entry(name).filter(|entry| entry.method == Method::Stored);
        let entry = entry.ok_or_else(|| missing(name))?;
        let within = offset.checked_add(len).is_some_and(|end| end <= entry.inflated);
        Ok(within.then(|| Section::new(&self.source, entry.data + offset, len)))
    }

    /// An entry and its bytes as they are in the file.
    pub(super) fn compressed(&self, name: &str) -> Result<(&Entry, Section<'_>), Fault> {
        let entry = self.entry(name).ok_or_else(|| missing(name))?;
        Ok((entry, Section::new(&self.source, entry.data, entry.compressed)))
    }

    /// Inflates every entry and checks sizes, stream ends and CRCs, keeping nothing.
    ///
    /// Run before the head is looked at, it makes the container the stage of every fault of the container, whatever else
    /// is wrong with the file.
    ///
    /// # Errors
    /// The first departure, in file order.
    pub fn check_contents(&self) -> Result<(), Fault> {
        let mut sink = vec![0; 64 << 10];
        for entry in &self.entries {
            let mut reader = EntryReader::new(&self.source, entry);
            while reader.read(&mut sink)? > 0 {}
        }
        Ok(())
    }

    /// Holds the entries against the ones that the disclosed parts and attachments call for, given as ids in the order of
    /// their disclosures (`container-file-set`, `container-entry-order`).
    ///
    /// # Errors
    /// An entry too many, one missing, or the right ones in another order.
    pub fn check_file_set<'a>(
        &self,
        parts: impl IntoIterator<Item = &'a str>,
        attachments: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Fault> {
        let mut expected = vec![EntryName::Mimetype, EntryName::Head];
        expected.push(match self.kind {
            Kind::Bundle => EntryName::Secret,
            Kind::Share => EntryName::Share,
        });
        for id in parts {
            expected.push(EntryName::Rows(id));
            if self.kind == Kind::Share {
                expected.extend([EntryName::Seeds(id), EntryName::Nodes(id)]);
            }
        }
        expected.extend(attachments.into_iter().map(EntryName::Attachment));
        let mut found = vec![false; self.entries.len()];
        let mut in_order = true;
        for (place, name) in expected.iter().enumerate() {
            let name = name.to_string();
            let Some(&at) = self.by_name.get(&*name) else { return Err(missing(&name)) };
            found[at] = true;
            in_order &= at == place;
        }
        if let Some(extra) = found.iter().position(|found| !found) {
            let entry = &self.entries[extra];
            return Err(entry.fault(
                Code::ContainerFileSet,
                entry.header,
                "the head discloses nothing that calls for this entry",
            ));
        }
        if !in_order {
            let entry = expected.iter().zip(&self.entries).find(|(name, entry)| *name.to_string() != *entry.name);
            let entry = entry.map_or(&self.entries[0], |(_, entry)| entry);
            return Err(entry.fault(
                Code::ContainerEntryOrder,
                entry.header,
                "the entry is not at the place that the order of the disclosures gives it",
            ));
        }
        Ok(())
    }

    fn read_whole(&self, entry: &Entry, limit: u64, code: Code) -> Result<Vec<u8>, Fault> {
        if entry.inflated > limit {
            return Err(entry.fault(code, entry.header, format!("{} bytes, more than {limit}", entry.inflated)));
        }
        let mut reader = EntryReader::new(&self.source, entry);
        let mut content = Vec::new();
        let mut piece = vec![0; usize::try_from(entry.inflated.clamp(1, 64 << 10)).unwrap_or(1)];
        loop {
            match reader.read(&mut piece)? {
                0 => return Ok(content),
                read => content.extend_from_slice(&piece[..read]),
            }
        }
    }
}

fn missing(name: &str) -> Fault {
    Fault::new(Code::ContainerFileSet, Location::entry(name), "the entry is missing")
}

/// Tells bundle from share (`container-kind`), and that the file is either (`container-mimetype`).
fn kind(entries: &[Entry]) -> Result<Kind, Fault> {
    let first = &entries[0];
    if EntryName::parse(&first.name) != Some(EntryName::Mimetype) || first.method != Method::Stored {
        return Err(first.fault(Code::ContainerMimetype, first.header, "the first entry is not a stored `mimetype`"));
    }
    let has = |name| entries.iter().any(|entry| EntryName::parse(&entry.name) == Some(name));
    match (has(EntryName::Secret), has(EntryName::Share)) {
        (true, false) => Ok(Kind::Bundle),
        (false, true) => Ok(Kind::Share),
        (true, true) => Err(Fault::new(
            Code::ContainerKind,
            Location::entry("secret.bin"),
            "the file holds both `secret.bin` and `share.json`",
        )
        .with_help("a share with the secret of its bundle gives away all that it withholds: delete it")),
        (false, false) => Err(Fault::new(
            Code::ContainerKind,
            Location::whole(),
            "the file holds neither `secret.bin` nor `share.json`",
        )),
    }
}

/// Names, order, methods and sizes that the table of entries gives for this kind of file.
fn check_table(entries: &[Entry], kind: Kind) -> Result<(), Fault> {
    let mut place = 0;
    for entry in entries {
        let fail = |code: Code, message: &str| Err(entry.fault(code, entry.header, message));
        let Some(name) = EntryName::parse(&entry.name) else {
            return fail(Code::ContainerFileSet, "no bundle and no share has an entry of this name");
        };
        if kind == Kind::Bundle && matches!(name, EntryName::Seeds(_) | EntryName::Nodes(_)) {
            return fail(Code::ContainerFileSet, "a bundle has no proof streams");
        }
        if name.place() < place {
            return fail(Code::ContainerEntryOrder, "the entry stands behind entries that come after it in the table");
        }
        place = name.place();
        if entry.method == Method::Deflated && !name.may_deflate() {
            return fail(Code::ContainerStored, "only parts and attachments may be deflated");
        }
        match name {
            EntryName::Secret if entry.inflated != SECRET_BYTES => {
                return fail(Code::ContainerSecretLength, "the secret is not 32 bytes long");
            }
            EntryName::Head if entry.inflated > HEAD_BYTES => {
                return fail(Code::ContainerEntrySize, "the head is larger than 32 MiB");
            }
            EntryName::Share if entry.inflated > SHARE_BYTES => {
                return fail(Code::ContainerEntrySize, "`share.json` is larger than 64 MiB");
            }
            _ => {}
        }
    }
    if !entries.iter().any(|entry| EntryName::parse(&entry.name) == Some(EntryName::Head)) {
        return Err(missing("head.sdjwt"));
    }
    Ok(())
}
