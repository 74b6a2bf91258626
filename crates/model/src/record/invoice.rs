//! `invoice`: a bill or a credit note.

use super::table::record;
use super::{IdRecipe, Series, Totals};
use crate::value::words::words;
use crate::value::{Amount, Currency, Date, Id, Number, Text};

words! {
    /// What kind of document.
    InvoiceKind {
        Invoice = "invoice",
        CreditNote = "credit_note",
        PrepaymentRequest = "prepayment_request",
        Statement = "statement",
        Correction = "correction",
    }

    /// How far it is paid.
    InvoiceStatus {
        Open = "open",
        Paid = "paid",
        Overdue = "overdue",
        Cancelled = "cancelled",
        Unknown = "unknown",
    }
}

record! {
    /// A bill or a credit note.
    Invoice {
        name: "invoice",
        plural: "invoices",
        about: "A bill or a credit note.",
        kind: Event,
        series: Series::Members(&["account"]),
        sort: date,
        label: None,
        id: IdRecipe::Keyed(&["date", "kind", "currency", "total"]),
        totals: Some(Totals { member: "total", by: "currency" }),
    }
    core "Dates and amounts" {
        required {
            /// Day of issue.
            date: Date,
            /// What kind of document; a `credit_note` has negative amounts.
            kind: InvoiceKind,
            /// The one currency of the document.
            currency: Currency,
            /// Whether the amounts of its lines contain tax.
            tax_included: bool,
            /// Sum of this document alone, with tax; negative where the customer gets money.
            total: Amount,
        }
        optional {
            /// The account it is billed to; absent where none is carried.
            account: Id => "account",
            /// The contract it is billed under; absent where none is carried.
            contract: Id => "contract",
            /// The invoice that it corrects or takes the place of, where that is carried.
            corrects: Id => "invoice",
            /// First day billed; absent where the document has no period.
            period_start: Date,
            /// Day after the last day billed.
            period_end: Date,
            /// Day by which to pay.
            due_on: Date,
            /// Part of `total` without tax.
            net: Amount,
            /// Part of `total` that is tax, of all rates together.
            tax: Amount,
            /// What was owed before this document; negative where the customer had credit.
            previous_balance: Amount,
            /// Payments and prepayments taken off, as a positive amount.
            paid: Amount,
            /// Added to round the amount to pay; negative where it was rounded down.
            rounding: Amount,
            /// What is to pay in the end: previous balance and total less what was paid, rounded.
            payable: Amount,
            /// Whether it rests on an estimated reading.
            estimated: bool,
            /// How far it is paid on the day of the source; absent where nobody says.
            status: InvoiceStatus,
        }
    }
    group text "Texts as the source wrote them" {
        /// Remarks on the document.
        notes: Text,
        /// The attachment that holds the document.
        attachment: Id,
    }
    identifiers "Numbers and references" {
        /// Number of the document.
        invoice_number: Number,
    }
}
