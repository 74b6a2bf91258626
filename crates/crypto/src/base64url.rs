//! base64url as the format uses it (RFC 4648 5): no padding, no foreign characters, unused bits zero.
//!
//! Strict because a second spelling of the same bytes would be a second digest, a second `kid`, a second signature: what
//! one verifier accepts and the next refuses.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Bytes as base64url text without padding.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The 64 characters in the order of what they stand for.
const CHARACTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// As [`encode`], of 16 bytes and without memory of its own: the length of an id.
pub fn encode_16(bytes: &[u8; 16]) -> [u8; 22] {
    let number = u128::from_be_bytes(*bytes);
    // Six bits a character from the top; the last one has two, and four more that are zero.
    std::array::from_fn(|at| {
        let bits = if at == 21 { number << 4 } else { number >> (122 - 6 * at) };
        CHARACTERS[usize::from(bits.to_le_bytes()[0] & 63)]
    })
}

/// The bytes a base64url text stands for.
///
/// # Errors
/// The text is not the one text that [`encode`] gives for some bytes.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, Base64Error> {
    URL_SAFE_NO_PAD.decode(text).map_err(Base64Error::from)
}

/// The `N` bytes a base64url text stands for.
///
/// # Errors
/// As [`decode`], or the text stands for more or fewer bytes.
pub fn decode_array<const N: usize>(text: &[u8]) -> Result<[u8; N], Base64Error> {
    let bytes = decode(text)?;
    let found = bytes.len();
    bytes.try_into().map_err(|_| Base64Error::Size { expected: N, found })
}

/// Why a text is not base64url. Names places, never the text, which may be secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Base64Error {
    /// A character outside `A-Z a-z 0-9 - _`.
    #[error("character {at} is not one of A-Z a-z 0-9 - _")]
    Character {
        /// Its place, counted from 0.
        at: usize,
    },
    /// The text ends with `=`.
    #[error("the text ends with padding, which is left out here")]
    Padding,
    /// No byte string has a text of this length.
    #[error("no bytes have a base64url text of {found} characters")]
    Length {
        /// The number of characters.
        found: usize,
    },
    /// The last character has a bit set that stands for nothing.
    #[error("the last character has unused bits that are not zero")]
    TrailingBits,
    /// A good text of the wrong number of bytes.
    #[error("{found} bytes where {expected} belong")]
    Size {
        /// The bytes that belong there.
        expected: usize,
        /// The bytes the text stands for.
        found: usize,
    },
}

impl From<base64::DecodeError> for Base64Error {
    fn from(error: base64::DecodeError) -> Self {
        use base64::DecodeError as E;
        match error {
            E::InvalidByte(at, _) => Self::Character { at },
            E::InvalidLength(found) => Self::Length { found },
            E::InvalidLastSymbol { .. } => Self::TrailingBits,
            E::InvalidPadding => Self::Padding,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_text_for_every_byte_string() {
        #[track_caller]
        fn check(text: &str, expected: Result<&[u8], Base64Error>) {
            assert_eq!(decode(text.as_bytes()), expected.map(<[u8]>::to_vec), "{text:?}");
        }
        check("", Ok(b""));
        check("AA", Ok(b"\0"));
        check("-_8", Ok(b"\xfb\xff"));
        check("AAA=", Err(Base64Error::Padding));
        check("AA==", Err(Base64Error::Padding));
        check("=AAA", Err(Base64Error::Character { at: 0 }));
        check("+/8A", Err(Base64Error::Character { at: 0 }));
        check("A A", Err(Base64Error::Character { at: 1 }));
        check("AAAA\n", Err(Base64Error::Character { at: 4 }));
        check("AÄA", Err(Base64Error::Character { at: 1 }));
        check("A", Err(Base64Error::Length { found: 1 }));
        check("AAAAA", Err(Base64Error::Length { found: 5 }));
        check("AB", Err(Base64Error::TrailingBits));
        check("AAF", Err(Base64Error::TrailingBits));
    }

    proptest! {
        #[test]
        fn sixteen_bytes_are_written_alike(bytes: [u8; 16]) {
            prop_assert_eq!(encode_16(&bytes).to_vec(), encode(&bytes).into_bytes());
        }
    }

    #[test]
    fn arrays_have_their_size() {
        assert_eq!(decode_array(b"AAEC"), Ok([0, 1, 2]));
        assert_eq!(decode_array::<2>(b"AAEC"), Err(Base64Error::Size { expected: 2, found: 3 }));
        assert_eq!(decode_array::<4>(b"AAEC"), Err(Base64Error::Size { expected: 4, found: 3 }));
        assert_eq!(decode_array::<3>(b"AAE="), Err(Base64Error::Padding));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..70)) {
            prop_assert_eq!(decode(encode(&bytes).as_bytes()), Ok(bytes));
        }

        #[test]
        fn what_is_read_is_what_would_be_written(text in "[A-Za-z0-9_=+/ -]{0,12}") {
            if let Ok(bytes) = decode(text.as_bytes()) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
