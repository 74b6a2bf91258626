//! `tender`: one payment towards a receipt.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Amount, CodeText, Currency, Date, Decimal, Digits4, Id, Int};

words! {
    /// Means of payment.
    TenderKind {
        Cash = "cash",
        Card = "card",
        Wallet = "wallet",
        Voucher = "voucher",
        GiftCard = "gift_card",
        Points = "points",
        Transfer = "transfer",
        DirectDebit = "direct_debit",
        Credit = "credit",
        Bnpl = "bnpl",
        Other = "other",
        Unknown = "unknown",
    }

    /// Whether it was given, given back, or change.
    TenderDirection {
        Paid = "paid",
        Refunded = "refunded",
        Change = "change",
    }
}

record! {
    /// One payment towards a receipt.
    Tender {
        name: "tender",
        plural: "tenders",
        about: "One payment towards a receipt.",
        kind: Event,
        series: Series::Members(&["account"]),
        sort: date,
        label: None,
        id: IdRecipe::Joined("receipt", "p", "seq"),
        totals: None,
    }
    core "Means and amount" {
        required {
            /// The receipt that was paid.
            receipt: Id => "receipt",
            /// Date of that receipt.
            date: Date,
            /// Its place on the receipt, counted from 0.
            seq: Int,
            /// Means of payment.
            kind: TenderKind,
            /// Whether it was given, given back, or change.
            direction: TenderDirection,
            /// How much; never negative, `direction` tells.
            amount: Amount,
            /// Currency of the amounts in this record.
            currency: Currency,
        }
        optional {
            /// The customer or loyalty account the receipt was booked to.
            account: Id => "any",
            /// Points that were used up, where it was paid with points.
            points: Decimal,
            /// How much in the currency it was paid in.
            original_amount: Amount,
            /// Currency of `original_amount`; another than `currency`.
            original_currency: Currency,
        }
    }
    identifiers "Numbers and references" {
        /// Brand of the card, as the source names it.
        card_brand: CodeText,
        /// Last four digits of the card.
        card_last4: Digits4,
    }
}
