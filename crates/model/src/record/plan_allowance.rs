//! `plan_allowance`: what a plan includes for one period, and how much of it was used.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Date, Decimal, Id, List, Name, Unit};

words! {
    /// What is included.
    PlanAllowanceService {
        Voice = "voice",
        Sms = "sms",
        Mms = "mms",
        Data = "data",
        Any = "any",
    }

    /// Where or to where it may be used.
    PlanAllowanceZone {
        Home = "home",
        Roaming = "roaming",
        International = "international",
        Any = "any",
    }
}

record! {
    /// What a plan includes for one period, and how much of it was used.
    PlanAllowance {
        name: "plan_allowance",
        plural: "plan_allowances",
        about: "What a plan includes for one period, and how much of it was used.",
        kind: Event,
        series: Series::Members(&["line"]),
        sort: date,
        label: None,
        id: IdRecipe::Keyed(&["date", "service", "zone", "quantity"]),
        totals: None,
    }
    core "Included and used" {
        required {
            /// First day of the period.
            date: Date,
            /// Day after the last day of the period.
            period_end: Date,
            /// What is included.
            service: PlanAllowanceService,
            /// Where or to where it may be used.
            zone: PlanAllowanceZone,
            /// Whether there is no limit.
            unlimited: bool,
        }
        optional {
            /// The line it belongs to; absent for a pool of several.
            line: Id => "subscription",
            /// How much is included.
            quantity: Decimal,
            /// Unit of its quantities.
            unit: Unit,
            /// Where use of an unlimited allowance is slowed or charged.
            fair_use: Decimal,
            /// How much was carried over from before.
            rolled_in: Decimal,
            /// How much was used.
            used: Decimal,
            /// How much is left.
            remaining: Decimal,
            /// How much was used beyond it.
            over: Decimal,
            /// Last day on which what is left can be carried over.
            rollover_until: Date,
        }
    }
    group text "Texts as the source wrote them" {
        /// Name of the allowance as it is sold.
        name: Name,
    }
    group sharing "Who shares it" {
        /// Lines that share it.
        shared_with: List<Id> => "subscription",
    }
    identifiers "Numbers and references" {}
}
