//! The zone whose rules a feed states.

use pannier_model::value::Zone;

/// `LocalTimeParameters`: offset from UTC and the rules of daylight saving time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LocalTime {
    /// Seconds east of UTC in winter.
    pub(super) offset: i64,
    /// Seconds added in summer.
    pub(super) saving: i64,
    /// Month, week, day and hour, packed by ESPI into 32 bits, as hexadecimal.
    pub(super) starts: String,
    pub(super) ends: String,
}

impl LocalTime {
    /// The zone that states exactly these rules without saying where it is. Which of the places that share them is
    /// meant, nobody knows, and nothing depends on it.
    pub(super) fn zone(&self) -> Option<Zone> {
        let no_rule = |rule: &str| rule.bytes().all(|byte| byte == b'0');
        if self.saving == 0 || (no_rule(&self.starts) && no_rule(&self.ends)) {
            return fixed(self.offset);
        }
        let rules = (self.starts.to_ascii_uppercase(), self.ends.to_ascii_uppercase());
        let name = match (self.offset, self.saving, rules.0.as_str(), rules.1.as_str()) {
            // Second Sunday of March to first Sunday of November, both at 02:00.
            (-18_000, 3_600, "360E2000", "B40E2000") => "EST5EDT",
            (-21_600, 3_600, "360E2000", "B40E2000") => "CST6CDT",
            (-25_200, 3_600, "360E2000", "B40E2000") => "MST7MDT",
            (-28_800, 3_600, "360E2000", "B40E2000") => "PST8PDT",
            // Last Sunday of March to last Sunday of October, at 01:00 UTC.
            (0, 3_600, "3E0E1000", "AE0E2000") => "WET",
            (3_600, 3_600, "3E0E2000", "AE0E3000") => "CET",
            (7_200, 3_600, "3E0E3000", "AE0E4000") => "EET",
            _ => return None,
        };
        Zone::parse(name).ok()
    }
}

/// The zone of a fixed offset; its name counts westwards.
fn fixed(offset: i64) -> Option<Zone> {
    if offset % 3_600 != 0 || !(-12..=14).contains(&(offset / 3_600)) {
        return None;
    }
    Zone::parse(&match -offset / 3_600 {
        0 => "Etc/GMT".to_owned(),
        hours => format!("Etc/GMT{hours:+}"),
    })
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::readings::Days;

    #[test]
    fn rules_name_a_zone() {
        let check = |offset: i64, saving: i64, starts: &str, ends: &str, expected: Option<&str>| {
            let local = LocalTime { offset, saving, starts: starts.to_owned(), ends: ends.to_owned() };
            let zone = local.zone();
            assert_eq!(zone.as_ref().map(Zone::as_str), expected, "{local:?}");
            assert!(
                zone.is_none_or(|zone| Days::new(&zone)
                    .is_some_and(|days| days.offset(0) == Some(offset) || offset == 0 || offset == 3_600)),
                "{local:?}"
            );
        };
        check(-18_000, 3_600, "360E2000", "B40E2000", Some("EST5EDT"));
        check(-28_800, 3_600, "360e2000", "b40e2000", Some("PST8PDT"));
        check(3_600, 3_600, "3E0E2000", "AE0E3000", Some("CET"));
        check(-25_200, 0, "360E2000", "B40E2000", Some("Etc/GMT+7"));
        check(36_000, 3_600, "00000000", "0", Some("Etc/GMT-10"));
        check(0, 0, "", "", Some("Etc/GMT"));
        // Adelaide; the wrong sign; Lord Howe.
        check(34_200, 0, "", "", None);
        check(18_000, 3_600, "360E2000", "B40E2000", None);
        check(37_800, 1_800, "A40E2000", "440E2000", None);
    }
}
