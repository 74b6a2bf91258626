//! Where the bytes of a file come from, and a guard that they stay what they were.

use std::{
    collections::VecDeque,
    io::{self, Read, Seek, SeekFrom},
    sync::{Arc, Mutex, OnceLock},
};

use pannier_crypto::digest::{Digest, sha256};

/// Bytes at known places: a file, a buffer. Read from many threads at once.
///
/// A file that is too large for memory is read where it lies:
///
/// ```
/// # #[cfg(unix)] mod large {
/// use std::{fs::File, io, os::unix::fs::FileExt as _};
///
/// use pannier_bundle::Source;
///
/// struct LargeFile {
///     file: File,
///     len: u64,
/// }
///
/// impl LargeFile {
///     fn open(path: &str) -> io::Result<Self> {
///         let file = File::open(path)?;
///         Ok(Self { len: file.metadata()?.len(), file })
///     }
/// }
///
/// impl Source for LargeFile {
///     fn len(&self) -> u64 {
///         self.len
///     }
///
///     fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
///         self.file.read_at(buf, offset)
///     }
/// }
/// # }
/// ```
#[expect(clippy::len_without_is_empty, reason = "an empty source is not a case any caller tells apart")]
pub trait Source: Send + Sync {
    /// How many bytes there are.
    fn len(&self) -> u64;

    /// Reads some bytes from `offset` on into `buf` and says how many; 0 only at the end or for an empty `buf`.
    ///
    /// # Errors
    /// The bytes cannot be had.
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize>;

    /// Fills `buf` from `offset` on.
    ///
    /// # Errors
    /// The bytes cannot be had, or the source ends before `buf` is full.
    fn read_exact_at(&self, mut offset: u64, mut buf: &mut [u8]) -> io::Result<()> {
        while !buf.is_empty() {
            match self.read_at(offset, buf) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => {
                    offset += read as u64;
                    buf = &mut buf[read..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Reads a source from its beginning, with a place of its own: several readers of one source do not disturb each other.
#[derive(Clone, Debug)]
pub struct SourceReader<S> {
    source: S,
    at: u64,
}

impl<S: Source> SourceReader<S> {
    /// At the beginning of `source`.
    pub fn new(source: S) -> Self {
        Self { source, at: 0 }
    }
}

impl<S: Source> Read for SourceReader<S> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read_at(self.at, buf)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<S: Source> Seek for SourceReader<S> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.source.len().checked_add_signed(by),
        };
        self.at = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

impl Source for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|offset| self.get(offset..)).unwrap_or_default();
        let read = rest.len().min(buf.len());
        buf[..read].copy_from_slice(&rest[..read]);
        Ok(read)
    }
}

impl Source for Vec<u8> {
    fn len(&self) -> u64 {
        Source::len(self.as_slice())
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.as_slice().read_at(offset, buf)
    }
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<S: Source + ?Sized> Source for $pointer {
            fn len(&self) -> u64 {
                (**self).len()
            }

            fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
                (**self).read_at(offset, buf)
            }
        }
    )*};
}
forward!(&S, Box<S>, Arc<S>);

/// Bytes of a block of [`Pinned`].
const BLOCK: u64 = 64 << 10;
/// Blocks kept, so that many small reads near each other hash a block once.
const KEPT: usize = 16;

/// A source whose bytes cannot change between two reads.
///
/// Verification reads a file more than once, and somebody else may write to it meanwhile. Every read goes by whole
/// blocks of 64 KiB; the first read of a block records its SHA-256, and a later read of other bytes fails. What was
/// verified is therefore what is used, with 40 bytes of memory for every 64 KiB of file instead of a private copy.
#[derive(Debug)]
pub struct Pinned<S> {
    source: S,
    len: u64,
    digests: Vec<OnceLock<Digest>>,
    kept: Mutex<VecDeque<(usize, Arc<[u8]>)>>,
}

impl<S: Source> Pinned<S> {
    /// Pins `source` at the length it has now.
    pub fn new(source: S) -> Self {
        let len = source.len();
        // Bounded by the largest file that can be valid: a longer one is refused before any block is read.
        let blocks = len.min(crate::limits::FILE_BYTES).div_ceil(BLOCK);
        let digests = (0..blocks).map(|_| OnceLock::new()).collect();
        Self { source, len, digests, kept: Mutex::new(VecDeque::with_capacity(KEPT)) }
    }

    fn block(&self, number: usize) -> io::Result<Arc<[u8]>> {
        let kept = |kept: &VecDeque<(usize, Arc<[u8]>)>| {
            kept.iter().find(|(held, _)| *held == number).map(|(_, block)| Arc::clone(block))
        };
        if let Some(block) = self.kept.lock().ok().and_then(|held| kept(&held)) {
            return Ok(block);
        }
        let start = number as u64 * BLOCK;
        let size = usize::try_from((self.len - start).min(BLOCK)).map_err(io::Error::other)?;
        let mut block = vec![0; size];
        self.source.read_exact_at(start, &mut block).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => changed(),
            _ => error,
        })?;
        let digest = sha256(&block);
        let pinned = self.digests.get(number).ok_or_else(changed)?;
        if *pinned.get_or_init(|| digest) != digest {
            return Err(changed());
        }
        let block: Arc<[u8]> = block.into();
        if let Ok(mut kept) = self.kept.lock() {
            if kept.len() == KEPT {
                kept.pop_front();
            }
            kept.push_back((number, Arc::clone(&block)));
        }
        Ok(block)
    }
}

impl<S: Source> Source for Pinned<S> {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        if offset >= self.len || buf.is_empty() {
            return Ok(0);
        }
        let number = usize::try_from(offset / BLOCK).map_err(io::Error::other)?;
        let block = self.block(number)?;
        let skip = usize::try_from(offset % BLOCK).map_err(io::Error::other)?;
        let rest = block.get(skip..).unwrap_or_default();
        let read = rest.len().min(buf.len());
        buf[..read].copy_from_slice(&rest[..read]);
        Ok(read)
    }
}

fn changed() -> io::Error {
    io::Error::other("the file changed while it was read")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A source somebody else writes to.
    struct Shifting(Mutex<Vec<u8>>);

    impl Source for Shifting {
        fn len(&self) -> u64 {
            Source::len(&*self.0.lock().unwrap())
        }

        fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
            // Short reads, as a pipe or a network share gives them.
            let short = buf.len().min(1000);
            self.0.lock().unwrap().read_at(offset, &mut buf[..short])
        }
    }

    fn bytes(len: usize) -> Vec<u8> {
        (0..len).map(|at| u8::try_from(at % 251).unwrap()).collect()
    }

    #[test]
    fn a_slice_ends_where_it_ends() {
        let check = |offset: u64, want: &[u8]| {
            let mut buf = [0; 3];
            let read = b"abcd".as_slice().read_at(offset, &mut buf).unwrap();
            assert_eq!(&buf[..read], want, "from {offset}");
        };
        check(0, b"abc");
        check(2, b"cd");
        check(4, b"");
        check(u64::MAX, b"");
        assert!(b"abcd".as_slice().read_exact_at(2, &mut [0; 3]).is_err());
    }

    #[test]
    fn pinned_reads_the_same_bytes() {
        let content = bytes(3 * 65_536 + 17);
        let pinned = Pinned::new(content.clone());
        for (offset, len) in [(0, 10), (65_530, 20), (0, content.len()), (3 * 65_536, 17), (131_072, 65_536)] {
            let mut read = vec![0; len];
            pinned.read_exact_at(offset as u64, &mut read).unwrap();
            assert_eq!(read, content[offset..offset + len]);
        }
        assert!(pinned.read_exact_at(content.len() as u64 - 1, &mut [0; 2]).is_err());
    }

    #[test]
    fn pinned_refuses_bytes_that_changed() {
        // More blocks than are kept, so that the first is read again.
        let content = bytes(20 * 65_536);
        let pinned = Pinned::new(Shifting(Mutex::new(content.clone())));
        let mut all = vec![0; content.len()];
        pinned.read_exact_at(0, &mut all).unwrap();
        pinned.source.0.lock().unwrap()[70_000] ^= 1;
        pinned.read_exact_at(0, &mut all[..65_536]).unwrap();
        let error = pinned.read_exact_at(0, &mut all).unwrap_err();
        assert_eq!(error.to_string(), "the file changed while it was read");
        pinned.source.0.lock().unwrap().truncate(65_536);
        assert_eq!(pinned.read_exact_at(2 * 65_536, &mut [0; 1]).unwrap_err().to_string(), error.to_string());
    }
}
