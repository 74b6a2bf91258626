//! The trees that commit to the rows of a part, and the proofs that show some of them (`trees-…`, `proof-…`).
//!
//! Hashes go up, seeds go down. A tree is walked once, left before right, with a stack as deep as the tree: rows are
//! pushed in order and never kept, so a tree of four thousand million rows needs a few kilobytes.
//!
//! - [`TreeBuilder`]: root seed and all rows in, root out.
//! - [`Redactor`]: rows in, root and the two streams of a proof out. Its source is the root seed, or a proof that shows
//!   at least as much, because whoever holds a share may reduce it further.
//! - [`ProofWriter`]: the same two streams without the root, for a caller who verifies the result: what is shown is not hashed.
//! - [`TreeVerifier`]: a proof and the shown rows in, root out. The caller compares it with the signed root.
//!
//! `push` never fails. The first fault is kept and comes out of `finish`, so that a loop over rows and trees needs no exit
//! of its own; there is no result before `finish`.
//!
//! ```
//! use pannier_crypto::secret::tree_context;
//! use pannier_crypto::tree::Proof;
//! use pannier_crypto::{Redactor, Secret, Shown, TreeBuilder, TreeVerifier};
//!
//! let rows = [r#"{"amount":"12.00"}"#, r#"{"amount":"0.80"}"#, r#"{"amount":"7.15"}"#];
//! let secret = Secret::new([0; 32]); // zeros for the example, random bytes for people
//! let context = tree_context("jti", "p1", "row")?;
//!
//! // The issuer signs this root.
//! let mut builder = TreeBuilder::new(context, secret.seed("jti", "p1", "row")?, 3);
//! rows.iter().for_each(|row| builder.push(row.as_bytes()));
//! let signed = builder.finish()?;
//!
//! // The holder withholds the first row.
//! let shown = Shown::new(3, vec![1..3])?;
//! let (mut seeds, mut nodes) = (Vec::new(), Vec::new());
//! let seed = secret.seed("jti", "p1", "row")?;
//! let mut redactor = Redactor::from_seed(context, seed, shown.clone(), &mut seeds, &mut nodes);
//! rows.iter().for_each(|row| redactor.push(row.as_bytes()));
//! assert_eq!(redactor.finish()?, signed);
//!
//! // The verifier has two rows, two seeds and a hash, and arrives at the signed root.
//! let mut verifier = TreeVerifier::new(context, Proof::new(shown, &*seeds, &*nodes));
//! rows[1..].iter().for_each(|row| verifier.push(row.as_bytes()));
//! assert_eq!(verifier.finish()?, signed);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod hash;
mod proof;
#[cfg(test)]
mod rfc6962;
mod walk;

use std::io::{self, Empty, Read, Write};

pub use hash::{expand, leaf_hash, node_hash};
pub use proof::{Proof, ProofError};

use crate::digest::Digest;
use crate::secret::{Context, Seed};
use crate::shown::Shown;
use proof::{NoStreams, Streams};
use walk::Walk;

/// Hashes all rows of a tree into its root (`trees-shape`).
#[derive(Debug)]
pub struct TreeBuilder(Walk<Empty, NoStreams>);

impl TreeBuilder {
    /// A tree of exactly `n` rows whose salts follow from `seed`.
    pub fn new(context: Context, seed: Seed, n: u64) -> Self {
        Self(Walk::from_seed(context, seed, n, None, NoStreams))
    }

    /// Takes the bytes of the next row, without its line end, or of its fragment.
    pub fn push(&mut self, row: &[u8]) {
        self.0.push(row);
    }

    /// The root.
    ///
    /// # Errors
    /// [`TreeError::RowCount`]: not `n` rows were pushed.
    pub fn finish(self) -> Result<Digest, TreeError> {
        self.0.finish().0.map_err(TreeError::from)
    }
}

/// Writes the proof for some rows of a tree (`proof-stream-order`), and computes the root along the way.
///
/// The streams are written 16 and 32 bytes at a time: give it writers that buffer.
#[derive(Debug)]
pub struct Redactor<W, R = Empty>(Walk<R, Streams<W>>);

impl<W: Write> Redactor<W> {
    /// From the root seed, to the rows in `shown`. Every row of the tree is to be pushed.
    pub fn from_seed(context: Context, seed: Seed, shown: Shown, seeds: W, nodes: W) -> Self {
        let n = shown.n();
        Self(Walk::from_seed(context, seed, n, Some(shown), Streams::new(seeds, nodes)))
    }
}

impl<W: Write, R: Read> Redactor<W, R> {
    /// From a proof, to those of its rows that are in `shown`. Every row the proof shows is to be pushed, no other.
    ///
    /// # Errors
    /// [`TreeError::NotHeld`]: `shown` has a row that the proof does not show, or belongs to a tree of another size.
    pub fn from_proof(context: Context, held: Proof<R>, shown: Shown, seeds: W, nodes: W) -> Result<Self, TreeError> {
        if !shown.is_subset(held.shown()) {
            return Err(TreeError::NotHeld);
        }
        Ok(Self(Walk::from_proof(context, held, Some(shown), Streams::new(seeds, nodes))))
    }

    /// Takes the bytes of the next row, without its line end, or of its fragment.
    pub fn push(&mut self, row: &[u8]) {
        self.0.push(row);
    }

    /// The root, once both streams are written and flushed. The root of a source that was tampered with is not the signed
    /// one: compare it before the streams are used.
    ///
    /// # Errors
    /// [`TreeError::RowCount`], [`TreeError::Proof`] for a fault of the proof read, [`TreeError::Write`].
    pub fn finish(self) -> Result<Digest, TreeError> {
        let (root, streams) = self.0.finish();
        let root = root?;
        streams.finish().map_err(TreeError::Write)?;
        Ok(root)
    }
}

/// Writes the proof for some rows of a tree as [`Redactor`] does, and computes no root: rows that are shown are counted and
/// not hashed.
///
/// Whether the rows pushed are those that were signed is found out by verifying what is written, and not before.
#[derive(Debug)]
pub struct ProofWriter<W, R = Empty>(Walk<R, Streams<W>>);

impl<W: Write> ProofWriter<W> {
    /// As [`Redactor::from_seed`].
    pub fn from_seed(context: Context, seed: Seed, shown: Shown, seeds: W, nodes: W) -> Self {
        Self(Redactor::from_seed(context, seed, shown, seeds, nodes).0.sparing())
    }
}

impl<W: Write, R: Read> ProofWriter<W, R> {
    /// As [`Redactor::from_proof`].
    ///
    /// # Errors
    /// As [`Redactor::from_proof`].
    pub fn from_proof(context: Context, held: Proof<R>, shown: Shown, seeds: W, nodes: W) -> Result<Self, TreeError> {
        Ok(Self(Redactor::from_proof(context, held, shown, seeds, nodes)?.0.sparing()))
    }

    /// Takes the bytes of the next row, without its line end, or of its fragment.
    pub fn push(&mut self, row: &[u8]) {
        self.0.push(row);
    }

    /// Writes what is left and flushes both streams.
    ///
    /// # Errors
    /// As [`Redactor::finish`].
    pub fn finish(self) -> Result<(), TreeError> {
        let (end, streams) = self.0.finish();
        end?;
        streams.finish().map_err(TreeError::Write)
    }
}

/// Computes the root of a tree from a proof and the rows it shows (`proof-root`).
#[derive(Debug)]
pub struct TreeVerifier<R>(Walk<R, NoStreams>);

impl<R: Read> TreeVerifier<R> {
    /// A tree of `proof.shown().n()` rows. The readers of the proof must end where the streams of this tree end: cut what
    /// follows off by the lengths that [`Shown::proof_size`] gives.
    pub fn new(context: Context, proof: Proof<R>) -> Self {
        Self(Walk::from_proof(context, proof, None, NoStreams))
    }

    /// Takes the bytes of the next shown row, without its line end, or of its fragment.
    pub fn push(&mut self, row: &[u8]) {
        self.0.push(row);
    }

    /// The root that these rows and this proof have; nothing is proven before it is compared with the signed one.
    ///
    /// # Errors
    /// Every [`ProofError`]; the one named is the number of rows where that is wrong, else the first met.
    pub fn finish(self) -> Result<Digest, ProofError> {
        self.0.finish().0
    }
}

/// Why a tree was not built or reduced.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TreeError {
    /// More or fewer rows were pushed than the tree has (or the source shows).
    #[error("{pushed} rows where {expected} belong")]
    RowCount {
        /// The rows that belong there.
        expected: u64,
        /// The rows pushed.
        pushed: u64,
    },
    /// A row is to be shown that the proof it would come from withholds.
    #[error("a row is to be shown that the source withholds")]
    NotHeld,
    /// The proof that is reduced has a fault.
    #[error(transparent)]
    Proof(ProofError),
    /// A stream cannot be written.
    #[error("a proof stream cannot be written: {0}")]
    Write(#[source] io::Error),
}

impl From<ProofError> for TreeError {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::RowCount { expected, pushed } => Self::RowCount { expected, pushed },
            fault => Self::Proof(fault),
        }
    }
}
