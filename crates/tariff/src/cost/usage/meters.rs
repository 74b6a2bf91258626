//! What meters and lines counted.

use super::days::{Days, day};
use crate::tariff::Meter;
use pannier_model::record::{
    Consumption, IntervalDay, UsageEvent, UsageEventDirection, UsageEventGrain, UsageEventKind, UsageEventNumberClass,
    UsageEventReach, UsageEventRoaming,
};
use pannier_model::value::{Date, Flow, Fuel, Quality, Unit, Zone};
use std::collections::BTreeMap;

/// How finely a stream tells when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    /// By day or finer.
    Day,
    /// By month: sums that an issuer made.
    Month,
}

/// One quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Item {
    /// Civil day in the zone of the stream.
    pub(crate) day: i32,
    /// Second of the day on the clock; `None` where only the day is known.
    pub(crate) second: Option<u32>,
    /// Seconds that it took; zero for an event.
    pub(crate) length: u32,
    /// Quantity in units of 10^-12.
    pub(crate) picos: i128,
    pub(crate) estimated: bool,
    /// Whether it is a sum of several events.
    pub(crate) sum: bool,
    /// Beginning in seconds since 1970, where it is known.
    pub(crate) instant: Option<i64>,
    /// Place among the names of records.
    pub(crate) record: u32,
}

/// Quantities of one kind.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    pub(crate) meter: Meter,
    /// The line it is of, by its place among those of the use; 0 for meters.
    pub(crate) line: u16,
    pub(crate) tou: Option<String>,
    pub(crate) number_class: UsageEventNumberClass,
    pub(crate) reach: UsageEventReach,
    pub(crate) roaming: UsageEventRoaming,
    pub(crate) unit: Unit,
    pub(crate) zone: Option<Zone>,
    pub(crate) grain: Grain,
    /// In the order of time, then of records.
    pub(crate) items: Vec<Item>,
    pub(crate) covered: Days,
}

/// Which stream an item belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StreamKey {
    pub(crate) meter: Meter,
    pub(crate) tou: Option<String>,
    pub(crate) classes: (UsageEventNumberClass, UsageEventReach, UsageEventRoaming),
    pub(crate) unit: Unit,
    pub(crate) zone: Option<Zone>,
    pub(crate) by_month: bool,
    pub(crate) line: u16,
}

impl StreamKey {
    pub(crate) const fn of_meter(meter: Meter, unit: Unit, zone: Option<Zone>) -> Self {
        let classes = (UsageEventNumberClass::Unknown, UsageEventReach::Unknown, UsageEventRoaming::Unknown);
        Self { meter, tou: None, classes, unit, zone, by_month: false, line: 0 }
    }
}

/// Items of a register as they come, before it is known what the register is called.
#[derive(Clone, Debug)]
pub(crate) struct RegisterItems {
    pub(crate) fuel: Fuel,
    pub(crate) direction: Flow,
    pub(crate) unit: Unit,
    pub(crate) zone: Zone,
    pub(crate) items: Vec<Item>,
    /// Days by whether all of their slots are known.
    pub(crate) days: BTreeMap<i32, bool>,
}

/// The meter that a flow is priced by; net flows are split by sign.
pub(crate) const fn meter(fuel: Fuel, direction: Flow) -> Option<Meter> {
    match (fuel, direction) {
        (Fuel::Electricity, Flow::Import | Flow::Net) => Some(Meter::ElectricityImport),
        (Fuel::Electricity, Flow::Export) => Some(Meter::ElectricityExport),
        (Fuel::Gas, Flow::Import | Flow::Net) => Some(Meter::Gas),
        (Fuel::Water, Flow::Import | Flow::Net) => Some(Meter::Water),
        (Fuel::Heat, Flow::Import | Flow::Net) => Some(Meter::Heat),
        _ => None,
    }
}

const fn is_estimated(quality: Quality) -> bool {
    matches!(quality, Quality::Estimated | Quality::Mixed)
}

impl RegisterItems {
    pub(crate) fn new(one: &IntervalDay) -> Self {
        Self {
            fuel: one.fuel,
            direction: one.direction,
            unit: one.unit,
            zone: one.zone.clone(),
            items: Vec::new(),
            days: BTreeMap::new(),
        }
    }

    /// Takes a day of slots, or its total where the slots are withheld.
    pub(crate) fn take(&mut self, one: &IntervalDay, record: u32, zone: Option<&jiff::tz::TimeZone>) {
        let date = one.date;
        let complete = self.days.entry(day(date)).or_insert(true);
        *complete &= one.missing.value() == 0;
        let whole = Item {
            day: day(date),
            second: None,
            length: 86_400,
            picos: one.total.picos(),
            estimated: is_estimated(one.quality),
            sum: true,
            instant: None,
            record,
        };
        let seconds = one.resolution.seconds();
        let (Some(slots), Some(seconds)) = (&one.slots, seconds) else {
            self.items.push(whole);
            return;
        };
        let midnight = zone.and_then(|zone| zone.to_timestamp(date.civil().at(0, 0, 0, 0)).ok());
        let midnight = midnight.map(jiff::Timestamp::as_second);
        let start = one.start.map_or(midnight, |start| Some(start.epoch_seconds()));
        let short = zone.zip(midnight).is_some_and(|(zone, midnight)| {
            let next = date.next_day().and_then(|next| zone.to_timestamp(next.civil().at(0, 0, 0, 0)).ok());
            next.is_some_and(|next| next.as_second() - midnight != 86_400)
        });
        let mut at = Clock { start, midnight, zone: zone.filter(|_| short), date };
        let mut runs = one.quality_runs.iter().flatten().peekable();
        for (index, slot) in (0_u64..).zip(slots.iter()) {
            while runs.peek().is_some_and(|run| run.end.value() <= index) {
                runs.next();
            }
            let quality = runs.peek().filter(|run| run.start.value() <= index).map_or(one.quality, |run| run.quality);
            let Some(slot) = slot else { continue };
            let (day, second, instant) = at.place(index, seconds);
            self.items.push(Item {
                day,
                second: Some(second),
                length: seconds,
                picos: slot.picos(),
                // `mixed` speaks of the day; a slot outside of the runs is what most are.
                estimated: quality == Quality::Estimated,
                sum: false,
                instant,
                record,
            });
        }
    }
}

/// Where slots of a day stand on the clock.
struct Clock<'a> {
    start: Option<i64>,
    midnight: Option<i64>,
    /// Only for a day that is not 24 hours long.
    zone: Option<&'a jiff::tz::TimeZone>,
    date: Date,
}

impl Clock<'_> {
    fn place(&mut self, index: u64, seconds: u32) -> (i32, u32, Option<i64>) {
        let elapsed = i64::try_from(index).unwrap_or(i64::MAX).saturating_mul(seconds.into());
        let instant = self.start.map(|start| start.saturating_add(elapsed));
        let from_midnight = self.start.zip(self.midnight).map_or(0, |(start, midnight)| start - midnight) + elapsed;
        if let (Some(zone), Some(instant)) = (self.zone, instant)
            && let Ok(timestamp) = jiff::Timestamp::from_second(instant)
        {
            let local = zone.to_datetime(timestamp);
            let second = i64::from(local.hour()) * 3600 + i64::from(local.minute()) * 60 + i64::from(local.second());
            let civil = Date::from_civil(local.date()).unwrap_or(self.date);
            return (day(civil), u32::try_from(second).unwrap_or_default(), Some(instant));
        }
        let second = from_midnight.rem_euclid(86_400);
        let shift = i32::try_from(from_midnight.div_euclid(86_400)).unwrap_or_default();
        (day(self.date) + shift, u32::try_from(second).unwrap_or_default(), instant)
    }
}

/// Spreads a reading over its days: as evenly as units of 10^-12 allow, and exact in sum.
pub(crate) fn spread(one: &Consumption, record: u32) -> Vec<Item> {
    let (from, to) = (day(one.date), day(one.period_end));
    let count = i128::from(to.saturating_sub(from).clamp(0, 3660));
    if count == 0 {
        return Vec::new();
    }
    let total = one.quantity.picos();
    let upto = |days: i128| total.saturating_mul(days).div_euclid(count);
    (0..count)
        .zip(from..)
        .map(|(index, day)| Item {
            day,
            second: None,
            length: 86_400,
            picos: upto(index + 1) - upto(index),
            estimated: count > 1 || is_estimated(one.quality),
            sum: true,
            instant: None,
            record,
        })
        .collect()
}

/// The stream and quantity of an event of use; `None` where nothing is priced by it.
pub(crate) fn event(one: &UsageEvent, record: u32) -> Option<(StreamKey, Item)> {
    let meter = match (one.kind, one.direction) {
        (UsageEventKind::Data, _) => Meter::Data,
        (_, UsageEventDirection::In) => return None,
        (UsageEventKind::Voice, _) => Meter::Voice,
        (UsageEventKind::Sms, _) => Meter::Sms,
        (UsageEventKind::Mms, _) => Meter::Mms,
        _ => return None,
    };
    if one.answered == Some(false) {
        return None;
    }
    let key = StreamKey {
        classes: (
            one.number_class.unwrap_or(UsageEventNumberClass::Unknown),
            one.reach.unwrap_or(UsageEventReach::Unknown),
            one.roaming.unwrap_or(UsageEventRoaming::Unknown),
        ),
        ..StreamKey::of_meter(meter, one.unit, None)
    };
    let clock = one.started_at.map(pannier_model::value::Instant::local_time).or(one.time);
    let item = Item {
        day: day(one.date),
        second: clock.map(pannier_model::value::Time::second_of_day),
        length: 0,
        picos: one.quantity.picos(),
        estimated: false,
        sum: one.grain != UsageEventGrain::Event,
        instant: None,
        record,
    };
    Some((key, item))
}
