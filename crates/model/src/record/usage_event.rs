//! `usage_event`: a call, message or data session, or a sum of them.

use super::table::record;
use super::{IdRecipe, Series, Totals};
use crate::value::words::words;
use crate::value::{Amount, Country, Currency, Date, Decimal, Id, Instant, Int, Name, Number, Text, Time, Unit, Zone};

words! {
    /// Whether this is one event or the sum of an hour, a day or a month.
    UsageEventGrain {
        Event = "event",
        Hour = "hour",
        Day = "day",
        Month = "month",
    }

    /// What was used.
    UsageEventKind {
        Voice = "voice",
        Sms = "sms",
        Mms = "mms",
        Data = "data",
        Content = "content",
        Other = "other",
    }

    /// Seen from the customer; data is `both`.
    UsageEventDirection {
        Out = "out",
        In = "in",
        Forwarded = "forwarded",
        Both = "both",
    }

    /// Class of the number called.
    UsageEventNumberClass {
        Mobile = "mobile",
        Fixed = "fixed",
        Special = "special",
        Premium = "premium",
        ShortCode = "short_code",
        Voicemail = "voicemail",
        Free = "free",
        Emergency = "emergency",
        Unknown = "unknown",
    }

    /// Whether the other end is in the country of the line.
    UsageEventReach {
        National = "national",
        International = "international",
        Unknown = "unknown",
    }

    /// Whether the line was used abroad.
    UsageEventRoaming {
        Home = "home",
        Roaming = "roaming",
        Unknown = "unknown",
    }
}

record! {
    /// A call, message or data session, or a sum of them.
    UsageEvent {
        name: "usage_event",
        plural: "usage_events",
        about: "A call, message or data session, or a sum of them.",
        kind: Event,
        series: Series::Members(&["line"]),
        sort: date,
        label: None,
        id: IdRecipe::Keyed(&["date", "grain", "kind", "direction", "quantity", "unit"]),
        totals: Some(Totals { member: "quantity", by: "kind" }),
    }
    core "Kind, day and quantity" {
        required {
            /// The line that was used.
            line: Id => "subscription",
            /// Local day on which it began.
            date: Date,
            /// Whether this is one event or the sum of an hour, a day or a month.
            grain: UsageEventGrain,
            /// What was used.
            kind: UsageEventKind,
            /// Seen from the customer; data is `both`.
            direction: UsageEventDirection,
            /// What is rated: seconds, bytes or messages.
            quantity: Decimal,
            /// Unit of `quantity`.
            unit: Unit,
        }
        optional {
            /// How many events a sum holds.
            events: Int,
            /// Class of the number called.
            number_class: UsageEventNumberClass,
            /// Whether the other end is in the country of the line.
            reach: UsageEventReach,
            /// Whether the line was used abroad.
            roaming: UsageEventRoaming,
            /// Whether the other end is on the same network.
            on_net: bool,
            /// Whether the call was taken.
            answered: bool,
            /// Bytes sent.
            bytes_up: Int,
            /// Bytes received.
            bytes_down: Int,
        }
    }
    group time "Times of day" {
        /// Moment it began, where the offset is known.
        started_at: Instant,
        /// Clock time it began, where the offset is not known.
        time: Time,
        /// Time zone of `time`.
        zone: Zone,
    }
    group place "Where it was" {
        /// Country the line was used in.
        roaming_country: Country,
        /// Network the line was used in.
        network: Name,
        /// Country of the other end.
        destination_country: Country,
        /// Zone of the operator's price list.
        zone_text: Name,
    }
    group counterparty "Who the other side was" {
        /// Number of the other end.
        number: Number,
        /// Country of the other end's number.
        counterparty_country: Country,
    }
    group rating "What it cost" {
        /// Currency of its amounts; present with any amount.
        currency: Currency,
        /// Whether its amounts contain tax; present with any amount.
        tax_included: bool,
        /// What was charged.
        rated_amount: Amount,
        /// What would have been charged without the allowance.
        rated_before_allowance: Amount,
        /// The allowance it was taken from.
        allowance: Id => "plan_allowance",
    }
    group text "Texts as the source wrote them" {
        /// Free text as the source gives it.
        description: Text,
    }
    identifiers "Numbers and references" {}
}
