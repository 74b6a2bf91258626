//! A forge of containers: right by default, wrong at any byte a test names. It shares no code with the reader or the writer.

#![allow(dead_code, reason = "each test file uses some of it")]

use std::io::Write as _;

use flate2::{Compression, write::DeflateEncoder};

/// A bundle as the bytes it is made of.
#[derive(Clone)]
pub(crate) struct Forged {
    pub(crate) bytes: Vec<u8>,
    /// Where each local header begins.
    pub(crate) locals: Vec<usize>,
    /// Where each record of the directory begins.
    pub(crate) records: Vec<usize>,
    /// Where the end record begins.
    pub(crate) end: usize,
}

/// One entry to be forged.
#[derive(Clone)]
pub(crate) struct Piece {
    pub(crate) name: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) crc: u32,
    pub(crate) inflated: u32,
    pub(crate) data: Vec<u8>,
}

impl Piece {
    pub(crate) fn stored(name: &str, content: &[u8]) -> Self {
        Self {
            name: name.as_bytes().to_vec(),
            method: 0,
            crc: crc32fast::hash(content),
            inflated: u32::try_from(content.len()).unwrap(),
            data: content.to_vec(),
        }
    }

    pub(crate) fn deflated(name: &str, content: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
        encoder.write_all(content).unwrap();
        Self { method: 8, data: encoder.finish().unwrap(), ..Self::stored(name, content) }
    }
}

/// The media type.
pub(crate) const MIMETYPE: &[u8] = b"application/vnd.pannier.bundle+zip";

/// The first three entries of a bundle.
pub(crate) fn front() -> Vec<Piece> {
    vec![
        Piece::stored("mimetype", MIMETYPE),
        Piece::stored("head.sdjwt", b"aGVhZA"),
        Piece::stored("secret.bin", &[7; 32]),
    ]
}

/// The smallest bundle with a part: [`front`] and `parts/p.ndjson`.
pub(crate) fn bundle(rows: &[u8]) -> Forged {
    let mut pieces = front();
    pieces.push(Piece::deflated("parts/p.ndjson", rows));
    forge(&pieces)
}

pub(crate) fn forge(pieces: &[Piece]) -> Forged {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    let (mut locals, mut records) = (Vec::new(), Vec::new());
    for piece in pieces {
        let mut shared = Vec::new();
        for field in [20, 0, piece.method, 0, 0x21] {
            shared.extend_from_slice(&field.to_le_bytes());
        }
        for field in [piece.crc, u32::try_from(piece.data.len()).unwrap(), piece.inflated] {
            shared.extend_from_slice(&field.to_le_bytes());
        }
        shared.extend_from_slice(&u16::try_from(piece.name.len()).unwrap().to_le_bytes());
        shared.extend_from_slice(&[0; 2]);
        records.push(directory.len());
        directory.extend_from_slice(b"PK\x01\x02\x14\x03");
        directory.extend_from_slice(&shared);
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&0x81a4_0000_u32.to_le_bytes());
        directory.extend_from_slice(&u32::try_from(bytes.len()).unwrap().to_le_bytes());
        directory.extend_from_slice(&piece.name);
        locals.push(bytes.len());
        bytes.extend_from_slice(b"PK\x03\x04");
        bytes.extend_from_slice(&shared);
        bytes.extend_from_slice(&piece.name);
        bytes.extend_from_slice(&piece.data);
    }
    let start = bytes.len();
    for record in &mut records {
        *record += start;
    }
    bytes.extend_from_slice(&directory);
    let end = bytes.len();
    let count = u16::try_from(pieces.len()).unwrap().to_le_bytes();
    bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    bytes.extend_from_slice(&count);
    bytes.extend_from_slice(&count);
    bytes.extend_from_slice(&u32::try_from(directory.len()).unwrap().to_le_bytes());
    bytes.extend_from_slice(&u32::try_from(start).unwrap().to_le_bytes());
    bytes.extend_from_slice(&[0; 2]);
    Forged { bytes, locals, records, end }
}

impl Forged {
    pub(crate) fn put16(&mut self, at: usize, value: u16) {
        self.bytes[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }

    pub(crate) fn put32(&mut self, at: usize, value: u32) {
        self.bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    pub(crate) fn get32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.bytes[at..at + 4].try_into().unwrap())
    }

    /// Sets a 16-bit field of the last entry in both headers; `at` counts within the local header.
    pub(crate) fn both16(&mut self, at: usize, value: u16) {
        self.put16(self.locals.last().unwrap() + at, value);
        self.put16(self.records.last().unwrap() + at + 2, value);
    }

    /// Sets a 32-bit field of the last entry in both headers.
    pub(crate) fn both32(&mut self, at: usize, value: u32) {
        self.put32(self.locals.last().unwrap() + at, value);
        self.put32(self.records.last().unwrap() + at + 2, value);
    }
}
