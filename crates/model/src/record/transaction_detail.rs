//! `transaction_detail`: a part of a batch booking or split.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::{Amount, Category, Currency, Date, Id, Int, Name, Number, Text};

record! {
    /// A part of a batch booking or split.
    TransactionDetail {
        name: "transaction_detail",
        plural: "transaction_details",
        about: "A part of a batch booking or split.",
        kind: Event,
        series: Series::Members(&["account"]),
        sort: date,
        label: None,
        id: IdRecipe::Joined("parent", "", "seq"),
        totals: None,
    }
    core "Date and amount" {
        required {
            /// The account it belongs to.
            account: Id => "account",
            /// The transaction of the same account that it is a part of.
            parent: Id => "transaction",
            /// `date` of that transaction.
            date: Date,
            /// Its place among the details, counted from 0.
            seq: Int,
            /// Its share of the amount, with its own sign; all parts may come to less than the whole.
            amount: Amount,
            /// Currency of the amounts in this record.
            currency: Currency,
        }
        optional {}
    }
    group category "What it was for" {
        /// What the money was for or came from.
        category: Category,
    }
    group text "Texts as the source wrote them" {
        /// Free text as the source gives it.
        description: Text,
        /// Payment reference as the parties wrote it.
        reference: Text,
        /// The category as the source calls it, where it has no word of the list.
        category_text: Name,
    }
    group counterparty "Who the other side was" {
        /// Name of the other party.
        counterparty_name: Name,
        /// Account or other number of the other party.
        counterparty_number: Number,
        /// Reference of the mandate as the creditor writes it.
        mandate_id: Name,
        /// Reference the payer gave, carried unchanged to the payee.
        end_to_end_id: Name,
    }
    identifiers "Numbers and references" {}
}
