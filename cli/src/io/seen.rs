//! A memory of nonces in a file: a recipient's guard against a share that comes a second time.
//!
//! ```text
//! pannier-seen/1
//! 1767400600 https://app.example n-0S6_WzA2Mj
//! ```
//!
//! One line for each pair of audience and nonce that was accepted, with the last second in which its share could be
//! accepted again; later the key binding is too old, and the line goes. A file that is not of this form was cut off or
//! is something else: no share is accepted on the word of it.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use pannier::bundle::binding::Seen;

use super::output::{self, Privacy};

const FIRST_LINE: &str = "pannier-seen/1";
/// Far more shares than anybody accepts within a window.
const LIMIT: u64 = 256 << 20;

/// The memory in one file. Each look at it is made under a lock, so that of two programs at once one waits, and the file
/// is replaced whole.
pub(crate) struct SeenFile {
    path: PathBuf,
    now: i64,
}

impl SeenFile {
    pub(crate) fn new(path: &Path, now: i64) -> Self {
        Self { path: path.to_path_buf(), now }
    }

    /// The lock is on a file beside it: the file itself is another one after every change.
    fn lock(&self) -> io::Result<File> {
        let mut name = self.path.file_name().ok_or(ErrorKind::InvalidInput)?.to_owned();
        name.push(".lock");
        let file = File::options().create(true).write(true).truncate(false).open(self.path.with_file_name(name))?;
        file.lock()?;
        Ok(file)
    }

    fn read(&self) -> io::Result<BTreeMap<(String, String), i64>> {
        match fs::metadata(&self.path) {
            Ok(found) if !found.is_file() => return Err(damaged("it is not a regular file")),
            Ok(found) if found.len() > LIMIT => return Err(damaged("it is larger than any memory of nonces")),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) => return Err(error),
        }
        parse(&fs::read_to_string(&self.path)?)
    }

    fn write(&self, entries: &BTreeMap<(String, String), i64>) -> io::Result<()> {
        let mut text = format!("{FIRST_LINE}\n");
        for ((aud, nonce), until) in entries {
            text.extend([until.to_string().as_str(), " ", aud, " ", nonce, "\n"]);
        }
        output::replace(&self.path, text.as_bytes(), Privacy::Private)
            .map_err(|failure| io::Error::other(failure.to_string()))
    }
}

impl Seen for SeenFile {
    fn note(&mut self, aud: &str, nonce: &str, until: i64) -> io::Result<bool> {
        let lock = self.lock()?;
        let mut entries = self.read()?;
        entries.retain(|_, until| *until >= self.now);
        let key = (aud.to_owned(), nonce.to_owned());
        let is_new = !entries.contains_key(&key);
        if is_new {
            entries.insert(key, until);
            self.write(&entries)?;
        }
        lock.unlock()?;
        Ok(is_new)
    }
}

fn parse(text: &str) -> io::Result<BTreeMap<(String, String), i64>> {
    let lines = text.strip_suffix('\n').ok_or_else(|| damaged("its last line does not end"))?;
    let mut lines = lines.split('\n').zip(1_u64..);
    if lines.next().is_none_or(|(line, _)| line != FIRST_LINE) {
        return Err(damaged("it does not begin with pannier-seen/1"));
    }
    let mut entries = BTreeMap::new();
    for (line, number) in lines {
        let entry = || {
            let mut words = line.split(' ');
            let (until, aud, nonce) = (words.next()?.parse().ok()?, words.next()?, words.next()?);
            (words.next().is_none() && !aud.is_empty() && !nonce.is_empty())
                .then(|| ((aud.to_owned(), nonce.to_owned()), until))
        };
        let (pair, until) = entry().ok_or_else(|| damaged(&format!("line {number} is no time, audience and nonce")))?;
        entries.insert(pair, until);
    }
    Ok(entries)
}

fn damaged(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("it is no memory of nonces: {why}"))
}

#[cfg(test)]
mod tests {
    use std::{sync::Barrier, thread};

    use super::*;

    const NOW: i64 = 1_767_400_000;

    #[test]
    fn a_pair_is_new_once_until_its_window_closes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seen");
        let note = |now, aud, nonce| SeenFile::new(&path, now).note(aud, nonce, now + 600).unwrap();
        assert!(note(NOW, "a", "1"));
        assert!(!note(NOW + 600, "a", "1"));
        assert!(note(NOW + 600, "b", "1") && note(NOW + 600, "a", "2"));
        assert!(note(NOW + 601, "c", "1"));
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(
            text, "pannier-seen/1\n1767401200 a 2\n1767401200 b 1\n1767401201 c 1\n",
            "the pair of which the window has closed is gone"
        );
    }

    #[test]
    fn of_many_at_once_one_is_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seen");
        let start = Barrier::new(8);
        let note = |nonce: String| {
            start.wait();
            SeenFile::new(&path, NOW).note("a", &nonce, NOW + 600).unwrap()
        };
        let first = thread::scope(|scope| {
            let notes: Vec<_> = (0..8).map(|at| scope.spawn(move || note((at / 4).to_string()))).collect();
            notes.into_iter().map(|one| one.join().unwrap()).filter(|is_new| *is_new).count()
        });
        assert_eq!(first, 2, "two nonces, each four times");
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 3, "no note was lost");
    }

    #[test]
    fn a_file_that_is_cut_off_or_something_else_is_no_memory() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seen");
        for text in [
            "",
            "pannier-seen/1",
            "pannier-seen/2\n",
            "pannier-seen/1\n1767400600 a 1\n17674",
            "pannier-seen/1\n1767400600 a\n",
            "pannier-seen/1\n1767400600 a 1 2\n",
            "pannier-seen/1\nsoon a 1\n",
            "pannier-seen/1\n\n",
        ] {
            fs::write(&path, text).unwrap();
            let error = SeenFile::new(&path, NOW).note("a", "1", NOW).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidData, "{text:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text, "it is left as it was");
        }
        assert!(SeenFile::new(folder.path(), NOW).note("a", "1", NOW).is_err());
    }
}
