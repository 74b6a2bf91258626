//! Rows read out of entries of any size, and what is said of lines that are none.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod forge;

use forge::{Piece, forge, front};
use pannier_bundle::{Archive, Fault, limits::LINE_BYTES};
use pannier_report::Code;
use proptest::prelude::*;

/// The rows of a part with this content, and the fault that ends them.
fn read(content: &[u8], deflated: bool) -> (Vec<Vec<u8>>, Option<Fault>) {
    let piece = if deflated { Piece::deflated } else { Piece::stored };
    let mut pieces = front();
    pieces.push(piece("parts/p.ndjson", content));
    let file = forge(&pieces).bytes;
    let archive = Archive::open(file.as_slice()).unwrap();
    let mut reader = archive.rows("parts/p.ndjson").unwrap();
    let mut rows = Vec::new();
    let mut offset = 0;
    loop {
        match reader.next_row() {
            Ok(Some(row)) => rows.push(row.to_vec()),
            Ok(None) => return (rows, None),
            Err(fault) => return (rows, Some(fault)),
        }
        assert_eq!(reader.row(), rows.len() as u64);
        assert_eq!(reader.location(3).byte, Some(offset + 3));
        offset += rows.last().unwrap().len() as u64 + 1;
    }
}

#[track_caller]
fn check(content: &[u8], rows: usize, fault: Option<(Code, u64, u64)>) {
    for deflated in [false, true] {
        let (read, found) = read(content, deflated);
        assert_eq!(read.len(), rows);
        let found = found.map(|fault| {
            let finding = fault.finding().unwrap().clone();
            assert_eq!(finding.location.entry.as_deref(), Some("parts/p.ndjson"));
            (finding.code, finding.location.row.unwrap(), finding.location.byte.unwrap())
        });
        assert_eq!(found, fault);
    }
}

#[test]
fn lines_end_with_lf() {
    check(b"", 0, None);
    check(b"\n", 1, None);
    check(b"{}\n{}\n", 2, None);
    check(b"{}", 0, Some((Code::RecordLineEnd, 1, 2)));
    check(b"{}\n{}\n{", 2, Some((Code::RecordLineEnd, 3, 7)));
    check(b"{}\r{}", 0, Some((Code::RecordLineEnd, 1, 5)));
}

#[test]
fn a_line_has_at_most_one_mebibyte_with_its_lf() {
    let random = |len: usize| -> Vec<u8> {
        let mut state = 1_u32;
        let step = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b'a' + u8::try_from(state >> 28).unwrap()
        };
        (0..len).map(step).collect()
    };
    let longest = random(LINE_BYTES - 1);
    check(&[&longest[..], b"\n", &longest[..], b"\n{}\n"].concat(), 3, None);
    let too_long = random(LINE_BYTES);
    check(&[b"{}\n", &too_long[..], b"\n"].concat(), 1, Some((Code::RecordLineLength, 2, 3)));
    // It is refused as soon as it is too long, not at its end.
    check(&[b"{}\n", &random(3 * LINE_BYTES)[..]].concat(), 1, Some((Code::RecordLineLength, 2, 3)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rows_are_the_lines(lens in prop::collection::vec(prop_oneof![0..200_usize, 0..100_000_usize], 0..12)) {
        let lines: Vec<Vec<u8>> =
            lens.iter().enumerate().map(|(at, &len)| vec![b'a' + u8::try_from(at).unwrap(); len]).collect();
        // Stored: lines of one letter deflate better than 200 to 1.
        let mut content = lines.join(&b'\n');
        content.extend(lines.last().map(|_| b'\n'));
        let (rows, fault) = read(&content, false);
        prop_assert!(fault.is_none());
        prop_assert_eq!(rows, lines);
    }
}
