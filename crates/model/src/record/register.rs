//! `register`: one counter of a meter.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{CodeText, Date, Decimal, Flow, Fuel, Id, Int, Name, Unit, Zone};

words! {
    /// Whether it gives intervals, a running count, or a greatest demand.
    RegisterKind {
        Interval = "interval",
        Cumulative = "cumulative",
        Demand = "demand",
    }
}

record! {
    /// One counter of a meter.
    Register {
        name: "register",
        plural: "registers",
        about: "One counter of a meter.",
        kind: State,
        series: Series::Members(&["supply_point"]),
        sort: as_of,
        label: Some('r'),
        id: IdRecipe::Label,
        totals: None,
    }
    core "What is counted" {
        required {
            /// The supply point it counts for.
            supply_point: Id => "supply_point",
            /// Day on which the state was observed to hold.
            as_of: Date,
            /// What it counts: that of its supply point.
            fuel: Fuel,
            /// Which way that flows: drawn, fed in, one less the other, or made by the customer's plant.
            direction: Flow,
            /// Unit of its readings and intervals.
            unit: Unit,
            /// Whether it gives intervals, a running count, or a greatest demand.
            kind: RegisterKind,
            /// Time zone of its days.
            zone: Zone,
        }
        optional {
            /// The meter it is part of.
            meter: Id => "meter",
            /// Label of the hours in which it counts, such as `off_peak`; absent for all hours.
            tou: CodeText,
            /// Factor from what the counter shows to the unit; absent says one.
            multiplier: Decimal,
            /// Digits before the point after which the counter begins again at zero.
            digits: Int,
        }
    }
    identifiers "Numbers and references" {
        /// Name at the meter, such as its OBIS code.
        register_code: Name,
    }
}
