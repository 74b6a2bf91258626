//! `subscription`: a line or plan of a telecommunications customer.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Amount, CodeText, Currency, Date, Decimal, Duration, Id, Name, Number};

words! {
    /// What kind of line or plan.
    SubscriptionKind {
        Mobile = "mobile",
        FixedVoice = "fixed_voice",
        Broadband = "broadband",
        Tv = "tv",
        Bundle = "bundle",
        Iot = "iot",
        Unknown = "unknown",
    }

    /// Whether it can be used.
    SubscriptionStatus {
        Active = "active",
        Suspended = "suspended",
        Ended = "ended",
        Unknown = "unknown",
    }

    /// When it is paid: before, after, or once at the start.
    SubscriptionBilling {
        Prepaid = "prepaid",
        Postpaid = "postpaid",
        Upfront = "upfront",
        Unknown = "unknown",
    }
}

record! {
    /// A line or plan of a telecommunications customer.
    Subscription {
        name: "subscription",
        plural: "subscriptions",
        about: "A line or plan of a telecommunications customer.",
        kind: State,
        series: Series::Own,
        sort: as_of,
        label: Some('l'),
        id: IdRecipe::Label,
        totals: None,
    }
    core "Plan and state" {
        required {
            /// Day on which the state was observed to hold.
            as_of: Date,
            /// What kind of line or plan; `unknown` where the source does not tell.
            kind: SubscriptionKind,
            /// Whether it can be used now; `unknown` where the source does not tell.
            status: SubscriptionStatus,
            /// When it is paid: before, after, or once at the start.
            billing: SubscriptionBilling,
        }
        optional {
            /// The account it is billed to; prepaid credit is a balance of that account.
            account: Id => "account",
            /// The contract it is supplied under; absent where none is carried.
            contract: Id => "contract",
            /// First day on which it could be used.
            activated_on: Date,
            /// First day on which it could no longer be used; absent while it can.
            ended_on: Date,
            /// Name of the network it belongs to, which may be another than the operator's own.
            home_network: Name,
            /// Whether the device is tied to the network.
            sim_lock: bool,
            /// Name of the plan as it is sold.
            plan_name: Name,
            /// The operator's code for the plan, as in its price list.
            plan_code: CodeText,
            /// Amount due every `recurring_period` for the plan itself, without use beyond it.
            recurring_amount: Amount,
            /// How often `recurring_amount` is due: `P1M` for every month.
            recurring_period: Duration,
            /// Currency of its amounts; present with any amount.
            currency: Currency,
            /// Whether its amounts contain tax; present with any amount.
            tax_included: bool,
            /// Speed towards the customer in Mbit/s, as agreed and not as measured.
            down_mbps: Decimal,
            /// Speed from the customer in Mbit/s, as agreed and not as measured.
            up_mbps: Decimal,
        }
    }
    identifiers "Numbers and references" {
        /// Telephone number of the line, or what else identifies it.
        number: Number,
        /// What the customer calls it.
        nickname: Name,
    }
}
