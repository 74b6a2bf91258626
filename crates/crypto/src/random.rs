//! Where fresh bytes come from: an argument, so that a test or a reproducible build can say which.

use std::fmt;

use ring::rand::SecureRandom as _;
use zeroize::Zeroizing;

use crate::digest::hmac_sha256;

/// A source of bytes nobody else can foresee.
pub trait Random {
    /// Fills `out` completely.
    ///
    /// # Errors
    /// The source has failed; `out` must not be used.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError>;
}

/// `N` fresh bytes.
///
/// # Errors
/// As [`Random::fill`].
pub fn array<const N: usize>(random: &mut dyn Random) -> Result<[u8; N], RandomError> {
    let mut out = [0; N];
    random.fill(&mut out)?;
    Ok(out)
}

/// The source of random bytes gave none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct RandomError;

/// The operating system's generator. The only one for real data.
#[derive(Debug, Clone)]
pub struct SystemRandom(ring::rand::SystemRandom);

impl SystemRandom {
    /// The operating system's generator.
    pub fn new() -> Self {
        Self(ring::rand::SystemRandom::new())
    }
}

impl Default for SystemRandom {
    fn default() -> Self {
        Self::new()
    }
}

impl Random for SystemRandom {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.0.fill(out).map_err(|_| RandomError)
    }
}

/// The same bytes for the same 32-byte seed, always: **for tests and reproducible builds only**.
///
/// A bundle made from it can be opened by whoever knows the seed, and two bundles made from one seed share their
/// secrets (`trees-secret-fresh`). The bytes are the blocks HMAC-SHA-256(seed, u64 i), i = 0, 1, 2 …, big-endian, one
/// after the other; in how many calls they are taken does not matter.
pub struct SeededRandom {
    seed: Zeroizing<[u8; 32]>,
    block: Zeroizing<[u8; 32]>,
    next: u64,
    used: usize,
}

impl SeededRandom {
    /// The stream that belongs to `seed`, from its first byte.
    pub fn new(seed: [u8; 32]) -> Self {
        Self { seed: Zeroizing::new(seed), block: Zeroizing::new([0; 32]), next: 0, used: 32 }
    }
}

impl Random for SeededRandom {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        let mut out = out;
        while !out.is_empty() {
            if self.used == self.block.len() {
                *self.block = hmac_sha256(&*self.seed, &self.next.to_be_bytes());
                // 2^64 blocks are out of reach; an error is still better than the same bytes again.
                self.next = self.next.checked_add(1).ok_or(RandomError)?;
                self.used = 0;
            }
            let size = out.len().min(self.block.len() - self.used);
            let (now, later) = out.split_at_mut(size);
            now.copy_from_slice(&self.block[self.used..self.used + size]);
            self.used += size;
            out = later;
        }
        Ok(())
    }
}

impl fmt::Debug for SeededRandom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SeededRandom(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_does_not_depend_on_how_it_is_cut() {
        let mut whole = [0; 100];
        SeededRandom::new([7; 32]).fill(&mut whole).unwrap();
        assert_eq!(whole[..32], hmac_sha256(&[7; 32], &0_u64.to_be_bytes()));
        assert_eq!(whole[32..64], hmac_sha256(&[7; 32], &1_u64.to_be_bytes()));
        for cut in 0..=100 {
            let mut source = SeededRandom::new([7; 32]);
            let mut parts = [0; 100];
            source.fill(&mut parts[..cut]).unwrap();
            source.fill(&mut parts[cut..]).unwrap();
            assert_eq!(parts, whole, "cut at {cut}");
        }
    }

    #[test]
    fn the_system_gives_fresh_bytes() {
        let mut source = SystemRandom::new();
        let first: [u8; 32] = array(&mut source).unwrap();
        assert_ne!(first, array(&mut source).unwrap());
    }
}
