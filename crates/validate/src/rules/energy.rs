//! Rules inside one record of consumption.

use super::arithmetic::is_product;
use super::findings::PartFindings;
use pannier_model::record::{AnnualEstimate, Consumption, IntervalDay};
use pannier_model::value::{Decimal, Flow, Total, Unit};
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
