//! A row as an app sees it: the record, and what is known of each of its members.

use std::{fmt, ops::Deref, sync::Arc};

use pannier_bundle::row::GroupSet;
use pannier_model::{
    record::Record,
    value::{Date, View},
};

/// What a file says of one member of one row. Withheld is never absent, and never null.
///
/// Complete: the three states of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<V> {
    /// The value, signed by the issuer.
    Present(V),
    /// The issuer signed that there is none.
    AbsentProven,
    /// The holder does not show it, and nobody can tell whether there is one.
    Withheld,
}

impl<V> Cell<V> {
    /// The value, if it is shown.
    pub fn present(self) -> Option<V> {
        match self {
            Self::Present(value) => Some(value),
            Self::AbsentProven | Self::Withheld => None,
        }
    }

    /// Whether the holder does not show it.
    pub const fn is_withheld(&self) -> bool {
        matches!(self, Self::Withheld)
    }
}

/// Which part a row stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartInfo {
    /// Its id.
    pub id: String,
    /// Its series, for instance `a7k2qx/transaction`.
    pub series: String,
    /// Its place in the series, from 0.
    pub seq: u32,
    /// First day of its period.
    pub from: Date,
    /// First day after.
    pub to: Date,
    /// Rows the issuer signed, shown or not.
    pub n: u64,
    /// Groups with their members, in order.
    pub(crate) groups: Vec<(String, Vec<String>)>,
}

impl PartInfo {
    fn group_of(&self, member: &str) -> Option<usize> {
        self.groups.iter().position(|(_, members)| members.iter().any(|known| known == member))
    }
}

/// One record of a verified file. It is the record (`row.amount`), and knows what was withheld of it.
#[derive(Clone)]
pub struct Row<T> {
    pub(crate) record: T,
    pub(crate) part: Arc<PartInfo>,
    pub(crate) number: u64,
    pub(crate) shown: GroupSet,
}

/// Where it stands: what it says is a person's.
impl<T> fmt::Debug for Row<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("series", &self.series()).field("number", &self.number).finish_non_exhaustive()
    }
}

impl<T> Row<T> {
    /// The record alone; what was withheld looks absent in it.
    pub fn into_record(self) -> T {
        self.record
    }

    /// The part it stands in.
    pub fn part(&self) -> &PartInfo {
        &self.part
    }

    /// Its series.
    pub fn series(&self) -> &str {
        &self.part.series
    }

    /// Its row in the part as the issuer signed it, from 0; shown rows of a share keep their numbers.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Whether the group is shown in this row. An unknown group is not.
    pub fn shows(&self, group: &str) -> bool {
        self.part.groups.iter().position(|(id, _)| id == group).is_some_and(|at| self.shown.contains(at))
    }

    pub(crate) fn shown_member(&self, member: &str) -> Option<bool> {
        self.part.group_of(member).map(|group| self.shown.contains(group))
    }
}

impl<T: Record> Row<T> {
    /// What is known of a member: its value, that there is none, or nothing.
    ///
    /// A group the issuer left out of the whole series has no cells; its members are [`Cell::AbsentProven`].
    pub fn cell(&self, member: &str) -> Cell<View<'_>> {
        match (self.record.get(member), self.shown_member(member)) {
            (_, Some(false)) => Cell::Withheld,
            (Some(value), _) => Cell::Present(value),
            (None, _) => Cell::AbsentProven,
        }
    }
}

/// A row that stands in the file, of which nothing is proven yet (`verify-release`): the file may still turn out to be
/// rejected at its last byte. Act on it only when the verdict that ends the stream accepts the file.
pub struct Unproven<T>(pub(crate) T);

impl<T> fmt::Debug for Unproven<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unproven(..)")
    }
}

impl<T> Unproven<T> {
    /// The row, to be set aside until the verdict is there.
    pub fn unproven(&self) -> &T {
        &self.0
    }

    /// The row, to be set aside until the verdict is there.
    pub fn into_unproven(self) -> T {
        self.0
    }
}

impl<T> Deref for Row<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.record
    }
}
