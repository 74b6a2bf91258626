//! The three hashes of a tree. Their first bytes differ, so that none can pass for another.

use crate::digest::{Digest, Hasher, sha256};
use crate::secret::{Context, Seed};

const LEAF: u8 = 0;
const NODE: u8 = 1;
const SEED: u8 = 2;

/// Bytes of a row, or of its fragment, up to which it is put together with its salt and hashed in one go.
const SHORT: usize = 256 - 17;

/// The hash of one row: SHA-256(0x00 || salt || row) (`trees-leaf`).
pub fn leaf_hash(salt: &Seed, row: &[u8]) -> Digest {
    if row.len() <= SHORT {
        let mut input = [LEAF; 17 + SHORT];
        input[1..17].copy_from_slice(salt.expose());
        input[17..17 + row.len()].copy_from_slice(row);
        return sha256(&input[..17 + row.len()]);
    }
    let mut hasher = Hasher::new();
    hasher.update(&[LEAF]);
    hasher.update(salt.expose());
    hasher.update(row);
    hasher.finish()
}

/// The hash of a node: SHA-256(0x01 || left || right) (`trees-node`).
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    let mut input = [NODE; 65];
    input[1..33].copy_from_slice(left);
    input[33..].copy_from_slice(right);
    sha256(&input)
}

/// The seeds of the two halves of the node over rows `lo..hi` (`trees-expansion`): the halves of
/// SHA-256(0x02 || context || u64(lo) || u64(hi) || seed), big-endian.
pub fn expand(context: &Context, lo: u64, hi: u64, seed: &Seed) -> (Seed, Seed) {
    let mut input = [SEED; 49];
    input[1..17].copy_from_slice(context.bytes());
    input[17..25].copy_from_slice(&lo.to_be_bytes());
    input[25..33].copy_from_slice(&hi.to_be_bytes());
    input[33..].copy_from_slice(seed.expose());
    let digest = sha256(&input);
    let (left, right) = digest.split_at(16);
    (Seed::new(left.try_into().expect("half of 32 bytes")), Seed::new(right.try_into().expect("half of 32 bytes")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_is_the_hash_of_its_bytes_however_long() {
        for len in [0, 1, SHORT - 1, SHORT, SHORT + 1, 5000] {
            let row = vec![b'x'; len];
            let input = [&[LEAF][..], &[7; 16], &row].concat();
            assert_eq!(leaf_hash(&Seed::new([7; 16]), &row), sha256(&input), "{len} bytes");
        }
    }
}
