//! The one walk behind building, reducing and verifying: left before right, seeds down, hashes up.
//!
//! A recursion written as a stack of tasks, because rows arrive one by one and the walk has to stop at each leaf to wait
//! for its row.

use std::io::Read;

use super::hash::{expand, leaf_hash, node_hash};
use super::proof::{Known, Proof, ProofError, Sink};
use crate::digest::{Digest, sha256};
use crate::secret::{Context, Seed};
use crate::shown::{Cover, Cursor, Shown, split};

/// A tree of 2^64 rows has 65 levels; each leaves a join, a right half and perhaps a hash to withhold on the stack.
const DEEPEST: usize = 3 * 65;

#[derive(Debug)]
pub(super) struct Walk<R, S> {
    context: Context,
    /// Where seeds come from that do not follow from a seed further up; `None` where the root seed is known.
    source: Option<Proof<R>>,
    /// The rows the proof being made will show; `None` where none is made.
    target: Option<Cursor<Shown>>,
    sink: S,
    /// Whether hashes are computed only where the proof being made needs them: there is no root then.
    sparing: bool,
    /// Rows to come that need no hash.
    skipped: u64,
    tasks: Vec<Task>,
    hashes: Vec<Digest>,
    expected: u64,
    pushed: u64,
    fault: Option<ProofError>,
}

/// Where the walk waits for rows.
enum Stop {
    /// For one, to be hashed with this salt.
    Leaf(Seed),
    /// For so many, which need no hash.
    Skip(u64),
}

#[derive(Debug)]
enum Task {
    /// Find the hash of the rows `lo..hi`.
    Visit {
        lo: u64,
        hi: u64,
        /// The seed of this span, when it or a span around it was shown by the source.
        seed: Option<Seed>,
        /// Whether the proof being made already has this span, in a seed or hash of a span around it.
        settled: bool,
    },
    /// Put the last two hashes together.
    Join,
    /// Write the last hash into the proof being made.
    Withhold,
}

impl<R: Read, S: Sink> Walk<R, S> {
    /// A walk that knows the root seed and needs all `n` rows.
    pub(super) fn from_seed(context: Context, seed: Seed, n: u64, target: Option<Shown>, sink: S) -> Self {
        Self::new(context, None, n, n, Some(seed), target, sink)
    }

    /// A walk that needs the rows the proof shows.
    pub(super) fn from_proof(context: Context, source: Proof<R>, target: Option<Shown>, sink: S) -> Self {
        let (n, expected) = (source.shown().n(), source.shown().count());
        Self::new(context, Some(source), n, expected, None, target, sink)
    }

    fn new(
        context: Context,
        source: Option<Proof<R>>,
        n: u64,
        expected: u64,
        seed: Option<Seed>,
        target: Option<Shown>,
        sink: S,
    ) -> Self {
        // With its full size from the start the stack never moves, which would leave seeds behind in freed memory.
        let mut tasks = Vec::with_capacity(DEEPEST);
        if n > 0 {
            tasks.push(Task::Visit { lo: 0, hi: n, seed, settled: target.is_none() });
        }
        Self {
            context,
            source,
            target: target.map(Cursor::new),
            sink,
            sparing: false,
            skipped: 0,
            tasks,
            hashes: Vec::new(),
            expected,
            pushed: 0,
            fault: None,
        }
    }

    /// The same walk without a root: what is shown is counted and not hashed.
    pub(super) fn sparing(self) -> Self {
        Self { sparing: true, ..self }
    }

    pub(super) fn push(&mut self, row: &[u8]) {
        self.push_leaf(|salt| leaf_hash(salt, row));
    }

    pub(super) fn push_leaf(&mut self, hash: impl FnOnce(&Seed) -> Digest) {
        self.pushed = self.pushed.saturating_add(1);
        if self.fault.is_some() {
            return;
        }
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match self.next_stop() {
            Ok(Some(Stop::Leaf(salt))) => self.hashes.push(hash(&salt)),
            Ok(Some(Stop::Skip(rows))) => self.skipped = rows - 1,
            Ok(None) => {} // one row too many: the count tells
            Err(fault) => self.fault = Some(fault),
        }
    }

    pub(super) fn finish(mut self) -> (Result<Digest, ProofError>, S) {
        let root = self.root();
        (root, self.sink)
    }

    fn root(&mut self) -> Result<Digest, ProofError> {
        let (expected, pushed) = (self.expected, self.pushed);
        if expected != pushed {
            return Err(ProofError::RowCount { expected, pushed });
        }
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        // What is left are joins and withheld spans behind the last row: all expected rows are in.
        self.next_stop()?;
        if let Some(source) = self.source.take() {
            source.end()?;
        }
        Ok(self.hashes.pop().unwrap_or_else(|| sha256(b"")))
    }

    /// Walks on to the next leaf whose row is needed; `None` at the end of the tree.
    fn next_stop(&mut self) -> Result<Option<Stop>, ProofError> {
        while let Some(task) = self.tasks.pop() {
            match task {
                Task::Join => self.join(),
                Task::Withhold => {
                    if let Some(hash) = self.hashes.last() {
                        self.sink.node(hash);
                    }
                    if self.sparing {
                        self.hashes.pop();
                    }
                }
                Task::Visit { lo, hi, seed, settled } => {
                    if let Some(stop) = self.visit(lo, hi, seed, settled)? {
                        return Ok(Some(stop));
                    }
                }
            }
        }
        Ok(None)
    }

    fn visit(&mut self, lo: u64, hi: u64, seed: Option<Seed>, settled: bool) -> Result<Option<Stop>, ProofError> {
        let mut seed = seed;
        if let (None, Some(source)) = (&seed, &mut self.source) {
            match source.next(lo, hi)? {
                Known::Seed(found) => seed = Some(found),
                Known::Hash(hash) => {
                    if !settled {
                        self.sink.node(&hash);
                    }
                    // Nobody joins the hash of a span that is none of a withheld one.
                    if settled || !self.sparing {
                        self.hashes.push(hash);
                    }
                    return Ok(None);
                }
                Known::Nothing => {}
            }
        }
        let mut settled = settled;
        if let (false, Some(target)) = (settled, &mut self.target) {
            match (target.look(lo, hi), &seed) {
                (Cover::None, _) => {
                    settled = true;
                    self.tasks.push(Task::Withhold);
                }
                // A seed goes out only here: for a span all of whose rows are to be shown.
                (Cover::All, Some(seed)) => {
                    settled = true;
                    self.sink.seed(seed);
                    if self.sparing {
                        return Ok(Some(Stop::Skip(hi - lo)));
                    }
                }
                _ => {}
            }
        }
        if hi - lo == 1 {
            return Ok(seed.map(Stop::Leaf));
        }
        let middle = split(lo, hi);
        let (left, right) = seed.map(|seed| expand(&self.context, lo, hi, &seed)).unzip();
        if settled || !self.sparing {
            self.tasks.push(Task::Join);
        }
        self.tasks.push(Task::Visit { lo: middle, hi, seed: right, settled });
        self.tasks.push(Task::Visit { lo, hi: middle, seed: left, settled });
        Ok(None)
    }

    fn join(&mut self) {
        if let (Some(right), Some(left)) = (self.hashes.pop(), self.hashes.last_mut()) {
            *left = node_hash(left, &right);
        }
    }
}
