//! `interval_day`: the intervals one register counted on one day.

use super::table::record;
use super::{IdRecipe, Series, Totals};
use crate::value::object::object;
use crate::value::{
    Amount, Currency, Date, Decimal, Duration, Flow, Fuel, Id, Instant, Int, List, Quality, Unit, Zone,
};
use serde::{Deserialize, Serialize};

/// Slots of one quality, half-open.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityRun {
    /// Number of the first slot after it.
    pub end: Int,
    /// Their quality.
    pub quality: Quality,
    /// Number of the first slot.
    pub start: Int,
}

object!(QualityRun {
    req end: Int,
    req quality: Quality,
    req start: Int,
});

record! {
    /// The intervals one register counted on one day.
    IntervalDay {
        name: "interval_day",
        plural: "interval_days",
        about: "The intervals one register counted on one day.",
        kind: Event,
        series: Series::Members(&["register"]),
        sort: date,
        label: None,
        id: IdRecipe::Date,
        totals: Some(Totals { member: "total", by: "unit" }),
    }
    core "Daily total" {
        required {
            /// The register that counted.
            register: Id => "register",
            /// Civil day in `zone`.
            date: Date,
            /// Time zone in which the day begins and ends.
            zone: Zone,
            /// What was counted.
            fuel: Fuel,
            /// Which way it flowed: drawn, fed in, one less the other, or made by the customer's plant.
            direction: Flow,
            /// Unit of `slots` and `total`.
            unit: Unit,
            /// Length of a slot; `P1D` also for a day of 23 hours.
            resolution: Duration,
            /// Number of slots of the row, unknown ones among them.
            count: Int,
            /// Number of slots of which nothing is known.
            missing: Int,
            /// Exact sum of the slots that are known.
            total: Decimal,
            /// How the values came about; `mixed` where runs differ.
            quality: Quality,
        }
        optional {}
    }
    group profile "The course of the day, slot by slot" {
        /// Moment at which the first slot begins; absent where it is the beginning of the day.
        start: Instant,
        /// Value of each slot; null is missing, `0` is nothing used.
        slots: List<Option<Decimal>, 1500>,
        /// Which slots have another quality than `quality`, from one number up to before another.
        quality_runs: List<QualityRun>,
    }
    group cost "What it cost" {
        /// Currency of `cost`.
        currency: Currency,
        /// Whether `cost` contains tax.
        tax_included: bool,
        /// What the energy of the day cost, where the source says so.
        cost: Amount,
    }
    identifiers "Numbers and references" {}
}
