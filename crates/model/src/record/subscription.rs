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
            /// What kind of line or plan.
            kind: SubscriptionKind,
            /// Whether it can be used.
            status: SubscriptionStatus,
            /// When it is paid: before, after, or once at the start.
            billing: SubscriptionBilling,
        }
        optional {
            /// The account it is billed to; prepaid credit is a balance of that account.
            account: Id => "account",
            /// The contract it rests on.
            contract: Id => "contract",
            /// First day of use.
            activated_on: Date,
            /// First day it is gone.
            ended_on: Date,
            /// Network it belongs to.
            home_network: Name,
            /// Whether the device is tied to the network.
            sim_lock: bool,
            /// Name of the plan as it is sold.
            plan_name: Name,
            /// The operator's code for the plan.
            plan_code: CodeText,
            /// Amount due every `recurring_period`.
            recurring_amount: Amount,
            /// How often `recurring_amount` is due.
            recurring_period: Duration,
            /// Currency of its amounts; present with any amount.
            currency: Currency,
            /// Whether its amounts contain tax; present with any amount.
            tax_included: bool,
            /// Speed towards the customer in Mbit/s.
            down_mbps: Decimal,
            /// Speed from the customer in Mbit/s.
            up_mbps: Decimal,
        }
    }
    identifiers "Numbers and references" {
        /// Number of the line.
        number: Number,
        /// What the customer calls it.
        nickname: Name,
    }
}
