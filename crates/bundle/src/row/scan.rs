//! JSON values as the row form allows them: each function takes a place in the row and gives the place behind the value.

use pannier_report::Code;

use super::fault::Stop;
use crate::limits::{DEPTH, INTEGER};

type Scanned = Result<usize, Stop>;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// A value whose container is `depth` deep. `null` only where `nullable`; names with `.` and `-` only where `dotted`.
pub(super) fn value(row: &[u8], at: usize, depth: usize, nullable: bool, dotted: bool) -> Scanned {
    match row.get(at) {
        Some(b'"') => string(row, at),
        Some(b'-' | b'0'..=b'9') => number(row, at),
        Some(b'{') => object(row, at, deeper(depth, at)?, dotted),
        Some(b'[') => array(row, at, deeper(depth, at)?, dotted),
        Some(b't') => word(row, at, b"true"),
        Some(b'f') => word(row, at, b"false"),
        Some(b'n') => {
            let end = word(row, at, b"null")?;
            if nullable {
                Ok(end)
            } else {
                Err(Stop::new(Code::RecordNullInArray, at, "`null` stands outside an array; leave the member out"))
            }
        }
        _ => Err(Stop::new(Code::RecordRowForm, at, "a value belongs here")),
    }
}

fn deeper(depth: usize, at: usize) -> Scanned {
    if depth < DEPTH {
        Ok(depth + 1)
    } else {
        Err(Stop::new(Code::RecordDepth, at, "values are nested deeper than 32"))
    }
}

fn word(row: &[u8], at: usize, word: &[u8]) -> Scanned {
    if row[at..].starts_with(word) {
        Ok(at + word.len())
    } else {
        Err(Stop::new(Code::RecordRowForm, at, "a value belongs here"))
    }
}

/// The length of the string that `rest` begins with, if it does and it ends; `rest` has no backslash and no control character.
pub(super) fn plain_string(rest: &[u8]) -> Option<usize> {
    let text = rest.strip_prefix(b"\"")?;
    let (words, left) = text.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word) ^ (ONES * u64::from(b'"'));
        // As in `stop_in_string`.
        let marks = word.wrapping_sub(ONES) & !word & HIGH;
        if marks != 0 {
            return Some(at * 8 + (marks.trailing_zeros() / 8) as usize + 2);
        }
    }
    let found = left.iter().position(|byte| *byte == b'"')?;
    Some(words.len() * 8 + found + 2)
}

/// A string, from its opening quote on. The bytes are known to be UTF-8.
fn string(row: &[u8], at: usize) -> Scanned {
    let mut at = at + 1;
    loop {
        at = stop_in_string(row, at);
        match row.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => at = escape(row, at)?,
            Some(_) => {
                return Err(Stop::new(Code::RecordStringForm, at, "a control character stands unescaped in a string"));
            }
            None => return Err(Stop::new(Code::RecordRowForm, at, "the row ends within a string")),
        }
    }
}

/// The first quote, backslash or control character from `at` on, or the end of the row; eight bytes at a time.
fn stop_in_string(row: &[u8], mut at: usize) -> usize {
    // The lowest marked byte is right; marks above it may come from a borrow and are never looked at.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    while let Some(chunk) = row.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let quote = zero(word ^ (ONES * u64::from(b'"')));
        let backslash = zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let marks = (quote | backslash | control) & HIGH;
        if marks != 0 {
            return at + (marks.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let is_stop = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    row.get(at..).map_or(row.len(), |rest| at + rest.iter().position(is_stop).unwrap_or(rest.len()))
}

/// An escape, from its backslash on: exactly those that RFC 8785 3.2.2.2 writes.
fn escape(row: &[u8], at: usize) -> Scanned {
    let fail = |message| Err(Stop::new(Code::RecordStringForm, at, message));
    match row.get(at + 1) {
        Some(b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => match row.get(at + 2..at + 6) {
            Some(b"0000") => fail("U+0000 is not allowed"),
            Some(b"0008" | b"0009" | b"000a" | b"000c" | b"000d") => fail("this character has a shorter escape"),
            Some([b'0', b'0', b'0' | b'1', b'0'..=b'9' | b'a'..=b'f']) => Ok(at + 6),
            _ => fail("only control characters are written as `\\u00xx`, in lower case"),
        },
        _ => fail("this escape is not one of RFC 8785"),
    }
}

/// An integer within ±(2^53 − 1), written in the one way there is.
fn number(row: &[u8], at: usize) -> Scanned {
    let fail = |message| Err(Stop::new(Code::RecordNumberForm, at, message));
    let negative = row[at] == b'-';
    let first = at + usize::from(negative);
    let mut end = first;
    let mut magnitude: u64 = 0;
    while let Some(digit @ b'0'..=b'9') = row.get(end) {
        if end - first == 16 {
            return fail("the number is beyond ±(2^53 − 1)");
        }
        // At most sixteen digits, so it cannot overflow.
        magnitude = magnitude * 10 + u64::from(digit - b'0');
        end += 1;
    }
    match row.get(first) {
        Some(b'0') if negative && end == first + 1 => return fail("negative zero is written `0`"),
        Some(b'0') if end > first + 1 => return fail("a number has no leading zero"),
        Some(b'0'..=b'9') => {}
        _ => return fail("digits belong after `-`"),
    }
    if matches!(row.get(end), Some(b'.' | b'e' | b'E')) {
        return fail("a number has neither fraction nor exponent");
    }
    if magnitude > INTEGER {
        return fail("the number is beyond ±(2^53 − 1)");
    }
    Ok(end)
}

/// An array, from its opening bracket on; `depth` is its own.
fn array(row: &[u8], at: usize, depth: usize, dotted: bool) -> Scanned {
    let mut at = at + 1;
    if row.get(at) == Some(&b']') {
        return Ok(at + 1);
    }
    let mut index: usize = 0;
    loop {
        at = value(row, at, depth, true, dotted).map_err(|stop| stop.under(index.to_string()))?;
        match row.get(at) {
            Some(b',') => at += 1,
            Some(b']') => return Ok(at + 1),
            _ => {
                return Err(
                    Stop::new(Code::RecordRowForm, at, "`,` or `]` belongs after an element").under(index.to_string())
                );
            }
        }
        index += 1;
    }
}

/// A nested object, from its opening brace on; `depth` is its own.
fn object(row: &[u8], at: usize, depth: usize, dotted: bool) -> Scanned {
    let mut at = at + 1;
    if row.get(at) == Some(&b'}') {
        return Ok(at + 1);
    }
    let mut last: &[u8] = b"";
    loop {
        let (name, after) = name(row, at, dotted)?;
        // No name is empty, so the first is greater than what `last` begins as.
        if name <= last {
            return Err(Stop::new(Code::RecordNestedNames, at, "the names of a nested object do not ascend"));
        }
        last = name;
        let under = |stop: Stop| stop.under(String::from_utf8_lossy(name));
        at = value(row, after, depth, false, dotted).map_err(under)?;
        match row.get(at) {
            Some(b',') => at += 1,
            Some(b'}') => return Ok(at + 1),
            _ => return Err(under(Stop::new(Code::RecordRowForm, at, "`,` or `}` belongs after a member"))),
        }
    }
}

/// A name with its quotes and colon: the name, and the place behind the colon.
fn name(row: &[u8], at: usize, dotted: bool) -> Result<(&[u8], usize), Stop> {
    let form = |byte| Stop::new(Code::RecordNestedNames, byte, "a name does not match `[a-z][a-z0-9_]*`");
    if row.get(at) != Some(&b'"') {
        return Err(Stop::new(Code::RecordRowForm, at, "a member name in quotes belongs here"));
    }
    let from = at + 1;
    if !row.get(from).is_some_and(u8::is_ascii_lowercase) {
        return Err(form(from));
    }
    let inside = |byte: &u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_' || (dotted && matches!(byte, b'.' | b'-'))
    };
    let end = from + row[from..].iter().position(|byte| !inside(byte)).unwrap_or(row.len() - from);
    match (row.get(end), row.get(end + 1)) {
        (Some(b'"'), Some(b':')) => Ok((&row[from..end], end + 2)),
        (Some(b'"'), _) => Err(Stop::new(Code::RecordRowForm, end + 1, "`:` belongs right after a member name")),
        _ => Err(form(end)),
    }
}
