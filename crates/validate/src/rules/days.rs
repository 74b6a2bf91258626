//! The rows of a register's day against the length that day really has in its zone: 23, 24 or 25 hours mostly, half an
//! hour more or less on Lord Howe, and no hours at all on the day Samoa skipped.

use super::facts::PartFacts;
use super::findings::PartFindings;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use pannier_model::record::IntervalDay;
use pannier_model::value::{Date, DurationUnit, Zone};
use pannier_report::Code;

/// The moments a day begins and ends, in seconds since 1970.
type Bounds = (i64, i64);

/// Rows of interval days of one part, in order.
#[derive(Debug, Default)]
pub(crate) struct Intervals {
    zone: Option<(Zone, Option<TimeZone>)>,
    day: Option<Day>,
    /// Last row of the part that was shown, counted from 0 among all rows.
    before: Option<u32>,
}

/// The rows of one day so far.
#[derive(Debug)]
struct Day {
    date: Date,
    bounds: Option<Bounds>,
    /// What all slots last together; `None` once it cannot be told.
    seconds: Option<i64>,
    /// Where the slots of the row before end.
    reached: Option<i64>,
    row: u64,
    /// Another row of the day may be withheld.
    cut: bool,
}

impl Intervals {
    /// Takes the next shown row: `index` from 0 among all rows of the part, `row` from 1 among those shown.
    pub(crate) fn row(
        &mut self,
        day: &IntervalDay,
        index: u32,
        row: u64,
        part: &PartFacts,
        findings: &mut PartFindings<'_>,
    ) {
        let follows = self.before.map_or(index == 0, |before| before.checked_add(1) == Some(index));
        self.before = Some(index);
        if self.day.as_ref().is_none_or(|current| current.date != day.date) {
            let last = self.close(!follows, part, findings);
            let from = match last {
                Some(last) => last.next_day(),
                None => Some(part.from),
            };
            if follows && from.is_some_and(|from| has_gap(from, day.date, part)) {
                findings.row_help(Code::IntervalDayGap, row, "/date", GAP, GAP_HELP);
            }
            let bounds = self.bounds(day, findings);
            let (date, seconds) = (day.date, Some(0));
            self.day = Some(Day { date, bounds, seconds, reached: None, row, cut: !follows });
        }
        let Some(current) = &mut self.day else { return };
        current.cut |= !follows;
        current.row = row;
        current.add(day, row, findings);
    }

    /// Ends the part.
    pub(crate) fn finish(mut self, part: &PartFacts, findings: &mut PartFindings<'_>) {
        let ends = self.before.map_or(part.rows == 0, |before| before.checked_add(1) == Some(part.rows));
        let from = match self.close(!ends, part, findings) {
            Some(last) => last.next_day(),
            None => Some(part.from),
        };
        if ends && from.is_some_and(|from| has_gap(from, part.to, part)) {
            findings.part(Code::IntervalDayGap, "/to", GAP, GAP_HELP);
        }
    }

    /// Ends the current day and tells which it was; `cut` where rows after it may be withheld.
    fn close(&mut self, cut: bool, part: &PartFacts, findings: &mut PartFindings<'_>) -> Option<Date> {
        let day = self.day.take()?;
        if let (Some((start, end)), Some(seconds)) = (day.bounds, day.seconds)
            && seconds < end.saturating_sub(start)
            && !cut
            && !day.cut
            && part.incomplete.binary_search(&day.date).is_err()
        {
            findings.row_help(
                Code::IntervalDayLength,
                day.row,
                "/count",
                "the slots of the day are shorter together than the day is in its zone",
                "write null for slots of which nothing is known, or name the day in `incomplete`",
            );
        }
        Some(day.date)
    }

    fn bounds(&mut self, day: &IntervalDay, findings: &mut PartFindings<'_>) -> Option<Bounds> {
        if self.zone.as_ref().is_none_or(|(zone, _)| *zone != day.zone) {
            self.zone = Some((day.zone.clone(), TimeZone::get(day.zone.as_str()).ok()));
        }
        let bounds = match &self.zone {
            Some((_, Some(zone))) => start(zone, day.date).zip(day.date.next_day().and_then(|next| start(zone, next))),
            _ => None,
        };
        if bounds.is_none() {
            findings.not_checked(Code::IntervalDayLength, "this program does not know the zone of the days");
        }
        bounds
    }
}

impl Day {
    fn add(&mut self, day: &IntervalDay, row: u64, findings: &mut PartFindings<'_>) {
        let Some((start, end)) = self.bounds else { return };
        let length = end.saturating_sub(start);
        let slot = match (day.resolution.seconds(), day.resolution.unit(), day.resolution.count()) {
            (Some(seconds), ..) => i64::from(seconds),
            (None, DurationUnit::Days, 1) => length,
            _ => {
                self.seconds = None;
                findings.row_help(
                    Code::IntervalDayLength,
                    row,
                    "/resolution",
                    "a slot is longer than a day",
                    "what is longer than a day is `consumption`",
                );
                return;
            }
        };
        let own = i64::try_from(day.count.value()).ok().and_then(|count| count.checked_mul(slot));
        let before = self.seconds;
        self.seconds = before.zip(own).and_then(|(before, own)| before.checked_add(own));
        // Of a day that is too long, or cannot be told, the ends of its slots are not judged.
        let judged = before.is_some();
        let too_long = own.is_none() || self.seconds.is_some_and(|seconds| seconds > length);
        if too_long && judged {
            // One finding for a day: what follows it is too long as well.
            self.seconds = None;
            findings.row_help(
                Code::IntervalDayLength,
                row,
                "/count",
                "the slots of the day are longer together than the day is in its zone",
                "a day has 23 or 25 hours where clocks change; check the zone, and slots that are there twice",
            );
        }
        let Some(begins) = day.start.map(pannier_model::value::Instant::epoch_seconds) else { return };
        let ends = own.and_then(|own| begins.checked_add(own));
        let misplaced = if begins < start || begins >= end {
            Some("the first slot begins on another day")
        } else if self.reached.is_some_and(|reached| begins < reached) {
            Some("the slots overlap those of the row before")
        } else if judged && !too_long && ends.is_none_or(|ends| ends > end) {
            Some("the slots reach past the end of the day")
        } else {
            None
        };
        self.reached = ends.max(self.reached);
        if let Some(message) = misplaced {
            let help = "`start` is the moment the first slot begins, with the offset of the zone at that moment";
            findings.row_help(Code::IntervalDayStart, row, "/start", message, help);
        }
    }
}

const GAP: &str = "days before it have no row and are not said to be incomplete";
const GAP_HELP: &str = "name days without values in `incomplete`: a missing day is not a day of no consumption";

/// Whether a day of `[from, to)` is promised whole although it has no row.
fn has_gap(from: Date, to: Date, part: &PartFacts) -> bool {
    let place = |day: Date| part.incomplete.partition_point(|incomplete| *incomplete < day);
    let declared = place(to.max(from)) - place(from);
    i64::try_from(declared).is_ok_and(|declared| declared < to.days_since(from))
}

/// The moment a day begins: its first, also where midnight does not exist.
fn start(zone: &TimeZone, day: Date) -> Option<i64> {
    zone.to_timestamp(day.civil().at(0, 0, 0, 0)).ok().map(Timestamp::as_second)
}
