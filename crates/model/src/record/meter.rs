//! `meter`: a meter at a supply point.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Date, Id, Number};

words! {
    /// What kind of meter.
    MeterKind {
        Smart = "smart",
        Manual = "manual",
        Prepayment = "prepayment",
        Unmetered = "unmetered",
        Unknown = "unknown",
    }
}

record! {
    /// A meter at a supply point.
    Meter {
        name: "meter",
        plural: "meters",
        about: "A meter at a supply point.",
        kind: State,
        series: Series::Members(&["supply_point"]),
        sort: as_of,
        label: Some('m'),
        id: IdRecipe::Label,
        totals: None,
    }
    core "Kind of meter" {
        required {
            /// The supply point it serves; a change of meter makes two meters.
            supply_point: Id => "supply_point",
            /// Day on which the state was observed to hold.
            as_of: Date,
            /// Whether it is read at a distance, by hand, is paid in advance, or there is none.
            kind: MeterKind,
        }
        optional {
            /// First day of the meter.
            installed_on: Date,
            /// First day without the meter.
            removed_on: Date,
        }
    }
    identifiers "Numbers and references" {
        /// Serial number on the meter.
        serial: Number,
    }
}
