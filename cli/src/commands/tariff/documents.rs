//! The documents that were named, and those in folders that were.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    failure::Failure,
    io::{
        input::{self, Input},
        kind,
    },
};

/// Largest document; thousands of products in one.
const LIMIT: u64 = 64 << 20;

/// The files themselves, and every file below folders whose name ends in one of `endings`, in the order of their names. Links
/// are followed.
pub(in crate::commands) fn all(paths: &[PathBuf], endings: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            below(path, endings, &mut BTreeSet::new(), &mut found)?;
            if found.len() == before {
                let what = format!("no file in it or below it ends in .{}", endings.join(" or ."));
                let failure = Failure::on_file("read", path, &what);
                return Err(failure.help("name files, or a folder of JSON documents"));
            }
        } else {
            // In a folder other files may lie; one that was named is meant.
            if !input::is_standard(path) {
                kind::expect_tariff(&Input::open(path)?)?;
            }
            found.push(path.clone());
        }
    }
    Ok(found)
}

/// `seen` has the folders that were looked into: a link may lead to one of them, or in a circle.
fn below(
    folder: &Path,
    endings: &[&str],
    seen: &mut BTreeSet<PathBuf>,
    found: &mut Vec<PathBuf>,
) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::on_file("read", folder, &error);
    if !seen.insert(folder.canonicalize().map_err(failed)?) {
        return Ok(());
    }
    let mut entries = fs::read_dir(folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let is_named = path.extension().is_some_and(|is| endings.iter().any(|ending| is.eq_ignore_ascii_case(ending)));
        if path.is_dir() {
            below(&path, endings, seen, found)?;
        } else if is_named {
            // A link that leads nowhere fails where it is read.
            found.push(path);
        }
    }
    Ok(())
}

/// The bytes of one.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    Input::open(path)?.all(LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_folder_is_read_with_all_below_it_once() {
        use std::os::unix::fs::symlink;
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        fs::create_dir_all(at("all/deep/er")).unwrap();
        fs::create_dir(at("elsewhere")).unwrap();
        for name in ["all/b.json", "all/a.JSON", "all/notes.txt", "all/deep/er/c.jwt", "elsewhere/d.json"] {
            fs::write(at(name), "{}").unwrap();
        }
        symlink(at("all"), at("all/deep/circle")).unwrap();
        symlink(at("elsewhere"), at("all/linked")).unwrap();
        symlink(at("elsewhere/d.json"), at("all/e.json")).unwrap();
        symlink(at("nowhere"), at("all/f.json")).unwrap();
        let names = |paths: &[PathBuf]| {
            let found = all(paths, &["json", "jwt"]).unwrap();
            found.iter().map(|path| path.strip_prefix(place.path()).unwrap().display().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(
            names(&[at("all"), at("elsewhere/d.json")]),
            [
                "all/a.JSON",
                "all/b.json",
                "all/deep/er/c.jwt",
                "all/e.json",
                "all/f.json",
                "all/linked/d.json",
                "elsewhere/d.json"
            ]
        );
        let none = all(&[at("all/deep")], &["ofx"]).unwrap_err().to_string();
        assert!(none.ends_with("no file in it or below it ends in .ofx"), "{none}");
    }
}
