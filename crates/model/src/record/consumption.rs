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
            /// First day.
            date: Date,
            /// Day after the last day.
            period_end: Date,
            /// What was used.
            fuel: Fuel,
            /// Which way it flowed.
            direction: Flow,
            /// How much, in the unit that is billed.
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
            /// How much as metered, for gas.
            volume: Decimal,
            /// Unit of `volume`.
            volume_unit: Unit,
            /// Energy of the gas in MJ per cubic metre.
            calorific_value: Decimal,
            /// Factor that brings the volume to reference conditions.
            volume_correction: Decimal,
            /// Greatest power in kW.
            max_power: Decimal,
        }
    }
    group time "Times of day" {
        /// Moment the period begins.
        start_at: Instant,
        /// Moment the period ends.
        end_at: Instant,
    }
    group cost "What it cost" {
        /// Currency of `cost`.
        currency: Currency,
        /// Whether `cost` contains tax.
        tax_included: bool,
        /// Cost of the period.
        cost: Amount,
    }
    identifiers "Numbers and references" {}
}
