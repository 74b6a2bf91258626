//! Files at and beyond the limits of size, as recipes.

use super::Draft;
use crate::forge::{
    bank,
    head::Plan,
    sha256,
    tree::Keyed,
    zip::{Archive, Entry},
};

const MEBIBYTE: u32 = 1 << 20;
const PART: &str = "parts/k3.ndjson";
/// What stands in the forged row where the run of letters belongs.
const MARK: &str = "@";

pub(super) fn vectors() -> Vec<Draft> {
    let lines = "record-line-length/accept-1-mebibyte";
    let memory = "a small message makes its reader allocate what its sender likes";
    let long =
        |id: &str, length: u32| Draft::reject_bytes(id, Vec::new()).cooked(&line(length)).row(PART, 4).base(lines);
    vec![
        {
            let mut draft = Draft::accept(lines, &super::bundle(bank::small())).cooked(&line(MEBIBYTE));
            draft.vector.expect.released = 6;
            draft.says("a row of exactly 1 MiB with its line end", "a row with a long document is refused")
        },
        long("record-line-length/reject-one-byte-more", MEBIBYTE + 1)
            .says("a row of one byte more than 1 MiB with its line end", memory),
        long("record-line-length/reject-1-gibibyte", 1024 * MEBIBYTE).says("a row of 1 GiB", memory),
        Draft::reject_bytes("container-entry-size/reject-head", Vec::new())
            .cooked(&{
                let mut archive = bank::small().seal().bundle();
                *archive.entry("head.sdjwt") = Entry::stretched("head.sdjwt", b"", b'A', 32 * MEBIBYTE + 1, b"");
                archive
            })
            .base("whole/accept-small")
            .entry("head.sdjwt")
            .says("a head of one byte more than 32 MiB", memory),
    ]
}

/// The small bundle, the last row of January being `length` bytes long with its line end: its extensions hold a run of the
/// letter `a`.
fn line(length: u32) -> Archive {
    let mut plan = bank::small();
    let january = plan.part("k3");
    january.rows[4].fragments[7] = format!(r#""extensions":{{"example.bank.x":"{MARK}"}}"#).into_bytes();
    let file: Vec<u8> = january.rows.iter().flat_map(|row| [row.line(), b"\n".to_vec()].concat()).collect();
    // The line end takes the place of the mark.
    let rest = u32::try_from(january.rows[4].line().len()).expect("a row without its run is short");
    let count = length - rest;
    // The roots over the rows as they are with the run in them.
    for group in ["row", "extensions"] {
        let root = stretched_root(&plan, group, count);
        let january = plan.part("k3");
        match january.groups.iter_mut().find(|found| found.id == group) {
            Some(found) => found.known_root = Some(root),
            None => january.known_root = Some(root),
        }
    }
    let mut archive = plan.seal().bundle();
    let at = file.iter().rposition(|byte| *byte == b'@').expect("the mark is there");
    *archive.entry(PART) = Entry::stretched(PART, &file[..at], b'a', count, &file[at + 1..]);
    archive
}

/// The root of a tree whose last leaf has `count` times `a` where the mark is.
fn stretched_root(plan: &Plan, group: &str, count: u32) -> [u8; 32] {
    let january = plan.parts.iter().find(|part| part.id == "k3").expect("January is there");
    let leaves: Vec<Vec<u8>> = match january.groups.iter().position(|found| found.id == group) {
        Some(index) => january.rows.iter().map(|row| row.fragments[index].clone()).collect(),
        None => january.rows.iter().map(crate::forge::head::Row::line).collect(),
    };
    let block = vec![b'a'; MEBIBYTE as usize];
    let hash = |salt: &[u8; 16], leaf: &[u8]| {
        let Some(at) = leaf.iter().position(|byte| *byte == b'@') else { return sha256(&[&[0], salt, leaf]) };
        let (whole, rest) = ((count / MEBIBYTE) as usize, (count % MEBIBYTE) as usize);
        let mut pieces: Vec<&[u8]> = vec![&[0], salt, &leaf[..at]];
        pieces.extend(std::iter::repeat_n(block.as_slice(), whole));
        pieces.extend([&block[..rest], &leaf[at + 1..]]);
        sha256(&pieces)
    };
    Keyed::new(&plan.secret, &plan.jti, "k3", group).root_by(&leaves, &hash)
}
