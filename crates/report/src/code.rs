//! What a code says of itself: level, roles, stage, and the words of its requirement.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::codes::Code;

/// How binding a requirement is (RFC 2119 keyword of its block in `spec/`). Complete: the keywords are fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// A departure is an error.
    Must,
    /// A departure is a warning.
    Should,
    /// A departure is a note.
    May,
}

/// How much a finding weighs; computed from [`Level`], never chosen elsewhere. Complete for the same reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The data may not be relied on.
    Error,
    /// The data may be relied on; somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// The step of verification that catches a departure, in the order in which the steps run.
///
/// `Convert` precedes verification (a source file is being read); `Behaviour` binds programs, not data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Stage {
    /// A foreign file is turned into records.
    Convert,
    /// The ZIP profile, names, sizes, the set of entries.
    Container,
    /// The signed statement: form, key, issuer, times, disclosures.
    Head,
    /// The holder's key binding.
    Binding,
    /// What a share says it shows.
    Share,
    /// The byte form of rows.
    Record,
    /// Trees, streams, roots, digests.
    Proof,
    /// The shape of each record and of the descriptors' words.
    Schema,
    /// Rules that hold between records.
    Rules,
    /// A signed document beside a bundle: a request, a grant, an offer; its form, signature and predecessors.
    Document,
    /// What a tariff says.
    Tariff,
    /// Prices computed from a tariff and records.
    Quote,
    /// How a program has to behave.
    Behaviour,
}

impl Stage {
    /// The stages of verification, first to last.
    pub const VERIFICATION: [Self; 8] =
        [Self::Container, Self::Head, Self::Binding, Self::Share, Self::Record, Self::Proof, Self::Schema, Self::Rules];

    /// All stages: what comes before a bundle, its verification, what is made of it, and how programs behave.
    pub const ALL: [Self; 13] = [
        Self::Convert,
        Self::Container,
        Self::Head,
        Self::Binding,
        Self::Share,
        Self::Record,
        Self::Proof,
        Self::Schema,
        Self::Rules,
        Self::Document,
        Self::Tariff,
        Self::Quote,
        Self::Behaviour,
    ];

    /// The word used in reports, vectors and `--until`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Convert => "convert",
            Self::Container => "container",
            Self::Head => "head",
            Self::Binding => "binding",
            Self::Share => "share",
            Self::Record => "record",
            Self::Proof => "proof",
            Self::Schema => "schema",
            Self::Rules => "rules",
            Self::Document => "document",
            Self::Tariff => "tariff",
            Self::Quote => "quote",
            Self::Behaviour => "behaviour",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Stage {
    type Err = UnknownStage;

    fn from_str(s: &str) -> Result<Self, UnknownStage> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == s).ok_or(UnknownStage)
    }
}

/// The text names no [`Stage`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownStage;

impl fmt::Display for UnknownStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such stage; stages are container, head, binding, share, record, proof, schema, rules")
    }
}

impl std::error::Error for UnknownStage {}

/// Whom a requirement binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// The institution that signs.
    Issuer,
    /// Who keeps the bundle and chooses what to show.
    Holder,
    /// Who checks before relying.
    Verifier,
    /// The organisation that receives a share.
    Recipient,
    /// A program that turns foreign files into records or back.
    Converter,
}

impl Level {
    /// The keyword, upper case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::May => "MAY",
        }
    }
}

impl Role {
    /// The word used in requirement blocks.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Holder => "holder",
            Self::Verifier => "verifier",
            Self::Recipient => "recipient",
            Self::Converter => "converter",
        }
    }
}

/// The words of one requirement, generated from its block in `spec/`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) id: &'static str,
    pub(crate) level: Level,
    pub(crate) stage: Stage,
    pub(crate) roles: &'static [Role],
    pub(crate) since: &'static str,
    pub(crate) chapter: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) text: &'static str,
    pub(crate) why: &'static str,
    pub(crate) right: &'static str,
    pub(crate) wrong: &'static str,
}

impl Code {
    /// The requirement's id: its heading in `spec/`, its vectors' folder, the argument of `pannier explain`.
    pub fn as_str(self) -> &'static str {
        self.entry().id
    }

    /// MUST, SHOULD or MAY.
    pub fn level(self) -> Level {
        self.entry().level
    }

    /// Computed from the level: MUST is an error, SHOULD a warning, MAY a note.
    pub fn severity(self) -> Severity {
        match self.level() {
            Level::Must => Severity::Error,
            Level::Should => Severity::Warning,
            Level::May => Severity::Note,
        }
    }

    /// The stage that catches a departure.
    pub fn stage(self) -> Stage {
        self.entry().stage
    }

    /// Whom it binds.
    pub fn roles(self) -> &'static [Role] {
        self.entry().roles
    }

    /// The version of the standard that brought it.
    pub fn since(self) -> &'static str {
        self.entry().since
    }

    /// The file below `spec/` that holds it.
    pub fn chapter(self) -> &'static str {
        self.entry().chapter
    }

    /// Its first sentence.
    pub fn summary(self) -> &'static str {
        self.entry().summary
    }

    /// The whole normative text, Markdown.
    pub fn text(self) -> &'static str {
        self.entry().text
    }

    /// Why the requirement exists.
    pub fn why(self) -> &'static str {
        self.entry().why
    }

    /// An example that satisfies it, Markdown.
    pub fn right(self) -> &'static str {
        self.entry().right
    }

    /// An example that does not, Markdown.
    pub fn wrong(self) -> &'static str {
        self.entry().wrong
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no requirement has this id")
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(s: &str) -> Result<Self, UnknownCode> {
        Self::ALL.binary_search_by(|code| code.as_str().cmp(s)).map(|at| Self::ALL[at]).map_err(|_| UnknownCode)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sorted_and_parse_back() {
        assert!(Code::ALL.windows(2).all(|pair| pair[0].as_str() < pair[1].as_str()));
        for code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(*code));
        }
        assert_eq!("no-such-id".parse::<Code>(), Err(UnknownCode));
    }
}
