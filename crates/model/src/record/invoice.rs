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
            /// What kind of document.
            kind: InvoiceKind,
            /// The one currency of the document.
            currency: Currency,
            /// Whether the amounts of its lines contain tax.
            tax_included: bool,
            /// Sum of this document with tax.
            total: Amount,
        }
        optional {
            /// The account it belongs to.
            account: Id => "account",
            /// The contract it rests on.
            contract: Id => "contract",
            /// The invoice it corrects.
            corrects: Id => "invoice",
            /// First day billed.
            period_start: Date,
            /// Day after the last day billed.
            period_end: Date,
            /// Day by which to pay.
            due_on: Date,
            /// Sum without tax.
            net: Amount,
            /// The tax.
            tax: Amount,
            /// What was owed before.
            previous_balance: Amount,
            /// Payments and prepayments taken off.
            paid: Amount,
            /// Added to round the amount to pay.
            rounding: Amount,
            /// What is to pay in the end.
            payable: Amount,
            /// Whether it rests on an estimated reading.
            estimated: bool,
            /// How far it is paid.
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
