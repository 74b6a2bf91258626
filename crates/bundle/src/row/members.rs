//! The values of a row that was walked, one by one: nobody has to look for them again.

use super::{Fragments, GroupSet};

/// Where the value of a member stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    /// The place of the member among all of the part, of which there are at most 256.
    pub(super) member: u8,
    pub(super) group: u8,
    /// Whether it is a string without escapes.
    pub(super) is_plain: bool,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// A value as it stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'r> {
    /// A string without escapes, which is what stands between its quotes.
    Plain(&'r str),
    /// Anything else: JSON in the row form.
    Json(&'r str),
}

/// The members of a row in its order, as far as their groups are shown.
#[derive(Clone, Copy, Debug)]
pub struct Members<'r> {
    row: &'r str,
    fragments: &'r Fragments,
    shown: GroupSet,
}

impl<'r> Members<'r> {
    /// Those of the groups in `shown`; `fragments` are those found in `row`.
    pub fn new(row: &'r str, fragments: &'r Fragments, shown: GroupSet) -> Self {
        Self { row, fragments, shown }
    }

    /// The place of each among the members of the part, group by group, and its value.
    pub fn iter(self) -> impl Iterator<Item = (usize, Value<'r>)> {
        let shown = self.fragments.members.iter().filter(move |placed| self.shown.contains(usize::from(placed.group)));
        shown.map(move |placed| {
            let (from, to) = (placed.from as usize, placed.to as usize);
            let text = |from: usize, to: usize| self.row.get(from..to).unwrap_or_default();
            let value =
                if placed.is_plain { Value::Plain(text(from + 1, to - 1)) } else { Value::Json(text(from, to)) };
            (usize::from(placed.member), value)
        })
    }
}
