//! Files that a command reads, changes and writes anew: of two commands at once the second waits for the first, and goes on
//! from what that one wrote. Without it an event of a log, or a revocation, would be lost, and both would say that all went
//! well.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use crate::failure::Failure;

/// For as long as this is there no other command changes the file. Nothing holds a file that does not exist yet.
#[derive(Debug)]
pub(crate) struct Exclusive(Option<File>);

impl Exclusive {
    /// Waits until nobody else changes the file. What is no file is left to whoever reads it.
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::on_file("wait for", path, &error);
        loop {
            if !fs::metadata(path).is_ok_and(|found| found.is_file()) {
                return Ok(Self(None));
            }
            let Ok(file) = File::open(path) else { return Ok(Self(None)) };
            file.lock().map_err(failed)?;
            // Whoever had it until now may have put another file in its place.
            if is_at(&file, path).map_err(failed)? {
                return Ok(Self(Some(file)));
            }
        }
    }

    /// Whether there was a file.
    pub(crate) fn is_there(&self) -> bool {
        self.0.is_some()
    }
}

/// Whether `file` is what lies at `path`.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let held = file.metadata()?;
    match fs::metadata(path) {
        Ok(found) => Ok((held.dev(), held.ino()) == (found.dev(), found.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
pub(super) fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true) // a file that is open is not replaced there
}
