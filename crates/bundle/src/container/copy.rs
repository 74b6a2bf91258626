//! An entry taken from one file into another as it is, neither inflated nor deflated again.
//!
//! What is left of the file it comes from are its bytes, sizes and CRC: headers are written anew, because those of another
//! writer may be inside the profile and still not the ones of this one (`container-write-canonical`).

use std::io::{self, Read as _, Write as _};

use super::{
    Archive, Prepared, WriteError,
    directory::{Entry, Method},
};
use crate::{fault::Fault, scratch::Scratch, source::Source};

/// Of a name that is replaced when the entry is written into its file.
const NAME: &[u8] = b"copy";
/// Version needed, flags: none, and the date that stands for no date.
const VERSION: u16 = 20;
const DATE: u16 = 0x21;
/// A regular file with mode 0644, made on host 3.
const ATTRIBUTES: u32 = 0o100_644 << 16;

impl Prepared {
    /// The entry of this name. Nothing of it is checked: the file was verified before, and cannot have changed since where its
    /// source is [`Pinned`](crate::Pinned).
    ///
    /// # Errors
    /// There is no such entry, it cannot be read, or there is no temporary space.
    pub fn from_entry<S: Source>(archive: &Archive<S>, name: &str, scratch: &dyn Scratch) -> Result<Self, CopyError> {
        let (entry, mut bytes) = archive.compressed(name)?;
        let mut file = scratch.file().map_err(WriteError::from)?;
        let headers = Headers::of(entry)?;
        let mut write = || -> io::Result<()> {
            file.write_all(&headers.local)?;
            let copied = io::copy(&mut bytes.by_ref().take(entry.compressed), &mut file)?;
            if copied != entry.compressed {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            file.write_all(&headers.behind)
        };
        write().map_err(WriteError::from)?;
        Ok(Self::read(file)?)
    }
}

/// Why an entry was not copied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// The file it comes from cannot be read.
    #[error(transparent)]
    Source(#[from] Fault),
    /// The temporary space failed.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// The headers of an archive of one entry.
struct Headers {
    local: Vec<u8>,
    /// Directory and end record.
    behind: Vec<u8>,
}

impl Headers {
    fn of(entry: &Entry) -> Result<Self, WriteError> {
        // The profile has neither entries nor files of 4 GiB.
        let short = |size: u64| u32::try_from(size).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge));
        let (compressed, inflated) = (short(entry.compressed)?, short(entry.inflated)?);
        let method: u16 = match entry.method {
            Method::Stored => 0,
            Method::Deflated => 8,
        };
        let mut common = Vec::new();
        for half in [VERSION, 0, method, 0, DATE] {
            common.extend_from_slice(&half.to_le_bytes());
        }
        for word in [entry.crc, compressed, inflated] {
            common.extend_from_slice(&word.to_le_bytes());
        }
        common.extend_from_slice(&[u8::try_from(NAME.len()).unwrap_or(u8::MAX), 0, 0, 0]);
        let local = [b"PK\x03\x04", &*common, NAME].concat();
        let made_by = (3 << 8 | VERSION).to_le_bytes();
        // No comment, first disk, binary; the local header is at byte 0.
        let directory =
            [b"PK\x01\x02", &made_by[..], &common, &[0; 6], &ATTRIBUTES.to_le_bytes(), &[0; 4], NAME].concat();
        let (at, size) = (short(local.len() as u64 + entry.compressed)?, short(directory.len() as u64)?);
        let end =
            [b"PK\x05\x06".as_slice(), &[0, 0, 0, 0, 1, 0, 1, 0], &size.to_le_bytes(), &at.to_le_bytes(), &[0, 0]];
        Ok(Self { local, behind: [directory, end.concat()].concat() })
    }
}
