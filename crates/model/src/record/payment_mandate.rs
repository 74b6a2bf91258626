//! `payment_mandate`: a direct debit, standing order or other instruction to pay again.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Amount, Category, CodeText, Currency, Date, Duration, Id, Name, Number, Text};

words! {
    /// What kind of standing instruction.
    PaymentMandateKind {
        DirectDebit = "direct_debit",
        StandingOrder = "standing_order",
        Scheduled = "scheduled",
        CardRecurring = "card_recurring",
    }

    /// Whether it may still be used.
    PaymentMandateStatus {
        Active = "active",
        Inactive = "inactive",
        Cancelled = "cancelled",
        Unknown = "unknown",
    }

    /// Whether the institution lists it or it was concluded from transactions.
    PaymentMandateEvidence {
        Declared = "declared",
        Inferred = "inferred",
    }

    /// Whether the amount is the same each time.
    PaymentMandateAmountKind {
        Fixed = "fixed",
        Variable = "variable",
        Unknown = "unknown",
    }
}

record! {
    /// A direct debit, standing order or other instruction to pay again.
    PaymentMandate {
        name: "payment_mandate",
        plural: "payment_mandates",
        about: "A direct debit, standing order or other instruction to pay again.",
        kind: State,
        series: Series::Members(&["account"]),
        sort: as_of,
        label: Some('o'),
        id: IdRecipe::Label,
        totals: None,
    }
    core "Kind, amount and dates" {
        required {
            /// The account it belongs to.
            account: Id => "account",
            /// Day on which the state was observed to hold.
            as_of: Date,
            /// What kind of standing instruction: a direct debit, a standing order, a payment to come.
            kind: PaymentMandateKind,
            /// Whether it may still be used.
            status: PaymentMandateStatus,
            /// Whether the institution lists it or it was concluded from transactions.
            evidence: PaymentMandateEvidence,
            /// Whether the amount is the same each time.
            amount_kind: PaymentMandateAmountKind,
        }
        optional {
            /// Currency of its amounts; present with any amount.
            currency: Currency,
            /// Amount of each payment; money out is negative.
            amount: Amount,
            /// Time from one payment to the next; absent where it is not known or not regular.
            frequency: Duration,
            /// Day of the first payment.
            first_on: Date,
            /// Day of the next payment.
            next_on: Date,
            /// Day of the last payment planned.
            final_on: Date,
            /// Day of the latest payment made.
            last_on: Date,
            /// Amount of the latest payment made.
            last_amount: Amount,
        }
    }
    group category "What it was for" {
        /// What the money was for or came from.
        category: Category,
    }
    group counterparty "Who the other side was" {
        /// Name of the other party.
        counterparty_name: Name,
        /// Account or other number of the other party.
        counterparty_number: Number,
        /// Creditor identifier of a direct debit.
        creditor_id: CodeText,
        /// Reference of the mandate as the creditor writes it.
        mandate_id: Name,
        /// Payment reference as the parties wrote it.
        reference: Text,
    }
    identifiers "Numbers and references" {}
}
