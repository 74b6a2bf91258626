//! The civil days of a zone, and the moments at which they begin.

use jiff::{Timestamp, tz::TimeZone};
use pannier_model::value::{Date, Zone};

/// The reading before one that may lie in an hour that comes twice.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Near {
    before: Option<i64>,
    /// Whether readings run from the newest to the oldest.
    falling: bool,
}

impl Near {
    /// Behind this one.
    pub(crate) const fn after(moment: i64) -> Self {
        Self { before: Some(moment), falling: false }
    }

    /// Goes on to the next reading.
    pub(crate) fn next(&mut self, moment: i64) {
        self.falling = self.before.is_some_and(|before| moment < before);
        self.before = Some(moment);
    }
}

/// The days of a zone.
#[derive(Clone, Debug)]
pub(crate) struct Days {
    zone: TimeZone,
}

impl Days {
    /// `None` where no zone has this name.
    pub(crate) fn new(zone: &Zone) -> Option<Self> {
        TimeZone::get(zone.as_str()).ok().map(|zone| Self { zone })
    }

    /// The civil date of a moment in seconds since 1970.
    pub(crate) fn of(&self, seconds: i64) -> Option<Date> {
        let moment = Timestamp::from_second(seconds).ok()?;
        Date::from_civil(self.zone.to_datetime(moment).date()).ok()
    }

    /// The moment a day begins: its first, also where midnight does not exist.
    pub(crate) fn start(&self, day: Date) -> Option<i64> {
        let (year, month) = (i16::try_from(day.year()).ok()?, i8::try_from(day.month()).ok()?);
        let civil = jiff::civil::Date::new(year, month, i8::try_from(day.day()).ok()?).ok()?;
        self.zone.to_timestamp(civil.at(0, 0, 0, 0)).ok().map(Timestamp::as_second)
    }

    /// The moment at which a clock of the zone shows this; `None` where it never does. Of an hour that comes twice the
    /// one that goes on from the reading before is meant.
    pub(crate) fn moment(&self, day: Date, second: i64, near: Near) -> Option<i64> {
        let (year, month) = (i16::try_from(day.year()).ok()?, i8::try_from(day.month()).ok()?);
        let part = |part: i64| i8::try_from(part).ok();
        let date = jiff::civil::Date::new(year, month, i8::try_from(day.day()).ok()?).ok()?;
        let clock =
            jiff::civil::Time::new(part(second / 3_600)?, part(second / 60 % 60)?, part(second % 60)?, 0).ok()?;
        let shown = self.zone.to_ambiguous_timestamp(date.to_datetime(clock));
        let is_gap = matches!(shown.offset(), jiff::tz::AmbiguousOffset::Gap { .. });
        let earlier = shown.earlier().ok().filter(|_| !is_gap)?.as_second();
        let later = shown.later().ok()?.as_second();
        Some(match near.before {
            Some(before) if near.falling && before > later => later,
            Some(before) if !near.falling && before >= earlier => later,
            _ => earlier,
        })
    }

    /// Seconds east of UTC at a moment.
    pub(crate) fn offset(&self, seconds: i64) -> Option<i64> {
        let moment = Timestamp::from_second(seconds).ok()?;
        Some(i64::from(self.zone.to_offset(moment).seconds()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn hours_that_come_twice() {
        let check = |clocks: &[(i64, i64)], expected: &[i64]| {
            let days = Days::new(&Zone::parse("Europe/London").expect("a zone")).expect("a zone there is");
            // 2025-10-26 begins at 23:00 UTC and has 25 hours.
            let day = Date::parse("2025-10-26").expect("a date");
            let start = days.start(day).expect("a moment");
            let mut near = Near::default();
            let mut found = Vec::new();
            for (hour, minute) in clocks {
                let moment = days.moment(day, hour * 3_600 + minute * 60, near).expect("a time there is");
                near.next(moment);
                found.push((moment - start) / 60);
            }
            assert_eq!(found, expected, "{clocks:?}");
        };
        check(&[(0, 30), (1, 0), (1, 30), (1, 0), (1, 30), (2, 0)], &[30, 60, 90, 120, 150, 180]);
        check(&[(2, 0), (1, 30), (1, 0), (1, 30), (1, 0), (0, 30)], &[180, 150, 120, 90, 60, 30]);
        check(&[(1, 0), (2, 0)], &[60, 180]);
    }

    #[test]
    fn hours_that_never_come() {
        let days = Days::new(&Zone::parse("Europe/London").expect("a zone")).expect("a zone there is");
        let day = Date::parse("2025-03-30").expect("a date");
        assert_eq!(days.moment(day, 5_400, Near::default()), None);
        assert_eq!(days.moment(day, 90_000, Near::default()), None);
    }
}
