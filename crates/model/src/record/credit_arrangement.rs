//! `credit_arrangement`: credit an account may draw on, and its price.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::object::{object, present};
use crate::value::words::words;
use crate::value::{Amount, Currency, Date, Duration, FeeKind, Id, Int, List, Rate};
use serde::{Deserialize, Serialize};

words! {
    /// What kind of credit.
    CreditArrangementKind {
        ArrangedOverdraft = "arranged_overdraft",
        UnarrangedOverdraft = "unarranged_overdraft",
        TemporaryOverdraft = "temporary_overdraft",
        CardLimit = "card_limit",
        Loan = "loan",
        Other = "other",
    }

    /// How `rate` is to be read.
    RateTierBasis {
        Ear = "ear",
        Apr = "apr",
        Nominal = "nominal",
        Daily = "daily",
    }
}

/// One tier of interest.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateTier {
    /// Balance above which the tier begins; absent for the lowest.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub above: Option<Amount>,
    /// How `rate` is to be read.
    pub basis: RateTierBasis,
    /// Interest as a yearly fraction, or daily where `basis` says so.
    pub rate: Rate,
    /// Balance up to which the tier reaches; absent for the highest.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub up_to: Option<Amount>,
}

object!(RateTier {
    opt above: Amount,
    req basis: RateTierBasis,
    req rate: Rate,
    opt up_to: Amount,
});

/// One charge of a credit arrangement.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditFee {
    /// How much.
    pub amount: Amount,
    /// What it is charged for.
    pub kind: FeeKind,
    /// How often; absent for once.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub per: Option<Duration>,
}

object!(CreditFee {
    req amount: Amount,
    req kind: FeeKind,
    opt per: Duration,
});

record! {
    /// Credit an account may draw on, and its price.
    CreditArrangement {
        name: "credit_arrangement",
        plural: "credit_arrangements",
        about: "Credit an account may draw on, and its price.",
        kind: State,
        series: Series::Members(&["account"]),
        sort: as_of,
        label: None,
        id: IdRecipe::Joined("account", "", "kind"),
        totals: None,
    }
    core "Limit and price" {
        required {
            /// The account it belongs to.
            account: Id => "account",
            /// Day on which the terms were observed; never dated back.
            as_of: Date,
            /// What kind of credit: an overdraft agreed or not, the limit of a card, a loan.
            kind: CreditArrangementKind,
            /// Currency of the amounts in this record.
            currency: Currency,
        }
        optional {
            /// How much may be drawn; `0` says that nothing was granted.
            credit_limit: Amount,
            /// First day on which these terms hold; absent where it is not known.
            effective_from: Date,
            /// First day on which it no longer holds.
            expires_on: Date,
            /// Amount that may be drawn free of interest.
            buffer: Amount,
            /// Days before interest is charged.
            interest_free_days: Int,
            /// Most that may be charged for the arrangement in a calendar month.
            monthly_cap: Amount,
            /// Interest by tier of the amount drawn, the lowest tier first.
            rates: List<RateTier>,
            /// Charges of the arrangement beside interest.
            fees: List<CreditFee>,
        }
    }
    identifiers "Numbers and references" {}
}
