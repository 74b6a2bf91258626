//! What a file or folder is called while it is under way.
//!
//! A run that was killed cannot take away what it had begun, and half a bundle is somebody's records, too. So there is one such
//! name for each target, and the next run to the same target deletes what lies there. A lock tells what was left from what
//! another run still writes; beside that one, and where nothing can be locked, the name is a random one.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File, Permissions, TryLockError},
    io,
    path::{Path, PathBuf},
};

use tempfile::{Builder, NamedTempFile, TempDir};

use super::{exclusive::is_at, output::folder};

const BEGIN: &str = ".pannier-";
const END: &str = ".part";
/// Bytes of a name that leave room for both: 255 is the most that most file systems take.
const LONGEST: usize = 240;

/// A new file beside `target`, made exclusively: a link that was planted there is not followed.
pub(super) fn file(target: &Path, permissions: Permissions) -> io::Result<NamedTempFile> {
    let within = folder(target);
    if let Some(name) = name_of(target) {
        take_away(&within.join(ended(&name)));
        let mut builder = Builder::new();
        builder.prefix(&name).suffix(END).rand_bytes(0).permissions(permissions.clone());
        if let Ok(file) = builder.tempfile_in(within) {
            if is_ours(file.as_file(), file.path()) {
                return Ok(file);
            }
            // Another run took it for left before it was locked; what has the name now is not ours.
            let _ = file.into_temp_path().keep();
        }
    }
    Builder::new().prefix(BEGIN).suffix(END).permissions(permissions).tempfile_in(within)
}

/// A new folder beside `target`, and the lock that is to be kept as long.
pub(super) fn dir(target: &Path) -> io::Result<(TempDir, Option<File>)> {
    let within = folder(target);
    if let Some(name) = name_of(target) {
        take_away(&within.join(ended(&name)));
        if let Ok(mut dir) = Builder::new().prefix(&name).suffix(END).rand_bytes(0).tempdir_in(within) {
            // Where a folder cannot be opened nobody takes one away.
            let lock = File::open(dir.path()).ok();
            if lock.as_ref().is_none_or(|lock| is_ours(lock, dir.path())) {
                return Ok((dir, lock));
            }
            dir.disable_cleanup(true);
        }
    }
    Ok((Builder::new().prefix(BEGIN).suffix(END).tempdir_in(within)?, None))
}

/// The name but for its end; none for a target whose own name leaves no room for it.
fn name_of(target: &Path) -> Option<OsString> {
    let mut name = OsString::from(BEGIN);
    name.push(target.file_name()?);
    (name.len() <= LONGEST).then_some(name)
}

fn ended(name: &OsStr) -> PathBuf {
    let mut name = name.to_owned();
    name.push(END);
    PathBuf::from(name)
}

/// Deletes what a run left that was killed; what cannot be deleted hurts nobody.
fn take_away(path: &Path) {
    // Looked at before it is opened: opening a pipe would wait for somebody to write.
    let Ok(found) = fs::symlink_metadata(path) else { return };
    if (found.is_file() || found.is_dir())
        && let Ok(left) = File::open(path)
        && left.try_lock().is_ok()
        && is_at(&left, path).is_ok_and(|is_there| is_there)
    {
        let _ = if found.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
}

/// Whether what was just made is still what lies at `path`; from now on it is locked, where anything can be.
fn is_ours(made: &File, path: &Path) -> bool {
    match made.try_lock() {
        Ok(()) => is_at(made, path).is_ok_and(|is_there| is_there),
        Err(TryLockError::WouldBlock) => false,
        Err(TryLockError::Error(_)) => true,
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn private() -> Permissions {
        use std::os::unix::fs::PermissionsExt as _;
        Permissions::from_mode(0o600)
    }

    #[test]
    fn what_a_killed_run_left_is_taken_away_and_what_another_writes_is_not() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("a.zip");
        fs::write(place.path().join(".pannier-a.zip.part"), "left").unwrap();
        fs::write(place.path().join(".pannier-b.zip.part"), "left by another").unwrap();
        let first = file(&target, private()).unwrap();
        assert_eq!(names(place.path()), [".pannier-a.zip.part", ".pannier-b.zip.part"]);
        assert_eq!(fs::read(first.path()).unwrap(), b"");

        let second = file(&target, private()).unwrap();
        assert_eq!(names(place.path()).len(), 3);
        drop((first, second));
        assert_eq!(names(place.path()), [".pannier-b.zip.part"]);
    }

    #[test]
    fn so_are_folders() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("tables");
        let left = place.path().join(".pannier-tables.part");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("a.csv"), "left").unwrap();
        let (first, lock) = dir(&target).unwrap();
        assert_eq!((first.path(), names(&left).len()), (left.as_path(), 0));
        let (second, _) = dir(&target).unwrap();
        assert_eq!(names(place.path()).len(), 2);
        drop((first, second, lock));
        assert_eq!(names(place.path()), Vec::<String>::new());
    }

    #[test]
    fn what_was_planted_is_neither_followed_nor_written() {
        let place = tempfile::tempdir().unwrap();
        let (target, theirs) = (place.path().join("a"), place.path().join("theirs"));
        fs::write(&theirs, "theirs").unwrap();
        std::os::unix::fs::symlink(&theirs, place.path().join(".pannier-a.part")).unwrap();
        fs::write(file(&target, private()).unwrap().path(), "ours").unwrap();
        assert_eq!(fs::read(&theirs).unwrap(), b"theirs");

        let long = place.path().join("a".repeat(250));
        assert!(file(&long, private()).is_ok());
    }
}
