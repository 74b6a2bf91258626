//! The two streams of a proof, read and written: 16-byte seeds and 32-byte hashes, nothing between them.

use std::io::{self, Read, Write};

use crate::digest::Digest;
use crate::secret::Seed;
use crate::shown::{Cover, Cursor, Shown};

/// What a share holds of one tree besides the rows: which are shown, seeds for those, hashes for the others.
#[derive(Debug)]
pub struct Proof<R> {
    shown: Cursor<Shown>,
    seeds: R,
    nodes: R,
}

impl<R: Read> Proof<R> {
    /// A proof for the rows in `shown`, to be read from these two streams.
    ///
    /// They are read 16 and 32 bytes at a time: give it readers that buffer.
    pub fn new(shown: Shown, seeds: R, nodes: R) -> Self {
        Self { shown: Cursor::new(shown), seeds, nodes }
    }

    /// The rows the proof shows.
    pub fn shown(&self) -> &Shown {
        self.shown.get()
    }

    /// Whether the next span of the walk stands in the proof as a seed, as a hash, or in pieces.
    pub(super) fn next(&mut self, lo: u64, hi: u64) -> Result<Known, ProofError> {
        Ok(match self.shown.look(lo, hi) {
            Cover::All => {
                let mut seed = [0; 16];
                fill(&mut self.seeds, &mut seed, ProofError::SeedsShort)?;
                Known::Seed(Seed::new(seed))
            }
            Cover::None => {
                let mut hash = [0; 32];
                fill(&mut self.nodes, &mut hash, ProofError::NodesShort)?;
                Known::Hash(hash)
            }
            Cover::Part => Known::Nothing,
        })
    }

    /// Refuses what follows the last seed and the last hash.
    pub(super) fn end(mut self) -> Result<(), ProofError> {
        at_end(&mut self.seeds, ProofError::SeedsLeft)?;
        at_end(&mut self.nodes, ProofError::NodesLeft)
    }
}

/// What the source says of a span.
pub(super) enum Known {
    /// Every row below it is shown.
    Seed(Seed),
    /// No row below it is shown.
    Hash(Digest),
    /// Some are: its halves tell.
    Nothing,
}

fn fill(stream: &mut impl Read, out: &mut [u8], short: ProofError) -> Result<(), ProofError> {
    stream.read_exact(out).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => short,
        _ => ProofError::Read(error),
    })
}

fn at_end(stream: &mut impl Read, left: ProofError) -> Result<(), ProofError> {
    match stream.read_exact(&mut [0]) {
        Ok(()) => Err(left),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(()),
        Err(error) => Err(ProofError::Read(error)),
    }
}

/// Why a proof gives no root (`proof-stream-exact`).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// More or fewer rows were pushed than the proof shows.
    #[error("{pushed} rows where {expected} belong")]
    RowCount {
        /// The rows the proof shows.
        expected: u64,
        /// The rows pushed.
        pushed: u64,
    },
    /// The stream of seeds ends inside or before a seed that is needed.
    #[error("the seeds end too early")]
    SeedsShort,
    /// The stream of hashes ends inside or before a hash that is needed.
    #[error("the hashes end too early")]
    NodesShort,
    /// Bytes follow the last seed.
    #[error("bytes follow the last seed")]
    SeedsLeft,
    /// Bytes follow the last hash.
    #[error("bytes follow the last hash")]
    NodesLeft,
    /// A stream cannot be read.
    #[error("a proof stream cannot be read: {0}")]
    Read(#[source] io::Error),
}

/// Where a walk writes the proof it makes.
pub(super) trait Sink {
    fn seed(&mut self, seed: &Seed);
    fn node(&mut self, hash: &Digest);
}

/// For a walk that makes no proof.
#[derive(Debug)]
pub(super) struct NoStreams;

impl Sink for NoStreams {
    fn seed(&mut self, _: &Seed) {}
    fn node(&mut self, _: &Digest) {}
}

/// The two streams of the proof being made. After a failed write nothing more is written.
#[derive(Debug)]
pub(super) struct Streams<W> {
    seeds: W,
    nodes: W,
    outcome: io::Result<()>,
}

impl<W: Write> Streams<W> {
    pub(super) fn new(seeds: W, nodes: W) -> Self {
        Self { seeds, nodes, outcome: Ok(()) }
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.outcome?;
        self.seeds.flush()?;
        self.nodes.flush()
    }
}

impl<W: Write> Sink for Streams<W> {
    fn seed(&mut self, seed: &Seed) {
        if self.outcome.is_ok() {
            self.outcome = self.seeds.write_all(seed.expose());
        }
    }

    fn node(&mut self, hash: &Digest) {
        if self.outcome.is_ok() {
            self.outcome = self.nodes.write_all(hash);
        }
    }
}
