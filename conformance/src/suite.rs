//! The suite as files, and what makes it one: a suite that is not whole, or a vector that is not clear, must not pass.
//!
//! Whoever adds a vector by hand, merges two branches or copies the folder to another project meets these checks
//! first: [`check`] names every defect at once, and nothing runs until there is none.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs, io,
    path::{Path, PathBuf},
};

use pannier::report::Code;

use crate::{
    forge::{hex, sha256},
    form::Form,
    vector::{Case, Index, Outcome, Vector},
};

/// Folders of which the index lists every file.
pub const FOLDERS: [&str; 3] = ["vectors", "trust", "keys"];
/// Vectors in which nothing is wrong stand here; every other folder is named by its requirement.
const WHOLE: &str = "whole";

/// The files of a suite by their paths below its root, with `/` between names.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What is wrong with a suite.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Defect {
    /// The file.
    pub path: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.what)
    }
}

/// The folder of the suite in this source tree.
pub fn suite() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All vectors of the suite at `root`, in the order of its index.
///
/// # Errors
///
/// Where the suite cannot be read, or [`check`] finds something.
pub fn cases(root: &Path) -> io::Result<Vec<Case>> {
    match check(&read(root)?) {
        Ok(vectors) => {
            let folder = |vector: &Vector| root.join("vectors").join(&vector.id);
            Ok(vectors.into_iter().map(|vector| Case { folder: folder(&vector), vector }).collect())
        }
        Err(defects) => {
            let lines: Vec<String> = defects.iter().map(ToString::to_string).collect();
            Err(io::Error::other(format!("the suite is not whole; `gen` writes it anew:\n{}", lines.join("\n"))))
        }
    }
}

/// The files of the suite at `root`: index, schemas, and everything in [`FOLDERS`].
///
/// # Errors
///
/// Where one cannot be read.
pub fn read(root: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    for name in ["index.json", Form::VECTOR, Form::RESULT] {
        files.insert(name.to_owned(), fs::read(root.join(name))?);
    }
    for folder in FOLDERS {
        read_folder(root, folder, &mut files)?;
    }
    Ok(files)
}

fn read_folder(root: &Path, folder: &str, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().ok_or_else(|| io::Error::other(format!("a name in {folder} is no text")))?;
        let path = format!("{folder}/{name}");
        if entry.file_type()?.is_dir() {
            read_folder(root, &path, files)?;
        } else {
            files.insert(path, fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// The vectors of a suite, or every defect of it.
///
/// # Errors
///
/// A vector that is malformed, has two faults, is listed twice, or not where its id says; a file that is listed and
/// missing, or other than listed, or there and not listed; a neighbour that is none.
pub fn check(files: &Files) -> Result<Vec<Vector>, Vec<Defect>> {
    let mut suite = Suite { files, defects: Vec::new() };
    let vectors = suite.vectors();
    if suite.defects.is_empty() {
        Ok(vectors)
    } else {
        suite.defects.sort();
        Err(suite.defects)
    }
}

struct Suite<'a> {
    files: &'a Files,
    defects: Vec<Defect>,
}

impl Suite<'_> {
    fn defect(&mut self, path: impl Into<String>, what: impl Into<String>) {
        self.defects.push(Defect { path: path.into(), what: what.into() });
    }

    fn vectors(&mut self) -> Vec<Vector> {
        let (Some(index), Some(form)) = (self.index(), self.form()) else { return Vec::new() };
        let mut vectors = Vec::new();
        let mut seen = BTreeSet::new();
        for listed in &index.vectors {
            if seen.insert(&listed.id) {
                vectors.extend(self.vector(&listed.id, &form));
            } else {
                self.defect("index.json", format!("{} is listed twice", listed.id));
            }
        }
        // How many there are is known of vectors that can be read.
        let unread = vectors.len() < seen.len();
        let rejecting = vectors.iter().filter(|vector| vector.expect.outcome == Outcome::Reject).count();
        for (name, said, counted) in [("count", index.count, vectors.len()), ("rejecting", index.rejecting, rejecting)]
        {
            if said != counted && !unread {
                self.defect("index.json", format!("`{name}` says {said}, there are {counted}"));
            }
        }
        self.neighbours(&vectors);
        self.listed(&index);
        vectors
    }

    fn index(&mut self) -> Option<Index> {
        let text = self.files.get("index.json").map_or(&[][..], Vec::as_slice);
        serde_json::from_slice(text).map_err(|error| self.defect("index.json", error.to_string())).ok()
    }

    fn form(&mut self) -> Option<Form> {
        let text = |name: &str| self.files.get(name).map_or(&[][..], Vec::as_slice);
        let form = Form::vector(text(Form::VECTOR), text(Form::RESULT));
        form.map_err(|error| self.defect(Form::VECTOR, error)).ok()
    }

    /// A vector that is clear by itself.
    fn vector(&mut self, id: &str, form: &Form) -> Option<Vector> {
        let path = format!("vectors/{id}/vector.json");
        let Some(text) = self.files.get(&path) else {
            self.defect(path, "is listed and missing");
            return None;
        };
        let departures = form.check(text);
        if !departures.is_empty() {
            self.defect(path, departures.join("; "));
            return None;
        }
        let vector: Vector = match serde_json::from_slice(text) {
            Ok(vector) => vector,
            Err(error) => {
                self.defect(path, error.to_string());
                return None;
            }
        };
        for what in unclear(&vector, id) {
            self.defect(path.clone(), what);
        }
        for name in [&vector.input, &vector.trust].into_iter().chain(vector.options.files()) {
            let file = match name.strip_prefix("../../../") {
                Some(shared) => shared.to_owned(),
                None => format!("vectors/{id}/{name}"),
            };
            if !self.files.contains_key(&file) {
                self.defect(path.clone(), format!("names {name}, which is not there"));
            }
        }
        Some(vector)
    }

    /// The accepted vector beside each that is not, so that a program that refuses everything proves nothing.
    fn neighbours(&mut self, vectors: &[Vector]) {
        let accepted: BTreeSet<&str> = vectors
            .iter()
            .filter(|vector| vector.expect.outcome == Outcome::Accept && vector.expect.findings.is_empty())
            .map(|vector| vector.id.as_str())
            .collect();
        for vector in vectors {
            let path = format!("vectors/{}/vector.json", vector.id);
            match &vector.base {
                None if vector.expect.outcome == Outcome::Reject => self.defect(path, "has no accepting neighbour"),
                Some(base) if !accepted.contains(base.as_str()) => {
                    self.defect(path, format!("its neighbour {base} is no vector that is accepted without a finding"));
                }
                _ => {}
            }
        }
    }

    /// Every file is listed as it is, and nothing else is there.
    fn listed(&mut self, index: &Index) {
        let inside = |path: &&String| FOLDERS.iter().any(|folder| path.starts_with(&format!("{folder}/")));
        let mut listed: BTreeMap<String, &str> = BTreeMap::new();
        for vector in &index.vectors {
            let files = vector.files.iter();
            listed.extend(files.map(|(name, digest)| (format!("vectors/{}/{name}", vector.id), digest.as_str())));
        }
        listed.extend(index.files.iter().map(|(path, digest)| (path.clone(), digest.as_str())));
        for (path, digest) in &listed {
            match self.files.get(path) {
                None => self.defect(path.clone(), "is listed and missing"),
                Some(bytes) if hex(&sha256(&[bytes])) != *digest => {
                    self.defect(path.clone(), "is not the file that is listed");
                }
                Some(_) => {}
            }
        }
        for path in self.files.keys().filter(inside).filter(|path| !listed.contains_key(*path)) {
            self.defect(path.clone(), "is not listed");
        }
    }
}

/// What keeps one vector from saying one thing.
fn unclear(vector: &Vector, id: &str) -> Vec<String> {
    let mut out = Vec::new();
    let (folder, variant) = id.split_once('/').unwrap_or((id, ""));
    let expect = &vector.expect;
    if vector.id != id {
        out.push(format!("its id is {}", vector.id));
    }
    let verdict = variant.split('-').next().unwrap_or_default();
    let right = match verdict {
        "accept" => expect.outcome == Outcome::Accept && expect.findings.is_empty(),
        "warn" => expect.outcome == Outcome::Accept && !expect.findings.is_empty(),
        "reject" => expect.outcome == Outcome::Reject && !expect.findings.is_empty() && expect.released == 0,
        _ => false,
    };
    if !right {
        out.push("its variant does not begin with its verdict".to_owned());
    }
    let codes: BTreeSet<Code> = expect.findings.iter().map(|found| found.code).collect();
    if codes.len() > 1 {
        let names: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
        out.push(format!("has {} faults: {}", names.len(), names.join(", ")));
    }
    if folder == WHOLE {
        if !codes.is_empty() {
            out.push("stands among those in which nothing is wrong".to_owned());
        }
        return out;
    }
    let Ok(code) = folder.parse::<Code>() else {
        out.push(format!("{folder} is no requirement"));
        return out;
    };
    if !vector.requirements.contains(&code) || codes.iter().any(|found| *found != code) {
        out.push(format!("stands in the folder of {code} and is about another requirement"));
    }
    if expect.outcome == Outcome::Reject && expect.stage != Some(code.stage()) {
        out.push(format!("{code} is caught at stage {}", code.stage()));
    }
    if expect.findings.iter().any(|found| found.code.level() == pannier::report::Level::Must) == (verdict == "warn")
        && !expect.findings.is_empty()
    {
        out.push(format!("{code} does not weigh as much as the verdict says"));
    }
    out
}
