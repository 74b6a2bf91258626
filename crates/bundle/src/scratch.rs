//! Temporary space, given by the caller: this crate never opens a file.

use std::io::{self, Cursor, Read, Seek, Write};

/// Hands out temporary files.
pub trait Scratch: Send + Sync {
    /// A new empty file that is gone when it is dropped.
    ///
    /// # Errors
    /// There is no room, or the place cannot be written.
    fn file(&self) -> io::Result<Box<dyn ScratchFile>>;
}

/// A temporary file: written, then read back.
pub trait ScratchFile: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> ScratchFile for T {}

/// Temporary space in memory, for tests and for callers who know that what they write is small.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemoryScratch;

impl Scratch for MemoryScratch {
    fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(Cursor::new(Vec::new())))
    }
}
