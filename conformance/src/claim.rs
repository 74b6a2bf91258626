//! What an implementation claims: how much of an answer is compared, and how far it goes.

use std::{fmt, str::FromStr};

use pannier::report::Stage;

use crate::vector::{Op, Vector};

/// How much of an answer is compared; each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The verdict and the number of rows handed out.
    Outcome = 1,
    /// And the stage that failed, completeness and standing.
    Stage = 2,
    /// And the set of codes, equal and not just included.
    Codes = 3,
    /// And where each finding is, as far as the vector pins it.
    Locations = 4,
}

impl Level {
    const ALL: [(&str, Self); 4] =
        [("outcome", Self::Outcome), ("stage", Self::Stage), ("codes", Self::Codes), ("locations", Self::Locations)];

    /// The level's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Stage => "stage",
            Self::Codes => "codes",
            Self::Locations => "locations",
        }
    }
}

impl FromStr for Level {
    type Err = String;

    /// Reads a level by number or name.
    fn from_str(text: &str) -> Result<Self, String> {
        let found = (1..).zip(Self::ALL).find(|(number, (name, _))| text == *name || text == format!("{number}"));
        found
            .map(|(_, (_, level))| level)
            .ok_or_else(|| "a level is 1 or outcome, 2 or stage, 3 or codes, 4 or locations".to_owned())
    }
}

/// A claim: a level, and the last stage of an implementation that does not go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// How much is compared.
    pub level: Level,
    /// The last stage the implementation has; it answers as if every question ended there.
    ///
    /// It is one of [`Claim::LAST`]: which entries a container has to hold depends on the head.
    pub last: Stage,
}

impl Claim {
    /// The stages at which a claim can end.
    pub const LAST: [Stage; 7] =
        [Stage::Head, Stage::Binding, Stage::Share, Stage::Record, Stage::Proof, Stage::Schema, Stage::Rules];
    /// Everything.
    pub const WHOLE: Self = Self { level: Level::Locations, last: Stage::Rules };

    /// Whether it is put to an implementation with this claim: who stops at a stage of files has none of documents.
    pub fn asks(self, vector: &Vector) -> bool {
        vector.op == Op::Verify || self.last == Stage::Rules
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "level {} ({})", self.level as u8, self.level.as_str())?;
        if self.last < Stage::Rules { write!(f, " up to stage {}", self.last) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_have_numbers_and_names() {
        for (text, level) in
            [("1", Level::Outcome), ("stage", Level::Stage), ("3", Level::Codes), ("4", Level::Locations)]
        {
            assert_eq!(text.parse(), Ok(level), "{text}");
        }
        for text in ["0", "5", "", "place"] {
            assert!(text.parse::<Level>().is_err(), "{text}");
        }
        let claim = Claim { level: Level::Stage, last: Stage::Proof };
        assert_eq!(claim.to_string(), "level 2 (stage) up to stage proof");
        assert_eq!(Claim::WHOLE.to_string(), "level 4 (locations)");
    }
}
