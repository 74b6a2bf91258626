//! What `spec/02-container.md` and `spec/03-rows.md` show, held against the code: the limits, and the examples byte by byte.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::{io::Cursor, path::Path};

use pannier_bundle::{
    Archive, Kind,
    container::Writer,
    limits,
    row::{Fragments, RowForm},
};

fn chapter(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec").join(name)).unwrap()
}

/// The text of the only fenced block of this language.
fn fenced<'a>(chapter: &'a str, language: &str) -> &'a str {
    let (_, rest) = chapter.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

/// The bytes of a dump: an offset, at most sixteen bytes, two spaces, text.
fn undump(dump: &str) -> Vec<u8> {
    let bytes = |line: &str| -> Vec<u8> {
        let (_, rest) = line.split_once("  ").unwrap();
        let hex = rest.split("  ").next().unwrap();
        hex.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
    };
    dump.lines().flat_map(bytes).collect()
}

#[test]
fn the_table_of_limits_is_the_code() {
    let chapter = chapter("02-container.md");
    let (_, rest) = chapter.split_once("| limit | value |\n|---|---|\n").unwrap();
    let table = rest.lines().take_while(|line| line.starts_with('|')).map(|line| {
        let (name, value) = line.trim_matches(|c| c == '|' || c == ' ').split_once(" | ").unwrap();
        (name, value.replace(',', "").parse::<u64>().unwrap())
    });
    let want = [
        ("bytes of a file", limits::FILE_BYTES),
        ("inflated bytes of all entries together", limits::INFLATED_BYTES),
        ("entries", limits::ENTRIES as u64),
        ("bytes of an entry name", limits::NAME_BYTES as u64),
        ("bytes of `head.sdjwt`", limits::HEAD_BYTES),
        ("bytes of `share.json`", limits::SHARE_BYTES),
        ("bytes of `secret.bin`", limits::SECRET_BYTES),
        ("inflated bytes for each compressed byte of an entry", limits::RATIO),
        ("elements of `parts` in the head", limits::PARTS as u64),
        ("groups of a part", limits::GROUPS as u64),
        ("members of a part", limits::MEMBERS as u64),
        ("rows of a part", limits::ROWS),
        ("bytes of a line with its LF", limits::LINE_BYTES as u64),
        ("depth of JSON", limits::DEPTH as u64),
        ("integers in JSON, either sign", limits::INTEGER),
    ];
    assert_eq!(table.collect::<Vec<_>>(), want);
}

#[test]
fn the_container_shown_is_one() {
    let file = undump(fenced(&chapter("02-container.md"), "hexdump"));
    let archive = Archive::open(file.as_slice()).unwrap();
    archive.check_contents().unwrap();
    archive.check_file_set(["k3"], []).unwrap();
    assert_eq!(archive.kind(), Kind::Bundle);
    let row = archive.read_small("parts/k3.ndjson", 100).unwrap();
    assert_eq!(row, fenced(&chapter("03-rows.md"), "row").as_bytes());
    // The writer makes the same bytes up to the part, which it would deflate, and the same constants in the directory.
    let mut writer = Writer::new(Cursor::new(Vec::new()), Kind::Bundle).unwrap();
    writer.head(&archive.head().unwrap()).unwrap();
    writer.secret(&archive.secret().unwrap()).unwrap();
    let written = writer.finish().unwrap().into_inner();
    assert_eq!(written[..0xc3], file[..0xc3]);
    assert_eq!(written[0xc3..0xc3 + 0xa6], file[0x12f..0x12f + 0xa6]);
}

#[test]
fn the_row_shown_is_one() {
    let chapter = chapter("03-rows.md");
    let line = fenced(&chapter, "row");
    assert_eq!(undump(fenced(&chapter, "hexdump")), line.as_bytes());
    let row = line.strip_suffix('\n').unwrap();
    let groups: [&[&str]; 3] = [&["date", "amount"], &["text", "reference"], &["fee"]];
    let mut fragments = Fragments::new();
    RowForm::new(groups).unwrap().split(row.as_bytes(), &mut fragments).unwrap();
    assert_eq!(fragments.of(row.as_bytes(), 0), &row.as_bytes()[1..37]);
    assert_eq!(fragments.of(row.as_bytes(), 1), &row.as_bytes()[38..61]);
    assert_eq!(fragments.of(row.as_bytes(), 2), b"");
    for group in 0..2 {
        let shown = std::str::from_utf8(fragments.of(row.as_bytes(), group)).unwrap();
        assert!(chapter.contains(&format!("| `{shown}` |")), "{shown}");
    }
}
