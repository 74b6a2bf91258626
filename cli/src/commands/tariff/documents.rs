//! The documents that were named, and those in folders that were.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{failure::Failure, io::input::Input};

/// Largest document; thousands of products in one.
const LIMIT: u64 = 64 << 20;

/// Deepest folder in a folder.
const DEEPEST: usize = 16;

/// The files themselves, and every file below folders whose name ends in one of `endings`, in the order of their names.
pub(in crate::commands) fn all(paths: &[PathBuf], endings: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            below(path, endings, 0, &mut found)?;
            if found.len() == before {
                let failure = Failure::on_file("read", path, &format!("no .{} file is in it", endings.join(" or .")));
                return Err(failure.help("name files, or a folder of JSON documents"));
            }
        } else {
            found.push(path.clone());
        }
    }
    Ok(found)
}

fn below(folder: &Path, endings: &[&str], depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::on_file("read", folder, &error);
    let mut entries = fs::read_dir(folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type().map_err(failed)?);
        // Links are not followed: they may lead in a circle.
        if kind.is_dir() && depth < DEEPEST {
            below(&path, endings, depth + 1, found)?;
        } else if kind.is_file()
            && path
                .extension()
                .is_some_and(|extension| endings.iter().any(|ending| extension.eq_ignore_ascii_case(ending)))
        {
            found.push(path);
        }
    }
    Ok(())
}

/// The bytes of one.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    Input::open(path)?.all(LIMIT)
}
