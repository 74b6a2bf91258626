//! What a holder asks to be shown.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use pannier_bundle::head::{Nested, PartDescriptor};
use pannier_model::value::Date;

use super::ShareError;

/// Groups that say who and where somebody is. They stay home unless they are asked for and allowed, each by name
/// (`share-home-confirmed`).
pub const HOME_GROUPS: [&str; 3] = ["identity", "contact", "identifiers"];

/// What is to be shown. Nothing is, unless a series is named; all else narrows it down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Names of series, `*` standing for any characters; a name without `/` is that of a record type.
    pub series: Vec<String>,
    /// First day. It cuts series of what happened; states, which hold until further notice, are not cut.
    pub from: Option<Date>,
    /// First day after.
    pub to: Option<Date>,
    /// Show of the last row before and the first row after the period the group that dates it, where the period cuts a
    /// part: this proves that nothing is missing up to its ends.
    pub neighbours: bool,
    /// The groups to show beside the one that dates a row; all but [`HOME_GROUPS`] where left out.
    pub groups: Option<BTreeSet<String>>,
    /// For a series, what of it is shown in place of what holds for all: how a request asks.
    pub narrowed: BTreeMap<String, Narrowed>,
    /// Ids of records that stay.
    pub without: BTreeSet<String>,
    /// For a group, ids of records of which it stays.
    pub mask: BTreeMap<String, BTreeSet<String>>,
    /// Nested claims to show.
    pub claims: BTreeSet<Nested>,
    /// Names or ids of documents to show.
    pub documents: BTreeSet<String>,
    /// Groups among [`HOME_GROUPS`] that the holder confirmed; `identifiers` confirms the claim `identifier`, too.
    pub allow: BTreeSet<String>,
    /// Open the decoys: where nothing else is sealed, the share proves that there is nothing more.
    pub decoys: bool,
    /// What it is for, in the holder's words: 1 to 1000 characters.
    pub purpose: Option<String>,
    /// Until when it may be used, seconds since 1970.
    pub exp: Option<i64>,
}

/// What is shown of one series.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// The groups, beside the one that dates a row.
    pub groups: BTreeSet<String>,
    /// First day, of what happened.
    pub from: Option<Date>,
}

impl Selection {
    /// The selection as it holds for one series.
    pub(super) fn of_series(&self, series: &str) -> Cow<'_, Self> {
        match self.narrowed.get(series) {
            None => Cow::Borrowed(self),
            Some(own) => {
                let mut narrowed = self.clone();
                narrowed.groups = Some(own.groups.clone());
                narrowed.from = own.from;
                Cow::Owned(narrowed)
            }
        }
    }

    /// All of these series, but for what stays home.
    pub fn of<T: Into<String>>(series: impl IntoIterator<Item = T>) -> Self {
        Self { series: series.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Confirms whatever among [`HOME_GROUPS`] is asked for: for a holder who was asked, and said yes.
    pub fn allow_all_asked(&mut self) {
        let asked = self.groups.iter().flatten().chain(self.narrowed.values().flat_map(|own| &own.groups));
        let asked: Vec<String> = asked.filter(|group| HOME_GROUPS.contains(&group.as_str())).cloned().collect();
        self.allow.extend(asked);
        if self.claims.contains(&Nested::Identifier) {
            self.allow.insert("identifiers".to_owned());
        }
    }

    /// Refuses what no file could make right.
    pub(super) fn check(&self) -> Result<(), ShareError> {
        if self.from.zip(self.to).is_some_and(|(from, to)| from >= to) {
            return Err(ShareError::Period);
        }
        let is_held_back = |name: &&str| HOME_GROUPS.contains(name) && !self.allow.contains(*name);
        let named = self.groups.iter().flatten().chain(self.narrowed.values().flat_map(|own| &own.groups));
        let named: BTreeSet<&str> = named.map(String::as_str).filter(is_held_back).collect();
        let mut refused: Vec<String> = named.into_iter().map(str::to_owned).collect();
        if self.claims.contains(&Nested::Identifier) && !self.allow.contains("identifiers") {
            refused.push("identifiers (for the claim identifier)".to_owned());
        }
        if refused.is_empty() { Ok(()) } else { Err(ShareError::Home(refused)) }
    }

    /// Whether a group is shown where its part is, reasons of a single part aside.
    pub(super) fn wants(&self, group: &str) -> bool {
        match &self.groups {
            Some(named) => named.contains(group),
            None => !HOME_GROUPS.contains(&group) || self.allow.contains(group),
        }
    }

    /// Whether a group was asked for by its name.
    pub(super) fn names(&self, group: &str) -> bool {
        self.groups.as_ref().is_some_and(|named| named.contains(group))
    }

    pub(super) fn names_series(&self, series: &str) -> bool {
        self.series.iter().any(|pattern| matches(pattern, series))
    }

    /// Whether the period leaves out some day of the part.
    pub(super) fn cuts(&self, part: &PartDescriptor) -> bool {
        self.from.is_some_and(|from| from > part.from) || self.to.is_some_and(|to| to < part.to)
    }

    /// Whether the period has a day in common with the part.
    pub(super) fn meets(&self, part: &PartDescriptor) -> bool {
        self.from.is_none_or(|from| from < part.to) && self.to.is_none_or(|to| to > part.from)
    }
}

/// Whether `pattern` stands for this series.
pub(super) fn matches(pattern: &str, series: &str) -> bool {
    let text = if pattern.contains('/') || pattern == "*" {
        series
    } else {
        series.split_once('/').map_or(series, |(_, record_type)| record_type)
    };
    glob(pattern, text)
}

/// `*` stands for any characters, all else for itself.
fn glob(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        match rest.split_once(piece) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_name_series() {
        for (pattern, series, expected) in [
            ("transaction", "a7k2qx/transaction", true),
            ("transaction", "a7k2qx/transaction_item", false),
            ("trans*", "a7k2qx/transaction", true),
            ("*", "a7k2qx/transaction", true),
            ("a7k2qx/*", "a7k2qx/balance", true),
            ("a7k2qx/*", "a7k2qy/balance", false),
            ("*/balance", "a7k2qx/balance", true),
            ("a*x/*l*e", "a7k2qx/balance", true),
            ("a7k2qx/balance", "a7k2qx/balance", true),
            ("a7k2qx", "a7k2qx/balance", false),
            ("bal*lance", "a7k2qx/balance", false),
            ("", "a7k2qx/balance", false),
        ] {
            assert_eq!(matches(pattern, series), expected, "{pattern} {series}");
        }
    }

    #[test]
    fn home_groups_are_asked_for_and_allowed() {
        let mut selection = Selection::of(["party"]);
        assert!(selection.check().is_ok() && !selection.wants("identity") && selection.wants("core"));
        selection.groups = Some(["core", "identity", "contact"].map(str::to_owned).into());
        selection.allow.insert("identity".to_owned());
        assert!(matches!(selection.check(), Err(ShareError::Home(groups)) if groups == ["contact"]));
        selection.allow.insert("contact".to_owned());
        assert!(selection.check().is_ok());
        selection.claims.insert(Nested::Identifier);
        assert!(matches!(selection.check(), Err(ShareError::Home(groups)) if groups.len() == 1));
        selection.allow.insert("identifiers".to_owned());
        assert!(selection.check().is_ok());

        selection.allow.clear();
        assert!(matches!(selection.check(), Err(ShareError::Home(groups)) if groups.len() == 3));
        selection.allow_all_asked();
        assert!(selection.check().is_ok() && selection.allow.len() == 3);
    }
}
