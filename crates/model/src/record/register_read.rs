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
            /// Civil day of the reading, in the zone of the register.
            date: Date,
            /// What the counter stood at; not what was used since.
            reading: Decimal,
            /// Unit of the counter.
            unit: Unit,
            /// Which way the register counts; that of the register.
            direction: Flow,
            /// How the reading came about.
            quality: Quality,
            /// Why it was read: as a routine, on a move, for a change of supplier or of the meter.
            reason: RegisterReadReason,
        }
        optional {
            /// Clock time of the reading.
            time: Time,
            /// Moment of the reading, where its offset is known; else `time`.
            at: Instant,
        }
    }
    identifiers "Numbers and references" {}
}
