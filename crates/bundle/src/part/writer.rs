//! Rows in, roots and a deflated entry out: what an issuer does for each part.

use std::io::Write as _;

use pannier_crypto::{Secret, TreeBuilder, label::LabelError, secret::tree_context, tree::TreeError};

use super::{Layout, ROW, Roots};
use crate::{
    container::{Prepared, Spool, WriteError},
    row::{Fragments, RowFault},
    scratch::Scratch,
};

/// Rows collected before they are deflated.
const PIECE: usize = 64 << 10;

/// Why a part was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PartError {
    /// A row is not in the row form; `row` counts from 1.
    #[error("row {row}: {fault}")]
    Row {
        /// Which row, from 1.
        row: u64,
        /// What is wrong with it.
        fault: RowFault,
    },
    /// More or fewer rows came than the layout has.
    #[error("{pushed} rows where {expected} belong")]
    Count {
        /// The rows of the layout.
        expected: u64,
        /// The rows that came, as far as they were taken.
        pushed: u64,
    },
    /// A name is too long to derive anything from.
    #[error(transparent)]
    Label(#[from] LabelError),
    /// A tree was not built.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The temporary space failed, or the part is too large.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Writes one part: every row is held to the row form, hashed into the row tree and the tree of each group, and deflated,
/// in one pass.
#[derive(Debug)]
pub struct PartWriter<'a> {
    layout: &'a Layout,
    whole: TreeBuilder,
    groups: Vec<TreeBuilder>,
    fragments: Fragments,
    piece: Vec<u8>,
    spool: Spool<'a>,
    rows: u64,
}

impl<'a> PartWriter<'a> {
    /// A part of the bundle `jti` with this secret, of exactly `layout.rows()` rows.
    ///
    /// # Errors
    /// A name is too long, or there is no temporary space.
    pub fn new(layout: &'a Layout, jti: &str, secret: &Secret, scratch: &'a dyn Scratch) -> Result<Self, PartError> {
        let tree = |group: &str| builder(layout, jti, secret, group);
        Ok(Self {
            whole: tree(ROW)?,
            groups: layout.groups.iter().map(|group| tree(group)).collect::<Result<_, _>>()?,
            fragments: Fragments::new(),
            piece: Vec::with_capacity(PIECE),
            spool: Spool::new(scratch)?,
            rows: 0,
            layout,
        })
    }

    /// Takes the next row, without its LF.
    ///
    /// # Errors
    /// The row is not in the row form, there is one too many, or the temporary space failed.
    pub fn push(&mut self, row: &[u8]) -> Result<(), PartError> {
        if self.rows == self.layout.rows {
            return Err(PartError::Count { expected: self.layout.rows, pushed: self.rows + 1 });
        }
        self.rows += 1;
        self.layout.form.split(row, &mut self.fragments).map_err(|fault| PartError::Row { row: self.rows, fault })?;
        self.whole.push(row);
        for (group, tree) in self.groups.iter_mut().enumerate() {
            tree.push(self.fragments.of(row, group));
        }
        if self.piece.len() + row.len() + 1 > PIECE {
            self.flush()?;
        }
        self.piece.extend_from_slice(row);
        self.piece.push(b'\n');
        Ok(())
    }

    /// The roots to sign, and the entry to write.
    ///
    /// # Errors
    /// Rows are missing, or the temporary space failed.
    pub fn finish(mut self) -> Result<(Roots, Prepared), PartError> {
        if self.rows != self.layout.rows {
            return Err(PartError::Count { expected: self.layout.rows, pushed: self.rows });
        }
        self.flush()?;
        let row = self.whole.finish()?;
        let groups = self.groups.into_iter().map(TreeBuilder::finish).collect::<Result<_, _>>()?;
        Ok((Roots { row, groups }, self.spool.finish()?))
    }

    fn flush(&mut self) -> Result<(), PartError> {
        self.spool.write_all(&self.piece).map_err(WriteError::from)?;
        self.piece.clear();
        Ok(())
    }
}

/// The tree of one group of a part whose secret is known.
pub(super) fn builder(layout: &Layout, jti: &str, secret: &Secret, group: &str) -> Result<TreeBuilder, LabelError> {
    let context = tree_context(jti, &layout.id, group)?;
    Ok(TreeBuilder::new(context, secret.seed(jti, &layout.id, group)?, layout.rows))
}
