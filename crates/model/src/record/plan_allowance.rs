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
            /// What is included: minutes, messages or data, or `any` of them.
            service: PlanAllowanceService,
            /// Where or to where it may be used; `any` sets no bounds.
            zone: PlanAllowanceZone,
            /// Whether there is no limit.
            unlimited: bool,
        }
        optional {
            /// The line it belongs to; absent for a pool of several.
            line: Id => "subscription",
            /// How much the plan includes for the period, without what was carried over into it.
            quantity: Decimal,
            /// Unit of its quantities; absent only where there are none.
            unit: Unit,
            /// Where use of an unlimited allowance is slowed or charged.
            fair_use: Decimal,
            /// How much was carried over into the period, beside `quantity`.
            rolled_in: Decimal,
            /// How much was used in the period, with what went beyond the allowance.
            used: Decimal,
            /// How much of `quantity` and `rolled_in` is left.
            remaining: Decimal,
            /// How much of `used` went beyond what was included; absent where it is not known.
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
