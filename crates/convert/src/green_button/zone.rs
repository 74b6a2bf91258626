//! Zones: the one given, or the one whose rules a source states; and their days.

use jiff::{Timestamp, tz::TimeZone};
use pannier_model::value::{Date, Zone};

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

/// The days of a zone.
pub(super) struct Days {
    zone: TimeZone,
}

impl Days {
    /// `None` where no zone has this name.
    pub(super) fn new(zone: &Zone) -> Option<Self> {
        TimeZone::get(zone.as_str()).ok().map(|zone| Self { zone })
    }

    /// The civil date of a moment in seconds since 1970.
    pub(super) fn of(&self, seconds: i64) -> Option<Date> {
        let moment = Timestamp::from_second(seconds).ok()?;
        Date::from_civil(self.zone.to_datetime(moment).date()).ok()
    }

    /// The moment a day begins: its first, also where midnight does not exist.
    pub(super) fn start(&self, day: Date) -> Option<i64> {
        let (year, month) = (i16::try_from(day.year()).ok()?, i8::try_from(day.month()).ok()?);
        let civil = jiff::civil::Date::new(year, month, i8::try_from(day.day()).ok()?).ok()?;
        self.zone.to_timestamp(civil.at(0, 0, 0, 0)).ok().map(Timestamp::as_second)
    }

    /// Seconds east of UTC at a moment.
    pub(super) fn offset(&self, seconds: i64) -> Option<i64> {
        let moment = Timestamp::from_second(seconds).ok()?;
        Some(i64::from(self.zone.to_offset(moment).seconds()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn lengths_of_days() {
        let check = |zone: &str, day: &str, hours: i64| {
            let days = Days::new(&Zone::parse(zone).expect("a zone")).expect("a zone there is");
            let day = Date::parse(day).expect("a date");
            let (start, end) = (days.start(day), days.start(day.next_day().expect("a day")));
            let (start, end) = (start.expect("a moment"), end.expect("a moment"));
            assert_eq!((end - start, days.of(start), days.of(end - 1)), (hours * 3_600, Some(day), Some(day)));
        };
        check("EST5EDT", "2024-03-10", 23);
        check("EST5EDT", "2024-11-03", 25);
        check("America/New_York", "2024-11-02", 24);
        check("Etc/GMT-10", "2024-10-06", 24);
        check("Europe/Madrid", "2023-10-29", 25);
        // Midnight itself is skipped.
        check("America/Sao_Paulo", "2017-10-15", 23);
    }
}
