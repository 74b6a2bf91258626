//! Bytes to text, and what a source's encoding is.

use std::{borrow::Cow, fmt, io, io::Read as _};

use crate::Input;

/// A character encoding, named by its WHATWG label (`utf-8`, `windows-1252`, `iso-8859-15`, `utf-16le`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Self = Self(encoding_rs::UTF_8);
    /// Windows-1252, which holds every printable character of ISO-8859-1 at the same byte.
    pub const WINDOWS_1252: Self = Self(encoding_rs::WINDOWS_1252);

    /// The encoding with this label in any case; `None` where nobody has defined it or where bytes below 0x40 can be
    /// parts of a character (ISO-2022-JP), because rows could then not be found in the bytes.
    pub fn named(label: &str) -> Option<Self> {
        encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())
            .filter(|encoding| encoding.is_ascii_compatible() || Self(encoding).is_utf_16())
            .map(Self)
    }

    /// The label.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Two bytes a character: such a source is rewritten as UTF-8 before rows are looked for.
    pub(crate) fn is_utf_16(self) -> bool {
        self.0 == encoding_rs::UTF_16LE || self.0 == encoding_rs::UTF_16BE
    }

    /// Whether an ASCII byte from 0x40 on can be the second half of a character (GBK, Big5, Shift_JIS).
    pub(crate) fn hides_letters(self) -> bool {
        !self.0.is_single_byte() && self.0 != encoding_rs::UTF_8 && !self.is_utf_16()
    }

    /// The text of `bytes`; `None` when a byte has no character.
    ///
    /// The five bytes that Windows-1252 leaves open are refused, although browsers turn them into control characters.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        if self.0 == encoding_rs::WINDOWS_1252 && bytes.iter().any(|b| matches!(b, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)) {
            return None;
        }
        self.0.decode_without_bom_handling_and_without_replacement(bytes)
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The byte order mark at the start of `bytes`: its encoding and length.
pub(crate) fn byte_order_mark(bytes: &[u8]) -> Option<(Encoding, u64)> {
    encoding_rs::Encoding::for_bom(bytes).map(|(encoding, length)| (Encoding(encoding), length as u64))
}

/// The first `most` bytes of the source, read from its beginning; the position is undefined afterwards.
pub(crate) fn head(input: &mut dyn Input, most: u64) -> io::Result<Vec<u8>> {
    input.rewind()?;
    let mut bytes = Vec::new();
    input.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether all bytes of the source are UTF-8; one pass in constant memory.
pub(crate) fn is_utf_8(input: &mut dyn Input) -> io::Result<bool> {
    input.rewind()?;
    let mut buffer = vec![0; 64 * 1024];
    let mut kept = 0;
    loop {
        let read = match input.read(&mut buffer[kept..]) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let filled = kept + read;
        match simdutf8::compat::from_utf8(&buffer[..filled]) {
            Ok(_) => kept = 0,
            // A character cut by the end of the buffer waits for its other bytes.
            Err(error) if error.error_len().is_none() && read > 0 => {
                buffer.copy_within(error.valid_up_to()..filled, 0);
                kept = filled - error.valid_up_to();
            }
            Err(_) => return Ok(false),
        }
        if read == 0 {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn utf_8_is_recognised_across_buffers() {
        let check = |bytes: Vec<u8>, expected: bool| {
            assert_eq!(is_utf_8(&mut Cursor::new(bytes)).expect("memory"), expected);
        };
        check(Vec::new(), true);
        check(b"Date".to_vec(), true);
        check("£".repeat(70_000).into_bytes(), true);
        check([b"x".as_slice(), "£".repeat(70_000).as_bytes()].concat(), true);
        check(b"\xA3".to_vec(), false);
        check(b"\xC2".to_vec(), false);
        check([vec![b'x'; 65_535], vec![0xC2]].concat(), false);
    }

    #[test]
    fn open_bytes_are_refused() {
        assert_eq!(Encoding::WINDOWS_1252.decode(b"\xA35 \x80").as_deref(), Some("£5 €"));
        assert_eq!(Encoding::WINDOWS_1252.decode(b"\x81"), None);
        assert_eq!(Encoding::UTF_8.decode(b"\xA3"), None);
    }

    #[test]
    fn labels() {
        for label in ["utf-8", "UTF-8", "latin1", "windows-1252", "iso-8859-15", "utf-16le", "euc-kr", "shift_jis"] {
            assert!(Encoding::named(label).is_some(), "{label}");
        }
        for label in ["", "utf-7", "iso-2022-jp", "replacement"] {
            assert!(Encoding::named(label).is_none(), "{label}");
        }
        assert!(Encoding::named("gbk").is_some_and(Encoding::hides_letters));
        assert!(!Encoding::UTF_8.hides_letters());
    }
}
