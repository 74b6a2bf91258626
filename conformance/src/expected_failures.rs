//! Lists of what is known to fail, each line with its reason, strict in both directions.

use std::collections::BTreeMap;

/// Vectors an implementation is known to fail, each with the reason: lines of `id: reason`, `#` begins a comment.
///
/// The list is strict: a vector on it that passes is a failure, so that the list cannot go stale.
#[derive(Clone, Debug, Default)]
pub struct ExpectedFailures(BTreeMap<String, String>);

impl ExpectedFailures {
    /// Reads the text of a list.
    ///
    /// # Errors
    ///
    /// The number of a line that has no reason or names a vector twice.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut list = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((id, reason)) = line.split_once(": ").filter(|(_, reason)| !reason.trim().is_empty()) else {
                return Err(format!("line {number} has no reason"));
            };
            if list.insert(id.trim().to_owned(), reason.trim().to_owned()).is_some() {
                return Err(format!("line {number} names a vector a second time"));
            }
        }
        Ok(Self(list))
    }

    /// Why a vector is expected to fail.
    pub fn reason(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// All ids on the list.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_expected_failures_needs_reasons() {
        let list = ExpectedFailures::parse("# known\nwhole/accept-small: reads no Ed25519\n").expect("has a reason");
        assert_eq!(list.reason("whole/accept-small"), Some("reads no Ed25519"));
        assert_eq!(ExpectedFailures::parse("\nwhole/accept-small\n").unwrap_err(), "line 2 has no reason");
        assert_eq!(ExpectedFailures::parse("a/b: x\na/b: y").unwrap_err(), "line 2 names a vector a second time");
    }
}
