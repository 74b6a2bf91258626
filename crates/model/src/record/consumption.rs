//! `consumption`: what was used over a period.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::{Amount, Currency, Date, Decimal, Flow, Fuel, Id, Instant, Quality, Unit};

record! {
    /// What was used over a period.
    Consumption {
        name: "consumption",
        plural: "consumptions",
        about: "What was used over a period.",
        kind: Event,
        series: Series::Members(&["register", "supply_point"]),
        sort: date,
        label: None,
        id: IdRecipe::Keyed(&["date", "period_end", "direction", "quantity"]),
        totals: None,
    }
    core "Quantity" {
        required {
            /// First day of the period.
            date: Date,
            /// Day after the last day.
            period_end: Date,
            /// What was used.
            fuel: Fuel,
            /// Which way it flowed: drawn, fed in, one less the other, or made by the customer's plant.
            direction: Flow,
            /// How much was used, in the unit that is billed; below zero only where `direction` is `net`.
            quantity: Decimal,
            /// Unit of `quantity`.
            unit: Unit,
            /// How the value came about.
            quality: Quality,
        }
        optional {
            /// The supply point it was used at.
            supply_point: Id => "supply_point",
            /// The register that counted.
            register: Id => "register",
            /// How much gas as metered, in `volume_unit`, before it became `quantity`.
            volume: Decimal,
            /// Unit of `volume`.
            volume_unit: Unit,
            /// Energy of the gas in MJ per cubic metre.
            calorific_value: Decimal,
            /// Factor that brings the volume to reference conditions.
            volume_correction: Decimal,
            /// Greatest power in kW that was drawn within the period.
            max_power: Decimal,
        }
    }
    group time "Times of day" {
        /// Moment the period begins, where it is known to more than the day.
        start_at: Instant,
        /// Moment the period ends, where it is known to more than the day.
        end_at: Instant,
    }
    group cost "What it cost" {
        /// Currency of `cost`.
        currency: Currency,
        /// Whether `cost` contains tax.
        tax_included: bool,
        /// What the use of the period cost, where the source says so.
        cost: Amount,
    }
    identifiers "Numbers and references" {}
}
