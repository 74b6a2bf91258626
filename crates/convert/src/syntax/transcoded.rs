//! A source in UTF-16 as UTF-8, piece by piece: rows cannot be found in the bytes of UTF-16.

use std::io::{self, Read, Seek, SeekFrom};

use pannier_report::Finding;

use crate::{
    Encoding, Error, Input, Options,
    syntax::{
        encoding::{byte_order_mark, head},
        lines,
        window::{Stop, Window},
    },
};

/// The text of a source, without its byte order mark. Places are offsets in it.
pub(crate) struct Transcoded<'a>(Window<'a>);

impl<'a> Transcoded<'a> {
    /// A finding where a character is damaged, wherever that is.
    pub(crate) fn new(input: &'a mut dyn Input, encoding: Encoding) -> Result<Result<Self, Box<Finding>>, Error> {
        if let Err(finding) = lines::check(input, Some(encoding))? {
            return Ok(Err(finding));
        }
        Ok(Ok(Self(Window::new(input, Some(encoding))?)))
    }
}

/// The encoding of a source of two bytes a character, by its byte order mark or as given.
pub(crate) fn of_two_bytes(input: &mut dyn Input, options: &Options) -> io::Result<Option<Encoding>> {
    let mark = byte_order_mark(&head(input, 4)?).map(|(encoding, _)| encoding);
    Ok(mark.or(options.encoding).filter(|encoding| encoding.is_utf_16()))
}

impl Read for Transcoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Self(window) = self;
        while window.rest().is_empty() && !window.is_last() {
            window.fill().map_err(failed)?;
        }
        let count = window.rest().len().min(buffer.len());
        buffer[..count].copy_from_slice(&window.rest()[..count]);
        window.at += count;
        Ok(count)
    }
}

impl Seek for Transcoded<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let Self(window) = self;
        let here = window.offset(window.at);
        let (from, by) = match to {
            SeekFrom::Start(offset) => (offset, 0),
            SeekFrom::Current(by) => (here, by),
            SeekFrom::End(by) => {
                while !window.is_last() {
                    window.at = window.text().len();
                    window.fill().map_err(failed)?;
                }
                (window.offset(window.text().len()), by)
            }
        };
        let offset = from.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?;
        window.seek(offset).map_err(failed)?;
        Ok(window.offset(window.at))
    }
}

/// Every character was whole a moment ago.
fn failed(stop: Stop) -> io::Error {
    match stop {
        Stop::Error(Error::Read(error)) => error,
        Stop::Error(error) => io::Error::other(error),
        Stop::Finding(finding) => io::Error::new(io::ErrorKind::InvalidData, finding.message),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// Every place is found again, also within pieces that were dropped, and between halves of characters.
    #[test]
    fn text_as_utf_8() {
        let text: String = (0..40_000).map(|n| ["a", "é", "€", "𝄞", "\n"][n * 7 % 5]).collect();
        for (label, little) in [("utf-16le", true), ("utf-16be", false)] {
            let encoding = Encoding::named(label).expect("an encoding");
            for mark in ["", "\u{FEFF}"] {
                let units = mark.encode_utf16().chain(text.encode_utf16());
                let bytes: Vec<u8> =
                    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect();
                let mut input = Cursor::new(&bytes);
                let mut source = Transcoded::new(&mut input, encoding).ok().and_then(Result::ok).expect("whole");
                let mut found = String::new();
                source.read_to_string(&mut found).expect("memory");
                assert!(found == text, "{label}");
                for at in (0..text.len()).rev().step_by(7_919) {
                    assert_eq!(source.seek(SeekFrom::Start(at as u64)).expect("memory"), at as u64);
                    let mut some = [0; 9];
                    let wanted = &text.as_bytes()[at..text.len().min(at + 9)];
                    source.read_exact(&mut some[..wanted.len()]).expect("memory");
                    assert_eq!(&some[..wanted.len()], wanted);
                }
                let end = source.seek(SeekFrom::End(-3)).expect("memory");
                assert_eq!(end, text.len() as u64 - 3);
                // Half a character.
                let mut input = Cursor::new(&bytes[..bytes.len() - 1]);
                assert!(Transcoded::new(&mut input, encoding).expect("memory").is_err());
            }
        }
    }
}
