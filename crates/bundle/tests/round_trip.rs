//! What the writer writes, this crate's reader and the `zip` crate's reader see alike.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::io::{Cursor, Read as _, Write as _};

use pannier_bundle::{
    Archive, Kind, MemoryScratch, Pinned,
    container::{MIMETYPE, Method, Prepared, Spool, WriteError, Writer},
};
use proptest::prelude::*;

fn prepared(content: &[u8]) -> Prepared {
    Prepared::from_reader(content, &MemoryScratch).unwrap()
}

fn rows(count: usize) -> Vec<u8> {
    (0..count).flat_map(|row| format!("{{\"n\":{row},\"text\":\"row {}\"}}\n", row * 7919).into_bytes()).collect()
}

/// Name and content of every entry, as both readers see them.
#[track_caller]
fn check_both_readers(file: &[u8], want: &[(&str, Vec<u8>)]) {
    let archive = Archive::open(file).unwrap();
    archive.check_contents().unwrap();
    let mut other = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    assert_eq!(archive.entries().len(), want.len());
    assert_eq!(other.len(), want.len());
    for (at, (name, content)) in want.iter().enumerate() {
        assert_eq!(archive.entries()[at].name(), *name);
        assert_eq!(&archive.read_small(name, u64::MAX).unwrap(), content, "{name}");
        let mut entry = other.by_index(at).unwrap();
        assert_eq!(entry.name().unwrap(), *name);
        let mut read = Vec::new();
        entry.read_to_end(&mut read).unwrap();
        assert_eq!(&read, content, "{name} by the zip crate");
    }
}

#[test]
fn a_bundle() {
    let bill: Vec<u8> = (0..10_000_u32).flat_map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let mut writer = Writer::new(Cursor::new(Vec::new()), Kind::Bundle).unwrap();
    writer.head(b"aGVhZA").unwrap();
    writer.secret(&[7; 32]).unwrap();
    writer.part("p1", prepared(&rows(5000))).unwrap();
    writer.part("p0", prepared(b"")).unwrap();
    writer.attachment("a2", prepared(&bill)).unwrap();
    let file = writer.finish().unwrap().into_inner();
    check_both_readers(
        &file,
        &[
            ("mimetype", MIMETYPE.to_vec()),
            ("head.sdjwt", b"aGVhZA".to_vec()),
            ("secret.bin", vec![7; 32]),
            ("parts/p1.ndjson", rows(5000)),
            ("parts/p0.ndjson", vec![]),
            ("attachments/a2", bill),
        ],
    );
    let archive = Archive::open(file.as_slice()).unwrap();
    assert_eq!(archive.kind(), Kind::Bundle);
    assert_eq!(archive.secret().unwrap(), [7; 32]);
    archive.check_file_set(["p1", "p0"], ["a2"]).unwrap();
}

#[test]
fn a_share() {
    let mut writer = Writer::new(Cursor::new(Vec::new()), Kind::Share).unwrap();
    writer.head(b"aGVhZA").unwrap();
    writer.share(b"{}").unwrap();
    writer.part("p0", prepared(&rows(3))).unwrap();
    writer.streams("p0", [1; 48].as_slice(), [2; 96].as_slice()).unwrap();
    let file = writer.finish().unwrap().into_inner();
    check_both_readers(
        &file,
        &[
            ("mimetype", MIMETYPE.to_vec()),
            ("head.sdjwt", b"aGVhZA".to_vec()),
            ("share.json", b"{}".to_vec()),
            ("parts/p0.ndjson", rows(3)),
            ("parts/p0.seeds", vec![1; 48]),
            ("parts/p0.nodes", vec![2; 96]),
        ],
    );
    let archive = Archive::open(file.as_slice()).unwrap();
    assert_eq!(archive.kind(), Kind::Share);
    archive.check_file_set(["p0"], []).unwrap();
    let mut section = Vec::new();
    archive.section("parts/p0.nodes", 90, 6).unwrap().unwrap().read_to_end(&mut section).unwrap();
    assert_eq!(section, [2; 6]);
    assert!(archive.section("parts/p0.nodes", 91, 6).unwrap().is_none());
}

#[test]
fn what_deflates_too_well_is_stored() {
    let zeros = vec![b'0'; 3_000_000];
    let mut spool = Spool::new(&MemoryScratch).unwrap();
    zeros.chunks(1000).for_each(|chunk| spool.write_all(chunk).unwrap());
    let spooled = spool.finish().unwrap();
    assert_eq!(spooled.size(), 3_000_000);
    assert_eq!(spooled.compressed_size(), 3_000_000);
    let mut writer = Writer::new(Cursor::new(Vec::new()), Kind::Bundle).unwrap();
    writer.head(b"aGVhZA").unwrap();
    writer.secret(&[7; 32]).unwrap();
    writer.attachment("a", spooled).unwrap();
    let file = writer.finish().unwrap().into_inner();
    let archive = Archive::open(file.as_slice()).unwrap();
    assert_eq!(archive.entry("attachments/a").unwrap().method(), Method::Stored);
    assert_eq!(archive.read_small("attachments/a", 3_000_000).unwrap(), zeros);
}

#[test]
fn the_order_of_entries_is_enforced() {
    let writer = |kind| Writer::new(Cursor::new(Vec::new()), kind).unwrap();
    let check = |result: Result<(), WriteError>, want: &str| assert_eq!(result.unwrap_err().to_string(), want);
    check(writer(Kind::Bundle).secret(&[0; 32]), "secret.bin cannot be written here");
    check(writer(Kind::Bundle).finish().map(drop), "the directory cannot be written here");
    let mut bundle = writer(Kind::Bundle);
    bundle.head(b"a").unwrap();
    check(bundle.head(b"a"), "head.sdjwt cannot be written here");
    check(bundle.share(b"{}"), "share.json cannot be written here");
    bundle.secret(&[0; 32]).unwrap();
    check(bundle.streams("p", &[][..], &[][..]), "parts/p.seeds cannot be written here");
    check(bundle.part("../p", prepared(b"")), "an id is not in the form of ids");
    bundle.attachment("a", prepared(b"")).unwrap();
    check(bundle.part("p", prepared(b"")), "parts/p.ndjson cannot be written here");
    let mut share = writer(Kind::Share);
    share.head(b"a").unwrap();
    check(share.secret(&[0; 32]), "secret.bin cannot be written here");
    share.share(b"{}").unwrap();
    share.part("p", prepared(b"")).unwrap();
    check(share.streams("q", &[][..], &[][..]), "parts/q.seeds cannot be written here");
    check(share.part("q", prepared(b"")), "parts/q.ndjson cannot be written here");
    check(share.finish().map(drop), "the directory cannot be written here");
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let file = || {
        let mut writer = Writer::new(Cursor::new(Vec::new()), Kind::Bundle).unwrap();
        writer.head(b"aGVhZA").unwrap();
        writer.secret(&[7; 32]).unwrap();
        writer.part("p1", prepared(&rows(100))).unwrap();
        writer.finish().unwrap().into_inner()
    };
    assert_eq!(file(), file());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever is written is read: same names, same order, same bytes.
    #[test]
    fn what_is_written_is_read(
        contents in prop::collection::vec(
            prop_oneof![prop::collection::vec(any::<u8>(), 0..2000), (0..20_000_usize).prop_map(|len| vec![b'a'; len])],
            0..8,
        ),
        share in any::<bool>(),
    ) {
        let kind = if share { Kind::Share } else { Kind::Bundle };
        let mut writer = Writer::new(Cursor::new(Vec::new()), kind).unwrap();
        writer.head(b"aGVhZA").unwrap();
        if share { writer.share(b"{}").unwrap() } else { writer.secret(&[7; 32]).unwrap() }
        let (parts, attachments) = contents.split_at(contents.len() / 2);
        let mut want = Vec::new();
        for (at, content) in parts.iter().enumerate() {
            let id = format!("p{at}");
            writer.part(&id, prepared(content)).unwrap();
            want.push((format!("parts/{id}.ndjson"), content.clone()));
            if share {
                writer.streams(&id, &content[..content.len() / 2], &content[content.len() / 2..]).unwrap();
                want.push((format!("parts/{id}.seeds"), content[..content.len() / 2].to_vec()));
                want.push((format!("parts/{id}.nodes"), content[content.len() / 2..].to_vec()));
            }
        }
        for (at, content) in attachments.iter().enumerate() {
            writer.attachment(&format!("a{at}"), prepared(content)).unwrap();
            want.push((format!("attachments/a{at}"), content.clone()));
        }
        let file = writer.finish().unwrap().into_inner();
        let archive = Archive::open(Pinned::new(file.as_slice())).unwrap();
        archive.check_contents().unwrap();
        let read: Vec<_> = archive.entries()[3..]
            .iter()
            .map(|entry| (entry.name().to_owned(), archive.read_small(entry.name(), 1 << 20).unwrap()))
            .collect();
        prop_assert_eq!(read, want);
        let ids = |letter: &str, count: usize| (0..count).map(|at| format!("{letter}{at}")).collect::<Vec<_>>();
        let (parts, attachments) = (ids("p", parts.len()), ids("a", attachments.len()));
        archive.check_file_set(parts.iter().map(String::as_str), attachments.iter().map(String::as_str)).unwrap();
    }
}
