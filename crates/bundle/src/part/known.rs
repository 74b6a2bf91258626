//! What a program that has made a share knows of a part before it reads the file back.
//!
//! A tree shown whole proves itself: its proof is its root seed, and the rows under it are those of a source whose root was
//! found to be the signed one. Where all trees of a part are shown whole, whoever made the share from that source has hashed all
//! there is to hash already; what is left to find out is whether the very same bytes arrived in the file. Their checksums tell,
//! for nobody stands between a program and its own temporary space. A recipient knows nothing and hashes everything.

use pannier_report::{Code, Finding, Location};

use super::Layout;
use crate::{
    container::{Archive, EntryName},
    fault::Fault,
    source::Source,
};

/// A part that needs no hashing again, because its rows under its seeds were found to have the signed roots: what its three
/// entries add up to (CRC-32).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPart {
    pub(super) rows: u32,
    pub(super) seeds: u32,
    pub(super) nodes: u32,
}

impl KnownPart {
    /// Reads the entries of the part in `archive` to their ends, which checks all of the container's requirements on them, and
    /// finds fault where they are not those that were written.
    ///
    /// # Errors
    /// An entry cannot be read, or is not right in itself.
    pub fn check<S: Source>(&self, layout: &Layout, archive: &Archive<S>) -> Result<Vec<Finding>, Fault> {
        let mut findings = Vec::new();
        let mut piece = vec![0; 1 << 16];
        for (name, sum) in [
            (EntryName::Rows(&layout.id), self.rows),
            (EntryName::Seeds(&layout.id), self.seeds),
            (EntryName::Nodes(&layout.id), self.nodes),
        ] {
            let mut reader = archive.reader(&name.to_string())?;
            while reader.read(&mut piece)? > 0 {}
            if reader.entry().crc() != sum {
                let location = Location::entry(reader.entry().name());
                findings.push(Finding::new(Code::ContainerCrc, location, "the content is not what was written"));
            }
        }
        Ok(findings)
    }
}
