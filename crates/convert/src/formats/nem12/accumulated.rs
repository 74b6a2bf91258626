//! NEM13: two readings of a counter and what was used between them.

use std::collections::BTreeMap;

use pannier_model::{
    record::{AnyRecord, Consumption, Record as _, RegisterRead, RegisterReadReason},
    value::{Date, Decimal, Flow, Id, Instant, Name, Quality, Time},
};
use pannier_report::{Code, Finding, Location};

use super::{Scan, day::date};
use crate::{
    Error, Series,
    events::{
        gather::unnamed,
        interval::{self, Counter, stretches},
        statement::Window,
    },
    formats::{
        green_button::scaled,
        mdff::{self, Stream},
    },
    ids::{IdKey, Ranks, identify, stability},
    output::Output,
};

/// What 250 records say of one register.
#[derive(Debug, Default)]
pub(super) struct Accumulated {
    /// By moment and what was read; two records name the reading between them.
    readings: BTreeMap<(Date, String, Decimal), (u64, Quality)>,
    used: BTreeMap<(Date, Date), Used>,
}

#[derive(Debug)]
struct Used {
    row: u64,
    quantity: Decimal,
    quality: Quality,
    moments: (Option<Instant>, Option<Instant>),
    updated: Option<u64>,
}

impl Scan {
    /// A 250 record.
    pub(super) fn accumulated(&mut self, fields: &[&str], row: u64, output: &mut Output<'_>) -> Result<(), Error> {
        self.count(
            fields,
            &[
                (2, "250/NMIConfiguration"),
                (5, "250/MDMDataStreamIdentifier"),
                (11, "250/PreviousReasonCode"),
                (12, "250/PreviousReasonDescription"),
                (16, "250/CurrentReasonCode"),
                (17, "250/CurrentReasonDescription"),
                (20, "250/NextScheduledReadDate"),
                (22, "250/MSATSLoadDateTime"),
            ],
        );
        match self.take(fields, row) {
            Ok(None) => Ok(()),
            Ok(Some((row, reason))) => output.skipped_row(row, reason),
            Err(finding) => output.lost_row(row, finding),
        }
    }

    /// Remembers a record, or tells which row it replaces or repeats.
    fn take(&mut self, fields: &[&str], row: u64) -> Result<Option<(u64, &'static str)>, Finding> {
        let field = |index: usize| fields.get(index).copied().unwrap_or_default();
        let wrong = |code, message: &str| Finding::new(code, Location::whole().at_row(row), message);
        if field(1).is_empty() {
            return Err(wrong(Code::ConvertStructure, "a 250 record has no NMI"));
        }
        let (unit, power) = mdff::unit(field(19))
            .ok_or_else(|| wrong(Code::ConvertStructure, "the unit is none that adds up to a quantity of energy"))?;
        // Seen from the market: what it exports the customer draws.
        let flow = match (field(7).to_ascii_uppercase().as_str(), mdff::stream(field(4))) {
            ("E", _) => Flow::Import,
            ("I", _) => Flow::Export,
            (_, Stream::Counts(flow)) => flow,
            _ => return Err(wrong(Code::ConvertStructure, "neither direction nor suffix says which way it flows")),
        };
        let signed = |index: usize| {
            interval::decimal(field(index))
                .and_then(|value| scaled(value, power))
                .ok_or_else(|| wrong(Code::ConvertAmount, "a value is no number that a record holds"))
        };
        let number = |index: usize| {
            let is_negative = || wrong(Code::ConvertAmount, "a reading of a counter is negative");
            signed(index).and_then(|value| if value.signum() < 0 { Err(is_negative()) } else { Ok(value) })
        };
        let day = |index: usize| {
            date(field(index)).ok_or_else(|| wrong(Code::ConvertDate, "a reading has no date of the form YYYYMMDD"))
        };
        let (from, to) = (day(9)?, day(14)?);
        if to <= from {
            return Err(wrong(Code::ConvertDate, "the current reading is not later than the previous one"));
        }
        let quality = |index: usize| match field(index).bytes().next() {
            Some(b'A' | b'a') => Ok(Some(Quality::Actual)),
            Some(b'E' | b'F' | b'S' | b'e' | b'f' | b's') => Ok(Some(Quality::Estimated)),
            Some(b'N' | b'n') | None => Ok(None),
            Some(_) => Err(wrong(Code::ConvertValue, "a quality flag is none")),
        };
        let (before, after) = (quality(10)?, quality(15)?);
        // A reading that nobody has is no reading.
        let readings = [(from, 8, 9, before), (to, 13, 14, after)];
        let mut read = Vec::new();
        for (date, value, moment, quality) in readings {
            if let Some(quality) = quality
                && !field(value).is_empty()
            {
                read.push(((date, clock(field(moment)), number(value)?), quality));
            }
        }
        let quantity = signed(18)?;
        let stream = self.stream(field(1), field(4), field(3), field(6), (unit, flow));
        let accumulated = &mut self.streams[stream].accumulated;
        if quantity.signum() < 0 {
            for (reading, quality) in read {
                accumulated.readings.entry(reading).or_insert((row, quality));
            }
            return Ok(Some((row, BELOW_ZERO)));
        }
        let used = Used {
            row,
            quantity,
            quality: after.unwrap_or(Quality::Raw),
            moments: (moment(from, field(9)), moment(to, field(14))),
            updated: field(21).parse().ok(),
        };
        let outcome = match accumulated.used.get(&(from, to)) {
            Some(known) if known.quantity == quantity => return Ok(Some((row, "an equal record came before"))),
            Some(known) if known.updated > used.updated => {
                return Ok(Some((row, "another record of the period was updated later")));
            }
            Some(known) => Some((known.row, "another record of the period was updated later")),
            None => None,
        };
        accumulated.used.insert((from, to), used);
        for (reading, quality) in read {
            accumulated.readings.entry(reading).or_insert((row, quality));
        }
        Ok(outcome)
    }
}

/// Said of what was used where an actual reading is below an estimated one before it.
const BELOW_ZERO: &str = "what was used is below zero, which takes back an estimate before it and has no record; the readings are \
    carried";

/// The clock behind a date of eight digits.
fn clock(written: &str) -> String {
    match written.get(8..14) {
        Some(digits) => format!("{}:{}:{}", &digits[..2], &digits[2..4], &digits[4..]),
        None => String::new(),
    }
}

/// A moment of market time.
fn moment(date: Date, written: &str) -> Option<Instant> {
    let clock = clock(written);
    if clock.is_empty() { mdff::start(date) } else { Instant::parse(&format!("{date}T{clock}+10:00")).ok() }
}

impl Accumulated {
    pub(super) fn is_empty(&self) -> bool {
        self.used.is_empty() && self.readings.is_empty()
    }

    pub(super) fn last(&self) -> Option<Date> {
        self.readings.keys().map(|(date, ..)| *date).chain(self.used.keys().map(|(_, to)| *to)).max()
    }

    pub(super) fn lose(self, reason: &str, output: &mut Output<'_>) -> Result<(), Error> {
        for used in self.used.values() {
            output.skipped_row(used.row, reason)?;
        }
        Ok(())
    }

    /// Hands on what was used, then the readings it was used between.
    pub(super) fn emit(self, counter: &Counter, point: &Id, output: &mut Output<'_>) -> Result<(), Error> {
        let mut ranks = Ranks::default();
        for stretch in stretches(self.used.keys().map(|(from, to)| (*from, *to, true))) {
            output.series(Series {
                thing: Some(counter.register.clone()),
                record_type: Consumption::TYPE,
                from: stretch.from,
                to: stretch.to,
                incomplete: stretch.incomplete.clone(),
            })?;
            for ((from, to), used) in
                self.used.iter().filter(|((from, _), _)| (stretch.from..stretch.to).contains(from))
            {
                let mut row = Consumption::new(
                    unnamed(),
                    *from,
                    *to,
                    counter.fuel,
                    counter.direction,
                    used.quantity,
                    counter.unit,
                    used.quality,
                );
                row.supply_point = Some(point.clone());
                row.register = Some(counter.register.clone());
                (row.start_at, row.end_at) = used.moments;
                row.source_ref = Name::parse(&format!("row:{}", used.row)).ok();
                row.id_stability = Some(stability(stretch.incomplete.contains(from)));
                let mut record = AnyRecord::from(row);
                identify(&IdKey::ZERO, &mut ranks, &mut record);
                output.row(used.row, record)?;
            }
        }
        let days = || self.readings.keys().map(|(date, ..)| *date);
        let (Some(from), Some(last)) = (days().min(), days().max()) else { return Ok(()) };
        let Some(window) = Window::of_rows(from, last) else { return Ok(()) };
        output.series(window.series(&counter.register, RegisterRead::TYPE))?;
        let mut ranks = Ranks::default();
        for ((date, clock, reading), (place, quality)) in self.readings {
            let mut row = RegisterRead::new(
                unnamed(),
                counter.register.clone(),
                date,
                reading,
                counter.unit,
                counter.direction,
                quality,
                RegisterReadReason::Routine,
            );
            row.time = Time::parse(&clock).ok();
            row.at = row.time.and_then(|_| Instant::parse(&format!("{date}T{clock}+10:00")).ok());
            row.source_ref = Name::parse(&format!("row:{place}")).ok();
            row.id_stability = Some(stability(window.incomplete.contains(&date)));
            let mut record = AnyRecord::from(row);
            identify(&IdKey::ZERO, &mut ranks, &mut record);
            output.record(Some(place), record)?;
        }
        Ok(())
    }
}
