//! Temporary space: files without a name, gone when they are closed or the program dies.

use std::{
    env,
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    sync::LazyLock,
};

use pannier::{Scratch, ScratchFile, bundle::Pooled};

use super::output::without_name;

/// The system's temporary folder (`TMPDIR`): one open file there, however many are asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TemporaryFiles;

static POOL: LazyLock<Pooled<Folder>> = LazyLock::new(|| Pooled::new(Folder));

struct Folder;

impl Scratch for Folder {
    fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(Named(named(tempfile::tempfile())?)))
    }
}

/// A temporary file whose failures name the folder: whoever reads that a disk is full has to know which.
struct Named(File);

impl Read for Named {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        named(self.0.read(bytes))
    }
}

impl Write for Named {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        named(self.0.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        named(self.0.flush())
    }
}

impl Seek for Named {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        named(self.0.seek(to))
    }
}

fn named<T>(result: io::Result<T>) -> io::Result<T> {
    result.map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => error,
        kind => {
            let why = without_name(&error);
            io::Error::new(kind, format!("{why}, in the temporary folder {} (TMPDIR)", env::temp_dir().display()))
        }
    })
}

impl Scratch for TemporaryFiles {
    fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
        POOL.file()
    }
}
