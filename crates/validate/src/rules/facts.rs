//! What is known of a bundle or share before a row is read: signed descriptors, and what the holder shows.

use pannier_model::record::{Kind, RecordType};
use pannier_model::value::{Date, Decimal};
use std::ops::Range;

/// The signed facts of one file.
#[derive(Clone, Debug)]
pub struct BundleFacts {
    /// The civil day of `iat` in UTC.
    pub issued_on: Date,
    /// Whether everything the issuer signed is here.
    pub scope: Scope,
    /// Every disclosed part, in any order.
    pub parts: Vec<PartFacts>,
    /// Ids of the disclosed attachments.
    pub attachments: Vec<String>,
}

/// How much of what was signed a file can hold. Complete: there are two kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A bundle: every part, row and cell.
    Bundle,
    /// A share.
    Share {
        /// Whether digests of the head remain that are neither disclosed nor opened as decoys: parts that nobody
        /// here knows of.
        sealed: bool,
    },
}

impl Scope {
    /// Whether there can be parts that are not among the facts.
    pub(crate) const fn may_hide_parts(self) -> bool {
        matches!(self, Self::Share { sealed: true })
    }
}

/// The descriptor of one part, and what of it is shown.
#[derive(Clone, Debug)]
pub struct PartFacts {
    /// Its id: the entry is `parts/<id>.ndjson`.
    pub id: String,
    /// `<thing>/<record type>`.
    pub series: String,
    /// Place in the series, from 0.
    pub seq: u32,
    /// First day of the period.
    pub from: Date,
    /// First day after the period.
    pub to: Date,
    /// Address of the schema.
    pub schema: String,
    /// The record type, `None` for a schema that the user brought: only rules on ids and dates run on its rows.
    pub record_type: Option<&'static RecordType>,
    /// Member that rows ascend by.
    pub sort: String,
    /// Rows the issuer put into it (`n`).
    pub rows: u32,
    /// Groups in order.
    pub groups: Vec<GroupFacts>,
    /// Days for which the issuer does not promise every record, ascending.
    pub incomplete: Vec<Date>,
    /// The claim `totals`, where it is disclosed.
    pub totals: Option<Vec<PartTotal>>,
    /// The rows shown: 0-based, half-open, ascending, neither empty nor touching.
    pub shown: Vec<Range<u32>>,
}

/// A group of a part, and what of it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupFacts {
    /// Its id.
    pub id: String,
    /// Its members in order.
    pub members: Vec<String>,
    /// Whether it is shown at all; always in a bundle and in the row view.
    pub shown: bool,
    /// Rows whose cell of this group is withheld although the row is shown; ranges as in [`PartFacts::shown`].
    pub masked: Vec<Range<u32>>,
}

/// One line of the claim `totals`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartTotal {
    /// Currency, unit or kind.
    pub by: String,
    /// Rows added up.
    pub count: u64,
    /// Member added up.
    pub member: String,
    /// Their sum.
    pub sum: Decimal,
}

impl PartFacts {
    /// The thing of its series: the text before the last `/`.
    pub fn thing(&self) -> &str {
        self.series.rsplit_once('/').map_or("", |(thing, _)| thing)
    }

    /// The entry of the container that holds its rows.
    pub fn entry(&self) -> String {
        format!("parts/{}.ndjson", self.id)
    }

    /// Whether its records hold rather than happen.
    pub(crate) fn is_state(&self) -> bool {
        self.record_type.is_some_and(|record_type| record_type.kind == Kind::State)
    }

    /// Whether every row is shown.
    pub fn shows_all_rows(&self) -> bool {
        self.rows == 0 || (self.shown.len() == 1 && self.shown[0] == (0..self.rows))
    }

    /// How many rows are shown.
    pub fn shown_rows(&self) -> u64 {
        self.shown.iter().map(|range| u64::from(range.end.saturating_sub(range.start))).sum()
    }

    /// Whether a member of this name can be in a row that is shown.
    pub(crate) fn shows_member(&self, name: &str) -> bool {
        self.groups.iter().any(|group| group.shown && group.members.iter().any(|member| member == name))
    }

    /// Whether the group is shown in every row that is shown; `false` where the part has no such group.
    pub(crate) fn shows_group(&self, id: &str) -> bool {
        self.groups.iter().any(|group| group.id == id && group.shown && group.masked.is_empty())
    }

    /// Whether the issuer put the group into this part, shown or not.
    pub(crate) fn has_group(&self, id: &str) -> bool {
        self.groups.iter().any(|group| group.id == id)
    }
}

/// Asks ascending row numbers whether they lie in ascending ranges; each step costs constant time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    left: &'a [Range<u32>],
}

impl<'a> Cursor<'a> {
    pub(crate) const fn new(ranges: &'a [Range<u32>]) -> Self {
        Self { left: ranges }
    }

    pub(crate) fn contains(&mut self, index: u32) -> bool {
        while let [first, rest @ ..] = self.left {
            if index < first.end {
                return index >= first.start;
            }
            self.left = rest;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursor_follows_ranges() {
        let ranges = [2..4, 7..8];
        let mut cursor = Cursor::new(&ranges);
        let inside: Vec<u32> = (0..10).filter(|index| cursor.contains(*index)).collect();
        assert_eq!(inside, [2, 3, 7]);
    }
}
