//! Temporary space: files without a name, gone when they are closed or the program dies.

use std::{io, sync::LazyLock};

use pannier::{Scratch, ScratchFile, bundle::Pooled};

/// The system's temporary folder (`TMPDIR`): one open file there, however many are asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TemporaryFiles;

static POOL: LazyLock<Pooled<Folder>> = LazyLock::new(|| Pooled::new(Folder));

struct Folder;

impl Scratch for Folder {
    fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(tempfile::tempfile()?))
    }
}

impl Scratch for TemporaryFiles {
    fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
        POOL.file()
    }
}
