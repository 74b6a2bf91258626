//! `annual_estimate`: what a supply point is expected to use in a year.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Amount, Currency, Date, Decimal, Flow, Fuel, Id, Unit};

words! {
    /// How the estimate was made.
    AnnualEstimateMethod {
        SupplierEstimate = "supplier_estimate",
        Billed = "billed",
        MeterHistory = "meter_history",
        Profile = "profile",
        Customer = "customer",
    }
}

record! {
    /// What a supply point is expected to use in a year.
    AnnualEstimate {
        name: "annual_estimate",
        plural: "annual_estimates",
        about: "What a supply point is expected to use in a year.",
        kind: Event,
        series: Series::Members(&["supply_point"]),
        sort: date,
        label: None,
        id: IdRecipe::Keyed(&["date", "period_start", "direction", "method"]),
        totals: None,
    }
    core "Estimate" {
        required {
            /// The supply point it is for.
            supply_point: Id => "supply_point",
            /// Day on which the estimate was made.
            date: Date,
            /// First day of the year it is for.
            period_start: Date,
            /// Day after the last day of that year.
            period_end: Date,
            /// What is used.
            fuel: Fuel,
            /// Which way it flows.
            direction: Flow,
            /// How much is expected to be used in that year.
            quantity: Decimal,
            /// Unit of `quantity`.
            unit: Unit,
            /// What it rests on: the supplier's word, past bills, the meter, a profile, the customer's word.
            method: AnnualEstimateMethod,
        }
        optional {
            /// The register it is for, with time-of-use meters.
            register: Id => "register",
            /// What that is expected to cost under the contract of the day.
            cost: Amount,
            /// Currency of `cost`.
            currency: Currency,
            /// Whether `cost` contains tax.
            tax_included: bool,
        }
    }
    identifiers "Numbers and references" {}
}
