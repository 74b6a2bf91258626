//! A file that was written into scratch space: read back to be verified, then copied to where it belongs.

use std::{
    io::{self, Read as _, Seek as _, SeekFrom, Write},
    sync::{Mutex, MutexGuard},
};

use pannier_bundle::{ScratchFile, Source};

/// A finished file in scratch space; read from many threads at once.
pub(crate) struct Written {
    file: Mutex<Box<dyn ScratchFile>>,
    len: u64,
}

impl Written {
    /// All of `file`.
    pub(crate) fn new(mut file: Box<dyn ScratchFile>) -> io::Result<Self> {
        let len = file.seek(SeekFrom::End(0))?;
        Ok(Self { file: Mutex::new(file), len })
    }

    pub(crate) fn copy_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut file = self.at(0)?;
        let copied = io::copy(&mut (&mut **file).take(self.len), out)?;
        if copied == self.len { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    fn at(&self, offset: u64) -> io::Result<MutexGuard<'_, Box<dyn ScratchFile>>> {
        let mut file = self.file.lock().map_err(|_| io::Error::other("scratch space was left half-used"))?;
        file.seek(SeekFrom::Start(offset))?;
        Ok(file)
    }
}

impl Source for Written {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.at(offset)?.read(buf)
    }
}
