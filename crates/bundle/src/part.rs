//! The rows of one part: made and committed to, checked against what was signed, reduced to what is shown.
//!
//! Everything here takes rows one by one, in order, and holds as much memory for ten million of them as for ten.
//!
//! ```
//! use pannier_bundle::{MemoryScratch, part::{Layout, PartCheck, PartWriter}};
//! use pannier_crypto::Secret;
//!
//! let rows = [r#"{"date":"2026-01-02","amount":"-4.20","text":"Tea"}"#, r#"{"date":"2026-01-03","amount":"10.00"}"#];
//! let groups = [("core", ["date", "amount"].as_slice()), ("text", &["text"])];
//! let layout = Layout::new("k3", 2, groups)?;
//! let (jti, secret) = ("7g6qqL4WqoWuypEj-UyNlQ", Secret::new([7; 32]));
//!
//! let mut writer = PartWriter::new(&layout, jti, &secret, &MemoryScratch)?;
//! for row in rows {
//!     writer.push(row.as_bytes())?;
//! }
//! let (roots, _entry) = writer.finish()?; // the roots go into the head, the entry into the file
//!
//! let mut check = PartCheck::bundle(&layout, &roots, jti, &secret)?;
//! for row in rows {
//!     check.push(row.as_bytes())?;
//! }
//! assert!(check.finish()?.is_empty(), "every root is the signed one");
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod check;
mod known;
mod reduce;
mod writer;

pub use check::{Cell, CheckedRow, PartCheck};
pub use known::KnownPart;
pub use reduce::{PartReducer, ReduceError, ReducedPart, ShownRow};
pub use writer::{PartError, PartWriter};

use std::ops::Range;

use pannier_crypto::{Digest, Shown};

use crate::{
    head::PartDescriptor,
    row::{FormError, GroupSet, RowForm},
};

/// What the trees of a part over whole rows are named by, in the place of a group (`trees-views`).
pub const ROW: &str = "row";

/// The shape of a part as its descriptor gives it: how its trees are named, how many rows they have, what stands in them.
#[derive(Clone, Debug)]
pub struct Layout {
    id: String,
    rows: u64,
    groups: Vec<String>,
    form: RowForm,
}

impl Layout {
    /// The part `id` of `rows` rows with these groups, each an id and its members, in order.
    ///
    /// # Errors
    /// The groups cannot be those of a row.
    pub fn new<'a, G, M>(id: impl Into<String>, rows: u64, groups: G) -> Result<Self, FormError>
    where
        G: IntoIterator<Item = (&'a str, M)>,
        M: IntoIterator<Item: AsRef<str>>,
    {
        let (groups, members): (Vec<_>, Vec<_>) =
            groups.into_iter().map(|(id, members)| (id.to_owned(), members)).unzip();
        Ok(Self { id: id.into(), rows, groups, form: RowForm::new(members)? })
    }

    /// The layout that a descriptor of the head gives.
    ///
    /// # Errors
    /// The groups cannot be those of a row; a head that was read has none such.
    pub fn of(part: &PartDescriptor) -> Result<Self, FormError> {
        let groups = part.groups.iter().map(|group| (group.id.as_str(), group.members.iter()));
        Self::new(part.id.as_str(), part.n.into(), groups)
    }

    /// The id of the part.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How many rows the part has, shown or not.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The ids of the groups, in order.
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// The place of the group of this id.
    pub fn group(&self, id: &str) -> Option<usize> {
        self.groups.iter().position(|group| group == id)
    }

    /// The row form of the part.
    pub fn form(&self) -> &RowForm {
        &self.form
    }

    /// The entry its rows are in.
    pub fn entry(&self) -> String {
        crate::container::EntryName::Rows(&self.id).to_string()
    }
}

/// The roots of the trees of one part, as computed or as signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roots {
    /// Of the tree over whole rows.
    pub row: Digest,
    /// Of the tree of each group, in the order of the groups.
    pub groups: Vec<Digest>,
}

impl Roots {
    /// The roots that a descriptor of the head holds.
    pub fn of(part: &PartDescriptor) -> Self {
        Self { row: part.row, groups: part.groups.iter().map(|group| group.root).collect() }
    }
}

/// What a share shows of a part. Complete: a share uses one of the two views.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartView {
    /// The row view: these rows, whole.
    Rows(Shown),
    /// The field view: of these rows some groups.
    Fields {
        /// The rows of which anything is shown.
        rows: Shown,
        /// The groups shown, ascending by their place in the descriptor.
        groups: Vec<ShownGroup>,
    },
}

/// One group of the field view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownGroup {
    /// Its place in the descriptor.
    pub group: usize,
    /// The rows in which it is withheld although they are shown.
    pub masked: Shown,
}

impl ShownGroup {
    /// The group at this place, shown in every shown row of a part of `n` rows.
    pub fn unmasked(group: usize, n: u64) -> Self {
        Self { group, masked: Shown::none(n) }
    }
}

impl PartView {
    /// Every row, whole.
    pub fn whole(n: u64) -> Self {
        Self::Rows(Shown::all(n))
    }

    /// The rows of which anything is shown.
    pub fn rows(&self) -> &Shown {
        match self {
            Self::Rows(rows) | Self::Fields { rows, .. } => rows,
        }
    }

    /// The trees of the view in the order of the proof streams: the group (`None`: whole rows) and the rows shown in it.
    fn trees(&self) -> Vec<(Option<usize>, Shown)> {
        match self {
            Self::Rows(rows) => vec![(None, rows.clone())],
            Self::Fields { rows, groups } => {
                groups.iter().map(|shown| (Some(shown.group), rows.minus(&shown.masked))).collect()
            }
        }
    }
}

/// Answers for rows asked in ascending order whether ranges hold them.
#[derive(Clone, Debug, Default)]
struct Within {
    ranges: Vec<Range<u64>>,
    next: usize,
}

impl Within {
    fn new(rows: &Shown) -> Self {
        Self { ranges: rows.ranges().to_vec(), next: 0 }
    }

    fn holds(&mut self, row: u64) -> bool {
        while self.ranges.get(self.next).is_some_and(|range| range.end <= row) {
            self.next += 1;
        }
        self.ranges.get(self.next).is_some_and(|range| range.start <= row)
    }
}

/// Walks the rows of a view in order: the number of each, and the groups shown in it.
#[derive(Clone, Debug)]
struct Cells {
    ranges: Vec<Range<u64>>,
    next: usize,
    /// The groups shown where nothing is masked.
    groups: GroupSet,
    /// Masks of the groups that have any.
    masks: Vec<(usize, Within)>,
}

impl Cells {
    fn new(layout: &Layout, view: &PartView) -> Self {
        let (groups, masks) = match view {
            PartView::Rows(_) => ((0..layout.groups.len()).collect(), Vec::new()),
            PartView::Fields { groups, .. } => (
                groups.iter().map(|shown| shown.group).collect(),
                groups
                    .iter()
                    .filter(|shown| shown.masked.count() > 0)
                    .map(|shown| (shown.group, Within::new(&shown.masked)))
                    .collect(),
            ),
        };
        Self { ranges: view.rows().ranges().to_vec(), next: 0, groups, masks }
    }
}

impl Iterator for Cells {
    type Item = (u64, GroupSet);

    fn next(&mut self) -> Option<(u64, GroupSet)> {
        let number = loop {
            match self.ranges.get_mut(self.next)?.next() {
                Some(number) => break number,
                None => self.next += 1,
            }
        };
        let mut shown = self.groups;
        for (group, masked) in &mut self.masks {
            if masked.holds(number) {
                shown.remove(*group);
            }
        }
        Some((number, shown))
    }
}
