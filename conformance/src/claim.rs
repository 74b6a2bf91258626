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

/// The operations that an implementation has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ops([bool; Op::ALL.len()]);

impl Ops {
    /// All of them.
    pub const ALL: Self = Self([true; Op::ALL.len()]);

    /// These.
    pub fn of(ops: &[Op]) -> Self {
        Self(Op::ALL.map(|op| ops.contains(&op)))
    }

    /// Whether this one is among them.
    pub fn contains(self, op: Op) -> bool {
        self.0[op as usize]
    }
}

impl FromStr for Ops {
    type Err = String;

    /// Reads names with a comma between them.
    fn from_str(text: &str) -> Result<Self, String> {
        let ops: Vec<Op> = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self::of(&ops))
    }
}

impl fmt::Display for Ops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Op::ALL.into_iter().filter(|op| self.contains(*op)).map(Op::as_str).collect();
        f.write_str(&names.join(", "))
    }
}

/// A claim: a level, the operations of an implementation that does not have all, and the last stage of one that does not
/// go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// How much is compared.
    pub level: Level,
    /// What the implementation does; vectors of other operations are not put to it.
    pub ops: Ops,
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
    pub const WHOLE: Self = Self { level: Level::Locations, ops: Ops::ALL, last: Stage::Rules };

    /// Whether it is put to an implementation with this claim: who stops at a stage of files does nothing that takes more.
    pub fn asks(self, vector: &Vector) -> bool {
        self.ops.contains(vector.op) && (vector.op == Op::Verify || self.last == Stage::Rules)
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "level {} ({})", self.level as u8, self.level.as_str())?;
        if self.last < Stage::Rules {
            write!(f, " up to stage {}", self.last)
        } else if self.ops == Ops::ALL {
            Ok(())
        } else {
            write!(f, " of {}", self.ops)
        }
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
        let claim = Claim { level: Level::Stage, last: Stage::Proof, ..Claim::WHOLE };
        assert_eq!(claim.to_string(), "level 2 (stage) up to stage proof");
        let ops = "tariff,verify".parse().expect("two operations");
        assert_eq!(Claim { ops, ..claim }.to_string(), "level 2 (stage) up to stage proof");
        assert_eq!(Claim { ops, ..Claim::WHOLE }.to_string(), "level 4 (locations) of verify, tariff");
        assert!("verify,price".parse::<Ops>().is_err());
        assert_eq!(Claim::WHOLE.to_string(), "level 4 (locations)");
    }
}
