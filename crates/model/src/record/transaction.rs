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
            /// The account whose balance it changes.
            account: Id => "account",
            /// Day it is listed under; `date_basis` says which day that is.
            date: Date,
            /// Which day `date` is: of booking, of value, of the purchase, of a statement, or one expected.
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
            /// Day on which the customer bought or ordered; absent where only the bank's days are known.
            executed_on: Date,
            /// True where the row is booked and its bank says that it can still change.
            mutable: bool,
            /// The pending or changed row whose place it takes.
            supersedes: Id => "transaction",
            /// The earlier movement that it takes back, where that is known and carried.
            reverses: Id => "transaction",
            /// The `payment_mandate` it was collected under, where that is carried.
            mandate: Id => "payment_mandate",
            /// Whether another currency or country was involved, on which fees depend.
            is_foreign: bool,
            /// How many `transaction_detail` records it has; absent where it is not made of parts.
            details: Int,
        }
    }
    group balance "Balance after every movement" spans rows {
        /// Booked balance of the account after it, in `currency`; below zero is owed.
        running_balance: Amount,
    }
    group category "What it was for" {
        /// What the money was for or came from, in the words of this list; absent where nobody says.
        category: Category,
        /// Merchant category code of the payee, four digits of ISO 18245.
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
        /// The source's code for the kind; of ISO 20022 with points: `PMNT.RDDT.ESDD`.
        bank_code: CodeText,
        /// Moment of the purchase, where its offset is known; else `executed_time`.
        executed_at: Instant,
        /// Clock time of the purchase, where the offset is not known.
        executed_time: Time,
        /// Code of why a payment came back, such as one of ISO 20022 (`AC04`).
        return_reason: CodeText,
    }
    group counterparty "Who the other side was" {
        /// Name of the other party: payee of money out, payer of money in.
        counterparty_name: Name,
        /// How much of the other party's name the source hid.
        counterparty_masked: Masked,
        /// Account or other number of the other party.
        counterparty_number: Number,
        /// Country of the other party, or of the shop.
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
        /// Currency of `original_amount`; another than `currency`.
        original_currency: Currency,
        /// Factor from `original_amount` to the amount before fees.
        fx_rate: Decimal,
        /// Charge contained in `amount`, with the same sign.
        fee_amount: Amount,
    }
    identifiers "Numbers and references" {}
}
