//! The tree against vectors for transparency logs: their entries are not salted, so their leaf hashes go in as they are.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::proof::{NoStreams, Proof};
use super::walk::Walk;
use crate::digest::{Digest, sha256};
use crate::secret::{Context, Seed};
use crate::shown::{Shown, split};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/vendor/rfc6962-merkle")
}

fn read<T: DeserializeOwned>(path: &Path) -> T {
    let text = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[derive(Deserialize)]
struct Roots {
    leaf_inputs: Vec<String>,
    root_hashes_by_size: Vec<String>,
}

#[test]
fn roots_of_every_size() {
    let roots: Roots = read(&folder().join("reference_roots.json"));
    let leaves: Vec<Digest> = roots
        .leaf_inputs
        .iter()
        .map(|input| {
            let entry: Vec<u8> =
                (0..input.len()).step_by(2).map(|at| u8::from_str_radix(&input[at..at + 2], 16).unwrap()).collect();
            sha256(&[&[0], &*entry].concat())
        })
        .collect();
    assert_eq!(roots.root_hashes_by_size.len(), 9);
    for (size, root) in roots.root_hashes_by_size.iter().enumerate() {
        let (context, seed) = (Context::new([0; 16]), Seed::new([0; 16]));
        let mut walk = Walk::<std::io::Empty, _>::from_seed(context, seed, size as u64, None, NoStreams);
        leaves[..size].iter().for_each(|leaf| walk.push_leaf(|_| *leaf));
        assert_eq!(&hex(&walk.finish().0.unwrap()), root, "{size}");
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inclusion {
    leaf_idx: u64,
    tree_size: u64,
    root: String,
    leaf_hash: String,
    proof: Option<Vec<String>>,
    want_err: bool,
}

/// Theirs lists the hashes beside the path from the leaf up, ours all hashes from left to right.
fn left_to_right(proof: &[Vec<u8>], index: u64, size: u64) -> Option<Vec<u8>> {
    let (mut lo, mut hi) = (0, size);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for hash in proof.iter().rev() {
        if hi - lo < 2 {
            return None;
        }
        let middle = split(lo, hi);
        if index < middle {
            right.push(hash.as_slice());
            hi = middle;
        } else {
            left.push(hash.as_slice());
            lo = middle;
        }
    }
    right.reverse();
    Some([left, right].concat().concat())
}

fn root(vector: &Inclusion) -> Option<Digest> {
    let (index, size) = (vector.leaf_idx, vector.tree_size);
    let decode = |text: &String| STANDARD.decode(text).unwrap();
    let proof: Vec<_> = vector.proof.iter().flatten().map(decode).collect();
    let leaf: Digest = decode(&vector.leaf_hash).try_into().ok()?;
    let shown = Shown::new(size, std::iter::once(index..index.checked_add(1)?).collect()).ok()?;
    let nodes = left_to_right(&proof, index, size)?;
    let proof = Proof::new(shown, &[0; 16][..], &*nodes);
    let mut walk = Walk::from_proof(Context::new([0; 16]), proof, None, NoStreams);
    walk.push_leaf(|_| leaf);
    walk.finish().0.ok()
}

fn check(folder: &Path, seen: &mut (usize, usize)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            check(&path, seen);
            continue;
        }
        let vector: Inclusion = read(&path);
        let included = root(&vector).is_some_and(|root| STANDARD.decode(&vector.root).unwrap() == root);
        assert_eq!(included, !vector.want_err, "{}", path.display());
        if included { seen.0 += 1 } else { seen.1 += 1 }
    }
}

#[test]
fn inclusion_proofs() {
    let mut seen = (0, 0);
    check(&folder().join("testdata/inclusion"), &mut seen);
    assert_eq!(seen, (6, 92), "proofs that hold and that do not");
}
