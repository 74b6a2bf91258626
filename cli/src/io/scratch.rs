//! Temporary space: files without a name, gone when they are closed or the program dies.

use std::io;

use pannier::{Scratch, ScratchFile};

/// The system's temporary folder (`TMPDIR`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct TemporaryFiles;

impl Scratch for TemporaryFiles {
    fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(tempfile::tempfile()?))
    }
}
