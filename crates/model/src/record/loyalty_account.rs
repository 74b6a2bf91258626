//! `loyalty_account`: points held in a loyalty programme.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::object::object;
use crate::value::words::words;
use crate::value::{Amount, CodeText, Currency, Date, Decimal, List, Name, Number};
use serde::{Deserialize, Serialize};

words! {
    /// Whether it can be used.
    LoyaltyAccountStatus {
        Open = "open",
        Closed = "closed",
        Unknown = "unknown",
    }
}

/// Points that are lost on a day.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointsExpiry {
    /// First day on which they are gone.
    pub on: Date,
    /// How many.
    pub points: Decimal,
}

object!(PointsExpiry {
    req on: Date,
    req points: Decimal,
});

record! {
    /// Points held in a loyalty programme.
    LoyaltyAccount {
        name: "loyalty_account",
        plural: "loyalty_accounts",
        about: "Points held in a loyalty programme.",
        kind: State,
        series: Series::Own,
        sort: as_of,
        label: Some('y'),
        id: IdRecipe::Label,
        totals: None,
    }
    core "Points" {
        required {
            /// Day on which the state was observed to hold.
            as_of: Date,
            /// Name of the programme.
            programme: Name,
            /// Whether it can be used; `unknown` where the source does not tell.
            status: LoyaltyAccountStatus,
            /// Points held on the day of the record, in the programme's own unit.
            balance: Decimal,
        }
        optional {
            /// What the points held are worth in money, by the programme's own word.
            value: Amount,
            /// Currency of `value`.
            currency: Currency,
            /// Tier reached, in the programme's own word.
            tier: CodeText,
            /// Day of joining.
            joined_on: Date,
            /// Which points are lost on which day, the earliest first.
            expiries: List<PointsExpiry>,
        }
    }
    identifiers "Numbers and references" {
        /// Number of the membership.
        number: Number,
    }
}
