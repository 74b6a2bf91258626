//! The three hashes of a tree. Their first bytes differ, so that none can pass for another.

use crate::digest::{Digest, Hasher, sha256};
use crate::secret::{Context, Seed};

const LEAF: u8 = 0;
const NODE: u8 = 1;
const SEED: u8 = 2;

/// The hash of one row: SHA-256(0x00 || salt || row) (`trees-leaf`).
pub fn leaf_hash(salt: &Seed, row: &[u8]) -> Digest {
    let mut salted = [LEAF; 17];
    salted[1..].copy_from_slice(salt.expose());
    let mut hasher = Hasher::new();
    hasher.update(&salted);
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
