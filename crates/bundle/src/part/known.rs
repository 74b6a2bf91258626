//! What a program that has made a share knows of its trees before it reads it back.
//!
//! A tree shown whole proves itself: its proof is its root seed, and the rows under it are those of a source whose root was
//! found to be the signed one. Whoever made the share from that source has hashed these rows already; what is left to find out is
//! whether the very same seed and rows arrived in the file. A checksum tells, for nobody stands between a program and its own
//! temporary space. A recipient knows nothing and hashes everything.

/// A tree that needs no hashing again, because the same rows under the same seed were found to have the signed root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTree {
    /// The place of its group; `None`: whole rows.
    pub(super) group: Option<usize>,
    /// What its rows and its seed add up to; `None` where rows and proof are those of the source, byte for byte.
    pub(super) sum: Option<u32>,
}

impl KnownTree {
    pub(super) const fn new(group: Option<usize>, sum: Option<u32>) -> Self {
        Self { group, sum }
    }
}

/// The checksum of the rows of a tree, or of its fragments, as they are pushed.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum(crc32fast::Hasher);

impl Sum {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        // With their lengths, so that no byte can move into the next row. They are shorter than 4 GiB.
        self.0.update(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.0.update(bytes);
    }

    pub(super) fn finish(self) -> u32 {
        self.0.finalize()
    }
}
