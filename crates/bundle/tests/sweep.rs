//! Every single-bit flip and every truncation of a small file: refused, or the same content under the same names.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod forge;

use forge::bundle;
use pannier_bundle::Archive;
use proptest::prelude::*;

const ROWS: &[u8] =
    b"{\"a\":1,\"b\":\"one\"}\n{\"a\":2,\"b\":\"two\"}\n{\"a\":3,\"b\":\"three\"}\n{\"a\":4,\"b\":\"one\"}\n";

/// Names and contents, if the file is accepted.
fn content(file: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let archive = Archive::open(file).ok()?;
    archive.check_file_set(["p"], []).ok()?;
    let read = |name: &str| Some((name.to_owned(), archive.read_small(name, 1 << 20).ok()?));
    archive.entries().iter().map(|entry| read(entry.name())).collect()
}

#[test]
fn one_flipped_bit_changes_no_content() {
    let forged = bundle(ROWS);
    let right = content(&forged.bytes).unwrap();
    // What no reader of content looks at: who made the entry, its attributes, and the bits behind the end of the deflate
    // stream in its last byte. Everything else is refused.
    let free: Vec<usize> = forged
        .records
        .iter()
        .flat_map(|record| [record + 4, record + 5, record + 36, record + 38, record + 39, record + 40, record + 41])
        .chain([forged.records[0] - 1])
        .collect();
    let mut file = forged.bytes.clone();
    let mut passed = 0;
    for bit in 0..file.len() * 8 {
        file[bit / 8] ^= 1 << (bit % 8);
        if let Some(found) = content(&file) {
            assert_eq!(found, right, "bit {bit}");
            assert!(free.contains(&(bit / 8)), "bit {} of byte {} passes", bit % 8, bit / 8);
            passed += 1;
        }
        file[bit / 8] ^= 1 << (bit % 8);
    }
    // In each of four records: eight bits of the version that made it, one internal attribute, fourteen DOS attributes,
    // nine permissions and the bit that tells a regular file from an unstated kind. And up to seven bits of padding.
    assert!((4 * 33..=4 * 33 + 7).contains(&passed), "{passed} flips pass");
}

#[test]
fn no_truncation_passes() {
    let forged = bundle(ROWS);
    for len in 0..forged.bytes.len() {
        assert_eq!(content(&forged.bytes[..len]), None, "{len} bytes");
    }
}

#[test]
fn no_byte_in_front_or_behind_passes() {
    let forged = bundle(ROWS);
    for byte in [0, b'P', 0xff] {
        assert_eq!(content(&[&[byte], &forged.bytes[..]].concat()), None);
        assert_eq!(content(&[&forged.bytes[..], &[byte]].concat()), None);
    }
    assert_eq!(content(&[&forged.bytes[..], &forged.bytes[..]].concat()), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Several edits at once: refused, or the same content.
    #[test]
    fn no_edits_change_content(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..8),
        from in any::<prop::sample::Index>(),
    ) {
        let mut file = bundle(ROWS).bytes;
        let right = content(&file).unwrap();
        for (at, byte, how) in edits {
            let at = at.index(file.len());
            match how {
                0 => file[at] = byte,
                1 => file.insert(at, byte),
                2 => { file.remove(at); }
                // A copy of what stands elsewhere: signatures, headers, whole records.
                _ => {
                    let from = from.index(file.len());
                    let len = usize::from(byte).min(file.len() - from.max(at));
                    file.copy_within(from..from + len, at);
                }
            }
        }
        if let Some(found) = content(&file) {
            prop_assert_eq!(found, right);
        }
    }
}
