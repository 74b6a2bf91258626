//! The files of the suite as the catalogue says they are, and whether those on disk are the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use pannier::report::{Code, Level};

use super::{
    catalogue::{self, Draft},
    hex, key, sha256,
};
use crate::{
    suite::FOLDERS,
    vector::{Index, Listed, Outcome, judged},
};

const GENERATED: &str = "by `cargo run -p pannier-conformance -- gen` from conformance/src/forge; do not edit";

/// Every generated file by its path under `conformance/`.
pub fn files() -> BTreeMap<PathBuf, Vec<u8>> {
    let drafts = catalogue::all();
    let mut files = BTreeMap::new();
    for draft in &drafts {
        let folder = Path::new("vectors").join(&draft.vector.id);
        let text = serde_json::to_string_pretty(&draft.vector).expect("a vector is JSON") + "\n";
        put(&mut files, folder.join("vector.json"), text.into_bytes());
        put(&mut files, folder.join(&draft.vector.input), draft.input.clone());
        for (name, bytes) in &draft.files {
            put(&mut files, folder.join(name), bytes.clone());
        }
    }
    for (name, text) in catalogue::trust_lists() {
        put(&mut files, Path::new("trust").join(name), text.into_bytes());
    }
    for key in key::ALL {
        let name = format!("keys/TEST-ONLY-{}.json", key.name);
        put(&mut files, PathBuf::from(name), (key.private_jwk() + "\n").into_bytes());
    }
    let index = serde_json::to_string_pretty(&index(&drafts, &files)).expect("the index is JSON") + "\n";
    put(&mut files, PathBuf::from("index.json"), index.into_bytes());
    put(&mut files, PathBuf::from("COVERAGE.md"), coverage(&drafts).into_bytes());
    files
}

fn put(files: &mut BTreeMap<PathBuf, Vec<u8>>, path: PathBuf, bytes: Vec<u8>) {
    assert!(!files.contains_key(&path), "{} is made twice", path.display());
    files.insert(path, bytes);
}

/// Rewrites the generated files of the suite at `root` and removes those the catalogue no longer makes.
///
/// # Errors
///
/// Where a file cannot be written or removed.
pub fn write(root: &Path) -> io::Result<usize> {
    let files = files();
    for path in stale(root, &files)? {
        fs::remove_file(root.join(path))?;
    }
    for (path, bytes) in &files {
        let path = root.join(path);
        if fs::read(&path).ok().as_ref() != Some(bytes) {
            fs::create_dir_all(path.parent().expect("a generated file is in a folder"))?;
            fs::write(path, bytes)?;
        }
    }
    for folder in FOLDERS {
        remove_empty(&root.join(folder))?;
    }
    Ok(files.len())
}

/// Paths that are missing, differ, or should not be there.
///
/// # Errors
///
/// Where a folder cannot be read.
pub fn differences(root: &Path) -> io::Result<Vec<PathBuf>> {
    let files = files();
    let mut out = stale(root, &files)?;
    out.extend(
        files
            .iter()
            .filter(|(path, bytes)| fs::read(root.join(path)).ok().as_ref() != Some(*bytes))
            .map(|(path, _)| path.clone()),
    );
    Ok(out)
}

fn stale(root: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        list(&root.join(folder), &mut found)?;
    }
    let inside = found.iter().filter_map(|path| path.strip_prefix(root).ok());
    Ok(inside.filter(|path| !files.contains_key(*path)).map(Path::to_path_buf).collect())
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { list(&path, found)? } else { found.push(path) }
    }
    Ok(())
}

fn remove_empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_empty(&path)?;
            if fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(&path)?;
            }
        }
    }
    Ok(())
}

fn index(drafts: &[Draft], files: &BTreeMap<PathBuf, Vec<u8>>) -> Index {
    let rejecting = drafts.iter().filter(|draft| draft.vector.expect.outcome == Outcome::Reject).count();
    let digest = |bytes: &Vec<u8>| hex(&sha256(&[bytes]));
    let name = |path: &Path| path.to_str().expect("the forge names files in ASCII").to_owned();
    let mut listed: BTreeMap<PathBuf, BTreeMap<String, String>> = BTreeMap::new();
    let mut shared = BTreeMap::new();
    for (path, bytes) in files {
        match path.strip_prefix("vectors") {
            Ok(inside) => {
                let (folder, file) = (inside.parent().expect("a vector is a folder"), inside.file_name());
                let file = name(file.expect("a file has a name").as_ref());
                listed.entry(folder.to_path_buf()).or_default().insert(file, digest(bytes));
            }
            Err(_) => drop(shared.insert(name(path), digest(bytes))),
        }
    }
    let files_of = |draft: &Draft| listed.get(Path::new(&draft.vector.id)).cloned().unwrap_or_default();
    let vectors = drafts.iter().map(|draft| Listed { id: draft.vector.id.clone(), files: files_of(draft) }).collect();
    Index { generated: GENERATED.to_owned(), count: drafts.len(), rejecting, vectors, files: shared }
}

/// The variants of one requirement.
#[derive(Default)]
struct Covered {
    accept: BTreeSet<String>,
    reject: BTreeSet<String>,
    warn: BTreeSet<String>,
}

fn coverage(drafts: &[Draft]) -> String {
    let mut by_code: BTreeMap<Code, Covered> = BTreeMap::new();
    for draft in drafts {
        let (folder, variant) = draft.vector.id.split_once('/').expect("an id is a folder and a variant");
        let Ok(code) = folder.parse::<Code>() else { continue };
        let covered = by_code.entry(code).or_default();
        let (kind, name) = variant.split_once('-').expect("a variant begins with its verdict");
        match kind {
            "accept" => covered.accept.insert(name.to_owned()),
            "reject" => covered.reject.insert(name.to_owned()),
            _ => covered.warn.insert(name.to_owned()),
        };
    }
    let total = drafts.len();
    let rejecting = drafts.iter().filter(|draft| draft.vector.expect.outcome == Outcome::Reject).count();
    let mut text = format!(
        "<!-- GENERATED {GENERATED} -->\n\n# Coverage\n\n{total} vectors, {rejecting} of them rejecting. \
         What a requirement still lacks, and why, is in [uncovered.txt](uncovered.txt).\n"
    );
    for stage in judged() {
        text += "\n## ";
        text += stage.as_str();
        text += "\n\n| requirement | level | rejecting or warning | accepting |\n|---|---|---|---|\n";
        for code in Code::ALL.iter().copied().filter(|code| code.stage() == stage) {
            let none = Covered::default();
            let covered = by_code.get(&code).unwrap_or(&none);
            let level = match code.level() {
                Level::Must => "MUST",
                Level::Should => "SHOULD",
                Level::May => "MAY",
            };
            let list = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
            let against = [list(&covered.reject), list(&covered.warn)].concat();
            let cells = [code.as_str(), level, &against, &list(&covered.accept)];
            text += "| ";
            text += &cells.join(" | ");
            text += " |\n";
        }
    }
    text
}
