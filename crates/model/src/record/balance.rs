//! `balance`: what an account held at one time.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Amount, Currency, Date, Id, Instant};

words! {
    /// Which balance it is.
    BalanceKind {
        OpeningBooked = "opening_booked",
        ClosingBooked = "closing_booked",
        InterimBooked = "interim_booked",
        PreviousClosing = "previous_closing",
        OpeningAvailable = "opening_available",
        ClosingAvailable = "closing_available",
        InterimAvailable = "interim_available",
        ForwardAvailable = "forward_available",
        Expected = "expected",
        Information = "information",
        Statement = "statement",
        NonInvoiced = "non_invoiced",
        PrepaidCredit = "prepaid_credit",
    }

    /// Whether unused credit is counted in.
    BalanceCreditLineIncluded {
        Yes = "yes",
        No = "no",
        Unknown = "unknown",
    }
}

record! {
    /// What an account held at one time.
    Balance {
        name: "balance",
        plural: "balances",
        about: "What an account held at one time.",
        kind: Event,
        series: Series::Members(&["account"]),
        sort: date,
        label: None,
        id: IdRecipe::Keyed(&["date", "kind", "currency", "credit_line_included"]),
        totals: None,
    }
    core "Balance" {
        required {
            /// The account it belongs to.
            account: Id => "account",
            /// The day; closing kinds hold at its end, opening kinds at its beginning.
            date: Date,
            /// Which balance it is: booked or available, at the beginning or end of its day, or in it.
            kind: BalanceKind,
            /// The balance seen by the customer; what is owed is negative.
            amount: Amount,
            /// Currency of the amounts in this record.
            currency: Currency,
            /// Whether unused credit is counted into `amount`; `unknown` where nobody says.
            credit_line_included: BalanceCreditLineIncluded,
        }
        optional {
            /// Unused credit that could be drawn on the day, whether or not it is in `amount`.
            credit_line: Amount,
            /// Moment at which the balance was taken, where the source says it.
            at: Instant,
            /// First day on which prepaid credit is lost.
            expires_on: Date,
        }
    }
    identifiers "Numbers and references" {}
}
