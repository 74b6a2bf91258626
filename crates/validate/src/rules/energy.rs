//! Rules inside one record of consumption, and of readings next to each other.

use super::arithmetic::is_product;
use super::findings::PartFindings;
use pannier_model::record::{AnnualEstimate, Consumption, IntervalDay, RegisterRead, RegisterReadReason};
use pannier_model::value::{Decimal, Flow, Quality, Total, Unit};
use pannier_report::Code;

/// `interval-day-slots`, `energy-not-negative`. The group `profile` may be withheld: then only totals are judged.
pub(crate) fn interval_day(day: &IntervalDay, row: u64, findings: &mut PartFindings<'_>) {
    not_negative(day.direction, &[("/total", Some(day.total))], row, findings);
    let mut wrong = |pointer: &str, message: &str| findings.row(Code::IntervalDaySlots, row, pointer, message);
    if day.missing > day.count {
        wrong("/missing", "more slots are missing than there are");
    }
    let count = day.count.value();
    let mut reached = 0;
    for (number, run) in day.quality_runs.as_deref().unwrap_or_default().iter().enumerate() {
        let (start, end) = (run.start.value(), run.end.value());
        if start < reached || end <= start || end > count {
            wrong(
                &format!("/quality_runs/{number}"),
                "the run is empty, overlaps another, or passes the end of the day",
            );
            break;
        }
        reached = end;
    }
    if day.missing == day.count && day.total.signum() != 0 {
        wrong("/total", "no slot is known, and the total is not zero");
    }
    let Some(slots) = &day.slots else { return };
    if u64::try_from(slots.len()).ok() != Some(count) {
        wrong("/count", "the number of slots is another");
    }
    let missing = slots.iter().filter(|slot| slot.is_none()).count();
    if u64::try_from(missing).ok() != Some(day.missing.value()) {
        wrong("/missing", "the number of missing slots is another");
    }
    let known = slots.iter().flatten().copied();
    if Total::of(known).is_some_and(|sum| sum != Total::from(day.total)) {
        wrong("/total", "the known slots add up to another total");
    }
    let below = slots.iter().position(|slot| slot.is_some_and(|slot| slot.signum() < 0));
    if let Some(number) = below
        && day.direction != Flow::Net
    {
        findings.row(Code::EnergyNotNegative, row, format!("/slots/{number}"), "the quantity is negative");
    }
}

/// `energy-not-negative`, `gas-conversion`.
pub(crate) fn consumption(consumption: &Consumption, row: u64, findings: &mut PartFindings<'_>) {
    let quantities = [("/quantity", Some(consumption.quantity)), ("/volume", consumption.volume)];
    not_negative(consumption.direction, &quantities, row, findings);
    let cubic_metres = consumption.volume_unit == Some(Unit::CubicMetre) && consumption.unit == Unit::KilowattHour;
    if let (Some(volume), Some(calorific), Some(correction), true) =
        (consumption.volume, consumption.calorific_value, consumption.volume_correction, cubic_metres)
    {
        // 3.6 MJ are a kilowatt-hour.
        let Ok(over) = Decimal::from_units(36, 1) else { return };
        let quantity = consumption.quantity;
        if is_product(&[volume, calorific, correction], &[over], quantity.into(), quantity.scale(), 1) == Some(false) {
            findings.row_help(
                Code::GasConversion,
                row,
                "/quantity",
                "the energy is not volume times correction times calorific value, divided by 3.6",
                "leave the factors out where the bill rounds between the steps",
            );
        }
    }
}

/// `energy-not-negative`, `period-order` (elsewhere).
pub(crate) fn annual_estimate(estimate: &AnnualEstimate, row: u64, findings: &mut PartFindings<'_>) {
    not_negative(estimate.direction, &[("/quantity", Some(estimate.quantity))], row, findings);
}

fn not_negative(flow: Flow, quantities: &[(&str, Option<Decimal>)], row: u64, findings: &mut PartFindings<'_>) {
    if flow == Flow::Net {
        return;
    }
    for (pointer, quantity) in quantities {
        if quantity.is_some_and(|quantity| quantity.signum() < 0) {
            findings.row_help(
                Code::EnergyNotNegative,
                row,
                *pointer,
                "the quantity is negative",
                "import, export and generation are separate registers; only `net` has a sign",
            );
        }
    }
}

/// A reading of a counter, as far as later ones are compared with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    direction: Flow,
    unit: Unit,
    value: Decimal,
    row: u64,
}

/// A reading below the one it is compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drop {
    before: Decimal,
    after: Decimal,
    pub(crate) row: u64,
}

/// What the next reading is compared with. Complete.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Before {
    /// The same as the first reading of the part.
    #[default]
    Part,
    /// Nothing: the counter begins, or a reading may be withheld.
    Nothing,
    /// The last reading that was no estimate.
    Reading(Reading),
}

/// `register-backwards`, `register-digits`: the readings of one part, to be joined with those of other parts and with
/// the register, which says how many digits it has.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    /// Readings that are compared with the last one of the part before.
    pub(crate) first: Vec<Reading>,
    before: Before,
    /// The last row that was shown, counted from 0 among all rows.
    last: Option<u32>,
    pub(crate) drops: Vec<Drop>,
    pub(crate) greatest: Option<(Decimal, u64)>,
}

/// Drops remembered of a part: as many as findings of a code are kept.
const MOST_DROPS: usize = 101;

impl Readings {
    /// Takes the next shown row: `index` from 0 among all rows of the part, `row` from 1 among those shown.
    pub(crate) fn row(&mut self, read: &RegisterRead, index: u32, row: u64) {
        let follows = self.last.map_or(index == 0, |last| last.checked_add(1) == Some(index));
        let afresh = matches!(read.reason, RegisterReadReason::SwapIn | RegisterReadReason::Opening);
        self.last = Some(index);
        if !follows || afresh {
            self.before = Before::Nothing;
        }
        let reading = Reading { direction: read.direction, unit: read.unit, value: read.reading, row };
        match self.before {
            Before::Part if self.first.len() < MOST_DROPS => self.first.push(reading),
            Before::Reading(before) if self.drops.len() < MOST_DROPS => self.drops.extend(drop(before, reading)),
            _ => {}
        }
        if read.quality != Quality::Estimated {
            self.before = Before::Reading(reading);
        }
        if self.greatest.is_none_or(|(greatest, _)| read.reading > greatest) {
            self.greatest = Some((read.reading, row));
        }
    }

    /// What the first reading of the next part is compared with, this part having so many `rows`.
    pub(crate) fn after(&self, rows: u32) -> Before {
        let ends = self.last.map_or(rows == 0, |last| last.checked_add(1) == Some(rows));
        if ends { self.before } else { Before::Nothing }
    }
}

/// Whether a reading is below the one it is compared with.
pub(crate) fn drop(before: Reading, after: Reading) -> Option<Drop> {
    let same = (before.direction, before.unit) == (after.direction, after.unit);
    let (row, before, after) = (after.row, before.value, after.value);
    (same && after < before).then_some(Drop { before, after, row })
}

/// 10 to the power of `digits` in the units that decimals are kept in; `None` where no reading is that large.
pub(crate) fn range(digits: u64) -> Option<i128> {
    let digits = u32::try_from(digits).ok()?;
    10_i128.checked_pow(digits.checked_add(12)?)
}

impl Drop {
    /// Whether the counter may have passed its last digit. One of known digits did when it went less than half around;
    /// of another only a step from the last tenth of its range to the first is taken for that.
    pub(crate) fn wraps(self, digits: Option<u64>) -> bool {
        let (before, after) = (self.before.picos(), self.after.picos());
        if let Some(digits) = digits {
            return range(digits).is_some_and(|range| {
                let steps = range.checked_sub(before).and_then(|left| left.checked_add(after));
                before < range && steps.is_some_and(|steps| steps < range / 2)
            });
        }
        let mut range = 1_000_000_000_000_i128;
        while range <= before {
            range *= 10;
        }
        before >= range / 10 * 9 && after <= range / 10
    }
}
