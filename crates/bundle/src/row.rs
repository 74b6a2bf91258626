//! The one byte form of a row, and the slices of it that belong to each group (`spec/03-rows.md`).
//!
//! Trees commit to bytes, so a record has exactly one text: whoever signs writes it, whoever verifies refuses any other,
//! and nobody canonicalises. [`RowForm`] is that check. It walks a row once, allocates nothing while the row is right, and
//! finds on the way the **fragment** of each group: the bytes from its first to its last present member. Issuing and
//! verifying use the same walk, so an issuer cannot sign a row that a verifier would refuse.
//!
//! ```
//! use pannier_bundle::row::{Fragments, RowForm};
//!
//! let form = RowForm::new([["date", "amount"].as_slice(), &["text"]])?;
//! let mut fragments = Fragments::new();
//! let row = br#"{"date":"2026-01-02","amount":"-4.20","text":"Tea"}"#;
//! form.split(row, &mut fragments)?;
//! assert_eq!(fragments.of(row, 1), br#""text":"Tea""#);
//!
//! let fault = form.split(br#"{"amount":"-4.20", "text":"Tea"}"#, &mut fragments).unwrap_err();
//! assert_eq!((fault.code.as_str(), fault.byte), ("record-row-form", 18));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod fault;
mod members;
mod scan;

use std::ops::Range;

use pannier_report::Code;

pub use fault::RowFault;
use fault::Stop;
use members::Placed;
pub use members::{Members, Value};

use crate::limits::{GROUPS, LINE_BYTES, MEMBERS};

/// The member inside which names may hold `.` and `-`.
const EXTENSIONS: &str = "extensions";

/// A set of groups of one part, by their place in its descriptor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct GroupSet(u64);

impl GroupSet {
    /// No group.
    pub const NONE: Self = Self(0);
    /// Every group a part can have.
    pub const ALL: Self = Self(u64::MAX);

    /// Whether the group at this place is in it.
    pub fn contains(self, group: usize) -> bool {
        group < GROUPS && self.0 & (1 << group) != 0
    }

    /// Adds the group at this place.
    ///
    /// # Panics
    /// `group` is 64 or more; a part has at most 64 groups.
    pub fn insert(&mut self, group: usize) {
        assert!(group < GROUPS, "a part has at most 64 groups");
        self.0 |= 1 << group;
    }

    /// Takes the group at this place out.
    pub fn remove(&mut self, group: usize) {
        if group < GROUPS {
            self.0 &= !(1 << group);
        }
    }

    /// Whether no group is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<usize> for GroupSet {
    fn from_iter<T: IntoIterator<Item = usize>>(groups: T) -> Self {
        let mut set = Self::NONE;
        groups.into_iter().for_each(|group| set.insert(group));
        set
    }
}

/// Where the fragment of each group of a row is, and the value of each member. Kept by the caller from row to row, so that
/// nothing is allocated.
#[derive(Clone, Debug, Default)]
pub struct Fragments {
    groups: Vec<Range<u32>>,
    members: Vec<Placed>,
}

impl Fragments {
    /// Room for any part.
    pub fn new() -> Self {
        Self::default()
    }

    /// The fragment of a group in `row`, the row these were found in; empty where the group has no member present.
    pub fn of<'r>(&self, row: &'r [u8], group: usize) -> &'r [u8] {
        let range = self.groups.get(group).cloned().unwrap_or_default();
        row.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// As [`of`](Self::of), for a row that is text.
    pub fn text_of<'r>(&self, row: &'r str, group: usize) -> &'r str {
        let range = self.groups.get(group).cloned().unwrap_or_default();
        row.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// Whether the group at this place has a member in the row.
    pub fn is_present(&self, group: usize) -> bool {
        self.groups.get(group).is_some_and(|range| !range.is_empty())
    }

    fn clear(&mut self, groups: usize) {
        self.groups.clear();
        self.groups.resize(groups, 0..0);
        self.members.clear();
    }
}

/// A part's groups cannot be those of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// More than 64 groups or 256 members.
    #[error("a part has at most 64 groups and 256 members")]
    TooMany,
    /// A member's name is not in the form of names.
    #[error("a member name is not in the form of names")]
    Name,
    /// A member stands twice.
    #[error("a member stands twice in the groups of a part")]
    Twice,
}

/// The row form of one part: its groups and their members, in order.
#[derive(Clone, Debug)]
pub struct RowForm {
    members: Vec<Member>,
    groups: usize,
}

#[derive(Clone, Debug)]
struct Member {
    /// `"name":`, as it stands in a row.
    key: Box<[u8]>,
    /// The first eight bytes of `key`, and which of them there are: one comparison tells most members apart.
    start: u64,
    mask: u64,
    /// The last eight of a key that has so many: with the first eight they are all of most keys.
    end: u64,
    group: u8,
    extensions: bool,
}

impl Member {
    fn new(name: &str, group: u8) -> Self {
        let key: Box<[u8]> = format!("\"{name}\":").into_bytes().into();
        let mut start = [0; 8];
        let mut mask = [0; 8];
        for ((start, mask), byte) in start.iter_mut().zip(&mut mask).zip(key.iter()) {
            (*start, *mask) = (*byte, 0xff);
        }
        Self {
            start: u64::from_le_bytes(start),
            mask: u64::from_le_bytes(mask),
            end: key.last_chunk().map_or(0, |end| u64::from_le_bytes(*end)),
            group,
            extensions: name == EXTENSIONS,
            key,
        }
    }

    /// Whether the key stands at the beginning of `rest`, whose first eight bytes are `start`.
    fn is_at(&self, rest: &[u8], start: u64) -> bool {
        let len = self.key.len();
        (start ^ self.start) & self.mask == 0
            && (len <= 8
                || (rest
                    .get(..len)
                    .and_then(<[u8]>::last_chunk)
                    .is_some_and(|end| u64::from_le_bytes(*end) == self.end)
                    && (len <= 16 || rest.starts_with(&self.key))))
    }

    fn name(&self) -> &str {
        std::str::from_utf8(&self.key[1..self.key.len() - 2]).unwrap_or_default()
    }
}

impl RowForm {
    /// The form of rows with these groups, each given as its members.
    ///
    /// # Errors
    /// See [`FormError`].
    pub fn new<G, M>(groups: G) -> Result<Self, FormError>
    where
        G: IntoIterator<Item = M>,
        M: IntoIterator<Item: AsRef<str>>,
    {
        let mut members: Vec<Member> = Vec::new();
        let mut count = 0;
        for group in groups {
            if count == GROUPS {
                return Err(FormError::TooMany);
            }
            for name in group {
                let name = name.as_ref();
                if !is_member_name(name) {
                    return Err(FormError::Name);
                }
                if members.iter().any(|member| member.name() == name) {
                    return Err(FormError::Twice);
                }
                if members.len() == MEMBERS {
                    return Err(FormError::TooMany);
                }
                members.push(Member::new(name, u8::try_from(count).map_err(|_| FormError::TooMany)?));
            }
            count += 1;
        }
        Ok(Self { members, groups: count })
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Checks a whole row (without its LF) and finds the fragments of all groups.
    ///
    /// # Errors
    /// The first departure from the row form; `fragments` is then of no use.
    pub fn split<'r>(&self, row: &'r [u8], fragments: &mut Fragments) -> Result<&'r str, RowFault> {
        self.split_shown(row, GroupSet::ALL, fragments)
    }

    /// As [`RowForm::split`], for a row in which only the groups in `shown` may have members; returns the row as text.
    ///
    /// # Errors
    /// The first departure from the row form, `record-member-shown` among them.
    pub fn split_shown<'r>(
        &self,
        row: &'r [u8],
        shown: GroupSet,
        fragments: &mut Fragments,
    ) -> Result<&'r str, RowFault> {
        fragments.clear(self.groups);
        let text = whole_text(row).map_err(RowFault::from)?;
        self.walk(row, shown, fragments).map_err(RowFault::from)?;
        Ok(text)
    }

    fn walk(&self, row: &[u8], shown: GroupSet, fragments: &mut Fragments) -> Result<(), Stop> {
        if row.first() != Some(&b'{') {
            return Err(Stop::new(Code::RecordRowForm, 0, "a row begins with `{`"));
        }
        let mut at = 1;
        if row.get(at) == Some(&b'}') {
            return end(row, at + 1);
        }
        let has_plain = has_plain_strings(row);
        let mut next = 0;
        loop {
            let Some(found) = self.find(row, at, next) else { return Err(self.diagnose(row, at, next)) };
            let member = &self.members[found];
            let group = usize::from(member.group);
            if !shown.contains(group) {
                return Err(Stop::new(
                    Code::RecordMemberShown,
                    at,
                    "the member belongs to a group that is withheld here",
                )
                .under(member.name()));
            }
            let value = at + member.key.len();
            // Most values are strings, and most strings need no more than to find their ends.
            let plain = if has_plain { scan::plain_string(&row[value..]) } else { None };
            let stop = match plain {
                Some(len) => value + len,
                None => {
                    scan::value(row, value, 1, false, member.extensions).map_err(|stop| stop.under(member.name()))?
                }
            };
            // Rows are at most 1 MiB long, so a place in one fits.
            let (from, to) = (u32::try_from(at).unwrap_or(u32::MAX), u32::try_from(stop).unwrap_or(u32::MAX));
            fragments.members.push(Placed {
                member: u8::try_from(found).unwrap_or(u8::MAX),
                group: member.group,
                is_plain: plain.is_some() || (!has_plain && is_plain_string(&row[value..stop])),
                from: u32::try_from(value).unwrap_or(u32::MAX),
                to,
            });
            let fragment = &mut fragments.groups[group];
            if fragment.start == 0 {
                fragment.start = from;
            }
            fragment.end = to;
            next = found + 1;
            match row.get(stop) {
                Some(b',') => at = stop + 1,
                Some(b'}') => return end(row, stop + 1),
                _ => {
                    return Err(
                        Stop::new(Code::RecordRowForm, stop, "`,` or `}` belongs after a member").under(member.name())
                    );
                }
            }
        }
    }

    /// The first member from `next` on whose key stands at `at`.
    fn find(&self, row: &[u8], at: usize, next: usize) -> Option<usize> {
        let rest = &row[at..];
        let Some(start) = rest.first_chunk::<8>() else {
            return self.position(next, |member| rest.starts_with(&member.key));
        };
        let start = u64::from_le_bytes(*start);
        self.position(next, |member| member.is_at(rest, start))
    }

    fn position(&self, next: usize, is: impl Fn(&Member) -> bool) -> Option<usize> {
        self.members[next..].iter().position(is).map(|found| next + found)
    }

    /// Why no member that may come now stands at `at`.
    fn diagnose(&self, row: &[u8], at: usize, next: usize) -> Stop {
        let rest = &row[at..];
        let name = rest.strip_prefix(b"\"").and_then(|rest| rest.split(|&byte| byte == b'"').next());
        let Some(name) = name.filter(|name| rest.len() > name.len() + 1) else {
            return Stop::new(Code::RecordRowForm, at, "a member name in quotes belongs here");
        };
        match self.members.iter().position(|member| member.name().as_bytes() == name) {
            Some(known) if rest.get(name.len() + 2) != Some(&b':') => {
                Stop::new(Code::RecordRowForm, at + name.len() + 2, "`:` belongs right after a member name")
                    .under(self.members[known].name())
            }
            Some(known) if known + 1 == next => {
                Stop::new(Code::RecordMemberOrder, at, "the member stands twice").under(self.members[known].name())
            }
            Some(known) => Stop::new(Code::RecordMemberOrder, at, "the member stands behind one that comes after it")
                .under(self.members[known].name()),
            None => Stop::new(Code::RecordMemberShown, at, "the member is in no group of this part"),
        }
    }
}

/// Nothing follows the closing brace.
fn end(row: &[u8], at: usize) -> Result<(), Stop> {
    match row.get(at..) {
        Some([]) => Ok(()),
        Some(b"\r") => {
            Err(Stop::new(Code::RecordLineEnd, at, "CR stands before the line end; a line ends with LF alone"))
        }
        _ => Err(Stop::new(Code::RecordRowForm, at, "something follows the closing `}` of the row")),
    }
}

/// Whether no byte is a backslash or a control character, so that every string ends at the next quote: sixteen are looked at in
/// one step, the last ones perhaps twice.
fn has_plain_strings(row: &[u8]) -> bool {
    let is_stop = |byte: u8| u8::from(byte < 0x20) | u8::from(byte == b'\\');
    let (pieces, rest) = row.as_chunks::<16>();
    let Some(last) = row.last_chunk::<16>() else { return rest.iter().all(|byte| is_stop(*byte) == 0) };
    let mut stops = [0; 16];
    for piece in pieces.iter().chain([last]) {
        for (stop, byte) in stops.iter_mut().zip(piece) {
            *stop |= is_stop(*byte);
        }
    }
    u128::from_ne_bytes(stops) == 0
}

/// Whether a value is a string without escapes.
fn is_plain_string(value: &[u8]) -> bool {
    value.first() == Some(&b'"') && !value.contains(&b'\\')
}

/// A row's length and encoding, checked before its first byte is looked at.
fn whole_text(row: &[u8]) -> Result<&str, Stop> {
    if row.len() >= LINE_BYTES {
        return Err(Stop::new(Code::RecordLineLength, LINE_BYTES, "the line is longer than 1 MiB with its LF"));
    }
    if row.starts_with(b"\xef\xbb\xbf") {
        return Err(Stop::new(Code::RecordUtf8, 0, "a byte order mark stands at the begin of a row"));
    }
    simdutf8::basic::from_utf8(row).map_err(|_| {
        let at = simdutf8::compat::from_utf8(row).map_or_else(|error| error.valid_up_to(), str::len);
        Stop::new(Code::RecordUtf8, at, "these bytes are not UTF-8")
    })
}

/// Whether a text has the form of a member name: `[a-z][a-z0-9_]*`.
fn is_member_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
