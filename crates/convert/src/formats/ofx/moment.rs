//! Dates and times of OFX: `YYYYMMDD[HH[MM[SS[.XXX]]]][[offset[:NAME]]]`.

use pannier_model::value::{Date, Instant};

use crate::values::{date_style::has_next, text::trimmed};

/// A date as written, with what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// The civil date written. It is never moved by the offset: a bank writes its own booking day.
    pub(super) date: Date,
    /// Hour, minute, second.
    pub(super) time: Option<(u8, u8, u8)>,
    /// Minutes east of UTC.
    offset: Option<i32>,
}

impl Moment {
    /// Reads every form in use; `None` for anything that is no date of the calendar.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = trimmed(text);
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = text.split_at(digits);
        let number = number.as_bytes();
        // All of them are digits.
        let two = |at: usize| 10 * (number[at] - b'0') + (number[at + 1] - b'0');
        let time = match digits {
            8 => None,
            10 => Some((two(8), 0, 0)),
            12 => Some((two(8), two(10), 0)),
            14 => Some((two(8), two(10), two(12))),
            _ => return None,
        };
        // 23:59:60 is written on some days; nothing here depends on the second.
        if time.is_some_and(|(hour, minute, second)| hour > 23 || minute > 59 || second > 60) {
            return None;
        }
        let date = Date::new(100 * u16::from(two(0)) + u16::from(two(2)), two(4), two(6)).ok()?;
        // A half-open period ends behind every date.
        has_next(date).then_some(())?;
        let rest = match rest.strip_prefix(['.', ':', ',']) {
            Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => rest,
        };
        let offset = match rest.trim() {
            "" => None,
            rest => Some(offset(rest)?),
        };
        Some(Self { date, time, offset })
    }

    /// The instant, where both time and offset are written.
    pub(super) fn instant(self) -> Option<Instant> {
        let ((hour, minute, second), offset) = (self.time?, self.offset?);
        let sign = if offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
        let second = second.min(59);
        Instant::parse(&format!("{}T{hour:02}:{minute:02}:{second:02}{sign}{hours:02}:{minutes:02}", self.date)).ok()
    }
}

/// `[-5:EST]`, `[+9:JST]`, `[5.5]`, `[-3.30:NST]`, `[-0300:BRT]`: hours, with a fraction that some write as decimals and
/// others as minutes. `.5`, `.25` and `.75` are decimals, `.30`, `.15`, `.45` minutes; the two do not overlap. Four digits
/// are hours and minutes.
fn offset(text: &str) -> Option<i32> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    let hours = inner.split(':').next()?.trim();
    let (negative, hours) = match hours.strip_prefix('-') {
        Some(hours) => (true, hours),
        None => (false, hours.strip_prefix('+').unwrap_or(hours)),
    };
    let (whole, fraction) = match hours.split_once('.') {
        Some(parts) => parts,
        None if hours.len() == 4 => hours.split_at_checked(2)?,
        None => (hours, ""),
    };
    let whole: i32 = whole.parse().ok().filter(|whole| (0..=23).contains(whole))?;
    let minutes = match fraction {
        "" | "0" | "00" => 0,
        "5" | "50" | "30" => 30,
        "25" | "15" => 15,
        "75" | "45" => 45,
        _ => return None,
    };
    let offset = whole * 60 + minutes;
    Some(if negative { -offset } else { offset })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form() {
        let check = |text: &str, expected: Option<&str>| {
            let found = Moment::read(text).map(|moment| {
                moment.instant().map_or_else(
                    || format!("{}{}", moment.date, if moment.time.is_some() { " with time" } else { "" }),
                    |instant| instant.to_string(),
                )
            });
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("20090401", Some("2009-04-01"));
        check("200904011220", Some("2009-04-01 with time"));
        check("20090523122017", Some("2009-05-23 with time"));
        check("20130525225731.258", Some("2013-05-25 with time"));
        check("20180804093914:014", Some("2018-08-04 with time"));
        check("20090401122017.000[-5:EST]", Some("2009-04-01T12:20:17-05:00"));
        check("20120615000000[+9:JST]", Some("2012-06-15T00:00:00+09:00"));
        check("20120615000000[5.5]", Some("2012-06-15T00:00:00+05:30"));
        check("20120615000000[-3.30:NST]", Some("2012-06-15T00:00:00-03:30"));
        check("20120615000000[5.75:NPT]", Some("2012-06-15T00:00:00+05:45"));
        check("20120615000000.979[-0300:BRT]", Some("2012-06-15T00:00:00-03:00"));
        check("20120615000000[+0530:IST]", Some("2012-06-15T00:00:00+05:30"));
        check("20080711134407.000[0:GMT]", Some("2008-07-11T13:44:07+00:00"));
        check("20090401[-5:EST]", Some("2009-04-01"));
        check("201120000000", None);
        check("20120231", None);
        check("99991231", None);
        check("30/06/2025", None);
        check("2012061", None);
        check("20120615250000", None);
        check("20120615000000[X]", None);
        check("20120615 tomorrow", None);
        check("", None);
    }
}
