//! End record, central directory and local headers, read as bytes and held to the profile.

use std::collections::HashSet;

use pannier_report::{Code, Location};

use super::name::{escaped, is_well_formed};
use crate::{
    fault::Fault,
    limits::{ENTRIES, FILE_BYTES, INFLATED_BYTES, NAME_BYTES, RATIO},
    source::Source,
};

const END_SIGNATURE: &[u8] = b"PK\x05\x06";
const RECORD_SIGNATURE: &[u8] = b"PK\x01\x02";
const LOCAL_SIGNATURE: &[u8] = b"PK\x03\x04";
const END: usize = 22;
const RECORD: usize = 46;
const LOCAL: usize = 30;

/// How the bytes of an entry are stored. Complete: the profile has no third method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// As they are (method 0).
    Stored,
    /// As a raw deflate stream, RFC 1951 (method 8).
    Deflated,
}

/// One entry, as both of its headers describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub(super) name: Box<str>,
    pub(super) method: Method,
    pub(super) crc: u32,
    pub(super) compressed: u64,
    pub(super) inflated: u64,
    pub(super) header: u64,
    pub(super) data: u64,
    /// Version needed, time and date: part of both headers, of no use to anybody.
    pub(super) stamp: [u16; 3],
}

impl Entry {
    /// The name, for instance `parts/k3.ndjson`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is deflated.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The declared size of the content in bytes; true only once the entry has been read to its end.
    pub fn size(&self) -> u64 {
        self.inflated
    }

    /// Bytes the content takes in the file.
    pub fn compressed_size(&self) -> u64 {
        self.compressed
    }

    /// The declared CRC-32 of the content; true only once the entry has been read to its end.
    pub fn crc(&self) -> u32 {
        self.crc
    }

    /// A fault of this entry at a byte of the file.
    pub(super) fn fault(&self, code: Code, byte: u64, message: impl Into<String>) -> Fault {
        Fault::new(code, Location::entry(&*self.name).at_byte(byte), message)
    }
}

/// Reads the directory of a whole file: every entry in order, contiguous, agreeing with its local header.
///
/// # Errors
/// The first departure from the profile.
pub(super) fn read(source: &dyn Source) -> Result<Vec<Entry>, Fault> {
    let end = End::read(source)?;
    let mut bytes = Records { source, at: end.directory, end: end.directory + end.size, buf: Vec::new(), from: 0 };
    let mut entries = Vec::new();
    let mut next_header = 0;
    let mut inflated: u64 = 0;
    for _ in 0..end.count {
        let record = Record::read(&mut bytes)?;
        let entry = record.check(next_header, end.directory)?;
        next_header = entry.data + entry.compressed;
        inflated = inflated.saturating_add(entry.inflated);
        if inflated > INFLATED_BYTES {
            return Err(entry.fault(
                Code::ContainerInflatedSize,
                record.at,
                format!("the entries up to this one inflate to more than {INFLATED_BYTES} bytes"),
            ));
        }
        entries.push(entry);
    }
    if bytes.at != bytes.end {
        return Err(file(
            Code::ContainerDirectoryExact,
            bytes.at,
            format!("{} bytes follow the last of {} directory records", bytes.end - bytes.at, end.count),
        ));
    }
    if next_header != end.directory {
        return Err(file(
            Code::ContainerEntriesContiguous,
            next_header,
            "bytes that belong to no entry stand before the central directory",
        ));
    }
    unique(&entries)?;
    for entry in &entries {
        agree(source, entry)?;
    }
    Ok(entries)
}

fn file(code: Code, byte: u64, message: impl Into<String>) -> Fault {
    Fault::new(code, Location::whole().at_byte(byte), message)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// The end-of-central-directory record.
struct End {
    count: usize,
    size: u64,
    directory: u64,
}

impl End {
    fn read(source: &dyn Source) -> Result<Self, Fault> {
        let len = source.len();
        if !(END as u64..=FILE_BYTES).contains(&len) {
            return Err(Fault::new(
                Code::ContainerFileSize,
                Location::whole(),
                format!("the file has {len} bytes; at least {END} and at most {FILE_BYTES} are allowed"),
            ));
        }
        let at = len - END as u64;
        let mut end = [0; END];
        source.read_exact_at(at, &mut end)?;
        let fail = |message: &str| -> Result<Self, Fault> { Err(file(Code::ContainerEndRecord, at, message)) };
        if !end.starts_with(END_SIGNATURE) {
            return fail("the last 22 bytes are not an end-of-central-directory record").map_err(|fault| {
                fault.with_help("the file was cut off, something was appended to it, or it is not a bundle")
            });
        }
        if u16_at(&end, 20) != 0 {
            return fail("the end record announces a comment");
        }
        if u16_at(&end, 4) != 0 || u16_at(&end, 6) != 0 {
            return fail("the end record names a disk other than 0");
        }
        let count = u16_at(&end, 10);
        if u16_at(&end, 8) != count {
            return fail("the two entry counts of the end record differ");
        }
        if count == 0 || usize::from(count) > ENTRIES {
            return Err(file(
                Code::ContainerEntryCount,
                at,
                format!("{count} entries are declared; at least 1 and at most {ENTRIES} are allowed"),
            ));
        }
        let (size, directory) = (u64::from(u32_at(&end, 12)), u64::from(u32_at(&end, 16)));
        if directory + size != at {
            return Err(file(
                Code::ContainerDirectoryExact,
                at,
                "the central directory does not end where the end record begins",
            ));
        }
        Ok(Self { count: count.into(), size, directory })
    }
}

/// The bytes of the central directory, read forward in pieces, so that memory follows what is there and not what is
/// declared.
struct Records<'a> {
    source: &'a dyn Source,
    at: u64,
    end: u64,
    buf: Vec<u8>,
    from: usize,
}

impl Records<'_> {
    const PIECE: u64 = 32 << 10;

    /// The next `len` bytes, if the directory has them.
    fn take(&mut self, len: usize) -> Result<Option<&[u8]>, Fault> {
        if self.buf.len() - self.from < len {
            let held = self.buf.len() - self.from;
            let unread_at = self.at + held as u64;
            let more = usize::try_from((self.end - unread_at).min(Self::PIECE)).unwrap_or(0);
            if held + more < len {
                return Ok(None);
            }
            self.buf.drain(..self.from);
            self.from = 0;
            self.buf.resize(held + more, 0);
            self.source.read_exact_at(unread_at, &mut self.buf[held..])?;
        }
        let taken = self.from..self.from + len;
        self.from += len;
        self.at += len as u64;
        Ok(Some(&self.buf[taken]))
    }
}

/// One record of the central directory.
struct Record {
    at: u64,
    fixed: [u8; RECORD],
    name: Vec<u8>,
}

impl Record {
    fn read(bytes: &mut Records<'_>) -> Result<Self, Fault> {
        let at = bytes.at;
        let short = || file(Code::ContainerDirectoryExact, at, "the central directory ends within a record");
        let fixed: [u8; RECORD] = bytes.take(RECORD)?.and_then(|record| record.try_into().ok()).ok_or_else(short)?;
        if !fixed.starts_with(RECORD_SIGNATURE) {
            return Err(file(Code::ContainerDirectoryExact, at, "no directory record begins here"));
        }
        let length = usize::from(u16_at(&fixed, 28));
        let name = bytes.take(length.min(NAME_BYTES))?.ok_or_else(short)?.to_vec();
        if length > NAME_BYTES {
            return Err(Fault::new(
                Code::ContainerNameForm,
                Location::entry(escaped(&name)).at_byte(at),
                format!("the name is {length} bytes long, more than {NAME_BYTES}"),
            ));
        }
        if u16_at(&fixed, 30) != 0 || u16_at(&fixed, 32) != 0 {
            return Err(Fault::new(
                Code::ContainerNoExtra,
                Location::entry(escaped(&name)).at_byte(at),
                "the directory record has an extra field or a comment",
            ));
        }
        Ok(Self { at, fixed, name })
    }

    /// Checks all that one record says by itself and against its place.
    fn check(&self, header: u64, directory: u64) -> Result<Entry, Fault> {
        let fail = |code: Code, message: String| {
            Err(Fault::new(code, Location::entry(escaped(&self.name)).at_byte(self.at), message))
        };
        let name = match std::str::from_utf8(&self.name) {
            Ok(name) if is_well_formed(&self.name) => name,
            _ => return fail(Code::ContainerNameForm, "the name does not have the form of an entry name".into()),
        };
        let fixed = &self.fixed;
        let flags = u16_at(fixed, 8);
        if flags != 0 {
            return fail(Code::ContainerFlagsZero, format!("the flags are {flags:#06x}, not 0"));
        }
        let method = match u16_at(fixed, 10) {
            0 => Method::Stored,
            8 => Method::Deflated,
            other => return fail(Code::ContainerMethod, format!("the method is {other}, not 0 or 8")),
        };
        if let Some(what) = unusual(fixed) {
            return fail(Code::ContainerAttributes, what.into());
        }
        if !is_real_time(u16_at(fixed, 12), u16_at(fixed, 14)) {
            return fail(Code::ContainerTimeReal, "the modification time is on no calendar".into());
        }
        let (crc, compressed, inflated) =
            (u32_at(fixed, 16), u64::from(u32_at(fixed, 20)), u64::from(u32_at(fixed, 24)));
        if method == Method::Stored && compressed != inflated {
            return fail(
                Code::ContainerStoredSize,
                format!("the entry is stored, yet its sizes are {compressed} and {inflated}"),
            );
        }
        if inflated > compressed.saturating_mul(RATIO) {
            return fail(
                Code::ContainerRatio,
                format!("{compressed} bytes declare to inflate to {inflated}, more than {RATIO} times as many"),
            );
        }
        let declared = u64::from(u32_at(fixed, 42));
        if declared != header {
            return fail(
                Code::ContainerEntriesContiguous,
                format!("the local header is declared at byte {declared}; the entry before it ends at byte {header}"),
            );
        }
        let data = header + LOCAL as u64 + self.name.len() as u64;
        if data + compressed > directory {
            return fail(Code::ContainerEntriesContiguous, "the entry reaches into the central directory".into());
        }
        let stamp = [u16_at(fixed, 6), u16_at(fixed, 12), u16_at(fixed, 14)];
        Ok(Entry { name: name.into(), method, crc, compressed, inflated, header, data, stamp })
    }
}

/// What is wrong with the fields that other tools turn into kinds and permissions of files.
fn unusual(record: &[u8; RECORD]) -> Option<&'static str> {
    const TYPE: u32 = 0o170_000;
    const REGULAR: u32 = 0o100_000;
    const SPECIAL: u32 = 0o7000;
    const VOLUME_OR_FOLDER: u32 = 0x18;
    let external = u32_at(record, 38);
    let mode = external >> 16;
    if !matches!(record[5], 0 | 3) {
        Some("the entry was made by a system other than 0 or 3")
    } else if !matches!(u16_at(record, 6), 10 | 20) {
        Some("the entry needs a version other than 10 or 20")
    } else if u16_at(record, 34) != 0 {
        Some("the entry starts on a disk other than 0")
    } else if u16_at(record, 36) > 1 {
        Some("the internal attributes have unknown bits")
    } else if !matches!(mode & TYPE, 0 | REGULAR) || mode & SPECIAL != 0 || external & VOLUME_OR_FOLDER != 0 {
        Some("the entry is not a regular file")
    } else {
        None
    }
}

fn is_real_time(time: u16, date: u16) -> bool {
    let (hour, minute, two_seconds) = (time >> 11, (time >> 5) & 63, time & 31);
    let (month, day) = ((date >> 5) & 15, date & 31);
    hour < 24 && minute < 60 && two_seconds < 30 && (1..=12).contains(&month) && day >= 1
}

/// No name twice, and none that would be a folder of another.
fn unique(entries: &[Entry]) -> Result<(), Fault> {
    let mut names = HashSet::with_capacity(entries.len());
    for entry in entries {
        if !names.insert(&*entry.name) {
            return Err(entry.fault(Code::ContainerNamesUnique, entry.header, "another entry has the same name"));
        }
    }
    for entry in entries {
        if let Some((folder, _)) = entry.name.split_once('/')
            && names.contains(folder)
        {
            return Err(entry.fault(
                Code::ContainerNamesUnique,
                entry.header,
                "its folder is the name of another entry",
            ));
        }
    }
    Ok(())
}

/// The local header says what the directory says.
fn agree(source: &dyn Source, entry: &Entry) -> Result<(), Fault> {
    let mut held = [0; LOCAL + NAME_BYTES];
    let local = &mut held[..LOCAL + entry.name.len()];
    source.read_exact_at(entry.header, local)?;
    if !local.starts_with(LOCAL_SIGNATURE) {
        return Err(entry.fault(Code::ContainerEntriesContiguous, entry.header, "no local header begins here"));
    }
    if u16_at(local, 28) != 0 {
        return Err(entry.fault(Code::ContainerNoExtra, entry.header, "the local header has an extra field"));
    }
    let differs = |what: &str| {
        Err(entry.fault(
            Code::ContainerHeadersAgree,
            entry.header,
            format!("the local header and the central directory differ in {what}"),
        ))
    };
    let method = match entry.method {
        Method::Stored => 0,
        Method::Deflated => 8,
    };
    let same = [
        ("version needed", u16_at(local, 4) == entry.stamp[0]),
        ("time", u16_at(local, 10) == entry.stamp[1]),
        ("date", u16_at(local, 12) == entry.stamp[2]),
        ("flags", u16_at(local, 6) == 0),
        ("method", u16_at(local, 8) == method),
        ("CRC-32", u32_at(local, 14) == entry.crc),
        ("compressed size", u64::from(u32_at(local, 18)) == entry.compressed),
        ("inflated size", u64::from(u32_at(local, 22)) == entry.inflated),
        ("name length", usize::from(u16_at(local, 26)) == entry.name.len()),
        ("name", local[LOCAL..] == *entry.name.as_bytes()),
    ];
    if let Some((what, _)) = same.iter().find(|(_, same)| !same) {
        return differs(what);
    }
    Ok(())
}
