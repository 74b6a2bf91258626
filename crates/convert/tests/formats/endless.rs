//! What no memory could hold: what never ends what it began is refused where it begins, and nothing but its beginning is
//! read.

use std::io::{self, Read, Seek, SeekFrom};

use pannier_convert::{Collected, Format, Options, read};

use crate::common::codes;

/// A head, then one text over and over.
struct Long {
    head: &'static str,
    /// The text, often.
    middle: Vec<u8>,
    length: u64,
    at: u64,
    read: u64,
}

impl Long {
    fn new(head: &'static str, middle: &str, length: u64) -> Self {
        Self { head, middle: middle.repeat(10_000).into_bytes(), length, at: 0, read: 0 }
    }
}

impl Read for Long {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length - self.at).unwrap_or(usize::MAX);
        let at = usize::try_from(self.at).expect("a gigabyte");
        let text = match at.checked_sub(self.head.len()) {
            None => &self.head.as_bytes()[at..],
            Some(at) => &self.middle[at % self.middle.len()..],
        };
        let count = left.min(buffer.len()).min(text.len());
        buffer[..count].copy_from_slice(&text[..count]);
        self.at += count as u64;
        self.read += count as u64;
        Ok(count)
    }
}

impl Seek for Long {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if let SeekFrom::Start(at) = to {
            self.at = at.min(self.length);
        }
        Ok(self.at)
    }
}

/// Where reading ends: line, column and pointer, and how much was read for it.
#[test]
fn json() {
    let of =
        |format: Format, head: &'static str, middle: &'static str, place: Option<(u64, u64)>, pointer: Option<&str>| {
            let mut input = Long::new(head, middle, 1 << 30);
            let mut collected = Collected::default();
            let summary = read(format, &mut input, &Options::default(), &mut collected).expect("memory");
            assert_eq!((codes(&collected), summary.read), (vec!["convert-structure".to_owned()], 0), "{head}");
            let location = &collected.findings[0].location;
            assert_eq!(location.line.zip(location.column), place, "{head}");
            assert_eq!(location.pointer.as_deref(), pointer, "{head}");
            assert!(input.read < 20 << 20, "{} bytes were read", input.read);
        };
    let check = |head: &'static str, middle: &'static str, place: Option<(u64, u64)>, pointer: Option<&str>| {
        of(Format::ObUk, head, middle, place, pointer);
    };
    for format in [
        Format::Tmf635,
        Format::Tmf677,
        Format::Tmf678,
        Format::CdrEnergy,
        Format::CdrAu,
        Format::BerlinGroup,
        Format::Tesco,
    ] {
        of(format, "[{\"a\":\n\"", "x", Some((2, 1)), None);
        of(format, "", "[", Some((1, 33)), Some(&"/0".repeat(32)));
        of(format, "{\"a\":", "[],", Some((1, 9)), None);
        of(format, "{", "\"a\":1,", Some((1, 12)), Some(""));
    }
    check("{\n  \"a\": \"", "x", Some((2, 8)), None);
    check("{\n\"", "x", Some((2, 1)), None);
    check("{\"a\":", "9", Some((1, 6)), None);
    check("", "[", Some((1, 33)), Some(&"/0".repeat(32)));
    check("", "{\"a\":", Some((1, 161)), Some(&"/a".repeat(32)));
    check("{\"a\":", "[],", Some((1, 9)), None);
    check("{\"a\":[", "[],", Some((1, 786_436)), Some("/a/262143"));
    check("{\"a\":[", "[[]],", Some((1, 655_363)), Some("/a/131071/0"));
    check("{\"a\":[", "1,", Some((1, 524_293)), Some("/a/262143"));
    check("[", "\"\u{1}", Some((1, 3)), None);
    check("{", "\"a\":1,", Some((1, 12)), Some(""));
}

/// Long enough to be refused, and short enough to be looked through for bytes that are no text, which comes first.
const LENGTH: u64 = 24 << 20;

/// The line where reading ends; what follows it is not read.
#[test]
fn xml() {
    let check = |head: &'static str, middle: &'static str, line: u64| {
        let mut input = Long::new(head, middle, LENGTH);
        let mut collected = Collected::default();
        let summary = read(Format::GreenButton, &mut input, &Options::default(), &mut collected).expect("memory");
        assert_eq!((codes(&collected), summary.read), (vec!["convert-structure".to_owned()], 0), "{head}{middle}");
        assert_eq!(collected.findings[0].location.line, Some(line), "{head}{middle}");
        assert!(input.read < LENGTH + (2 << 20), "{} bytes were read of {head}{middle}", input.read);
    };
    check("<feed\n a='", "x", 1);
    check("<feed a='1'\n ", "b='1' ", 1);
    check("<", "f", 1);
    check("<feed>\n<", "/", 2);
    check("", "<a>", 1);
    check("<!DOCTYPE feed [\n<!ENTITY a '1'>", "<!ENTITY b '&a;&a;&a;'>", 1);
    check("<feed xmlns='http://www.w3.org/2005/Atom'>\n<entry><title>", "&lol;", 2);
    check("<feed xmlns='http://www.w3.org/2005/Atom'>\n<entry>\n<title>", "x", 3);
}
