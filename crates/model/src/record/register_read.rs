//! `register_read`: a reading of a counter.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Date, Decimal, Flow, Id, Instant, Quality, Time, Unit};

words! {
    /// Why it was read.
    RegisterReadReason {
        Routine = "routine",
        Opening = "opening",
        Closing = "closing",
        SwapOut = "swap_out",
        SwapIn = "swap_in",
        Customer = "customer",
        MoveIn = "move_in",
        MoveOut = "move_out",
        Other = "other",
    }
}

record! {
    /// A reading of a counter.
    RegisterRead {
        name: "register_read",
        plural: "register_reads",
        about: "A reading of a counter.",
        kind: Event,
        series: Series::Members(&["register"]),
        sort: date,
        label: None,
        id: IdRecipe::Keyed(&["date", "time", "reading", "reason"]),
        totals: None,
    }
    core "Reading" {
        required {
            /// The register that was read.
            register: Id => "register",
            /// Day of the reading.
            date: Date,
            /// What the counter showed.
            reading: Decimal,
            /// Unit of the counter.
            unit: Unit,
            /// Which way it counts.
            direction: Flow,
            /// How the reading came about.
            quality: Quality,
            /// Why it was read.
            reason: RegisterReadReason,
        }
        optional {
            /// Clock time of the reading.
            time: Time,
            /// Moment of the reading.
            at: Instant,
        }
    }
    identifiers "Numbers and references" {}
}
