//! The input of a vector: a file, or a recipe for one that is too large to keep.

use std::{fmt, io};

use base64::Engine as _;
use pannier::bundle::Source;
use serde::{Deserialize, Serialize};

use crate::vector::Case;

/// A recipe: the file is the pieces one after the other (`*.recipe.json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a large file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// The bytes, in base64url.
    pub bytes: String,
    /// How often they stand one after the other.
    pub times: u64,
}

impl Piece {
    /// `bytes`, `times` times.
    pub fn new(bytes: &[u8], times: u64) -> Self {
        Self { bytes: base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes), times }
    }
}

/// The bytes of an input, which need not be in memory at once.
#[derive(Clone)]
pub struct Input {
    /// Where a piece begins, its bytes, and its length with all repetitions.
    pieces: Vec<(u64, Vec<u8>, u64)>,
    length: u64,
}

impl Input {
    /// The input of a vector.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or its recipe is none.
    pub fn read(case: &Case) -> io::Result<Self> {
        let bytes = case.file(&case.vector.input)?;
        if case.vector.input.ends_with(".recipe.json") {
            Self::cook(&serde_json::from_slice(&bytes)?)
        } else {
            let length = bytes.len() as u64;
            Ok(Self { pieces: vec![(0, bytes, length)], length })
        }
    }

    /// What a recipe makes.
    ///
    /// # Errors
    ///
    /// Where a piece is not base64url, or the lengths add up to more than a file can have.
    pub fn cook(recipe: &Recipe) -> io::Result<Self> {
        let mut input = Self { pieces: Vec::new(), length: 0 };
        for piece in &recipe.pieces {
            let bytes =
                base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&piece.bytes).map_err(io::Error::other)?;
            let length = piece.times.checked_mul(bytes.len() as u64);
            let end = length.and_then(|length| input.length.checked_add(length));
            let (Some(length), Some(end)) = (length, end) else { return Err(io::Error::other("a recipe too large")) };
            input.pieces.push((input.length, bytes, length));
            input.length = end;
        }
        Ok(input)
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").field("length", &self.length).finish_non_exhaustive()
    }
}

impl Source for Input {
    fn len(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let index = self.pieces.partition_point(|(start, _, length)| start + length <= offset);
        let Some((start, bytes, length)) = self.pieces.get(index) else { return Ok(0) };
        let at = offset - start;
        let here = usize::try_from(length - at).unwrap_or(usize::MAX).min(buf.len());
        if let [byte] = bytes[..] {
            buf[..here].fill(byte);
            return Ok(here);
        }
        let within = usize::try_from(at % bytes.len() as u64).expect("a remainder is smaller than a length in memory");
        for (target, source) in buf[..here].iter_mut().zip(bytes[within..].iter().chain(bytes.iter().cycle())) {
            *target = *source;
        }
        Ok(here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_is_read_at_any_place() {
        let recipe = Recipe {
            pieces: vec![Piece::new(b"<", 1), Piece::new(b"abc", 3), Piece::new(b">", 0), Piece::new(b"!", 2)],
        };
        let input = Input::cook(&recipe).expect("the recipe is right");
        let whole = b"<abcabcabc!!";
        assert_eq!(input.len(), 12);
        for from in 0..=12 {
            for length in 0..=12 - from {
                let mut got = vec![0; length];
                input.read_exact_at(from as u64, &mut got).expect("the bytes are there");
                assert_eq!(got, whole[from..from + length], "{length} bytes from {from}");
            }
        }
        assert!(Input::cook(&Recipe { pieces: vec![Piece::new(b"ab", u64::MAX)] }).is_err());
    }
}
