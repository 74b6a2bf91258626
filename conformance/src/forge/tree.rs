//! Salted Merkle trees that can be redacted: seeds go down, hashes go up.

use super::{expand, sha256};

const LABEL: &[u8] = b"pannier-bundle/1";

/// `LABEL`, then every field after its length in two bytes.
pub fn lp(fields: &[&[u8]]) -> Vec<u8> {
    let mut out = LABEL.to_vec();
    for field in fields {
        let length = u16::try_from(field.len()).expect("fields of a length-prefixed list are short");
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(field);
    }
    out
}

/// Salt and content of a leaf to its hash.
pub type LeafHash<'a> = dyn Fn(&[u8; 16], &[u8]) -> [u8; 32] + 'a;

/// What a tree is keyed with: the public context and the secret seed of one part and group.
#[derive(Clone, Debug)]
pub struct Keyed {
    context: [u8; 16],
    seed: [u8; 16],
}

impl Keyed {
    /// The keys of the tree of `group` (`row` for whole rows) of `part` under one head.
    pub fn new(secret: &[u8; 32], jti: &str, part: &str, group: &str) -> Self {
        let named = |what: &str| lp(&[what.as_bytes(), jti.as_bytes(), part.as_bytes(), group.as_bytes()]);
        let context = sha256(&[&named("ctx")]);
        let seed = expand(secret, &named("seed"), 16);
        Self {
            context: context[..16].try_into().expect("16 of 32 bytes"),
            seed: seed.try_into().expect("16 bytes were asked for"),
        }
    }

    /// The root over `leaves`.
    pub fn root(&self, leaves: &[Vec<u8>]) -> [u8; 32] {
        self.root_by(leaves, &plain)
    }

    /// The root over `leaves`, each hashed with its salt by `leaf`.
    pub fn root_by(&self, leaves: &[Vec<u8>], leaf: &LeafHash<'_>) -> [u8; 32] {
        if leaves.is_empty() { sha256(&[]) } else { self.fold(leaves, 0, leaves.len(), self.seed, leaf) }
    }

    /// The two streams of a share that shows the leaves marked in `shown`.
    pub fn redact(&self, leaves: &[Vec<u8>], shown: &[bool]) -> Streams {
        assert_eq!(leaves.len(), shown.len(), "one mark for each leaf");
        let mut streams = Streams::default();
        if !leaves.is_empty() {
            self.walk(leaves, shown, 0, leaves.len(), self.seed, &mut streams);
        }
        streams
    }

    fn fold(&self, leaves: &[Vec<u8>], low: usize, high: usize, seed: [u8; 16], leaf: &LeafHash<'_>) -> [u8; 32] {
        if high - low == 1 {
            return leaf(&seed, &leaves[low]);
        }
        let middle = split(low, high);
        let [left, right] = self.children(low, high, seed);
        let left = self.fold(leaves, low, middle, left, leaf);
        sha256(&[&[1], &left, &self.fold(leaves, middle, high, right, leaf)])
    }

    fn walk(&self, leaves: &[Vec<u8>], shown: &[bool], low: usize, high: usize, seed: [u8; 16], out: &mut Streams) {
        let marks = &shown[low..high];
        if marks.iter().all(|mark| *mark) {
            out.seeds.extend_from_slice(&seed);
        } else if marks.iter().all(|mark| !mark) {
            out.nodes.extend_from_slice(&self.fold(leaves, low, high, seed, &plain));
        } else {
            let middle = split(low, high);
            let [left, right] = self.children(low, high, seed);
            self.walk(leaves, shown, low, middle, left, out);
            self.walk(leaves, shown, middle, high, right, out);
        }
    }

    fn children(&self, low: usize, high: usize, seed: [u8; 16]) -> [[u8; 16]; 2] {
        let bounds = [(low as u64).to_be_bytes(), (high as u64).to_be_bytes()].concat();
        let both = sha256(&[&[2], &self.context, &bounds, &seed]);
        [both[..16].try_into().expect("first half"), both[16..].try_into().expect("second half")]
    }
}

/// Seeds (16 bytes each) and nodes (32 bytes each) in the order of the walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Streams {
    /// Seeds of subtrees that are wholly shown.
    pub seeds: Vec<u8>,
    /// Hashes of subtrees that are wholly withheld.
    pub nodes: Vec<u8>,
}

/// The hash of a leaf under its salt.
fn plain(salt: &[u8; 16], leaf: &[u8]) -> [u8; 32] {
    sha256(&[&[0], salt, leaf])
}

/// Where `[low, high)` with at least two leaves is split: after the largest power of two that is smaller.
fn split(low: usize, high: usize) -> usize {
    let length = high - low;
    low + (length.next_power_of_two() / 2)
}
