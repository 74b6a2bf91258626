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
            /// The line (`subscription`) that was used.
            line: Id => "subscription",
            /// Civil day on which it began at the customer's place; of a sum the first day of it.
            date: Date,
            /// Whether this is one event or the sum of an hour, a day or a month.
            grain: UsageEventGrain,
            /// What was used; `content` is what is bought over the line, such as a film or a ring tone.
            kind: UsageEventKind,
            /// Seen from the customer; data is `both`.
            direction: UsageEventDirection,
            /// How much is rated: seconds of a call, bytes of data, count of messages; never negative.
            quantity: Decimal,
            /// Unit of `quantity`: `s`, `B` or `count`.
            unit: Unit,
        }
        optional {
            /// How many events a sum holds; absent where that is not known, and of a single event.
            events: Int,
            /// Class of the number called, by which calls are priced; absent where nobody says.
            number_class: UsageEventNumberClass,
            /// Whether the other end is in the country of the line.
            reach: UsageEventReach,
            /// Whether the line was used outside the country of its operator; absent where nobody says.
            roaming: UsageEventRoaming,
            /// Whether the other end is a customer of the same network, on which prices can depend.
            on_net: bool,
            /// Whether the call was taken; absent where it is not said, never a sign that it was not.
            answered: bool,
            /// Bytes that the customer sent; contained in a `quantity` of data.
            bytes_up: Int,
            /// Bytes that the customer received; contained in a `quantity` of data.
            bytes_down: Int,
        }
    }
    group time "Times of day" {
        /// Moment it began, where the offset is known.
        started_at: Instant,
        /// Clock time it began, where the offset is not known.
        time: Time,
        /// Time zone of `time`; absent where it is not known which clock that is.
        zone: Zone,
    }
    group place "Where it was" {
        /// Country in which the line was used, where that is not the country of its operator.
        roaming_country: Country,
        /// Name of the network that carried it.
        network: Name,
        /// Country of the other end, as the operator prices it.
        destination_country: Country,
        /// Zone of the operator's price list, in its own word.
        zone_text: Name,
    }
    group counterparty "Who the other side was" {
        /// Number of the other end: called, or calling for what came in.
        number: Number,
        /// Country to which `number` belongs, whoever used it wherever.
        counterparty_country: Country,
    }
    group rating "What it cost" {
        /// Currency of its amounts; present with any amount.
        currency: Currency,
        /// Whether its amounts contain tax; present with any amount.
        tax_included: bool,
        /// What was charged for it; `0` where an allowance or the plan covers it.
        rated_amount: Amount,
        /// What would have been charged without the allowance.
        rated_before_allowance: Amount,
        /// The allowance (`plan_allowance`) that it was taken from; absent where none is known.
        allowance: Id => "plan_allowance",
    }
    group text "Texts as the source wrote them" {
        /// Free text as the source gives it.
        description: Text,
    }
    identifiers "Numbers and references" {}
}
