//! Files out of a ZIP archive of another program: statements that a bank packs together.
//!
//! Nothing here is part of the standard's own container, which is read strictly by [`crate::container`]. Archives of others
//! are read as widely as programs write them, within bounds that no pack of statements comes near.

use std::io::{self, Read, Write};

use zip::{ZipArchive, result::ZipError};

use crate::{
    limits::{INFLATED_BYTES, RATIO},
    source::{Source, SourceReader},
};

/// Most files of an archive.
pub const UNPACKED_FILES: usize = 10_000;
/// A file up to this long may be packed as well as it can be.
const FREE_BYTES: u64 = 1 << 20;

/// A file that was in an archive: where it lies in what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacked {
    /// Its name in the archive: shown to people, and never a path.
    pub name: String,
    /// Its first byte in the output.
    pub start: u64,
    /// How many bytes it has.
    pub len: u64,
}

/// Why an archive is not unpacked.
#[derive(Debug, thiserror::Error)]
pub enum NotUnpacked {
    /// It is no whole ZIP archive, or not in a form that is read here.
    #[error("it is no ZIP archive that can be read: {0}")]
    Form(String),
    /// Programs would not agree on what is in it.
    #[error("two of its files have the same name or lie over each other")]
    Ambiguous,
    /// Too many files.
    #[error("it holds more than 10,000 files")]
    Files,
    /// A file is encrypted.
    #[error("the file {0:?} in it is encrypted")]
    Encrypted(String),
    /// A file is packed in a way that is not read here, or is damaged.
    #[error("the file {0:?} in it is damaged, or packed by another method than deflate")]
    Damaged(String),
    /// A file, or all together, are too long for what they are packed into.
    #[error("the file {0:?} in it is larger than an archive may unpack to")]
    Large(String),
    /// The archive cannot be read, or the output not be written.
    #[error("it cannot be unpacked: {0}")]
    Io(#[from] io::Error),
}

/// Names of all that is in an archive, folders too, as its directory has them.
///
/// # Errors
/// The archive is no whole ZIP, or cannot be read.
pub fn names(source: &dyn Source) -> Result<Vec<String>, NotUnpacked> {
    let archive = ZipArchive::new(SourceReader::new(source)).map_err(form)?;
    archive.file_names().map(|name| Ok(name.map_err(form)?.into_owned())).collect()
}

/// Writes all files of an archive one behind the other, in its order, and says where each lies. Folders are passed over.
///
/// # Errors
/// The archive is no whole ZIP, is encrypted, would unpack to more than 4 GiB, or to more than 200 times its size in a
/// file of more than 1 MiB; or reading or writing failed.
pub fn unpack(source: &dyn Source, output: &mut dyn Write) -> Result<Vec<Unpacked>, NotUnpacked> {
    let mut archive = ZipArchive::new(SourceReader::new(source)).map_err(form)?;
    if archive.len() > UNPACKED_FILES {
        return Err(NotUnpacked::Files);
    }
    if archive.has_duplicate_names() || archive.has_overlapping_entries().map_err(form)? {
        return Err(NotUnpacked::Ambiguous);
    }
    let mut found = Vec::new();
    let mut start = 0;
    for index in 0..archive.len() {
        let name = match archive.by_index_raw(index) {
            Ok(file) => {
                let name = String::from_utf8_lossy(file.name_raw()).into_owned();
                if file.encrypted() {
                    return Err(NotUnpacked::Encrypted(name));
                }
                name
            }
            Err(error) => return Err(form(error)),
        };
        if name.ends_with('/') {
            continue;
        }
        let mut file = archive.by_index(index).map_err(|error| match error {
            ZipError::Io(error) => NotUnpacked::Io(error),
            _ => NotUnpacked::Damaged(name.clone()),
        })?;
        let most = file.compressed_size().saturating_mul(RATIO).max(FREE_BYTES).min(INFLATED_BYTES - start);
        let len = copy(&mut file.by_ref().take(most + 1), output, &name)?;
        if len > most {
            return Err(NotUnpacked::Large(name));
        }
        found.push(Unpacked { name, start, len });
        start += len;
    }
    Ok(found)
}

/// Copies to the end; what goes wrong at reading is damage, and at writing a failure.
fn copy(file: &mut dyn Read, output: &mut dyn Write, name: &str) -> Result<u64, NotUnpacked> {
    let mut piece = vec![0; 1 << 16];
    let mut len = 0;
    loop {
        let read = match file.read(&mut piece) {
            Ok(0) => return Ok(len),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return Err(NotUnpacked::Damaged(name.to_owned())),
        };
        output.write_all(&piece[..read])?;
        len += read as u64;
    }
}

fn form(error: ZipError) -> NotUnpacked {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => NotUnpacked::Io(error),
        error => NotUnpacked::Form(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            let method = if content.len() < 10 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).expect("a file");
            writer.write_all(content).expect("written");
        }
        writer.finish().expect("an archive").into_inner()
    }

    fn said(archive: &[u8]) -> String {
        let mut output = Vec::new();
        match unpack(&archive.to_vec(), &mut output) {
            Ok(files) => {
                let place = |place: u64| usize::try_from(place).expect("a place in memory");
                let file = |file: &Unpacked| {
                    let content = &output[place(file.start)..place(file.start + file.len)];
                    format!("{}={}", file.name, String::from_utf8_lossy(&content[..content.len().min(9)]))
                };
                files.iter().map(file).collect::<Vec<_>>().join(" ")
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn files_in_their_order() {
        let archive = packed(&[("b/2.xml", b"two"), ("a.csv", b"one;one;one;one;one"), ("empty", b"")]);
        assert_eq!(said(&archive), "b/2.xml=two a.csv=one;one;o empty=");
        assert_eq!(said(&packed(&[])), "");
    }

    #[test]
    fn archives_that_are_refused() {
        let archive = packed(&[("a.csv", b"one;one;one;one;one")]);
        // Flipped bits: in the packed bytes, in the flag of encryption of both headers, in the method.
        let broken = |changes: &[(usize, u8)]| {
            let mut archive = archive.clone();
            for (at, bits) in changes {
                archive[*at] ^= bits;
            }
            said(&archive)
        };
        let central = archive.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("a directory");
        let damaged = "the file \"a.csv\" in it is damaged, or packed by another method than deflate";
        assert_eq!(broken(&[(30 + 5 + 2, 0x10)]), damaged);
        assert_eq!(broken(&[(6, 1), (central + 8, 1)]), "the file \"a.csv\" in it is encrypted");
        assert_eq!(broken(&[(8, 4), (central + 10, 4)]), damaged);
        assert!(said(&archive[..archive.len() - 5]).starts_with("it is no ZIP archive that can be read"));
        assert!(said(b"PK\x03\x04").starts_with("it is no ZIP archive that can be read"));
        // Twice the same name.
        let mut twice = packed(&[("a.csv", b"one"), ("b.csv", b"two")]);
        for at in 0..twice.len() - 5 {
            if &twice[at..at + 5] == b"b.csv" {
                twice[at] = b'a';
            }
        }
        assert_eq!(said(&twice), "two of its files have the same name or lie over each other");
        // Nothing, a thousand times over.
        let zeros = vec![b'0'; 8 << 20];
        assert_eq!(said(&packed(&[("z", &zeros)])), "the file \"z\" in it is larger than an archive may unpack to");
        assert_eq!(said(&packed(&[("z", &zeros[..1 << 20])])), "z=000000000");
        // Files without end.
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for number in 0..=UNPACKED_FILES {
            writer.start_file(number.to_string(), SimpleFileOptions::default()).expect("a file");
        }
        assert_eq!(said(&writer.finish().expect("an archive").into_inner()), "it holds more than 10,000 files");
    }
}
