//! `transaction`: a movement on an account.

use super::table::record;
use super::{IdRecipe, Series, Totals};
use crate::value::words::words;
use crate::value::{
    Amount, Category, CodeText, Country, Currency, Date, Decimal, Digits4, FeeKind, Id, Instant, Int, Masked, Name,
    Number, Text, Time, TxKind,
};

words! {
    /// Which day `date` is.
    TransactionDateBasis {
        Booked = "booked",
        Value = "value",
        Executed = "executed",
        Expected = "expected",
        Statement = "statement",
    }

    /// Whether it is booked, still pending, or for information only.
    TransactionStatus {
        Pending = "pending",
        Booked = "booked",
        Information = "information",
    }
}

record! {
    /// A movement on an account.
    Transaction {
        name: "transaction",
        plural: "transactions",
        about: "A movement on an account.",
        kind: Event,
        series: Series::Members(&["account"]),
        sort: date,
        label: None,
        id: IdRecipe::Keyed(&["date", "amount", "currency"]),
        totals: Some(Totals { member: "amount", by: "currency" }),
    }
    core "Date, amount and kind" {
        required {
            /// The account that was moved.
            account: Id => "account",
            /// Day it is listed under; `date_basis` says which day that is.
            date: Date,
            /// Which day `date` is.
            date_basis: TransactionDateBasis,
            /// Whether it is booked, still pending, or for information only.
            status: TransactionStatus,
            /// Amount seen by the customer; money out is negative.
            amount: Amount,
            /// Currency of `amount`.
            currency: Currency,
            /// What kind of movement; of a reversal, the kind of what is reversed.
            kind: TxKind,
        }
        optional {
            /// Whether it takes an earlier movement back, so that its sign is the other one.
            reversal: bool,
            /// What a fee is for; present with kind `fee`.
            fee_kind: FeeKind,
            /// Place in the order in which running balances chain, counted from 0.
            seq: Int,
            /// Day from which it counts for interest.
            value_date: Date,
            /// Day of the purchase.
            executed_on: Date,
            /// Booked, and still able to change.
            mutable: bool,
            /// The pending row it takes the place of.
            supersedes: Id => "transaction",
            /// The movement it takes back.
            reverses: Id => "transaction",
            /// The mandate it was collected under.
            mandate: Id => "payment_mandate",
            /// Whether another currency or country was involved, on which fees depend.
            is_foreign: bool,
            /// How many details of it there are.
            details: Int,
        }
    }
    group balance "Balance after every movement" spans rows {
        /// Balance of the account after it.
        running_balance: Amount,
    }
    group category "What it was for" {
        /// What the money was for or came from.
        category: Category,
        /// Merchant category (ISO 18245).
        mcc: Digits4,
    }
    group text "Texts as the source wrote them" {
        /// Free text as the source gives it.
        description: Text,
        /// How much of the description the source hid.
        description_masked: Masked,
        /// Payment reference as the parties wrote it.
        reference: Text,
        /// The source's own word for the kind.
        kind_text: Text,
        /// The source's code for the kind.
        bank_code: CodeText,
        /// Moment of the purchase.
        executed_at: Instant,
        /// Clock time of the purchase, where the offset is not known.
        executed_time: Time,
        /// Code of why a payment came back.
        return_reason: CodeText,
    }
    group counterparty "Who the other side was" {
        /// Name of the other party.
        counterparty_name: Name,
        /// How much of the other party's name the source hid.
        counterparty_masked: Masked,
        /// Account or other number of the other party.
        counterparty_number: Number,
        /// Country of the other party.
        counterparty_country: Country,
        /// Name of the party on whose behalf the other one acted.
        ultimate_name: Name,
        /// Creditor identifier of a direct debit.
        creditor_id: CodeText,
        /// Reference of the mandate as the creditor writes it.
        mandate_id: Name,
        /// Reference the payer gave, carried unchanged to the payee.
        end_to_end_id: Name,
    }
    group fx "Foreign currency and charges" {
        /// Amount in the currency of the purchase, signed like `amount`.
        original_amount: Amount,
        /// Currency of `original_amount`.
        original_currency: Currency,
        /// Factor from `original_amount` to the amount before fees.
        fx_rate: Decimal,
        /// Charge contained in `amount`, with the same sign.
        fee_amount: Amount,
    }
    identifiers "Numbers and references" {}
}
