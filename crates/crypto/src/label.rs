//! The one way this format puts several byte strings into one (`trees-label`).

/// What every derivation begins with, so that no digest of this format means anything in another.
pub const LABEL: &[u8] = b"pannier-bundle/1";

/// The label, then each part behind its length as two bytes, big-endian.
///
/// Lengths make the encoding one-to-one: no two lists of parts give the same bytes.
///
/// # Errors
/// A part is longer than 65,535 bytes.
pub fn lp(parts: &[&[u8]]) -> Result<Vec<u8>, LabelError> {
    let size = parts.iter().map(|part| part.len() + 2).sum::<usize>();
    let mut out = Vec::with_capacity(LABEL.len() + size);
    out.extend_from_slice(LABEL);
    for part in parts {
        let length = u16::try_from(part.len()).map_err(|_| LabelError { found: part.len() })?;
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(part);
    }
    Ok(out)
}

/// A part of a label is too long for its length to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a label part has {found} bytes, more than 65535")]
pub struct LabelError {
    /// The length of the part in bytes.
    pub found: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_fenced_by_their_lengths() {
        #[track_caller]
        fn check(parts: &[&[u8]], tail: &[u8]) {
            assert_eq!(lp(parts).unwrap(), [LABEL, tail].concat());
        }
        check(&[], b"");
        check(&[b""], b"\0\0");
        check(&[b"ab", b"c"], b"\0\x02ab\0\x01c");
        check(&[b"a", b"bc"], b"\0\x01a\0\x02bc");
    }

    #[test]
    fn a_part_may_have_65535_bytes_and_no_more() {
        assert!(lp(&[&vec![0; 65_535]]).is_ok());
        assert_eq!(lp(&[&vec![0; 65_536]]), Err(LabelError { found: 65_536 }));
    }
}
