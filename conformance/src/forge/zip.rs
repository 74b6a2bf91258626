//! ZIP archives field by field: every field of every header can be wrong on purpose.

use super::{Edit, apply, crc::Crc, deflate};
use crate::input::{Piece, Recipe};

/// The fields a local and a central header have in common.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Version needed to extract.
    pub needed: u16,
    /// General purpose flags.
    pub flags: u16,
    /// Compression method: 0 stored, 8 deflated.
    pub method: u16,
    /// DOS time.
    pub time: u16,
    /// DOS date.
    pub date: u16,
    /// CRC-32 of the inflated bytes.
    pub crc: u32,
    /// Bytes in the archive.
    pub packed: u32,
    /// Bytes after inflating.
    pub size: u32,
    /// The entry's name.
    pub name: Vec<u8>,
    /// The extra field.
    pub extra: Vec<u8>,
}

/// A few bytes over and over, left out of memory: they stand at `at` of an entry's data.
#[derive(Clone, Debug)]
pub struct Run {
    /// Where in the data.
    pub at: usize,
    /// Which bytes.
    pub unit: Vec<u8>,
    /// How often.
    pub count: u32,
}

impl Run {
    fn length(&self) -> u32 {
        length(&self.unit) * self.count
    }
}

/// One entry: its bytes and what its two headers say of them.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Bytes between the end of the previous entry and this one; none in a good file.
    pub gap: Vec<u8>,
    /// The local header.
    pub local: Fields,
    /// The central header.
    pub central: Fields,
    /// The bytes in the archive.
    pub data: Vec<u8>,
    /// Bytes that belong into the data and are not in it.
    pub run: Option<Run>,
    /// Version made by, the host in the upper byte.
    pub made_by: u16,
    /// Internal attributes.
    pub internal: u16,
    /// External attributes.
    pub attributes: u32,
    /// Number of the disk.
    pub disk: u16,
    /// The comment.
    pub comment: Vec<u8>,
}

impl Entry {
    /// An entry that is stored.
    pub fn stored(name: &str, content: impl Into<Vec<u8>>) -> Self {
        let content = content.into();
        let crc = Crc::of(&content).value();
        let size = length(&content);
        Self::with(name, 0, 10, crc, size, content)
    }

    /// A stored entry of `before`, `count` times `byte`, and `after`.
    pub fn stretched(name: &str, before: &[u8], byte: u8, count: u32, after: &[u8]) -> Self {
        let crc = Crc::of(before).then(Crc::of(&[byte]).times(count)).then(Crc::of(after)).value();
        let content = [before, after].concat();
        let size = length(&content) + count;
        let mut entry = Self::with(name, 0, 10, crc, size, content);
        entry.both(|fields| fields.packed = size);
        entry.run = Some(Run { at: before.len(), unit: vec![byte], count });
        entry
    }

    /// A deflated entry that inflates to `size` times `byte`; its stream is `unit`, `count` times, and `end`.
    pub fn inflating(name: &str, (byte, size): (u8, u32), unit: Vec<u8>, count: u32, end: &[u8]) -> Self {
        let mut entry = Self::with(name, 8, 20, Crc::of(&[byte]).times(size).value(), size, end.to_vec());
        let run = Run { at: 0, unit, count };
        entry.both(|fields| fields.packed += run.length());
        entry.run = Some(run);
        entry
    }

    /// An entry in deflate's own "stored" blocks.
    pub fn deflated(name: &str, content: &[u8]) -> Self {
        Self::with(name, 8, 20, Crc::of(content).value(), length(content), deflate::stored(content))
    }

    /// An entry with a given deflate stream, which inflates to `content`.
    pub fn packed(name: &str, content: &[u8], stream: Vec<u8>) -> Self {
        Self::with(name, 8, 20, Crc::of(content).value(), length(content), stream)
    }

    fn with(name: &str, method: u16, needed: u16, crc: u32, size: u32, data: Vec<u8>) -> Self {
        let fields = Fields {
            needed,
            flags: 0,
            method,
            time: 0,
            date: 0x0021,
            crc,
            packed: length(&data),
            size,
            name: name.as_bytes().to_vec(),
            extra: Vec::new(),
        };
        Self {
            gap: Vec::new(),
            local: fields.clone(),
            central: fields,
            data,
            run: None,
            made_by: 20,
            internal: 0,
            attributes: 0,
            disk: 0,
            comment: Vec::new(),
        }
    }

    /// Changes both headers alike.
    pub fn both(&mut self, change: impl Fn(&mut Fields)) {
        change(&mut self.local);
        change(&mut self.central);
    }

    /// Replaces the content, keeping name and method, so that the headers are right for it.
    pub fn replace(&mut self, content: impl Into<Vec<u8>>) {
        let name = String::from_utf8(self.central.name.clone()).expect("the forge's names are ASCII");
        let content = content.into();
        *self = if self.central.method == 8 { Self::deflated(&name, &content) } else { Self::stored(&name, content) };
    }

    /// The name as text.
    pub fn name(&self) -> &str {
        std::str::from_utf8(&self.central.name).expect("the forge's names are ASCII")
    }
}

/// The record at the end of the file.
#[derive(Clone, Debug, Default)]
pub struct End {
    /// Number of this disk.
    pub disk: u16,
    /// Disk on which the directory starts.
    pub directory_disk: u16,
    /// Entries on this disk.
    pub entries_here: u16,
    /// Entries in all.
    pub entries: u16,
    /// Bytes of the directory.
    pub directory_size: u32,
    /// Offset of the directory.
    pub directory_at: u32,
    /// The comment.
    pub comment: Vec<u8>,
}

/// A whole archive.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    /// The entries in order.
    pub entries: Vec<Entry>,
    /// Bytes before the first entry.
    pub prefix: Vec<u8>,
    /// Bytes between the last entry and the directory.
    pub before_directory: Vec<u8>,
    /// Bytes between the directory and the end record.
    pub before_end: Vec<u8>,
    /// Bytes after the end record.
    pub suffix: Vec<u8>,
    /// Changes the end record.
    pub end: Edit<End>,
    /// The order of the entries in the directory, where it is not theirs.
    pub directory_order: Option<Vec<usize>>,
}

impl Archive {
    /// An archive of `entries` in which nothing is wrong.
    pub fn of(entries: Vec<Entry>) -> Self {
        Self { entries, ..Self::default() }
    }

    /// The entry called `name`.
    pub fn entry(&mut self, name: &str) -> &mut Entry {
        self.entries.iter_mut().find(|entry| entry.central.name == name.as_bytes()).expect("the entry is there")
    }

    /// The file, none of whose entries is stretched.
    pub fn bytes(&self) -> Vec<u8> {
        assert!(self.entries.iter().all(|entry| entry.run.is_none()), "a stretched entry is for a recipe");
        self.layout().0
    }

    /// The recipe of the file.
    pub fn recipe(&self) -> Recipe {
        let (bytes, runs) = self.layout();
        let mut pieces = Vec::new();
        let mut from = 0;
        for Run { at, unit, count } in runs {
            pieces.push(Piece::new(&bytes[from..at], 1));
            pieces.push(Piece::new(&unit, u64::from(count)));
            from = at;
        }
        pieces.push(Piece::new(&bytes[from..], 1));
        Recipe { pieces }
    }

    /// The file without the bytes of its runs, and where these belong.
    fn layout(&self) -> (Vec<u8>, Vec<Run>) {
        let mut out = self.prefix.clone();
        let mut runs = Vec::new();
        let mut stretch = 0;
        let mut offsets = Vec::new();
        for entry in &self.entries {
            out.extend_from_slice(&entry.gap);
            offsets.push(length(&out) + stretch);
            out.extend_from_slice(b"PK\x03\x04");
            fields(&mut out, &entry.local);
            out.extend_from_slice(&short(&entry.local.name).to_le_bytes());
            out.extend_from_slice(&short(&entry.local.extra).to_le_bytes());
            out.extend_from_slice(&entry.local.name);
            out.extend_from_slice(&entry.local.extra);
            if let Some(run) = &entry.run {
                runs.push(Run { at: out.len() + run.at, ..run.clone() });
                stretch += run.length();
            }
            out.extend_from_slice(&entry.data);
        }
        out.extend_from_slice(&self.before_directory);
        let directory_from = length(&out);
        let directory_at = directory_from + stretch;
        let order = self.directory_order.clone().unwrap_or_else(|| (0..self.entries.len()).collect());
        for index in order {
            let entry = &self.entries[index];
            out.extend_from_slice(b"PK\x01\x02");
            out.extend_from_slice(&entry.made_by.to_le_bytes());
            fields(&mut out, &entry.central);
            for number in [
                short(&entry.central.name),
                short(&entry.central.extra),
                short(&entry.comment),
                entry.disk,
                entry.internal,
            ] {
                out.extend_from_slice(&number.to_le_bytes());
            }
            out.extend_from_slice(&entry.attributes.to_le_bytes());
            out.extend_from_slice(&offsets[index].to_le_bytes());
            out.extend_from_slice(&entry.central.name);
            out.extend_from_slice(&entry.central.extra);
            out.extend_from_slice(&entry.comment);
        }
        let count = u16::try_from(self.entries.len()).expect("few entries");
        let mut end = End {
            entries_here: count,
            entries: count,
            directory_size: length(&out) - directory_from,
            directory_at,
            ..End::default()
        };
        apply(self.end, &mut end);
        out.extend_from_slice(&self.before_end);
        out.extend_from_slice(b"PK\x05\x06");
        for number in [end.disk, end.directory_disk, end.entries_here, end.entries] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(&end.directory_size.to_le_bytes());
        out.extend_from_slice(&end.directory_at.to_le_bytes());
        out.extend_from_slice(&short(&end.comment).to_le_bytes());
        out.extend_from_slice(&end.comment);
        out.extend_from_slice(&self.suffix);
        (out, runs)
    }
}

fn fields(out: &mut Vec<u8>, fields: &Fields) {
    for number in [fields.needed, fields.flags, fields.method, fields.time, fields.date] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    for number in [fields.crc, fields.packed, fields.size] {
        out.extend_from_slice(&number.to_le_bytes());
    }
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("the forge's files are small")
}

fn short(bytes: &[u8]) -> u16 {
    u16::try_from(bytes.len()).expect("names, extra fields and comments are short")
}
