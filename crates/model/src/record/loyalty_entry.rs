//! `loyalty_entry`: points earned, used or lost.

use super::table::record;
use super::{IdRecipe, Series, Totals};
use crate::value::words::words;
use crate::value::{Amount, Currency, Date, Decimal, Id, Text};

words! {
    /// What kind of entry.
    LoyaltyEntryKind {
        Earn = "earn",
        Redeem = "redeem",
        Expire = "expire",
        Adjust = "adjust",
        Transfer = "transfer",
    }
}

record! {
    /// Points earned, used or lost.
    LoyaltyEntry {
        name: "loyalty_entry",
        plural: "loyalty_entrys",
        about: "Points earned, used or lost.",
        kind: Event,
        series: Series::Members(&["account"]),
        sort: date,
        label: None,
        id: IdRecipe::Keyed(&["date", "kind", "points"]),
        totals: Some(Totals { member: "points", by: "kind" }),
    }
    core "Points" {
        required {
            /// The loyalty account.
            account: Id => "loyalty_account",
            /// Day it was booked.
            date: Date,
            /// What kind of entry: points earned, spent, lost, or put right.
            kind: LoyaltyEntryKind,
            /// Points seen by the customer; points out are negative.
            points: Decimal,
        }
        optional {
            /// Points held once it was booked.
            balance_after: Decimal,
            /// First day on which these points are lost.
            expires_on: Date,
            /// What the points are worth, signed like `points`.
            value: Amount,
            /// Currency of `value`.
            currency: Currency,
            /// The receipt on which the points were earned or spent, where that is carried.
            receipt: Id => "receipt",
        }
    }
    group text "Texts as the source wrote them" {
        /// Free text as the source gives it.
        description: Text,
    }
    identifiers "Numbers and references" {}
}
