//! The sheet with the slots of interval days as rows.

use jiff::{Timestamp, tz::TimeZone};
use pannier_model::{
    record::IntervalDay,
    value::{Instant, Int, Value as _, View},
};

use super::cell::Cell;

/// Name of the sheet, as of the view in a database.
pub(super) const NAME: &str = "interval_slots";
/// Its columns.
pub(super) const COLUMNS: [&str; 8] =
    ["register", "interval_day", "date", "slot", "starts_at", "value", "unit", "quality"];

/// One row for each slot of a day; no value where nothing is known of it.
pub(super) fn rows(day: &IntervalDay) -> impl Iterator<Item = [Option<Cell>; COLUMNS.len()]> {
    let zone = TimeZone::get(day.zone.as_str()).ok();
    let seconds = day.resolution.seconds();
    let slots = day.slots.iter().flat_map(|slots| slots.iter());
    (0_u16..).zip(slots).map(move |(number, slot)| {
        let starts = day.start.and_then(|start| match number {
            0 => Some(start.epoch_seconds()),
            number => Some(start.epoch_seconds() + i64::from(number) * i64::from(seconds?)),
        });
        let quality = day.quality_runs.iter().flatten().find(|run| {
            let (start, end): (Int, Int) = (run.start, run.end);
            (start.value()..end.value()).contains(&u64::from(number))
        });
        let text = |text: &str| Some(Cell::Text(text.to_owned()));
        let word = |view: View<'_>| match view {
            View::Word(word) => text(word),
            _ => None,
        };
        [
            text(day.register.as_str()),
            text(day.id.as_str()),
            Some(Cell::of(View::Date(day.date))),
            Some(Cell::Number(number.into(), 0)),
            starts.and_then(|starts| local(starts, zone.as_ref())).map(Cell::Text),
            slot.map(|slot| Cell::of(View::Decimal(slot))),
            word(day.unit.view()),
            word(quality.map_or(day.quality, |run| run.quality).view()),
        ]
    })
}

/// A moment with the offset of the zone; in UTC where the zone is not known.
fn local(seconds: i64, zone: Option<&TimeZone>) -> Option<String> {
    match zone {
        Some(zone) => {
            let moment = Timestamp::from_second(seconds).ok()?.to_zoned_datetime(zone.clone());
            Some(moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
        }
        None => Instant::from_epoch_seconds(seconds).map(|instant| instant.to_string()),
    }
}
