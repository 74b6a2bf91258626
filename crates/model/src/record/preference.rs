//! `preference`: how and about what a customer wants to be contacted.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Date, Duration, Int, Time};

words! {
    /// By which way the customer is reached.
    PreferenceChannel {
        Post = "post",
        Email = "email",
        Sms = "sms",
        Phone = "phone",
        Push = "push",
        InApp = "in_app",
        Any = "any",
    }

    /// About what.
    PreferenceTopic {
        OwnProducts = "own_products",
        PartnerProducts = "partner_products",
        Research = "research",
        Service = "service",
        UsageAlerts = "usage_alerts",
        BestTariff = "best_tariff",
        Any = "any",
    }
}

record! {
    /// How and about what a customer wants to be contacted.
    Preference {
        name: "preference",
        plural: "preferences",
        about: "How and about what a customer wants to be contacted.",
        kind: State,
        series: Series::All,
        sort: as_of,
        label: Some('f'),
        id: IdRecipe::Label,
        totals: None,
    }
    core "Wish to be contacted" {
        required {
            /// Day on which the state was observed to hold.
            as_of: Date,
            /// By which way the customer is reached.
            channel: PreferenceChannel,
            /// About what.
            topic: PreferenceTopic,
            /// Whether the customer agrees.
            allowed: bool,
        }
        optional {
            /// Most contacts in the time `per`.
            max_contacts: Int,
            /// Time over which `max_contacts` counts.
            per: Duration,
            /// Clock time from which nobody should be disturbed; may be later than `quiet_end`.
            quiet_start: Time,
            /// Clock time at which the quiet ends.
            quiet_end: Time,
            /// Day the customer said so.
            set_on: Date,
        }
    }
    identifiers "Numbers and references" {}
}
