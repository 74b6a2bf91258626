//! Folders of files that are either whole or not there.
//!
//! A folder is written under another name beside its target and renamed when all of its files are on disk: it never holds
//! files of two runs. One that is replaced goes aside first, and only files that such a folder is known to have are deleted.

use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{
    input,
    interrupt::UnderWay,
    output::{Pending, Privacy, exists, folder, no_room, sync_folder},
    part,
};
use crate::{args::Overwrite, failure::Failure, render::untrusted::Untrusted};

/// A folder under way to `target`. Dropped without [`PendingFolder::finish`] it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct PendingFolder {
    staging: TempDir,
    /// The name as the user gave it.
    target: PathBuf,
    /// The folder itself, where the name is a link.
    real: PathBuf,
    overwrite: Overwrite,
    is_ours: fn(&str) -> bool,
    _lock: Option<File>,
    _under_way: UnderWay,
}

impl PendingFolder {
    /// Begins a folder. Fails at once where there is one that holds something and may not be replaced, or that holds
    /// something other than the files that `is_ours` knows by their names.
    pub(crate) fn begin(target: &Path, overwrite: Overwrite, is_ours: fn(&str) -> bool) -> Result<Self, Failure> {
        if input::is_standard(target) {
            return Err(Failure::new("a folder is not written to standard output")
                .help("name a folder; ./- is one of the name -"));
        }
        // Renaming over a link would replace it, not what it points to.
        let real = fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf());
        replaceable(target, overwrite, is_ours)?;
        let beside = folder(&real);
        fs::create_dir_all(beside).map_err(|error| Failure::on_file("make the folder", beside, &error))?;
        let ((staging, lock), under_way) =
            UnderWay::make(|| part::dir(&real), |(dir, _)| dir.path()).map_err(|error| no_room(target, &error))?;
        Ok(Self { staging, target: target.to_path_buf(), real, overwrite, is_ours, _lock: lock, _under_way: under_way })
    }

    /// The name it will have.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Begins a file in it.
    pub(crate) fn file(&self, name: &str) -> Result<Pending, Failure> {
        Pending::begin(&self.staging.path().join(name), Privacy::Private, Overwrite { force: false })
    }

    /// Gives the folder its name, and deletes what lay under it.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let Self { staging, target, real, overwrite, is_ours, _lock, _under_way } = self;
        let failed = |error: io::Error| Failure::on_file("write", &target, &error);
        // Something may have come meanwhile.
        let before = replaceable(&target, overwrite, is_ours)?;
        open_to_others(staging.path()).map_err(failed)?;
        match before {
            None => fs::rename(staging.path(), &real).map_err(failed)?,
            Some(names) => replace(staging.path(), &real, &names)?,
        }
        let _ = staging.keep();
        sync_folder(&real).map_err(failed)
    }
}

/// The files that are deleted when the folder is replaced; `None` where there is no folder.
fn replaceable(
    target: &Path,
    overwrite: Overwrite,
    is_ours: fn(&str) -> bool,
) -> Result<Option<Vec<OsString>>, Failure> {
    let failed = |error: io::Error| Failure::on_file("look into", target, &error);
    match fs::metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
        Ok(there) if !there.is_dir() => {
            return Err(Failure::new(format!("{} is not a folder", Untrusted::path(target))).help("name another one"));
        }
        Ok(_) => {}
    }
    input::nothing_was_read_in(target)?;
    let (mut names, mut others) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(target).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(is_ours) && entry.file_type().map_err(failed)?.is_file();
        if ours { names.push(name) } else { others.push(name) }
    }
    if let Some(other) = others.iter().min() {
        let other = Untrusted::path(other.as_ref());
        return Err(Failure::new(format!("{} holds something else too: {other}", Untrusted::path(target)))
            .help("the folder is written as a whole: name a new one, or one that is empty"));
    }
    if !names.is_empty() && !overwrite.force {
        return Err(exists(target));
    }
    if env::current_dir().ok().and_then(|here| fs::canonicalize(here).ok()) == fs::canonicalize(target).ok() {
        return Err(Failure::new("the folder that the command runs in cannot be replaced").help("name one in it"));
    }
    Ok(Some(names))
}

/// Puts the new folder where the old one is, and back where that fails.
fn replace(new: &Path, target: &Path, names: &[OsString]) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::on_file("write", target, &error);
    let aside =
        tempfile::Builder::new().prefix(".pannier-").suffix(".old").tempdir_in(folder(target)).map_err(failed)?;
    let old = aside.path().join("old");
    fs::rename(target, &old).map_err(failed)?;
    if let Err(error) = fs::rename(new, target) {
        let back = fs::rename(&old, target);
        let failure = failed(error);
        return Err(match back {
            Ok(()) => failure,
            Err(_) => failure.help(format!("what was there is in {}", Untrusted::path(&aside.keep()))),
        });
    }
    let deleted = names.iter().try_for_each(|name| fs::remove_file(old.join(name))).and_then(|()| fs::remove_dir(&old));
    deleted.map_err(|error| {
        // Never delete what is not known.
        let kept = aside.keep();
        Failure::on_file("delete what was there before, which is now", &kept, &error)
    })
}

/// The rights that a new folder has, less the umask; its files are private.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    // There is no asking for the umask without setting it: a folder made in the usual way has it.
    let usual = folder.join(".usual");
    fs::create_dir(&usual)?;
    let mode = fs::metadata(&usual)?.permissions().mode() & 0o777;
    fs::remove_dir(&usual)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    const KEEP: Overwrite = Overwrite { force: false };
    const FORCE: Overwrite = Overwrite { force: true };

    fn is_table(name: &str) -> bool {
        matches!(name.rsplit_once('.'), Some((_, "csv")))
    }

    /// Everything below a folder, with what its files hold.
    fn tree(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                found.extend(tree(&path).into_iter().map(|inner| format!("{name}/{inner}")));
            } else {
                found.push(format!("{name}={}", fs::read_to_string(&path).unwrap()));
            }
        }
        found.sort();
        found
    }

    fn export(target: &Path, overwrite: Overwrite, names: &[&str]) -> Result<(), Failure> {
        let folder = PendingFolder::begin(target, overwrite, is_table)?;
        for name in names {
            let mut file = folder.file(name)?;
            file.write_all(b"new").unwrap();
            file.finish()?;
        }
        folder.finish()
    }

    #[test]
    fn a_folder_holds_one_export() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("deep/tables");
        export(&target, KEEP, &["a.csv", "b.csv"]).unwrap();
        assert_eq!(tree(place.path()), ["deep/tables/a.csv=new", "deep/tables/b.csv=new"]);
        fs::write(target.join("b.csv"), "old").unwrap();

        let refused = export(&target, KEEP, &["a.csv"]).unwrap_err();
        assert!(refused.to_string().ends_with("exists already"), "{refused}");
        assert_eq!(tree(&target), ["a.csv=new", "b.csv=old"]);

        export(&target, FORCE, &["c.csv"]).unwrap();
        assert_eq!(tree(place.path()), ["deep/tables/c.csv=new"]);

        // Dropped half-way.
        let half = PendingFolder::begin(&target, FORCE, is_table).unwrap();
        half.file("d.csv").unwrap().finish().unwrap();
        drop(half);
        assert_eq!(tree(place.path()), ["deep/tables/c.csv=new"]);
    }

    #[test]
    fn what_is_not_ours_is_never_touched() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("tables");
        let check = |overwrite: Overwrite, expected: &str| {
            let before = tree(place.path());
            let refused = export(&target, overwrite, &["a.csv"]).unwrap_err().to_string();
            assert!(refused.ends_with(expected), "{refused}");
            assert_eq!(tree(place.path()), before);
        };
        fs::create_dir_all(target.join("x.csv")).unwrap();
        fs::write(target.join("x.csv/mine"), "mine").unwrap();
        check(FORCE, "holds something else too: x.csv");
        fs::remove_file(target.join("x.csv/mine")).unwrap();
        fs::remove_dir(target.join("x.csv")).unwrap();
        fs::write(target.join("notes.txt"), "mine").unwrap();
        check(FORCE, "holds something else too: notes.txt");
        check(KEEP, "holds something else too: notes.txt");

        // It comes while the export is under way.
        fs::remove_file(target.join("notes.txt")).unwrap();
        let folder = PendingFolder::begin(&target, FORCE, is_table).unwrap();
        fs::write(target.join("notes.txt"), "mine").unwrap();
        assert!(folder.finish().is_err());
        assert_eq!(tree(place.path()), ["tables/notes.txt=mine"]);

        let file = place.path().join("file");
        fs::write(&file, "mine").unwrap();
        assert!(export(&file, FORCE, &["a.csv"]).unwrap_err().to_string().ends_with("is not a folder"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_rights_are_the_usual_ones() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("tables");
        fs::create_dir(&target).unwrap();
        let usual = fs::metadata(&target).unwrap().permissions().mode();
        let link = place.path().join("link");
        symlink(&target, &link).unwrap();
        export(&link, KEEP, &["a.csv"]).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(tree(&target), ["a.csv=new"]);
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode(), usual);
    }
}
