//! Files that are read.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, BufReader, Read, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use pannier::{Source, bundle::SourceReader};

use super::output::no_temporary_room;
use crate::{failure::Failure, render::untrusted::Untrusted};

/// Name of the first entry of every bundle and share.
const MIMETYPE: &[u8] = b"mimetype";

/// A file of bytes that can be read at any place, from many threads; standard input is copied to scratch space first.
#[derive(Debug)]
pub(crate) struct Input {
    file: Arc<File>,
    /// Where it begins in the file, which holds others too where they came out of one archive.
    start: u64,
    len: u64,
    path: PathBuf,
    /// The archive that it came out of.
    archive: Option<PathBuf>,
}

impl Input {
    /// Opens `path`, or standard input for `-`.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::on_file("read", path, &error);
        let file = if is_standard(path) {
            let mut spool = tempfile::tempfile().map_err(no_temporary_room)?;
            copy(&mut io::stdin().lock(), &mut spool)?;
            spool
        } else {
            // Looked at before it is opened: opening a pipe would wait for somebody to write.
            regular(path, &fs::metadata(path).map_err(failed)?)?;
            let file = File::open(path).map_err(failed)?;
            regular(path, &file.metadata().map_err(failed)?)?;
            remember(path);
            file
        };
        let len = file.metadata().map_err(failed)?.len();
        Ok(Self { file: Arc::new(file), start: 0, len, path: path.to_path_buf(), archive: None })
    }

    /// A file out of this archive, which was unpacked to a place in `file`.
    pub(super) fn unpacked(&self, file: &Arc<File>, name: &str, (start, len): (u64, u64)) -> Self {
        // The name is a text to be shown: nothing is opened by it.
        let path = PathBuf::from(format!("{}/{name}", self.path.to_string_lossy()));
        Self { file: Arc::clone(file), start, len, path, archive: Some(self.path.clone()) }
    }

    /// The bytes of `file` under the same name: what was found inside of this one.
    pub(super) fn instead(self, file: File) -> Result<Self, Failure> {
        let len = file.metadata().map_err(|error| Failure::on_file("read", &self.path, &error))?.len();
        Ok(Self { file: Arc::new(file), start: 0, len, ..self })
    }

    /// How the user named it, escaped for a message.
    pub(crate) fn name(&self) -> String {
        if is_standard(&self.path) { "(standard input)".to_owned() } else { Untrusted::path(&self.path).to_string() }
    }

    /// The path the user gave, and behind it the name in an archive.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file that the user named: the archive, of what came out of one.
    pub(crate) fn named(&self) -> &Path {
        self.archive.as_deref().unwrap_or(&self.path)
    }

    /// The first bytes, at most `limit`.
    pub(crate) fn head(&self, limit: usize) -> Result<Vec<u8>, Failure> {
        let failed = |error: io::Error| Failure::on_file("read", &self.path, &error);
        let mut bytes = Vec::new();
        self.reader().take(limit as u64).read_to_end(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }

    /// Whether it begins as a ZIP file does: a bundle, a share, or an archive of other files.
    pub(crate) fn is_archive(&self) -> Result<bool, Failure> {
        Ok(self.head(4)? == b"PK\x03\x04")
    }

    /// Whether it is a ZIP file whose first entry is not that of a bundle or share: banks pack their statements, too.
    pub(crate) fn is_other_archive(&self) -> Result<bool, Failure> {
        // A local header is 30 bytes long; the length of the name is at 26.
        let head = self.head(30 + MIMETYPE.len())?;
        let length = head.get(26..28).map(|bytes| usize::from(bytes[0]) | usize::from(bytes[1]) << 8);
        Ok(head.starts_with(b"PK\x03\x04") && !(length == Some(MIMETYPE.len()) && head.get(30..) == Some(MIMETYPE)))
    }

    /// Refuses such an archive, where one file is wanted.
    pub(crate) fn refuse_other_archive(&self) -> Result<(), Failure> {
        if !self.is_other_archive()? {
            return Ok(());
        }
        Err(Failure::new(format!("{} is a ZIP archive, and neither a bundle nor a share", self.name()))
            .help("unpack it, and give a file that it holds; `pannier convert` and `pannier issue` read all of them"))
    }

    /// All bytes, where there are at most `limit`.
    pub(crate) fn all(&self, limit: u64) -> Result<Vec<u8>, Failure> {
        let failed = |error: io::Error| Failure::on_file("read", &self.path, &error);
        let mut bytes = Vec::new();
        // One byte more than allowed: a file may grow after its length was taken.
        self.reader().take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > limit {
            return Err(Failure::new(format!("{} is larger than {limit} bytes", self.name())));
        }
        Ok(bytes)
    }

    /// Reads from the beginning, with a place of its own: several readers of one file do not disturb each other.
    pub(crate) fn reader(&self) -> BufReader<SourceReader<&Self>> {
        BufReader::with_capacity(1 << 16, SourceReader::new(self))
    }
}

/// Copies standard input to its scratch space; says which of the two failed.
fn copy(from: &mut impl Read, to: &mut File) -> Result<(), Failure> {
    let mut block = vec![0; 1 << 16];
    loop {
        match from.read(&mut block) {
            Ok(0) => return Ok(()),
            Ok(n) => to.write_all(&block[..n]).map_err(no_temporary_room)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::new(format!("cannot read (standard input): {error}"))),
        }
    }
}

impl Source for Input {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        if self.archive.is_none() {
            return read_file(&self.file, self.start + offset, buf);
        }
        // Behind its end lies another file.
        let left = usize::try_from(self.len.saturating_sub(offset)).unwrap_or(usize::MAX).min(buf.len());
        read_file(&self.file, self.start.saturating_add(offset), &mut buf[..left])
    }
}

#[cfg(unix)]
fn read_file(file: &File, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buf, offset)
}

#[cfg(windows)]
fn read_file(file: &File, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buf, offset)
}

/// Reads a small file whole: a key, a trust list, a mapping.
pub(crate) fn read_small(path: &Path) -> Result<Vec<u8>, Failure> {
    /// Far above any key or list, far below what hurts.
    const LIMIT: u64 = 32 << 20;
    Input::open(path)?.all(LIMIT)
}

/// Reads a small file of text.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read_small(path)?).map_err(|error| {
        Failure::new(format!("{} is not UTF-8 at byte {}", Untrusted::path(path), error.utf8_error().valid_up_to()))
    })
}

/// Whether `path` stands for a standard stream.
pub(crate) fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// Refuses an output that is one of the inputs, by whatever name.
pub(crate) fn not_an_input<'a>(target: &Path, inputs: impl IntoIterator<Item = &'a Path>) -> Result<(), Failure> {
    let Ok(target_is) = target.canonicalize() else { return Ok(()) };
    for input in inputs {
        if input.canonicalize().is_ok_and(|input_is| input_is == target_is) {
            return Err(Failure::new(format!("{} is an input; it is not overwritten", Untrusted::path(target)))
                .help("name another file after -o"));
        }
    }
    Ok(())
}

/// Files that were read, by their real names. Of a run over more files than anybody names at once the first ones.
static READ: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
const MOST_READ: usize = 10_000;

fn remember(path: &Path) {
    let Ok(real) = path.canonicalize() else { return };
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if read.len() < MOST_READ {
        read.insert(real);
    }
}

/// Refuses to write over a file that this run has read: whoever names a key or a list twice would lose it.
pub(super) fn was_not_read(target: &Path) -> Result<(), Failure> {
    let Ok(real) = target.canonicalize() else { return Ok(()) };
    if !READ.lock().unwrap_or_else(PoisonError::into_inner).contains(&real) {
        return Ok(());
    }
    Err(Failure::new(format!("{} was read; it is not overwritten", Untrusted::path(target))).help("name another file"))
}

/// Refuses to replace a folder in which a file was read.
pub(super) fn nothing_was_read_in(folder: &Path) -> Result<(), Failure> {
    let Ok(real) = folder.canonicalize() else { return Ok(()) };
    let read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(inside) = read.range(real.clone()..).next().filter(|path| path.starts_with(&real)) else { return Ok(()) };
    Err(Failure::new(format!("{} was read; its folder is not replaced", Untrusted::path(inside)))
        .help("name another folder"))
}

/// Pipes and devices have no places to come back to, and folders no bytes.
fn regular(path: &Path, found: &fs::Metadata) -> Result<(), Failure> {
    if found.is_file() {
        return Ok(());
    }
    let what = if found.is_dir() { "a folder" } else { "not a regular file" };
    let failure = Failure::new(format!("{} is {what}", Untrusted::path(path)));
    Err(if found.is_dir() {
        failure.help("name a file in it")
    } else {
        failure.help("copy it to a file, or feed it to standard input and write -")
    })
}
