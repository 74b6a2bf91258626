//! The end mark of DOS: a byte 0x1A behind the last line, with which programs of its time, and those that learned from
//! them, end a text. What stands up to the end of the source behind it, more of them or padding, is no text either.
//!
//! With text behind it the byte is none: files from other machines have it in the place of a letter that could not be
//! carried over, and whoever stopped there would lose rows without a word.

use std::io::{self, Read, Seek, SeekFrom};

use crate::{Encoding, Input, syntax::encoding};

const MARK: u16 = 0x1A;
/// Bytes that are looked at in one step, from the end backwards; even, because of UTF-16.
const STEP: u64 = 4096;

/// A source up to its end mark.
pub(crate) struct Ended<'a> {
    input: &'a mut dyn Input,
    at: u64,
    end: u64,
}

impl<'a> Ended<'a> {
    /// `Err` gives back a source that has no end mark.
    pub(crate) fn of(input: &'a mut dyn Input, given: Option<Encoding>) -> io::Result<Result<Self, &'a mut dyn Input>> {
        let mark = encoding::byte_order_mark(&encoding::head(input, 4)?).map(|(encoding, _)| encoding);
        let width = Width::of(mark.or(given));
        let mut end = input.seek(SeekFrom::End(0))?;
        let mut found = None;
        let mut block = Vec::new();
        while end > 0 {
            let start = end.saturating_sub(1) / STEP * STEP;
            input.seek(SeekFrom::Start(start))?;
            block.clear();
            (&mut *input).take(end - start).read_to_end(&mut block)?;
            let (first, is_all) = width.mark_of(&block);
            found = first.map(|first| start + first as u64).or(found);
            if !is_all {
                break;
            }
            end = start;
        }
        Ok(match found {
            Some(end) => {
                input.rewind()?;
                Ok(Self { input, at: 0, end })
            }
            None => Err(input),
        })
    }
}

/// The beginning of a text up to an end mark behind which nothing stands in it.
pub(crate) fn without(prefix: &[u8]) -> &[u8] {
    let width = Width::of(encoding::byte_order_mark(prefix).map(|(encoding, _)| encoding));
    width.mark_of(prefix).0.map_or(prefix, |first| &prefix[..first])
}

/// How a character of ASCII is written.
#[derive(Clone, Copy)]
enum Width {
    One,
    Little,
    Big,
}

impl Width {
    fn of(encoding: Option<Encoding>) -> Self {
        match encoding {
            Some(encoding) if encoding.name() == "UTF-16LE" => Self::Little,
            Some(encoding) if encoding.is_utf_16() => Self::Big,
            _ => Self::One,
        }
    }

    /// The first end mark among the padding at the end of `bytes`, and whether they are nothing else.
    fn mark_of(self, bytes: &[u8]) -> (Option<usize>, bool) {
        let size = if matches!(self, Self::One) { 1 } else { 2 };
        let mut first = None;
        for (index, unit) in bytes.chunks_exact(size).enumerate().rev() {
            let unit = match (self, unit) {
                (Self::Little, &[low, high]) => u16::from_le_bytes([low, high]),
                (Self::Big, &[high, low]) => u16::from_be_bytes([high, low]),
                (_, unit) => unit.first().copied().map_or(0, u16::from),
            };
            match unit {
                MARK => first = Some(index * size),
                0 | 0x09 | 0x0A | 0x0D | 0x20 => {}
                _ => return (first, false),
            }
        }
        (first, true)
    }
}

impl Read for Ended<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let read = self.input.read(&mut buffer[..most])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Ended<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(offset) => (offset, 0),
            SeekFrom::Current(by) => (self.at, by),
            SeekFrom::End(by) => (self.end, by),
        };
        let offset = from.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?;
        self.at = self.input.seek(SeekFrom::Start(offset))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn what_a_mark_ends() {
        let long = [b"x".as_slice(), &[0x1A; 10_000]].concat();
        let cases: [(&[u8], &[u8]); 9] = [
            (b"a\nb\n\x1A", b"a\nb\n"),
            (b"a\nb\x1A\r\n", b"a\nb"),
            (b"a\n\x1A\x1A \0\0", b"a\n"),
            (&long, b"x"),
            (b"\x1A", b""),
            (b"", b""),
            // A letter that could not be carried over.
            (b"a\x1Ab\n", b"a\x1Ab\n"),
            (b"\xFF\xFEa\0\n\0\x1A\0\r\0\n\0", b"\xFF\xFEa\0\n\0"),
            // U+1A0D is no end mark.
            (b"\xFE\xFF\x1A\x0D", b"\xFE\xFF\x1A\x0D"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(without(bytes), expected, "{bytes:?}");
            let mut input = Cursor::new(bytes);
            let mut read = Vec::new();
            match Ended::of(&mut input, None).expect("memory") {
                Ok(mut ended) => {
                    ended.read_to_end(&mut read).expect("memory");
                    assert_eq!(ended.seek(SeekFrom::End(0)).expect("memory"), expected.len() as u64);
                    assert_eq!(ended.read(&mut [0; 8]).expect("memory"), 0);
                    assert_eq!(ended.seek(SeekFrom::Start(0)).expect("memory"), 0);
                    assert_eq!(ended.read(&mut [0; 1]).expect("memory"), expected.len().min(1));
                }
                Err(whole) => {
                    whole.rewind().expect("memory");
                    whole.read_to_end(&mut read).expect("memory");
                }
            }
            assert_eq!(read, expected, "{bytes:?}");
        }
    }
}
