//! The content of one entry, inflated within bounds and checked to its last byte.

use std::io::{self, Read};

use flate2::{Decompress, FlushDecompress, Status};
use pannier_report::Code;

use super::directory::{Entry, Method};
use crate::{fault::Fault, source::Source};

/// Compressed bytes read at once.
const PIECE: usize = 32 << 10;

/// Reads the content of an entry. The last call (the one that says 0) has checked the size, the end of the deflate
/// stream and the CRC; bytes read before it are bytes of a container that may still turn out wrong.
pub struct EntryReader<'a> {
    source: &'a dyn Source,
    entry: &'a Entry,
    /// Compressed bytes taken from the source.
    taken: u64,
    produced: u64,
    crc: crc32fast::Hasher,
    inflate: Option<Inflate>,
    finished: bool,
}

struct Inflate {
    stream: Decompress,
    held: Vec<u8>,
    from: usize,
    ended: bool,
}

impl std::fmt::Debug for EntryReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EntryReader").field("entry", &self.entry.name).field("produced", &self.produced).finish()
    }
}

impl<'a> EntryReader<'a> {
    pub(super) fn new(source: &'a dyn Source, entry: &'a Entry) -> Self {
        let inflate = (entry.method == Method::Deflated).then(|| Inflate {
            stream: Decompress::new(false),
            held: Vec::new(),
            from: 0,
            ended: false,
        });
        Self { source, entry, taken: 0, produced: 0, crc: crc32fast::Hasher::new(), inflate, finished: false }
    }

    /// The entry that is read.
    pub fn entry(&self) -> &'a Entry {
        self.entry
    }

    /// Reads some bytes into `out` and says how many; 0 only at the end of an entry that is right to its last byte, or for
    /// an empty `out`.
    ///
    /// # Errors
    /// `container-deflate-exact`, `container-crc`, or the source cannot be read.
    pub fn read(&mut self, out: &mut [u8]) -> Result<usize, Fault> {
        if self.finished || out.is_empty() {
            return Ok(0);
        }
        let read = if self.inflate.is_some() { self.inflate(out)? } else { self.copy(out)? };
        self.crc.update(&out[..read]);
        self.produced += read as u64;
        if read == 0 {
            self.finish()?;
        }
        Ok(read)
    }

    fn copy(&mut self, out: &mut [u8]) -> Result<usize, Fault> {
        let want = clamp(out.len(), self.entry.compressed - self.taken);
        self.source.read_exact_at(self.entry.data + self.taken, &mut out[..want])?;
        self.taken += want as u64;
        Ok(want)
    }

    fn inflate(&mut self, out: &mut [u8]) -> Result<usize, Fault> {
        let fail =
            |entry: &Entry, byte: u64, message: &str| Err(entry.fault(Code::ContainerDeflateExact, byte, message));
        let Some(inflate) = &mut self.inflate else { return Ok(0) };
        // One byte more than declared is never produced, however much is asked for.
        let room = clamp(out.len(), self.entry.inflated - self.produced);
        let mut overflow = [0];
        while !inflate.ended {
            if inflate.from == inflate.held.len() {
                let want = clamp(PIECE, self.entry.compressed - self.taken);
                inflate.held.resize(want, 0);
                inflate.from = 0;
                self.source.read_exact_at(self.entry.data + self.taken, &mut inflate.held)?;
                self.taken += want as u64;
            }
            let (read_before, made_before) = (inflate.stream.total_in(), inflate.stream.total_out());
            let target = if room == 0 { &mut overflow[..] } else { &mut out[..room] };
            let status = inflate.stream.decompress(&inflate.held[inflate.from..], target, FlushDecompress::None);
            let read = usize::try_from(inflate.stream.total_in() - read_before).unwrap_or(usize::MAX);
            let made = usize::try_from(inflate.stream.total_out() - made_before).unwrap_or(usize::MAX);
            inflate.from = inflate.from.saturating_add(read).min(inflate.held.len());
            let byte = self.entry.data + inflate.stream.total_in();
            match status {
                Ok(Status::StreamEnd) => inflate.ended = true,
                Ok(_) if read == 0 && made == 0 => {
                    return fail(self.entry, byte, "the deflate stream does not end");
                }
                Ok(_) => {}
                Err(_) => return fail(self.entry, byte, "the deflate stream is malformed"),
            }
            if room == 0 && made > 0 {
                return fail(self.entry, byte, "the deflate stream inflates to more than the declared size");
            }
            if made > 0 {
                return Ok(made);
            }
        }
        Ok(0)
    }

    fn finish(&mut self) -> Result<(), Fault> {
        let entry = self.entry;
        if let Some(inflate) = &self.inflate {
            let used = inflate.stream.total_in();
            if used != entry.compressed {
                return Err(entry.fault(
                    Code::ContainerDeflateExact,
                    entry.data + used,
                    format!("{} bytes follow the end of the deflate stream", entry.compressed - used),
                ));
            }
            if self.produced != entry.inflated {
                return Err(entry.fault(
                    Code::ContainerDeflateExact,
                    entry.header,
                    format!("the entry inflates to {} bytes, {} are declared", self.produced, entry.inflated),
                ));
            }
        }
        if self.crc.clone().finalize() != entry.crc {
            let fault =
                entry.fault(Code::ContainerCrc, entry.header, "the CRC-32 of the content is not the declared one");
            return Err(fault.with_help("the file was damaged on its way or changed: get it again from where it came"));
        }
        self.finished = true;
        Ok(())
    }
}

/// For callers that want `std::io`; a finding inside the error comes back with [`Fault::from`].
impl Read for EntryReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        EntryReader::read(self, out).map_err(io::Error::from)
    }
}

/// A range of the bytes of a stored entry.
pub struct Section<'a> {
    source: &'a dyn Source,
    at: u64,
    left: u64,
    held: Vec<u8>,
    from: usize,
}

impl std::fmt::Debug for Section<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Section").field("at", &self.at).field("left", &self.left).finish_non_exhaustive()
    }
}

impl<'a> Section<'a> {
    /// Small, because a part in the field view reads two sections for each of up to 64 groups at once.
    const PIECE: usize = 8 << 10;

    pub(super) fn new(source: &'a dyn Source, at: u64, len: u64) -> Self {
        Self { source, at, left: len, held: Vec::new(), from: 0 }
    }
}

impl Read for Section<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.from == self.held.len() {
            let want = clamp(Self::PIECE, self.left);
            self.held.resize(want, 0);
            self.from = 0;
            self.source.read_exact_at(self.at, &mut self.held)?;
            self.at += want as u64;
            self.left -= want as u64;
        }
        let rest = &self.held[self.from..];
        let read = rest.len().min(out.len());
        out[..read].copy_from_slice(&rest[..read]);
        self.from += read;
        Ok(read)
    }
}

fn clamp(room: usize, left: u64) -> usize {
    usize::try_from(left).map_or(room, |left| left.min(room))
}
