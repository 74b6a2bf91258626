//! What a record type says about itself: the field tables as data.

use crate::value::ValueKind;

/// Where the schemas live. Never fetched: a name, not an address (spec: `schema-known`).
pub const BASE: &str = "https://pannier.example/v0/";
/// The profile every head names.
pub const PROFILE: &str = "https://pannier.example/v0/bundle";
/// The group that is shown whenever a row is shown.
pub const CORE: &str = "core";

/// A record type: its members in groups, and how its records are sorted, named and gathered into series.
#[derive(Debug)]
pub struct RecordType {
    /// Name in series, schemas and files: `transaction`.
    pub name: &'static str,
    /// Name of a table of them: `transactions`.
    pub plural: &'static str,
    /// What it is, in one line for people.
    pub about: &'static str,
    /// Whether records happen or hold.
    pub kind: Kind,
    /// Which thing a record belongs to.
    pub series: Series,
    /// The member of type `date` that rows ascend by.
    pub sort: &'static str,
    /// The letter labels of this type begin with, where records are things.
    pub label: Option<char>,
    /// How the id of a record comes about.
    pub id: IdRecipe,
    /// The member a part's totals add up.
    pub totals: Option<Totals>,
    /// Groups in byte order of a row, `core` first.
    pub groups: &'static [Group],
}

/// Types are told apart by name: there is one table for each.
impl PartialEq for RecordType {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.name == other.name
    }
}

impl Eq for RecordType {}

impl RecordType {
    /// The address that names the schema: `https://pannier.example/v0/transaction.schema.json`.
    pub fn schema_url(&self) -> String {
        format!("{BASE}{}.schema.json", self.name)
    }

    /// The group of that name.
    pub fn group(&self, id: &str) -> Option<&'static Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// All members in byte order of a row.
    pub fn members(&self) -> impl Iterator<Item = &'static Member> + use<> {
        self.groups.iter().flat_map(|group| group.members)
    }

    /// The member of that name.
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        self.members().find(|member| member.name == name)
    }

    /// The group a member stands in.
    pub fn group_of(&self, member: &str) -> Option<&'static Group> {
        self.groups.iter().find(|group| group.members.iter().any(|other| other.name == member))
    }
}

/// Members that are shown or withheld together.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id: `counterparty`.
    pub id: &'static str,
    /// One line for people who decide what to show.
    pub title: &'static str,
    /// Members in byte order of a row.
    pub members: &'static [Member],
    /// Whether a value depends on other rows, so that it can tell on them.
    pub spans: bool,
}

impl Group {
    /// Groups that have to be shown where this one is: `core` for all but itself.
    pub fn needs(&self) -> &'static [&'static str] {
        if self.id == CORE { &[] } else { &[CORE] }
    }
}

/// A member of a record type.
#[derive(Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name: `value_date`.
    pub name: &'static str,
    /// What it means, in one sentence: the description in the schema.
    pub about: &'static str,
    /// Its type.
    pub kind: ValueKind,
    /// Whether every record has it.
    pub required: bool,
    /// For a reference: the record type it points to, [`Target::Any`] where it may be any thing.
    pub refers: Option<Target>,
}

/// What a reference points to. Complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A record of any type.
    Any,
    /// A record of the type of that name.
    Type(&'static str),
}

impl Target {
    /// From the word in the table of a type, `any` for any.
    pub(crate) const fn new(name: &'static str) -> Self {
        if matches!(name.as_bytes(), b"any") { Self::Any } else { Self::Type(name) }
    }
}

/// Whether records happen or hold. Complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something that happened on its `date`; parts cover a period each.
    Event,
    /// How a thing was on the day `as_of`; one row a thing, one part.
    State,
}

/// Which thing a record belongs to. Complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    /// The record is the thing: its own id.
    Own,
    /// The value of the first of these members that is present, else `all`.
    Members(&'static [&'static str]),
    /// Always `all`.
    All,
}

/// How the id of a record comes about (spec: `id-…` in the chapter on records). Complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdRecipe {
    /// A label: the letter of the type and five random characters.
    Label,
    /// A keyed hash of these members, and of the rank among rows with the same.
    Keyed(&'static [&'static str]),
    /// The values of two members with a point between them, `infix` before the second: `R1.t0`.
    Joined(&'static str, &'static str, &'static str),
    /// The date; a second row of a day has `.1` after it.
    Date,
}

/// What the totals of a part add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// The member whose values are added.
    pub member: &'static str,
    /// The member that tells values of one sum from those of another: a currency, a unit or a kind.
    pub by: &'static str,
}
