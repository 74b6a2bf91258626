//! Writes files inside the profile, entry by entry in the order of the table.

use std::io::{self, Read, Seek, SeekFrom, Write};

use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{
    Kind,
    name::{EntryName, MIMETYPE, is_id},
    out::Out,
};
use crate::{
    limits::{ENTRIES, FILE_BYTES, HEAD_BYTES, INFLATED_BYTES, RATIO, SHARE_BYTES},
    scratch::{Scratch, ScratchFile},
};

/// The deflate level of parts and attachments: 4 deflates rows 8.3 to 1 at 305 MB/s, where 1 gives 5.5 at 540 and 6 gives
/// 8.7 at 125 (`benches/README.md`).
pub const DEFLATE_LEVEL: i64 = 4;
/// The level of rows that a share shows in part: a holder waits for them, and 3 saves a fifth of the time for a twentieth of the size.
pub const SHARE_DEFLATE_LEVEL: i64 = 3;

/// Bytes of the headers of one entry, its name (in both) left aside.
const HEADERS: u64 = 30 + 46;
const END_RECORD: u64 = 22;

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The output or the temporary space failed.
    #[error("cannot write: {0}")]
    Io(#[from] io::Error),
    /// The `zip` crate refused.
    #[error("cannot write the archive: {0}")]
    Zip(#[source] zip::result::ZipError),
    /// An entry does not follow the ones written before it, or stands in the other kind of file.
    #[error("{0} cannot be written here")]
    Order(String),
    /// An id of a part or attachment is not in the form of ids.
    #[error("an id is not in the form of ids")]
    Id,
    /// A limit of the format would be passed.
    #[error("{what} would pass the limit of {limit}")]
    Limit {
        /// What is too large.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
}

impl From<zip::result::ZipError> for WriteError {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => Self::Io(error),
            other => Self::Zip(other),
        }
    }
}

/// The constants of a written entry (`container-write-canonical`): host 3, time 0 on 1980-01-01, mode 0100644.
fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(method)
        .compression_level((method == CompressionMethod::Deflated).then_some(DEFLATE_LEVEL))
        .last_modified_time(DateTime::DEFAULT)
        .system(System::Unix)
        .unix_permissions(0o644)
}

/// The content of one entry, compressed aside: parts are made on any core, then copied into the file one after the other.
pub struct Prepared {
    archive: ZipArchive<Box<dyn ScratchFile>>,
    size: u64,
    compressed: u64,
    crc: u32,
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prepared")
            .field("size", &self.size)
            .field("compressed", &self.compressed)
            .finish_non_exhaustive()
    }
}

impl Prepared {
    /// Deflates all that `content` gives.
    ///
    /// # Errors
    /// As [`Spool::finish`], and reading.
    pub fn from_reader(mut content: impl Read, scratch: &dyn Scratch) -> Result<Self, WriteError> {
        let mut spool = Spool::new(scratch)?;
        io::copy(&mut content, &mut spool)?;
        spool.finish()
    }

    /// Bytes of the content.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Bytes it takes in the file.
    pub fn compressed_size(&self) -> u64 {
        self.compressed
    }

    /// CRC-32 of the content.
    pub(crate) fn crc(&self) -> u32 {
        self.crc
    }

    fn one_entry(archive: ZipWriter<Out<Box<dyn ScratchFile>>>) -> Result<Self, WriteError> {
        Self::read(archive.finish()?.whole()?)
    }

    /// From an archive of one entry.
    pub(super) fn read(mut file: Box<dyn ScratchFile>) -> Result<Self, WriteError> {
        file.seek(SeekFrom::Start(0))?;
        let mut archive = ZipArchive::new(file)?;
        let (size, compressed, crc) = {
            let entry = archive.by_index_raw(0)?;
            (entry.size(), entry.compressed_size(), entry.crc32())
        };
        Ok(Self { archive, size, compressed, crc })
    }
}

/// Takes the content of one entry and deflates it into temporary space.
pub struct Spool<'a> {
    scratch: &'a dyn Scratch,
    archive: ZipWriter<Out<Box<dyn ScratchFile>>>,
    size: u64,
}

impl std::fmt::Debug for Spool<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spool").field("size", &self.size).finish_non_exhaustive()
    }
}

impl<'a> Spool<'a> {
    /// An empty content.
    ///
    /// # Errors
    /// There is no temporary space.
    pub fn new(scratch: &'a dyn Scratch) -> Result<Self, WriteError> {
        Self::with_options(scratch, options(CompressionMethod::Deflated))
    }

    /// An empty content, deflated at this level.
    ///
    /// # Errors
    /// There is no temporary space.
    pub fn at_level(scratch: &'a dyn Scratch, level: i64) -> Result<Self, WriteError> {
        Self::with_options(scratch, options(CompressionMethod::Deflated).compression_level(Some(level)))
    }

    fn with_options(scratch: &'a dyn Scratch, options: SimpleFileOptions) -> Result<Self, WriteError> {
        let mut archive = ZipWriter::new(Out::new(scratch.file()?));
        archive.start_file("spool", options)?;
        Ok(Self { scratch, archive, size: 0 })
    }

    /// The content, ready to be copied into a file. What deflates better than 200 to 1 is kept as it is, because readers
    /// refuse such entries (`container-ratio`) and an honest month of zeros is one.
    ///
    /// # Errors
    /// The temporary space failed.
    pub fn finish(self) -> Result<Prepared, WriteError> {
        let mut deflated = Prepared::one_entry(self.archive)?;
        if deflated.size <= deflated.compressed.saturating_mul(RATIO) {
            return Ok(deflated);
        }
        let mut stored = Self::with_options(self.scratch, options(CompressionMethod::Stored))?;
        io::copy(&mut deflated.archive.by_index(0)?, &mut stored)?;
        Prepared::one_entry(stored.archive)
    }
}

impl Write for Spool<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = usize::try_from(INFLATED_BYTES - self.size).unwrap_or(usize::MAX);
        if bytes.len() > left {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "an entry would inflate to 4 GiB or more"));
        }
        let written = self.archive.write(bytes)?;
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        // Nothing is gained by flushing temporary space, and a deflate stream would grow at each flush.
        Ok(())
    }
}

/// Writes a bundle or a share.
///
/// Entries go in the order of the table: [`Writer::new`] writes `mimetype`; then [`Writer::head`]; then
/// [`Writer::secret`] or [`Writer::share`]; then parts (in a share each with its [`Writer::streams`]) in the order of
/// their disclosures; then attachments; then [`Writer::finish`].
pub struct Writer<W: Write + Seek> {
    archive: ZipWriter<Out<W>>,
    kind: Kind,
    last: Place,
    entries: usize,
    file_bytes: u64,
    inflated: u64,
}

/// What was written last.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Mimetype,
    Head,
    Secret,
    Part(String),
    Streams,
    Attachment,
}

impl<W: Write + Seek> std::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("kind", &self.kind).field("last", &self.last).finish_non_exhaustive()
    }
}

impl<W: Write + Seek> Writer<W> {
    /// Begins a file of this kind at the start of `out`, which is empty.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn new(out: W, kind: Kind) -> Result<Self, WriteError> {
        let mut writer = Self {
            archive: ZipWriter::new(Out::new(out)),
            kind,
            last: Place::Mimetype,
            entries: 0,
            file_bytes: END_RECORD,
            inflated: 0,
        };
        writer.store(EntryName::Mimetype, MIMETYPE)?;
        Ok(writer)
    }

    /// Writes `head.sdjwt`.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn head(&mut self, head: &[u8]) -> Result<(), WriteError> {
        follow(EntryName::Head, self.last == Place::Mimetype)?;
        at_most("head.sdjwt", head, HEAD_BYTES)?;
        self.store(EntryName::Head, head)?;
        self.last = Place::Head;
        Ok(())
    }

    /// Writes `secret.bin` of a bundle.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn secret(&mut self, secret: &[u8; 32]) -> Result<(), WriteError> {
        follow(EntryName::Secret, self.last == Place::Head && self.kind == Kind::Bundle)?;
        self.store(EntryName::Secret, secret)?;
        self.last = Place::Secret;
        Ok(())
    }

    /// Writes `share.json` of a share.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn share(&mut self, share: &[u8]) -> Result<(), WriteError> {
        follow(EntryName::Share, self.last == Place::Head && self.kind == Kind::Share)?;
        at_most("share.json", share, SHARE_BYTES)?;
        self.store(EntryName::Share, share)?;
        self.last = Place::Secret;
        Ok(())
    }

    /// Writes the rows of a part.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn part(&mut self, id: &str, rows: Prepared) -> Result<(), WriteError> {
        let follows = match self.last {
            Place::Secret | Place::Streams => true,
            Place::Part(_) => self.kind == Kind::Bundle,
            _ => false,
        };
        follow(EntryName::Rows(id), follows)?;
        self.copy(EntryName::Rows(id), rows)?;
        self.last = Place::Part(id.to_owned());
        Ok(())
    }

    /// Writes the proof streams of the part just written.
    ///
    /// # Errors
    /// See [`WriteError`], and reading the streams.
    pub fn streams(&mut self, id: &str, seeds: impl Read, nodes: impl Read) -> Result<(), WriteError> {
        let follows = matches!(&self.last, Place::Part(part) if part == id) && self.kind == Kind::Share;
        follow(EntryName::Seeds(id), follows)?;
        self.store_from(EntryName::Seeds(id), seeds)?;
        self.store_from(EntryName::Nodes(id), nodes)?;
        self.last = Place::Streams;
        Ok(())
    }

    /// Writes an attachment.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn attachment(&mut self, id: &str, content: Prepared) -> Result<(), WriteError> {
        let follows = match self.last {
            Place::Secret | Place::Streams | Place::Attachment => true,
            Place::Part(_) => self.kind == Kind::Bundle,
            _ => false,
        };
        follow(EntryName::Attachment(id), follows)?;
        self.copy(EntryName::Attachment(id), content)?;
        self.last = Place::Attachment;
        Ok(())
    }

    /// Writes the directory and gives the output back, not flushed.
    ///
    /// # Errors
    /// [`WriteError::Order`] before `secret.bin` or `share.json`, or between a part of a share and its streams.
    pub fn finish(self) -> Result<W, WriteError> {
        let whole = match self.last {
            Place::Secret | Place::Streams | Place::Attachment => true,
            Place::Part(_) => self.kind == Kind::Bundle,
            _ => false,
        };
        if !whole {
            return Err(WriteError::Order("the directory".to_owned()));
        }
        Ok(self.archive.finish()?.whole()?)
    }

    /// Counts an entry before it is written.
    fn count(&mut self, name: &str, inflated: u64, compressed: u64) -> Result<(), WriteError> {
        self.entries += 1;
        self.inflated = self.inflated.saturating_add(inflated);
        self.file_bytes = self.file_bytes.saturating_add(HEADERS + 2 * name.len() as u64 + compressed);
        for (what, reached, limit) in [
            ("the number of entries", self.entries as u64, ENTRIES as u64),
            ("the sum of inflated sizes", self.inflated, INFLATED_BYTES),
            ("the size of the file", self.file_bytes, FILE_BYTES),
        ] {
            if reached > limit {
                return Err(WriteError::Limit { what, limit });
            }
        }
        Ok(())
    }

    fn store(&mut self, name: EntryName<'_>, content: &[u8]) -> Result<(), WriteError> {
        self.store_from(name, content)
    }

    fn store_from(&mut self, name: EntryName<'_>, content: impl Read) -> Result<(), WriteError> {
        let name = name.to_string();
        self.count(&name, 0, 0)?;
        self.archive.start_file(&name, options(CompressionMethod::Stored))?;
        let room = FILE_BYTES - self.file_bytes.max(self.inflated);
        let written = io::copy(&mut content.take(room + 1), &mut self.archive)?;
        if written > room {
            return Err(WriteError::Limit { what: "the size of the file", limit: FILE_BYTES });
        }
        self.file_bytes += written;
        self.inflated += written;
        Ok(())
    }

    fn copy(&mut self, name: EntryName<'_>, mut content: Prepared) -> Result<(), WriteError> {
        let name = name.to_string();
        self.count(&name, content.size, content.compressed)?;
        self.archive.raw_copy_file_rename(content.archive.by_index_raw(0)?, name)?;
        Ok(())
    }
}

fn follow(name: EntryName<'_>, follows: bool) -> Result<(), WriteError> {
    if let EntryName::Rows(id) | EntryName::Seeds(id) | EntryName::Attachment(id) = name
        && !is_id(id)
    {
        return Err(WriteError::Id);
    }
    if follows { Ok(()) } else { Err(WriteError::Order(name.to_string())) }
}

fn at_most(what: &'static str, content: &[u8], limit: u64) -> Result<(), WriteError> {
    if content.len() as u64 > limit { Err(WriteError::Limit { what, limit }) } else { Ok(()) }
}
