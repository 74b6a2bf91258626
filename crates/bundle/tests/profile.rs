//! One departure from the container profile at a time: its requirement, its entry, its byte.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod forge;

use forge::{Forged, MIMETYPE, Piece, bundle, forge, front};
use pannier_bundle::{Archive, Fault, Kind};
use pannier_report::Code;

const ROWS: &[u8] = b"{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{\"a\":4}\n{\"a\":5}\n";

/// Opens a file, reads all of it, and holds it against the parts `p` and, if there are two, `q`.
fn open(file: &[u8]) -> Result<Kind, Fault> {
    let archive = Archive::open(file)?;
    archive.check_contents()?;
    let parts = archive.entries().iter().filter(|entry| entry.name().ends_with(".ndjson")).count();
    archive.check_file_set(["p", "q"].into_iter().take(parts), [])?;
    Ok(archive.kind())
}

/// A file is refused with this code, naming this entry and byte (`None`: the whole file).
#[track_caller]
fn check(forged: &Forged, code: Code, entry: Option<&str>, byte: Option<usize>) {
    let fault = open(&forged.bytes).expect_err("the file is wrong");
    let finding = fault.finding().unwrap_or_else(|| panic!("{fault}"));
    assert_eq!(finding.code, code, "{finding}");
    assert_eq!(finding.location.entry.as_deref(), entry, "{finding}");
    assert_eq!(finding.location.byte, byte.map(|byte| byte as u64), "{finding}");
}

const PART: Option<&str> = Some("parts/p.ndjson");

/// A change of a right bundle, and what is said of it at the directory record of its part.
#[track_caller]
fn at_record(code: Code, change: impl FnOnce(&mut Forged)) {
    let mut forged = bundle(ROWS);
    change(&mut forged);
    check(&forged, code, PART, forged.records.last().copied());
}

/// As [`at_record`], at the local header of the part.
#[track_caller]
fn at_header(code: Code, change: impl FnOnce(&mut Forged)) {
    let mut forged = bundle(ROWS);
    change(&mut forged);
    check(&forged, code, PART, forged.locals.last().copied());
}

#[test]
fn what_is_right() {
    assert_eq!(open(&bundle(ROWS).bytes).unwrap(), Kind::Bundle);
    assert_eq!(open(&bundle(b"").bytes).unwrap(), Kind::Bundle);
    assert_eq!(open(&forge(&front()).bytes).unwrap(), Kind::Bundle);
    let share = [front()[0].clone(), front()[1].clone(), Piece::stored("share.json", b"{}")];
    assert_eq!(open(&forge(&share).bytes).unwrap(), Kind::Share);
    for (made_by, external) in [(3, 0x81a4_0000), (3, 0x8180_0000), (0, 0), (0, 0x20), (0, 0x0180_0000)] {
        let mut forged = bundle(ROWS);
        let record = *forged.records.last().unwrap();
        forged.bytes[record + 5] = made_by;
        forged.put32(record + 38, external);
        assert_eq!(open(&forged.bytes).unwrap(), Kind::Bundle, "{made_by} {external:x}");
    }
    let mut dated = bundle(ROWS);
    dated.both16(4, 10);
    dated.both16(10, (23 << 11) + (59 << 5) + 29);
    dated.both16(12, (46 << 9) + (12 << 5) + 31);
    assert_eq!(open(&dated.bytes).unwrap(), Kind::Bundle);
}

#[test]
fn file_and_end_record() {
    let change = |code: Code, byte: Option<usize>, change: &dyn Fn(&mut Forged)| {
        let mut forged = bundle(ROWS);
        change(&mut forged);
        check(&forged, code, None, byte);
    };
    let end = bundle(ROWS).end;
    change(Code::ContainerFileSize, None, &|forged| forged.bytes.truncate(21));
    change(Code::ContainerEndRecord, Some(end + 1), &|forged| forged.bytes.push(0));
    change(Code::ContainerEndRecord, Some(end - 1), &|forged| forged.bytes.truncate(end + 21));
    change(Code::ContainerEndRecord, Some(end), &|forged| forged.put16(end + 4, 1));
    change(Code::ContainerEndRecord, Some(end), &|forged| forged.put16(end + 6, 1));
    change(Code::ContainerEndRecord, Some(end), &|forged| forged.put16(end + 8, 3));
    change(Code::ContainerEndRecord, Some(end), &|forged| forged.put16(end + 20, 1));
    change(Code::ContainerEntryCount, Some(end), &|forged| {
        forged.put16(end + 8, 0);
        forged.put16(end + 10, 0);
    });
    change(Code::ContainerEntryCount, Some(end), &|forged| {
        forged.put16(end + 8, 0xffff);
        forged.put16(end + 10, 0xffff);
    });
    let size = bundle(ROWS).get32(end + 12);
    let start = bundle(ROWS).get32(end + 16);
    change(Code::ContainerDirectoryExact, Some(end), &|forged| forged.put32(end + 12, size - 1));
    change(Code::ContainerDirectoryExact, Some(end), &|forged| forged.put32(end + 16, u32::MAX));
    // One record too few and one too many are declared.
    let last = *bundle(ROWS).records.last().unwrap();
    change(Code::ContainerDirectoryExact, Some(last), &|forged| {
        forged.put16(end + 8, 3);
        forged.put16(end + 10, 3);
    });
    change(Code::ContainerDirectoryExact, Some(end), &|forged| {
        forged.put16(end + 8, 5);
        forged.put16(end + 10, 5);
    });
    change(Code::ContainerDirectoryExact, Some(last), &|forged| forged.bytes[last] = b'p');
    // A byte between the last entry and the directory, offsets adjusted.
    change(Code::ContainerEntriesContiguous, Some(start as usize), &|forged| {
        forged.bytes.insert(start as usize, 0);
        forged.put32(end + 1 + 16, start + 1);
    });
}

#[test]
fn records_of_the_directory() {
    at_record(Code::ContainerNoExtra, |forged| {
        // A comment of one byte.
        let (record, end) = (*forged.records.last().unwrap(), forged.end);
        forged.put16(record + 32, 1);
        forged.bytes.insert(end, b'c');
        let size = forged.get32(end + 1 + 12);
        forged.put32(end + 1 + 12, size + 1);
    });
    at_record(Code::ContainerFlagsZero, |forged| forged.both16(6, 0x800));
    at_record(Code::ContainerFlagsZero, |forged| forged.both16(6, 1));
    at_record(Code::ContainerMethod, |forged| forged.both16(8, 12));
    at_record(Code::ContainerTimeReal, |forged| forged.both16(10, 24 << 11));
    at_record(Code::ContainerTimeReal, |forged| forged.both16(10, 60 << 5));
    at_record(Code::ContainerTimeReal, |forged| forged.both16(10, 30));
    at_record(Code::ContainerTimeReal, |forged| forged.both16(12, 0));
    at_record(Code::ContainerTimeReal, |forged| forged.both16(12, (13 << 5) | 1));
    at_record(Code::ContainerAttributes, |forged| forged.both16(4, 45));
    for (field, value) in [(34, 1), (36, 2), (40, 0o120_777), (40, 0o040_755), (40, 0o104_755), (38, 0x10), (38, 8)] {
        at_record(Code::ContainerAttributes, |forged| forged.put16(forged.records.last().unwrap() + field, value));
    }
    at_record(Code::ContainerAttributes, |forged| {
        let record = *forged.records.last().unwrap();
        forged.bytes[record + 5] = 10;
    });
    at_record(Code::ContainerRatio, |forged| forged.both32(22, 100_000));
    at_record(Code::ContainerEntriesContiguous, |forged| forged.put32(forged.records.last().unwrap() + 42, 5));
    at_record(Code::ContainerEntriesContiguous, |forged| {
        let held = forged.get32(forged.locals.last().unwrap() + 18);
        forged.both32(18, held + 1);
    });
    let mut stored = front();
    stored.push(Piece { inflated: 7, ..Piece::stored("parts/p.ndjson", b"{\"a\":1}\n") });
    let forged = forge(&stored);
    check(&forged, Code::ContainerStoredSize, PART, Some(forged.records[3]));
}

#[test]
fn inflated_sizes_add_up_within_the_limit() {
    // Two entries that declare 200 times their size, together over 4 GiB − 2.
    let zeros = vec![0; 11 << 20];
    let mut pieces = front();
    for name in ["parts/p.ndjson", "parts/q.ndjson"] {
        pieces.push(Piece { method: 8, inflated: (11 << 20) * 200, ..Piece::stored(name, &zeros) });
    }
    let forged = forge(&pieces);
    check(&forged, Code::ContainerInflatedSize, Some("parts/q.ndjson"), Some(forged.records[4]));
}

#[test]
fn local_headers() {
    let start = *bundle(ROWS).locals.last().unwrap();
    for (field, code) in [
        (0, Code::ContainerEntriesContiguous),
        (4, Code::ContainerHeadersAgree),
        (6, Code::ContainerHeadersAgree),
        (8, Code::ContainerHeadersAgree),
        (10, Code::ContainerHeadersAgree),
        (12, Code::ContainerHeadersAgree),
        (14, Code::ContainerHeadersAgree),
        (18, Code::ContainerHeadersAgree),
        (22, Code::ContainerHeadersAgree),
        (26, Code::ContainerHeadersAgree),
        (28, Code::ContainerNoExtra),
        (30, Code::ContainerHeadersAgree),
    ] {
        at_header(code, |forged| forged.bytes[start + field] ^= 1);
    }
    // Something stands before the first entry, with the offsets as they were and with the directory's adjusted.
    let mut forged = bundle(ROWS);
    forged.bytes.splice(0..0, *b"#!/bin/sh\n");
    let end = forged.end + 10;
    check(&forged, Code::ContainerDirectoryExact, None, Some(end));
    let start = forged.get32(end + 16);
    forged.put32(end + 16, start + 10);
    let gap = start as usize;
    check(&forged, Code::ContainerEntriesContiguous, None, Some(gap));
    for record in forged.records.clone() {
        let offset = forged.get32(record + 10 + 42);
        forged.put32(record + 10 + 42, offset + 10);
    }
    check(&forged, Code::ContainerEntriesContiguous, Some("mimetype"), Some(start as usize + 10));
}

#[test]
fn names() {
    let with = |pieces: &[Piece]| {
        let mut all = front();
        all.extend_from_slice(pieces);
        forge(&all)
    };
    for name in ["P", "../x", "/x", "x/", "a//b", "a/b/c", ".x", "", "a b", "a\\b", "a:b", "con\u{e9}"] {
        let forged = with(&[Piece::stored(name, b"")]);
        let shown = name.as_bytes().escape_ascii().to_string();
        check(&forged, Code::ContainerNameForm, Some(&shown), Some(forged.records[3]));
    }
    let long = "n".repeat(65_535);
    let forged = with(&[Piece::stored(&long, b"")]);
    let shown = format!("{}...", "n".repeat(80));
    check(&forged, Code::ContainerNameForm, Some(&shown), Some(forged.records[3]));
    let part = Piece::stored("parts/p.ndjson", b"");
    let forged = with(&[part.clone(), part.clone()]);
    check(&forged, Code::ContainerNamesUnique, PART, Some(forged.locals[4]));
    let forged = with(&[part, Piece::stored("parts", b"")]);
    check(&forged, Code::ContainerNamesUnique, PART, Some(forged.locals[3]));
}

#[test]
fn contents() {
    let deflated = |change: &dyn Fn(&mut Piece)| {
        let mut pieces = front();
        let mut piece = Piece::deflated("parts/p.ndjson", ROWS);
        change(&mut piece);
        pieces.push(piece);
        forge(&pieces)
    };
    let right = bundle(ROWS);
    let (header, directory) = (right.locals[3], right.records[0]);
    let data = header + 30 + "parts/p.ndjson".len();
    check(&deflated(&|piece| piece.inflated -= 1), Code::ContainerDeflateExact, PART, Some(directory));
    check(&deflated(&|piece| piece.inflated += 1), Code::ContainerDeflateExact, PART, Some(header));
    check(&deflated(&|piece| piece.data.push(0)), Code::ContainerDeflateExact, PART, Some(directory));
    let twice = deflated(&|piece| piece.data.extend_from_within(..));
    check(&twice, Code::ContainerDeflateExact, PART, Some(directory));
    let cut = deflated(&|piece| piece.data.truncate(piece.data.len() - 3));
    check(&cut, Code::ContainerDeflateExact, PART, Some(directory - 3));
    // A block of the reserved kind.
    check(&deflated(&|piece| piece.data[0] |= 6), Code::ContainerDeflateExact, PART, Some(data + 1));
    check(&deflated(&|piece| piece.crc ^= 1), Code::ContainerCrc, PART, Some(header));
    let mut forged = forge(&front());
    forged.bytes[forged.records[0] - 1] ^= 1;
    check(&forged, Code::ContainerCrc, Some("secret.bin"), Some(forged.locals[2]));
}

#[test]
fn the_table_of_entries() {
    let [mimetype, head, secret]: [Piece; 3] = front().try_into().unwrap_or_else(|_| panic!("three pieces"));
    let part = Piece::deflated("parts/p.ndjson", ROWS);
    let share = Piece::stored("share.json", b"{}");
    let refused = |pieces: &[&Piece], code: Code, at: usize| {
        let pieces: Vec<Piece> = pieces.iter().map(|&piece| piece.clone()).collect();
        let forged = forge(&pieces);
        let name = String::from_utf8(pieces[at].name.clone()).unwrap();
        check(&forged, code, Some(&name), Some(forged.locals[at]));
    };
    refused(&[&head, &mimetype, &secret], Code::ContainerMimetype, 0);
    refused(&[&Piece::deflated("mimetype", MIMETYPE), &head, &secret], Code::ContainerMimetype, 0);
    refused(&[&Piece::stored("mimetype", &[MIMETYPE, b"\n"].concat()), &head, &secret], Code::ContainerMimetype, 0);
    refused(&[&mimetype, &secret, &head], Code::ContainerEntryOrder, 2);
    refused(&[&mimetype, &head, &part, &secret], Code::ContainerEntryOrder, 3);
    refused(&[&mimetype, &Piece::deflated("head.sdjwt", &[b'a'; 99]), &secret], Code::ContainerStored, 1);
    refused(&[&mimetype, &head, &Piece::stored("secret.bin", &[7; 33])], Code::ContainerSecretLength, 2);
    refused(&[&mimetype, &head, &secret, &part, &Piece::stored("readme.txt", b"")], Code::ContainerFileSet, 4);
    refused(&[&mimetype, &head, &secret, &part, &Piece::stored("parts/p.seeds", b"")], Code::ContainerFileSet, 4);
    refused(&[&mimetype, &head, &secret, &part, &Piece::stored("attachments/a", b"")], Code::ContainerFileSet, 4);
    refused(
        &[&mimetype, &head, &secret, &Piece::deflated("parts/q.ndjson", ROWS), &part],
        Code::ContainerEntryOrder,
        3,
    );
    let missing = |pieces: &[&Piece], code: Code, entry: Option<&str>| {
        let pieces: Vec<Piece> = pieces.iter().map(|&piece| piece.clone()).collect();
        check(&forge(&pieces), code, entry, None);
    };
    missing(&[&mimetype, &head], Code::ContainerKind, None);
    missing(&[&mimetype, &head, &secret, &share], Code::ContainerKind, Some("secret.bin"));
    missing(&[&mimetype, &secret], Code::ContainerFileSet, Some("head.sdjwt"));
    missing(&[&mimetype, &head, &share, &part], Code::ContainerFileSet, Some("parts/p.seeds"));
    let large = Piece::stored("head.sdjwt", &vec![b'a'; (32 << 20) + 1]);
    refused(&[&mimetype, &large, &secret], Code::ContainerEntrySize, 1);
    let large = Piece::stored("share.json", &vec![b'a'; (64 << 20) + 1]);
    refused(&[&mimetype, &head, &large], Code::ContainerEntrySize, 2);
}
