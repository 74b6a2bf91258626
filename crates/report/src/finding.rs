//! One departure from one requirement.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Code, Location, Severity, Stage};

/// One departure of data from one requirement.
///
/// The message names the rule and the shape of what was found, never a value of a person. A value that would help
/// its owner travels beside it ([`Finding::reveal`]), and renderers print it only where the user asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The requirement.
    pub code: Code,
    /// Computed from the code; written so that a reader of the JSON needs no table.
    pub severity: Severity,
    /// Computed from the code, for the same reason.
    pub stage: Stage,
    /// Where.
    pub location: Location,
    /// What is wrong, lower case, no full stop.
    pub message: String,
    /// What to do next, where there is something to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The value found; private until [`Finding::reveal`] is asked for.
    #[serde(skip)]
    value: Option<Private>,
}

/// A value of a person: not even `{:?}` shows it, which ends up in logs.
#[derive(Clone, PartialEq, Eq)]
struct Private(String);

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private(..)")
    }
}

impl Finding {
    /// A finding of `code` at `location`; `message` holds no value of a person.
    pub fn new(code: Code, location: Location, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            stage: code.stage(),
            location,
            message: message.into(),
            help: None,
            value: None,
        }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Keeps the value found, for the eyes of its owner only.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(Private(value.into()));
        self
    }

    /// The same finding elsewhere: for whoever knows more of the place than the one that made it.
    #[must_use]
    pub fn placed(mut self, place: impl FnOnce(Location) -> Location) -> Self {
        self.location = place(self.location);
        self
    }

    /// The value found, if one was kept. Print it only where the user said `--show-values`.
    pub fn reveal(&self) -> Option<&str> {
        self.value.as_ref().map(|value| value.0.as_str())
    }

    /// Whether it is of severity error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message)?;
        let at = self.location.to_string();
        if at.is_empty() { Ok(()) } else { write!(f, " ({at})") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_to_who_asks_for_it() {
        let finding = Finding::new(Code::ContainerCrc, Location::whole(), "differs").with_value("0117 496 0017");
        assert_eq!(finding.reveal(), Some("0117 496 0017"));
        for shown in [finding.to_string(), format!("{finding:?}")] {
            assert!(!shown.contains("0117"), "{shown}");
        }
    }
}
