//! Files that are either whole or not there.
//!
//! A file is written under another name beside its target, forced to disk, then renamed, so that a crash, a full disk
//! or a finding leaves what was there before.

use std::{
    borrow::Borrow,
    env,
    fs::{self, File, Permissions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::{input, interrupt::UnderWay, part};
use crate::{args::Overwrite, failure::Failure, render::untrusted::Untrusted};

/// Who may read a file that is written. Complete: there is nothing between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Privacy {
    /// The user alone (0600): keys, bundles, records.
    Private,
    /// Whoever the user's settings let (0666 less the umask): public keys, trust lists, man pages.
    Public,
}

/// A file under way to `target`. Dropped without [`Pending::finish`] it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Pending {
    file: NamedTempFile,
    target: PathBuf,
    overwrite: Overwrite,
    /// Whether the command reads the file and writes it anew: that one it may replace.
    in_place: bool,
    _under_way: UnderWay,
}

impl Pending {
    /// Begins a file. Fails at once where `target` exists and may not be replaced, is no regular file, or was read.
    pub(crate) fn begin(target: &Path, privacy: Privacy, overwrite: Overwrite) -> Result<Self, Failure> {
        Self::beside(target, privacy, overwrite, false)
    }

    fn beside(target: &Path, privacy: Privacy, overwrite: Overwrite, in_place: bool) -> Result<Self, Failure> {
        if input::is_standard(target) {
            return Err(
                Failure::new("this is not written to standard output").help("name a file; ./- is one of the name -")
            );
        }
        if !in_place {
            input::was_not_read(target)?;
        }
        match fs::symlink_metadata(target) {
            Ok(there) if there.is_dir() => {
                return Err(Failure::new(format!("{} is a folder", Untrusted::path(target))).help("name a file in it"));
            }
            Ok(_) if !overwrite.force => return Err(exists(target)),
            // Renaming over a link or a device would replace it, not what it points to; that surprises.
            Ok(there) if !there.is_file() => {
                return Err(Failure::new(format!("{} is not a regular file", Untrusted::path(target)))
                    .help("name the file itself"));
            }
            _ => {}
        }
        let within = folder(target);
        if !within.is_dir() {
            return Err(Failure::new(format!(
                "cannot write {}: there is no folder {}",
                Untrusted::path(target),
                Untrusted::path(within)
            ))
            .help("make it first, or name a file in another"));
        }
        let (file, under_way) = UnderWay::make(|| part::file(target, permissions(privacy)), NamedTempFile::path)
            .map_err(|error| no_room(target, &error))?;
        Ok(Self { file, target: target.to_path_buf(), overwrite, in_place, _under_way: under_way })
    }

    /// Begins a file that will only be copied to standard output.
    pub(crate) fn nameless() -> Result<Self, Failure> {
        let target = PathBuf::from("-");
        let (file, under_way) = UnderWay::make(NamedTempFile::new, NamedTempFile::path).map_err(no_temporary_room)?;
        Ok(Self { file, target, overwrite: Overwrite { force: false }, in_place: false, _under_way: under_way })
    }

    /// Where the bytes lie until the file has its name: for writers that open files themselves, and lock them.
    pub(crate) fn path(&self) -> &Path {
        let _ = self.file.as_file().unlock();
        self.file.path()
    }

    /// Writes all of `bytes`.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.write_all(bytes).map_err(|error| self.failed(&error))
    }

    /// Why it could not be written, by the name of what is full: of what has no name that is the temporary folder.
    pub(crate) fn failed(&self, error: &io::Error) -> Failure {
        if input::is_standard(&self.target) {
            no_temporary_room(error)
        } else {
            Failure::on_file("write", &self.target, error)
        }
    }

    /// Forces the bytes to disk and gives the file its name.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let Self { file, target, overwrite, in_place, _under_way } = self;
        if !in_place {
            // What was begun before it was known what would be read.
            input::was_not_read(&target)?;
        }
        let failed = |error: io::Error| Failure::on_file("write", &target, &error);
        file.as_file().sync_all().map_err(failed)?;
        if overwrite.force {
            file.persist(&target).map_err(|error| failed(error.error))?;
        } else {
            // Not a check followed by a rename: the target may have appeared meanwhile.
            file.persist_noclobber(&target).map_err(|error| match error.error.kind() {
                io::ErrorKind::AlreadyExists => exists(&target),
                _ => failed(error.error),
            })?;
        }
        sync_folder(&target).map_err(failed)
    }

    /// Copies the finished bytes to standard output instead of giving them a name.
    pub(crate) fn copy_to(mut self, out: &mut dyn Write) -> Result<(), Failure> {
        let source = self.file.as_file_mut();
        source.seek(SeekFrom::Start(0)).map_err(no_temporary_room)?;
        let mut block = vec![0; 1 << 16];
        loop {
            match source.read(&mut block).map_err(no_temporary_room)? {
                0 => return Ok(()),
                n => out.write_all(&block[..n])?,
            }
        }
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

impl Seek for Pending {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.as_file_mut().seek(to)
    }
}

/// Writes a whole file.
pub(crate) fn write(target: &Path, bytes: &[u8], privacy: Privacy, overwrite: Overwrite) -> Result<(), Failure> {
    let mut pending = Pending::begin(target, privacy, overwrite)?;
    pending.put(bytes)?;
    pending.finish()
}

/// Writes a file anew that the command has read to change it.
pub(crate) fn replace(target: &Path, bytes: &[u8], privacy: Privacy) -> Result<(), Failure> {
    let mut pending = Pending::beside(target, privacy, Overwrite { force: true }, true)?;
    pending.put(bytes)?;
    pending.finish()
}

/// That nothing can be written beside the target, without the name that it would have had for a while.
pub(super) fn no_room(target: &Path, error: &io::Error) -> Failure {
    let (name, within) = (Untrusted::path(target), Untrusted::path(folder(target)));
    let why = io::Error::from(error.kind());
    Failure::new(format!("cannot write {name}: no file can be made in {within}: {why}"))
        .help("name a file in a folder that you may write to")
}

/// What goes through standard streams lies in the temporary folder until it is whole.
pub(crate) fn no_temporary_room(error: impl Borrow<io::Error>) -> Failure {
    let (folder, why) = (env::temp_dir(), without_name(error.borrow()));
    Failure::new(format!("cannot use the temporary folder {}: {}", Untrusted::path(&folder), Untrusted::text(&why)))
        .help("make room in it, or name another one in TMPDIR")
}

/// What went wrong, without the name that a file would have had for a while.
pub(super) fn without_name(error: &io::Error) -> String {
    match (error.raw_os_error(), error.kind()) {
        (Some(code), _) => io::Error::from_raw_os_error(code).to_string(),
        (None, io::ErrorKind::Other) => error.to_string(),
        (None, kind) => io::Error::from(kind).to_string(),
    }
}

pub(super) fn exists(target: &Path) -> Failure {
    Failure::new(format!("{} exists already", Untrusted::path(target))).help("--force replaces it")
}

/// The folder `target` lies in.
pub(super) fn folder(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

#[cfg(unix)]
fn permissions(privacy: Privacy) -> Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    Permissions::from_mode(match privacy {
        Privacy::Private => 0o600,
        Privacy::Public => 0o666, // less the umask, which the system applies
    })
}

#[cfg(not(unix))]
fn permissions(_: Privacy) -> Permissions {
    // Elsewhere a new file takes the rights of its folder; there is nothing to ask for.
    fs::metadata(".").map(|here| here.permissions()).expect("the current folder can be looked at")
}

/// A rename is on disk only when the folder is.
#[cfg(unix)]
pub(super) fn sync_folder(target: &Path) -> io::Result<()> {
    File::open(folder(target))?.sync_all()
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(()) // a folder cannot be opened as a file there
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEEP: Overwrite = Overwrite { force: false };
    const FORCE: Overwrite = Overwrite { force: true };

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a");
        let mut pending = Pending::begin(&target, Privacy::Private, KEEP).unwrap();
        pending.write_all(b"half").unwrap();
        assert!(!target.exists());
        drop(pending);
        assert_eq!(names(folder.path()), Vec::<String>::new());

        write(&target, b"whole", Privacy::Private, KEEP).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"whole");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn what_exists_is_replaced_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a");
        fs::write(&target, "old").unwrap();
        let refused = write(&target, b"new", Privacy::Private, KEEP).unwrap_err();
        assert!(refused.to_string().ends_with("exists already"), "{refused}");
        assert_eq!(fs::read(&target).unwrap(), b"old");
        write(&target, b"new", Privacy::Private, FORCE).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"new");
    }

    #[test]
    fn a_file_that_appears_meanwhile_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a");
        let pending = Pending::begin(&target, Privacy::Private, KEEP).unwrap();
        fs::write(&target, "theirs").unwrap();
        assert!(pending.finish().unwrap_err().to_string().ends_with("exists already"));
        assert_eq!(fs::read(&target).unwrap(), b"theirs");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[cfg(unix)]
    #[test]
    fn private_files_are_private_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a");
        write(&target, b"", Privacy::Private, KEEP).unwrap();
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
        let link = folder.path().join("link");
        symlink(&target, &link).unwrap();
        assert!(write(&link, b"x", Privacy::Private, FORCE).is_err());
        assert_eq!(fs::read(&target).unwrap(), b"");
    }
}
