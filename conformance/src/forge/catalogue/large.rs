//! Files at and beyond the limits of size, as recipes.

use super::Draft;
use crate::forge::{
    bank, base64url, deflate,
    head::{Attachment, Plan, digest},
    sha256,
    tree::Keyed,
    zip::{Archive, Entry},
};

const MEBIBYTE: u32 = 1 << 20;
const PART: &str = "parts/k3.ndjson";
/// SHA-256 of 2,147,483,648 zero bytes, from `head -c 2147483648 /dev/zero | sha256sum`: nobody wants to wait for it here.
const ZEROS: [u8; 32] = [
    0xa7, 0xc7, 0x44, 0xc1, 0x3c, 0xc1, 0x01, 0xed, 0x66, 0xc2, 0x9f, 0x67, 0x2f, 0x92, 0x45, 0x55, 0x47, 0x88, 0x9c,
    0xc5, 0x86, 0xce, 0x6d, 0x44, 0xfe, 0x76, 0xae, 0x82, 0x49, 0x58, 0xea, 0x51,
];
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
        // Twice the memory that a vector may take: nobody who holds the row passes, and nobody waits for it.
        long("record-line-length/reject-128-mebibytes", 128 * MEBIBYTE).says("a row of 128 MiB", memory),
        Draft::reject_bytes("container-entry-size/reject-head", Vec::new())
            .cooked(&{
                let mut archive = bank::small().seal().bundle();
                *archive.entry("head.sdjwt") = Entry::stretched("head.sdjwt", b"", b'A', 32 * MEBIBYTE + 1, b"");
                archive
            })
            .base("whole/accept-small")
            .entry("head.sdjwt")
            .says("a head of one byte more than 32 MiB", memory),
        Draft::reject_bytes("container-entry-size/reject-share", Vec::new())
            .cooked(&{
                let mut archive = super::container::shared();
                *archive.entry("share.json") = Entry::stretched("share.json", b"", b' ', 64 * MEBIBYTE + 1, b"");
                archive
            })
            .base("whole/accept-share-rows")
            .entry("share.json")
            .says("a share.json of one byte more than 64 MiB", memory),
        Draft::reject_bytes("container-inflated-size/reject-two-documents", Vec::new())
            .cooked(&documents())
            .base("whole/accept-small")
            .says("two documents that inflate to 2 GiB each, either of them within every limit of one entry", memory),
        Draft::reject("head-parts-limit/reject-one-more", &{
            let plan = Plan { digests: Some(fill), ..bank::small() };
            plan.seal().bundle()
        })
        .base("whole/accept-small")
        .says("a head of 16,385 digests, all but those of the parts opened by the secret as decoys", memory),
    ]
}

/// Fills `parts` with decoys of the small bundle to one more than there may be.
fn fill(digests: &mut Vec<String>) {
    let plan = bank::small();
    let known = digests.clone();
    let decoys = (0..).map(|index| digest(&plan.decoy(index))).filter(|decoy| !known.contains(decoy));
    digests.extend(decoys.take(16_385 - known.len()));
    digests.sort();
}

/// The small bundle with two documents of 2 GiB of zeros.
fn documents() -> Archive {
    const PIECE: u32 = 8192;
    const SIZE: u32 = 1 << 31;
    let document = |id: &str| Attachment {
        id: id.to_owned(),
        name: "scan.bin".to_owned(),
        media_type: "application/octet-stream".to_owned(),
        content: Vec::new(),
        descriptor: Some(|text| {
            let digest = base64url(&ZEROS);
            let (before, _) = text.split_once(r#""bytes""#).expect("a size");
            *text = format!(r#"{before}"bytes":{SIZE},"sha256":"{digest}"}}"#);
        }),
        file: None,
    };
    let mut plan = bank::small();
    plan.attachments.extend(["m4", "x2"].map(document));
    let mut archive = plan.seal().bundle();
    for id in ["m4", "x2"] {
        let name = format!("attachments/{id}");
        let unit = deflate::piece(0, PIECE as usize);
        *archive.entry(&name) = Entry::inflating(&name, (0, SIZE), unit, SIZE / PIECE, &deflate::stored(&[]));
    }
    archive
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
