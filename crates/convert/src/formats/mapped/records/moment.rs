//! Dates, times and moments by a format of strftime, and lengths of time.

use jiff::fmt::strtime::{self, BrokenDownTime};
use pannier_model::value::{Date, Decimal, Instant, Time};

/// How a date, a time or a moment is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MomentFormat {
    format: String,
    /// Of a year of two digits.
    century: Option<u16>,
}

impl MomentFormat {
    /// A format for a value that needs these parts; otherwise why it is none.
    pub(super) fn new(format: &str, century: Option<u16>, day: bool, clock: bool) -> Result<Self, &'static str> {
        let directives: Vec<char> = format.split('%').skip(1).map(|part| part.chars().next().unwrap_or('%')).collect();
        let has = |directive: char| directives.contains(&directive);
        if directives.iter().any(|directive| !"dmYybBHIMSfpz".contains(*directive)) {
            return Err("a format has the directives %d %m %b %B %Y %y and for times %H %I %p %M %S %f %z");
        }
        if day && (!has('d') || !(has('m') || has('b') || has('B')) || has('Y') == has('y')) {
            return Err("a format has a day, a month and one year");
        }
        if clock && (!(has('H') || (has('I') && has('p'))) || !has('M')) {
            return Err("a format of a time has hours and minutes");
        }
        if has('y') && century.is_none() {
            return Err("a year of two digits wants century in [date]");
        }
        Ok(Self { format: format.to_owned(), century: century.filter(|_| has('y')) })
    }

    /// Whether the moment is one without anything else being known.
    pub(super) fn has_offset(&self) -> bool {
        self.format.contains("%z")
    }

    fn parts(&self, text: &str) -> Option<BrokenDownTime> {
        strtime::parse(&self.format, text.trim()).ok()
    }

    /// The civil date written.
    pub(super) fn date(&self, text: &str) -> Option<Date> {
        let date = Date::from_civil(self.parts(text)?.to_date().ok()?).ok()?;
        let date = match self.century {
            Some(century) => Date::new(century + date.year() % 100, date.month(), date.day()).ok()?,
            None => date,
        };
        // A half-open period ends behind every date.
        date.next_day().map(|_| date)
    }

    /// The clock time written.
    pub(super) fn time(&self, text: &str) -> Option<Time> {
        let time = self.parts(text)?.to_time().ok()?;
        let part = |part: i8| u8::try_from(part).ok();
        let second =
            self.format.contains("%S").then(|| part(time.second())).map_or(Some(None), |second| second.map(Some))?;
        Time::new(part(time.hour())?, part(time.minute())?, second).ok()
    }

    /// The day and the second of it at which something ends: `24:00` is the end of its day.
    pub(super) fn end(&self, text: &str) -> Option<(Date, i64)> {
        if let (Some(date), Some(time)) = (self.date(text), self.time(text)) {
            return Some((date, time.second_of_day().into()));
        }
        let midnight = text.rfind("24:00").map(|at| format!("{}00:00{}", &text[..at], &text[at + 5..]))?;
        let time = self.time(&midnight)?;
        (time.second_of_day() == 0).then(|| self.date(&midnight)?.next_day().map(|date| (date, 0))).flatten()
    }

    /// The moment written, with the offset it is written with.
    pub(super) fn instant(&self, text: &str) -> Option<Instant> {
        let seconds = self.parts(text)?.offset()?.seconds();
        if seconds % 60 != 0 {
            return None;
        }
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs() / 60);
        let (date, time) = (self.date(text)?, self.time(text)?);
        let second = if self.format.contains("%S") { "" } else { ":00" };
        format!("{date}T{time}{second}{sign}{:02}:{:02}", minutes / 60, minutes % 60).parse().ok()
    }
}

/// A clock time as it is usually written: `9:05`, `09:05:00`.
pub(super) fn clock(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let mut part = || parts.next().map(|part| digits(part, 2));
    let (hour, minute, second) = (part()??, part()??, part());
    let second = match second {
        None => None,
        Some(second) => Some(u8::try_from(second?).ok()?),
    };
    if parts.next().is_some() {
        return None;
    }
    Time::new(u8::try_from(hour).ok()?, u8::try_from(minute).ok()?, second).ok()
}

/// A moment as RFC 3339 writes it, with `T` or a space, with or without seconds and the colon of the offset.
pub(super) fn moment(text: &str) -> Option<Instant> {
    let text = text.replacen(' ', "T", 1).replace(' ', "");
    if let Ok(instant) = text.parse() {
        return Some(instant);
    }
    let (clock, offset) = if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        (clock, "Z".to_owned())
    } else {
        let at = text.rfind(['+', '-']).filter(|at| *at > 10)?;
        let (clock, offset) = text.split_at(at);
        match offset.len() {
            5 if offset.is_char_boundary(3) => (clock, format!("{}:{}", &offset[..3], &offset[3..])),
            3 => (clock, format!("{offset}:00")),
            _ => (clock, offset.to_owned()),
        }
    };
    let seconds = if clock.len() == 16 { ":00" } else { "" };
    format!("{clock}{seconds}{offset}").parse().ok()
}

/// A length of time in units: `h:m:s`, `m:s`, `h:m`; the first may be larger than a clock's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    HoursMinutesSeconds,
    MinutesSeconds,
    HoursMinutes,
}

impl Length {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "h:m:s" => Self::HoursMinutesSeconds,
            "m:s" => Self::MinutesSeconds,
            "h:m" => Self::HoursMinutes,
            _ => return None,
        })
    }

    /// The length in seconds.
    pub(super) fn read(self, text: &str) -> Option<Decimal> {
        let parts: Vec<&str> = text.split(':').collect();
        let (first, rest) = parts.split_first()?;
        let first = digits(first, 8)?;
        let rest: Vec<i128> =
            rest.iter().map(|part| digits(part, 2).filter(|part| *part < 60)).collect::<Option<_>>()?;
        let seconds = match (self, rest.as_slice()) {
            (Self::HoursMinutesSeconds, [minutes, seconds]) => first * 3_600 + minutes * 60 + seconds,
            (Self::MinutesSeconds, [seconds]) => first * 60 + seconds,
            (Self::HoursMinutes, [minutes]) => first * 3_600 + minutes * 60,
            _ => return None,
        };
        Decimal::from_units(seconds, 0).ok()
    }
}

fn digits(text: &str, most: usize) -> Option<i128> {
    ((1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        let check = |form: &str, text: &str, expected: Option<&str>| {
            let read = Length::parse(form).expect("a form").read(text).map(|seconds| seconds.to_string());
            assert_eq!(read.as_deref(), expected, "{form} {text}");
        };
        check("h:m:s", "00:01:05", Some("65"));
        check("h:m:s", "125:00:00", Some("450000"));
        check("h:m:s", "0:60:00", None);
        check("h:m:s", "01:05", None);
        check("h:m:s", "-1:00:00", None);
        check("h:m:s", "", None);
        check("m:s", "90:05", Some("5405"));
        check("h:m", "1:30", Some("5400"));
        check("m:s", "1:5.5", None);
    }

    #[test]
    fn clocks_and_moments() {
        let time = |text: &str| clock(text).map(|time| time.to_string());
        assert_eq!(time("9:05").as_deref(), Some("09:05"));
        assert_eq!(time("23:59:58").as_deref(), Some("23:59:58"));
        assert_eq!([time("24:00"), time("9"), time("9:5:6:7"), time("9:")], [None, None, None, None]);
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(moment(text).map(|moment| moment.to_string()).as_deref(), expected, "{text}");
        };
        check("2026-03-29T01:00:00Z", Some("2026-03-29T01:00:00Z"));
        check("2026-03-29 01:00:00 +0100", Some("2026-03-29T01:00:00+01:00"));
        check("2026-03-29 01:00+01", Some("2026-03-29T01:00:00+01:00"));
        check("2026-03-29T01:00:00.250+01:00", Some("2026-03-29T01:00:00.250+01:00"));
        check("2026-03-29", None);
        check("2026-03-29 01:00:00", None);
        check("2026-02-30 01:00:00Z", None);
    }

    #[test]
    fn formats() {
        let format = |text: &str, day: bool, clock: bool| MomentFormat::new(text, Some(2000), day, clock);
        assert!(format("%d.%m.%Y %Q", true, false).is_err());
        assert!(format("%m.%Y", true, false).is_err());
        assert!(format("%I:%M", false, true).is_err());
        let twelve = format("%d/%m/%y %I:%M %p", true, true).expect("a format");
        assert_eq!(twelve.date("01/02/26 01:05 PM").map(|date| date.to_string()).as_deref(), Some("2026-02-01"));
        assert_eq!(twelve.time("01/02/26 01:05 PM").map(|time| time.to_string()).as_deref(), Some("13:05"));
        let end = |text: &str| {
            let format = format("%Y/%m/%d %H:%M", true, true).expect("a format");
            format.end(text).map(|(date, second)| format!("{date} {second}"))
        };
        assert_eq!(end("2026/02/28 24:00").as_deref(), Some("2026-03-01 0"));
        assert_eq!(end("2026/02/28 23:30").as_deref(), Some("2026-02-28 84600"));
        assert_eq!([end("2026/02/28 24:01"), end("2026/02/30 24:00"), end("2026/02/28 25:00")], [None, None, None]);
        let offset = format("%Y-%m-%d %H:%M:%S %z", true, true).expect("a format");
        let moment = offset.instant("2026-03-29 01:00:00 -0330").map(|moment| moment.to_string());
        assert_eq!(moment.as_deref(), Some("2026-03-29T01:00:00-03:30"));
    }
}
