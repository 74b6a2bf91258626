//! What the `zip` crate writes to.
//!
//! Its writer ends an archive when it is dropped, too, and prints to standard error where that fails. An archive of which a write
//! failed is lost and whoever wrote it was told: what comes after that goes nowhere, and fails nowhere.

use std::io::{self, ErrorKind, Seek, SeekFrom, Write};

/// An output until the first failure, and nothing from then on.
pub(super) struct Out<W> {
    to: W,
    at: u64,
    end: u64,
    lost: Option<ErrorKind>,
}

impl<W> Out<W> {
    pub(super) fn new(to: W) -> Self {
        Self { to, at: 0, end: 0, lost: None }
    }

    /// The output, where all that was written is in it.
    pub(super) fn whole(self) -> io::Result<W> {
        match self.lost {
            None => Ok(self.to),
            Some(kind) => Err(kind.into()),
        }
    }

    fn or_lost<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let Err(failed) = &result
            && failed.kind() != ErrorKind::Interrupted
        {
            self.lost = Some(failed.kind());
        }
        result
    }

    fn move_to(&mut self, at: u64) -> u64 {
        self.at = at;
        self.end = self.end.max(at);
        at
    }
}

impl<W: Write> Write for Out<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match self.lost {
            Some(_) => bytes.len(),
            None => match self.to.write(bytes) {
                Ok(0) if !bytes.is_empty() => self.or_lost(Err(ErrorKind::WriteZero.into()))?,
                result => self.or_lost(result)?,
            },
        };
        self.move_to(self.at.saturating_add(written as u64));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.lost.is_some() {
            return Ok(());
        }
        let flushed = self.to.flush();
        self.or_lost(flushed)
    }
}

impl<W: Seek> Seek for Out<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if self.lost.is_none() {
            let sought = self.to.seek(to);
            let at = self.or_lost(sought)?;
            return Ok(self.move_to(at));
        }
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
        };
        Ok(self.move_to(at.ok_or(ErrorKind::InvalidInput)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk with room for so many bytes.
    struct Disk(io::Cursor<Vec<u8>>, usize);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = self.1.saturating_sub(usize::try_from(self.0.position()).unwrap());
            if room == 0 {
                return Err(ErrorKind::StorageFull.into());
            }
            self.0.write(&bytes[..room.min(bytes.len())])
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Disk {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn a_failure_is_told_once_and_no_file_comes_of_it() {
        let mut out = Out::new(Disk(io::Cursor::new(Vec::new()), 6));
        out.write_all(b"four").unwrap();
        assert_eq!(out.write_all(b"eight by").unwrap_err().kind(), ErrorKind::StorageFull);
        // Where it stands follows from what was asked for: whoever ends an archive computes with it.
        assert_eq!(out.stream_position().unwrap(), 6);
        out.write_all(b"more").unwrap();
        assert_eq!(out.seek(SeekFrom::Start(2)).unwrap(), 2);
        assert_eq!(out.seek(SeekFrom::End(-1)).unwrap(), 9);
        assert!(out.seek(SeekFrom::Current(-10)).is_err());
        out.flush().unwrap();
        assert_eq!(out.whole().err().unwrap().kind(), ErrorKind::StorageFull);
    }

    #[test]
    fn without_one_it_is_the_output() {
        let mut out = Out::new(io::Cursor::new(Vec::new()));
        out.write_all(b"abcd").unwrap();
        out.seek(SeekFrom::Current(-3)).unwrap();
        out.write_all(b"x").unwrap();
        assert_eq!(out.whole().unwrap().into_inner(), b"axcd");
    }
}
